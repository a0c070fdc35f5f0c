"""R406: how many of a set are such."""

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

__all__ = ["counts", "false_count", "named", "number_of"]

_COUNTED = re.compile(
    r"(?P<zm>\d{1,2}|十一|两|三|四|五)?(?:个|大)?(?P<zwhat>板块|行业|指数)(?:中|里)?(?:有)?(?P<zn>\d{1,2}|[一二两三四五六七八九十]+|均|全线|全部|都|无一|多数)(?:个|大)?"
)


def counts(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for match in _COUNTED.finditer(case.text, sentence.span.start, sentence.span.end):
        if case.text[sentence.span.start : match.start()].endswith("中"):
            continue
        after = [c for c in sentence.cues if c.tag[0] == "direction" and c.span.start >= match.start()]
        if not after or after[0].tag[1] == "flat":
            continue
        kind = "index" if match["zwhat"] == "指数" else "sector"
        group = _counted(sentence, facts, kind)
        if len(group) < 3:
            continue
        up = after[0].tag[1] == "up"
        moved = sum(f.value > 0 if up else f.value < 0 for f in group)
        holds = _count_holds(match["zn"], moved, len(group))
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
            held = [f for f in group if (f.value > 0 if up else f.value < 0)]
            yield Failed(claim, false_count(case, span, moved, len(group), [named(f) for f in held]))


def _count_holds(said: str, moved: int, total: int) -> bool | None:
    if said in ("均", "全线", "全部", "都"):
        return moved == total
    if said == "无一":
        return moved == 0
    if said == "多数":
        return moved * 2 > total
    return number_of(said) == moved


def number_of(said: str) -> int | None:
    """A small number in digits, in English or in Chinese."""
    if said.isdigit():
        return int(said)
    return WORDS.get(said.lower()) if said.isascii() else int(numeral(said, "cjk")[0])


def named(fact: Fact) -> str:
    """Whose fact it is, as its row says."""
    return (fact.datum.name or fact.datum.subject) if fact.datum else fact.entity


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
def false_count(case: Case, span: Span, count: int, total: int, which: Sequence[str]) -> Finding:
    """A count ("seven of eleven", "all", "both", "only") is not what the whole set says.

    Example: "All eleven sectors fell [0]." (seven did)

    Instead: write the count that the set gives, or name those of which it holds.
    """
    words = case.words
    names = ", ".join(sorted(which)[:4]) + (" …" if len(which) > 4 else "")
    return finding(
        "R406",
        span,
        words(
            f"it holds of {count} of {total}" + (f": {names}" if which else ""),
            f"{total}个中有{count}个如此" + (f"：{names}" if which else ""),
        ),
    )
