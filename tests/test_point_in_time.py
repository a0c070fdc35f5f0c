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
from copilot.types import Datum

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
