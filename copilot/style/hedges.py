"""The words beside a number that qualify it: "about", "more than", "up to", 约, 以上."""

from __future__ import annotations

import functools
import re
from dataclasses import replace
from decimal import Decimal

from copilot.style.units import vocabulary
from copilot.types import Hedge, Quantity, Span

__all__ = ["hedged"]

# "ticked up to 4.3 %" moves to a level; "up to 4.3 %" bounds one.
_MOVED = re.compile(
    r"(?:\b(?:tick|edg|inch|creep|crept|ros|mov|went|go|back|push|pick|tak|bring|brought|drove|nudg|lift|jump|surg|climb|was|were|is|are|now)\w*|[,，]) $",
    re.IGNORECASE,
)


@functools.cache
def _hedges(place: str) -> tuple[re.Pattern[str], dict[str, Hedge]]:
    table = vocabulary()["hedge"][place]
    meaning = {word: Hedge(kind) for kind, words in table.items() for word in words}
    body = "|".join(
        (r"(?<![A-Za-z])" if place == "before" and w[0].isalpha() and w[0].isascii() else "") + re.escape(w)
        for w in sorted(meaning, key=len, reverse=True)
    )
    # The article before an amount ("about a 31% discount") does not part it from its hedge.
    tail = r"(?:\s+(?:a|an|another))?\s*$" if place == "before" else ""
    head = "" if place == "before" else r"\s?"
    end = "" if place == "before" else r"(?![A-Za-z0-9])"
    return re.compile(rf"{head}({body}){end}{tail}", re.IGNORECASE), meaning


_PLACES = ("上方", "下方", "之上", "之下")
_LINE = re.compile(r"(?:线|轨|高点|低点|最高价|最低价|均价|目标价|昨收|前收盘价?)(?:的|为)?$")
_OTHERS = re.compile(
    "的(?:市场|机构)?(?:一致)?(?:预期|预测|前值|均值|中位数|去年同期|上年同期|上期)"
)  # 低于0.6%的预期
_DENIED = re.compile("(?:尚未|仍未|并未|未能|没有|没能|未)(?:能|再)?(?:有效)?$")
_DENIALS = {Hedge.MORE: Hedge.AT_MOST, Hedge.LESS: Hedge.AT_LEAST}
# 不到中证1000（45.8倍）的三分之一: whose part it is stands between.
_FAR = re.compile(
    r"(不到|不足|超过|逾|约为|接近|将近)(?:[^，,。；;（）()约近超]|[（(][^（）()]*[)）]){2,24}的$"
)


def hedged(text: str, span: Span, quantity: Quantity, scale: Decimal) -> tuple[Quantity, Span | None]:
    """The number at a span as its hedge has it, and where the hedge stands."""
    before, meanings = _hedges("before")
    window_start = max(0, span.start - 24)
    head = text[window_start : span.start]
    hedge, place = Hedge.EXACT, None
    if (found := before.search(head)) and not (
        found[1].lower() == "up to" and _MOVED.search(head[: found.start(1)])
    ):
        if not _OTHERS.match(text, span.end):
            hedge = meanings[found[1].lower()]
            place = Span(window_start + found.start(1), window_start + found.end(1))
            if _DENIED.search(head[: found.start(1)]):
                hedge = _DENIALS.get(hedge, hedge)  # 仍未站上10万美元
        # "not more than" is read above; "nothing above" and the like are left to the clause.
    elif far := _FAR.search(text, max(0, span.start - 40), span.start):
        hedge = meanings[far[1]]
        place = Span(*far.span(1))
    after, meanings = _hedges("after")
    found = after.match(text, span.end)
    if found and found[1] in _PLACES and _LINE.search(head):
        found = None  # 收在20日均线3358点之上: where something else stands, no bound of this number
    if found:
        hedge = meanings[found[1].lower()] if hedge in (Hedge.EXACT, Hedge.ABOUT) else hedge
        place = place or Span(*found.span(1))
    if hedge is Hedge.EXACT:
        return quantity, None
    if hedge is Hedge.ABOUT:
        quantity = replace(quantity, step=_wide_step(quantity, scale))
    return replace(quantity, hedge=hedge), place


def _wide_step(quantity: Quantity, scale: Decimal) -> Decimal:
    """The grain of an approximate level with trailing zeros is that of its last other digit, at most .5 % of it."""
    if quantity.unit in ("%", "pp", "bps", "x") or quantity.step != scale or not quantity.value:
        return quantity.step
    digits = (abs(quantity.value) / scale).normalize()
    exponent = digits.as_tuple().exponent
    if not isinstance(exponent, int) or exponent <= 0:
        return quantity.step
    return max(quantity.step, min(Decimal(10) ** exponent * scale, abs(quantity.value) * Decimal("0.005")))
