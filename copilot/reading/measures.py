"""Which measure a number is of: named beside it, else carried from the numbers and sentences before."""

from __future__ import annotations

import re
from collections.abc import Iterable

from copilot.reading.concepts import concept_unit, is_modifier
from copilot.reading.cues import AFTER_A_PRICE, AT_A_PRICE, BREAK, LEADS_ON, OVER, clause_words
from copilot.reading.lexicon import Found, plain
from copilot.reading.periods import Kind
from copilot.reading.spoken import fits
from copilot.reading.surroundings import Surroundings
from copilot.types import Span

__all__ = ["Measures"]

_CURRENT = re.compile(
    r"\b(?:from|to|against|over|on|versus)(?: (?:the|its|their|a))? (?:current|latest|last|prevailing|present)(?: (?:share )?price of)? (?:about )?$"
)
_ANY_LEVEL = frozenset({"trades at", "traded at", "trading at", "stands at", "stood at", "changes hands at"})


_FACTORY = re.compile(r"\bmanufactur|\bfactor(?:y|ies)\b|制造业")
_LINES = ("average", "exponential_average")
_RATED = re.compile(
    r"(?: analysts?)?(?: (?:who|that))?(?: (?:say|rate it|rate them|recommend|have it at|are at))?(?: an?)? (?P<rating>buy|hold|sell)s?\b"
)
_TRADED = frozenset({"turnover", "volume", "flows", "market_cap", "turnover_rate"})
_PRICE_MOVES = re.compile(r"[涨跌](?:了|约|近|逾|超|幅|幅为|幅达)*$")
_HOW_MANY = re.compile(  # 131家上涨、27家下跌
    r"(?:个股|股票|公司|企业|成份股|成分股)?(?:报|录得)?(?:(?P<limit_up>涨停)|(?P<limit_down>跌停)|(?P<advancers>上涨|收涨|飘红|走高|收红|收高)|(?P<decliners>下跌|收跌|飘绿|走低|收绿|收低))"
)


class Measures(Surroundings):
    """The concepts of each number, with the modifiers of the measure (year on year, adjusted)."""

    def measures_named(
        self, index: int, head: Span, tail: Span, unit: str, change: bool
    ) -> tuple[frozenset[str], bool]:
        """The concepts, and whether they are the number's own."""
        if beside := self.measures_beside(index, head, tail, unit):
            return beside, True
        modifiers = {c.tag for c in self.inside(head) + self.inside(tail) if is_modifier(c.tag)}
        if unit == "%" and not change and self.tenor(head):
            # LPR：1年期3.0%，5年期以上3.5% · "the 2-year at 3.62 %"
            spoken = [one.concepts for one in self.done]
            rate = "lpr" if any("lpr" in tags for tags in (*spoken, self.context.concepts)) else "yield"
            return frozenset({rate, *modifiers}), False
        if "services_pmi" in self.measures_carried(index, unit, change) and _FACTORY.search(
            self.low, head.start, head.end
        ):
            return frozenset({"pmi", *modifiers}), False  # "services at 52.0, but manufacturing at 48.7"
        carried = self.measures_carried(index, unit, change) - ({"close"} if unit == "x" else set())
        return frozenset({*carried, *modifiers}), False

    def measures_beside(self, index: int, head: Span, tail: Span, unit: str) -> frozenset[str]:
        """What the words right before and after the number name; nothing where they name no measure of its unit."""
        number = self.numbers[index].span
        leading = AT_A_PRICE.search(self.low[max(0, number.start - 12) : number.start])
        if not unit and any(
            concept_unit(c.tag) in ("count", "any") and not is_modifier(c.tag) for c in self.concepts
        ):
            leading = None  # "At 28.4, the RSI is …" is no price
        after_a_name = leading and (
            leading[0][0] != ","
            or any(
                m.span.end == number.start - len(leading[0]) and not m.key.startswith("place:")
                for m in self.entities
            )
        )
        if after_a_name and fits("close", unit) and AFTER_A_PRICE.match(self.low, number.end):
            return frozenset({"close"})  # "At $248.92, IWM is below its average of $258.36"
        if unit in ("stocks", "companies") and (moved := _HOW_MANY.match(self.low, number.end)):
            return frozenset({next(key for key, word in moved.groupdict().items() if word)})
        if not unit and "analyst" in self.low and (rated := _RATED.match(self.low, number.end)):
            return frozenset({f"{rated['rating']}_ratings"})
        if (
            fits("close", unit)
            and unit
            and _CURRENT.search(self.low[max(0, number.start - 28) : number.start])
        ):
            return frozenset({"close"})  # "upside of 20 % from the current €84.20"
        if unit == "%" and any(
            c.tag == "rise_from_low" and 0 <= c.span.start - number.end <= 2 for c in self.concepts
        ):
            return frozenset({"rise_from_low"})  # "23.6 % above its low"
        after, before = self.tags(self.inside(tail), unit), self.tags(self.inside(head), unit)
        if not before and len(unit) == 3 and self.numbers[index].scale == 1 and self.at_name(number.start):
            return frozenset({"close"})  # "Target at $94.60 and 11.2 times earnings"
        if not (after or before) and fits("high", unit) and self.off_high(number.start):
            return frozenset({"high"})
        if unit == "x":  # "its five-year average of 16 times" is a multiple's own
            after, before = ([t for t in tags if t not in _LINES] for tags in (after, before))
        if unit == "x" and any(self.bare(c) for c in self.concepts):
            before = [tag for tag in before if tag != "close"]  # "Ford trades at 8.4 times" is no price
        if set(before) & {"dividend", "book_value", "free_cash_flow", "operating_cash_flow", "target_price"}:
            # "a dividend of $1.03 a share", "burned through $420 million of cash"
            after = [tag for tag in after if tag not in ("eps", "cash")]
        if any(not is_modifier(tag) and fits(tag, unit) for tag in after):
            return frozenset({*after, *(tag for tag in before if is_modifier(tag))})
        if _fitting(before, unit) or _fitting(after, unit):
            return frozenset({*self.last_cluster(head, unit), *after})
        return frozenset()

    def at_name(self, start: int) -> bool:
        """Does the number follow a name and "at"?"""
        at = re.search(r"\s+at\s+[$¥€£]?$", self.low[max(0, start - 8) : start])
        return at is not None and any(
            m.span.end == start - len(at[0]) and not m.key.startswith("place:") for m in self.entities
        )

    def measures_carried(self, index: int, unit: str, change: bool) -> frozenset[str]:
        """What a number before it, the rest of the sentence, or the sentences before it speak of."""
        if re.fullmatch(
            r"\s*at (?:about |around |roughly |some |just |only )?",
            self.low[: self.numbers[index].digits.start],
        ):
            behind = [c.tag for c in self.concepts if not is_modifier(c.tag) and fits(c.tag, unit)]
            if behind:
                return frozenset(behind[:1])  # "At 3.63 %, the fed funds rate is …"
        for other in reversed(self.done):
            core = frozenset(tag for tag in other.concepts if not is_modifier(tag))
            if (
                change
                and core <= _TRADED
                and _PRICE_MOVES.search(self.low, 0, self.numbers[index].span.start)
            ):
                continue  # 成交76.3亿元，但近20日仍跌8.9%: shares fall, not what was traded of them
            between = self.masked[other.span.end : self.numbers[index].span.start]
            if core == {"estimate"} and other is not self.done[0] and re.search(r"[,，；;]|\band\b", between):
                continue  # 比预期低0.1个百分点，也慢于一季度的4.9%: the result's own again
            if core and (_fitting(core, unit) or unit == ""):
                return core
        here, last = self.numbers[index].span.start, self.numbers[-1].span.end
        for concept in self.concepts:
            earlier = concept.span.start < here
            if is_modifier(concept.tag) or not (fits(concept.tag, unit) or change):
                continue
            if not earlier and concept.tag in ("estimate", "guidance", "target_price", "eps"):
                continue
            if concept.tag == "guidance" and re.search("[,;，；]", self.masked[concept.span.end : here]):
                continue  # "Havlaks, which held its guidance, dipped to 88.35 kroner"
            if (
                earlier
                or concept.span.start >= last
                or not BREAK.search(self.masked, here, concept.span.start)
            ):
                return frozenset({concept.tag})
        return frozenset(tag for tag in self.context.concepts if fits(tag, unit) or change)

    def tenor(self, head: Span) -> bool:
        """Does a bond's length stand before the number?"""
        return any(
            p.kind is Kind.ROLLING
            and p.unit == "year"
            and head.start <= p.span.start < head.end
            and not OVER.search(self.low, max(0, p.span.start - 12), min(p.span.start + 9, p.span.end))
            for p in self.periods
        )

    def inside(self, span: Span) -> list[Found[str]]:
        return [c for c in self.concepts if span.start <= c.span.start and c.span.end <= span.end]

    def tags(self, concepts: Iterable[Found[str]], unit: str) -> list[str]:
        """`8.9 % below its 52-week high of $260.10`: what is a drawdown in per cent is the high in dollars."""
        level = fits("high", unit) and bool(unit)
        traded = {"turnover": "volume"} if unit in ("shares", "lots") else {}  # 成交61.84万手
        return ["high" if c.tag == "drawdown" and level else traded.get(c.tag, c.tag) for c in concepts]

    def off_high(self, start: int) -> bool:
        """`15.5 % off its 52-week high of $208.70`: the words before name the distance and the high alike."""
        ends = [c.span.end for c in self.concepts if c.tag == "drawdown" and c.span.end <= start]
        return bool(ends) and bool(LEADS_ON.fullmatch(self.low, ends[-1], start))

    def bare(self, concept: Found[str]) -> bool:
        """A verb that may go with any level."""
        return self.low[concept.span.start : concept.span.end] in _ANY_LEVEL

    def last_cluster(self, head: Span, unit: str) -> list[str]:
        """The concepts after the last break that has any: "the price, and the 20-day average of" is the average's."""
        inside = self.inside(head)
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
        return self.tags((c for c in inside if c.span.start >= start or is_modifier(c.tag)), unit)


def _fitting(tags: Iterable[str], unit: str) -> bool:
    """A value of one of the measures, or a change of it."""
    return any(not is_modifier(tag) and (fits(tag, unit) or unit in ("%", "pp", "bps", "x")) for tag in tags)
