"""Arithmetic on facts at hand: nobody calculates in prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Origin, Spoken, Stated

__all__ = ["calculate", "convert", "derive"]

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


def calculate(desk: Desk, operator: str, first: Spoken, second: Spoken, unit: str = "") -> tuple[Datum, ...]:
    """Arithmetic on two numbers of the question (not of your memory): both as stated there, and the result.

    operator: as in derive (discount, premium, share, ratio …: the second number is the base; percent_change and upside:
    new, old), product, portion (a whole, so many per cent of it). unit: of both numbers, e.g. x, % or USD; else none.
    """
    if operator not in _OPERATORS:
        raise NoData(f"there is no operator {operator!r}; one of {', '.join(_OPERATORS)}")
    if unit not in ("", "x", "%", "pp", "bps") and not (len(unit) == 3 and unit.isupper()):
        raise NoData(f"{unit!r} is no unit like x, % or USD")
    one = _stated("first", first, unit)
    two = _stated("second", second, "%" if operator == "portion" else unit)
    return one, two, measures.computed(operator, operands=[one, two], note="of numbers of the question")


def _stated(place: str, value: float, unit: str) -> Datum:
    currency = unit if len(unit) == 3 and unit.isupper() else None
    number = Decimal(format(Decimal(str(value)).normalize(), "f"))
    origin = Origin("question", "stated")
    return Datum("question", f"{place} number", number, unit, currency, None, None, origin, Stated())


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
