"""The lines of an article's tables, and its sentences of several numbers, that a sentence of an answer may speak of.

A line is the numbers that say the same thing at several times or of several parts: a row under its headings, a column
where the rows are times, the numbers of one sentence. Lines are ranked by how much of their words the answer says,
words that stand in few lines counting most.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.reading.contexts import Context, Place, content, times
from copilot.reading.facts import Fact
from copilot.reading.statements import roots

__all__ = ["Cell", "Line", "alike", "dated", "day", "given", "named", "on", "ranked", "when"]

Cell = tuple[Fact, Place]
_TOTAL = frozenset({"total", "net", "sub", "subtotal"})
_ASIDE = 0.5  # weight of a word of the group or the caption, against one of the line's own label


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that say the same thing; `fit` is how well the answer's words name it."""

    words: frozenset[str]
    cells: tuple[Cell, ...]
    fit: float
    tabular: bool


def ranked(said: Context, cells: Iterable[Cell], most: int) -> list[Line]:
    """The up to `most` lines that share a word with the answer, the best first."""
    groups: dict[object, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(_key(cell[1]), []).append(cell)
    named_by = {key: (_words(found[0][1]), _around(found[0][1])) for key, found in groups.items()}
    spread = Counter(root for own, _ in named_by.values() for root in own)
    weight = {root: math.log(1 + len(groups) / count) for root, count in spread.items()}
    lines = []
    for key, (own, around) in named_by.items():
        first = groups[key][0][1]
        held = said.wide & own
        if not held and first.glued:
            held = frozenset(root for root in said.wide if len(root) > 2 and root in first.glued)
        if not held:
            continue
        hits = sum(weight.get(root, 1.0) for root in held)
        hits += _ASIDE * sum(weight.get(root, 1.0) for root in (said.wide & around) - own)
        whole = sum(weight.get(root, 1.0) for root in own) or 1.0
        # A label of which the answer names all goes before a long one that it merely touches.
        fit = hits / whole**0.5
        lines.append(Line(own, _distinct(groups[key]), fit, first.fact.tabular))
    lines.sort(key=lambda line: -line.fit)
    return lines[:most]


def _key(place: Place) -> object:
    fact = place.fact
    if not fact.tabular:
        return (False, fact.sentence)
    label = _label(place)
    return (True, dated(place), content(label) or label, content(fact.group))


def _distinct(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """A number that stands twice under one heading (in two tables, in two passages) is one operand."""
    found: dict[object, Cell] = {}
    for cell in cells:
        fact = cell[1].fact
        found.setdefault(
            (fact.written.quantity.value, fact.written.quantity.unit, fact.column, cell[1].years), cell
        )
    return tuple(found.values())


def dated(place: Place) -> bool:
    """Does the row's label name a time and nothing else? Then the column says what its numbers are."""
    row = place.fact.row
    return bool(row) and bool(place.fact.column or place.fact.caption) and _is_time(row)


@functools.lru_cache(maxsize=4096)
def _is_time(row: str) -> bool:
    years, parts = times(row)
    return bool(years or parts) and not content(row) - when()


def _label(place: Place) -> str:
    if dated(place):
        return place.fact.column or place.fact.caption
    return place.fact.row or f"total {place.fact.group}"


def _words(place: Place) -> frozenset[str]:
    if not place.fact.tabular:
        return place.wide
    own = content(_label(place))
    # A total is one of what its group and its caption speak of.
    return own if own - _TOTAL else own | content(f"{place.fact.group} {place.fact.caption}")


def _around(place: Place) -> frozenset[str]:
    return place.wide if place.fact.tabular else frozenset()


@functools.cache
def when() -> frozenset[str]:
    """Roots of times: they choose a column by its date, not by their number."""
    return roots(
        "fiscal year years ended ending end months quarter quarters first second third fourth three six nine twelve as of at "
        "January February March April May June July August September October November December"
    )


def on(cell: Cell, said: Context) -> bool:
    """Is the cell of a day that the answer names, with or without its year?"""
    for tag in cell[1].parts:
        if tag.startswith("date "):
            _, month, number = tag.removeprefix("date ").split("-")
            if tag in said.parts or f"day {int(month)}-{int(number)}" in said.parts:
                return True
    return False


def day(cell: Cell) -> str:
    return min((tag for tag in cell[1].parts if tag.startswith("date")), default="")


def named(cells: Sequence[Cell], said: Context) -> list[Cell]:
    """The cells whose column the answer names, if it names one beside its time and its operator; of a sentence, the
    numbers whose clause shares most with it.
    """
    if cells and not cells[0][1].fact.tabular:
        shared = [len(said.wide & place.words) for _, place in cells]
        return [cell for cell, count in zip(cells, shared, strict=True) if count == max(shared)]
    hits = [len((_column(cell) & said.wide) - when() - _operators()) for cell in cells]
    best = max(hits, default=0)
    return [cell for cell, count in zip(cells, hits, strict=True) if count == best] if best else list(cells)


def _column(cell: Cell) -> frozenset[str]:
    return frozenset() if dated(cell[1]) else roots(cell[1].fact.column)


@functools.cache
def _operators() -> frozenset[str]:
    """Roots of what is done with numbers: a column that is headed by them holds results."""
    return roots(
        "change changes increase decrease variance percent percentage average total sum ratio proportion growth difference"
    )


_RESULT = re.compile(
    r"chg|chang|varia|growth|increase|decrease|\bvs\b|\bover (?:19|20)|%|percent|同比|增减|变动|变化", re.I
)


def given(cells: Sequence[Cell]) -> list[Cell]:
    """Without the columns that hold changes and shares of the others."""
    return [cell for cell in cells if dated(cell[1]) or not _RESULT.search(cell[1].fact.column)] or list(
        cells
    )


def alike(cells: Sequence[Cell], unit: str) -> list[list[Cell]]:
    """The cells parted by unit, those of the figure's own unit first; of a table, bare numbers go with any unit."""
    groups: dict[str, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(cell[1].fact.written.quantity.unit, []).append(cell)
    bare = groups.pop("", [])
    if not groups:
        return [bare] if bare else []
    if bare and all(place.fact.tabular for _, place in bare):
        amounts = next((key for key in groups if key != "%"), "")
        groups[amounts] = [*groups.get(amounts, []), *bare]
    elif bare:
        groups[""] = bare
    return sorted(groups.values(), key=lambda held: held[0][1].fact.written.quantity.unit != unit)
