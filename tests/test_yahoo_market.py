"""YahooMarket over an unmodified yfinance against a local server that speaks Yahoo's wire format."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.errors import NoData, Unavailable
from copilot.market.yahoo import YahooMarket
from copilot.testing.yahoo_server import Listing, YahooServer
from copilot.types import Adjustment, Series

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)  # a Monday, in New York's session
FRIDAY, MONDAY = date(2026, 3, 13), date(2026, 3, 16)
START = date(2026, 1, 2)
LISTINGS = (
    Listing("SPLT", "Splitting (synthetic)", splits=((date(2026, 2, 2), 4, 1),), dividends=((date(2026, 3, 2), 0.5),)),
    Listing("HOLE", "With holes (synthetic)", empty_days=frozenset({date(2026, 3, 10)})),
    Listing("GONE", "With a session missing (synthetic)", missing_days=frozenset({date(2026, 3, 11)})),
    Listing("TWIN", "With a row twice (synthetic)", doubled_days=frozenset({date(2026, 3, 12)})),
    Listing("JUMP", "With a wrong price (synthetic)", wrong_days=((date(2026, 2, 10), 0.5),)),
    Listing("PENC.L", "In pence (synthetic)", currency="GBp", calendar="XLON", start=412.0),
)  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[YahooServer]:
    with YahooServer(now=NOW, listings=LISTINGS) as server:
        yield server


@pytest.fixture
def server(running: YahooServer) -> Iterator[YahooServer]:
    running.heal()
    running.forget()
    yield running
    running.heal()


@pytest.fixture
def opened(server: YahooServer, tmp_path: Path) -> Callable[..., YahooMarket]:
    def market(**options: object) -> YahooMarket:
        settings = Settings(yahoo_url=server.url, home=tmp_path)
        return YahooMarket(settings, **{"clock": lambda: NOW, "pause": 0.01, **options})  # type: ignore[arg-type]

    return market


def rows(market: YahooMarket, symbol: str, **options: object) -> Series:
    found = market.history([symbol], **{"start": START, **options})[symbol]  # type: ignore[arg-type]
    if isinstance(found, NoData):
        raise found
    return found


def paths(server: YahooServer) -> list[str]:
    return [one.path for one in server.asked if one.path.startswith("/v8")]


def test_rows_are_the_servers_closes_with_units_and_origin(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    series = rows(opened(), "IWM")
    listing = server.world.listing("IWM")
    assert listing is not None
    expected = [
        (bar.day, Decimal(f"{bar.close:.2f}"))
        for bar in server.world.bars(listing)
        if START <= bar.day <= FRIDAY
    ]
    assert list(series.rows) == expected
    assert (series.unit, series.currency, series.adjustment) == ("USD", "USD", Adjustment.SPLIT)
    assert (series.origin.provider, series.origin.call, series.origin.fetched_at) == (
        "yahoo",
        "Ticker.history",
        NOW,
    )
    assert rows(opened(), "^GSPC").unit == "points"


def test_the_bar_of_a_session_under_way_is_no_row(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    assert rows(opened(), "IWM").rows[-1][0] == FRIDAY
    assert rows(opened(), "0700.HK").rows[-1][0] == MONDAY  # Hong Kong has closed


def test_after_the_close_the_session_is_a_row(tmp_path: Path) -> None:
    evening = datetime(2026, 3, 16, 20, 5, tzinfo=UTC)
    with YahooServer(now=evening) as server:
        market = YahooMarket(Settings(yahoo_url=server.url, home=tmp_path), clock=lambda: evening)
        assert rows(market, "IWM").rows[-1][0] == MONDAY


def test_a_symbol_costs_one_request_and_the_second_question_none(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    market = opened()
    sectors = ["XLK", "XLF", "XLV", "XLY", "XLP", "XLE", "XLI", "XLB", "XLU", "XLRE", "XLC"]
    assert all(isinstance(one, Series) for one in market.history(sectors, start=START).values())
    assert sorted(paths(server)) == sorted(f"/v8/finance/chart/{one}" for one in sectors)
    server.forget()
    market.history(sectors, start=START + timedelta(days=20), field="volume")
    assert server.asked == ()


def test_concurrent_equal_questions_are_asked_once(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    market = opened()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: rows(market, "QQQ"), range(16)))
    assert len({one.rows for one in found}) == 1
    assert paths(server) == ["/v8/finance/chart/QQQ"]


def test_an_earlier_start_is_fetched_anew(server: YahooServer, opened: Callable[..., YahooMarket]) -> None:
    market = opened()
    rows(market, "IWM")
    assert rows(market, "IWM", start=date(2020, 1, 2)).rows[0][0] == date(2020, 1, 2)
    assert rows(market, "IWM", start=None).rows[0][0] == date(2019, 1, 2)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("429", Unavailable), ("401", Unavailable), ("500", Unavailable), ("html", Unavailable),
        ("truncated", Unavailable), ("cut", Unavailable), ("404", NoData), ("empty", NoData), ("null", NoData),
    ],
)  # fmt: skip
def test_what_is_no_data_is_never_an_empty_success(
    kind: str, error: type[Exception], server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    server.fault(kind, "/v8/")  # type: ignore[arg-type]
    with pytest.raises(error):
        rows(opened(), "IWM")


@pytest.mark.parametrize("kind", ["429", "401", "500", "html", "truncated", "cut"])
@pytest.mark.parametrize("question", ["quote", "reported", "news", "resolve"])
def test_every_question_says_that_yahoo_is_unavailable(
    kind: str, question: str, server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    for path in ("/v7", "/v10", "/v1/finance", "/xhr"):
        server.fault(kind, path)  # type: ignore[arg-type]
    market = opened()
    asked = {
        "quote": lambda: market.quote("AAPL"),
        "reported": lambda: market.reported("AAPL", ["trailing_pe"]),
        "news": lambda: market.news("AAPL"),
        "resolve": lambda: market.resolve("Some Unheard-of Company"),
    }[question]
    with pytest.raises(Unavailable, match="Yahoo Finance"):
        asked()


@pytest.mark.parametrize("kind", ["500", "html", "truncated", "401"])
def test_a_failure_that_passes_costs_a_retry_and_no_more(
    kind: str, server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    server.fault(kind, "/v8/", times=1)  # type: ignore[arg-type]
    assert rows(opened(), "IWM").rows[-1][0] == FRIDAY
    assert len(paths(server)) == 2


def test_a_limit_is_kept_without_asking_again(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    server.fault("429", "/v8/", retry_after=30)
    market = opened()
    with pytest.raises(Unavailable, match="429"):
        rows(market, "IWM")
    asked = len(server.asked)
    with pytest.raises(Unavailable, match="asked again in"):
        rows(market, "SPY")
    assert len(server.asked) == asked


def test_silence_is_told_once_and_then_at_once(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    server.fault("silent", "/")
    market = opened(patience=0.3)
    with pytest.raises(Unavailable, match="did not answer in time"):
        rows(market, "IWM")
    asked = len(server.asked)
    with pytest.raises(Unavailable, match="asked again in"):
        market.quote("IWM")
    assert len(server.asked) == asked


def test_a_slow_server_that_answers_is_not_away(
    opened: Callable[..., YahooMarket], server: YahooServer
) -> None:
    """Crumb, quoteSummary, quote and timeseries take 0.4 s each: together more than the patience for silence."""
    server.delay(0.4)
    try:
        assert opened(patience=1.0).quote("MSFT")[0].measure == "last_price"
    finally:
        server.delay(0.0)


@pytest.mark.parametrize("address", ["http://127.0.0.1:{closed}", "http://no-such-host.invalid"])
def test_nobody_there_is_unavailable(address: str, tmp_path: Path) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # bound, not listening: refused
        market = YahooMarket(Settings(yahoo_url=address.format(closed=held.getsockname()[1]), home=tmp_path))
        with pytest.raises(Unavailable, match="cannot be reached"):
            market.history(["IWM"], start=START)


def test_one_bad_symbol_does_not_spoil_the_others(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    found = opened().history(["IWM", "NOSUCH"], start=START)
    assert isinstance(found["IWM"], Series)
    assert isinstance(found["NOSUCH"], NoData)
    assert "delisted" in str(found["NOSUCH"])


def test_when_yahoo_goes_away_old_rows_are_labelled_as_old(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    moment = [NOW]
    market = opened(clock=lambda: moment[0])
    fresh = rows(market, "IWM")
    moment[0] = NOW + timedelta(days=1)
    server.fault("500", "/v8/")
    stale = rows(market, "IWM")
    assert stale.rows == fresh.rows
    assert stale.origin.fetched_at == NOW
    assert (
        stale.origin.note
        == "data check: as fetched 2026-03-16 15:00 UTC, since then: Yahoo Finance failed (500)"
    )


def test_holes_doubles_and_missing_sessions_are_not_papered_over(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    market = opened()
    hole, gone, twin = (rows(market, one, start=date(2026, 3, 9)) for one in ("HOLE", "GONE", "TWIN"))
    assert [day.day for day, _ in hole.rows] == [9, 11, 12, 13]
    assert hole.origin.note == "1 session without a price left out"
    assert [day.day for day, _ in gone.rows] == [9, 10, 12, 13]
    assert [day.day for day, _ in twin.rows] == [9, 10, 11, 12, 13]


def test_pence_are_shown_in_pounds_and_said(server: YahooServer, opened: Callable[..., YahooMarket]) -> None:
    series = rows(opened(), "PENC.L")
    listing = server.world.listing("PENC.L")
    assert listing is not None
    pence = {bar.day: bar.close for bar in server.world.bars(listing)}
    assert (series.unit, series.currency) == ("GBP", "GBP")
    assert abs(float(series.rows[-1][1]) - pence[series.rows[-1][0]] / 100) < 0.0001
    assert "GBp" in series.origin.note


def test_splits_after_as_of_are_undone_and_returns_stay(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    day = date(2026, 1, 30)
    now, then = rows(opened(), "SPLT", end=day), rows(opened().at(day), "SPLT")
    assert [one for one, _ in then.rows] == [one for one, _ in now.rows]
    assert then.rows[-1][1] == now.rows[-1][1] * 4
    assert then.origin.note == "split of 4 for 1 after 2026-01-30 undone"
    volumes = rows(opened().at(day), "SPLT", field="volume"), rows(opened(), "SPLT", field="volume", end=day)
    assert abs(volumes[0].rows[-1][1] * 4 - volumes[1].rows[-1][1]) <= 4


def test_adjusted_closes_as_of_a_day_end_on_its_close(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    day = date(2026, 1, 30)
    close = rows(opened().at(day), "SPLT").rows
    total = rows(opened().at(day), "SPLT", adjustment=Adjustment.TOTAL)
    assert total.adjustment is Adjustment.TOTAL
    assert abs(total.rows[-1][1] - close[-1][1]) < Decimal("0.001")
    assert abs(total.rows[-1][1] / total.rows[0][1] - close[-1][1] / close[0][1]) < Decimal("0.0001")


def test_as_traded_prices_stand_on_each_days_own_basis(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    usual, traded = rows(opened(), "SPLT"), rows(opened(), "SPLT", adjustment=Adjustment.NONE)
    factors = {day: other / value for (day, value), (_, other) in zip(usual.rows, traded.rows, strict=True)}
    assert {factors[day] for day in factors if day < date(2026, 2, 2)} == {4}
    assert {factors[day] for day in factors if day >= date(2026, 2, 2)} == {1}


def test_nothing_later_than_as_of_is_read(server: YahooServer, opened: Callable[..., YahooMarket]) -> None:
    then = opened().at(date(2026, 3, 10))
    assert rows(then, "IWM", end=date(2026, 12, 31)).rows[-1][0] == date(2026, 3, 10)
    for asked in (lambda: then.quote("AAPL"), lambda: then.reported("AAPL", ["trailing_pe"])):
        with pytest.raises(NoData, match="only for today"):
            asked()
    with pytest.raises(NoData, match="only for today"):
        opened().reported("AAPL", ["trailing_pe"], as_of=date(2026, 3, 10))
    assert {one.published for one in then.news("AAPL")} == {date(2026, 2, 4)}


def test_a_quote_says_its_state_and_its_day(server: YahooServer, opened: Callable[..., YahooMarket]) -> None:
    last, before = opened().quote("AAPL")
    assert (last.measure, last.unit, last.as_of) == ("last_price", "USD", MONDAY)
    assert last.note == "market open; last trade 2026-03-16 15:00 UTC"
    assert (before.measure, before.value) == ("previous_close", rows(opened(), "AAPL").rows[-1][1])


def test_reported_numbers_have_units_and_only_what_exists(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    market = opened()
    wanted = ["trailing_pe", "forward_pe", "dividend_yield", "market_cap", "target_mean_price"]
    found = {one.measure: one for one in market.reported("AAPL", wanted)}
    assert {one: found[one].unit for one in wanted} == {
        "trailing_pe": "x", "forward_pe": "x", "dividend_yield": "%", "market_cap": "USD", "target_mean_price": "USD",
    }  # fmt: skip
    assert 1 <= Decimal(found["dividend_yield"].value) <= 2  # per cent, whichever way Yahoo writes it
    fund = market.reported("SPY", ["trailing_pe", "forward_pe", "dividend_yield"])
    assert [(one.measure, one.value) for one in fund] == [
        ("trailing_pe", Decimal("22.5000")), ("dividend_yield", Decimal("1.2500")),
    ]  # fmt: skip
    with pytest.raises(NoData, match="forward_pe"):
        market.reported("^GSPC", ["forward_pe"])


def test_news_are_articles_without_markup(server: YahooServer, opened: Callable[..., YahooMarket]) -> None:
    first = opened().news("AAPL")[0]
    assert first.title == "Invented headline 1 about AAPL"
    assert first.text.endswith("A synthetic summary & nothing more: shares of AAPL moved 2.5%.")
    assert (first.publisher, first.published, first.url) == (
        "Synthetic Newswire",
        MONDAY,
        "https://news.example/1",
    )
    assert (first.subjects, first.note) == (("AAPL",), "headline and summary only")


def test_names_resolve_without_asking_else_by_search(
    server: YahooServer, opened: Callable[..., YahooMarket]
) -> None:
    market = opened()
    assert [market.resolve(one).symbol for one in ("苹果", "Russell 2000", "688167")] == [
        "AAPL",
        "^RUT",
        "688167.SS",
    ]
    assert server.asked == ()
    assert market.resolve("阿里巴巴").note == "also 9988.HK in HKD"
    assert market.resolve("BABA").note == ""
    assert market.resolve("Splitting").symbol == "SPLT"
    with pytest.raises(NoData, match="nearest: NVDA"):
        market.resolve("Nvida")


def test_two_servers_in_one_process_do_not_mix(
    server: YahooServer, opened: Callable[..., YahooMarket], tmp_path: Path
) -> None:
    other = (Listing("IWM", "Another world (synthetic)", start=50.0),)
    with YahooServer(now=NOW, listings=other) as second:
        here = opened()
        there = YahooMarket(Settings(yahoo_url=second.url, home=tmp_path / "b"), clock=lambda: NOW)
        found: dict[str, set[str]] = {"here": set(), "there": set()}

        def ask(name: str, market: YahooMarket) -> None:
            for at in range(4):
                found[name].add(rows(market, "IWM", start=date(2024 - at, 1, 2)).name)

        threads = [threading.Thread(target=ask, args=one) for one in (("here", here), ("there", there))]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert found == {"here": {"iShares Russell 2000 ETF (synthetic)"}, "there": {"Another world (synthetic)"}}
