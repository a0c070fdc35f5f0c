"""Text into search words, for articles and questions alike.

Numbers (3.85), tickers (BRK.B) and names with signs (S&P) stay whole; Chinese is cut by a dictionary and, since new
names are in no dictionary, into pairs of characters as well. A light stem joins plural and singular, no more: a
stronger one would join "stocks" with "stocking".
"""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import Any

__all__ = ["search_words"]

_CJK = "㐀-䶿一-鿿"
_TOKEN = re.compile(
    rf"[{_CJK}]+"
    r"|\d[\d,]*(?:\.\d+)?"  # 1,234.50
    r"|[A-Za-z]+(?:[.&'’][A-Za-z]+)+\.?"  # BRK.B, S&P, U.S., company's
    r"|\^?[A-Za-z]+\d*"  # ^RUT, Q4, words; hyphens and underscores part words
)
# Words that stand in every English sentence and tell nothing; questions lose them, so that they cost no time.
_EMPTY = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "for",
        "and",
        "or",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "with",
        "by",
        "as",
        "from",
        "what",
        "which",
        "who",
        "how",
        "why",
        "when",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "not",
        "no",
        "than",
        "then",
        "there",
        "their",
        "they",
        "we",
        "our",
        "you",
        "your",
        "i",
        "can",
        "will",
        "would",
        "should",
        "could",
        "may",
        "might",
        "about",
        "into",
        "over",
        "under",
        "between",
        "per",
        "if",
        "so",
        "but",
        "also",
        "such",
        "any",
        "all",
    ]
)
_EMPTY_ZH = frozenset(
    [
        "的",
        "了",
        "是",
        "在",
        "和",
        "与",
        "吗",
        "呢",
        "及",
        "对",
        "将",
        "会",
        "被",
        "把",
        "就",
        "都",
        "也",
        "有",
        "中",
        "为",
    ]
)


def search_words(text: str) -> list[str]:
    """The words of a text in their order, folded; repeated where the text repeats them."""
    found: list[str] = []
    for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text)):
        word = match[0]
        if word[0].isdigit():
            found.append(word.replace(",", ""))
        elif "㐀" <= word[0] <= "鿿":
            found += _chinese(word)
        else:
            found += _latin(word)
    return found


def _latin(word: str) -> list[str]:
    word = word.lower().replace("’", "'").removesuffix("'s").strip(".'")
    return [] if word in _EMPTY or not word else [_stem(word)]


@functools.lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    """Harman's S-stemmer (1991): plural endings only."""
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")):
        return word[:-1]
    return word


@functools.cache
def _dictionary() -> Any:
    import rjieba

    return rjieba


def _chinese(run: str) -> list[str]:
    words = [word for word in _dictionary().cut_for_search(run) if word not in _EMPTY_ZH]
    pairs = [run[at : at + 2] for at in range(len(run) - 1)]
    seen = set(words)
    return words + [pair for pair in pairs if pair not in seen]
