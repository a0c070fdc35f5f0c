"""Who or what a number speaks of: the ledger's subjects under all their names, and strangers that no row is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from copilot import names
from copilot.reading.keys import RATES, aliases_of, bonds, investors, places_in
from copilot.reading.lexicon import Lexicon, plain, words
from copilot.types import Span

__all__ = ["Entities", "EntityMention"]


@dataclass(frozen=True, slots=True)
class EntityMention:
    span: Span
    key: str
    known: bool  # the ledger holds something about it
    possessive: bool = False
    others: tuple[
        str, ...
    ] = ()  # what else it may name that the ledger holds: small caps as an index and as its fund
    inverse: bool = False  # a currency by whose strength the rate of its pair falls: the yen of USD/JPY


_DOLLAR = "DX-Y.NYB"
# One side of many pairs, or words that mean something else as well.
_MANIFOLD = frozenset(
    [
        "dollar",
        "greenback",
        "美元",
        "pound",
        "won",
        "real",
        "cable",
        "peso",
        "Hong Kong dollar",
        "Canadian dollar",
    ]
)
_FUND = re.compile(r"\s?(?:index )?(?:fund|ETF|tracker)\b|\s?(?:指数)?(?:基金|ETF)")


@functools.cache
def _fund(symbol: str) -> bool:
    found = names.lookup(symbol)
    return bool(found) and found[0].kind == "etf"


class Entities:
    """Finds who a text is about, given what the ledger is about."""

    def __init__(self, subjects: Iterable[tuple[str, str, str]]) -> None:
        subjects = list(dict.fromkeys(subjects))
        table: dict[str, str] = {}
        self.keys: set[str] = {key for _, _, key in subjects if key}
        for subject, name, key in subjects:
            if not key or key.startswith("place:"):
                continue  # a measure or an economy: found by its own words
            if not name and (listed := names.lookup(key)) and listed[0].kind == "equity":
                name = listed[0].name  # rows that give the ticker alone
            for alias in aliases_of(subject, name):
                table.setdefault(alias, key)
        for nickname, symbols in words("places")["nicknames"].items():
            if known := next((symbol for symbol in symbols if symbol in self.keys), ""):
                table.setdefault(nickname, known)
        for key in sorted(
            self.keys, key=lambda one: ("USD" not in one, one)
        ):  # a currency is first that of the dollar's pair
            known = names.lookup(key)
            if known and known[0].kind in (
                "commodity",
                "crypto",
            ):  # gold, silver, bitcoin, where the rows have them
                for name in (known[0].name.split()[0], *known[0].names):
                    if name.isalpha() and name.isascii() and len(name) > 3:
                        table.setdefault(name.lower(), key)
                    elif not name.isascii():
                        table.setdefault(name, key)
            if pair := re.fullmatch(r"([A-Z]{3})([A-Z]{3})=X", key):
                for name in (
                    name for side in pair.groups() for name in words("places")["currencies"].get(side, ())
                ):
                    if name not in _MANIFOLD:
                        table.setdefault(name, key)
        self._own = Lexicon((alias, (alias, key)) for alias, key in table.items())

    def find(self, text: str) -> tuple[EntityMention, ...]:
        """All mentions, in order; the ledger's own names win over strangers of the same words."""
        found: dict[Span, str] = {}
        others: dict[Span, tuple[str, ...]] = {}
        for hit in self._own.find(text):
            alias, key = hit.tag
            if _spelled(alias, text[hit.span.start : hit.span.end]):
                found[hit.span] = key
        for mention in names.mentions(text):
            keys = [symbol for symbol in mention.symbols if symbol in self.keys]
            if not keys and text[mention.span.start : mention.span.end] in ("美债", "美国国债", "中债"):
                continue  # a market that yields, unless the evidence is about its fund
            if not keys and mention.symbol == _DOLLAR and any("USD" in key for key in self.keys):
                continue  # one side of every pair says nothing of which
            fund_said = _FUND.match(text, mention.span.end)
            # Gold, where the evidence has its fund only; "the S&P 500 fund".
            if not keys and (mention.symbol.endswith("=F") or fund_said):
                keys = [fund.symbol for fund in names.proxies(mention.symbol) if fund.symbol in self.keys]
            if mention.symbol in RATES or _opens_with_a_word(text, mention.span, set(keys)):
                continue
            if not keys and text[mention.span.start : mention.span.end].islower() and _fund(mention.symbol):
                continue  # "chipmakers", "small caps": a group, no instrument, unless the evidence is about its fund
            keys = keys or [mention.symbol]
            _keep(found, mention.span, keys[0])
            others[mention.span] = tuple(keys[1:])
        if (label := _LABEL.match(text)) and (alone := names.lookup(label[1])):
            _keep(found, Span(*label.span(1)), alone[0].symbol)
        for span, place in places_in(text):
            if text[span.start : span.end] in bonds() and not any(
                key.startswith("place:") for key in self.keys
            ):
                continue  # evidence that names no economy is about the one that is meant
            if place in self.keys:  # "Treasuries", where the evidence has the yield and no fund of them
                found = {at: key for at, key in found.items() if key in self.keys or not at.overlaps(span)}
            _keep(found, span, place)
        for group in investors().find(text):
            if not group.phrase.isascii() and (group.tag in self.keys or group.tag != "主力资金"):
                _keep(found, group.span, group.tag)
        for match in _pairs().finditer(text):
            for at, place in enumerate(words("places")["pairs"][match[0]], match.start()):
                _keep(found, Span(at, at + 1), f"place:{place}")
        pair = {key for key in found.values() if "USD" in key and key.endswith("=X") and key in self.keys}
        if len(pair) == 1 and not re.search(r"index|DXY|指数", text):  # "against the yen the dollar edged up"
            found = {at: min(pair) if key == _DOLLAR else key for at, key in found.items()}
        result = []
        for span in sorted(found):
            key = found[span]
            tail = text[span.end : span.end + 2]
            owns = tail.startswith(("'s", "’s", "的", "' ", "’ "))
            inverse = _quoted_in(key, text[span.start : span.end])
            result.append(EntityMention(span, key, key in self.keys, owns, others.get(span, ()), inverse))
        return tuple(
            one for at, one in enumerate(result) if not _adjective(one, result[at + 1 : at + 2], text)
        )


def _adjective(one: EntityMention, following: list[EntityMention], text: str) -> bool:
    """ "Japan's Nikkei": the place only says whose the index is."""
    if not (one.key.startswith("place:") and following and not following[0].key.startswith("place:")):
        return False
    return text[one.span.end : following[0].span.start] in ("'s ", "’s ") and following[0].known


@functools.cache
def _pairs() -> re.Pattern[str]:
    return re.compile(
        "(?:" + "|".join(words("places")["pairs"]) + ")(?=两国|利差|国债|\\d|十年|[^，。]{0,6}利差)"
    )


def _quoted_in(key: str, text: str) -> bool:
    """Does the text name the currency that a pair is quoted in, and not the pair or its base?"""
    pair = re.fullmatch(r"([A-Z]{3})([A-Z]{3})=X", key)
    if pair is None or "/" in text:
        return False
    low = plain(text)
    return any(plain(name) in low for name in words("places")["currencies"].get(pair[2], ())) and not any(
        plain(name) in low for name in words("places")["currencies"].get(pair[1], ())
    )


# "Utilities (+0.35%)", "Energy: −2.02%", a row's heading: a name that stands alone, with nothing said about it yet.
_LABEL = re.compile(r"\s*((?:[A-Z][A-Za-z&.]+ ?){1,4}?)\s*(?:[(（:：]|$)")


@functools.cache
def _opening() -> frozenset[str]:
    return frozenset(words("places")["ordinary"])


def _opens_with_a_word(text: str, span: Span, known: set[str]) -> bool:
    """ "Employers added …": an ordinary word with the capital of a sentence's start."""
    return (
        not known and text[span.start : span.end] in _opening() and not text[: span.start].strip(" #*-\"'“")
    )


def _keep(found: dict[Span, str], span: Span, key: str) -> None:
    for other in list(found):
        if other.overlaps(span):
            if other.end - other.start >= span.end - span.start:
                return
            del found[other]
    found[span] = key


def _spelled(alias: str, text: str) -> bool:
    """Tickers are matched in their own case, names with their capital; "Target" is not "target"."""
    if not alias[0].isascii():
        return True
    if alias.isupper() and len(alias) <= 5 and alias.isalpha():
        return text == alias
    return not alias[0].isupper() or text[:1].isupper() or " " in alias
