"""What was handed in from outside, as data and articles: foreign rows become stated data, believed as given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from copilot import style
from copilot.errors import ConfigError
from copilot.ledger import Ledger
from copilot.reading.timeforms import safe_date
from copilot.reading.timeline import periods
from copilot.types import Article, Datum, Origin, Span, Stated, Window

__all__ = ["ledger"]

_SUBJECT = ("subject", "symbol", "ticker", "entity", "instrument", "code")
_MEASURE = ("measure", "metric", "field", "indicator", "label")
_WINDOW = ("window", "period", "timeframe")
_AS_OF = ("as_of", "date", "asof", "as_of_date")
_ORIGIN = Origin("stated", "row")


def ledger(
    data: Sequence[Datum | Mapping[str, Any]] = (), articles: Sequence[Article | Mapping[str, Any] | str] = ()
) -> Ledger:
    """All data as source 0, the articles as 1, 2, … in order. Raises `ConfigError` naming the row that cannot be read."""
    facts: list[Datum | Article] = []
    data = _parted(data)
    for index, row in enumerate(data):
        if isinstance(row, Datum):
            facts.append(row)
        elif isinstance(row, Mapping):
            if (datum := _datum(row, index)) is not None:
                facts.append(datum)
        else:
            raise ConfigError(f"data[{index}] is a {type(row).__name__}, neither a Datum nor a mapping")
    texts = tuple(_article(item, index) for index, item in enumerate(articles))
    # Ledger.add would merge two equal articles and shift the numbers of those that follow.
    return Ledger(data=Ledger().add(*facts).data, articles=texts)


def _parted(data: Sequence[Datum | Mapping[str, Any]]) -> list[Datum | Mapping[str, Any]]:
    """Rows of one subject under several names ("EIA": crude stocks, gasoline stocks) are about what the names say."""
    called: dict[str, set[str]] = {}
    for row in data:
        if isinstance(row, Mapping) and (subject := _first(row, _SUBJECT)) and row.get("name"):
            called.setdefault(str(subject), set()).add(str(row["name"]))
    several = {subject for subject, said in called.items() if len(said) > 1}
    return [
        {**row, next(key for key in _SUBJECT if row.get(key)): row["name"]}
        if isinstance(row, Mapping) and row.get("name") and str(_first(row, _SUBJECT)) in several
        else row
        for row in data
    ]


def _first(row: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    for name in names:
        if row.get(name) not in (None, ""):
            return row[name]
    return None


def _datum(row: Mapping[str, Any], index: int) -> Datum | None:
    """The stated datum of a row; None when the row has no value (a tool's gap holds no number to cite)."""
    value, measure = row.get("value"), _first(row, _MEASURE)
    if measure is None:
        raise ConfigError(f"data[{index}] names no measure; a row is {{subject, measure, value, unit, …}}")
    if "value" not in row:
        raise ConfigError(f"data[{index}] has no value")
    measure, own = _united(str(measure))
    number, unit = _value(value, str(row.get("unit") or own))
    if number is None:
        return None
    currency = row.get("currency")
    return Datum(
        subject=str(_first(row, _SUBJECT) or row.get("name") or ""),
        measure=measure,
        value=number,
        unit=unit,
        currency=str(currency) if currency else None,
        window=_window(_first(row, _WINDOW)),
        as_of=_date(_first(row, _AS_OF), index),
        origin=_ORIGIN,
        basis=Stated(),
        name=str(row.get("name") or ""),
        note=str(row.get("note") or ""),
        against=str(row.get("against") or row.get("benchmark") or ""),
    )


_IN_BRACKETS = re.compile(r"\s*[(（\[]([^()（）\[\]]{1,24})[)）\]]\s*$")


def _united(measure: str) -> tuple[str, str]:
    """A measure that names its own unit in brackets, and that unit: "settlement price ($/bbl)", 成交额（亿元）."""
    found = _IN_BRACKETS.search(measure)
    if found is None or not found.start():
        return measure, ""
    return (measure[: found.start()], found[1].strip()) if style.is_unit(found[1]) else (measure, "")


def _value(value: Any, unit: str) -> tuple[Decimal | str | None, str]:
    if value is None or isinstance(value, bool):
        return (None if value is None else str(value)), unit
    if isinstance(value, (int, float, Decimal)):
        number = Decimal(str(value))
        return (number if number.is_finite() else None), unit
    text = str(value).strip()
    try:
        number = Decimal(text.replace(",", "").replace("−", "-"))
        return (number if number.is_finite() else None), unit
    except InvalidOperation:
        pass
    written = style.read(text)
    if len(written) == 1 and re.fullmatch(r"[\s()~]*", text.replace(written[0].raw, "", 1)):
        one = written[0]
        own = one.quantity.value / one.scale
        words = text[one.digits.end :].strip(" )")
        if not unit:
            prefix = re.match(r"[+\-−]?\s?([^\d\s+\-−.(]+)", one.raw)
            return own, f"{words} {prefix[1] if prefix else ''}".strip()
        if one.quantity.unit in ("", style.canonical_unit(unit)[0]):
            return (
                one.quantity.value if one.scale != 1 and style.canonical_unit(unit)[1] == 1 else own
            ), unit
    return text, unit


def _window(value: Any) -> Window | None:
    if value is None:
        return None
    if isinstance(value, Window):
        return value
    if isinstance(value, Mapping):
        start, end = value.get("start"), value.get("end")
        return Window(_day(start), _day(end), value.get("sessions"), str(value.get("words") or ""))
    if (ends := _SPAN.fullmatch(str(value).strip())) and (first := _day(ends[1])) and (last := _day(ends[2])):
        days = (last - first).days
        part = next((name for name, least, most in _PARTS if least <= days <= most), "")
        return Window(words=f"{part} ended {last}") if part else Window(first, last)
    return Window(words=_PARAMETER.sub(r"\1 sessions", str(value)))


_SPAN = re.compile(r"(\d{4}-\d\d-\d\d)\s?(?:/|to|~|–|至)\s?(\d{4}-\d\d-\d\d)")
_PARTS = (("quarter", 80, 100), ("year", 350, 380))  # of a fiscal calendar: whose weeks end on their own days
_PARAMETER = re.compile(r"\b(?:time_?period|length|window|period|n)\s?=\s?(\d{1,3})\b")


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return _written_day(str(value).strip())


_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_DIGITS = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]((?:20)?\d\d)|(\d{4})(\d\d)(\d\d)")


def _written_day(words: str) -> date | None:
    """A day in words ("30 Oct 2026", 2026年3月13日) or in digits alone; None where day and month could be either."""
    if digits := _DIGITS.fullmatch(words):
        if digits[4]:
            return safe_date(int(digits[4]), int(digits[5]), int(digits[6]))
        one, other, year = int(digits[1]), int(digits[2]), 2000 + int(digits[3]) % 100
        day, month = (one, other) if one > 12 or one == other else (other, one) if other > 12 else (0, 0)
        return safe_date(year, month, day)
    if _EPOCH.fullmatch(words):  # seconds, or milliseconds, since 1970
        return datetime.fromtimestamp(int(words[:10]), UTC).date()
    named = periods(words)
    return named[0].day if len(named) == 1 and named[0].span == Span(0, len(words)) else None


def _date(value: Any, index: int) -> date | None:
    if value is None:
        return None
    if (day := _day(value)) is None:
        # "2026-Q1" and "FY2025" are windows in the wrong column, not errors.
        return None
    return day


def _article(item: Article | Mapping[str, Any] | str, index: int) -> Article:
    if isinstance(item, Article):
        return item
    if isinstance(item, str):
        return Article("", item)
    if not isinstance(item, Mapping):
        raise ConfigError(
            f"articles[{index}] is a {type(item).__name__}, neither an Article, a mapping nor a text"
        )
    text = item.get("text") or item.get("content") or item.get("body") or ""
    return Article(
        title=str(item.get("title") or ""),
        text=str(text),
        url=str(item.get("url") or ""),
        publisher=str(item.get("publisher") or item.get("source") or ""),
        author=str(item.get("author") or ""),
        published=_day(item.get("published") or item.get("date")),
        language=str(item.get("language") or ""),
        subjects=tuple(map(str, item.get("subjects") or ())),
        note=str(item.get("note") or ""),
    )
