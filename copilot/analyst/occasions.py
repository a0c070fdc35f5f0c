"""Stretches that are named by what happened: "since Liberation Day", "at the Covid low", "the week of Thanksgiving".

Which occasions there are, and their days, stands in `vocabulary/periods.toml` and `vocabulary/calendars.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from copilot.analyst.days import vocabulary
from copilot.analyst.holidays import of_year
from copilot.analyst.meanings import Period, Read, calendar
from copilot.analyst.weeks import FRIDAY, monday

__all__ = ["occasions"]


def occasions() -> Iterator[tuple[str, Read]]:
    """One pair a way of leaning on an occasion: since it, or in its course."""
    yield from _holidays()
    for event in vocabulary("periods")["events"]:
        english = "|".join(name for name in event["names"] if name.isascii())
        chinese = "|".join(name for name in event["names"] if not name.isascii()) or r"(?!)"
        english = english or r"(?!)"
        days, until = tuple(event["days"]), event.get("until")
        if until:
            yield (
                rf"\b(?:during|in|through|over|amid) (?:{english})\b|(?:{chinese})(?:期间|当中|的时候)",
                partial(_course, days[-1], until),
            )
        yield (
            rf"\b(?:at|on|around|near|right at|when|the day|on the day of|the day of) (?:{english})(?!\w)",
            partial(_that_day, days),
        )
        yield (
            rf"\b(?:ever since|since|after|following|from|post|to)[\s-](?:{english})(?!\w)"
            rf"|(?:自从?|从)?(?:{chinese})(?:以来|之后|以后|过后|后|至今|到现在)",
            partial(_since, days),
        )


def _holidays() -> Iterator[tuple[str, Read]]:
    """ "Since Thanksgiving": from the last close before it."""
    for rule in vocabulary("calendars")["holiday"]:
        english = "|".join(name for name in rule["names"] if name.isascii()) or r"(?!)"
        chinese = "|".join(name for name in rule["names"] if not name.isascii()) or r"(?!)"
        yield (
            rf"\b(?:ever since|since|after|following) (?:{english})(?!\w)|(?:自从?|从)?(?:{chinese})(?:以来|之后|以后|过后|后|至今|到现在)",
            partial(_since_holiday, rule),
        )
        yield (
            rf"\b(?:in |during |over )?(?:the )?week of (?:{english})(?!\w)|(?:{chinese})(?:当周|那周|那一周)",
            partial(_week_of_holiday, rule),
        )


def _week_of_holiday(rule: Mapping[str, Any], match: re.Match[str], today: date) -> Period | None:
    found = [of_year(rule, today.year - back) for back in (0, 1)]
    past = [day for day in found if day is not None and day <= today]
    if not past:
        return None
    first = monday(max(past))
    found_week = calendar(first, first + timedelta(days=FRIDAY), today)
    return replace(found_week, occasion=True) if found_week else None


def _since_holiday(rule: Mapping[str, Any], match: re.Match[str], today: date) -> Period | None:
    found = [of_year(rule, today.year - back) for back in (0, 1)]
    past = [day for day in found if day is not None and day < today]
    return Period("", start=max(past) - timedelta(days=1), unit="since", occasion=True) if past else None


def _since(days: tuple[str, ...], match: re.Match[str], today: date) -> Period | None:
    past = [day for day in map(date.fromisoformat, days) if day < today]
    return Period("", start=max(past), unit="since", occasion=True) if past else None


def _that_day(days: tuple[str, ...], match: re.Match[str], today: date) -> Period | None:
    past = [day for day in map(date.fromisoformat, days) if day < today]
    return Period("", start=max(past), end=max(past), unit="day", occasion=True) if past else None


def _course(first: str, last: str, match: re.Match[str], today: date) -> Period | None:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return Period("", start=start, end=end, unit="since", occasion=True) if end < today else None
