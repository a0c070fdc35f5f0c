"""In what two clauses that speak of the same thing part: the side on an axis, a denial, of how many, how sure, who.

Only positive grounds count: a side against its opposite, a denial against none, "few" against "most", "may" against
"will", another name in its place.
"""

from __future__ import annotations

import re

from copilot.reading.assertions import Clause
from copilot.reading.terms import pairs
from copilot.style.numerals import numeral

__all__ = ["denied_apart", "numbered_apart", "parted"]


def parted(one: Clause, other: Clause) -> str:
    """In what a clause contradicts one that speaks of the same thing; empty where it does not."""
    opposed = any(
        (axis, -side) in other.sides and (axis, side) not in other.sides for axis, side in one.sides
    )
    if opposed and (_few_and_most(one, other) or _few_and_most(other, one)):
        return ""  # "most doubt it" and "few expect it" are the same
    for axis, side in sorted(one.sides):
        if (
            (axis, -side) in other.sides
            and (axis, side) not in other.sides
            and (axis, -side) not in one.sides
        ):
            return axis
    if _few_and_most(one, other) or _few_and_most(other, one):
        return "amount"
    if _miscounted(one, other):
        return "count"
    if one.order and other.order and _turned(one.order, other.order):
        return "order"
    agreed = {axis for axis, _ in one.sides & other.sides} - {"level", "time"}
    if one.negative != other.negative and not agreed and _denied_apart(one, other):
        return "negation"
    sure = one.certain and not (one.hedged or one.negative or other.negative)
    return "certainty" if other.hedged == 2 and sure else ""


_NUMBERED = (  # how often a thing has happened, over how many years it is the first
    re.compile(r"(首|第[一二三四五六七八九十\d]+)(?:次|度|个|家|轮)"),
    re.compile(r"(?<![\d.年第近])([一二三四五六七八九十两]{1,3}|\d{1,2})(?=年(?:多)?(?![初末底中度期报级]))"),
    re.compile(r"(?<![\d.月第])([一二三四五六七八九十两]{1,3}|\d{1,2})(?=个月)"),
    re.compile(r"(?<!第)([一二三四五六七八九十两\d]+)(?=次(?!数|级|新|于))"),
    re.compile(r"(?<![第\d.])([一二三四五六七八九十两]|\d{1,3})(?=[家名位座款条])"),
    re.compile(r"(?:连续|连)([一二三四五六七八九十两\d]+)(?=[日年天周季个])"),
)


def numbered_apart(one: str, other: str) -> bool:
    """Do two texts that speak of one thing count its times or years differently (首次, 第二次)?"""
    for pattern in _NUMBERED:
        mine, theirs = ({_ordinal(word) for word in pattern.findall(text)} for text in (one, other))
        left = pairs(pattern.sub("，", one)) & pairs(pattern.sub("，", other))
        if mine and theirs and not mine & theirs and len(left) >= 2:
            return True
    return False


_DENIED = re.compile(r"(?:并不|并未|不|未|没有|暂无|尚无|并无|无意|不会|不能|拒绝)([\u4e00-\u9fff]{2})")


def denied_apart(one: str, other: str) -> bool:
    """Does one of two Chinese texts deny a verb that the other asserts (不建议, 建议)?"""
    for mine, theirs in ((one, other), (other, one)):
        for verb in set(_DENIED.findall(mine)):
            if verb in theirs and verb not in _DENIED.findall(theirs) and mine.count(verb) == 1:
                return True
    return False


def _ordinal(word: str) -> int:
    digits = word.removeprefix("第").replace("首", "一").replace("两", "二")
    return int(numeral(digits, "core" if digits.isdigit() else "cjk")[0])


def _denied_apart(one: Clause, other: Clause) -> bool:
    """Does one deny what the other says, and not something else that it adds? Chinese clauses are short and say one thing."""
    both = one.matter & other.matter
    return not one.text.isascii() or bool(both & (one.denied ^ other.denied))


def _few_and_most(one: Clause, other: Clause) -> bool:
    if one.amount == "none" and one.sides & other.sides:
        return False  # "neither changed it" and "both left it unchanged" are the same
    return one.amount in ("few", "none") and other.amount in ("most", "all") and not other.negative


def _miscounted(one: Clause, other: Clause) -> bool:
    """Another number of the same things; "two of the three" is held to each number of the source."""
    return any(
        heads and near and not any(number == held for held, _ in other.counts)
        for number, heads in one.counts
        for near in [[held for held, theirs in other.counts if len(heads & theirs) * 2 >= len(heads)]]
    )


def _turned(
    one: tuple[frozenset[str], str, frozenset[str]], other: tuple[frozenset[str], str, frozenset[str]]
) -> bool:
    same = bool(one[0] & other[0]) and bool(one[2] & other[2])
    swapped = bool(one[0] & other[2]) and bool(one[2] & other[0])
    return (same and one[1] != other[1]) or (swapped and not same and one[1] == other[1])
