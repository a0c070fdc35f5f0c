"""Which of the two languages a text is written in."""

from __future__ import annotations

import re

__all__ = ["language"]

_CJK = re.compile("[㐀-䶿一-鿿]")
_KANA_HANGUL = re.compile("[぀-ヿ가-힯]")
_LATIN = re.compile(r"[A-Za-z]+")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "is",
        "for",
        "that",
        "on",
        "with",
        "as",
        "was",
        "are",
        "by",
        "from",
        "at",
        "it",
        "be",
        "has",
        "its",
        "have",
    ]
)


def language(text: str) -> str:
    """ "zh", "en", or "" for another language or too little text to tell."""
    some = text[:20000]
    characters, words = len(_CJK.findall(some)), _LATIN.findall(some.lower())
    if len(_KANA_HANGUL.findall(some)) > characters / 4 + 2:
        return ""
    if characters > len(words):
        return "zh"
    known = sum(word in _ENGLISH for word in words)
    return "en" if words and known >= max(1, len(words) / 12) else ""
