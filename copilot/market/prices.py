"""Prices as they were traded: the decimals behind the noise of a 32-bit float.

Providers hand out 248.9199981689453 for a trade at 248.92. A price is the shortest decimal, of two to four places,
that lies within that noise; what has more places (a fund's net asset value, a split-adjusted price) keeps four.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

__all__ = ["adjusted", "number", "price"]

_NOISE = Decimal(2) ** -23  # of a 32-bit float, relative
_ABSURD = 18  # digits: more than anything is worth in any currency
_CENT, _TEN_THOUSANDTH = Decimal("0.01"), Decimal("0.0001")


def number(text: object) -> Decimal | None:
    """The number in a cell; None for an empty one, NaN, "null" or anything else that is no number."""
    try:
        value = Decimal(str(text).strip().replace(",", ""))
    except InvalidOperation:
        return None
    return value if value.is_finite() and value.adjusted() < _ABSURD else None


def price(value: Decimal) -> Decimal:
    """The traded price: two decimals unless the data really have more (at most four; eight below 1)."""
    noise = abs(value) * _NOISE
    rounded = value.quantize(_CENT)
    for places in range(2, 9 if abs(value) < 1 else 5):
        rounded = value.quantize(Decimal(1).scaleb(-places))
        if abs(value - rounded) <= noise:
            break
    return rounded


def adjusted(value: Decimal) -> Decimal:
    """A dividend-adjusted close: nobody traded at it, so it has no tick; four decimals."""
    return value.quantize(_TEN_THOUSANDTH)
