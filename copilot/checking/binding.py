"""Which facts a figure speaks of: subject, measure, time and unit, each the same, open, or in conflict.

Binding comes before values: a fact that is bound and says another number contradicts; a fact that merely has the
number proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from copilot.reading.clauses import FigureReading, fits
from copilot.reading.facts import Fact, concept_unit, is_modifier
from copilot.reading.periods import Agreement, Kind, Period, agree
from copilot.types import Hedge, Quantity

__all__ = [
    "Fit",
    "adapted",
    "agreement",
    "bound",
    "entity_fit",
    "front",
    "measure_fit",
    "period_fit",
    "value_of",
]

_LEVELS = frozenset(
    {"close", "open", "high", "low", "average", "exponential_average", "target_price", "price_change"}
)
_MOVES = frozenset({"return", "total_return", "excess_return", "growth", "yoy", "qoq", "mom"})
_NATIVE = frozenset({"cpi", "core_cpi", "pce", "core_pce", "ppi", "gdp", "retail_sales", "industrial_production", "fixed_investment", "exports", "imports", "home_prices", "m2", "wages", "volatility", "drawdown", "max_drawdown", "comparable_sales", "distance_to_average", "surprise", "unemployment", "best_move", "worst_move", "rising_share", "rise_from_low"})  # fmt: skip
_QUALIFIERS = frozenset({"guidance", "estimate", "target_price", "adjusted_net_income", "excess_return"})
_KINDS = (
    frozenset({"forward_pe", "trailing_pe"}),
    frozenset({"return", "total_return"}),
    frozenset({"yoy", "qoq", "mom"}),
)
_COUNTS = ("%", "pp", "bps", "x")


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
    return found


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
    if core == {"pe"} and named & {"trailing_pe", "forward_pe"}:
        return 1
    if (named & _QUALIFIERS) - core or (core & _QUALIFIERS) - named:
        return 0
    missing = [word for word in fact.words if word not in _SOFT and not _said(word, figure)]
    if (
        missing
        and len(missing) == len(fact.words)
        and core
        and not (core & (_LEVELS | _MOVES | _NATIVE))
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
    if figure.change and figure.quantity.unit in _COUNTS and not core & _NATIVE:
        return 0
    if figure.change and figure.quantity.unit not in _COUNTS and figure.preposition == "by":
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
            named
            - {"return", "total_return", "excess_return"}
            - _LEVELS
            - {"volume" if figure.change else ""}
        )
        if others and not named & moved:
            return 0
        if (
            not named
            and not figure.entities
            and figure.concepts & {"growth", "yoy", "qoq", "mom", "annualised"}
        ):
            return 0  # "growth slowed to 1.9 %" is an economy's, not a price's
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
    claimed = {c for c in figure.concepts if not is_modifier(c)}
    held = {c for c in fact.concepts if not is_modifier(c)}
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
    if fact.tabular and claimed and held <= _LEVELS and claimed <= _LEVELS and held:
        return 0
    if claimed and held and not (claimed & _MOVES or held & _MOVES):
        return 1 if shared >= 0.6 or whole >= 0.6 else 0
    return 2 if shared >= 0.5 or whole >= 0.5 else 1


_MULTIPLES = {"book_value": "price_to_book", "revenue": "price_to_sales", "net_income": "pe"}
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


def period_fit(figure: FigureReading, fact: Fact) -> int:
    claimed = list(figure.periods)
    if figure.prior:
        return _prior_fit(figure, fact)
    result = 2 if claimed else 1
    rolling = any(one.kind is Kind.ROLLING for one in claimed)
    for one in claimed:
        ends = [p.day for p in fact.periods if p.kind is Kind.RANGE and p.day]
        if rolling and one.kind is Kind.DATE and ends:
            # "the 30 sessions to 18 February", 截至2月18日的30个交易日: the date is the window's last day.
            known = [*ends, *(p.day for p in fact.periods if p.kind is Kind.DATE and p.day)]
            result = min(result, 2 if any(_is_day(one, day) for day in known) else 0)
        else:
            result = min(result, agreement(one, fact.periods))
    return result


def _is_day(one: Period, day: date) -> bool:
    return one.day == day if one.day else one.month_day == (day.month, day.day)


_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def _span_fit(one: Period, held: Sequence[Period]) -> int | None:
    """ "The last six months", "52 weeks" against a window's own days: the base is a weekend and a holiday away at most."""
    ranges = [(p.start, p.day) for p in held if p.kind is Kind.RANGE and p.start and p.day]
    if one.kind is not Kind.ROLLING or one.count is None or not ranges:
        return None
    if one.unit == "week":
        days = Decimal(7 * one.count)
    elif one.unit in _MONTHS:
        days = Decimal("30.4375") * _MONTHS[one.unit] * one.count
    else:
        return None
    slack = 7 if days > 40 else 4
    return 2 if any(abs((end - start).days - days) <= slack for start, end in ranges) else 0


def agreement(one: Period, held: Sequence[Period]) -> int:
    if (spans := _span_fit(one, held)) is not None:
        return spans
    if one.kind is Kind.YTD and any(p.kind is Kind.RANGE and p.start and p.day for p in held):
        # "Year to date" says which days a window must have; how many sessions they are it leaves open.
        ranges = [p for p in held if p.kind is Kind.RANGE and p.start and p.day]
        return 2 if any(_to_date(p) for p in ranges) else 0
    family = [p for p in held if p.calendar is one.calendar]
    if not family:
        return 1
    found = {agree(one, p) for p in family}
    return 2 if Agreement.SAME in found else 1 if Agreement.OPEN in found else 0


def _to_date(held: Period) -> bool:
    """Based on the last close of the year before its end."""
    if held.start is None or held.day is None:
        return False
    return (held.start.year, held.start.month) == (held.day.year - 1, 12) and held.start.day > 24


def _prior_fit(figure: FigureReading, fact: Fact) -> int:
    """A base of comparison: an earlier time than the sentence's own, the one that its words name where they do."""
    own = [
        p
        for p in figure.periods
        if p.calendar and p.span.start >= figure.region.start and p.span.end <= figure.region.end
    ]
    if own and own[0].span.end > figure.region.start:
        return min(agreement(p, fact.periods) for p in own)
    if fact.source and fact.datum is None:
        return 1  # a text's own "from 2.0 %" carries the period of its sentence
    current = [p for p in figure.periods if p.calendar and (p.year or p.day)]
    held = [p for p in fact.periods if p.calendar]
    if any(p.kind is Kind.PRIOR for p in fact.periods):
        return 2
    if not current or not held:
        return 1
    return 0 if agreement(current[0], fact.periods) == 2 else 1


def unit_fit(figure: FigureReading, fact: Fact) -> int:
    return 0 if adapted(figure.quantity, fact) is None else 2


_INDEXES = frozenset({"pmi", "confidence"})


def _money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def adapted(quantity: Quantity, fact: Fact) -> Quantity | None:
    """The quantity in the fact's unit; None where the two cannot be the same thing.

    A bare number takes the fact's unit; points and a pure number are the same; pp and per cent are not.
    """
    mine, theirs = quantity.unit, fact.unit
    if mine == theirs:
        return quantity
    if (theirs == "pp" and mine == "%") or (theirs == "%" and mine == "pp"):
        return None
    if theirs in ("pp", "%") and mine == "bps" and theirs == "pp":
        return replace(quantity, value=quantity.value / 100, step=quantity.step / 100, unit=theirs)
    if theirs == "bps" and mine == "pp":
        return replace(quantity, value=quantity.value * 100, step=quantity.step * 100, unit=theirs)
    if (
        theirs == ""
        and mine in ("%", "pp")
        and (fact.concepts & _INDEXES or any(concept_unit(c) == "percent" for c in fact.concepts))
    ):
        return replace(quantity, unit=theirs)
    level = bool(fact.concepts & _LEVELS)
    if mine in ("", "points") and (theirs in ("", "points") or (_money(theirs) and (mine == "" or level))):
        return replace(quantity, unit=theirs)
    if (theirs in ("", "points") and mine in ("", "points", "x")) or (
        theirs == "" and mine not in ("%", "pp", "bps")
    ):
        return replace(quantity, unit=theirs)
    if theirs == "x" and mine == "":
        return replace(quantity, unit=theirs)
    if mine == "" and theirs not in _COUNTS and not _money(theirs):
        return replace(quantity, unit=theirs)
    strict = {*_COUNTS, "days", "weeks", "months", "years", "sessions", "quarters"}
    if (
        mine not in strict
        and theirs not in strict
        and not _money(mine)
        and not _money(theirs)
        and len(theirs) <= 12
    ):
        return replace(quantity, unit=theirs)
    if (
        not _money(theirs)
        and theirs not in strict
        and theirs not in ("points",)
        and mine not in strict
        and not _known(theirs)
    ):
        return replace(quantity, unit=theirs)  # "index points", "per barrel": words that style does not know
    return None


def _known(unit: str) -> bool:
    return unit in (
        "shares",
        "people",
        "jobs",
        "vehicles",
        "units",
        "barrels",
        "tons",
        "ounces",
        "stores",
        "companies",
    )


def value_of(figure: FigureReading, fact: Fact) -> tuple[str, Quantity] | None:
    """The formula by which the fact's value is what the figure says, if it is."""
    quantity = adapted(figure.quantity, fact)
    if quantity is None or _reversed(figure, fact):
        return None
    if fact.hedge is not Hedge.EXACT and fact.hedge is not Hedge.ABOUT:
        same = quantity.value == fact.value or abs(quantity.value) == abs(fact.value)
        return (
            ("bound", replace(quantity, value=fact.value))
            if same and _same_hedge(quantity.hedge, fact.hedge)
            else None
        )
    if (
        figure.loss
        and fact.value > 0
        and fact.source == 0
        and fact.concepts & _PROFITS
        and not figure.written.signed
    ):
        return None  # a profit is called a loss
    if _admits(quantity, fact):
        return "value", quantity
    unsigned = figure.direction == 0 and not figure.written.signed
    if figure.loss and not figure.written.signed and _admits(_negated(quantity), fact):
        return "negated", quantity
    shrinking = fact.concepts & {"drawdown", "max_drawdown"} or (
        unsigned and fact.concepts & {"return", "price_change", "excess_return"} and figure.change
    )
    if shrinking and _admits(quantity, replace(fact, value=abs(fact.value))):
        return "magnitude", quantity
    if shrinking and _admits(_negated(quantity), replace(fact, value=abs(fact.value))):
        return "magnitude", _negated(quantity)
    if fact.words & {"decline", "drop", "decrease", "loss", "fall"} and _admits(_negated(quantity), fact):
        return "value", _negated(quantity)
    return None


_PROFITS = frozenset({"net_income", "operating_income", "adjusted_net_income"})


def _reversed(figure: FigureReading, fact: Fact) -> bool:
    """A surplus is no deficit, whatever its size."""
    return (bool(fact.words & {"deficit", "逆差"}) and bool(figure.said & {"surplus", "surplu", "顺差"})) or (
        bool(fact.words & {"surplus", "顺差"}) and bool(figure.said & {"deficit", "逆差"})
    )


def _same_hedge(one: Hedge, other: Hedge) -> bool:
    lower, upper = {Hedge.MORE, Hedge.AT_LEAST}, {Hedge.LESS, Hedge.AT_MOST}
    return {one, other} <= lower or {one, other} <= upper


def _negated(quantity: Quantity) -> Quantity:
    turned = {
        Hedge.MORE: Hedge.LESS,
        Hedge.LESS: Hedge.MORE,
        Hedge.AT_LEAST: Hedge.AT_MOST,
        Hedge.AT_MOST: Hedge.AT_LEAST,
    }
    return replace(quantity, value=-quantity.value, hedge=turned.get(quantity.hedge, quantity.hedge))


def _admits(quantity: Quantity, fact: Fact) -> bool:
    if quantity.admits(fact.value, quantity.unit):
        return True
    if fact.hedge is Hedge.ABOUT and quantity.hedge in (Hedge.EXACT, Hedge.ABOUT):
        return abs(quantity.value - fact.value) < min(quantity.step, fact.step or quantity.step)
    return False
