"""Chinese in one script: what is written in traditional characters is read as if it were written in simplified ones."""

from __future__ import annotations

import functools
from pathlib import Path

__all__ = ["simplified"]


@functools.cache
def _table() -> dict[int, str]:
    lines = (Path(__file__).parent / "words" / "traditional.txt").read_text(encoding="utf8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return {ord(pairs[at]): pairs[at + 1] for at in range(0, len(pairs), 2)}


@functools.lru_cache(maxsize=4096)
def simplified(text: str) -> str:
    """The text in simplified characters; every code point keeps its place, so spans hold for both."""
    return text if text.isascii() else text.translate(_table())
