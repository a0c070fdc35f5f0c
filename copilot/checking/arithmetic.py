"""Arithmetic written out in the text: its operands stand in the sources, and it comes to what the text says it does.

An operand is a number of a source, a constant of conversion, or what an expression before it has come to. A figure
follows when an expression that was written before it gives it exactly, or gives it from operands as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from copilot.checking import formulae
from copilot.checking.cases import Case, proof
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.worked import Expression, Token, expressions
from copilot.types import Hedge, Operand, Proof, Span

__all__ = ["Worked", "fact_of", "noted", "restated", "resumed", "within", "worked"]

_FACTORS = tuple(Decimal(10) ** power for power in (0, 3, 6, 9, -3, -6, -9))
_TELLING = 3  # significant digits from which on a bare number of a source is told from another
_HUNDRED = Decimal(100)
_LARGE = 1000  # steps: a figure of four digits is no chance
_MOST = 200  # expressions of one text that are followed
_THOUSANDS = tuple(Decimal(10) ** power for power in (3, 6, 9))


@dataclass(frozen=True, slots=True)
class _Node:
    """An expression whose operands are all known: exactly, and from the operands as the text writes them."""

    span: Span
    formulas: tuple[str, ...]
    facts: tuple[Fact, ...]
    values: tuple[Decimal, ...]
    entities: frozenset[str] = frozenset()


@dataclass(slots=True)
class Worked:
    """The arithmetic of one text."""

    nodes: list[_Node] = field(default_factory=list)
    operands: dict[int, Fact] = field(default_factory=dict)  # by where the number begins
    derived: dict[int, _Node] = field(default_factory=dict)
    constants: set[int] = field(default_factory=set)  # where they begin
    left: list[Expression] = field(default_factory=list)  # some operand of which is not known yet


def worked(case: Case) -> Worked:
    """Reads and resolves the expressions of the text, once."""
    found = Worked()
    facts = [fact for number in case.sources.facts for fact in case.sources.facts[number] if fact.value]
    for whole in expressions(case.text):
        for one in (*_inner(whole), whole):
            if len(found.nodes) < _MOST and not _resolve(found, one, facts):
                found.left.append(one)
    return found


def resumed(case: Case, known: Worked, sentence: Sentence) -> None:
    """Resolves what is left of the sentence's expressions, now that the figures before it are proved."""
    mine = [one for one in known.left if one.span in sentence.span]
    if mine:
        facts = [fact for number in case.sources.facts for fact in case.sources.facts[number] if fact.value]
        known.left = [one for one in known.left if one not in mine or not _resolve(known, one, facts)]


def noted(known: Worked, figure: FigureReading, made: Proof) -> None:
    """Keeps a figure that was derived as something that expressions after it may work with."""
    formula = _written_out(made.formula, len(made.operands))
    if formula and made.value is not None and len(known.nodes) < _MOST:
        facts = tuple(fact_of(one) for one in made.operands)
        known.nodes.append(_Node(figure.span, (formula,), facts, (made.value,)))


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
        for factor in _FACTORS[:4]:
            held = replace(fact, value=abs(fact.value) * factor, unit=figure.quantity.unit)
            quantity = replace(figure.quantity, value=abs(figure.quantity.value), hedge=Hedge.EXACT)
            if made := proof("magnitude", (held,), quantity.unit, quantity, case.words):
                return made
    return None


def _follows(case: Case, node: _Node, figure: FigureReading) -> Proof | None:
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


def _inner(whole: Expression) -> Iterator[Expression]:
    """The expressions within brackets, inner ones first: a text goes on with what they come to."""
    opened: list[int] = []
    signs = [one.sign for one in whole.tokens]
    if len(signs) > 3 and signs[-2] in ("+", "-") and whole.tokens[-1].value == 1:
        yield Expression(whole.tokens[:-2])  # growth, before one is taken off
    for at, token in enumerate(whole.tokens):
        if token.sign == "(":
            opened.append(at)
        elif token.sign == ")" and opened:
            part = whole.tokens[opened.pop() + 1 : at]
            if sum(not one.sign for one in part) > 1:
                yield Expression(part)


def _resolve(known: Worked, one: Expression, facts: Sequence[Fact]) -> bool:
    """Adds the expression as a node if each of its numbers is a source's, a constant or derived before."""
    chosen: dict[int, Fact | _Node] = {}
    open_: list[tuple[Token, list[tuple[Fact, Decimal]]]] = []
    for token in one.numbers:
        node = _earlier(known, token)
        if token.value in formulae.CONSTANTS and not (token.scaled or token.money) and token.step <= 1:
            continue
        if node is not None:
            chosen[token.span.start] = node
            continue
        found = [(fact, factor) for fact in facts if (factor := _factor(token, fact)) is not None]
        if not found or (not token.scaled and _digits(token) < _TELLING):
            return False
        open_.append((token, found))
    if not open_ and not chosen:
        return False
    bare = [{factor for _, factor in found} for token, found in open_ if not token.scaled]
    common = set.intersection(*bare) if bare else set()
    if bare and not common:
        return False  # thousands beside millions
    for token, found in open_:
        fits = found if token.scaled else [pair for pair in found if pair[1] in common]
        fact, factor = min(fits, key=lambda pair: abs(abs(pair[0].value) * pair[1] - token.value))
        chosen[token.span.start] = replace(fact, value=abs(fact.value) * factor)
    return _add(known, one, chosen)


def _add(known: Worked, one: Expression, chosen: dict[int, Fact | _Node]) -> bool:
    facts: list[Fact] = []
    exact: list[str] = []
    written: list[str] = []
    for token in one.tokens:
        if token.sign:
            exact.append(token.sign)
            written.append(token.sign)
            continue
        source = chosen.get(token.span.start)
        if source is None:
            exact.append(f"{token.value.normalize():f}")
            written.append(exact[-1])
            known.constants.add(token.span.start)
            continue
        if isinstance(source, _Node):
            inner = _shifted(source.formulas[0], len(facts))
            scale = next((k for k in (Decimal(1), *_THOUSANDS) if _comes_to(source, token, k)), Decimal(1))
            if scale != 1:
                inner = f"({inner}) * {scale:f}"
            if "* 100" in inner and (token.percent or _comes_to(source, token, 1 / _HUNDRED)):
                inner = f"({inner}) / 100"
            facts += source.facts
            known.derived[token.span.start] = source
        else:
            facts.append(source)
            inner = f"v{len(facts)}" + (" / 100" if token.percent else "")
            known.operands[token.span.start] = source
        exact.append(f"({inner})")
        written.append(f"r({inner}, {token.step:f})")
    formulas = tuple(dict.fromkeys(f"= {' '.join(part)}" for part in (exact, written)))
    values = []
    for formula in formulas:
        try:
            values.append(formulae.value(formula, [fact.value for fact in facts]))
        except (ValueError, ArithmeticError):
            return False
    entities = frozenset(fact.entity for fact in facts if fact.entity)
    known.nodes.append(_Node(one.span, formulas, tuple(facts), tuple(values), entities))
    return True


def _shifted(formula: str, by: int) -> str:
    """A formula whose operands come after `by` others."""
    return re.sub(r"v(\d+)", lambda match: f"v{int(match[1]) + by}", formula.removeprefix("=").strip())


def _earlier(known: Worked, token: Token) -> _Node | None:
    """The last expression that came to this number, with its thousands or millions said or left out."""
    scales = (Decimal(1), *_THOUSANDS) if token.money or token.scaled else (Decimal(1),)
    for scale in scales:
        for node in reversed(known.nodes):
            if _comes_to(node, token, scale):
                return node
    return None


def _comes_to(node: _Node, token: Token, scale: Decimal) -> bool:
    factors = [Decimal(1), 1 / _HUNDRED] if token.percent else [scale]
    if not token.percent and not token.money and any("* 100" in formula for formula in node.formulas):
        factors.append(1 / _HUNDRED)  # "= 0.3972 x 100"
    return any(
        value and abs(value * factor - token.value) <= token.step
        for value in node.values
        for factor in factors
    )


def _factor(token: Token, fact: Fact) -> Decimal | None:
    """By what the source's number is the token's; None where it is not."""
    value = abs(fact.value)
    if token.percent:
        fits = fact.unit == "%" and abs(value - token.value * _HUNDRED) <= token.step * _HUNDRED / 2
        return Decimal(1) if fits else None
    if fact.unit in ("%", "pp", "bps"):
        return None
    for factor in _FACTORS:
        if abs(value * factor - token.value) <= token.step / 2:
            return factor
    return None


def _digits(token: Token) -> int:
    return len(str(int(token.value / token.step))) if token.step else 0
