"""Figures that repeat a number of an article: proved by its place, row, column, sentence and year, not by its value.

The measures of filings and news are too many for a vocabulary. So the words around the figure are set beside the
words around the number, and beside those around every other number of the same table or sentence: where another
number's place fits the answer's words better, the answer has taken the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from copilot.checking.binding import entity_fit
from copilot.checking.cases import Case, proof
from copilot.reading.assertions import sides
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import Context, Place, context, overlap, places, widened
from copilot.reading.facts import Fact
from copilot.types import Hedge, Proof, Quantity

__all__ = ["about", "conflicts", "factors", "held", "proved", "wide_text"]

_NEAR = 500  # code points: numbers of running text this close can be mistaken for each other
_UNSCALED = (Decimal(1), Decimal(1_000), Decimal(1_000_000))
_LONG = 10_000  # steps: a number of five digits
_LOOSE = Decimal("0.8")
_LOWER, _UPPER = (Hedge.MORE, Hedge.AT_LEAST), (Hedge.LESS, Hedge.AT_MOST)
_BOUNDS = (*_LOWER, *_UPPER)
_RATES = ("%", "pp", "bps", "x")


def about(case: Case, sentence: Sentence, figure: FigureReading) -> Context:
    return context(case.text, sentence.span, figure.span, [one.span for one in sentence.figures])


def wide_text(case: Case, sentence: Sentence) -> str:
    """The sentence, with what stands right before it where it says little itself ("Answer: 6.67 %")."""
    return widened(case.text, sentence.span)


def held(case: Case, facts: Sequence[Fact]) -> Iterator[tuple[Fact, Place]]:
    """The numbers of articles among the facts, each with its place."""
    articles = case.sources.ledger.articles
    for fact in facts:
        if fact.source and fact.passage is not None:
            own = places(articles, fact.source - 1)
            place = own.get(fact.passage.start) or own.get(fact.passage.end)
            if place is None:  # a hedge goes before the number
                inside = [start for start in range(fact.passage.start, fact.passage.end) if start in own]
                place = own[inside[0]] if inside else None
            if place is not None:
                yield fact, place


def proved(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact], *, least: int = 0
) -> Proof | None:
    """The proof by the number of an article whose place is the one that the figure's words name.

    `least` words of the figure's own clause must stand there.
    """
    all_places = list(held(case, facts))
    matching = [(fact, place, match) for fact, place in all_places if (match := _match(figure, place))]
    if not matching:
        return None
    said = about(case, sentence, figure)
    matching.sort(key=lambda one: (-len(overlap(said.own, one[1])), -len(overlap(said.wide, one[1]))))
    for fact, place, (formula, quantity, factor) in matching:
        if len(overlap(said.own, place)) < least:
            break  # the best come first
        if (
            not entity_fit(figure.entities, fact)
            or not _fits(said, place)
            or _better_elsewhere(said, figure, fact, place, all_places)
        ):
            continue
        operand = replace(fact, value=place.fact.written.quantity.value * factor, unit=quantity.unit)
        bare = replace(quantity, hedge=figure.quantity.hedge)
        if made := proof(formula, (operand,), quantity.unit, bare, case.words):
            case.used[figure.span] = fact
            return made
    return None


def conflicts(case: Case, sentence: Sentence, figure: FigureReading, fact: Fact) -> bool:
    """Does the place of a bound number speak of another time, or is a bound said of a number far beyond it?"""
    place = next((place for _, place in held(case, [fact])), None)
    if place is None:
        return False
    said, there = about(case, sentence, figure), abs(place.fact.written.quantity.value)
    if figure.quantity.hedge in _BOUNDS and place.fact.written.quantity.hedge not in _BOUNDS:
        bound = abs(figure.quantity.value)
        if not bound * _LOOSE <= there <= bound / _LOOSE:
            return True
    return not place.fact.tabular and _apart(said.parts, place.parts)


def _match(figure: FigureReading, place: Place) -> tuple[str, Quantity, Decimal] | None:
    """Formula and quantity by which the place's number is the figure's; signs are the words' affair."""
    there = place.fact.written.quantity
    mine = figure.quantity
    pers = {figure.written.per, place.fact.written.per} - {""}
    if len(pers) > 1:
        return None  # for a share, for ten shares
    if not _same_unit(mine.unit, there.unit, tabular=place.fact.tabular):
        return None
    if there.hedge in (Hedge.MORE, Hedge.LESS) and mine.hedge in (Hedge.EXACT, Hedge.ABOUT):
        return None  # "more than 35 %" does not support "35 %"
    if (mine.hedge in _LOWER and there.hedge in _UPPER) or (mine.hedge in _UPPER and there.hedge in _LOWER):
        return None
    if (
        there.unit in _RATES
        and place.fact.tabular
        and (figure.direction or figure.written.signed)
        and there.value * mine.value < 0
    ):
        return None  # "up 0.93 %" where the row says −0.93
    if mine.hedge in _BOUNDS and there.hedge in _BOUNDS and abs(mine.value) != abs(there.value):
        return None  # "at most 1.5 %" is not what "at most 1.2 %" says
    value = abs(there.value)
    wanted = replace(abs(mine), unit=there.unit or mine.unit)
    if mine.hedge in _BOUNDS and not mine.value * _LOOSE <= value <= abs(mine.value) / _LOOSE:
        return None  # "over 1.1 million" is said of 1,103,757, not of any larger number
    formula = "magnitude" if there.value < 0 or mine.value < 0 else "value"
    for factor in (*factors(place), *_as_printed(figure, place)):
        if wanted.admits(value * factor, wanted.unit):
            return formula, wanted, factor
    return None


def _as_printed(figure: FigureReading, place: Place) -> tuple[Decimal, ...]:
    """A number that is repeated as the table prints it, "in thousands": long enough to be no other."""
    scale = place.fact.written.scale
    bare = figure.written.scale == 1 and abs(figure.quantity.value) >= _LONG * figure.quantity.step
    return (1 / scale,) if place.fact.tabular and scale > 1 and bare else ()


def factors(place: Place) -> tuple[Decimal, ...]:
    """What a table's amounts may have to be multiplied by: anything, where neither caption nor neighbours say."""
    unit = place.fact.written.quantity.unit
    open_ = place.fact.tabular and not place.fact.scaled and unit not in _RATES
    return _UNSCALED if open_ else _UNSCALED[:1]


def _same_unit(mine: str, there: str, *, tabular: bool) -> bool:
    """A table's headings may leave the unit out; running text does not ("21 beaches" are no 21 barrels)."""
    if mine == there or not mine:
        return True
    return tabular and not there and mine not in _RATES


def _fits(said: Context, place: Place) -> bool:
    """Do the words, the time and the direction around the two numbers allow that they are one?"""
    if said.years and place.years and not said.years & place.years:
        return False
    if _apart(said.parts, place.parts):
        return False
    mine, there = sides(said.clause), sides(place.text)
    if any(
        (axis, -side) in there and (axis, side) not in there and (axis, -side) not in mine
        for axis, side in mine
        if axis in ("result", "movement", "level", "amount", "rating")
    ):
        return False
    if overlap(said.own, place):
        return True
    shared = overlap(said.wide, place) | (said.wide & place.wide)
    return len(shared) >= max(1, min(3, len(said.wide) // 4))


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Do two sets of tags name different quarters (halves, months, lengths)?"""
    for kind in ("quarter", "half", "month", "length", "days", "date", "day ", "horizon"):
        mine = {tag for tag in one if tag.startswith(kind)}
        there = {tag for tag in other if tag.startswith(kind)}
        if mine and there and not mine & there:
            return True
    # 一季度 for 上半年: each names a part of the year, and none the other's
    mine, there = ({tag for tag in tags if tag.startswith(("quarter", "half"))} for tags in (one, other))
    return bool(mine and there) and not mine & there


def _better_elsewhere(
    said: Context, figure: FigureReading, fact: Fact, place: Place, others: Sequence[tuple[Fact, Place]]
) -> bool:
    """Does another number of the same table or sentence stand where the figure's words point, and say otherwise?"""
    near = overlap(said.own, place)
    wanted = said.own if near or not overlap(said.wide, place) else said.wide
    own = overlap(wanted, place)
    for other, rival in others:
        if rival is place or rival.fact.tabular is not place.fact.tabular:
            continue
        theirs = overlap(wanted, rival)
        if not theirs > own or (said.years and rival.years and not said.years & rival.years):
            continue
        beside = other.source == fact.source and (
            place.fact.tabular or abs(rival.fact.span.start - place.fact.span.start) <= _NEAR
        )
        if not beside and len(theirs) < len(own) + 2:
            continue
        unit = rival.fact.written.quantity.unit
        if _same_unit(figure.quantity.unit, unit, tabular=rival.fact.tabular) and not _match(figure, rival):
            return True
    return False
