"""Technical indicators of one instrument, each with its parameters and its formula's source in the registry."""

from __future__ import annotations

from dataclasses import replace

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Series

from .closes import Closes, closes, end_of, instruments, remark
from .periods import Period

__all__ = ["technicals"]

_WARM = (
    200  # rows in front of a smoothed indicator: what the seed still weighs is below its last decimal shown
)
_AVERAGES = (20, 50, 200)


def technicals(desk: Desk, symbol: str, end: str = "") -> tuple[Datum, ...]:
    """Close, simple averages of 20, 50 and 200 closes, RSI 14, MACD 12-26-9 and its signal, Bollinger bands 20 and 2,
    average true range 14: as of the last session. What the rows are too short for is left out."""
    one = instruments(desk, [symbol])[0]
    until = end_of(desk, end)
    held = closes(desk, one, Period(36), end=until, spare=_WARM)
    series, note = held.series, held.note
    found = [measures.observed(series, series.rows[-1][0], note=note)]
    for days in _AVERAGES:
        if len(series.rows) >= days:
            cut = replace(series, rows=series.rows[-days:])
            found.append(
                measures.computed("simple_average", series=[cut], parameters={"days": days}, note=note)
            )
    found.append(
        measures.computed("relative_strength_index", series=[series], parameters={"days": 14}, note=note)
    )
    lines = {"fast": 12, "slow": 26, "signal": 9}
    named = remark(note, "12, 26 and 9 sessions")
    found += [
        measures.computed(key, series=[series], parameters=lines, note=named)
        for key in ("macd", "macd_signal")
    ]
    bands = replace(series, rows=series.rows[-20:])
    named = remark(note, "20 sessions, 2 standard deviations")
    found += [
        measures.computed(key, series=[bands], parameters={"days": 20, "width": 2}, note=named)
        for key in ("bollinger_upper", "bollinger_lower")
    ]
    return (*found, *_range(desk, held))


def _range(desk: Desk, held: Closes) -> tuple[Datum, ...]:
    """The average true range, where the market has highs and lows of the same sessions."""
    last = held.series.rows[-1][0]
    several: list[Series] = []
    for field in ("high", "low"):
        try:
            several.append(
                closes(desk, held.instrument, Period(15), end=last, spare=_WARM, field=field).series
            )
        except NoData:
            return ()
    several.append(held.series)
    count = min(len(item.rows) for item in several)
    cut = [replace(item, rows=item.rows[-count:]) for item in several]
    if len({tuple(when for when, _ in item.rows) for item in cut}) > 1:
        return ()
    return (measures.computed("average_true_range", series=cut, parameters={"days": 14}, note=held.note),)
