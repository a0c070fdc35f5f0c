"""What relations share: claims, denial, and the facts of one measure and time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.checking.cases import Case
from copilot.checking.times import agreement, moment
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.lexicon import Found
from copilot.reading.periods import Kind, Period
from copilot.types import Comparison, Span

__all__ = [
    "Side",
    "figure_facts",
    "BREAKS",
    "Cue",
    "OPPOSITE",
    "RETURNS",
    "comparison",
    "denied",
    "kind_of",
    "plain",
    "same_measure",
    "sort_of",
    "timed",
]

Cue = Found[tuple[str, str]]


BREAKS = re.compile(r"[;；。]|\bwhile\b|\bwhereas\b|\bbut\b|而(?!且)|但")


def comparison(sentence: Sentence, span: Span, relation: str, left: str = "", right: str = "") -> Comparison:
    return Comparison(span, sentence.span, sentence.citations, relation, left, right)


def denied(case: Case, sentence: Sentence, cue: Cue) -> bool:
    before = case.text[max(sentence.span.start, cue.span.start - 22) : cue.span.start].lower()
    before = re.split(r"[,;，；]", before)[-1]
    return (
        bool(
            re.search(
                r"\b(?:not|never|no longer|neither|failed to|fails to|hardly)\b|n't\b|没有|并未|未能|并非|不再|并没有|未(?!来)",
                before,
            )
        )
        and "not only" not in before
    )


def plain(fact: Fact) -> bool:
    """A row, or a number of an article's table or named line: what it speaks of is certain."""
    return fact.source == 0 or fact.tabular or fact.datum is not None


RETURNS = frozenset({"return", "total_return"})


OPPOSITE = {
    "above": "below",
    "below": "above",
    "larger": "smaller",
    "smaller": "larger",
    "highest": "lowest",
    "lowest": "highest",
    "rising": "falling",
    "falling": "rising",
}


def timed(chosen: Sequence[Fact], when: Sequence[Period], sentence: Sentence) -> list[Fact]:
    """The facts of the time that is named near, else of the sentence's time, else the latest of each."""
    spoken = [p for p in when if p.kind is not Kind.PRIOR]
    for one in spoken:
        fitting = [f for f in chosen if agreement(one, f.periods)]
        same = [f for f in fitting if agreement(one, f.periods) == 2]
        chosen = same or fitting
    if not spoken:
        for one in sentence.periods:
            same = [f for f in chosen if agreement(one, f.periods) == 2]
            if same and one.kind is not Kind.PRIOR:
                chosen = same
                break
    if len(chosen) > 1 and (times := [t for f in chosen if (t := moment(f))]) and len(times) == len(chosen):
        latest = max(times)
        chosen = [f for f in chosen if moment(f) == latest]
    return list(chosen)


def same_measure(one: Fact, other: Fact) -> bool:
    return (
        one.unit == other.unit
        and one.core == other.core
        and one.words == other.words
        and all(agreement(p, other.periods) for p in one.periods)
    )


def kind_of(entity: str) -> str:
    """Sector funds are ranked among themselves, not with the index."""
    return (
        "sector"
        if re.fullmatch(r"XL[A-Z]{1,2}", entity)
        else "index"
        if re.match(r"\^|000\d{3}\.SS|399\d{3}\.SZ|HSTECH", entity)
        else "other"
    )


def sort_of(fact: Fact) -> str:
    """The same of a fact, whose name may say that it is a sector or an index."""
    known = kind_of(fact.entity)
    if known != "other" or fact.datum is None:
        return known
    said = f"{fact.datum.subject} {fact.datum.name}"
    if re.search("美元|货币|波动率|恐慌|商品|运价|价格", said):
        return "other"  # 美元指数 is none of the 股指
    return "sector" if re.search("板块|行业|概念", said) else "index" if "指数" in said else "other"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison and the fact that stands for it."""

    span: Span
    fact: Fact


def figure_facts(case: Case, sentence: Sentence, start: int, end: int) -> list[tuple[FigureReading, Fact]]:
    """The proved figures between two places, with the facts that prove them."""
    return [
        (figure, case.used[figure.span])
        for figure in sentence.figures
        if start <= figure.span.start < end and figure.span in case.used
    ]
