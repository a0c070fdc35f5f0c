"""What a name means in the market at hand: its own symbols and names, then names known at large, then stand-ins."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from copilot import names
from copilot.errors import NoData
from copilot.types import Instrument

__all__ = ["Directory"]

_LONGEST = 120  # of a name; what is longer is no name
_FEW = 40  # instruments that a message can list


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


class Directory:
    """Resolves names among a closed set of instruments.

    `called` adds names that hold in this market only, by symbol: in the demo "small caps" is its size-factor fund.
    """

    def __init__(
        self,
        instruments: Iterable[Instrument],
        market: str,
        called: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._held = {item.symbol.upper(): item for item in instruments}
        self._market = market
        self._names: dict[str, Instrument] = {}
        for item in self._held.values():
            for name in (item.name, *(called or {}).get(item.symbol, ())):
                if plain := _plain(name):
                    self._names.setdefault(plain, item)

    def resolve(self, name: str) -> Instrument:
        """A proxy says so in its `note`. Raises `NoData`, with the nearest names in its text, for what is not held."""
        text = name.strip().lstrip("$").strip()
        if not text or len(text) > _LONGEST:
            raise NoData(
                "no instrument is named" if not text else "that is too long to be an instrument's name"
            )
        found = self._spelled(text) or self._names.get(_plain(text)) or self._known(text)
        if found is None:
            raise NoData(self._unknown(text))
        return found

    def _spelled(self, text: str) -> Instrument | None:
        upper = text.upper()
        for symbol in (upper, f"^{upper}", names.spelled(text)):
            if symbol in self._held:
                return self._held[symbol]
        return None

    def _known(self, text: str) -> Instrument | None:
        candidates = names.lookup(text)
        for candidate in candidates:
            if held := self._held.get(candidate.symbol.upper()):
                return replace(held, note=candidate.note or held.note)
        for candidate in candidates:
            for stand_in in names.proxies(candidate.symbol):
                if held := self._held.get(stand_in.symbol.upper()):
                    note = f"in place of {candidate.name} ({candidate.symbol}), which {self._market} does not hold"
                    return replace(held, note="; ".join(one for one in (held.note, note) if one))
        return None

    def _unknown(self, text: str) -> str:
        """What to say of a name that is not held. One that is known at large is not misspelt: it gets no lookalikes."""
        known = next((item for item in names.lookup(text) if item.symbol.upper() != text.upper()), None)
        said = repr(text)
        if known is not None:
            said += f" ({known.symbol})" if known.name == text else f" ({known.name}, {known.symbol})"
        spellings = {_plain(item.symbol): item for item in self._held.values()} | self._names
        near = () if known else difflib.get_close_matches(_plain(text), spellings, n=3, cutoff=0.6)
        nearest = list(dict.fromkeys(f"{spellings[key].symbol} ({spellings[key].name})" for key in near))
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        if not nearest and len(self._held) <= _FEW:
            hint = f"; it holds {', '.join(sorted(item.symbol for item in self._held.values()))}"
        return f"{said} is not in {self._market}{hint}"
