"""Invented research for the local Yahoo server: option chains, ratings, holders and screens, in Yahoo's format."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from copilot.testing.yahoo_world import stamp_of

__all__ = ["chain", "coverage", "hits"]


def chain(symbol: str, quote: Mapping[str, Any], today: date, asked: str) -> dict[str, Any]:
    """Nine strikes around the price; `asked` is the stamp of an expiration, "" the next one."""
    fridays = [today + timedelta(days=(4 - today.weekday()) % 7 + 7 * week) for week in range(1, 5)]
    stamps = [stamp_of(day) for day in fridays]
    chosen = int(asked) if asked else stamps[0]
    price = float(quote["regularMarketPrice"])
    strikes = [round(price * (0.8 + 0.05 * at)) for at in range(9)]

    def contract(side: str, at: int, strike: float) -> dict[str, Any]:
        put = side == "P"
        return {
            "contractSymbol": f"{symbol}{side}{at}", "strike": float(strike), "currency": quote["currency"],
            "lastPrice": 1.5, "change": 0.0, "percentChange": 0.0, "volume": 100 * (at + 1) * (2 if put else 1),
            "openInterest": 1000 * (9 - at) * (1 if put else 2), "bid": 1.4, "ask": 1.6, "contractSize": "REGULAR",
            "expiration": chosen, "lastTradeDate": stamp_of(today), "impliedVolatility": 0.3 + 0.01 * at + 0.02 * put,
            "inTheMoney": (strike > price) is put,
        }  # fmt: skip

    found = {
        "expirationDate": chosen,
        "hasMiniOptions": False,
        "calls": [contract("C", at, strike) for at, strike in enumerate(strikes)],
        "puts": [contract("P", at, strike) for at, strike in enumerate(strikes)],
    }
    result = {
        "underlyingSymbol": symbol, "expirationDates": stamps, "strikes": strikes, "quote": dict(quote),
        "options": [found] if chosen in stamps else [],
    }  # fmt: skip
    return {"optionChain": {"result": [result], "error": None}}


def coverage(target: float, today: date) -> dict[str, Any]:
    """Modules of quoteSummary: what two firms said and when, and who holds how much."""
    days = [today - timedelta(days=back) for back in (3, 40, 90)]
    said = [
        ("Invented Securities", "Buy", "Hold", "up"),
        ("Made-up Bank", "Hold", "Hold", "main"),
        ("Invented Securities", "Hold", "Buy", "down"),
    ]
    history = [
        {
            "epochGradeDate": stamp_of(day), "firm": firm, "toGrade": new, "fromGrade": old, "action": action,
            "priceTargetAction": "Raises", "currentPriceTarget": round(target) + 5 - 5 * at, "priorPriceTarget": round(target) - 10,
        }
        for at, (day, (firm, new, old, action)) in enumerate(zip(days, said, strict=True))
    ]  # fmt: skip
    reported = stamp_of(date(today.year - 1, 12, 31))
    owners = [
        {
            "maxAge": 1, "reportDate": {"raw": reported}, "organization": name, "pctHeld": {"raw": part},
            "position": {"raw": 1_000_000}, "value": {"raw": 1_000_000_000}, "pctChange": {"raw": 0.01},
        }
        for name, part in (("Index House", 0.0912), ("Pension Trust", 0.0455))
    ]  # fmt: skip
    return {
        "upgradeDowngradeHistory": {"history": history, "maxAge": 86400},
        "institutionOwnership": {"maxAge": 1, "ownershipList": owners},
        "fundOwnership": {"maxAge": 1, "ownershipList": owners},
        "majorHoldersBreakdown": {"maxAge": 1, "insidersPercentHeld": 0.011, "institutionsPercentHeld": 0.62},
        "majorDirectHolders": {"maxAge": 1, "holders": []},
        "insiderTransactions": {"maxAge": 1, "transactions": []},
        "insiderHolders": {"maxAge": 1, "holders": []},
        "netSharePurchaseActivity": {"maxAge": 1, "period": "6m"},
    }


def hits(screen: str, quotes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A ready-made screen: the greatest rise first, for "day_losers" the greatest fall."""
    ordered = sorted(
        quotes, key=lambda one: one["regularMarketChangePercent"], reverse=screen != "day_losers"
    )
    result = {"id": screen, "title": screen, "count": len(ordered), "total": len(ordered), "quotes": ordered}
    return {"finance": {"result": [result], "error": None}}
