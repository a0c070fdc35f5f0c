"""How far a search may go before what it finds proves nothing.

Of many candidates some one rounds to any number that is written with few digits: 28 % is met by one random ratio in
fifty, 27.94 % by one in five thousand. So a search over operands that the words only suggest, not name, counts what it
has tried, and a hit is a proof only while the chance that some candidate so far would have hit anyway stays small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from copilot.types import Hedge, Quantity

__all__ = ["Chances"]

_MOST = Decimal("0.12")  # chance of a hit by accident, over all that was tried
_SPREAD = Decimal(
    "2.3"
)  # a random candidate lies within e of the figure: numbers are spread over their logarithm


@dataclass(slots=True)
class Chances:
    """Of one figure: what has been tried for it, each value once."""

    quantity: Quantity
    most: Decimal = _MOST
    tried: set[Decimal] = field(default_factory=set)

    @property
    def one(self) -> Decimal:
        """The chance that a random candidate rounds to the figure."""
        size = abs(self.quantity.value)
        width = self.quantity.step * (2 if self.quantity.hedge is Hedge.ABOUT else 1)
        return min(Decimal(1), width / size / _SPREAD) if size else Decimal(1)

    def left(self) -> bool:
        """May one more candidate be tried? The first always may: it is the one that the words name."""
        return len(self.tried) * self.one <= self.most

    def count(self, value: Decimal) -> None:
        self.tried.add(abs(value))
