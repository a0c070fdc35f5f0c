"""Which instruments a question names: by any name, as a part of the market, by a ticker; and what is not held here."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from copilot import names
from copilot.analyst.periods import periods, vocabulary
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Instrument

__all__ = ["Party", "is_code", "market", "named", "resolved", "stand_ins", "unknown"]


@dataclass(frozen=True, slots=True)
class Party:
    """An instrument that the question is about, and the words by which it was named."""

    instrument: Instrument
    words: str
    theme: str = (
        ""  # key of a theme ("small") when the question named a part of the market, not an instrument
    )
    misspelt: bool = False  # the words are no name of it, but near to one

    @property
    def symbol(self) -> str:
        return self.instrument.symbol


def market(desk: Desk) -> tuple[Party, ...]:
    """The market as a whole, as this market holds it."""
    theme = next(item for item in vocabulary("themes")["theme"] if item["key"] == "market")
    return tuple(Party(one, one.name, "market") for one in stand_ins(theme["symbols"], desk)[:1])


def named(text: str, desk: Desk) -> tuple[tuple[Party, ...], tuple[str, ...], tuple[str, ...], str]:
    """Parts of the market and instruments by any name, names not held here, and the text with all of them blanked out."""
    found: list[tuple[int, Party]] = []
    themes: list[tuple[int, str]] = []
    missing: list[str] = []
    absent: list[str] = []
    rest = text
    for kind in ("nickname", "theme", "group"):
        for entry in vocabulary("themes")[kind]:
            match = next((m for name in entry["names"] if (m := re.search(name, rest, re.I))), None)
            if match is None or (kind == "group" and not _broad(rest, match)):
                continue
            held = stand_ins(entry["symbols"], desk)
            if not held:
                absent += [match.group()] if kind != "group" else []
                continue
            key = entry["key"] if kind == "theme" else ""
            chosen = held if kind == "group" else held[:1]
            if kind == "theme" and (funds := _funds(rest[match.end() :], held)):
                chosen = funds if re.search(_WHICH, rest[: match.start()], re.I) else funds[:1]
            found.extend((match.start(), Party(one, match.group(), key)) for one in chosen)
            if key:
                themes.append((match.start(), key))
            if key != "market":  # "the market" also tells what a question is after
                rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    for mention in names.mentions(rest):
        words = rest[mention.span.start : mention.span.end]
        instrument = resolved(words, mention.symbol, desk)
        if instrument is not None and is_code(words.lstrip("$")) and instrument.symbol != mention.symbol:
            instrument = None  # who writes a ticker means that instrument, no stand-in
        if instrument is None and words not in _plain_words():
            missing.append(words.lstrip("$"))
        elif instrument is not None:
            found.append((mention.span.start, Party(instrument, words)))
        if words not in _plain_words():
            rest = rest[: mention.span.start] + "\0" * len(words) + rest[mention.span.end :]
    rest = _ordinary(rest, desk, found, missing)
    rest = _small_letters(rest, desk, found)
    rest = _misspelt(rest, desk, found)
    for match in re.finditer(r"(?<![A-Za-z\0])[A-Z]{3,5}(?![A-Za-z]|\.[A-Z])", rest):
        for one in stand_ins([match.group()], desk):  # a ticker that is an ordinary word: SIZE
            found.append((match.start(), Party(one, match.group())))
            rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    missing += [words for words in absent if words in rest]
    parties: dict[str, Party] = {}
    for _, party in sorted(found, key=lambda item: item[0]):
        parties.setdefault(party.symbol, party)
    order = tuple(key for _, key in sorted(themes))
    return tuple(parties.values()), order, tuple(missing), rest


_WHICH = r"\b(?:which|best|worst|top|compare|all|rank)\b|哪|比较|各"


def _funds(after: str, held: Sequence[Instrument]) -> tuple[Instrument, ...]:
    """ "Semiconductor ETFs": who says fund wants funds, not the index."""
    if not re.match(r"\s*(?:stock |sector )?(?:etfs?|funds?)\b|\s*(?:ETF|基金)", after, re.I):
        return ()
    return tuple(one for one in held if one.kind == "etf")


def _ordinary(rest: str, desk: Desk, found: list[tuple[int, Party]], missing: list[str]) -> str:
    """Gold, energy, 公用事业: ordinary words that the market may have an instrument for; the text without them."""
    for pattern in vocabulary("themes")["plain"]["words"]:
        match = re.search(pattern, rest, re.I)
        if match is None:
            continue
        try:
            found.append((match.start(), Party(desk.market.resolve(match.group()), match.group())))
        except NoData:
            missing.append(match.group())
        rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    return rest


def _small_letters(rest: str, desk: Desk, found: list[tuple[int, Party]]) -> str:
    """Tickers that somebody typed in small letters: "is smh more volatile than spy"; the text without them."""
    for match in re.finditer(r"(?<![\w.&'’-])[a-z]{2,5}(?![\w&]|['’.-]\w)", rest):
        symbol = match.group().upper()
        known = names.lookup(symbol)[:1]
        if not known or known[0].symbol != symbol or names.ordinary(symbol):
            continue
        for one in stand_ins([symbol], desk):
            found.append((match.start(), Party(one, match.group())))
            rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    return rest


_ALIKE = (
    0.8  # of difflib: "nasdq" and "nasdaq" .91, "chervon" and "chevron" .86; "weather" and "Ethereum" .67
)


def _misspelt(rest: str, desk: Desk, found: list[tuple[int, Party]]) -> str:
    """Words one slip away from the first word of a name that this market holds: "micorsoft", "nasdq"."""
    if desk.market.info.kind == "live" and found:
        return rest  # where everything is held, everything is near to something
    for match in re.finditer(r"(?<![\w\0])[A-Za-z]{5,14}(?![\w\0])", rest):
        word = match.group()
        if word.capitalize() in _plain_words() or word.lower() in _plain_words():
            continue
        for near in names.nearest(word, 3):
            first = near.name.split()[0].lower()
            alike = difflib.SequenceMatcher(None, word.lower(), first).ratio()
            if (
                first[0] == word[0].lower()
                and _ALIKE <= alike < 1
                and (held := stand_ins([near.symbol], desk))
            ):
                found.append((match.start(), Party(held[0], word, misspelt=True)))
                rest = rest[: match.start()] + "\0" * len(word) + rest[match.end() :]
                break
    return rest


def _broad(rest: str, match: re.Match[str]) -> bool:
    return "\0" not in match.group()


def stand_ins(symbols: Sequence[str], desk: Desk) -> tuple[Instrument, ...]:
    """Those of the symbols that this market holds under that very symbol, in their order."""
    held = []
    for symbol in symbols:
        try:
            instrument = desk.market.resolve(symbol)
        except NoData:
            continue
        if instrument.symbol == symbol:
            held.append(instrument)
    return tuple(held)


def resolved(words: str, symbol: str, desk: Desk) -> Instrument | None:
    for name in (symbol, words):
        if not name:
            continue
        try:
            return desk.market.resolve(name)
        except NoData:
            continue
    return None


def is_code(name: str) -> bool:
    """ZZZQ, 600519.SS: a ticker, whether we know it or not."""
    return bool(re.fullmatch(r"\^?[A-Z]{2,5}(?:[.-][A-Z]{1,2})?|\d{6}(?:\.[A-Z]{2})?|\d{4}\.HK", name))


def unknown(rest: str) -> tuple[str, ...]:
    """Capitalised words and codes that name something this market does not hold."""
    plain = _plain_words()
    found: dict[str, None] = {}
    pattern = r"\$?(?<![\w\0])[A-Z][A-Za-z0-9&.'’-]*(?:\s+[A-Z][a-z][A-Za-z0-9&.'’-]*)*|(?<!\d)\d{6}(?:\.(?:SS|SZ|SH|HK))?(?!\d)"
    for match in re.finditer(pattern, rest):
        words = [word for word in match.group().lstrip("$").split() if _bare(word) not in plain]
        name = " ".join(words).strip(".'’-").removesuffix("'s").removesuffix("’s")
        if not match.start() and not is_code(name):
            continue  # a capital at the beginning says nothing
        if len(name) >= 2 and not periods(name, date(2000, 1, 1)):
            found[name] = None
    return tuple(found)


def _bare(word: str) -> str:
    return word.strip(".,'’-").removesuffix("'s").removesuffix("’s")


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(vocabulary("plain")["words"]) | frozenset(vocabulary("plain")["openers"])
