"""Does the time that a sentence names agree with a fact's?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from copilot.reading.agreements import Agreement, agree
from copilot.reading.clauses import FigureReading
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind, Period

__all__ = ["agreement", "moment", "period_fit", "vintage", "windows_apart", "windows_differ"]


def period_fit(figure: FigureReading, fact: Fact) -> int:
    claimed = list(figure.periods)
    if figure.prior:
        return _prior_fit(figure, fact)
    result = 2 if claimed else 1
    rolling = any(one.kind in (Kind.ROLLING, Kind.YTD, Kind.SINCE) for one in claimed)
    for one in claimed:
        if one.kind is Kind.NEXT:
            if _yet_to_come(figure, one, fact):
                continue
            return 0
        ends = [p.day for p in fact.periods if p.kind is Kind.RANGE and p.day]
        if rolling and one.kind is Kind.DATE and ends:
            # "the 30 sessions to 18 February", 截至2月18日的30个交易日: the date is the window's last day.
            known = [*ends, *(p.day for p in fact.periods if p.kind is Kind.DATE and p.day)]
            result = min(result, 2 if any(_is_day(one, day) for day in known) else 0)
        elif one.kind is Kind.DAY and fact.concepts & _TENORS:
            continue  # the seven days of a repo rate are no window
        else:
            # What is computed over a window is that window's, not any other's that ends on the same day.
            windowed = fact.core & _WINDOWED and any(p.kind is Kind.RANGE for p in fact.periods)
            held = [p for p in fact.periods if p.kind is not Kind.DATE] if windowed else fact.periods
            fit = agreement(one, held)
            result = min(result, max(fit, int(_lent(figure, one, fact))))
    return result


_TENORS = frozenset({"yield", "lpr", "policy_rate"})


def _lent(figure: FigureReading, one: Period, fact: Fact) -> bool:
    """三季度末存货…，毛利率…: a quarter's end that another number brought, for what is told of the year to that end."""
    within = figure.region.start <= one.span.start and one.span.end <= figure.region.end
    ends = [p for p in fact.periods if p.kind is Kind.MONTHS and p.index and one.index]
    return not within and one.kind is Kind.QUARTER and any(p.index == 3 * (one.index or 0) for p in ends)


_WINDOWED = frozenset({"volatility", "beta", "correlation", "sharpe"})


def _yet_to_come(figure: FigureReading, one: Period, fact: Fact) -> bool:
    """May the number be of a time to come? A forecast may, a price says nothing of it, a result never is."""
    within = figure.region.start <= one.span.start and one.span.end <= figure.region.end
    result = bool(fact.concepts & _RESULTS) and not fact.concepts & {"guidance", "estimate"}
    told = fact.source and fact.datum is None  # an article's own words are held against it elsewhere
    return bool(told) or not within or not result or any(p.kind is Kind.NEXT for p in fact.periods)


_RESULTS = frozenset(
    {"revenue", "net_income", "operating_income", "adjusted_net_income", "eps", "gross_profit"}
)


def _is_day(one: Period, day: date) -> bool:
    return one.day == day if one.day else one.month_day == (day.month, day.day)


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _span_fit(one: Period, held: Sequence[Period]) -> int | None:
    """ "The last six months", "52 weeks" against a window's own days: the base is a weekend and a holiday away at most."""
    ranges = [(p.start, p.day) for p in held if p.kind is Kind.RANGE and p.start and p.day]
    if one.kind is not Kind.ROLLING or one.count is None or not ranges:
        return None
    if one.unit == "week":
        days = Decimal(7 * one.count)
    elif one.unit in _MONTHS:
        days = Decimal("30.4375") * _MONTHS[one.unit] * one.count
    else:
        return None
    slack = 7 if days > 40 else 4
    return 2 if any(abs((end - start).days - days) <= slack for start, end in ranges) else 0


def agreement(one: Period, held: Sequence[Period]) -> int:
    if (spans := _span_fit(one, held)) is not None:
        return spans
    if one.kind is Kind.YTD and any(p.kind is Kind.RANGE and p.start and p.day for p in held):
        # "Year to date" says which days a window must have; how many sessions they are it leaves open.
        ranges = [p for p in held if p.kind is Kind.RANGE and p.start and p.day]
        return 2 if any(_to_date(p) for p in ranges) else 0
    months = [
        p for p in held if p.kind is Kind.MTD or (p.kind, p.count, p.unit) == (Kind.ROLLING, 1, "month")
    ]
    if one.kind is Kind.SINCE and one.index and months:  # 8月以来 is 本月以来 of a day in August
        return 2 if any(p.kind is Kind.DATE and p.index == one.index for p in held) else 1
    family = [p for p in held if p.calendar is one.calendar]
    if not family:
        return 1
    found = {agree(one, p) for p in family}
    return 2 if Agreement.SAME in found else 1 if Agreement.OPEN in found else 0


def windows_differ(a: Fact, b: Fact) -> bool:
    """A month's return and a day's have no margin between them."""
    mine, theirs = ([p for p in one.periods if not p.calendar] for one in (a, b))
    return bool(mine) and bool(theirs) and not any(agreement(p, theirs) for p in mine)


def windows_apart(a: Fact, b: Fact) -> bool:
    """Are they returns of which only one is over a window, or over two that differ? Then neither ranks the other."""
    if not (a.core & b.core & {"return", "total_return"}):
        return False
    mine, theirs = (
        [p for p in one.periods if not p.calendar and p.kind not in (Kind.DAY, Kind.PRIOR)] for one in (a, b)
    )
    return bool(mine) is not bool(theirs) or windows_differ(a, b)


def _to_date(held: Period) -> bool:
    """Based on the last close of the year before its end."""
    if held.start is None or held.day is None:
        return False
    return (held.start.year, held.start.month) == (held.day.year - 1, 12) and held.start.day > 24


def _prior_fit(figure: FigureReading, fact: Fact) -> int:
    """A base of comparison: an earlier time than the sentence's own, the one that its words name where they do."""
    own = [
        p
        for p in figure.periods
        if p.calendar and p.span.start >= figure.region.start and p.span.end <= figure.region.end
    ]
    if own and own[0].span.end > figure.region.start:
        return min(agreement(p, fact.periods) for p in own)
    if fact.source and fact.datum is None:
        return 1  # a text's own "from 2.0 %" carries the period of its sentence
    current = [p for p in figure.periods if p.calendar and (p.year or p.day)]
    held = [p for p in fact.periods if p.calendar]
    if any(p.kind is Kind.PRIOR for p in fact.periods):
        return 1 if any(p.unit == "day" for p in fact.periods) else 2
    if not current or not held:
        return 1
    return 0 if agreement(current[0], fact.periods) == 2 else 1


def moment(fact: Fact) -> tuple[int, int, int] | None:
    """The day that a fact is of, or as much of it as is known (year, quarter or month, day): an order in time."""
    for one in fact.periods:
        if one.calendar and one.day:
            return one.day.year, one.day.month, one.day.day
        if one.calendar and one.month_day:
            return one.year or 0, *one.month_day
        if one.calendar and one.year:
            return one.year, one.index or 0, 0
    return None


_VINTAGES = (
    re.compile(r"first|initial|advance|prelim|flash|original|previously|初值"),
    re.compile(r"second|修正"),
    re.compile(r"revis|final|third|终值"),
)


def vintage(fact: Fact) -> int:
    """Of which release a number is, where its window says so: 1 the first, 2 the second, 3 the last; 0 unsaid."""
    datum = fact.datum
    said = f"{datum.measure} {datum.window.words if datum.window else ''}".lower() if datum else ""
    return max((at for at, words in enumerate(_VINTAGES, 1) if words.search(said)), default=0)
