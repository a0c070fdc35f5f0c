"""Cuts a Markdown text into the units that are judged: sentences, headings, list items and table rows."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from enum import StrEnum

from copilot.types import Span

__all__ = ["Kind", "Unit", "sentences", "units"]


class Kind(StrEnum):
    SENTENCE = "sentence"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    RULE = "rule"  # a table's dashes, a code fence: nothing to judge


@dataclass(frozen=True, slots=True)
class Unit:
    """One judged stretch and the block (paragraph, list item, table) that it stands in."""

    span: Span
    kind: Kind
    block: int
    heading: Span | None = None  # the heading above it
    header: Span | None = None  # of a table row: the table's first row


_ABBREVIATIONS = frozenset(
    [
        "inc",
        "corp",
        "co",
        "ltd",
        "llc",
        "plc",
        "vs",
        "no",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "jr",
        "sr",
        "approx",
        "ca",
        "e.g",
        "i.e",
        "etc",
        "al",
        "u.s",
        "u.k",
        "u.n",
        "e.u",
        "a.m",
        "p.m",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "fig",
        "p",
        "pp",
        "est",
        "avg",
        "cos",
        "bros",
        "dept",
        "gov",
        "gen",
        "sen",
        "rep",
        "messrs",
        "vol",
        "ex",
        "cf",
        "resp",
    ]
)
_HARD = "。！？；"
_CLOSERS = "\"'”’」』）)】》*_"
_LIST = re.compile(r"[ \t]*(?:[-*+•·]|\d{1,3}[.)、]|[（(]\d{1,2}[)）])[ \t]+")
_HEADING = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+")
_QUOTE = re.compile(r"[ \t]*>[ \t]?")
_RULE = re.compile(
    r"[ \t]*(?:\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?|[-*_=]{3,}|```.*|~~~.*)[ \t]*"
)
_CITATIONS = re.compile(r"(?:[ \t]*(?:\[\d+(?:\s?[,;]\s?\d+)*\]|【\d+(?:\s?[,，]\s?\d+)*】|\[\^\d+\]))+")
_STOP = re.compile(r"[.!?…。！？；;]")


@functools.lru_cache(maxsize=64)
def units(text: str) -> tuple[Unit, ...]:
    """All judged stretches of the text, in order; together they hold every word of it."""
    found: list[Unit] = []
    heading: Span | None = None
    header: Span | None = None
    paragraph: Span | None = None
    kind, block = Kind.SENTENCE, 0
    fenced = False

    def flush() -> None:
        nonlocal paragraph, block
        if paragraph is not None:
            found.extend(Unit(span, kind, block, heading) for span in _split(text, paragraph))
            block += 1
        paragraph = None

    for start, end in _lines(text):
        line = text[start:end]
        if line.lstrip().startswith(("```", "~~~")):
            flush()
            fenced = not fenced
            header = None
            continue
        if not line.strip() or (_RULE.fullmatch(line) and not fenced):
            flush()
            header = header if (line.strip() and "|" in line) or (header and line.strip()) else None
            continue
        if match := _HEADING.match(line):
            flush()
            heading, header = _trimmed(text, Span(start + match.end(), end)), None
            found.append(Unit(heading, Kind.HEADING, block))
            block += 1
        elif line.count("|") >= 2 and line.lstrip().startswith("|"):
            flush()
            span = _trimmed(text, Span(start, end))
            found.append(Unit(span, Kind.ROW, block, heading, header or span))
            header = header or span
        else:
            header = None
            item, quote = _LIST.match(line), _QUOTE.match(line)
            lead = item or quote
            own = paragraph is not None and _apart(text[paragraph.start : paragraph.end], line)
            if item or own or paragraph is None:
                flush()
                kind = Kind.ITEM if item else Kind.SENTENCE
                paragraph = Span(start + (lead.end() if lead else 0), end)
            else:
                paragraph = Span(paragraph.start, end)
    flush()
    return tuple(unit for unit in found if text[unit.span.start : unit.span.end].strip())


_LABELLED = re.compile(
    r"[ \t]*[^.!?。\n:：=≈]{2,90}(?:[:：]|[ \t][=≈])[ \t]*(?:[$€£¥￥]?[ \t]?[(\[]*[-−]?[$€£¥￥]?[ \t]?\d[^\n!?。]{0,80}|[(\[]*[A-Z][^\n!?。]{0,80}[-−–+*×÷/][^\n!?。]{0,60})"
)


def _apart(paragraph: str, line: str) -> bool:
    """Is a line a labelled number of its own ("Revenue: $7,017 million", "Margin = 155 / 7,017") beneath another?"""
    before = paragraph[paragraph.rfind("\n") + 1 :].rstrip()
    if _LABELLED.fullmatch(line.rstrip()):
        return before.endswith((":", "：")) or bool(_LABELLED.fullmatch(before))
    return bool(_LABELLED.fullmatch(before)) and line.lstrip()[:1].isupper()


def sentences(text: str) -> tuple[Span, ...]:
    """The units' spans: a heading, list item, table row or sentence each. Decimals, abbreviations and tickers don't split."""
    return tuple(unit.span for unit in units(text))


def _lines(text: str) -> list[tuple[int, int]]:
    result, start = [], 0
    for line in text.splitlines(keepends=True):
        result.append((start, start + len(line.rstrip("\r\n"))))
        start += len(line)
    return result


def _trimmed(text: str, span: Span) -> Span:
    start, end = span.start, span.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _split(text: str, block: Span) -> list[Span]:
    """Sentences of one paragraph. Marks and closing quotes after the stop belong to the sentence before them."""
    result, start, at = [], block.start, block.start
    while found := _STOP.search(text, at, block.end):
        stop = found.end()
        while stop < block.end and text[stop] in ".!?…。！？":
            stop += 1
        while stop < block.end and text[stop] in _CLOSERS:
            stop += 1
        if cited := _CITATIONS.match(text, stop, block.end):
            stop = cited.end()
            while stop < block.end and text[stop] in ".。":
                stop += 1
        at = stop
        if _ends(text, found.start(), stop, block):
            result.append(_trimmed(text, Span(start, stop)))
            start = stop
    if text[start : block.end].strip():
        result.append(_trimmed(text, Span(start, block.end)))
    return result


def _ends(text: str, dot: int, stop: int, block: Span) -> bool:
    mark = text[dot]
    rest = text[stop : min(stop + 3, block.end)]
    if mark in _HARD:
        return True
    if not rest.strip():
        return True
    if mark == ";":
        return False
    if not rest[0].isspace() and not (
        mark in "!?…." and "\u4e00" <= rest[0] <= "\u9fff" and not text[dot - 1].isdigit()
    ):
        return False
    if mark == "." and stop == dot + 1:
        word = re.search(r"[A-Za-z][A-Za-z.]*$", text[max(block.start, dot - 12) : dot])
        if word and (
            word.group().lower() in _ABBREVIATIONS or re.fullmatch(r"[A-Z](?:\.[A-Z])*", word.group())
        ):
            # "U.S. stocks" goes on; "in the U.S. The index" does not.
            following = text[stop : stop + 24].split()
            return word.group() in ("U.S", "Inc", "Corp", "Co", "Ltd") and bool(following) and following[0] in (
                "The", "It", "This", "In", "But", "That", "These", "However", "Its", "A",
            )  # fmt: skip
    first = rest.lstrip()[:1]
    return not first.islower() or (mark in "!?" and False)
