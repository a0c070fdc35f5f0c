"""Stretches that are named by weeks, parts of a month, seasons and parts of another year: "the first week of March",
"since last month", 上周五, 去年四季度."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from copilot.analyst.days import (
    COUNT,
    DATE,
    MONTH,
    YEAR,
    ZH_COUNT,
    count_of,
    dates,
    month_of,
    real_day,
    vocabulary,
)
from copilot.analyst.meanings import Period, Read, calendar, previous

__all__ = ["FRIDAY", "monday", "weeks"]

_ORDER = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1, "final": -1,
    "一": 1, "二": 2, "三": 3, "四": 4, "最后一": -1,
}  # fmt: skip
FRIDAY = 4


def weeks() -> Iterator[tuple[str, Read]]:
    """Weeks of a month, the week of a day, weekdays in Chinese, and parts of last year."""
    yield from _running()
    yield from _within_months()
    yield from _parts_of_years()


def _running() -> Iterator[tuple[str, Read]]:
    yield (
        r"\b(?:since|from) (?:the start of )?last (?P<unit>week|month|quarter|year)\b(?!.?s?\W+(?:high|low|peak|close|end))"
        r"|(?:自|从)(?P<unit2>去年|上周|上个?月|上个?季度)(?:以来|至今|起|开始)|(?P<unit3>去年|上周|上个?月|上个?季度)(?:以来|至今)",
        _since_last,
    )
    yield (
        r"\b(?:since|from) (?:the )?end of last (?P<unit>week|month|quarter|year)\b|(?:自|从)?(?P<unit2>去年|上周|上个?月|上个?季度)年?[底末](?:以来|至今|起)",
        _since_its_end,
    )
    yield (
        rf"\bsince (?:the )?(?P<part>early|mid|middle of|late)[\s-](?P<month>{MONTH})(?:\s+(?P<year>{YEAR}))?",
        _month_part,
    )


def _within_months() -> Iterator[tuple[str, Read]]:
    order = "|".join(word for word in _ORDER if word.isascii())
    yield (
        r"\b(?P<since>since )?(?:(?P<which>last|this) (?P<season>spring|summer|autumn|fall|winter)|the (?P<season2>spring|summer|autumn|winter))\b"
        r"|(?P<which2>[去今])年(?P<season3>[春夏秋冬])[天季](?P<since2>以来|至今)?",
        _season,
    )
    yield (
        rf"\b(?:in |during |over )?the first (?P<n>{COUNT}) months? of (?:(?P<year>{YEAR})|(?P<which>this|last) year|the year)"
        rf"|(?:(?P<year2>{YEAR})年|(?P<which2>[今去])年)的?(?:前|头)(?P<n2>{ZH_COUNT})个?月",
        _first_months,
    )
    yield (
        rf"\bfrom (?P<from>{MONTH}) (?:to|through|until) (?P<to>{MONTH})(?:\s+(?P<year>{YEAR}))?(?! ?\d)",
        _months,
    )
    yield (
        rf"\b(?:from|between) (?P<from>\d\d?)(?:st|nd|rd|th)? (?:to|and|through|until|[-–]) (?P<to>\d\d?)(?:st|nd|rd|th)? (?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
        _days_of_month,
    )
    yield (
        rf"\b(?:in |during |over |for )?(?:the )?(?P<n>{order})(?: full)? week (?:of|in) (?P<month>{MONTH})(?:,?\s+(?P<year>{YEAR}))?",
        _week_of_month,
    )
    yield (
        rf"(?:(?P<year>{YEAR})年|今年)?(?P<month>\d\d?)月(?:份)?的?(?:第(?P<n>[一二三四])|(?P<n2>最后一))(?:个)?(?:周|星期)",
        _week_of_month,
    )
    yield rf"(?:在|从)?(?P<year>{YEAR})年(?:年)?初(?!以来|至今|起|开始)", _year_start
    yield (
        rf"\b(?:in |during |over |for )?(?:the )?week (?:of|ended|ending|to|through) (?:{DATE})",
        _week_of_day,
    )
    yield r"(?P<which>上|本|这)?个?(?:周|星期|礼拜)(?P<day>[一二三四五])(?!线)", _weekday


def _parts_of_years() -> Iterator[tuple[str, Read]]:
    ordinals = "|".join(word for words in vocabulary("periods")["ordinals"].values() for word in words)
    yield (
        rf"\b(?:in |during |for )?(?:the )?(?P<q>{ordinals})(?: quarter)? (?:of )?(?P<which>last|this) year\b"
        rf"|(?P<which2>[去今])年的?(?:第)?(?P<q2>{ordinals})季度?",
        _quarter,
    )
    yield (
        rf"\b(?:in )?(?P<month>{MONTH}) (?:of )?(?P<which>last|this) year\b|(?P<which2>[去今])年的?(?P<month2>\d\d?)月份?(?!\d)",
        _month,
    )
    yield (
        r"(?P<which>[去今])年的?(?P<half>[上下])半年|\b(?:the )?(?P<half2>first|second) half of (?P<which2>last|this) year\b",
        _half,
    )
    yield (
        r"\b(?:the )?(?P<half>first|second) half(?: of the year)?\b(?! of (?:19|20)\d\d)|(?<![去今年])(?P<half2>[上下])半年",
        _half,
    )


def _week_of_month(match: re.Match[str], today: date) -> Period | None:
    """Weeks from Monday to Friday; one that begins in the month before belongs to where its Monday's week has the 1st
    on a weekday."""
    groups = match.groupdict()
    words = match["month"]
    month = int(words) if words.isdecimal() else month_of(words)
    if not 1 <= month <= 12:
        return None
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    number = _ORDER[(match["n"] or groups.get("n2") or "").lower()]
    if number > 0:
        first = date(year, month, 1)
        first += timedelta(days=(7 - first.weekday()) % 7 if first.weekday() > FRIDAY else 0)
        start = first if number == 1 else monday(first) + timedelta(weeks=number - 1)
    else:
        last = _end(year, month)
        last -= timedelta(days=max(0, last.weekday() - FRIDAY))
        return calendar(monday(last), last, today)
    return calendar(start, monday(start) + timedelta(days=FRIDAY), today)


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _week_of_day(match: re.Match[str], today: date) -> Period | None:
    days = dates(match.group(), today)
    if not days:
        return None
    return calendar(monday(days[0]), monday(days[0]) + timedelta(days=FRIDAY), today)


def _year_start(match: re.Match[str], today: date) -> Period | None:
    """2021年初投入: from the last close of the year before."""
    base = date(int(match["year"]) - 1, 12, 31)
    return Period("", start=base, unit="since") if base < today else None


def _since_last(match: re.Match[str], today: date) -> Period | None:
    """ "Since last month": from its beginning on."""
    last = _previous(match, today)
    return replace(last, end=None, unit="since") if last is not None else None


def _since_its_end(match: re.Match[str], today: date) -> Period | None:
    last = _previous(match, today)
    return Period("", start=last.end, unit="since") if last is not None else None


def _previous(match: re.Match[str], today: date) -> Period | None:
    groups = match.groupdict()
    words = (groups.get("unit") or groups.get("unit2") or groups.get("unit3") or "").lower()
    return previous({"unit": words.lstrip("上去个")}, today)


_SEASONS = {
    "spring": 3,
    "summer": 6,
    "autumn": 9,
    "fall": 9,
    "winter": 12,
    "春": 3,
    "夏": 6,
    "秋": 9,
    "冬": 12,
}


def _season(match: re.Match[str], today: date) -> Period | None:
    """ "Last summer" is the latest one that is over; since a season is from its first day on."""
    groups = match.groupdict()
    month = _SEASONS[(groups["season"] or groups["season2"] or groups["season3"] or "").lower()]
    year = today.year - (groups["which2"] == "去")
    first, last = date(year, month, 1), _end(year + (month > 10), (month + 1) % 12 + 1)
    while first > today or (groups["which"] == "last" and last >= today):
        year -= 1
        first, last = date(year, month, 1), _end(year + (month > 10), (month + 1) % 12 + 1)
    if groups["since"] or groups["since2"]:
        return Period("", start=first - timedelta(days=1), unit="since")
    return calendar(first, last, today)


def _month_part(match: re.Match[str], today: date) -> Period | None:
    """A third of a month: any start from its first day to its last fits the words."""
    month = month_of(match["month"])
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    part = {"e": 0, "m": 1, "l": 2}[match["part"][0].lower()]
    first = date(year, month, 1 + 10 * part)
    return Period("", start=first - timedelta(days=1), unit="since") if first <= today else None


def _first_months(match: re.Match[str], today: date) -> Period | None:
    groups = match.groupdict()
    count = count_of(groups["n"] or groups["n2"] or "")
    given = groups["year"] or groups["year2"]
    year = int(given) if given else _year(match, today)
    return calendar(date(year, 1, 1), _end(year, count), today) if 1 <= count <= 12 else None


def _months(match: re.Match[str], today: date) -> Period | None:
    first, last = month_of(match["from"]), month_of(match["to"])
    year = int(match["year"]) if match["year"] else today.year - (last > today.month)
    return calendar(date(year - (first > last), first, 1), _end(year, last), today)


def _days_of_month(match: re.Match[str], today: date) -> Period | None:
    month = month_of(match["month"])
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    first, last = (real_day(year, month, int(match[name])) for name in ("from", "to"))
    if first is None or last is None or first >= last or first > today:
        return None
    return Period("", start=first, end=last if last < today else None, unit="since")


def _weekday(match: re.Match[str], today: date) -> Period | None:
    index = vocabulary("periods")["zh_weekdays"]["names"].index(match["day"])
    day = monday(today) + timedelta(days=index) - timedelta(weeks=match["which"] == "上")
    if day > today and not match["which"]:
        day -= timedelta(weeks=1)
    return Period("", start=day, end=day, unit="day") if day <= today else None


def _year(match: re.Match[str], today: date) -> int:
    groups = match.groupdict()
    which = groups.get("which") or groups.get("which2") or ""
    return today.year - (which.lower() in ("last", "去"))


def _quarter(match: re.Match[str], today: date) -> Period | None:
    words = (match["q"] or match["q2"]).lower()
    number = next(int(key) for key, names in vocabulary("periods")["ordinals"].items() if words in names)
    year = _year(match, today)
    return calendar(date(year, 3 * number - 2, 1), _end(year, 3 * number), today)


def _month(match: re.Match[str], today: date) -> Period | None:
    words = match["month"] or match["month2"]
    number = int(words) if words.isdecimal() else month_of(words)
    year = _year(match, today)
    return calendar(date(year, number, 1), _end(year, number), today) if 1 <= number <= 12 else None


def _half(match: re.Match[str], today: date) -> Period | None:
    second = (match["half"] or match["half2"]).lower() in ("second", "下")
    year = _year(match, today)
    return calendar(date(year, 7 if second else 1, 1), _end(year, 12 if second else 6), today)


def _end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
