"""R408: things listed in the order of a measure ("the order runs energy, technology, utilities")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from copilot.checking.cases import Case, operand
from copilot.checking.relating import RETURNS, comparison, plain
from copilot.checking.rules import finding, rule
from copilot.checking.sets import one_each
from copilot.reading.clauses import Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.types import Failed, Finding, Proof, Proved, Span, Verdict

__all__ = ["listings"]

_ORDER = re.compile(
    r"\b(?:(?:the|in) (?:descending |pecking )?order(?: runs| is| reads|:)|ranking (?:runs|reads|is)|league table|scoreboard|ranked by)\b|排名(?:依次)?(?:为|是)|依次(?:为|是)|由高到低",
    re.IGNORECASE,
)


def listings(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on a list of three and more that is said to be an order, by the measure and time that it names."""
    said = _ORDER.search(case.text, sentence.span.start, sentence.span.end)
    keys = list(dict.fromkeys(m.key for m in sentence.entities))
    if said is None or len(keys) < 3:
        return
    spoken = core_of(c.tag for c in sentence.concepts)
    held = [f for f in facts if plain(f) and f.entity in keys and f.core & (spoken or RETURNS)]
    chosen = one_each(sentence, held)
    if set(chosen) != set(keys) or len({f.unit for f in chosen.values()}) != 1:
        return
    listed = [chosen[key] for key in keys]
    wrong = next((pair for pair in pairwise(listed) if pair[0].value < pair[1].value), None)
    rising = all(a.value <= b.value for a, b in pairwise(listed))
    span = Span(*said.span())
    claim = comparison(sentence, span, "order")
    if wrong is None or rising:
        words = " ≥ ".join(f"{f.value:f}" for f in listed)
        yield Proved(claim, Proof("count", tuple(operand(f, case.words) for f in listed), None, "", words))
    else:
        yield Failed(claim, _false(case, span, *wrong))


@rule("R408", "false-order")
def _false(case: Case, span: Span, before: Fact, after: Fact) -> Finding:
    """A list that is said to be an order is in another order than the numbers are.

    Example: "The order runs technology, utilities, energy [0]." (energy rose more than utilities)

    Instead: list them by the numbers.
    """
    words = case.words
    return finding(
        "R408",
        span,
        words(
            f"out of order: {words.fact(after)} comes after {words.fact(before)}",
            f"次序不符：{words.fact(after)}排在{words.fact(before)}之后",
        ),
    )
