"""Yahoo's answers for the invented market, endpoint by endpoint, as JSON documents."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from copilot.testing.yahoo_accounts import estimates, reported_quarters, statement_line
from copilot.testing.yahoo_research import chain, coverage, hits
from copilot.testing.yahoo_world import Bar, Listing, World, adjusted_closes, events_in, stamp_of

__all__ = ["Answers", "NotThere"]

_RANGES = {"1d": 1, "5d": 5, "1mo": 31, "3mo": 92, "6mo": 183, "1y": 366, "2y": 731, "5y": 1827, "10y": 3653}
_MODULES = (
    "summaryDetail", "defaultKeyStatistics", "financialData", "quoteType", "assetProfile", "calendarEvents",
    "recommendationTrend", "topHoldings", "upgradeDowngradeHistory", "institutionOwnership", "fundOwnership",
    "majorDirectHolders", "majorHoldersBreakdown", "insiderTransactions", "insiderHolders", "netSharePurchaseActivity", "fundProfile", "earningsTrend", "earningsHistory", "summaryProfile",
)  # fmt: skip


_WEIGHTS = (("AAPL", 0.0712), ("MSFT", 0.0655), ("NVDA", 0.0602), ("AMZN", 0.0391))
_FUND: dict[str, Any] = {
    "summaryProfile": {"longBusinessSummary": "An invented fund."},
    "fundProfile": {"family": "Invention", "categoryName": "Invented"},
    "topHoldings": {
        "maxAge": 1, "stockPosition": 0.998, "cashPosition": 0.002,
        "holdings": [{"symbol": one, "holdingName": one, "holdingPercent": part} for one, part in _WEIGHTS],
        "equityHoldings": {"priceToEarnings": 22.5, "priceToBook": 4.1},
        "bondHoldings": {}, "bondRatings": [], "sectorWeightings": [{"technology": 0.31}, {"healthcare": 0.12}],
    },
}  # fmt: skip


class NotThere(Exception):
    """Yahoo's 404: its code and words."""


class Answers:
    """One endpoint a method; each returns the document that Yahoo would send as JSON."""

    def __init__(self, world: World) -> None:
        self.world = world

    # ------------------------------------------------------------------ /v8/finance/chart/SYMBOL

    def chart(self, symbol: str, query: Mapping[str, str]) -> dict[str, Any]:
        listing = self._listing(symbol, "No data found, symbol may be delisted")
        bars = list(self.world.bars(listing))
        begin, end = self._stretch(query)
        inside = [bar for bar in bars if begin <= bar.stamp < end and bar.day not in listing.missing_days]
        rows = [bar for bar in inside for _ in range(2 if bar.day in listing.doubled_days else 1)]
        meta = self._meta(listing, bars, query)
        if not rows:
            return _chart({"meta": meta, "indicators": {"quote": [{}], "adjclose": [{}]}})
        adjusted = adjusted_closes(listing, bars)
        empty = listing.empty_days

        def cells(part: str) -> list[Any]:
            return [None if bar.day in empty else getattr(bar, part) for bar in rows]

        result: dict[str, Any] = {
            "meta": meta,
            "timestamp": [self._stamp(bar, bars, listing) for bar in rows],
            "indicators": {
                "quote": [{part: cells(part) for part in ("volume", "close", "open", "low", "high")}],
                "adjclose": [{"adjclose": [None if bar.day in empty else adjusted[bar.day] for bar in rows]}],
            },
        }
        if events := events_in(listing, rows):
            result["events"] = events
        return _chart(result)

    def _stretch(self, query: Mapping[str, str]) -> tuple[float, float]:
        now = self.world.now.timestamp()
        if "period1" in query:
            return float(query["period1"]), float(query.get("period2", now))
        days = _RANGES.get(query.get("range", "1mo"))
        return (0.0 if days is None else now - (days + 3 * (days < 6)) * 86400), now + 1

    def _stamp(self, bar: Bar, bars: list[Bar], listing: Listing) -> int:
        """The bar of a session under way carries the time of the last trade, like any other number."""
        last = bar is bars[-1] and self.world.now < listing.closes(bar.day)
        return int(self.world.now.timestamp()) if last else bar.stamp

    def _meta(self, listing: Listing, bars: list[Bar], query: Mapping[str, str]) -> dict[str, Any]:
        day = self.world.session(listing)
        opens, closes = listing.opens(day), listing.closes(day)
        zone = listing.hours[0]
        moment = min(self.world.now, closes + timedelta(seconds=1))
        offset = int((opens.utcoffset() or timedelta()).total_seconds())

        def period(start: datetime, end: datetime) -> dict[str, Any]:
            return {
                "timezone": opens.tzname(), "start": int(start.timestamp()), "end": int(end.timestamp()),
                "gmtoffset": offset,
            }  # fmt: skip

        last = bars[-1] if bars else None
        return {
            "currency": listing.currency, "symbol": listing.symbol, "exchangeName": listing.exchange,
            "fullExchangeName": listing.exchange, "instrumentType": listing.quote_type,
            "firstTradeDate": bars[0].stamp if bars else None, "regularMarketTime": int(moment.timestamp()),
            "hasPrePostMarketData": True, "gmtoffset": offset, "timezone": opens.tzname(),
            "exchangeTimezoneName": zone.key, "regularMarketPrice": last.close if last else None,
            "longName": listing.name, "shortName": listing.name, "priceHint": 2,
            "currentTradingPeriod": {
                "pre": period(opens - timedelta(hours=1), opens), "regular": period(opens, closes),
                "post": period(closes, closes + timedelta(hours=1)),
            },
            "dataGranularity": query.get("interval", "1d"), "range": query.get("range", ""),
            "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "ytd", "max"],
        }  # fmt: skip

    # ------------------------------------------------------------------ /v7/finance/quote, /v10/finance/quoteSummary

    def quote(self, query: Mapping[str, str]) -> dict[str, Any]:
        listings = map(self.world.listing, query.get("symbols", "").split(","))
        found = [self._quote(listing) for listing in listings if listing]
        return {"quoteResponse": {"result": found, "error": None}}

    def _quote(self, listing: Listing) -> dict[str, Any]:
        bars = self.world.bars(listing)
        last, before = bars[-1], bars[-2]
        facts = self._facts(listing)
        day = self.world.session(listing)
        opens, closes = listing.opens(day), listing.closes(day)
        now = self.world.now
        soon = stamp_of((now + timedelta(days=40)).date()) + 72_000
        state = "PRE" if now < opens else "REGULAR" if now < closes else "POST"
        return {
            "symbol": listing.symbol, "quoteType": listing.quote_type, "currency": listing.currency,
            "shortName": listing.name, "longName": listing.name, "exchange": listing.exchange,
            "exchangeTimezoneName": listing.hours[0].key, "marketState": state, "exchangeDataDelayedBy": 0,
            "regularMarketPrice": last.close, "regularMarketPreviousClose": before.close,
            "regularMarketChangePercent": (last.close / before.close - 1) * 100,
            "regularMarketTime": int(min(now, closes + timedelta(seconds=1)).timestamp()),
            "regularMarketDayHigh": last.high, "regularMarketDayLow": last.low, "regularMarketVolume": last.volume,
            "priceHint": 2,
            **({} if listing.kind != "equity" else {
                "epsTrailingTwelveMonths": facts["trailingEps"], "epsForward": facts["forwardEps"],
                "dividendYield": round(facts["dividendRate"] / last.close * 100, 2),  # in per cent, as in v7
                "dividendRate": facts["dividendRate"], "marketCap": facts["marketCap"],
                "earningsTimestampStart": soon, "earningsTimestampEnd": soon + 4 * 86400, "isEarningsDateEstimate": True,
            }),
        }  # fmt: skip

    def summary(self, symbol: str, query: Mapping[str, str]) -> dict[str, Any]:
        listing = self._listing(symbol, f"Quote not found for symbol: {symbol}")
        asked = [one for one in query.get("modules", "").split(",") if one in _MODULES]
        modules = self._modules(listing)
        found = {one: modules[one] for one in asked if one in modules}
        return {"quoteSummary": {"result": [found], "error": None}}

    def _facts(self, listing: Listing) -> dict[str, Any]:
        source = random.Random(f"{listing.symbol} facts")
        price = self.world.bars(listing)[-1].close
        earnings = round(price / (12 + 25 * source.random()), 2)
        shares = int(1e8 * (1 + 40 * source.random()))
        return {
            "trailingEps": earnings, "forwardEps": round(earnings * (1 + 0.2 * source.random()), 2),
            "dividendRate": round(price * 0.01 * (1 + source.random()), 2), "sharesOutstanding": shares,
            "marketCap": int(price * shares / (100 if listing.currency == "GBp" else 1)),
            "bookValue": round(price / (2 + 6 * source.random()), 3), "target": round(price * (0.9 + 0.4 * source.random()), 2),
        }  # fmt: skip

    def _modules(self, listing: Listing) -> dict[str, Any]:
        price, facts = self.world.bars(listing)[-1].close, self._facts(listing)
        fund = listing.kind == "etf"
        detail: dict[str, Any] = {"maxAge": 1, "priceHint": 2, "currency": listing.currency}
        modules: dict[str, Any] = {
            "summaryDetail": detail,
            "quoteType": {
                "quoteType": listing.quote_type, "symbol": listing.symbol, "longName": listing.name,
                "timeZoneFullName": listing.hours[0].key,
            },
        }  # fmt: skip
        if fund:
            detail |= {"trailingPE": 22.5, "yield": 0.0125, "totalAssets": facts["marketCap"]}
            modules |= _FUND
        if listing.kind == "equity":
            trailing, forward = price / facts["trailingEps"], price / facts["forwardEps"]
            detail |= {
                "trailingPE": trailing, "forwardPE": forward, "marketCap": facts["marketCap"],
                "priceToSalesTrailing12Months": 5.25, "dividendRate": facts["dividendRate"],
                "dividendYield": round(facts["dividendRate"] / price, 4),  # a fraction here
                "exDividendDate": stamp_of((self.world.now + timedelta(days=40)).date()),
            }  # fmt: skip
            modules["defaultKeyStatistics"] = {
                "maxAge": 1, "priceToBook": price / facts["bookValue"], "bookValue": facts["bookValue"],
                "trailingEps": facts["trailingEps"], "forwardEps": facts["forwardEps"], "enterpriseToEbitda": 15.75,
                "sharesOutstanding": facts["sharesOutstanding"], "heldPercentInstitutions": 0.62, "heldPercentInsiders": 0.011,
                "shortPercentOfFloat": 0.0185,
                "floatShares": facts["sharesOutstanding"] * 9 // 10,
            }  # fmt: skip
            modules["financialData"] = {
                "maxAge": 86400, "currentPrice": price, "targetMeanPrice": facts["target"], "targetHighPrice": facts["target"] * 1.2,
                "targetLowPrice": facts["target"] * 0.8, "targetMedianPrice": facts["target"], "numberOfAnalystOpinions": 30, "recommendationKey": "buy",
                "recommendationMean": 2.1, "financialCurrency": "USD", "grossMargins": 0.46, "operatingMargins": 0.31,
                "profitMargins": 0.24,
            }  # fmt: skip
            modules |= coverage(facts["target"], self.world.now.date())
            modules["assetProfile"] = {"sector": "Technology", "industry": "Invention", "country": "Nowhere"}
            soon = stamp_of((self.world.now + timedelta(days=40)).date())
            modules["calendarEvents"] = {
                "maxAge": 1, "exDividendDate": soon, "dividendDate": soon + 7 * 86400,
                "earnings": {
                    "earningsDate": [soon], "isEarningsDateEstimate": True, "earningsAverage": 1.62, "earningsLow": 1.5,
                    "earningsHigh": 1.7, "revenueAverage": 94_000_000_000, "revenueLow": 89_000_000_000,
                    "revenueHigh": 96_000_000_000,
                },
            }  # fmt: skip
            modules["earningsTrend"] = {"trend": estimates(facts, self.world.now.date()), "maxAge": 1}
            modules["earningsHistory"] = {
                "history": reported_quarters(facts, self.world.now.date()),
                "maxAge": 86400,
            }
            modules["recommendationTrend"] = {
                "trend": [{"period": "0m", "strongBuy": 9, "buy": 14, "hold": 6, "sell": 1, "strongSell": 0}]
            }
        return modules

    # ------------------------------------------------------------------ statements, search, news

    def timeseries(self, symbol: str, query: Mapping[str, str]) -> dict[str, Any]:
        listing = self._listing(symbol, "No fundamentals data found")
        kinds = query.get("type", "").split(",") if listing.kind == "equity" else []
        found = [one for kind in kinds if (one := statement_line(symbol, kind, self.world.now.date()))]
        return {"timeseries": {"result": found, "error": None}}

    def search(self, query: Mapping[str, str]) -> dict[str, Any]:
        found = self.world.search(query.get("q", ""))
        quotes = [
            {
                "exchange": one.exchange, "shortname": one.name, "longname": one.name, "quoteType": one.quote_type,
                "symbol": one.symbol, "index": "quotes", "score": 20000.0 - at, "isYahooFinance": True,
            }
            for at, one in enumerate(found[: int(query.get("quotesCount", 8))])
        ]  # fmt: skip
        return {"explains": [], "count": len(quotes), "quotes": quotes, "news": [], "nav": [], "lists": []}

    def news(self, symbols: list[str]) -> dict[str, Any]:
        stream = []
        for at, days in enumerate((0, 3, 40)):
            when = self.world.now - timedelta(days=days)
            about = ", ".join(symbols)
            stream.append(
                {
                    "id": f"story-{at}",
                    "content": {
                        "contentType": "STORY",
                        "title": f"Invented headline {at + 1} about {about}",
                        "summary": f"A synthetic summary &amp; nothing more: shares of {about} moved <b>2.5%</b>.",
                        "pubDate": when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "provider": {"displayName": "Synthetic Newswire"},
                        "canonicalUrl": {"url": f"https://news.example/{at + 1}"},
                    },
                }
            )
        return {"data": {"tickerStream": {"stream": stream}}}

    def options(self, symbol: str, query: Mapping[str, str]) -> dict[str, Any]:
        listing = self._listing(symbol, "No options found")
        if listing.kind not in ("equity", "etf"):
            return {"optionChain": {"result": [], "error": None}}
        return chain(symbol, self._quote(listing), self.world.now.date(), query.get("date", ""))

    def screen(self, query: Mapping[str, str]) -> dict[str, Any]:
        found = [one for symbol in ("AAPL", "MSFT", "NVDA", "AMZN") if (one := self.world.listing(symbol))]
        return hits(query.get("scrIds", ""), [self._quote(one) for one in found])

    def _listing(self, symbol: str, reason: str) -> Listing:
        listing = self.world.listing(symbol)
        if listing is None:
            raise NotThere(reason)
        return listing


def _chart(result: dict[str, Any]) -> dict[str, Any]:
    return {"chart": {"result": [result], "error": None}}
