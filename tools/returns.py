"""Returns, close to close. Price return and total return are two measures and never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument, Origin, Spoken, Stated, Window

from .closes import Closes, end_of, instruments, remark, windows
from .periods import Period, day, period

__all__ = [
    "compare",
    "invested",
    "performance",
    "price_return",
    "returned",
    "since_date",
    "total_return",
    "year_to_date",
    "yearly_return",
]

_PUT = Spoken(100)  # where the question names no amount
_USUAL = ("1D", "5D", "1M", "3M", "6M", "YTD", "1Y", "3Y", "5Y")


def price_return(desk: Desk, symbol: str, sessions: int = 30, start: str = "", end: str = "") -> Datum:
    """Price return over the last `sessions` trading sessions, close to close (30 sessions need 31 closes).

    start, if given, replaces sessions: a date (YYYY-MM-DD), year (2021), YTD, 1D, 5D, 1M, 6M, 1Y, 3Y, 5Y.
    end (YYYY-MM-DD): last day; default: the day as of which is asked. Dividends are not in it.
    """
    return _over(desk, symbol, sessions, start, end, total=None)


def total_return(desk: Desk, symbol: str, sessions: int = 30, start: str = "", end: str = "") -> Datum:
    """Total return (dividends reinvested) over the last `sessions` sessions, or from `start` as in price_return."""
    return _over(desk, symbol, sessions, start, end, total=True)


def since_date(desk: Desk, symbol: str, start: str, end: str = "") -> Datum:
    """Price return since a date: from the last close on or before `start` (YYYY-MM-DD) to the last close."""
    last = end_of(desk, end)
    base = day(start, "start")
    if base >= last:
        raise NoData(f"start {base} is not before the last day, {last}")
    one = instruments(desk, [symbol])
    return returned(windows(desk, one, Period(base=base), end=last)[0])


def year_to_date(desk: Desk, symbol: str, year: int = 0) -> Datum:
    """Price return since the start of the year: from the last close of the year before.

    year: since the start of that year, to now (2021: from the last close of 2020). Default: this year.
    """
    last = desk.today
    if year and not 1900 <= year <= last.year:
        raise NoData(f"year {year} is not one up to {last.year}")
    one = instruments(desk, [symbol])
    return returned(windows(desk, one, period(1, str(year or last.year), last), end=last)[0])


def invested(desk: Desk, symbol: str, start: str, amount: Spoken = _PUT, end: str = "") -> tuple[Datum, ...]:
    """What an amount of money put in at the close on or before `start` is worth at the last close: the amount as it was
    stated, its worth, the return. amount: a number of the question, else 100.

    start: a date, year (2021: at the last close of 2020), YTD, or a span such as 1Y, 5Y."""
    if not 0 < amount <= 1e12:
        raise NoData(f"{amount} is no amount to invest")
    held = _held(desk, symbol, start, end)
    rows = held.series.rows
    value = Decimal(format(Decimal(str(amount)).normalize(), "f"))
    worth = measures.computed(
        "invested",
        series=[held.series],
        parameters={"amount": format(value, "f")},
        window=Window(rows[0][0], rows[-1][0], held.sessions),
        note=held.note,
    )
    asked = Origin("question", "stated", (("amount", format(value, "f")),))
    put = Datum(
        worth.subject,
        "amount",
        value,
        worth.unit,
        worth.currency,
        worth.window,
        worth.as_of,
        asked,
        Stated(),
        worth.name,
    )
    return put, worth, returned(held)


def yearly_return(desk: Desk, symbol: str, start: str, end: str = "") -> tuple[Datum, ...]:
    """The return since `start` and the yearly rate that leads there (CAGR). start as in price_return."""
    held = _held(desk, symbol, start, end)
    rows = held.series.rows
    ends = [measures.observed(held.series, day) for day in (rows[-1][0], rows[0][0])]
    return returned(held), measures.computed(
        "cagr", operands=ends, window=Window(rows[0][0], rows[-1][0]), note=held.note
    )


def _held(desk: Desk, symbol: str, start: str, end: str) -> Closes:
    last = end_of(desk, end)
    return windows(desk, instruments(desk, [symbol]), period(1, start, last), end=last, total=None)[0]


def performance(desk: Desk, symbol: str, end: str = "") -> tuple[Datum, ...]:
    """Returns of one instrument over the usual windows, as far as its rows go: 1 and 5 sessions, 1, 3 and 6 months,
    the year to date, 1, 3 and 5 years. For a general "how has it done"."""
    one = instruments(desk, [symbol])
    last = end_of(desk, end)
    found: list[Datum] = []
    reason: NoData | None = None
    for span in _USUAL:
        try:
            found.append(returned(windows(desk, one, period(1, span, last), end=last)[0]))
        except NoData as error:
            reason = reason or error
    if not found:
        raise reason or NoData(f"{one[0].symbol} has no rows")
    return tuple(dict.fromkeys(found))


def compare(
    desk: Desk,
    symbols: Sequence[str],
    sessions: int = 30,
    start: str = "",
    end: str = "",
    benchmark: str = "",
    total: bool = False,
) -> tuple[Datum, ...]:
    """Returns of several instruments over the same sessions, and the excess in percentage points.

    The excess is of the first over each other one, or of each over `benchmark`. sessions, start, end as in
    price_return. total: with dividends. Compare an index with indexes, a fund with funds, where you can.
    """
    asked = instruments(desk, [*symbols, benchmark] if benchmark.strip() else symbols)
    if len(asked) < 2:
        raise NoData(
            f"two different instruments are needed to compare; {', '.join(symbols)} is one: {asked[0].symbol}"
        )
    last = end_of(desk, end)
    held = windows(desk, asked, period(sessions, start, last), end=last, total=True if total else None)
    returns = [returned(item) for item in held]
    if benchmark.strip():
        pairs = [(one, len(asked) - 1) for one in range(len(asked) - 1)]
    else:
        pairs = [(0, other) for other in range(1, len(asked))]
    excesses = [
        measures.computed(
            "excess_return",
            operands=[returns[one], returns[other]],
            note=remark(_kinds(asked[one], asked[other])),
        )
        for one, other in pairs
        if _same_days(returns[one], returns[other])
    ]
    return (*returns, *excesses)


def _same_days(one: Datum, other: Datum) -> bool:
    """Venues with other holidays may have no common base: their returns are shown, their excess is not."""
    return (
        one.window is not None
        and other.window is not None
        and (one.window.start, one.window.end) == (other.window.start, other.window.end)
    )


def _kinds(one: Instrument, other: Instrument) -> str:
    if {one.kind, other.kind} != {"index", "etf"}:
        return ""
    fund, index = (one, other) if one.kind == "etf" else (other, one)
    return f"{fund.symbol} is an ETF, {index.symbol} an index"


def _over(desk: Desk, symbol: str, sessions: int, start: str, end: str, *, total: bool | None) -> Datum:
    last = end_of(desk, end)
    one = instruments(desk, [symbol])
    return returned(windows(desk, one, period(sessions, start, last), end=last, total=total)[0])


def returned(held: Closes) -> Datum:
    """The return of a window's rows; of a rate, its change in percentage points."""
    key = (
        "total_return" if held.total else "price_change" if held.instrument.kind == "rate" else "price_return"
    )
    rows = held.series.rows
    window = Window(rows[0][0], rows[-1][0], held.sessions)
    return measures.computed(key, series=[held.series], window=window, note=held.note)
