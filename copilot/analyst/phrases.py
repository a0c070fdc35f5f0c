"""Names, dates and stretches of time as an analyst writes them, in either language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from copilot import names
from copilot.analyst.periods import Period, vocabulary
from copilot.types import Datum, Instrument, Language

__all__ = ["MONTHS", "called", "day", "joined", "label", "over", "span"]

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def day(when: date, language: Language) -> str:
    """16 March 2026 · 2026年3月16日"""
    if language == "zh":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def span(start: date, end: date, language: Language) -> str:
    """29 January to 13 March 2026 · 2026年1月29日至3月13日"""
    if language == "zh":
        tail = f"{end.month}月{end.day}日" if start.year == end.year else day(end, "zh")
        return f"{day(start, 'zh')}至{tail}"
    head = f"{start.day} {MONTHS[start.month - 1]}" if start.year == end.year else day(start, "en")
    return f"{head} to {day(end, 'en')}"


def called(instrument: Instrument, language: Language, *, begins: bool = False, bare: bool = False) -> str:
    """What an analyst calls it in a sentence: the S&P 500, Apple, IWM; 标普500, 苹果, IWM.

    A fund goes by its symbol, which no reader takes for what it holds; the rest by the name that `names.called` gives.
    """
    if instrument.kind == "etf":
        return instrument.symbol
    name = _short(instrument.name or instrument.symbol)
    if language == "zh":
        own = next((one for one in instrument.names if re.search(r"[\u4e00-\u9fff]", one)), name)
        return names.called(instrument.symbol, own, "zh")
    if instrument.kind == "index" and not bare:
        return f"{'The' if begins else 'the'} {name}"
    return name


@cache
def _short(name: str) -> str:
    """Apple Inc. → Apple; S&P 500 Index → S&P 500."""
    tail = r"[,\s]+(?:inc|corp|corporation|company|co|plc|ltd|limited|n\.?v|s\.?a|ag|group|holdings?|& co|class [a-c]|\(the\)|index|incorporated)\.?$"
    while re.search(tail, name, re.I):
        name = re.sub(tail, "", name, flags=re.I).rstrip(" ,&")
    return name


_LATE = 10  # days; rows that begin later than this do not cover a whole year


def label(period: Period, language: Language, as_of: date, datum: Datum | None = None) -> str:
    """A column heading: "30 sessions", "2022 to date", "since 2021-12-31"; 近30个交易日, 2022年以来."""
    zh = language == "zh"
    if period.sessions:
        if period.sessions == 1 and period.end is not None:
            return day(period.end, language)
        if period.sessions == 1:
            return "最近一个交易日" if zh else "Latest session"
        return f"近{period.sessions}个交易日" if zh else f"Last {period.sessions} sessions"
    assert period.start is not None
    if period.latest_start is not None:
        part = (period.start + timedelta(days=1)).month
        year = period.latest_start.year
        name = ("early", "初") if part <= 3 else ("mid", "年中") if part <= 8 else ("late", "末")
        return f"{year}年{name[1].removeprefix('年')}以来" if zh else f"Since {name[0]} {year}"
    if period.unit == "day":
        return day(period.start, language)
    first = period.start + timedelta(days=1)
    if period.end is None and period.unit in ("to_date", "calendar") and first.day == 1:
        if first == date(as_of.year, 1, 1):
            return f"{as_of.year}年以来" if zh else f"{as_of.year} to date"
        if (first.year, first.month) == (as_of.year, as_of.month):
            return (
                f"{first.year}年{first.month}月以来"
                if zh
                else f"{MONTHS[first.month - 1]} {first.year} to date"
            )
    # The sessions that a stretch really has: its base is the last close on or before the day that was named.
    window = datum.window if datum is not None else None
    start = window.start if window is not None and window.start else period.start
    if period.end is None:
        return f"{day(start, 'zh')}以来" if zh else f"Since {day(start, 'en')}"
    whole = window is None or window.start is None or (window.start - period.start).days < _LATE
    if (
        whole
        and period.unit == "calendar"
        and (period.start.month, period.start.day, period.end.month) == (12, 31, 12)
    ):
        return f"{period.end.year}年" if zh else f"{period.end.year}"
    end = window.end if window is not None and window.end else period.end
    if (
        period.unit == "calendar"
        and first.day == 1
        and (first.year, first.month) == (period.end.year, period.end.month)
    ):
        return f"{first.year}年{first.month}月" if zh else f"{MONTHS[first.month - 1]} {first.year}"
    return span(start, end, language)


def over(period: Period, datum: Datum, language: Language) -> str:
    """How a sentence names the window of a return: what was asked, and the two dates it really has."""
    window = datum.window
    dates = span(window.start, window.end, language) if window and window.start and window.end else ""
    if language == "zh":
        if period.sessions == 1:
            return day(datum.as_of, "zh") if datum.as_of else ""
        head = f"近{period.sessions}个交易日" if period.sessions else ""
        return f"{head}（{dates}）" if head else dates
    if period.sessions == 1:
        return f"on {day(datum.as_of, 'en')}" if datum.as_of else ""
    if period.sessions:
        return f"over the last {period.sessions} sessions ({dates})"
    return f"from {dates}"


def joined(parts: Sequence[str], language: Language) -> str:
    """A, B and C · A、B和C"""
    if len(parts) < 2:
        return "".join(parts)
    if language == "zh":
        return "、".join(parts[:-1]) + "和" + parts[-1]
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def theme(key: str, language: Language) -> str:
    """What a part of the market is called."""
    return str(next(item[language] for item in vocabulary("themes")["theme"] if item["key"] == key))
