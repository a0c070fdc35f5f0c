"""An answer as a workbook to calculate with: what it says, each figure as a live formula, the data and the rows.

A figure's formula reads the operands beside it, an operand of market data the cell of the data sheet, and a computed
number of that sheet the rows it was computed from: whoever opens the file can change a price and see what follows.
The evidence travels in a sheet of its own that no menu shows; every program that reads workbooks keeps it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copilot.export import carried, citing, live, view, words
from copilot.types import (
    Computed,
    Consistent,
    Datum,
    Failed,
    Language,
    Observed,
    Operand,
    Proved,
    Series,
    Severity,
    Statement,
)

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["EVIDENCE", "file"]

EVIDENCE = "market-copilot"  # the sheet that carries the answer, in pieces that fit a cell
PIECE = 30_000  # a cell holds 32,767 characters
_OPERANDS = 8
_RULE = re.compile(r"[\s|:-]+")  # between a table's head and its body
_SHEETS: dict[Language, tuple[str, ...]] = {
    "en": ("Answer", "Figures", "Data", "Rows", "Articles"),
    "zh": ("答案", "数字", "数据", "行情", "文章"),
}
_HEADS: dict[Language, tuple[tuple[str, ...], ...]] = {
    "en": (
        (),
        ("Figure", "Value", "Unit", "How", "Rests on", *(f"Operand {n}" for n in range(1, _OPERANDS + 1))),
        ("Symbol", "Name", "Measure", "From", "To", "As of", "Value", "Unit", "Note", "Fetched by"),
        ("Symbol", "Field", "Unit", "Date", "Value"),
        ("No.", "Title", "Publisher", "Published", "Address", "Quoted"),
    ),
    "zh": (
        (),
        ("数字", "数值", "单位", "算法", "依据", *(f"操作数{n}" for n in range(1, _OPERANDS + 1))),
        ("代码", "名称", "指标", "起", "止", "截至", "数值", "单位", "说明", "获取方式"),
        ("代码", "字段", "单位", "日期", "数值"),
        ("编号", "标题", "媒体", "日期", "网址", "引用"),
    ),
}
_WIDTHS = ((14, 110), (16, 14, 9, 16, 60, *[14] * _OPERANDS), (14, 28, 22, 12, 12, 12, 14, 9, 40, 40), (14, 18, 9, 12, 14), (6, 44, 24, 12, 40, 90))  # fmt: skip


def file(answer: Answer) -> bytes:
    """The whole `.xlsx` file."""
    return _Workbook(answer).write()


class _Workbook:
    def __init__(self, answer: Answer) -> None:
        import openpyxl

        self._answer, self._language = answer, answer.language
        self._book: Any = openpyxl.Workbook()
        self._sheets = [self._book.active, *(self._book.create_sheet() for _ in range(4))]
        for sheet, name in zip(self._sheets, _SHEETS[self._language], strict=True):
            sheet.title = name
        self._data: dict[Datum, str] = {}  # the cell of each number

    def write(self) -> bytes:
        self._numbers()
        self._figures()
        self._text()
        self._articles()
        for sheet, heads, widths in zip(self._sheets, _HEADS[self._language], _WIDTHS, strict=True):
            self._look(sheet, bool(heads), widths)
        self._carry()
        about = self._book.properties
        about.title, about.creator = view.plain(self._answer.title)[:250], "Market Copilot"
        buffer = io.BytesIO()
        self._book.save(buffer)
        return buffer.getvalue()

    def _put(self, sheet: Any, values: Sequence[object]) -> int:
        """A new row; words are words even where they begin like a formula, and only `live` writes formulas."""
        row: int = sheet.max_row + (1 if sheet.max_row > 1 or sheet.cell(1, 1).value is not None else 0)
        for column, value in enumerate(values, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(row, column)
            if isinstance(value, _Formula):
                cell.value = value.text
            elif isinstance(value, Decimal):
                cell.value = value
            else:
                cell.value = view.plain(str(value))[:32_000]
                cell.data_type = "s"
                cell.quotePrefix = str(value)[:1] in "=+-@"
        return row

    def _text(self) -> None:
        answer, sheet = self._answer, self._sheets[0]
        labels = words.LABELS[self._language]
        self._put(sheet, ("", view.uncited(answer.title) or answer.question))
        self._put(sheet, (labels["question"], answer.question))
        self._put(sheet, ("", " · ".join(words.as_of_line(answer))))
        for line in answer.evidence.text.splitlines():
            if (said := view.unmarked(line)) and not _RULE.fullmatch(line):
                self._put(sheet, ("", said))
        for missing in answer.not_found:
            self._put(sheet, (labels["not_found"], missing))
        report = answer.evidence.report
        for one in report.findings:
            if one.severity is Severity.ERROR:
                self._put(sheet, (f"⚠ {one.code}", one.message))
        self._put(sheet, (labels["check"], words.check_line(report.coverage, self._language)))
        self._put(sheet, (labels["model"], f"{words.writer(answer)} · {words.moment(answer.asked_at)}"))
        self._put(sheet, ("", words.disclaimer(self._language)))

    def _numbers(self) -> None:
        """All data of the ledger, those cited first, and the rows that they rest on."""
        ledger, data, rows = self._answer.evidence.ledger, self._sheets[2], self._sheets[3]
        self._put(data, _HEADS[self._language][2])
        self._put(rows, _HEADS[self._language][3])
        cited = [datum for one in citing.citations(self._answer.evidence) for datum in one.data]
        ranges: dict[Series, tuple[str, str, str]] = {}
        for datum in dict.fromkeys((*cited, *ledger.data)):
            held = datum.basis.series if isinstance(datum.basis, Computed) else ()
            held = (datum.basis.series,) if isinstance(datum.basis, Observed) else held
            for series in held:
                if series not in ranges and series.rows:
                    ranges[series] = self._rows(rows, series)
            made = live.of_measure(datum, ranges.get(held[0]), _digits(datum)) if held else None
            window = datum.window
            row = self._put(
                data,
                (
                    datum.subject,
                    datum.name,
                    words.measure(datum, self._language),
                    window.start if window else None,
                    window.end if window else None,
                    datum.as_of,
                    _Formula(made) if made else datum.value,
                    datum.unit,
                    words.note(datum, self._language),
                    words.call(datum.origin),
                ),
            )
            self._data[datum] = f"'{data.title}'!G{row}"
        for datum, cell in self._data.items():  # what is computed from other numbers of the sheet
            basis = datum.basis
            cells = [self._data.get(one) for one in basis.operands] if isinstance(basis, Computed) else []
            if (
                cells
                and all(cells)
                and (made := live.of_operands(datum, [one for one in cells if one], _digits(datum)))
            ):
                data[cell.rpartition("!")[2]].value = made

    def _rows(self, sheet: Any, series: Series) -> tuple[str, str, str]:
        """Writes the rows; returns the cells of the first, of the last, and of all."""
        placed = [
            self._put(sheet, (series.subject, series.field, series.unit, day, value))
            for day, value in series.rows
        ]
        first, last = (f"'{sheet.title}'!E{row}" for row in (placed[0], placed[-1]))
        return first, last, f"{first}:E{placed[-1]}"

    def _figures(self) -> None:
        """Every figure and relation of the text in its order, what is not proved among them."""
        sheet, text = self._sheets[1], self._answer.evidence.text
        self._put(sheet, _HEADS[self._language][1])
        for verdict in self._answer.evidence.report.verdicts:
            claim = verdict.claim
            if isinstance(claim, Statement):
                continue
            said = view.unmarked(text[claim.span.start : claim.span.end])
            if isinstance(verdict, Failed):
                self._put(sheet, (said, "", "", f"⚠ {verdict.finding.code}", verdict.finding.message))
            elif isinstance(verdict, Proved | Consistent) and verdict.proof.formula != "quotation":
                self._figure(sheet, said, verdict)

    def _figure(self, sheet: Any, said: str, verdict: Proved | Consistent) -> None:
        proof = verdict.proof
        row = sheet.max_row + 1
        operands = proof.operands[:_OPERANDS]
        cells = [f"{chr(ord('F') + place)}{row}" for place in range(len(operands))]
        whole = len(operands) == len(proof.operands)
        made = live.of_proof(proof.formula, cells) if whole else None
        rests = "; ".join(one.words for one in proof.operands)
        self._put(
            sheet,
            (
                said,
                _Formula(made) if made else proof.value,
                proof.unit,
                proof.formula.replace("_", " "),
                rests,
                *(self._operand(one) for one in operands),
            ),
        )

    def _operand(self, operand: Operand) -> object:
        cell = self._data.get(operand.datum) if operand.datum is not None else None
        same = operand.datum is not None and operand.datum.value == operand.value
        return _Formula(f"={cell}") if cell and same else operand.value

    def _articles(self) -> None:
        sheet = self._sheets[4]
        self._put(sheet, _HEADS[self._language][4])
        cites = citing.citations(self._answer.evidence)
        for number, article in enumerate(self._answer.evidence.ledger.articles, 1):
            quoted = dict.fromkeys(p.text for one in cites if one.number == number for p in one.passages)
            self._put(
                sheet,
                (
                    f"[{number}]",
                    article.title,
                    words.publisher(article, self._language),
                    article.published or words.LABELS[self._language]["undated"],
                    article.url,
                    "\n".join(quoted),
                ),
            )

    def _look(self, sheet: Any, headed: bool, widths: Sequence[int]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        for place, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        font, top = Font(name="Calibri", size=10.5), Alignment(vertical="top")
        wrapped = Alignment(vertical="top", wrap_text=True)
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    cell.font, cell.alignment = font, wrapped if cell.data_type == "s" else top
        if headed:
            sheet.freeze_panes = "A2"
            head, fill = (
                Font(name="Calibri", size=10.5, bold=True, color="FF0E5A4F"),
                PatternFill("solid", fgColor="FFEDF3F0"),
            )
            for cell in sheet[1]:
                cell.font, cell.fill = head, fill
        else:
            sheet["B1"].font = Font(name="Calibri", size=16, bold=True)
            sheet.sheet_view.showGridLines = False

    def _carry(self) -> None:
        document = carried.write(self._answer)
        sheet = self._book.create_sheet(EVIDENCE)
        sheet.sheet_state = "veryHidden"
        for start in range(0, len(document), PIECE):
            cell = sheet.cell(start // PIECE + 1, 1)
            cell.value = document[start : start + PIECE]
            cell.data_type = "s"


class _Formula:
    """What only this module may write as a formula."""

    def __init__(self, text: str) -> None:
        self.text = text


def _digits(datum: Datum) -> int:
    """The decimals that a number is kept with."""
    exponent = datum.value.as_tuple().exponent if isinstance(datum.value, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0
