"""Who follows and who owns a company by Yahoo, and its ready-made screens: ratings, targets, holders, hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from copilot.errors import NoData
from copilot.market import prices
from copilot.market.yahoo_companies import Company
from copilot.market.yahoo_facts import quoted
from copilot.types import Datum, Window

__all__ = ["asked_holders", "asked_ratings", "asked_screen", "holders", "ratings", "screened"]

_TARGETS, _HOLDERS, _HITS = 12, 10, 10
_COUNTS = {"strongBuy": "strong_buy_ratings", "buy": "buy_ratings", "hold": "hold_ratings", "sell": "sell_ratings",
           "strongSell": "strong_sell_ratings"}  # fmt: skip
_ACTIONS = {"up": "upgraded", "down": "downgraded", "init": "begun", "main": "kept", "reit": "repeated"}


def asked_ratings(symbol: str, yfinance: Any, session: Any) -> dict[str, Any]:
    """Counts of ratings by month, and what each firm said last; a question for the wire."""
    ticker = yfinance.Ticker(symbol, session)
    trend, history = _optional(ticker.get_recommendations), _optional(ticker.get_upgrades_downgrades)
    return {
        "counts": [] if trend is None else [
            {str(key): str(value) for key, value in row.items()} for _, row in trend.iterrows()
        ],
        "history": [] if history is None else [
            {"day": at.date().isoformat(), **{str(key): str(value) for key, value in row.items()}}
            for at, row in history.iterrows()
        ],
    }  # fmt: skip


def _optional(question: Any) -> Any:
    """Yahoo has counts of many companies, a history of fewer, and of a fund neither."""
    try:
        return question()
    except (KeyError, IndexError):
        return None


def ratings(company: Company, told: Mapping[str, Any], until: date) -> tuple[Datum, ...]:
    """This month's counts, and the latest target of each firm, newest first, none later than `until`."""
    found = []
    today = company.fetched_at.date()
    for row in told["counts"]:
        if row.get("period") == "0m" and until >= today:
            found += [
                company.datum(
                    measure, value, call="Ticker.get_recommendations", window=None, as_of=today, unit="analysts",
                    note="this month",
                )
                for key, measure in _COUNTS.items()
                if (value := prices.number(row.get(key))) is not None
            ]  # fmt: skip
    firms: set[str] = set()
    for row in sorted(told["history"], key=lambda one: one["day"], reverse=True):
        day, firm = date.fromisoformat(row["day"]), row.get("Firm", "")
        target = prices.number(row.get("currentPriceTarget"))
        if day > until or firm in firms or not target or len(firms) == _TARGETS:
            continue
        firms.add(firm)
        grade = row.get("ToGrade") or "no rating"
        before = prices.number(row.get("priorPriceTarget"))
        said = f"{firm}: {grade}, {_ACTIONS.get(row.get('Action', ''), 'said')}"
        change = f", target before {prices.price(before):f}" if before else ""
        found.append(
            company.datum(
                "firm_target_price", prices.price(target), call="Ticker.get_upgrades_downgrades",
                window=Window(end=day, words=str(day)), as_of=day, note=f"{said}{change}", against=firm,
            )
        )  # fmt: skip
    if not found:
        raise NoData(f"Yahoo has no ratings of {company.symbol} up to {until}")
    return tuple(found)


def asked_holders(symbol: str, yfinance: Any, session: Any) -> list[list[str]]:
    """Name, date of the report and share as a fraction of the largest institutions; a question for the wire."""
    frame = yfinance.Ticker(symbol, session).get_institutional_holders()
    if frame is None or frame.empty:
        raise NoData(f"Yahoo lists no institutional holders of {symbol}")
    return [
        [str(row["Holder"]), row["Date Reported"].date().isoformat(), str(row["pctHeld"])]
        for _, row in frame.iterrows()
    ]


def holders(company: Company, rows: Sequence[Sequence[str]]) -> tuple[Datum, ...]:
    found = [
        replace(
            company.datum(
                "stake", prices.adjusted(share * 100), call="Ticker.get_institutional_holders",
                window=Window(end=date.fromisoformat(day), words=f"reported for {day}"), as_of=date.fromisoformat(day),
                unit="%", note=f"of {company.symbol}, reported for {day}, published later", against=company.symbol,
            ),
            subject=name,
            name=name,
        )
        for name, day, text in rows[:_HOLDERS]
        if (share := prices.number(text)) is not None
    ]  # fmt: skip
    if not found:
        raise NoData(f"Yahoo lists no institutional holders of {company.symbol}")
    return tuple(sorted(found, key=lambda one: -Decimal(one.value)))


def asked_screen(screen: str, yfinance: Any, session: Any) -> list[dict[str, Any]]:
    """The hits of a ready-made screen as Yahoo's quotes; a question for the wire."""
    return list(yfinance.screen(screen, count=_HITS, session=session).get("quotes", ()))


def screened(screen: str, hits: Sequence[Mapping[str, Any]], fetched_at: datetime) -> tuple[Datum, ...]:
    """Last price and previous close of each hit, in the screen's order."""
    found: list[Datum] = []
    for place, hit in enumerate(hits, 1):
        if hit.get("symbol") and hit.get("regularMarketPrice") is not None:
            data = quoted(str(hit["symbol"]), hit, fetched_at)
            found += [replace(one, note=f"{one.note}; {place} of Yahoo's screen {screen}") for one in data]
    if not found:
        raise NoData(f"Yahoo's screen {screen} has no hits now")
    return tuple(found)
