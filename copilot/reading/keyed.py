"""Lines that name their numbers: `S&P 500: close=4288.05 return_10d_pct=-3.65`, `2023-08-31: 4.85`, `营收：23.5亿元`."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.reading.cells import Kind, Line, classified
from copilot.reading.tables import Cell
from copilot.types import Span

__all__ = ["keyed"]

_PAIR = re.compile(r"([^\W\d][\w.%/-]{0,40})\s?[=＝]\s?([-+−]?[^\s,;，；|=]{1,30})")
_NAMED = re.compile(r"\s*(?:[-*•]\s+)?([^:：\n]{1,60}?)\s*[:：]\s*(\S[^:：\n]{0,60}?)\s*")
_LONG = 2_000


def keyed(lines: Sequence[Line], taken: Sequence[Span]) -> tuple[tuple[Cell, ...], tuple[Span, ...]]:
    """The numbers of such lines as cells (row: the name, column: the key), and the lines that they take.

    A line of `name: number` counts as one only where it holds nothing else; the line above a run of them heads it.
    """
    cells: list[Cell] = []
    own: list[Span] = []
    starts = {span.start: span for span in taken}
    caption, until, dated = "", -1, ""
    for line in lines:
        if line.span.start in starts:
            until = starts[line.span.start].end
        words = line.text.strip()
        if line.span.start < until or not words or len(words) > _LONG:
            caption = "" if not words else caption
            continue
        context = " · ".join(part for part in (caption, dated) if part)
        found = _pairs(line, context) or _named(line, context)
        if found:
            cells.extend(found)
            own.append(line.span)
        elif len(line.text) <= 200 and (named := _NAMED.fullmatch(line.text)) and _is_date_key(named[1]):
            dated = words
            own.append(line.span)
        elif len(words) <= 200:
            caption = words
    return tuple(cells), tuple(own)


def _is_date_key(words: str) -> bool:
    return words.strip().lower().replace("-", "_").replace(" ", "_") in {
        "as_of", "asof", "date", "日期", "截至", "截止日期", "数据日期",
    }  # fmt: skip


def _pairs(line: Line, caption: str) -> list[Cell]:
    pairs = list(_PAIR.finditer(line.text))
    tokens = [classified(pair[2], line.span.start + pair.start(2)) for pair in pairs]
    if not any(token.kind is Kind.VALUE for token in tokens):
        return []
    name = line.text[: pairs[0].start()].strip().rstrip(":：|,-").strip()
    return [
        Cell(token.text, token.span, name, pair[1], "", caption, line.span, line.span)
        for pair, token in zip(pairs, tokens, strict=True)
        if token.kind is Kind.VALUE
    ]


def _named(line: Line, caption: str) -> list[Cell]:
    match = _NAMED.fullmatch(line.text) if len(line.text) <= 200 else None
    if match is None:
        return []
    token = classified(match[2], line.span.start + match.start(2))
    if token.kind is not Kind.VALUE:
        return []
    return [Cell(token.text, token.span, match[1].strip(" *_`"), "", "", caption, line.span, line.span)]
