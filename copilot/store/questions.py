"""A question read before it is searched: what its words weigh, which documents it names, whether it asks for figures.

A filing never prints "quick ratio": it prints the lines that one is made of. So a name of finance brings its line
items along (`accounting.txt`), in both languages, at a part of the weight of the words that were asked.
"""

from __future__ import annotations

import functools
import itertools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources

from copilot.names import mentions
from copilot.store.words import search_words

__all__ = ["Question", "read_question", "title_words"]

LINE_ITEMS = 0.6  # weight of a word that only the lexicon brought
PHRASE, ITEM_PHRASE = 0.4, 0.3  # of the words of a claim, and of a line item, where they follow each other
PHRASING = 0.25  # weight of a word that only says how to answer, or only joins the parts of a claim
EARLIER = 0.3  # weight of a year that is not the latest one asked about, where a document's title names it

_YEAR = re.compile(
    r"(?<![\d.,])(?:FY|fiscal(?: year)?|Q[1-4]|H[12])?[ ']?((?:19|20)\d\d)(?![\d%]|[.,]\d)", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"\b(?:FY|Q[1-4]|H[12])[ ']?(\d\d)\b", re.IGNORECASE)
_FIGURES = re.compile(
    r"\d|%|\b(?:ratio|margin|percent|average|growth|how (?:much|many)|total|amount|rate|turnover|days|change|increase|"
    r"decrease|revenue|income|sales|earnings|cost|debt|cash|eps|capex)\b|多少|几|率|额|增长|利润|收入",
    re.IGNORECASE,
)
# Capitalised, and not for beginning a sentence: "Star Alliance" at its head, "Corsair" within it, not "Round".
_PROPER = re.compile(
    r"(?<![.!?:] )(?<!^)\b[A-Z][\w.&’'-]*|(?:\b[A-Z][\w.&’'-]* )+(?=[A-Z])|\b[A-Z][\w.&-]*(?=['’]s\b)"
)
_RAW = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Question:
    words: dict[str, float]  # to be found in passages, with weights
    phrases: dict[tuple[str, str], float]  # to be found there one behind the other
    names: dict[str, float]  # to be found in titles
    proper: frozenset[str]  # those of them that are written like proper names
    symbols: frozenset[str]  # of the instruments it names
    figures: bool  # it asks for numbers
    claim: bool  # it says what a passage may say in the same words, rather than asks for it
    chinese: bool


def read_question(text: str, *, line_items: float = LINE_ITEMS) -> Question:
    """What a question asks to be searched for."""
    asked = search_words(text)
    claim = not re.search("[?？]", text)
    words = {word: PHRASING if word in _phrasing(claim) else 1.0 for word in asked}
    years = sorted({*_YEAR.findall(text), *(f"20{year}" for year in _SHORT_YEAR.findall(text))})
    for year in years:
        words.setdefault(year, 1.0)
    phrases = dict.fromkeys(itertools.pairwise(asked), PHRASE) if claim else {}
    for item in _line_items(asked) if line_items else ():
        for word in item:
            words.setdefault(word, line_items)
        for pair in itertools.pairwise(item):
            phrases.setdefault(pair, ITEM_PHRASE)
    names = {word: 1.0 for word in asked if not word[0].isdigit()} | _joined(text)
    names |= {year: 1.0 if year == years[-1] else EARLIER for year in years}
    proper = frozenset(
        word for match in _PROPER.findall(text) for word in search_words(match) if word.isalpha()
    )
    symbols = frozenset(one.symbol.upper() for one in mentions(text))
    return Question(
        words=words,
        phrases=phrases,
        names=names,
        proper=proper,
        symbols=symbols,
        figures=bool(_FIGURES.search(text)),
        claim=claim,
        chinese=bool(re.search("[一-鿿]", text)),
    )


def title_words(title: str) -> set[str]:
    """What a title can be named by: its words, and each of its pieces as it stands ("BESTBUY", "3M", "2019")."""
    return {*search_words(title), *(piece.lower() for piece in _RAW.findall(title))}


def _joined(text: str) -> dict[str, float]:
    """Neighbouring words written as one, as file names do it: best buy → bestbuy."""
    raw = [word.lower() for word in _RAW.findall(text.replace("'s ", " ").replace("’s ", " "))]
    pairs = ["".join(raw[at : at + size]) for size in (1, 2, 3) for at in range(len(raw) - size + 1)]
    return {word: 1.0 for word in pairs if len(word) > 4 and not word.isdigit()}


@functools.cache
def _phrasing(claim: bool) -> frozenset[str]:
    """Words that say nothing of what is looked for (`phrasing.toml`)."""
    listed = tomllib.loads(resources.files("copilot.store").joinpath("phrasing.toml").read_text("utf8"))
    return frozenset(search_words(listed["claims" if claim else "questions"]))


Names = tuple[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]], ...]


@functools.cache
def _lexicon() -> dict[str, Names]:
    """By a name's first word: the whole name, and its line items as their words."""
    found: dict[str, list[tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]]] = {}
    for line in resources.files("copilot.store").joinpath("accounting.txt").read_text("utf8").splitlines():
        if line.startswith("#") or "=" not in line:
            continue
        left, _, right = line.partition("=")
        items = tuple(tuple(search_words(item)) for item in right.split(";"))
        for name in left.split(","):
            if words := tuple(search_words(name)):
                found.setdefault(words[0], []).append((words, items))
    return {word: tuple(entries) for word, entries in found.items()}


def _line_items(asked: list[str]) -> dict[tuple[str, ...], None]:
    lexicon = _lexicon()
    items: dict[tuple[str, ...], None] = {}
    for at, word in enumerate(asked):
        for name, lines in lexicon.get(word, ()):
            if tuple(asked[at : at + len(name)]) == name:
                items.update(dict.fromkeys(lines))
    return items
