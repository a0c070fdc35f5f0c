"""What multiples, prices and ratings imply of one another: earnings, a price, a yield, a real rate, a share of analysts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.binding import entity_fit
from copilot.checking.relating import plain
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact

__all__ = ["MULTIPLES", "implied"]

Candidate = tuple[str, tuple[Fact, ...], str]

MULTIPLES = frozenset({"forward_pe", "trailing_pe", "pe"})
_RATINGS = ("buy_ratings", "hold_ratings", "sell_ratings")
_PRICES = frozenset({"cpi", "core_cpi", "pce", "core_pce"})
_IMPLIES = re.compile(
    r"\bimpl(?:y|ies|ied|ying)\b|\bpencill?(?:ed|ing|s)? in\b|\bworks? out\b|\bwould (?:be|put|value|make)\b|\bpric(?:es|ed|ing) in\b|\bassum(?:e|es|ing)\b|\bpoints? to\b|\bequates?\b|\btranslates?\b|隐含|对应|意味"
)
_REAL = re.compile(r"\breal\b|\binflation-adjusted\b|实际利率")


def implied(sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Iterator[Candidate]:
    """Formulas over the rows of the figure's own subject, where the words say that something is implied."""
    unit = figure.quantity.unit
    rows = [fact for fact in facts if plain(fact) and entity_fit(figure.entities, fact)]
    if len(unit) == 3 and _PER_HEAD.search(sentence.text):
        yield from _per_head(rows, unit)
    elif len(unit) == 3 and _IMPLIES.search(sentence.text):
        yield from _by_multiple(rows)
    elif unit == "%":
        if "earnings_yield" in figure.concepts:
            yield from (("= 100 / v1", (fact,), "%") for fact in rows if fact.core & MULTIPLES)
        if _REAL.search(sentence.text):
            yield from _real(rows)
        if _RATERS.search(sentence.text):
            yield from _of_analysts(figure, rows)
    elif unit in ("", "analysts", "people", "companies") and _RATERS.search(sentence.text):
        yield from (("sum", group, group[0].unit) for group in _rated(rows))


_RATERS = re.compile(r"\b(?:analysts?|brokers?|houses?|ratings?)\b|机构|分析师|券商", re.I)
_PER_HEAD = re.compile(r"\bper (?:head|employee|worker|person)\b|人均")


def _per_head(rows: Sequence[Fact], unit: str) -> Iterator[Candidate]:
    for amount in rows:
        for people in rows:
            if amount.unit == unit and people.core == {"employees"} and amount.entity == people.entity:
                yield "= v1 / v2", (amount, people), unit


def _by_multiple(rows: Sequence[Fact]) -> Iterator[Candidate]:
    for multiple in rows:
        if not multiple.core & MULTIPLES or multiple.words:
            continue  # a multiple's own average is another multiple
        for other in rows:
            if other.entity == multiple.entity and other.core == {"close"}:
                yield "= v1 / v2", (other, multiple), other.unit
            elif other.entity == multiple.entity and "eps" in other.core:
                yield "= v1 * v2", (other, multiple), other.unit


def _real(rows: Sequence[Fact]) -> Iterator[Candidate]:
    for rate in rows:
        for prices in rows:
            nominal = rate.core & {"policy_rate", "yield", "lpr"} and prices.core & _PRICES
            if nominal and (rate.entity == prices.entity or not rate.entity or not prices.entity):
                yield "difference", (rate, prices), "%"


def _rated(rows: Sequence[Fact]) -> Iterator[tuple[Fact, ...]]:
    """The analysts' ratings of one subject, buyers first."""
    for entity in {fact.entity for fact in rows}:
        of_one = {
            next(iter(fact.core)): fact for fact in rows if fact.entity == entity and fact.core & {*_RATINGS}
        }
        if all(rating in of_one for rating in _RATINGS):
            yield tuple(of_one[rating] for rating in _RATINGS)


_SAID = (
    ("v1", re.compile(r"\bbuy|\brecommend|\bbullish|\bpositive|买入", re.I)),
    ("v2", re.compile(r"\bhold|\bneutral|\bsidelines?|\bon the fence", re.I)),
    ("v3", re.compile(r"\bsell\b|\bbearish|\bunderperform|\bnegative", re.I)),
)


def _of_analysts(figure: FigureReading, rows: Sequence[Fact]) -> Iterator[Candidate]:
    said = " ".join(figure.said)
    for group in _rated(rows):
        for part, words in _SAID:
            if words.search(said):
                yield f"= {part} / (v1 + v2 + v3) * 100", group, "%"
