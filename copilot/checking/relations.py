"""R4xx: one thing above, below, ahead of others; directions without a number; ranks, counts and turns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking import conventions
from copilot.checking.cases import Case, proof
from copilot.checking.counts import counts
from copilot.checking.directions import directions, turns
from copilot.checking.exceptions import exceptions
from copilot.checking.expectations import expectations
from copilot.checking.listings import listings
from copilot.checking.multiples import multiples
from copilot.checking.multiples_apart import multiples_apart
from copilot.checking.peaks import peaks
from copilot.checking.quantified import quantified
from copilot.checking.ranks import records, superlatives
from copilot.checking.relating import (
    OPPOSITE,
    Cue,
    Side,
    comparison,
    denied,
)
from copilot.checking.rules import finding
from copilot.checking.sides import false_comparison, found_sides
from copilot.checking.stances import stances
from copilot.reading.clauses import Sentence
from copilot.reading.concepts import is_modifier
from copilot.reading.facts import Fact
from copilot.reading.lexicon import Found
from copilot.reading.periods import Kind
from copilot.types import Failed, Hedge, Proved, Span, Verdict

_BESIDE = 16  # code points around a word of comparison and its two numbers

__all__ = ["judged", "records"]


def judged(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> list[Verdict]:
    """Verdicts on every comparison, rank, count and direction that the facts can decide; the others say nothing."""
    facts = list({id(fact): fact for fact in facts}.values())  # by identity: hashing thousands is slow
    found: list[Verdict] = []
    spans: list[Span] = []
    for judge in (
        _lines,
        stances,
        expectations,
        multiples_apart,
        quantified,
        multiples,
        _led,
        listings,
        _comparisons,
        superlatives,
        exceptions,
        counts,
        peaks,
        turns,
        directions,
    ):
        for verdict in judge(case, sentence, facts):
            if not any(verdict.claim.span.overlaps(other) for other in spans):
                found.append(verdict)
                spans.append(verdict.claim.span)
    return found


# ------------------------------------------------------------------ what a text says of its own number


def _lines(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    return conventions.lines(case, sentence, facts)


# ------------------------------------------------------------------ comparisons


def _comparisons(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in (*sentence.cues, *_comparatives(sentence)):
        cue = _leading(sentence, cue)
        family, sense = cue.tag
        if family not in ("contest", "level", "magnitude") or sense == "equal":
            continue
        if _is_hedge(sentence, cue):
            continue
        sides = found_sides(case, sentence, cue, facts)
        if sides is None:
            if written := _as_written(case, sentence, cue):
                yield written
            continue
        left, rights = sides
        relation = sense
        if family in ("contest", "level") and _sizes(case, sentence, cue, left, rights):
            relation = {"above": "larger", "below": "smaller"}[sense]
        if denied(case, sentence, cue):
            relation = OPPOSITE[relation]
        yield _compared(case, sentence, cue, relation, left, rights)


def _as_written(case: Case, sentence: Sentence, cue: Cue) -> Verdict | None:
    """50亿元低于预期的49.5亿元: two numbers that stand on either side of the word, whatever they rest on."""
    before = [f for f in sentence.figures if f.span.end <= cue.span.start]
    after = [f for f in sentence.figures if f.span.start >= cue.span.end]
    if cue.tag[0] == "magnitude" or not before or not after or denied(case, sentence, cue):
        return None
    one, other = before[-1], after[0]
    gaps = case.text[one.span.end : cue.span.start] + case.text[cue.span.end : other.span.start]
    exact = all(f.quantity.hedge is Hedge.EXACT and not f.loss for f in (one, other))
    alike = one.quantity.unit == other.quantity.unit and one.change is other.change and one.quantity.unit
    if not exact or not alike or len(gaps) > _BESIDE or re.search(r"[,，;；。]", gaps):
        return None
    above = one.quantity.value > other.quantity.value
    if one.quantity.value == other.quantity.value or above is (cue.tag[1] == "above"):
        return None
    claim = comparison(sentence, cue.span, cue.tag[1], one.written.raw, other.written.raw)
    said = case.words(
        f"{one.written.raw} is {'above' if above else 'below'} {other.written.raw}",
        f"{one.written.raw}{'高于' if above else '低于'}{other.written.raw}",
    )
    return Failed(claim, finding("R401", cue.span, said))


_LEADS = {
    "lead": "above",
    "leads": "above",
    "led": "above",
    "lag": "below",
    "lags": "below",
    "lagged": "below",
    "trail": "below",
    "trails": "below",
    "trailed": "below",
}


def _led(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """`Small caps lead: 3.1 % against 7.42 %`: whom they lead stands behind the second number, or nowhere."""
    for cue in sentence.cues:
        relation = _LEADS.get(cue.phrase)
        if relation is None or any(0 <= m.span.start - cue.span.end <= 6 for m in sentence.entities):
            continue
        held = [
            (f.span, case.used[f.span])
            for f in sentence.figures
            if f.span in case.used and f.span.start >= cue.span.end
        ]
        if len(held) < 2 or held[0][1].unit != "%" or held[1][1].unit != "%":
            continue
        between = case.text[held[0][0].end : held[1][0].start]
        if re.fullmatch(r"[^.;]{0,40}?\b(?:against|versus|vs\.?|compared with|to)\b[^.;]{0,30}", between):
            sides = [Side(span, fact) for span, fact in held[:2]]
            yield _compared(case, sentence, cue, relation, sides[0], sides[1:])


_COMPARATIVE = re.compile(
    r"\b(?:(?P<more>richer|higher|larger|bigger|faster|steeper|wider|better|fatter|stronger|greater|heftier|dearer)"
    r"|(?P<less>lower|cheaper|smaller|slower|narrower|worse|thinner|weaker|leaner|poorer)) (?:[\w/&-]+ ){1,3}?(?P<than>than)\b",
    re.IGNORECASE,
)


def _comparatives(sentence: Sentence) -> list[Cue]:
    """`A richer forward multiple than`: the adjective stands before the measure, and what is compared behind "than"."""
    found = []
    for match in _COMPARATIVE.finditer(sentence.text):
        span = Span(sentence.span.start + match.start("than"), sentence.span.start + match.end("than"))
        if not any(c.span.overlaps(span) for c in sentence.cues):
            found.append(Found(span, ("level", "above" if match["more"] else "below"), "than"))
    return found


def _leading(sentence: Sentence, cue: Cue) -> Cue:
    """`Small caps led large caps by 0.72 points` is a contest, `Utilities led` a rank."""
    if cue.tag[0] == "superlative" and cue.phrase in ("led", "leads", "lead", "leading", "领先"):
        behind = [m for m in sentence.entities if 0 <= m.span.start - cue.span.end <= 6]
        if behind:
            return Found(cue.span, ("contest", "above"), cue.phrase)
    if cue.tag == ("derivation", "surprise"):  # "低于预期的0.60美元", "above consensus of $0.60"
        low = re.search(r"below|miss|低于|不及", cue.phrase)
        return Found(cue.span, ("level", "below" if low else "above"), cue.phrase)
    return cue


_MULTIPLE = re.compile(r"\s*(?:twice|double|triple|treble|quadruple|half|doubled|tripled)\b", re.IGNORECASE)


def _is_hedge(sentence: Sentence, cue: Cue) -> bool:
    """ "more than 35 %" is the figure's own bound; "over the past 30 days" is time."""
    if _MULTIPLE.match(sentence.text, cue.span.end - sentence.span.start):
        return True  # "less than twice" bounds the multiple
    for figure in sentence.figures:
        hedge = figure.written.hedge
        if hedge and hedge.overlaps(cue.span):
            return True
        if hedge is None and 0 <= figure.span.start - cue.span.end <= 1 and cue.tag[0] == "level":
            return False
        if figure.change and 0 <= cue.span.start - figure.span.end <= 2 and _of_a_base(sentence, cue):
            return True
    return any(
        0 <= p.span.start - cue.span.end <= 10 and p.kind in (Kind.ROLLING, Kind.RANGE)
        for p in sentence.periods
    ) and cue.phrase in ("over", "under")


def _of_a_base(sentence: Sentence, cue: Cue) -> bool:
    """`28 % more than a year earlier`: what the number is set against is its own past; it carries its sign itself."""
    spoken = [*(p.span for p in sentence.periods), *(c.span for c in sentence.concepts if is_modifier(c.tag))]
    return cue.phrase.endswith(" than") and any(-5 <= one.start - cue.span.end <= 12 for one in spoken)


def _sizes(case: Case, sentence: Sentence, cue: Cue, left: Side, rights: Sequence[Side]) -> bool:
    """A decline that exceeds a decline is the larger one: sizes are compared where both sides are called falls."""
    if cue.tag[0] == "contest" and cue.phrase not in (
        "exceeded",
        "exceeds",
        "exceed",
        "exceeding",
        "超过",
        "大于",
        "topped",
        "surpassed",
    ):
        return False
    facts = [left.fact, *(side.fact for side in rights)]
    if any(f.value >= 0 for f in facts):
        return False
    if cue.phrase in ("more than", "less than", "larger than", "smaller than", "bigger than", "大于", "小于"):
        return True  # "down 3.35 %, more than SPY's 2.88 %"
    before = case.text[sentence.span.start : cue.span.start].lower()
    return bool(
        re.search(r"(?:decline|drop|fall|loss|slide|deficit|outflow|跌幅|降幅|亏损|回撤)s?", before)
    ) and not re.search(r"return", before)


def _compared(
    case: Case, sentence: Sentence, cue: Cue, relation: str, left: Side, rights: Sequence[Side]
) -> Verdict:
    names = left.fact.title, ", ".join(side.fact.title for side in rights)
    claim = comparison(sentence, cue.span, relation, *names)
    made = proof(relation, (left.fact, *(side.fact for side in rights)), left.fact.unit, None, case.words)
    if made:
        return Proved(claim, made)
    for side in rights:
        if proof(relation, (left.fact, side.fact), left.fact.unit, None, case.words) is None:
            return Failed(claim, false_comparison(case, cue, relation, left, side))
    return Failed(claim, false_comparison(case, cue, relation, left, rights[0]))
