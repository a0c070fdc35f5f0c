"""Tables that stand in text, read with their row and column headings.

Four ways of setting a table, one way of reading it: pipes (`| Net loss | $ | ( 1,797,007 | ) |`), separated values,
columns set with spaces, and one cell a line as text taken from a PDF has it. Each is cut into rows of tokens; then
headings, groups and scale are found the same way for all. Cells are only located here: numbers are read by
`copilot.style` like all others.

Every step looks at a line a bounded number of times, so that reading is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from copilot.reading.cells import Kind, Token, lines
from copilot.reading.layouts import blocks
from copilot.types import Span

__all__ = ["Cell", "merged", "tables"]

_RULE = re.compile(r"[\s|:=_+\-—]{3,}")

_PAIRS = {"(", ")", "（", "）", "%", "％", ")%"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of a table with what stands above and beside it."""

    text: str  # put together where it was split: "($1,797,007)"
    span: Span
    row: str
    column: str
    group: str  # heading of the rows it stands among: "Cash flows from financing activities"
    caption: str  # what stands right above the table, and unit notes of its head
    line: Span  # its row, from the label to the last number
    table: Span
    place: int = 0  # among the numbers of its row
    of: int = 1  # how many those are


@dataclass(slots=True)
class _Row:
    tokens: list[Token]  # without blanks, merged
    width: int = 0  # cells as written; rows of one width stand in the same columns
    places: list[int] = field(default_factory=list)  # of each token among them


def merged(tokens: Sequence[Token]) -> tuple[list[Token], list[int]]:
    """Tokens with split cells put together (`$ | ( 32 | )` is one number), blanks dropped, and their places."""
    found: list[Token] = []
    places: list[int] = []
    prefix = ""
    for place, token in enumerate(tokens):
        if token.kind is Kind.BLANK:
            continue
        last = found[-1] if found else None
        if token.kind is Kind.MARK:
            closing = token.text.replace(" ", "").replace("％", "%")
            if (
                last
                and last.kind in (Kind.VALUE, Kind.NIL)
                and closing in {")", "）", "%", ")%"}
                and not prefix
            ):
                found[-1] = replace(last, text=last.text + closing)
            else:
                if prefix and closing not in _PAIRS:  # `$ | $ | 3`: the cell between two signs is empty
                    found.append(replace(token, kind=Kind.NIL))
                    places.append(place)
                    prefix = ""
                prefix += token.text
            continue
        if token.kind in (Kind.VALUE, Kind.NIL) and prefix:
            token = replace(token, text=prefix + token.text)
        prefix = ""
        found.append(token)
        places.append(place)
    return found, places


def tables(text: str) -> tuple[tuple[Cell, ...], tuple[Span, ...]]:
    """The cells of all tables of a text, and the stretches that the tables take (the rest is prose)."""
    cells: list[Cell] = []
    taken: list[Span] = []
    for block in blocks(lines(text)):
        found = tuple(_cells(block.rows, block.span, block.caption))
        if found:
            cells.extend(found)
            taken.append(block.span)
    return tuple(cells), tuple(taken)


def _cells(rows: Sequence[Sequence[Token]], span: Span, caption: str) -> Iterator[Cell]:
    heads: list[_Row] = []
    group, wrapped, data = "", "", False
    notes = [caption] if caption else []
    for tokens in rows:
        found, places = merged(tokens)
        if not found or (len(found) == 1 and _RULE.fullmatch(found[0].text)):
            continue
        row = _Row(found, len(tokens), places)
        if _is_head(row):
            if data and not _continues(heads, row):
                heads = []
            data = False
            heads.append(row)
            notes.extend(token.text for token in found if token.kind is Kind.LABEL and _is_note(token.text))
        elif len(found) == 1:
            if _is_note(found[0].text):
                notes.append(found[0].text)
            elif found[0].text.endswith((":", "：")) or not data:
                group, wrapped = found[0].text.rstrip(":："), ""
            else:
                wrapped = found[0].text
        else:
            data = True
            yield from _row_cells(row, heads, group, wrapped, " · ".join(notes), span)
            wrapped = ""


def _is_note(text: str) -> bool:
    return (
        bool(
            re.search(r"thousand|million|billion|单位|百万|万元|亿元|'000|000s|percent|per share", text, re.I)
        )
        and len(text) < 120
    )


def _is_head(row: _Row) -> bool:
    """No number but periods, or several labels: a row of headings."""
    kinds = [token.kind for token in row.tokens]
    if Kind.VALUE in kinds:
        return False
    if Kind.NIL in kinds:
        return False
    if len(kinds) == 1:
        return kinds[0] is Kind.PERIOD
    return True


def _continues(heads: list[_Row], row: _Row) -> bool:
    """A second head right under a table's rows starts anew; only a row like the last head repeats it."""
    return bool(heads) and [t.text for t in heads[-1].tokens] == [t.text for t in row.tokens]


def _row_cells(
    row: _Row, heads: list[_Row], group: str, wrapped: str, caption: str, span: Span
) -> Iterator[Cell]:
    first = row.tokens[0]
    labelled = first.kind in (Kind.LABEL, Kind.PERIOD)
    label = first.text if labelled else wrapped
    if labelled and wrapped and first.kind is Kind.LABEL and first.text[:1].islower():
        label = f"{wrapped} {first.text}"  # a label that runs over two lines
    elif labelled and wrapped:
        group = wrapped
    values = row.tokens[1:] if labelled else row.tokens
    places = row.places[1:] if labelled else row.places
    more = [token.text for token in values if token.kind is Kind.LABEL]
    numbered = any(token.kind is Kind.VALUE for token in values)
    line = Span(row.tokens[0].span.start, row.tokens[-1].span.end)
    count = len(values)
    for index, token in enumerate(values):
        if token.kind is Kind.VALUE or (token.kind is Kind.PERIOD and numbered):
            column = " ".join(
                _heading(head, row, places[index], index, count, last=head is heads[-1]) for head in heads
            ).strip()
            beside = " ".join([label, *more]) if more else label
            column = re.sub(r"\s+", " ", column)
            text = _whole(token.text)
            yield Cell(text, token.span, beside, column, group, caption, line, span, index, count)


def _whole(text: str) -> str:
    """A number put together from its cells: `$( 1,797,007)` as `($1,797,007)`, `(46.0)%` as `(46.0%)`."""
    if "(" not in text:
        return text
    plain = re.sub(r"^([^\d(]*)\(\s*", r"(\1", text).replace(" ", "")
    return re.sub(r"\)([%％])$", r"\1)", plain)


def _heading(head: _Row, row: _Row, place: int, index: int, count: int, *, last: bool) -> str:
    """The heading that stands above a row's cell: by place where rows are as wide, else by order."""
    if head.width == row.width and head.width > 2 and head.width >= count + 1:
        wide = count // len(head.tokens)
        if not last and len(head.tokens) > 1 and wide > 1 and count % len(head.tokens) == 0:
            own = row.places[-count:]
            above = [own[at * wide : (at + 1) * wide] for at in range(len(head.tokens))]
            if all(at in part for at, part in zip(head.places, above, strict=True)):
                return head.tokens[index // wide].text  # set over the middle of its columns
        before = [at for at in head.places if at <= place]
        if place in head.places:
            return head.tokens[head.places.index(place)].text
        alone = len(head.tokens) == 1
        spanning = before and (before[-1] > 0 or alone) and len(head.tokens) <= count and (alone or not last)
        return head.tokens[len(before) - 1].text if spanning else ""
    names = [token.text for token in head.tokens]
    if len(names) > 1 and len(names) == count + 1:
        names = names[1:]  # the first one heads the column of labels
    elif (
        len(names) > 1
        and head.tokens[0].kind is Kind.LABEL
        and all(token.kind is Kind.PERIOD for token in head.tokens[1:])
    ):
        names = names[1:]
    if len(names) == count:
        return names[index]
    if names and count % len(names) == 0:
        return names[index // (count // len(names))]
    return ""
