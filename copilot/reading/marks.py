"""Citation markers: `[3]`, `【3】`, and several in one bracket, `[1, 2]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.types import Span

__all__ = ["Mark", "marks"]

_MARK = re.compile(r"\[(\d{1,4}(?:\s?[,，;]\s?\d{1,4})*)\](?!\()|【(\d{1,4}(?:\s?[,，;]\s?\d{1,4})*)】")


@dataclass(frozen=True, slots=True)
class Mark:
    """One number of a marker; those of one bracket share its span."""

    span: Span
    number: int


def marks(text: str) -> tuple[Mark, ...]:
    """The markers of a text in its order. A bracket before a parenthesis is a link."""
    return tuple(
        Mark(Span(*match.span()), int(number))
        for match in _MARK.finditer(text)
        for number in re.findall(r"\d+", match[0])
    )
