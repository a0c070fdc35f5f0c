"""What each wording of a stretch of time means: its base, its end, or its number of sessions.

"Since the start of 2021" is based on the last close of 2020; "since 5 January 2021" on the close of that day. A loose
base ("early 2021") keeps its latest possible start as well.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from copilot.analyst.days import (
    MONTH,
    YEAR,
    back,
    count_of,
    dates,
    day_before,
    either,
    month_of,
    vocabulary,
)  # fmt: skip
from copilot.types import Span

__all__ = [
    "Period", "Read", "abbreviated", "ago", "all_time", "calendar", "between", "half", "half_named", "last_day", "named_month", "named_year", "named_year_either", "previous", "previous_named", "quarter", "quarter_either", "relative_day", "session", "since", "since_end", "single", "this_year", "to_date", "trailing", "year_part",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that somebody named."""

    words: str
    span: Span = Span(0, 0)
    sessions: int | None = None  # counted back from the last close; then `start` is None
    start: date | None = None
    end: date | None = None  # None: the last close
    latest_start: date | None = None  # a loose base: any start from `start` to this day fits the words
    unit: str = "trailing"  # trailing | to_date | since | calendar | day | ago
    occasion: bool = (
        False  # named by what happened ("since the Fed began to cut"): its words are of nothing else
    )

    @property
    def key(self) -> tuple[object, ...]:
        """What it means, whatever it was called."""
        return (self.sessions, self.start, self.end, self.latest_start)


Read = Callable[[re.Match[str], date], "Period | None"]


def calendar(first: date, last: date, today: date) -> Period | None:
    """A calendar period: based on the last close before its first day."""
    if first > today:
        return None
    return Period("", start=day_before(first), end=last if last < today else None, unit="calendar")


def trailing(match: re.Match[str], today: date) -> Period | None:
    match = either(match, "n", "unit")
    number, unit = count_of(match["n"] or "1"), match["unit"].lower().removeprefix("个")
    if match["n"] == "半":
        number, unit = (6, "月") if "年" in unit else (15, "天")
    if unit.startswith(("sess", "trading", "交易")) or (
        number <= 10 and unit.startswith(("day", "日", "天"))
    ):
        return Period("", sessions=number) if number else None
    if unit.startswith(("day", "日", "天")):
        return Period("", start=today - timedelta(days=number))
    if unit.startswith(("w", "f", "周", "星期")):  # weeks and fortnights
        return Period("", start=today - timedelta(days=(14 if unit.startswith("f") else 7) * number))
    months = {"dec": 120, "mo": 1, "m": 1, "月": 1, "个月": 1, "q": 3, "季": 3, "y": 12, "年": 12}
    scale = next(value for key, value in months.items() if unit.startswith(key))
    return Period("", start=back(today, scale * number)) if number * scale <= 12 * 50 else None


def ago(match: re.Match[str], today: date) -> Period | None:
    """ "A year ago", 三个月前: a stretch from that day on, or that day itself where a price is asked for."""
    found = trailing(match, today)
    return replace(found, unit="ago") if found is not None and found.start is not None else None


def to_date(match: re.Match[str], today: date) -> Period | None:
    unit = match["unit"].lower()
    first = _first_of(unit, today)
    return Period("", start=day_before(first), unit="to_date")


def _first_of(unit: str, today: date) -> date:
    if unit.startswith(("w", "周", "星期")):
        return today - timedelta(days=today.weekday())
    if unit.startswith(("mo", "mtd", "月")):
        return today.replace(day=1)
    if unit.startswith(("q", "季")):
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return today.replace(month=1, day=1)


def previous(match: re.Match[str] | Mapping[str, str], today: date) -> Period | None:
    unit = match["unit"].lower()
    last = day_before(_first_of(unit, today))
    return calendar(_first_of(unit, last), last, today)


def year_part(match: re.Match[str], today: date) -> Period | None:
    """ "since early 2021", 2021年年初以来: any start in that part of the year."""
    year = int(match["year"])
    part = next(
        key for key, words in vocabulary("periods")["parts"].items() if match["part"].lower() in words
    )
    months = {"early": (1, 3), "middle": (5, 8), "late": (10, 12)}[part]
    first, last = date(year, months[0], 1), date(year, months[1], monthrange(year, months[1])[1])
    return (
        None
        if first > today
        else Period("", start=day_before(first), latest_start=min(last, today), unit="since")
    )


def since(match: re.Match[str], today: date) -> Period | None:
    """Since a day, a month, a year, or the start of one."""
    text = match["what"]
    days = dates(text, today)
    if days:
        return Period("", start=days[0], unit="since") if days[0] <= today else None
    year = re.search(YEAR, text)
    month = re.search(MONTH, text, re.I) if not re.search("月", text) else None
    zh_month = re.search(r"(\d\d?)月", text)
    number = month_of(month.group()) if month else int(zh_month[1]) if zh_month else 1
    if not 1 <= number <= 12:
        return None
    which = int(year.group()) if year else today.year - (number > today.month)
    first = date(which, number, 1)
    if match.group().lower().startswith("after"):  # after a month or a year: once it is over
        first = date(
            which + (month is None or number == 12), 1 if month is None or number == 12 else number + 1, 1
        )
    return Period("", start=day_before(first), unit="since") if first <= today else None


def since_either(match: re.Match[str], today: date) -> Period | None:
    """From the start of a year on: "from the start of 2015", "at the start of 2015 … now"."""
    year = re.search(YEAR, match.group())
    if match.groupdict().get("what") or year is None:
        return since(match, today)
    first = date(int(year.group()) - 1, 12, 31)
    return Period("", start=first, unit="since") if first < today else None


def year_until(match: re.Match[str], today: date) -> Period | None:
    """ "In the year to the end of January 2026": twelve months that end on that day."""
    last = _bound(match["to"], today, end=True)
    if last is None or last > today:
        return None
    # back from the first day after it: the year to 28 February begins on the last of February before
    return Period("", start=back(last + timedelta(days=1), 12) - timedelta(days=1), end=last, unit="since")


def year_end(match: re.Match[str], today: date) -> Period | None:
    """ "Closing 2025 at 87.16": the last session of that year."""
    last = date(int(match["at"]), 12, 31)
    return Period("", start=last, end=last, unit="day") if last <= today else None


def between(match: re.Match[str], today: date) -> Period | None:
    first, last = (_bound(match[name], today, end=name == "to") for name in ("from", "to"))
    if first is None or last is None or first >= last or first > today:
        return None
    return Period("", start=first, end=last if last < today else None, unit="since")


def since_end(match: re.Match[str], today: date) -> Period | None:
    """Since the end of a month or a year."""
    base = _bound(either(match, "from")["from"], today, end=True)
    return Period("", start=base, unit="since") if base and base < today else None


def _bound(text: str, today: date, *, end: bool) -> date | None:
    """A day; of a month or a year its base (the day before it begins), or its last day when it is an end."""
    end = end or bool(re.search(r"end\s+of|[底末]", text))
    if re.search("[去上]年", text):
        return date(today.year - 1, 12, 31)
    days = dates(text, today)
    if days:
        return days[0]
    year = re.search(YEAR, text)
    month = re.search(MONTH, text, re.I)
    zh_month = re.search(r"(\d\d?)月", text)
    number = int(zh_month[1]) if zh_month else month_of(month.group()) if month else None
    which = int(year.group()) if year else today.year - (number is not None and number > today.month)
    if number is None:
        return date(which, 12, 31) if end else date(which - 1, 12, 31)
    if not 1 <= number <= 12:
        return None
    return date(which, number, monthrange(which, number)[1]) if end else day_before(date(which, number, 1))


def quarter(match: re.Match[str], today: date) -> Period | None:
    words = match["q"].lower()
    number = next(int(key) for key, names in vocabulary("periods")["ordinals"].items() if words in names)
    # a quarter without a year is the latest one that has begun
    year = int(match["year"]) if match["year"] else today.year - (3 * number - 2 > today.month)
    first = date(year, 3 * number - 2, 1)
    last = date(year, 3 * number, monthrange(year, 3 * number)[1])
    return calendar(first, last, today)


def quarter_either(match: re.Match[str], today: date) -> Period | None:
    return quarter(either(match, "q", "year"), today)


def half(match: re.Match[str], today: date) -> Period | None:
    year = int(match["year"]) if match["year"] else today.year
    second = match["half"].lower() in ("second", "2", "下")
    return (
        calendar(date(year, 7, 1), date(year, 12, 31), today)
        if second
        else calendar(date(year, 1, 1), date(year, 6, 30), today)
    )


def named_month(match: re.Match[str], today: date) -> Period | None:
    words = match["month"]
    number = int(words) if words.isdecimal() else month_of(words)
    if not 1 <= number <= 12:
        return None
    year = int(match["year"]) if match["year"] else today.year - (number > today.month)
    return calendar(date(year, number, 1), date(year, number, monthrange(year, number)[1]), today)


def named_year(match: re.Match[str], today: date) -> Period | None:
    year = int(match["year"])
    return calendar(date(year, 1, 1), date(year, 12, 31), today)


def single(match: re.Match[str], today: date) -> Period | None:
    days = dates(match.group(), today)
    return Period("", start=days[0], end=days[0], unit="day") if days and days[0] <= today else None


def last_day(match: re.Match[str], today: date) -> Period | None:
    """The end of a month or a year as a day: "where was it at the end of 2020", 2020年底."""
    day = _bound(either(match, "at")["at"], today, end=True)
    return Period("", start=day, end=day, unit="day") if day and day <= today else None


def relative_day(match: re.Match[str], today: date) -> Period | None:
    words = match.group().lower()
    for offset, names in enumerate(vocabulary("periods")["days"]):
        if words in names:
            day = today - timedelta(days=offset)
            return Period("", start=day, end=day, unit="day")
    index = vocabulary("periods")["weekdays"].index(
        next(w for w in vocabulary("periods")["weekdays"] if w in words)
    )
    day = today - timedelta(days=(today.weekday() - index) % 7)
    return Period(
        "", start=day, end=None if "since" in words else day, unit="since" if "since" in words else "day"
    )


def session(match: re.Match[str], today: date) -> Period | None:
    return Period("", sessions=1)


def all_time(match: re.Match[str], today: date) -> Period | None:
    return Period("", start=date(1900, 1, 1), unit="since")


def abbreviated(match: re.Match[str], today: date) -> Period | None:
    return to_date(either(match, "unit"), today)


def previous_named(match: re.Match[str], today: date) -> Period | None:
    return previous(either(match, "unit"), today)


def half_named(match: re.Match[str], today: date) -> Period | None:
    return half(either(match, "half", "year"), today)


def named_year_either(match: re.Match[str], today: date) -> Period | None:
    return named_year(either(match, "year"), today)


def this_year(match: re.Match[str], today: date) -> Period | None:
    return Period("", start=date(today.year - 1, 12, 31), unit="to_date")
