"""What a measure means, where a question asks for the word and not for a figure: "what is a Sharpe ratio?" """

from __future__ import annotations

import re
from functools import cache

from copilot.measures import REGISTRY
from copilot.measures.registry import Measure

__all__ = ["defined"]

_SPOKEN = {
    "trailing_pe": (
        "p/e",
        "pe",
        "p/e ratio",
        "pe ratio",
        "price-earnings ratio",
        "price to earnings",
        "市盈率",
    ),
    "relative_strength_index": ("rsi",),
    "average_true_range": ("atr",),
    "cagr": ("cagr",),
    "max_drawdown": ("maximum drawdown",),
    "simple_average": ("moving average", "sma", "均线", "移动平均线"),
    "exponential_average": ("ema",),
    "bollinger_upper": ("bollinger band", "bollinger bands", "布林带"),
    "price_to_book": ("p/b", "pb", "p/b ratio", "市净率"),
    "excess_return": ("alpha",),
}  # what people say beside a measure's own names


@cache
def _names() -> dict[str, Measure]:
    found: dict[str, Measure] = {}
    for key, measure in REGISTRY.items():
        names = (*measure.aliases["en"], *measure.aliases["zh"], *_SPOKEN.get(key, ()))
        for name in names:
            found.setdefault(name.lower(), measure)
    for key, names in _SPOKEN.items():
        found.update(dict.fromkeys((name.lower() for name in names), REGISTRY[key]))
    return found


def defined(question: str) -> Measure | None:
    """The measure whose meaning is asked for: the longest name that the question holds as a word of its own."""
    text = question.lower()
    for name in sorted(_names(), key=len, reverse=True):
        whole = rf"(?<![a-z/]){re.escape(name)}s?(?![a-z/])" if name.isascii() else re.escape(name)
        if len(name) > 1 and re.search(whole, text):
            return _names()[name]
    return None
