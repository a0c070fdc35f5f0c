"""What a number of an article claims to be, and its sign, from the words around it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from copilot.analyst.periods import vocabulary
from copilot.reading.articles import TextFact
from copilot.types import Quantity

__all__ = ["Kind", "clause_of", "cue", "kind_of", "signed"]


class Kind(StrEnum):
    RETURN = "return"
    EXCESS = "excess"
    DRAWDOWN = "drawdown"
    AVERAGE = "average"  # distance to a moving average
    LEVEL = "level"
    DERIVED = "derived"  # a discount or premium between two numbers of the same sentence
    VALUATION = "valuation"
    SURVEY = "survey"
    EVENT = "event"
    COMPANY = "company"
    MACRO = "macro"
    FORECAST = "forecast"
    OTHER = "other"


@cache
def cue(key: str) -> re.Pattern[str]:
    """The words of a kind of claim, as one pattern."""
    return re.compile("|".join(vocabulary("claims")[key]), re.I)


def clause_of(sentence: str, place: int, length: int) -> str:
    """From the clause mark before the number to the one after it; decimals and thousands are no marks."""
    marks = [
        match.start()
        for match in re.finditer(
            r"[,;:，；：—](?!\d)|\b(?:while|whereas|but|against|而|但)\b|而|但", sentence
        )
    ]
    start = max((mark for mark in marks if mark < place), default=0)
    end = min((mark for mark in marks if mark >= place + length), default=len(sentence))
    return sentence[start:end]


def _after(sentence: str, fact: TextFact) -> str:
    """What follows the number up to the next one: "12% above its 200-day average", not "and about 3% below its high"."""
    rest = sentence[fact.span.end - fact.sentence.start :]
    return re.split(r"(?<![\w-])\d+(?:\.\d+)?\s*%", rest, maxsplit=1)[0]


_INHERITED = (Kind.MACRO, Kind.COMPANY, Kind.SURVEY, Kind.FORECAST, Kind.VALUATION)


def kind_of(sentence: str, clause: str, fact: TextFact, beside: Kind | None) -> Kind:
    """What a number says; `beside` is the kind of the number before it in its sentence."""
    unit = fact.written.quantity.unit
    if unit == "x":
        return Kind.VALUATION if cue("valuation").search(sentence) else Kind.OTHER
    moves = cue("up").search(clause) or cue("down").search(clause) or cue("return").search(clause)
    for key in ("survey", "event"):
        if cue(key).search(sentence):
            return Kind(key)
    if cue("derived").search(clause) and unit == "%":
        return Kind.DERIVED
    if beside in _INHERITED and not moves:
        return beside
    for key in ("macro", "company"):
        if cue(key).search(clause) and not cue("dividends").search(clause):
            return Kind(key)
    if cue("forecast").search(clause):
        return Kind.FORECAST
    if unit == "%":
        near = _after(sentence, fact)
        if cue("average").search(near):
            return Kind.AVERAGE
        lone = len(re.findall(r"\d\s*%", sentence)) < 2  # whose peak it is, is plain
        peaked = cue("peak").search(sentence if lone else clause)
        if cue("peak").search(near) or (peaked and not cue("average").search(sentence)):
            return Kind.DRAWDOWN
        if cue("average").search(clause):
            return Kind.AVERAGE
        if cue("excess").search(clause) and re.search(r"\bby\b|percentage points|个百分点", clause):
            return Kind.EXCESS
        if (
            moves
            or cue("return").search(sentence)
            or cue("up").search(sentence)
            or cue("down").search(sentence)
        ):
            return Kind.RETURN
        return Kind.OTHER
    if unit in ("pp", "points") and re.search(r"\bby\b", clause) and cue("excess").search(clause):
        return Kind.EXCESS  # "beat it by nearly ten points": points of per cent
    if unit == "pp":
        return Kind.EXCESS if cue("excess").search(sentence) else Kind.OTHER
    money = unit == "points" or (len(unit) == 3 and unit.isupper())
    if cue("level").search(clause) or (money and cue("level").search(sentence)):
        return Kind.LEVEL
    return Kind.OTHER


def signed(quantity: Quantity, clause: str, fact: TextFact, kind: Kind) -> Quantity:
    """A fall is negative; a number that is written with its sign keeps it."""
    if fact.written.signed or kind in (Kind.LEVEL, Kind.VALUATION, Kind.DERIVED) or quantity.value <= 0:
        return quantity
    clause = re.sub("少跌|多涨", "领先", clause)  # to fall less is to lead
    at = clause.find(fact.written.raw)
    head, tail = clause[:at] if at >= 0 else clause, clause[at:] if at >= 0 else ""
    falls = _last(cue("down"), head)
    rises = _last(cue("up"), head)
    if falls < 0 and rises < 0:
        falls, rises = _first(cue("down"), tail), _first(cue("up"), tail)
    negative = falls > rises if max(falls, rises) >= 0 else kind is Kind.DRAWDOWN
    return -quantity if negative else quantity


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.end() for match in pattern.finditer(text)), default=-1)


def _first(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(text)
    return 1000 - match.start() if match else -1
