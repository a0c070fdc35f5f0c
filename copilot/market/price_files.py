"""Price files: CSV or Parquet (extra `parquet`) with Yahoo's column names in any case, a date column, rows in any order."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from copilot.errors import ConfigError
from copilot.market import prices

__all__ = ["PARQUET", "PriceFile", "cells", "described", "listing"]

PARQUET = ".parquet"
_DATES = ("date", "timestamp", "datetime", "日期", "交易日期", "时间")
_COLUMNS = {
    "open": "open", "high": "high", "low": "low", "close": "close", "volume": "volume",
    "adjclose": "adjusted_close", "adjustedclose": "adjusted_close", "开盘": "open", "最高": "high", "最低": "low",
    "收盘": "close", "开盘价": "open", "最高价": "high", "最低价": "low", "收盘价": "close", "后复权价": "adjusted_close",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PriceFile:
    """One file, what it is called and where its columns are."""

    path: Path
    label: str  # as written in symbols.csv, or relative to the folder
    columns: Mapping[str, int]  # our field's name, and "date": position
    delimiter: str  # empty: Parquet


def _text(path: Path) -> str:
    """Raises `ConfigError` for what is no text. UTF-8, else GB 18030, in which Chinese terminals export."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(f"{path} is no text in UTF-8 or GB 18030")


def listing(path: Path) -> Iterator[Mapping[str, str]]:
    """The lines of a `symbols.csv`, by column in lower case."""
    try:
        for entry in csv.DictReader(io.StringIO(_text(path), newline="")):
            yield {str(k).strip().lower(): (v or "").strip() for k, v in entry.items() if isinstance(v, str)}
    except csv.Error as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def described(path: Path, label: str) -> PriceFile | None:
    """The file's columns, or None when it is no price file."""
    delimiter = ""
    try:
        if path.suffix.lower() == PARQUET:
            head = _parquet(path).column_names
        else:
            first = _text(path).partition("\n")[0][:65536]
            delimiter = max(",;\t", key=first.count)
            head = next(csv.reader([first], delimiter=delimiter), [])
    except csv.Error:
        return None
    except ConfigError:
        if path.suffix.lower() == PARQUET:
            raise  # without its library a whole folder would seem empty
        return None
    columns: dict[str, int] = {}
    for place, cell in enumerate(head):
        plain = cell.strip().lower().replace(" ", "").replace("_", "")
        name = "date" if plain in _DATES else _COLUMNS.get(plain)
        if name:
            columns.setdefault(name, place)
    if "date" not in columns or not {"close", "adjusted_close"} & columns.keys():
        return None
    return PriceFile(path, label, columns, delimiter)


def cells(file: PriceFile) -> Iterator[tuple[date, str, Decimal]]:
    """Every readable number of a file with its day and field. A row without a close is no session and is left out."""
    if not file.delimiter:
        columns = (column.to_pylist() for column in _parquet(file.path).columns)
        for line, values in enumerate(zip(*columns, strict=True), start=1):
            yield from _row(file, line, [_written(value) for value in values])
        return
    rows = csv.reader(io.StringIO(_text(file.path), newline=""), delimiter=file.delimiter)
    try:
        next(rows, None)
        for row in rows:
            if any(cell.strip() for cell in row):
                yield from _row(file, rows.line_num, row)
    except csv.Error as error:
        raise ConfigError(f"{file.path} cannot be read: {error}") from error


def _parquet(path: Path) -> Any:
    """The file's table. Raises `ConfigError` where it cannot be read."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigError(f"{path} needs the extra: pip install market-copilot[parquet]") from error
    try:
        return parquet.read_table(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from error


def _written(value: Any) -> str:
    """A cell as a CSV file would have it: a moment by its day, nothing for nothing."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return "" if value is None else str(value)


def _row(file: PriceFile, line: int, cells: Sequence[str]) -> Iterable[tuple[date, str, Decimal]]:
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
