"""Stretches of time in people's words: "past month", "since early 2021", "in Q3 2022", 近一个月, 今年以来.

What a period means is fixed here once: a base (`start`: returns are measured from the last close on or before it) and
an end, or a number of sessions counted back from the last close. "Since the start of 2021" is therefore based on the
last close of 2020; "since 5 January 2021" on the close of that day. A loose base ("early 2021") keeps its latest
possible start as well.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from copilot.types import Span

__all__ = ["Period", "dates", "periods", "vocabulary"]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that somebody named."""

    words: str
    span: Span = Span(0, 0)
    sessions: int | None = None  # counted back from the last close; then `start` is None
    start: date | None = None
    end: date | None = None  # None: the last close
    latest_start: date | None = None  # a loose base: any start from `start` to this day fits the words
    unit: str = "trailing"  # trailing | to_date | since | calendar | day

    @property
    def key(self) -> tuple[object, ...]:
        """What it means, whatever it was called."""
        return (self.sessions, self.start, self.end, self.latest_start)


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """One of the analyst's word lists (`vocabulary/NAME.toml`)."""
    text = (resources.files("copilot.analyst") / "vocabulary" / f"{name}.toml").read_text("utf8")
    return tomllib.loads(text)


def periods(text: str, today: date) -> tuple[Period, ...]:
    """Every stretch of time that `text` names, in its order; the longest reading wins where two overlap."""
    found: list[Period] = []
    for pattern, read in _grammar():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(span.overlaps(other.span) for other in found):
                continue
            period = read(match, today)
            if period is not None:
                found.append(replace(period, words=match.group().strip(" ,"), span=span))
    return tuple(sorted(found, key=lambda period: period.span))


def dates(text: str, today: date) -> tuple[date, ...]:
    """The calendar days that `text` names outright, in its order."""
    found = (_day(match, today) for match in re.compile(_DATE, re.I).finditer(text))
    return tuple(day for day in found if day is not None)


# --- numbers, months and days ------------------------------------------------------------------------------------

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = (
    rf"{_YEAR}-\d\d?-\d\d?|{_YEAR}/\d\d?/\d\d?|{_YEAR}年\d\d?月\d\d?[日号]|\b{_MONTH}\s+\d\d?(?:st|nd|rd|th)?,?\s+{_YEAR}"
    rf"|\b\d\d?(?:st|nd|rd|th)?\s+{_MONTH},?\s+{_YEAR}|\b{_MONTH}\s+\d\d?(?:st|nd|rd|th)?\b(?!\s*{_YEAR})"
    rf"|\b\d\d?(?:st|nd|rd|th)?\s+{_MONTH}(?!\w)|(?<!\d)\d\d?月\d\d?[日号]"
)
_COUNT = (
    r"(?:\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|"
    r"sixty|ninety|hundred|couple of|few)"
)
_ZH_COUNT = r"(?:\d{1,4}|[一二两三四五六七八九十百半]{1,4})"
_ZH_DIGIT = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def _count(words: str) -> int:
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
            current = _ZH_DIGIT.get(sign, 0)
    return total + current


def _month(words: str) -> int:
    return _MONTHS.index(words[:3].lower()) + 1


def _real(year: int, month: int, day: int) -> date | None:
    return date(year, month, day) if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] else None


def _day(match: re.Match[str], today: date) -> date | None:
    """The day that a match of `_DATE` names; without a year the latest such day not after today."""
    text = match.group()
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    named = re.search(_MONTH, text, re.I)
    month = _month(named.group()) if named and not re.search(r"[-/月]", text) else None
    year = next((number for number in numbers if number > 1000), None)
    rest = [number for number in numbers if number <= 1000]
    if month is None:
        month, *rest = rest
    if not rest:
        return None
    if year is not None:
        return _real(year, month, rest[0])
    this = _real(today.year, month, rest[0])
    return this if this is None or this <= today else _real(today.year - 1, month, rest[0])


def back(today: date, months: int) -> date:
    """The same day `months` calendar months earlier, or the last day of that month."""
    index = today.year * 12 + today.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _before(day: date) -> date:
    return day - timedelta(days=1)


# --- what each wording means -------------------------------------------------------------------------------------

_Read = Callable[[re.Match[str], date], "Period | None"]


def _calendar(first: date, last: date, today: date) -> Period | None:
    """A calendar period: based on the last close before its first day."""
    if first > today:
        return None
    return Period("", start=_before(first), end=last if last < today else None, unit="calendar")


def _trailing(match: re.Match[str], today: date) -> Period | None:
    number, unit = _count(match["n"] or "1"), match["unit"].lower().removeprefix("个")
    if match["n"] == "半":
        number, unit = (6, "月") if "年" in unit else (15, "天")
    if unit.startswith(("sess", "trading", "交易")) or (
        number <= 10 and unit.startswith(("day", "日", "天"))
    ):
        return Period("", sessions=number) if number else None
    if unit.startswith(("day", "日", "天")):
        return Period("", start=today - timedelta(days=number))
    if unit.startswith(("week", "周", "星期")):
        return Period("", start=today - timedelta(days=7 * number))
    months = {"mo": 1, "m": 1, "月": 1, "个月": 1, "q": 3, "季": 3, "y": 12, "年": 12}
    scale = next(value for key, value in months.items() if unit.startswith(key))
    return Period("", start=back(today, scale * number)) if number * scale <= 12 * 50 else None


def _to_date(match: re.Match[str], today: date) -> Period | None:
    unit = match["unit"].lower()
    first = _first_of(unit, today)
    return Period("", start=_before(first), unit="to_date")


def _first_of(unit: str, today: date) -> date:
    if unit.startswith(("w", "周", "星期")):
        return today - timedelta(days=today.weekday())
    if unit.startswith(("mo", "mtd", "月")):
        return today.replace(day=1)
    if unit.startswith(("q", "季")):
        return today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    return today.replace(month=1, day=1)


def _previous(match: re.Match[str], today: date) -> Period | None:
    unit = match["unit"].lower()
    last = _before(_first_of(unit, today))
    return _calendar(_first_of(unit, last), last, today)


def _year_part(match: re.Match[str], today: date) -> Period | None:
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
        else Period("", start=_before(first), latest_start=min(last, today), unit="since")
    )


def _since(match: re.Match[str], today: date) -> Period | None:
    """Since a day, a month, a year, or the start of one."""
    text = match["what"]
    days = dates(text, today)
    if days:
        return Period("", start=days[0], unit="since") if days[0] <= today else None
    year = re.search(_YEAR, text)
    month = re.search(_MONTH, text, re.I) if not re.search("月", text) else None
    zh_month = re.search(r"(\d\d?)月", text)
    number = _month(month.group()) if month else int(zh_month[1]) if zh_month else 1
    if not 1 <= number <= 12:
        return None
    which = int(year.group()) if year else today.year - (number > today.month)
    first = date(which, number, 1)
    if match.group().lower().startswith("after"):  # after a month or a year: once it is over
        first = date(
            which + (month is None or number == 12), 1 if month is None or number == 12 else number + 1, 1
        )
    return Period("", start=_before(first), unit="since") if first <= today else None


def _between(match: re.Match[str], today: date) -> Period | None:
    first, last = (_bound(match[name], today, end=name == "to") for name in ("from", "to"))
    if first is None or last is None or first >= last or first > today:
        return None
    return Period("", start=first, end=last if last < today else None, unit="since")


def _since_end(match: re.Match[str], today: date) -> Period | None:
    """Since the end of a month or a year."""
    base = _bound(_either(match, "from")["from"], today, end=True)
    return Period("", start=base, unit="since") if base and base < today else None


def _bound(text: str, today: date, *, end: bool) -> date | None:
    """A day; of a month or a year its base (the day before it begins), or its last day when it is an end."""
    end = end or bool(re.search(r"end\s+of|[底末]", text))
    if re.search("[去上]年", text):
        return date(today.year - 1, 12, 31)
    days = dates(text, today)
    if days:
        return days[0]
    year = re.search(_YEAR, text)
    month = re.search(_MONTH, text, re.I)
    zh_month = re.search(r"(\d\d?)月", text)
    number = int(zh_month[1]) if zh_month else _month(month.group()) if month else None
    which = int(year.group()) if year else today.year - (number is not None and number > today.month)
    if number is None:
        return date(which, 12, 31) if end else date(which - 1, 12, 31)
    if not 1 <= number <= 12:
        return None
    return date(which, number, monthrange(which, number)[1]) if end else _before(date(which, number, 1))


def _quarter(match: re.Match[str], today: date) -> Period | None:
    words = match["q"].lower()
    number = next(int(key) for key, names in vocabulary("periods")["ordinals"].items() if words in names)
    year = int(match["year"]) if match["year"] else today.year
    first = date(year, 3 * number - 2, 1)
    last = date(year, 3 * number, monthrange(year, 3 * number)[1])
    return _calendar(first, last, today)


def _half(match: re.Match[str], today: date) -> Period | None:
    year = int(match["year"]) if match["year"] else today.year
    second = match["half"].lower() in ("second", "2", "下")
    return (
        _calendar(date(year, 7, 1), date(year, 12, 31), today)
        if second
        else _calendar(date(year, 1, 1), date(year, 6, 30), today)
    )


def _named_month(match: re.Match[str], today: date) -> Period | None:
    words = match["month"]
    number = int(words) if words.isdecimal() else _month(words)
    if not 1 <= number <= 12:
        return None
    year = int(match["year"]) if match["year"] else today.year - (number > today.month)
    return _calendar(date(year, number, 1), date(year, number, monthrange(year, number)[1]), today)


def _named_year(match: re.Match[str], today: date) -> Period | None:
    year = int(match["year"])
    return _calendar(date(year, 1, 1), date(year, 12, 31), today)


def _single(match: re.Match[str], today: date) -> Period | None:
    days = dates(match.group(), today)
    return Period("", start=days[0], end=days[0], unit="day") if days and days[0] <= today else None


def _relative_day(match: re.Match[str], today: date) -> Period | None:
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


def _all_time(match: re.Match[str], today: date) -> Period | None:
    return Period("", start=date(1900, 1, 1), unit="since")


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], _Read], ...]:
    return tuple((re.compile(pattern, re.I), read) for pattern, read in _patterns())


def _patterns() -> Iterator[tuple[str, _Read]]:
    """Longer and more definite wordings first."""
    unit = r"(?:trading[ -](?:days?|sessions?)|sessions?|days?|weeks?|months?|quarters?|years?)"
    zh_unit = r"(?:个?交易日|个?月|天|日|个?星期|周|个?季度|年)"
    ending = rf"(?:the\s+)?end\s+of\s+(?:{_MONTH}(?:\s+{_YEAR})?|{_YEAR})|(?:{_YEAR}年)?\d\d?月[底末]|{_YEAR}年[底末]|[去上]年[底末]"
    bound = rf"(?:{ending}|{_DATE}|{_MONTH}\s+{_YEAR}|{_YEAR}年\d\d?月|{_YEAR}年?)"
    yield (
        rf"(?:since|自|从)\s*(?P<from>{ending})(?:以来|至今|起)?|(?P<from2>{ending})(?:以来|至今|起)",
        _since_end,
    )
    yield (
        rf"(?:below|above|over|under|from|than)\s+(?:its\s+|the\s+)?level\s+(?:at|of|on)\s+(?P<from>{bound})\s+on\s+(?P<to>{bound})",
        _between,
    )
    yield (
        rf"(?:below|above|over|under|from|than)\s+(?:its\s+|the\s+)?level\s+(?:at|of|on)\s+(?P<from>{bound})",
        _since_end,
    )
    yield rf"after\s+(?P<from>{ending})", _since_end
    yield rf"(?:from|between)\s+(?P<from>{bound})\s*(?:to|until|and|through|-|–)\s*(?P<to>{bound})", _between
    yield rf"(?:从|自)?(?P<from>{bound})\s*(?:到|至|—|~)\s*(?P<to>{bound})(?:期间|之间)?", _between
    parts = "|".join(w for words in vocabulary("periods")["parts"].values() for w in words)
    yield rf"since\s+(?:the\s+)?(?P<part>{parts})[\s-]+(?:of\s+)?(?P<year>{_YEAR})", _year_part
    yield rf"(?:自|从)?(?P<year>{_YEAR})年(?P<part>{parts})(?:以来|至今|起|开始|到现在)", _year_part
    yield (
        rf"\b(?:ever\s+since|since|after)\s+(?:(?:the\s+)?(?:start|beginning|turn)\s+of\s+)?"
        rf"(?P<what>{_DATE}|{_MONTH}(?:\s+{_YEAR})?(?!\w)|{_YEAR})",
        _since,
    )
    yield rf"\bfrom\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?P<what>{_MONTH}(?:\s+{_YEAR})?|{_YEAR})", _since
    yield (
        rf"(?:自|从)?(?P<what>{_YEAR}年\d\d?月\d\d?[日号]|{_YEAR}-\d\d?-\d\d?|{_YEAR}年\d\d?月|{_YEAR}年|\d\d?月\d\d?[日号]|\d\d?月)"
        r"(?:初|年初|底)?(?:以来|至今|起至今|起|开始|到现在)",
        _since,
    )
    yield r"\bsince\s+(?:last\s+)?(?:mon|tues|wednes|thurs|fri)day", _relative_day
    yield r"\b(?P<unit>year|month|quarter|week)[- ]to[- ]date\b|\b(?P<unit2>ytd|mtd|qtd|wtd)\b", _abbreviated
    yield (
        r"\b(?:for|over|in) the (?:whole |full )?year(?: to (?:that|this) day)?\b(?! (?:before|ago|to [A-Z]|ended))",
        _this_year,
    )
    yield r"\b(?:so far )?this (?P<unit>year|month|quarter|week)(?: so far)?\b", _to_date
    yield r"\bsince the (?:start|beginning) of (?:the|this) (?P<unit>year|month|quarter|week)\b", _to_date
    yield r"年初至今|年初以来|今年以来|今年至今|今年(?!年?(?:[一二三四]季|第|[上下]半年|\d))|年内", _this_year
    yield r"(?:本|这个?|这一)(?P<unit>周|星期|月|季度?|年)(?:以来|至今)?", _to_date
    yield (
        rf"(?:(?:over|in|for|during|within)\s+)?(?:the\s+)?(?:last|past|previous|trailing|recent)\s+(?P<n>{_COUNT})[\s-]+(?P<unit>{unit})\b",
        _trailing,
    )
    yield (
        r"(?:(?:over|in|for|during|within)\s+)?(?:the\s+|a\s+)?(?:past|trailing)\s+(?P<n>)(?P<unit>week|month|quarter|year)\b",
        _trailing,
    )
    yield (
        r"(?:over|for|during|within|in)\s+the\s+last\s+(?P<n>)(?P<unit>week|month|quarter|year)\b",
        _trailing,
    )
    yield (
        rf"\b(?P<n>{_COUNT})[\s-](?P<unit>{unit})\b(?!\s*(?:moving|simple|average|avg|sma|ma|ema|high|low|line|forecast))",
        _trailing,
    )
    yield r"\b(?P<n>\d{1,2})(?P<unit>y|mo?|w)\b", _trailing
    yield rf"(?:近|过去|最近|前|这)的?\s*(?P<n>{_ZH_COUNT})\s*(?P<unit>{zh_unit})(?:以来|内|来)?", _trailing
    yield (
        r"\blast (?P<unit>week|month|quarter|year)\b|\bthe previous (?P<unit2>week|month|quarter|year)\b",
        _previous_named,
    )
    yield r"(?:上个?|上一个?|去)(?P<unit>周|星期|月|季度?|年)", _previous
    ordinals = "|".join(w for words in vocabulary("periods")["ordinals"].values() for w in words)
    yield rf"\bq?(?P<q>{ordinals})(?:\s+quarter)?(?:\s+of)?\s*(?P<year>{_YEAR})", _quarter
    yield rf"(?:(?P<year>{_YEAR})\s*年?\s*)?(?:第)?(?P<q>{ordinals})季度", _quarter
    yield r"\b(?P<q>q[1-4])(?P<year>)\b", _quarter
    yield (
        rf"\b(?P<half>first|second)\s+half\s+of\s+(?P<year>{_YEAR})|\bh(?P<half2>[12])\s+(?P<year2>{_YEAR})",
        _half_named,
    )
    yield rf"(?:(?P<year>{_YEAR})年|今年)(?P<half>上|下)半年", _half
    yield rf"(?:\bon\s+|在)?(?:{_DATE})(?:当天|那天)?", _single
    yield rf"\b(?:in|during|for)\s+(?P<month>{_MONTH})(?:\s+(?P<year>{_YEAR}))?(?!\w)", _named_month
    yield rf"\b(?P<month>{_MONTH})\s+(?P<year>{_YEAR})", _named_month
    yield rf"(?:(?P<year>{_YEAR})年)?(?P<month>\d\d?)月份?(?!\d)", _named_month
    yield (
        rf"\b(?:in|during|for|of|calendar)\s+(?P<year>{_YEAR})\b|(?P<year2>{_YEAR})\s*年(?:全年)?",
        _named_year_either,
    )
    days = "|".join(w for words in vocabulary("periods")["days"] for w in words)
    yield rf"(?<!\w)(?:{days})(?!\w)" if days.isascii() else rf"(?:{days})", _relative_day
    yield r"\b(?:on|last)\s+(?:mon|tues|wednes|thurs|fri)day\b", _relative_day
    yield r"\ball[- ]time\b|\bsince inception\b|有史以来|有记录以来", _all_time


class _Renamed:
    """A match whose alternatives use numbered group names ("unit2") read as one ("unit")."""

    def __init__(self, match: re.Match[str], **groups: str) -> None:
        self._match, self._groups = match, groups

    def __getitem__(self, name: str) -> str:
        return self._groups.get(name) or self._match[name]

    def group(self) -> str:
        return self._match.group()


def _either(match: re.Match[str], *names: str) -> Any:
    numbered = match.groupdict()
    groups = {name: match[name] or numbered.get(f"{name}2") or "" for name in names}
    return _Renamed(match, **groups)


def _abbreviated(match: re.Match[str], today: date) -> Period | None:
    return _to_date(_either(match, "unit"), today)


def _previous_named(match: re.Match[str], today: date) -> Period | None:
    return _previous(_either(match, "unit"), today)


def _half_named(match: re.Match[str], today: date) -> Period | None:
    return _half(_either(match, "half", "year"), today)


def _named_year_either(match: re.Match[str], today: date) -> Period | None:
    return _named_year(_either(match, "year"), today)


def _this_year(match: re.Match[str], today: date) -> Period | None:
    return Period("", start=date(today.year - 1, 12, 31), unit="to_date")
