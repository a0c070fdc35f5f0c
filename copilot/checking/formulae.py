"""A formula as a proof carries it: `= v1 / v2 * 100`, evaluated exactly. Part of the kernel: it trusts no search.

`v1` is the proof's first operand; `r(…, 0.001)` rounds half up to a step, as a text does that goes on with what it
has written; constants are those of conversion and of averages only, so that no search can fit a number.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

__all__ = ["CONSTANTS", "value"]

CONSTANTS = frozenset(
    Decimal(one) for one in ("0.25", "0.5", *range(1, 13), 52, 90, 91, 100, 360, 365, 366, 1000, 10**6, 10**9)
)
_TOKEN = re.compile(r"\s*(v\d+|r(?=\()|\d+(?:\.\d+)?|[-+*/^(),])")
_DEEPEST = 40  # of brackets: a formula is a line of text
_POWER = 60  # years of growth, at most

Node = tuple[str, ...]


def value(formula: str, operands: Sequence[Decimal]) -> Decimal:
    """The value of a formula over its operands. ValueError where it is no formula, ArithmeticError undefined."""
    reader = _Reader(_tokens(formula), operands)
    result = reader.sum(0)
    if reader.left:
        raise ValueError(f"no formula: {formula}")
    return result


@functools.lru_cache(maxsize=1024)
def _tokens(formula: str) -> tuple[str, ...]:
    found: list[str] = []
    at = 0
    text = formula.removeprefix("=").rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            raise ValueError(f"no formula: {formula}")
        found.append(match[1])
        at = match.end()
    return tuple(found)


class _Reader:
    """Evaluates while it reads: sums of products of powers of operands, constants and brackets."""

    def __init__(self, tokens: Sequence[str], operands: Sequence[Decimal]) -> None:
        self.left = list(reversed(tokens))
        self.operands = operands

    def _next(self, *wanted: str) -> str:
        return self.left.pop() if self.left and self.left[-1] in wanted else ""

    def _need(self, token: str) -> None:
        if not self._next(token):
            raise ValueError(f"{token} is missing")

    def sum(self, depth: int) -> Decimal:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        result = self._product(depth)
        while sign := self._next("+", "-"):
            other = self._product(depth)
            result = result + other if sign == "+" else result - other
        return result

    def _product(self, depth: int) -> Decimal:
        result = self._power(depth)
        while sign := self._next("*", "/"):
            other = self._power(depth)
            result = result * other if sign == "*" else result / other
        return result

    def _power(self, depth: int) -> Decimal:
        if self._next("-"):
            return -self._power(depth)
        base = self._atom(depth)
        if not self._next("^"):
            return base
        exponent = self._atom(depth)
        if base <= 0 or abs(exponent) > _POWER:
            raise ArithmeticError("no power")
        return Decimal(base**exponent)

    def _atom(self, depth: int) -> Decimal:
        if not self.left:
            raise ValueError("the formula breaks off")
        part = self.left.pop()
        if part == "(":
            result = self.sum(depth + 1)
            self._need(")")
            return result
        if part == "r":
            self._need("(")
            result = self.sum(depth + 1)
            self._need(",")
            step = Decimal(self.left.pop()) if self.left else Decimal(0)
            self._need(")")
            if step <= 0:
                raise ValueError("no step")
            return (result / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        if part[0] == "v":
            number = int(part[1:])
            if not 1 <= number <= len(self.operands):
                raise ValueError(f"no operand {part}")
            return self.operands[number - 1]
        constant = Decimal(part)
        if constant not in CONSTANTS:
            raise ValueError(f"{part} comes from nowhere")
        return constant
