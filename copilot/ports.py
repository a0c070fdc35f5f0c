"""The three seams to the world, and the desk that holds them.

Every seam promises the same: no rows is `NoData`, a provider that fails is `Unavailable`; never an empty result,
never `None`. Nothing later than `as_of` is returned. Fakes are public in `copilot.testing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Literal, Protocol, runtime_checkable

from copilot.errors import NoData
from copilot.types import Adjustment, Article, Datum, Instrument, Passage, Series

__all__ = [
    "Added",
    "ArticleStore",
    "CompanyData",
    "Desk",
    "Entailed",
    "Entailment",
    "Exchanges",
    "MarketData",
    "MarketInfo",
]


@dataclass(frozen=True, slots=True)
class MarketInfo:
    """Which market an answer was made with; shown on the page and in every answer."""

    kind: Literal["live", "demo", "folder"]
    provider: str  # "Yahoo Finance", "recorded demo market", a folder's name
    first: date | None = None  # of its rows; None: not known
    last: date | None = None  # None: live
    note_en: str = ""  # e.g. "recorded closes to 2022-12-28, dividend-adjusted; not live"
    note_zh: str = ""


class MarketData(Protocol):
    """Prices and reported numbers of one provider."""

    @property
    def info(self) -> MarketInfo: ...

    def resolve(self, name: str) -> Instrument:
        """The instrument that a ticker, a name or a nickname means *in this market* (a proxy is named in `note`).

        Raises `NoData`, with the nearest names in its text, when this market does not hold it.
        """
        ...

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",  # open | high | low | close | volume
        adjustment: Adjustment
        | None = None,  # None: the provider's usual price (split-adjusted); TOTAL: with dividends
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        """Daily rows of finished sessions, one request for all symbols; a symbol without rows maps to its `NoData`.

        Rows are quantised to the instrument's tick (else 4 decimals), NaN and forming bars dropped.
        """
        ...

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        """The last price (measure "last_price") and the previous session's close ("previous_close"), as of now.

        `Datum.note` holds the market state. `NoData` where the provider has closes only.
        """
        ...

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        """Numbers that the provider states and we do not compute: trailing_pe, forward_pe, market_cap …

        `NoData` for an earlier `as_of` when the provider knows only today.
        """
        ...

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]: ...


@runtime_checkable
class CompanyData(Protocol):
    """What a market may know of companies and funds beyond prices: a market that has it has these methods too.

    Every number is the provider's (basis `Reported`), named by a measure of the registry, with the period in its
    window. `NoData` for an earlier `as_of` where the provider does not say when it was published.
    """

    def statements(
        self,
        symbol: str,
        *,
        period: Literal["annual", "quarterly", "trailing"] = "annual",
        as_of: date | None = None,
    ) -> tuple[Datum, ...]:
        """Lines of the statements, newest period first: revenue, net_income, free_cash_flow, total_debt …

        "trailing": of the last twelve months, without the lines of the balance sheet.
        """
        ...

    def payouts(
        self, symbol: str, *, start: date | None = None, end: date | None = None
    ) -> tuple[Datum, ...]:
        """Dividends and splits by date, oldest first."""
        ...

    def estimates(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """Analysts' mean estimates by period, and past quarters' actual and expected earnings per share."""
        ...

    def holdings(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """A fund's largest holdings with their weights, largest first: `subject` is the holding, `against` the fund."""
        ...

    def ratings(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """How many analysts rate buy, hold, sell, and each firm's latest target with its day."""
        ...

    def holders(self, symbol: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """The largest institutional holders with their stakes: `subject` is the holder, `against` the company."""
        ...

    def options(
        self, symbol: str, *, expiry: date | None = None, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        """Days to each expiration; of one (None: the next) open interest, volume, implied volatility at the money."""
        ...

    def screened(self, screen: str, *, as_of: date | None = None) -> tuple[Datum, ...]:
        """Last price and previous close of the hits of one of the provider's ready-made screens, in its order."""
        ...


class Exchanges(Protocol):
    """Trading sessions of the venues, by exchange_calendars' names: XNYS, XSHG, XHKG, XTKS, XLON …"""

    def sessions(self, calendar: str, start: date, end: date) -> tuple[date, ...]:
        """All sessions from `start` to `end`, both included; may be empty (a holiday week)."""
        ...

    def last_session(self, calendar: str, day: date) -> date:
        """The session on `day`, else the last one before it."""
        ...

    def closes_at(self, calendar: str, session: date) -> datetime:
        """When that session's regular trading ends, aware, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one article handed to the store."""

    digest: str
    title: str
    new: bool  # False: the same text was already there


class ArticleStore(Protocol):
    """Articles with versions, cut into passages, searched by meaning and words."""

    def add(self, articles: Iterable[Article]) -> tuple[Added, ...]: ...

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        subjects: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Passage, ...]:
        """Best passages first. May be empty: no article is a result, not a failure."""
        ...

    def articles(self) -> tuple[tuple[str, Article], ...]:
        """All current articles with their digests, newest first."""
        ...

    def remove(self, digest: str) -> None: ...


class Entailed(StrEnum):
    """What a judge of words says of a sentence beside a passage."""

    YES = "yes"  # the passage says it
    OPEN = "open"  # it says neither this nor the opposite
    NO = "no"  # it says the opposite


class Entailment(Protocol):
    """An outside judge of whether a passage says what a number-free sentence says: a model, usually. None by default.

    It may add doubt and never takes any away: it is asked only of statements that hold without it, and what it does
    not affirm is a finding (Q609). `Unavailable` where it does not answer; the check then fails rather than guess.
    """

    def __call__(self, passage: str, sentence: str) -> Entailed: ...


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that a tool may touch. Clock and market are arguments, never globals."""

    market: MarketData
    articles: ArticleStore
    exchanges: Exchanges
    as_of: date | None = None  # None: now (live), or the market's last session
    clock: Callable[[], datetime] = _now

    @property
    def today(self) -> date:
        """The day that nothing may be later than."""
        return self.as_of or self.market.info.last or self.clock().date()
