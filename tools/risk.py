"""How much an instrument moves, and with what."""

from __future__ import annotations

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument

from .closes import closes, end_of, instruments, remark, windows
from .periods import Period, period

__all__ = ["beta", "correlation", "sharpe_ratio", "volatility"]

# What a share is measured against where nobody says: the index of its venue.
_BENCHMARKS = {
    "XNYS": ("^GSPC", "SPY"), "XHKG": ("^HSI",), "XTKS": ("^N225",), "XLON": ("^FTSE",), "XSHG": ("000300.SS",),
}  # fmt: skip
_STAR = ("000688.SS", "000300.SS")  # of a share of the STAR Market (688…): 科创50, then 沪深300


def volatility(desk: Desk, symbol: str, sessions: int = 30, end: str = "") -> Datum:
    """Annualised volatility in per cent: standard deviation of the daily log returns of the last sessions, times √252."""
    if not 5 <= sessions <= 2500:
        raise NoData(f"sessions must be from 5 to 2500, not {sessions}")
    held = windows(desk, instruments(desk, [symbol]), Period(sessions), end=end_of(desk, end), whole=True)[0]
    return measures.computed("volatility", series=[held.series], note=held.note)


def sharpe_ratio(desk: Desk, symbol: str, start: str = "1Y", end: str = "") -> tuple[Datum, ...]:
    """Sharpe ratio of daily returns over a window, annualised, with a riskless rate of zero; and the volatility in it.

    start: a date, year, YTD, or a span such as 1Y, 6M, 60D (sessions)."""
    one = instruments(desk, [symbol])[0]
    last = end_of(desk, end)
    held = closes(desk, one, period(1, start, last), end=last, total=None, spare=1)
    note = remark(held.note, "riskless rate taken as zero")
    return (
        measures.computed("sharpe_ratio", series=[held.series], note=note),
        measures.computed("volatility", series=[held.series], note=held.note),
    )


def beta(desk: Desk, symbol: str, benchmark: str = "", sessions: int = 252, end: str = "") -> Datum:
    """Beta to a benchmark over the last sessions, of daily returns. Default benchmark: the index of the venue."""
    return _with(desk, "beta", symbol, benchmark, sessions, end)


def correlation(desk: Desk, symbol: str, other: str = "", sessions: int = 252, end: str = "") -> Datum:
    """Correlation of the daily returns of two instruments over the last sessions. Default: with the venue's index."""
    return _with(desk, "correlation", symbol, other, sessions, end)


def _with(desk: Desk, key: str, symbol: str, other: str, sessions: int, end: str) -> Datum:
    if not 20 <= sessions <= 2500:
        raise NoData(f"sessions must be from 20 to 2500, not {sessions}")
    one = instruments(desk, [symbol])[0]
    second = instruments(desk, [other])[0] if other.strip() else _benchmark(desk, one)
    if second.symbol == one.symbol:
        raise NoData(f"{one.symbol} is set against itself")
    first_held, second_held = windows(
        desk, [one, second], Period(sessions), end=end_of(desk, end), whole=True
    )
    note = remark(first_held.note, second_held.note, f"daily returns against {second.name}")
    return measures.computed(key, series=[first_held.series, second_held.series], note=note)


def _benchmark(desk: Desk, one: Instrument) -> Instrument:
    listed = _STAR if one.symbol.startswith("688") else _BENCHMARKS.get(one.calendar, ())
    for symbol in listed:
        try:
            found = desk.market.resolve(symbol)
        except NoData:
            continue
        if found.symbol != one.symbol:
            return found
    raise NoData(f"this market has no index of {one.symbol}'s venue; name a benchmark")
