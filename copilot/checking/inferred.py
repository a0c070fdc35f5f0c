"""D303: figures that a plain relation of named facts gives, though their words do not fix which: consistent, no more.

A typed derivation (`derivations`) needs a cue that fixes operator and base; people often leave it unsaid ("Italy pays
85 basis points more than Germany"). Here the operands still have to be named: facts of the sentence's subjects, of one
measure at two times, of two subjects at one time, or of a price and its reference. Where words say which side is the
larger they must agree. So many candidates that a wrong number would fit one by chance prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from copilot.checking.cases import Case, proof
from copilot.checking.kernel import FORMULAS
from copilot.checking.relating import plain, timed
from copilot.checking.rules import finding, rule
from copilot.checking.senses import Sense, oriented, sense
from copilot.checking.times import agreement, moment, windows_differ
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of
from copilot.reading.cues import FALLS, WIDTHS
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Consistent, Finding, Hedge, Proof, Quantity, Severity

__all__ = ["consistent"]

_MOST = 40  # facts that are looked at
_CHANCE = Decimal("0.35")  # expected accidental fits from which on a fit says nothing
_FAR = Decimal("1.5")  # a bound that the value passes by more is no way to write it
_RATES = ("%", "pp", "bps")
_REFERENCES = frozenset(
    {"average", "exponential_average", "high", "low", "target_price", "estimate", "average_volume", "open", "close", "bollinger_upper", "bollinger_lower", "macd_signal"}
)  # fmt: skip
_FIXED = ("discount", "premium", "upside", "downside", "surprise")
_EARLIER = frozenset({"previou", "previous", "prior", "prev"})


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two facts that a number may relate: `b` is the base where it is known (the earlier, or the reference)."""

    a: Fact
    b: Fact
    ordered: bool  # a change in time or from a reference: the sign is a − b's
    dated: bool = False  # of one thing at two times


def consistent(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Consistent | None:
    """The first relation of two named facts that gives the figure, with the warning that its words were not read."""
    if any(c.phrase in WIDTHS for c in sentence.cues) and any(c.phrase in FALLS for c in sentence.cues):
        return None  # 降幅扩大0.4个百分点: a change of a change
    if figure.quantity.unit == "%" and figure.cue in _FIXED:
        return None  # the cue fixes the base
    written = figure.written.quantity
    quantity = replace(written, value=abs(written.value))
    said = sense(sentence, figure)
    fitting, chance = [], Decimal(0)
    for formula, pair, unit in _candidates(case, sentence, figure, facts):
        asked = _in_unit(quantity, unit)
        if asked is None:
            continue
        value = abs(FORMULAS[formula]([pair.a.value, pair.b.value]))
        grain = asked.step if value < 1 or asked.hedge is Hedge.ABOUT else min(asked.step, value)
        chance += min(grain / max(value, grain) / Decimal("2.3"), Decimal(1))
        if _admits(asked, value) and _agrees(sentence, figure, pair, said):
            fitting.append((formula, pair, asked))
    if not fitting or chance > _CHANCE:
        return None
    for formula, pair, asked in fitting:
        made = proof(formula, (pair.a, pair.b), asked.unit, asked, case.words)
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
    if quantity.hedge in (Hedge.LESS, Hedge.AT_MOST) and value * _FAR < quantity.value:
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


def _agrees(sentence: Sentence, figure: FigureReading, pair: _Pair, said: Sense) -> bool:
    """Do the words that say which side is the larger say so of the right one?"""
    if not said.sign:
        return True
    a, b = (abs(pair.a.value), abs(pair.b.value)) if said.sizes else (pair.a.value, pair.b.value)
    if a == b:
        return False
    turned = 1 if pair.ordered else oriented(sentence, figure, pair.a, pair.b)
    return not turned or (a > b) == (said.sign * turned > 0)


# ------------------------------------------------------------------ candidates


def _candidates(
    case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]
) -> Iterator[tuple[str, _Pair, str]]:
    """Every relation of two operands whose unit the figure may have."""
    unit = figure.quantity.unit
    named = _named(case, sentence, figure, facts)
    for pair in _pairs(sentence, named):
        a = pair.a
        if unit == "pips":
            if len(a.unit) == 3 and a.core <= {"close", "high", "low", "open"}:
                yield ("gap_yen_pips" if a.unit == "JPY" else "gap_pips"), pair, "pips"
        elif a.unit in ("%", "pp"):
            if unit == "bps":
                yield "gap_bps", pair, "bps"
            elif unit in ("pp", "points", ""):
                yield "gap", pair, "pp"
            if unit == "x":
                yield from _ratios(sentence, figure, pair)
        elif unit == "%" and a.unit != "bps":
            yield from _percentages(sentence, figure, pair)
        elif unit == "x":
            yield from _ratios(sentence, figure, pair)
        else:
            yield "gap", pair, a.unit


def _percentages(sentence: Sentence, figure: FigureReading, pair: _Pair) -> Iterator[tuple[str, _Pair, str]]:
    if _of(sentence, figure):
        if not pair.dated:
            part, whole = sorted((pair.a, pair.b), key=lambda fact: abs(fact.value))
            yield "share", _Pair(part, whole, True), "%"
        return
    turned = 1 if pair.ordered else oriented(sentence, figure, pair.a, pair.b)
    if turned >= 0 and pair.b.value:
        yield "percent_gap", pair, "%"
    if turned <= 0 and pair.a.value:
        yield "percent_gap", replace(pair, a=pair.b, b=pair.a), "%"


def _of(sentence: Sentence, figure: FigureReading) -> bool:
    """ "4 % of its price", "half of all outflows": a part of a whole."""
    return bool(re.match(r"\s*(?:of\b|的)", sentence.text[figure.span.end - sentence.span.start :]))


def _ratios(sentence: Sentence, figure: FigureReading, pair: _Pair) -> Iterator[tuple[str, _Pair, str]]:
    turned = oriented(sentence, figure, pair.a, pair.b) if not pair.ordered else 0
    if turned >= 0 and pair.b.value:
        yield "size_ratio", pair, "x"
    if turned <= 0 and pair.a.value:
        yield "size_ratio", replace(pair, a=pair.b, b=pair.a), "x"


def _named(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> list[Fact]:
    """The rows about the sentence's subjects, of the measures that it names where it names any."""
    keys = {m.key for m in sentence.entities} or set(figure.entities)
    keys |= {fact.entity for fact in case.used.values()} if not keys else set()
    rows = [f for f in facts if plain(f) and (not keys or f.entity in keys or keys & set(f.entities))]
    rolling = [p for p in sentence.periods if p.kind in (Kind.ROLLING, Kind.YTD, Kind.DAY)]
    used = list(case.used.values())
    spoken = {c.tag for c in sentence.concepts} | set(figure.concepts)
    spoken |= {"yield"} if "spread" in spoken else set()
    if not keys and len({f.entity for f in rows}) > 1:
        tenors = _CURVE.search(sentence.text)
        rows = [f for f in rows if f.core & spoken and (not tenors or _tenor(f) in tenors.groups())]
        home = case.sources.home
        return [f for f in rows if f.entity == home] if tenors and home else rows
    about = [
        f
        for f in rows
        if f in used or f.core & spoken or f.core & {"return", "total_return", "close", "yield"}
    ]
    chosen = about or rows
    own = core_of(figure.concepts) if figure.own and not _of(sentence, figure) else frozenset()
    if any(f.core & own for f in chosen):  # "revenue climbed 8 %": of what is named beside the number
        kin = own | (_REFERENCES if own & _REFERENCES else frozenset())
        used, chosen = [], [f for f in chosen if f.core & kin]
    if rolling:
        chosen = [
            f
            for f in chosen
            if f in used
            or not f.core & {"return", "total_return"}
            or any(agreement(p, f.periods) for p in rolling)
        ]
    return list(dict.fromkeys([*(f for f in used if plain(f)), *chosen]))[:_MOST]


_CURVE = re.compile(r"\b(\d{1,2})s(\d{1,2})s\b")


def _tenor(fact: Fact) -> str:
    return next((str(p.count) for p in fact.periods if p.kind is Kind.ROLLING and p.unit == "year"), "")


def _pairs(sentence: Sentence, facts: Sequence[Fact]) -> Iterator[_Pair]:
    latest = _latest(sentence, facts)
    for a, b in combinations(facts, 2):
        if a.unit != b.unit:
            continue
        if a.entity == b.entity and a.core == b.core:
            new, old = _dated(a, b)
            if new is not None and old is not None and not windows_differ(new, old):
                yield _Pair(new, old, True, dated=True)
            elif a in latest and b in latest:  # other words, or another tenor
                yield _Pair(a, b, False)
        elif a.entity == b.entity:
            if {a.core, b.core} == {frozenset({"high"}), frozenset({"low"})}:
                yield _Pair(a, b, False)
            elif a.core & _REFERENCES or b.core & _REFERENCES:
                price, base = (b, a) if _is_reference(a, b) else (a, b)
                yield _Pair(price, base, True)
            elif a in latest and b in latest:
                yield _Pair(a, b, False)
        elif {a, b} <= latest and (a.core == b.core or not a.core or not b.core) and not windows_differ(a, b):
            yield _Pair(a, b, False)


def _is_reference(a: Fact, b: Fact) -> bool:
    """Is `a` what `b` is measured from? A price is measured from its averages and extremes, a shorter average from a longer."""
    if "close" in a.core:
        return False
    if "close" in b.core:
        return True
    spans = [next((p.count or 0 for p in f.periods if p.kind is Kind.ROLLING), 0) for f in (a, b)]
    return spans[0] > spans[1] or bool(a.core & _REFERENCES and not b.core & _REFERENCES)


def _dated(a: Fact, b: Fact) -> tuple[Fact | None, Fact | None]:
    """The later and the earlier of two facts of one thing."""
    if a.words ^ b.words and (a.words ^ b.words) <= _EARLIER:
        return (b, a) if a.words & _EARLIER else (a, b)
    if a.words != b.words:
        return None, None
    one, other = moment(a), moment(b)
    if one is None or other is None or one == other:
        return None, None
    return (a, b) if one > other else (b, a)


def _latest(sentence: Sentence, facts: Sequence[Fact]) -> set[Fact]:
    """Of each thing and measure the fact of the time that the sentence names, else the newest."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        windows = frozenset((p.kind, p.count, p.unit) for p in fact.periods if not p.calendar)
        groups.setdefault((fact.entity, fact.core, fact.words, fact.unit, windows), []).append(fact)
    return {fact for group in groups.values() for fact in timed(group, [], sentence)}
