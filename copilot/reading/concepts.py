"""The measures that are known by name: their words, what a number of them counts in, which say more than others."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from copilot.reading.lexicon import Lexicon, plain, words

__all__ = [
    "concept_unit",
    "concepts",
    "core_of",
    "is_ignored",
    "is_modifier",
    "is_performance",
    "narrowed",
    "stem",
]


@functools.cache
def _vocabulary() -> tuple[Lexicon[str], dict[str, str], frozenset[str], frozenset[str]]:
    table = words("measures")
    lexicon = Lexicon(
        (word, key) for key, entry in table.items() for word in entry["words"] if key != "ignored"
    )
    units = {key: entry["unit"] for key, entry in table.items()}
    modifiers = frozenset(key for key, entry in table.items() if entry.get("modifier"))
    ignored = frozenset(plain(word) for word in table["ignored"]["words"])
    return lexicon, units, modifiers, ignored


def concepts() -> Lexicon[str]:
    return _vocabulary()[0]


def concept_unit(concept: str) -> str:
    """money, level, percent, multiple, count, pp or any."""
    return _vocabulary()[1].get(concept, "any")


def is_modifier(concept: str) -> bool:
    return concept in _vocabulary()[2]


def core_of(tags: Iterable[str]) -> frozenset[str]:
    """The measures among concepts, without the modifiers."""
    return frozenset(tag for tag in tags if not is_modifier(tag))


def is_ignored(word: str) -> bool:
    """Says nothing of what is measured: `value`, `pct`, `数据`."""
    return word in _vocabulary()[3]


_NARROW = (("core_cpi", "cpi"), ("core_pce", "pce"), ("core_pce", "cpi"), ("pce", "cpi"), ("target_price", "close"), ("target_price", "estimate"), ("average", "close"), ("forward_pe", "pe"), ("trailing_pe", "pe"), ("adjusted_net_income", "net_income"), ("eps", "net_income"), ("max_drawdown", "drawdown"), ("dividend_yield", "yield"), ("dividend_yield", "dividend"), ("total_return", "return"), ("gdp", "growth"), ("return", "growth"), ("high", "close"), ("low", "close"), ("price_to_book", "close"), ("ppi", "cpi"), ("services_pmi", "pmi"), ("lpr", "policy_rate"), ("exchange_rate", "policy_rate"), ("exponential_average", "average"))  # fmt: skip


def narrowed(tags: set[str]) -> set[str]:
    """`core CPI inflation` is core CPI: a broad concept beside its narrow one says nothing more."""
    left = set(tags)
    for narrow, broad in _NARROW:
        if narrow in tags and broad in tags:
            left.discard(broad)
    return left - {"annualised"} if len(left) > 1 else left


_BONDS = re.compile(r"债|到期|股息|息率|期限|年期|LPR|TNX|FVX|TYX", re.IGNORECASE)


def is_performance(text: str) -> bool:
    """收益率 is a bond's yield where a text speaks of bonds, and what an index or a fund has returned elsewhere."""
    return "收益率" in text and not _BONDS.search(text)


@functools.lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A crude English stem, the same on both sides of every comparison; Chinese stays as it is."""
    low = word.lower()
    if not low.isascii() or len(low) < 4:
        return low
    if low.endswith(("centre", "centres")):
        low = low.replace("centre", "center")
    for tail in ("'s", "ies", "ing", "ed", "es", "s"):
        if low.endswith(tail) and len(low) - len(tail) >= 3:
            return low[: -len(tail)] + ("y" if tail == "ies" else "")
    return low
