"""What is coming, who follows and who owns a company: report and dividend dates, ratings, targets, holders, screens."""

from __future__ import annotations

from copilot.errors import NoData
from copilot.ports import CompanyData, Desk
from copilot.types import Datum, Instrument

from .closes import instruments
from .companies import company_data, named
from .prices import changed

__all__ = ["events", "ownership", "ratings", "screener"]

_AWAITED = ("days_to_earnings", "days_to_ex_dividend")
_OWNED = ("held_by_institutions", "held_by_insiders", "short_of_float")
_SCREENS = (
    "day_gainers", "day_losers", "most_actives", "aggressive_small_caps", "growth_technology_stocks",
    "most_shorted_stocks", "small_cap_gainers", "undervalued_growth_stocks", "undervalued_large_caps",
)  # fmt: skip


def events(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """Days to a company's next earnings report (its date confirmed or estimated: see the note) and next ex-dividend date."""
    one = instruments(desk, [symbol])[0]
    return tuple(named(item, one) for item in desk.market.reported(one.symbol, _AWAITED, as_of=desk.as_of))


def ratings(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """How many analysts rate a company buy, hold and sell this month, and each firm's latest target price with its day."""
    one = instruments(desk, [symbol])[0]
    return tuple(named(item, one) for item in company_data(desk, one).ratings(one.symbol, as_of=desk.as_of))


def ownership(desk: Desk, symbol: str, k: int = 5) -> tuple[Datum, ...]:
    """Shares of a company held by institutions and insiders, sold short, and its k largest institutional holders."""
    one = instruments(desk, [symbol])[0]
    found = [named(item, one) for item in desk.market.reported(one.symbol, _OWNED, as_of=desk.as_of)]
    try:
        largest = company_data(desk, one).holders(one.symbol, as_of=desk.as_of)
    except NoData:
        largest = ()
    return (*found, *largest[: max(1, min(k, 10))])


def screener(desk: Desk, screen: str = "day_gainers", k: int = 5) -> tuple[Datum, ...]:
    """The first k hits of one of the provider's ready-made screens, each with its price and its change on the session.

    screen: day_gainers, day_losers, most_actives, aggressive_small_caps, growth_technology_stocks,
    most_shorted_stocks, small_cap_gainers, undervalued_growth_stocks or undervalued_large_caps.
    """
    name = screen.strip().lower().replace(" ", "_")
    if name not in _SCREENS:
        raise NoData(f"there is no screen {screen!r}; one of {', '.join(_SCREENS)}")
    if not isinstance(desk.market, CompanyData):
        raise NoData(f"{desk.market.info.provider} has prices only: no screens")
    hits: dict[str, list[Datum]] = {}
    for item in desk.market.screened(name, as_of=desk.as_of):
        hits.setdefault(item.subject, []).append(item)
    return tuple(
        item
        for symbol, quoted in list(hits.items())[: max(1, min(k, 10))]
        for item in changed(desk, Instrument(symbol, quoted[0].name, "equity", "USD"), quoted)
    )
