"""Figures derived from an article's own rows: the change between two columns, the mean of a row, a part of a total.

The operator is the one that the sentence names, and the operands are numbers of the row (or sentence) whose words fit
the sentence best and of the years that it names. Any pair of an article would "prove" most invented numbers.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from copilot.checking import textual
from copilot.checking.cases import Case, proof
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import Context, Place, content, times
from copilot.reading.facts import Fact
from copilot.reading.statements import roots
from copilot.types import Hedge, Proof, Quantity

__all__ = ["derived"]

Cell = tuple[Fact, Place]
_ROWS = 3  # rows that fit equally well and may each be meant
_PAIRS = 12  # cells of a row that pairs are made of

_CUES = (
    ("percent_change", r"percent(?:age)? (?:change|increase|decrease|growth|decline|drop|rise)|growth rate|rate of (?:growth|change)|(?:change|increase|decrease|grew|growth|rose|fell|declin|drop|up|down|higher|lower)[^.?]{0,60}%|%[^.?]{0,40}(?:change|increase|decrease|growth|decline)|year[- ]o[nv]e?r?[- ]year|同比|增长|下降|增幅|降幅"),
    ("share", r"percent(?:age)? of|proportion|share of|as a (?:percentage|percent|%) of|portion|account(?:s|ed)? for|made up|margin|represent|constitut|占比?|比重|比例"),
    ("ratio", r"\bratio\b|\btimes\b|multiple|turnover|proportion|fraction|倍"),
    ("mean", r"\baverage\b|\bmean\b|平均"),
    ("difference", r"change|increase|decrease|differ|higher|lower|more than|less than|exceed|grew|rose|fell|declin|drop|net|between|gap|增加|减少|变化|相差|差额"),
    ("difference_bps", r"basis points?|bps|个基点"),
    ("sum", r"\btotal\b|\bsum\b|combined|together|aggregate|altogether|合计|总计|总和|共"),
)  # fmt: skip
_FALL = re.compile(r"decreas|declin|fell|drop|lower|reduc|down|shr[aiu]nk|下降|减少|下滑|降幅", re.I)
_RISE = re.compile(r"increas|grew|grow|rose|rise|higher|up\b|gain|增长|增加|上升|增幅", re.I)


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells whose row says the same, in whatever table; or the numbers of one sentence."""

    words: frozenset[str]
    cells: tuple[Cell, ...]


@functools.cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((formula, re.compile(pattern, re.I)) for formula, pattern in _CUES)


def derived(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The proof by an operator that the sentence names over a row that it names."""
    if figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT) or not any(fact.passage for fact in facts):
        return None  # almost any pair lies beyond a bound
    text = textual.wide_text(case, sentence)
    formulas = [
        formula for formula, pattern in _cues() if pattern.search(text) and _possible(formula, figure)
    ]
    if not formulas:
        return None
    said = textual.about(case, sentence, figure)
    years = times(text)[0]
    rows = _rows(said, textual.held(case, facts))
    for formula in formulas:
        for operands in _operands(formula, rows, years, said):
            if made := _proof(case, figure, formula, operands, text):
                return made
    return None


def _possible(formula: str, figure: FigureReading) -> bool:
    unit = figure.quantity.unit
    if formula in ("percent_change", "share"):
        return unit == "%"
    if formula == "difference_bps":
        return unit == "bps"
    if formula == "ratio":
        return unit in ("x", "")
    return True


def _rows(said: Context, cells: Iterator[Cell]) -> list[_Row]:
    """The rows whose words fit the sentence best, best first."""
    groups: dict[object, list[Cell]] = {}
    for fact, place in cells:
        key: object = (fact.source, place.fact.sentence)
        if place.fact.tabular:
            key = (_dated(place), content(_label(place)) or _label(place))
        groups.setdefault((place.fact.tabular, key), []).append((fact, place))
    ranked = []
    for found in groups.values():
        first = found[0][1]
        words = content(_label(first)) if first.fact.tabular else first.wide
        hits = len(said.wide & words) or sum(1 for root in said.wide if first.glued and root in first.glued)
        if hits:
            # A label of which the sentence names all goes before a long one that it merely touches.
            ranked.append((hits / max(1, len(words)) ** 0.5, _Row(words, tuple(found))))
    ranked.sort(key=lambda one: one[0], reverse=True)
    return [row for _, row in ranked[: 2 * _ROWS]]


def _dated(place: Place) -> bool:
    """Is the row a day's? Then its column (or caption) says what the numbers are, and the days run down."""
    return bool(re.fullmatch(r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*", place.fact.row))


def _label(place: Place) -> str:
    if _dated(place):
        return place.fact.column or place.fact.caption
    return place.fact.row or f"total {place.fact.group}"


def _operands(
    formula: str, rows: Sequence[_Row], years: frozenset[str], said: Context
) -> Iterator[tuple[Cell, ...]]:
    for row in rows[:_ROWS]:
        cells = _named(row.cells, said)
        dated = [cell for cell in cells if cell[1].years & years]
        if formula in ("percent_change", "difference", "difference_bps", "ratio"):
            on_days = sorted((cell for cell in cells if _on(cell, said)), key=_day)
            if _dated(row.cells[0][1]) or len({_day(cell) for cell in on_days}) > 1:
                yield from (
                    (later, earlier)
                    for earlier, later in itertools.combinations(on_days[:_PAIRS], 2)
                    if _day(earlier) < _day(later)
                )
            if not _dated(row.cells[0][1]):
                yield from _pairs(dated if len(years) > 1 else cells, years)
            amounts = [cell for cell in row.cells if cell[1].fact.written.quantity.unit != "%"]
            if formula == "percent_change" and len(amounts) < len(row.cells):
                yield from _pairs(amounts, years)  # beside the column of shares
        elif formula in ("mean", "sum"):
            if len(years) > 1 and len(dated) > 1:
                yield tuple(dated[:_PAIRS])
                low, high = min(years), max(years)  # "from 2017 to 2019" has 2018 in it
                within = [cell for cell in cells if any(low <= year <= high for year in cell[1].years)]
                if len(within) > len(dated):
                    yield tuple(within[:_PAIRS])
            elif len(years) < 2 and len(cells) > 1:
                yield tuple(cells[:_PAIRS])
        elif formula == "share":
            parts = [cell for cell in cells if _named_column(cell, said)] or cells
            wholes = [cell for cell in row.cells if "total" in content(cell[1].fact.column)]
            yield from itertools.product(parts[:_PAIRS], wholes[:_PAIRS])
    if formula in ("share", "ratio", "difference", "sum", "mean") and len(years) < 2:
        for one, other in itertools.permutations(rows, 2):
            for pair in itertools.product(
                _named(one.cells, said)[:_PAIRS], _named(other.cells, said)[:_PAIRS]
            ):
                if _same_time(pair, years):
                    yield pair


def _named_column(cell: Cell, said: Context) -> bool:
    return bool(roots(cell[1].fact.column) & said.wide)


def _on(cell: Cell, said: Context) -> bool:
    """Is the cell of a day that the sentence names, with or without its year?"""
    for tag in cell[1].parts:
        if tag.startswith("date "):
            _, month, day = tag.removeprefix("date ").split("-")
            if tag in said.parts or f"day {int(month)}-{int(day)}" in said.parts:
                return True
    return False


def _day(cell: Cell) -> str:
    return min((tag for tag in cell[1].parts if tag.startswith("date")), default="")


def _named(cells: Sequence[Cell], said: Context) -> list[Cell]:
    """The cells whose column the sentence names, if it names one beside its year."""
    hits = [len((roots(place.fact.column) & said.wide) - _when()) for _, place in cells]
    best = max(hits, default=0)
    return [cell for cell, count in zip(cells, hits, strict=True) if count == best] if best else list(cells)


@functools.cache
def _when() -> frozenset[str]:
    """Roots of times: they choose a column by its date, not by their number."""
    return roots(
        "fiscal year years ended ending end months quarter quarters three six nine twelve as of at "
        "January February March April May June July August September October November December"
    )


def _pairs(cells: Sequence[Cell], years: frozenset[str]) -> Iterator[tuple[Cell, Cell]]:
    """(new, old): the later year first; where the sentence names years, only those."""
    for one, other in itertools.permutations(cells[:_PAIRS], 2):
        mine, theirs = one[1].years, other[1].years
        if len(years) > 1:
            if mine & years and theirs & years and min(mine) > min(theirs):
                yield one, other
        elif mine and theirs:
            if min(mine) > min(theirs) and (not years or years & mine):
                yield one, other
        elif one[1].fact.column != other[1].fact.column or not one[1].fact.tabular:
            yield one, other


def _same_time(pair: tuple[Cell, Cell], years: frozenset[str]) -> bool:
    one, other = pair[0][1], pair[1][1]
    if years and one.years and not one.years & years:
        return False
    return one.fact.column == other.fact.column or (bool(one.years) and one.years == other.years)


def _proof(case: Case, figure: FigureReading, formula: str, cells: Sequence[Cell], text: str) -> Proof | None:
    units = {place.fact.written.quantity.unit for _, place in cells}
    prose = any(not place.fact.tabular for _, place in cells)
    if len(units if prose else units - {""}) > 1:
        return None
    unit = next(iter(units - {""}), "")
    result_unit = {"percent_change": "%", "share": "%", "ratio": "x"}.get(formula, unit)
    if formula == "difference" and unit == "%":
        result_unit = "pp"
    if formula == "difference_bps":
        if unit != "%":
            return None
        result_unit = "bps"
    quantity = figure.quantity
    if quantity.unit not in ("", result_unit) and not (quantity.unit == "%" and result_unit == "pp"):
        return None
    values = [place.fact.written.quantity.value for _, place in cells]
    # Costs and losses in brackets: sentences speak of their sizes.
    sizes = [[abs(value) for value in values]] if all(value < 0 for value in values) else []
    for factor, chosen in itertools.product(textual.factors(cells[0][1]), [*sizes, values]):
        operands = [
            replace(fact, value=value * factor, unit=unit)
            for (fact, _), value in zip(cells, chosen, strict=True)
        ]
        for wanted in _signed(quantity, figure, formula, text):
            scaled = replace(wanted, unit=result_unit)
            if made := proof(formula, operands, result_unit, scaled, case.words):
                return made
    return None


def _signed(quantity: Quantity, figure: FigureReading, formula: str, text: str) -> Iterator[Quantity]:
    """The quantity with the sign that figure and words give it."""
    if formula not in ("percent_change", "difference", "difference_bps") or figure.written.signed:
        yield quantity
        return
    size = abs(quantity)
    if figure.direction < 0 or (figure.direction == 0 and _FALL.search(text) and not _RISE.search(text)):
        yield -size
    elif figure.direction > 0 or _RISE.search(text) or Decimal(0) == size.value:
        yield size
    else:
        yield quantity
