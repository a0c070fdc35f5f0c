"""Which of two operands is the base: the earlier one, the one that is named second, the one that a word points to."""

from __future__ import annotations

import re
from dataclasses import replace

from copilot.checking.binding import entity_fit
from copilot.checking.times import agreement, moment, vintage
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import concept_unit, core_of
from copilot.reading.facts import Fact
from copilot.reading.periods import Period

__all__ = [
    "LESS",
    "MORE",
    "MOST",
    "Candidate",
    "agreement_of",
    "compared",
    "contest",
    "first",
    "level",
    "of_another",
    "ordered",
    "roots",
    "same_time",
]

Candidate = tuple[str, tuple[Fact, ...], str]  # formula, operands, unit of the result
MOST = 24  # operands that are looked at: a sentence names a few


_KIN = {"core_cpi": "cpi", "core_pce": "pce"}


def roots(fact: Fact) -> frozenset[str]:
    return frozenset(_KIN.get(concept, concept) for concept in fact.core)


_TRAIL = r"(?:出|了)?\s*(?:将近|接近|大约|约|近|逾|超过|超|不到|不足)?"
MORE = re.compile(rf"[高快多贵大强深]{_TRAIL}$")


LESS = re.compile(rf"[低慢少小弱浅]{_TRAIL}$")


def compared(sentence: Sentence, figure: FigureReading) -> FigureReading:
    """`比去年四季度快0.3个百分点`: the adjective before the number gives the margin its sign."""
    before = sentence.text[: max(0, figure.span.start - sentence.span.start)]
    if figure.change and figure.direction:
        return figure
    if not re.search(r"[比较]", before[-24:]):
        return figure
    sign = 1 if MORE.search(before) else -1 if LESS.search(before) else 0
    if re.search(rf"(?:跌幅|降幅|回撤)[^，,。；;]*$|[深浅]{_TRAIL}$", before):
        sign = -sign  # a fall that is deeper is further down
    if not sign:
        return figure
    turned = figure.quantity if sign > 0 else -figure.quantity
    return replace(figure, quantity=turned, direction=sign, change=True, cue="versus")


def first(sentence: Sentence, a: Fact, b: Fact) -> bool:
    """Is `a` named before `b`: by subject, or by the tenor or time of the measure?"""
    if a.entity != b.entity:
        order = [m.key for m in sentence.entities]
        return a.entity in order and b.entity in order and order.index(a.entity) < order.index(b.entity)

    def place(fact: Fact) -> int:
        return next(
            (
                p.span.start
                for p in sentence.periods
                if agreement(p, [q for q in fact.periods if q.kind == p.kind]) == 2
                and any(q.kind == p.kind for q in fact.periods)
            ),
            1 << 30,
        )

    return place(a) < place(b)


def level(sentence: Sentence, figure: FigureReading) -> int:
    near = [
        c
        for c in sentence.cues
        if c.tag in (("level", "above"), ("level", "below")) and abs(c.span.start - figure.span.end) < 60
    ]
    if not near:
        return 0
    return 1 if min(near, key=lambda c: abs(c.span.start - figure.span.end)).tag[1] == "above" else -1


def contest(sentence: Sentence, figure: FigureReading) -> int:
    """The polarity of the contest verb nearest before the figure."""
    before = [c for c in sentence.cues if c.tag[0] == "contest" and c.span.end <= figure.span.start]
    return 0 if not before else 1 if before[-1].tag[1] == "above" else -1


def agreement_of(a: Fact, b: Fact) -> bool:
    return all(agreement(p, b.periods) == 2 for p in a.periods if p.calendar)


def same_time(a: Fact, b: Fact) -> bool:
    return all(agreement(p, b.periods) > 0 for p in a.periods)


def ordered(figure: FigureReading, new: Fact, old: Fact) -> bool:
    """Is `old` the base that the words name: earlier, of the same thing, a year or a quarter before where they say so?"""
    if new.entity != old.entity and new.entity and old.entity:
        return False
    if not entity_fit(figure.entities, new):
        return False
    if _prior(new) is not _prior(old):
        return _prior(old)
    times = moment(new), moment(old)
    if times[0] is None or times[1] is None:
        return True
    if times[0] == times[1] and new.source and new.source == old.source and not new.tabular:
        return True  # a text's "from 200 to 230" is of one time
    if times[0] == times[1]:
        return vintage(new) > vintage(old)  # revised from its first release
    if times[0] < times[1]:
        return False
    current, base = _quarterly(new), _quarterly(old)
    if current and base and current.year and base.year and current.index and base.index:
        apart = (current.year - base.year) * 4 + current.index - base.index
        if current.kind == base.kind == "month":
            apart = (current.year - base.year) * 12 + current.index - base.index
            if "yoy" in figure.concepts - new.concepts:
                return apart == 12
            if figure.concepts & {"mom", "qoq"} - new.concepts:
                return apart == 1  # 环比 of months is of the month before
        if "yoy" in figure.concepts - new.concepts and current.kind == base.kind == "quarter":
            return apart == 4
        if "qoq" in figure.concepts - new.concepts and current.kind == base.kind == "quarter":
            return apart == 1
    claimed = [p for p in figure.periods if p.calendar and p.kind not in ("range", "since")]
    if (
        claimed
        and not figure.prior
        and agreement(claimed[0], new.periods) == 0 == agreement(claimed[0], old.periods)
    ):
        return False
    ranged = [p for p in figure.periods if p.kind == "range"]
    if ranged and ranged[0].start and ranged[0].day and times[0] and times[1]:
        ends = [date_of(new), date_of(old)]
        return not all(ends) or ends == [ranged[0].day, ranged[0].start]
    return True


def _prior(fact: Fact) -> bool:
    """A row that says itself to be of the time before: the previous close."""
    return any(one.kind == "prior" for one in fact.periods)


def date_of(fact: Fact) -> object:
    return next((p.day for p in fact.periods if p.calendar and p.day), None)


def _quarterly(fact: Fact) -> Period | None:
    return next((p for p in fact.periods if p.kind in ("quarter", "month", "half")), None)


def of_another(figure: FigureReading, fact: Fact) -> bool:
    """`revenue climbed 8 %`: a change of what is named right beside the number is of nothing else's."""
    named = {c for c in core_of(figure.concepts) if concept_unit(c) == "money"}
    return figure.own and bool(named) and bool(fact.core) and not named & fact.core
