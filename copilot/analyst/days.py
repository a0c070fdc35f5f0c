"""Numbers, months and calendar days in people's words, and the analyst's word lists."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

__all__ = [
    "COUNT", "DATE", "MONTH", "MONTHS", "YEAR", "ZH_COUNT", "back", "count_of", "dates", "day_before", "day_of", "either", "month_of", "real_day", "vocabulary",
]  # fmt: skip


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """One of the analyst's word lists (`vocabulary/NAME.toml`)."""
    text = (resources.files("copilot.analyst") / "vocabulary" / f"{name}.toml").read_text("utf8")
    return tomllib.loads(text)


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)

YEAR = r"(?:19|20)\d\d"

DATE = (
    rf"{YEAR}-\d\d?-\d\d?|{YEAR}/\d\d?/\d\d?|(?<![\d/])\d\d?/\d\d?/{YEAR}|{YEAR}年\d\d?月\d\d?[日号]|\b{MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+{YEAR}"
    rf"|\b\d\d?(?:st|nd|rd|th)?\s+{MONTH},?\s+{YEAR}|\b{MONTH}\s+\d\d?(?:st|nd|rd|th)?\b(?!\s*{YEAR})"
    rf"|\b\d\d?(?:st|nd|rd|th)?\s+{MONTH}(?!\w)|(?<!\d)\d\d?月\d\d?[日号]"
)

COUNT = (
    r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|ninety|hundred|(?:a )?couple of|couple|(?:a )?few|several)"
)

ZH_COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百半几]{1,4})"

ZH_DIGIT = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "几": 3}


def count_of(words: str) -> int:
    words = words.lower().strip()
    if words.isdecimal():
        return int(words)
    if words in vocabulary("periods")["counts"]:
        return int(vocabulary("periods")["counts"][words])
    total, current = 0, 0
    for sign in words:
        if sign == "百":
            total, current = total + (current or 1) * 100, 0
        elif sign == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = ZH_DIGIT.get(sign, 0)
    return total + current


def month_of(words: str) -> int:
    return MONTHS.index(words[:3].lower()) + 1


def real_day(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def day_of(match: re.Match[str], today: date) -> date | None:
    """The day that a match of `DATE` names; without a year the latest such day not after today."""
    text = match.group()
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    named = re.search(MONTH, text, re.I)
    month = month_of(named.group()) if named and not re.search(r"[-/月]", text) else None
    year = next((number for number in numbers if number > 1000), None)
    rest = [number for number in numbers if number <= 1000]
    if month is None:
        month, *rest = rest
    if not rest:
        return None
    if year is not None:
        return real_day(year, month, rest[0])
    this = real_day(today.year, month, rest[0])
    return this if this is None or this <= today else real_day(today.year - 1, month, rest[0])


def back(today: date, months: int) -> date:
    """The same day `months` calendar months earlier, or the last day of that month."""
    index = today.year * 12 + today.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def day_before(day: date) -> date:
    return day - timedelta(days=1)


def dates(text: str, today: date) -> tuple[date, ...]:
    """The calendar days that `text` names outright, in its order."""
    found = (day_of(match, today) for match in re.compile(DATE, re.I).finditer(text))
    return tuple(day for day in found if day is not None)


class _Renamed:
    """A match whose alternatives use numbered group names ("unit2") read as one ("unit")."""

    def __init__(self, match: re.Match[str], **groups: str) -> None:
        self._match, self._groups = match, groups

    def __getitem__(self, name: str) -> str:
        return self._groups.get(name) or self._match[name]

    def group(self) -> str:
        return self._match.group()


def either(match: re.Match[str], *names: str) -> Any:
    """A match in which whichever of \"unit\" and \"unit2\" matched is called \"unit\"."""
    numbered = match.groupdict()
    groups = {name: match[name] or numbered.get(f"{name}2") or "" for name in names}
    return _Renamed(match, **groups)
