"""The fonts of a PDF: from installed packages only, so that the same answer is the same file on every machine.

A character that no font draws would be blank without a warning, so the fonts' own tables are asked first.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.errors import ConfigError
from copilot.export import view

if TYPE_CHECKING:
    import typst

__all__ = ["PACKAGES", "collection", "drawn", "folders", "settable"]

# Distribution, module and folder of each; all under the SIL Open Font License.
PACKAGES = {
    "fontpkg-inter": "fontpkg_inter/files",
    "fontpkg-source-serif-4": "fontpkg_source_serif_4/files",
    "cvttf-notosanscjk-regular": "cvttf_NotoSansCJK_Regular",
    "cvttf-notosanscjk-bold": "cvttf_NotoSansCJK_Bold",
}
_SILENT = "\u200b\u2060"  # places where a line may or may not break: they have no look
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_UNKNOWN = "□"  # U+FFFD itself may not stand in a PDF/A
_BARRED = frozenset((0, 0xFEFF, 0xFFFD, 0xFFFE))
_RUN = re.compile(r"[^\s\u2e80-\u9fff\uff00-\uffef\u200b]{18,}")  # longer than a column: it may break within
_STEP = 12
_AFTER = re.compile(r"[/,.?&=_(:)-]+(?=.)")


@cache
def folders() -> tuple[Path, ...]:
    """Where the fonts are. Raises `ConfigError` naming the package that is missing."""
    return tuple(_folder(name) for name in PACKAGES)


@cache
def collection() -> typst.Fonts:
    """All of them, read once, and none of the machine's own."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(one) for one in folders()])


def settable(text: str) -> str:
    """Words as they can be set: nothing acts, every character has a glyph, a very long run may break."""
    return _RUN.sub(lambda run: _breakable(run[0]), drawn(view.plain(text)))


def drawn(text: str) -> str:
    """The text as it can be set: what no font draws (emoji, scripts we do not carry) becomes a visible mark.

    Raises `ConfigError` for a Chinese character without a glyph: a text with holes in it would say something else.
    """
    known = _covered()
    missing = {one for one in text if ord(one) not in known and not one.isspace() and one not in _SILENT}
    if not missing:
        return text
    if cjk := "".join(sorted(one for one in missing if _CJK.match(one))):
        raise ConfigError(f"no font here draws {cjk}; export as .html, .md or .docx instead")
    return "".join(_UNKNOWN if one in missing else one for one in text)


def _breakable(run: str) -> str:
    pieces = _AFTER.sub(lambda mark: mark[0] + "\u200b", run).split("\u200b")
    return "\u200b".join(
        "\u200b".join(piece[at : at + _STEP] for at in range(0, len(piece), _STEP))
        if len(piece) > 2 * _STEP
        else piece
        for piece in pieces
    )


def _folder(name: str) -> Path:
    module, _, inside = PACKAGES[name].partition("/")
    spec = find_spec(module)
    folder = Path(spec.origin).parent / inside if spec is not None and spec.origin else None
    if folder is None or not _files(folder):
        raise ConfigError(f"a PDF needs the fonts of the package {name}: pip install {name}")
    return folder


def _files(folder: Path) -> list[Path]:
    return sorted(one for one in folder.glob("*") if one.suffix.lower() in (".ttf", ".otf"))


@cache
def _covered() -> frozenset[int]:
    """Characters that every weight of a text has: those of Inter (Latin, Greek, Cyrillic) and of Noto Sans CJK."""
    inter, _, regular, bold = (frozenset(_characters(_files(one)[-1].read_bytes())) for one in folders())
    return (inter | (regular & bold)) - _BARRED


def _characters(font: bytes) -> Iterator[int]:
    """The characters of an OpenType font: its `cmap` in format 12, or else in format 4."""
    tables = {
        font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16)
    }
    cmap = tables[b"cmap"]
    count = struct.unpack_from(">H", font, cmap + 2)[0]
    starts = {cmap + struct.unpack_from(">I", font, cmap + 8 + 8 * i)[0] for i in range(count)}
    formats = {struct.unpack_from(">H", font, at)[0]: at for at in starts}
    if 12 in formats:
        at = formats[12]
        for i in range(struct.unpack_from(">I", font, at + 12)[0]):
            first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * i)
            yield from range(first, last + 1)
    elif 4 in formats:
        at = formats[4]
        segments = struct.unpack_from(">H", font, at + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", font, at + 14)
        for first, last in zip(
            struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments), ends, strict=True
        ):
            yield from range(first, min(last, 0xFFFE) + 1)
