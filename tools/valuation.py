"""Multiples that the provider states, and how far two of one kind stand apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from copilot import measures, style
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument

from .closes import instruments, remark
from .prices import last_close, quote

__all__ = ["price_target", "valuation"]

_MULTIPLES = ("trailing_pe", "forward_pe", "price_to_book", "price_to_sales", "enterprise_to_ebitda")
_TARGETS = (
    "target_mean_price",
    "target_high_price",
    "target_low_price",
    "target_median_price",
    "analyst_count",
)
_OTHERS = ("dividend_yield", "market_cap", "trailing_eps", "forward_eps")
_APART = Decimal("0.03")  # how far the provider's P/E may stand from price over earnings before it is said
_FUND = "the provider's aggregation over the fund's holdings; how loss-makers count is not known"


def valuation(desk: Desk, symbols: Sequence[str]) -> tuple[Datum, ...]:
    """Trailing and forward P/E, P/B, P/S, EV/EBITDA, dividend yield and market value, as the provider states them.

    With two or more symbols also the discount of the first to each other one, measure by measure (the other is the
    base). A company's P/E is also computed from its last close and trailing earnings per share. A fund's P/E is
    trailing; no index has a forward P/E here: only an article can give one.
    """
    asked = instruments(desk, symbols)
    found: dict[str, dict[str, Datum]] = {}
    for one in asked:
        if one.kind == "index":
            raise NoData(
                f"no multiples of the index {one.symbol} come from the market data; try an ETF, or an article"
            )
        reported = desk.market.reported(one.symbol, (*_MULTIPLES, *_OTHERS), as_of=desk.as_of)
        found[one.symbol] = {item.measure: _noted(item, one) for item in reported}
        if (own := _recomputed(desk, one, found[one.symbol])) is not None:
            found[one.symbol]["recomputed_pe"] = own
    first, *others = found.values()
    discounts = [
        measures.computed(
            "discount", operands=[first[key], other[key]], note=f"of the {measures.REGISTRY[key].names['en']}"
        )
        for other in others
        for key in _MULTIPLES
        if key in first and key in other and measures.amount(other[key]) > 0
    ]
    return (*(item for one in found.values() for item in one.values()), *discounts)


def _recomputed(desk: Desk, one: Instrument, stated: Mapping[str, Datum]) -> Datum | None:
    """Price over trailing earnings; a provider's P/E that stands apart from it is said."""
    earnings, theirs = stated.get("trailing_eps"), stated.get("trailing_pe")
    if one.kind != "equity" or earnings is None or measures.amount(earnings) <= 0:
        return None
    try:
        close = last_close(desk, one.symbol)
    except NoData:
        return None
    if close.currency != earnings.currency:
        return None
    note = f"close of {close.as_of} over diluted EPS of the trailing twelve months, as the provider states it on {earnings.as_of}"
    found = measures.computed("recomputed_pe", operands=[close, earnings], note=note)
    if theirs is not None and abs(measures.amount(theirs) / measures.amount(found) - 1) > _APART:
        check = style.check(f"the provider states a P/E of {measures.amount(theirs):.2f}")
        return replace(found, note=remark(note, check))
    return found


def price_target(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """Mean of the analysts' target prices as the provider states it, the last price, and the upside between them; also
    the highest, lowest and median target and how many analysts there are."""
    one = instruments(desk, [symbol])[0]
    target, *others = desk.market.reported(one.symbol, _TARGETS, as_of=desk.as_of)
    if target.measure != "target_mean_price":
        raise NoData(f"the provider states no mean target price of {one.symbol}")
    last = next((item for item in quote(desk, symbol) if item.measure in ("last_price", "close")), None)
    if last is None:
        raise NoData(f"{one.symbol} has no traded price to set the target of {target.value} against")
    upside = measures.computed("upside", operands=[target, last])
    return (_noted(target, one), last, upside, *(_noted(item, one) for item in others))


def _noted(item: Datum, one: Instrument) -> Datum:
    # A provider may have said so itself.
    fund = (
        _FUND if one.kind == "etf" and item.measure in _MULTIPLES and "loss-makers" not in item.note else ""
    )
    return replace(item, note=remark(item.note, one.note, fund))
