"""T5xx: words for today against the sessions that the facts are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.types import Finding, Proved, Span, Verdict

__all__ = ["judged"]

_TODAY = re.compile(r"\btoday(?:'s|’s)?\b|今日|今天|今早", re.IGNORECASE)


def judged(case: Case, sentence: Sentence, verdicts: Sequence[Verdict]) -> list[Finding]:
    """Findings on the sentence's words for today."""
    days = {
        one.datum.as_of
        for verdict in verdicts
        if isinstance(verdict, Proved)
        for one in verdict.proof.operands
        if one.datum is not None
    }
    if (
        not days and case.strict and 0 in sentence.citations
    ):  # nothing proved: the data at hand say which day they are of
        days = {datum.as_of for datum in case.sources.ledger.data}
    if not days:
        return []
    found = []
    for match in _TODAY.finditer(sentence.text):
        span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
        if case.as_of is None or case.as_of not in days:
            found.append(_stale(case, span, {day for day in days if day}))
    return found


@rule("T502", "undated-today")
def _stale(case: Case, span: Span, days: set[date]) -> Finding:
    """ "Today" is said of numbers that are of another session, or of no session that is known to be today's.

    Example: "Utilities led today's market [0]." where the moves are of 13 March, or of no date.

    Instead: name the session: "on 13 March 2026".
    """
    words = case.words
    of = ", ".join(sorted(map(str, days)))
    english = f"the numbers are of {of}" if of else "the numbers have no date"
    chinese = f"数据日期为{of}" if of else "数据没有日期"
    today = str(case.as_of) if case.as_of else words("not given", "未给定")
    return finding(
        "T502",
        span,
        words(f"{english}; today is {today}: name the session", f"{chinese}；今天为{today}：请写明日期"),
    )
