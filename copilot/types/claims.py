"""One checkable statement each, with its place in the text and the citations that govern it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from copilot.types.texts import Span
from copilot.types.values import Quantity

__all__ = ["Attribution", "Claim", "Comparison", "Dating", "Derivation", "Figure", "Quotation", "Statement"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that is said to be a subject's measure over a window."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]
    quantity: Quantity
    subject: str = ""
    measure: str = ""
    window: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One thing is said to be above, below, ahead of, the largest of … others."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]
    relation: str
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A number that follows from other numbers by a typed operator: a discount, an excess, a sum."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]
    quantity: Quantity
    operator: str


@dataclass(frozen=True, slots=True)
class Quotation:
    span: Span
    sentence: Span
    citations: tuple[int, ...]
    words: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Dating:
    """A date, or a word that stands for one ("today", "since January")."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody is said to have said something, or something to have caused something."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence without a number: supported by a passage, our reading, or neither; never proved."""

    span: Span
    sentence: Span
    citations: tuple[int, ...]


Claim = Figure | Comparison | Derivation | Quotation | Dating | Attribution | Statement
