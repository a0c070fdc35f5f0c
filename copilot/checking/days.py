"""T505 and T506: days that no source cited names, and closes on days when nothing is traded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.reading.periods import Kind, Period
from copilot.reading.timeline import periods
from copilot.types import Article, Finding, Span

__all__ = ["judged"]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAMED = re.compile(r"\b(?:" + "|".join(day.capitalize() for day in _WEEKDAYS) + r")\b")
_TRADED = re.compile(
    r"\b(?:closed|settled|finished|ended|traded) (?:at|up|down|higher|lower)\b|收(?:于|报|盘|涨|跌)"
)
_WEEK = timedelta(days=7)


def judged(
    case: Case, sentence: Sentence, articles: Sequence[Article], cited: Sequence[int]
) -> Iterator[Finding]:
    """Findings on the days that a sentence names."""
    named = [p for p in sentence.periods if p.kind is Kind.DATE and _month_day(p)]
    yield from _untraded(case, sentence, named)
    if not articles or (case.strict and 0 in cited):
        return  # rows have days of their own, which the figures are held against
    held, weekdays = _held(articles)
    if not held:
        return
    for one in named:
        if _month_day(one) not in held:
            yield _unknown_day(case, one.span, one.words)
    if weekdays:
        for match in _NAMED.finditer(sentence.text):
            if match[0].lower() not in weekdays and not named:
                at = sentence.span.start + match.start()
                yield _unknown_day(case, Span(at, at + len(match[0])), match[0])


def _month_day(one: Period) -> tuple[int, int] | None:
    return (one.day.month, one.day.day) if one.day else one.month_day


def _held(articles: Sequence[Article]) -> tuple[set[tuple[int, int]], set[str]]:
    """The days that the articles name or that their weekdays mean, and the weekdays that they name or that their days are."""
    days: set[tuple[int, int]] = set()
    weekdays: set[str] = set()
    for article in articles:
        text = f"{article.title}\n{article.text}"
        said = {match[0].lower() for match in _NAMED.finditer(text)}
        weekdays |= said
        for one in periods(text):
            near = [_month_day(one), (one.start.month, one.start.day) if one.start else None]
            days |= {day for day in near if day}
        if article.published:
            around = [article.published + timedelta(days=shift) for shift in range(-7, 8)]
            days |= {
                (day.month, day.day) for day in around if abs(day - article.published) < timedelta(days=2)
            }
            days |= {(day.month, day.day) for day in around if _WEEKDAYS[day.weekday()] in said}
            weekdays.add(_WEEKDAYS[article.published.weekday()])
    return days, weekdays if any(_NAMED.search(article.text) for article in articles) else set()


def _untraded(case: Case, sentence: Sentence, named: Sequence[Period]) -> Iterator[Finding]:
    """A close on a Saturday or a Sunday of what is traded on an exchange."""
    around_the_clock = any(m.key.endswith(("-USD", "=X")) for m in sentence.entities)
    if around_the_clock or not sentence.entities or not _TRADED.search(sentence.text):
        return
    for one in named:
        day = one.day
        if day is None and one.month_day and case.as_of:
            day = _latest(one.month_day, case.as_of)
        if day is not None and day.weekday() > 4:
            yield _no_session(case, one.span, day)


def _latest(month_day: tuple[int, int], as_of: date) -> date | None:
    try:
        day = date(as_of.year, *month_day)
        return day if day <= as_of + _WEEK else date(as_of.year - 1, *month_day)
    except ValueError:
        return None


@rule("T505", "unknown-day")
def _unknown_day(case: Case, span: Span, said: str) -> Finding:
    """A day that stands in none of the articles that the sentence rests on.

    Example: "The exchange is closed on June 26 [1]." where the article says June 19.

    Instead: the day that the source gives.
    """
    words = case.words
    return finding("T505", span, words(f"{said} stands in no source cited", f"所引来源中没有{said}这一天"))


@rule("T506", "no-session")
def _no_session(case: Case, span: Span, day: date) -> Finding:
    """A close is given for a Saturday or a Sunday, when exchanges are shut.

    Example: "The S&P 500 closed at 6,632 on March 14, 2026 [0]." (a Saturday)

    Instead: the session that the number is of.
    """
    words = case.words
    return finding(
        "T506",
        span,
        words(f"{day} has no session: exchanges are shut at weekends", f"{day}为周末，交易所休市"),
    )
