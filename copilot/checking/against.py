"""What Chinese words before a number set it against: 比预期高0.2个百分点, 较隆基绿能低27%, 较恒生ETF多出2.2倍.

The base stands between 比 or 较 and the number; an operand that is another subject's, another time's or no forecast
where one is named cannot be it. 多出N倍 counts what is added, 是N倍 the whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import is_modifier
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["added", "multiplied", "set_against"]

_BASE = re.compile("[比较](?!重|为|例|上?月率)")
_STOP = re.compile("[，,；;。：:]")
_ADDED = re.compile(
    "(?:多出?|高出?|增加了?|增长了?|增|扩大了?|上升了?|提高了?|上涨了?|涨了?)(?:约|近|逾|超|超过|整整|将近)?$"
)
_OF = re.compile("的(?:约|近|逾|超|超过|不到|不足|大约|将近|整整)?$")


def set_against(sentence: Sentence, figure: FigureReading, chosen: Sequence[Fact]) -> bool:
    """May the last of two operands be what the words before the figure set it against?"""
    if len(chosen) != 2:
        return True
    at = sentence.span.start
    before = sentence.text[: figure.span.start - at]
    if figure.quantity.unit == "x" and (whole := multiplied(sentence, figure)):
        return whole in {chosen[1].entity, *chosen[1].core} and (
            whole in chosen[1].core or chosen[0].entity != whole
        )
    marks = [match.end() for match in _BASE.finditer(before)]
    if not marks or _STOP.search(before, marks[-1]):
        return True
    start, end = marks[-1] + at, figure.span.start
    new, base = chosen
    tags = {c.tag for c in sentence.concepts if start <= c.span.start < end}
    if ("estimate" in tags) is not ("estimate" in base.core) and "estimate" in tags | base.core | new.core:
        return "estimate" in tags and "estimate" in new.core  # as the other operand, where the order is open
    keys = [m.key for m in sentence.entities if start <= m.span.start < end]
    if keys and not {base.entity, new.entity, *base.entities, *new.entities} & set(keys):
        return False
    if keys and base.entity == new.entity and keys[0] != base.entity:
        return False
    named = [
        p for p in sentence.periods if start <= p.span.start < end and p.calendar and p.kind is not Kind.PRIOR
    ]
    return all(agreement(p, base.periods) or agreement(p, new.periods) for p in named)


def multiplied(sentence: Sentence, figure: FigureReading) -> str:
    """What a number of times is said to be of: the subject or the measure right before 的 (江川食品的1.9倍)."""
    at = sentence.span.start
    named = _OF.search(sentence.text, 0, figure.span.start - at)
    end = named.start() + at if named else -1
    found = [m.key for m in sentence.entities if m.span.end == end]
    found += [c.tag for c in sentence.concepts if c.span.end == end and not is_modifier(c.tag)]
    return found[0] if found else ""


def added(sentence: Sentence, figure: FigureReading) -> bool:
    """Does a number of times count what is added (多出2.2倍), not the whole (是3.2倍)?"""
    before = sentence.text[: figure.span.start - sentence.span.start]
    return figure.quantity.unit == "x" and bool(_ADDED.search(before))
