"""The language of a question: detected here, once, and a value from then on."""

from __future__ import annotations

import re

from copilot.types import Language

__all__ = ["foreign", "language"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
# Everyday words that are not English ones; two of them, and more than there are English ones, name the language.
_FOREIGN = frozenset(
    [
        "el",
        "los",
        "las",
        "del",
        "está",
        "esta",
        "qué",
        "cómo",
        "por",
        "para",
        "una",
        "le",
        "les",
        "des",
        "est",
        "une",
        "dans",
        "pour",
        "quel",
        "quelle",
        "comment",
        "der",
        "die",
        "das",
        "und",
        "ist",
        "wie",
        "nicht",
        "mit",
        "von",
        "den",
        "il",
        "lo",
        "gli",
        "che",
        "è",
        "come",
        "per",
        "della",
        "são",
        "não",
        "como",
        "uma",
        "os",
        "het",
        "een",
        "van",
        "hoe",
        "что",
        "как",
        "на",
        "по",
        "не",
        "и",
    ]
)
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "is",
        "are",
        "how",
        "has",
        "have",
        "what",
        "why",
        "and",
        "did",
        "does",
        "do",
        "in",
        "on",
        "to",
        "for",
        "from",
        "against",
        "with",
        "or",
    ]
)
_LETTERS = re.compile(
    r"[\u0370-\u06ff\u0900-\u0dff\u0e00-\u0e7f]"
)  # Greek, Cyrillic, Hebrew, Arabic, Indic, Thai


_IN_ENGLISH = re.compile(
    r"\b(?:answer|reply|say|write|put|again)\b.{0,20}\bin english\b|(?:用|换成|翻译成|改成)英(?:文|语)", re.I
)
_IN_CHINESE = re.compile(r"\bin (?:simplified )?(?:chinese|mandarin)\b", re.I)


def foreign(question: str) -> bool:
    """Is it asked in a language that is not written here? It is answered in English then, and told so."""
    if language(question) == "zh":
        return False
    if _KANA_OR_HANGUL.search(question) or len(_LETTERS.findall(question)) > len(_WORD.findall(question)):
        return True
    words = re.findall(r"[^\W\d_]+", question.lower())
    foreign_words, english = (sum(word in known for word in words) for known in (_FOREIGN, _ENGLISH))
    return foreign_words >= 2 and foreign_words > english


def language(question: str) -> Language:
    """Chinese when its characters outnumber the Latin words ("IWM和SPY哪个更强" is Chinese); English otherwise.

    Japanese and Korean are answered in English, like every language that is not written here.
    """
    if _KANA_OR_HANGUL.search(question) or _IN_ENGLISH.search(question):
        return "en"
    if _IN_CHINESE.search(question):
        return "zh"
    return "zh" if len(_HAN.findall(question)) > len(_WORD.findall(question)) else "en"
