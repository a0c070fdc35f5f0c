"""Results beside what was expected of them: "missed expectations", "topped the consensus", "a tenth below forecasts".

Each estimate is held against the result of the same measure and time. Which measure is meant say the words between
the verb and the noun ("missed profit forecasts"), else the figures of the sentence, else all that have an estimate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.binding import entity_fit
from copilot.checking.cases import Case, proof
from copilot.checking.relating import OPPOSITE, Side, comparison, denied, plain
from copilot.checking.sides import false_comparison
from copilot.checking.times import agreement, moment
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.lexicon import Found
from copilot.types import Failed, Proved, Span, Verdict

__all__ = ["expectations", "surprises"]

_NOUN = r"(?:expectations?|estimates?|consensus|forecasts?|projections?|predictions?|the street|street)"
_BETWEEN = r"(?:(?!(?:and|but|while|by|its|it|with|from|to)\b)[\w'’&-]+ ){0,4}"
_ABOVE = r"beat|beats|beating|topped|tops|topping|exceeded|exceeds|exceeding|surpassed|surpasses|cleared|crushed|smashed|outpaced|ahead of|above|better than|stronger than|higher than|hotter than|faster than|more than"
_BELOW = r"missed|misses|missing|miss|undershot|undershoots|trailed|trails|lagged|fell short of|falls short of|falling short of|came up short of|short of|below|under|worse than|weaker than|lower than|cooler than|softer than|slower than|shy of|less than|fewer than|behind"
_CHINESE = re.compile("[\u4e00-\u9fff]预期")
_WHOSE = "(?:了?(?:市场|机构|分析师|各方|此前|一致|普遍)的?)*"
_EXPECTED = re.compile(
    rf"\b(?:(?P<above>{_ABOVE})|(?P<below>{_BELOW})) (?P<between>{_BETWEEN})(?P<noun>{_NOUN})\b(?! (?:of|by|for)\b)"
    rf"|\b(?:(?P<above2>higher|more|better|stronger|faster|hotter)|(?P<below2>lower|less|fewer|worse|weaker|slower|cooler|softer)) than (?P<between2>{_BETWEEN})(?:had )?(?:expected|forecast|predicted|anticipated|projected)\b"
    rf"|(?:(?P<above3>好于|高于|超过|超出|优于|强于|达到了?)|(?P<below3>低于|不及|逊于|弱于|未达到?|未能达到|没有达到|没达到|没能达到))(?P<between3>){_WHOSE}预期(?!的?\d)",
    re.IGNORECASE,
)


def expectations(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on each phrase whose results and estimates are all known and agree with one another."""
    for match in _EXPECTED.finditer(sentence.text):
        at = sentence.span.start
        span = Span(match.start() + at, match.end() + at)
        sides = {
            name: phrase
            for name, phrase in match.groupdict().items()
            if phrase and name[:5] in ("above", "below")
        }
        relation, phrase = next((name[:5], phrase.lower()) for name, phrase in sides.items())
        cue = Found(Span(span.start, span.start + len(phrase)), ("contest", relation), phrase)
        if denied(case, sentence, cue):
            relation = OPPOSITE[relation]
        pairs = _pairs(case, sentence, facts, span)
        if not pairs:
            continue
        result, expected = pairs[0]
        claim = comparison(sentence, span, relation, result.title, expected.title)
        made = [proof(relation, pair, pair[0].unit, None, case.words) for pair in pairs]
        if made[0] and all(made):
            yield Proved(claim, made[0])
        elif not any(made):
            yield Failed(
                claim, false_comparison(case, cue, relation, Side(span, result), Side(span, expected))
            )


_MARGIN = re.compile(
    r"\s*(?:(?P<above>beat|above|ahead|better|more|higher|stronger|upside)|(?P<below>miss|below|short|shy|worse|less|fewer|lower|weaker|light))\b"
)


def surprises(
    sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Iterator[tuple[str, tuple[Fact, ...], str]]:
    """By how much a result is above or below what was expected: "by 23 cents", "a 14.5 % beat", "nine cents light"."""
    if not any(c.tag == "estimate" for c in sentence.concepts) and not _EXPECTED.search(sentence.text):
        return
    behind = _MARGIN.match(sentence.text, figure.span.end - sentence.span.start)
    if not behind and figure.preposition != "by":
        return
    rows = [fact for fact in facts if plain(fact) and entity_fit(figure.entities[:1], fact)]
    for expected in rows:
        for result in rows if "estimate" in expected.core else ():
            if not _of_one(result, expected):
                continue
            if behind and (result.value > expected.value) is not bool(behind["above"]):
                continue
            percent = figure.quantity.unit == "%" and result.unit != "%"
            # "fell short by 23 cents": the verb has given the number its sign
            for formula in ("percent_gap", "percent_change") if percent else ("gap", "difference"):
                yield (
                    formula,
                    (result, expected),
                    "%" if percent else "pp" if result.unit == "%" else result.unit,
                )


def _pairs(case: Case, sentence: Sentence, facts: Sequence[Fact], span: Span) -> list[tuple[Fact, Fact]]:
    """(result, estimate) of one measure, subject and time, of the measures that the words mean."""
    rows = [fact for fact in facts if plain(fact)]
    keys = {mention.key for mention in sentence.entities if mention.span.start < span.start}
    keys = keys or {fact.entity for fact in case.used.values()}
    used = set(case.used.values())
    named = core_of(frozenset(c.tag for c in sentence.concepts if c.span.overlaps(span))) - {"estimate"}
    before = [c.tag for c in sentence.concepts if c.span.end <= span.start and c.tag != "estimate"]
    named = named or (core_of(before) if _CHINESE.search(sentence.text) else frozenset())  # CPI达到预期
    found = [
        (result, expected)
        for expected in rows
        if "estimate" in expected.core and (not keys or expected.entity in keys)
        for result in rows
        if _of_one(result, expected)
    ]
    if named:
        return [pair for pair in found if pair[0].core & named or _kin(pair[0], named)]
    beside = [pair for pair in found if pair[0] in used or pair[1] in used]
    latest = [pair for pair in found if not any(_later(other[0], pair[0]) for other in found)]
    return beside or latest


def _kin(result: Fact, named: frozenset[str]) -> bool:
    return "net_income" in named and bool(result.core & {"eps", "net_income", "adjusted_net_income"})


def _of_one(result: Fact, expected: Fact) -> bool:
    if result.entity != expected.entity or result.unit != expected.unit or "estimate" in result.core:
        return False
    same = result.core == expected.core - {"estimate"} and result.words <= expected.words
    return same and all(agreement(p, expected.periods) == 2 for p in result.periods if p.calendar)


def _later(one: Fact, other: Fact) -> bool:
    mine, theirs = moment(one), moment(other)
    return mine is not None and theirs is not None and mine > theirs
