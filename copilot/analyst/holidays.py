"""On which day of a year a holiday falls, by the rules of `vocabulary/calendars.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

__all__ = ["easter", "of_year"]


def of_year(rule: Mapping[str, Any], year: int) -> date | None:
    """The holiday of that year; None where its days are listed and that year is not among them."""
    if "days" in rule:
        return next((date.fromisoformat(one) for one in rule["days"] if one.startswith(str(year))), None)
    if "day" in rule:
        return date.fromisoformat(f"{year}-{rule['day']}")
    if "easter" in rule:
        return easter(year) + timedelta(days=int(rule["easter"]))
    month, weekday, which = int(rule["month"]), int(rule["weekday"]), int(rule["which"])
    if which > 0:
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    else:
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        found = last - timedelta(days=(last.weekday() - weekday) % 7)
    return found + timedelta(days=int(rule.get("after", 0)))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    months, day_of_month = divmod(moon + week - 7 * ((year % 19 + 11 * moon + 22 * week) // 451) + 114, 31)
    return date(year, months, day_of_month + 1)
