"""Is a fact's value what a figure says? Units that mean the same, signs that words carry, bounds of one kind."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from copilot import style
from copilot.reading.clauses import FigureReading
from copilot.reading.concepts import concept_unit
from copilot.reading.cues import losses
from copilot.reading.facts import Fact
from copilot.types import Hedge, Quantity

__all__ = ["COUNTS", "LEVELS", "adapted", "unit_fit", "value_of"]

LEVELS = frozenset(
    {"close", "open", "high", "low", "average", "exponential_average", "target_price", "price_change"}
)


COUNTS = ("%", "pp", "bps", "x")


def unit_fit(figure: FigureReading, fact: Fact) -> int:
    mine, theirs = figure.written.per, _per(fact) if figure.written.per else ""
    if theirs and theirs != mine and {mine, theirs} != _SHARES:
        return 0  # dollars an ounce are no dollars a barrel
    return 0 if adapted(figure.quantity, fact) is None else 2


_SHARES = {"shares", "10 shares"}


def _per(fact: Fact) -> str:
    return fact.per or (style.per_one(fact.datum.unit) if fact.datum is not None else "")


def _each(figure: FigureReading, fact: Fact) -> Quantity:
    """每股1.2元 of what pays 12 for ten shares."""
    mine = figure.written.per
    if not mine or {mine, _per(fact)} != _SHARES:
        return figure.quantity
    factor = Decimal(10) if mine == "shares" else Decimal("0.1")
    return replace(figure.quantity, value=figure.quantity.value * factor, step=figure.quantity.step * factor)


_STRETCHES = ("days", "weeks", "months", "years", "sessions", "quarters", "hours", "minutes")
_INDEXES = frozenset({"pmi", "services_pmi", "confidence"})


def _money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()


def adapted(quantity: Quantity, fact: Fact) -> Quantity | None:
    """The quantity in the fact's unit; None where the two cannot be the same thing.

    A bare number takes the fact's unit; points and a pure number are the same; pp and per cent are not.
    """
    mine, theirs = quantity.unit, fact.unit
    if mine == theirs:
        return quantity
    in_points = theirs == "%" and "spread" in fact.core  # a spread of 3.41 % is one of 341 basis points
    if factor := _FACTORS.get((mine, "pp" if in_points else theirs)):
        return replace(quantity, value=quantity.value * factor, step=quantity.step * factor, unit=theirs)
    return replace(quantity, unit=theirs) if _alike(mine, fact) else None


_FACTORS = {
    ("bps", "pp"): Decimal("0.01"),
    ("pp", "bps"): Decimal(100),
    ("lots", "shares"): Decimal(100),  # 1手 = 100股
    ("shares", "lots"): Decimal("0.01"),
}


def _alike(mine: str, fact: Fact) -> bool:
    """May a number that is written in one unit be a fact's in another, which says no more or less?"""
    theirs = fact.unit
    if theirs == "":
        rate = bool(fact.concepts & _INDEXES) or any(concept_unit(c) == "percent" for c in fact.concepts)
        return mine not in ("%", "pp", "bps") or (mine != "bps" and rate)
    if mine == "":
        return theirs not in ("%", "pp")
    if mine == "x":
        return theirs == "points"
    if mine == "points" and _money(theirs):
        return bool(fact.concepts & LEVELS)
    if _known(mine) and _known(theirs):
        return any(mine in group and theirs in group for group in _ALIKE)  # tons are no barrels
    if {mine, theirs} & {*COUNTS, *_STRETCHES} or _money(theirs):
        return False
    # "index points", "per barrel": words that style does not know may stand beside money, other counts may not.
    return not _money(mine) or not (theirs == "points" or _known(theirs))


_ALIKE = (
    frozenset({"units", "vehicles"}),
    frozenset({"people", "jobs"}),
    frozenset({"stores", "companies", "stocks", "units"}),
)


def _known(unit: str) -> bool:
    return unit in (
        "shares",
        "lots",
        "people",
        "jobs",
        "vehicles",
        "units",
        "barrels",
        "tons",
        "ounces",
        "stores",
        "companies",
        "stocks",
        "grams",
        "kilograms",
        "GWh",
        "MWh",
        "kWh",
        "TWh",
        "GW",
        "MW",
    )


def value_of(figure: FigureReading, fact: Fact) -> tuple[str, Quantity] | None:
    """The formula by which the fact's value is what the figure says, if it is."""
    quantity = adapted(_each(figure, fact), fact)
    if quantity is None or _reversed(figure, fact):
        return None
    if fact.hedge is not Hedge.EXACT and fact.hedge is not Hedge.ABOUT:
        same = quantity.value == fact.value or abs(quantity.value) == abs(fact.value)
        if not same or not _same_hedge(quantity.hedge, fact.hedge):
            return None
        if figure.loss and fact.value < 0 < quantity.value:
            return "bound", -quantity  # a loss of more than 100 lies below −100
        return "bound", replace(quantity, value=fact.value)
    if (
        figure.loss
        and fact.value > 0
        and fact.source == 0
        and (fact.concepts & _PROFITS or (fact.concepts & _BALANCES and not _called_loss(fact)))
        and not figure.written.signed
    ):
        return None  # a profit is called a loss, a surplus a deficit
    if _admits(quantity, fact):
        return "value", quantity
    unsigned = figure.direction == 0 and not figure.written.signed
    if figure.loss and not figure.written.signed and _admits(-quantity, fact):
        return "negated", quantity
    # A drawdown is a fall by its name, and so many down days are a count that the word "down" does not turn.
    shrinking = fact.concepts & _TURNLESS or (
        unsigned and fact.concepts & {"return", "price_change", "excess_return"} and figure.change
    )
    if shrinking and _admits(quantity, replace(fact, value=abs(fact.value))):
        return "magnitude", quantity
    if shrinking and _admits(-quantity, replace(fact, value=abs(fact.value))):
        return "magnitude", -quantity
    if fact.words & {"decline", "drop", "decrease", "loss", "fall"} and _admits(-quantity, fact):
        return "value", -quantity
    outflow = fact.tabular and fact.value < 0 and unsigned and not figure.loss and _OUTFLOW.search(fact.title)
    if outflow and _admits(-quantity, fact):
        return "magnitude", quantity  # "capital expenditures of $131 million", in brackets in the table
    return None


_OUTFLOW = re.compile(
    r"expenditure|capex|purchase|payment|\bpaid\b|dividend|repay|acqui|\bcosts?\b|expense|\btax|\bused\b|spent|支出|支付|购买|费用|成本|股利|股息",
    re.I,
)
_TURNLESS = frozenset({"drawdown", "max_drawdown", "falling_sessions", "longest_fall", "unbroken_fall"})
_PROFITS = frozenset({"net_income", "operating_income", "adjusted_net_income"})
_SPLIT = re.compile(r"_|(?<=[a-z])(?=[A-Z])")
_BALANCES = frozenset(
    {"premium_rate", "basis", "trade_balance", "flows", "free_cash_flow", "operating_cash_flow"}
)


def _called_loss(fact: Fact) -> bool:
    """Does the measure itself say that its numbers are deficits or outflows?"""
    return fact.datum is None or bool(losses().find(_SPLIT.sub(" ", fact.datum.measure)))


def _reversed(figure: FigureReading, fact: Fact) -> bool:
    """A surplus is no deficit, whatever its size."""
    return (bool(fact.words & {"deficit", "逆差"}) and bool(figure.said & {"surplus", "surplu", "顺差"})) or (
        bool(fact.words & {"surplus", "顺差"}) and bool(figure.said & {"deficit", "逆差"})
    )


def _same_hedge(one: Hedge, other: Hedge) -> bool:
    lower, upper = {Hedge.MORE, Hedge.AT_LEAST}, {Hedge.LESS, Hedge.AT_MOST}
    return {one, other} <= lower or {one, other} <= upper


def _admits(quantity: Quantity, fact: Fact) -> bool:
    if quantity.admits(fact.value, quantity.unit):
        return True
    if fact.hedge is Hedge.ABOUT and quantity.hedge in (Hedge.EXACT, Hedge.ABOUT):
        return abs(quantity.value - fact.value) < min(quantity.step, fact.step or quantity.step)
    return False
