"""Yahoo's daily rows as they may be used: finished sessions only, one row a session, prices as traded."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from copilot import names
from copilot.errors import NoData
from copilot.market import prices
from copilot.types import Adjustment, Datum, Origin, Reported, Row, Series, Window

__all__ = ["MINOR_UNITS", "Prices"]

MINOR_UNITS = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "ILA": "ILS"}  # hundredths that exchanges quote in
_FIELDS = {
    "open": "Open", "high": "High", "low": "Low", "close": "Close", "volume": "Volume", "adjusted_close": "Adj Close",
}  # fmt: skip
_PRICES = ("open", "high", "low", "close")
_GRACE = timedelta(minutes=30)  # how long after the close Yahoo's last trade may still be missing


@dataclass(frozen=True, slots=True)
class Prices:
    """All daily rows of one symbol from `first` on, in its main currency, with the events that change their basis."""

    symbol: str
    name: str
    kind: str
    currency: str
    first: date  # what was asked for; rows may start later
    columns: Mapping[str, tuple[Row, ...]]
    splits: tuple[Row, ...]  # first session on the new basis, new shares for one old
    dividends: tuple[Row, ...]
    fetched_at: datetime
    until: datetime  # from then on there may be another session
    digest: str  # of the rows and splits
    notes: tuple[str, ...] = ()

    def series(
        self, field: str, adjustment: Adjustment | None, start: date, end: date, as_of: date | None
    ) -> Series:
        """Rows from `start` to `end` on the basis of `as_of` (splits after it are undone). Raises `NoData`."""
        wanted = "adjusted_close" if adjustment is Adjustment.TOTAL and field == "close" else field
        if wanted not in self.columns or (adjustment is Adjustment.TOTAL and wanted != "adjusted_close"):
            raise NoData(f"Yahoo has no {field} of {self.symbol} with adjustment {adjustment or 'as usual'}")
        if wanted == "adjusted_close" and self.kind == "index":
            # Yahoo repeats the close there: no dividend is in it
            raise NoData(
                f"{self.symbol} is a price index: Yahoo has no total return of it; a fund's has dividends"
            )
        last = min(end, as_of) if as_of else end
        rows = tuple(row for row in self.columns[wanted] if start <= row[0] <= last)
        if not rows:
            held = self.columns[wanted]
            there = f"; its rows are {held[0][0]} to {held[-1][0]}" if held else ""
            raise NoData(
                f"Yahoo has no {field.replace('_', ' ')} of {self.symbol} from {start} to {last}{there}"
            )
        notes = self.notes
        used = Adjustment.SPLIT
        if wanted == "adjusted_close":
            used = Adjustment.TOTAL
            if as_of is not None and (factor := self._events_after(as_of)) != 1:
                rows = tuple((day, prices.adjusted(value * factor)) for day, value in rows)
                notes = (*notes, f"dividends and splits after {as_of} undone")
        elif adjustment is Adjustment.NONE:
            used = Adjustment.NONE
            rows = tuple((day, _rebased(wanted, value, self._split_after(day))) for day, value in rows)
        elif as_of is not None and (factor := self._split_after(as_of)) != 1:
            rows = tuple((day, _rebased(wanted, value, factor)) for day, value in rows)
            notes = (*notes, f"split of {factor.normalize():f} for 1 after {as_of} undone")
        price_unit = {"index": "points", "rate": "%"}.get(self.kind, self.currency)
        unit = "shares" if wanted == "volume" else price_unit
        currency = None if wanted == "volume" else self.currency
        origin = replace(self.origin(start, last), note="; ".join(notes))
        return Series(self.symbol, wanted, used, unit, currency, rows, origin, self.name)

    def origin(self, start: date, end: date) -> Origin:
        arguments = (("symbol", self.symbol), ("start", str(start)), ("end", str(end)), ("interval", "1d"))
        return Origin("yahoo", "Ticker.history", arguments, self.fetched_at, self.digest)

    def payouts(self, start: date, end: date, as_of: date | None) -> tuple[Datum, ...]:
        """Dividends (on the basis of `as_of`) and splits from `start` to `end`, oldest first."""
        undone = self._split_after(as_of) if as_of else Decimal(1)
        rows = [(day, "dividend", prices.price(paid * undone), self.currency) for day, paid in self.dividends]
        rows += [(day, "split", ratio, "") for day, ratio in self.splits]
        return tuple(
            Datum(
                self.symbol, measure, value, unit, unit or None, Window(end=day, words=str(day)), day,
                self.origin(start, end), Reported(), self.name, "by its ex-date" if measure == "dividend" else "",
            )
            for day, measure, value, unit in sorted(rows)
            if start <= day <= end
        )  # fmt: skip

    def _split_after(self, day: date) -> Decimal:
        factor = Decimal(1)
        for when, ratio in self.splits:
            if when > day:
                factor *= ratio
        return factor

    def _events_after(self, day: date) -> Decimal:
        """What brings adjusted closes to the basis of `day`, on which the last one is the close itself."""
        if not any(when > day for when, _ in (*self.dividends, *self.splits)):
            return Decimal(1)
        closes = dict(self.columns["close"])
        last, adjusted = max(row for row in self.columns["adjusted_close"] if row[0] <= day)
        return closes[last] * self._split_after(day) / adjusted

    # ------------------------------------------------------------------ from yfinance, to and from the cache

    @classmethod
    def read(cls, frame: Any, meta: Mapping[str, Any], symbol: str, first: date, now: datetime) -> Prices:
        """From a frame of `Ticker.history(auto_adjust=False)` and its metadata. Raises `NoData` when no row is left."""
        stated = str(meta.get("currency") or "USD")
        currency = MINOR_UNITS.get(stated, stated)
        hundredth = currency != stated
        close = _moment(_regular(meta).get("end"))
        forming = _forming(meta, close, now)
        notes = [f"quoted in {stated}, hundredths of {currency}, shown in {currency}"] if hundredth else []
        columns: dict[str, dict[date, Decimal]] = {field: {} for field in _FIELDS}
        splits: list[Row] = []
        dividends: list[Row] = []
        holes = 0
        records = zip(frame.index, *(frame[column] for column in _FIELDS.values()), strict=True)
        for stamp, *cells in records:
            day = stamp.date()
            if forming is not None and day >= forming:
                continue
            values = dict(zip(_FIELDS, map(prices.number, cells), strict=True))
            if not values["close"] or values["close"] <= 0:
                holes += 1
                continue
            for field, value in values.items():
                if value is None or (value <= 0 and field in _PRICES) or day in columns[field]:
                    continue
                if hundredth and field != "volume":
                    value /= 100
                columns[field][day] = _clean(field, value)
        for stamp, paid, ratio in zip(frame.index, frame["Dividends"], frame["Stock Splits"], strict=True):
            amount, split = prices.number(paid), prices.number(ratio)
            if amount:
                dividends.append((stamp.date(), amount / 100 if hundredth else amount))
            if split:
                splits.append((stamp.date(), split))
        if not columns["close"]:
            raise NoData(f"Yahoo has no finished session of {symbol} since {first}")
        if holes:
            notes.append(f"{holes} session{'s' if holes > 1 else ''} without a price left out")
        ordered = {field: tuple(sorted(rows.items())) for field, rows in columns.items() if rows}
        return cls(
            symbol,
            str(meta.get("longName") or meta.get("shortName") or symbol),
            _kind(symbol, str(meta.get("instrumentType") or "")),
            currency,
            first,
            ordered,
            tuple(splits),
            tuple(dividends),
            now,
            _expiry(close, now),
            _digest(ordered, splits),
            tuple(notes),
        )

    def dump(self) -> dict[str, Any]:
        def rows(found: tuple[Row, ...]) -> list[list[str]]:
            return [[day.isoformat(), str(value)] for day, value in found]

        return {
            "head": [self.symbol, self.name, self.kind, self.currency, self.first.isoformat()],
            "columns": {field: rows(found) for field, found in self.columns.items()},
            "splits": rows(self.splits),
            "dividends": rows(self.dividends),
            "times": [self.fetched_at.isoformat(), self.until.isoformat()],
            "digest": self.digest,
            "notes": list(self.notes),
        }

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Prices:
        def rows(found: list[list[str]]) -> tuple[Row, ...]:
            return tuple((date.fromisoformat(day), Decimal(value)) for day, value in found)

        symbol, name, kind, currency, first = document["head"]
        fetched_at, until = (datetime.fromisoformat(text) for text in document["times"])
        return cls(
            symbol, name, kind, currency, date.fromisoformat(first),
            {field: rows(found) for field, found in document["columns"].items()},
            rows(document["splits"]), rows(document["dividends"]), fetched_at, until, document["digest"],
            tuple(document["notes"]),
        )  # fmt: skip


_KINDS = {
    "EQUITY": "equity", "ETF": "etf", "MUTUALFUND": "etf", "INDEX": "index", "CURRENCY": "currency",
    "FUTURE": "commodity", "CRYPTOCURRENCY": "crypto",
}  # fmt: skip


def _kind(symbol: str, stated: str) -> str:
    """What it is. Yahoo calls a Treasury yield an index; it is a rate, in per cent, and changes by points."""
    if any(one.symbol == symbol and one.kind == "rate" for one in names.lookup(symbol)):
        return "rate"
    return _KINDS.get(stated, "equity")


def _rebased(field: str, value: Decimal, factor: Decimal) -> Decimal:
    """A value on the basis before a split of `factor` new shares for one."""
    return (value / factor).to_integral_value() if field == "volume" else prices.price(value * factor)


def _clean(field: str, value: Decimal) -> Decimal:
    if field == "volume":
        return value.to_integral_value()
    return prices.adjusted(value) if field == "adjusted_close" else prices.price(value)


def _regular(meta: Mapping[str, Any]) -> Mapping[str, Any]:
    period = meta.get("currentTradingPeriod")
    regular = period.get("regular") if isinstance(period, Mapping) else None
    return regular if isinstance(regular, Mapping) else {}


def _moment(stamp: Any) -> datetime | None:
    """yfinance gives seconds since 1970, or a pandas time with a zone."""
    if stamp is None:
        return None
    if isinstance(stamp, int | float):
        return datetime.fromtimestamp(stamp, UTC)
    moment: datetime = stamp.to_pydatetime()
    return moment


def _forming(meta: Mapping[str, Any], close: datetime | None, now: datetime) -> date | None:
    """The session whose bar is not final, if any: before its close, or while the closing trade is not in yet.

    Yahoo's row of a session under way looks like any other row.
    """
    if close is None:
        return None
    traded = _moment(meta.get("regularMarketTime"))
    opened = _moment(_regular(meta).get("start"))
    if now < close:
        # before the opening the last row is an earlier session's and final
        return (opened or close).astimezone(close.tzinfo).date()
    if traded is not None and traded < close - timedelta(minutes=1) and now < close + _GRACE:
        return close.date()
    return None


def _expiry(close: datetime | None, now: datetime) -> datetime:
    """When there can be a new finished session: after the close under way, else some hours before the next one's."""
    if close is None:
        return now + timedelta(hours=1)
    close = close.astimezone(UTC)
    if now < close + _GRACE:
        return close if now < close else min(close + _GRACE, now + timedelta(minutes=5))
    return max(close + timedelta(hours=20), now + timedelta(hours=2))


def _digest(columns: Mapping[str, tuple[Row, ...]], splits: list[Row]) -> str:
    text = repr([(name, columns[name]) for name in sorted(columns)]) + repr(splits)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
