"""Numbers that claim nothing: the 2 of an average, the 100 of per cents, pages and forms."""

from __future__ import annotations

import re
from collections.abc import Container
from decimal import Decimal

from copilot.checking import formulae
from copilot.checking.cases import Case
from copilot.reading.clauses import FigureReading

__all__ = ["constant"]

_HUNDRED = Decimal(100)
_BEFORE = re.compile(r"(?:[*/×÷^+−–]|\\times|\s-|\bx|\^\s*\(\s*1\s*/)\s*\$?$")
_AFTER = re.compile(r"\s*(?:[*×÷^]|[-−–]\s*[(\[]|/\s*\w)")
_BY = re.compile(
    r"\bnumber of (?:years|periods|quarters)\b[^.\d]{0,40}$|"
    r"\b(?:divid|multipl)\w*(?: (?:\w+ ){0,6}?by| by)\s*$|\b(?:and|then|result) (?:\w+ )?by\s*$|[)\]]\s*(?:[*/×÷]|x)\s*$",
    re.I,
)
_PAGE = re.compile(r"\b(?:p|pp|page|pages|item|note|notes)\.?\s*(?:\d+ (?:of|and|to) )?$", re.I)
_POWERS = frozenset(Decimal(10) ** power for power in (3, 6, 9))
_CONVERTS = re.compile(
    r"\b(?:convert|equal|divid|multipl|expressed? (?:this|it|the))\w*\b[^.;]*\b(?:thousand|million|billion)|换算|折合",
    re.I,
)
_FORM = re.compile(r"(?:10|8|20)-?[KQF]\b")


def constant(case: Case, known: Container[int], figure: FigureReading) -> bool:
    """Is the figure a 2 of an average or a 100 of per cents, in an expression of numbers or of words?

    Numbers of pages and forms ("10-K, p. 59") claim nothing either.
    """
    span, text = figure.span, case.text
    if any(at in known for at in range(span.start, span.end)):
        return True
    before = text[max(0, span.start - 60) : span.start]
    if _FORM.match(text, span.start) or (_PAGE.search(before) and not figure.quantity.unit):
        return True
    value = abs(figure.quantity.value)
    if value in _POWERS and _CONVERTS.search(text[max(0, span.start - 120) : span.end + 60]):
        return True
    if figure.quantity.unit not in ("", "%") or (value != _HUNDRED and figure.quantity.unit):
        return False
    if value not in formulae.CONSTANTS:
        return False
    if _BY.search(before):
        return True
    end = text.find("\n", span.end)
    line = text[text.rfind("\n", 0, span.start) + 1 : end if end >= 0 else len(text)]
    signed = text[span.start] in "+-−–"
    beside = signed or _BEFORE.search(before[-12:]) or _AFTER.match(text, span.end)
    return bool(beside) and bool(re.search(r"[=≈]", line))
