"""Statements, estimates, payouts and holdings over Yahoo's wire format, and the tools that put them to use."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from copilot import measures, tools
from copilot.config import Settings
from copilot.errors import NoData, Unavailable
from copilot.exchanges import Calendars
from copilot.market import DemoMarket
from copilot.market.yahoo import YahooMarket
from copilot.ports import CompanyData, Desk
from copilot.testing.yahoo_server import Listing, YahooServer
from copilot.types import Datum

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)
SPLIT = Listing(
    "SPLT", "Splitting (synthetic)", splits=((date(2026, 2, 2), 4, 1),),
    dividends=((date(2025, 11, 14), 0.5), (date(2026, 2, 13), 0.5)),
)  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[YahooServer]:
    with YahooServer(now=NOW, listings=[SPLIT]) as running:
        yield running


@pytest.fixture
def desk(server: YahooServer, tmp_path: Path) -> Callable[..., Desk]:
    server.heal()
    market = YahooMarket(Settings(yahoo_url=server.url, home=tmp_path), clock=lambda: NOW, pause=0.01)

    def made(as_of: date | None = None) -> Desk:
        seen = market.at(as_of) if as_of else market
        return Desk(seen, None, Calendars(), as_of, lambda: NOW)  # type: ignore[arg-type]

    return made


def by(found: tuple[Datum, ...], measure: str) -> list[Datum]:
    return [one for one in found if one.measure == measure]


def test_statements_carry_fiscal_labels_growth_and_margins(desk: Callable[..., Desk]) -> None:
    found = tools.fundamentals(desk(), "苹果")
    latest, before = by(found, "revenue")
    assert (latest.window.words, latest.as_of, latest.unit) == ("FY2025", date(2025, 12, 31), "USD")
    growth = by(found, "revenue_growth_yoy")[0]
    assert growth.window.words == "FY2025"
    assert growth.value == measures.recompute(growth)
    assert abs(growth.value - (Decimal(latest.value) / Decimal(before.value) - 1) * 100) < Decimal("0.001")
    assert by(found, "gross_margin")[0].value == Decimal(
        "45.0011"
    )  # the server's gross profit is 45 % of revenue, in millions
    assert by(found, "capital_expenditure")[0].value < 0


def test_a_quarter_grows_against_the_same_quarter_of_the_year_before(desk: Callable[..., Desk]) -> None:
    """Invented revenue grows 8 % a year, so a quarter before would show some 2 %."""
    found = tools.fundamentals(desk(), "AAPL", period="quarterly", periods=1)
    assert [one.window.words for one in by(found, "revenue")] == ["quarter to 2025-12-31"]
    assert Decimal("7.9") < by(found, "revenue_growth_yoy")[0].value < Decimal("8.1")


def test_growth_year_on_year_is_of_one_measure_a_year_apart(desk: Callable[..., Desk]) -> None:
    found = tools.fundamentals(desk(), "AAPL", period="quarterly", periods=5)
    growth = by(found, "revenue_growth_yoy")[0]
    latest, before = by(found, "revenue")[:2]
    with pytest.raises(NoData, match="not a year apart"):
        measures.recompute(replace(growth, basis=replace(growth.basis, operands=(latest, before))))
    year_ago = by(found, "net_income")[-1]
    with pytest.raises(NoData, match="is not of revenue"):
        measures.recompute(replace(growth, basis=replace(growth.basis, operands=(latest, year_ago))))
    margin = by(found, "gross_margin")[0]
    swapped = replace(margin.basis, operands=(by(found, "net_income")[0], latest))
    with pytest.raises(NoData, match="is not of gross_profit and revenue"):
        measures.recompute(replace(margin, basis=swapped))
    with pytest.raises(NoData, match="another period"):
        measures.recompute(replace(growth, window=before.window))


def test_estimates_name_their_period_and_surprises_follow_from_both_numbers(
    desk: Callable[..., Desk],
) -> None:
    found = tools.estimates(desk(), "AAPL")
    assert [one.window.words for one in by(found, "eps_estimate")][:4] == [
        "quarter to 2026-03-31", "quarter to 2026-06-30", "FY2026", "FY2027",
    ]  # fmt: skip
    assert by(found, "eps_estimate")[0].note.startswith("current quarter; mean of 24 analysts, ")
    actual, expected = by(found, "diluted_eps")[-1], by(found, "eps_estimate")[-1]
    surprise = by(found, "eps_surprise")[-1]
    assert (actual.as_of, expected.as_of, surprise.as_of) == (date(2025, 12, 31),) * 3
    assert surprise.value == ((actual.value - expected.value) / expected.value * 100).quantize(
        Decimal("0.0001")
    )


def test_payouts_stand_on_the_basis_of_the_day_asked_for(desk: Callable[..., Desk]) -> None:
    """Yahoo's 0.50 of November 2025 is after a split of 4 for 1 in February 2026: 2.00 was paid then."""
    now = tools.payouts(desk(), "SPLT", since="2025-10-01")
    assert [(one.measure, one.as_of, one.value) for one in now] == [
        ("dividend", date(2025, 11, 14), Decimal("0.50")),
        ("split", date(2026, 2, 2), Decimal("4.0")),
        ("dividend", date(2026, 2, 13), Decimal("0.50")),
    ]
    then = tools.payouts(desk(date(2026, 1, 30)), "SPLT", since="2025-10-01")
    assert [(one.as_of, one.value) for one in then] == [(date(2025, 11, 14), Decimal("2.00"))]


def test_holdings_are_a_funds_largest_first(desk: Callable[..., Desk]) -> None:
    found = tools.holdings(desk(), "SPY", k=3)
    assert [(one.subject, one.measure, one.against, one.value) for one in found] == [
        ("AAPL", "weight", "SPY", Decimal("7.1200")), ("MSFT", "weight", "SPY", Decimal("6.5500")),
        ("NVDA", "weight", "SPY", Decimal("6.0200")),
    ]  # fmt: skip
    with pytest.raises(NoData, match="no fund"):
        tools.holdings(desk(), "AAPL")


@pytest.mark.parametrize("tool", ["fundamentals", "estimates"])
def test_what_yahoo_gives_only_for_today_is_not_given_for_an_earlier_day(
    tool: str, desk: Callable[..., Desk]
) -> None:
    with pytest.raises(NoData, match="only for today"):
        getattr(tools, tool)(desk(date(2026, 1, 30)), "AAPL")


def test_a_fund_has_no_statements(desk: Callable[..., Desk]) -> None:
    with pytest.raises(NoData, match="no annual statements of SPY"):
        tools.fundamentals(desk(), "SPY")


@pytest.mark.parametrize("kind", ["401", "429", "500", "html", "truncated"])
@pytest.mark.parametrize("tool", ["fundamentals", "estimates", "holdings"])
def test_a_failure_is_never_an_empty_statement(
    kind: str, tool: str, desk: Callable[..., Desk], server: YahooServer
) -> None:
    for path in ("/ws/", "/v10/"):
        server.fault(kind, path)  # type: ignore[arg-type]
    with pytest.raises(Unavailable, match="Yahoo Finance"):
        getattr(tools, tool)(desk(), "SPY" if tool == "holdings" else "AAPL")
    server.heal()


def test_a_market_of_prices_says_that_it_has_no_company_data(desk: Callable[..., Desk]) -> None:
    assert isinstance(desk().market, CompanyData)
    demo = DemoMarket()
    assert not isinstance(demo, CompanyData)
    held = Desk(demo, None, Calendars(), None, lambda: NOW)  # type: ignore[arg-type]
    with pytest.raises(NoData, match="prices only"):
        tools.fundamentals(held, "AAPL")
