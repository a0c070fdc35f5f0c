"""D3xx: figures that follow from other figures. The cue word fixes operator and base; operands must be named."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

from copilot.checking import rowwise
from copilot.checking.against import added, set_against
from copilot.checking.bases import compared
from copilot.checking.cases import Case, proof
from copilot.checking.chances import Chances
from copilot.checking.expectations import surprises
from copilot.checking.operators import alike, candidates, computed, cued, in_unit
from copilot.checking.pairs import reference
from copilot.checking.percentages import MARGINS
from copilot.checking.rules import finding, rule
from copilot.checking.valuations import MULTIPLES, implied
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.types import Finding, Hedge, Proof, Quantity

__all__ = ["derived", "explained", "named"]

# What a word speaks of besides its own measure.
_ALSO = {
    "drawdown": {"high"},
    "rise_from_low": {"low"},
    "yield": {"dividend_yield"},
    "pe": MULTIPLES,
    "forward_pe": {"pe"},
    "trailing_pe": {"pe"},
}
_REFERENCES = frozenset({"average", "exponential_average", "high", "low", "target_price"})


def named(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> list[Fact]:
    """The operands that the sentence, or the one before, names: facts of its figures, then of its subjects and measures."""
    entities = [mention.key for mention in sentence.entities] or list(figure.entities)
    if not entities:  # nobody is named: only of whom the figures beside it speak
        entities = [fact.entity for fact in (*case.used.values(), *case.before) if fact.entity]
        if not entities:
            asked = figure.concepts | {MARGINS[one] for one in figure.concepts & set(MARGINS)}
            whom = {
                fact.entity for fact in facts if fact.concepts & asked and (fact.source == 0 or fact.tabular)
            }
            facts = (
                facts
                if len(whom) == 1 or figure.cue in ("sum", "mean")
                else [fact for fact in facts if not fact.entity]
            )
    spoken = {c.tag for c in sentence.concepts} | set(figure.concepts)
    found = list(dict.fromkeys((*case.used.values(), *case.before)))
    near = [f.passage.start for f in found if f.passage]
    for fact in facts:
        if fact in found or len(found) > 60:
            continue
        if fact.passage and not fact.tabular and not any(abs(fact.passage.start - at) < 1200 for at in near):
            continue  # running text gives operands only beside those that the sentence repeats
        core = fact.core
        moved = core & {"return", "total_return"} or (core == {"close"} and figure.change)
        spoken_ = spoken.union(*(also for said, also in _ALSO.items() if said in spoken))
        if "margin" in figure.said and spoken & set(MARGINS.values()):
            spoken_ |= {"revenue"}  # "which works out to a margin of 12.1 %"
        for margin, profit in MARGINS.items():
            spoken_ |= {profit, "revenue"} if margin in spoken else set()
        spoken_ |= {"close"} if spoken_ & _REFERENCES else set()
        # "Data center grew by 5 %" names the segment and leaves it at that
        worded = bool(fact.words) and core <= {"revenue"} and all(word in figure.said for word in fact.words)
        kept = any(_beside(figure, fact, one, entities) for one in case.used.values())
        about = (
            not entities
            or not fact.entity
            or fact.entity in entities
            or any(e in entities for e in fact.entities)
        )
        if (
            about
            and (core & spoken_ or moved or worded or kept or (not core and fact.source))
            and (fact.source == 0 or fact.tabular or len(found) < 12)
        ):
            found.append(fact)
    return found


def _beside(figure: FigureReading, fact: Fact, used: Fact, entities: Sequence[str]) -> bool:
    """Is a fact left unsaid because the sentence has just given its like?

    "28 % dearer than its five-year norm of 26.3 times", "a third more than a year before", "86 %, three points more
    than United": another multiple, another time, the same of another who is named.
    """
    if used.entity == fact.entity:
        again = figure.change and used.concepts == fact.concepts and used.words == fact.words
        return again or used.core | fact.core <= MULTIPLES
    alike = bool(fact.core) and used.core == fact.core and used.words == fact.words and used.unit == fact.unit
    return alike and fact.entity in entities


def derived(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """The first typed derivation over named operands that gives the figure."""
    operands = named(case, sentence, figure, facts)
    said = compared(sentence, figure)
    chances, against = Chances(figure.quantity), reference(sentence, figure)
    bounded = figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT)
    typed = candidates(case, sentence, figure, operands)
    for formula, chosen, unit in itertools.chain(
        typed, implied(sentence, figure, facts), surprises(sentence, figure, facts)
    ):
        if against and not any(against & fact.core for fact in chosen):
            continue  # "46,000 more than economists had forecast" is no change from the month before
        if not set_against(sentence, figure, chosen):
            continue
        if formula == "ratio" and added(sentence, figure):
            formula = "times_more"
        quantity = in_unit(said.quantity, unit)
        if quantity is None or (bounded and _far_beyond(quantity, computed(formula, chosen))):
            continue
        if any(
            one.source for one in chosen
        ):  # an article has many numbers, and most pairs lie beyond a bound
            if bounded or not chances.left() or not rowwise.timely(case, sentence, figure, formula, chosen):
                continue
            if (value := computed(formula, chosen)) is not None:
                chances.count(value)
        if made := proof(formula, chosen, unit, quantity, case.words):
            return made
    return None


def _far_beyond(quantity: Quantity, value: Decimal | None) -> bool:
    """A bound that the derived number lies far from is not said of it."""
    near = value is not None and quantity.value and Decimal("0.5") <= abs(value / quantity.value) <= 2
    return not near


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
    possible = [
        one for one in candidates(case, sentence, figure, operands) if in_unit(figure.quantity, one[2])
    ]
    only = len({frozenset(chosen) for _, chosen, _ in possible}) == 1  # no other pair can be meant
    for formula, chosen, unit in possible:
        if not only and not all(one in case.used.values() for one in chosen):
            continue
        value = computed(formula, chosen)
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


@rule("D302", "wrong-base")
def _base_swapped(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Finding | None:
    """A discount is measured from the dearer side, a premium from the cheaper one; the number given is the other's.

    Example: "At 16× against 21× [1], a ~31 % discount." (31.25 % is the premium of 21× over 16×; the discount is 23.8 %)

    Instead: "a 23.8 % discount", or "the large caps' premium is 31 %".
    """
    figure = cued(sentence, figure)
    if figure.cue not in ("discount", "premium") or figure.quantity.unit != "%":
        return None
    other = "premium" if figure.cue == "discount" else "discount"
    for a, b in permutations(named(case, sentence, figure, facts)[:12], 2):
        if not alike(a, b) or a.unit in ("%", "pp", "bps") or (a.value > b.value) != (other == "premium"):
            continue
        value, right = computed(other, (a, b)), computed(figure.cue, (b, a))
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
