"""Lines that convention draws: a purchasing managers' index above 50 expands, an RSI above 70 is overbought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, proof
from copilot.checking.relating import comparison, plain, timed
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
    r"|\bin(?:to)? (?:(?P<a5>expansion)|(?P<b5>contraction))(?:ary)?(?: territory)?\b(?! of| in)"
    r"|(?P<abare>\b(?:expanded|grew)\b(?! (?:by|to|from|at)\b))|(?P<bbare>\b(?:contracted|shrank)\b(?! (?:by|to|from|at)\b))"
    r"|(?P<a6>\b(?:kept|still|continued|continues|remained|back to) (?:expanding|growing)\b)|(?P<b6>\b(?:kept|still|continued|continues|back to) (?:contracting|shrinking)\b)",
    re.IGNORECASE,
)


_TO = r"\b(?:point(?:s|ed|ing)? to|signal(?:s|ed|ing|ling)?|indicat(?:es|ed|ing)|shows?|showed|consistent with) (?:an? |continued |renewed |modest )*"
_GROWTH = re.compile(
    rf"{_TO}(?:(?P<a6>expansion|growth)|(?P<b6>contraction))\b"
    r"|\b(?:stay|remain|keep|kept|still|held|back)\w* in (?:(?P<a9>expansion)|(?P<b9>contraction))\b"
    r"|\bactivity (?:is|was|has been|kept) (?:still |now )?(?:(?P<a8>growing|expanding)|(?P<b8>shrinking|contracting))\b"
    r"|\b(?:(?P<a7>above|over)|(?P<b7>below|beneath|under)) the (?:line|level|mark) (?:that|which) (?:separates|divides) (?:growth|expansion) from (?:contraction|decline)",
    re.IGNORECASE,
)
_SEVENTY = re.compile(
    r"\b(?:(?P<a1>above|over|past|through|crossed|topped|cleared)|(?P<b1>below|under|beneath|short of|shy of)) (?:the )?70(?:[ -](?:mark|line|level|threshold))?\b",
    re.IGNORECASE,
)
_STRETCHED = re.compile(
    r"\b(?:in|into|is|are|looks?|looked|remains?|stays?|entered|now|as|territory of) (?:\w+ ){0,2}?(?:(?P<a1>overbought)|(?P<b1>oversold))\b"
    r"|(?P<a2>超买)|(?P<b2>超卖)"
)
_NOT_THERE = re.compile(
    r"\b(?:not|n't|no longer|nowhere|near|nearing|approach\w*|close to|short of|shy of|from|treat|call|consider|regard)\b[^,;]{0,24}$|(?:未|接近|逼近|尚无|没有|离|距)[^，。；]{0,4}$"
)
_MANAGERS = frozenset({"pmi", "services_pmi"})  # purchasing managers' indexes
_STRENGTH = frozenset({"relative_strength_index"})
# What is said of an index, the measure that it is said of, and the relation that each side means with its line.
_LINES = (
    (_SIDE, _MANAGERS, ("expanding", "contracting"), ("50", "50")),
    (_GROWTH, _MANAGERS, ("expanding", "contracting"), ("50", "50")),
    (_SEVENTY, _STRENGTH, ("overbought", "calm"), ("70", "70")),
    (_STRETCHED, _STRENGTH, ("overbought", "oversold"), ("70", "30")),
)


def lines(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """An index that is said to stand on a side of its line (50, 70, 30), against its own number."""
    for pattern, measure, relations, marks in _LINES:
        for match in pattern.finditer(case.text, sentence.span.start, sentence.span.end):
            before = case.text[sentence.span.start : match.start()].lower()
            if measure is not _MANAGERS and _NOT_THERE.search(before):
                continue
            fact = _said_of(case, sentence, measure, match.start(), facts)
            bare = {"abare", "bbare"} & {name for name, value in match.groupdict().items() if value}
            if fact is None or (bare and fact not in case.used.values()):
                continue  # "output contracted" is said of an index only beside its number
            side = 0 if any(value for name, value in match.groupdict().items() if name[0] == "a") else 1
            span, relation = Span(*match.span()), relations[side]
            claim = comparison(sentence, span, relation, fact.title, marks[side])
            made = proof(relation, (fact,), fact.unit, None, case.words)
            yield Proved(claim, made) if made else Failed(claim, _false(case, span, fact, side, marks[side]))


def _said_of(
    case: Case, sentence: Sentence, measure: frozenset[str], at: int, facts: Sequence[Fact]
) -> Fact | None:
    """The number of the index that the words speak of: written before them, else the only one that is named."""
    held = [(f.span, case.used[f.span]) for f in sentence.figures if f.span in case.used]
    indexes = [
        (span, fact)
        for span, fact in held
        if measure & fact.concepts and fact.unit in ("", "%", "points", "Index")
    ]
    if indexes:
        before = [fact for span, fact in indexes if span.end <= at]
        current = [fact for fact in before if not _based(sentence, case, fact)] or before
        return current[-1] if current else indexes[0][1]
    named = {m.key for m in sentence.entities if m.span.end <= at}
    rows = [f for f in facts if plain(f) and measure & f.concepts and (not named or f.entity in named)]
    latest = timed(rows, sentence.periods, sentence)
    return latest[0] if len({f.value for f in latest}) == 1 else None


def _based(sentence: Sentence, case: Case, fact: Fact) -> bool:
    """Is the fact only what the sentence compares with ("from 50.2 in April", 较4月的50.2)?"""
    return any(f.prior or f.preposition == "from" for f in sentence.figures if case.used.get(f.span) is fact)


def _false(case: Case, span: Span, fact: Fact, side: int, mark: str) -> Finding:
    words = case.words
    english, chinese = (("not above", "不高于"), ("not below", "不低于"))[side]
    return finding(
        "R401", span, words(f"{words.fact(fact)} is {english} {mark}", f"{words.fact(fact)}{chinese}{mark}")
    )
