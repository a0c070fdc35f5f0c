"""What each member of a set is put to by the words after a quantifier: a rise or a fall, a side of a reference or number."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copilot.checking.cases import Case
from copilot.checking.relating import RETURNS
from copilot.checking.sets import moves, one_each
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Hedge, Span

__all__ = ["Test", "tested"]

_NOT = re.compile(r"\b(?:not|never|failed to|fails to|hardly)\b|n't\b", re.IGNORECASE)
_RED = re.compile(
    r"\b(?:in the (?P<down>red)|in (?:the (?P<up>black|green)|(?P<up2>positive) territory|(?P<down2>negative) territory)|(?P<in>inflows?)|(?P<out>outflows?|redemptions))\b"
)


@dataclass(frozen=True, slots=True)
class Test:
    """What each member is put to; None where the evidence does not say. `measure` are the facts that are looked at."""

    holds: Callable[[str], bool | None]
    facts: dict[str, Fact]  # the fact of each member
    span: Span


def tested(case: Case, sentence: Sentence, rows: Sequence[Fact], start: int) -> Test | None:
    """The test that the words after `start` put each member to."""
    red = _RED.search(case.text.lower(), start, sentence.span.end)
    cues = [
        c
        for c in sentence.cues
        if c.span.start >= start and c.tag[0] in ("direction", "level") and c.tag[1] not in ("flat", "equal")
    ]
    figures = [f for f in sentence.figures if f.span.start >= start and f.quantity.hedge in _SIDES]
    if (
        cues
        and cues[0].tag[0] == "level"
        and not (figures and figures[0].written.hedge and figures[0].written.hedge.overlaps(cues[0].span))
    ):
        return _of_side(case, sentence, rows, cues[0].span, cues[0].tag[1] == "above")
    if figures and (not cues or cues[0].tag[0] == "level" or _on(sentence, cues[0].span, figures[0].span)):
        fell = any(
            c.tag[0] == "magnitude" and c.span.start >= start for c in sentence.cues
        )  # "lost more than 2 %"
        way = cues[0].tag[1] if cues and cues[0].tag[0] == "direction" else "down" if fell else ""
        return _of_bound(sentence, rows, figures[0], way)
    if red and (not cues or red.start() <= cues[0].span.start):
        up = bool(red["up"] or red["up2"] or red["in"])
        return _of_move(
            case, sentence, rows, Span(*red.span()), up, "flows" if red["in"] or red["out"] else ""
        )
    if cues and not any(
        f.span.start >= start
        and f.quantity.hedge not in _SIDES
        and _on(sentence, cues[0].span, f.span)
        and not _own(sentence, f.span)
        for f in sentence.figures
    ):
        up = (cues[0].tag[1] == "up") != bool(_NOT.search(case.text, start, cues[0].span.start))
        return _of_move(case, sentence, rows, cues[0].span, up, "")
    return None


_SIDES = (Hedge.MORE, Hedge.LESS, Hedge.AT_LEAST, Hedge.AT_MOST)


def _on(sentence: Sentence, cue: Span, figure: Span) -> bool:
    between = sentence.text[cue.end - sentence.span.start : figure.start - sentence.span.start]
    return len(between) < 24 and not re.search(r"[,;:]", between)


def _own(sentence: Sentence, figure: Span) -> bool:
    """A number in brackets or behind a comma is that of one member."""
    return bool(re.search(r"[(（,]\s*[+−-]?$", sentence.text[: figure.start - sentence.span.start]))


def _of_move(
    case: Case, sentence: Sentence, rows: Sequence[Fact], span: Span, up: bool, measure: str
) -> Test | None:
    spoken = core_of(c.tag for c in sentence.concepts)
    wanted = (
        frozenset({measure} if measure else spoken & {"flows", "comparable_sales", "excess_return"})
        or RETURNS
    )
    held = [f for f in rows if f.core & wanted and f.unit not in ("x", "")]
    if wanted is RETURNS:  # a bare "change on month" of what is no instrument
        held += [f for f in rows if not f.core and "growth" in f.concepts and f.unit == "%"]
    chosen = one_each(sentence, held)
    if chosen:
        signs = {key: fact.value for key, fact in chosen.items()}
    else:  # no row says how much it moved: two days of its level do
        tenors = [p for p in sentence.periods if p.kind is Kind.ROLLING and p.unit == "year"]
        level = [f for f in rows if f.core & (spoken & {"yield", "spread"} or {"close"})]
        levels = moves(
            [
                f
                for f in level
                if not tenors or "yield" not in f.core or any(agreement(p, f.periods) == 2 for p in tenors)
            ]
        )
        chosen, signs = (
            {key: new for key, (new, _) in levels.items()},
            {key: new.value - old.value for key, (new, old) in levels.items()},
        )
    if not chosen:
        return None
    return Test(
        lambda key: None if key not in signs else (signs[key] > 0) is up and signs[key] != 0, chosen, span
    )


def _of_side(case: Case, sentence: Sentence, rows: Sequence[Fact], cue: Span, above: bool) -> Test | None:
    """Above or below its own average, high or target: each member's price against each reference that is named."""
    stop = re.compile(r"[,;.]| while | but ").search(case.text, cue.end, sentence.span.end)
    end = stop.start() if stop else sentence.span.end
    named = [c for c in sentence.concepts if cue.end <= c.span.start < end]
    tags = core_of(c.tag for c in named) & {
        "average",
        "exponential_average",
        "high",
        "low",
        "target_price",
        "estimate",
    }
    if not tags:
        return None
    windows = [p for p in sentence.periods if cue.end <= p.span.start < end and p.kind is Kind.ROLLING]
    prices = one_each(sentence, [f for f in rows if f.core == {"close"} and not f.words])

    def holds(key: str) -> bool | None:
        own = (
            [f for f in rows if f.entity == key and f.core & tags and f.unit == prices[key].unit]
            if key in prices
            else []
        )
        sets = [[f for f in own if agreement(p, f.periods) == 2] for p in windows] or [own]
        if not own or any(len({f.value for f in one}) != 1 for one in sets):
            return None
        return all((prices[key].value > one[0].value) is above for one in sets)

    known = {key: fact for key, fact in prices.items() if holds(key) is not None}
    return Test(holds, known, Span(cue.start, end)) if known else None


def _of_bound(sentence: Sentence, rows: Sequence[Fact], figure: FigureReading, way: str) -> Test | None:
    """Above or below a number that the sentence gives: "rose by more than 2 %", "an RSI under 30"."""
    tags = core_of(figure.concepts) or core_of(c.tag for c in sentence.concepts)
    wanted = RETURNS if way or not tags else tags
    quantity = figure.written.quantity
    held = [
        f
        for f in rows
        if f.core & wanted and (f.unit == quantity.unit or quantity.unit == "" or f.unit == "")
    ]
    chosen = one_each(sentence, held)
    sign = -1 if way == "down" else 1

    def holds(key: str) -> bool | None:
        return quantity.admits(sign * chosen[key].value, quantity.unit) if key in chosen else None

    return Test(holds, chosen, figure.span) if chosen else None
