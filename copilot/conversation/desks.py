"""The desks that questions are answered at: one a market, with the library of whoever asks."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from copilot.config import Settings
from copilot.errors import ConfigError, CopilotError
from copilot.ports import ArticleStore, Desk, Exchanges, MarketData, MarketInfo

if TYPE_CHECKING:
    from copilot.store.library import Library

__all__ = ["Desks", "Offer", "begun_with"]

Kind = Literal["live", "demo", "folder"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A market that may be chosen, or why it may not."""

    kind: Kind
    info: MarketInfo | None  # None: not to be had
    missing: Literal["", "unreachable", "unset", "broken"] = ""
    why: str = ""  # the reason in the words of whoever refused


class Desks:
    """Opens markets, library and calendars when they are first needed, each once."""

    def __init__(
        self,
        settings: Settings,
        market: MarketData | str | Path | None,
        as_of: date | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._market, self._as_of, self._clock = settings, market, as_of, clock
        self._opening = threading.RLock()
        self._opened: dict[str, Any] = {}

    def desk(self, market: str = "", owner: str = "") -> Desk:
        """The desk of a kind of market, "" for the one that is set; `owner` has an own library beside everybody's.

        Raises `ConfigError` for a folder where none is set.
        """
        from copilot.analyst.samples import WithSamples
        from copilot.store.shelves import Shelf

        data = self._data(market)
        articles: ArticleStore = Shelf(self.library, owner)
        if data.info.kind == "demo":
            articles = WithSamples(articles)
        return Desk(data, articles, _exchanges(), self._as_of, self._clock)

    def resumed(self, begun: str, desk: Desk, owner: str) -> Desk:
        """A thread keeps the market that it began with: two markets' numbers never stand in one ledger."""
        if begun in ("", begun_with(desk)):
            return desk
        if self._market is None and self._settings.market == "auto" and begun in ("live", "demo"):
            return self.desk(begun, owner)
        raise ConfigError(
            f"this conversation began with the market {begun!r}, not {begun_with(desk)!r}; begin a new one"
        )

    def offers(self) -> tuple[Offer, ...]:
        """Every kind of market with what it has, or with the reason why it cannot be used now."""
        return tuple(self._offer(kind) for kind in ("live", "demo", "folder"))

    @property
    def library(self) -> Library:
        from copilot import store

        found: Library = self._once("library", lambda: store.open_store(self._settings))
        return found

    def close(self) -> None:
        """Lets the dense index catch up and gives it to the next process."""
        if "library" in self._opened:
            self._opened["library"].close()

    def _data(self, market: str) -> MarketData:
        from copilot.market import reachability

        if self._set is not None and market in ("", self._open(self._set).info.kind):
            return self._open(self._set)
        if market == "folder":
            raise ConfigError("no folder of prices is set; start with COPILOT_MARKET=/path/to/csv-files")
        chosen = market or (self._settings.market if self._market is None else str(self._market))
        if chosen.strip().lower() in ("auto", ""):
            # Asked anew each time (the probe remembers for a while): a page outlives an outage.
            chosen = "live" if reachability.probe(self._settings) else "demo"
        return self._open(chosen)

    @property
    def _set(self) -> MarketData | str | Path | None:
        """The market that was set beside those that everybody has: a folder, a recording, an object."""
        given = self._market if self._market is not None else self._settings.market
        return None if str(given).strip().lower() in ("auto", "live", "demo", "") else given

    def _open(self, market: MarketData | str | Path) -> MarketData:
        from copilot.market import open_market

        found: MarketData = self._once(
            f"market {market!r}",
            lambda: open_market(self._settings, market, as_of=self._as_of, clock=self._clock),
        )
        return found

    def _offer(self, kind: Kind) -> Offer:
        from copilot.market import reachability

        try:
            if self._set is not None and self._open(self._set).info.kind == kind:
                return Offer(kind, self._open(self._set).info)
            if kind == "folder":
                return Offer(kind, None, "unset")
            if kind == "live" and (why := reachability.hindrance(self._settings)):
                return Offer(kind, None, "unreachable", why)
            return Offer(kind, self._data(kind).info)
        except CopilotError as error:
            return Offer(kind, None, "broken", str(error))

    def _once(self, key: str, make: Callable[[], Any]) -> Any:
        with self._opening:
            if key not in self._opened:
                self._opened[key] = make()
            return self._opened[key]


def begun_with(desk: Desk) -> str:
    """What a thread remembers of its market."""
    info = desk.market.info
    return f"folder {info.provider}" if info.kind == "folder" else info.kind


@functools.cache
def _exchanges() -> Exchanges:
    """Sessions are facts of the world and cost a third of a second to lay out: once a process."""
    from copilot.exchanges import Calendars

    return Calendars()
