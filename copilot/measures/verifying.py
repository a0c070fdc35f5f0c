"""What a datum says of itself must follow from its basis; each check raises `NoData` where it does not."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from copilot.errors import NoData
from copilot.measures.registry import Measure
from copilot.measures.shapes import OF_GROUPS, group, window_of
from copilot.types import Adjustment, Computed, Datum, Series

__all__ = ["verify_dates", "verify_operands", "verify_rows", "verify_subjects", "verify_window"]

_OF_RETURNS = (
    "volatility",
    "beta",
    "correlation",
    "drawdown",
    "max_drawdown",
    "best_move",
    "worst_move",
    "rising_share",
    "rising_sessions",
    "falling_sessions",
    "longest_rise",
    "longest_fall",
    "unbroken_rise",
    "unbroken_fall",
    "invested",
    "sharpe_ratio",
)  # may be of adjusted closes
_TWO_ENDED = ("price_return", "total_return", "price_change", "invested")  # base and end suffice


def verify_rows(measure: Measure, series: Sequence[Series]) -> None:
    if len(series) != len(measure.fields):
        raise NoData(f"{measure.key} needs {len(measure.fields)} series, {len(series)} were given")
    for item, expected in zip(series, measure.fields, strict=True):
        # Statistics of a fund that exists only dividend-adjusted may be of adjusted closes, named so; a price
        # return, a high or an average of prices may not.
        adjusted = measure.key in _OF_RETURNS and item.field == "adjusted_close"
        if item.field != expected and not adjusted:
            raise NoData(f"{measure.key} is computed from {expected}, not from {item.field}")
        if (item.field == "adjusted_close") != (item.adjustment is Adjustment.TOTAL):
            raise NoData(f"{item.subject}: {item.field} with adjustment {item.adjustment}")
        if not item.rows:
            raise NoData(f"{item.subject} has no rows")
        days = [day for day, _ in item.rows]
        if any(before >= after for before, after in itertools.pairwise(days)):
            raise NoData(f"{item.subject}: rows are not in order of their dates")
    if len({item.field for item in series}) > 1 and measure.subjects == 2:
        raise NoData("price and dividend-adjusted rows are never set against each other")
    if measure.subjects == 1 and len({item.subject for item in series}) > 1:
        raise NoData(f"{measure.key} is of one subject")


def verify_window(datum: Datum, measure: Measure) -> None:
    """Rows that do not make the window a datum names cannot give it."""
    basis, window = datum.basis, datum.window
    if not isinstance(basis, Computed) or not basis.series:
        return
    rows = basis.series[0].rows
    if window is None or window.end != rows[-1][0]:
        raise NoData(f"{datum.subject} {datum.measure}: its rows do not end where its window does")
    found = window_of(measure, basis.series, (), dict(basis.parameters))
    if found is not None and window.start != found.start:
        raise NoData(f"{datum.subject} {datum.measure}: its rows do not begin where its window does")
    # None where only base and end are carried: a return since a date says nothing about how many sessions it took.
    if window.sessions is None and measure.key not in _TWO_ENDED:
        raise NoData(f"{measure.key} needs every row of its window and says how many sessions they are")
    if found is not None and window.sessions is not None and window.sessions != found.sessions:
        raise NoData(
            f"{datum.subject} {datum.measure}: {found.sessions} sessions in its rows, not {window.sessions}"
        )


def verify_subjects(datum: Datum, basis: Computed) -> None:
    items: list[Series | Datum] = [*basis.series, *basis.operands]
    whole = group(basis.operands) if basis.measure in OF_GROUPS else items[0].subject if items else ""
    if whole != datum.subject:
        raise NoData(f"{datum.measure} of {datum.subject} rests on {whole}")
    if datum.against and datum.against not in {item.subject for item in items[1:]}:
        raise NoData(f"{datum.measure}: nothing in its basis is of {datum.against}")


# what a measure with a name of its own is computed from, in order
_OF = {
    "gross_margin": ("gross_profit", "revenue"),
    "operating_margin": ("operating_income", "revenue"),
    "net_margin": ("net_income", "revenue"),
    "free_cash_flow_margin": ("free_cash_flow", "revenue"),
    "eps_surprise": ("diluted_eps", "eps_estimate"),
    "recomputed_pe": ("close", "trailing_eps"),
    "turnover_rate": ("volume", "float_shares"),
    "put_call_volume": ("put_volume", "call_volume"),
    "put_call_open_interest": ("put_open_interest", "call_open_interest"),
    "revenue_growth_yoy": ("revenue", "revenue"),
    "net_income_growth_yoy": ("net_income", "net_income"),
    "eps_growth_yoy": ("diluted_eps", "diluted_eps"),
    "free_cash_flow_growth_yoy": ("free_cash_flow", "free_cash_flow"),
}


def verify_operands(datum: Datum, basis: Computed) -> None:
    """A gross margin is of gross profit and revenue, of one period; a growth rate of that one measure."""
    wanted = _OF.get(basis.measure)
    if wanted is None:
        return
    if tuple(operand.measure for operand in basis.operands) != wanted:
        raise NoData(f"{datum.subject} {datum.measure} is not of {' and '.join(dict.fromkeys(wanted))}")
    if basis.measure in ("recomputed_pe", "turnover_rate"):
        return  # a row of its session and what the provider states as of the day that it was asked
    if not basis.measure.endswith("_yoy") and len({operand.as_of for operand in basis.operands}) != 1:
        raise NoData(f"{datum.subject} {datum.measure}: its operands are of different periods")


def verify_year_apart(datum: Datum, basis: Computed) -> None:
    """Growth year on year is of two periods that end a year apart, and speaks of the later one."""
    later, earlier = basis.operands
    days = (later.as_of - earlier.as_of).days if later.as_of and earlier.as_of else 0
    if later.subject != earlier.subject or not 350 <= days <= 380:
        raise NoData(f"{datum.subject} {datum.measure}: its operands are not a year apart")
    if datum.window != later.window:
        raise NoData(f"{datum.subject} {datum.measure} speaks of another period than its later operand")


def verify_dates(datum: Datum, basis: Computed) -> None:
    """A derived number is as late as its latest operand, and speaks of their window or of the time between them."""
    if basis.series:
        if datum.as_of != basis.series[0].rows[-1][0]:
            raise NoData(f"{datum.subject} {datum.measure} is dated {datum.as_of}, its last row is not")
        if datum.window is not None and datum.window.words:
            raise NoData(f"{datum.measure}: a computed window has dates, not words")
        return
    dates = {operand.as_of for operand in basis.operands if operand.as_of}
    if datum.as_of != max(dates, default=None):
        raise NoData(f"{datum.subject} {datum.measure} is dated {datum.as_of}, its latest operand is not")
    windows = {operand.window for operand in basis.operands}
    if basis.measure.endswith("_yoy"):
        verify_year_apart(datum, basis)
        return
    if datum.window is None or (datum.window in windows and len(windows) == 1):
        return
    if datum.window.words or not {datum.window.start, datum.window.end} <= dates:
        raise NoData(f"{datum.measure}: no operand is of its window's first or last day")
