"""Whose number it is, of which measure and time: assigned by place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from copilot.reading.cues import (
    AFTER_A_PRICE,
    ANAPHOR,
    AT_A_PRICE,
    BREAK,
    CONTRAST,
    FROM_A,
    LEADS_ON,
    OVER,
    attached,
    clause_words,
    content,
    flipped,
    losses,
    stems,
)
from copilot.reading.entities import EntityMention
from copilot.reading.facts import is_modifier
from copilot.reading.lexicon import Found, plain
from copilot.reading.periods import Kind, Period
from copilot.reading.spoken import FigureReading, fits
from copilot.reading.surroundings import Surroundings
from copilot.types import Span

__all__ = ["Assignment"]

_ANY_LEVEL = frozenset({"trades at", "traded at", "trading at", "stands at", "stood at", "changes hands at"})


_PRESENT = re.compile(
    r"(?:\b(?:yet|but|while|whereas|although|though)\b|但|而(?!且))[^;；]*?(?:\b(?:is|are|stands?|remains?|now|currently|still)\b|目前|现为|仍为|当前)"
)


@dataclass
class Assignment(Surroundings):
    """Assigns the mentions of one sentence to its numbers, in order."""

    def figure(self, index: int) -> FigureReading:
        number = self.numbers[index]
        head, tail = self.head(index), self.tails[index]
        preposition = self.preposition(number)
        direction, change = self.direction(head, tail, number, preposition)
        named, own = self.measures_named(index, head, tail, number.quantity.unit, change)
        when, prior = self.times_named(index, head, tail, preposition)
        owners = self.owners(index, head, tail)
        loss = not change and bool(
            losses().find(self.body[head.start : head.end]) or losses().find(self.body[tail.start : tail.end])
        )
        quantity = number.quantity
        if change and direction and not number.signed:
            quantity = replace(quantity, value=quantity.value * direction)
            quantity = flipped(quantity) if direction < 0 else quantity
        reading = FigureReading(
            number,
            quantity,
            change,
            direction,
            preposition,
            owners,
            named,
            own,
            when,
            prior,
            self.cue(head, tail),
            Span(head.start, tail.end),
            stems(self.body[head.start : tail.end]),
            self.negated(head, number),
            loss,
            frozenset(c.tag for c in self.concepts) | self.context.concepts,
            content(self.body),
            *self.stance(head, number, preposition),
            self.voices,
        )
        self.done.append(reading)
        return reading

    def measures_named(
        self, index: int, head: Span, tail: Span, unit: str, change: bool
    ) -> tuple[frozenset[str], bool]:
        def within(span: Span) -> list[str]:
            inside = [c for c in self.concepts if span.start <= c.span.start and c.span.end <= span.end]
            # "8.9 % below its 52-week high of $260.10": what is a drawdown in per cent is the high in dollars
            level = fits("high", unit) and bool(unit)
            return ["high" if c.tag == "drawdown" and level else c.tag for c in inside]

        def fitting(tags: Sequence[str]) -> bool:
            return any(
                not is_modifier(tag) and (fits(tag, unit) or unit in ("%", "pp", "bps", "x")) for tag in tags
            )

        number = self.numbers[index].span
        leading = AT_A_PRICE.search(self.low[max(0, number.start - 12) : number.start])
        if leading and fits("close", unit) and AFTER_A_PRICE.match(self.low, number.end):
            return frozenset({"close"}), True  # "At $248.92, IWM is below its average of $258.36"
        after, before = within(tail), within(head)
        beyond = [
            c.tag
            for c in self.concepts
            if c.tag == "rise_from_low" and 0 <= c.span.start - self.numbers[index].span.end <= 2
        ]
        if unit == "%" and beyond:
            return frozenset(beyond), True  # "23.6 % above its low"
        if not (after or before) and fits("high", unit) and self.off_high(number.start):
            return frozenset({"high"}), True
        if unit == "x" and any(self.bare(c) for c in self.concepts):
            before = [tag for tag in before if tag != "close"]  # "Ford trades at 8.4 times" is no price
        if set(before) & {"dividend", "book_value", "free_cash_flow", "target_price"}:
            # "a dividend of $1.03 a share", "burned through $420 million of cash"
            after = [tag for tag in after if tag not in ("eps", "cash")]
        if any(not is_modifier(tag) and fits(tag, unit) for tag in after):
            return frozenset(after) | frozenset(tag for tag in before if is_modifier(tag)), True
        if fitting(before) or fitting(after):
            return frozenset(self.last_cluster(head, unit)) | frozenset(after), True
        modifiers = frozenset(tag for tag in (*before, *after) if is_modifier(tag))
        tenor = any(
            p.unit == "year" and head.start <= p.span.start < head.end
            for p in self.periods
            if p.kind is Kind.ROLLING
            and not OVER.search(self.low, max(0, p.span.start - 12), p.span.start + 2)
        )
        if unit == "%" and tenor and not change:
            if self.done and "lpr" in self.done[-1].concepts:
                return frozenset({"lpr"}) | modifiers, False  # LPR：1年期3.0%，5年期以上3.5%
            return frozenset({"yield"}) | modifiers, False  # "the 2-year at 3.62 %"
        for other in reversed(self.done):
            core = frozenset(tag for tag in other.concepts if not is_modifier(tag))
            if core and (fitting(tuple(core)) or unit == ""):
                return core | modifiers, False
        here, last = self.numbers[index].span.start, self.numbers[-1].span.end
        rest = [
            c.tag
            for c in self.concepts
            if not is_modifier(c.tag)
            and (fits(c.tag, unit) or change)
            and (c.span.start < here or c.tag not in ("estimate", "guidance", "target_price", "eps"))
            and (
                c.span.start < here
                or c.span.start >= last
                or not BREAK.search(self.masked, here, c.span.start)
            )
        ]
        if rest:
            return frozenset(rest[:1]) | modifiers, False
        return frozenset(t for t in self.context.concepts if fits(t, unit) or change) | modifiers, False

    def off_high(self, start: int) -> bool:
        """`15.5 % off its 52-week high of $208.70`: the words before name the distance and the high alike."""
        ends = [c.span.end for c in self.concepts if c.tag == "drawdown" and c.span.end <= start]
        return bool(ends) and bool(LEADS_ON.fullmatch(self.low, ends[-1], start))

    def bare(self, concept: Found[str]) -> bool:
        """A verb that may go with any level."""
        return self.low[concept.span.start : concept.span.end] in _ANY_LEVEL

    def last_cluster(self, head: Span, unit: str) -> list[str]:
        """The concepts after the last break that has any: "the price, and the 20-day average of" is the average's."""
        inside = [c for c in self.concepts if head.start <= c.span.start and c.span.end <= head.end]
        if not inside:
            return []
        cores = [c for c in inside if not is_modifier(c.tag)] or inside
        said = [c for c in cores if not self.bare(c)]
        cores = said or cores  # "RSI stands at 68.2": the verb names no price where a measure is named
        inside = [c for c in inside if c in cores or is_modifier(c.tag)]
        start = cores[-1].span.start
        for one in reversed(cores[:-1]):
            between = self.body[one.span.end : start]
            if BREAK.search(between) or clause_words().search(plain(between)):
                break
            start = one.span.start
        level = fits("high", unit) and bool(unit)
        chosen = [c for c in inside if c.span.start >= start or is_modifier(c.tag)]
        return ["high" if c.tag == "drawdown" and level else c.tag for c in chosen]

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
                bases = [o.region for o in self.done if o.prior]
                earlier = [p for p in leading if p.span.end <= head.start]
                earlier = [p for p in earlier if not any(p.span.overlaps(b) for b in bases)][-1:] or earlier[
                    :1
                ]
                last = self.numbers[-1].span.end
                free = [
                    p for p in leading if p.span.start >= max(tail.end, last) and not attached(self.body, p)
                ]
                if any(tail.start <= p.span.start < last for p in self.periods if p.kind is not Kind.PRIOR):
                    free = []  # "up 1.3 % to $232 on April 17, leaving it down 4.9 % for the year"
                if index < len(self.numbers) - 1 and self.preposition(self.numbers[-1]) == "from":
                    free = []  # "reaching $610 million after $336 million in 2024": the base's own time
                if family and self.stands_now(head) and not (free and not earlier):
                    earlier = [p for p in earlier if p.span.end <= self.numbers[0].span.start]
                if family or not any(attached(self.body, p) for p in leading):
                    pick = (earlier or free)[:1]
                    chosen += pick
            elif self.context.periods and not (family and rolling):
                chosen += [p for p in self.context.periods if p.calendar is family][:1]
        bases = [c.span for c in self.concepts if is_modifier(c.tag)]
        priors = [
            p
            for p in (*after, *before[-1:])
            if p.kind is Kind.PRIOR and not any(p.span.overlaps(b) for b in bases)
        ]
        return tuple(chosen), prior or bool(priors)

    def stands_now(self, head: Span) -> bool:
        """`ran at 3.7 % in May, yet the policy rate is only 0.5 %`: a clause of its own, in the present."""
        return bool(_PRESENT.search(self.low, head.start, head.end))

    def owners(self, index: int, head: Span, tail: Span) -> tuple[str, ...]:
        after = [m for m in self.entities if tail.start <= m.span.start < tail.end]
        before = [m for m in self.entities if head.start <= m.span.start < head.end]
        if bracketed := self.bracketed(self.numbers[index].span.end):
            return (bracketed,)
        if index and self.bracketed(self.numbers[index - 1].span.end):
            before = before[1:]  # "0.03% (VTI) and 0.05% (VXUS)"
        subject = self.subject()
        result: list[str] = []
        if after:
            lead = self.low[tail.start : after[0].span.start]
            compared = re.search(
                r"\b(?:against|versus|vs\.?|than|behind|compared (?:with|to))\s+(?:the\s+)?$", lead
            )
            if re.search(r"\b(?:for|of|in|by|at|from|on|to)\s+(?:the\s+)?$", lead) or not (
                before or compared
            ):
                result.append(after[0].key)
        if before:
            # "Walmart's comparable sales in the U.S.": a place beside a company is where, not whose
            last = next((m for m in reversed(before) if not m.key.startswith("place:")), before[-1])
            where = re.search(
                r"\b(?:in|across|within)\s+(?:the |greater |mainland )?$",
                self.low[max(0, last.span.start - 12) : last.span.start],
            )
            if last.key.startswith("place:") and where and self.context.entities:
                return self.context.entities  # "Sales in Greater China fell": the company's
            gap = self.low[last.span.end : head.end]
            lead = self.low[max(0, last.span.start - 26) : last.span.start]
            objective = re.search(
                r"(?:than|versus|vs|against|over|with|perform\w*|beat\w*|lag\w*|trail\w*|topp\w*|outpac\w*|behind|exceed\w*|to|跑赢|跑输|强于|弱于|超过|高于|低于|比|较)\s*(?:the\s+)?$",
                lead,
            )
            possessive = last.possessive or re.match(r"\s*(?:'s|at|\(|:|：|（|的|为)", gap)
            others = [m.key for m in self.entities if m.span.start < last.span.start and m.key != last.key]
            relative = re.match(r"(?:'s)?[\s,]*\(?(?:which|whose|who|where|whereas|其|后者)", gap)
            possessive = possessive or relative
            if objective and not possessive and others and re.search(r"[,，]|\bby\b|\bwith\b", gap):
                result += [others[0], last.key]
            elif owner := self.owner(last):
                result += [owner, last.key]
            else:
                result.append(last.key)
        last_end = self.numbers[index - 1].span.end if index else head.end
        if not self.entities and CONTRAST.fullmatch(self.low, last_end, head.end):
            return ()  # "16× against 21×": the second is somebody else's, left unnamed
        if not result:
            if self.done and self.done[-1].entities:
                carried = self.done[-1].entities
                # After an object's figure, a new clause speaks of the sentence's subject again.
                result += (
                    [*carried, *subject]
                    if not re.search(r"[;；]|\b(?:while|it|its)\b", self.low[head.start : head.end])
                    else [*subject, *carried]
                )
            else:
                result += subject or list(self.context.entities)
        return tuple(dict.fromkeys(result))

    def owner(self, other: EntityMention) -> str:
        """Whose two-sided measure it is: "AAPL's beta against MSFT", AAPL相对MSFT的贝塔系数; empty when nobody's."""
        first = next((m for m in reversed(self.entities) if m.span.end <= other.span.start), None)
        if first is None or first.key == other.key:
            return ""
        between = self.low[first.span.end : other.span.start]
        if re.fullmatch(r"\s*(?:相对于?|相较于?|较|与|和)\s*", between):
            return (
                first.key if re.match(r"的|[^，。；]{0,4}(?:相关|超额)", self.low[other.span.end :]) else ""
            )
        lead = self.low[max(0, first.span.start - 24) : first.span.start]
        if re.search(r"\b(?:of|between)\s+(?:the\s+)?$", lead) and re.fullmatch(
            r"\s+(?:with|and|to)\s+(?:the\s+)?", between
        ):
            return first.key
        words_ = r"(?:'s\s+)?[a-z ]{1,40}\b(?:against|versus|vs\.?|relative to|with|over|to)\s+(?:the\s+)?"
        return first.key if first.possessive and re.fullmatch(words_, between) else ""

    def bracketed(self, end: int) -> str:
        """Whose name stands alone in the brackets right behind a number: "0.05% (VXUS)"."""
        first = next((m for m in self.entities if m.span.start > end), None)
        if first is None or not re.fullmatch(r"\s?[(（]", self.low[end : first.span.start]):
            return ""
        return first.key if self.low[first.span.end : first.span.end + 1] in (")", "）") else ""

    def subject(self) -> list[str]:
        """The first that is named, unless it is only named as what something is compared with."""
        if (
            self.context.entities
            and ANAPHOR.match(self.low)
            and not any(m.span.start < 4 for m in self.entities)
        ):
            return list(self.context.entities)  # "The stock is down 0.9 %, better than AMD"
        if ANAPHOR.match(self.low) and not any(m.span.start < 4 for m in self.entities):
            return []  # "The shares trade at 2.31 times …, 1.22 times for BAC": whose, nobody has said
        free = [
            m.key
            for m in self.entities
            if not re.search(
                r"\b(?:for|than|versus|vs|against|with|to)\s+(?:the\s+)?$",
                self.low[max(0, m.span.start - 14) : m.span.start],
            )
        ]
        return free[:1] or [m.key for m in self.entities[:1]]
