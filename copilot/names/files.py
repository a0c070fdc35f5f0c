"""The data files, read: instruments with their names, and the words that need care."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

__all__ = ["Entry", "Grade", "Words", "entries", "words"]


class Grade(StrEnum):
    """How sure a name is of meaning its instrument."""

    ANY = "any"  # in any case: "nvidia", "s&p 500"
    CAPITAL = "capital"  # a capital first letter: "Apple"
    WORD = "word"  # an ordinary word as well: "Target"; needs its surroundings
    COMMON = "common"  # a common noun in any case: "gold", "utilities"; needs a market's words around it
    WEAK = "weak"  # a surname or the like: "Brady"; needs a company's words always
    SECOND = (
        "second"  # a name of something else first: "small caps" is the Russell 2000 where there is no fund
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One instrument as the files give it."""

    symbol: str
    name: str
    kind: str
    currency: str
    calendar: str
    names: tuple[tuple[str, Grade], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Words:
    """Names that are ordinary words, and the surroundings that decide."""

    tickers: frozenset[str]
    english: frozenset[str]
    weak: frozenset[str]
    chinese: frozenset[str]
    context: frozenset[str]
    people: frozenset[str]
    market: frozenset[str]
    not_after: dict[str, tuple[str, ...]]
    proxies: dict[str, tuple[str, ...]]


_SIGNS = {"~": Grade.ANY, "^": Grade.CAPITAL, "?": Grade.WORD, "%": Grade.COMMON, "+": Grade.SECOND}
_LEGAL = re.compile(
    r",?\s+(Inc|Incorporated|Corp|Corporation|Co|Company|Companies|Ltd|Limited|plc|PLC|LLC|L\.P|LP|N\.V|NV|S\.A|SA|SE|AG"
    r"|A/S|AB|Oyj|Holdings?|Group|Trust|ADR|& Co|The)\.?$"
)
_VENUES = {
    "L": ("GBP", "XLON"), "DE": ("EUR", "XETR"), "PA": ("EUR", "XPAR"), "AS": ("EUR", "XAMS"),
    "BR": ("EUR", "XBRU"), "MC": ("EUR", "XMAD"), "HE": ("EUR", "XHEL"), "ST": ("SEK", "XSTO"),
    "SW": ("CHF", "XSWX"), "T": ("JPY", "XTKS"),
}  # fmt: skip


def _text(name: str) -> str:
    return (files(__package__) / "data" / name).read_text("utf-8")


def _rows(name: str) -> Iterator[tuple[str, str]]:
    content = gzip.decompress((files(__package__) / "data" / name).read_bytes()).decode()
    for line in content.splitlines():
        symbol, _, title = line.partition("\t")
        yield symbol, title


def short(name: str) -> str:
    """A company's name without its legal form: "Apple Inc." is "Apple"."""
    text = re.sub(r"\s*\((?:Class \w|ADR|H)\)$", "", name).removeprefix("The ").removeprefix("the ")
    while (cut := _LEGAL.sub("", text).rstrip(" ,&")) != text and len(cut) > 1:
        text = cut
    return text


def _graded(text: str) -> tuple[str, Grade]:
    if text[0] in _SIGNS:
        # "^GSPC" is a symbol, "^Apple" a sign and a name
        return (text, Grade.ANY) if re.fullmatch(r"\^[A-Z0-9]+", text) else (text[1:], _SIGNS[text[0]])
    plain = text.removeprefix("the ")
    sure = len(plain.split()) > 1 or not plain.isascii() or any(sign.isdigit() for sign in plain)
    return text, Grade.ANY if sure else Grade.CAPITAL


def _written(name: str, hand: dict[str, str]) -> Iterator[Entry]:
    kind = currency = calendar = ""
    for line in _text(name).splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            kind, currency, calendar = line.strip("[]").split()
            continue
        symbol, title, english, chinese, *rest = (part.strip() for part in line.split("|"))
        symbol, _, own = symbol.partition(" @")
        names = [_graded(part.strip()) for part in english.split(";") if part.strip()]
        names += [_graded(part.strip()) for part in chinese.split(";") if part.strip()]
        if title and title not in (symbol,):
            names.append((title, Grade.ANY if len(title.split()) > 1 else Grade.CAPITAL))
        hand[symbol] = title
        yield Entry(
            symbol, title or symbol, kind, own or currency, calendar, tuple(names), rest[0] if rest else ""
        )


def entries() -> Iterator[Entry]:
    """All instruments, those written by hand first: where two have a name in common, the first comes first."""
    hand: dict[str, str] = {}
    yield from _written("instruments.txt", hand)
    yield from _written("companies.txt", hand)
    ordinary, surnames, risky = words().english, words().weak, words().tickers
    for symbol, title in _rows("listed.txt.gz"):
        if symbol in hand:
            continue
        currency, calendar = _VENUES.get(symbol.rpartition(".")[2] if "." in symbol else "", ("USD", "XNYS"))
        brief = short(title)
        unsure = brief in ordinary or brief.upper() in risky
        grade = Grade.WEAK if brief in surnames else Grade.WORD if unsure else Grade.CAPITAL
        names: tuple[tuple[str, Grade], ...] = ((brief, grade),)
        if brief != title:
            names += ((title, Grade.CAPITAL),)
        if len(brief) < 3 or (brief.isupper() and brief in risky):
            names = names[1:]
        yield Entry(symbol, title, "equity", currency, calendar, names, "")
    for symbol, title in _rows("ashares.txt.gz"):
        if symbol in hand:
            continue
        plain = re.sub(r"^[*S]*ST", "", title)
        brief = re.sub(r"(?<=[\u4e00-\u9fff])(?:[AB]|-[A-Z]+)$", "", plain)
        # two characters are too short to be sure of
        names = tuple((n, Grade.ANY if len(n) > 2 else Grade.WEAK) for n in dict.fromkeys((title, brief)))
        currency = {"900": "USD", "200": "HKD"}.get(symbol[:3], "CNY")
        yield Entry(symbol, title, "equity", currency, "XSHG", names, "")


@cache
def words() -> Words:
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _text("words.txt").splitlines():
        if line.startswith("["):
            current = lists.setdefault(line[1:].partition("]")[0], [])
        elif line and not line.startswith("#"):
            current.append(line)

    def plain(key: str) -> frozenset[str]:
        return frozenset(" ".join(lists[key]).split())

    def pairs(key: str) -> dict[str, tuple[str, ...]]:
        return {name: tuple(rest.split()) for name, _, rest in (row.partition(": ") for row in lists[key])}

    return Words(
        plain("tickers"),
        plain("english"),
        plain("weak"),
        plain("chinese"),
        plain("context"),
        plain("people"),
        plain("market"),
        pairs("not_after"),
        pairs("proxies"),
    )
