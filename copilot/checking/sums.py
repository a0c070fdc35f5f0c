"""Expressions of a text whose operands are all known: numbers of a source, constants, what other expressions came to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from copilot.checking import formulae
from copilot.reading.facts import Fact
from copilot.reading.worked import Expression, Token
from copilot.types import Span

__all__ = ["FACTORS", "Node", "Worked", "inner", "resolve"]

FACTORS = tuple(Decimal(10) ** power for power in (0, 3, 6, 9, -3, -6, -9))
_TELLING = 3  # significant digits from which on a bare number of a source is told from another
_HUNDRED = Decimal(100)
_THOUSANDS = tuple(Decimal(10) ** power for power in (3, 6, 9))


@dataclass(frozen=True, slots=True)
class Node:
    """An expression whose operands are all known: exactly, and from the operands as the text writes them."""

    span: Span
    formulas: tuple[str, ...]
    facts: tuple[Fact, ...]
    values: tuple[Decimal, ...]
    entities: frozenset[str] = frozenset()


@dataclass(slots=True)
class Worked:
    """The arithmetic of one text."""

    nodes: list[Node] = field(default_factory=list)
    operands: dict[int, Fact] = field(default_factory=dict)  # by where the number begins
    derived: dict[int, Node] = field(default_factory=dict)
    constants: set[int] = field(default_factory=set)  # where they begin
    left: list[Expression] = field(default_factory=list)  # some operand of which is not known yet


def inner(whole: Expression) -> Iterator[Expression]:
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


def resolve(known: Worked, one: Expression, facts: Sequence[Fact]) -> bool:
    """Adds the expression as a node if each of its numbers is a source's, a constant or derived before."""
    chosen: dict[int, Fact | Node] = {}
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


def _add(known: Worked, one: Expression, chosen: dict[int, Fact | Node]) -> bool:
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
        if isinstance(source, Node):
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
    known.nodes.append(Node(one.span, formulas, tuple(facts), tuple(values), entities))
    return True


def _shifted(formula: str, by: int) -> str:
    """A formula whose operands come after `by` others."""
    return re.sub(r"v(\d+)", lambda match: f"v{int(match[1]) + by}", formula.removeprefix("=").strip())


def _earlier(known: Worked, token: Token) -> Node | None:
    """The last expression that came to this number, with its thousands or millions said or left out."""
    scales = (Decimal(1), *_THOUSANDS) if token.money or token.scaled else (Decimal(1),)
    for scale in scales:
        for node in reversed(known.nodes):
            if _comes_to(node, token, scale):
                return node
    return None


def _comes_to(node: Node, token: Token, scale: Decimal) -> bool:
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
    for factor in FACTORS:
        if abs(value * factor - token.value) <= token.step / 2:
            return factor
    return None


def _digits(token: Token) -> int:
    return len(str(int(token.value / token.step))) if token.step else 0
