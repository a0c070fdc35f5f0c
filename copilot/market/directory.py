"""What a name means in the market at hand: its own symbols and names first, then proxies, then names known at large."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from copilot import names
from copilot.errors import NoData
from copilot.market import venues
from copilot.types import Instrument

__all__ = ["Directory", "known", "proxies"]

_PUNCTUATION = re.compile(r"[\s,.'’&()\-_/]+")
_LONGEST = 120  # of a name; what is longer is no name
_FEW = 40  # instruments that a message can list


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.casefold())


@functools.cache
def _concepts() -> Mapping[str, tuple[tuple[str, str], ...]]:
    text = Path(__file__).with_name("proxies.toml").read_text(encoding="utf8")
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for concept in tomllib.loads(text)["concept"]:
        symbols = tuple((symbol, note) for symbol, note in concept["symbols"])
        found.update({_plain(word): symbols for word in concept["words"]})
        # The thing itself, asked for by its symbol, has the same stand-ins where it is not held.
        found.update({_plain(symbol): symbols for symbol, note in symbols[:1] if not note})
    return found


def proxies(name: str) -> tuple[tuple[str, str], ...]:
    """Symbols that stand for what is called `name`, best first, each with its note; empty when nothing is listed."""
    return _concepts().get(_plain(name), ())


def known(name: str) -> tuple[Instrument, ...]:
    """Instruments that the world at large calls so, best first."""
    lookup: Callable[[str], tuple[Instrument, ...]] = getattr(names, "lookup", lambda name: ())
    return lookup(name)


class Directory:
    """Resolves names among a closed set of instruments."""

    def __init__(
        self,
        instruments: Iterable[Instrument],
        market: str,
        lookup: Callable[[str], Iterable[Instrument]] = lambda name: (),
    ) -> None:
        self._held = {item.symbol.upper(): item for item in instruments}
        self._market = market
        self._lookup = lookup
        self._names: dict[str, Instrument] = {}
        for item in self._held.values():
            for name in (item.name, *item.names):
                if plain := _plain(name):
                    self._names.setdefault(plain, item)

    def resolve(self, name: str) -> Instrument:
        """Raises `NoData`, with the nearest names in its text, when the market does not hold it."""
        text = name.strip().lstrip("$").strip()
        if not text or len(text) > _LONGEST:
            raise NoData(
                "no instrument is named" if not text else "that is too long to be an instrument's name"
            )
        found = self._spelled(text) or self._named(text) or self._standing_for(text) or self._known(text)
        if found is None:
            raise NoData(self._unknown(text))
        return found

    def _spelled(self, text: str) -> Instrument | None:
        upper = text.upper()
        for symbol in (upper, f"^{upper}", upper.replace(".", "-"), venues.listed(text)):
            if symbol in self._held:
                return self._held[symbol]
        return None

    def _named(self, text: str) -> Instrument | None:
        return self._names.get(_plain(text))

    def _standing_for(self, text: str) -> Instrument | None:
        for symbol, note in proxies(text):
            if held := self._held.get(symbol.upper()):
                return replace(held, note=note or held.note)
        return None

    def _known(self, text: str) -> Instrument | None:
        for candidate in self._lookup(text):
            if held := self._held.get(candidate.symbol.upper()):
                return replace(held, note=candidate.note or held.note)
            if stand_in := self._standing_for(candidate.symbol):
                return stand_in
        return None

    def _unknown(self, text: str) -> str:
        known = [item for item in self._lookup(text) if item.symbol.upper() != text.upper()]
        meant = f" ({known[0].name}, {known[0].symbol})" if known else ""
        spellings = {_plain(item.symbol): item for item in self._held.values()} | self._names
        near = difflib.get_close_matches(_plain(text), spellings, n=3, cutoff=0.6)
        nearest = list(dict.fromkeys(f"{spellings[key].symbol} ({spellings[key].name})" for key in near))
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        if not nearest and len(self._held) <= _FEW:
            hint = f"; it holds {', '.join(sorted(item.symbol for item in self._held.values()))}"
        return f"{text!r}{meant} is not in {self._market}{hint}"
