"""One symbol's daily rows from Yahoo, with one request: a question for the wire."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from copilot import names
from copilot.errors import NoData
from copilot.market import venues
from copilot.market.yahoo_prices import Prices

__all__ = ["download"]

_ZONES = {
    "XNYS": "America/New_York", "XSHG": "Asia/Shanghai", "XHKG": "Asia/Hong_Kong", "XTKS": "Asia/Tokyo",
    "XLON": "Europe/London", "XETR": "Europe/Berlin", "XPAR": "Europe/Paris", "XAMS": "Europe/Amsterdam",
    "24/7": "UTC", "24/5": "Europe/London",
}  # fmt: skip


def download(symbol: str, first: date, clock: Callable[[], datetime], yfinance: Any, session: Any) -> Prices:
    calendar = names.lookup(symbol)[0].calendar if names.lookup(symbol) else venues.calendar(symbol)
    zones = yfinance.cache.get_tz_cache()
    if calendar in _ZONES and not zones.lookup(symbol):
        zones.store(symbol, _ZONES[calendar])  # else yfinance asks for it first, with a request of its own
    ticker = yfinance.Ticker(symbol, session)
    frame = ticker.history(
        start=first.isoformat(), interval="1d", auto_adjust=False, actions=True, keepna=True
    )
    if frame is None or frame.empty:
        raise NoData(f"Yahoo has no rows of {symbol} since {first}")
    return Prices.read(frame, ticker.get_history_metadata(), symbol, first, clock())
