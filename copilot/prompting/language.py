"""The language of a question: detected here, once, and a value from then on."""

from __future__ import annotations

import re

from copilot.types import Language

__all__ = ["language"]

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_KANA_OR_HANGUL = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")


def language(question: str) -> Language:
    """Chinese when its characters outnumber the Latin words ("IWM和SPY哪个更强" is Chinese); English otherwise.

    Japanese and Korean are answered in English, like every language that is not written here.
    """
    if _KANA_OR_HANGUL.search(question):
        return "en"
    return "zh" if len(_HAN.findall(question)) > len(_WORD.findall(question)) else "en"
