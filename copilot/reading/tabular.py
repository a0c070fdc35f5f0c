"""Cells of tables as facts: unit and scale from the headings, the sign from accounting brackets."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from copilot import style
from copilot.reading.scales import Scale, declared, is_amount, is_currency, is_per_share, scale_of
from copilot.reading.tables import Cell
from copilot.reading.textfacts import PERIOD, TextFact
from copilot.style import Written
from copilot.types import Span

__all__ = ["cell_facts", "lent"]

PERCENT = Scale(unit="%", stated=True, ratio=True)
Read = Sequence[tuple[Cell, Written]]


def cell_facts(cells: Sequence[Cell], text: str) -> Iterator[TextFact]:
    """The numbers of tables as facts, scale, unit and sign applied."""
    read = [(cell, numbers[0]) for cell in cells if (numbers := style.read(cell.text))]
    percents = _percent_columns(read)
    money: dict[Span, set[str]] = {}
    for cell, written in read:
        if is_currency(written.quantity.unit):
            money.setdefault(cell.table, set()).add(written.quantity.unit)
    whole = _whole_tables(read)
    for cell, written in read:
        in_percent = (cell.table, cell.of, cell.place) in percents or _odd_one(cell, whole)
        scale = PERCENT if in_percent and not written.quantity.unit else scale_of(cell)
        quantity = written.quantity
        # Filings write the dollar sign in the first and last row of a column only.
        if not scale.unit and not quantity.unit and len(money.get(cell.table, ())) == 1 and is_amount(cell):
            scale = replace(scale, unit=next(iter(money[cell.table])))
        if written.bracketed and quantity.value > 0:
            quantity = -quantity
        if written.scale == 1 and scale.applies_to(quantity.unit):
            factor = scale.factor
            quantity = replace(
                quantity,
                value=quantity.value * factor,
                step=quantity.step * factor,
                unit=quantity.unit or scale.unit,
            )
        elif not quantity.unit and scale.unit:
            quantity = replace(quantity, unit=scale.unit)
        here = Span(cell.span.start, cell.span.end)
        written = Written(
            here,
            quantity,
            text[here.start : here.end],
            here,
            written.signed,
            scale.factor,
            False,
            written.bracketed,
        )
        yield TextFact(
            written,
            here,
            cell.line,
            cell.row,
            cell.column,
            period=_cell_period(cell),
            group=cell.group,
            caption=cell.caption,
            tabular=True,
            scaled=scale.stated,
        )


def _cell_period(cell: Cell) -> str:
    """The period that heads the cell's column, else its row, its group or the table."""
    for words in (cell.column, cell.row, cell.group, cell.caption):
        found = [match.group() for match in PERIOD.finditer(words)]
        if found:
            return words if words is cell.column else found[-1] if words is cell.caption else found[0]
    return ""


def _percent_columns(read: Read) -> set[tuple[Span, int, int]]:
    """Columns whose first number carries the per cent sign that the others leave out."""
    first: dict[tuple[Span, int, int], str] = {}
    for cell, written in read:
        first.setdefault((cell.table, cell.of, cell.place), written.quantity.unit)
    return {key for key, unit in first.items() if unit == "%" and key[1] > 1}


def _whole_tables(read: Read) -> set[Span]:
    """Tables "except percentages" most of whose numbers have no decimals."""
    counts: dict[Span, list[int]] = {}
    for cell, written in read:
        if re.search(r"except[^·]*percent", cell.caption, re.I):
            counts.setdefault(cell.table, []).append(written.quantity.step < 1)
    return {table for table, decimals in counts.items() if sum(decimals) * 2 <= len(decimals)}


def _odd_one(cell: Cell, whole: set[Span]) -> bool:
    return cell.table in whole and "." in cell.text and "$" not in cell.text


_NOTE = re.compile(
    r"\([^()]{0,80}\b(?:in|expressed in|stated in) (?:\w+ )?(?:thousands|millions|billions)\b[^()]{0,120}\)"
    r"|\b(?:are|is|presented|stated|expressed|shown) in (?:\w+ )?(?:thousands|millions|billions)\b"
    r"|[(（]?单位[:：][^，。）)]{1,12}", re.I,
)  # fmt: skip


def lent(own: tuple[TextFact, ...], texts: tuple[str, ...]) -> tuple[TextFact, ...]:
    """The facts of one passage with the scale that the passages of its document, these texts, agree on."""
    if len(texts) < 2 or all(fact.scaled or not fact.tabular for fact in own):
        return own
    notes = {note for text in texts for note in _declared(text)}
    if len({factor for factor, _ in notes}) != 1:
        return own
    factor, unit = min(notes)
    return tuple(_lent(fact, factor, unit) for fact in own)


@functools.lru_cache(maxsize=1024)
def _declared(text: str) -> tuple[tuple[Decimal, str], ...]:
    return tuple(found for note in _NOTE.finditer(text) if (found := declared(note.group())))


def _lent(fact: TextFact, factor: Decimal, unit: str) -> TextFact:
    quantity = fact.written.quantity
    cell = Cell("", fact.span, fact.row, fact.column, fact.group, fact.caption, fact.sentence, fact.sentence)
    if fact.scaled or not fact.tabular or not is_amount(cell) or not Scale(factor).applies_to(quantity.unit):
        return fact
    if is_per_share(cell):
        return replace(fact, scaled=True)
    scaled = replace(
        quantity, value=quantity.value * factor, step=quantity.step * factor, unit=quantity.unit or unit
    )
    return replace(fact, written=replace(fact.written, quantity=scaled, scale=factor), scaled=True)
