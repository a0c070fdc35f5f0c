"""Arithmetic written out in the text: its operands stand in the sources, and it comes to what the text says it does.

An operand is a number of a source, a constant of conversion, or what an expression before it has come to. A figure
follows when an expression that was written before it gives it exactly, or gives it from operands as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from copilot.checking.cases import Case, proof
from copilot.checking.sums import FACTORS, Node, Worked, inner, resolve
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.worked import expressions
from copilot.types import Hedge, Operand, Proof

__all__ = ["Worked", "fact_of", "noted", "restated", "resumed", "within", "worked"]

_LARGE = 1000  # steps: a figure of four digits is no chance
_MOST = 200  # expressions of one text that are followed


def worked(case: Case) -> Worked:
    """Reads and resolves the expressions of the text, once."""
    found = Worked()
    facts = [fact for number in case.sources.facts for fact in case.sources.facts[number] if fact.value]
    for whole in expressions(case.text):
        for one in (*inner(whole), whole):
            if len(found.nodes) < _MOST and not resolve(found, one, facts):
                found.left.append(one)
    return found


def resumed(case: Case, known: Worked, sentence: Sentence) -> None:
    """Resolves what is left of the sentence's expressions, now that the figures before it are proved."""
    mine = [one for one in known.left if one.span in sentence.span]
    if mine:
        facts = [fact for number in case.sources.facts for fact in case.sources.facts[number] if fact.value]
        known.left = [one for one in known.left if one not in mine or not resolve(known, one, facts)]


def noted(known: Worked, figure: FigureReading, made: Proof) -> None:
    """Keeps a figure that was derived as something that expressions after it may work with."""
    formula = _written_out(made.formula, len(made.operands))
    if formula and made.value is not None and len(known.nodes) < _MOST:
        facts = tuple(fact_of(one) for one in made.operands)
        known.nodes.append(Node(figure.span, (formula,), facts, (made.value,)))


def fact_of(operand: Operand) -> Fact:
    """The operand of a proof as a fact again."""
    return Fact(
        operand.source, operand.value, operand.unit, "", frozenset(), frozenset(), (), operand.words, operand.datum,
        operand.passage,
    )  # fmt: skip


_WRITTEN = {
    "difference": "= v1 - v2", "ratio": "= v1 / v2", "share": "= v1 / v2 * 100",
    "percent_change": "= (v1 - v2) / v2 * 100",
}  # fmt: skip


def _written_out(formula: str, count: int) -> str:
    """A named formula as an expression; empty for those that nothing is worked out with."""
    if formula.startswith("="):
        return formula
    total = " + ".join(f"v{at}" for at in range(1, count + 1))
    if formula == "sum":
        return f"= {total}"
    if formula == "mean" and count <= 12:
        return f"= ({total}) / {count}"
    return _WRITTEN.get(formula, "")


def within(case: Case, known: Worked, figure: FigureReading) -> Proof | None:
    """The proof of a figure that is an operand of an expression which is understood."""
    starts = range(figure.span.start, figure.span.end)
    if fact := next((known.operands[at] for at in starts if at in known.operands), None):
        quantity = replace(figure.quantity, value=abs(figure.quantity.value), hedge=Hedge.EXACT)
        held = replace(fact, unit=quantity.unit)
        return proof("magnitude", (held,), quantity.unit, quantity, case.words)
    node = next((known.derived[at] for at in starts if at in known.derived), None)
    return _follows(case, node, figure) if node else None


def restated(case: Case, known: Worked, sentence: Sentence, figure: FigureReading) -> Proof | None:
    """The proof of a figure that an expression written before it comes to, or that one works with."""
    if not known.nodes or figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT):
        return None
    said = frozenset(mention.key for mention in sentence.entities)
    for node in reversed(known.nodes):
        other = said and node.entities and not said & node.entities
        if node.span.end <= figure.span.start and not other and (made := _follows(case, node, figure)):
            return made
    for fact in known.operands.values() if figure.quantity.unit not in ("%", "pp", "bps", "x") else ():
        if abs(figure.quantity.value) < _LARGE * figure.quantity.step:
            break
        if fact.source == 0 or (said and fact.entity and fact.entity not in said):
            continue  # a row of data is bound by its own label, and nobody's number proves another's
        for factor in FACTORS[:4]:
            held = replace(fact, value=abs(fact.value) * factor, unit=figure.quantity.unit)
            quantity = replace(figure.quantity, value=abs(figure.quantity.value), hedge=Hedge.EXACT)
            if made := proof("magnitude", (held,), quantity.unit, quantity, case.words):
                return made
    return None


def _follows(case: Case, node: Node, figure: FigureReading) -> Proof | None:
    quantity = replace(figure.quantity, hedge=Hedge.ABOUT)  # worked out by hand: cut off as often as rounded
    signs = [quantity]
    if not figure.written.signed and (quantity.value < 0 or figure.direction < 0):
        signs.append(-quantity)
    said = case.text[node.span.start : node.span.end]
    for formula in _scaled(node.formulas, quantity.unit):
        for wanted in signs:
            if made := proof(formula, node.facts, wanted.unit, wanted, case.words, said):
                return made
    return None


def _scaled(formulas: Sequence[str], unit: str) -> Iterator[str]:
    """Per cents are fractions within an expression, unless it multiplies by a hundred itself."""
    for formula in formulas:
        if unit == "%":
            yield f"= ({formula.removeprefix('=')}) * 100"
            if "* 100" in formula:
                yield formula
        else:
            yield formula
            if not unit and "* 100" in formula:
                yield f"= ({formula.removeprefix('=')}) / 100"
            if len(unit) == 3 and unit.isupper():  # "(253 + 282) / 2 = $267.5 million"
                for factor in (10**3, 10**6, 10**9):
                    yield f"= ({formula.removeprefix('=')}) * {factor}"
