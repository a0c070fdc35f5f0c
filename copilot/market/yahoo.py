"""Yahoo Finance behind the `MarketData` port, through an unmodified yfinance.

Yahoo's data are for personal use and may be delayed. Nothing here is an empty success: no rows is `NoData`, and
whatever is no answer (a refusal, a web page, half a JSON, silence) is `Unavailable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, Literal

from copilot import names, style
from copilot.config import Settings
from copilot.errors import CopilotError, NoData, Unavailable
from copilot.market import venues
from copilot.market.breaker import Breaker
from copilot.market.cache import Cache, Kept
from copilot.market.histories import each
from copilot.market.yahoo_download import download
from copilot.market.yahoo_facts import hit, instrument, quoted, stated, stories
from copilot.market.yahoo_prices import Prices
from copilot.market.yahoo_research import Research
from copilot.market.yahoo_wire import PATIENCE, PAUSE, Wire
from copilot.ports import MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Series

__all__ = ["YahooMarket"]

_TICKER = re.compile(r"\^?[A-Z0-9][A-Z0-9.\-=]{0,11}")
_EARLIEST = date(1927, 1, 1)  # no row of Yahoo is older
_QUOTE, _NEWS, _SEARCH = timedelta(seconds=30), timedelta(minutes=10), timedelta(days=1)


def _now() -> datetime:
    return datetime.now(UTC)


class YahooMarket:
    """Live prices, quotes, reported numbers and news. Safe to use from several threads at once."""

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        clock: Callable[[], datetime] = _now,
        patience: float = PATIENCE,
        pause: float = PAUSE,
        as_of: date | None = None,
    ) -> None:
        self._settings = settings or Settings()
        self._clock, self._as_of = clock, as_of
        folder = self._settings.folder / "cache" / ("yahoo-local" if self._settings.yahoo_url else "yahoo")
        self._wire = Wire(
            self._settings.yahoo_url,
            folder / "yfinance",
            patience=patience,
            pause=pause,
            breaker=Breaker("Yahoo Finance"),
        )
        # what a test server says is not kept on disk: another one may say something else on the same port
        kept = None if self._settings.yahoo_url else folder
        self._prices: Cache[Prices] = Cache(kept, Prices.dump, Prices.load)
        self._facts: Cache[dict[str, Any]] = Cache(None, lambda value: value, lambda value: value)
        self._research = Research(self._wire, self._facts, clock, self._about)

    @property
    def info(self) -> MarketInfo:
        if self._settings.yahoo_url:
            where = self._settings.yahoo_url
            note_en, note_zh = (
                f"from the server at {where} that COPILOT_YAHOO_URL names, not from Yahoo; its prices may be invented",
                f"来自 COPILOT_YAHOO_URL 指定的服务器 {where}，并非雅虎，价格可能是虚构的",
            )
        else:
            note_en = "Yahoo's data are for personal use and may be delayed"
            note_zh = "雅虎数据仅供个人使用，可能有延迟"
        return MarketInfo("live", "Yahoo Finance", None, self._as_of, note_en, note_zh)

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        return self._wire.requests

    def at(self, as_of: date) -> YahooMarket:
        """The same market as it was known on that day: nothing later, splits and dividends after it undone."""
        view = object.__new__(YahooMarket)
        view.__dict__.update(self.__dict__)
        view._as_of = as_of
        return view

    # ------------------------------------------------------------------ names

    def resolve(self, name: str) -> Instrument:
        """What a name means: our own names first, else a ticker that Yahoo knows, else the best of Yahoo's search."""
        text = " ".join(name.strip().lstrip("$").split())
        if not text or len(text) > 120:
            raise NoData("no instrument is named" if not text else "that is too long to be a name")
        if known := names.lookup(text):
            first, *others = known
            # the same name in another place or class: said, so that nobody takes one for the other
            also = [f"also {one.symbol} in {one.currency}" for one in others[:2] if one.kind == first.kind]
            return replace(first, note="; ".join([*([first.note] if first.note else []), *also]))
        found = self._search(text)["quotes"]
        symbol = names.spelled(text)
        exact = [quote for quote in found if str(quote.get("symbol")).upper() == symbol]
        if not exact and _TICKER.fullmatch(symbol) and (asked := self._asked_for(symbol)):
            return asked
        if best := exact[0] if exact else hit(text, found):
            return instrument(best)
        near = ", ".join(f"{one.symbol} ({one.name})" for one in names.nearest(text, 3))
        raise NoData(f"{text!r} is not known to Yahoo Finance{f'; nearest: {near}' if near else ''}")

    def _asked_for(self, symbol: str) -> Instrument | None:
        """A symbol that the search does not list may have prices all the same."""
        try:
            held = self._history(symbol, self._clock().date() - timedelta(days=10))
        except NoData:
            return None
        calendar = venues.calendar(symbol, held.kind)
        return Instrument(symbol, held.name, held.kind, held.currency, calendar)

    def _search(self, text: str) -> dict[str, Any]:
        def fetch() -> Kept[dict[str, Any]]:
            found = self._wire.ask(
                lambda yfinance, session: yfinance.Search(text, max_results=8, news_count=0, session=session)
            )
            return self._kept({"quotes": list(found.quotes)}, _SEARCH)

        return self._facts.ask(f"search {text.casefold()}", self._clock(), fetch).value

    # ------------------------------------------------------------------ prices

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        """Daily rows of finished sessions. All symbols are asked for at once; raises `Unavailable` when none of them
        could be had because Yahoo is away, else a symbol that failed maps to what became of it.
        """
        begin = max(start or _EARLIEST, _EARLIEST)
        wanted = list(dict.fromkeys(symbols))
        held = self._histories(wanted, begin)
        failures = [held[symbol] for symbol in wanted if isinstance(held[symbol], Unavailable)]
        if failures and len(failures) == len(wanted):
            raise Unavailable(str(failures[0]))

        def series(symbol: str) -> Series:
            one = held[symbol]
            if isinstance(one, Prices):
                return one.series(field, adjustment, begin, end or date.max, self._as_of)
            raise one if isinstance(one, NoData) else NoData(f"{symbol}: {one}")

        return each(wanted, series)

    def _histories(self, symbols: Sequence[str], start: date) -> dict[str, Prices | CopilotError]:
        missing, found = {}, dict[str, Prices | CopilotError]()
        now = self._clock()
        for symbol in symbols:
            kept = self._prices.find(symbol)
            if kept is not None and now < kept.until and kept.value.first <= start:
                found[symbol] = kept.value
            else:
                missing[symbol] = partial(self._fetched, symbol, start)
        for symbol, one in self._wire.together(missing).items():
            found[symbol] = one
        return found

    def _history(self, symbol: str, start: date) -> Prices:
        one = self._histories([symbol], start)[symbol]
        if isinstance(one, Prices):
            return one
        raise one

    def _fetched(self, symbol: str, start: date) -> Prices:
        """From Yahoo, from at least `start` on; when Yahoo is away, what is kept from before, and labelled so."""
        now = self._clock()
        kept = self._prices.find(symbol)
        first = min(start, date(now.year - 1, 1, 1), kept.value.first if kept else date.max)

        def fetch() -> Kept[Prices]:
            held = self._wire.ask(partial(download, symbol, first, self._clock))
            return Kept(held, held.fetched_at, held.until)

        try:
            # the key tells a longer question from a shorter one that is under way
            return self._prices.ask(symbol, now, fetch, lambda prices: prices.first <= start).value
        except Unavailable as error:
            if kept is None or kept.value.first > start:
                raise
            moment = kept.fetched_at.strftime("%Y-%m-%d %H:%M UTC")
            stale = style.check(f"as fetched {moment}, since then: {str(error).partition(';')[0]}")
            return replace(kept.value, notes=(*kept.value.notes, stale))

    # ------------------------------------------------------------------ what Yahoo says today

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        self._only_today(f"the quote of {symbol}")
        kept = self._about(symbol)
        return quoted(symbol, kept.value, kept.fetched_at)

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        self._only_today(", ".join(measures), as_of)
        kept = self._about(symbol)
        return stated(symbol, measures, kept.value, kept.fetched_at)

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        """Headlines with their summaries, newest first, none later than `as_of`. Raises `NoData` when there is none."""

        def fetch() -> Kept[dict[str, Any]]:
            stream = self._wire.ask(lambda yfinance, session: yfinance.Ticker(symbol, session).get_news(20))
            return self._kept({"stream": list(stream)}, _NEWS)

        kept = self._facts.ask(f"news {symbol}", self._clock(), fetch)
        day = min((one for one in (as_of, self._as_of) if one), default=None)
        found = stories(symbol, kept.value["stream"], day)
        if not found:
            raise NoData(f"Yahoo has no news on {symbol}{f' up to {day}' if day else ''}")
        return found

    # ------------------------------------------------------------------ companies and funds

    def statements(
        self,
        symbol: str,
        *,
        period: Literal["annual", "quarterly", "trailing"] = "annual",
        as_of: date | None = None,
    ) -> tuple[Datum, ...]:
        """Yahoo does not say when a statement was filed, so there are none as of an earlier day."""
        self._only_today(f"statements of {symbol}", as_of)
        return self._research.statements(symbol, period)

    def estimates(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        self._only_today(f"estimates of {symbol}", as_of)
        return self._research.estimates(symbol)

    def holdings(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        self._only_today(f"holdings of {symbol}", as_of)
        return self._research.holdings(symbol)

    def ratings(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """Each firm's word has its date; the counts of ratings are only of today."""
        today = self._clock().date()
        return self._research.ratings(symbol, min(one for one in (as_of, self._as_of, today) if one))

    def holders(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        self._only_today(f"holders of {symbol}", as_of)
        return self._research.holders(symbol)

    def options(
        self, symbol: str, *, expiry: date | None = None, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        self._only_today(f"options of {symbol}", as_of)
        return self._research.options(symbol, expiry)

    def screened(self, screen: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        self._only_today(f"the screen {screen}", as_of)
        return self._research.screened(screen)

    def payouts(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> tuple[Datum, ...]:
        held = self._history(symbol, max(start or _EARLIEST, _EARLIEST))
        last = min(day for day in (end, self._as_of, self._clock().date()) if day is not None)
        found = held.payouts(start or _EARLIEST, last, last if self._as_of else None)
        if not found:
            raise NoData(
                f"Yahoo lists no dividend and no split of {symbol} from {start or 'the first row'} to {last}"
            )
        return found

    def _about(self, symbol: str) -> Kept[dict[str, Any]]:
        def fetch() -> Kept[dict[str, Any]]:
            found = self._wire.ask(lambda yfinance, session: yfinance.Ticker(symbol, session).get_info())
            if not found or found.get("regularMarketPrice") is None:
                raise NoData(f"Yahoo has no quote of {symbol}")
            return self._kept(dict(found), _QUOTE)

        return self._facts.ask(f"about {symbol}", self._clock(), fetch)

    def _kept(self, value: dict[str, Any], span: timedelta) -> Kept[dict[str, Any]]:
        now = self._clock()
        return Kept(value, now, now + span)

    def _only_today(self, what: str, as_of: date | None = None) -> None:
        days = [day for day in (as_of, self._as_of) if day is not None]
        if days and min(days) < self._clock().date():
            raise NoData(f"Yahoo gives this only for today, not as of {min(days)}: {what}")
