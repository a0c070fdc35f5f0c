"""Which instruments are of one kind: industry, family of funds, class of assets."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["Peers", "peers"]


@dataclass(frozen=True, slots=True)
class Peers:
    """A group of like instruments, the best known first."""

    en: str
    zh: str
    symbols: tuple[str, ...]


def peers(symbol: str) -> tuple[Peers, ...]:
    """The groups that a symbol belongs to, the narrowest first; none for one that is in no list."""
    return tuple(
        sorted((one for one in _groups() if symbol in one.symbols), key=lambda one: len(one.symbols))
    )


@cache
def _groups() -> tuple[Peers, ...]:
    text = resources.files("copilot.names").joinpath("data", "peers.toml").read_text("utf8")
    return tuple(Peers(one["en"], one["zh"], tuple(one["symbols"])) for one in tomllib.loads(text)["group"])
