"""Where tables stand in a text, and how each way of setting one is cut into rows of tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from copilot.reading.cells import Kind, Line, Token, classified
from copilot.types import Span

__all__ = ["Block", "blocks"]

_GAP = re.compile(r"\t+|[ \u00a0]{2,}")
_PIECE = re.compile(r"[^\s]+(?:[ \u00a0][^\s]+)*")
_SEPARATED = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')
_PARTS = re.compile(
    r"[$€£¥￥]|\(?\s?[$€£¥]?\s?[-−]?\d[\d,]*(?:\.\d+)?\s?\)?\s?%?|[-—–−]+|\([a-z]\)|NM|N/?A|%", re.I
)
_YEAR = re.compile(r"(?:19|20)\d\d|[Cc]hange")
_LONG = 2_000  # a line longer than this is prose, whatever stands in it
_CAPTION = 4  # lines above a table that may belong to it


@dataclass(frozen=True, slots=True)
class Block:
    """A table's rows as tokens, the stretch it takes, and the lines right above it."""

    rows: tuple[tuple[Token, ...], ...]
    span: Span
    caption: str


def blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """The tables of a text, in order; each line belongs to one at most."""
    at, free = 0, 0
    while at < len(lines):
        for cut, least, numbered in ((_pipes, 2, 1), (_separated, 3, 2), (_spaced, 2, 2)):
            end = _run(lines, at, cut)
            rows = [cut(line) for line in lines[at:end]]
            rows = _unframed(rows) if cut is _pipes else rows
            if end - at >= least and sum(map(_has_number, rows)) >= numbered:
                start = lines[at].span.start
                yield Block(
                    tuple(map(tuple, rows)), Span(start, lines[end - 1].span.end), _above(lines, free, at)
                )
                at = free = end
                break
        else:
            end, stacked = _stacked(lines, at)
            if end > at:
                span = Span(lines[at].span.start, lines[end - 1].span.end)
                yield Block(stacked, span, _above(lines, free, at))
                at = free = end
            else:
                at += 1


def _run(lines: Sequence[Line], at: int, cut: Callable[[Line], list[Token]]) -> int:
    """Where the stretch of lines that `cut` can cut ends; a separated one keeps its number of cells."""
    end, width = at, 0
    while end < len(lines) and len(lines[end].text) <= _LONG:
        row = cut(lines[end])
        if not row or (cut is _separated and width and len(row) != width):
            break
        width = len(row)
        end += 1
    return end


def _has_number(row: Sequence[Token]) -> bool:
    return any(token.kind is Kind.VALUE for token in row)


def _above(lines: Sequence[Line], free: int, at: int) -> str:
    found: list[str] = []
    for line in reversed(lines[max(free, at - _CAPTION - 2) : at]):
        words = line.text.strip()
        if len(words) > 300:
            break
        if words:
            found.append(words)
        if len(found) == _CAPTION:
            break
    return " · ".join(reversed(found))


def _pipes(line: Line) -> list[Token]:
    if "|" not in line.text:
        return []
    row, start = [], line.span.start
    for part in line.text.split("|"):
        row.append(classified(part, start))
        start += len(part) + 1
    return row


def _unframed(rows: list[list[Token]]) -> list[list[Token]]:
    """Without the empty cells outside a frame of pipes; a column that is only sometimes empty is a column."""
    for edge in (0, -1):
        if all(row and row[edge].kind is Kind.BLANK for row in rows):
            rows = [row[1:] if edge == 0 else row[:-1] for row in rows]
    return rows


def _separated(line: Line) -> list[Token]:
    """Cells of a line of comma- or tab-separated values; prose with commas has few numbers among many words."""
    mark = "\t" if "\t" in line.text else "," if "," in line.text else ";"
    if mark not in line.text:
        return []
    parts = (
        _SEPARATED.split(line.text)
        if mark == "," and '"' in line.text and len(line.text) < 400
        else line.text.split(mark)
    )
    if any(len(part) > 60 for part in parts) or (mark == "," and any(part.startswith(" ") for part in parts)):
        return []
    row, start = [], line.span.start
    for part in parts:
        row.append(classified(part.replace('"', " "), start))
        start += len(part) + 1
    return row


def _spaced(line: Line) -> list[Token]:
    """Cells set apart by two spaces or more; at least two of them."""
    if not _GAP.search(line.text.strip()):
        return []
    return [
        classified(piece.group(), line.span.start + piece.start()) for piece in _PIECE.finditer(line.text)
    ]


_MOST_CELLS = 40  # in one row, or labels before the first number: more is no table, only costly to try


def _stacked(lines: Sequence[Line], at: int) -> tuple[int, tuple[tuple[Token, ...], ...]]:
    """One cell a line, as text taken from a PDF: labels, each followed by the numbers of its row.

    Starts at a line of headings (years) or at a label right above numbers; ends where three long lines follow each
    other. Returns the first line after it, or `at` when no table starts there.
    """
    if not _starts_stack(lines, at):
        return at, ()
    rows: list[list[Token]] = []
    end, prose, numbers, last = at, 0, 0, at
    while end < len(lines):
        line = lines[end]
        pieces = _pieces(line)
        end += 1
        if day := _day_and_year(lines, end - 1):
            pieces, end = day
        if not pieces:
            continue
        if pieces[0].kind is Kind.LABEL:
            prose = prose + 1 if len(line.text) > 90 else 0
            if prose == 2 or len(line.text) > 400:
                break
            rows.append(pieces)
            if not numbers and len(rows) > _MOST_CELLS:
                return at, ()
            continue
        prose = 0
        last = end
        numbers += sum(token.kind is Kind.VALUE for token in pieces)
        heading = all(token.kind is Kind.PERIOD for token in pieces)
        if rows and _joins(rows[-1], pieces, heading):
            rows[-1].extend(pieces)
        else:
            rows.append(pieces)
        if len(rows[-1]) > _MOST_CELLS:
            return at, ()
    if numbers < 3:
        return at, ()
    rows = [row for row in rows if row[0].span.start < lines[last - 1].span.end]
    return last, tuple(map(tuple, rows))


_DAY = re.compile(
    r"\s*(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2},?\s*", re.IGNORECASE
)


def _day_and_year(lines: Sequence[Line], at: int) -> tuple[list[Token], int] | None:
    """A heading's day and the year beneath it as one cell, where days and years take turns, and the line after."""
    if not _DAY.fullmatch(lines[at].text):
        return None
    near = [place for place in range(max(0, at - 6), min(len(lines), at + 8)) if lines[place].text.strip()]
    here = near.index(at)
    around = [lines[place].text for place in near]
    if here + 1 >= len(near) or not re.fullmatch(r"\s*(?:19|20)\d\d\s*", around[here + 1]):
        return None
    before = here >= 2 and _DAY.fullmatch(around[here - 2]) is not None
    after = here + 2 < len(near) and _DAY.fullmatch(around[here + 2]) is not None
    if not before and not after:
        return None
    day, year = lines[at], lines[near[here + 1]]
    whole = classified(f"{day.text.strip()} {year.text.strip()}", day.span.start)
    return [replace(whole, span=Span(day.span.start, year.span.end))], near[here + 1] + 1


def _joins(row: list[Token], pieces: list[Token], heading: bool) -> bool:
    """Does a line of numbers or periods go on with this row? Periods go with periods, numbers with their label."""
    periods = all(token.kind is Kind.PERIOD for token in row)
    if periods and heading:  # "Years ended December 31," spans the years beneath it
        return bool(_YEAR.search(row[-1].text)) or not _YEAR.search(pieces[0].text)
    return False if periods else not heading or any(t.kind in (Kind.VALUE, Kind.MARK) for t in row)


def _starts_stack(lines: Sequence[Line], at: int) -> bool:
    head = _pieces(lines[at])
    if not head or len(lines[at].text) > 90:
        return False
    following: list[list[Token]] = []
    for line in lines[at + 1 : at + 12]:
        pieces = _pieces(line)
        if pieces:
            following.append(pieces)
        if len(following) == 3:
            break
    if all(token.kind is Kind.PERIOD for token in head):
        return any(row[0].kind is not Kind.LABEL for row in following) or len(head) > 1
    return (
        head[0].kind is Kind.LABEL
        and len(following) > 1
        and all(token.kind in (Kind.VALUE, Kind.NIL, Kind.MARK) for row in following[:2] for token in row)
    )


def _pieces(line: Line) -> list[Token]:
    """A line of numbers as several tokens, a line of words as one; nothing for an empty one."""
    whole = classified(line.text, line.span.start)
    if whole.kind is Kind.BLANK:
        return []
    if whole.kind is not Kind.LABEL or len(line.text) > 200 or _PARTS.sub("", line.text).strip():
        return [whole]
    return [classified(part.group(), line.span.start + part.start()) for part in _PARTS.finditer(line.text)]
