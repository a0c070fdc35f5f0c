"""R402: a number of a text is repeated, and the words around it say the opposite of what the text says about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.bases import LESS, MORE
from copilot.checking.cases import Case
from copilot.checking.relating import comparison
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.script import simplified
from copilot.types import Failed, Finding, Span, Verdict

__all__ = ["stances"]


def stances(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A number of a text is repeated, and the words around it are turned: raised for cut, above for below, A for B."""
    for figure in sentence.figures:
        fact = case.used.get(figure.span)
        if fact is None or fact.passage is None or fact.tabular or fact.datum is not None:
            continue
        turned = figure.toward * fact.toward < 0
        turned = turned or _leaning(case.text, figure.span.start) * _leaning_there(fact) < 0
        turned = turned or _led_back(case, sentence, figure, fact)
        turned = turned or {figure.beside, fact.beside} == {"above", "below"}
        mine, theirs = figure.contest, fact.contest
        if mine[0] and theirs[0] and {mine[0], mine[2]} == {theirs[0], theirs[2]}:
            turned = turned or (mine[0] == theirs[0]) != (mine[1] == theirs[1])
        if turned:
            span = Span(max(sentence.span.start, figure.region.start), figure.span.end)
            yield Failed(comparison(sentence, span, "stance"), turned_round(case, span, fact))


def _leaning(text: str, at: int) -> int:
    """Which way the adjective right before a number points: 较国内高约8个百分点."""
    before = text[max(0, at - 24) : at]
    if not re.search("[比较]", before):
        return 0
    return 1 if MORE.search(before) else -1 if LESS.search(before) else 0


def _leaning_there(fact: Fact) -> int:
    passage = fact.passage
    return _leaning(simplified(passage.article.text), passage.start) if passage is not None else 0


def _led_back(case: Case, sentence: Sentence, figure: FigureReading, fact: Fact) -> bool:
    """从81%升到92% where the text has it fall from 92 to 81: both ends are there, each in the other's place."""
    if figure.preposition != "from" or fact.preposition != "to" or not fact.toward:
        return False
    reached = [case.used.get(f.span) for f in sentence.figures if f.preposition == "to" and f.toward]
    return any(
        other is not None and other.source == fact.source and other.preposition == "from" for other in reached
    )


@rule("R402", "turned-round")
def turned_round(case: Case, span: Span, fact: Fact) -> Finding:
    """A source's number is repeated with the opposite of what the source says about it.

    Example: "Staff raised their forecast to 1.7 % [2]." (the minutes: "revised down to 1.7 %")

    Instead: the source's own direction or comparison.
    """
    words = case.words
    return finding(
        "R402",
        span,
        words(
            f"the source says it the other way round: {words.title(fact)}",
            f"来源所言方向相反：{words.title(fact)}",
        ),
    )
