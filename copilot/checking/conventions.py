"""Lines that convention draws: a purchasing managers' index above 50 expands, below it contracts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.checking.cases import Case, proof
from copilot.checking.relating import comparison
from copilot.checking.rules import finding
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.types import Failed, Finding, Proved, Span, Verdict

__all__ = ["lines"]

_LINE = r"(?:50(?:\.0)?%?(?:的)?)?(?:荣枯(?:分界|分水)?线|临界点|临界值)(?:50)?"
_ENGLISH = r"(?:the )?(?:boom-bust|break-even|(?:neutral )?50(?:\.0)?(?:[ -]point)?)[ -](?:mark|line|threshold|level)"
_SIDE = re.compile(
    rf"(?P<a1>高于|站上|重返|突破|升破)[^，。；]{{0,4}}?{_LINE}(?!之?下|以下)|(?P<b1>低于|跌破|不及)[^，。；]{{0,4}}?{_LINE}"
    rf"|(?:重回|回到|位于|处于|在)?{_LINE}(?:之|以)?(?:(?P<a2>上)|(?P<b2>下))|(?P<a3>扩张区间|景气区间)|(?P<b3>收缩区间)"
    rf"|\b(?P<a4>above|over) {_ENGLISH}|\b(?P<b4>below|under|beneath) {_ENGLISH}"
    r"|\bin(?:to)? (?:(?P<a5>expansion)|(?P<b5>contraction))(?:ary)? territory",
    re.IGNORECASE,
)


def lines(case: Case, sentence: Sentence) -> Iterator[Verdict]:
    """An index that is said to stand above or below 50, or to show expansion or contraction, against its own number."""
    yield from _stretched(case, sentence)
    held = [(f.span, case.used[f.span]) for f in sentence.figures if f.span in case.used]
    indexes = [
        (span, fact) for span, fact in held if "pmi" in fact.concepts and fact.unit in ("", "%", "points")
    ]
    for match in _SIDE.finditer(case.text, sentence.span.start, sentence.span.end):
        before = [fact for span, fact in indexes if span.end <= match.start()]
        current = [fact for fact in before if not _based(sentence, case, fact)] or before
        fact = current[-1] if current else indexes[0][1] if indexes else None
        if fact is None:
            continue
        above = any(match[f"a{n}"] for n in range(1, 6))
        span, relation = Span(*match.span()), "expanding" if above else "contracting"
        claim = comparison(sentence, span, relation, fact.title, "50")
        made = proof(relation, (fact,), fact.unit, None, case.words)
        yield Proved(claim, made) if made else Failed(claim, _false(case, span, fact))


_STRETCHED = re.compile(r"(?P<bought>超买|\boverbought\b)|(?P<sold>超卖|\boversold\b)", re.IGNORECASE)
_DENIED = re.compile(r"(?:not|未|尚无|没有|离|距)\W{0,2}$")


def _stretched(case: Case, sentence: Sentence) -> Iterator[Verdict]:
    """An index of relative strength that is said to be overbought or oversold, and lies on the other side of 50."""
    held = [case.used[f.span] for f in sentence.figures if f.span in case.used]
    strengths = [fact for fact in held if "relative_strength_index" in fact.concepts]
    for match in _STRETCHED.finditer(case.text, sentence.span.start, sentence.span.end):
        if not strengths or _DENIED.search(case.text[max(0, match.start() - 6) : match.start()]):
            continue
        span, relation = Span(*match.span()), "expanding" if match["bought"] else "contracting"
        claim = comparison(sentence, span, relation, strengths[0].title, "50")
        made = proof(relation, strengths[:1], strengths[0].unit, None, case.words)
        yield Proved(claim, made) if made else Failed(claim, _false(case, span, strengths[0]))


def _based(sentence: Sentence, case: Case, fact: Fact) -> bool:
    """Is the fact only what the sentence compares with ("from 50.2 in April", 较4月的50.2)?"""
    return any(f.prior or f.preposition == "from" for f in sentence.figures if case.used.get(f.span) is fact)


def _false(case: Case, span: Span, fact: Fact) -> Finding:
    words = case.words
    side = fact.value > 50
    return finding(
        "R401",
        span,
        words(
            f"{words.fact(fact)} is {'above' if side else 'not above'} 50",
            f"{words.fact(fact)}{'高于' if side else '不高于'}50",
        ),
    )
