"""Highs, lows and drawdowns: of closes, unless the intraday one is asked for and named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import pairwise

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument, Series

from .closes import Closes, closes, end_of, instruments, remark
from .periods import period

__all__ = ["best_worst", "drawdown", "high_low"]

_Best = Callable[[Iterable[Decimal]], Decimal]


def high_low(
    desk: Desk, symbol: str, start: str = "52W", end: str = "", intraday: bool = False
) -> tuple[Datum, ...]:
    """Highest and lowest close of a window with their dates (default: the 52-week range), and how far the last close
    stands below the high and above the low.

    start: a date, year, YTD, or a span such as 52W, 6M, 60D (sessions). intraday: of intraday prices instead.
    """
    one = instruments(desk, [symbol])[0]
    last = end_of(desk, end)
    if intraday:
        high, low = (_held(desk, one, start, last, field) for field in ("high", "low"))
        return _extreme("highest_price", high, max), _extreme("lowest_price", low, min)
    held = _held(desk, one, start, last, "close")
    return (
        _extreme("highest_close", held, max),
        _extreme("lowest_close", held, min),
        measures.computed("drawdown", series=[held.series], note=held.note),
        measures.computed("rise_from_low", series=[held.series], note=held.note),
    )


def drawdown(desk: Desk, symbol: str, start: str = "1Y", end: str = "") -> tuple[Datum, ...]:
    """How far the last close stands below the highest close of a window, and the deepest such fall within it.

    start: a date, year, YTD, or a span such as 1Y, 6M, 60D (sessions). A maximum of the rows at hand is no all-time high.
    """
    one = instruments(desk, [symbol])[0]
    held = _held(desk, one, start, end_of(desk, end), "close", total=None)
    peak_day = _day(held.series, max)
    return (
        measures.computed("drawdown", series=[held.series], note=remark(held.note, f"high of {peak_day}")),
        measures.computed("max_drawdown", series=[held.series], note=held.note),
    )


def best_worst(desk: Desk, symbol: str, start: str = "1Y", end: str = "") -> tuple[Datum, ...]:
    """Best and worst session of a window, close to close, with their dates, and the share of sessions that rose.

    start: a date, year, YTD, or a span such as 1Y, 6M, 60D (sessions)."""
    one = instruments(desk, [symbol])[0]
    last = end_of(desk, end)
    span = period(1, start, last)
    # one row more than the window's sessions: the first one's move is from the close before it
    held = closes(desk, one, span, end=last, total=None, spare=1)
    moves = {after[0]: after[1] / before[1] for before, after in pairwise(held.series.rows)}
    if not moves:
        raise NoData(f"{one.symbol} has a single row from {start}: no move")
    best, worst = max(moves, key=lambda day: moves[day]), min(moves, key=lambda day: moves[day])
    return (
        measures.computed("best_move", series=[held.series], note=remark(held.note, f"on {best}")),
        measures.computed("worst_move", series=[held.series], note=remark(held.note, f"on {worst}")),
        measures.computed("rising_share", series=[held.series], note=held.note),
    )


def _held(
    desk: Desk, one: Instrument, start: str, end: date, field: str, *, total: bool | None = False
) -> Closes:
    """Every row after the base day up to the last: 52 weeks back from a Monday begin on the Tuesday."""
    return closes(desk, one, period(1, start, end), end=end, field=field, total=total)


def _extreme(key: str, held: Closes, best: _Best) -> Datum:
    note = remark(held.note, f"reached on {_day(held.series, best)}")
    return measures.computed(key, series=[held.series], note=note)


def _day(series: Series, best: _Best) -> date:
    target = best(value for _, value in series.rows)
    return next(when for when, value in reversed(series.rows) if value == target)
