"""A market whose every row is written in the test that uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from copilot.errors import NoData
from copilot.market.directory import Directory
from copilot.ports import MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Origin, Row, Series

__all__ = ["RecordedMarket"]

_Values = Mapping[date, Decimal | int | str] | Sequence[tuple[date, Decimal | int | str]]


def _rows(values: _Values) -> tuple[Row, ...]:
    pairs: Iterable[tuple[date, Decimal | int | str]] = (
        values.items() if isinstance(values, Mapping) else values
    )
    return tuple(sorted((day, Decimal(str(value))) for day, value in pairs))


@dataclass(slots=True)
class RecordedMarket:
    """`MarketData` from values given in code; whatever was not recorded is `NoData`.

    >>> market = RecordedMarket({"IWM": {date(2026, 3, 13): "246.59", date(2026, 3, 16): "248.92"}})

    `closes` are by symbol; `fields` holds other columns, by (symbol, field). Give `instruments` for names, kinds and
    calendars. `data` are quotes and reported numbers. `calls` counts what was asked.
    """

    closes: Mapping[str, _Values] = field(default_factory=dict)
    fields: Mapping[tuple[str, str], _Values] = field(default_factory=dict)
    instruments: Sequence[Instrument] = ()
    data: Sequence[Datum] = ()
    articles: Sequence[Article] = ()
    kind: Literal["live", "demo", "folder"] = "folder"
    calls: list[str] = field(default_factory=list)

    @property
    def _known(self) -> dict[str, Instrument]:
        known = {item.symbol: item for item in self.instruments}
        for symbol in [*self.closes, *(symbol for symbol, _ in self.fields), *(d.subject for d in self.data)]:
            known.setdefault(
                symbol, Instrument(symbol, symbol, "index" if symbol[:1] == "^" else "etf", "USD")
            )
        return known

    @property
    def info(self) -> MarketInfo:
        days = [day for values in (*self.closes.values(), *self.fields.values()) for day, _ in _rows(values)]
        last = None if self.kind == "live" else max(days, default=None)
        return MarketInfo(self.kind, "recorded market", min(days, default=None), last, "recorded", "录制数据")

    def resolve(self, name: str) -> Instrument:
        return Directory(self._known.values(), "the recorded market").resolve(name)

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        self.calls.append(f"history {' '.join(symbols)}")
        total = adjustment is Adjustment.TOTAL or field == "adjusted_close"
        return {one: self._series(one, "adjusted_close" if total else field, start, end) for one in symbols}

    def _series(self, symbol: str, field: str, start: date | None, end: date | None) -> Series | NoData:
        values = self.closes.get(symbol) if field == "close" else self.fields.get((symbol, field))
        rows = tuple(r for r in _rows(values or ()) if (start or date.min) <= r[0] <= (end or date.max))
        if not rows:
            return NoData(f"{symbol} has no {field} in the recorded market")
        instrument = self._known[symbol]
        adjustment = Adjustment.TOTAL if field == "adjusted_close" else Adjustment.SPLIT
        unit = {"index": "points", "rate": "%"}.get(instrument.kind, instrument.currency)
        unit = "shares" if field == "volume" else unit
        origin = Origin("folder", "recorded")
        return Series(symbol, field, adjustment, unit, instrument.currency, rows, origin, instrument.name)

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        self.calls.append(f"quote {symbol}")
        return self._recorded(symbol, ("last_price", "previous_close"), None)

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        self.calls.append(f"reported {symbol}")
        return self._recorded(symbol, measures, as_of)

    def _recorded(self, symbol: str, measures: Sequence[str], as_of: date | None) -> tuple[Datum, ...]:
        found = tuple(
            replace(item, name=item.name or self._known[symbol].name)
            for item in self.data
            if item.subject == symbol
            and item.measure in measures
            and not (as_of and item.as_of and item.as_of > as_of)
        )
        if not found:
            raise NoData(f"{symbol} has no {' or '.join(measures)} in the recorded market")
        return found

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        found = tuple(
            item
            for item in self.articles
            if symbol in item.subjects and not (as_of and item.published and item.published > as_of)
        )
        if not found:
            raise NoData(f"no news of {symbol} in the recorded market")
        return found
