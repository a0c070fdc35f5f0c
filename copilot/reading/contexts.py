"""What stands around a number, in an answer and in an article, so that the two places can be set side by side.

A number proves nothing by being there: its row, column, sentence and year must be the ones that the answer names, and
no other number of that place may fit the answer's words better.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.reading.articles import TextFact, facts_of
from copilot.reading.statements import roots
from copilot.types import Article, Span

__all__ = ["Context", "Place", "content", "context", "overlap", "places", "times", "widened"]

_BREAK = re.compile(
    r"[;:，；：。()（）|\n]|,(?!\s?(?:19|20)\d\d\b)|\band\b|\bwhile\b|\bbut\b|\bcompared\b|\bversus\b|\bvs\b|\bagainst\b|\bdespite\b|而|但|较|对比"
)
_YEAR = re.compile(r"(?<!Code of )(?<!Act of )(?<![\d.,$€£¥])(?:FY ?'?|CY)?((?:19|20)\d\d)(?![\d%]|[.,]\d)")
_QUARTER = re.compile(
    r"\b(first|second|third|fourth)[- ](?:fiscal )?quarter\b|\bQ([1-4])\b|([一二三四1-4])季度|(上|下)半年|\b(first|second) half\b",
    re.I,
)
_MONTH = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? (?:\d{1,2},? )?(?=(?:19|20)\d\d)|(?:年|^|[，。今去自从于在至到由起截（(\s])(\d{1,2})月",
    re.I,
)
_ISO = re.compile(r"(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)")
_NAMES = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_DATE = re.compile(
    rf"\b(?P<m>{_NAMES})[a-z]{{0,6}}\.? (?P<d>\d{{1,2}}),? (?P<y>(?:19|20)\d\d)|\b(?P<e>\d{{1,2}}) (?P<n>{_NAMES})[a-z]{{0,6}}\.? (?P<z>(?:19|20)\d\d)"
    r"|(?P<zy>(?:19|20)\d\d)年(?P<zm>\d{1,2})月(?P<zd>\d{1,2})日", re.I,
)  # fmt: skip
_ALONE = re.compile(  # "May" is a month where its capital does not begin a sentence
    r"\b(Jan(?=uary)|Feb(?=ruary)|Mar(?=ch)|Apr(?=il)|Jun(?=e)|Jul(?=y)|Aug(?=ust)|Sep(?=t)|Oct(?=o)|Nov(?=e)|Dec(?=e)|(?<=[a-z] )May)[a-z]{0,6}\b(?! \d)"
)
_MONTH_DAY = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (\d{1,2})(?![\d%.,]*\d)|\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|(\d{1,2})月(\d{1,2})[日号]"
)
_LENGTH = re.compile(r"\b(three|six|nine|twelve|\d{1,2})[- ]months?\b", re.I)
_DAYS = re.compile(
    r"\b(\d{1,3})[- ]?(?:trading[- ]|business[- ])?(?:days?|sessions?|d)(?![A-Za-z])|(?:\b|_)(?:[es]?ma|return|ret|vol|rsi)_?(\d{1,3})d?(?![A-Za-z\d])|(\d{1,3})(?:个交易日|日均线|天)",
    re.I,
)
_ORDER = {
    "first": "1",
    "second": "2",
    "third": "3",
    "fourth": "4",
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
}
_COUNTS = {"three": "3", "six": "6", "nine": "9", "twelve": "12"}
_DROPPED = frozenset(
    {
        "us",
        "compani",
        "report",
        "record",
        "approximat",
        "question",
        "answer",
        "year",
        "end",
        "million",
        "thousand",
        "billion",
        "usd",
    }
)


@dataclass(frozen=True, slots=True)
class Context:
    """The words and times that stand around a number of an answer."""

    own: frozenset[str]  # roots of its own clause
    wide: frozenset[str]  # of its sentence, and of the one before where it says little itself
    clause: str
    years: frozenset[str]
    parts: frozenset[str]  # quarters, months, lengths of periods, as tags


@dataclass(frozen=True, slots=True)
class Place:
    """A number of an article with the words and times around it."""

    fact: TextFact
    words: frozenset[str]  # of its row and column, or of its clause
    wide: frozenset[str]  # with group and caption, or of its whole sentence
    text: str
    glued: str  # a label without spaces, as text taken from a PDF may have it
    years: frozenset[str]
    parts: frozenset[str]


_HORIZONS = (  # what is expected for one of them is not expected for the other
    ("now", re.compile(r"今年|本年度|\bthis (?:fiscal )?year\b", re.I)),
    ("last", re.compile(r"去年(?!同期|同月|同季|[底末以初])|上年(?!同期|[底末])")),
    ("next", re.compile(r"明年|下一?年度?|\bnext (?:fiscal )?year\b", re.I)),
)


@functools.lru_cache(maxsize=4096)
def times(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The years that a text names, and its quarters, months and lengths of periods as tags."""
    parts = set()
    for match in _QUARTER.finditer(text):
        which = next(group for group in match.groups() if group).lower()
        kind = "half" if match[4] or match[5] else "quarter"
        parts.add(f"{kind} {_ORDER.get(which, which)}")
    parts |= {f"month {(match[1] or match[2]).lower()}" for match in _MONTH.finditer(text)}
    parts |= {f"month {match[1].lower()}" for match in _ALONE.finditer(text)}
    parts |= {f"horizon {kind}" for kind, pattern in _HORIZONS if pattern.search(text)}
    parts |= {f"length {_COUNTS.get(match[1].lower(), match[1])}" for match in _LENGTH.finditer(text)}
    parts |= {f"date {day}" for day in _dates(text)}
    for match in _MONTH_DAY.finditer(text):
        name, day = match[1] or match[4], match[2] or match[3] or match[6]
        number = int(match[5]) if match[5] else _MONTHS.index(name.lower()) // 3 + 1
        parts.add(f"day {number}-{int(day)}")
    parts |= {f"days {next(group for group in match.groups() if group)}" for match in _DAYS.finditer(text)}
    return frozenset(_YEAR.findall(text)), frozenset(parts)


def _dates(text: str) -> set[str]:
    """Full dates as ISO writes them."""
    found = {match.group() for match in _ISO.finditer(text)}
    for match in _DATE.finditer(text):
        month = (match["m"] or match["n"] or "").lower()[:3]
        number = _MONTHS.index(month) // 3 + 1 if month else int(match["zm"])
        year, day = match["y"] or match["z"] or match["zy"], int(match["d"] or match["e"] or match["zd"])
        found.add(f"{year}-{number:02d}-{day:02d}")
    return found


def content(text: str) -> frozenset[str]:
    """Roots of a text without its numbers and the words that stand everywhere."""
    return frozenset(root for root in roots(text) if not root[:1].isdigit()) - _DROPPED


def _clause(text: str, at: Span, others: Sequence[Span]) -> str:
    """The stretch between breaks, and between the figures before and after, that holds the figure at `at`."""
    low = max((span.end for span in others if span.end <= at.start), default=0)
    high = min((span.start for span in others if span.start >= at.end), default=len(text))
    before = [match.end() for match in _BREAK.finditer(text, low, at.start)]
    after = _BREAK.search(text, at.end, high)
    return text[(before[-1] if before else low) : (after.start() if after else high)]


def context(text: str, sentence: Span, at: Span, others: Sequence[Span]) -> Context:
    """What an answer says around its figure at `at`; spans are those of the whole text."""
    inner = text[sentence.start : sentence.end]
    moved = [Span(one.start - sentence.start, one.end - sentence.start) for one in others if one != at]
    clause = _clause(inner, Span(at.start - sentence.start, at.end - sentence.start), moved)
    wide_text = widened(text, sentence)
    years, parts = times(clause)
    if not years and not any(one.end <= at.start for one in others):
        years = _nearest_years(inner, at.start - sentence.start) or times(wide_text)[0]
    if not parts:
        parts = times(wide_text)[1]
    parts |= {tag for tag in times(inner)[1] if tag.startswith("date")}
    return Context(content(clause), content(wide_text), clause, years, parts)


def widened(text: str, sentence: Span) -> str:
    """A sentence, with its paragraph's text right before it where it says little itself ("Answer: 6.67 %")."""
    inner = text[sentence.start : sentence.end]
    if len(content(inner)) >= 3:
        return inner
    return re.split(r"\n\s*\n", text[max(0, sentence.start - 400) : sentence.start])[-1] + inner


def _nearest_years(text: str, at: int) -> frozenset[str]:
    found = [(match.start(), match[1]) for match in _YEAR.finditer(text)]
    if len({year for _, year in found}) < 2:
        return frozenset(year for _, year in found)
    return frozenset()


def overlap(wanted: frozenset[str], place: Place) -> frozenset[str]:
    """The wanted roots that stand at the place."""
    held = wanted & place.words
    if place.glued:
        held |= {root for root in wanted if len(root) > 2 and root in place.glued}
    return held


@functools.lru_cache(maxsize=512)
def places(articles: tuple[Article, ...], number: int) -> dict[int, Place]:
    """The numbers of the `number`th article by where they begin; scales are those that its neighbours agree on."""
    article = articles[number]
    found: dict[int, Place] = {}
    own = facts_of(articles)[number]
    spans = [fact.span for fact in own]
    for fact in own:
        found[fact.span.start] = _tabular(fact) if fact.tabular else _prose(article.text, fact, spans)
    return found


def _tabular(fact: TextFact) -> Place:
    row = fact.row or f"total {fact.group}"  # a row of numbers without a label sums up those above it
    words = content(f"{row} {fact.column}")
    wide = words | content(f"{fact.group} {fact.caption}")
    label = (
        re.sub(r"[^a-z]", "", fact.row.lower()) if len(fact.row) > 14 and " " not in fact.row.strip() else ""
    )
    years, parts = times(fact.column)
    for text in (fact.row, fact.group, fact.period, fact.caption):
        if not years:
            years = times(text)[0]
        if not parts or text is fact.row:
            parts |= times(text)[1]
        elif not any(tag.startswith("date") for tag in parts):
            parts |= frozenset(tag for tag in times(text)[1] if tag.startswith("date"))
    return Place(fact, words, wide, f"{fact.group} {fact.row} {fact.column}", label, years, parts)


def _prose(text: str, fact: TextFact, spans: Sequence[Span]) -> Place:
    inner = text[fact.sentence.start : fact.sentence.end]
    offset = fact.sentence.start
    others = [
        Span(one.start - offset, one.end - offset)
        for one in spans
        if one in fact.sentence and one != fact.span
    ]
    clause = _clause(inner, Span(fact.span.start - offset, fact.span.end - offset), others)
    years, parts = times(clause)
    if turn := _in_turn(inner, [Span(fact.span.start - offset, fact.span.end - offset), *others]):
        years = frozenset({turn})
    if not years:
        years = _nearest_years(inner, fact.span.start - offset) or times(inner)[0]
    if not years:  # said once, in the sentences before
        earlier = _YEAR.findall(text[max(0, offset - 300) : offset])
        years = frozenset(earlier[-1:])
    if not parts:
        parts = frozenset(tag for tag in times(inner)[1] if not tag.startswith("date"))
    return Place(fact, content(clause), content(inner), clause, "", years, parts)


_LISTED = re.compile(r"[^.;\d]{0,40}")


def _in_turn(text: str, numbers: Sequence[Span]) -> str:
    """The year of the first of the numbers where a sentence lists years and numbers in one order, "respectively"."""
    if "respectively" not in text:
        return ""
    years = list(dict.fromkeys(match[1] for match in _YEAR.finditer(text)))
    dates = [
        Span(*match.span()) for pattern in (_YEAR, _DATE, _MONTH_DAY) for match in pattern.finditer(text)
    ]
    if any(numbers[0].overlaps(one) for one in dates):
        return ""
    numbers = [one for one in numbers if not any(one.overlaps(other) for other in dates)]
    run = [numbers[0]]
    for one in sorted((one for one in numbers[1:] if one.start > run[0].start), key=lambda one: one.start):
        if not _LISTED.fullmatch(text, run[-1].end, one.start):
            break
        run.append(one)
    for one in sorted((one for one in numbers[1:] if one.start < run[0].start), key=lambda one: -one.start):
        if not _LISTED.fullmatch(text, one.end, run[0].start):
            break
        run.insert(0, one)
    return years[run.index(numbers[0])] if len(years) == len(run) > 1 else ""
