"""One check at work: the text, what may be cited, and the proofs made from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from copilot.checking import kernel
from copilot.checking.lines import Line
from copilot.checking.wording import Words
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.sources import Sources
from copilot.types import Figure, Operand, Proof, Quantity, Span

__all__ = ["Case", "Given", "operand", "proof"]


@dataclass(frozen=True, slots=True)
class Given:
    """A figure that is proved from articles: by which formula over which facts."""

    span: Span
    formula: str
    facts: tuple[Fact, ...]
    value: Decimal
    unit: str


@dataclass
class Case:
    """What all rules look at. `used` are the facts that proved figures of the sentence at hand, `before` of the last."""

    text: str
    sources: Sources
    words: Words
    strict: bool
    as_of: date | None
    used: dict[Span, Fact] = field(default_factory=dict)
    before: tuple[Fact, ...] = ()
    near: set[frozenset[Fact]] = field(
        default_factory=set
    )  # two facts that a figure of the sentence is likely made of
    pools: dict[tuple[Span, tuple[int, ...] | None], list[Fact]] = field(
        default_factory=dict
    )  # of one sentence
    given: list[Given] = field(default_factory=list)  # figures proved so far, of articles
    lines: dict[object, list[Line]] = field(default_factory=dict)  # that a sentence may speak of

    def allowed(self, sentence: Sentence, cited: Sequence[int]) -> tuple[int, ...] | None:
        """Source numbers that the sentence may rest on; None: any."""
        known = tuple(number for number in cited if number in self.sources.facts)
        return known if self.strict and known else None

    def claim(self, sentence: Sentence, figure: FigureReading) -> Figure:
        return Figure(
            figure.span,
            sentence.span,
            sentence.citations,
            figure.quantity,
            figure.entities[0] if figure.entities else "",
            " ".join(sorted(figure.concepts)),
            ", ".join(period.words for period in figure.periods),
        )


def operand(fact: Fact, words: Words) -> Operand:
    return Operand(fact.source, fact.value, fact.unit, words.fact(fact), fact.datum, fact.passage)


def proof(
    formula: str, facts: Sequence[Fact], unit: str, quantity: Quantity | None, words: Words, said: str = ""
) -> Proof | None:
    """The proof, if the kernel accepts it."""
    operands = tuple(operand(fact, words) for fact in facts)
    value: Decimal | None = None
    if quantity is not None:
        try:
            result = kernel.evaluate(Proof(formula, operands, None, unit, ""))
        except (ValueError, KeyError, LookupError, ArithmeticError):
            return None
        value = result if isinstance(result, Decimal) else None
    made = Proof(formula, operands, value, unit, said or "; ".join(one.words for one in operands))
    return made if kernel.accepts(made, quantity) else None
