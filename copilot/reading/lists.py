"""Numbers and names that run side by side: in brackets, before a comma, or "respectively"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from copilot.reading.assignment import Assignment
from copilot.reading.concepts import is_modifier
from copilot.reading.cues import (
    AGAINST,
    PAIRS,
    attached,
)
from copilot.reading.periods import Kind
from copilot.reading.spoken import FigureReading
from copilot.types import Span

__all__ = ["Lists"]


class Lists(Assignment):
    """Corrects what was assigned by place where a sentence lists names and numbers."""

    def figures(self) -> tuple[FigureReading, ...]:
        """All numbers of the sentence with what is theirs."""
        for index in range(len(self.numbers)):
            self.figure(index)
        self.paired()
        self.fronted()
        self.set_against()
        return self.respectively()

    def paired(self) -> None:
        """`below its 20-day average ($248.88 against $258.36)`: the price first, then what it is set against."""
        for match in re.finditer(r"[(（]([^()（）]{3,80})[)）]", self.body):
            inside = [i for i, f in enumerate(self.done) if match.start() < f.span.start < match.end()]
            if len(inside) != 2 or any(match.start() < c.span.start < match.end() for c in self.concepts):
                continue
            between = self.body[self.done[inside[0]].span.end : self.done[inside[1]].span.start]
            named = [c for c in self.concepts if c.span.end <= match.start() and c.tag in PAIRS]
            whose = [m.key for m in self.entities if m.span.end <= match.start()]
            if not named and len(whose) == 2 and AGAINST.search(between):
                for index, key in zip(inside, whose, strict=True):
                    self.done[index] = replace(self.done[index], entities=(key,), prior=False)
            if named and re.search(r"against|versus|vs|compared|,|，|对|比|/|、", between):
                first, second = inside
                self.done[first] = replace(
                    self.done[first],
                    concepts=frozenset({"close"}),
                    own=True,
                    periods=tuple(p for p in self.done[first].periods if not attached(self.body, p)),
                )
                self.done[second] = replace(
                    self.done[second], concepts=frozenset({named[-1].tag}), own=True, prior=False
                )

    def set_against(self) -> None:
        """`A fell harder than B: 9.1 % versus 6.8 %`: two names that are compared, then two numbers in their order."""
        for first, second in itertools.pairwise(range(len(self.done))):
            one, other = self.done[first], self.done[second]
            between = self.low[one.span.end : other.span.start]
            named = [m for m in self.entities if m.span.end <= one.span.start]
            later = [m for m in self.entities if m.span.start >= one.span.start]
            opposed = re.fullmatch(r"对|比", between.strip())  # 市盈率只有后者的三分之一，7.56倍对20.8倍
            if len(named) != 2 or named[0].key == named[1].key or later or (first and not opposed):
                continue
            across = self.low[named[0].span.end : named[1].span.start]
            follows = self.low[named[1].span.end : one.span.start]
            if not (opposed and re.search(r"[，,:：（(]\s*$", follows)) and (
                not re.fullmatch(r"\s*(?:against|versus|vs\.?|compared (?:with|to)|to|对|比)\s*", between)
                or not re.search(
                    r"\b(?:than|beat|versus|over|outpaced|outperformed|lagged|trailed)\s+(?:the )?$|比|跑赢|跑输",
                    across,
                )
                or not re.fullmatch(r"(?:'s)?\s*[:：,，;(—]\s*(?:by |about )?", follows)
            ):
                continue
            self.done[first] = replace(one, entities=(named[0].key,), prior=False)
            change: dict[str, Any] = {"entities": (named[1].key,), "prior": False}
            if (
                one.change
                and not other.change
                and one.quantity.unit == other.quantity.unit
                and not other.written.signed
            ):
                turned = -other.quantity if one.direction < 0 else other.quantity
                change |= {"quantity": turned, "change": True, "direction": one.direction}
            self.done[second] = replace(other, **change)

    def fronted(self) -> None:
        """`At 16 times against 21 times, the Russell 2000's discount to the S&P 500 …`: in the order of the names."""
        if len(self.done) < 2 or not self.entities:
            return
        first, second = self.done[0], self.done[1]
        between = self.body[first.span.end : second.span.start]
        if not AGAINST.search(between) or len(between) > 12 or self.entities[0].span.start < second.span.end:
            return
        after = list(dict.fromkeys(m.key for m in self.entities))
        self.done[0] = replace(first, entities=(after[0],), prior=False)
        if len(after) == 2:
            self.done[1] = replace(second, entities=(after[1],), prior=False)

    def respectively(self) -> tuple[FigureReading, ...]:
        """`A and B were 1 and 2, respectively`, 分别涨0.38%和0.37%，全周分别跌…: the lists run side by side."""
        figures = list(self.done)
        words = list(re.finditer(r"\brespectively\b|分别", self.low))
        for word, following in itertools.zip_longest(words, words[1:]):
            end = following.start() if following else len(self.low)
            if self.body[word.start()] != "分":
                self.side_by_side(
                    figures, [i for i, f in enumerate(figures) if f.span.start <= word.start()][::-1]
                )
                break
            self.side_by_side(
                figures, [i for i, f in enumerate(figures) if word.start() < f.span.start < end]
            )
        return tuple(figures)

    def side_by_side(self, figures: list[FigureReading], own: Sequence[int]) -> None:
        """Gives the longest run of figures that a list of names, measures or times is as long as its items in order."""
        for size in range(len(own), 1, -1):
            chosen = sorted(own[:size])
            first = figures[chosen[0]].span.start
            listed: dict[str, list[Any]] = {
                "entities": [m for m in self.entities if m.span.start < first],
                "concepts": [c for c in self.concepts if c.span.start < first and not is_modifier(c.tag)],
                "periods": [p for p in self.periods if p.kind is not Kind.PRIOR],
            }
            fitting = {name: items[-size:] for name, items in listed.items() if len(items) >= size}
            several = {
                name: items
                for name, items in fitting.items()
                if len(listed[name]) == size or self.coordinated([one.span for one in items])
            }
            if not several:
                continue
            for place, index in enumerate(chosen):
                change: dict[str, Any] = {}
                if "entities" in several:
                    change["entities"] = (several["entities"][place].key,)
                if "concepts" in several:
                    change["concepts"] = frozenset({several["concepts"][place].tag})
                if "periods" in several:
                    change["periods"] = (several["periods"][place],)
                    change["prior"] = False
                figures[index] = replace(figures[index], **change)
            return

    def coordinated(self, spans: Sequence[Span]) -> bool:
        """Are the mentions one list: only commas and `and` (and short words) between them?"""
        between = [self.masked[a.end : b.start] for a, b in itertools.pairwise(spans)]
        return all(
            re.fullmatch(r"(?:'s)?[\s,、]*(?:and|和|及|与|以及)?\s*(?:the |its )?", gap) for gap in between
        )
