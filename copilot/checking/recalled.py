"""Figures that follow from figures which the answer has just given: the change from the one to the other, their ratio.

Only of articles: rows of data are bound by subject, measure and time, and what is derived from them is read in
`copilot.checking.derivations`. The operator is the one that the sentence names; figures of the sentence itself come
first, then those before it, as far as chance allows.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from copilot.checking import formulae, rowwise
from copilot.checking.arithmetic import fact_of
from copilot.checking.cases import Case, Given, proof
from copilot.checking.chances import Chances
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.types import Hedge, Operand, Proof

__all__ = ["derived", "given"]

_LAST = 8  # figures that a sentence may look back on
_FORMULAS = {
    "percent_change": ("(A - B) / B * 100", "%"), "share": ("A / B * 100", "%"), "ratio": ("A / B", "x"),
    "difference": ("A - B", ""), "difference_bps": ("(A - B) * 100", "bps"), "sum": ("A + B", ""), "mean": ("(A + B) / 2", ""),
}  # fmt: skip


def given(figure: FigureReading, made: Proof) -> Given | None:
    """The figure of a proof over articles, for those after it."""
    if made.value is None or not made.operands or any(one.passage is None for one in made.operands):
        return None
    if made.formula in ("value", "magnitude", "negated"):
        return Given(figure.span, "v1", (_signed(made.operands[0], made),), made.value, made.unit)
    if made.formula.startswith("="):
        facts = tuple(fact_of(one) for one in made.operands)
        return Given(figure.span, made.formula.removeprefix("=").strip(), facts, made.value, made.unit)
    return None


def _signed(operand: Operand, made: Proof) -> Fact:
    assert made.value is not None
    return replace(fact_of(operand), value=made.value)


def derived(
    case: Case, sentence: Sentence, figure: FigureReading, before: Sequence[Given], beside: Sequence[Given]
) -> Proof | None:
    """The proof from two figures of this sentence (`beside`) or of those before it."""
    if figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT):
        return None
    formulas = [key for key in rowwise.operators(sentence.text, figure) if key in _FORMULAS]
    chances = Chances(figure.quantity)
    for formula, a, b in _pairs(formulas, beside, before[-_LAST:]):
        pattern, unit = _FORMULAS[formula]
        unit = unit or ("pp" if a.unit == "%" and formula == "difference" else a.unit)
        if a.unit != b.unit or a.value == b.value or figure.quantity.unit not in ("", unit):
            continue
        right = _shifted(b.formula, len(a.facts))
        whole = "= " + pattern.replace("A", f"({a.formula})").replace("B", f"({right})")
        facts = (*a.facts, *b.facts)
        try:
            value = formulae.value(whole, [fact.value for fact in facts])
        except (ArithmeticError, ValueError):
            continue
        for wanted in rowwise.signed(figure.quantity, figure, formula, sentence.text):
            scaled = replace(wanted, unit=unit, hedge=Hedge.ABOUT)
            if scaled.admits(value, unit) and (made := proof(whole, facts, unit, scaled, case.words)):
                return made
        chances.count(value)
        if not chances.left():
            return None
    return None


def _pairs(
    formulas: Sequence[str], beside: Sequence[Given], before: Sequence[Given]
) -> Iterator[tuple[str, Given, Given]]:
    near = list(itertools.permutations(beside[:_LAST], 2))
    both = [*beside[:_LAST], *reversed(before)]
    far = [pair for pair in itertools.permutations(both, 2) if pair not in near]
    for a, b in (*near, *far):
        for formula in formulas:
            yield formula, a, b


def _shifted(formula: str, by: int) -> str:
    return re.sub(r"v(\d+)", lambda match: f"v{int(match[1]) + by}", formula)
