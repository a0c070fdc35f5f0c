"""Units and scales as people and tools write them, and what they are here."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

__all__ = [
    "HUNDREDTHS",
    "alternatives",
    "canonical_unit",
    "is_unit",
    "per",
    "per_one",
    "scale_and_unit",
    "vocabulary",
]


HUNDREDTHS = {"cents": "USD", "pence": "GBP"}  # small coins, and what they are a hundredth of


@functools.cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf8"))


def alternatives(words: Iterable[str]) -> str:
    """One alternation, longest first; Latin words must end at a word boundary."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(w) + (r"(?![A-Za-z])" if w[-1].isascii() and w[-1].isalpha() else "") for w in ordered
    )


@functools.cache
def _pattern(table: str) -> re.Pattern[str]:
    return re.compile(alternatives(vocabulary()[table]))


@functools.lru_cache(maxsize=4096)
def canonical_unit(words: str) -> tuple[str, Decimal]:
    """Unit and factor that free unit words mean: "million USD" is ("USD", 10**6), "亿元" ("CNY", 10**8), "bps" ("bps", 1)."""
    table = vocabulary()
    rest, factor, unit = words.strip(), Decimal(1), ""
    rest = re.sub(
        r"\b[ymq]/[ymq]\b|\b[YMQymq]o[YMQymq]\b|\bsaar\b|\bann(?:uali[sz]ed)?\.?$", " ", rest
    ).strip()
    rest = re.sub(r"[()（）,/_]|\b(?:in|of)\b|\bper share\b|每股|/share", " ", rest).strip()
    scale, units, prefixes = _pattern("scale"), _pattern("unit"), _pattern("prefix")
    names = {**table["prefix"], **table["unit"]}
    while rest:
        found, better = units.match(rest) or prefixes.match(rest), scale.match(rest)
        if found and better and better.end() > found.end():
            found = None
        if found:
            unit = unit or names[found.group()]
        elif found := scale.match(rest) or scale.match(rest.lower()):
            factor *= Decimal(10) ** table["scale"][found.group()]
        elif found := units.match(rest.lower()) or units.match(rest.upper()):
            unit = unit or names[found.group()]
        else:
            # "index points", "level in thousands": a word of no size
            found = re.match(r"[A-Za-z]+|\d+|.", rest, re.DOTALL)
            assert found is not None
        rest = rest[found.end() :].lstrip(" -")
    if not unit and factor == 1:
        return words.strip(), factor
    if unit in ("成", "fraction"):
        return "%", factor * (10 if unit == "成" else 100)
    if unit in HUNDREDTHS:
        return HUNDREDTHS[unit], factor / 100
    return unit, factor


def is_unit(words: str) -> bool:
    """Are these words known as a unit or a scale ("$/bbl", "亿元"), and not just any words?"""
    table = vocabulary()
    return canonical_unit(words) != (words.strip(), Decimal(1)) or words.strip() in {
        *table["unit"],
        *table["prefix"],
    }


_PER = re.compile(r"\s?(?:/|每|per |an? )\s?(?P<unit>[A-Za-z]{1,9}|[\u4e00-\u9fff]{1,2})")
_TENS = re.compile(
    r"(?:每?10股|(?<!\d)10)(?:拟)?(?:派发?|分红|派送)(?:现金)?(?:红利|股利|股息)?(?:现金)?(?:人民币)?$"
)
_EACH = re.compile(
    r"每(?P<unit>[\u4e00-\u9fff]{1,2}?)(?:报|约|为|约为|收报|收于|派|派现|派息|派发|分红|股息)?$"
)


def per(text: str, start: int, end: int) -> str:
    """What a price is of one of: the barrel of `63.47美元/桶`, "$63.47 a barrel", 每桶63.47美元; empty where unsaid."""
    if _TENS.search(text, max(0, start - 16), start):
        return "10 shares"
    return _one_of(_PER.match(text, end) or _EACH.search(text, max(0, start - 6), start))


def per_one(unit: str) -> str:
    """The same of a row's unit: "USD/bbl", 美元/盎司."""
    return "10 shares" if "10股" in unit else _one_of(_PER.search(unit))


def _one_of(found: re.Match[str] | None) -> str:
    unit = vocabulary()["unit"].get(found["unit"].rstrip(), "") if found else ""
    return unit if unit in ("barrels", "ounces", "tons", "grams", "shares", "kilograms") else ""


# "$345 million year over year": a comparison begins here, no unit.
_OVER = re.compile(r"(?:year|quarter|month|week)[- ](?:over|on|to|earlier|ago|end)", re.IGNORECASE)


def scale_and_unit(plain: str, at: int, *, spelled: bool) -> tuple[Decimal, str, int]:
    """Scale and unit written after the digits that end at `at`, and where they end."""
    table = vocabulary()
    scale, unit, end = Decimal(1), "", at
    gap = re.compile(r"[ \u00a0\u202f\n-]?")
    for _ in range(2):
        place = gap.match(plain, end)
        start = place.end() if place else end
        if (found := _pattern("scale").match(plain, start)) and scale == 1:
            word = found.group()
            glued = start == end
            longer = _pattern("unit").match(plain, start)
            if (len(word) > 1 or glued or not word.isascii() or word in "MBT") and not (
                longer and longer.end() > found.end()
            ):
                scale, end = Decimal(10) ** table["scale"][word], found.end()
                # "1.2亿多元", "10余万": the word for "more" may stand inside.
                more = re.match(r"[多余](?=[\u4e00-\u9fff])", plain[end : end + 2])
                end += 1 if more else 0
                continue
        break
    place = gap.match(plain, end)
    start = place.end() if place else end
    found = _pattern("unit").match(plain, start)
    if found and not _OVER.match(plain, start):
        word = found.group()
        if not (word in ("x", "X") and start != end) and not (plain[start - 1 : start] == "\n" and spelled):
            unit, end = table["unit"][word], found.end()
    return scale, unit, end
