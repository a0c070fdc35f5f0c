"""What US companies filed with the SEC (XBRL), by accession number and filing day, through edgartools (extra `sec`).

The second source for statements: Yahoo's lines are compared with the filing's, and as of an earlier day the filings
answer alone, for they say when each number was published.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

from copilot import style
from copilot.errors import ConfigError, CopilotError, NoData, Unavailable
from copilot.market import prices
from copilot.market.breaker import Breaker
from copilot.market.cache import Cache, Kept
from copilot.ports import MarketData, MarketInfo
from copilot.types import Datum, Origin, Reported, Window

__all__ = ["Filings", "WithFilings"]

Period = Literal["annual", "quarterly", "trailing"]

# our measure: the concepts that companies tag it with, the usual one first, and its sign as a line of a statement
_LINES: Mapping[str, tuple[tuple[str, ...], int]] = {
    "revenue": (("RevenueFromContractWithCustomerExcludingAssessedTax", "Revenues", "SalesRevenueNet"), 1),
    "gross_profit": (("GrossProfit",), 1), "operating_income": (("OperatingIncomeLoss",), 1),
    "net_income": (("NetIncomeLoss", "ProfitLoss"), 1), "diluted_eps": (("EarningsPerShareDiluted",), 1),
    "operating_cash_flow": (("NetCashProvidedByUsedInOperatingActivities",), 1),
    "capital_expenditure": (("PaymentsToAcquirePropertyPlantAndEquipment",), -1),
    "total_assets": (("Assets",), 1), "cash": (("CashAndCashEquivalentsAtCarryingValue",), 1),
    "equity": (("StockholdersEquity",), 1),
}  # fmt: skip
_LENGTHS = {"annual": (350, 380), "quarterly": (80, 100)}  # days; a cash flow to date is no quarter
_APART = Decimal("0.001")  # relative
_PATIENCE = 10.0  # seconds; the library's own retries go on for longer
_KEPT = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class _Fact:
    """One tagged number of one filing."""

    concept: str
    value: Decimal
    unit: str
    start: date | None  # None: of a day
    end: date
    filed: date
    form: str
    accession: str


def _now() -> datetime:
    return datetime.now(UTC)


class Filings:
    """`identity` is who asks ("Name name@company.com"): the SEC answers nobody else. `address`: a server instead of it.

    Raises `ConfigError` when the extra is not installed.
    """

    def __init__(
        self, identity: str, folder: Path, *, address: str = "", clock: Callable[[], datetime] = _now
    ) -> None:
        self._identity, self._folder, self._address, self._clock = identity, folder, address, clock
        self._breaker = Breaker("The SEC")
        self._kept: Cache[tuple[_Fact, ...]] = Cache(None, lambda value: value, lambda value: value)

    def statements(self, symbol: str, *, period: Period, as_of: date | None) -> tuple[Datum, ...]:
        """Lines of the statements filed by `as_of`, newest period first; a restated number by its latest filing."""
        if period == "trailing":
            raise NoData("filings state years and quarters, not the last twelve months")
        kept = self._kept.ask(symbol, self._clock(), lambda: self._fetched(symbol))
        known = [one for one in kept.value if as_of is None or one.filed <= as_of]
        found = [
            datum
            for measure, (concepts, sign) in _LINES.items()
            for datum in _line(
                symbol, measure, sign, _chosen(known, concepts, period), period, kept.fetched_at
            )
        ]
        if not found:
            raise NoData(
                f"no {period} statements of {symbol} were filed with the SEC up to {as_of or 'today'}"
            )
        order = list(_LINES)
        return tuple(
            sorted(found, key=lambda one: (-(one.as_of or date.min).toordinal(), order.index(one.measure)))
        )

    def _fetched(self, symbol: str) -> Kept[tuple[_Fact, ...]]:
        self._breaker.check()
        pool = ThreadPoolExecutor(1, "sec")
        try:
            facts = pool.submit(self._ask, symbol).result(_PATIENCE)
        except NoData:
            self._breaker.worked()
            raise
        except Exception as error:  # the library raises httpx's errors, its own and bare ones
            reason = (
                "The SEC did not answer in time" if isinstance(error, TimeoutError) else f"The SEC: {error}"
            )
            self._breaker.failed(reason)
            raise Unavailable(reason) from error
        finally:
            pool.shutdown(wait=False)
        self._breaker.worked()
        now = self._clock()
        return Kept(facts, now, now + _KEPT)

    def _ask(self, symbol: str) -> tuple[_Fact, ...]:
        edgar = self._library
        cik = edgar.find_cik(symbol) if re.fullmatch(r"[A-Z]{1,5}(-[A-Z])?", symbol) else None
        if cik is None:
            raise NoData(f"{symbol} files nothing with the SEC under this symbol")
        try:
            facts = edgar.Company(cik).get_facts()
        except Exception as error:
            if "NotFound" in type(error).__name__ or "NoCompanyFacts" in type(error).__name__:
                raise NoData(f"the SEC has no facts of {symbol}") from error
            raise
        return tuple(_read(facts.get_all_facts() if facts is not None else ()))

    @cached_property
    def _library(self) -> Any:
        os.environ.setdefault("EDGAR_LOCAL_DATA_DIR", str(self._folder))
        if self._address:  # read by the library when it is imported, and never again
            os.environ["EDGAR_BASE_URL"] = os.environ["EDGAR_DATA_URL"] = self._address
        try:
            import edgar
            from edgar.reference.tickers import find_cik
        except ImportError as error:
            raise ConfigError(
                "COPILOT_SEC_IDENTITY needs the extra: pip install market-copilot[sec]"
            ) from error
        edgar.set_identity(self._identity)
        return SimpleNamespace(find_cik=find_cik, Company=edgar.Company)


def _read(facts: Iterable[Any]) -> Iterable[_Fact]:
    for one in facts:
        value = prices.number(one.numeric_value)
        if value is not None and one.period_end and one.filing_date and one.accession:
            start = one.period_start if one.period_type == "duration" else None
            name = str(one.concept).rpartition(":")[2]
            yield _Fact(
                name,
                value,
                str(one.unit),
                start,
                one.period_end,
                one.filing_date,
                str(one.form_type),
                one.accession,
            )


def _chosen(known: Sequence[_Fact], concepts: Sequence[str], period: Period) -> Mapping[date, _Fact]:
    """One fact a period's end: of the first concept that has it, by its latest filing."""
    chosen: dict[date, _Fact] = {}
    low, high = _LENGTHS[period]
    form = "10-K" if period == "annual" else ""
    for concept in reversed(concepts):
        own: dict[date, _Fact] = {}
        for one in known:
            long = one.start is None or low <= (one.end - one.start).days <= high
            # a balance of a day is a year's where an annual report says it
            if one.concept == concept and long and (one.start is not None or one.form.startswith(form)):
                held = own.get(one.end)
                own[one.end] = one if held is None or one.filed >= held.filed else held
        chosen |= own
    return chosen


def _line(
    symbol: str, measure: str, sign: int, chosen: Mapping[date, _Fact], period: Period, fetched_at: datetime
) -> Iterable[Datum]:
    for end, one in chosen.items():
        if not one.unit.startswith("USD"):
            continue
        arguments = (("symbol", symbol), ("concept", one.concept), ("accession", one.accession))
        words = f"FY{end.year}" if period == "annual" else f"quarter to {end}"
        value = prices.price(one.value) if measure == "diluted_eps" else one.value.to_integral_value()
        yield Datum(
            symbol, measure, sign * value, "USD", "USD", Window(end=end, words=words), end,
            Origin("sec", "companyfacts", arguments, fetched_at), Reported(), symbol,
            f"{one.form} filed {one.filed}, accession {one.accession}",
        )  # fmt: skip


class WithFilings:
    """A market whose statements are compared with the filings, and come from them for an earlier day."""

    def __init__(self, first: MarketData, filings: Filings, as_of: date | None = None) -> None:
        self._first, self._filings, self._as_of = first, filings, as_of

    @property
    def info(self) -> MarketInfo:
        info = self._first.info
        return replace(
            info,
            note_en=f"{info.note_en}; statements compared with filings at the SEC",
            note_zh=f"{info.note_zh}；报表与美国证监会申报文件核对",
        )

    def at(self, as_of: date) -> WithFilings:
        seen = self._first.at(as_of) if hasattr(self._first, "at") else self._first
        return WithFilings(seen, self._filings, as_of)

    def __getattr__(self, name: str) -> Any:
        # everything but statements is the first market's
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._first, name)

    def statements(
        self, symbol: str, *, period: Period = "annual", as_of: date | None = None
    ) -> tuple[Datum, ...]:
        day = min((one for one in (as_of, self._as_of) if one), default=None)
        try:
            found: tuple[Datum, ...] = self._first.statements(symbol, period=period, as_of=as_of)  # type: ignore[attr-defined]
        except NoData:
            if day is None:
                raise
            return self._filings.statements(symbol, period=period, as_of=day)
        try:
            filed = self._filings.statements(symbol, period=period, as_of=day)
        except CopilotError:
            return found  # a second source that is away proves nothing against the first
        theirs = {(one.measure, one.as_of): one for one in filed}
        return tuple(_compared(one, theirs.get((one.measure, one.as_of))) for one in found)


def _compared(one: Datum, filed: Datum | None) -> Datum:
    if filed is None or filed.currency != one.currency:
        return one
    mine, theirs = Decimal(one.value), Decimal(filed.value)
    apart = abs(mine - theirs) > abs(theirs) * _APART
    note = style.check(f"the filing gives {theirs:f} ({filed.note})") if apart else f"as in the {filed.note}"
    return replace(one, note="; ".join(part for part in (one.note, note) if part))
