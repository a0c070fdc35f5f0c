"""What an article claims without a figure of its own, and prices can still settle: on which side of an average a price
stands, and whether something gained or lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from copilot.analyst import claimants
from copilot.analyst.days import MONTH, YEAR, month_of
from copilot.analyst.periods import Period, periods
from copilot.ports import Desk
from copilot.types import Hedge, Instrument, Quantity

__all__ = ["Bearing", "bearings"]

_SIDE = re.compile(
    r"\b(?P<side>above|below|over|under)\s+(?:its|their|the)\s+(?P<days>\d{1,3})[- ](?:day|session)\s+(?:simple\s+)?"
    r"(?:moving\s+)?(?:average|line|mean)"
    r"|(?P<zh_side>高于|站上|站稳|位于|低于|跌破|失守)\s*(?P<zh_days>\d{1,3})日(?:均线|线|移动平均线)",
    re.I,
)
_GROUND = re.compile(r"\b(?P<which>lost|gained|gave up|made up) ground\b|(?P<zh>收跌|收涨|走低|走高)", re.I)
_START = re.compile(rf"\bat the (?:start|beginning) of (?P<month>{MONTH})(?:\s+(?P<year>{YEAR}))?", re.I)
_NEAR_FIGURE = re.compile(r"\d\s*(?:%|percent|个百分点)")
_BELOW = ("below", "under", "低于", "跌破", "失守", "lost", "gave up", "收跌", "走低")


@dataclass(frozen=True, slots=True)
class Bearing:
    """A side without a size: above or below zero. `days` is the average's length, 0 for a plain gain or loss."""

    subject: Instrument
    quantity: Quantity
    days: int
    period: Period | None
    place: int  # where it stands in its sentence


def bearings(sentence: str, desk: Desk, today: date) -> Iterator[Bearing]:
    """Every such statement of a sentence whose instrument this market holds."""
    named = claimants.named(sentence, desk)
    for pattern in (_SIDE, _GROUND):
        for match in pattern.finditer(sentence):
            clause = re.split(r"[,;，；]", sentence[: match.start()])[-1]
            begin = match.start() - len(clause)
            if _NEAR_FIGURE.search(clause) or _NEAR_FIGURE.search(sentence[match.end() : match.end() + 12]):
                continue  # a figure says how far: it is a claim with a number
            subject = next((symbol for at, symbol in reversed(named) if begin <= at < match.start()), "")
            one = claimants.held(subject, desk) if subject else None
            if one is None:
                continue
            words = next(word for word in match.groups() if word and not word.isdecimal()).lower()
            side = Hedge.LESS if words in _BELOW else Hedge.MORE
            length = match.groupdict().get("days") or match.groupdict().get("zh_days")
            period = _day(sentence, today) if length else _stretch(sentence, match.start(), today)
            if length or period is not None:
                yield Bearing(
                    one, Quantity(Decimal(0), "%", Decimal(1), side), int(length or 0), period, match.start()
                )


def _stretch(sentence: str, place: int, today: date) -> Period | None:
    """The stretch that the sentence names last before the words."""
    found = [one for one in periods(sentence, today) if one.unit != "day"]
    earlier = [one for one in found if one.span.start < place]
    candidates = earlier or found
    return candidates[-1] if candidates else None


def _day(sentence: str, today: date) -> Period | None:
    """ "At the start of February": its first weekday. A day that is named outright is that day."""
    match = _START.search(sentence)
    if match is None:
        single = [one for one in periods(sentence, today) if one.unit == "day"]
        return single[0] if single else None
    month = month_of(match["month"])
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    first = date(year, month, 1)
    first += timedelta(days=(7 - first.weekday()) % 7 if first.weekday() > 4 else 0)
    return Period("", start=first, end=first, unit="day") if first <= today else None
