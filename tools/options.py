"""Listed options: when they end, how many are open and traded on each side, and the volatility that their prices imply."""

from __future__ import annotations

from copilot import measures
from copilot.ports import Desk
from copilot.types import Datum

from .closes import instruments
from .companies import company_data, named
from .periods import day

__all__ = ["options"]


def options(desk: Desk, symbol: str, expiry: str = "") -> tuple[Datum, ...]:
    """Expirations of a share's or fund's options; of one of them the put/call ratios of volume and open interest and the
    implied volatility of the call and the put nearest to the price.

    expiry: an expiration (YYYY-MM-DD); default: the next one.
    """
    one = instruments(desk, [symbol])[0]
    chosen = day(expiry, "expiry") if expiry.strip() else None
    found = company_data(desk, one).options(one.symbol, expiry=chosen, as_of=desk.as_of)
    by = {item.measure: item for item in found}
    ratios = [
        measures.computed(key, operands=[by[f"put_{what}"], by[f"call_{what}"]])
        for key, what in (("put_call_volume", "volume"), ("put_call_open_interest", "open_interest"))
        if f"put_{what}" in by and f"call_{what}" in by and measures.amount(by[f"call_{what}"]) > 0
    ]
    return (*(named(item, one) for item in found), *ratios)
