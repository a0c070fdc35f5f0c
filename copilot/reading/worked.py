"""Arithmetic that a text writes out: `155 / 7,017`, `($282 million + $253 million) / 2`, `1 − (a ÷ b)`.

Only expressions of two numbers or more with an operator between; what they come to is judged elsewhere.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from copilot.types import Span

__all__ = ["Expression", "Token", "expressions"]

_SCALES = {
    "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "mm": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12,
    "万": 10**4, "百万": 10**6, "亿": 10**8, "万亿": 10**12,
}  # fmt: skip
_NUMBER = (
    r"(?P<money>(?:US|HK|C|A)?[$€£¥￥]|(?:USD|RMB|EUR|CNY)\s)?\s*(?P<digits>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?|\.\d+)"
    r"(?:\s*(?P<scale>thousand|million|billion|trillion|mn|bn|mm|[kKMmBb](?![A-Za-z])|万亿|百万|亿|万)(?![a-z]))?"
    r"\s*(?P<percent>%|percent(?:age points)?\b)?"
    r"(?P<unit>\s*(?:USD|days?|times|shares|years?|per share|美元|元|天|倍)(?![A-Za-z]))?"
)
_TOKEN = re.compile(
    rf"(?P<number>(?<![A-Za-z0-9.,])(?:{_NUMBER})(?![A-Za-z0-9]))"
    r"|(?P<op>[-−–+*×·/÷^]|\bx(?=\s*[\d$(])|\\times|\\div)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<equal>=|≈|≃)",
    re.I,
)
_SIGNS = {"−": "-", "–": "-", "×": "*", "·": "*", "x": "*", "\\times": "*", "÷": "/", "\\div": "/"}
_OPEN, _CLOSE = "([{", ")]}"
_LONGEST = 60  # tokens of one expression


@dataclass(frozen=True, slots=True)
class Token:
    """A number, or a sign or bracket (`sign`) of an expression. Per cent are fractions: 2.2 % is 0.022."""

    span: Span
    sign: str = ""
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(0)
    percent: bool = False
    scaled: bool = False  # says its scale ("million") or that it is a rate
    money: bool = False


@dataclass(frozen=True, slots=True)
class Expression:
    """Numbers and signs that stand without a word between them, brackets even."""

    tokens: tuple[Token, ...]

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].span.start, self.tokens[-1].span.end)

    @property
    def numbers(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if not token.sign)


@functools.lru_cache(maxsize=16)
def expressions(text: str) -> tuple[Expression, ...]:
    """The expressions of a text, in its order. A sign of division or an equals sign makes them arithmetic."""
    found: list[Expression] = []
    for line in re.finditer(r"[^\n]+", text):
        if not re.search(r"\d", line[0]) or not re.search(r"[=≈/÷*×^]|\\times|\\div", line[0]):
            continue
        run: list[Token] = []
        end, after = line.start(), False  # an equals sign
        for match in _TOKEN.finditer(text, line.start(), line.end()):
            blank = not text[end : match.start()].strip(" \t\\*_`")
            equal = bool(match["equal"])
            if run and (not blank or equal or (match["number"] and not run[-1].sign)):
                _close(found, run, equal=after or (equal and blank))
                run, after = [], False
            if equal:
                after = True
            else:
                after = after and (bool(run) or blank)
                run.append(_token(match))
            end = match.end()
        if run:
            _close(found, run, equal=after)
    return tuple(found)


def _token(match: re.Match[str]) -> Token:
    span = Span(match.start(), match.end())
    if not match["number"]:
        sign = match[0].lower()
        sign = "(" if sign in _OPEN else ")" if sign in _CLOSE else _SIGNS.get(sign, sign)
        return Token(span, sign)
    digits = match["digits"].replace(",", "").rstrip(".")
    value = Decimal(digits)
    exponent = value.as_tuple().exponent
    factor = Decimal(_SCALES.get((match["scale"] or "").lower(), 1))
    if match["percent"]:
        factor = Decimal("0.01")
    step = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) * factor
    start = match.start("money") if match["money"] else match.start("digits")
    end = (
        match.end("percent")
        if match["percent"]
        else match.end("scale")
        if match["scale"]
        else match.end("digits")
    )
    return Token(
        Span(start, end), "", value * factor, step, bool(match["percent"]),
        bool(match["scale"] or match["percent"]), bool(match["money"]),
    )  # fmt: skip


def _close(found: list[Expression], run: list[Token], *, equal: bool) -> None:
    """Keeps what of a run is an expression: even brackets, no sign left over at its ends."""
    tokens = list(run)
    while tokens and (tokens[-1].sign in (*"+-*/^", "(") or _uneven(tokens, last=True)):
        tokens.pop()
    while tokens and (tokens[0].sign in (*"+*/^", ")") or _uneven(tokens, last=False)):
        tokens.pop(0)
    while len(tokens) > 2 and tokens[0].sign == "-" and (tokens[1].sign != "(" or _itemised(tokens)):
        tokens.pop(0)  # a dash before the first number is a list's
    signs = [token.sign for token in tokens]
    binary = [
        sign
        for at, sign in enumerate(signs)
        if sign in ("+", "-", "*", "/", "^") and at and signs[at - 1] in ("", ")")
    ]
    if not binary or sum(not sign for sign in signs) < 2 or len(tokens) > _LONGEST:
        return
    if equal or set(binary) & {"*", "/", "^"}:
        found.append(Expression(tuple(tokens)))


def _itemised(tokens: list[Token]) -> bool:
    """Does a blank part the dash from the bracket after it, as a list's does?"""
    return tokens[1].span.start - tokens[0].span.end > 0


def _uneven(tokens: list[Token], *, last: bool) -> bool:
    """Is the bracket at this end one too many?"""
    edge = tokens[-1].sign if last else tokens[0].sign
    opened = sum(token.sign == "(" for token in tokens)
    closed = sum(token.sign == ")" for token in tokens)
    return (edge == ")" and closed > opened) if last else (edge == "(" and opened > closed)
