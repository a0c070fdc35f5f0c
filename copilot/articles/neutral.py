"""Text from outside made plain: nothing in it that a reader cannot see, and no digit that is not the digit it seems.

What is removed could hide words from a person and show them to a model, or make "40 %" read as another number.
"""

from __future__ import annotations

import re
import unicodedata

__all__ = ["neutral"]

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE = re.compile("\r\n?|\u2028|\u2029|\x85")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_LOOKALIKE = re.compile(r"(?<=[\d.,])[OОΟοoоlІIІǀ](?=[\d.,%])|(?<=\d)[ОΟοо](?=\b)|(?<=[\d.,])[З](?=[\d.,%])")
_ALIKE = {"l": "1", "I": "1", "І": "1", "ǀ": "1", "З": "3"}


def neutral(text: str) -> str:
    """The same words without control and invisible characters, writing directions, and digits of other scripts."""
    text = text.encode("utf8", "replace").decode("utf8")
    text = _SPACE.sub(" ", _LINE.sub("\n", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    if not text.isascii():
        text = "".join(_digit(letter) for letter in text)
    text = _LOOKALIKE.sub(lambda match: _ALIKE.get(match[0], "0"), text)
    return unicodedata.normalize("NFC", text)


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None) if ord(letter) > 127 else None
    return letter if value is None else str(int(value))
