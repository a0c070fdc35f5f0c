"""R406: how many of a set rose or fell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, operand
from copilot.checking.relating import comparison, kind_of, plain
from copilot.checking.rules import finding, rule
from copilot.checking.times import agreement
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.style.numerals import WORDS, numeral
from copilot.types import Failed, Finding, Proof, Proved, Span, Verdict

__all__ = ["counts"]

_COUNTED = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|all|none|most|every|each|both)(?: (?:of|out of))?(?: the)? (?:(?P<m>\d{1,2}|eleven|ten|five|four|three)(?: [\w&]+)? )?(?:[\w&]+ ){0,2}?(?P<what>sectors?|indexes|indices|benchmarks)\b"
    r"|(?P<zm>\d{1,2}|十一|两|三|四|五)?(?:个|大)?(?P<zwhat>板块|行业|指数)(?:中|里)?(?:有)?(?P<zn>\d{1,2}|[一二两三四五六七八九十]+|均|全线|全部|都|无一|多数)(?:个|大)?",
    re.IGNORECASE,
)


def counts(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for match in _COUNTED.finditer(case.text, sentence.span.start, sentence.span.end):
        if re.search(r"\bof (?:the |all )?$|中$", case.text[sentence.span.start : match.start()].lower()):
            continue  # "the weakest of the eleven sectors" counts nothing
        after = [c for c in sentence.cues if c.tag[0] == "direction" and c.span.start >= match.start()]
        if not after or after[0].tag[1] == "flat":
            continue
        what = (match["what"] or match["zwhat"]).lower()
        kind = "sector" if what in ("sector", "sectors", "板块", "行业") else "index"
        group = _counted(sentence, facts, kind)
        if len(group) < 3:
            continue
        up = after[0].tag[1] == "up"
        moved = sum(f.value > 0 if up else f.value < 0 for f in group)
        said = (match["n"] or match["zn"] or "").lower()
        holds = _count_holds(said, moved, len(group))
        if holds is None:
            continue
        span = Span(*match.span())
        claim = comparison(sentence, span, "count_up" if up else "count_down")
        if holds:
            yield Proved(
                claim,
                Proof(
                    "count_up" if up else "count_down",
                    tuple(operand(f, case.words) for f in group),
                    None,
                    "",
                    f"{moved} / {len(group)}",
                ),
            )
        else:
            yield Failed(claim, false_count(case, span, moved, len(group), up))


def _count_holds(said: str, moved: int, total: int) -> bool | None:
    if said in ("all", "every", "each", "both", "均", "全线", "全部", "都"):
        return moved == total
    if said in ("none", "无一"):
        return moved == 0
    if said in ("most", "多数"):
        return moved * 2 > total
    if said.isdigit():
        return int(said) == moved
    number = WORDS.get(said) if said.isascii() else numeral(said, "cjk")[0]
    return None if number is None else number == moved


def _counted(sentence: Sentence, facts: Sequence[Fact], kind: str) -> list[Fact]:
    group: dict[str, Fact] = {}
    for fact in facts:
        if (
            plain(fact)
            and fact.entity
            and kind_of(fact.entity) == kind
            and "return" in fact.concepts
            and all(agreement(p, fact.periods) for p in sentence.periods)
        ):
            group.setdefault(fact.entity, fact)
    return list(group.values())


@rule("R406", "false-count")
def false_count(case: Case, span: Span, moved: int, total: int, up: bool) -> Finding:
    """A count ("seven of eleven", "all", "most") is not what the whole set says.

    Example: "All eleven sectors fell [0]." (seven did)

    Instead: write the count that the set gives.
    """
    words = case.words
    return finding(
        "R406",
        span,
        words(
            f"{moved} of {total} {'rose' if up else 'fell'}",
            f"{total}个中有{moved}个{'上涨' if up else '下跌'}",
        ),
    )
