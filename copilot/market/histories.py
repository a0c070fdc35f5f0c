"""The answer to a question about many symbols at once: what is missing of one says nothing of the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from copilot.errors import NoData
from copilot.types import Series

__all__ = ["each"]


def each(symbols: Iterable[str], series: Callable[[str], Series]) -> Mapping[str, Series | NoData]:
    """The series of every symbol; one that raises `NoData` maps to it."""
    found: dict[str, Series | NoData] = {}
    for symbol in symbols:
        try:
            found[symbol] = series(symbol)
        except NoData as error:
            found[symbol] = error
    return found
