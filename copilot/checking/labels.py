"""Figures of rows whose measure no vocabulary knows: bound by the row's own words ("share of companies beating EPS").

The subject must be named, the time must agree, the sign and unit must hold; most of the label's words must stand in
the sentence, and no other row of that subject and unit may have more of its words there.
"""

from __future__ import annotations

from collections.abc import Sequence

from copilot.checking import textual
from copilot.checking.binding import entity_fit
from copilot.checking.cases import Case, proof
from copilot.checking.times import period_fit
from copilot.checking.values import unit_fit, value_of
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import content
from copilot.reading.facts import Fact
from copilot.types import Proof

__all__ = ["proved"]

_MOST = 0.6  # of a label's words


def proved(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The proof by the row whose label stands in the sentence."""
    words = content(sentence.text.replace("-", " "))
    near = textual.about(case, sentence, figure).own  # "27.5x forward and 34.2x trailing earnings"
    if figure.quantity.unit == "x":
        words, near = words | {"pe"}, near | {"pe"}
    rows = [
        (fact, label)
        for fact in facts
        if fact.datum is not None and entity_fit(figure.entities, fact) == 2 and unit_fit(figure, fact)
        if len(label := content(fact.datum.measure.replace("_", " "))) > 1
    ]
    shares = {
        id(fact): (len(label & near) / len(label), len(label & words) / len(label)) for fact, label in rows
    }
    for fact, _ in rows:
        share = shares[id(fact)]
        found = value_of(figure, fact)
        if share[1] < _MOST or found is None or not period_fit(figure, fact):
            continue
        if any(shares[id(other)] > share for other, _ in rows if value_of(figure, other) is None):
            continue
        formula, quantity = found
        if made := proof(formula, (fact,), quantity.unit, quantity, case.words):
            case.used[figure.span] = fact
            return made
    return None
