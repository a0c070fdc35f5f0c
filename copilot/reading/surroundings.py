"""What stands around a number: before it, after it, and what these words say of its movement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from copilot.reading.concepts import concept_unit, is_modifier
from copilot.reading.cues import (
    BREAK,
    FALLS,
    LEADS_ON,
    NOUNS,
    REACHES,
    WIDTHS,
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
            if one.span.end <= start and re.fullmatch(r"(?:'s|的)?\s*", self.low[one.span.end : start]):
                start = one.span.start
                break
        before = self.low[max(0, start - 24) : start]
        for name in ("from", "by", "to"):
            if small(name).search(before):
                return name
        return ""

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
        return senses.pop() if ranked and bare and len(senses) == 1 else 0

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
        new = re.search(r"[;；。]|\b(?:from|to|by|of|at|is|was|while|but)\b|[至为]", text)
        return (
            last.direction
            if last.direction and same and named and not own and not new and len(text) < 60
            else None
        )

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
