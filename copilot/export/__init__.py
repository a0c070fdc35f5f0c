"""Answers as files that prove themselves offline.

view, citing, words    an answer as blocks of segments; where a citation leads; what is said around the text
body, cards, sheet, charts, html    as HTML, for the page and as a file
markdown         as Markdown, for the command line and as a file
docx, office     as a Word document; what one carries and shows
packages         an Office file as the archive that it is
workbook, live, cells    as a workbook whose figures are formulas; what one carries and shows
pdf, fonts, paper    as a PDF set by Typst (`answer.typ` is its look); what it is set in; what one carries and shows
forms            the kinds of file, each with what a reader sees of it (`visible`)
carried          the evidence inside a file, sealed
verification     proves a file with what it carries
files            `export` and `load`
frame            the facts of an answer as a DataFrame
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from copilot.export.files import export as export
    from copilot.export.files import load as load
    from copilot.export.verification import Verification as Verification
    from copilot.export.verification import verify as verify

__all__ = ["Verification", "export", "load", "verify"]

_LAZY = {"export": "files", "load": "files", "verify": "verification", "Verification": "verification"}


def __getattr__(name: str) -> Any:
    # The page asks for `copilot.export.view` alone; the checker and its words are loaded when a file is.
    if name in _LAZY:
        import importlib

        return getattr(importlib.import_module(f"copilot.export.{_LAZY[name]}"), name)
    raise AttributeError(f"module 'copilot.export' has no attribute {name!r}")
