"""D303: figures that a plain relation of named facts gives, though their words do not fix which: consistent, no more.

A typed derivation (`derivations`) needs a cue that fixes operator and base; people often leave it unsaid ("Italy pays
85 basis points more than Germany"). Here the operands still have to be named: facts of the sentence's subjects, of one
measure at two times, of two subjects at one time, or of a price and its reference. Where words say which side is the
larger they must agree. So many candidates that a wrong number would fit one by chance prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from copilot.checking.against import added, set_against
from copilot.checking.bases import ordered
from copilot.checking.cases import Case, proof
from copilot.checking.chances import Chances
from copilot.checking.kernel import FORMULAS
from copilot.checking.pairs import Pair, named, pairs, part_of, reference
from copilot.checking.rules import finding, rule
from copilot.checking.senses import Sense, oriented, sense
from copilot.checking.sets import sets_of
from copilot.checking.several import curves, sums
from copilot.checking.times import agreement
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.cues import FALLS, WIDTHS
from copilot.reading.facts import Fact
from copilot.reading.labels import BASES
from copilot.reading.periods import Kind
from copilot.types import Consistent, Finding, Hedge, Proof, Quantity, Severity

__all__ = ["consistent"]

_CHANCE = Decimal("0.35")  # of a hit by accident: more than a proof may have, for it is none
_NEAR = Decimal(2)
_FAR = Decimal("1.5")  # a bound that the value passes by more is no way to write it
_RATES = ("%", "pp", "bps")
_GOODS = ("", "ounces", "barrels", "tons", "shares", "units")
_FIXED = frozenset({"discount", "premium", "upside", "downside", "surprise"})


def consistent(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Consistent | None:
    """The first relation of two named facts that gives the figure, with the warning that its words were not read."""
    if any(c.phrase in WIDTHS for c in sentence.cues) and any(c.phrase in FALLS for c in sentence.cues):
        return None  # 降幅扩大0.4个百分点: a change of a change
    near = {
        c.tag[1]
        for c in sentence.cues
        if c.tag[0] == "derivation" and abs(c.span.start - figure.span.end) < 8
    }
    if figure.quantity.unit == "%" and {figure.cue, *near} & _FIXED:
        return None  # the cue fixes the base
    written = figure.written.quantity
    quantity = replace(written, value=abs(written.value))
    said = sense(sentence, figure)
    fitting, chances = [], Chances(quantity, _CHANCE)
    for formula, pair, unit in _candidates(case, sentence, figure, facts):
        asked = _in_unit(quantity, unit)
        if asked is None or not set_against(sentence, figure, (pair.a, pair.b)):
            continue
        if figure.concepts & BASES and pair.dated and not ordered(figure, pair.a, pair.b):
            continue  # 同比 is a year ago's, 环比 the quarter before
        if added(sentence, figure) and formula == "size_ratio":
            formula = "times_more"
        value = abs(FORMULAS[formula]([pair.a.value, pair.b.value]))
        if formula == "gap" and any(asked.admits(abs(one.value), asked.unit) for one in (pair.a, pair.b)):
            continue  # less next to nothing: the number is the operand itself
        if (
            not _told(case, sentence, figure, pair) and value >= asked.step / 2
        ):  # what rounds to nothing is never written
            chances.count(value)
        if _admits(asked, value) and _agrees(sentence, figure, pair, said):
            fitting.append((formula, pair, asked))
    if not fitting or not chances.left():
        return _of_several(case, sentence, figure, facts, quantity)
    for formula, pair, asked in fitting:
        made = proof(formula, (pair.a, pair.b), asked.unit, asked, case.words)
        if made is not None:
            case.near.add(frozenset({pair.a, pair.b}))
            return Consistent(case.claim(sentence, figure), made, _unread(case, figure, made))
    return None


def _told(case: Case, sentence: Sentence, figure: FigureReading, pair: Pair) -> bool:
    """Does the sentence name both facts, so that no search was needed to find them?"""
    if frozenset({pair.a, pair.b}) in case.near:
        return True
    if pair.dated and figure.change and figure.entities[:1] == (pair.a.entity,):
        return True
    held, spoken = set(case.used.values()), {c.tag for c in sentence.concepts}
    return all(one in held or one.core & spoken for one in (pair.a, pair.b))


def _of_several(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact], quantity: Quantity
) -> Consistent | None:
    """A sum of two and more, and the slope of a curve against what it was."""
    for formula, chosen, unit in (*curves(case, sentence, facts), *sums(sentence, figure, facts)):
        asked = _in_unit(quantity, unit)
        if asked and _admits(asked, abs(FORMULAS[formula]([fact.value for fact in chosen]))):
            made = proof(formula, chosen, unit, asked, case.words)
            if made is not None:
                return Consistent(case.claim(sentence, figure), made, _unread(case, figure, made))
    return None


@rule("D303", "unread-derivation", Severity.WARNING)
def _unread(case: Case, figure: FigureReading, made: Proof) -> Finding:
    """A number follows from two facts that the sentence names, but its words do not say which relation it is.

    Example: "Italy pays 85 basis points more than Germany [0]." (no word says that it is a spread of two yields)

    Instead: nothing has to be changed; a word such as "spread", "discount" or "from" lets the relation be proved.
    """
    said = case.words.quantity(figure.quantity)
    return finding(
        "D303",
        figure.span,
        case.words(
            f"{said} follows from {made.words}, though no word says how",
            f"{said}可由{made.words}得出，但文中未说明关系",
        ),
    )


def _admits(quantity: Quantity, value: Decimal) -> bool:
    if quantity.hedge in (Hedge.MORE, Hedge.AT_LEAST) and value > quantity.value * _FAR:
        return False
    if quantity.hedge in (Hedge.LESS, Hedge.AT_MOST) and value * _NEAR < quantity.value:
        return False
    return quantity.admits(value, quantity.unit)


def _in_unit(quantity: Quantity, unit: str) -> Quantity | None:
    mine = quantity.unit
    if mine == unit or mine == "" or {mine, unit} <= {"", "points", "x"}:
        return replace(quantity, unit=unit)
    if mine == "points" and (unit == "pp" or (len(unit) == 3 and unit.isupper())):
        return replace(quantity, unit=unit)
    if mine == "%" and unit == "pp":
        return replace(quantity, unit=unit) if quantity.step < 1 else None
    counted = {mine, unit}.isdisjoint({*_RATES, "x"}) and not any(
        len(u) == 3 and u.isupper() for u in (mine, unit)
    )
    return replace(quantity, unit=unit) if counted else None


def _agrees(sentence: Sentence, figure: FigureReading, pair: Pair, said: Sense) -> bool:
    """Do the words that say which side is the larger say so of the right one?"""
    if not said.sign:
        return True
    a, b = (abs(pair.a.value), abs(pair.b.value)) if said.sizes else (pair.a.value, pair.b.value)
    if a == b:
        return False
    if pair.ordered and not pair.dated and _REGAIN.search(sentence.text):
        return (a < b) == ("close" in pair.a.core)  # what it needs to gain is up to its reference
    turned = 1 if pair.ordered else oriented(sentence, figure, pair.a, pair.b)
    return not turned or (a > b) == (said.sign * turned > 0)


# ------------------------------------------------------------------ candidates


def _candidates(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Iterator[tuple[str, Pair, str]]:
    """Every relation of two operands whose unit the figure may have."""
    unit = figure.quantity.unit
    operands = named(case, sentence, figure, facts)
    if _ENDS.search(sentence.text):
        yield from _between_ends(sentence, facts, unit)
    against = reference(sentence, figure)
    behind = [
        p for p in sentence.periods if p.kind is Kind.ROLLING and 0 <= p.span.start - figure.span.end < 40
    ]
    for pair in pairs(case, sentence, operands):
        if against and not against & (pair.a.core | pair.b.core):
            continue
        if behind and pair.ordered and not pair.dated and not agreement(behind[0], pair.b.periods):
            continue  # "7.2 % above its 200-day average" is not the distance to the 50-day one
        a = pair.a
        if (
            "cross" in sentence.text
            and {pair.a.entity[-2:], pair.b.entity[-2:]} == {"=X"}
            and a is not pair.b
        ):
            yield "product", pair, unit  # two rates of the dollar give a third
        if unit == "pips":
            if len(a.unit) == 3 and a.core <= {"close", "high", "low", "open"}:
                yield ("gap_yen_pips" if a.unit == "JPY" else "gap_pips"), pair, "pips"
        elif a.unit in ("%", "pp"):
            if unit == "bps":
                yield "gap_bps", pair, "bps"
            elif unit in ("pp", "points") or (
                not unit and any(f.quantity.unit in _RATES for f in sentence.figures)
            ):
                yield "gap", pair, "pp"
            if unit == "x":
                yield from _ratios(sentence, figure, pair)
        elif unit == "%" and a.unit != "bps":
            yield from _percentages(sentence, figure, pair)
        elif unit == "x":
            yield from _ratios(sentence, figure, pair)
            if a.unit == "x":
                yield "gap", pair, "x"  # "dearer by 4.7 turns"
        else:
            if unit in _GOODS and len(a.unit) == 3 and pair.a.entity != pair.b.entity:
                paid = next((m.key for m in sentence.entities if m.span.start >= figure.span.end), "")
                if pair.b.entity == paid or not paid:
                    yield "size_ratio", pair, unit  # an ounce of gold in barrels of oil
                if pair.a.entity == paid or not paid:
                    yield "size_ratio", replace(pair, a=pair.b, b=pair.a), unit
            yield "gap", pair, a.unit


_REGAIN = re.compile(
    r"\b(?:needs?|needed|would (?:have|need)|must)(?: to)? (?:gain|rise|climb|rally|advance|add)\b.*\b(?:match|regain|reclaim|reach|return|see|retake|recover|get back)\b"
)
_ENDS = re.compile(
    r"\b(?:best|top|strongest|highest|leader)\b.{1,24}?\b(?:worst|bottom|weakest|lowest|laggard)\b"
    r"|\b(?:worst|weakest|lowest)\b.{1,24}?\b(?:best|strongest|highest)\b"
)


def _between_ends(sentence: Sentence, facts: Sequence[Fact], unit: str) -> Iterator[tuple[str, Pair, str]]:
    """The gap between the best and the worst of a set: of one kind, one measure and one window."""
    for group in sets_of(sentence, facts):
        ranked = sorted(group, key=lambda fact: fact.value)
        if len(ranked) > 2 and ranked[0].unit == "%":
            pair = Pair(ranked[-1], ranked[0], True)
            yield ("gap_bps", pair, "bps") if unit == "bps" else ("gap", pair, "pp")


def _percentages(sentence: Sentence, figure: FigureReading, pair: Pair) -> Iterator[tuple[str, Pair, str]]:
    if part_of(sentence, figure):
        if not pair.dated:
            part, whole = sorted((pair.a, pair.b), key=lambda fact: abs(fact.value))
            yield "size_share", Pair(part, whole, True), "%"
        return
    turned = 1 if pair.ordered else oriented(sentence, figure, pair.a, pair.b)
    if pair.ordered and not pair.dated and _REGAIN.search(sentence.text):
        yield "percent_gap", replace(pair, a=pair.b, b=pair.a), "%"  # from the price, back up to its high
        return
    if "target_price" in pair.b.core and pair.a.value:  # what is implied from the price
        yield "percent_gap", replace(pair, a=pair.b, b=pair.a, ordered=False), "%"
    if turned >= 0 and pair.b.value:
        yield "percent_gap", pair, "%"
    if turned <= 0 and pair.a.value:
        yield "percent_gap", replace(pair, a=pair.b, b=pair.a), "%"


_MORE_BY = re.compile(r"(?:高出|多出|超出|增长|增加|多|高|大)(?:了|出)?(?:约|近|逾|超)?$")


def _ratios(sentence: Sentence, figure: FigureReading, pair: Pair) -> Iterator[tuple[str, Pair, str]]:
    if _MORE_BY.search(sentence.text[: figure.span.start - sentence.span.start]):
        return  # 高出1.3倍 is 2.3 times as much
    turned = oriented(sentence, figure, pair.a, pair.b) if not pair.ordered else 0
    if turned >= 0 and pair.b.value:
        yield "size_ratio", pair, "x"
    if turned <= 0 and pair.a.value:
        yield "size_ratio", replace(pair, a=pair.b, b=pair.a), "x"
