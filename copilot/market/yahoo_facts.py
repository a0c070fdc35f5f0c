"""What Yahoo says of an instrument today, as data and articles: quote, valuation, search hits, news."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from copilot import names
from copilot.errors import NoData
from copilot.market import prices, venues
from copilot.market.yahoo_prices import MINOR_UNITS
from copilot.types import Article, Datum, Instrument, Origin, Reported, Window

__all__ = ["hit", "instrument", "quoted", "stated", "stories"]

_KINDS = {
    "EQUITY": "equity", "ETF": "etf", "MUTUALFUND": "etf", "INDEX": "index", "CURRENCY": "currency",
    "FUTURE": "commodity", "CRYPTOCURRENCY": "crypto",
}  # fmt: skip
_STATES = {
    "PRE": "pre-market", "PREPRE": "closed", "REGULAR": "market open", "POST": "after hours", "POSTPOST": "closed",
    "CLOSED": "closed",
}  # fmt: skip
# measure: Yahoo's field, unit ("price": the currency), note
_REPORTED = {
    "trailing_pe": ("trailingPE", "x", "trailing twelve months"),
    "forward_pe": ("forwardPE", "x", "on analysts' estimates"),
    "price_to_book": ("priceToBook", "x", ""),
    "price_to_sales": ("priceToSalesTrailing12Months", "x", "trailing twelve months"),
    "enterprise_to_ebitda": ("enterpriseToEbitda", "x", "trailing twelve months"),
    "market_cap": ("marketCap", "price", ""),
    "trailing_eps": ("epsTrailingTwelveMonths", "price", "trailing twelve months"),
    "forward_eps": ("epsForward", "price", "analysts' estimates"),
    "target_mean_price": ("targetMeanPrice", "price", "mean of analysts' targets"),
    "dividend_yield": ("dividendYield", "%", ""),
    "target_high_price": ("targetHighPrice", "price", "highest of analysts' targets"),
    "target_low_price": ("targetLowPrice", "price", "lowest of analysts' targets"),
    "target_median_price": ("targetMedianPrice", "price", "median of analysts' targets"),
    "analyst_count": ("numberOfAnalystOpinions", "analysts", ""),
    "held_by_institutions": ("heldPercentInstitutions", "fraction", "of the shares outstanding"),
    "held_by_insiders": ("heldPercentInsiders", "fraction", "of the shares outstanding"),
    "short_of_float": ("shortPercentOfFloat", "fraction", "of the shares that trade freely"),
    "float_shares": ("floatShares", "shares", ""),
    "days_to_earnings": ("earningsTimestampStart", "days", ""),
    "days_to_ex_dividend": ("exDividendDate", "days", ""),
}
_TARGETS = ("target_mean_price", "target_high_price", "target_low_price", "target_median_price")
_FUND_PE = "of the fund's holdings, as Yahoo aggregates them; how it treats loss-makers is not known"


def instrument(quote: Mapping[str, Any]) -> Instrument:
    """A hit of Yahoo's search as an instrument."""
    symbol = str(quote["symbol"])
    kind = _KINDS.get(str(quote.get("quoteType")), "equity")
    name = str(quote.get("longname") or quote.get("shortname") or symbol)
    currency = MINOR_UNITS.get(venues.currency(symbol), venues.currency(symbol))
    return Instrument(symbol, " ".join(name.split()), kind, currency, venues.calendar(symbol, kind))


def hit(text: str, quotes: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The search's hit whose name has most of the words asked for, at least half of them; its order decides ties."""
    words = names.folded(text).split()

    def shared(quote: Mapping[str, Any]) -> int:
        name = names.folded(f"{quote.get('longname') or ''} {quote.get('shortname') or ''}")
        return sum(word in name for word in words)

    best = max((quote for quote in quotes if quote.get("quoteType") != "OPTION"), key=shared, default=None)
    return best if best is not None and shared(best) * 2 >= len(words) else None


def quoted(symbol: str, about: Mapping[str, Any], fetched_at: datetime) -> tuple[Datum, ...]:
    """The last price and the previous session's close, with the state of the market in the note."""
    when = (
        datetime.fromtimestamp(float(about["regularMarketTime"]), UTC)
        if about.get("regularMarketTime")
        else None
    )
    zone = str(about.get("exchangeTimezoneName") or "UTC")
    day = _local(when, zone) if when else fetched_at.date()
    state = _STATES.get(str(about.get("marketState") or ""), "")
    delay = about.get("exchangeDataDelayedBy")
    said = [state] if state else []
    if when:
        said.append(f"last trade {when:%Y-%m-%d %H:%M} UTC")
    if delay:
        said.append(f"delayed {delay} minutes")
    found = []
    for measure, field in (
        ("last_price", "regularMarketPrice"),
        ("previous_close", "regularMarketPreviousClose"),
    ):
        value = prices.number(about.get(field))
        if value is None and measure == "previous_close":
            value = prices.number(about.get("previousClose"))
        if value is None:
            continue
        # the previous close is of an earlier session, whose date Yahoo does not say
        note = "; ".join(said) if measure == "last_price" else f"the session before {day}"
        found.append(_datum(symbol, measure, value, "price", about, fetched_at, day, note, "quote"))
    if not found:
        raise NoData(f"Yahoo has no quote of {symbol}")
    return tuple(found)


def stated(
    symbol: str, measures: Sequence[str], about: Mapping[str, Any], fetched_at: datetime
) -> tuple[Datum, ...]:
    """Numbers that Yahoo reports, those of `measures` that it has. Raises `NoData` when it has none of them."""
    fund = about.get("quoteType") in ("ETF", "MUTUALFUND")
    wrong = _untrue(about)
    found = []
    for measure in measures:
        field, unit, note = _REPORTED.get(measure, ("", "", ""))
        if not field or measure in wrong:
            continue
        value = _dividend_yield(about) if measure == "dividend_yield" else prices.number(about.get(field))
        if value is None or (unit == "x" and value <= 0):  # a multiple of a loss says nothing
            continue
        if unit == "days":
            found += _awaited(symbol, measure, value, about, fetched_at)
            continue
        if unit == "fraction":
            value, unit = value * 100, "%"
        if fund and measure in ("trailing_pe", "price_to_book"):
            note = _FUND_PE
        when = fetched_at.date()
        found.append(_datum(symbol, measure, value, unit, about, fetched_at, when, note, "quoteSummary"))
    if not found:
        raise NoData(f"Yahoo reports no {', '.join(measures)} for {symbol}")
    return tuple(found)


def _awaited(
    symbol: str, measure: str, stamp: Decimal, about: Mapping[str, Any], fetched_at: datetime
) -> list[Datum]:
    """Days until a date to come, which stands in the window; empty for a date that has passed."""
    zone = str(about.get("exchangeTimezoneName") or "UTC")
    # a report has its hour in the venue's zone, an ex-date is a bare day: midnight in UTC
    earnings = measure == "days_to_earnings"
    day = _local(datetime.fromtimestamp(int(stamp), UTC), zone if earnings else "UTC")
    today = _local(fetched_at, zone)
    if day < today:
        return []
    sure = "estimated by Yahoo" if about.get("isEarningsDateEstimate") else "confirmed, as Yahoo states"
    end = prices.number(about.get("earningsTimestampEnd"))
    until = _local(datetime.fromtimestamp(int(end), UTC), zone) if end and earnings else day
    when = f"on {day}" if until == day else f"between {day} and {until}"
    note = f"{when}, {sure}" if earnings else when
    found = _datum(
        symbol, measure, Decimal((day - today).days), "days", about, fetched_at, today, note, "quote"
    )
    words = "next report" if earnings else "next ex-date"
    return [replace(found, window=Window(today, day, words=words))]


def _untrue(about: Mapping[str, Any]) -> frozenset[str]:
    """Measures that Yahoo's pages get wrong for this kind of instrument; better none than those.

    A fund's book value, earnings and market value are not its holdings'. Where accounts are in another currency than
    the price (an ADR), or the price is in hundredths (pence), Yahoo divides the one by the other as they are.
    """
    if about.get("quoteType") in ("ETF", "MUTUALFUND"):
        return frozenset(_REPORTED) - {"trailing_pe", "dividend_yield"}
    priced, accounts = str(about.get("currency") or ""), str(about.get("financialCurrency") or "")
    wrong: set[str] = set()
    if priced in MINOR_UNITS:
        wrong |= {"forward_pe", "price_to_book"}
    if accounts and MINOR_UNITS.get(priced, priced) != accounts:
        wrong |= {"price_to_book", "price_to_sales", "enterprise_to_ebitda"}
    return frozenset(wrong)


def _dividend_yield(about: Mapping[str, Any]) -> Decimal | None:
    """In per cent. Yahoo gives it as a fraction in one place and in per cent in another; the rate tells which."""
    value = prices.number(about.get("dividendYield"))
    rate, price = prices.number(about.get("dividendRate")), prices.number(about.get("regularMarketPrice"))
    if value is not None and rate is not None and price:
        exact = rate / price * 100
        nearest = min((value, value * 100), key=lambda one: abs(one - exact))
        return nearest if abs(nearest - exact) <= max(exact / 4, Decimal("0.05")) else None
    fraction = prices.number(about.get("yield"))
    return fraction * 100 if fraction is not None else None


def _datum(
    symbol: str,
    measure: str,
    value: Decimal,
    unit: str,
    about: Mapping[str, Any],
    fetched_at: datetime,
    day: date,
    note: str,
    call: str,
) -> Datum:
    said = str(about.get("currency") or "USD")
    currency = MINOR_UNITS.get(said, said)
    money = unit == "price"
    # prices are quoted in pence, market values and per-share figures are not
    if money and currency != said and measure in ("last_price", "previous_close", *_TARGETS):
        value /= 100
    if measure == "market_cap" or unit in ("analysts", "days", "shares"):
        value = value.to_integral_value()
    else:
        value = prices.price(value) if money else prices.adjusted(value)
    if money:
        unit = {"INDEX": "points"}.get(str(about.get("quoteType")), currency)
    fields = {key: about.get(key) for key in sorted(about) if isinstance(about.get(key), int | float | str)}
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:32]
    origin = Origin("yahoo", call, (("symbol", symbol),), fetched_at, digest)
    name = str(about.get("longName") or about.get("shortName") or symbol)
    shown = currency if money else None
    return Datum(symbol, measure, value, unit, shown, None, day, origin, Reported(), name, note)


def _local(moment: datetime, zone: str) -> date:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError):
        return moment.date()


def stories(symbol: str, stream: Sequence[Any], until: date | None) -> tuple[Article, ...]:
    """News of Yahoo's stream as articles: headline and summary are all it gives. Newest first."""
    found = []
    for item in stream:
        content = item.get("content") if isinstance(item, Mapping) else None
        if not isinstance(content, Mapping) or not content.get("title"):
            continue
        published = _published(str(content.get("pubDate") or content.get("displayTime") or ""))
        if until is not None and (published is None or published > until):
            continue
        title, summary = (
            _plain(content["title"]),
            _plain(content.get("summary") or content.get("description")),
        )
        link = content.get("canonicalUrl") or content.get("clickThroughUrl") or {}
        provider = content.get("provider") or {}
        url = str(link.get("url") or "") if isinstance(link, Mapping) else ""
        found.append(
            Article(
                title,
                f"{title}\n\n{summary}" if summary else title,
                url if url.startswith(("https://", "http://")) else "",
                str(provider.get("displayName") or "") if isinstance(provider, Mapping) else "",
                published=published,
                subjects=(symbol,),
                note="headline and summary only" if summary else "headline only",
            )
        )
    return tuple(sorted(found, key=lambda one: one.published or date.min, reverse=True))


def _plain(text: Any) -> str:
    """Text without markup: a summary may carry HTML."""
    import html
    import re

    bare = " ".join(html.unescape(re.sub(r"<[^>]{0,2000}>", " ", str(text or ""))).split())
    return re.sub(r" (?=[.,;:!?])", "", bare)


def _published(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).date()
    except ValueError:
        return None
