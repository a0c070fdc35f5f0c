"""Which facts a figure speaks of: subject, measure, time and unit, each the same, open, or in conflict.

Binding comes before values: a fact that is bound and says another number contradicts; a fact that merely has the
number proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilot.checking.times import agreement, period_fit
from copilot.checking.values import COUNTS, LEVELS, adapted, unit_fit, value_of
from copilot.reading.clauses import FigureReading, fits
from copilot.reading.concepts import core_of, is_modifier, stem
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = [
    "Fit",
    "adapted",
    "agreement",
    "bound",
    "entity_fit",
    "front",
    "measure_fit",
    "period_fit",
    "unit_fit",
    "value_of",
]

_MOVES = frozenset({"return", "total_return", "excess_return", "growth", "yoy", "qoq", "mom"})
_NATIVE = frozenset({"cpi", "core_cpi", "pce", "core_pce", "ppi", "gdp", "retail_sales", "industrial_production", "fixed_investment", "exports", "imports", "home_prices", "m2", "wages", "volatility", "drawdown", "max_drawdown", "comparable_sales", "distance_to_average", "surprise", "unemployment", "best_move", "worst_move", "rising_share", "rise_from_low"})  # fmt: skip
_QUALIFIERS = frozenset({"guidance", "estimate", "target_price", "adjusted_net_income", "excess_return"})
_KINDS = (
    frozenset({"forward_pe", "trailing_pe"}),
    frozenset({"return", "total_return"}),
    frozenset({"yoy", "qoq", "mom"}),
)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a fact agrees with what a figure is said to be: 2 the same, 1 open, 0 in conflict."""

    fact: Fact
    entity: int
    measure: int
    period: int
    unit: int

    @property
    def scores(self) -> tuple[int, int, int]:
        return self.entity, self.measure, self.period

    @property
    def bound(self) -> bool:
        return min(self.entity, self.measure, self.period, self.unit) > 0

    def dominates(self, other: Fit) -> bool:
        return self.scores != other.scores and all(
            a >= b for a, b in zip(self.scores, other.scores, strict=True)
        )


def bound(figure: FigureReading, facts: Iterable[Fact]) -> list[Fit]:
    """Every fact with how it fits the figure."""
    found = []
    size = abs(figure.quantity.value)
    reach = figure.quantity.step + size / 200
    for fact in facts:
        entity = entity_fit(figure.entities, fact)
        if not entity and abs(abs(fact.value) - size) > reach:
            continue  # another subject's, and another number: nothing follows from it
        found.append(
            Fit(fact, entity, measure_fit(figure, fact), period_fit(figure, fact), unit_fit(figure, fact))
        )
    return _latest(figure, found)


def _latest(figure: FigureReading, found: list[Fit]) -> list[Fit]:
    """ "First-quarter revenue" without a year is the latest first quarter's; an earlier one is only open."""
    named = [one for one in figure.periods if one.calendar]
    if figure.prior or not named or any(one.year or one.day or one.start for one in named):
        return found
    newest: dict[tuple[str, frozenset[str], str], int] = {}
    for fit in found:
        if fit.period == 2 and (year := _year_of(fit.fact)):
            kind = (fit.fact.entity, fit.fact.concepts, fit.fact.unit)
            newest[kind] = max(year, newest.get(kind, year))
    return [
        replace(fit, period=1)
        if fit.period == 2
        and _year_of(fit.fact) < newest.get((fit.fact.entity, fit.fact.concepts, fit.fact.unit), 0)
        else fit
        for fit in found
    ]


def _year_of(fact: Fact) -> int:
    return max((one.year or 0 for one in fact.periods if one.calendar), default=0)


def front(fits_: Sequence[Fit]) -> list[Fit]:
    """The bound facts that no other bound fact fits better in every way."""
    good = [fit for fit in fits_ if fit.bound]
    kinds = {fit.scores: fit for fit in good}  # a handful, however many facts
    best = {
        scores for scores, fit in kinds.items() if not any(other.dominates(fit) for other in kinds.values())
    }
    return [fit for fit in good if fit.scores in best]


def entity_fit(entities: Sequence[str], fact: Fact) -> int:
    if not entities:
        return 1
    if fact.entity and not fact.entities:  # most facts, and there may be thousands
        return 2 if fact.entity == entities[0] else int(fact.entity in entities)
    held = {fact.entity, *fact.entities} - {""}
    if not held:  # an article that never names the subject says nothing of it
        return 0 if fact.world and entities[0] not in fact.world and not entities[0].islower() else 1
    if entities[0] in held:
        return 2 if fact.entity == entities[0] or len(fact.entities) <= 1 else 1
    return 1 if any(one in held for one in entities[1:]) else 0


def measure_fit(figure: FigureReading, fact: Fact) -> int:
    """Does the sentence name the fact's whole label, part of it, or another measure?"""
    if fact.source and fact.datum is None:
        return text_fit(figure, fact)
    claimed, held = figure.concepts, fact.concepts
    # "Return" alone may be the price's or the total one; "price return" never is the total one.
    if "total_return" in held and "return" in claimed and "price" not in figure.stems:
        claimed |= {"total_return"}
    core = {c for c in held if not is_modifier(c)}
    unit = figure.quantity.unit
    named = {c for c in claimed if not is_modifier(c) and (figure.change or fits(c, unit) or unit == "x")}
    if unit == "x":
        named |= {multiple for base, multiple in _MULTIPLES.items() if base in claimed}
    for kind in _KINDS:
        if (claimed & kind) and (held & kind) and not (claimed & held & kind):
            return 0
    if figure.prior and not figure.own:
        named = named - _QUALIFIERS  # "guidance of $78 billion … from $68.1 billion": the base is no guidance
    asked = core & _QUALIFIERS
    if asked and asked <= named and named <= core:
        return 2 if core <= named | figure.spoken else 1
    if (
        core == {"max_drawdown"}
        and "drawdown" in named
        and figure.said & {"worst", "maximum", "max", "deepest"}
    ):
        return 2  # "at its worst SPY was down 8.7 % from its peak"
    if core == {"pe"} and named & {"trailing_pe", "forward_pe"}:
        return 1
    if not core and fact.unit.isalpha() and len(fact.unit) > 4 and stem(fact.unit) in figure.stems:
        return 2  # "the 47 analysts": the unit names what is counted
    if (named & _QUALIFIERS) - core or (core & _QUALIFIERS) - named:
        return 0
    soft = _SOFT | _EARLIER if figure.prior else _SOFT
    missing = [word for word in fact.words if word not in soft and not _said(word, figure)]
    if (
        missing
        and len(missing) == len(fact.words)
        and core
        and not (core & (LEVELS | _MOVES | _NATIVE))
        and fact.source == 0
    ):
        return 0
    less = 1 if missing else 0
    if ("adjusted" in held and "adjusted" not in claimed) or (
        "adjusted" in claimed and "adjusted" not in held
    ):
        less = 1
    if held & _MOVES and fact.unit in ("%", "pp", "bps"):
        return _movement_fit(figure, core, named, held, less)
    if figure.change and figure.quantity.unit in COUNTS and not core & _NATIVE:
        return 0
    flow = fact.datum is not None and "change" in fact.datum.measure.lower()  # "payrolls rose by 132,000"
    if figure.change and figure.quantity.unit not in COUNTS and figure.preposition == "by" and not flow:
        return 0
    named |= {c for c in core - named if core & named and c in figure.spoken}
    if not core:
        return 1 if not named or fact.source else (2 - less if not missing and fact.words else 0)
    if not named:
        usable = all(fits(c, figure.quantity.unit) for c in core)
        return 1 if usable else 0
    if core <= named:
        return 2 - less
    if core == {"average_volume"} and "average" in claimed and "volume" in figure.spoken:
        return 2
    if core == {"close"} and named <= {"average", "high", "low"} and not figure.own:
        return 1
    if _broader(core, named):
        return 1
    return 0


def _movement_fit(
    figure: FigureReading, core: set[str], named: set[str], held: frozenset[str], less: int
) -> int:
    unit = figure.quantity.unit
    if unit not in ("%", "pp", "bps"):
        return 0
    moved = core & {"return", "total_return", "excess_return"}
    if moved:
        others = (
            named - {"return", "total_return", "excess_return"} - LEVELS - {"volume" if figure.change else ""}
        )
        if others and not named & moved:
            return 0
        if (
            not named
            and not figure.entities
            and figure.concepts & {"growth", "yoy", "qoq", "mom", "annualised"}
        ):
            return 0  # "growth slowed to 1.9 %" is an economy's, not a price's
        if figure.change and figure.concepts & {"yoy", "qoq", "mom"} and not held & {"yoy", "qoq", "mom"}:
            return 1  # "28 % more than a year earlier" is a measure's change before it is a price's
        if figure.change or named & moved or not named:
            return 2 - less if figure.change or named & moved else 1
        return 0
    rest = core - _MOVES
    if rest and not rest <= named:
        if named or not (figure.change or figure.concepts & _MOVES):
            return 1 if _broader(rest, named) else 0
        return 1
    if not (figure.change or figure.concepts & _MOVES or rest & _NATIVE):
        return 0
    bases = held & {"yoy", "qoq", "mom"}
    if bases and not (figure.concepts & bases) and figure.concepts & {"yoy", "qoq", "mom"}:
        return 0
    return (2 if not bases or figure.concepts & bases else 1) - (less if bases else 0) or 1


def text_fit(figure: FigureReading, fact: Fact) -> int:
    """A text names things in its own words: concepts that differ conflict, shared words speak for it."""
    claimed = core_of(figure.concepts)
    held = fact.core
    for kind in _KINDS:
        if (
            (figure.concepts & kind)
            and (fact.concepts & kind)
            and not (figure.concepts & fact.concepts & kind)
        ):
            return 0
    if figure.voices and fact.voices and not figure.voices & fact.voices:
        return 0  # another broker's number
    near = figure.stems or figure.said
    shared = len(near & fact.near) / len(near) if near else 0.0
    whole = len(figure.said & fact.near) / len(figure.said) if figure.said else 0.0
    if (
        fact.tabular
        and not held
        and fact.unit not in ("%", "x")
        and any(p.kind is Kind.DATE for p in fact.periods)
        and figure.own
    ):
        held = {"close"}  # a dated row of a price table
    if claimed & held:
        return 2
    if fact.tabular and claimed and held <= LEVELS and claimed <= LEVELS and held:
        return 0
    if claimed and held and not (claimed & _MOVES or held & _MOVES):
        return 1 if shared >= 0.6 or whole >= 0.6 else 0
    return 2 if shared >= 0.5 or whole >= 0.5 else 1


_MULTIPLES = {"book_value": "price_to_book", "revenue": "price_to_sales", "net_income": "pe"}
_EARLIER = frozenset({"previou", "previous", "prior", "prev", "前", "昨"})
# Words of a label that a sentence may leave unsaid.
_SOFT = frozenset(
    [
        "bound",
        "upper",
        "lower",
        "mean",
        "median",
        "level",
        "reading",
        "final",
        "preliminary",
        "sector",
        "previous",
        "prior",
        "point",
        "line",
        "trade",
    ]
)
_BROAD = {
    "pe": {"forward_pe", "trailing_pe"}, "yield": {"dividend_yield"}, "net_income": {"adjusted_net_income", "eps"}, "cpi": {"core_cpi"},
    "pce": {"core_pce"}, "close": {"open"}, "revenue": {"sales_volume"}, "policy_rate": {"lpr", "yield"}, "average": {"exponential_average"},
}  # fmt: skip


def _broader(core: set[str], named: set[str]) -> bool:
    """`P/E` may mean the forward or the trailing one, never the reverse of what is said."""
    return any(
        broad in named and core <= narrow | {broad}
        for broad, narrow in _BROAD.items()
        if broad in ("pe", "yield")
    )


def _said(word: str, figure: FigureReading) -> bool:
    near = figure.stems if figure.own else figure.stems | figure.said
    if not word.isascii():
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]  # 新能源车 is said for 新能源汽车
        return sum(pair in near for pair in pairs) * 2 >= len(pairs)
    return any(
        word == s or (len(word) > 3 and (s.startswith(word) or (word.startswith(s) and len(s) > 3)))
        for s in near
    )
