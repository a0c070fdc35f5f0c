"""Which typed operators and operands a figure's words allow: the cue fixes both, and which of two is the base."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from copilot.checking.binding import entity_fit
from copilot.checking.cases import Case
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact, concept_unit, is_modifier
from copilot.reading.periods import Period
from copilot.types import Quantity

__all__ = ["MARGINS", "alike", "candidates", "compared", "computed", "in_unit"]

Candidate = tuple[str, tuple[Fact, ...], str]


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


def _core(fact: Fact) -> frozenset[str]:
    return frozenset(c for c in fact.concepts if not is_modifier(c))


_KIN = {"core_cpi": "cpi", "core_pce": "pce"}


def _roots(fact: Fact) -> frozenset[str]:
    return frozenset(_KIN.get(concept, concept) for concept in _core(fact))


def alike(one: Fact, other: Fact) -> bool:
    """Two values of one measure in one unit; a price and its own high are alike."""
    if (
        _core(one) | _core(other) <= {"close", "high", "low"}
        and one.unit == other.unit
        and one.entity == other.entity
    ):
        return True
    return one.unit == other.unit and (
        bool(_roots(one) & _roots(other)) or not _core(one) or not _core(other)
    )


def candidates(
    case: Case, sentence: Sentence, figure: FigureReading, operands: Sequence[Fact]
) -> Iterator[Candidate]:
    unit = figure.quantity.unit
    if unit == "points" and any(concept_unit(c) == "percent" for c in figure.concepts):
        unit = "pp"  # "the margin shrank by 3.3 points"
    if not figure.cue:
        near = [c for c in sentence.cues if c.tag[0] == "derivation"]
        if near:
            best = min(near, key=lambda c: abs(c.span.start - figure.span.start))
            figure = replace(figure, cue=best.tag[1])
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
    pairs = [(a, b) for a, b in permutations(operands[:24], 2) if alike(a, b)]
    if unit in ("pp", "bps"):
        held = list(case.used.values())
        pairs += [(a, b) for a, b in permutations(held, 2) if a.unit == b.unit and not alike(a, b)]
        yield from _rate_changes(sentence, figure, pairs, unit, margin, held)
    if unit == "%":
        yield from _percentages(sentence, figure, operands, pairs, margin)
    if unit == "x":
        for a, b in pairs:
            if _named_together(a, b, case, sentence):
                yield "ratio", (a, b), "x"
    if unit not in _MONEYLESS:
        yield from _amounts(sentence, figure, pairs, operands, margin)
    elif cue == "sum" and unit == "%":
        yield from _totals(sentence, operands, "sum")
    if cue == "mean":
        yield from _totals(sentence, operands, "mean")


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
        if new.unit != "%" and not (new.unit == "" and new.concepts & {"pmi", "confidence"}):
            continue
        if (figure.cue == "versus" and _first(sentence, new, old)) or (
            figure.change and _ordered(figure, new, old)
        ):
            yield ("difference_bps" if bps else "difference"), (new, old), unit
        elif sided and figure.cue != "gap":
            # "at 3.3 %, 0.3 points above the headline rate": the number before is the one that is above
            if new in leading and old not in leading:
                chosen = (new, old) if sided > 0 else (old, new)
                yield ("difference_bps" if bps else "difference"), chosen, unit
        elif (margin or figure.cue == "gap") and (
            new in bound_ or new.entity != old.entity or _core(new) != _core(old)
        ):
            yield ("gap_bps" if bps else "gap"), (new, old), unit


def _percentages(
    sentence: Sentence,
    figure: FigureReading,
    operands: Sequence[Fact],
    pairs: Sequence[tuple[Fact, Fact]],
    margin: bool,
) -> Iterator[Candidate]:
    cue = figure.cue
    for a, b in pairs:
        if a.unit in ("%", "pp", "bps"):
            continue
        if cue == "discount" and a.value < b.value:
            yield "discount", (a, b), "%"
        elif cue == "premium" and a.value > b.value:
            yield "premium", (a, b), "%"
        elif cue == "surprise":
            if "estimate" in b.concepts and "estimate" not in a.concepts:
                yield "percent_gap", (a, b), "%"
        elif (
            figure.change and b.concepts & {"high", "low"} and "close" in a.concepts and a.entity == b.entity
        ):
            yield "percent_change", (a, b), "%"
        elif (
            figure.change
            or cue in ("double", "triple", "halve")
            or figure.concepts & {"growth", "yoy", "qoq", "mom"}
        ):
            if _ordered(figure, a, b):
                yield "percent_change", (a, b), "%"
                if figure.direction == 0:
                    yield "percent_gap", (a, b), "%"
        elif margin:
            level = _level(sentence, figure) or _contest(sentence, figure)
            if a.entity == b.entity and _core(a) == _core(b) and agreement_of(a, b):
                continue
            if level > 0:
                yield "premium", (a, b), "%"
            elif level < 0:
                yield "discount", (a, b), "%"
    if cue in ("upside", "downside"):
        for target, price in permutations(operands[:24], 2):
            rising = target.value > price.value
            if (
                "target_price" in target.concepts
                and "close" in price.concepts
                and rising == (cue == "upside")
            ):
                yield "percent_gap", (target, price), "%"
    if "drawdown" in figure.concepts:
        for price, high in permutations(operands[:24], 2):
            if "close" in price.concepts and "high" in high.concepts and price.entity == high.entity:
                yield ("percent_change" if figure.change else "discount"), (price, high), "%"
    if margin:
        yield from _distances(sentence, figure, operands)
    if cue == "share" or figure.concepts & {"weight"}:
        for part, whole in permutations(operands[:24], 2):
            if (
                part.unit == whole.unit
                and abs(part.value) <= abs(whole.value)
                and part.unit not in ("%", "x")
                and _same_time(part, whole)
            ):
                yield "share", (part, whole), "%"
    if figure.concepts & {"gross_margin", "operating_margin", "net_margin"} or "margin" in figure.stems:
        yield from _margins(figure, operands)


MARGINS = {
    "gross_margin": "gross_profit",
    "operating_margin": "operating_income",
    "net_margin": "net_income",
}


def _margins(figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    bare = "margin" in figure.stems and not figure.concepts & set(MARGINS)
    for margin, profit in MARGINS.items():
        if margin in figure.concepts or bare:
            for a, b in permutations(operands, 2):
                if profit in a.concepts and "revenue" in b.concepts and a.unit == b.unit and _same_time(a, b):
                    yield "share", (a, b), "%"


def _distances(sentence: Sentence, figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    """A price against its average, high, low or target, in per cent of the latter."""
    bases = frozenset(
        {"average_volume", "average", "exponential_average", "high", "low", "target_price", "estimate"}
    )
    level = _level(sentence, figure)
    for a, b in permutations(operands[:24], 2):
        if b.concepts & bases and not a.concepts & bases and a.entity == b.entity and a.unit == b.unit:
            if _core(b) - bases and not _core(b) - bases <= _core(a):
                continue
            yield ("premium" if level >= 0 and figure.direction >= 0 else "discount"), (a, b), "%"


_MORE = re.compile(r"[高快多贵大强](?:出|了|约|近)?\s*(?:约|近|大约)?$")


_LESS = re.compile(r"[低慢少小弱](?:出|了|约|近)?\s*(?:约|近|大约)?$")


def compared(sentence: Sentence, figure: FigureReading) -> FigureReading:
    """`比去年四季度快0.3个百分点`: the adjective before the number gives the margin its sign."""
    before = sentence.text[: max(0, figure.span.start - sentence.span.start)]
    if figure.change and figure.direction:
        return figure
    if not re.search(r"[比较]", before[-24:]):
        return figure
    sign = 1 if _MORE.search(before) else -1 if _LESS.search(before) else 0
    if not sign:
        return figure
    turned = figure.quantity if sign > 0 else replace(figure.quantity, value=-figure.quantity.value)
    return replace(figure, quantity=turned, direction=sign, change=True, cue="versus")


def _first(sentence: Sentence, a: Fact, b: Fact) -> bool:
    """Is `a` named before `b`: by subject, or by the tenor or time of the measure?"""
    if a.entity != b.entity:
        order = [m.key for m in sentence.entities]
        return a.entity in order and b.entity in order and order.index(a.entity) < order.index(b.entity)

    def place(fact: Fact) -> int:
        return next(
            (
                p.span.start
                for p in sentence.periods
                if agreement(p, [q for q in fact.periods if q.kind == p.kind]) == 2
                and any(q.kind == p.kind for q in fact.periods)
            ),
            1 << 30,
        )

    return place(a) < place(b)


def _level(sentence: Sentence, figure: FigureReading) -> int:
    near = [c for c in sentence.cues if c.tag[0] == "level" and abs(c.span.start - figure.span.end) < 60]
    if not near:
        return 0
    return 1 if min(near, key=lambda c: abs(c.span.start - figure.span.end)).tag[1] == "above" else -1


def _contest(sentence: Sentence, figure: FigureReading) -> int:
    """The polarity of the contest verb nearest before the figure."""
    before = [c for c in sentence.cues if c.tag[0] == "contest" and c.span.end <= figure.span.start]
    return 0 if not before else 1 if before[-1].tag[1] == "above" else -1


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
        if figure.change and _ordered(figure, a, b):
            yield "difference", (a, b), a.unit or unit
        elif (margin or figure.cue in ("gap", "surprise")) and a.value >= b.value:
            yield "gap", (a, b), a.unit or unit
    if figure.cue == "sum":
        yield from _totals(sentence, operands, "sum")
    if re.search(r"\bnet debt\b|净负债", sentence.text):
        for debt, cash in permutations(operands[:24], 2):
            if "debt" in debt.concepts and "cash" in cash.concepts and debt.unit == cash.unit:
                yield "difference", (debt, cash), debt.unit


def _totals(sentence: Sentence, operands: Sequence[Fact], formula: str) -> Iterator[Candidate]:
    """Sum or mean of all that the sentence lists: two to eight values of one measure."""
    groups: dict[tuple[frozenset[str], str], list[Fact]] = {}
    for fact in operands[:24]:
        groups.setdefault((_core(fact), fact.unit), []).append(fact)
    for (_, unit), facts in groups.items():
        for size in (len(facts), 2, 3, 4) if len(facts) <= _MANY else (2,):
            if 2 <= size <= len(facts):
                for chosen in combinations(facts, size):
                    yield formula, chosen, unit


def agreement_of(a: Fact, b: Fact) -> bool:
    return all(agreement(p, b.periods) == 2 for p in a.periods if p.calendar)


def _same_time(a: Fact, b: Fact) -> bool:
    return all(agreement(p, b.periods) > 0 for p in a.periods)


def _when(fact: Fact) -> tuple[int, int, int] | None:
    for one in fact.periods:
        if one.calendar and one.day:
            return one.day.year, one.day.month, one.day.day
        if one.calendar and one.month_day:
            return one.year or 0, *one.month_day
        if one.calendar and one.year:
            return one.year, one.index or 0, 0
    return None


def _ordered(figure: FigureReading, new: Fact, old: Fact) -> bool:
    """Is `old` the base that the words name: earlier, of the same thing, a year or a quarter before where they say so?"""
    if new.entity != old.entity and new.entity and old.entity:
        return False
    if not entity_fit(figure.entities, new):
        return False
    times = _when(new), _when(old)
    if times[0] is None or times[1] is None:
        return True
    if times[0] <= times[1]:
        return False
    current, base = _quarterly(new), _quarterly(old)
    if current and base and current.year and base.year and current.index and base.index:
        apart = (current.year - base.year) * 4 + current.index - base.index
        if current.kind == base.kind == "month":
            apart = (current.year - base.year) * 12 + current.index - base.index
            if "yoy" in figure.concepts:
                return apart == 12
            if "mom" in figure.concepts:
                return apart == 1
        if "yoy" in figure.concepts and current.kind == base.kind == "quarter":
            return apart == 4
        if "qoq" in figure.concepts and current.kind == base.kind == "quarter":
            return apart == 1
    claimed = [p for p in figure.periods if p.calendar and p.kind not in ("range", "since")]
    if (
        claimed
        and not figure.prior
        and agreement(claimed[0], new.periods) == 0 == agreement(claimed[0], old.periods)
    ):
        return False
    ranged = [p for p in figure.periods if p.kind == "range"]
    if ranged and ranged[0].start and ranged[0].day and times[0] and times[1]:
        ends = [date_of(new), date_of(old)]
        return not all(ends) or ends == [ranged[0].day, ranged[0].start]
    return True


def date_of(fact: Fact) -> object:
    return next((p.day for p in fact.periods if p.calendar and p.day), None)


def _quarterly(fact: Fact) -> Period | None:
    return next((p for p in fact.periods if p.kind in ("quarter", "month", "half")), None)


def _named_together(a: Fact, b: Fact, case: Case, sentence: Sentence) -> bool:
    return (
        a in case.used.values()
        or b in case.used.values()
        or a.entity != b.entity
        or len(sentence.entities) > 0
    )


def computed(formula: str, chosen: Sequence[Fact]) -> Decimal | None:
    from copilot.checking import kernel

    try:
        return kernel.FORMULAS[formula]([fact.value for fact in chosen])
    except (ArithmeticError, ValueError):
        return None
