"""Numbers that rest on more than two facts: sums of what is named or counted, and how the slope of a curve has moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from copilot.checking.bases import Candidate
from copilot.checking.cases import Case
from copilot.checking.counts import number_of
from copilot.checking.relating import plain
from copilot.checking.times import agreement, moment
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["curves", "sums"]

_MOST = 40  # sums that are tried: more would meet any number
_TOGETHER = re.compile(
    r"\bof the (?:two|three|four|five) \w+|\b(?:together|combined|between them|in all|altogether|in total|jointly|in aggregate|sum to|add up to|adds up to)\b|合计|共计|合共",
    re.IGNORECASE,
)
_SIZE = re.compile(r"\b(?:the|all|these|those) (two|three|four|five|\d)\b", re.IGNORECASE)


def sums(sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Iterator[Candidate]:
    """The sum of one measure over the things that are named, or over as many as the words say."""
    if not _TOGETHER.search(sentence.text):
        return
    size = _SIZE.search(sentence.text)
    named = {m.key for m in sentence.entities}
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        if plain(fact) and all(agreement(p, fact.periods) for p in figure.periods):
            windows = frozenset((p.kind, p.count, p.unit) for p in fact.periods if not p.calendar)
            groups.setdefault((fact.core, fact.words, fact.unit, windows), []).append(fact)
    for group in groups.values():
        own = [fact for fact in group if fact.entity in named]
        if len({fact.entity for fact in own}) == len(own) >= 2:
            yield "sum", tuple(own), own[0].unit
        elif size and len({fact.entity for fact in group}) == len(group):
            for chosen in islice(combinations(group, number_of(size[1]) or 2), _MOST):
                yield "sum", chosen, chosen[0].unit


_SLOPED = re.compile(r"\b(?:steep|flatt|invert)\w*", re.IGNORECASE)
_CURVE = re.compile(r"\b(\d{1,2})s(\d{1,2})s\b")


def curves(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Candidate]:
    """How much steeper or flatter a curve is than on an earlier day: two tenors on two days, the way that the word says."""
    said = _SLOPED.search(sentence.text)
    if said is None:
        return
    tenors = _CURVE.search(sentence.text)
    short, long = (int(tenors[1]), int(tenors[2])) if tenors else (2, 10)
    held = [f for f in facts if plain(f) and "yield" in f.core and f.unit == "%"]
    ends = [
        sorted((f for f in held if _tenor(f) == years), key=lambda f: moment(f) or (0, 0, 0))
        for years in (short, long)
    ]
    if not all(ends):
        return
    near, far = ends[0][-1], ends[1][-1]
    for before in ends[1][:-1]:
        for base in ends[0][:-1]:
            steeper = far.value - near.value > before.value - base.value
            if moment(before) == moment(base) and steeper == said[0].lower().startswith("steep"):
                yield "slope_change_bps", (far, near, before, base), "bps"


def _tenor(fact: Fact) -> int:
    return next((p.count or 0 for p in fact.periods if p.kind is Kind.ROLLING and p.unit == "year"), 0)
