"""Moving averages, and where the price stands against them."""

from __future__ import annotations

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum

from .closes import closes, end_of, instruments

__all__ = ["distance_to_average", "moving_average"]

_WARM = 3  # further windows in front of an exponential average: the seed then weighs less than 1 %


def moving_average(desk: Desk, symbol: str, days: int = 20, kind: str = "simple", end: str = "") -> Datum:
    """Moving average of the last `days` closes, the last one included. kind: simple or exponential."""
    if kind not in ("simple", "exponential"):
        raise NoData(f"kind is simple or exponential, not {kind!r}")
    _allowed(days)
    one = instruments(desk, [symbol])[0]
    spare = _WARM * days if kind == "exponential" else 0
    held = closes(desk, one, days, end=end_of(desk, end), spare=spare)
    return measures.computed(
        f"{kind}_average", series=[held.series], parameters={"days": days}, note=held.note
    )


def distance_to_average(desk: Desk, symbol: str, days: int = 20, end: str = "") -> tuple[Datum, ...]:
    """The last close, its simple average of `days` closes, and how far it stands above (+) or below (−) it in %."""
    _allowed(days)
    one = instruments(desk, [symbol])[0]
    held = closes(desk, one, days, end=end_of(desk, end))
    close = measures.observed(held.series, held.series.rows[-1][0], note=held.note)
    average, distance = (
        measures.computed(key, series=[held.series], parameters={"days": days}, note=held.note)
        for key in ("simple_average", "distance_to_average")
    )
    return close, average, distance


def _allowed(days: int) -> None:
    if not 2 <= days <= 1000:
        raise NoData(f"days must be from 2 to 1000, not {days}")
