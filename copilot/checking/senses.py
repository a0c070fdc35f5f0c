"""Which way a derived number goes by the words around it: more or less than what, and of which of two it is said."""

from __future__ import annotations

import re
from dataclasses import dataclass

from copilot.checking.bases import compared
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.lexicon import plain
from copilot.types import Span

__all__ = ["Sense", "oriented", "sense"]

_MORE = r"(?:more|higher|greater|above|over|ahead|better|richer|dearer|costlier|wider|faster|quicker|stronger|larger|bigger|pricier|heavier|longer|on top of|up|in excess)"
_LESS = r"(?:less|fewer|lower|below|under|behind|worse|cheaper|slower|weaker|smaller|narrower|tighter|lighter|thinner|shorter|down|short of|shy of|off|beneath|adrift|away from|from)"
_DEEPER = r"(?:deeper|steeper|worse)"
_SHALLOWER = r"(?:shallower|milder|gentler)"
_AFTER = re.compile(
    rf"\s*(?:a (?:share|barrel|ounce|tonne|ton|pound|bushel|year)|points?|in)?\s*"
    rf"(?:(?P<deep>{_DEEPER})|(?P<mild>{_SHALLOWER})|(?P<more>{_MORE})|(?P<less>{_LESS}))\b(?! (?:the|a) (?:week|month|year|day|quarter|past|last)\b)"
)
_BREAK = re.compile(r"[;；。]|, (?:and|while|but|whereas|with|which)\b|\b(?:while|whereas|but)\b")
_BASED = re.compile(
    r"(?:\bthan|\bto|\bover|\bversus|\bvs\.?|\bagainst|\bfrom|\bbelow|\babove|\bunder|\bof|\boff|\bbeneath|\bwith|\bbehind|[较比])"
    r"(?:\s+[\w&]+'s)?(?:\s+(?:the|its|their|his|that of|those of|what|a|last|latest|current|previous|prior|for))*\s*$"
)


@dataclass(frozen=True, slots=True)
class Sense:
    """`sign` +1 above or more, −1 below or less, 0 unsaid; `sizes`: of the sizes of two falls, not of the numbers."""

    sign: int = 0
    sizes: bool = False


def sense(sentence: Sentence, figure: FigureReading) -> Sense:
    """What the word right after the number says, else the nearest word of comparison or movement before it."""
    said = compared(sentence, figure)
    if said is not figure:  # 比2年期低26个基点
        return Sense(said.direction)
    text = plain(sentence.text)
    offset = sentence.span.start
    if after := _AFTER.match(text, figure.span.end - offset):
        if after["deep"] or after["mild"]:
            return Sense(1 if after["deep"] else -1, sizes=True)
        return Sense(1 if after["more"] else -1)
    start = 0
    for stop in _BREAK.finditer(text, 0, figure.span.start - offset):
        start = stop.end()
    near = [
        cue
        for cue in sentence.cues
        if start + offset <= cue.span.start and cue.span.end <= figure.span.start and cue.tag in _SIGNS
        if not (figure.written.hedge and figure.written.hedge.overlaps(cue.span))
    ]
    if not near:
        ranked = [c for c in sentence.cues if c.tag[0] == "superlative" and c.phrase.endswith("of the two")]
        return Sense((1 if ranked[0].tag[1] == "highest" else -1) if ranked else figure.direction)
    family = near[-1].tag[0]
    return Sense(_SIGNS[near[-1].tag], sizes=family == "magnitude")


_SIGNS = {
    ("contest", "above"): 1, ("contest", "below"): -1, ("level", "above"): 1, ("level", "below"): -1,
    ("derivation", "premium"): 1, ("derivation", "discount"): -1, ("direction", "up"): 1, ("direction", "down"): -1,
    ("magnitude", "larger"): 1, ("magnitude", "smaller"): -1,
}  # fmt: skip


def oriented(sentence: Sentence, figure: FigureReading, a: Fact, b: Fact) -> int:
    """+1 where `a` is set against `b`, −1 where `b` is set against `a`, 0 where the words leave it open."""
    one, other = _place(sentence, a, b), _place(sentence, b, a)
    if one is None or other is None:
        named = one or other
        if named is None or figure.span.start <= named.start < figure.span.end:
            return 0
        # "Two-years yield 53 points more than tens": who is named before the number is set against the other.
        return (1 if named.start < figure.span.start else -1) * (1 if one else -1)
    text = plain(sentence.text)
    offset = sentence.span.start
    based = [
        bool(_BASED.search(text[max(0, at.start - offset - 24) : at.start - offset])) for at in (one, other)
    ]
    if based[0] != based[1]:
        return -1 if based[0] else 1
    if all(based):  # "compared with B, A …": both hang on a preposition
        return 0
    return 1 if one.start < other.start else -1


def _place(sentence: Sentence, fact: Fact, against: Fact) -> Span | None:
    """Where the sentence names a fact as against another: by its subject, else by its measure, else by its time."""
    if fact.entity != against.entity and all(_mention(sentence, one) for one in (fact, against)):
        return _mention(sentence, fact)
    figures = [f for f in sentence.figures if f.quantity.admits(fact.value, f.quantity.unit)]
    own = fact.core - against.core
    if own and (named := next((c.span for c in sentence.concepts if c.tag in own), None)):
        return named
    if fact.core != against.core:
        return figures[0].span if len(figures) == 1 else Span(sentence.span.start, sentence.span.start)
    for period in sentence.periods:
        held = [p for p in fact.periods if p.kind == period.kind]
        if held and agreement(period, held) == 2 and agreement(period, against.periods) != 2:
            return period.span
    if fact.entity != against.entity:
        return _mention(sentence, fact)
    return figures[0].span if len(figures) == 1 else None


def _mention(sentence: Sentence, fact: Fact) -> Span | None:
    return next((m.span for m in sentence.entities if m.key in (fact.entity, *fact.entities)), None)
