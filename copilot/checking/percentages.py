"""Derivations in per cent: discount, premium, change, share, margin, and a price against its high, low or average."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from copilot.checking.bases import (
    MOST,
    Candidate,
    agreement_of,
    contest,
    first,
    level,
    of_another,
    ordered,
    same_time,
)
from copilot.checking.binding import entity_fit
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["MARGINS", "percentages"]


def percentages(
    sentence: Sentence,
    figure: FigureReading,
    operands: Sequence[Fact],
    pairs: Sequence[tuple[Fact, Fact]],
    margin: bool,
) -> Iterator[Candidate]:
    """Every derivation whose result is in per cent."""
    for a, b in pairs:
        if a.unit not in ("%", "pp", "bps"):
            yield from _of_pair(sentence, figure, a, b, margin)
    if figure.cue in ("upside", "downside"):
        for target, price in permutations(operands[:MOST], 2):
            rising = target.value > price.value
            if (
                "target_price" in target.concepts
                and "close" in price.concepts
                and rising == (figure.cue == "upside")
            ):
                yield "percent_gap", (target, price), "%"
    if figure.written.spelled and figure.cue != "share":  # 市盈率约为后者的三分之一: of whom is named second
        for a, b in pairs:
            if a.entity != b.entity and first(sentence, a, b):
                yield "share", (a, b), "%"
    yield from _extremes(figure, operands)
    if margin:
        yield from _distances(sentence, figure, operands)
    if figure.cue == "share" or figure.concepts & {"weight"}:
        for part, whole in permutations(operands[:MOST], 2):
            if (
                part.unit == whole.unit
                and abs(part.value) <= abs(whole.value)
                and part.unit not in ("%", "x")
                and same_time(part, whole)
            ):
                yield "share", (part, whole), "%"
    if figure.concepts & {"gross_margin", "operating_margin", "net_margin"} or "margin" in figure.stems:
        yield from _margins(figure, operands)


def _of_pair(
    sentence: Sentence, figure: FigureReading, a: Fact, b: Fact, margin: bool
) -> Iterator[Candidate]:
    """What the cue makes of two values that are alike: `b` is the base."""
    cue = figure.cue
    grows = figure.change or cue in ("double", "triple", "halve")
    if cue == "discount" and a.value < b.value:
        yield "discount", (a, b), "%"
    elif cue == "premium" and a.value > b.value:
        yield "premium", (a, b), "%"
    elif cue == "surprise":
        if "estimate" in b.concepts and "estimate" not in a.concepts:
            yield "percent_gap", (a, b), "%"
    elif figure.change and b.concepts & {"high", "low"} and "close" in a.concepts and a.entity == b.entity:
        yield "percent_change", (a, b), "%"
    elif grows or figure.concepts & {"growth", "yoy", "qoq", "mom"}:
        if cue == "versus" and figure.direction and a.entity != b.entity and first(sentence, a, b):
            yield "percent_change", (a, b), "%"
        if not of_another(figure, a) and ordered(figure, a, b):
            yield "percent_change", (a, b), "%"
            if figure.direction == 0:
                yield "percent_gap", (a, b), "%"
    elif margin and not (a.entity == b.entity and a.core == b.core and agreement_of(a, b)):
        side = level(sentence, figure) or contest(sentence, figure)
        if side:
            yield ("premium" if side > 0 else "discount"), (a, b), "%"


def _extremes(figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    """A price against the high it has fallen from, or the low it has risen from."""
    if "drawdown" in figure.concepts:
        for price, high in permutations(operands[:MOST], 2):
            if "close" in price.concepts and "high" in high.concepts and price.entity == high.entity:
                yield ("percent_change" if figure.change else "discount"), (price, high), "%"
    if "rise_from_low" in figure.concepts:
        for price, low in permutations(operands[:MOST], 2):
            if "close" in price.concepts and "low" in low.concepts and price.entity == low.entity:
                yield "percent_change", (price, low), "%"


MARGINS = {
    "gross_margin": "gross_profit",
    "operating_margin": "operating_income",
    "net_margin": "net_income",
}


def _margins(figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    bare = "margin" in figure.stems and not figure.concepts & set(MARGINS)
    for margin, profit in MARGINS.items():
        if margin in figure.concepts or bare:
            for a, b in permutations(operands, 2):
                if profit not in a.concepts or "revenue" not in b.concepts or a.unit != b.unit:
                    continue
                if a.entity == b.entity and entity_fit(figure.entities, a) and same_time(a, b):
                    yield "share", (a, b), "%"


def _distances(sentence: Sentence, figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    """A price against its average, high, low or target, in per cent of the latter."""
    bases = frozenset(
        {"average_volume", "average", "exponential_average", "high", "low", "target_price", "estimate"}
    )
    side = level(sentence, figure)
    behind = [
        p for p in sentence.periods if p.kind is Kind.ROLLING and 0 <= p.span.start - figure.span.end < 40
    ]
    for a, b in permutations(operands[:MOST], 2):
        if behind and not agreement(behind[0], b.periods):
            continue  # "7.8 % above its 50-day average" is not the distance to the 200-day one
        if b.concepts & bases and not a.concepts & bases and a.entity == b.entity and a.unit == b.unit:
            if b.core - bases and not b.core - bases <= a.core:
                continue
            yield ("premium" if side >= 0 and figure.direction >= 0 else "discount"), (a, b), "%"
            if (
                "target_price" in b.core and "close" in a.core and (side or figure.cue == "versus")
            ):  # "the target of $790 is 6.4 % above the price"
                yield ("premium" if (side or figure.direction) > 0 else "discount"), (b, a), "%"
