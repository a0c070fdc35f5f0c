"""Stretches of time as people and tools write them: dates, quarters, fiscal years, "30d", "year to date", "今年以来"."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from copilot.types import Span, Window

__all__ = ["Kind", "Period", "periods", "window_periods"]


class Kind(StrEnum):
    DATE = "date"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    MONTHS = "months"  # the first nine months of a year
    RANGE = "range"
    SINCE = "since"
    ROLLING = "rolling"
    YTD = "ytd"
    DAY = "day"  # today, on the day, 1d
    PRIOR = "prior"  # a year earlier, the previous quarter
    NEXT = "next"  # still to come


CALENDAR = {Kind.DATE, Kind.MONTH, Kind.QUARTER, Kind.HALF, Kind.YEAR, Kind.MONTHS, Kind.RANGE, Kind.SINCE}


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of time; fields that its words do not give stay None."""

    kind: Kind
    span: Span = Span(0, 0)
    year: int | None = None
    index: int | None = None  # month, quarter or half of the year
    day: date | None = None
    start: date | None = None
    count: int | None = None  # of a rolling window
    unit: str = ""  # day, session, week, month, quarter, year
    fiscal: bool = False
    words: str = ""
    month_day: tuple[int, int] | None = None  # a date without a year

    @property
    def calendar(self) -> bool:
        return self.kind in CALENDAR


_MONTHS = {
    name: number
    for number, names in enumerate(
        ["jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august", "sep sept september", "oct october", "nov november", "dec december"],
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted((m.capitalize() for m in _MONTHS), key=len, reverse=True)) + r")\b\.?"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "final": 4, "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2}  # fmt: skip
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50, "sixty": 60, "ninety": 90, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10, "十二": 12, "二十": 20, "三十": 30, "六十": 60, "半": 0}  # fmt: skip
_UNITS = {"d": "day", "day": "day", "days": "day", "calendar day": "calendar", "calendar days": "calendar", "trading day": "session", "trading days": "session", "session": "session", "sessions": "session", "trading session": "session", "trading sessions": "session", "business day": "session", "business days": "session", "td": "session", "w": "week", "wk": "week", "week": "week", "weeks": "week", "m": "month", "mo": "month", "mth": "month", "month": "month", "months": "month", "q": "quarter", "quarter": "quarter", "quarters": "quarter", "y": "year", "yr": "year", "year": "year", "years": "year", "yrs": "year", "天": "day", "日": "day", "个交易日": "session", "交易日": "session", "个自然日": "calendar", "自然日": "calendar", "周": "week", "个月": "month", "月": "month", "个季度": "quarter", "季度": "quarter", "年": "year", "年期": "year"}  # fmt: skip
_YEAR = r"(?:19|20)\d\d"
_FY = rf"(?:(?P<fy{{0}}>FY\s?'?|fiscal\s(?:year\s)?|financial year )?(?P<y{{0}}>{_YEAR}|(?<=FY)\d\d|(?<=FY')\d\d))"
_RELATIVE = {
    "ytd": Kind.YTD, "year to date": Kind.YTD, "for the year": Kind.YTD, "on the year": Kind.YTD, "year-to-date": Kind.YTD, "so far this year": Kind.YTD, "since the start of the year": Kind.YTD,
    "since the beginning of the year": Kind.YTD, "for the year to date": Kind.YTD, "this year": Kind.YTD, "since january 1": Kind.YTD, "on the year so far": Kind.YTD,
    "今年以来": Kind.YTD, "年初至今": Kind.YTD, "年内": Kind.YTD, "年初以来": Kind.YTD, "今年迄今": Kind.YTD,
    "today": Kind.DAY, "on the day": Kind.DAY, "for the day": Kind.DAY, "in the session": Kind.DAY, "for the session": Kind.DAY, "on the session": Kind.DAY, "yesterday": Kind.DAY,
    "intraday": Kind.DAY, "daily": Kind.DAY, "1d": Kind.DAY, "1-day": Kind.DAY, "one-day": Kind.DAY, "last session": Kind.DAY, "latest session": Kind.DAY, "from the previous close": Kind.DAY,
    "今日": Kind.DAY, "今天": Kind.DAY, "当日": Kind.DAY, "当天": Kind.DAY, "日内": Kind.DAY, "昨日": Kind.DAY, "昨天": Kind.DAY, "单日": Kind.DAY, "较前一交易日": Kind.DAY, "较上一交易日": Kind.DAY,
}  # fmt: skip
_PRIOR = (
    r"(?:a|one) year (?:earlier|ago|before)|(?:the )?(?:prior|previous|preceding|last|year[- ]ago|year[- ]earlier)[- ](?:fiscal )?(?:year|quarter|month|week|period|session|reading|print)(?:'s)?"
    r"|(?:the )?same (?:period|quarter|month)(?: of)?(?: a year earlier| last year| the previous year)?|(?:a|one|the) (?:quarter|month|week) (?:earlier|ago|before)|the year (?:earlier|before)|year[- ](?:ago|earlier)"
    r"|previously|上年同期|去年同期|上年|去年|上一?季度|上一?个?月|上期|前值|前一?季度|前一?个?月|上一年|此前"
)


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    year = _FY.format
    fiscal = rf"(?:FY\s?'?(?:{_YEAR}|\d\d)|fiscal(?: year)?[ -]{_YEAR}|financial year {_YEAR}|{_YEAR})"
    quarter_word = r"(?P<o>first|second|third|fourth|final|1st|2nd|3rd|4th)[- ](?P<fq>fiscal[- ])?(?P<part>quarter|half)s?"
    flags = re.IGNORECASE
    del year
    return tuple(
        (name, re.compile(pattern, flags))
        for name, pattern in (
            ("iso", rf"(?<!\d)(?P<y>{_YEAR})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)"),
            ("zh_months", rf"(?:(?P<y>{_YEAR})年?)?(?<!\d)0?1月?\s?[-—–~～至到]\s?(?P<m>1[0-2]|0?[2-9])月(?:份)?(?!\d)|(?:(?P<y2>{_YEAR})年)?前(?P<m2>1[01]|[2-9]|[两二三四五六七八九十]|十一)个月"),
            ("ym", rf"(?<![\d.,])(?P<y>{_YEAR})(?:[-/]|M)(?P<m>0[1-9]|1[0-2])(?![\d/.-])"),
            ("zh_date", rf"(?:(?P<y>{_YEAR})年)?(?P<m>\d\d?)月(?P<d>\d\d?)[日号]"),
            ("mdy", rf"\b(?P<mon>{_MONTH}) (?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<y>{_YEAR}))?(?![\d%.]*\d)"),
            ("dmy", rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)? (?P<mon>{_MONTH})(?: (?P<y>{_YEAR}))?"),
            ("span_m", rf"(?:(?P<y>{_YEAR})年)?(?<![\d.])1月?\s?[-–—~～至到]{{1,2}}\s?(?P<n>1[0-2]|[2-9])月(?:份)?(?!\d)"),
            ("next", r"\b(?:next|the coming|the following) (?:fiscal )?(?:quarter|year)\b(?!['’]s)|下一?个?季度|明年"),
            ("nine", rf"(?:(?P<y1>{_YEAR})年)?前(?P<n1>[一二三])季度|first (?P<n2>nine|six|three) months(?: of (?P<fx>{fiscal}))?|\b(?P<n3>9)M ?(?P<y2>{_YEAR}|\d\d)?\b"),
            ("q", rf"(?:\b|(?<=[\u4e00-\u9fff]))(?:(?P<f1>{fiscal}|FY\d\d)['’]?s? ?[-.]?)?(?P<fq>fiscal |F(?=Q))?(?P<t>[QH])(?P<o>[1-4])(?:[ -]?(?:of )?(?P<f2>{fiscal}))?(?![\dA-Za-z])"),
            ("qq", rf"\b(?P<o>[1-4])(?P<t>[QH]) ?(?:FY)?'?(?P<y>{_YEAR}|\d\d)?(?![\dA-Za-z])"),
            ("word_q", rf"\b(?:(?P<f1>{fiscal})['’]?s? )?(?P<fl>fiscal[- ])?{quarter_word}(?:(?: of|,)? (?:the )?(?P<f2>{fiscal}))?"),
            ("zh_q", rf"(?:(?P<y>{_YEAR})(?:年|财年)?(?:第)?)?第?(?P<o>[一二三四1-4])季(?:度|报)?"),
            ("zh_h", rf"(?:(?P<y>{_YEAR})年?)?(?P<o>[上下])半年|(?:(?P<y2>{_YEAR})年?)?(?P<mid>中报|半年报)"),
            ("my", rf"\b(?:(?:early|mid|late)[- ])?(?P<mon>{_MONTH})(?:,? (?:of )?(?P<y>{_YEAR}))(?!\d)"),
            ("zh_past", r"(?:近|过去|最近)(?P<n>\d{1,2}|十二|[一两二三四五六七八九十])(?P<u>月)(?!份|\d)"),
            ("zh_m", rf"(?:(?P<y>{_YEAR})年)?(?<![\d.])(?P<m>1[0-2]|[1-9])月(?:份|底|末|初)?(?!\d)"),
            ("mon", rf"\b(?:in|for|during|of|by|since|through|from|to|and|,|until|between|versus|vs\.?|until|end of) (?P<mon>{_MONTH})(?! \d)"),
            ("fy", rf"\b(?P<f>FY\s?'?(?:{_YEAR}|\d\d)|fiscal(?: year)?[ -](?:{_YEAR}|'?\d\d\b)|financial year {_YEAR}|(?:full[- ]year|calendar year|CY) ?{_YEAR})(?!\d)"),
            ("zh_y", rf"(?P<y>{_YEAR})(?P<fy>财年|财政年度|年度|年)"),
            (
                "in_a",
                r"\b(?:in|over|within|for) (?:just |only )?an? (?:single )?(?P<u>week|month|quarter|year)\b",
            ),
            ("week_to", r"\b(?P<u>week|month|quarter|year)(?= (?:to(?! date)|ended|ending|through) )"),
            ("since_word", r"\bsince (?P<w>inception|launch)\b"),
            ("rolling", r"(?<![\d.,])(?P<n>\d{1,3}|\b(?:" + "|".join(k for k in _NUMBERS if k.isascii() and len(k) > 2) + r"))(?:[- ]|(?=[a-z]))(?:consecutive |straight )?(?P<u>trading[- ]days?|trading[- ]sessions?|business[- ]days?|calendar[- ]days?|sessions?|days?|weeks?|months?|quarters?|years?|yrs?|wk|mo|mth|[dwmy])(?![a-z])"),
            ("past", r"\b(?:over|in|during|for|across)?\s?(?:the )?(?:past|last|trailing|previous|latest|next|preceding) (?P<u>trading day|week|month|quarter|year|decade)\b"),
            ("on", r"\b(?:on|for|in|over) the (?P<u>week|month|quarter|year(?<!for the year)(?<!on the year))\b|\bthis (?P<u2>week|month|quarter)\b"),
            ("zh_roll", r"(?:近|过去|最近|此前|前|连续)?(?<![\d.])(?P<n>\d{1,3}|十二|二十|三十|六十|[一两二三四五六七八九十半])(?P<u>个交易日|个自然日|自然日|交易日|个季度|个月|年期?|周|日|天)(?!均?价)"),
            ("zh_week", r"(?P<w>本周|上周|本月|当月|本季度|当季)"),
            ("relative", r"(?:" + "|".join(sorted((re.escape(w) if not w.isascii() else rf"\b{re.escape(w)}\b" for w in _RELATIVE), key=len, reverse=True)) + ")"),
            ("prior", rf"(?:\b|(?<=[\u4e00-\u9fff]))(?:{_PRIOR})"),
            ("y", rf"(?<![\d.,$€£¥￥/-])(?<!Russell )(?<!CSI )(?P<y>{_YEAR})(?![\d/]|[.,]\d| (?:index|points?|shares|people|jobs)|[%亿万元点家股倍])"),
        )
    )  # fmt: skip


@functools.lru_cache(maxsize=8192)
def periods(text: str) -> tuple[Period, ...]:
    """Every period that the text names, in order, none inside another."""
    found: list[Period] = []
    taken: list[Span] = []
    for name, pattern in _patterns():
        for match in pattern.finditer(text):
            span = Span(match.start(), match.end())
            if name == "mon":
                span = Span(match.start("mon"), match.end("mon"))
            if any(span.overlaps(other) for other in taken):
                continue
            period = _read(name, match)
            if period is not None:
                found.append(replace(period, span=span, words=text[span.start : span.end]))
                taken.append(span)
    found.sort(key=lambda one: one.span)
    return _joined(text, found)


def _joined(text: str, found: list[Period]) -> tuple[Period, ...]:
    """`since March 2020` starts there; two dates with `to` between them are a range."""
    result: list[Period] = []
    for one in found:
        before = text[max(0, one.span.start - 24) : one.span.start].lower()
        after = re.sub("^年?[初中末底]", "", text[one.span.end : one.span.end + 4])[:2]
        if one.calendar and (
            re.search(r"\bsince (?:early |late |mid-?|the start of |the end of )?$|自从?$", before)
            or after == "以来"
        ):
            ended = before.endswith("the end of ") or re.match(
                "年?[末底]", text[one.span.end : one.span.end + 2]
            )
            if one.kind is Kind.MONTH and one.index == 1 and one.year is None and not ended:
                one = replace(one, kind=Kind.YTD)  # "since January"
            else:
                one = replace(one, kind=Kind.SINCE, start=_last_day(one) if ended else _first_day(one))
        elif result and one.kind is Kind.DATE and result[-1].kind is Kind.DATE:
            between = text[result[-1].span.end : one.span.start]
            if re.fullmatch(r"\s*(?:to|through|until|and|–|—|-|至|到|~|与|和)\s*", between):
                first = result.pop()
                start = (
                    first.day
                    or (one.day and first.month_day and _safe(one.day.year, *first.month_day))
                    or None
                )
                if one.day is None and first.day and one.month_day:  # 2022年11月14日至12月28日
                    one = replace(one, day=_safe(first.day.year, *one.month_day))
                one = replace(one, kind=Kind.RANGE, start=start, span=Span(first.span.start, one.span.end))
        result.append(one)
    return tuple(_started(text, one) for one in result)


def _started(text: str, one: Period) -> Period:
    """A lone date after `from` is where a window starts: its end is left open."""
    before = text[max(0, one.span.start - 8) : one.span.start].lower()
    if one.kind is Kind.DATE and one.day and re.search(r"\bfrom (?:the )?$|[自从]$", before):
        return replace(one, kind=Kind.SINCE, start=one.day)
    return one


def _first_day(one: Period) -> date | None:
    if one.day:
        return one.day
    if one.year is None:
        return None
    month = one.index if one.kind is Kind.MONTH else 1
    return date(one.year, month or 1, 1)


def _last_day(one: Period) -> date | None:
    """ "since the end of 2025" counts from that year's last day."""
    if one.day or one.year is None:
        return one.day
    month = one.index if one.kind is Kind.MONTH and one.index else 12
    return date(one.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(words: str | None) -> tuple[int | None, bool]:
    if not words:
        return None, False
    digits = re.search(r"\d{4}|\d\d", words)
    if digits is None:
        return None, False
    number = int(digits.group())
    return (number if number > 99 else 2000 + number), bool(
        re.search(r"fy|fiscal|financial|财", words, re.IGNORECASE)
    )


def _number(words: str) -> int | None:
    return int(words) if words.isdigit() else _NUMBERS.get(words.lower())


def _read(name: str, match: re.Match[str]) -> Period | None:
    groups = match.groupdict()
    reader = _READERS.get(name)
    return reader(groups, match.group()) if reader else None


def _date(groups: dict[str, str | None], words: str) -> Period | None:
    month = (
        int(groups["m"] or 0)
        if groups.get("m")
        else _MONTHS.get((groups.get("mon") or "").lower().rstrip("."), 0)
    )
    day = int(groups["d"] or 0)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if groups.get("y"):
        exact = _safe(int(groups["y"] or 0), month, day)
        return Period(Kind.DATE, day=exact, year=exact.year, index=month) if exact else None
    return Period(Kind.DATE, month_day=(month, day), index=month)


def _quarter(groups: dict[str, str | None], words: str) -> Period | None:
    year, fiscal = _year(groups.get("f1") or groups.get("f2") or groups.get("y"))
    half = (groups.get("t") or "").lower() == "h" or groups.get("part") == "half"
    fiscal = fiscal or bool(groups.get("fq") or groups.get("fl"))
    index = _ORDINALS.get((groups.get("o") or "").lower())
    if half and (index or 0) > 2:
        return None
    unit = "report" if words.endswith("季报") else ""
    return Period(Kind.HALF if half else Kind.QUARTER, year=year, index=index, fiscal=fiscal, unit=unit)


def _zh_half(groups: dict[str, str | None], words: str) -> Period | None:
    year, _ = _year(groups.get("y") or groups.get("y2"))
    return Period(Kind.HALF, year=year, index=1 if groups.get("mid") else _ORDINALS[groups.get("o") or "上"])


def _month(groups: dict[str, str | None], words: str) -> Period | None:
    number = (
        int(groups["m"] or 0)
        if groups.get("m")
        else _MONTHS.get((groups.get("mon") or "").lower().rstrip("."))
    )
    if number is None or (
        (groups.get("mon") or "").lower().rstrip(".") == "may" and not groups.get("y") and "May" not in words
    ):
        return None
    return Period(Kind.MONTH, year=_year(groups.get("y"))[0], index=number)


def _nine(groups: dict[str, str | None], words: str) -> Period | None:
    months = {"一": 3, "二": 6, "三": 9, "nine": 9, "six": 6, "three": 3, "9": 9}
    chosen = groups.get("n1") or groups.get("n2") or groups.get("n3") or ""
    year, fiscal = _year(groups.get("y1") or groups.get("fx") or groups.get("y2"))
    return Period(Kind.MONTHS, year=year, index=months[chosen.lower()], fiscal=fiscal)


def _fiscal(groups: dict[str, str | None], words: str) -> Period | None:
    year, fiscal = _year(groups.get("f"))
    return Period(Kind.YEAR, year=year, fiscal=fiscal)


def _rolling(groups: dict[str, str | None], words: str) -> Period | None:
    count = _number(groups.get("n") or "")
    unit = _UNITS.get((groups.get("u") or "").lower().replace("-", " "))
    if groups.get("n") == "半" and unit in ("year",):
        return Period(Kind.ROLLING, count=6, unit="month")
    if count is None or unit is None or count == 0:
        return None
    if (
        groups.get("u") in ("日", "月", "年")
        and not re.match(r"近|过去|最近|前|连续", words)
        and groups.get("u") != "年"
    ):
        return (
            Period(Kind.ROLLING, count=count, unit=unit)
            if groups.get("u") == "日" and count in (5, 10, 20, 30, 50, 60, 90, 100, 120, 200, 250)
            else None
        )
    if count == 1 and unit in ("day", "session"):
        return Period(Kind.DAY)
    return Period(Kind.ROLLING, count=count, unit=unit)


def _past(groups: dict[str, str | None], words: str) -> Period | None:
    unit = (groups.get("u") or groups.get("u2") or "").lower()
    if unit == "decade":
        return Period(Kind.ROLLING, count=10, unit="year")
    if unit == "trading day":
        return Period(Kind.DAY)
    if re.match(r"(?:the )?(?:previous|last|preceding) ", words, re.IGNORECASE) and unit in (
        "quarter",
        "year",
        "month",
    ):
        return Period(Kind.PRIOR, unit=unit)
    return Period(Kind.ROLLING, count=1, unit=unit)


def _zh_week(groups: dict[str, str | None], words: str) -> Period | None:
    unit = "week" if "周" in words else "month" if "月" in words else "quarter"
    return Period(Kind.ROLLING, count=1, unit=unit)


def _prior(groups: dict[str, str | None], words: str) -> Period | None:
    low = words.lower()
    if low == "this year":
        return None
    unit = (
        "quarter"
        if re.search("quarter|季", low) and "year" not in low and "同" not in low
        else "month"
        if re.search("month|月", low)
        else "week"
        if "week" in low
        else "year"
        if re.search("year|年|同期", low)
        else ""
    )
    return Period(Kind.PRIOR, unit=unit)


_READERS: dict[str, Callable[[dict[str, str | None], str], Period | None]] = {
    "iso": _date, "zh_date": _date, "mdy": _date, "dmy": _date, "ym": _month, "nine": _nine, "q": _quarter, "qq": _quarter, "word_q": _quarter, "zh_q": _quarter,
    "span_m": lambda g, w: Period(Kind.MONTHS, year=_year(g["y"])[0], index=int(g["n"] or 0)),
    "next": lambda g, w: Period(Kind.NEXT),
    "zh_h": _zh_half, "my": _month, "zh_m": _month, "mon": _month, "fy": _fiscal, "rolling": _rolling, "past": _past, "on": _past, "week_to": _past, "in_a": _past, "zh_roll": _rolling, "zh_past": _rolling, "zh_week": _zh_week, "prior": _prior,
    "zh_months": lambda g, w: Period(
        Kind.MONTHS, year=_year(g["y"] or g["y2"])[0], index=_number((g["m"] or g["m2"] or "").lstrip("0"))
    ),
    "zh_y": lambda g, w: Period(Kind.YEAR, year=int(g["y"] or 0), fiscal="财" in (g["fy"] or "")),
    "y": lambda g, w: Period(Kind.YEAR, year=int(g["y"] or 0)),
    "relative": lambda g, w: Period(_RELATIVE[w.lower()]),
    "since_word": lambda g, w: Period(Kind.SINCE),
}  # fmt: skip


_LENGTH_ZH = re.compile(r"^(\d{1,3}[日月年])$")  # a window of "1日" is a length, no day of a month


def window_periods(window: Window | None, as_of: date | None) -> tuple[Period, ...]:
    """What a datum's window and as-of say of time."""
    found: list[Period] = []
    if window is not None:
        if window.words:
            found += periods(_LENGTH_ZH.sub(r"近\1", window.words.strip().replace("_", " ")))
        if window.sessions:
            unit = "session"
            found.append(
                Period(Kind.DAY)
                if window.sessions == 1
                else Period(Kind.ROLLING, count=window.sessions, unit=unit)
            )
        if window.start and window.end:
            found.append(Period(Kind.RANGE, start=window.start, day=window.end))
        if window.end and window.sessions == 1:  # the move of one session is that day's
            last = window.end
            found.append(Period(Kind.DATE, day=last, year=last.year, index=last.month))
    if as_of is not None and not any(one.calendar for one in found):
        found.append(Period(Kind.DATE, day=as_of, year=as_of.year, index=as_of.month))
    return tuple(found)
