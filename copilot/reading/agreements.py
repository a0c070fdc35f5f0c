"""Do two periods mean the same time?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from copilot.reading.periods import Kind, Period

__all__ = ["Agreement", "agree"]


class Agreement(StrEnum):
    SAME = "same"
    OPEN = "open"  # one of them leaves it open
    DIFFERENT = "different"


_DAYS = {"day": 1, "session": 1, "calendar": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}


def agree(claimed: Period, held: Period) -> Agreement:
    """Do two periods mean the same time? Parts that one leaves out stay open; other kinds of period differ."""
    same, different, unknown = Agreement.SAME, Agreement.DIFFERENT, Agreement.OPEN
    claimed, held = _part(claimed), _part(held)
    if (filed := _filed(claimed, held)) is not None:
        return filed
    if claimed.kind is held.kind:
        return _of_a_kind(claimed, held)
    kinds = {claimed.kind, held.kind}
    if (claimed.kind, held.kind) == (Kind.MONTHS, Kind.MONTH) and claimed.index == held.index:
        return different if claimed.year and held.year and claimed.year != held.year else unknown
    if held.kind is Kind.RANGE and (whole := _whole(claimed, held.day)) is not None:
        return _spans(whole, held, _NIGHT if claimed.day else _GAP)
    if kinds == {Kind.RANGE, Kind.DATE} and held.kind is Kind.DATE and claimed.day and held.day:
        return same if held.day == claimed.day else unknown if held.day == claimed.start else different
    if kinds == {Kind.SINCE, Kind.RANGE}:
        return same if claimed.start == held.start else unknown if claimed.start is None else different
    if kinds == {Kind.MONTH, Kind.DATE}:
        apart = claimed.year and held.year and claimed.year != held.year
        return different if claimed.index != held.index or apart else same
    if kinds in ({Kind.YEAR, Kind.DATE}, {Kind.YEAR, Kind.MONTH}):
        return different if claimed.year and held.year and claimed.year != held.year else unknown
    if Kind.DATE in kinds and (closing := _closes(claimed, held)) is not None:
        return closing
    for to_date, unit in ((Kind.MTD, "month"), (Kind.WTD, "week")):
        other = held if claimed.kind is to_date else claimed
        if kinds == {to_date, Kind.ROLLING} and (other.count, other.unit) == (1, unit):
            return unknown  # "this week", "on the month": to its end, or the last seven or thirty days
    if kinds in ({Kind.DAY, Kind.DATE}, {Kind.PRIOR, Kind.DATE}):
        return unknown
    return unknown if claimed.calendar != held.calendar else different


def _of_a_kind(claimed: Period, held: Period) -> Agreement:
    """Two dates, two quarters, two ranges …"""
    same, different = Agreement.SAME, Agreement.DIFFERENT
    match claimed.kind:
        case Kind.DATE:
            if claimed.day and held.day:
                return same if claimed.day == held.day else different
            return same if _month_day(claimed) == _month_day(held) else different
        case Kind.QUARTER | Kind.HALF | Kind.MONTH | Kind.MONTHS if claimed.index != held.index:
            return different
        case Kind.QUARTER | Kind.HALF | Kind.MONTH | Kind.MONTHS:
            if not claimed.year or not held.year or claimed.year == held.year:
                return same
            # A fiscal year is often named for the calendar year in which it ends.
            far = claimed.fiscal == held.fiscal or abs(claimed.year - held.year) > 1
            return different if far else Agreement.OPEN
        case Kind.YEAR:
            if None in (claimed.year, held.year):
                return Agreement.OPEN  # 全年: of which year, it does not say
            return same if claimed.year == held.year else different
        case Kind.RANGE:
            if claimed.start == held.start and claimed.day == held.day:
                return same
            return Agreement.OPEN if claimed.start is None else different
        case Kind.ROLLING:
            return _rolling_agree(claimed, held)
    return same


def _month_day(one: Period) -> tuple[int, int] | None:
    return (one.day.month, one.day.day) if one.day else one.month_day


def _part(one: Period) -> Period:
    """The first three months are the first quarter, the first six the first half."""
    if one.kind is Kind.MONTHS and one.index in (3, 6):
        return replace(one, kind=Kind.QUARTER if one.index == 3 else Kind.HALF, index=1)
    return one


def _closes(claimed: Period, held: Period) -> Agreement | None:
    """A balance-sheet number is of the last day of its quarter, half or year.

    Whose quarter ends in February counts its quarters in its own way, and so does one that is called fiscal.
    """
    day = held.day or claimed.day
    whole = claimed if held.day else held
    lengths = {Kind.QUARTER: 3, Kind.HALF: 6, Kind.MONTHS: 1}
    if day is None or whole.kind not in lengths or whole.index is None:
        return None
    dated = held if held.day else claimed
    if whole.kind is Kind.QUARTER and (whole.fiscal or (dated.unit == "quarter" and _ending(day) % 3)):
        return Agreement.OPEN
    following = day + timedelta(days=1)
    last = whole.index * lengths[whole.kind]
    if following.day != 1 or (following.month - 2) % 12 + 1 != last:
        return None
    return Agreement.SAME if whole.year in (None, day.year) else Agreement.DIFFERENT


_WEEK = timedelta(days=7)


def _ending(day: date) -> int:
    """The month that a quarter which ends on the day is counted to: companies end theirs on a weekday near its end."""
    return (day - _WEEK).month


def _filed(claimed: Period, held: Period) -> Agreement | None:
    """A Chinese interim report (三季报) gives the nine months since January, or their last quarter alone."""
    one, other = (claimed, held) if claimed.kind is Kind.MONTHS else (held, claimed)
    if (one.kind, other.kind, other.unit) != (Kind.MONTHS, Kind.QUARTER, "report") or one.index != 9:
        return None
    same = other.index == 3 and (not one.year or not other.year or one.year == other.year)
    return Agreement.SAME if same else Agreement.DIFFERENT


def _whole(claimed: Period, near: date | None) -> tuple[date, date | None] | None:
    """First and last day of a calendar period; no last day for one that runs on ("since March 2020", "2022 to date")."""
    if claimed.kind is Kind.SINCE and claimed.start is not None:
        return claimed.start, None
    year = claimed.year or (near.year if near else None)
    if year is None or claimed.fiscal or claimed.kind not in _LENGTHS:
        return None
    length = _LENGTHS[claimed.kind]
    index = claimed.index or 1
    if claimed.kind is Kind.MONTHS:
        first, last = 1, index
    else:
        first, last = (index - 1) * length + 1, index * length
    if not 1 <= first <= last <= 12:
        return None
    begin = date(year, first, 1)
    return begin, date(year + last // 12, last % 12 + 1, 1) - timedelta(days=1)


_LENGTHS = {Kind.YEAR: 12, Kind.HALF: 6, Kind.QUARTER: 3, Kind.MONTH: 1, Kind.MONTHS: 1}


_GAP = timedelta(days=7)  # a base is the last close before the period: a weekend and a holiday away at most


_NIGHT = timedelta(days=4)  # "since 16 February": the close of that day, or the last one before it


def _spans(whole: tuple[date, date | None], held: Period, gap: timedelta) -> Agreement:
    """A return over a calendar period is based on the last close before it and ends with its last close, or later data's."""
    first, last = whole
    if held.start is None or held.day is None:
        return Agreement.OPEN
    based = first - gap <= held.start <= first
    ended = last is None or last - gap <= held.day <= last or (based and held.day < last)
    return Agreement.SAME if based and ended else Agreement.DIFFERENT


def _rolling_agree(claimed: Period, held: Period) -> Agreement:
    if claimed.count is None or held.count is None:
        return Agreement.OPEN
    one, other = claimed.count * _DAYS[claimed.unit], held.count * _DAYS[held.unit]
    days = {"day", "session"}
    if {claimed.unit, held.unit} == {"calendar", "session"}:
        return Agreement.DIFFERENT
    if claimed.unit == held.unit or {claimed.unit, held.unit} <= days | {"calendar"}:
        return Agreement.SAME if claimed.count == held.count else Agreement.DIFFERENT
    small, large = sorted((one, other))
    return (
        Agreement.SAME
        if small >= large * 0.96 and not ({claimed.unit, held.unit} & {"session"})
        else Agreement.DIFFERENT
    )
