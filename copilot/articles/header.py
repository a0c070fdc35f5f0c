"""What a text file says about itself: front matter, or lines like `Published: 16 February 2026` at its top."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

__all__ = ["day", "header"]

_FENCED = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LINE = re.compile(
    r"^(?:\*\*|__)?([A-Za-z][A-Za-z ]{1,20}|[一-鿿]{2,6})(?:\*\*|__)?\s*[:：](?:\*\*|__)?\s*(\S.*?)\s*$"
)
_TITLE = re.compile(r"\A\s*#[ \t]+[^\n]+\n\s*")
_PLAIN = re.compile(r"^([A-Za-z]{2,20}|[一-鿿]{2,6})\s*:\s+(\S.*?)\s*$")
_NAMES = {
    "title": "title", "headline": "title", "标题": "title",
    "publisher": "publisher", "source": "publisher", "site": "publisher", "来源": "publisher", "媒体": "publisher",
    "author": "author", "by": "author", "authors": "author", "作者": "author",
    "published": "published", "date": "published", "日期": "published", "发布日期": "published", "发布时间": "published",
    "url": "url", "link": "url", "链接": "url",
    "subjects": "subjects", "symbols": "subjects", "tickers": "subjects", "代码": "subjects",
    "language": "language", "lang": "language", "语言": "language",
    "note": "note",
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_BYLINE = 140  # characters; a longer line is a sentence
_DATED = re.compile(
    r"\d|^(?:published|updated|posted|last updated|发布|更新|日期)\b|^(?:mon|tues|wednes|thurs|fri|satur|sun)day$",
    re.I,
)
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b")


def header(text: str) -> tuple[dict[str, Any], str]:
    """What the head of a text names (title, publisher, author, published, url, subjects …), and the rest of the text.

    Values are strings, `published` a date, `subjects` a tuple. A head that cannot be read is left in the text.
    """
    if fenced := _FENCED.match(text):
        found = _fenced(fenced[1])
        if found:
            return _typed(found), text[fenced.end() :].strip("\n")
        return {}, text
    found, rest = _labelled(text)
    return (found, rest) if found else _byline(text)


def _labelled(text: str) -> tuple[dict[str, Any], str]:
    """Lines such as `Published: 16 February 2026`, which may stand under the title."""
    title = match[0] if (match := _TITLE.match(text)) else ""
    lines = text[len(title) :].lstrip("\n").split("\n")
    found: dict[str, Any] = {}
    for number, line in enumerate(lines[:12]):
        pair = _LINE.match(line)
        name = _NAMES.get(pair[1].strip().lower()) if pair else None
        if pair is None or name is None:
            # One such line may be an article's first sentence; two are a head.
            if len(found) < 2:
                break
            return _typed(found), (title + "\n".join(lines[number:]).strip("\n")).strip("\n")
        found[name] = pair[2]
    return {}, text


def _byline(text: str) -> tuple[dict[str, Any], str]:
    """A line of its own near the top with a full date: "*By Dana Whitlock, Harbor Street Journal, 12 March 2026*"; or
    the dateline that begins the text: "NEW YORK, March 12, 2026 (Wire) —", which stays in it."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:6]):
        bare = line.strip().strip("*_#> ").strip()
        when = day(bare)
        if when is None:
            continue
        dateline = re.match(r"[A-Z][A-Z .,'/-]{2,40},? .{6,60}?(?:—|–|--| - )", bare)
        if dateline and day(dateline[0]) == when:
            return {"published": when}, text
        if (
            len(bare) > _BYLINE
            or re.search(r"[.!?。！？；;]$", bare)
            or line.lstrip().startswith(("|", "- "))
        ):
            return {}, text
        found: dict[str, Any] = {"published": when}
        for part in re.split(r"\s*[,，·|•/—–]\s*|\s{2,}", bare):
            words = part.strip()
            if named := re.match(r"(?:by|作者|文|记者|撰文)\s*[:：/]?\s*(\S.*)", words, re.I):
                found.setdefault("author", named[1])
            elif re.search(r"[A-Za-z一-鿿]{3}", words) and not _DATED.search(words):
                found.setdefault("publisher", words)
        rest = "\n".join([*lines[:number], *lines[number + 1 :]])
        return found, rest.strip("\n")
    return {}, text


def day(words: str) -> date | None:
    """The first day that is written out in full, in any of the usual ways of English and Chinese."""
    for pattern, order in (
        (_ISO, (1, 2, 3)),
        (_CHINESE, (1, 2, 3)),
        (_DAY_FIRST, (3, 2, 1)),
        (_MONTH_FIRST, (3, 1, 2)),
    ):
        if match := pattern.search(words):
            year, month, number = (match[place] for place in order)
            if not month.isdigit():
                if month[:3].lower() not in _MONTHS:
                    continue
                month = str(_MONTHS.index(month[:3].lower()) + 1)
            try:
                return date(int(year), int(month), int(number))
            except ValueError:
                continue
    return None


def _fenced(block: str) -> dict[str, Any]:
    import yaml

    if len(block) > 8192:
        return {}
    try:
        # Dates and numbers stay words, and aliases are never expanded: only what stands at the first level is read.
        found = yaml.load(block, Loader=yaml.BaseLoader)  # noqa: S506 it makes nothing but text, lists and maps
    except (yaml.YAMLError, RecursionError):
        # "title: Chips, gold: what February told us" is no YAML, and plain enough.
        found = {match[1]: match[2] for line in block.splitlines() if (match := _PLAIN.match(line))}
    if not isinstance(found, Mapping):
        return {}
    return {
        _NAMES[name]: value
        for key, value in found.items()
        if isinstance(key, str) and (name := key.strip().lower()) in _NAMES
    }


def _typed(found: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in found.items():
        parts = value if isinstance(value, list) else [value]
        words = [part.strip() for part in parts if isinstance(part, str) and part.strip()]
        if not words:
            continue
        if name == "published":
            if when := day(words[0]):
                result[name] = when
        elif name == "subjects":
            result[name] = tuple(
                part for word in words for part in re.split(r"[,，、;\s]+", word.strip("[]")) if part
            )
        else:
            result[name] = ", ".join(words)
    return result
