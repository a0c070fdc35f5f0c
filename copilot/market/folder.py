"""A folder of price files as a market: CSV or Parquet with Yahoo's column names, one symbol a file.

The symbol is the file's name, or what `symbols.csv` (file, symbol, name, kind, currency) says. Rows may come in any
order; several files of one symbol are united by date, the first listed wins. Nothing is filled in: a session
without a row stays without one, and whoever needs it is told.
"""

from __future__ import annotations

import hashlib
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from copilot import names
from copilot.errors import ConfigError, NoData
from copilot.market import venues
from copilot.market.directory import Directory
from copilot.market.histories import each
from copilot.market.price_files import PARQUET, PriceFile, cells, described, listing
from copilot.ports import MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Origin, Row, Series

__all__ = ["FolderMarket"]

_FIELDS = ("open", "high", "low", "close", "volume", "adjusted_close")


@dataclass(frozen=True, slots=True)
class _Column:
    """One field of a symbol: rows by date, their days, the file that each came from, and origins by row count."""

    rows: tuple[Row, ...]
    days: tuple[date, ...]
    sources: tuple[int, ...]
    origins: dict[int, Origin]

    @classmethod
    def of(cls, cells: Mapping[date, tuple[Decimal, int]]) -> _Column:
        days = tuple(sorted(cells))
        return cls(
            tuple((day, cells[day][0]) for day in days), days, tuple(cells[day][1] for day in days), {}
        )


class FolderMarket:
    """Prices from files. Raises `ConfigError` when the folder has none, or a file cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self._folder = Path(path).expanduser()
        if not self._folder.is_dir():
            raise ConfigError(
                f"no folder {str(path)!r}; name a folder of CSV files with Date and Close columns"
            )
        self._files: dict[str, list[PriceFile]] = {}
        self._instruments: dict[str, Instrument] = {}
        listed = self._read_listing()
        self._read_unlisted(listed)
        if not self._files:
            raise ConfigError(
                f"no price files in {str(path)!r}; a file needs a Date (or timestamp) and a Close column"
            )
        self._directory = Directory(self._instruments.values(), f"the folder {self.info_name}")
        self._columns: dict[str, Mapping[str, _Column]] = {}
        self._lock = threading.Lock()

    # ------------------------------------------------------------------ the port

    @property
    def info_name(self) -> str:
        return self._folder.resolve().name

    @cached_property
    def info(self) -> MarketInfo:
        days = [
            column.days[end]
            for symbol in self._files
            for column in self._read(symbol).values()
            for end in (0, -1)
        ]
        return MarketInfo(
            "folder",
            self.info_name,
            min(days),
            max(days),
            f"daily prices from the folder {self.info_name}; not live",
            f"来自文件夹 {self.info_name} 的日线价格，非实时",
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
        raise NoData(f"the folder {self.info_name} has closes only: no quote for {symbol}")

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        raise NoData(f"the folder {self.info_name} has prices only: no {', '.join(measures)} for {symbol}")

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        raise NoData(f"the folder {self.info_name} has prices only: no news for {symbol}")

    # ------------------------------------------------------------------ rows

    def _series(
        self, symbol: str, field: str, adjustment: Adjustment | None, start: date, end: date
    ) -> Series:
        instrument = self._instruments.get(symbol)
        if instrument is None:
            raise NoData(f"{symbol} is not in the folder {self.info_name}")
        if field not in _FIELDS or (
            adjustment is Adjustment.TOTAL and field not in ("close", "adjusted_close")
        ):
            raise NoData(f"there is no {field} with adjustment {adjustment or 'as usual'}")
        if adjustment is Adjustment.TOTAL or field == "adjusted_close":
            field, adjustment = "adjusted_close", Adjustment.TOTAL
        else:
            adjustment = Adjustment.SPLIT  # Yahoo's Close; a file that says otherwise has no way to say so
        column = self._read(symbol).get(field)
        if column is None:
            held = ", ".join(name.replace("_", " ") for name in self._read(symbol))
            raise NoData(
                f"{symbol} has no {field.replace('_', ' ')} in the folder {self.info_name}, only {held}"
            )
        first, last = bisect_left(column.days, start), bisect_right(column.days, end)
        if first >= last:
            # Nothing is said of rows later than was asked: deleting them must change no message either.
            there = f"; its rows end on {column.days[last - 1]}" if last else ""
            raise NoData(
                f"{symbol} has no {field.replace('_', ' ')} from {start} to {end} in the folder {self.info_name}{there}"
            )
        unit = {"index": "points", "rate": "%"}.get(instrument.kind, instrument.currency)
        rows = column.rows[first:last]
        origin = self._origin(symbol, column, last)
        return Series(
            symbol,
            field,
            adjustment,
            "shares" if field == "volume" else unit,
            None if field == "volume" else instrument.currency,
            rows,
            origin,
            instrument.name,
        )

    def _origin(self, symbol: str, column: _Column, count: int) -> Origin:
        """The files that the first `count` rows came from, and their digest: what comes later changes neither."""
        if count not in column.origins:
            files = [self._files[symbol][place].label for place in sorted(set(column.sources[:count]))]
            digest = hashlib.sha256(repr(column.rows[:count]).encode()).hexdigest()[:32]
            arguments = (("folder", self.info_name), ("file", ", ".join(files)))
            column.origins[count] = Origin("folder", "read", arguments, None, digest)
        return column.origins[count]

    def _read(self, symbol: str) -> Mapping[str, _Column]:
        """All columns of a symbol, each by date."""
        with self._lock:
            if symbol not in self._columns:
                columns: dict[str, dict[date, tuple[Decimal, int]]] = {}
                for place, file in enumerate(self._files[symbol]):
                    for day, field, value in cells(file):
                        columns.setdefault(field, {}).setdefault(day, (value, place))
                ordered = {field: _Column.of(columns[field]) for field in _FIELDS if field in columns}
                if not ordered:
                    raise ConfigError(f"{self._files[symbol][0].path} has no row with a date and a number")
                self._columns[symbol] = ordered
            return self._columns[symbol]

    # ------------------------------------------------------------------ what is in the folder

    def _read_listing(self) -> set[Path]:
        table = self._folder / "symbols.csv"
        if not table.is_file():
            return set()
        files: set[Path] = set()
        for line, entry in enumerate(listing(table), start=2):
            label, symbol = entry.get("file", ""), entry.get("symbol", "")
            if not label and not symbol:
                continue
            path = self._folder / label
            if not label or not symbol:
                raise ConfigError(f"{table}, line {line}: file and symbol are needed")
            file = described(path, label) if path.is_file() else None
            if file is None:
                what = "has no Date and Close column" if path.is_file() else "is not there"
                raise ConfigError(f"{table}, line {line}: {label} {what}")
            files.add(path.resolve())
            self._hold(file, symbol, entry)
        return files

    def _read_unlisted(self, listed: set[Path]) -> None:
        for path in sorted((*self._folder.rglob("*.csv"), *self._folder.rglob(f"*{PARQUET}"))):
            if path.name == "symbols.csv" or path.resolve() in listed:
                continue
            file = described(path, path.relative_to(self._folder).as_posix())
            if file is not None:
                self._hold(file, path.stem.upper(), {})

    def _hold(self, file: PriceFile, symbol: str, entry: Mapping[str, str]) -> None:
        self._files.setdefault(symbol, []).append(file)
        if symbol in self._instruments:
            return
        same = next((item for item in names.lookup(symbol) if item.symbol == symbol), None)
        kind = entry.get("kind") or (same.kind if same else "index" if symbol.startswith("^") else "equity")
        self._instruments[symbol] = Instrument(
            symbol,
            entry.get("name") or (same.name if same else symbol),
            kind,
            entry.get("currency") or (same.currency if same else venues.currency(symbol)),
            same.calendar if same else venues.calendar(symbol, kind),
            same.names if same else (),
        )
