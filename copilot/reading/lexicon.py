"""Finds known phrases in a text: longest match first, English at word boundaries, Chinese anywhere; linear time."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from copilot.types import Span

__all__ = ["Found", "Lexicon", "plain", "words"]

T = TypeVar("T")
_PLAIN = str.maketrans(
    {
        "-": " ",
        "_": " ",
        "‑": " ",
        "–": " ",
        "—": " ",
        "\u00a0": " ",
        "\n": " ",
        "\t": " ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
    }
)


@functools.lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Lower case, dashes and breaks as spaces; every code point keeps its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.translate(_PLAIN)


@functools.cache
def words(name: str) -> Mapping[str, Any]:
    """A vocabulary file of this package, with what its Chinese file adds (`measures.toml`, `measures.zh.toml`)."""
    folder = Path(__file__).parent / "words"
    table = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf8"))
    chinese = folder / f"{name}.zh.toml"
    return _joined(table, tomllib.loads(chinese.read_text(encoding="utf8"))) if chinese.exists() else table


def _joined(table: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Lists grow longer, tables are joined key by key."""
    for key, value in more.items():
        held = table.get(key)
        if isinstance(held, list):
            table[key] = [*held, *value]
        elif isinstance(held, dict):
            table[key] = _joined(held, value)
        else:
            table[key] = value
    return table


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    span: Span
    tag: T
    phrase: str


class Lexicon(Generic[T]):
    """Phrases and what they mean."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        table: dict[str, list[tuple[str, T]]] = {}
        for phrase, tag in phrases:
            key = plain(phrase).strip()
            if key:
                table.setdefault(key[:2], []).append((key, tag))
        self._table = {head: sorted(items, key=lambda item: -len(item[0])) for head, items in table.items()}

    def find(self, text: str) -> list[Found[T]]:
        """All phrases of the text that lie in no longer one, in order."""
        low = plain(text)
        found: list[Found[T]] = []
        at, length = 0, len(low)
        while at < length:
            match = self._at(low, at)
            if match is None:
                at += 1
                continue
            phrase, tag = match
            found.append(Found(Span(at, at + len(phrase)), tag, phrase))
            at += len(phrase)
        return found

    def _at(self, low: str, at: int) -> tuple[str, T] | None:
        items = self._table.get(low[at : at + 2]) or self._table.get(low[at : at + 1])
        if not items:
            return None
        if low[at].isascii() and low[at].isalnum() and at and low[at - 1].isascii() and low[at - 1].isalnum():
            return None
        for phrase, tag in items:
            if not low.startswith(phrase, at):
                continue
            end = low[at + len(phrase) : at + len(phrase) + 1]
            last = phrase[-1]
            if last.isascii() and last.isalnum() and end.isascii() and end.isalnum():
                continue
            return phrase, tag
        return None

    def whole(self, text: str) -> T | None:
        """What the whole text means, if it is one phrase."""
        key = plain(text).strip()
        return next((tag for phrase, tag in self._table.get(key[:2], ()) if phrase == key), None)
