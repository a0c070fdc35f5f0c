"""Where a `[0]` or `[1]` of a text leads: to the rows behind its sentence's figures, to the words of its article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.ledger import Evidence
from copilot.types import Article, Consistent, Datum, Passage, Proved, Span, Supported, Verdict

__all__ = ["Citation", "citations", "uncited"]

_CITATION = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True, slots=True)
class Citation:
    """One `[n]` of the text and what it leads to."""

    number: int
    span: Span
    verdicts: tuple[Verdict, ...]  # of its sentence, as far as they rest on source n
    data: tuple[Datum, ...]  # [0]: the rows behind the figures it governs
    passages: tuple[Passage, ...]  # [n]: the words quoted
    article: Article | None = None  # [n]: None where the ledger has no source n


def citations(evidence: Evidence) -> tuple[Citation, ...]:
    """Every `[n]` of the text, in its order, with what it leads to."""
    found = list(_CITATION.finditer(evidence.text))
    made = []
    for index, match in enumerate(found):
        number, span = int(match[1]), Span(*match.span())
        before = [other.end() for other in found[:index] if int(other[1]) == number]
        governed = _governed(evidence.report.verdicts, evidence.text, span, before[-1] if before else 0)
        resting = tuple(one for one in governed if number in _sources(one, evidence))
        data, passages = _leads(resting, number, evidence)
        articles = evidence.ledger.articles
        article = articles[number - 1] if 1 <= number <= len(articles) else None
        made.append(Citation(number, span, resting, data, passages, article))
    return tuple(made)


def uncited(verdict: Verdict, evidence: Evidence) -> Citation | None:
    """Where a proved figure leads whose sentence cites nothing: a text from elsewhere, checked without markers."""
    if not isinstance(verdict, Proved | Consistent) or not verdict.proof.operands:
        return None
    number = verdict.proof.operands[0].source
    data, passages = _leads((verdict,), number, evidence)
    articles = evidence.ledger.articles
    article = articles[number - 1] if 1 <= number <= len(articles) else None
    return Citation(number, verdict.claim.span, (verdict,), data, passages, article)


def _governed(verdicts: Sequence[Verdict], text: str, mark: Span, previous: int) -> list[Verdict]:
    """Verdicts of the mark's sentence; where the same number stands twice in one, those since the mark before."""
    inside = [one for one in verdicts if one.claim.sentence.start <= mark.start < one.claim.sentence.end]
    if not inside:  # the mark follows the full stop
        ends = [one.claim.sentence.end for one in verdicts if one.claim.sentence.end <= mark.start]
        last = max(ends, default=-1)
        if last < 0 or _CITATION.sub("", text[last : mark.start]).strip():
            return []
        inside = [one for one in verdicts if one.claim.sentence.end == last]
    own = [one for one in inside if previous <= one.claim.span.start < mark.start]
    return own or inside


def _sources(verdict: Verdict, evidence: Evidence) -> set[int]:
    match verdict:
        case Proved(proof=proof) | Consistent(proof=proof):
            return {operand.source for operand in proof.operands}
        case Supported(passages=passages):
            return {
                evidence.ledger.number(one.article)
                for one in passages
                if one.article in evidence.ledger.articles
            }
        case _:
            return set(verdict.claim.citations)


def _leads(
    verdicts: Iterable[Verdict], number: int, evidence: Evidence
) -> tuple[tuple[Datum, ...], tuple[Passage, ...]]:
    data: dict[Datum, None] = {}
    passages: dict[Passage, None] = {}
    for verdict in verdicts:
        match verdict:
            case Proved(proof=proof) | Consistent(proof=proof):
                for operand in proof.operands:
                    if operand.source == number and operand.datum is not None:
                        data[operand.datum] = None
                    if operand.source == number and operand.passage is not None:
                        passages[operand.passage] = None
            case Supported(passages=several):
                passages.update(dict.fromkeys(p for p in several if _is(p.article, number, evidence)))
    return tuple(data), tuple(passages)


def _is(article: Article, number: int, evidence: Evidence) -> bool:
    return article in evidence.ledger.articles and evidence.ledger.number(article) == number
