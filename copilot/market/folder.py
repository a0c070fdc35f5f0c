"""A folder of price files as a market: CSV with Yahoo's column names, one symbol a file.

The symbol is the file's name, or what `symbols.csv` (file, symbol, name, kind, currency) says. Rows may come in any
order; several files of one symbol are united by date, the first listed wins. Nothing is filled in: a session
without a row stays without one, and whoever needs it is told.
"""

from __future__ import annotations

import csv
import hashlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from copilot import names
from copilot.errors import ConfigError, NoData
from copilot.market import prices, venues
from copilot.market.directory import Directory
from copilot.ports import MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Origin, Row, Series

__all__ = ["FolderMarket"]

_DATES = ("date", "timestamp", "datetime", "日期")
_COLUMNS = {
    "open": "open", "high": "high", "low": "low", "close": "close", "volume": "volume",
    "adjclose": "adjusted_close", "adjustedclose": "adjusted_close",
}  # fmt: skip
_FIELDS = ("open", "high", "low", "close", "volume", "adjusted_close")


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    label: str  # as written in symbols.csv, or relative to the folder
    columns: Mapping[str, int]  # our field's name, and "date": position
    delimiter: str


class FolderMarket:
    """Prices from files. Raises `ConfigError` when the folder has none, or a file cannot be read."""

    def __init__(self, path: str | Path) -> None:
        self._folder = Path(path).expanduser()
        if not self._folder.is_dir():
            raise ConfigError(
                f"no folder {str(path)!r}; name a folder of CSV files with Date and Close columns"
            )
        self._files: dict[str, list[_File]] = {}
        self._instruments: dict[str, Instrument] = {}
        listed = self._read_listing()
        self._read_unlisted(listed)
        if not self._files:
            raise ConfigError(
                f"no price files in {str(path)!r}; a file needs a Date (or timestamp) and a Close column"
            )
        self._directory = Directory(self._instruments.values(), f"the folder {self.info_name}")
        self._columns: dict[str, Mapping[str, tuple[Row, ...]]] = {}
        self._digests: dict[str, str] = {}
        self._lock = threading.Lock()

    # ------------------------------------------------------------------ the port

    @property
    def info_name(self) -> str:
        return self._folder.resolve().name

    @cached_property
    def info(self) -> MarketInfo:
        days = [
            rows[end][0] for symbol in self._files for rows in self._read(symbol).values() for end in (0, -1)
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
        found: dict[str, Series | NoData] = {}
        for symbol in symbols:
            try:
                found[symbol] = self._series(symbol, field, adjustment, start or date.min, end or date.max)
            except NoData as error:
                found[symbol] = error
        return found

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
        rows = tuple(row for row in column if start <= row[0] <= end)
        if not rows:
            # Nothing is said of rows later than was asked: deleting them must change no message either.
            held = [day for day, _ in column if day <= end]
            there = f"; its rows end on {held[-1]}" if held else ""
            raise NoData(
                f"{symbol} has no {field.replace('_', ' ')} from {start} to {end} in the folder {self.info_name}{there}"
            )
        unit = (
            "shares" if field == "volume" else "points" if instrument.kind == "index" else instrument.currency
        )
        return Series(
            symbol,
            field,
            adjustment,
            "%" if instrument.kind == "rate" else unit,
            None if field == "volume" else instrument.currency,
            rows,
            self._origin(symbol),
            instrument.name,
        )

    def _origin(self, symbol: str) -> Origin:
        files = self._files[symbol]
        if symbol not in self._digests:
            content = b"".join(file.path.read_bytes() for file in files)
            self._digests[symbol] = hashlib.sha256(content).hexdigest()[:32]
        labels = ", ".join(file.label for file in files)
        return Origin(
            "folder", "read", (("folder", self.info_name), ("file", labels)), None, self._digests[symbol]
        )

    def _read(self, symbol: str) -> Mapping[str, tuple[Row, ...]]:
        """All columns of a symbol, each as rows by date."""
        with self._lock:
            if symbol not in self._columns:
                columns: dict[str, dict[date, Decimal]] = {}
                for file in self._files[symbol]:
                    for day, field, value in _cells(file):
                        columns.setdefault(field, {}).setdefault(day, value)
                ordered = {
                    field: tuple(sorted(columns[field].items())) for field in _FIELDS if field in columns
                }
                if not ordered:
                    raise ConfigError(f"{self._files[symbol][0].path} has no row with a date and a number")
                self._columns[symbol] = ordered
            return self._columns[symbol]

    # ------------------------------------------------------------------ what is in the folder

    def _read_listing(self) -> set[Path]:
        listing = self._folder / "symbols.csv"
        if not listing.is_file():
            return set()
        files: set[Path] = set()
        for line, entry in enumerate(_entries(listing), start=2):
            label, symbol = entry.get("file", ""), entry.get("symbol", "")
            if not label and not symbol:
                continue
            path = self._folder / label
            if not label or not symbol:
                raise ConfigError(f"{listing}, line {line}: file and symbol are needed")
            file = _described(path, label) if path.is_file() else None
            if file is None:
                what = "has no Date and Close column" if path.is_file() else "is not there"
                raise ConfigError(f"{listing}, line {line}: {label} {what}")
            files.add(path.resolve())
            self._hold(file, symbol, entry)
        return files

    def _read_unlisted(self, listed: set[Path]) -> None:
        for path in sorted(self._folder.rglob("*.csv")):
            if path.name == "symbols.csv" or path.resolve() in listed:
                continue
            file = _described(path, path.relative_to(self._folder).as_posix())
            if file is not None:
                self._hold(file, path.stem.upper(), {})

    def _hold(self, file: _File, symbol: str, entry: Mapping[str, str]) -> None:
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


def _entries(path: Path) -> Iterator[Mapping[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for entry in csv.DictReader(stream):
                yield {
                    str(k).strip().lower(): (v or "").strip() for k, v in entry.items() if isinstance(v, str)
                }
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _described(path: Path, label: str) -> _File | None:
    """The file's columns, or None when it is no price file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline(65536)
    except (OSError, UnicodeDecodeError):
        return None
    delimiter = max(",;\t", key=first.count)
    columns: dict[str, int] = {}
    for place, cell in enumerate(next(csv.reader([first], delimiter=delimiter), [])):
        plain = cell.strip().lower().replace(" ", "").replace("_", "")
        name = "date" if plain in _DATES else _COLUMNS.get(plain)
        if name:
            columns.setdefault(name, place)
    if "date" not in columns or not {"close", "adjusted_close"} & columns.keys():
        return None
    return _File(path, label, columns, delimiter)


def _cells(file: _File) -> Iterator[tuple[date, str, Decimal]]:
    """Every readable number of a file with its day and field. A row without a close is no session and is left out."""
    try:
        with file.path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter=file.delimiter)
            next(rows, None)
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    yield from _row(file, rows.line_num, cells)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{file.path} cannot be read: {error}") from error


def _row(file: _File, line: int, cells: Sequence[str]) -> Iterable[tuple[date, str, Decimal]]:
    found: dict[str, Decimal] = {}
    for field, place in file.columns.items():
        value = prices.number(cells[place]) if field != "date" and place < len(cells) else None
        if value is None or (value == 0 and field != "volume"):
            continue  # no price is zero: a row that says so is a hole
        match field:
            case "volume":
                found[field] = value.to_integral_value()
            case "adjusted_close":
                found[field] = prices.adjusted(value)
            case _:
                found[field] = prices.price(value)
    if not {"close", "adjusted_close"} & found.keys():
        return ()
    place = file.columns["date"]
    day = _day(cells[place]) if place < len(cells) else None
    if day is None:
        text = cells[place] if place < len(cells) else ""
        raise ConfigError(f"{file.path}, line {line}: {text!r} is no date like 2026-03-16")
    return [(day, field, value) for field, value in found.items()]


def _day(text: str) -> date | None:
    text = text.strip().replace("/", "-")
    try:
        if text.isdecimal() and len(text) in (10, 13):  # seconds or milliseconds since 1970
            return datetime.fromtimestamp(int(text[:10]), UTC).date()
        if text.isdecimal() and len(text) == 8:
            return date(int(text[:4]), int(text[4:6]), int(text[6:]))
        year, month, day = text[:10].rstrip("T ").split("-")
        return date(int(year), int(month), int(day[:2])) if len(year) == 4 else None
    except ValueError:
        return None
