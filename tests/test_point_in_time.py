"""Deleting everything after a day changes no answer as of that day: the tools over Yahoo's wire, seen then and now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from copilot import tools
from copilot.config import Settings
from copilot.errors import NoData
from copilot.exchanges import Calendars
from copilot.market.yahoo import YahooMarket
from copilot.ports import Desk
from copilot.testing.yahoo_server import Listing, YahooServer
from copilot.types import Article, Computed, Datum, Series

THEN = datetime(2026, 1, 30, 22, 0, tzinfo=UTC)  # after New York's close
NOW = datetime(2026, 3, 16, 22, 0, tzinfo=UTC)
SPLIT_LATER = ((date(2026, 2, 9), 4, 1),)
PAID = ((date(2025, 11, 14), 0.5), (date(2026, 2, 20), 0.5))
PAID_THEN = ((date(2025, 11, 14), 2.0),)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """The same world on two days; SPLT splits and pays in between, so that its earlier numbers are restated."""
    before = Listing("SPLT", "Splitting (synthetic)", start=400.0, dividends=PAID_THEN)
    after = Listing("SPLT", "Splitting (synthetic)", start=100.0, dividends=PAID, splits=SPLIT_LATER)
    with YahooServer(now=THEN, listings=[before]) as old, YahooServer(now=NOW, listings=[after]) as new:
        made = []
        for server, moment in ((old, THEN), (new, NOW)):
            settings = Settings(yahoo_url=server.url, home=tmp_path_factory.mktemp("home"))
            market = YahooMarket(settings, clock=lambda moment=moment: moment)
            day = THEN.date()
            made.append(Desk(market.at(day), None, Calendars(), day, lambda moment=moment: moment))  # type: ignore[arg-type]
        yield made[0], made[1]


CALLS = (
    ("last_close", {}), ("price_return", {"sessions": 30}), ("year_to_date", {}), ("moving_average", {"days": 50}),
    ("drawdown", {}), ("volatility", {}), ("total_return", {"sessions": 90}), ("high_low", {}),
)  # fmt: skip


@pytest.mark.parametrize("symbol", ["IWM", "^RUT", "AAPL", "SPLT"])
@pytest.mark.parametrize(("tool", "arguments"), CALLS, ids=[name for name, _ in CALLS])
def test_what_came_later_changes_no_answer(
    tool: str, arguments: dict[str, int], symbol: str, desks: tuple[Desk, Desk]
) -> None:
    """To the cent; a restated price is rounded once more, which four new for one old shares make two cents."""
    if symbol == "^RUT" and tool == "total_return":
        with pytest.raises(NoData, match="price index"):
            tools.total_return(desks[1], symbol, **arguments)
        return
    answers = [getattr(tools, tool)(desk, symbol, **arguments) for desk in desks]
    then, now = ([one] if isinstance(one, Datum) else list(one) for one in answers)
    assert then
    for one, other in zip(then, now, strict=True):
        assert (one.measure, one.unit, one.window, one.as_of) == (
            other.measure,
            other.unit,
            other.window,
            other.as_of,
        )
        tolerance = Decimal("0.03") if symbol == "SPLT" or one.measure == "total_return" else Decimal(0)
        assert abs(Decimal(one.value) - Decimal(other.value)) <= tolerance


ONE = {"symbol": "AAPL"}
EVERY: dict[str, dict[str, object]] = {
    "best_worst": ONE, "beta": ONE, "compare": {"symbols": ["AAPL", "MSFT"]}, "convert": {"currency": "EUR"},
    "correlation": {**ONE, "other": "MSFT"}, "crossing": ONE, "distance_to_average": ONE, "drawdown": ONE,
    "estimates": ONE, "events": ONE, "fundamentals": ONE, "high_low": ONE, "holdings": {"symbol": "SPY"},
    "invested": {**ONE, "start": "2025-01-06"}, "last_close": ONE, "moving_average": ONE, "news": ONE, "options": ONE,
    "ownership": ONE, "payouts": {"symbol": "SPLT"}, "performance": ONE, "period_returns": ONE, "price_history": ONE,
    "price_return": ONE, "price_target": ONE, "quote": ONE, "ratings": ONE, "screener": {}, "sectors": {},
    "sharpe_ratio": ONE, "since_date": {**ONE, "start": "2025-06-02"}, "streaks": ONE, "technicals": ONE,
    "total_return": ONE, "valuation": {"symbols": ["AAPL"]}, "volatility": ONE, "volume": ONE, "year_to_date": ONE,
    "yearly_return": {**ONE, "start": "2023-01-03"},
}  # fmt: skip
WITHOUT_MARKET = {"calculate", "derive", "read_article", "search_articles"}
DATED = {"news", "ratings"}  # the server invents them anew for its day
CLOSED = {"quote"}  # a live quote is a close when it is asked for later


def test_the_table_has_every_tool() -> None:
    assert set(EVERY) | WITHOUT_MARKET == set(tools.__all__)


def outcome(name: str, desk: Desk) -> tuple[object, ...] | str:
    arguments = dict(EVERY[name])
    if name == "convert":
        arguments["fact"] = tools.last_close(desk, "AAPL")
    try:
        found = getattr(tools, name)(desk, **arguments)
    except NoData as error:
        return str(error)
    return found if isinstance(found, tuple) else (found,)


def days(item: object) -> Iterator[date]:
    """Every day that a fact speaks of as past, in the numbers that it rests on as well."""
    if isinstance(item, Article):
        yield from [item.published] if item.published else []
    elif isinstance(item, Series):
        yield from (day for day, _ in item.rows)
    elif isinstance(item, Datum):
        yield from [item.as_of] if item.as_of else []
        if isinstance(item.basis, Computed):
            for part in (*item.basis.series, *item.basis.operands):
                yield from days(part)


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_tool_seen_from_later_says_the_same_or_that_only_today_is_known(
    name: str, desks: tuple[Desk, Desk]
) -> None:
    then, now = (outcome(name, desk) for desk in desks)
    if isinstance(now, str):
        assert name in DATED or "only for today" in now or now == then
        return
    assert all(day <= THEN.date() for item in now for day in days(item))
    if name in DATED:
        return
    assert not isinstance(then, str)
    if name in CLOSED:
        assert [one.value for one in then] == [one.value for one in now]
        return
    for one, other in zip(then, now, strict=True):
        assert facts(one) == facts(other)


def facts(item: object) -> tuple[object, ...]:
    if isinstance(item, Series):
        return item.subject, item.field, item.unit, item.rows
    assert isinstance(item, Datum)
    tolerant = item.measure == "total_return" or item.subject == "SPLT"
    value = Decimal(item.value).quantize(Decimal("0.1")) if tolerant else item.value
    return item.subject, item.measure, item.unit, item.window, item.as_of, value, item.note
