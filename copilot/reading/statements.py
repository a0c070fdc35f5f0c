"""What a sentence says in words, beside what a passage says: roots, negation, opposites, causes, speakers.

Nothing here proves anything. It finds the stretch of an article that comes nearest to a sentence and says in which
respects the two part.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from copilot.reading.lexicon import Lexicon, plain, words
from copilot.reading.script import simplified
from copilot.reading.sentences import sentences
from copilot.types import Article, Passage, Span

__all__ = ["Near", "Said", "causal", "contrary", "nearest", "negated", "passages", "roots", "said"]

_LATIN = re.compile(r"[a-z][a-z&']*(?:\.[a-z])*|\d[\d,.]*")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_NAME = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Za-z&'’.-]*(?:\s+(?:of\s+|and\s+|&\s+|de\s+|van\s+)?[A-Z][A-Za-z&'’-]*)*"
)
_STOP_ZH = re.compile(r"[的了是在和与及等也都就而其被把从对为以于中上下个这那该将已又并且但后前时者之所有]")


def roots(text: str) -> frozenset[str]:
    """Content words cut to a crude root, the same on both sides of every comparison; of Chinese, pairs of signs."""
    return frozenset(_roots(text))


@functools.lru_cache(maxsize=8192)
def _roots(text: str) -> tuple[str, ...]:
    low, stop = _unified(plain(text)), _stop()
    found = [
        _root(word) for word in _LATIN.findall(low) if word not in stop and (len(word) > 1 or word.isdigit())
    ]
    for run in _CHINESE.findall(low):
        for part in _STOP_ZH.split(run):
            found += [part[at : at + 2] for at in range(len(part) - 1)]
    return tuple(found)


@functools.lru_cache(maxsize=16384)
def _root(word: str) -> str:
    if word[0].isdigit():
        return word.rstrip(".,").replace(",", "")
    word = _table()["irregular"].get(word, word.removesuffix("'s").rstrip("'."))
    for tail in (
        "ically",
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
    ):
        if word.endswith(tail) and len(word) - len(tail) >= 3:
            word = word[: -len(tail)]
            break
    return word.rstrip("e") if len(word) > 3 else word


@functools.cache
def _table() -> Any:
    return words("statements")


@functools.cache
def _stop() -> frozenset[str]:
    return frozenset(_table()["stop"]["words"])


@functools.cache
def _synonyms() -> Lexicon[str]:
    return Lexicon((word, group[0]) for group in _table()["same"]["groups"] for word in group)


def _unified(low: str) -> str:
    """One word for one thing: "chief executive" and "CEO" are the same."""
    found = _synonyms().find(low)
    for hit in reversed(found):
        low = f"{low[: hit.span.start]} {hit.tag.replace('.', '')} {low[hit.span.end :]}"
    return low


@functools.cache
def _negations() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = _table()["negation"]
    english = "|".join(
        r"\w+n't" if word == "n't" else re.escape(word) for word in sorted(table["en"], key=len, reverse=True)
    )
    chinese = "|".join(sorted(map(re.escape, table["zh"]), key=len, reverse=True))
    friends = "|".join(map(re.escape, table["false_friends_zh"]))
    return re.compile(rf"\b(?:{english})\b"), re.compile(chinese), re.compile(friends)


@functools.lru_cache(maxsize=8192)
def negated(text: str) -> bool:
    """Does the text deny what it speaks of? Two negations cancel out."""
    english, chinese, friends = _negations()
    low = friends.sub("  ", plain(text).replace("’", "'"))
    return (len(english.findall(low)) + len(chinese.findall(low))) % 2 == 1


@functools.cache
def _causal() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in _table()["causes"]["stated"]), re.I)


def causal(text: str) -> bool:
    """Does the text speak of a cause?"""
    return bool(_causal().search(text))


@functools.cache
def _axes() -> Lexicon[frozenset[tuple[str, int]]]:
    """Words of opposition with every axis that they have a side on: a cut is one of rates, and no holding of them."""
    tags: dict[str, set[tuple[str, int]]] = {}
    for entry in _table()["opposites"]:
        for side, key in ((1, "one"), (-1, "other")):
            for word in entry[key]:
                tags.setdefault(word, set()).add((entry["axis"], side))
    return Lexicon((word, frozenset(found)) for word, found in tags.items())


@functools.lru_cache(maxsize=8192)
def sides(text: str) -> frozenset[tuple[str, int]]:
    """(axis, side) of each word of opposition in a text."""
    return frozenset().union(*(hit.tag for hit in _axes().find(text)))


def contrary(one: str, other: str) -> str:
    """The axis on which two texts stand on opposite sides; empty when on none, or when either stands on both."""
    mine, theirs = sides(one), sides(other)
    for axis, side in sorted(mine):
        if (axis, -side) in theirs and (axis, side) not in theirs and (axis, -side) not in mine:
            return axis
    return ""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an article, read once."""

    span: Span
    text: str
    roots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Near:
    """The stretch of an article that comes nearest to a sentence, and how much of the sentence it holds."""

    passage: Passage
    share: float  # of the sentence's content, weighted
    core: Said  # the one sentence of the stretch that holds most


@functools.lru_cache(maxsize=512)
def said(article: Article) -> tuple[Said, ...]:
    """The sentences of an article with their roots; its title goes before them."""
    text, head = simplified(article.text), simplified(article.title)
    title = (Said(Span(0, 0), head, roots(head)),) if head else ()
    body = (
        Said(span, text[span.start : span.end], roots(text[span.start : span.end]))
        for span in sentences(text)
    )
    return (*title, *body)


def passages(article: Article, spans: Iterable[Span]) -> Passage:
    found = [span for span in spans if span.end > span.start] or [Span(0, min(len(article.text), 200))]
    return Passage(article, min(span.start for span in found), max(span.end for span in found))


def nearest(text: str, articles: Sequence[Article], width: int = 3) -> Near | None:
    """The up to `width` neighbouring sentences of one article that together hold most of the text's content."""
    wanted = _weights(text)
    total = sum(wanted.values())
    if not total:
        return None
    best: tuple[float, float, Article, int, int] | None = None
    for article in articles:
        units = said(article)
        held = [one.roots & wanted.keys() for one in units]
        everywhere = (
            roots(simplified(f"{article.title} {article.publisher} {article.author}")) & wanted.keys()
        )
        for start in range(len(units)):
            if not held[start]:
                continue
            union = set(everywhere)
            for end in range(start, min(len(units), start + width)):
                if end > start and not held[end]:
                    continue
                union |= held[end]
                share = sum(wanted[one] for one in union) / total
                key = (share, -(end - start))
                if best is None or key > best[:2]:
                    best = (*key, article, start, end)
    if best is None:
        return None
    share, _, article, start, end = best
    units = said(article)
    stretch = units[start : end + 1]
    core = max(stretch, key=lambda one: sum(wanted[root] for root in one.roots & wanted.keys()))
    return Near(passages(article, (one.span for one in stretch)), share, core)


@functools.lru_cache(maxsize=4096)
def _weights(text: str) -> dict[str, float]:
    """Content roots of a text, names and numbers counting double."""
    names = roots(" ".join(_NAME.findall(text[1:]))) if text else frozenset()
    return {root: 2.0 if root in names or root[:1].isdigit() else 1.0 for root in roots(text)}
