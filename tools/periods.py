"""Stretches of time as people and models write them, as a base date or a number of sessions."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from copilot.errors import NoData

__all__ = ["Period", "day", "period"]

_EARLIEST = 1900  # year
_LONGEST = 5000  # sessions: twenty years
_SPAN = re.compile(r"(\d{1,4})\s*-?\s*(d|w|m|y|days?|sessions?|weeks?|months?|mo|years?|yrs?)", re.IGNORECASE)
_TO_DATE = {"YTD": 12, "QTD": 3, "MTD": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """Either a number of sessions or a base date: the close on it, else the last one before it, is the base."""

    sessions: int | None = None
    base: date | None = None


def day(text: str, what: str = "date") -> date:
    """Raises `NoData` for anything but an ISO date."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise NoData(f"{what} {text!r} is no date like 2026-01-31") from None
    if not _EARLIEST <= found.year < 2200:
        raise NoData(f"{what} {found} is outside of any record")
    return found


def period(sessions: int, start: str, end: date) -> Period:
    """`start` wins where it is given: a date, a month (2026-01), a year (2021: from the last close of 2020), YTD, QTD,
    MTD, or a span back from `end` (1D and 5D are sessions; 2W, 1M, 1Y, 3Y go by the calendar). Raises `NoData` for
    anything else and for what begins after `end`."""
    text = start.strip()
    if not text:
        return Period(sessions=_count(sessions))
    upper = text.upper()
    if upper in _TO_DATE:
        months = _TO_DATE[upper]
        first = date(end.year, (end.month - 1) // months * months + 1, 1)
        return Period(base=first - timedelta(days=1))
    if match := _SPAN.fullmatch(text):
        return _span(int(match[1]), match[2].lower(), end)
    if re.fullmatch(r"\d{4}(-\d{2})?", text):
        year, month = int(text[:4]), int(text[5:] or "1")
        if not 1 <= month <= 12 or year < _EARLIEST:
            raise NoData(f"start {text!r} is no month like 2026-01")
        base = date(year, month, 1) - timedelta(days=1)
    else:
        base = day(text, "start")
    if base >= end:
        raise NoData(f"start {text} is not before the last day, {end}")
    return Period(base=base)


def _count(sessions: int) -> int:
    if not 1 <= sessions <= _LONGEST:
        raise NoData(f"sessions must be from 1 to {_LONGEST}, not {sessions}")
    return sessions


def _span(count: int, unit: str, end: date) -> Period:
    if unit[0] in "ds":
        return Period(sessions=_count(count))
    if unit[0] == "w":
        return Period(base=end - timedelta(weeks=_count(count)))
    months = count * (12 if unit[0] == "y" else 1)
    year, month = divmod(end.year * 12 + end.month - 1 - months, 12)
    if year < _EARLIEST:
        raise NoData(f"{count} {unit} is longer than any record")
    last = calendar.monthrange(year, month + 1)[1]
    return Period(base=date(year, month + 1, min(end.day, last)))
