"""R404 and R401 in Chinese: prices that are said to have made a new high or low, or to stand below book value (破净)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case
from copilot.checking.relating import comparison, plain
from copilot.checking.rules import finding
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.types import Failed, Span, Verdict

__all__ = ["peaks"]

_REACHED = "(?:创|刷新|续创|再创|创下)"
_PEAK = re.compile(
    rf"(?<!未)(?<!未能){_REACHED}[^，,。；;]{{0,8}}?(?:(?P<high>新高|最高价?|最高纪录|历史最高)|(?P<low>新低|最低价?|历史最低))"
)
_BOOK = re.compile(r"(?P<left>(?:摆脱|告别|走出|脱离|不再|结束)[^，,。；;]{0,3})?破净")


def peaks(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """Only what the rows contradict: a close below the high that it is said to have made, 破净 above book value."""
    yield from _records(case, sentence, facts)
    held = [case.used[f.span] for f in sentence.figures if f.span in case.used]
    multiples = [fact for fact in held if fact.core == {"price_to_book"}]
    for match in _BOOK.finditer(case.text, sentence.span.start, sentence.span.end):
        below = not match["left"]
        if len(multiples) == 1 and (multiples[0].value < 1) is not below:
            span, words = Span(*match.span()), case.words
            claim = comparison(sentence, span, "below" if below else "above", multiples[0].title, "1")
            side = ("not below", "不低于") if below else ("below", "低于")
            said = words.fact(multiples[0])
            yield Failed(claim, finding("R401", span, words(f"{said} is {side[0]} 1", f"{said}{side[1]}1倍")))


def _records(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    subject = next((m.key for m in sentence.entities), "")
    own = [f for f in facts if plain(f) and f.source == 0 and f.entity == subject]
    prices = [f for f in own if f.core == {"close"}]
    for match in _PEAK.finditer(case.text, sentence.span.start, sentence.span.end):
        side = "high" if match["high"] else "low"
        ends = [f for f in own if f.core == {side}]
        if len({f.value for f in ends}) != 1 or len({f.value for f in prices}) != 1:
            continue
        price, end = prices[0], ends[0]
        if (price.value < end.value) if side == "high" else (price.value > end.value):
            span, words = Span(*match.span()), case.words
            claim = comparison(sentence, span, "above" if side == "high" else "below", price.title, end.title)
            which = ("below", "低于") if side == "high" else ("above", "高于")
            one, other = words.fact(price), words.fact(end)
            yield Failed(
                claim, finding("R404", span, words(f"{one} is {which[0]} {other}", f"{one}{which[1]}{other}"))
            )
