"""What a workbook carries and what it shows: read without a spreadsheet program, and without believing it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from copilot.errors import ConfigError
from copilot.export.packages import opened
from copilot.export.workbook import EVIDENCE

__all__ = ["disguises", "evidence", "shown"]

_OWN = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(?:app|core|custom)\.xml|xl/(?:workbook|styles|sharedStrings|calcChain|metadata)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/sheet\d+\.xml|xl/theme/theme\d+\.xml"
)


def evidence(body: bytes) -> str | None:
    """The document that a file carries; None when it carries none."""
    book = _book(body)
    if EVIDENCE not in book.sheetnames:
        return None
    return "".join(str(row[0].value or "") for row in book[EVIDENCE].iter_rows(max_col=1))


def shown(body: bytes) -> str:
    """The words, numbers and formulas, sheet by sheet, row by row."""
    return "\n".join(
        f"{sheet.title}\n"
        + "\n".join(
            " ".join(_said(cell) for cell in row if cell.value is not None) for row in sheet.iter_rows()
        )
        for sheet in _sheets(body)
    )


def disguises(body: bytes) -> Sequence[str]:
    """What could show a reader something else than the words: hidden parts, formats, white ink, pictures, macros, links."""
    found = [f"part {name}" for name in _names(body) if not _OWN.fullmatch(name)]
    book = _book(body)
    found += [f"name {name}" for name in book.defined_names]
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible" and sheet.title != EVIDENCE:
            found.append(f"hidden sheet {sheet.title}")
        hidden = [*sheet.row_dimensions.items(), *sheet.column_dimensions.items()]
        found += [
            f"hidden {sheet.title} {key}"
            for key, held in hidden
            if held.hidden or 0 in (getattr(held, "height", 1), getattr(held, "width", 1))
        ]
        found += [f"{kind} in {sheet.title}" for kind in _kinds(sheet)]
        found += [
            f"{sheet.title}!{cell.coordinate} {odd}"
            for row in sheet.iter_rows()
            for cell in row
            for odd in _odd(cell)
        ]
    return found


def _kinds(sheet: Any) -> Iterator[str]:
    if sheet.conditional_formatting:
        yield "conditional formatting"
    if sheet.merged_cells.ranges:
        yield "merged cells"


def _odd(cell: Any) -> Iterator[str]:
    if cell.number_format not in ("General", "@") and cell.value is not None:
        yield f"shown as {cell.number_format}"
    colour = getattr(cell.font.color, "rgb", None) if cell.font and cell.font.color else None
    if isinstance(colour, str) and colour.upper().endswith(("FFFFFF", "FEFEFE")):
        yield "white"
    if cell.font and cell.font.size is not None and cell.font.size < 3:
        yield "tiny"
    if cell.hyperlink is not None:
        yield f"leads to {cell.hyperlink.target or cell.hyperlink.location}"
    if cell.comment is not None:
        yield f"comment {cell.comment.text}"


def _said(cell: Any) -> str:
    if isinstance(cell.value, float):
        return f"{cell.value:.12g}"
    return str(cell.value)


def _sheets(body: bytes) -> list[Any]:
    return [sheet for sheet in _book(body).worksheets if sheet.title != EVIDENCE]


def _names(body: bytes) -> list[str]:
    with opened(body, "workbook") as archive:
        return sorted(archive.namelist())


def _book(body: bytes) -> Any:
    import openpyxl

    _names(body)
    try:
        return openpyxl.load_workbook(io.BytesIO(body))
    except Exception as error:  # openpyxl has no error of its own for a damaged part
        raise ConfigError(f"this workbook is damaged: {error}") from error
