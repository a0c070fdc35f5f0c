"""Companies and funds beyond prices: statements, estimates, payouts, holdings; where the market at hand has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from copilot import measures
from copilot.errors import NoData
from copilot.ports import CompanyData, Desk
from copilot.types import Datum, Instrument

from .closes import instruments
from .periods import day

__all__ = ["company_data", "estimates", "fundamentals", "holdings", "named", "payouts"]

_MARGINS = {
    "gross_profit": "gross_margin", "operating_income": "operating_margin", "net_income": "net_margin",
    "free_cash_flow": "free_cash_flow_margin",
}  # fmt: skip
_GROWTH = {
    "revenue": "revenue_growth_yoy", "net_income": "net_income_growth_yoy", "diluted_eps": "eps_growth_yoy",
    "free_cash_flow": "free_cash_flow_growth_yoy",
}  # fmt: skip


def fundamentals(desk: Desk, symbol: str, period: str = "annual", periods: int = 2) -> tuple[Datum, ...]:
    """Lines of a company's statements for the last fiscal years ("annual"), quarters ("quarterly") or twelve months
    ("trailing"), as reported.

    Revenue, gross, operating and net profit, diluted EPS, cash flows, assets, debt, cash, equity; with the growth of
    the latest period (quarters against the same quarter of the year before) and its margins in per cent of revenue.
    """
    kind: Literal["annual", "quarterly", "trailing"]
    match period.strip().lower():
        case "annual" | "yearly" | "year" | "fy":
            kind = "annual"
        case "quarterly" | "quarter" | "q":
            kind = "quarterly"
        case "trailing" | "ttm" | "ltm" | "trailing twelve months":
            kind = "trailing"
        case _:
            raise NoData(f"period {period!r} is none of annual, quarterly, trailing")
    one = instruments(desk, [symbol])[0]
    found = company_data(desk, one).statements(one.symbol, period=kind, as_of=desk.as_of)
    ends = list(dict.fromkeys(item.as_of for item in found))
    shown = [named(item, one) for item in found if item.as_of in ends[: max(1, min(periods, 8))]]
    latest = {item.measure: item for item in shown if item.as_of == ends[0]}
    earlier = _year_before(found, ends[0], kind)
    return (
        *shown,
        *_growth(latest, {key: named(item, one) for key, item in earlier.items()}),
        *_margins(latest),
    )


def _year_before(found: Sequence[Datum], end: date | None, kind: str) -> dict[str, Datum]:
    """The lines of the period that ended a year earlier: never the quarter before."""
    if end is None:
        return {}
    return {
        item.measure: item
        for item in found
        if item.as_of is not None and 350 <= (end - item.as_of).days <= 380 and kind
    }


def _growth(latest: dict[str, Datum], earlier: dict[str, Datum]) -> list[Datum]:
    """Over a positive base only."""
    return [
        measures.computed(growth, operands=[latest[key], earlier[key]], window=latest[key].window)
        for key, growth in _GROWTH.items()
        if key in latest and key in earlier and measures.amount(earlier[key]) > 0
    ]


def _margins(latest: dict[str, Datum]) -> list[Datum]:
    revenue = latest.get("revenue")
    if revenue is None or measures.amount(revenue) <= 0:
        return []
    return [
        measures.computed(margin, operands=[latest[key], revenue])
        for key, margin in _MARGINS.items()
        if key in latest
    ]


def estimates(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """Analysts' mean estimates of EPS and revenue for this and the next quarter and year, and past EPS surprises."""
    one = instruments(desk, [symbol])[0]
    found = [named(item, one) for item in company_data(desk, one).estimates(one.symbol, as_of=desk.as_of)]
    actual = {item.as_of: item for item in found if item.measure == "diluted_eps"}
    expected = {item.as_of: item for item in found if item.measure == "eps_estimate" and item.as_of in actual}
    surprises = [
        measures.computed("eps_surprise", operands=[actual[end], expected[end]])
        for end in actual
        if end in expected and measures.amount(expected[end]) != 0
    ]
    return (*found, *surprises)


def payouts(desk: Desk, symbol: str, since: str = "") -> tuple[Datum, ...]:
    """Dividends per share by ex-date and stock splits since a date (default: two years), oldest first."""
    one = instruments(desk, [symbol])[0]
    start = day(since, "since") if since.strip() else desk.today.replace(year=desk.today.year - 2, day=1)
    found = company_data(desk, one).payouts(one.symbol, start=start, end=desk.today)
    return tuple(named(item, one) for item in found)


def holdings(desk: Desk, symbol: str, k: int = 10) -> tuple[Datum, ...]:
    """A fund's largest holdings, each with its weight in the fund, largest first."""
    one = instruments(desk, [symbol])[0]
    if one.kind != "etf":
        raise NoData(f"{one.symbol} is no fund: it has no holdings")
    return company_data(desk, one).holdings(one.symbol, as_of=desk.as_of)[: max(1, min(k, 25))]


def company_data(desk: Desk, one: Instrument) -> CompanyData:
    if isinstance(desk.market, CompanyData):
        return desk.market
    raise NoData(f"{desk.market.info.provider} has prices only: no company data of {one.symbol}")


def named(item: Datum, one: Instrument) -> Datum:
    return replace(item, note="; ".join(part for part in (item.note, one.note) if part))
