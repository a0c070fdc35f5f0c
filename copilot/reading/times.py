"""Which time a number is of: the periods around it, else those of the sentence, else of the sentences before."""

from __future__ import annotations

import re

from copilot.reading.concepts import is_modifier
from copilot.reading.cues import FROM_A, attached
from copilot.reading.periods import Kind, Period
from copilot.reading.surroundings import Surroundings
from copilot.types import Span

__all__ = ["Times"]

_PRESENT = re.compile(
    r"(?:\b(?:yet|but|while|whereas|although|though)\b|但|而(?!且))[^;；]*?(?:\b(?:is|are|stands?|remains?|now|currently|still)\b|目前|现为|仍为|当前)"
)


_LAST = re.compile(
    r"[较比](?:上一?个?月|上一?季度?|上年同期|去年同期|上周|前一?个?月)(?:同期)?的(?:约)?$"
)  # 较上月的3.40万辆


class Times(Surroundings):
    """The periods of each number, and whether it is the value before a change."""

    def times_named(
        self, index: int, head: Span, tail: Span, preposition: str
    ) -> tuple[tuple[Period, ...], bool]:
        after = [p for p in self.periods if tail.start <= p.span.start < tail.end]
        # "over the last 30 sessions (10 July to 21 August) and 44 % over …": the bracket is the number's before it
        bracket = re.match(r"\s*[(（][^()（）]*[)）]", self.body[head.start : head.end]) if index else None
        opens = head.start + (bracket.end() if bracket else 0)
        before = [p for p in self.periods if opens <= p.span.start < head.end]
        chosen: list[Period] = []
        prior = preposition == "from" and bool(
            re.search(r"\bfrom\b|\bafter\b|自|由|从", self.low[max(0, head.end - 16) : head.end])
        )
        prior = prior or (preposition == "from" and bool(_LAST.search(self.low, head.start, head.end)))
        prior = prior or bool(FROM_A.search(self.low, max(head.start, head.end - 48), head.end))
        # "fell 28 % in 2022; over the last 30 sessions it fell 15 %": a window of its own is in no other window
        rolled = any(p.kind is Kind.ROLLING and p.unit not in ("", "year") for p in (*after[:1], *before))
        rolling = any(p.kind is Kind.ROLLING and p.unit not in ("", "year") for p in self.periods)
        stretches = (Kind.RANGE, Kind.SINCE, Kind.YTD, Kind.YEAR)
        ranged = not rolled and any(p.kind in stretches for p in (*after[:1], *before[-1:]))
        for family in (True, False):  # calendar, rolling
            near = [
                p
                for p in (*after[:1], *reversed(before))
                if p.calendar is family and p.kind is not Kind.PRIOR
            ]
            if near:
                chosen.append(near[0])
            elif not family and ranged:
                continue
            elif family and rolled:
                days = [p for p in self.periods if p.kind is Kind.DATE]
                chosen += days[:1]
            elif leading := [p for p in self.periods if p.calendar is family and p.kind is not Kind.PRIOR]:
                if family or not any(attached(self.body, p) for p in leading):
                    chosen += self.elsewhere(index, head, tail, leading)
            elif self.context.periods and not (family and rolling):
                chosen += [p for p in self.context.periods if p.calendar is family][:1]
        bases = [c.span for c in self.concepts if is_modifier(c.tag)]
        priors = [
            p
            for p in (*after, *before[-1:])
            if p.kind is Kind.PRIOR and not any(p.span.overlaps(b) for b in bases)
        ]
        return tuple(chosen), prior or bool(priors)

    def elsewhere(self, index: int, head: Span, tail: Span, leading: list[Period]) -> list[Period]:
        """The time that is named earlier in the sentence, else one that is named after its last number."""
        bases = [o.region for o in self.done if o.prior]
        earlier = [p for p in leading if p.span.end <= head.start]
        own = [p for p in earlier if not any(p.span.overlaps(b) for b in bases)]
        earlier = own[-1:] or earlier[:1]
        last = self.numbers[-1].span.end
        free = [p for p in leading if p.span.start >= max(tail.end, last) and not attached(self.body, p)]
        if any(tail.start <= p.span.start < last for p in self.periods if p.kind is not Kind.PRIOR):
            free = []  # "up 1.3 % to $232 on April 17, leaving it down 4.9 % for the year"
        if index < len(self.numbers) - 1 and self.preposition(self.numbers[-1]) == "from":
            free = []  # "reaching $610 million after $336 million in 2024": the base's own time
        if leading[0].calendar and self.stands_now(head) and not (free and not earlier):
            earlier = [p for p in earlier if p.span.end <= self.numbers[0].span.start]
        return (earlier or free)[:1]

    def stands_now(self, head: Span) -> bool:
        """`ran at 3.7 % in May, yet the policy rate is only 0.5 %`: a clause of its own, in the present."""
        return bool(_PRESENT.search(self.low, head.start, head.end))
