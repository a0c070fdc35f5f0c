"""Simple checkers to stand beside ours: what number matching alone can do.

string     every number of the claim stands, digit for digit, in the evidence
value      every number of the claim is the rounding of some number of the evidence
derivation value, or the difference, ratio, percent change or sum of some two numbers of it
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

__all__ = ["BASELINES"]

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_MOST = 60  # numbers of the evidence that pairs are made of: pairs grow with the square


def _written(text: str) -> list[str]:
    plain = re.sub(r"\[\d+\]", " ", text)
    return [found.group().replace(",", "") for found in _NUMBER.finditer(plain)]


def string(claim: str, evidence: str) -> bool:
    """Flagged?"""
    held = set(_written(evidence))
    return any(number not in held for number in _written(claim))


def _rounds(number: str, values: Iterator[Decimal] | Sequence[Decimal]) -> bool:
    half = Decimal(1).scaleb(-len(number.partition(".")[2])) / 2
    target = Decimal(number)
    scales = (Decimal(1), Decimal(1000), Decimal(1_000_000), Decimal("0.001"), Decimal("0.000001"))
    return any(abs(abs(value) * scale - target) <= half for value in values for scale in scales)


def value(claim: str, evidence: str) -> bool:
    held = [Decimal(number) for number in _written(evidence)]
    return any(not _rounds(number, held) for number in _written(claim))


def _derived(values: Sequence[Decimal]) -> Iterator[Decimal]:
    for one, other in itertools.permutations(values[:_MOST], 2):
        yield one - other
        yield one + other
        if other:
            yield one / other
            yield one / other * 100
            yield (one / other - 1) * 100


def derivation(claim: str, evidence: str) -> bool:
    held = [Decimal(number) for number in _written(evidence)]
    left = [number for number in _written(claim) if not _rounds(number, held)]
    if not left:
        return False
    made = list(_derived(list(dict.fromkeys(held))))
    halves = {number: Decimal(1).scaleb(-len(number.partition(".")[2])) / 2 for number in left}
    return any(all(abs(abs(value) - Decimal(number)) > halves[number] for value in made) for number in left)


BASELINES: dict[str, Callable[[str, str], bool]] = {
    "string match": string,
    "value match": value,
    "free derivation search": derivation,
}
