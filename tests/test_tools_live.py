"""The tools over YahooMarket, an unmodified yfinance and a local server that speaks Yahoo's wire format."""

from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as d
from decimal import Decimal as D

import pytest

import tools
from copilot import measures
from copilot.config import Settings
from copilot.errors import NoData, Unavailable
from copilot.exchanges import Calendars
from copilot.market import open_market
from copilot.market.yahoo import YahooMarket
from copilot.ports import Desk
from copilot.testing.yahoo_server import Listing, YahooServer
from copilot.types import Reported

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)  # a Monday, in New York's session
FRIDAY = d(2026, 3, 13)
LISTINGS = (
    Listing("SPLT", "Splitting (synthetic)", splits=((d(2026, 2, 2), 4, 1),), dividends=((d(2026, 3, 2), 0.5),)),
    Listing("GONE", "With a session missing (synthetic)", missing_days=frozenset({d(2026, 3, 11)})),
)  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with YahooServer(now=NOW, listings=LISTINGS) as running:
        yield running


@pytest.fixture(scope="module")
def desk(server, tmp_path_factory):
    settings = Settings(yahoo_url=server.url, home=tmp_path_factory.mktemp("home"))
    return Desk(YahooMarket(settings, clock=lambda: NOW), None, Calendars(), None, lambda: NOW)


def test_within_a_session_the_quote_is_todays_and_every_window_ends_on_the_session_before(desk):
    last, before, change = tools.quote(desk, "AAPL")
    assert (last.as_of, before.as_of) == (d(2026, 3, 16), FRIDAY)
    assert change.value == ((last.value / before.value - 1) * 100).quantize(D("0.0001"))
    assert "market open" in last.note
    for datum in (
        tools.last_close(desk, "AAPL"),
        tools.price_return(desk, "AAPL"),
        *tools.distance_to_average(desk, "AAPL"),
    ):
        assert datum.as_of == FRIDAY
        assert measures.recompute(datum) == datum.value


def test_a_split_inside_the_window_moves_no_return(desk):
    assert abs(tools.price_return(desk, "SPLT", 30).value) < 30


def test_a_split_after_the_day_asked_about_is_undone(desk):
    """4 for 1 on 2 February: on 30 January the share was traded at four times the price that it is adjusted to."""
    day = d(2026, 1, 30)
    earlier = replace(desk, market=desk.market.at(day), as_of=day)
    adjusted = tools.last_close(desk, "SPLT", "2026-01-30").value
    assert tools.last_close(earlier, "SPLT").value == adjusted * 4
    assert tools.price_return(earlier, "SPLT", 5).value == pytest.approx(
        tools.price_return(desk, "SPLT", 5, end="2026-01-30").value, abs=D("0.01")
    )
    with pytest.raises(NoData, match="only for today"):
        tools.valuation(earlier, ["AAPL"])


def test_a_missing_session_is_named(desk):
    with pytest.raises(NoData, match="2026-03-11"):
        tools.moving_average(desk, "GONE", 5)


def test_a_treasury_yield_moves_by_percentage_points(desk):
    moved = tools.price_return(desk, "10-year Treasury yield", 5)
    assert (moved.measure, moved.unit) == ("price_change", "pp")


def test_eleven_sectors_are_fetched_together_and_kept(server, desk):
    found = tools.sectors(desk)
    assert len(found) == 15
    before = len(server.asked)
    assert tools.sectors(desk) == found
    assert len(server.asked) == before


def test_multiples_are_the_providers_and_their_discount_is_ours(desk):
    found = tools.valuation(desk, ["AAPL", "MSFT"])
    stated = [one for one in found if isinstance(one.basis, Reported)]
    ours = [one for one in found if one.measure == "discount"]
    assert {one.measure for one in stated} >= {"trailing_pe", "forward_pe", "market_cap"}
    assert all(measures.recompute(one) == one.value for one in ours)
    with pytest.raises(NoData):
        measures.recompute(stated[0])


def test_what_yahoo_does_not_know_is_no_data_and_silence_is_unavailable(server, desk, tmp_path):
    with pytest.raises(NoData, match="NOSUCHX"):
        tools.quote(desk, "NOSUCHX")
    away = open_market(Settings(yahoo_url="http://127.0.0.1:9", home=tmp_path), "live", as_of=FRIDAY)
    with pytest.raises(Unavailable):
        tools.price_return(replace(desk, market=away), "AAPL")


def test_auto_is_the_demo_where_yahoo_is_out_of_reach(tmp_path):
    settings = Settings(yahoo_url="http://127.0.0.1:9", home=tmp_path)
    assert open_market(settings).info.kind == "demo"
