"""Free names of measures, read: `data_center_revenue`, `return_30d_pct`, `sma20`, 营收同比.

A label is what a row's own measure and window say; a sentence speaks of the row when it names the whole label.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from copilot.reading.concepts import concepts, is_ignored, narrowed, stem
from copilot.reading.lexicon import plain, words
from copilot.reading.periods import Period
from copilot.reading.timeline import periods

__all__ = ["BASES", "Label", "label"]


@dataclass(frozen=True, slots=True)
class Label:
    """What a measure's words mean: known concepts, other words, and periods ("sma20": average, 20 days)."""

    concepts: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z]{2})(?=\d)(?<!FY)(?<!fy)")
# Yahoo's own names: fiftyTwoWeekHigh, twoHundredDayAverage
_DAYS = {"fiftytwo": "52", "fifty": "50", "twohundred": "200"}
_SPELLED = re.compile(r"^(fifty_?two|fifty|two_?hundred)_?(week|day)_?", re.IGNORECASE)
_QUOTED = re.compile(r"^regular_?[mM]arket_?(?=[A-Za-z])")
_TREASURY = re.compile(r"\bDGS(\d{1,2})\b")
_AVERAGE = re.compile(r"\b(sma|ma|ema|dma)[ -]?(\d{1,3})(?![\d ]*[a-z])", re.IGNORECASE)
_MULTIPLES = {
    "pe",
    "forward_pe",
    "trailing_pe",
    "price_to_book",
    "price_to_sales",
    "ev_ebitda",
    "dividend_yield",
}
_NOISE = re.compile("家数|机构|评级|一致|中位数|均值|平均数")  # of how a number was gathered, not of what
# Three-month metal is a contract, no window: "LME 3M official", "3-month close".
_FORWARD = re.compile(
    r"\b3[ -]?m(?:onths?|o)?\b(?= (?:official|unofficial|ask|bid|close|closing|settle|settlement|evening|forward)\b)|(?<=LME )3[ -]?M(?:onths?)?\b",
    re.IGNORECASE,
)
BASES = {"yoy", "qoq", "mom"}


@functools.cache
def _series_names() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words("series")) + r")\b")


@functools.cache
def _abbreviations() -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words("fields")["abbreviations"]) + r")\b", re.IGNORECASE)


def _spelled(match: re.Match[str]) -> str:
    return str(words("fields")["abbreviations"][match[0].lower()])


@functools.lru_cache(maxsize=8192)
def label(measure: str) -> Label:
    """Reads a free measure name: `data_center_revenue`, `return_30d_pct`, `sma20`, `营收同比`."""
    measure = _SPELLED.sub(lambda match: _DAYS[match[1].lower().replace("_", "")] + " " + match[2], measure)
    measure = _series_names().sub(lambda match: words("series")[match[0].upper()], measure)
    measure = _QUOTED.sub("", _TREASURY.sub(r"\1-year treasury yield", measure))
    measure = re.sub(r"^(?=\d{1,3}日[涨跌收回])", "近", measure)  # 1日涨跌幅
    measure = re.sub(r"^(本[周月])以来(?=涨|跌|收益|回报|升)", r"\1", measure)
    measure = re.sub(r"^([周月年])(?=涨跌|涨幅|跌幅|升跌|收益|回报)", r"近一\1", measure)
    measure = _FORWARD.sub(" ", measure)
    fields = words("fields")["names"]
    measure = re.sub(r"[A-Za-z][A-Za-z0-9_]+", lambda match: fields.get(match[0].lower(), match[0]), measure)
    measure = re.sub(r"(?<=[a-z])(?=[YQM]o[YQM]\b)", " ", measure).replace("iPhone", "iphone")
    measure = re.sub(r"\b[YQM]o[YQM]\b", lambda match: match[0].lower(), measure)
    measure = _abbreviations().sub(_spelled, _CAMEL.sub(" ", measure).replace("_", " "))
    text = _AVERAGE.sub(r"\1 \2 day ", measure)
    found: list[str] = []
    mask = list(text)
    for hit in concepts().find(text):
        if hit.tag in BASES or hit.tag.startswith(("forward", "trailing")):
            found.append(hit.tag)
            mask[hit.span.start : hit.span.end] = " " * (hit.span.end - hit.span.start)
    rest = "".join(mask)
    when = periods(rest)
    for one in when:
        mask[one.span.start : one.span.end] = " " * (one.span.end - one.span.start)
    rest = "".join(mask)
    for hit in concepts().find(rest):
        found.append(hit.tag)
        mask[hit.span.start : hit.span.end] = " " * (hit.span.end - hit.span.start)
    left = plain("".join(mask))
    extra = {
        stem(word) for word in re.findall(r"[a-z][a-z&/]*", left) if not is_ignored(word) and len(word) > 1
    }
    extra |= {
        word
        for word in re.findall(r"[\u4e00-\u9fff]+", _NOISE.sub(" ", left))
        if not is_ignored(word) and len(word) > 1
    }
    tags = set(found)
    if tags & {"guidance", "estimate", "target_price"}:
        tags -= {"high", "low"}  # the ends of a range, no extremes of a price
    if tags & _MULTIPLES and tags & {
        "average",
        "exponential_average",
    }:  # a multiple's own average is no line of prices
        tags, extra = tags - {"average", "exponential_average"}, extra | {"average"}
    for loose, exact in (("forward", "forward_pe"), ("trailing", "trailing_pe"), ("ttm", "trailing_pe")):
        if "pe" in tags and re.search(rf"\b{loose}\b", plain(text)):
            tags = tags - {"pe"} | {exact}
    return Label(frozenset(narrowed(tags)), frozenset(extra), when)
