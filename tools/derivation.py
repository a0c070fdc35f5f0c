"""Arithmetic on facts at hand: nobody calculates in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum

__all__ = ["convert", "derive"]

_OPERATORS = tuple(key for key, measure in measures.REGISTRY.items() if measure.kind == "operator")


def derive(desk: Desk, operator: str, facts: Sequence[Datum], years: float = 0) -> Datum:
    """Arithmetic on facts by their ids, e.g. discount of F8 to F9. The second fact is the base.

    operator: difference (first − second), excess_return (two returns, in pp), percent_change (new, old), premium,
    discount, upside (target, price), share (part, whole), ratio, sum, mean, spread (two rates, in bps), cagr (end,
    start; years only where the facts' dates do not say), surprise (actual, expected), breadth, converted (amount, rate).
    """
    if operator not in _OPERATORS:
        raise NoData(f"there is no operator {operator!r}; one of {', '.join(_OPERATORS)}")
    if not facts:
        raise NoData("no fact is given to calculate with")
    parameters = {"years": format(years, "g")} if operator == "cagr" and years else {}
    return measures.computed(operator, operands=facts, parameters=parameters, note=_of(facts))


def convert(desk: Desk, fact: Datum, currency: str) -> tuple[Datum, ...]:
    """An amount of money (a fact's id) in another currency (ISO code, e.g. CNY), at the exchange rate of its own day:
    the rate and the converted amount."""
    into = currency.strip().upper()
    if fact.currency is None or fact.unit != fact.currency or fact.as_of is None:
        raise NoData(f"{fact.subject} {fact.measure} is no dated amount of money")
    if not (len(into) == 3 and into.isalpha()) or into == fact.currency:
        raise NoData(f"{currency!r} is no other currency's code like CNY")
    pair = f"{fact.currency}{into}=X"
    found = desk.market.history([pair], start=fact.as_of - timedelta(days=7), end=fact.as_of)[pair]
    if isinstance(found, NoData):
        raise found
    rate = measures.observed(replace(found, unit=into, currency=into), fact.as_of)
    return rate, measures.computed(
        "converted", operands=[fact, rate], note=f"at {rate.value} {into} for 1 {fact.currency}"
    )


def _of(facts: Sequence[Datum]) -> str:
    """Which measure the operands have, where it is one and the same."""
    keys = {fact.measure for fact in facts}
    if len(keys) > 1:
        return ""
    known = measures.REGISTRY.get(keys.pop())
    return f"of the {known.names['en']}" if known else ""
