"""Coming dates, ratings, owners, options, screens and recomputed multiples over Yahoo's wire format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from copilot import measures, tools
from copilot.config import Settings
from copilot.errors import NoData, Unavailable
from copilot.exchanges import Calendars
from copilot.market.yahoo import YahooMarket
from copilot.ports import Desk
from copilot.testing.yahoo_server import YahooServer
from copilot.types import Datum

NOW = datetime(2026, 3, 16, 21, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(scope="module")
def server() -> Iterator[YahooServer]:
    with YahooServer(now=NOW) as running:
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


def test_a_coming_report_says_whether_its_date_is_confirmed(desk: Callable[..., Desk]) -> None:
    report, dividend = tools.events(desk(), "AAPL")
    assert (report.value, report.unit, report.window.end) == (40, "days", date(2026, 4, 25))
    assert report.note == "between 2026-04-25 and 2026-04-29, estimated by Yahoo"
    assert (dividend.measure, dividend.note) == ("days_to_ex_dividend", "on 2026-04-25")


def test_ratings_are_counted_and_each_firms_latest_target_has_its_day(desk: Callable[..., Desk]) -> None:
    found = tools.ratings(desk(), "AAPL")
    assert [one.value for one in found[:5]] == [9, 14, 6, 1, 0]
    targets = by(found, "firm_target_price")
    assert [(one.against, one.as_of) for one in targets] == [
        ("Invented Securities", date(2026, 3, 13)), ("Made-up Bank", date(2026, 2, 4)),
    ]  # fmt: skip
    assert targets[0].note == "Invented Securities: Buy, upgraded, target before 375.00"


def test_ratings_as_of_an_earlier_day_are_what_firms_had_said_by_then(desk: Callable[..., Desk]) -> None:
    found = tools.ratings(desk(date(2026, 2, 10)), "AAPL")
    assert [(one.against, one.as_of) for one in found] == [
        ("Made-up Bank", date(2026, 2, 4)), ("Invented Securities", date(2025, 12, 16)),
    ]  # fmt: skip


def test_owners_are_named_with_the_day_that_they_reported_for(desk: Callable[..., Desk]) -> None:
    found = tools.ownership(desk(), "AAPL")
    assert {one.measure: one.value for one in found[:3]} == {
        "held_by_institutions": Decimal("62"), "held_by_insiders": Decimal("1.1"), "short_of_float": Decimal("1.85"),
    }  # fmt: skip
    assert [(one.subject, one.value, one.as_of) for one in by(found, "stake")] == [
        ("Index House", Decimal("9.12"), date(2025, 12, 31)), ("Pension Trust", Decimal("4.55"), date(2025, 12, 31)),
    ]  # fmt: skip


def test_options_give_expirations_ratios_and_the_volatility_at_the_money(desk: Callable[..., Desk]) -> None:
    """Each of nine puts trades twice what its call does, and half as many are open: ratios 2 and 0.5."""
    found = tools.options(desk(), "AAPL")
    assert [one.window.end.day for one in by(found, "days_to_expiration")] == [27, 3, 10, 17]
    volume, interest = found[-2:]
    assert (volume.measure, volume.value, interest.measure, interest.value) == (
        "put_call_volume", 2, "put_call_open_interest", Decimal("0.5"),
    )  # fmt: skip
    assert measures.recompute(volume) == 2
    assert [one.value for one in by(found, "implied_volatility")] == [34, 36]
    assert "options to 2026-03-27" in by(found, "implied_volatility")[0].note
    assert tools.options(desk(), "AAPL", "2026-04-17")[4].window.end == date(2026, 4, 17)


def test_an_expiration_that_is_not_there_names_those_that_are(desk: Callable[..., Desk]) -> None:
    with pytest.raises(NoData, match="end on 2026-03-28; the next ones end on 2026-03-27, 2026-04-03"):
        tools.options(desk(), "AAPL", "2026-03-28")
    with pytest.raises(NoData, match="no options of "):
        tools.options(desk(), "^GSPC")


def test_a_screen_gives_its_hits_in_order_with_the_change_computed(desk: Callable[..., Desk]) -> None:
    found = tools.screener(desk(), "day gainers", 2)
    assert [one.measure for one in found] == ["last_price", "previous_close", "percent_change"] * 2
    assert measures.recompute(found[2]) == found[2].value > found[5].value
    assert "1 of Yahoo's screen day_gainers" in found[0].note
    with pytest.raises(NoData, match="one of day_gainers"):
        tools.screener(desk(), "the best shares")


def test_a_companys_multiple_is_computed_again_from_price_and_earnings(desk: Callable[..., Desk]) -> None:
    own = by(tools.valuation(desk(), ["AAPL"]), "recomputed_pe")[0]
    close, earnings = own.basis.operands
    assert own.value == measures.recompute(own) == (close.value / earnings.value).quantize(Decimal("0.0001"))
    assert own.note == (
        "close of 2026-03-16 over diluted EPS of the trailing twelve months, as the provider states it on 2026-03-16"
    )


def test_a_providers_multiple_that_stands_apart_is_a_data_check(server: YahooServer, tmp_path: Path) -> None:
    def doubled(path: str, query: dict[str, str]) -> tuple[int, object] | None:
        if not path.startswith("/v7/finance/quote"):
            return None
        document = server._state.answers.quote(query)
        for one in document["quoteResponse"]["result"]:
            one["epsTrailingTwelveMonths"] *= 2
        return 200, document

    with YahooServer(now=NOW, recorded=doubled) as other:
        market = YahooMarket(Settings(yahoo_url=other.url, home=tmp_path), clock=lambda: NOW)
        own = by(
            tools.valuation(Desk(market, None, Calendars(), None, lambda: NOW), ["AAPL"]),  # type: ignore[arg-type]
            "recomputed_pe",
        )[0]
    assert "data check: the provider states a P/E of 13.35" in own.note


def test_a_fund_has_no_recomputed_multiple_and_says_whose_aggregation_its_own_is(
    desk: Callable[..., Desk],
) -> None:
    found = tools.valuation(desk(), ["SPY"])
    assert not by(found, "recomputed_pe")
    assert "how it treats loss-makers is not known" in by(found, "trailing_pe")[0].note


def test_the_last_twelve_months_are_a_period_of_their_own(desk: Callable[..., Desk]) -> None:
    found = tools.fundamentals(desk(), "AAPL", period="ttm")
    assert found[0].window.words == "twelve months to 2025-12-31"
    assert not by(found, "total_debt")


ASKED = [
    lambda desk: tools.events(desk, "AAPL"),
    lambda desk: tools.ownership(desk, "AAPL"),
    lambda desk: tools.options(desk, "AAPL"),
    lambda desk: tools.screener(desk),
]


@pytest.mark.parametrize("ask", ASKED)
def test_what_yahoo_says_only_of_today_is_not_said_of_an_earlier_day(
    ask: Callable[[Desk], object], desk: Callable[..., Desk]
) -> None:
    with pytest.raises(NoData, match="only for today"):
        ask(desk(date(2026, 3, 13)))


@pytest.mark.parametrize("fault", ["429", "401", "html", "truncated", "cut", "500"])
@pytest.mark.parametrize("ask", [*ASKED, lambda desk: tools.ratings(desk, "AAPL")])
def test_a_failure_is_never_an_empty_success(
    fault: str, ask: Callable[[Desk], object], desk: Callable[..., Desk], server: YahooServer
) -> None:
    asked = desk()
    server.fault(fault)  # type: ignore[arg-type]
    with pytest.raises(Unavailable):
        ask(asked)
    server.heal()


@pytest.mark.parametrize("symbol", ["SPY", "^GSPC", "NOSUCH"])
def test_what_has_no_company_behind_it_has_no_research(symbol: str, desk: Callable[..., Desk]) -> None:
    for tool in (tools.events, tools.ownership, tools.ratings, tools.estimates):
        with pytest.raises(NoData):
            tool(desk(), symbol)
