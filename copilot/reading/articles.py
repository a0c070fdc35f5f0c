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
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from copilot import names, style
from copilot.reading.cells import lines
from copilot.reading.keyed import keyed
from copilot.reading.scales import Scale, declared, is_amount, is_currency, is_per_share, scale_of
from copilot.reading.sentences import sentences
from copilot.reading.tables import Cell, tables
from copilot.style import Written
from copilot.types import Adjustment, Article, Origin, Series, Span

__all__ = ["TextFact", "facts", "facts_of", "series"]

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(
    rf"(?:(?:three|six|nine|twelve|\d{{1,2}})[- ](?:months?|weeks?)|fiscal (?:year|quarter)|quarter|year|period)s?"
    rf"(?: period)?[- ]+(?:end(?:ed|ing)\s)?{_MONTH} \d{{1,2}}, {_YEAR}"
    rf"|{_MONTH} \d{{1,2}}, {_YEAR}|\d{{1,2}} {_MONTH} {_YEAR}|{_MONTH} {_YEAR}|{_YEAR}-\d\d-\d\d"
    rf"|(?:(?:first|second|third|fourth) (?:fiscal )?(?:quarter|half)|[QH][1-4])(?: of)?(?: fiscal(?: year)?| FY)? ?(?:{_YEAR}|’\d\d|'\d\d)?"
    rf"|(?:FY|fiscal(?: year)?) ?(?:{_YEAR}|\d\d\b)|(?<!Russell )(?<![\d.,$€£¥])\b{_YEAR}\b(?![\d,]|\.\d)"
    rf"|(?:{_YEAR}年|今年|去年|前年|本年)?(?:第?[一二三四1-4]季度|[上下]半年|前三季度|[一二三四]季报|中报|年报|\d{{1,2}}月(?:份|\d{{1,2}}日)?)|{_YEAR}年|今年|去年|前年|上年同期|同期"
    r"|(?:same period|prior year|last year|previous (?:year|quarter)|year-ago)",
)
_SPEAKER = re.compile(
    r"(?:[Aa]ccording to|[Pp]er|cited by) (?:the |a |an )?((?:[A-Z][\w&.'’-]{0,30})(?: (?:of |and |& )?[A-Z][\w&.'’-]{0,30}){0,5})"
    r"|((?:[A-Z][\w&.'’-]{0,30})(?: (?:of |and |& )?[A-Z][\w&.'’-]{0,30}){0,5})(?:'s|’s)? (?:analysts? |economists? |strategists? )?"
    r"(?:said|says|say|told|noted|notes|wrote|estimates?d?|expects?|expected|forecasts?|reported|reports|believes|argues?|warned|warns)\b"
    r"|(?:根据|据|援引)([^，。；：\s]{2,20}?)(?:的?(?:数据|统计|报告|报道|预测|测算|调查|研究))?(?:显示|称|，)"
    r"|([^，。；：\s]{2,14}?)(?:表示|认为|指出|预计|预测|称|强调|坦言)"
)


@dataclass(frozen=True, slots=True)
class TextFact:
    """A number of an article. `written.quantity` is in base units: caption scale and accounting brackets applied."""

    written: Written
    span: Span  # the number, in the article's text
    sentence: Span  # its sentence; in a table its row
    row: str = ""
    column: str = ""
    entities: tuple[str, ...] = ()  # symbols named in its sentence, row, column or caption
    subject: str = (
        ""  # of these, the one it is most likely said of: "16 times for the S&P 500", else the last before it
    )
    period: str = ""  # as written: "six months ended December 31, 2023", "2022", "第三季度"
    speaker: str = ""
    group: str = ""  # heading of the rows around it
    caption: str = ""
    tabular: bool = False  # from a table or a line that names its numbers
    scaled: bool = True  # False: a table's amount whose caption sets no scale ("916,132" may be thousands)


@functools.lru_cache(maxsize=1024)
def facts(article: Article) -> tuple[TextFact, ...]:
    """Every number of an article, in its order."""
    text = article.text
    all_lines = lines(text)
    cells, taken = tables(text)
    more, own = keyed(all_lines, taken)
    away = sorted([*taken, *own])
    found = [*_cell_facts((*cells, *more), text), *_prose_facts(text, away)]
    found.sort(key=lambda fact: fact.span.start)
    return _with_entities(text, found)


_NOTE = re.compile(
    r"\([^()]{0,80}\b(?:in|expressed in|stated in) (?:\w+ )?(?:thousands|millions|billions)\b[^()]{0,120}\)"
    r"|\b(?:are|is|presented|stated|expressed|shown) in (?:\w+ )?(?:thousands|millions|billions)\b"
    r"|[(（]?单位[:：][^，。）)]{1,12}", re.I,
)  # fmt: skip


def facts_of(articles: Sequence[Article]) -> tuple[tuple[TextFact, ...], ...]:
    """The facts of each article. A table that sets no scale takes the one that its neighbours set, if it is one.

    Passages of one document come apart ("(in thousands, except …)" stands in the paragraph before the table);
    neighbours are articles of the same title, address and publisher.
    """
    notes: dict[tuple[str, str, str], set[tuple[Decimal, str]]] = {}
    for article in articles:
        key = (article.title, article.url, article.publisher)
        for note in _NOTE.finditer(article.text):
            if found := declared(note.group()):
                notes.setdefault(key, set()).add(found)
    result = []
    for article in articles:
        lent = notes.get((article.title, article.url, article.publisher), set())
        own = facts(article)
        factors = {factor for factor, _ in lent}
        if len(articles) > 1 and len(factors) == 1:
            own = tuple(_lent(fact, *next(iter(lent))) for fact in own)
        result.append(own)
    return tuple(result)


def _lent(fact: TextFact, factor: Decimal, unit: str) -> TextFact:
    quantity = fact.written.quantity
    cell = Cell("", fact.span, fact.row, fact.column, fact.group, fact.caption, fact.sentence, fact.sentence)
    if fact.scaled or not fact.tabular or not is_amount(cell) or not Scale(factor).applies_to(quantity.unit):
        return fact
    if is_per_share(cell):
        return replace(fact, scaled=True)
    scaled = replace(
        quantity, value=quantity.value * factor, step=quantity.step * factor, unit=quantity.unit or unit
    )
    return replace(fact, written=replace(fact.written, quantity=scaled, scale=factor), scaled=True)


def _cell_facts(cells: Sequence[Cell], text: str) -> Iterator[TextFact]:
    read = [(cell, numbers[0]) for cell in cells if (numbers := style.read(cell.text))]
    money: dict[Span, set[str]] = {}
    for cell, written in read:
        if is_currency(written.quantity.unit):
            money.setdefault(cell.table, set()).add(written.quantity.unit)
    for cell, written in read:
        scale = scale_of(cell)
        quantity = written.quantity
        # Filings write the dollar sign in the first and last row of a column only.
        if not scale.unit and not quantity.unit and len(money.get(cell.table, ())) == 1 and is_amount(cell):
            scale = replace(scale, unit=next(iter(money[cell.table])))
        if written.bracketed and quantity.value > 0:
            quantity = replace(quantity, value=-quantity.value)
        if written.scale == 1 and scale.applies_to(quantity.unit):
            factor = scale.factor
            quantity = replace(
                quantity,
                value=quantity.value * factor,
                step=quantity.step * factor,
                unit=quantity.unit or scale.unit,
            )
        elif not quantity.unit and scale.unit:
            quantity = replace(quantity, unit=scale.unit)
        here = Span(cell.span.start, cell.span.end)
        written = Written(
            here,
            quantity,
            text[here.start : here.end],
            here,
            written.signed,
            scale.factor,
            False,
            written.bracketed,
        )
        yield TextFact(
            written,
            here,
            cell.line,
            cell.row,
            cell.column,
            period=_cell_period(cell),
            group=cell.group,
            caption=cell.caption,
            tabular=True,
            scaled=scale.stated,
        )


def _cell_period(cell: Cell) -> str:
    """The period that heads the cell's column, else its row, its group or the table."""
    for words in (cell.column, cell.row, cell.group, cell.caption):
        found = [match.group() for match in _PERIOD.finditer(words)]
        if found:
            return words if words is cell.column else found[-1] if words is cell.caption else found[0]
    return ""


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
        Span(sentence.start + match.start(), sentence.start + match.end())
        for match in _PERIOD.finditer(words)
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
