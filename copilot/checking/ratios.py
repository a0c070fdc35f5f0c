"""Figures that are called by the name of a ratio: worked out from the line items that its definition names.

What a ratio is made of stands in `words/ratios.toml`; of an article's rows the one is taken that has an item's words
and fewest besides, of the year that the sentence names, else of the latest. The name fixes operator and operands, so
nothing is searched.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from copilot.checking import rowwise, textual
from copilot.checking.cases import Case, proof
from copilot.checking.lines import Cell, given
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import content
from copilot.reading.facts import Fact
from copilot.reading.lexicon import words
from copilot.types import Hedge, Proof

__all__ = ["derived"]

_BESIDE = 3  # words that a row may have besides an item's own
_AVERAGE = "average "
_YEARS = 3  # latest years that are tried where the sentence names none


@dataclass(frozen=True, slots=True)
class _Ratio:
    names: re.Pattern[str]
    formula: str
    items: tuple[tuple[str, ...], ...]


@functools.cache
def _ratios() -> tuple[_Ratio, ...]:
    return tuple(
        _Ratio(re.compile("|".join(one["names"]), re.I), one["formula"], tuple(map(tuple, one["items"])))
        for one in words("ratios").values()
    )


def derived(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The proof by the definition of a ratio that the sentence names."""
    if figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT) or figure.change:
        return None  # a move of a ratio is no level of it
    text = textual.wide_text(case, sentence)
    named = [one for one in _ratios() if one.names.search(text)]
    if not named:
        return None
    cells = [cell for cell in textual.held(case, facts) if cell[1].fact.tabular]
    years = rowwise.timed(text, textual.about(case, sentence, figure))
    for ratio in named:
        unit = "%" if ratio.formula.endswith("* 100") else ""
        for year in _years(cells, years):
            if made := _proof(case, figure, ratio, unit, cells, year):
                return made
    return None


def _years(cells: Sequence[Cell], said: frozenset[str]) -> list[str]:
    """The years to be tried, the latest first: those that are said, else the table's own."""
    held = {year for _, place in cells for year in place.years}
    return sorted(held & said, reverse=True) if said else sorted(held, reverse=True)[:_YEARS]


def _proof(
    case: Case, figure: FigureReading, ratio: _Ratio, unit: str, cells: Sequence[Cell], year: str
) -> Proof | None:
    parts = [list(_found(item, cells, year))[:2] for item in ratio.items]
    for chosen in itertools.product(*parts):
        operands = [cell for part in chosen for cell in part]
        units = {place.fact.written.quantity.unit for _, place in operands} - {""}
        if len(units) > 1 or units & {"%", "x"}:
            continue
        mine = figure.quantity
        # A table in millions may not say of what.
        own = unit or ("" if "/" in ratio.formula else next(iter(units), mine.unit))
        if mine.unit not in ("", own) and not (own == "" and mine.unit == "x"):
            continue
        values = [
            replace(fact, value=abs(place.fact.written.quantity.value)) for fact, place in operands
        ]  # costs and payments stand in brackets
        quantity = replace(mine, unit=own, hedge=Hedge.ABOUT)
        for wanted in (quantity, -quantity) if figure.loss else (quantity,):  # "a deficit of $1,561 million"
            if made := proof(_formula(ratio.formula, chosen), values, own, wanted, case.words):
                return made
    return None


def _formula(pattern: str, chosen: Sequence[Sequence[Cell]]) -> str:
    """The definition over its operands; an average takes two."""
    at, terms = 1, {}
    for number, part in enumerate(chosen, 1):
        own = [f"v{at + step}" for step in range(len(part))]
        terms[f"v{number}"] = own[0] if len(own) == 1 else f"(({' + '.join(own)}) / {len(own)})"
        at += len(part)
    return "= " + re.sub(r"v\d+", lambda match: terms[match[0]], pattern)


def _found(item: Sequence[str], cells: Sequence[Cell], year: str) -> Iterator[tuple[Cell, ...]]:
    """The cells of an item's best rows in a year; for an average those of it and of the year before."""
    ranked: list[tuple[int, tuple[Cell, ...]]] = []
    for label in item:
        wanted = content(label.removeprefix(_AVERAGE))
        rows: dict[str, list[Cell]] = {}
        for cell in cells:
            beside = len(content(cell[1].fact.row) - wanted)
            if wanted and wanted <= content(cell[1].fact.row) and beside <= _BESIDE:
                rows.setdefault(cell[1].fact.row, []).append(cell)
        for row, held in rows.items():
            now = [cell for cell in given(held) if cell[1].years == {year}]
            before = [cell for cell in given(held) if cell[1].years == {str(int(year) - 1)}]
            part = (*now[:1], *before[:1]) if label.startswith(_AVERAGE) else tuple(now[:1])
            if len(part) == (2 if label.startswith(_AVERAGE) else 1):
                ranked.append((len(content(row) - wanted), part))
    ranked.sort(key=lambda one: one[0])
    return (part for _, part in ranked)
