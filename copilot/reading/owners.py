"""Whose number it is: a name beside it, else the sentence's subject, else whom the sentences before spoke of."""

from __future__ import annotations

import re

from copilot.reading.cues import ANAPHOR, CONTRAST, cue_lexicon
from copilot.reading.entities import EntityMention
from copilot.reading.surroundings import Surroundings
from copilot.types import Span

__all__ = ["Owners"]


class Owners(Surroundings):
    """The owners of each number, best first."""

    def owners(self, index: int, head: Span, tail: Span) -> tuple[str, ...]:
        after = [m for m in self.entities if tail.start <= m.span.start < tail.end]
        before = [m for m in self.entities if head.start <= m.span.start < head.end]
        if bracketed := self.bracketed(self.numbers[index].span.end):
            return (bracketed,)
        if index and self.bracketed(self.numbers[index - 1].span.end):
            before = before[1:]  # "0.03% (VTI) and 0.05% (VXUS)"
        result: list[str] = []
        if after and self.owned_behind(self.low[tail.start : after[0].span.start], bool(before)):
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
            result += self.owned_before(last, self.low[last.span.end : head.end])
        last_end = self.numbers[index - 1].span.end if index else head.end
        if not self.entities and CONTRAST.fullmatch(self.low, last_end, head.end):
            return ()  # "16× against 21×": the second is somebody else's, left unnamed
        result = result or self.carried_owners(self.low[head.start : head.end])
        also = {m.key: m.others for m in self.entities if m.others}
        result += [other for key in result for other in also.get(key, ())]
        return tuple(dict.fromkeys(result))

    def owned_behind(self, lead: str, before: bool) -> bool:
        """Is a name after the number its owner ("3 % for the index"), and not what it is compared with?"""
        if re.search(r"\b(?:for|of|in|by|at|from|on|to)\s+(?:the\s+)?$", lead):
            return True
        against = r"\b(?:against|versus|vs\.?|than|behind|compared (?:with|to))\s+(?:the\s+)?$"
        return not before and not re.search(against, lead)

    def owned_before(self, last: EntityMention, gap: str) -> list[str]:
        """The last name before a number is its owner, unless it is the object of a comparison, or one side of two."""
        objective = re.search(
            r"(?:than|versus|vs|against|over|with|perform\w*|beat\w*|lag\w*|trail\w*|topp\w*|outpac\w*|behind|exceed\w*|to|跑赢|跑输|强于|弱于|超过|高于|低于|比|较)\s*(?:the\s+)?$",
            self.low[max(0, last.span.start - 26) : last.span.start],
        )
        lead = self.body[max(0, last.span.start - 26) : last.span.start]
        contest = [c for c in cue_lexicon().find(lead) if c.tag[0] == "contest"]
        if contest and re.fullmatch(r"\s*(?:the\s+)?", lead[contest[-1].span.end :]):
            objective = objective or re.match("", lead)  # "silver outran gold on the month, up 6.7 %"
        possessive = last.possessive or re.match(
            r"\s*(?:'s|at|\(|:|：|（|的|为)|(?:'s)?[\s,]*\(?(?:which|whose|who|where|whereas|其|后者)", gap
        )
        others = [m.key for m in self.entities if m.span.start < last.span.start and m.key != last.key]
        if objective and not possessive and others and re.search(r"[,，]|\bby\b|\bwith\b", gap):
            return [others[0], last.key]
        owner = self.owner(last)
        return [owner, last.key] if owner else [last.key]

    def carried_owners(self, text: str) -> list[str]:
        """Of a number that no name stands beside: whose the number before it is, and the sentence's subject."""
        subject = self.subject()
        if not self.done or not self.done[-1].entities:
            return subject or list(self.context.entities)
        carried = self.done[-1].entities
        # After an object's figure, a new clause speaks of the sentence's subject again.
        anew = re.search(r"[;；]|\b(?:while|it|its)\b", text)
        return [*subject, *carried] if anew else [*carried, *subject]

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
