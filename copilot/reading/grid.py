"""A figure in a table's cell speaks of its row and its column: headings say whose, which measure, which time, which unit."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from copilot.reading import clauses
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import is_modifier
from copilot.reading.entities import Entities
from copilot.reading.sentences import Kind, Unit
from copilot.types import Span

__all__ = ["cells", "placed"]

_UNITS = (
    (re.compile(r"%|per ?cent|percent|百分比|％", re.IGNORECASE), "%"),
    (re.compile(r"\bpp\b|percentage points?|个?百分点", re.IGNORECASE), "pp"),
    (re.compile(r"\bbps?\b|basis points?|基点", re.IGNORECASE), "bps"),
)


def cells(text: str, row: Span) -> tuple[Span, ...]:
    """The cells of a pipe row, without the blanks around them; `\\|` is no border."""
    borders = [match.start() for match in re.finditer(r"(?<!\\)\|", text[row.start : row.end])]
    found = []
    for left, right in zip(borders, [*borders[1:], row.end - row.start], strict=True):
        inner = text[row.start + left + 1 : row.start + right]
        start = row.start + left + 1 + len(inner) - len(inner.lstrip())
        found.append(Span(start, max(start, start + len(inner.strip()))))
    return tuple(found[:-1] if len(found) > 1 and found[-1].start == found[-1].end else found)


def placed(text: str, unit: Unit, sentence: Sentence, entities: Entities) -> Sentence:
    """The row's figures with what the headings of their row and column say; other sentences as they are."""
    if unit.kind is not Kind.ROW or unit.header is None or unit.header == unit.span or not sentence.figures:
        return sentence
    row, header = cells(text, unit.span), cells(text, unit.header)
    if not row:
        return sentence
    label = clauses.read(text, row[0], entities)
    columns = [clauses.read(text, cell, entities) for cell in header]
    corner = frozenset(found.tag for found in columns[0].concepts) if columns else frozenset()
    figures = []
    for figure in sentence.figures:
        index = next((at for at, cell in enumerate(row) if figure.span in cell), None)
        if not index or index >= len(columns):  # the first cell is the row's own heading
            figures.append(figure)
        else:
            cell = clauses.read(text, row[index], entities)
            figures.append(_headed(figure, cell, label, columns[index], corner))
    return replace(sentence, figures=tuple(figures))


def _headed(
    figure: FigureReading, cell: Sentence, label: Sentence, column: Sentence, corner: frozenset[str]
) -> FigureReading:
    """What the cell says itself goes first, then its column's heading, then its row's; the corner names the whole table."""
    change: dict[str, Any] = {"prior": False}
    near = (cell, column, label)
    if when := next((one.periods for one in near if one.periods), ()):
        change["periods"] = when
    whose = [
        *(m.key for m in cell.entities),
        *(m.key for m in label.entities),
        *(m.key for m in column.entities),
    ]
    if whose:
        change["entities"] = tuple(dict.fromkeys(whose))
    named = frozenset(found.tag for one in near for found in one.concepts)
    if all(is_modifier(tag) for tag in named):
        named |= corner
    if any(not is_modifier(tag) for tag in named):
        change |= {"concepts": named, "own": True}
    if figure.quantity.unit == "":
        measured = next(
            (unit for pattern, unit in _UNITS if pattern.search(f"{column.text} {label.text}")), ""
        )
        if measured:
            change["quantity"] = replace(figure.quantity, unit=measured)
    return replace(figure, **change)
