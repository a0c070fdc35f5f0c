"""Arithmetic on facts at hand: nobody calculates in prose."""

from __future__ import annotations

from collections.abc import Sequence

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum

__all__ = ["derive"]

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


def _of(facts: Sequence[Datum]) -> str:
    """Which measure the operands have, where it is one and the same."""
    keys = {fact.measure for fact in facts}
    if len(keys) > 1:
        return ""
    known = measures.REGISTRY.get(keys.pop())
    return f"of the {known.names['en']}" if known else ""
