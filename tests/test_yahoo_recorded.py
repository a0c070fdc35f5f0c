"""What Yahoo really sent, recorded by others in 2025, read through an unmodified yfinance."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from copilot.config import Settings
from copilot.errors import NoData
from copilot.market.yahoo import YahooMarket
from copilot.testing.yahoo_server import YahooServer
from copilot.types import Series

RECORDED = Path(__file__).resolve().parents[2] / "shared" / "yahoo"
NOW = datetime(2025, 10, 30, 1, 0, tzinfo=UTC)

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded responses are not beside the project"),
]


def body(path: Path) -> Any:
    document = json.loads(path.read_text(encoding="utf8"))
    if "response" not in document:
        return document
    return document["response"].get("bodyJson") or json.loads(document["response"]["body"])


def _bare(found: Any) -> Any:
    """These were recorded with every number as raw and fmt, which yfinance asks Yahoo not to do."""
    if isinstance(found, dict):
        return found["raw"] if "raw" in found else {key: _bare(one) for key, one in found.items()}
    return [_bare(one) for one in found] if isinstance(found, list) else found


def recorded(path: str, query: dict[str, str]) -> tuple[int, Any] | None:
    bare, wrapped, symbol = (
        RECORDED / "yfinance-rs",
        RECORDED / "node-yahoo-finance2",
        path.rsplit("/", 1)[-1],
    )
    if path.startswith("/v8/"):
        file = bare / f"history_chart_{symbol}.json"
        return (200, body(file)) if file.exists() else None
    if path.startswith("/v10/"):
        parts: dict[str, Any] = {}
        for module in query["modules"].split(","):
            file = wrapped / f"quoteSummary-{module}-{symbol}.json"
            if file.exists():
                parts |= (body(file)["quoteSummary"]["result"] or [{}])[0]
                continue
            for file in bare.glob(f"*_api_*_{symbol}.json"):
                if module in file.stem.split("_")[2].split("-"):
                    parts |= _bare((body(file)["quoteSummary"]["result"] or [{}])[0])
        return 200, {"quoteSummary": {"result": [parts], "error": None}}
    if path.startswith("/v7/finance/options/"):
        dated = f"_{query['date']}" if "date" in query else ""
        file = bare / f"options_v7_{symbol}{dated}.json"
        return (200, body(file)) if file.exists() else None
    if path.startswith("/v1/finance/screener/"):
        return 200, body(wrapped / f"screener-{query['scrIds']}.json")
    if path.startswith("/v7/"):
        files = (bare / f"quote_v7_{query['symbols']}.json", wrapped / f"quote-{query['symbols']}.json")
        return next(((200, body(file)) for file in files if file.exists()), None)
    if path.startswith("/v1/finance/search"):
        return 200, body(bare / "search_v1_apple.json")
    if path.startswith("/xhr/"):
        return 200, body(bare / "news_latestNews_AAPL.json")
    if path.startswith("/ws/"):
        lines = [
            one
            for file in bare.glob(f"timeseries_*_{symbol}.json")
            for one in body(file)["timeseries"]["result"]
        ]
        return 200, {"timeseries": {"result": lines, "error": None}}
    return None


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Iterator[YahooMarket]:
    with YahooServer(now=NOW, recorded=recorded) as server:
        settings = Settings(yahoo_url=server.url, home=tmp_path_factory.mktemp("home"))
        yield YahooMarket(settings, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("symbol", "day", "close", "unit"),
    [
        ("AAPL", date(2025, 10, 29), "269.70", "USD"),
        ("MSFT", date(2025, 10, 29), "541.55", "USD"),
        ("GS2C.DE", date(2025, 10, 29), "19.948", "EUR"),
    ],
)
def test_closes_are_those_that_were_traded(
    symbol: str, day: date, close: str, unit: str, market: YahooMarket
) -> None:
    series = market.history([symbol])[symbol]
    assert isinstance(series, Series)
    assert series.rows[-1] == (day, Decimal(close))
    assert series.unit == unit


def reported(market: YahooMarket, symbol: str) -> dict[str, Decimal]:
    wanted = (
        "trailing_pe",
        "forward_pe",
        "price_to_book",
        "price_to_sales",
        "enterprise_to_ebitda",
        "dividend_yield",
    )
    found = market.reported(symbol, (*wanted, "market_cap", "trailing_eps", "target_mean_price"))
    return {one.measure: Decimal(one.value) for one in found}


def test_multiples_are_given_where_yahoo_has_them_right(market: YahooMarket) -> None:
    """P/E = price ÷ EPS: 269.70 ÷ 6.59 = 40.93. BABA's book value is in yuan, OCDO.L's price in pence, QQQ a fund."""
    apple = reported(market, "AAPL")
    assert (apple["trailing_pe"], apple["price_to_book"]) == (Decimal("40.9256"), Decimal("60.8666"))
    assert apple["dividend_yield"] == Decimal(
        "0.3900"
    )  # 1.04 ÷ 269.70, though one of Yahoo's pages says 0.0041
    alibaba = reported(market, "BABA")
    assert "trailing_pe" in alibaba
    assert not {"price_to_book", "price_to_sales", "enterprise_to_ebitda"} & alibaba.keys()
    ocado = reported(market, "OCDO.L")
    assert not {"forward_pe", "trailing_pe", "price_to_book"} & ocado.keys()
    assert ocado["target_mean_price"] == Decimal("4.4138")
    assert reported(market, "QQQ").keys() == {"trailing_pe", "dividend_yield"}


def test_a_quote_in_pence_is_in_pounds_and_says_its_delay(market: YahooMarket) -> None:
    last, before = market.quote("OCDO.L")
    assert (last.value, last.unit, before.value) == (Decimal("3.088"), "GBP", Decimal("3.152"))
    assert last.note == "market open; last trade 2025-02-17 10:38 UTC; delayed 15 minutes"


def test_statements_estimates_and_payouts_have_their_periods(market: YahooMarket) -> None:
    """Apple's revenue of the fiscal year to September 2024 was 391.035 billion dollars."""
    revenue = next(one for one in market.statements("AAPL") if one.measure == "revenue")
    assert (revenue.value, revenue.window.words) == (Decimal(391035000000), "FY2024")  # type: ignore[union-attr]
    estimate = market.estimates("AAPL")[0]
    assert (estimate.measure, estimate.unit) == ("eps_estimate", "USD")
    paid = market.payouts("AAPL")
    assert [(one.as_of, one.value) for one in paid] == [
        (date(2025, 5, 12), Decimal("0.26")), (date(2025, 8, 11), Decimal("0.26")),
    ]  # fmt: skip


def test_news_are_dated_and_plain(market: YahooMarket) -> None:
    stories = market.news("AAPL")
    assert len(stories) >= 5
    assert all(one.published and one.url.startswith("https://") and "<" not in one.text for one in stories)
    assert all(a.published >= b.published for a, b in pairwise(stories))  # type: ignore[operator]


def test_a_search_hit_must_have_the_words_asked_for(market: YahooMarket) -> None:
    """The search always answers with its recorded hits for "apple"."""
    assert market.resolve("Apple Hospitality").symbol == "APLE"
    with pytest.raises(NoData, match="not known"):
        market.resolve("Completely Different Industries")


def test_the_recorded_report_was_confirmed_and_a_day_away(market: YahooMarket) -> None:
    report = market.reported("AAPL", ("days_to_earnings",))[0]
    assert (report.value, report.window.end) == (1, date(2025, 10, 30))
    assert report.note == "on 2025-10-30, confirmed, as Yahoo states"


def test_recorded_options_have_their_dates_and_the_volatility_at_the_money(market: YahooMarket) -> None:
    """At a price of 269.70 the nearest strikes are 270; sums are of the file's rows."""
    found = market.options("AAPL")
    assert found[0].window.end == date(2025, 10, 31)
    volatility = [one for one in found if one.measure == "implied_volatility"]
    assert ["strike 270" in one.note for one in volatility] == [True, True]
    rows = body(RECORDED / "yfinance-rs" / "options_v7_AAPL.json")["optionChain"]["result"][0]["options"][0]
    interest = {one.measure: one.value for one in found if one.measure.endswith("open_interest")}
    assert interest["call_open_interest"] == sum(one.get("openInterest") or 0 for one in rows["calls"])
    assert interest["put_open_interest"] == sum(one.get("openInterest") or 0 for one in rows["puts"])


def test_recorded_ratings_targets_and_holders_are_dated(market: YahooMarket) -> None:
    targets = [one for one in market.ratings("GOOGL") if one.measure == "firm_target_price"]
    assert (targets[0].against, targets[0].value, targets[0].as_of) == ("Keybanc", 300, date(2025, 10, 27))
    counts = {one.measure: one.value for one in market.ratings("MSFT")}
    assert (counts["strong_buy_ratings"], counts["buy_ratings"], counts["hold_ratings"]) == (12, 45, 0)
    first = market.holders("AAPL")[0]
    assert (first.subject, first.value, first.as_of) == (
        "Vanguard Group Inc",
        Decimal("9.29"),
        date(2024, 12, 31),
    )


def test_a_recorded_screen_keeps_its_order(market: YahooMarket) -> None:
    hits = body(RECORDED / "node-yahoo-finance2" / "screener-aggressive_small_caps.json")
    symbols = [one["symbol"] for one in hits["finance"]["result"][0]["quotes"]]
    found = market.screened("aggressive_small_caps")
    assert list(dict.fromkeys(one.subject for one in found)) == symbols
