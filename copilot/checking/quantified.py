"""Sentences that say of how many, or of which alone, something holds: "both … and …", "only", "none of the three".

A quantifier gives the set and how many of it are meant; the words after it give the test that each member is put to:
a rise or a fall, a side of its own average or high, a side of a number. Without the whole set at hand nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, operand
from copilot.checking.counts import false_count, named, number_of
from copilot.checking.predicates import Test, tested
from copilot.checking.relating import comparison, kind_of, plain
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.reading.lexicon import plain as lowered
from copilot.types import Failed, Proof, Proved, Span, Verdict

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
    rf"|\bonly (?P<count3>{_N})\b(?! (?:of the )?(?:day|week|month|year|per|point|thing|way|time))"
    r"|(?P<both>\bboth)\s|(?P<neither>\bneither)\s|(?P<only>\bonly)\s(?!by\b|about\b|after\b|if\b|when\b|in\b)"
    rf"|(?<=, )(?P<count2>{_N}) (?=(?:\w+ )?(?:rose|fell|gained|lost|closed|ended|finished|advanced|declined|dropped|climbed|slipped|are|were|is|was|have|has|yield|trade|sit)\b)"
    rf"|\b(?:the|these|those) (?P<size4>{_N}) (?:[\w&']+ ){{0,2}}?(?P<noun4>{_NOUN}) (?P<every>all|both|each)\b"
    r"|(?P<but>\b(?:all|every\w*) (?:but|except(?: for)?|bar))\s"
    r"|(?P<alike>\balike\b)"
    r"|(?P<alone>\balone\b|\bthe (?:only|sole) (?:one|exception|stock|fund|index|sector|market|currency|coin|token|commodity|contract|name)\b)",
    re.IGNORECASE,
)
_SIZE = re.compile(
    rf"\b(?:of|among|out of)\s+(?:all\s+)?(?:the\s+|these\s+)?(?P<size>{_N})\s+(?:[\w&']+\s+){{0,2}}?(?P<noun>{_NOUN})\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:,|and|nor|or|,\s*and)\s*(?:the\s+)?")


def quantified(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on each quantifier whose set and test are both known."""
    text = lowered(sentence.text)
    rows = [fact for fact in facts if plain(fact) and fact.entity]
    last: Test | None = None
    for match in _QUANTIFIER.finditer(text):
        if match["count"] and re.search(
            r"\b(?:the|of|past|last|next|first|at|about|on) $", text[: match.start()]
        ):
            continue  # "the strongest of the three chipmakers", "the past two sessions": who is meant, no claim
        start = sentence.span.start + match.end()
        if match["alike"]:  # "fell at A and B alike": the test stands before
            start = sentence.span.start
        test = tested(case, sentence, rows, start) or (
            last if re.search(r"\b(?:did|does|do|was|were|has|have)\b", text[match.end() :]) else None
        )
        if test is None:
            continue
        last = test
        if (judged := _judged(case, sentence, match, test)) is not None:
            yield judged


def _judged(case: Case, sentence: Sentence, match: re.Match[str], test: Test) -> Verdict | None:
    offset = sentence.span.start
    members = _named(sentence, match, test)
    group = _group(sentence, match, test)
    results = {key: test.holds(key) for key in (members or group)}
    one = bool(match["only"] or match["alone"] or match["but"])
    if len(results) < 2 - one or any(result is None for result in results.values()):
        return None
    holding = {key for key, result in results.items() if result}
    if match["only"] or match["alone"]:
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
    elif match["but"]:
        whole = {key: test.holds(key) for key in group}
        if len(group) < 2 or not members or None in whole.values() or not set(members) <= set(group):
            return None
        holding, results = {key for key, result in whole.items() if result}, whole
        right = holding == set(group) - set(members)
    elif match["none"] or match["neither"]:
        right = not holding
    elif match["all"] or match["both"] or match["alike"] or match["every"]:
        right = len(holding) == len(results)
    else:
        number = number_of(match["count"] or match["count2"] or match["count3"])
        right = number == len(holding)
        listed = _listed(sentence, match, len(holding))
        right = right and (not listed or listed == holding)
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


def _listed(sentence: Sentence, match: re.Match[str], number: int) -> set[str]:
    """ "Two of the five are down, IWM and TLT": those that are named behind a comma, where they are as many."""
    comma = re.search(r",|:|—", sentence.text[match.end() :])
    if comma is None:
        return set()
    start = sentence.span.start + match.end() + comma.start()
    keys = {m.key for m in sentence.entities if m.span.start >= start}
    if not any(0 < m.span.start - start < 7 for m in sentence.entities):
        return set()
    return keys if len(keys) == number else set()


def _named(sentence: Sentence, match: re.Match[str], test: Test) -> list[str]:
    """The members that are named one by one: "both A and B", "neither A nor B", "only A", "A alone"."""
    offset = sentence.span.start
    if match["alone"]:
        before = [m.key for m in sentence.entities if m.span.end <= offset + match.start() + 1]
        return before[-1:]
    if match["alike"] or (
        match["both"]
        and re.match(r"\w+(?:ing|ed)\b|fell|rose|lost|are|were|have|had|is|did", sentence.text[match.end() :])
    ):
        two = list(
            dict.fromkeys(m.key for m in sentence.entities if m.span.end <= offset + match.start() + 1)
        )[-2:]
        return two if len(two) == 2 else []  # "A and B moved in step, both retreating"
    if not (match["both"] or match["neither"] or match["only"] or match["but"]):
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
    return keys if match["only"] or match["but"] or len(keys) == 2 else []


def _group(sentence: Sentence, match: re.Match[str], test: Test) -> list[str]:
    """The set that is counted: the members with a fact of the tested measure, as many and of the kind that the words say."""
    size, noun = (
        match["size"] or match["size2"] or match["size3"] or match["size4"],
        match["noun"] or match["noun2"] or match["noun3"] or match["noun4"] or "",
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
        if "sector" in match.group()
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
