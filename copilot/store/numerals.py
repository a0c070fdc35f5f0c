"""A number's other writings: 183.8 (million), 183,812 (thousands) and 183,812,345 are one figure, more or less exact."""

from __future__ import annotations

import re

__all__ = ["Numerals"]

LEAST = 3  # significant digits: of fewer there are too many of the same
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")


class Numerals:
    """All numbers of a vocabulary, by their first significant digits."""

    def __init__(self) -> None:
        self._by_head: dict[int, list[tuple[str, str]]] = {}

    def add(self, word: str) -> None:
        if digits := _significant(word):
            self._by_head.setdefault(int(digits[:LEAST]), []).append((word, digits))

    def others(self, word: str) -> list[str]:
        """Words that are the same number at another scale, rounded or exact."""
        digits = _significant(word)
        if not digits:
            return []
        head = int(digits[:LEAST])
        near = [one for step in (-1, 0, 1) for one in self._by_head.get(head + step, ())]
        return [other for other, figures in near if other != word and _agree(digits, figures)]


def _significant(word: str) -> str:
    """The digits that say something: none of a word, a year, or a number of one or two digits."""
    if not _NUMBER.fullmatch(word) or _YEAR.fullmatch(word):
        return ""
    digits = word.replace(".", "").lstrip("0")
    digits = digits if "." in word else digits.rstrip("0")
    return digits if len(digits) >= LEAST else ""


def _agree(one: str, other: str) -> bool:
    """Whether the longer rounds to the shorter, half up."""
    short, long = sorted((one, other), key=len)
    up = len(long) > len(short) and long[len(short)] >= "5"
    return int(long[: len(short)]) + up == int(short)
