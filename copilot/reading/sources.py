"""All that a ledger says, read once: the facts of each source, the entities they are about, the dated rows."""

from __future__ import annotations

import bisect
import functools
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from copilot.ledger import Ledger
from copilot.reading import articles, clauses
from copilot.reading.articles import TextFact
from copilot.reading.entities import Entities, EntityMention
from copilot.reading.facts import Fact, of_data
from copilot.reading.keys import key_of
from copilot.reading.labels import label
from copilot.reading.periods import Period
from copilot.reading.script import simplified
from copilot.reading.sentences import sentences
from copilot.reading.timeline import periods
from copilot.types import Article, Passage, Series, Span

__all__ = ["Sources", "read"]


@dataclass(frozen=True, slots=True)
class Sources:
    """What can be cited. Facts are in the order of their sources; `rows` are dated observations by entity."""

    ledger: Ledger
    facts: Mapping[int, tuple[Fact, ...]]
    entities: Entities
    rows: Mapping[int, tuple[tuple[str, Series], ...]]
    index: Mapping[str, tuple[int, ...]] = field(
        default_factory=dict
    )  # places of the rows by what they are about
    sizes: tuple[tuple[Decimal, int], ...] = ()  # the rows by size
    home: str = ""  # the economy that most rows are about: meant where a sentence names none

    def of(self, numbers: tuple[int, ...] | None) -> list[Fact]:
        """The facts of these sources; of all for None."""
        chosen = self.facts if numbers is None else [n for n in numbers if n in self.facts]
        return [fact for number in chosen for fact in self.facts[number]]

    def about(self, numbers: tuple[int, ...] | None, keys: frozenset[str], size: Decimal) -> list[Fact]:
        """The facts of these sources that may concern the keys, or that have about this size, in their order.

        Rows are many and each is about one thing, so they are looked up; texts are read whole.
        """
        rows = self.facts.get(0, ()) if numbers is None or 0 in numbers else ()
        others = self.of(tuple(n for n in (self.facts if numbers is None else numbers) if n))
        if len(rows) <= _FEW or not keys:
            return [*rows, *others]
        chosen = set(self.index.get("", ()))
        for key in keys:
            chosen.update(self.index.get(key, ()))
        low = bisect.bisect_left(self.sizes, (abs(size) * _LEAST, 0))
        high = bisect.bisect_right(self.sizes, (abs(size) * _MOST, len(rows)))
        chosen.update(place for _, place in self.sizes[low : min(high, low + _FEW)])
        return [*(rows[place] for place in sorted(chosen)), *others]


_FEW = 120
_LEAST, _MOST = Decimal("0.995"), Decimal("1.005")


def read(ledger: Ledger) -> Sources:
    """Reads a ledger. Articles are read once and remembered."""
    data = of_data(ledger.data)
    subjects = [
        (simplified(one.datum.subject), simplified(one.datum.name), one.entity) for one in data if one.datum
    ]
    subjects += [(s.subject, s.name, key_of(s.subject, s.name)) for s in ledger.rows()]
    entities = _entities(tuple(dict.fromkeys(subjects)))
    facts: dict[int, tuple[Fact, ...]] = {0: data}
    rows: dict[int, tuple[tuple[str, Series], ...]] = {
        0: tuple((key_of(s.subject, s.name), s) for s in ledger.rows())
    }
    for number, article in enumerate(ledger.articles, 1):
        facts[number] = tuple(replace(fact, source=number) for fact in _of_article(article, entities))
        rows[number] = tuple((_series_key(s, entities), s) for s in articles.series(article))
    places = Counter(fact.entity for fact in data if fact.entity.startswith("place:")).most_common(2)
    clear = places and (len(places) == 1 or places[0][1] >= 2 * places[1][1])
    index: dict[str, list[int]] = {}
    for place, fact in enumerate(data):
        for key in {fact.entity, *fact.entities, *([fact.against] if fact.against else [])}:
            index.setdefault(key, []).append(place)
    return Sources(
        ledger,
        facts,
        entities,
        rows,
        {key: tuple(found) for key, found in index.items()},
        tuple(sorted((abs(fact.value), place) for place, fact in enumerate(data))),
        places[0][0] if clear else "",
    )


def _series_key(series: Series, entities: Entities) -> str:
    found = entities.find(series.subject)
    return found[0].key if found else key_of(series.subject)


@functools.lru_cache(maxsize=64)
def _entities(subjects: tuple[tuple[str, str, str], ...]) -> Entities:
    """One object for the same subjects: what was read with it is remembered by it."""
    return Entities(subjects)


@functools.lru_cache(maxsize=256)
def _of_article(article: Article, entities: Entities) -> tuple[Fact, ...]:
    found: list[Fact] = []
    by_sentence: dict[Span, list[TextFact]] = {}
    for one in articles.facts(article):
        if one.tabular:
            found.append(_tabular(article, one, entities))
        else:
            by_sentence.setdefault(one.sentence, []).append(one)
    text = simplified(article.text)
    context = clauses.Context(_keys(simplified(article.title), entities))
    for span in sorted({*by_sentence, *sentences(text)}):
        mentions: tuple[EntityMention, ...]
        if span in by_sentence:
            sentence = clauses.read(text, span, entities, context)
            found += [_prose(article, sentence, figure) for figure in sentence.figures]
            mentions = sentence.entities
        else:  # without a number: only of whom it speaks
            mentions = entities.find(text[span.start : span.end])
        whom = _spoken_of(text, mentions, span.start * (span not in by_sentence))
        if whom and not (whom.startswith("place:") and context.entities):
            context = clauses.Context((whom,))  # a company's sales in a place are the company's
    found.sort(key=lambda fact: fact.passage.start if fact.passage else 0)
    world = frozenset(
        mention.key for mention in entities.find(simplified(f"{article.title}\n{text[:20_000]}"))
    )
    return tuple(replace(fact, world=world) for fact in found)


def _spoken_of(text: str, mentions: Sequence[EntityMention], offset: int) -> str:
    """Whom a sentence leaves in mind: the first it names, but not the one that only moved another (受…影响，…)."""
    for mention in mentions:
        before = re.split(
            "[，,。；;]", text[max(0, offset + mention.span.start - 40) : offset + mention.span.start]
        )[-1]
        if not re.match(r"\s*(?:受|因|由于|随着|继)", before):
            return mention.key
    return mentions[0].key if mentions else ""


@functools.lru_cache(maxsize=8192)
def _keys(words: str, entities: Entities) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mention.key for mention in entities.find(words))) if words else ()


@functools.lru_cache(maxsize=8192)
def _periods(words: str) -> tuple[Period, ...]:
    return periods(words) if words else ()


@functools.lru_cache(maxsize=8192)
def _unnamed(words: str, entities: Entities) -> str:
    """The heading without the names in it: whose number it is says nothing of which."""
    for mention in reversed(entities.find(words)):
        words = words[: mention.span.start] + " " + words[mention.span.end :]
    return words


def _tabular(article: Article, one: TextFact, entities: Entities) -> Fact:
    heads = [text for text in (one.row, one.column, one.group, one.caption) if text]
    named = next((keys for text in heads if (keys := _keys(text, entities))), ())
    tags: frozenset[str] = frozenset()
    extra: frozenset[str] = frozenset()
    when: tuple[Period, ...] = ()
    for text in (one.row, one.column, *((one.caption,) if not one.column and len(one.caption) < 80 else ())):
        read_ = label(_unnamed(text, entities)) if text and len(text) < 160 else label("")
        tags |= read_.concepts
        extra |= read_.words
        when += read_.periods
    when = (*when, *_periods(one.period))
    quantity = one.written.quantity
    return Fact(
        1,
        quantity.value,
        quantity.unit,
        named[0] if len(named) == 1 else "",
        tags,
        extra,
        when,
        " · ".join(text for text in (one.row, one.column) if text)[:120],
        passage=Passage(article, one.span.start, one.span.end),
        hedge=quantity.hedge,
        entities=named if len(named) > 1 else (),
        near=clauses.content(" ".join(heads)),
        step=quantity.step,
        tabular=True,
        scaled=one.scaled,
    )


def _prose(article: Article, sentence: clauses.Sentence, figure: clauses.FigureReading) -> Fact:
    region = simplified(article.text)[figure.region.start : figure.region.end]
    quantity = figure.quantity
    span = figure.span
    start = (
        figure.written.hedge.start
        if figure.written.hedge and figure.written.hedge.start < span.start
        else span.start
    )
    end = (
        figure.written.hedge.end if figure.written.hedge and figure.written.hedge.end > span.end else span.end
    )
    return Fact(
        1,
        -quantity.value
        if figure.loss and quantity.value > 0 and not figure.written.signed
        else quantity.value,
        quantity.unit,
        figure.entities[0] if figure.entities else "",
        figure.concepts,
        frozenset(),
        figure.periods,
        region.strip()[:120],
        passage=Passage(article, start, end),
        hedge=quantity.hedge,
        entities=tuple(dict.fromkeys(m.key for m in sentence.entities)),
        near=clauses.content(sentence.text) | clauses.content(simplified(article.title)),
        step=quantity.step,
        direction=figure.direction if figure.change else 0,
        toward=figure.toward,
        beside=figure.beside,
        contest=figure.contest,
        preposition=figure.preposition,
        per=figure.written.per,
        voices=figure.voices,
    )
