"""Which operands a derivation over an article's lines may have: pairs of times, all times, a part and its whole, two lines."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from copilot.checking.lines import Cell, Line, alike, day, given, named, on
from copilot.reading.contexts import Context, content

__all__ = ["operands"]

_CELLS = 12  # cells of a line that pairs are made of


def operands(
    formulas: Sequence[str], lines: Sequence[Line], years: frozenset[str], said: Context, unit: str
) -> Iterator[tuple[str, tuple[Cell, ...]]]:
    """Formulas with their operands: of the best line first, then of it and the next one, and so on."""
    kept: list[list[Cell]] = []
    for line in lines:
        chosen = named(line.cells, said)
        kept.append(_of_unit(chosen, unit) or _of_unit(line.cells, unit) or chosen)
        for cells in (chosen, *([line.cells] if len(chosen) < len(line.cells) else [])):
            for group in alike(given(cells), unit):
                for formula in formulas:
                    for chosen_ in _of_one(formula, group, years, said):
                        yield formula, chosen_
        if "sum" in formulas and len(kept) > 1:
            yield from (("sum", part) for part in _together(kept, years, said))
        for other in kept[:-1]:
            for formula in formulas:
                for pair in _of_two(formula, other, kept[-1], years):
                    yield formula, pair


def _of_unit(cells: Sequence[Cell], unit: str) -> list[Cell]:
    """Those in per cent where a per cent may be their sum or difference; else all that are no rates."""
    return [cell for cell in cells if (cell[1].fact.written.quantity.unit == "%") is (unit == "%")]


def _of_one(
    formula: str, cells: Sequence[Cell], years: frozenset[str], said: Context
) -> Iterator[tuple[Cell, ...]]:
    if formula in ("percent_change", "difference", "difference_bps", "ratio", "cagr"):
        on_days = sorted((cell for cell in cells if on(cell, said)), key=day)
        if len({day(cell) for cell in on_days}) > 1:
            for earlier, later in itertools.combinations(on_days[:_CELLS], 2):
                if day(earlier) < day(later):
                    yield later, earlier
        yield from _pairs(cells, years)
    elif formula in ("mean", "sum") and not _window(said) and (formula == "sum" or all(map(_at_time, cells))):
        within = _within(cells, years)
        if len(within) > 1:
            yield tuple(within[:_CELLS])
        exact = [cell for cell in cells if cell[1].years & years]
        if 1 < len(exact) < len(within):
            yield tuple(exact[:_CELLS])
    elif formula == "share":
        wholes = [cell for cell in cells if "total" in content(cell[1].fact.column)]
        parts = [cell for cell in cells if cell not in wholes] if wholes else []
        yield from itertools.product(parts[:_CELLS], wholes[:_CELLS])


def _window(said: Context) -> bool:
    """ "The 200-day average" is of exactly so many rows, which `copilot.checking.computing` counts."""
    return any(tag.startswith("days") for tag in said.parts)


def _at_time(cell: Cell) -> bool:
    """A close, an average and a return beside each other have no mean."""
    return not cell[1].fact.tabular or bool(cell[1].years or cell[1].parts)


def _together(
    lines: Sequence[Sequence[Cell]], years: frozenset[str], said: Context
) -> Iterator[tuple[Cell, ...]]:
    """One cell of each line: of the day or the years that are named, else the first."""
    chosen = []
    for cells in lines:
        timely = [cell for cell in cells if on(cell, said)] or [
            cell for cell in cells if cell[1].years & years
        ]
        if timely or not years:
            chosen.append((timely or list(cells))[0])
    if len(chosen) == len(lines):
        yield tuple(chosen)


def _within(cells: Sequence[Cell], years: frozenset[str]) -> list[Cell]:
    """The cells of the years that are named; of those between them too: "from 2017 to 2019" has 2018 in it."""
    if not years:
        return list(cells)
    low, high = min(years), max(years)
    return [cell for cell in cells if any(low <= year <= high for year in cell[1].years) or not cell[1].years]


def _of_two(
    formula: str, one: Sequence[Cell], other: Sequence[Cell], years: frozenset[str]
) -> Iterator[tuple[Cell, ...]]:
    if formula in ("share", "ratio", "difference", "sum", "mean", "product", "rest") and len(years) < 2:
        for a, b in itertools.product(one[:_CELLS], other[:_CELLS]):
            if _same_time(a, b, years):
                yield a, b
                if formula not in ("sum", "mean", "product"):
                    yield b, a


def _pairs(cells: Sequence[Cell], years: frozenset[str]) -> Iterator[tuple[Cell, Cell]]:
    """(new, old): the later year first; where the sentence names years, only those."""
    for one, other in itertools.permutations(cells[:_CELLS], 2):
        mine, theirs = one[1].years, other[1].years
        if len(years) > 1:
            if mine & years and theirs & years and min(mine) > min(theirs):
                yield one, other
        elif mine and theirs:
            if min(mine) > min(theirs) and (not years or years & mine):
                yield one, other
        elif one[1].fact.column != other[1].fact.column or not one[1].fact.tabular:
            yield one, other


def _same_time(one: Cell, other: Cell, years: frozenset[str]) -> bool:
    a, b = one[1], other[1]
    if years and a.years and not a.years & years:
        return False
    return (
        a.fact.column == b.fact.column or (bool(a.years) and a.years == b.years) or not (a.years and b.years)
    )
