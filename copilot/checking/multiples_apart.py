"""R409: a multiple of past earnings set against one of expected earnings, each of another instrument."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case
from copilot.checking.relating import comparison
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.types import Failed, Finding, Span, Verdict

__all__ = ["multiples_apart"]

_COMPARING = ("level", "contest", "derivation")  # above, dearer than, a premium to
_KINDS = frozenset({"trailing_pe", "forward_pe"})


def multiples_apart(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on each word of comparison between two multiples whose facts are of different kinds.

    One company's own trailing and forward multiple may be compared: that is what its earnings are expected to do.
    """
    bound = [
        (figure, fact) for figure in sentence.figures if (fact := case.used.get(figure.span)) and _kind(fact)
    ]
    for cue in sentence.cues:
        before = [pair for pair in bound if pair[0].span.end <= cue.span.start]
        after = [pair for pair in bound if pair[0].span.start >= cue.span.end]
        if cue.tag[0] not in _COMPARING or not before or not after:
            continue
        (_, one), (_, other) = before[-1], after[0]
        if _kind(one) != _kind(other) and one.entity != other.entity:
            yield Failed(comparison(sentence, cue.span, "unlike"), _unlike(case, cue.span, one, other))


def _kind(fact: Fact) -> frozenset[str]:
    return fact.core & _KINDS


@rule("R409", "unlike-multiples")
def _unlike(case: Case, span: Span, one: Fact, other: Fact) -> Finding:
    """A multiple of past earnings is set against one of expected earnings, of another fund, index or company.

    Where earnings grow the forward multiple is the lower one by itself: the comparison says nothing of who is dearer.

    Example: "IWM trades at 17.9 times trailing earnings [0], above the Russell 2000's 16 times forward earnings [1]."

    Instead: two multiples of one kind, or the two side by side without a comparison.
    """
    words = case.words
    return finding(
        "R409",
        span,
        words(
            f"trailing against forward: {words.fact(one)}, {words.fact(other)}",
            f"过去盈利与预期盈利的市盈率不可比：{words.fact(one)}，{words.fact(other)}",
        ),
    )
