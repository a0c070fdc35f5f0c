"""The words of a text as terms: roots, with phrases and synonyms brought to one, each with its place.

Two texts speak of the same thing when their terms are the same; "crude stockpiles grew" and "oil inventories rose"
share all theirs. Only for laying a sentence beside a passage: a synonym proves nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from copilot.reading.lexicon import Lexicon, plain, words

__all__ = ["Rooted", "Term", "pairs", "root", "shared", "terms", "unified"]

T = TypeVar("T")
_WORD = re.compile(r"[a-z][a-z&']*(?:\.[a-z])*|\d[\d,.]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_STOP_SIGNS = re.compile(
    r"[的了是在和与及等也都就而其被把从对为以于中上下个这那该将已又并且但后前时者之所有]"
)
_TAILS = (
    "ically",
    "isations",
    "izations",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "ed",
    "er",
    "es",
    "ly",
    "s",
    "y",
)
_DOUBLE = re.compile(r"([bdgklmnprtv])\1$")  # cutt(ing), dropp(ed), signall(ed)
_BRITISH = ((re.compile(r"(lab|fav|col|harb|behavi|neighb|rum|hon)our"), r"\1or"), (re.compile(r"is(e[ds]?|ing|ation|ations)$"), r"iz\1"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Term:
    root: str
    start: int
    end: int
    capital: bool  # written with a capital letter
    first: bool  # the first word of its text


@functools.lru_cache(maxsize=16384)
def root(word: str) -> str:
    """A crude root, the same on both sides of every comparison."""
    if word[0].isdigit():
        return word.rstrip(".,").replace(",", "")
    base = words("statements")["irregular"].get(word)
    if base:
        return root(base) if base != word else word
    word = word.removesuffix("'s").rstrip("'.")
    for tail in _TAILS:
        if word.endswith(tail) and len(word) - len(tail) >= 3 and not word.endswith(("ss", "eed")):
            word = word[: -len(tail)]
            if tail in ("ed", "ing", "ings") and word.endswith("er") and len(word) > 4:
                word = word[:-2]  # delivered is of deliver, whose own ending is cut
            break
    if len(word) <= 3:
        return word
    return _DOUBLE.sub(r"\1", word.rstrip("e").removesuffix("y"))


class Rooted(Generic[T]):
    """English phrases by the roots of their words, so that a phrase stands for all its forms: "lift the cap"."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        self._table: dict[str, list[tuple[tuple[str, ...], T]]] = {}
        for phrase, tag in phrases:
            key = tuple(root(_spelt(word)) for word in _WORD.findall(plain(phrase)))
            if key:
                self._table.setdefault(key[0], []).append((key, tag))
        for items in self._table.values():
            items.sort(key=lambda item: -len(item[0]))

    def find(self, roots: Sequence[str]) -> list[tuple[int, int, T]]:
        """Phrases that lie in no longer one: first term, the one behind the last, tag."""
        found: list[tuple[int, int, T]] = []
        at = 0
        while at < len(roots):
            for key, tag in self._table.get(roots[at], ()):
                if tuple(roots[at : at + len(key)]) == key:
                    found.append((at, at + len(key), tag))
                    at += len(key)
                    break
            else:
                at += 1
        return found


def _spelt(word: str) -> str:
    """British and American spelling alike; short words ("rise", "wise") are no verbs in -ise."""
    word = _BRITISH[0][0].sub(_BRITISH[0][1], word)
    return _BRITISH[1][0].sub(_BRITISH[1][1], word) if len(word) > 7 else word


@functools.cache
def _same() -> tuple[Rooted[str], Lexicon[str]]:
    groups = words("synonyms")["groups"]
    english = Rooted((word, _joined(group[0])) for group in groups for word in group if word.isascii())
    chinese = Lexicon((word, group[0]) for group in groups for word in group if not word.isascii())
    return english, chinese


def _joined(phrase: str) -> str:
    return "_".join(root(_spelt(word)) for word in _WORD.findall(plain(phrase)))


@functools.lru_cache(maxsize=4096)
def terms(text: str) -> tuple[Term, ...]:
    """Every English word of a text by its root, stop words included."""
    return tuple(
        Term(
            root(_spelt(match[0])),
            match.start(),
            match.end(),
            text[match.start()].isupper(),
            not text[: match.start()].strip(" \"“'‘*"),
        )
        for match in _WORD.finditer(plain(text))
    )


@functools.cache
def shared() -> frozenset[str]:
    """The terms that stand for several words."""
    return frozenset(_joined(group[0]) for group in words("synonyms")["groups"])


def unified(found: Sequence[Term]) -> tuple[Term, ...]:
    """The same with one term for one thing: "chief executive" and "CEO" are the same."""
    result: list[Term] = []
    at = 0
    for start, end, tag in _same()[0].find([one.root for one in found]):
        result += found[at:start]
        part = found[start:end]
        result.append(Term(tag, part[0].start, part[-1].end, any(p.capital for p in part), part[0].first))
        at = end
    return (*result, *found[at:])


@functools.lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """Of Chinese, every two neighbouring signs, one word for one thing, between the words without content."""
    low = plain(text)
    for hit in reversed(_same()[1].find(low)):
        low = f"{low[: hit.span.start]} {hit.tag} {low[hit.span.end :]}"
    return frozenset(
        part[at : at + 2]
        for run in _CHINESE.findall(low)
        for part in _STOP_SIGNS.split(run)
        for at in range(len(part) - 1)
    )
