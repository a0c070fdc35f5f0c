"""What stands around a number: before it, after it, and what these words say of its movement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from copilot.reading.concepts import is_modifier
from copilot.reading.cues import (
    BREAK,
    LEADS_ON,
    REACHES,
    clause_words,
    cue_lexicon,
    directions,
    small,
    turned,
)
from copilot.reading.entities import EntityMention
from copilot.reading.lexicon import Found, plain
from copilot.reading.periods import Period
from copilot.reading.spoken import Context, FigureReading
from copilot.style import Written
from copilot.types import Span

__all__ = ["Surroundings"]


# 放量逾2200亿, 减少312.4万桶: the verb alone says by how much
_GROWS_BY = re.compile(
    r"(?:增加|减少|增长|下降|上升|放量|缩量|扩大|收窄|放大|缩小|提高|降低|多增|少增|增持|减持|增|减)(?:了|约|近|逾|超|超过|不足|不到)*$"
)
_OWNED = re.compile(r"'s (?:[a-z]+ ){0,2}[$€£¥]?")


@dataclass
class Surroundings:
    """The words around each number of one sentence. Lives for that sentence."""

    body: str
    numbers: Sequence[Written]
    entities: Sequence[EntityMention]
    concepts: Sequence[Found[str]]
    periods: Sequence[Period]
    context: Context
    low: str = ""
    masked: str = ""
    tails: list[Span] = field(default_factory=list)
    done: list[FigureReading] = field(default_factory=list)
    moves: list[Found[int]] = field(default_factory=list)
    voices: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.low = plain(self.body)
        names = [m.span for m in self.entities]
        self.moves = [
            replace(m, tag=-m.tag) if turned(self.body, self.entities, m.span) else m
            for m in directions().find(self.body)
            if not any(m.span.overlaps(n) for n in names)
        ]
        # Inside a name, a period or "from a year earlier" no word begins a new clause.
        bases = [c.span for c in self.concepts if is_modifier(c.tag)]
        masked = list(self.low)
        for span in (*names, *(p.span for p in self.periods), *bases):
            masked[span.start : span.end] = "_" * (span.end - span.start)
        self.masked = "".join(masked)
        for index, number in enumerate(self.numbers):
            limit = self.numbers[index + 1].span.start if index + 1 < len(self.numbers) else len(self.body)
            self.tails.append(self.tail(number.span.end, limit))

    def tail(self, start: int, limit: int) -> Span:
        """What is said of a number after it: up to a break or a word that begins something new."""
        end = limit
        if found := BREAK.search(self.masked, start, limit):
            end = found.start()
            # "15x (forward earnings)": a bracket that opens at once still speaks of the number
            if self.body[found.start()] in "(（" and not self.body[start : found.start()].strip():
                end = start
        if found := clause_words().search(self.masked, start, end):
            end = found.start()
        if limit < len(
            self.body
        ):  # "income of $31.65 billion on revenue of $69.63 billion": the second name is the next number's
            for one in self.concepts:
                if (
                    start <= one.span.start < end
                    and LEADS_ON.fullmatch(self.low, one.span.end, limit)
                    and not is_modifier(one.tag)
                    and one.tag != "drawdown"
                ):
                    end = min(end, one.span.start)
        for owner in self.entities:  # "… well over twice the Russell 2000's 3.1 %"
            if (
                start <= owner.span.start
                and owner.span.end <= limit < len(self.body)
                and _OWNED.fullmatch(self.low, owner.span.end, limit)
            ):
                end = min(end, owner.span.start)
        for move in self.moves:  # "1.27万亿元增加约11.8%": the verb is the next number's
            if (
                not move.phrase.isascii()
                and start <= move.span.start
                and move.span.end <= limit < len(self.body)
                and REACHES.fullmatch(self.masked, move.span.end, limit)
            ):
                end = min(end, move.span.start)
        return Span(start, end)

    def head(self, index: int) -> Span:
        """What stands between the number before (and what is said of it) and this number."""
        number = self.numbers[index]
        start = self.tails[index - 1].end if index else 0
        return Span(min(start, number.span.start), number.span.start)

    def stance(self, head: Span, number: Written, preposition: str) -> tuple[int, str, tuple[str, str, str]]:
        """What the words before a level say of how it was reached, and of whom it sets above whom."""
        nouns = ("growth", "增速", "增长", "涨幅", "跌幅")  # "cut its growth forecast to" cuts
        moves = [
            m.tag
            for m in self.moves
            if head.start <= m.span.start < head.end and m.tag and m.phrase not in nouns
        ]
        toward = moves[-1] if moves and preposition == "to" else 0
        if preposition == "to" and not moves and self.done and self.done[-1].preposition == "by":
            gap = self.low[self.done[-1].span.end : head.end]
            toward = self.done[-1].direction if len(gap) < 8 else 0  # "cut by $20 to $260"
        cues = [
            c
            for c in cue_lexicon().find(self.body[head.start : head.end])
            if c.tag[0] in ("level", "contest")
        ]
        beside, who = "", ("", "", "")
        for cue in cues:
            at = Span(cue.span.start + head.start, cue.span.end + head.start)
            if not (number.hedge and number.hedge.overlaps(at)) and 0 <= head.end - at.end <= 12:
                beside = cue.tag[1]
            left = [m.key for m in self.entities if m.span.end <= at.start]
            right = [m.key for m in self.entities if m.span.start >= at.end and m.span.end <= head.end]
            if cue.tag[0] == "contest" and left and right:
                who = (left[-1], cue.tag[1], right[0])
        return toward, beside, who

    def preposition(self, number: Written) -> str:
        start = number.span.start
        if number.hedge and number.hedge.start < start:
            start = number.hedge.start
        for one in self.periods:  # "from February's 88,000", "由2月的31.5万辆": the time stands between
            if one.span.end <= start and re.fullmatch(
                r"(?:'s|年?[初中末底]?的)?\s*", self.low[one.span.end : start]
            ):
                start = one.span.start
                break
        before = self.low[max(0, start - 24) : start]
        for name in ("from", "by", "to"):
            if small(name).search(before):
                return name
        return "by" if _GROWS_BY.search(before) else ""

    def cue(self, head: Span, tail: Span) -> str:
        taken = [m.span for m in self.entities]
        taken += [
            k.span
            for k in self.concepts
            if not is_modifier(k.tag)
            and k.tag not in ("flows", "weight", "excess_return", "spread", "return")
        ]
        found = [
            (c.span.start, c.tag[1])
            for c in cue_lexicon().find(self.body[head.start : tail.end])
            if c.tag[0] == "derivation"
            and not any(one.start <= head.start + c.span.start < one.end for one in taken)
        ]
        part = re.match(
            r"%?\s*of (?:[\w.&'$]+ ){0,4}?(?:total|revenue|sales|turnover|profit|exports|imports|gdp|assets)\b",
            ("of" if self.low[: tail.start].endswith(" of") else "") + self.low[tail.start : tail.start + 60],
        )
        if part and not found:
            return "share"  # "about 14 % of Alphabet's $90.23 billion total"
        return found[-1][1] if found else ""

    def negated(self, head: Span, number: Written) -> bool:
        text = self.low[head.start : number.span.start]
        text = re.split(r"[,;，；:：—]", text)[
            -1
        ]  # "Not yet: IWM returned 3 %" denies what stands before the colon
        return bool(
            re.search(
                r"\b(?:not|n't|never|failed to|rather than|neither|nor|denied)\b|n't\b|没有|并未|未能|并非|不是|未(?!来|经)|并没有|否认",
                text,
            )
        ) and not re.search(
            r"not only|不仅|不低于|不超过|不足|不少于|no more than|not more than|not less", text
        )
