"""R403: rises, falls and turns, against the figures or facts of two times."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, proof
from copilot.checking.relating import (
    Cue,
    comparison,
    denied,
    plain,
    timed,
)
from copilot.checking.rules import finding, rule
from copilot.checking.times import moment
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of, is_modifier
from copilot.reading.cues import NOUNS, WIDTHS
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Failed, Finding, Proved, Span, Verdict

__all__ = ["directions", "turns"]


_RATE = re.compile(
    r"\b(?:expand|grew|grow|ris|rose|contract|shr[aiu]nk|fell|fall|declin)\w* at (?:an? )?(?:[a-z-]+ ){0,2}$"
)


_FALLS_APART = WIDTHS | {"deepened", "steepened"}  # what a fall does against the fall before it


def turns(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in sentence.cues:
        if cue.tag[0] != "turn":
            continue
        subject = next(
            (m.key for m in reversed(sentence.entities) if m.span.start < cue.span.start),
            sentence.entities[0].key if sentence.entities else "",
        )
        held = _turning(sentence, cue, subject, facts)
        timed = sorted((f for f in held if moment(f)), key=lambda f: moment(f) or (0, 0, 0))
        if len(timed) < 2:
            continue
        now, before = timed[-1], timed[-2]
        profit = (cue.tag[1] == "profit") != denied(case, sentence, cue)
        holds = now.value > 0 > before.value if profit else now.value < 0 < before.value
        claim = comparison(sentence, cue.span, "turn", now.title, before.title)
        made = proof("rising" if now.value > 0 else "falling", (now,), now.unit, None, case.words)
        if holds and made:
            yield Proved(claim, made)
        elif not holds:
            yield Failed(claim, false_direction(case, cue.span, now, before))


_PROFITS = frozenset({"net_income", "adjusted_net_income", "operating_income"})


def _turning(sentence: Sentence, cue: Cue, subject: str, facts: Sequence[Fact]) -> list[Fact]:
    """Whose sign turns: a profit, or the one measure that is named before the word (9月CPI同比由正转负)."""
    named = [c.tag for c in sentence.concepts if c.span.end <= cue.span.start and not is_modifier(c.tag)]
    tags = frozenset(named[-1:]) if named and named[-1] not in _PROFITS else _PROFITS
    rates = tags != _PROFITS
    return [
        f
        for f in facts
        if plain(f)
        and (f.entity == subject or (not subject and rates))
        and f.core & tags
        and (rates or f.unit not in ("%", "x"))
        and not f.core & {"guidance", "estimate"}
    ]


def _backward(case: Case, sentence: Sentence) -> Iterator[Verdict]:
    """从214亿元降至191亿元, where the 214 is the newer: what changed is told from its end to its beginning."""
    for one, other in itertools.pairwise(sentence.figures):
        if {one.preposition, other.preposition} != {"from", "to"}:
            continue
        base, new = (one, other) if one.preposition == "from" else (other, one)
        old, now = case.used.get(base.span), case.used.get(new.span)
        if old is None or now is None or old.source or now.source:
            continue
        alike = (old.entity, old.concepts, old.words, old.unit) == (
            now.entity,
            now.concepts,
            now.words,
            now.unit,
        )
        times = moment(old), moment(now)
        if alike and old.value != now.value and times[0] and times[1] and times[0] > times[1]:
            span = Span(min(one.span.start, other.span.start), max(one.span.end, other.span.end))
            claim = comparison(
                sentence, span, "rising" if now.value > old.value else "falling", now.title, old.title
            )
            yield Failed(claim, false_direction(case, span, old, now))


def directions(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A level with the word for a move, or a move with no number at all, against the figures or facts of two times."""
    yield from _backward(case, sentence)
    for cue in sentence.cues:
        if cue.tag[0] != "direction" or cue.tag[1] == "flat":
            continue
        if cue.phrase in NOUNS and any(
            c.tag[0] == "direction" and c.phrase not in NOUNS and c.phrase.isascii() for c in sentence.cues
        ):
            continue  # "growth slowed", "the line between growth and contraction": the verb says which way
        up = (cue.tag[1] == "up") != denied(case, sentence, cue)
        pair = _two_times(case, sentence, cue, facts)
        if pair is None:
            continue
        new, old = pair
        claim = comparison(
            sentence, cue.span, "rising" if up else "falling", new.title, old.title if old else ""
        )
        if old is None:
            relation, chosen = ("rising" if up else "falling"), [new]
        else:
            relation, chosen = ("above" if up else "below"), [new, old]
            if (
                new.value < 0
                and old.value < 0
                and (new.core & {"net_income", "drawdown", "flows"} or cue.phrase in _FALLS_APART)
            ):
                relation = "larger" if up else "smaller"
                if (
                    cue.phrase not in _FALLS_APART
                    and proof(relation, chosen, new.unit, None, case.words) is None
                    and proof("above" if up else "below", chosen, new.unit, None, case.words)
                ):
                    relation = "above" if up else "below"
        made = proof(relation, chosen, new.unit, None, case.words)
        if made:
            yield Proved(claim, made)
        else:
            yield Failed(claim, false_direction(case, cue.span, new, old))


def _two_times(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]
) -> tuple[Fact, Fact | None] | None:
    """What moved: the level after the cue and its base, or the subject's own return where no figure is near."""
    if compared := _after_base(case, sentence, cue) or _before_base(case, sentence, cue):
        return compared
    governed = [f for f in sentence.figures if f.region.start <= cue.span.start < f.region.end]
    if fallen := _fallen(case, cue, governed, facts):
        return fallen
    figure = next((f for f in governed if f.span.start >= cue.span.end), None)
    if any(f.change for f in governed):
        return None  # the figure itself carries the sign
    if figure is not None and figure.preposition in ("to", ""):
        new = case.used.get(figure.span)
        if new is None or figure.preposition != "to" or (new.source and cue.phrase in NOUNS):
            return None  # "cut its growth forecast to": a noun moves nothing
        if new.unit == "%" and _RATE.search(case.text, figure.span.start - 30, figure.span.start):
            return new, None  # "expanded at a 1.9 % pace": the sign counts, not the quarter before
        after = [f for f in sentence.figures if f.span.start > figure.span.start]
        base = next(
            (case.used[f.span] for f in after[:1] if f.preposition == "from" and f.span in case.used), None
        )
        if base is None and not new.source:
            base = _earlier(new, facts)
        if base is None or base == new or (base.unit != new.unit):
            return None
        return new, base
    if sentence.figures:
        return None
    return _unmeasured(sentence, cue, facts)


def _fallen(
    case: Case, cue: Cue, governed: Sequence[FigureReading], facts: Sequence[Fact]
) -> tuple[Fact, Fact] | None:
    """`PPI同比降幅收窄至2.7%`: a fall widens or narrows against the fall before it, by their sizes."""
    if cue.phrase not in _FALLS_APART:
        return None
    held = [case.used[f.span] for f in governed if f.span in case.used and f.span.start >= cue.span.end]
    if not held or held[0].value >= 0 or held[0].source:
        return None
    base = _earlier(held[0], facts)
    return None if base is None or base.value >= 0 else (held[0], base)


def _after_base(case: Case, sentence: Sentence, cue: Cue) -> tuple[Fact, Fact] | None:
    """`4.8%，较二季度的5.2%放缓`: the verb follows the base."""
    figures = [f for f in sentence.figures if f.span in case.used]
    for new, old in itertools.pairwise(figures):
        between = case.text[new.span.end : old.span.start]
        if 0 <= cue.span.start - old.span.end <= 2 and re.search(r"较|(?<![同环])比", between):
            one, other = case.used[new.span], case.used[old.span]
            return (one, other) if one.unit == other.unit else None
    return None


def _before_base(case: Case, sentence: Sentence, cue: Cue) -> tuple[Fact, Fact] | None:
    """`139,000, down from 147,000`: the verb goes for the number before it, and the base follows."""
    figures = [f for f in sentence.figures if f.span in case.used]
    for new, old in itertools.pairwise(figures):
        if not new.span.end <= cue.span.start < cue.span.end <= old.span.start or old.preposition != "from":
            continue
        lead = case.text[new.span.end : cue.span.start]
        if re.fullmatch(r"[^.;。；]{0,24}", lead) and re.match(r"\s*from\b", case.text[cue.span.end :][:8]):
            one, other = case.used[new.span], case.used[old.span]
            return (one, other) if one.unit == other.unit and one.core == other.core else None
    return None


def _earlier(new: Fact, facts: Sequence[Fact]) -> Fact | None:
    now = moment(new)
    others = [
        f
        for f in facts
        if f.source == new.source
        and f.entity == new.entity
        and f.concepts == new.concepts
        and f.words == new.words
        and f.unit == new.unit
        and _tenor(f) == _tenor(new)
    ]
    before = [f for f in others if now and (t := moment(f)) and t < now and _grain(f) == _grain(new)]
    return max(before, key=lambda f: moment(f) or (0, 0, 0)) if before else None


def _tenor(fact: Fact) -> tuple[int | None, ...]:
    return tuple(p.count for p in fact.periods if p.kind is Kind.ROLLING)


def _grain(fact: Fact) -> str:
    return next((str(p.kind) for p in fact.periods if p.calendar), "")


def _unmeasured(sentence: Sentence, cue: Cue, facts: Sequence[Fact]) -> tuple[Fact, Fact | None] | None:
    """ "Utilities rose on Friday", "Revenue grew year over year": the subject's return, or its measure at two times."""
    before = [m for m in sentence.entities if m.span.start < cue.span.start] or list(sentence.entities[:1])
    subject = before[-1].key if before else ""
    tags = core_of(c.tag for c in sentence.concepts) - {"close"}
    bases = {c.tag for c in sentence.concepts if c.tag in ("yoy", "qoq", "mom")}
    own = [f for f in facts if plain(f) and (f.entity == subject or not subject)]
    if not tags and subject:
        moves = timed([f for f in own if "return" in f.concepts], sentence.periods, sentence)
        return (
            (moves[0], None) if moves and len({f.value > 0 for f in moves}) == 1 and moves[0].value else None
        )
    if len(tags) != 1:
        return None
    levels = [f for f in own if f.core == tags and not f.concepts & {"growth", "yoy", "qoq", "mom"}]
    moves = [
        f for f in own if f.core == tags and f.concepts & {"growth", "yoy", "qoq", "mom"} and f.unit == "%"
    ]
    if bases:
        moves = [f for f in moves if f.concepts & bases] or moves
    if moves and not levels and len({f.value > 0 for f in moves}) == 1:
        rate = tags & {"cpi", "core_cpi", "ppi", "gdp", "pce", "core_pce"}
        if not rate:
            return moves[0], None
        levels = moves
    levels = [f for f in levels if f.entity == (subject or levels[0].entity)]
    new = max((f for f in levels if moment(f)), key=lambda f: moment(f) or (0, 0, 0), default=None)
    if new is None:
        return None
    old = _earlier(new, facts)
    return (new, old) if old else None


@rule("R403", "false-direction")
def false_direction(case: Case, span: Span, new: Fact, old: Fact | None) -> Finding:
    """Something is said to have risen, fallen, widened, turned profitable …, and the numbers went the other way.

    Example: "Inflation accelerated to 2.4 % from 2.7 % [0]."

    Instead: the word of the right direction.
    """
    words = case.words
    other = f"; {words.fact(old)}" if old else ""
    return finding(
        "R403",
        span,
        words(
            f"the numbers say otherwise: {words.fact(new)}{other}", f"数据并非如此：{words.fact(new)}{other}"
        ),
    )
