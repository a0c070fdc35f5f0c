"""Figures of rows whose measure no vocabulary knows: bound by the row's own words ("share of companies beating EPS").

The subject must be named, the time must agree, the sign and unit must hold; most of the label's words must stand in
the sentence, and no other row of that subject and unit may have more of its words there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from copilot.checking import textual
from copilot.checking.binding import entity_fit
from copilot.checking.cases import Case, proof
from copilot.checking.measures import apart, said
from copilot.checking.times import period_fit
from copilot.checking.values import unit_fit, value_of
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.contexts import content
from copilot.reading.facts import Fact
from copilot.reading.lexicon import words as vocabulary
from copilot.types import Proof

__all__ = ["foreign", "proved"]

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


def foreign(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The proof by a row of an English name that a Chinese sentence cannot repeat ("greaterChinaRevenue").

    Nothing compares the words of two languages but the glossary; so the subject must be the figure's own, three digits
    written, no row of that subject be named more fully, and no other row hold the same number.
    """
    if not re.search("[\u4e00-\u9fff]", sentence.text) or _digits(figure) < _TELLING:
        return None
    rows = [
        fact
        for fact in facts
        if fact.datum is not None
        and fact.datum.measure.isascii()
        and entity_fit(figure.entities, fact) == (2 if figure.entities else 1)
        and unit_fit(figure, fact)
    ]
    holding = [fact for fact in rows if value_of(figure, fact) and period_fit(figure, fact)]
    if len(holding) != 1 or apart(figure, holding[0]):
        return None
    chosen = holding[0]
    words = [word for word in chosen.words if word.isascii()]
    # Of words that the glossary knows, those left unsaid speak against the row.
    told = [word for word in words if word in glossary()]
    if not words or (told and not all(said(word, figure) for word in told)):
        return None
    if any(_named(other, figure) > _named(chosen, figure) for other in rows):
        return None
    formula, quantity = value_of(figure, chosen) or ("", figure.quantity)
    if made := proof(formula, (chosen,), quantity.unit, quantity, case.words):
        case.used[figure.span] = chosen
        return made
    return None


_TELLING = 3  # digits by which a number is known


def _digits(figure: FigureReading) -> int:
    return (
        len((figure.quantity.value / figure.quantity.step).normalize().to_integral_value().as_tuple().digits)
        if figure.quantity.step
        else 0
    )


def _named(fact: Fact, figure: FigureReading) -> int:
    return sum(said(word, figure) for word in fact.words)


def glossary() -> Mapping[str, Sequence[str]]:
    return vocabulary("glossary")
