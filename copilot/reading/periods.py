"""A stretch of time, as much of it as its words give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from copilot.types import Span

__all__ = ["Kind", "Period"]


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
    MTD = "mtd"
    WTD = "wtd"
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

    @classmethod
    def on(cls, day: date) -> Period:
        """One known day."""
        return cls(Kind.DATE, day=day, year=day.year, index=day.month)

    @property
    def calendar(self) -> bool:
        return self.kind in CALENDAR
