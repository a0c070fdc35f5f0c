"""Arithmetic on other data: each operator fixes which operand is the base, and refuses what is not alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from copilot.errors import NoData
from copilot.types import Datum

__all__ = [
    "alike", "amount", "breadth", "cagr", "converted", "difference", "discount", "excess", "mean", "portion", "premium",
    "product", "ratio",
    "share", "spread", "surprise", "total",
]  # fmt: skip

Parameters = Mapping[str, str]
HUNDRED = Decimal(100)
# Two measures of one thing that are never set against each other silently.
_UNLIKE = (
    frozenset({"price_return", "total_return"}),
    frozenset({"trailing_pe", "forward_pe"}),
    frozenset({"close", "adjusted_close"}),
    frozenset({"trailing_eps", "forward_eps"}),
)


def amount(datum: Datum) -> Decimal:
    if not isinstance(datum.value, Decimal):
        raise NoData(f"{datum.subject} {datum.measure} is text, not a number: {datum.value!r}")
    return datum.value


def alike(operands: Sequence[Datum], *, units: bool = True) -> list[Decimal]:
    """The operands' values. Raises `NoData` for different units or for measures that are never compared."""
    first = operands[0]
    for other in operands[1:]:
        if units and other.unit != first.unit:
            raise NoData(
                f"{first.unit or 'a pure number'} against {other.unit or 'a pure number'}: units differ"
            )
        if frozenset({first.measure, other.measure}) in _UNLIKE:
            raise NoData(f"{first.measure} against {other.measure}: two different measures")
    return [amount(datum) for datum in operands]


def _two(operands: Sequence[Datum], *, units: bool = True) -> tuple[Decimal, Decimal]:
    if len(operands) != 2:
        raise NoData(f"two operands are needed, {len(operands)} were given")
    one, two = alike(operands, units=units)
    return one, two


def _on_base(operands: Sequence[Datum]) -> tuple[Decimal, Decimal]:
    value, base = _two(operands)
    if base <= 0:
        raise NoData(f"a base of {base} has no percentage")
    return value, base


def excess(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    one, two = _two(operands)
    first, second = operands
    if first.measure != second.measure:
        raise NoData(f"{first.measure} against {second.measure}: two different measures")
    if (
        first.window is None
        or second.window is None
        or (first.window.start, first.window.end) != (second.window.start, second.window.end)
    ):
        raise NoData("the two returns are not over the same sessions")
    return one - two


def difference(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    one, two = _two(operands)
    return one - two


def premium(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    value, base = _on_base(operands)
    return (value / base - 1) * HUNDRED


def discount(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    value, base = _on_base(operands)
    return (1 - value / base) * HUNDRED


def share(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    value, base = _on_base(operands)
    return value / base * HUNDRED


def ratio(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    one, two = _two(operands)
    if two == 0:
        raise NoData("division by zero")
    return one / two


def total(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    return sum(alike(operands), Decimal(0))


def product(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    one, two = _two(operands, units=False)
    return one * two


def portion(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    whole, percent = _two(operands, units=False)
    return whole * percent / HUNDRED


def mean(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    return total(operands, parameters) / len(operands)


def spread(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    one, two = _two(operands)
    if operands[0].unit != "%":
        raise NoData("a spread is between two rates in per cent; use difference")
    return (one - two) * HUNDRED


def cagr(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    value, base = _on_base(operands)
    end, start = operands[0].as_of, operands[1].as_of
    if given := parameters.get("years"):
        years = Decimal(given)
    elif start and end:
        years = Decimal((end - start).days) / Decimal("365.25")
    else:
        raise NoData("a yearly rate needs the number of years")
    if years <= 0 or value <= 0:
        raise NoData("a yearly rate needs a later value above zero")
    return ((value / base) ** (1 / years) - 1) * HUNDRED


def surprise(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    actual, expected = _two(operands)
    if expected == 0:
        raise NoData("nothing was expected, so there is no surprise in per cent")
    return (actual - expected) / abs(expected) * HUNDRED


def breadth(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    values = alike(operands)
    return Decimal(sum(value > 0 for value in values)) / len(values) * HUNDRED


def converted(operands: Sequence[Datum], parameters: Parameters) -> Decimal:
    value, rate = _two(operands, units=False)
    if operands[0].as_of != operands[1].as_of:
        raise NoData("amount and exchange rate are not of the same day")
    return value * rate
