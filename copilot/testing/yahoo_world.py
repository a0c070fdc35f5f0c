"""An invented stock market for the local Yahoo server: real symbols and sessions, prices that nobody ever traded at.

Every name ends in "(synthetic)". Prices follow from the symbol alone, so that two servers tell the same story.
"""

from __future__ import annotations

import math
import random
import struct
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from copilot import names
from copilot.exchanges import Calendars

__all__ = ["FIRST", "Bar", "Listing", "World", "adjusted_closes", "events_in", "stamp_of"]

FIRST = date(2019, 1, 2)
_TYPES = {
    "equity": "EQUITY", "etf": "ETF", "index": "INDEX", "currency": "CURRENCY", "commodity": "FUTURE",
    "crypto": "CRYPTOCURRENCY", "rate": "INDEX",
}  # fmt: skip
_ZONES = {
    "XNYS": ("America/New_York", (9, 30), (16, 0)), "XSHG": ("Asia/Shanghai", (9, 30), (15, 0)),
    "XHKG": ("Asia/Hong_Kong", (9, 30), (16, 0)), "XTKS": ("Asia/Tokyo", (9, 0), (15, 30)),
    "XLON": ("Europe/London", (8, 0), (16, 30)), "XETR": ("Europe/Berlin", (9, 0), (17, 30)),
    "XPAR": ("Europe/Paris", (9, 0), (17, 30)), "24/7": ("UTC", (0, 0), (23, 59)), "24/5": ("Europe/London", (0, 0), (23, 59)),
}  # fmt: skip
_EXCHANGES = {
    "XNYS": "NYQ",
    "XSHG": "SHH",
    "XHKG": "HKG",
    "XTKS": "JPX",
    "XLON": "LSE",
    "XETR": "GER",
    "XPAR": "PAR",
}


@dataclass(frozen=True, slots=True)
class Bar:
    day: date
    stamp: int  # seconds since 1970 of the session's opening
    open: float
    high: float
    low: float
    close: float
    volume: int


@dataclass(frozen=True)
class Listing:
    """One symbol of the invented market, with what may be wrong with its rows."""

    symbol: str
    name: str
    kind: str = "equity"
    currency: str = "USD"  # as Yahoo quotes it: "GBp" for London
    calendar: str = "XNYS"
    splits: tuple[tuple[date, int, int], ...] = ()  # day, new shares, old shares
    dividends: tuple[tuple[date, float], ...] = ()
    start: float = 0.0  # price of the first session; 0: from the symbol
    empty_days: frozenset[date] = field(default=frozenset())  # a row of nulls
    missing_days: frozenset[date] = field(default=frozenset())  # no row
    wrong_days: tuple[tuple[date, float], ...] = ()  # day, factor: a price that was never one
    doubled_days: frozenset[date] = field(default=frozenset())  # the same row twice

    @property
    def quote_type(self) -> str:
        return _TYPES[self.kind]

    @property
    def exchange(self) -> str:
        return _EXCHANGES.get(self.calendar, "NYQ")

    @property
    def hours(self) -> tuple[ZoneInfo, tuple[int, int], tuple[int, int]]:
        zone, opens, closes = _ZONES.get(self.calendar, _ZONES["XNYS"])
        return ZoneInfo(zone), opens, closes

    def opens(self, day: date) -> datetime:
        zone, (hour, minute), _ = self.hours
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)

    def closes(self, day: date) -> datetime:
        zone, _, (hour, minute) = self.hours
        return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)


class World:
    """All listings: those given, and every instrument that `copilot.names` knows."""

    def __init__(self, now: datetime, listings: tuple[Listing, ...] = ()) -> None:
        self.now = now
        self._given = {one.symbol: one for one in listings}
        self._bars: dict[str, tuple[Bar, ...]] = {}
        self._calendars = Calendars()

    def listing(self, symbol: str) -> Listing | None:
        if symbol in self._given:
            return self._given[symbol]
        known = [one for one in names.lookup(symbol) if one.symbol == symbol]
        if not known:
            return None
        one = known[0]
        currency = "GBp" if symbol.endswith(".L") else one.currency
        name = f"{one.name} (synthetic)"
        dividends = () if one.kind not in ("equity", "etf") else tuple(self._quarterly(symbol))
        return Listing(symbol, name, one.kind, currency, one.calendar, dividends=dividends)

    def search(self, text: str) -> list[Listing]:
        named = [one.symbol for one in names.lookup(text)]
        given = [
            key
            for key, one in self._given.items()
            if text.casefold() in one.name.casefold() or key == text.upper()
        ]
        return [one for symbol in dict.fromkeys(given + named) if (one := self.listing(symbol))]

    def bars(self, listing: Listing) -> tuple[Bar, ...]:
        """All bars from `FIRST` to now, the one of a session under way included."""
        if listing.symbol not in self._bars:
            self._bars[listing.symbol] = tuple(self._walk(listing))
        return tuple(bar for bar in self._bars[listing.symbol] if bar.stamp <= self.now.timestamp())

    def session(self, listing: Listing) -> date:
        """The session that Yahoo would call current: today's, else the last one."""
        zone, _, _ = listing.hours
        return self._calendars.last_session(listing.calendar, self.now.astimezone(zone).date())

    @cached_property
    def _market(self) -> dict[date, float]:
        """The move that all have in common, by calendar day."""
        source = random.Random("the market")
        days = (self.now.date() - FIRST).days + 3
        return {FIRST + timedelta(days=at): source.gauss(0.0004, 0.008) for at in range(days)}

    def _walk(self, listing: Listing) -> list[Bar]:
        source = random.Random(listing.symbol)
        rate = listing.kind == "rate"
        price = listing.start or (4.0 if rate else 20 + 380 * source.random())
        beta, own = 0.5 + source.random(), 0.004 + 0.01 * source.random()
        days = self._calendars.sessions(listing.calendar, FIRST, self.now.date() + timedelta(days=1))
        bars = []
        for day in days:
            move = beta * self._market.get(day, 0.0) + source.gauss(0, own)
            opened = price * math.exp(source.gauss(0, own / 3))
            price = max(0.05, price * math.exp(move))
            spread = abs(source.gauss(0, own / 2))
            shown = price * dict(listing.wrong_days).get(day, 1.0)
            high, low = max(opened, shown) * (1 + spread), min(opened, shown) * (1 - spread)
            volume = 0 if listing.kind in ("currency", "rate") else int(1e6 * (1 + 9 * source.random()))
            stamp = int(listing.opens(day).timestamp())
            bars.append(Bar(day, stamp, _single(opened), _single(high), _single(low), _single(shown), volume))
        return bars

    def _quarterly(self, symbol: str) -> list[tuple[date, float]]:
        amount = round(0.1 + random.Random(f"{symbol} dividend").random(), 2)
        days = [date(year, month, 15) for year in range(2019, self.now.year + 1) for month in (3, 6, 9, 12)]
        calendar = names.lookup(symbol)[0].calendar
        found = [self._calendars.last_session(calendar, day) for day in days if day < self.now.date()]
        return [(day, amount) for day in found]


def _single(value: float) -> float:
    """A cent price with the noise of a 32-bit float, as Yahoo sends it."""
    return float(struct.unpack("f", struct.pack("f", round(value, 2)))[0])


def stamp_of(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def adjusted_closes(listing: Listing, bars: list[Bar]) -> dict[date, float]:
    """Closes less the dividends paid after them, as Yahoo's adjclose."""
    paid, factor, found = dict(listing.dividends), 1.0, {}
    for at in range(len(bars) - 1, -1, -1):
        found[bars[at].day] = bars[at].close * factor
        if at and bars[at].day in paid:
            factor *= 1 - paid[bars[at].day] / bars[at - 1].close
    return found


def events_in(listing: Listing, rows: list[Bar]) -> dict[str, Any]:
    stamps = {bar.day: bar.stamp for bar in rows}
    events: dict[str, Any] = {}
    paid = {
        str(stamps[day]): {"amount": amount, "date": stamps[day]}
        for day, amount in listing.dividends
        if day in stamps
    }
    split = {
        str(stamps[day]): {
            "date": stamps[day],
            "numerator": new,
            "denominator": old,
            "splitRatio": f"{new}:{old}",
        }
        for day, new, old in listing.splits
        if day in stamps
    }
    if paid:
        events["dividends"] = paid
    if split:
        events["splits"] = split
    return events
