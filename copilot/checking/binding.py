"""Which facts a figure speaks of: subject, measure, time and unit, each the same, open, or in conflict.

Binding comes before values: a fact that is bound and says another number contradicts; a fact that merely has the
number proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilot.checking.measures import measure_fit, spoken_of
from copilot.checking.times import agreement, period_fit
from copilot.checking.values import unit_fit
from copilot.reading.clauses import FigureReading
from copilot.reading.facts import Fact

__all__ = ["Fit", "bound", "entity_fit", "front"]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a fact agrees with what a figure is said to be: 2 the same, 1 open, 0 in conflict."""

    fact: Fact
    entity: int
    measure: int
    period: int
    unit: int

    @property
    def scores(self) -> tuple[int, int, int]:
        return self.entity, self.measure, self.period

    @property
    def bound(self) -> bool:
        return min(self.entity, self.measure, self.period, self.unit) > 0

    def dominates(self, other: Fit) -> bool:
        return self.scores != other.scores and all(
            a >= b for a, b in zip(self.scores, other.scores, strict=True)
        )


def bound(figure: FigureReading, facts: Iterable[Fact]) -> list[Fit]:
    """Every fact with how it fits the figure."""
    found = []
    facts = list(facts)
    siblings = {(fact.entity, fact.core) for fact in facts if fact.words and spoken_of(figure, fact)}
    size = abs(figure.quantity.value)
    reach = figure.quantity.step + size / 200
    for fact in facts:
        entity = entity_fit(figure.entities, fact)
        if not entity and abs(abs(fact.value) - size) > reach:
            continue  # another subject's, and another number: nothing follows from it
        measure = measure_fit(figure, fact)
        if measure and (fact.entity, fact.core) in siblings and not spoken_of(figure, fact):
            measure = 0  # "services brought in": a row of services is there, so the phones' is not meant
        found.append(Fit(fact, entity, measure, period_fit(figure, fact), unit_fit(figure, fact)))
    if figure.prior:
        return found if figure.preposition == "from" else _last_years(figure, found)
    return _latest(figure, found)


def _latest(figure: FigureReading, found: list[Fit]) -> list[Fit]:
    """ "First-quarter revenue" without a year is the latest first quarter's; an earlier one is only open."""
    named = [one for one in figure.periods if one.calendar]
    if not named or any(one.year or one.day or one.start for one in named):
        return found
    newest: dict[tuple[str, frozenset[str], str], int] = {}
    for fit in found:
        if fit.period == 2 and (year := _year_of(fit.fact)):
            kind = (fit.fact.entity, fit.fact.concepts, fit.fact.unit)
            newest[kind] = max(year, newest.get(kind, year))
    return [
        replace(fit, period=1)
        if fit.period == 2
        and _year_of(fit.fact) < newest.get((fit.fact.entity, fit.fact.concepts, fit.fact.unit), 0)
        else fit
        for fit in found
    ]


def _last_years(figure: FigureReading, found: list[Fit]) -> list[Fit]:
    """去年10月, where there is this year's October as well: not the newest."""
    named = [one for one in figure.periods if one.calendar]
    if not named or any(one.year or one.day or one.start for one in named):
        return found
    newest: dict[tuple[object, ...], int] = {}
    for fit in found:
        if fit.fact.source == 0 and any(agreement(one, fit.fact.periods) == 2 for one in named):
            key = (fit.fact.entity, fit.fact.concepts, fit.fact.words, fit.fact.unit)
            newest[key] = max(_year_of(fit.fact), newest.get(key, 0))
    several = {
        key
        for key, last in newest.items()
        for fit in found
        if key == (fit.fact.entity, fit.fact.concepts, fit.fact.words, fit.fact.unit)
        and 0 < _year_of(fit.fact) < last
        and any(agreement(one, fit.fact.periods) == 2 for one in named)
    }
    return [
        replace(fit, period=0)
        if (key := (fit.fact.entity, fit.fact.concepts, fit.fact.words, fit.fact.unit)) in several
        and _year_of(fit.fact) == newest[key]
        and any(agreement(one, fit.fact.periods) == 2 for one in named)
        else fit
        for fit in found
    ]


def _year_of(fact: Fact) -> int:
    return max((one.year or 0 for one in fact.periods if one.calendar), default=0)


def front(fits_: Sequence[Fit]) -> list[Fit]:
    """The bound facts that no other bound fact fits better in every way."""
    good = [fit for fit in fits_ if fit.bound]
    kinds = {fit.scores: fit for fit in good}  # a handful, however many facts
    best = {
        scores for scores, fit in kinds.items() if not any(other.dominates(fit) for other in kinds.values())
    }
    return [fit for fit in good if fit.scores in best]


def _place_and_company(entity: str, fact: Fact) -> bool:
    """In an article a place and a company do not exclude each other: "American Water", 赤金香港."""
    held = {fact.entity, *fact.entities} - {""}
    places = {key.startswith("place:") for key in (entity, *held)}
    return bool(held) and entity not in held and len(places) == 2


def entity_fit(entities: Sequence[str], fact: Fact) -> int:
    if not entities:
        return 1
    if fact.passage and _place_and_company(entities[0], fact):
        return 1
    if fact.entity and not fact.entities:  # most facts, and there may be thousands
        return 2 if fact.entity == entities[0] else int(fact.entity in entities)
    held = {fact.entity, *fact.entities} - {""}
    if not held:  # an article that never names the subject says nothing of it
        return 0 if fact.world and entities[0] not in fact.world and not entities[0].islower() else 1
    if entities[0] in held:
        return 2 if fact.entity == entities[0] or len(fact.entities) <= 1 else 1
    return 1 if any(one in held for one in entities[1:]) else 0
