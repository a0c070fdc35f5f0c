"""Which way a number goes: whether it is a movement at all, and up or down, by the words that govern it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.reading.concepts import concept_unit
from copilot.reading.cues import (
    BREAK,
    FALLS,
    NOUNS,
    WIDTHS,
)
from copilot.reading.lexicon import Found
from copilot.reading.surroundings import Surroundings
from copilot.style import Written
from copilot.types import Span

__all__ = ["Movements"]

_THAN_BEFORE = re.compile(
    r"\s*(more|higher|greater|less|fewer|lower) than (?:in |for |it was |they were |during )?(?:a |one |the |last |its )?"
    r"(?:same |year|quarter|month|prior|previous|preceding|first|second|third|fourth|19\d\d|20\d\d)"
)
_FALL_TO = re.compile(
    r"(?:降幅|跌幅)(?:进一步|继续|再度|已|又|也|有所)*(?:扩大|收窄|缩小|加深)(?:至|到|为|了?到)(?:约|近)?\s*$"
    r"|\b(?:decline|drop|fall|contraction|slide) (?:deepened|widened|steepened|narrowed|eased|moderated|slowed) to (?:about |just )?$"
)


_FALL_FROM = re.compile(r"(?:降幅|跌幅)[^，,。；;\d]{0,6}[从由][^，,。；;\d]{0,10}$")  # 降幅从8月的2.9%
_WIDTH_TO = re.compile(r"(?:扩大|收窄|缩小|加深)[至到为][^，,。；;\d]{0,10}$")


_TAKEN = re.compile(r"\b(?:took|take|takes|taken|taking|pull\w*|withdr\w+|yank\w*|moved|drained)\b[^,;]*$")


class Movements(Surroundings):
    """The direction of each number: +1, −1, or 0 where its words give none."""

    def direction(self, head: Span, tail: Span, number: Written, preposition: str) -> tuple[int, bool]:
        """The polarity of the words that govern the number, and whether it is a movement at all."""
        unit = number.quantity.unit
        moves = [
            m for m in self.moves if m.tag and (unit in ("%", "pp", "bps") or not m.phrase.startswith("loss"))
        ]
        if unit in ("stocks", "companies") and preposition != "by":
            return 0, False  # 4400只个股下跌: how many fell is no fall
        if sense := self.more_than_before(number):
            return sense, True
        if (fall := self.fallen_to(head, number)) is not None:
            return fall
        after = [m for m in moves if tail.start <= m.span.start < tail.end]
        before = [m for m in moves if head.start <= m.span.start < head.end]
        after = [m for m in after if not m.phrase.isascii() or m.phrase in NOUNS]
        before = [m for m in before if not re.match(r"\s*than\b", self.low[m.span.end :])]
        noun = after and not re.search(
            r"[a-z\u4e00-\u9fff]{3,}.*[a-z]{3,}", self.low[tail.start : after[0].span.start]
        )
        if noun and (unit in ("%", "pp", "bps") or after[0].span.start - tail.start < 3):
            return after[0].tag, True
        if not before and (sense := self.aside(number)):
            return sense, True
        if _TAKEN.search(self.masked[max(0, number.span.start - 40) : number.span.start]) and re.match(
            r"\s*(?:net )?out of\b", self.low[number.span.end :]
        ):
            return -1, True  # "took $18.6 billion out of SPY"
        if not before:
            if (carried := self.carried(head, number)) is not None:
                return carried, True
            return 0, number.signed and unit in ("%", "pp", "bps")
        last = before[-1]
        hedged = (
            number.hedge.start
            if number.hedge and number.hedge.start < number.span.start
            else number.span.start
        )
        between = self.low[last.span.end : max(last.span.end, hedged)]
        if preposition == "from":
            return 0, False
        if preposition == "to" and not re.search(
            r"\b(?:of|was|is|were|are|a|an|the)\s*$|为$|达$|约为$", between
        ):
            return 0, False
        pace = re.search(r"\bat an?\b.{0,40}\b(?:rate|pace|clip)\b", between)
        if preposition == "to" and not pace and re.search(r"\b(?:to|at)\b|至|到", between):
            return 0, False
        if re.search(r"[,;，；]|[:：].{2}", between) and not re.search(
            r"\b(?:by|of)\s*$|幅度?为?$|了$", between.rstrip(" 约")
        ):
            return 0, number.signed and unit in ("%", "pp", "bps")
        if (
            unit not in ("%", "pp", "bps", "points", "x")
            and preposition != "by"
            and len(between.strip()) > 12
        ):
            return 0, False
        return (-last.tag if self.shrinking(before) else last.tag), True

    def aside(self, number: Written) -> int:
        """`All three fell, A the most (10.9 %)`: a bare number in brackets moved as its sentence says that all did."""
        senses = {m.tag for m in self.moves if m.tag and m.span.end <= number.span.start}
        ranked = re.search(
            r"\b(?:most|least|hardest|worst|best|furthest)\b[\s,]*[(（]\s*$", self.low[: number.span.start]
        )
        bare = not number.signed and number.quantity.unit in ("%", "pp")
        inside = self.low[: number.span.start].rfind("(") > self.low[: number.span.start].rfind(")")
        levels = any(
            concept_unit(c.tag) == "percent" and c.tag not in ("return", "total_return")
            for c in self.concepts
        )
        named = bool(ranked) or (inside and not levels)
        return senses.pop() if named and bare and len(senses) == 1 else 0

    def more_than_before(self, number: Written) -> int:
        """`28 % more than a year earlier`, "a third less than in 2024": the number is a change; 0 where it is none."""
        match = _THAN_BEFORE.match(self.low, number.span.end)
        return 0 if match is None else -1 if match[1] in ("less", "fewer", "lower") else 1

    def fallen_to(self, head: Span, number: Written) -> tuple[int, bool] | None:
        """`降幅扩大至2.7 %`, "the decline deepened to 2.7 %": the level that a fall has reached is below zero."""
        if number.signed or number.quantity.unit != "%":
            return None
        text = self.masked[max(head.start, head.end - 40) : head.end]
        last = self.done[-1] if self.done else None
        from_fall = last is not None and last.preposition == "from" and last.change and last.direction < 0
        if last and from_fall and _WIDTH_TO.search(self.masked, last.span.end, head.end):
            return -1, True
        return (-1, True) if _FALL_TO.search(text) or _FALL_FROM.search(text) else None

    def shrinking(self, moves: Sequence[Found[int]]) -> bool:
        """降幅收窄, "the loss narrowed": what shrinks is a fall, and the number itself goes up."""
        if len(moves) < 2 or moves[-1].phrase not in WIDTHS:
            return False
        noun, verb = moves[-2:]
        between = self.masked[noun.span.end : verb.span.start]
        return noun.phrase in FALLS and not BREAK.search(between) and len(between) < 24

    def carried(self, head: Span, number: Written) -> int | None:
        """`fell 3.13 % and the Russell 2000 3.85 %`: the verb before goes for this number too."""
        if not self.done or number.signed or number.quantity.unit not in ("%", "pp"):
            return None
        last = self.done[-1]
        text = self.low[head.start : head.end]
        same = last.change and last.quantity.unit == number.quantity.unit and not last.written.signed
        named = any(m.span.start >= head.start and m.span.end <= head.end for m in self.entities)
        named = named or bool(re.fullmatch(r"\W*(?:and|和|以及|、)?\W*", text))
        owned = [c for c in self.concepts if c.span.start >= head.start and c.span.end <= head.end]
        # "revenue grew 8.00%, net income 7.99%": the verb is left out, the measure is not
        elided = len(owned) == 1 and re.fullmatch(
            r"[\s,，、]*(?:and |和|而)?(?:its |the )?", self.low[head.start : owned[0].span.start]
        )
        rate = bool(owned) and concept_unit(owned[0].tag) == "percent"  # 不良率0.94%: a level of its own
        if elided and same and not rate and not self.low[owned[0].span.end : head.end].strip():
            return last.direction or None
        own = bool(owned)
        again = last.preposition == "by" and text.rstrip().endswith(" by")  # "A by 3.4 % and B by 2.8 %"
        new = not again and re.search(r"[;；。]|\b(?:from|to|by|of|at|is|was|while|but)\b|[至为]", text)
        return (
            last.direction
            if last.direction and same and named and not own and not new and len(text) < 60
            else None
        )
