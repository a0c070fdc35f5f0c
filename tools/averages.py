"""Moving averages, and where the price stands against them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Series

from .closes import closes, end_of, instruments, remark
from .periods import Period

__all__ = ["crossing", "distance_to_average", "moving_average"]

_BACK = 250  # sessions in which a crossing is looked for
_WARM = 3  # further windows in front of an exponential average: the seed then weighs less than 1 %


def moving_average(desk: Desk, symbol: str, days: int = 20, kind: str = "simple", end: str = "") -> Datum:
    """Moving average of the last `days` closes, the last one included. kind: simple or exponential."""
    if kind not in ("simple", "exponential"):
        raise NoData(f"kind is simple or exponential, not {kind!r}")
    _allowed(days)
    one = instruments(desk, [symbol])[0]
    spare = _WARM * days if kind == "exponential" else 0
    held = closes(desk, one, Period(days), end=end_of(desk, end), spare=spare)
    return measures.computed(
        f"{kind}_average", series=[held.series], parameters={"days": days}, note=held.note
    )


def distance_to_average(desk: Desk, symbol: str, days: int = 20, end: str = "") -> tuple[Datum, ...]:
    """The last close, its simple average of `days` closes, and how far it stands above (+) or below (−) it in %."""
    _allowed(days)
    one = instruments(desk, [symbol])[0]
    held = closes(desk, one, Period(days), end=end_of(desk, end))
    close = measures.observed(held.series, held.series.rows[-1][0], note=held.note)
    average, distance = (
        measures.computed(key, series=[held.series], parameters={"days": days}, note=held.note)
        for key in ("simple_average", "distance_to_average")
    )
    return close, average, distance


def crossing(desk: Desk, symbol: str, fast: int = 50, slow: int = 200, end: str = "") -> tuple[Datum, ...]:
    """When the fast simple average last crossed the slow one, looking back 250 sessions: both averages on the session
    of the crossing and on the one before it. Above is called a golden cross for 50 and 200, below a death cross."""
    _allowed(fast)
    _allowed(slow)
    if fast >= slow:
        raise NoData(f"fast ({fast}) must be shorter than slow ({slow})")
    one = instruments(desk, [symbol])[0]
    held = closes(desk, one, Period(slow + 1), end=end_of(desk, end), spare=_BACK)
    lines = [_line(held.series, days)[-(len(held.series.rows) - slow + 1) :] for days in (fast, slow)]
    above = [a > b for a, b in zip(*lines, strict=True)]
    place = next((i for i in range(len(above) - 1, 0, -1) if above[i] != above[i - 1]), 0)
    if not place:
        where = "above" if above[-1] else "below"
        raise NoData(
            f"{one.symbol}: the {fast}-session average stayed {where} the {slow}-session one for {len(above)} sessions"
        )
    days = [when for when, _ in held.series.rows][-len(above) :]
    word = f"crossed {'above' if above[place] else 'below'} on {days[place]}"
    return tuple(
        measures.computed(
            "simple_average",
            series=[_last(held.series, count, days[place - back])],
            parameters={"days": count},
            note=remark(
                held.note,
                f"{fast}-session average {word}" if back == 0 else "the session before the crossing",
            ),
        )
        for back in (0, 1)
        for count in (fast, slow)
    )


def _line(series: Series, days: int) -> list[Decimal]:
    """The sum of each `days` closes in a row over their number, oldest first."""
    values = [value for _, value in series.rows]
    total = sum(values[:days], Decimal(0))
    line = [total / days]
    for leaving, entering in zip(values, values[days:], strict=False):
        total += entering - leaving
        line.append(total / days)
    return line


def _last(series: Series, count: int, end: date) -> Series:
    rows = tuple(row for row in series.rows if row[0] <= end)[-count:]
    return replace(series, rows=rows)


def _allowed(days: int) -> None:
    if not 2 <= days <= 1000:
        raise NoData(f"days must be from 2 to 1000, not {days}")
