"""What Yahoo says of companies and funds beyond prices: asked once, kept for hours, handed out as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Literal

from copilot.errors import NoData
from copilot.market import yahoo_companies as companies
from copilot.market import yahoo_coverage as coverage
from copilot.market import yahoo_options as contracts
from copilot.market.cache import Cache, Kept
from copilot.market.yahoo_facts import quoted
from copilot.market.yahoo_prices import MINOR_UNITS
from copilot.market.yahoo_wire import Wire
from copilot.types import Datum

__all__ = ["Research"]

_COMPANY, _TRADED = timedelta(hours=6), timedelta(minutes=5)


class Research:
    """`CompanyData` as of today; whoever asks for an earlier day was turned away before."""

    def __init__(
        self,
        wire: Wire,
        facts: Cache[dict[str, Any]],
        clock: Callable[[], datetime],
        about: Callable[[str], Kept[dict[str, Any]]],
    ) -> None:
        self._wire, self._facts, self._clock, self._about = wire, facts, clock, about

    def statements(
        self, symbol: str, period: Literal["annual", "quarterly", "trailing"]
    ) -> tuple[Datum, ...]:
        kept = self._told(
            f"{period} statements of {symbol}", partial(companies.asked_statements, symbol, period)
        )
        return self._company(symbol, kept.fetched_at).statements(kept.value["told"], period)

    def estimates(self, symbol: str) -> tuple[Datum, ...]:
        kept = self._told(f"estimates of {symbol}", partial(companies.asked_estimates, symbol))
        return self._company(symbol, kept.fetched_at).estimates(kept.value["told"])

    def holdings(self, symbol: str) -> tuple[Datum, ...]:
        kept = self._told(f"holdings of {symbol}", partial(companies.asked_holdings, symbol))
        return self._company(symbol, kept.fetched_at).holdings(kept.value["told"])

    def ratings(self, symbol: str, until: date) -> tuple[Datum, ...]:
        kept = self._told(f"ratings of {symbol}", partial(coverage.asked_ratings, symbol))
        return coverage.ratings(self._traded(symbol, kept.fetched_at), kept.value["told"], until)

    def holders(self, symbol: str) -> tuple[Datum, ...]:
        kept = self._told(f"holders of {symbol}", partial(coverage.asked_holders, symbol))
        return coverage.holders(self._traded(symbol, kept.fetched_at), kept.value["told"])

    def options(self, symbol: str, expiry: date | None) -> tuple[Datum, ...]:
        key = f"options of {symbol}" + (f" to {expiry}" if expiry else "")
        kept = self._told(key, partial(contracts.asked_chain, symbol, expiry), _TRADED)
        about = self._about(symbol).value
        day = quoted(symbol, about, kept.fetched_at)[0].as_of or kept.fetched_at.date()
        return contracts.chain(self._traded(symbol, kept.fetched_at), kept.value["told"], day)

    def screened(self, screen: str) -> tuple[Datum, ...]:
        """Last price and previous close of each hit, in the screen's order."""
        kept = self._told(f"screen {screen}", partial(coverage.asked_screen, screen), _TRADED)
        return coverage.screened(screen, kept.value["told"], kept.fetched_at)

    def _told(
        self, key: str, question: Callable[[Any, Any], Any], span: timedelta = _COMPANY
    ) -> Kept[dict[str, Any]]:
        def fetch() -> Kept[dict[str, Any]]:
            told, now = self._wire.ask(question), self._clock()
            return Kept({"told": told}, now, now + span)

        try:
            return self._facts.ask(key, self._clock(), fetch)
        except NoData as error:
            raise NoData(f"Yahoo has no {key}") from error

    def _company(self, symbol: str, fetched_at: datetime) -> companies.Company:
        """Whose accounts are in the currency of its reports."""
        about = self._about(symbol).value
        return _company(symbol, about, about.get("financialCurrency") or about.get("currency"), fetched_at)

    def _traded(self, symbol: str, fetched_at: datetime) -> companies.Company:
        """The same in the currency of its price."""
        about = self._about(symbol).value
        return _company(symbol, about, about.get("currency"), fetched_at)


def _company(
    symbol: str, about: Mapping[str, Any], currency: object, fetched_at: datetime
) -> companies.Company:
    said = str(currency or "USD")
    name = str(about.get("longName") or about.get("shortName") or symbol)
    return companies.Company(symbol, name, MINOR_UNITS.get(said, said), fetched_at)
