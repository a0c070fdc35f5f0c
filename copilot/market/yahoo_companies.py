"""What Yahoo says of companies and funds beyond prices, as data: statements, payouts, estimates, holdings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from copilot.errors import NoData
from copilot.market import prices
from copilot.types import Datum, Origin, Reported, Window

__all__ = [
    "ESTIMATES",
    "HOLDINGS",
    "STATEMENTS",
    "Company",
    "asked_estimates",
    "asked_holdings",
    "asked_statements",
]

# the name that yfinance gives a line: our measure, and whether it is money of the statement
STATEMENTS = {
    "TotalRevenue": "revenue", "GrossProfit": "gross_profit", "OperatingIncome": "operating_income",
    "NetIncome": "net_income", "DilutedEPS": "diluted_eps", "OperatingCashFlow": "operating_cash_flow",
    "CapitalExpenditure": "capital_expenditure", "FreeCashFlow": "free_cash_flow", "TotalAssets": "total_assets",
    "TotalDebt": "total_debt", "CashAndCashEquivalents": "cash", "StockholdersEquity": "equity",
}  # fmt: skip
ESTIMATES = {
    "0q": "current quarter",
    "+1q": "next quarter",
    "0y": "current fiscal year",
    "+1y": "next fiscal year",
}
HOLDINGS = 25


@dataclass(frozen=True, slots=True)
class Company:
    """Whom the numbers are about, in which currency, and when they were fetched."""

    symbol: str
    name: str
    currency: str
    fetched_at: datetime

    def datum(
        self,
        measure: str,
        value: Decimal,
        *,
        call: str,
        window: Window | None,
        as_of: date,
        unit: str = "",
        note: str = "",
        against: str = "",
    ) -> Datum:
        origin = Origin("yahoo", call, (("symbol", self.symbol),), self.fetched_at)
        shown = unit or self.currency
        currency = None if unit else self.currency
        return Datum(
            self.symbol, measure, value, shown, currency, window, as_of, origin, Reported(), self.name, note, against
        )  # fmt: skip

    def statements(self, cells: Sequence[Sequence[str]], period: str) -> tuple[Datum, ...]:
        """From rows of line, period's end and value. Newest period first, lines in the statements' order."""
        order = list(STATEMENTS)
        found = []
        for line, end, text in sorted(
            cells, key=lambda cell: (-date.fromisoformat(cell[1]).toordinal(), order.index(cell[0]))
        ):
            value = prices.number(text)
            if value is None:
                continue
            last = date.fromisoformat(end)
            words, told = {
                "annual": (f"FY{last.year}", f"fiscal year to {last}"),
                "quarterly": (f"quarter to {last}", ""),
                "trailing": (f"twelve months to {last}", "trailing twelve months"),
            }[period]
            cents = line == "DilutedEPS"
            found.append(
                self.datum(
                    STATEMENTS[line],
                    prices.price(value) if cents else value.to_integral_value(),
                    call=f"Ticker.get_{period}_statements",
                    window=Window(end=last, words=words),
                    as_of=last,
                    note=told,
                )
            )
        if not found:
            raise NoData(f"Yahoo has no {period} statements of {self.symbol}")
        return tuple(found)

    def estimates(self, document: Mapping[str, Any]) -> tuple[Datum, ...]:
        today = self.fetched_at.date()
        found = []
        for part, measure in (("earnings", "eps_estimate"), ("revenue", "revenue_estimate")):
            for row in document.get(part, ()):
                value = prices.number(row.get("avg"))
                if value is None or row.get("period") not in ESTIMATES:
                    continue
                low, high, count = (
                    prices.number(row.get(key)) for key in ("low", "high", "numberOfAnalysts")
                )
                note = f"mean of {count:f} analysts" if count is not None else "mean of analysts"
                if low is not None and high is not None:
                    note += f", {_shown(measure, low):f} to {_shown(measure, high):f}"
                shown = _shown(measure, value)
                ends = document.get("ends", {}).get(row["period"])
                if not ends:
                    continue  # "the current quarter" of an unknown day is no period
                end = date.fromisoformat(ends)
                words = f"FY{end.year}" if row["period"].endswith("y") else f"quarter to {end}"
                note = f"{ESTIMATES[row['period']]}; {note}; not reported yet"
                call = f"Ticker.get_{part}_estimate"
                window = Window(end=end, words=words)
                found.append(self.datum(measure, shown, call=call, window=window, as_of=today, note=note))
        for row in document.get("history", ()):
            end = date.fromisoformat(row["quarter"])
            window = Window(end=end, words=f"quarter to {end}")
            for field, measure, note in (
                ("epsActual", "diluted_eps", "as reported against the estimates"),
                ("epsEstimate", "eps_estimate", "before the report"),
            ):
                value = prices.number(row.get(field))
                if value is not None:
                    call = "Ticker.get_earnings_history"
                    found.append(
                        self.datum(
                            measure, prices.price(value), call=call, window=window, as_of=end, note=note
                        )
                    )
        if not found:
            raise NoData(f"Yahoo has no estimates of {self.symbol}")
        return tuple(found)

    def holdings(self, rows: Sequence[Sequence[str]]) -> tuple[Datum, ...]:
        """From rows of symbol, name and share as a fraction: each holding's weight against the fund."""
        found = []
        for symbol, name, text in rows[:HOLDINGS]:
            share = prices.number(text)
            if share is not None:
                one = self.datum(
                    "weight",
                    prices.adjusted(share * 100),
                    call="Ticker.funds_data",
                    window=None,
                    as_of=self.fetched_at.date(),
                    unit="%",
                    note=f"in {self.symbol}; the date of the holdings is not stated",
                    against=self.symbol,
                )
                found.append(replace(one, subject=symbol or name, name=name))
        if not found:
            raise NoData(f"Yahoo lists no holdings of {self.symbol}")
        return tuple(sorted(found, key=lambda one: -Decimal(one.value)))


def _shown(measure: str, value: Decimal) -> Decimal:
    """Per-share figures in cents, the others in whole units of money."""
    return (
        prices.price(value).quantize(Decimal("0.01"))
        if measure == "eps_estimate"
        else value.to_integral_value()
    )


def asked_statements(symbol: str, period: str, yfinance: Any, session: Any) -> list[list[str]]:
    """Line, period's end and value of the three statements; a question for the wire."""
    ticker = yfinance.Ticker(symbol, session)
    freq = "yearly" if period == "annual" else period
    frames = [ticker.get_income_stmt(freq=freq), ticker.get_cash_flow(freq=freq)]
    if period != "trailing":  # a balance is of a day, not of twelve months
        frames.append(ticker.get_balance_sheet(freq=freq))
    cells = []
    for frame in frames:
        for line in frame.index.intersection(list(STATEMENTS)):
            for stamp, value in frame.loc[line].items():
                if prices.number(value) is not None:
                    cells.append([str(line), stamp.date().isoformat(), str(value)])
    return cells


def asked_estimates(symbol: str, yfinance: Any, session: Any) -> dict[str, Any]:
    ticker = yfinance.Ticker(symbol, session)
    found: dict[str, Any] = {}
    try:
        frames = ticker.get_earnings_estimate(), ticker.get_revenue_estimate()
    except (KeyError, IndexError) as error:  # no such part in Yahoo's answer, or no part at all
        raise NoData(f"Yahoo has no estimates of {symbol}") from error
    for part, frame in zip(("earnings", "revenue"), frames, strict=True):
        found[part] = [
            {"period": str(at), **{str(key): str(value) for key, value in row.items()}}
            for at, row in frame.iterrows()
        ]
    # the frames drop the day on which each period ends; without it "0q" could not be named
    trend = getattr(getattr(ticker, "_analysis", None), "_earnings_trend", None) or ()
    found["ends"] = {str(one["period"]): str(one["endDate"]) for one in trend if one.get("endDate")}
    history = ticker.get_earnings_history()
    found["history"] = [
        {"quarter": at.date().isoformat(), **{str(key): str(value) for key, value in row.items()}}
        for at, row in history.iterrows()
    ]
    return found


def asked_holdings(symbol: str, yfinance: Any, session: Any) -> list[list[str]]:
    try:
        frame = yfinance.Ticker(symbol, session).get_funds_data().top_holdings
    except KeyError as error:  # no such part in Yahoo's answer
        raise NoData(f"Yahoo lists no holdings of {symbol}") from error
    return [[str(at), str(row["Name"]), str(row["Holding Percent"])] for at, row in frame.iterrows()]
