"""What an instrument is called in a reader's language."""

from __future__ import annotations

import re
from functools import cache

from copilot.names.master import master
from copilot.types import Language

__all__ = ["called", "short"]

_SAID = 24  # characters
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def called(symbol: str, name: str = "", language: Language = "en") -> str:
    """The name for a reader: `苹果` for AAPL in Chinese, else `name`, which is whatever the data called it.

    A fund whose Chinese names are those of what it holds is named as a fund of it: `价值因子ETF`. Where no Chinese
    name is known, the name stays as the data have it.
    """
    return (_chinese(symbol) if language == "zh" else "") or name or symbol


def short(symbol: str, name: str = "", language: Language = "en") -> str:
    """The name as it stands in a question: the symbol for one that is too long to be said."""
    said = called(symbol, name, language)
    return said if len(said) <= _SAID else symbol


@cache
def _chinese(symbol: str) -> str:
    entry = master().by_symbol.get(symbol)
    names = [one for one, _ in entry.names if _CHINESE.search(one)] if entry else []
    if entry is None or not names:
        return ""
    if _CHINESE.search(entry.name):
        return entry.name
    if entry.kind != "etf":
        return names[0]
    return next((one for one in names if one.endswith(("ETF", "基金"))), f"{names[0]}ETF")
