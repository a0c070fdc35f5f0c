"""What an article claims without a figure of its own, and prices can still settle: on which side of an average a price
stands, whether something gained or lost, and which of two did better."""

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

__all__ = ["Bearing", "bearings", "contests"]

_SIDE = re.compile(
    r"\b(?P<side>above|below|over|under)\s+(?:its|their|the)\s+(?P<days>\d{1,3})[- ](?:day|session)\s+(?:simple\s+)?"
    r"(?:moving\s+)?(?:average|line|mean)"
    r"|(?P<zh_side>高于|站上|站稳|位于|低于|跌破|失守)\s*(?P<zh_days>\d{1,3})日(?:均线|线|移动平均线)",
    re.I,
)
_GROUND = re.compile(r"\b(?P<which>lost|gained|gave up|made up) ground\b|(?P<zh>收跌|收涨|走低|走高)", re.I)
_CONTEST = re.compile(
    r"\b(?P<behind>lagged(?: behind)?|trailed|underperformed|fallen behind|fell behind)\b"
    r"|\b(?P<ahead>outperformed|outpaced|beaten|beat|pulled ahead of|run ahead of|ran ahead of)\b"
    r"|(?P<zh_behind>跑输|落后于?|弱于|不及|跌幅(?:大于|超过)|涨幅(?:小于|不及))|(?P<zh_ahead>跑赢|领先于?|强于|好于|涨幅(?:大于|超过)|跌幅小于)",
    re.I,
)
_DENIED = re.compile(r"\b(?:not|never|nor|rarely|neither)\b|n['’]t\b|未|没有|并不", re.I)
_OPPONENT = 40  # characters after the verb within which the other side is named
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
    against: Instrument | None = None  # the side is a lead over this one


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


def contests(sentence: str, desk: Desk, today: date) -> Iterator[Bearing]:
    """ "In the last 30 trading days the Russell 2000 has lagged the S&P 500": who is ahead, over which stretch."""
    named = claimants.named(sentence, desk)
    for match in _CONTEST.finditer(sentence):
        clause = re.split(r"[,;，；]", sentence[: match.start()])[-1]
        before = [symbol for at, symbol in named if at < match.start()]
        after = [symbol for at, symbol in named if match.end() <= at <= match.end() + _OPPONENT]
        rest = re.split(r"[,;，；]", sentence[match.end() :])[0]
        if not before or not after or _DENIED.search(clause) or _NEAR_FIGURE.search(clause + rest):
            continue
        one, other = claimants.held(before[-1], desk), claimants.held(after[0], desk)
        period = _stretch(sentence, len(sentence), today)
        if one is None or other is None or one.symbol == other.symbol or period is None:
            continue
        side = Hedge.LESS if match["behind"] or match["zh_behind"] else Hedge.MORE
        yield Bearing(one, Quantity(Decimal(0), "pp", Decimal(1), side), 0, period, match.start(), other)


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
