"""The periods that a text, or the window of a row of data, names: dates, quarters, "30d", "year to date", "今年以来"."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from copilot.reading.periods import Kind, Period
from copilot.reading.timeforms import forms, number_of, safe_date
from copilot.types import Span, Window

__all__ = ["periods", "window_periods"]


@functools.lru_cache(maxsize=8192)
def periods(text: str) -> tuple[Period, ...]:
    """Every period that the text names, in order, none inside another."""
    found: list[Period] = []
    taken: list[Span] = []
    for pattern, read in forms():
        for match in pattern.finditer(text):
            span = Span(*match.span("at" if "at" in pattern.groupindex else 0))
            if any(span.overlaps(other) for other in taken):
                continue
            if (period := read(match.groupdict(), match.group())) is not None:
                found.append(replace(period, span=span, words=text[span.start : span.end]))
                taken.append(span)
    found += _elliptic(text, found)
    found.sort(key=lambda one: one.span)
    return _joined(text, found)


_LATER = re.compile(
    r"\b(?:over|in|for|and) (two|three|six|nine|twelve|\d{1,2})(?=\s*(?:[,.;)\[](?!\d)|$|as well|too\b))",
    re.IGNORECASE,
)


_THE_FOURTH = re.compile(
    r"\b(?:in|of|from|than|after) the (first|second|third|fourth)(?=\s*(?:[,.;)\[]|$))", re.IGNORECASE
)


def _elliptic(text: str, found: Sequence[Period]) -> list[Period]:
    """`−3.9 % over one month, +2.7 % over three`, "in the first quarter … in the fourth": the unit before goes on."""
    more = []
    quarters = [p for p in found if p.kind is Kind.QUARTER]
    for match in _THE_FOURTH.finditer(text) if quarters else ():
        span = Span(*match.span(1))
        if not any(p.span.overlaps(span) for p in found):
            index = ("first", "second", "third", "fourth").index(match[1].lower()) + 1
            more.append(Period(Kind.QUARTER, span, index=index, words=match[1]))
    for match in _LATER.finditer(text):
        before = [p for p in found if p.kind is Kind.ROLLING and p.unit and p.span.end <= match.start()]
        span = Span(*match.span(1))
        if before and not any(p.span.overlaps(span) for p in found):
            unit = max(before, key=lambda p: p.span.end).unit
            more.append(Period(Kind.ROLLING, span, count=number_of(match[1]), unit=unit, words=match[1]))
    return more


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
                    or (one.day and first.month_day and safe_date(one.day.year, *first.month_day))
                    or None
                )
                if one.day is None and first.day and one.month_day:  # 2022年11月14日至12月28日
                    one = replace(one, day=safe_date(first.day.year, *one.month_day))
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


_FREQUENCIES = (
    "daily",
    "weekly",
    "monthly",
    "quarterly",
    "annual",
    "annually",
    "yearly",
)  # how often, not over how long
_LENGTH_ZH = re.compile(r"^(\d{1,3}[日月年])$")  # a window of "1日" is a length, no day of a month


_MONTH = "(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_TIDY = (  # forms that only tools write: Apr-2026, Apr '26, 9-May-26, 2026M4, 04/2026, Q1'26, Q1 CY2026
    (re.compile(rf"\b(\d{{1,2}})-{_MONTH}-(\d\d)(?!\d)"), r"\1 \2 20\3"),
    (re.compile(rf"\b{_MONTH}[- ]?['’-](20)?(\d\d)(?![\d,])"), r"\1 20\3"),
    (re.compile(r"\b(20\d\d)-?M(\d)(?!\d)"), r"\1M0\2"),
    (re.compile(r"(?<![\d/])(0[1-9]|1[0-2])/(20\d\d)(?![\d/])"), r"\2-\1"),
    (re.compile(r"\b(F?[QH][1-4]) ?['’-] ?(\d\d)(?!\d)"), r"\1 20\2"),
    (re.compile(r"\b([QH][1-4]) CY ?(20\d\d)"), r"\1 \2"),
)


def _tidied(words: str) -> str:
    """A window's words in the forms that sentences use."""
    for form, plain in _TIDY:
        words = form.sub(plain, words)
    return words


_QUARTER_END = re.compile(r"quarter|\bF?Q[1-4]\b|three months|13 weeks|\b3 ?m(?:onths)?\b", re.IGNORECASE)


def window_periods(window: Window | None, as_of: date | None) -> tuple[Period, ...]:
    """What a datum's window and as-of say of time."""
    found: list[Period] = []
    if window is not None:
        if window.words and window.words.strip().lower() not in _FREQUENCIES:
            said = periods(_tidied(_LENGTH_ZH.sub(r"近\1", window.words.strip().replace("_", " "))))
            ended = _QUARTER_END.search(window.words)
            found += [
                replace(one, unit="quarter") if ended and one.kind is Kind.DATE else one for one in said
            ]
        if window.sessions:
            rolling = Period(Kind.ROLLING, count=window.sessions, unit="session")
            found.append(Period(Kind.DAY) if window.sessions == 1 else rolling)
        if window.start and window.end:
            found.append(Period(Kind.RANGE, start=window.start, day=window.end))
        if window.end and window.sessions == 1:  # the move of one session is that day's
            found.append(Period.on(window.end))
    if as_of is not None and not any(one.calendar for one in found):
        found.append(Period.on(as_of))
    return tuple(found)
