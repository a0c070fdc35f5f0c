"""The recorded demo market: what answers when there is no network. See NOTICE.md for the figures' source and licence.

Its companies and funds are dividend-adjusted closes: total returns only. Its S&P 500 is the price index.
"""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from copilot.errors import NoData
from copilot.market.directory import Directory
from copilot.market.histories import each
from copilot.ports import MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Origin, Row, Series

__all__ = ["DemoMarket"]

_HERE = Path(__file__).resolve().parent
_NAME = "recorded demo market"
_ADJUSTED = "recorded demo data; dividend-adjusted"
_PRICE = "recorded demo data; price index"


class DemoMarket:
    """Recorded daily figures of 26 instruments to 2022-12-28; never mixed with live data."""

    def __init__(self) -> None:
        entries = tomllib.loads((_HERE / "instruments.toml").read_text(encoding="utf8"))
        self._instruments = {
            symbol: Instrument(symbol, name, kind, "USD", "XNYS", tuple(others), note)
            for symbol, (name, kind, others, note) in entries.items()
        }
        self._directory = Directory(
            self._instruments.values(),
            f"the {_NAME}",
            {symbol: entry[2] for symbol, entry in entries.items()},
        )

    @cached_property
    def _table(self) -> tuple[str, tuple[date, ...], Mapping[str, Sequence[str]]]:
        """Digest of the file, its days, and the cells of each symbol."""
        packed = (_HERE / "prices.csv.gz").read_bytes()
        header, *lines = gzip.decompress(packed).decode("ascii").splitlines()
        columns = list(zip(*(line.split(",") for line in lines), strict=True))
        days = tuple(date.fromisoformat(cell) for cell in columns[0])
        return (
            hashlib.sha256(packed).hexdigest()[:32],
            days,
            dict(zip(header.split(",")[1:], columns[1:], strict=True)),
        )

    @property
    def info(self) -> MarketInfo:
        _, days, _ = self._table
        return MarketInfo(
            "demo",
            _NAME,
            days[0],
            days[-1],
            f"recorded figures from {days[0]} to {days[-1]}, not live: 20 US companies and five factor funds as"
            " dividend-adjusted closes (total return), the S&P 500 as price index",
            f"{days[0]} 至 {days[-1]} 的录制数据，非实时：20 家美国公司与五只因子基金为复权收盘价（总回报），标普500 为价格指数",
        )

    def resolve(self, name: str) -> Instrument:
        return self._directory.resolve(name)

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        first, last = start or date.min, end or date.max
        return each(symbols, lambda symbol: self._series(symbol, field, adjustment, first, last))

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        raise NoData(f"the {_NAME} has no live quote for {symbol}; its last session is {self.info.last}")

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        raise NoData(f"the {_NAME} has prices only: no {', '.join(measures)} for {symbol}")

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        raise NoData(f"the {_NAME} has no news feed for {symbol}")

    def _series(
        self, symbol: str, field: str, adjustment: Adjustment | None, start: date, end: date
    ) -> Series:
        instrument = self._instruments.get(symbol)
        if instrument is None:
            raise NoData(f"{symbol} is not in the {_NAME}")
        index = instrument.kind == "index"
        total = adjustment is Adjustment.TOTAL or field == "adjusted_close"
        if index and (total or field != "close"):
            raise NoData(
                f"the {_NAME} has the closes of {symbol} only, a price index: no {field.replace('_', ' ')} with dividends"
            )
        if not index and (not total or field not in ("close", "adjusted_close")):
            raise NoData(
                f"the {_NAME} has dividend-adjusted closes of {symbol} only: total returns, but no traded"
                f" {'price' if field == 'close' else field}"
            )
        digest, days, cells = self._table
        rows: list[Row] = [
            (day, Decimal(cell))
            for day, cell in zip(days, cells[symbol], strict=True)
            if cell and start <= day <= end
        ]
        if not rows:
            raise NoData(
                f"{symbol} has no rows from {start} to {end}; the {_NAME} is from {days[0]} to {days[-1]}"
            )
        origin = Origin(
            "demo", "read", (("file", "prices.csv.gz"),), None, digest, _PRICE if index else _ADJUSTED
        )
        return Series(
            symbol,
            "close" if index else "adjusted_close",
            Adjustment.SPLIT if index else Adjustment.TOTAL,
            "points" if index else "USD",
            "USD",
            tuple(rows),
            origin,
            instrument.name,
        )
