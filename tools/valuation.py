"""Multiples that the provider states, and how far two of one kind stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument

from .closes import instruments, remark
from .prices import quote

__all__ = ["price_target", "valuation"]

_MULTIPLES = ("trailing_pe", "forward_pe", "price_to_book", "price_to_sales", "enterprise_to_ebitda")
_OTHERS = ("dividend_yield", "market_cap", "trailing_eps", "forward_eps")
_FUND = "the provider's aggregation over the fund's holdings; how loss-makers count is not known"


def valuation(desk: Desk, symbols: Sequence[str]) -> tuple[Datum, ...]:
    """Trailing and forward P/E, P/B, P/S, EV/EBITDA, dividend yield and market value, as the provider states them.

    With two or more symbols also the discount of the first to each other one, measure by measure (the other is the
    base). A fund's P/E is trailing; no index has a forward P/E here: only an article can give one.
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


def price_target(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """Mean of the analysts' target prices as the provider states it, the last price, and the upside between them."""
    one = instruments(desk, [symbol])[0]
    target = desk.market.reported(one.symbol, ("target_mean_price",), as_of=desk.as_of)[0]
    last = next((item for item in quote(desk, symbol) if item.measure in ("last_price", "close")), None)
    if last is None:
        raise NoData(f"{one.symbol} has no traded price to set the target of {target.value} against")
    return _noted(target, one), last, measures.computed("upside", operands=[target, last])


def _noted(item: Datum, one: Instrument) -> Datum:
    # A provider may have said so itself.
    fund = (
        _FUND if one.kind == "etf" and item.measure in _MULTIPLES and "loss-makers" not in item.note else ""
    )
    return replace(item, note=remark(item.note, one.note, fund))
