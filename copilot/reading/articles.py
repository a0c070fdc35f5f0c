"""What an article says in numbers: each figure with everything that its place in the text says about it.

An article is read once. Figures of running text get their sentence, the period named nearest to them, and who is
said to have said it; figures of tables and of `name: value` lines get the headings beside and above them, and the
scale that a caption sets ("in millions, except per share data").
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from copilot import names, style
from copilot.reading.cells import lines
from copilot.reading.keyed import keyed
from copilot.reading.script import simplified
from copilot.reading.sentences import sentences
from copilot.reading.tables import tables
from copilot.reading.tabular import cell_facts, lent
from copilot.reading.textfacts import PERIOD, TextFact
from copilot.types import Adjustment, Article, Origin, Series, Span

__all__ = ["TextFact", "facts", "facts_of", "series"]

_SPEAKER = re.compile(
    r"(?:[Aa]ccording to|[Pp]er|cited by) (?:the |a |an )?((?:[A-Z][\w&.'’-]{0,30})(?: (?:of |and |& )?[A-Z][\w&.'’-]{0,30}){0,5})"
    r"|((?:[A-Z][\w&.'’-]{0,30})(?: (?:of |and |& )?[A-Z][\w&.'’-]{0,30}){0,5})(?:'s|’s)? (?:analysts? |economists? |strategists? )?"
    r"(?:said|says|say|told|noted|notes|wrote|estimates?d?|expects?|expected|forecasts?|reported|reports|believes|argues?|warned|warns)\b"
    r"|(?:根据|据|援引)([^，。；：\s]{2,20}?)(?:的?(?:数据|统计|报告|报道|预测|测算|调查|研究))?(?:显示|称|，)"
    r"|([^，。；：\s]{2,14}?)(?:表示|认为|指出|预计|预测|称|强调|坦言)"
)


@functools.lru_cache(maxsize=1024)
def facts(article: Article) -> tuple[TextFact, ...]:
    """Every number of an article, in its order."""
    text = simplified(article.text)
    all_lines = lines(text)
    cells, taken = tables(text)
    more, own = keyed(all_lines, taken)
    away = sorted([*taken, *own])
    found = [*cell_facts((*cells, *more), text), *_prose_facts(text, away)]
    found.sort(key=lambda fact: fact.span.start)
    return _with_entities(text, found)


def _prose_facts(text: str, away: Sequence[Span]) -> Iterator[TextFact]:
    units = sentences(text)
    starts = [unit.start for unit in units]
    ends = [span.start for span in away]
    for written in style.read(text):
        at = bisect.bisect_right(ends, written.span.start) - 1
        if at >= 0 and written.span.start < away[at].end:
            continue
        place = bisect.bisect_right(starts, written.span.start) - 1
        sentence = units[place] if place >= 0 else Span(0, len(text))
        period, speaker = _said(text, sentence)
        yield TextFact(
            written, written.span, sentence, period=_nearest(period, written.span, text), speaker=speaker
        )


@functools.lru_cache(maxsize=4096)
def _said(text: str, sentence: Span) -> tuple[tuple[Span, ...], str]:
    """Where a sentence names periods, and who it says has said it."""
    words = text[sentence.start : min(sentence.end, sentence.start + 4_000)]
    periods = tuple(
        Span(sentence.start + match.start(), sentence.start + match.end()) for match in PERIOD.finditer(words)
    )
    speaker = next((part for match in _SPEAKER.finditer(words) for part in match.groups() if part), "")
    return periods, speaker.strip()


def _nearest(periods: Sequence[Span], figure: Span, text: str) -> str:
    """The period that a figure belongs to: the one that follows in its clause, else the last before it."""
    following = next((span for span in periods if span.start >= figure.end), None)
    before = next((span for span in reversed(periods) if span.end <= figure.start), None)
    if following and not re.search(r"\d|[;；。]", text[figure.end : following.start]):
        gap = following.start - figure.end
        if before is None or gap < 60:
            return text[following.start : following.end]
    chosen = before or following
    return text[chosen.start : chosen.end] if chosen else ""


def _with_entities(text: str, found: Sequence[TextFact]) -> tuple[TextFact, ...]:
    mentions = names.mentions(text)
    starts = [mention.span.start for mention in mentions]
    result = []
    for fact in found:
        low = bisect.bisect_left(starts, fact.sentence.start)
        high = bisect.bisect_left(starts, fact.sentence.end)
        symbols = dict.fromkeys(mention.symbol for mention in mentions[low:high])
        if fact.tabular:
            for words in (fact.row, fact.column, fact.group, fact.caption):
                symbols.update(dict.fromkeys(_symbols(words)))
        inside = any(fact.span in mention.span for mention in mentions[low:high])
        if not inside:  # the 500 of "S&P 500" is part of a name
            subject = next(iter(symbols), "") if fact.tabular else _subject(text, fact, mentions[low:high])
            result.append(replace(fact, entities=tuple(symbols), subject=subject))
    return tuple(result)


_FOR = re.compile(r"[^,;，；.\d]{0,30}\b(?:for|of|in|by) (?:the )?")


def _subject(text: str, fact: TextFact, mentions: Sequence[names.Mention]) -> str:
    after = next((one for one in mentions if one.span.start >= fact.span.end), None)
    if after and _FOR.fullmatch(text[fact.span.end : after.span.start]):
        return after.symbol
    before = next((one for one in reversed(mentions) if one.span.end <= fact.span.start), None)
    return before.symbol if before else ""


@functools.lru_cache(maxsize=4096)
def _symbols(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.symbol for mention in names.mentions(words))) if words else ()


def facts_of(articles: Sequence[Article]) -> tuple[tuple[TextFact, ...], ...]:
    """The facts of each article. A table that sets no scale takes the one that its neighbours set, if it is one.

    Passages of one document come apart ("(in thousands, except …)" stands in the paragraph before the table);
    neighbours are articles of the same title, address and publisher.
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for article in articles:
        groups.setdefault((article.title, article.url, article.publisher), []).append(
            simplified(article.text)
        )
    notes = {key: tuple(texts) for key, texts in groups.items()}
    return tuple(
        lent(facts(article), notes[article.title, article.url, article.publisher]) for article in articles
    )


@functools.lru_cache(maxsize=1024)
def series(article: Article) -> tuple[Series, ...]:
    """Rows of the article's tables that are dated, one series a column: what returns and averages are computed from.

    The subject is the column's heading, or the caption where the table has one unnamed column.
    """
    rows: dict[tuple[Span, str, str], dict[date, TextFact]] = {}
    for fact in facts(article):
        day = _day(fact.row)
        if fact.tabular and day is not None:
            key = (
                (Span(0, 0), fact.column, fact.caption) if not fact.column else (Span(0, 1), fact.column, "")
            )
            rows.setdefault(key, {})[day] = fact
    found = []
    for (_, column, caption), by_day in rows.items():
        if len(by_day) < 2:
            continue
        first = next(iter(by_day.values()))
        observed: tuple[tuple[date, Decimal], ...] = tuple(
            (day, by_day[day].written.quantity.value) for day in sorted(by_day)
        )
        unit = first.written.quantity.unit
        currency = unit if len(unit) == 3 and unit.isupper() else None
        origin = Origin("article", "table", (("title", article.title),) if article.title else ())
        subject = column or caption
        found.append(
            Series(subject, "value", Adjustment.NONE, unit, currency, observed, origin, caption or column)
        )
    return tuple(found)


def _day(words: str) -> date | None:
    match = re.fullmatch(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*", words)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
