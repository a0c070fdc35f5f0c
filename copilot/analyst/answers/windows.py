"""Which stretches of time an answer looks at, and which returns can be had: price returns, or total returns only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from copilot.analyst.answers.gaps import ending
from copilot.analyst.periods import Period
from copilot.analyst.scene import Call, Scene
from copilot.errors import NoData
from copilot.types import Adjustment, Series

__all__ = [
    "MONTH",
    "QUARTER",
    "SESSION",
    "WEEK",
    "YEAR",
    "bases",
    "bounds",
    "session_of",
    "stretches",
    "to_date",
    "windowed",
]

SESSION = Period("", sessions=1)
WEEK = Period("", sessions=5)
MONTH = Period("", sessions=30)
QUARTER = Period("", sessions=60)
YEAR = Period("", sessions=250)


def to_date(as_of: date) -> Period:
    return Period("", start=date(as_of.year - 1, 12, 31), unit="to_date")


def session_of(scene: Scene, period: Period, calendar: str = "XNYS") -> Period:
    """A day as the move of its session, from the close before; any other stretch as it is."""
    if period.unit != "day" or period.start is None:
        return period
    exchanges = scene.desk.exchanges
    last = exchanges.last_session(calendar, period.start)
    if exchanges.closes_at(calendar, last) > scene.desk.clock():  # still trading: the session before it
        last = exchanges.last_session(calendar, last - timedelta(days=1))
    return Period(period.words, sessions=1, end=last, unit="session")


def stretches(scene: Scene, defaults: Sequence[Period], most: int = 3) -> tuple[Period, ...]:
    """What was asked for, then what puts it into perspective; without repetition, at most `most`."""
    asked = [period for period in scene.request.periods if period.unit != "day"]
    if not asked:  # several on one day: the moves of its session
        asked = [session_of(scene, period) for period in scene.request.periods]
    if scene.request.form == "brief" and asked:
        return tuple(asked[:1])
    # A closed stretch of the past is not put into perspective by today's.
    others = () if asked and asked[0].end is not None else defaults
    found: dict[tuple[object, ...], Period] = {}
    for period in (*asked, *others):
        if not any(_alike(period, other, scene.request.as_of) for other in found.values()):
            found.setdefault(period.key, period)
    return tuple(found.values())[:most]


def _alike(one: Period, other: Period, as_of: date) -> bool:
    """Two stretches that would say the same thing: 250 sessions, and the year to date in late December."""
    if one.end != other.end:
        return False
    lengths = [_days(period, as_of) for period in (one, other)]
    return abs(lengths[0] - lengths[1]) <= max(lengths) * 0.1


def _days(period: Period, as_of: date) -> int:
    if period.sessions:
        return round(period.sessions * 365 / 252)
    return (as_of - period.start).days if period.start else 0


def bases(scene: Scene, symbols: Sequence[str]) -> dict[str, str]:
    """For each symbol "price" or "total": what its returns can be. Alike for all of them where that is possible.

    Asked of the market rather than assumed: recorded and foreign files often hold dividend-adjusted closes only.
    """
    held: dict[str, set[str]] = {symbol: set() for symbol in symbols}
    for kind, adjustment in (("price", None), ("total", Adjustment.TOTAL)):
        found = _recent(scene, symbols, adjustment)
        for symbol, series in found.items():
            if isinstance(series, Series) and (series.adjustment is Adjustment.TOTAL) == (kind == "total"):
                held[symbol].add(kind)
        if (
            kind == "price"
            and all("price" in kinds for kinds in held.values())
            and not _with_dividends(scene)
        ):
            return dict.fromkeys(symbols, "price")
    if all("total" in kinds for kinds in held.values()):
        return dict.fromkeys(symbols, "total")
    return {symbol: "price" if "price" in kinds else "total" for symbol, kinds in held.items()}


def _recent(
    scene: Scene, symbols: Sequence[str], adjustment: Adjustment | None
) -> dict[str, Series | NoData]:
    """The last days' rows; of an instrument whose rows end earlier, the last days that there are."""
    as_of, market = scene.request.as_of, scene.desk.market
    found = dict(
        market.history(list(symbols), adjustment=adjustment, start=as_of - timedelta(days=10), end=as_of)
    )
    for symbol, series in found.items():
        last = ending(str(series))[1] if isinstance(series, NoData) else None
        if last is not None:
            earlier = market.history(
                [symbol], adjustment=adjustment, start=last - timedelta(days=10), end=last
            )
            found[symbol] = earlier[symbol]
    return found


def _with_dividends(scene: Scene) -> bool:
    return bool(re.search(r"total return|dividend|含分红|总回报|全收益", scene.request.wording, re.I))


def windowed(role: str, symbol: str, period: Period, basis: str) -> Call:
    """The call that gives an instrument's return over a stretch of time."""
    tool = "total_return" if basis == "total" else "price_return"
    return Call.of(role, tool, symbol=symbol, **bounds(period))


def bounds(period: Period) -> dict[str, int | str | None]:
    """A stretch of time as the tools' arguments."""
    if period.sessions:
        return {"sessions": period.sessions, "end": period.end.isoformat() if period.end else None}
    assert period.start is not None
    return {"start": period.start.isoformat(), "end": period.end.isoformat() if period.end else None}
