"""Sentences that say of how many, or of which alone, something holds: "both … and …", "only", "none of the three".

A quantifier gives the set and how many of it are meant; the words after it give the test that each member is put to:
a rise or a fall, a side of its own average or high, a side of a number. Without the whole set at hand nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copilot.checking.cases import Case, operand
from copilot.checking.counts import false_count, named, number_of
from copilot.checking.relating import RETURNS, comparison, denied, kind_of, plain, timed
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.lexicon import plain as lowered
from copilot.reading.periods import Kind
from copilot.types import Failed, Hedge, Proof, Proved, Span, Verdict

__all__ = ["quantified"]

_N = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NOUN = (
    r"sectors?|indexes|indices|benchmarks?|gauges?|averages|bourses|markets?|stocks?|names|companies|banks|chipmakers|carmakers|funds?|etfs?|coins?|tokens?"
    r"|cryptocurrencies|contracts?|commodit(?:y|ies)|metals?|currenc(?:y|ies)|pairs?|bonds?|countries|economies|regions|giants?|peers|retailers|miners|lenders|assets?|series|of them|the group"
)
_GROUP = rf"(?:(?:of|out of)\s+)?(?:the\s+|these\s+|those\s+|its\s+)?(?:(?P<size>{_N})\s+)?(?:[\w&']+\s+){{0,2}}?(?P<noun>{_NOUN})"
_QUANTIFIER = re.compile(
    rf"\b(?P<all>all|every|each|both)\s+{_GROUP}\b"
    rf"|\b(?P<none>none|not one|neither)\s+of\s+(?:the\s+)?(?:(?P<size2>{_N})\b)?(?:\s+(?:[\w&']+\s+){{0,2}}?(?P<noun2>{_NOUN})\b)?"
    rf"|(?<![\d.,$€£¥])\b(?P<count>{_N})\s+(?:of\s+(?:the\s+)?(?P<size3>{_N})\s+)?(?:[\w&']+\s+){{0,2}}?(?P<noun3>{_NOUN})\b"
    r"|(?P<both>\bboth)\s|(?P<neither>\bneither)\s|(?P<only>\bonly)\s(?!by\b|about\b|after\b|if\b|when\b|in\b)"
    r"|(?P<alone>\balone\b|\bthe (?:only|sole) (?:one|exception|stock|fund|index|sector|market|currency|coin|token|commodity|contract|name)\b)",
    re.IGNORECASE,
)
_SIZE = re.compile(
    rf"\b(?:of|among|out of)\s+(?:all\s+)?(?:the\s+|these\s+)?(?P<size>{_N})\s+(?:[\w&']+\s+){{0,2}}?(?P<noun>{_NOUN})\b",
    re.IGNORECASE,
)
_RED = re.compile(
    r"\b(?:in the (?P<down>red)|in (?:the (?P<up>black|green)|(?P<up2>positive) territory|(?P<down2>negative) territory)|(?P<in>inflows?)|(?P<out>outflows?|redemptions))\b"
)
_AND = re.compile(r"\s*(?:,|and|nor|or|,\s*and)\s*(?:the\s+)?")


@dataclass(frozen=True, slots=True)
class _Test:
    """What each member is put to; None where the evidence does not say. `measure` are the facts that are looked at."""

    holds: Callable[[str], bool | None]
    facts: dict[str, Fact]  # the fact of each member
    span: Span


def quantified(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on each quantifier whose set and test are both known."""
    text = lowered(sentence.text)
    rows = [fact for fact in facts if plain(fact) and fact.entity]
    last: _Test | None = None
    for match in _QUANTIFIER.finditer(text):
        if match["count"] and re.search(
            r"\b(?:the|of|past|last|next|first|at|about|on) $", text[: match.start()]
        ):
            continue  # "the strongest of the three chipmakers", "the past two sessions": who is meant, no claim
        start = sentence.span.start + match.end()
        test = _test(case, sentence, rows, start) or (
            last if re.search(r"\b(?:did|does|do|was|were|has|have)\b", text[match.end() :]) else None
        )
        if test is None:
            continue
        last = test
        if (judged := _judged(case, sentence, match, test)) is not None:
            yield judged


def _judged(case: Case, sentence: Sentence, match: re.Match[str], test: _Test) -> Verdict | None:
    offset = sentence.span.start
    members = _named(sentence, match, test)
    group = _group(sentence, match, test)
    results = {key: test.holds(key) for key in (members or group)}
    one = bool(match["only"] or match["alone"])
    if len(results) < 2 - one or any(result is None for result in results.values()):
        return None
    holding = {key for key, result in results.items() if result}
    if one:
        whole = {key: test.holds(key) for key in group}
        if (
            len(group) < 2
            or not members
            or any(result is None for result in whole.values())
            or not set(members) <= set(group)
        ):
            return None
        holding, results = {key for key, result in whole.items() if result}, whole
        right = holding == set(members)
    elif match["none"] or match["neither"]:
        right = not holding
    elif match["all"] or match["both"]:
        right = len(holding) == len(results)
    else:
        number = number_of(match["count"])
        right = number == len(holding)
    span = Span(offset + match.start(), max(test.span.end, offset + match.end()))
    claim = comparison(sentence, span, "count")
    chosen = [test.facts[key] for key in results if key in test.facts]
    if right:
        words = f"{len(holding)} / {len(results)}"
        return Proved(claim, Proof("count", tuple(operand(f, case.words) for f in chosen), None, "", words))
    names = [named(test.facts[key]) for key in holding if key in test.facts]
    place = Span(offset + match.start(), offset + match.end())
    return Failed(claim, false_count(case, place, len(holding), len(results), names))


# ------------------------------------------------------------------ who


def _named(sentence: Sentence, match: re.Match[str], test: _Test) -> list[str]:
    """The members that are named one by one: "both A and B", "neither A nor B", "only A", "A alone"."""
    offset = sentence.span.start
    if match["alone"]:
        before = [m.key for m in sentence.entities if m.span.end <= offset + match.start() + 1]
        return before[-1:]
    if not (match["both"] or match["neither"] or match["only"]):
        return []
    found: list[str] = []
    end = offset + match.end()
    for mention in sentence.entities:
        if mention.span.start < end - 1:
            continue
        between = sentence.text[end - offset : mention.span.start - offset].lower()
        if not (re.fullmatch(r"\s*(?:the\s+|in\s+)?", between) if not found else _AND.fullmatch(between)):
            break
        found.append(mention.key)
        end = mention.span.end
    keys = list(dict.fromkeys(found))
    return keys if match["only"] or len(keys) == 2 else []


def _group(sentence: Sentence, match: re.Match[str], test: _Test) -> list[str]:
    """The set that is counted: the members with a fact of the tested measure, as many and of the kind that the words say."""
    size, noun = (
        match["size"] or match["size2"] or match["size3"],
        match["noun"] or match["noun2"] or match["noun3"] or "",
    )
    if (said := _SIZE.search(sentence.text)) and not size:
        size, noun = said["size"], noun or said["noun"]
    kinds: dict[str, list[str]] = {}
    for key in test.facts:
        kinds.setdefault(kind_of(key), []).append(key)
    named = [m.key for m in sentence.entities if m.key in test.facts]
    number = number_of(size) if size else 2 if (match["all"] or "").lower() == "both" else None
    sets = [*kinds.values(), list(test.facts)]
    wanted = (
        "sector"
        if noun.startswith("sector")
        else "index"
        if re.match(r"ind|bench|gauge|averag|bours", noun)
        else ""
    )
    if wanted in kinds:
        sets = [kinds[wanted], *sets]
    if number is not None:
        fitting = [one for one in sets if len(one) == number]
        if not fitting and len(set(named)) == number:
            return list(dict.fromkeys(named))
        return fitting[0] if fitting else []
    if wanted:
        return kinds.get(wanted, [])
    own = [kinds[kind_of(key)] for key in named]
    return own[0] if own else list(test.facts) if len(kinds) == 1 else []


# ------------------------------------------------------------------ what


def _test(case: Case, sentence: Sentence, rows: Sequence[Fact], start: int) -> _Test | None:
    """The test that the words after `start` put each member to."""
    red = _RED.search(case.text.lower(), start, sentence.span.end)
    cues = [
        c
        for c in sentence.cues
        if c.span.start >= start and c.tag[0] in ("direction", "level") and c.tag[1] not in ("flat", "equal")
    ]
    figures = [f for f in sentence.figures if f.span.start >= start and f.quantity.hedge in _SIDES]
    if (
        cues
        and cues[0].tag[0] == "level"
        and not (figures and figures[0].written.hedge and figures[0].written.hedge.overlaps(cues[0].span))
    ):
        return _of_side(case, sentence, rows, cues[0].span, cues[0].tag[1] == "above")
    if figures and (not cues or cues[0].tag[0] == "level" or _on(sentence, cues[0].span, figures[0].span)):
        return _of_bound(
            sentence, rows, figures[0], cues[0].tag[1] if cues and cues[0].tag[0] == "direction" else ""
        )
    if red and (not cues or red.start() <= cues[0].span.start):
        up = bool(red["up"] or red["up2"] or red["in"])
        return _of_move(
            case, sentence, rows, Span(*red.span()), up, "flows" if red["in"] or red["out"] else ""
        )
    if cues and not any(
        f.span.start >= start
        and f.quantity.hedge not in _SIDES
        and _on(sentence, cues[0].span, f.span)
        and not _own(sentence, f.span)
        for f in sentence.figures
    ):
        up = (cues[0].tag[1] == "up") != denied(case, sentence, cues[0])
        return _of_move(case, sentence, rows, cues[0].span, up, "")
    return None


_SIDES = (Hedge.MORE, Hedge.LESS, Hedge.AT_LEAST, Hedge.AT_MOST)


def _on(sentence: Sentence, cue: Span, figure: Span) -> bool:
    between = sentence.text[cue.end - sentence.span.start : figure.start - sentence.span.start]
    return len(between) < 24 and not re.search(r"[,;:]", between)


def _own(sentence: Sentence, figure: Span) -> bool:
    """A number in brackets or behind a comma is that of one member."""
    return bool(re.search(r"[(（,]\s*[+−-]?$", sentence.text[: figure.start - sentence.span.start]))


def _of_move(
    case: Case, sentence: Sentence, rows: Sequence[Fact], span: Span, up: bool, measure: str
) -> _Test | None:
    spoken = core_of(c.tag for c in sentence.concepts)
    wanted = frozenset({measure} if measure else spoken & {"flows"}) or RETURNS
    held = [f for f in rows if f.core & wanted and f.unit not in ("x", "")]
    if wanted is RETURNS:  # a bare "change on month" of what is no instrument
        held += [f for f in rows if not f.core and "growth" in f.concepts and f.unit == "%"]
    chosen = _one_each(sentence, held)
    return (
        _Test(
            lambda key: (
                None if key not in chosen else (chosen[key].value > 0) is up and chosen[key].value != 0
            ),
            chosen,
            span,
        )
        if chosen
        else None
    )


def _one_each(sentence: Sentence, held: Sequence[Fact]) -> dict[str, Fact]:
    """One fact of each member, all of the window that the sentence names, or the only one that there is."""
    spoken = [p for p in sentence.periods if p.kind is not Kind.PRIOR]
    fitting = [f for f in held if all(agreement(p, f.periods) for p in spoken)]
    rolling = [p for p in spoken if not p.calendar]
    exact = [f for f in fitting if rolling and all(agreement(p, f.periods) == 2 for p in rolling)]
    windows = {
        frozenset((p.kind, p.count, p.unit) for p in f.periods if not p.calendar) for f in exact or fitting
    }
    if len(windows) > 1:
        day = [f for f in exact or fitting if any(p.kind is Kind.DAY for p in f.periods)]
        if rolling or not day:  # "fell on Friday" is of the day
            return {}
        fitting, exact = day, []
    chosen: dict[str, Fact] = {}
    for key in dict.fromkeys(f.entity for f in exact or fitting):
        own = timed([f for f in exact or fitting if f.entity == key], [], sentence)
        if len({f.value for f in own}) == 1:
            chosen[key] = own[0]
    return chosen


def _of_side(case: Case, sentence: Sentence, rows: Sequence[Fact], cue: Span, above: bool) -> _Test | None:
    """Above or below its own average, high or target: each member's price against each reference that is named."""
    stop = re.compile(r"[,;.]| while | but ").search(case.text, cue.end, sentence.span.end)
    end = stop.start() if stop else sentence.span.end
    named = [c for c in sentence.concepts if cue.end <= c.span.start < end]
    tags = core_of(c.tag for c in named) & {
        "average",
        "exponential_average",
        "high",
        "low",
        "target_price",
        "estimate",
    }
    if not tags:
        return None
    windows = [p for p in sentence.periods if cue.end <= p.span.start < end and p.kind is Kind.ROLLING]
    prices = _one_each(sentence, [f for f in rows if f.core == {"close"} and not f.words])

    def holds(key: str) -> bool | None:
        own = (
            [f for f in rows if f.entity == key and f.core & tags and f.unit == prices[key].unit]
            if key in prices
            else []
        )
        sets = [[f for f in own if agreement(p, f.periods) == 2] for p in windows] or [own]
        if not own or any(len({f.value for f in one}) != 1 for one in sets):
            return None
        return all((prices[key].value > one[0].value) is above for one in sets)

    known = {key: fact for key, fact in prices.items() if holds(key) is not None}
    return _Test(holds, known, Span(cue.start, end)) if known else None


def _of_bound(sentence: Sentence, rows: Sequence[Fact], figure: FigureReading, way: str) -> _Test | None:
    """Above or below a number that the sentence gives: "rose by more than 2 %", "an RSI under 30"."""
    tags = core_of(figure.concepts) or core_of(c.tag for c in sentence.concepts)
    wanted = RETURNS if way or not tags else tags
    quantity = figure.written.quantity
    held = [
        f
        for f in rows
        if f.core & wanted and (f.unit == quantity.unit or quantity.unit == "" or f.unit == "")
    ]
    chosen = _one_each(sentence, held)
    sign = -1 if way == "down" else 1

    def holds(key: str) -> bool | None:
        return quantity.admits(sign * chosen[key].value, quantity.unit) if key in chosen else None

    return _Test(holds, chosen, figure.span) if chosen else None
