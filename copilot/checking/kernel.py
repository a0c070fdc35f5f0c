"""The trusted kernel: believes no search, no operand and no stored result; evaluates a proof again from its facts.

A proof is accepted when each operand's value follows from the fact that it names (a computed datum from its rows, a
stated one as given, a text's from the very words of its passage), the formula over these values is defined, and the
result lies within what the claim's figure admits (or the relation holds). One screen a step, nothing else to trust
but `copilot.measures`, `copilot.style.read`, `Quantity.admits` and the formulae beside it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, DivisionByZero, InvalidOperation

from copilot import measures, style
from copilot.checking import formulae
from copilot.errors import NoData
from copilot.reading.script import simplified
from copilot.types import Computed, Datum, Hedge, Observed, Operand, Proof, Quantity

__all__ = ["RELATIONS", "accepts", "believed", "evaluate", "normalised", "recomputed"]

Values = Sequence[Decimal]
_HUNDRED = Decimal(100)


def _change(values: Values) -> Decimal:
    new, old = values
    return (new - old) / abs(old) * _HUNDRED


# Operand order is part of each formula: (new, old), (part, whole), (value, base), (actual, expected).
FORMULAS: dict[str, Callable[[Values], Decimal]] = {
    "value": lambda v: v[0],
    "magnitude": lambda v: abs(v[0]),
    "negated": lambda v: -v[0],
    "difference": lambda v: v[0] - v[1],
    "gap": lambda v: abs(v[0] - v[1]),
    "difference_bps": lambda v: (v[0] - v[1]) * _HUNDRED,
    "gap_bps": lambda v: abs(v[0] - v[1]) * _HUNDRED,
    "difference_pips": lambda v: (v[0] - v[1]) * 10_000,
    "gap_pips": lambda v: abs(v[0] - v[1]) * 10_000,  # the fourth decimal of a rate
    "gap_yen_pips": lambda v: abs(v[0] - v[1]) * _HUNDRED,  # of yen the second
    "slope_change_bps": lambda v: (
        abs((v[0] - v[1]) - (v[2] - v[3])) * _HUNDRED
    ),  # long and short now, long and short then
    "percent_change": _change,
    "percent_gap": lambda v: abs(_change(v)),
    "premium": lambda v: (v[0] / v[1] - 1) * _HUNDRED,
    "discount": lambda v: (1 - v[0] / v[1]) * _HUNDRED,
    "share": lambda v: v[0] / v[1] * _HUNDRED,
    "size_share": lambda v: abs(v[0] / v[1]) * _HUNDRED,  # outflows against assets
    "ratio": lambda v: v[0] / v[1],
    "size_ratio": lambda v: abs(v[0] / v[1]),  # a fall that is three times another
    "times_more": lambda v: abs(v[0] / v[1]) - 1,  # 多出2.2倍: what is added, as a multiple of the base
    "product": lambda v: v[0] * v[1],
    "sum": lambda v: sum(v, Decimal(0)),
    "mean": lambda v: sum(v, Decimal(0)) / len(v),
    "surprise": _change,
    "cagr": lambda v: (Decimal(float(v[0] / v[1]) ** (1 / float(v[2]))) - 1) * _HUNDRED,
    "count_up": lambda v: Decimal(sum(one > 0 for one in v)),
    "count_down": lambda v: Decimal(sum(one < 0 for one in v)),
    "count": lambda v: Decimal(len(v)),
}

RELATIONS: dict[str, Callable[[Values], bool]] = {
    "above": lambda v: all(v[0] > one for one in v[1:]),
    "below": lambda v: all(v[0] < one for one in v[1:]),
    "equal": lambda v: all(v[0] == one for one in v[1:]),
    "larger": lambda v: all(abs(v[0]) > abs(one) for one in v[1:]),
    "smaller": lambda v: all(abs(v[0]) < abs(one) for one in v[1:]),
    "highest": lambda v: all(v[0] >= one for one in v[1:]),
    "lowest": lambda v: all(v[0] <= one for one in v[1:]),
    "rising": lambda v: all(one > 0 for one in v),
    "falling": lambda v: all(one < 0 for one in v),
    "flat": lambda v: all(one == 0 for one in v),
    "expanding": lambda v: all(one > 50 for one in v),  # of a purchasing managers' index
    "contracting": lambda v: all(one < 50 for one in v),
    "overbought": lambda v: all(one >= 70 for one in v),  # of a relative strength index
    "calm": lambda v: all(one < 70 for one in v),
    "oversold": lambda v: all(one <= 30 for one in v),
}


class Disbelieved(ValueError):
    """An operand does not follow from its fact."""


def accepts(proof: Proof, quantity: Quantity | None) -> bool:
    """Does the proof, evaluated afresh, give what the claim says? A relation or a quotation takes no quantity."""
    try:
        result = evaluate(proof)
    except (Disbelieved, NoData, ArithmeticError, DivisionByZero, InvalidOperation, ValueError, KeyError):
        return False
    if isinstance(result, bool):
        return quantity is None and result
    return quantity is not None and _admitted(proof, quantity, result)


def _admitted(proof: Proof, quantity: Quantity, result: Decimal) -> bool:
    if proof.formula != "bound":
        return quantity.admits(result, proof.unit)
    # A source that says "more than 35 %" supports "more than 35 %", not "35 %".
    source = _written(proof.operands[0])
    lower, upper = (Hedge.MORE, Hedge.AT_LEAST), (Hedge.LESS, Hedge.AT_MOST)
    turned = result < 0 < source.value  # "down more than 35 %" is a change below −35 %
    held = upper if (source.hedge in lower) == turned else lower
    return (
        source.hedge in lower + upper
        and quantity.hedge in held
        and quantity.unit == proof.unit
        and result == quantity.value
    )


def evaluate(proof: Proof) -> Decimal | bool:
    """The result of the proof's formula over what its operands really are. Raises where it is undefined."""
    if proof.formula == "quotation":
        return _quoted(proof)
    values = [believed(operand) for operand in proof.operands]
    if proof.formula == "bound":
        return values[0]
    if proof.formula.startswith("="):  # worked out in the text itself
        return formulae.value(proof.formula, values)
    if proof.formula in RELATIONS:
        return bool(values) and RELATIONS[proof.formula](values)
    return FORMULAS[proof.formula](values)


def believed(operand: Operand) -> Decimal:
    """The operand's value, derived again from its fact and compared with what the search said it was."""
    if operand.datum is not None:
        value = _of_datum(operand.datum)
        unit, factor = style.canonical_unit(simplified(operand.datum.unit))
        if operand.unit not in (
            unit,
            operand.datum.unit,
            operand.datum.currency,
            "",
            "pp",
            "points",
        ) and unit not in ("", "points"):
            raise Disbelieved(f"{operand.datum.unit} is not {operand.unit}")
        if operand.value not in (value, value * factor):
            raise Disbelieved(
                f"{operand.datum.subject} {operand.datum.measure} is {value}, not {operand.value}"
            )
        return operand.value
    if operand.passage is None:
        raise Disbelieved("an operand names no fact")
    written = _written(operand)
    value = abs(written.value)
    # A caption ("in millions") and accounting brackets are read from the table, not from the number's own words.
    if value == 0 and operand.value == 0:
        return operand.value
    ratio = abs(operand.value) / value if value else Decimal(0)
    if ratio not in _SCALES:
        raise Disbelieved(f"the passage says {written.value}, not {operand.value}")
    return operand.value


_SCALES = (Decimal("0.01"), *(Decimal(10) ** power for power in (0, 2, 3, 4, 6, 8, 9, 12)))


def _written(operand: Operand) -> Quantity:
    if operand.passage is None:
        raise Disbelieved("a bound needs a passage")
    numbers = style.read(simplified(operand.passage.text))
    close = [n for n in numbers if n.quantity.value and abs(operand.value / n.quantity.value) in _SCALES]
    chosen = close or numbers
    if not chosen:
        raise Disbelieved("the passage holds no number")
    return chosen[0].quantity


def _of_datum(datum: Datum) -> Decimal:
    match datum.basis:
        case Computed():
            value = measures.recompute(datum)
            if value != datum.value:
                raise Disbelieved(f"{datum.measure} of the rows is {value}, not {datum.value}")
        case Observed(series=series):
            held = [number for day, number in series.rows if day == datum.as_of]
            if held != [datum.value] or series.subject != datum.subject:
                raise Disbelieved(f"no row of {datum.as_of} says {datum.value}")
    if not isinstance(datum.value, Decimal):
        raise Disbelieved(f"{datum.value!r} is no number")
    return datum.value


def recomputed(operand: Operand) -> bool:
    """Was the value computed again here from rows or operands (not merely believed as stated or reported)?"""
    return operand.datum is not None and isinstance(operand.datum.basis, Computed | Observed)


def normalised(words: str) -> str:
    """Quotation marks, dashes, case and white space do not make different words."""
    plain = simplified(words).translate(str.maketrans("’‘“”—–‑", "''\"\"---")).casefold()
    return re.sub(r"[\s\u3000]+", " ", re.sub(r"[.,;:!?，。；：！？、]+(?=\s|$)|\.{3}|…", " ", plain)).strip()


def _quoted(proof: Proof) -> bool:
    """`proof.words` stand, normalised and whole, in the passage."""
    operand = proof.operands[0]
    if operand.passage is None:
        raise Disbelieved("a quotation needs a passage")
    return bool(operand.words) and normalised(operand.words) in normalised(operand.passage.text)
