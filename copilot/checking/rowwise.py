"""Figures derived from an article's own lines: the change between two columns, the mean of a row, a part of a total.

The operator is the one that the sentence names, and the operands are numbers of the lines whose words fit the sentence
best and of the times that it names, tried in that order and only as far as chance allows (`copilot.checking.chances`):
any pair of an article would "prove" most invented numbers.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from copilot.checking import formulae, kernel, textual
from copilot.checking.cases import Case, proof
from copilot.checking.chances import Chances
from copilot.checking.lines import Cell, ranked
from copilot.checking.operands import operands
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import Context, times
from copilot.reading.facts import Fact
from copilot.reading.lexicon import words
from copilot.types import Hedge, Proof, Quantity

__all__ = ["derived", "operators", "signed", "timed", "timely"]

_LINES = 8  # lines that may be meant

_UNITS = {"percent_change": "%", "cagr": "%", "share": "%", "ratio": "x"}
_DECADE = 12  # years of growth that a formula may have
_RATES = ("%", "pp", "bps", "x")
_OF_SIZES = ("share", "ratio", "= v1 * v2", "= v1 * v2 / 100")


@functools.cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = words("operators")["operators"]
    return tuple((formula, re.compile(pattern, re.I)) for formula, pattern in table.items())


@functools.cache
def _way(which: str) -> re.Pattern[str]:
    """fall, rise, or apart: a distance that has no way."""
    return re.compile(words("operators")["way"][which], re.I)


def derived(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The proof by an operator that the sentence names over lines that it names."""
    if figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT) or not any(fact.passage for fact in facts):
        return None  # almost any pair lies beyond a bound
    text = textual.wide_text(case, sentence)
    formulas = operators(text, figure)
    if not formulas:
        return None
    said = textual.about(case, sentence, figure)
    key = (sentence.span, said.wide, len(facts))
    if key not in case.lines:
        case.lines[key] = ranked(said, textual.held(case, facts), _LINES)
    chances = Chances(figure.quantity)
    for formula, cells in operands(formulas, case.lines[key], timed(text, said), said, figure.quantity.unit):
        if made := _proof(case, figure, formula, cells, text, chances):
            return made
        if not chances.left():
            break
    return None


def operators(text: str, figure: FigureReading) -> list[str]:
    """The operators that a text names and that can come to a figure of this unit, the most telling first."""
    found = [key for key, pattern in _cues() if pattern.search(text) and _possible(key, figure)]
    # Growth a year is not the growth over all of them.
    return [key for key in found if key not in _CHANGES] if "cagr" in found else found


_CHANGES = ("percent_change", "percent_gap", "difference", "gap", "difference_bps", "gap_bps")


def timely(
    case: Case, sentence: Sentence, figure: FigureReading, formula: str, facts: Sequence[Fact]
) -> bool:
    """Are an article's operands of the years that the sentence names, and do they move the way that it says?

    A change is between the years that are named; anything else is of them.
    """
    held = [place for _, place in textual.held(case, facts)]
    text = textual.wide_text(case, sentence)
    if formula in _CHANGES and "cagr" in operators(text, figure):
        return False
    years = timed(text, textual.about(case, sentence, figure))
    if years and held and all(place.years for place in held):
        of = frozenset().union(*(place.years for place in held))
        if not of & years:
            return False
        if formula in _CHANGES and len(years) == 2 and len(held) == 2 and not years <= of:
            return False
    if formula in ("percent_gap", "gap") and len(facts) == 2 and not figure.written.signed:
        fall, rise = bool(_way("fall").search(text)), bool(_way("rise").search(text))
        first, second = (abs(fact.value) for fact in facts)
        if fall is not rise and first != second and (first > second) is not rise:
            return False
    return True


def timed(text: str, said: Context) -> frozenset[str]:
    """The years that a derivation is between: the sentence's, or those of the figure's clause where it names many."""
    years = times(text)[0]
    return years if len(years) <= 2 or len(said.years) < 2 else said.years


def _possible(formula: str, figure: FigureReading) -> bool:
    unit = figure.quantity.unit
    if formula in ("percent_change", "share", "cagr"):
        return unit == "%" or (formula == "share" and unit == "" and abs(figure.quantity.value) < 1)
    if formula == "difference_bps":
        return unit == "bps"
    if formula == "ratio":
        return unit in ("x", "")
    if formula == "product":
        return unit not in _RATES
    return True


def _proof(
    case: Case, figure: FigureReading, formula: str, cells: Sequence[Cell], text: str, chances: Chances
) -> Proof | None:
    quantities = [place.fact.written.quantity for _, place in cells]
    made = _result(formula, [one.unit for one in quantities], tabular=all(p.fact.tabular for _, p in cells))
    if made is None:
        return None
    formula, unit = made
    if formula == "cagr":
        if not (years := _apart(cells)):
            return None
        formula = f"= ((v1 / v2) ^ (1 / {years}) - 1) * 100"
    quantity = figure.quantity
    bare = unit == "" and quantity.unit not in _RATES
    if not bare and quantity.unit not in ("", unit) and (quantity.unit, unit) != ("%", "pp"):
        return None
    values = [one.value for one in quantities]
    # Costs and losses in brackets: sentences speak of their sizes.
    turned = all(value < 0 for value in values) or (
        formula in _OF_SIZES and any(value < 0 for value in values)
    )
    sizes = [[abs(value) for value in values]] if turned else []
    for factor, chosen in itertools.product(textual.factors(cells[0][1]), [*sizes, values]):
        found = _value(formula, [value * factor for value in chosen])
        if found is None:
            continue
        for wanted in signed(quantity, figure, formula, text):
            scaled = replace(wanted, unit=unit)
            if not scaled.admits(found, unit):
                continue
            chosen_facts = [
                replace(fact, value=value * factor, unit=one.unit or unit if len(cells) > 1 else unit)
                for (fact, _), value, one in zip(cells, chosen, quantities, strict=True)
            ]
            if proved := proof(formula, chosen_facts, unit, scaled, case.words):
                return proved
        chances.count(found)
    return None


def _apart(cells: Sequence[Cell]) -> int:
    """The years between two cells; 0 where they are not known or too many."""
    new, old = cells[0][1].years, cells[1][1].years
    apart = int(min(new)) - int(min(old)) if new and old else 0
    return apart if 0 < apart <= _DECADE else 0


def _result(formula: str, units: Sequence[str], *, tabular: bool) -> tuple[str, str] | None:
    """The formula as the kernel knows it and its result's unit; None where the units do not go together."""
    kinds = set(units) - {""} if tabular else set(units)
    if formula == "product":
        if len(units) == 2 and "%" in units and len(kinds - {"%"}) == 1:
            return "= v1 * v2 / 100", next(iter(kinds - {"%"}))
        if len(units) == 2 and len(kinds) == 2 and not kinds & set(_RATES):
            return "= v1 * v2", next((unit for unit in units if len(unit) == 3 and unit.isupper()), "")
        return None
    if len(kinds) > 1:
        return None
    unit = next(iter(kinds), "")
    if formula == "difference" and unit == "%":
        return "difference", "pp"
    if formula == "rest":
        return "difference", unit
    if formula == "difference_bps":
        return ("difference_bps", "bps") if unit == "%" else None
    return formula, _UNITS.get(formula, unit)


def _value(formula: str, values: Sequence[Decimal]) -> Decimal | None:
    try:
        if formula.startswith("="):
            return formulae.value(formula, values)
        return kernel.FORMULAS[formula](values)
    except (ArithmeticError, ValueError):
        return None


def signed(quantity: Quantity, figure: FigureReading, formula: str, text: str) -> Iterator[Quantity]:
    """The quantity with the sign that figure and words give it."""
    if formula not in ("percent_change", "difference", "difference_bps") or figure.written.signed:
        yield quantity
        return
    size = abs(quantity)
    fall, rise = _way("fall").search(text), _way("rise").search(text)
    if figure.direction < 0 or (figure.direction == 0 and fall and not rise):
        yield -size
    elif figure.direction > 0 or (rise and not fall) or size.value == 0:
        yield size
    else:
        yield quantity
        if _way("apart").search(text):
            yield -quantity
