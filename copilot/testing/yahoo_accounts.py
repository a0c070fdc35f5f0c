"""Invented accounts for the local Yahoo server: statements that add up, estimates, reported quarters."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from copilot.testing.yahoo_world import stamp_of

__all__ = ["estimates", "reported_quarters", "statement_line"]

# lines as parts of revenue
_LINES = {
    "TotalRevenue": 1.0, "GrossProfit": 0.45, "OperatingIncome": 0.3, "NetIncome": 0.24, "OperatingCashFlow": 0.32,
    "CapitalExpenditure": -0.06, "FreeCashFlow": 0.26, "TotalAssets": 2.1, "TotalDebt": 0.4,
    "CashAndCashEquivalents": 0.2, "StockholdersEquity": 0.9, "DilutedEPS": 0.24e-9,
}  # fmt: skip


def statement_line(symbol: str, kind: str, today: date) -> dict[str, Any] | None:
    """One line of the timeseries endpoint ("annualTotalRevenue"), growing 8 % a year; None where there is none."""
    prefix = next((one for one in ("annual", "quarterly", "trailing") if kind.startswith(one)), "")
    part = _LINES.get(kind.removeprefix(prefix))
    if not prefix or part is None:
        return None
    revenue = (
        1e10 * (1 + 9 * random.Random(f"{symbol} revenue").random()) / (4 if prefix == "quarterly" else 1)
    )
    points, stamps = [], []
    for end in _period_ends(prefix, today):
        value = revenue * part * 1.08 ** (end.year + end.month / 12 - today.year)
        points.append(
            {
                "asOfDate": end.isoformat(), "periodType": "3M" if prefix == "quarterly" else "12M",
                "currencyCode": "USD", "reportedValue": {"raw": round(value, 2 if abs(value) < 1e4 else -6), "fmt": ""},
            }
        )  # fmt: skip
        stamps.append(stamp_of(end))
    return {"meta": {"symbol": [symbol], "type": [kind]}, "timestamp": stamps, kind: points}


def _raw(value: float) -> dict[str, Any]:
    return {"raw": value, "fmt": f"{value:.2f}"}


def estimates(facts: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Estimates of four periods, in the raw-and-fmt form that they keep whatever is asked for."""
    found = []
    for at, period in enumerate(("0q", "+1q", "0y", "+1y")):
        eps = round(facts["forwardEps"] / (4 if period.endswith("q") else 1) * (1 + at / 20), 2)
        sales = 9e10 / (4 if period.endswith("q") else 1) * (1 + at / 20)
        found.append(
            {
                "period": period, "endDate": _end_of(period, today).isoformat(),
                "earningsEstimate": {
                    "avg": _raw(eps), "low": _raw(eps - 0.1), "high": _raw(eps + 0.1),
                    "numberOfAnalysts": _raw(24), "earningsCurrency": "USD",
                },
                "revenueEstimate": {
                    "avg": _raw(sales), "low": _raw(sales * 0.95), "high": _raw(sales * 1.05),
                    "numberOfAnalysts": _raw(24), "revenueCurrency": "USD",
                },
                "growth": {},
            }
        )  # fmt: skip
    return found


def _end_of(period: str, today: date) -> date:
    """When an estimated period ends: the quarter and year under way, and the ones after."""
    later = period.startswith("+")
    if period.endswith("y"):
        return date(today.year + later, 12, 31)
    quarter = (today.month - 1) // 3 + later
    year, month = today.year + quarter // 4, quarter % 4 * 3 + 3
    return date(year, month, 31 if month in (3, 12) else 30)


def reported_quarters(facts: Mapping[str, Any], today: date) -> list[dict[str, Any]]:
    """Four reported quarters: each a cent better than expected and a cent more."""
    found = []
    for at, end in enumerate(_period_ends("quarterly", today)[-4:]):
        expected = round(facts["trailingEps"] / 4, 2)
        actual = round(expected + 0.01 * (at + 1), 2)
        stamp = {"raw": stamp_of(end), "fmt": end.isoformat()}
        found.append(
            {
                "quarter": stamp,
                "epsActual": _raw(actual),
                "epsEstimate": _raw(expected),
                "surprisePercent": _raw(0.01),
            }
        )
    return found


def _period_ends(prefix: str, today: date) -> list[date]:
    if prefix == "annual":
        return [date(year, 12, 31) for year in range(today.year - 4, today.year)]
    if prefix == "trailing":
        return _period_ends("quarterly", today)[-1:]
    ends = [
        date(year, month, day) for year in range(today.year - 2, today.year + 1)
        for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    ]  # fmt: skip
    return [day for day in ends if day < today - timedelta(days=30)][-5:]
