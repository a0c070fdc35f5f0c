"""Headlines and articles that the market's provider lists for an instrument."""

from __future__ import annotations

from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Article

from .closes import instruments

__all__ = ["news"]


def news(desk: Desk, symbol: str, k: int = 6) -> tuple[Article, ...]:
    """Latest news of an instrument from the market's provider, newest first; often headlines only. Cite as [n]."""
    one = instruments(desk, [symbol])[0]
    found = [
        item
        for item in desk.market.news(one.symbol, as_of=desk.as_of)
        if not item.published or item.published <= desk.today
    ]
    if not found:
        raise NoData(f"no news of {one.symbol} up to {desk.today}")
    return tuple(found[: max(1, min(k, 20))])
