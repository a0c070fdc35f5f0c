"""Which market an answer is made with. One market a conversation: live and recorded data are never mixed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from copilot.config import Settings
from copilot.market.crosscheck import CrossChecked
from copilot.market.demo import DemoMarket
from copilot.market.folder import FolderMarket
from copilot.market.recording import ReplayedMarket
from copilot.ports import MarketData

__all__ = ["open_market"]


def _now() -> datetime:
    return datetime.now(UTC)


def open_market(
    settings: Settings,
    market: str | Path | MarketData | None = None,
    *,
    as_of: date | None = None,
    clock: Callable[[], datetime] = _now,
) -> MarketData:
    """The market that `market`, else the setting COPILOT_MARKET, names.

    "auto": Yahoo when it can be reached, else the recorded demo market (its `info` says so, on every answer).
    "live" · "demo" · a `.json` file: a recording · any other text or path: a folder of price files. A market object is
    taken as it is. With `as_of` the live market is seen as on that day: later splits and dividends undone; `clock` says
    when its sessions are over and its answers old. With COPILOT_SECOND_MARKET its closes are compared with that folder's.
    Raises `ConfigError` when a folder has no prices.
    """
    if market is not None and not isinstance(market, (str, Path)):
        return market
    opened = _opened(settings, market, as_of, clock)
    if settings.second_market:
        return CrossChecked(opened, FolderMarket(settings.second_market))
    return opened


def _opened(
    settings: Settings, market: str | Path | None, as_of: date | None, clock: Callable[[], datetime]
) -> MarketData:
    choice = settings.market if market is None else market
    match str(choice).strip().lower():
        case "auto" | "":
            return _live(settings, as_of, clock) if _reachable(settings) else DemoMarket()
        case "live":
            return _live(settings, as_of, clock)
        case "demo":
            return DemoMarket()
        case text if text.endswith(".json"):
            return ReplayedMarket(choice)
        case _:
            return FolderMarket(choice)


def _live(settings: Settings, as_of: date | None, clock: Callable[[], datetime]) -> MarketData:
    from copilot.market.yahoo import YahooMarket

    yahoo = YahooMarket(settings, as_of=as_of, clock=clock)
    if not settings.sec_identity:
        return yahoo
    from copilot.market.filings import Filings, WithFilings

    filings = Filings(
        settings.sec_identity, settings.folder / "cache" / "sec", address=settings.sec_url, clock=clock
    )
    return WithFilings(yahoo, filings, as_of)


def _reachable(settings: Settings) -> bool:
    from copilot.market import reachability

    return reachability.probe(settings)
