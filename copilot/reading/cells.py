"""The cells of tables in text: where one stands and what kind of thing is written in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from copilot.types import Span

__all__ = ["Kind", "Line", "Token", "classified", "lines"]

_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u00a0\u2060\ue000-\uf8ff]+")
_NUMBER = r"[-−–+＋－]?\s?(?:US|HK|C|A|NT)?[$€£¥￥₹]?\s?[-−–]?\(?\s?[$€£¥￥]?\s?[-−–]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)?(?:\.\d+)?"
_VALUE = re.compile(
    _NUMBER + r"\s?(?:%|％|x|×|bps|bp|pp|倍|亿元?|万元?|元|[BMK]|[bm]n)?\s?(?:\)\s?%?)?\s?(?:\([a-z\d]\))?"
)
_NIL = re.compile(r"(?:[-—–−*]\s?)+%?|n/?[am]\.?|nil|不适用", re.I)
_MARK = re.compile(r"(?:US|HK|C|A|NT|RMB)?[$€£¥￥₹]|RMB|USD|EUR|CNY|HKD", re.I)
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_PERIOD = re.compile(
    rf"(?:(?:FY|CY|fiscal(?: year)?|year|as of|as at|at)\s?)?['’]?{_YEAR}(?:\s?[AEP])?(?:\s?\([^)]{{0,12}}\))?"
    rf"|(?:[Ff]or |[Aa]s of |[Aa]s at |[Aa]t |[Tt]he )*(?:(?:fiscal |calendar )?(?:year|quarter|month|week|period)s?|(?:three|six|nine|twelve|\d+)[- ]?(?:months?|weeks?)|half[- ]year)s?[- ]+end(?:ed|ing).{{0,40}}"
    rf"|(?:(?:as of|as at|at|on)\s)?(?:\d{{1,2}}\s)?{_MONTH}\s?\d{{0,2}},?(?:\s?{_YEAR})?"
    rf"|{_YEAR}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?|(?:FY\s?|CY\s?)?['’]?\d{{2,4}}\s?[QH][1-4]|[1-4]?[QH][1-4]?\s?(?:FY|CY)?\s?['’]?\d{{2,4}}"
    rf"|(?:(?:first|second|third|fourth)\s(?:quarter|half)|(?:Q[1-4]|H[12]))(?:\s(?:of\s)?(?:FY\s?|fiscal\s)?{_YEAR})?"
    rf"|{_YEAR}\s?年(?:度|末|底|初)?(?:第?[一二三四1-4]季度|[上下]半年|前三季度|\d{{1,2}}月(?:末|底|\d{{1,2}}日)?|\d{{1,2}}-\d{{1,2}}月)?|\d{{1,2}}月(?:\d{{1,2}}日)?|(?:上年|去年)(?:同期|末)?|本期|上期|期末|期初"
    r"|(?:\$|%|percent(?:age)?)?\s?(?:Change|Increase|Variance|Growth)s?(?:\s?\(.{0,20}\))?(?:\s(?:%|YoY))?|Y/?o/?Y|同比|环比|(?:同比)?(?:增减|变动|变化)(?:幅度)?\s?(?:[(（]?%[)）]?)?",
    re.I,
)


class Kind(Enum):
    BLANK = auto()
    LABEL = auto()
    VALUE = auto()
    NIL = auto()  # a dash: the cell is there and holds nothing
    PERIOD = auto()  # a year, a date, "Change": heads a column or a row
    MARK = auto()  # a currency or percent sign, a parenthesis, standing alone


@dataclass(frozen=True, slots=True)
class Token:
    """One cell as written; `text` is cleaned, `span` is where it stands."""

    text: str
    span: Span
    kind: Kind


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    span: Span


def lines(text: str) -> tuple[Line, ...]:
    found, start = [], 0
    for part in text.split("\n"):
        found.append(Line(part, Span(start, start + len(part))))
        start += len(part) + 1
    return tuple(found)


def classified(text: str, start: int) -> Token:
    """What a cell that begins at `start` is."""
    inner = _BLANK.sub(" ", text).strip()
    left = start + len(text) - len(_strip_left(text))
    right = left + max(1, len(_strip_left(text).rstrip(" \t\u200b\u00a0\ufeff")))
    span = Span(left, min(right, start + len(text)) if text else start)
    if not inner:
        kind = Kind.BLANK
    elif len(inner) <= 60 and _PERIOD.fullmatch(inner):
        kind = Kind.PERIOD
    elif _MARK.fullmatch(inner) or inner in {"%", "％", "(", ")", ")%", "(%", ") %", "（", "）"}:
        kind = Kind.MARK
    elif len(inner) <= 40 and any(mark.isdigit() for mark in inner) and _VALUE.fullmatch(inner):
        kind = Kind.VALUE
    elif _NIL.fullmatch(inner):
        kind = Kind.NIL
    else:
        kind = Kind.LABEL
    return Token(inner, span, kind)


def _strip_left(text: str) -> str:
    return text.lstrip(" \t\u200b\u00a0\ufeff*_`")
