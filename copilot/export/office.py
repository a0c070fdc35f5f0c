"""What a Word document carries and what it shows: read without Word, and without believing it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Any

from copilot.errors import ConfigError
from copilot.export.docx import NAMESPACE
from copilot.export.packages import opened

__all__ = ["disguises", "evidence", "shown"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ODD = frozenset(
    ["vanish", "webHidden", "drawing", "pict", "object", "instrText", "fldSimple", "del", "altChunk"]
)


def evidence(body: bytes) -> str | None:
    """The document that a file carries; None when it carries none."""
    for _, content in _parts(body, r"customXml/item\d+\.xml"):
        if found := re.search(rf'<answer xmlns="{NAMESPACE}"[^>]*>(.*)</answer>', content, re.DOTALL):
            return unescape(found[1])
    return None


def shown(body: bytes) -> str:
    """The words of the document, paragraph by paragraph and cell by cell, notes and headers included."""
    parts: list[str] = []
    for _, content in _parts(body, r"word/(?:document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"):
        for element in _tree(content).iter():
            if element.tag == f"{_W}t":
                parts.append(element.text or "")
            elif element.tag in (f"{_W}p", f"{_W}br", f"{_W}tab", f"{_W}cr"):
                parts.append("\n")
    return "".join(parts)


def disguises(body: bytes) -> Sequence[str]:
    """What could show a reader something else than the words: hidden runs, pictures, text boxes, fields, white ink."""
    found: list[str] = []
    marks = 0
    for _, content in _parts(body, r"word/(?:document|header\d*|footer\d*)\.xml"):
        for element in _tree(content).iter():
            tag = str(element.tag).removeprefix(_W)
            value = str(element.get(f"{_W}val", ""))
            white = tag == "color" and value.upper() in ("FFFFFF", "FEFEFE")
            if tag in _ODD or white or (tag == "sz" and value in ("0", "1", "2")):
                found.append(f"<{tag} {value}>".replace(" >", ">"))
            if tag == "hyperlink":
                marks += 1
                target = element.get(f"{_W}anchor", "elsewhere")
                found.append(f"mark {marks} {''.join(element.itertext())} leads to {target}")
    return found


def _parts(body: bytes, pattern: str) -> Iterator[tuple[str, str]]:
    with opened(body, "Word document") as archive:
        for name in sorted(archive.namelist()):
            if re.fullmatch(pattern, name):
                yield name, archive.read(name).decode("utf-8-sig", "replace")


def _tree(content: str) -> Any:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"this Word document is damaged: {error}") from error
