"""What the first side of a comparison is set against: what the words behind the cue name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.checking.cases import Case
from copilot.checking.relating import Cue, Side, figure_facts, same_measure, timed
from copilot.checking.times import agreement, moment
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import is_modifier
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["rights"]

_BESIDE = 8  # signs between "more than" and its number: "the $"


def rights(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], end: int, left: Side
) -> list[Side]:
    """The facts that stand for what is named behind the cue, up to `end`."""
    found: list[Side] = []
    held = figure_facts(case, sentence, cue.span.end, end)
    entities = [m for m in sentence.entities if cue.span.end <= m.span.start < end]
    entities = [m for m in entities if m.known] or entities  # "high yield (HYG)"
    if cue.tag[0] != "contest":
        entities = entities[:1] if not held else [m for m in entities if m.span.start < held[-1][0].span.end]
    for mention in entities:
        own = [(f, fact) for f, fact in held if fact.entity == mention.key]
        comparable = [(f, fact) for f, fact in own if _like(left.fact, fact)]
        if comparable:
            found.append(Side(comparable[0][0].span, comparable[0][1]))
        elif not own and mention.key != left.fact.entity:
            same = [f for f in facts if f.entity == mention.key and same_measure(left.fact, f)]
            same = same if len({f.value for f in same}) == 1 else timed(same, [], sentence)
            if len({f.value for f in same}) == 1:
                found.append(Side(mention.span, same[0]))
    if not entities:
        others = [
            (f, fact)
            for f, fact in held
            if fact != left.fact and (_like(left.fact, fact) or _said_beside(cue, f, left.fact, fact))
        ]
        after = {
            c.tag for c in sentence.concepts if cue.span.end <= c.span.start < end and not is_modifier(c.tag)
        }
        named = [pair for pair in others if pair[1].core & after] or others
        found += [Side(figure.span, fact) for figure, fact in named[:1]]
        if not held:
            found += _own_reference(case, sentence, cue, facts, end, left)
    return found


_AVERAGES = frozenset({"average", "exponential_average"})


def _own_reference(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], end: int, left: Side
) -> list[Side]:
    """ "below its 20-day average", "above the consensus", "above its 2024 level"."""
    concepts = [
        c for c in sentence.concepts if cue.span.start <= c.span.start < end and not is_modifier(c.tag)
    ]
    when = [p for p in sentence.periods if cue.span.end <= p.span.start < end]
    windows = [p for p in when if p.kind is Kind.ROLLING]
    tags = {c.tag for c in concepts} or (_AVERAGES if windows else frozenset())  # "… is above the 200-day"
    if not tags:
        return []
    chosen = [
        f
        for f in facts
        if f.entity == left.fact.entity
        and f.unit == left.fact.unit
        and tags & f.core
        and f != left.fact
        and f.source == left.fact.source
    ]
    if len(windows) > 1:  # "below both its 50-day and its 200-day average"
        exact = [f for f in chosen if any(agreement(p, f.periods) == 2 for p in windows)]
    else:
        chosen = [f for f in chosen if all(agreement(p, f.periods) for p in when)]
        exact = [f for f in chosen if all(agreement(p, f.periods) == 2 for p in when)]
    if not when:  # 9月社零增速快于工业增加值增速: of the same time
        exact = [f for f in chosen if moment(f) == moment(left.fact)]
    chosen = exact or chosen
    several = re.search(r"\b(?:both|all|20- and|and)\b|和|均|都", case.text[cue.span.end : end])
    if len({f.value for f in chosen}) == 1 or several:
        return [Side(concepts[0].span if concepts else windows[0].span, f) for f in chosen]
    return []


def _said_beside(cue: Cue, figure: FigureReading, one: Fact, other: Fact) -> bool:
    """ "Bought back $2.5 billion, more than the $2.3 billion that it earned": amounts the sentence itself sets side by side."""
    beside = 0 <= figure.span.start - cue.span.end <= _BESIDE
    return beside and cue.phrase.endswith(" than") and one.unit == other.unit and len(one.unit) == 3


def _like(one: Fact, other: Fact) -> bool:
    if one.unit != other.unit and {one.unit, other.unit} - {"", "points"}:
        return False
    shared = one.core & other.core
    levels = {"close", "average", "exponential_average", "high", "low", "target_price", "estimate", "open"}
    levels |= {"macd", "macd_signal", "bollinger_upper", "bollinger_lower", "volume", "average_volume"}
    return (
        bool(shared)
        or not one.core
        or not other.core
        or (one.core | other.core) <= levels
        or bool((one.core ^ other.core) & levels)
        or one.unit == "%"
    )
