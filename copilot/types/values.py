"""Numbers and where they come from: what a tool returns and what a figure is proved against.

Two facts hold everywhere: a number is a `Decimal` with a unit, and a computed number carries the rows it was
computed from. A `Datum` is therefore self-contained: whoever holds one can recompute it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NewType

Language = Literal["en", "zh"]

__all__ = [
    "Adjustment", "Basis", "Computed", "Datum", "Hedge", "Instrument", "Language", "Observed", "Origin", "Quantity",
    "Reported", "Row", "Series", "Spoken", "Stated", "Window",
]  # fmt: skip

Row = tuple[date, Decimal]
"""One observation: the session's date and the value."""

Spoken = NewType("Spoken", float)
"""A tool's argument that must be a number of the user's question: nobody else may state one."""


class Hedge(StrEnum):
    """How a written number is qualified."""

    EXACT = "exact"  # 3.9 %: the value rounds to what is written
    ABOUT = "about"  # ~, about, 约: one whole step of the last written digit either side
    MORE = "more"  # more than, over, 超过: a lower bound
    LESS = "less"  # less than, under, 不到: an upper bound
    AT_LEAST = "at_least"  # at least, no less than, 至少
    AT_MOST = "at_most"  # at most, up to, 至多


_TURNED = {
    Hedge.MORE: Hedge.LESS,
    Hedge.LESS: Hedge.MORE,
    Hedge.AT_LEAST: Hedge.AT_MOST,
    Hedge.AT_MOST: Hedge.AT_LEAST,
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as somebody wrote it: value, unit, the step of its last written digit, and its hedge.

    `admits` is the only tolerance in the project.
    """

    value: Decimal
    unit: str
    step: Decimal
    hedge: Hedge = Hedge.EXACT

    @property
    def interval(self) -> tuple[Decimal | None, Decimal | None]:
        """Lower and upper end of what the writing admits; None is unbounded."""
        match self.hedge:
            case Hedge.MORE | Hedge.AT_LEAST:
                return self.value, None
            case Hedge.LESS | Hedge.AT_MOST:
                return None, self.value
            case Hedge.ABOUT:
                # "about $1 million" is no 54 cents: a lone first digit leaves at most half of the number open
                reach = min(self.step, abs(self.value) / 2) if self.value else self.step
                return self.value - reach, self.value + reach
            case _:
                return self.value - self.step / 2, self.value + self.step / 2

    def __neg__(self) -> Quantity:
        """The other sign, bounds turned round: a fall of more than 4 % is a change of less than −4 %."""
        return replace(self, value=-self.value, hedge=_TURNED.get(self.hedge, self.hedge))

    def __abs__(self) -> Quantity:
        return -self if self.value < 0 else self

    def admits(self, value: Decimal, unit: str) -> bool:
        """Does `value` round to what is written? Units must be the same; converting is the caller's work."""
        if unit != self.unit:
            return False
        if self.hedge is Hedge.MORE:
            return value > self.value
        if self.hedge is Hedge.LESS:
            return value < self.value
        low, high = self.interval
        return (low is None or value >= low) and (high is None or value <= high)


class Adjustment(StrEnum):
    """What has been done to a price series (复权)."""

    NONE = "none"  # as traded; splits as of the fetch
    SPLIT = "split"  # adjusted for splits only: Yahoo's Close
    TOTAL = (
        "total"  # adjusted for splits and dividends: Yahoo's Adj Close; total return only, never "closed at"
    )


@dataclass(frozen=True, slots=True)
class Instrument:
    """What can be priced: a share, a fund, an index, a currency, a commodity, a crypto asset."""

    symbol: str  # as the market at hand spells it: "IWM", "^RUT", "688167.SS"
    name: str
    kind: str  # equity | etf | index | currency | commodity | crypto | rate
    currency: str  # ISO 4217
    calendar: str = "XNYS"  # exchange_calendars' name of the venue's calendar
    names: tuple[str, ...] = ()  # other names, in any language
    note: str = ""  # e.g. "proxy for small caps", "factor fund": shown wherever the instrument is named


@dataclass(frozen=True, slots=True)
class Origin:
    """Enough to fetch a number again and to see that it changed."""

    provider: str  # "yahoo", "demo", "folder", "stated"
    call: str  # "Ticker.history", "quoteSummary"
    arguments: tuple[tuple[str, str], ...] = ()
    fetched_at: datetime | None = None  # aware, UTC; None for files
    digest: str = ""  # of the payload as it came
    note: str = ""  # what a reader must know: "recorded demo data", "dividend-adjusted", "delayed 15 minutes"


@dataclass(frozen=True, slots=True)
class Series:
    """Observed rows, oldest first, one per session: the raw material. Bound by named dates only, never searched by value."""

    subject: str
    field: str  # close | open | high | low | volume | adjusted_close | value
    adjustment: Adjustment
    unit: str  # "USD", "points", "shares", "%"
    currency: str | None
    rows: tuple[Row, ...]
    origin: Origin
    name: str = ""  # the instrument's name

    def between(self, start: date, end: date) -> Series:
        """The same series with only the rows from `start` to `end`, both included."""
        rows = tuple(row for row in self.rows if start <= row[0] <= end)
        return Series(
            self.subject, self.field, self.adjustment, self.unit, self.currency, rows, self.origin, self.name
        )


@dataclass(frozen=True, slots=True)
class Window:
    """The stretch of time a number speaks of.

    `start` is the base observation's date (the close a return is measured from), `end` the last one's; `sessions`
    counts trading sessions from base to end (30 sessions need 31 closes; an average of 20 has 20 closes and
    sessions == 20). `words` is what a foreign row called it ("Q4 FY2026", "ytd") and is read, not demanded.
    """

    start: date | None = None
    end: date | None = None
    sessions: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Observed:
    """The value stands in a row of `series`, at the datum's `as_of`. The series may be cut to that row."""

    series: Series


@dataclass(frozen=True, slots=True)
class Computed:
    """The value is `measure` of the rows and operands; the kernel evaluates it again."""

    measure: str  # key of `copilot.measures`
    parameters: tuple[tuple[str, str], ...] = ()  # e.g. (("days", "20"),)
    series: tuple[Series, ...] = ()  # exactly the rows used, no more
    operands: tuple[Datum, ...] = ()


@dataclass(frozen=True, slots=True)
class Reported:
    """The provider said so (a P/E, a target price); believed as the provider's, never recomputed."""


@dataclass(frozen=True, slots=True)
class Stated:
    """Handed in from outside as a mapping, or a number of the user's question: believed as given, counted apart."""


Basis = Observed | Computed | Reported | Stated


@dataclass(frozen=True, slots=True)
class Datum:
    """A number that a tool returned, with all that is needed to name, cite and recompute it."""

    subject: str  # symbol of the instrument (free words in stated rows)
    measure: str  # key of `copilot.measures` (free words in stated rows)
    value: Decimal | str  # text only in stated rows
    unit: str  # "%", "pp", "bps", "x", ISO currency code, "points", "shares", "sessions", "" (a pure number)
    currency: str | None
    window: Window | None
    as_of: date | None
    origin: Origin
    basis: Basis
    name: str = ""  # the subject's name: "iShares Russell 2000 ETF"
    note: str = ""  # what a reader must know about this number: proxy, TTM, a data check that fired
    against: str = ""  # second subject of a two-sided measure (excess over, correlation with): its symbol
