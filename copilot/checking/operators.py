"""Which typed operators and operands a figure's words allow: the cue fixes both, and which of two is the base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from copilot.checking import formulae, kernel
from copilot.checking.against import multiplied
from copilot.checking.bases import (
    MOST,
    Candidate,
    compared,
    first,
    level,
    of_another,
    ordered,
    roots,
    same_time,
)
from copilot.checking.cases import Case
from copilot.checking.percentages import percentages
from copilot.checking.times import agreement, windows_differ
from copilot.checking.valuations import MULTIPLES
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import concept_unit
from copilot.reading.cues import WIDTHS
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Quantity

__all__ = ["alike", "candidates", "cued", "computed", "in_unit"]

_MONEYLESS = ("%", "pp", "bps", "x")


_MANY = 8  # operands that one sentence may name; more would be a search, not a derivation


def in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    if quantity.unit == unit:
        return quantity
    if quantity.unit == "" or unit == "" or {quantity.unit, unit} <= {"", "points"}:
        return replace(quantity, unit=unit)
    if quantity.unit == "points" and (len(unit) == 3 or unit == "pp"):
        return replace(quantity, unit=unit)
    return None


def alike(one: Fact, other: Fact) -> bool:
    """Two values of one measure in one unit; a price and its own high are alike."""
    if (
        one.core | other.core <= {"close", "high", "low"}
        and one.unit == other.unit
        and one.entity == other.entity
    ):
        return True
    if one.unit == "x" and one.entity == other.entity and one.core | other.core <= MULTIPLES:
        return True  # the forward multiple beside the trailing one, or beside its own average
    if one.datum and other.datum and not (one.core and other.core) and one.words != other.words:
        return False  # rows of measures that no vocabulary knows: the same only by the same name
    return one.unit == other.unit and (bool(roots(one) & roots(other)) or not one.core or not other.core)


def cued(sentence: Sentence, figure: FigureReading) -> FigureReading:
    """The figure with the word of derivation that stands nearest, where none is its own."""
    near = [c for c in sentence.cues if c.tag[0] == "derivation"]
    if figure.cue or not near:
        return figure
    best = min(near, key=lambda c: abs(c.span.start - figure.span.start))
    return replace(figure, cue=best.tag[1])


def candidates(
    case: Case, sentence: Sentence, figure: FigureReading, operands: Sequence[Fact]
) -> Iterator[Candidate]:
    unit = figure.quantity.unit
    if unit == "points" and (
        any(concept_unit(c) == "percent" for c in figure.concepts)
        or any(other.quantity.unit == "%" for other in sentence.figures)
    ):
        unit = "pp"  # "the margin shrank by 3.3 points"
    figure = cued(sentence, figure)
    cue = figure.cue
    cues = {c.tag for c in sentence.cues}
    figure = compared(sentence, figure)
    leading = any(c.phrase in ("lead", "leads", "led") for c in sentence.cues) and " by " in sentence.text
    margin = (
        leading
        or bool({family for family, _ in cues} & {"contest", "level"})
        or cue == "gap"
        or "spread" in figure.concepts
    )
    pairs = [(a, b) for a, b in permutations(operands[:MOST], 2) if alike(a, b)]
    if margin and unit not in _MONEYLESS:
        pairs += _set_beside(sentence, operands)
    if unit in ("pp", "bps"):
        held = list(case.used.values())
        pairs += [(a, b) for a, b in permutations(held, 2) if a.unit == b.unit and not alike(a, b)]
        yield from _rate_changes(sentence, figure, pairs, unit, margin, held)
    if unit in ("bps", "pips", "points", "pp"):
        yield from _rates_of_exchange(case, sentence, figure, pairs)
    if unit == "%":
        yield from percentages(sentence, figure, operands, pairs, margin)
    if unit == "x":
        for a, b in pairs:
            timely = a.entity == b.entity or same_time(a, b)
            if timely and _named_together(a, b, case, sentence) and not _turned(sentence, a, b):
                yield "ratio", (a, b), "x"
            if figure.cue == "versus" and first(sentence, a, b) and a.unit == "x":
                yield "difference", (a, b), "x"  # 比五粮液低3.8倍
        whole = multiplied(sentence, figure)  # 经营现金流约为归母净利润的1.3倍
        for a in case.used.values():
            for b in operands[:MOST] if whole else ():
                if whole in b.core and a.unit == b.unit and a.entity == b.entity and same_time(a, b):
                    yield "ratio", (a, b), "x"
        two = list(case.used.values())[:2]
        if len(two) == 2 and two[0].unit == two[1].unit and (said := _FORMER.search(sentence.text)):
            yield "ratio", tuple(reversed(two) if said[0][0] == "后" else two), "x"
    if unit not in _MONEYLESS:
        yield from _amounts(sentence, figure, pairs, operands, margin)
    elif cue == "sum" and unit == "%":
        yield from _totals(sentence, operands, "sum")
    if cue == "mean":
        yield from _totals(sentence, operands, "mean")


def _set_beside(sentence: Sentence, operands: Sequence[Fact]) -> list[tuple[Fact, Fact]]:
    """ "Deliveries exceeded production by almost 50,000": two measures of one subject that the sentence itself names."""
    spoken = frozenset(c.tag for c in sentence.concepts)
    return [
        (a, b)
        for a, b in permutations(operands[:MOST], 2)
        if a.core and b.core and a.core != b.core and a.core | b.core <= spoken
        if (a.unit, a.entity) == (b.unit, b.entity) and same_time(a, b)
    ]


def _rate_changes(
    sentence: Sentence,
    figure: FigureReading,
    pairs: Sequence[tuple[Fact, Fact]],
    unit: str,
    margin: bool,
    bound_: Sequence[Fact],
) -> Iterator[Candidate]:
    bps = unit == "bps"
    earlier = [f for f in sentence.figures if f.span.end <= figure.span.start]
    near = [c for c in sentence.cues if c.tag[0] == "level" and 0 <= c.span.start - figure.span.end <= 2]
    leading = [fact for fact in bound_ if any(fact.value == f.quantity.value for f in earlier)]
    sided = 0 if not near or not leading else 1 if near[0].tag[1] == "above" else -1
    for new, old in pairs:
        if _other_window(new, old) or (new.entity != old.entity and not same_time(new, old)):
            continue
        if new.unit != "%" and not (new.unit == "" and new.concepts & {"pmi", "confidence"}):
            continue
        if (figure.cue == "versus" and first(sentence, new, old)) or (
            figure.change and ordered(figure, new, old)
        ):
            # 降幅比8月收窄0.4个百分点: a fall that is smaller by so much
            turned = new.value < 0 and old.value < 0 and _narrows(sentence, figure)
            yield ("difference_bps" if bps else "difference"), (old, new) if turned else (new, old), unit
        elif sided and figure.cue != "gap":
            # "at 3.3 %, 0.3 points above the headline rate": the number before is the one that is above
            if new in leading and old not in leading:
                chosen = (new, old) if sided > 0 else (old, new)
                yield ("difference_bps" if bps else "difference"), chosen, unit
        elif margin and new.core == {"yield"} == old.core and first(sentence, new, old):
            side = level(sentence, figure)  # "the 10-year yields 43 basis points more than the 2-year"
            formula = "difference" if side else "gap"
            yield (f"{formula}_bps" if bps else formula), (new, old) if side >= 0 else (old, new), unit
        elif (margin or figure.cue == "gap") and (
            new in bound_ or new.entity != old.entity or new.core != old.core
        ):
            yield ("gap_bps" if bps else "gap"), (new, old), unit


def _narrows(sentence: Sentence, figure: FigureReading) -> bool:
    """Is it the width of a fall that the words right before the number move?"""
    near = [c for c in sentence.cues if c.tag[0] == "direction" and c.span.end <= figure.span.start]
    return (
        bool(near)
        and near[-1].phrase in WIDTHS
        and figure.direction == {"up": 1, "down": -1}.get(near[-1].tag[1], 0)
    )


def _rates_of_exchange(
    case: Case, sentence: Sentence, figure: FigureReading, pairs: Sequence[tuple[Fact, Fact]]
) -> Iterator[Candidate]:
    """人民币升值66个基点: ten-thousandths of a rate, which falls where the currency that it prices in gains."""
    priced = re.search(r"(?<![兑对])人民币(?!以外)", sentence.text)
    for new, old in pairs:
        if ("exchange_rate" in new.core or new.entity.endswith("=X")) and ordered(figure, new, old):
            gains = bool(priced) and (new.entity.startswith("USDCN") or "人民币" in new.title)
            formula = "difference_pips" if figure.direction else "gap_pips"
            yield formula, (old, new) if gains else (new, old), figure.quantity.unit


def _amounts(
    sentence: Sentence,
    figure: FigureReading,
    pairs: Sequence[tuple[Fact, Fact]],
    operands: Sequence[Fact],
    margin: bool,
) -> Iterator[Candidate]:
    unit = figure.quantity.unit
    for a, b in pairs:
        if a.unit in _MONEYLESS:
            continue
        if figure.cue == "versus" and figure.direction and a.entity != b.entity and first(sentence, a, b):
            yield "difference", (a, b), a.unit or unit  # 比宁德时代少48亿元
        elif figure.change and ordered(figure, a, b) and not of_another(figure, a):
            yield "difference", (a, b), a.unit or unit
        elif (margin or figure.cue in ("gap", "surprise")) and a.value >= b.value:
            yield "gap", (a, b), a.unit or unit
    if figure.cue == "sum":
        yield from _totals(sentence, operands, "sum")
    if re.search(r"\bnet debt\b|净负债", sentence.text):
        for debt, cash in permutations(operands[:MOST], 2):
            if "debt" in debt.concepts and "cash" in cash.concepts and debt.unit == cash.unit:
                yield "difference", (debt, cash), debt.unit


def _totals(sentence: Sentence, operands: Sequence[Fact], formula: str) -> Iterator[Candidate]:
    """Sum or mean of all that the sentence lists: two to eight values of one measure."""
    groups: dict[tuple[frozenset[str], str], list[Fact]] = {}
    spoken = [p for p in sentence.periods if p.kind is not Kind.PRIOR]
    month = spoken if len(spoken) == 1 and spoken[0].kind is Kind.MONTH else []
    for fact in operands[:MOST]:
        groups.setdefault((fact.core, fact.unit), []).append(fact)
    for (_, unit), facts in groups.items():
        for size in (len(facts), 2, 3, 4) if len(facts) <= _MANY else (2,):
            if 2 <= size <= len(facts):
                for chosen in filter(_alike_in_time, combinations(facts, size)):
                    if month and not all(agreement(month[0], fact.periods) == 2 for fact in chosen):
                        continue  # 9月合计: nothing of August's
                    yield formula, chosen, unit


def _alike_in_time(chosen: Sequence[Fact]) -> bool:
    """Of several subjects, each is taken at the same times: no total adds one's September to another's August."""
    times: dict[str, list[Fact]] = {}
    for fact in chosen:
        times.setdefault(fact.entity, []).append(fact)
    model, *others = times.values()
    return all(
        len(model) == len(other) and all(any(same_time(a, b) for b in other) for a in model)
        for other in others
    )


def _other_window(a: Fact, b: Fact) -> bool:
    return bool(a.core & b.core & {"return", "total_return"}) and windows_differ(a, b)


_FORMER = re.compile(r"后者[是为约]{1,2}前者的?|前者[是为约]{1,2}后者的?")
_BASE_FIRST = re.compile(
    r"\s*(?:compared (?:with|to)|relative to|against|versus|next to|than|与|和|同|较|相比|比起|相对)\b", re.I
)


def _turned(sentence: Sentence, a: Fact, b: Fact) -> bool:
    """`A's sales are 2.6 times B's`: the one that is named first is the larger, unless it is named as what is compared with."""
    if a.entity == b.entity or not a.entity or not b.entity:
        return False
    return first(sentence, b, a) is not bool(_BASE_FIRST.match(sentence.text))


def _named_together(a: Fact, b: Fact, case: Case, sentence: Sentence) -> bool:
    return (
        a in case.used.values()
        or b in case.used.values()
        or a.entity != b.entity
        or len(sentence.entities) > 0
    )


def computed(formula: str, chosen: Sequence[Fact]) -> Decimal | None:
    try:
        values = [fact.value for fact in chosen]
        return formulae.value(formula, values) if formula[0] == "=" else kernel.FORMULAS[formula](values)
    except (ArithmeticError, ValueError):
        return None
