"""Twice, double, triple and half, said in words: what has more than doubled, what is less than half of its high."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from copilot.checking.cases import Case, operand
from copilot.checking.relating import RETURNS, Cue, comparison, plain, timed
from copilot.checking.rules import finding, rule
from copilot.checking.sets import one_each
from copilot.checking.sides import found_sides
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.reading.lexicon import Found
from copilot.types import Failed, Finding, Proof, Proved, Span, Verdict

__all__ = ["multiples"]

_HEDGE = r"(?P<hedge>more than|well over|over|less than|under|nearly|almost|not quite|about|roughly|around|some|at least)?\s*"
_TIMES = {"twice": "2", "double": "2", "triple": "3", "treble": "3", "quadruple": "4", "half": "0.5"}
_OF_ANOTHER = re.compile(
    rf"(?<!and a)(?<!and a )\b{_HEDGE}(?<!and a )(?P<times>twice|double|triple|treble|quadruple|half) (?!of (?:a|the) (?:century|year)|a |an |point|year)",
    re.IGNORECASE,
)
_GROWN = re.compile(
    rf"\b{_HEDGE}(?P<times>doubled|tripled|trebled|quadrupled|halved)\b(?! (?:to|from|in size|down))",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"as (?:much|many|large|big|high|fast|expensive) again", re.IGNORECASE)
_GROWTH = {"doubled": 100, "tripled": 200, "trebled": 200, "quadrupled": 300, "halved": -50}


def multiples(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A verdict on each multiple in words whose two sides, or whose growth, the facts give."""
    for match in _OF_ANOTHER.finditer(case.text, sentence.span.start, sentence.span.end):
        if _AGAIN.match(case.text, match.end()):
            continue  # half as much again is one and a half times
        cue = Found(Span(*match.span()), ("level", "above"), match[0])
        two = _sides(case, sentence, cue, facts)
        if two is None or not two[1].value:
            continue
        one, other = two
        yield _verdict(
            case,
            sentence,
            match,
            abs(one.value / other.value),
            Decimal(_TIMES[match["times"].lower()]),
            (one, other),
        )
    for match in _GROWN.finditer(case.text, sentence.span.start, sentence.span.end):
        before = [m.key for m in sentence.entities if m.span.end <= match.start()]
        own = [
            f for f in facts if plain(f) and f.core & RETURNS and f.unit == "%" and f.entity in before[-1:]
        ]
        grown = one_each(sentence, own) if sentence.periods else {}
        for fact in grown.values():
            said = 1 + Decimal(_GROWTH[match["times"].lower()]) / 100
            yield _verdict(case, sentence, match, 1 + fact.value / 100, said, (fact,))


def _sides(case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]) -> tuple[Fact, Fact] | None:
    """What is so many times what: the sides of a comparison, else a price and the level that is written behind the words."""
    sides = found_sides(case, sentence, cue, facts)
    if sides is not None and len(sides[1]) == 1:
        return sides[0].fact, sides[1][0].fact
    behind = [
        case.used[f.span] for f in sentence.figures if f.span in case.used and f.span.start >= cue.span.end
    ]
    if sides is not None or not behind:
        return None
    own = [
        f for f in facts if f.entity == behind[0].entity and f.core == {"close"} and f.unit == behind[0].unit
    ]
    price = timed(own, sentence.periods, sentence)
    return (price[0], behind[0]) if len({f.value for f in price}) == 1 and price[0] != behind[0] else None


def _verdict(
    case: Case,
    sentence: Sentence,
    match: re.Match[str],
    ratio: Decimal,
    said: Decimal,
    facts: tuple[Fact, ...],
) -> Verdict:
    span = Span(*match.span())
    claim = comparison(sentence, span, "multiple", facts[0].title, facts[-1].title)
    if _holds((match["hedge"] or "").lower(), ratio, said):
        words = f"{ratio:.2f}×"
        return Proved(
            claim, Proof("size_ratio", tuple(operand(f, case.words) for f in facts), None, "x", words)
        )
    return Failed(claim, _false(case, span, match[0], ratio, facts))


def _holds(hedge: str, ratio: Decimal, said: Decimal) -> bool:
    """Half a tenth is the grain of a multiple in words; a half that "more than" or "less than" bounds is exact."""
    if said < 1 and hedge in ("more than", "well over", "over", "at least", "less than", "under"):
        return ratio >= said if hedge not in ("less than", "under") else ratio < said
    if hedge in ("more than", "well over", "over", "at least"):
        return ratio >= said
    if hedge in ("less than", "under", "not quite"):
        return ratio < said
    low, high = (
        (Decimal("0.85"), Decimal("1.03"))
        if hedge in ("nearly", "almost")
        else (Decimal("0.88"), Decimal("1.15"))
    )
    return said * low <= ratio <= said * high


@rule("R407", "false-multiple")
def _false(case: Case, span: Span, said: str, ratio: Decimal, facts: Sequence[Fact]) -> Finding:
    """A multiple in words ("more than doubled", "less than half of") is not what the numbers give.

    Example: "The KOSPI has more than doubled since January [0]." (it gained 67 %)

    Instead: write the change or the ratio that the numbers give.
    """
    words = case.words
    from_ = ", ".join(words.fact(fact) for fact in facts)
    return finding(
        "R407",
        span,
        words(
            f"“{said.strip()}” does not hold: it is {ratio:.2f} times ({from_})",
            f"倍数不符：实为{ratio:.2f}倍（{from_}）",
        ),
    )
