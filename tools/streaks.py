"""How an instrument's sessions, weeks, months and years fell out: counts of rises and falls, streaks, a return each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum

from .closes import alike, closes, cut, end_of, instruments, last_finished, reach
from .periods import Period, period
from .returns import returned

__all__ = ["period_returns", "streaks"]

_COUNTS = (
    "rising_sessions", "falling_sessions", "rising_share", "longest_rise", "longest_fall", "unbroken_rise", "unbroken_fall",
)  # fmt: skip
_MOST = 60  # returns in one answer
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def streaks(desk: Desk, symbol: str, start: str = "1Y", end: str = "") -> tuple[Datum, ...]:
    """Of a window's sessions, close to close: how many rose, how many fell, the longest winning
    and losing streak, and the one that lasts at the end.

    start: a date, year, YTD, or a span such as 1Y, 6M, 60D (sessions)."""
    one = instruments(desk, [symbol])[0]
    last = end_of(desk, end)
    # one row more than the window's sessions: the first one's move is from the close before it
    held = closes(desk, one, period(1, start, last), end=last, total=None, spare=1)
    if len(held.series.rows) < 2:
        raise NoData(f"{one.symbol} has a single row from {start}: no move")
    return tuple(measures.computed(key, series=[held.series], note=held.note) for key in _COUNTS)


def period_returns(
    desk: Desk,
    symbol: str,
    by: Literal["week", "month", "quarter", "year"] = "month",
    start: str = "1Y",
    end: str = "",
) -> tuple[Datum, ...]:
    """The return of every calendar week, month, quarter or year of a window, oldest first; for the best and worst one.

    start: a date, year, YTD, or a span such as 1Y, 5Y. The last one may be under way; the first one is whole.
    """
    one = instruments(desk, [symbol])[0]
    last = last_finished(desk, one, end_of(desk, end))
    span = period(1, start, last)
    first = span.base or last - timedelta(days=(span.sessions or 1) * 7 // 5)
    series = alike(desk, [one], total=None, start=reach(Period(base=first), last), end=last)[0]
    starts = _starts(by, max(first, series.rows[0][0]), last)
    if len(starts) > _MOST:
        raise NoData(f"{len(starts)} {by}s are too many; {_MOST} at most")
    found = []
    for begin, following in zip(starts, [*starts[1:], last + timedelta(days=1)], strict=True):
        final = min(following - timedelta(days=1), last)
        until = series.between(series.rows[0][0], final)
        found.append(
            returned(cut(desk, [one], [until], Period(base=begin - timedelta(days=1)), last=final)[0])
        )
    if len(found) < 2:
        raise NoData(f"{one.symbol} has no two {by}s from {start}")
    return tuple(found)


def _starts(by: str, base: date, last: date) -> list[date]:
    """The first days of the periods after `base`, up to `last`."""
    day = base + timedelta(days=1)
    if by == "week":
        day += timedelta(days=-day.weekday() % 7)
        return (
            [day + timedelta(weeks=count) for count in range((last - day).days // 7 + 1)]
            if day <= last
            else []
        )
    months = _MONTHS[by]
    index = day.year * 12 + day.month - 1 + (day.day > 1)
    index += -index % months
    final = last.year * 12 + last.month - 1
    return [date(place // 12, place % 12 + 1, 1) for place in range(index, final + 1, months)]
