"""Facts that dated rows give on demand: a close, a return over n sessions, an average, of exactly the dates named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from copilot import measures
from copilot.checking.cases import Case
from copilot.errors import NoData
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind, Period
from copilot.types import Adjustment, Datum, Passage, Series

__all__ = ["facts"]


def facts(
    case: Case, sentence: Sentence, figure: FigureReading, allowed: tuple[int, ...] | None
) -> list[Fact]:
    """What the rows of the allowed sources say of the figure's subject over the window that the sentence names."""
    found: list[Fact] = []
    for number, rows in case.sources.rows.items():
        if not rows or (allowed is not None and number not in allowed):
            continue
        for key, series in rows:
            if number == 0 and case.sources.facts[0] and not case.sources.ledger.series:
                continue  # our own data carry the rows of what they already say
            if not figure.entities or key in figure.entities or key in {m.key for m in sentence.entities}:
                found += [
                    _fact(number, key, datum, periods, case)
                    for datum, periods in _data(series, sentence, figure)
                ]
    return found


def _data(
    series: Series, sentence: Sentence, figure: FigureReading
) -> Iterator[tuple[Datum, tuple[Period, ...]]]:
    end = _end(series, figure, sentence)
    if end is None:
        return
    rows = [row for row in series.rows if row[0] <= end]
    known = Series(
        series.subject,
        "close",
        Adjustment.SPLIT,
        series.unit,
        series.currency,
        tuple(rows),
        series.origin,
        series.name,
    )
    day = Period.on(rows[-1][0])
    if "yield" not in figure.concepts and len(rows) >= 1:
        yield measures.observed(known, rows[-1][0]), (day,)
    for one in {
        p.count: p
        for p in (*figure.periods, *sentence.periods)
        if p.kind is Kind.ROLLING and p.unit in ("day", "session")
    }.values():
        count = one.count or 0
        for key, need in (("price_return", count + 1), ("simple_average", count)):
            if len(rows) >= need > 0:
                cut = Series(
                    known.subject,
                    "close",
                    known.adjustment,
                    known.unit,
                    known.currency,
                    known.rows[-need:],
                    known.origin,
                    known.name,
                )
                try:
                    yield (
                        measures.computed(
                            key, series=(cut,), parameters={"days": count} if key == "simple_average" else {}
                        ),
                        (day, one),
                    )
                except (NoData, KeyError):
                    continue


def _end(series: Series, figure: FigureReading, sentence: Sentence) -> date | None:
    """The row that the sentence speaks of: its date where it names one that the rows hold, else the last."""
    days = {row[0] for row in series.rows}
    for one in (*figure.periods, *sentence.periods):
        if one.kind is Kind.DATE and one.day:
            return one.day if one.day in days else None
    return series.rows[-1][0] if series.rows else None


_MEASURES = {"close": {"close"}, "price_return": {"return"}, "simple_average": {"average"}}


def _fact(number: int, key: str, datum: Datum, periods: tuple[Period, ...], case: Case) -> Fact:
    assert not isinstance(datum.value, str)
    passage = None
    if number:
        article = case.sources.ledger.articles[number - 1]
        passage = Passage(article, 0, min(len(article.text), 400))
    title = f"{datum.name or datum.subject} {datum.measure.replace('_', ' ')}"
    concepts = frozenset(_MEASURES[datum.measure])
    return Fact(number, datum.value, datum.unit, key, concepts, frozenset(), periods, title, datum, passage)
