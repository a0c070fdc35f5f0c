"""The forms in which a stretch of time is written, each a pattern with the reader of what it matched."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from datetime import date

from copilot.reading.lexicon import words
from copilot.reading.periods import Kind, Period

__all__ = ["forms", "number_of", "safe_date"]

Groups = dict[str, str | None]
Reader = Callable[[Groups, str], Period | None]

_PRIOR = (
    r"(?:a|one) year (?:earlier|ago|before)|(?:the )?(?:prior|previous|preceding|last|year[- ]ago|year[- ]earlier)[- ](?:fiscal )?(?:year|quarter|month|week|period|session|reading|print)(?:'s)?"
    r"|the (?:day|session) before|the previous (?:day|session|trading day)(?:'s)?|a day (?:earlier|before)"
    r"|(?:the )?same (?:period|quarter|month)(?: of)?(?: a year earlier| last year| the previous year)?|(?:a|one|the) (?:quarter|month|week) (?:earlier|ago|before)|the year (?:earlier|before)|year[- ](?:ago|earlier)"
    r"|previously|上年同期|去年同期|上年|去年|上一?季度|上一?个?月|上期|前值|前一?季度|前一?个?月|上一年|此前"
)


@functools.cache
def forms() -> tuple[tuple[re.Pattern[str], Reader], ...]:
    """Pattern and reader of every form, the surer first; a group `at` is the period where the pattern needs more."""
    year = r"(?:19|20)\d\d"
    month = "(?:" + _any(name.capitalize() for name in _numbers("months")) + r")\b\.?"
    fiscal = rf"(?:FY\s?'?(?:{year}|\d\d)|fiscal(?: year)?[ -]{year}|financial year {year}|{year})"
    quarter_word = r"(?P<o>first|second|third|fourth|final|1st|2nd|3rd|4th)[- ](?P<fq>fiscal[- ])?(?P<part>quarter|half)s?"
    counts = _any(name for name in _numbers("numbers") if name.isascii() and len(name) > 2)
    phrases = _any(rf"\b{re.escape(phrase)}\b" if phrase.isascii() else phrase for phrase in _relatives())
    table: tuple[tuple[str, Reader], ...] = (
        (rf"(?<!\d)(?P<y>{year})[-/.](?P<m>\d\d?)[-/.](?P<d>\d\d?)(?!\d)", _date),
        (rf"(?<![\d.,])(?P<y>{year})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?![\d.,])", _date),
        (rf"(?<![\d/])(?P<a>\d\d?)/(?P<b>\d\d?)/(?P<y>{year}|\d\d)(?![\d/])", _slashed),
        (rf"(?<![\d-])(?P<d>\d\d?)-(?P<mon>{month})-(?P<y>{year})(?!\d)", _date),
        (rf"(?:(?P<y>{year})年?)?(?<!\d)0?1月?\s?[-—–~～至到]{{1,2}}\s?(?P<m>1[0-2]|0?[2-9])月(?:份)?(?!\d)|(?:(?P<y2>{year})年)?前(?P<m2>1[01]|[2-9]|[两二三四五六七八九十]|十一)个月", _first_months),
        (rf"(?<![\d.,])(?P<y>{year})(?:[-/]|M)(?P<m>0[1-9]|1[0-2])(?![\d/.-])", _month),
        (rf"(?:(?P<y>{year})年)?(?P<m>\d\d?)月(?P<d>\d\d?)[日号]", _date),
        (rf"\b(?:between|from) \d\d?(?:st|nd|rd|th)? (?:and|to) (?P<d>\d\d?)(?:st|nd|rd|th)? (?P<mon>{month})(?: (?P<y>{year}))?", _date),
        (rf"\b(?:between|from) (?P<mon>{month}) \d\d? (?:and|to) (?P<d>\d\d?)(?:,? (?P<y>{year}))?(?!\d)", _date),
        (rf"\b(?P<mon>{month}) (?P<d>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<y>{year}))?(?![\d%.]*\d)", _date),
        (rf"\b(?P<d>\d\d?)(?:st|nd|rd|th)?[ -]?(?P<mon>{month})(?:[ -](?P<y>{year}))?", _date),
        (r"\b(?:next|the coming|the following) (?:fiscal )?(?:quarter|year)\b(?!['’]s)|下一?个?季度|明年", _next),
        (rf"(?:(?P<y1>{year})年)?前(?P<n1>[一二三])季度|first (?P<n2>nine|six|three) months(?: of (?P<fx>{fiscal}))?|\b(?P<n3>9)M ?(?P<y2>{year}|\d\d)?\b", _nine),
        (rf"(?:\b|(?<=[\u4e00-\u9fff]))(?:(?P<f1>{fiscal}|FY\d\d)['’]?s? ?[-.]?)?(?P<fq>fiscal |F(?=Q))?(?P<t>[QH])(?P<o>[1-4])(?:[ -]?(?:of )?(?P<f2>{fiscal}))?(?![\dA-Za-z])", _quarter),
        (rf"\b(?P<o>[1-4])(?P<t>[QH]) ?(?:FY)?'?(?P<y>{year}|\d\d)?(?![\dA-Za-z])", _quarter),
        (rf"\b(?:(?P<f1>{fiscal})['’]?s? )?(?P<fl>fiscal[- ])?{quarter_word}(?:(?: of|,)? (?:the )?(?P<f2>{fiscal}))?", _quarter),
        (rf"(?:(?P<y>{year})(?:年|财年)?(?:第)?)?第?(?P<o>[一二三四1-4])财?季(?:度|报)?", _quarter),
        (rf"(?:(?P<y>{year})年?)?(?P<o>[上下])半年|(?:(?P<y2>{year})年?)?(?P<mid>中报|半年报)", _zh_half),
        (r"\b(?P<tenor>twos|threes|fives|sevens|tens|thirties)\b(?! of)", _tenor),
        (rf"\b(?P<mtd>since the (?:start|beginning) of {month}|so far in {month}|in {month} so far|{month} to date)\b", _to_date),
        (rf"\b(?:(?:early|mid|late)[- ])?(?P<mon>{month})(?:,? (?:of )?(?P<y>{year}))(?!\d)", _month),
        (r"(?:近|过去|最近)(?P<n>\d{1,2}|十二|[一两二三四五六七八九十])(?P<u>月)(?!份|\d)", _rolling),
        (rf"(?:(?P<y>{year})年)?(?<![\d.])(?P<m>1[0-2]|[1-9])月(?:份|底|末|初)?(?!\d{1,2}[日号]|\d*[-~至])", _month),
        (rf"\b(?:in|for|during|of|by|since|through|from|to|and|,|until|between|versus|vs\.?|end of) (?P<at>(?P<mon>{month}))(?! \d)", _month),
        (rf"\b(?P<f>FY\s?'?(?:{year}|\d\d)|fiscal(?: year)?[ -](?:{year}|'?\d\d\b)|financial year {year}|(?:full[- ]year|calendar year|CY) ?{year})(?!\d)", _whole_year),
        (rf"(?P<f>{year}(?:财年|财政年度|年度|年))", _whole_year),
        (r"\b(?:in|over|within|for) (?:just |only )?an? (?:single )?(?P<u>day|week|month|quarter|year)\b", _past),
        (r"\b(?P<u>week|month|quarter|year)(?= (?:to(?! date)|ended|ending|through) )", _past),
        (r"\bsince (?P<w>inception|launch)\b", _since),
        (rf"(?<![\d.,])(?P<n>\d{{1,3}}|\b(?:{counts}))(?:[- ]|(?=[a-z]))(?:consecutive |straight )?(?P<u>trading[- ]days?|trading[- ]sessions?|business[- ]days?|calendar[- ]days?|sessions?|days?|weeks?|months?|quarters?|years?|yrs?|wk|mo|mth|[dwmy])(?![a-z])", _rolling),
        (r"(?<!\bend of)(?<!close of)\b(?:over|in|during|for|across)?\s?(?:the )?(?:past|last|trailing|previous|latest|next|preceding) (?P<u>trading day|week|month|quarter|year|decade)\b", _past),
        (r"\b(?:on|for|in|over) the (?P<u>week|month|quarter|year(?<!for the year)(?<!on the year))\b|\bthis (?P<u2>week|month|quarter)\b", _past),
        (r"(?:前一个?交易日|上一?个?交易日|前一日|上一日|(?<=较)昨日?|昨(?=收))(?=的?(?:收盘|收市|收于|收报|收|\d))", _prior),
        (r"(?:近|过去|最近|此前|前|连续)?(?<![\d.])(?P<n>\d{1,3}|十二|二十|三十|六十|[一两二三四五六七八九十半])(?P<u>个交易日|个自然日|自然日|交易日|个季度|个月|年期?|周|日|天)(?!均?价)", _rolling),
        (r"\b(?:end|clos|finish|start)\w* the (?P<u>week|month|quarter)\b", _past),
        (r"(?P<w>本周|上周|本月|当月|本季度|当季)", _zh_week),
        (r"\b(?P<u>week|month)ly(?= (?:change|return|move|performance|gain|loss|fall|drop|decline|rise|advance|number|figure|pct|percent)|\W*$)|\b(?P<u2>w)ow\b", _past),
        (phrases, _relative),
        (rf"(?:\b|(?<=[\u4e00-\u9fff]))(?:{_PRIOR})", _prior),
        (rf"(?<![\d.,$€£¥￥/-])(?<!Russell )(?<!CSI )(?P<f>{year})(?![\d/]|[.,]\d| (?:index|points?|shares|people|jobs)|[%亿万元点家股倍美港欧英])", _whole_year),
    )  # fmt: skip
    return tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in table)


def _any(patterns: Iterable[str]) -> str:
    """One alternation, longest first."""
    return "|".join(sorted(patterns, key=len, reverse=True))


@functools.cache
def _numbers(table: str) -> dict[str, int]:
    """What each word of a table means as a number."""
    return {word: int(number) for number, said in words("times")[table].items() for word in said}


@functools.cache
def _units() -> dict[str, str]:
    return {word: unit for unit, said in words("times")["units"].items() for word in said}


@functools.cache
def _relatives() -> dict[str, Kind]:
    return {phrase: Kind(kind) for kind, said in words("times")["relative"].items() for phrase in said}


def safe_date(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none."""
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


def number_of(words: str) -> int | None:
    return int(words) if words.isdigit() else _numbers("numbers").get(words.lower())


def _month_of(groups: Groups) -> int | None:
    if groups.get("m"):
        return int(groups["m"] or 0)
    return _numbers("months").get((groups.get("mon") or "").lower().rstrip("."))


def _date(groups: Groups, words: str) -> Period | None:
    month, day = _month_of(groups) or 0, int(groups["d"] or 0)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if groups.get("y"):
        exact = safe_date(int(groups["y"] or 0), month, day)
        return Period.on(exact) if exact else None
    return Period(Kind.DATE, month_day=(month, day), index=month)


def _slashed(groups: Groups, words: str) -> Period | None:
    """03/17/26 has one reading; 03/04/26 is March's in America, where most such dates are written."""
    one, other = int(groups["a"] or 0), int(groups["b"] or 0)
    month, day = (one, other) if one <= 12 else (other, one)
    exact = safe_date(_year(groups["y"])[0] or 0, month, day)
    return Period.on(exact) if exact else None


def _quarter(groups: Groups, words: str) -> Period | None:
    year, fiscal = _year(groups.get("f1") or groups.get("f2") or groups.get("y"))
    half = (groups.get("t") or "").lower() == "h" or groups.get("part") == "half"
    fiscal = fiscal or bool(groups.get("fq") or groups.get("fl"))
    index = _numbers("ordinals").get((groups.get("o") or "").lower())
    if half and (index or 0) > 2:
        return None
    unit = "report" if words.endswith("季报") else ""
    return Period(Kind.HALF if half else Kind.QUARTER, year=year, index=index, fiscal=fiscal, unit=unit)


def _zh_half(groups: Groups, words: str) -> Period | None:
    year, _ = _year(groups.get("y") or groups.get("y2"))
    return Period(
        Kind.HALF, year=year, index=1 if groups.get("mid") else _numbers("ordinals")[groups["o"] or ""]
    )


def _month(groups: Groups, words: str) -> Period | None:
    number = _month_of(groups)
    name = (groups.get("mon") or "").lower().rstrip(".")
    if number is None or (name == "may" and not groups.get("y") and "May" not in words):
        return None
    return Period(Kind.MONTH, year=_year(groups.get("y"))[0], index=number)


def _first_months(groups: Groups, words: str) -> Period | None:
    months = number_of((groups["m"] or groups["m2"] or "").lstrip("0"))
    return Period(Kind.MONTHS, year=_year(groups["y"] or groups["y2"])[0], index=months)


def _nine(groups: Groups, words: str) -> Period | None:
    months = {"一": 3, "二": 6, "三": 9, "nine": 9, "six": 6, "three": 3, "9": 9}
    chosen = groups.get("n1") or groups.get("n2") or groups.get("n3") or ""
    year, fiscal = _year(groups.get("y1") or groups.get("fx") or groups.get("y2"))
    return Period(Kind.MONTHS, year=year, index=months[chosen.lower()], fiscal=fiscal)


def _whole_year(groups: Groups, words: str) -> Period | None:
    year, fiscal = _year(groups["f"])
    return Period(Kind.YEAR, year=year, fiscal=fiscal)


_ROLLED_DAYS = (
    5,
    10,
    20,
    30,
    50,
    60,
    90,
    100,
    120,
    200,
    250,
)  # "20日" is a window, "18日" a day of the month


def _rolling(groups: Groups, words: str) -> Period | None:
    count, unit = number_of(groups["n"] or ""), _units().get((groups["u"] or "").lower().replace("-", " "))
    if groups["n"] == "半" and unit == "year":
        return Period(Kind.ROLLING, count=6, unit="month")
    if not count or unit is None:
        return None
    if groups["u"] == "日" and not re.match(r"近|过去|最近|前|连续", words):
        return Period(Kind.ROLLING, count=count, unit=unit) if count in _ROLLED_DAYS else None
    if count == 1 and unit in ("day", "session"):
        return Period(Kind.DAY)
    return Period(Kind.ROLLING, count=count, unit=unit)


def _past(groups: Groups, words: str) -> Period | None:
    unit = (groups.get("u") or groups.get("u2") or "").lower()
    unit = _units().get(unit, unit)
    if unit == "decade":
        return Period(Kind.ROLLING, count=10, unit="year")
    if unit in ("trading day", "day"):
        return Period(Kind.DAY)
    earlier = re.match(r"(?:the )?(?:previous|last|preceding) ", words, re.IGNORECASE)
    if earlier and unit in ("quarter", "year", "month"):
        return Period(Kind.PRIOR, unit=unit)
    return Period(Kind.ROLLING, count=1, unit=unit)


def _tenor(groups: Groups, words: str) -> Period | None:
    """Bonds by their years: twos, tens."""
    years = {"twos": 2, "threes": 3, "fives": 5, "sevens": 7, "tens": 10, "thirties": 30}
    return Period(Kind.ROLLING, count=years[(groups["tenor"] or "").lower()], unit="year")


def _to_date(groups: Groups, words: str) -> Period | None:
    return Period(Kind.MTD)


def _zh_week(groups: Groups, words: str) -> Period | None:
    unit = "week" if "周" in words else "month" if "月" in words else "quarter"
    return Period(Kind.ROLLING, count=1, unit=unit)


def _prior(groups: Groups, words: str) -> Period | None:
    low = words.lower()
    if re.search("quarter|季", low) and "year" not in low and "同" not in low:
        return Period(Kind.PRIOR, unit="quarter")
    for unit, said in (("month", "month|月"), ("week", "week"), ("year", "year|年|同期")):
        if re.search(said, low):
            return Period(Kind.PRIOR, unit=unit)
    return Period(Kind.PRIOR)


def _next(groups: Groups, words: str) -> Period | None:
    return Period(Kind.NEXT)


def _since(groups: Groups, words: str) -> Period | None:
    return Period(Kind.SINCE)


def _relative(groups: Groups, words: str) -> Period | None:
    return Period(_relatives()[words.lower()])
