"""D3xx: figures that follow from other figures. The cue word fixes operator and base; operands must be named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from copilot.checking.binding import agreement, entity_fit
from copilot.checking.cases import Case, proof
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact, concept_unit, is_modifier
from copilot.reading.periods import Period
from copilot.types import Finding, Proof, Quantity

__all__ = ["derived", "explained", "named"]

Candidate = tuple[str, tuple[Fact, ...], str]
_MONEYLESS = ("%", "pp", "bps", "x")
_REFERENCES = frozenset({"average", "exponential_average", "high", "low", "target_price"})
_MANY = 8  # operands that one sentence may name; more would be a search, not a derivation


def named(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> list[Fact]:
    """The operands that the sentence, or the one before, names: facts of its figures, then of its subjects and measures."""
    entities = [mention.key for mention in sentence.entities] or list(figure.entities)
    if not entities:  # nobody is named: only of whom the figures beside it speak
        entities = [fact.entity for fact in (*case.used.values(), *case.before) if fact.entity]
        if not entities:
            whom = {
                fact.entity
                for fact in facts
                if fact.concepts & figure.concepts and (fact.source == 0 or fact.tabular)
            }
            facts = facts if len(whom) == 1 else [fact for fact in facts if not fact.entity]
    spoken = {c.tag for c in sentence.concepts} | set(figure.concepts)
    found = list(dict.fromkeys((*case.used.values(), *case.before)))
    near = [f.passage.start for f in found if f.passage]
    for fact in facts:
        if fact in found or len(found) > 60:
            continue
        if fact.passage and not fact.tabular and not any(abs(fact.passage.start - at) < 1200 for at in near):
            continue  # running text gives operands only beside those that the sentence repeats
        core = {c for c in fact.concepts if not is_modifier(c)}
        moved = core & {"return", "total_return"} or (core == {"close"} and figure.change)
        spoken_ = spoken | ({"high"} if "drawdown" in spoken else set())
        for margin, profit in _MARGINS.items():
            spoken_ |= {profit, "revenue"} if margin in spoken else set()
        spoken_ |= {"close"} if spoken_ & _REFERENCES else set()
        worded = not core and bool(fact.words) and all(word in figure.said for word in fact.words)
        about = (
            not entities
            or not fact.entity
            or fact.entity in entities
            or any(e in entities for e in fact.entities)
        )
        if (
            about
            and (core & spoken_ or moved or worded or (not core and fact.source))
            and (fact.source == 0 or fact.tabular or len(found) < 12)
        ):
            found.append(fact)
    return found


def derived(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The first typed derivation over named operands that gives the figure."""
    operands = named(case, sentence, figure, facts)
    said = _compared(sentence, figure)
    for formula, chosen, unit in _candidates(case, sentence, figure, operands):
        quantity = _as(said.quantity, unit)
        if quantity is None:
            continue
        if made := proof(formula, chosen, unit, quantity, case.words):
            return made
    return None


def _as(quantity: Quantity, unit: str) -> Quantity | None:
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


def _alike(one: Fact, other: Fact) -> bool:
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


def _candidates(
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
    figure = _compared(sentence, figure)
    leading = any(c.phrase in ("lead", "leads", "led") for c in sentence.cues) and " by " in sentence.text
    margin = (
        leading
        or bool({family for family, _ in cues} & {"contest", "level"})
        or cue == "gap"
        or "spread" in figure.concepts
    )
    pairs = [(a, b) for a, b in permutations(operands[:24], 2) if _alike(a, b)]
    if unit in ("pp", "bps"):
        held = list(case.used.values())
        pairs += [(a, b) for a, b in permutations(held, 2) if a.unit == b.unit and not _alike(a, b)]
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


_MARGINS = {
    "gross_margin": "gross_profit",
    "operating_margin": "operating_income",
    "net_margin": "net_income",
}


def _margins(figure: FigureReading, operands: Sequence[Fact]) -> Iterator[Candidate]:
    bare = "margin" in figure.stems and not figure.concepts & set(_MARGINS)
    for margin, profit in _MARGINS.items():
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


def _compared(sentence: Sentence, figure: FigureReading) -> FigureReading:
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


@rule("D301", "false-derivation")
def explained(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Finding | None:
    """A derived number (a discount, a margin, a change, a ratio) does not follow from the figures it is derived from.

    Example: "IWM at $248.88 is 5.1 % below its 20-day average of $258.36 [0]." (it is 3.7 %)

    Instead: write the number that follows, or let `derive` compute it.
    """
    swapped = _base_swapped(case, sentence, figure, facts)
    if swapped:
        return swapped
    operands = named(case, sentence, figure, facts)
    possible = [one for one in _candidates(case, sentence, figure, operands) if _as(figure.quantity, one[2])]
    only = len({frozenset(chosen) for _, chosen, _ in possible}) == 1  # no other pair can be meant
    for formula, chosen, unit in possible:
        if not only and not all(one in case.used.values() for one in chosen):
            continue
        value = _computed(formula, chosen)
        if value is None:
            continue
        words = case.words
        said, right = words.quantity(figure.quantity), words.number(value.quantize(Decimal("0.01")), unit)
        from_ = ", ".join(words.fact(one) for one in chosen)
        return finding(
            "D301",
            figure.span,
            words(
                f"{said} does not follow: it is {right} ({from_})", f"{said}算不出来：应为{right}（{from_}）"
            ),
        )
    return None


def _computed(formula: str, chosen: Sequence[Fact]) -> Decimal | None:
    from copilot.checking import kernel

    try:
        return kernel.FORMULAS[formula]([fact.value for fact in chosen])
    except (ArithmeticError, ValueError):
        return None


@rule("D302", "wrong-base")
def _base_swapped(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Finding | None:
    """A discount is measured from the dearer side, a premium from the cheaper one; the number given is the other's.

    Example: "At 16× against 21× [1], a ~31 % discount." (31.25 % is the premium of 21× over 16×; the discount is 23.8 %)

    Instead: "a 23.8 % discount", or "the large caps' premium is 31 %".
    """
    if figure.cue not in ("discount", "premium") or figure.quantity.unit != "%":
        return None
    other = "premium" if figure.cue == "discount" else "discount"
    for a, b in permutations(named(case, sentence, figure, facts)[:12], 2):
        if not _alike(a, b) or a.unit in ("%", "pp", "bps") or (a.value > b.value) != (other == "premium"):
            continue
        value, right = _computed(other, (a, b)), _computed(figure.cue, (b, a))
        if value is None or right is None or not figure.quantity.admits(value, "%"):
            continue
        low, high = sorted((a.value, b.value))
        words = case.words
        one, two, three = (
            words.number(v.quantize(Decimal("0.01")).normalize() if v > 1 else v, u)
            for v, u in ((value, "%"), (high, a.unit), (low, a.unit))
        )
        answer = words.number(right.quantize(Decimal("0.1")), "%")
        zh = {"discount": "折价", "premium": "溢价"}
        message = words(
            f"{one} is the {other} of {two if other == 'premium' else three} {'over' if other == 'premium' else 'to'} "
            f"{three if other == 'premium' else two}; the {figure.cue} is {answer}",
            f"{one}是{two}与{three}之间的{zh[other]}；{zh[figure.cue]}应为{answer}",
        )
        return finding("D302", figure.span, message)
    return None
