"""Yahoo's option chains as data: the dates at which contracts end, open interest and volume, implied volatility."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from copilot.errors import NoData
from copilot.market import prices
from copilot.market.yahoo_companies import Company
from copilot.types import Datum, Window

__all__ = ["asked_chain", "chain"]

_CALL = "Ticker.option_chain"
_SHOWN = 8  # expirations
_SILENT = Decimal("0.005")  # an implied volatility below half a per cent is a contract that nobody quotes


def asked_chain(symbol: str, expiry: date | None, yfinance: Any, session: Any) -> dict[str, Any]:
    """The chain of one expiration (None: the next one), with the dates of all; a question for the wire."""
    ticker = yfinance.Ticker(symbol, session)
    dates = list(ticker.options)
    if not dates:
        raise NoData(f"Yahoo lists no options of {symbol}")
    chosen = expiry.isoformat() if expiry else dates[0]
    if chosen not in dates:
        return {"dates": dates, "expiry": chosen}
    found = ticker.option_chain(chosen)
    return {
        "dates": dates,
        "expiry": chosen,
        "price": str((found.underlying or {}).get("regularMarketPrice") or ""),
        **{side: _rows(frame) for side, frame in (("call", found.calls), ("put", found.puts))},
    }


def _rows(frame: Any) -> list[dict[str, str]]:
    wanted = ("strike", "volume", "openInterest", "impliedVolatility")
    if frame is None:
        return []
    return [{key: str(row[key]) for key in wanted} for _, row in frame.iterrows()]


def chain(company: Company, told: Mapping[str, Any], day: date) -> tuple[Datum, ...]:
    """Days to each expiration; of the chosen one, open interest and volume by side, and implied volatility at the money.

    Sums over strikes are of Yahoo's rows. `day` is the underlying's last trade.
    Raises `NoData` with the dates that there are for an expiration that there is not.
    """
    if told["expiry"] not in told["dates"]:
        dates = ", ".join(told["dates"][:_SHOWN])
        raise NoData(f"no options of {company.symbol} end on {told['expiry']}; the next ones end on {dates}")
    expiry = date.fromisoformat(told["expiry"])
    found = [_days(company, date.fromisoformat(text), day) for text in told["dates"][:_SHOWN]]
    if told["expiry"] not in told["dates"][:_SHOWN]:
        found.append(_days(company, expiry, day))
    window = Window(day, expiry, words=f"options to {expiry}")
    for side in ("call", "put"):
        for field, measure in (("openInterest", "open_interest"), ("volume", "volume")):
            values = [value for row in told[side] if (value := prices.number(row[field])) is not None]
            if values:
                note = f"sum over {len(values)} strikes of the options to {expiry}"
                found.append(
                    company.datum(
                        f"{side}_{measure}", sum(values, Decimal(0)), call=_CALL, window=window, as_of=day,
                        unit="contracts", note=note,
                    )
                )  # fmt: skip
    price = prices.number(told["price"])
    if price:
        found += [
            company.datum(
                "implied_volatility", prices.adjusted(value * 100), call=_CALL, window=window, as_of=day, unit="%",
                note=f"{side} at strike {strike:f}, nearest to the price of {prices.price(price):f}; options to {expiry}",
            )
            for side in ("call", "put")
            for strike, value in _nearest(told[side], price)
        ]  # fmt: skip
    return tuple(found)


def _days(company: Company, expiry: date, day: date) -> Datum:
    return company.datum(
        "days_to_expiration", Decimal((expiry - day).days), call="Ticker.options",
        window=Window(day, expiry, words=f"options to {expiry}"), as_of=day, unit="days", note=f"on {expiry}",
    )  # fmt: skip


def _nearest(rows: Sequence[Mapping[str, str]], price: Decimal) -> list[tuple[Decimal, Decimal]]:
    """The quoted strike nearest to the price with its implied volatility, as a fraction; empty where none is quoted."""
    quoted = [
        (strike, value)
        for row in rows
        if (strike := prices.number(row["strike"]))
        and (value := prices.number(row["impliedVolatility"]))
        and value >= _SILENT
    ]
    return [min(quoted, key=lambda one: abs(one[0] - price))] if quoted else []
