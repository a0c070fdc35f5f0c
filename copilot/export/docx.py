"""An answer as a Word document: the same parts in the same order as the Markdown, evidence in a custom XML part.

The part is the second of its kind (the template owns the first), which Word and LibreOffice keep when they save.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from copilot.export import beside, carried, view, words
from copilot.types import Datum, Severity

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["NAMESPACE", "file"]

NAMESPACE = "urn:market-copilot:answer"
_PART = "/customXml/item2.xml"
_KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_FIXED = datetime(2000, 1, 1)  # a file's own times are no part of what it says
_BLUE, _RED, _GREY = "1F5FA8", "B3261E", "5F6368"


def file(answer: Answer) -> bytes:
    """The whole `.docx` file."""
    writer = _Writer(answer)
    return writer.write()


class _Writer:
    def __init__(self, answer: Answer) -> None:
        import docx

        self._answer, self._language = answer, answer.language
        self._labels = words.LABELS[answer.language]
        self._document: Any = docx.Document()
        self._cites = view.citations(answer.evidence)
        self._data = tuple(dict.fromkeys(datum for one in self._cites for datum in one.data))
        self._marks = 0

    def write(self) -> bytes:
        answer, labels = self._answer, self._labels
        self._look()
        if answer.title:
            self._document.add_heading(view.plain(view.uncited(answer.title)), 0)
        self._line(
            f"{labels['question']}: " if self._language == "en" else f"{labels['question']}：",
            answer.question,
        )
        self._note(" · ".join(words.as_of_line(answer)))
        for block in view.blocks(answer):
            self._block(block)
        self._listed(labels["not_found"], answer.not_found)
        self._listed(labels["related"], beside.related(answer))
        errors = [one for one in answer.evidence.report.findings if one.severity is Severity.ERROR]
        if errors:
            self._listed(
                words.marked(len(errors), self._language),
                [f"{one.code} {one.name}: {one.message}" for one in errors],
            )
        self._sources()
        self._line(
            f"{labels['check']}: " if self._language == "en" else f"{labels['check']}：",
            words.check_line(answer.evidence.report.coverage, self._language),
        )
        gap = "" if self._language == "zh" else " "
        self._note(f"{labels['model']}{gap}{answer.model} · {words.moment(answer.asked_at)}")
        self._note(words.disclaimer(self._language))
        self._carry()
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _look(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
            style = self._document.styles[name]
            style.font.name = "Calibri"
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Noto Sans CJK SC")
        self._document.styles["Normal"].font.size = Pt(10.5)
        self._document.styles["Title"].font.size = Pt(18)
        about = self._document.core_properties
        about.title, about.author, about.comments = view.plain(self._answer.title)[:250], "Market Copilot", ""
        about.created = about.modified = _FIXED

    def _line(self, head: str, text: str) -> None:
        paragraph = self._document.add_paragraph()
        paragraph.add_run(head).bold = True
        paragraph.add_run(view.plain(text))

    def _note(self, text: str) -> None:
        from docx.shared import Pt, RGBColor

        run = self._document.add_paragraph().add_run(view.plain(text))
        run.font.size, run.font.color.rgb = Pt(9), RGBColor.from_string(_GREY)

    def _listed(self, head: str, items: Sequence[str]) -> None:
        if items:
            self._document.add_heading(view.plain(head), 2)
            for item in items:
                self._document.add_paragraph(view.plain(item), style="List Bullet")

    def _block(self, block: view.Block, style: str | None = None) -> None:
        match block:
            case view.Heading(level=level, segments=segments):
                self._segments(self._document.add_heading("", min(level, 3)), segments)
            case view.Paragraph(segments=segments) | view.Code(segments=segments):
                self._segments(self._document.add_paragraph(style=style), segments)
            case view.Listing(ordered=ordered, items=items):
                for item in items:
                    for one in item:
                        self._block(one, "List Number" if ordered else "List Bullet")
            case view.Quote(blocks=several):
                for one in several:
                    self._block(one, "Quote")
            case view.Table(head=head, rows=rows):
                self._table([head, *rows])

    def _table(self, rows: Sequence[Sequence[view.Segments]]) -> None:
        table = self._grid(len(rows), len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, segments in zip(row.cells, cells, strict=False):
                self._segments(cell.paragraphs[0], segments)

    def _grid(self, rows: int, columns: int) -> Any:
        table = self._document.add_table(rows, columns)
        table.style = "Light List Accent 1"
        return table

    def _segments(self, paragraph: Any, segments: view.Segments) -> None:
        from docx.shared import RGBColor

        for one in segments:
            if one.ends:
                for finding in one.ends:
                    if finding.severity is Severity.ERROR:
                        run = paragraph.add_run(f" ⚠[{finding.code}]")
                        run.font.color.rgb = RGBColor.from_string(_RED)
                continue
            if one.citation is not None:
                self._link(paragraph, one.text, self._target(one.citation))
                continue
            run = paragraph.add_run(one.text)
            run.bold, run.italic = one.strong or None, one.emphasis or None
            if any(finding.severity is Severity.ERROR for finding in one.findings):
                run.font.color.rgb = RGBColor.from_string(_RED)

    def _target(self, citation: view.Citation) -> str:
        """Where a mark leads: its first figure's row, or its article."""
        if citation.number == 0:
            return f"row{self._data.index(citation.data[0]) + 1}" if citation.data else "source0"
        return f"source{citation.number}"

    def _link(self, paragraph: Any, text: str, target: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        run = paragraph.add_run(text)
        run.font.color.rgb = RGBColor.from_string(_BLUE)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), target)
        run._r.addprevious(link)
        link.append(run._r)

    def _bookmark(self, paragraph: Any, name: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        self._marks += 1
        for kind in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(kind)
            mark.set(qn("w:id"), str(self._marks))
            if kind == "w:bookmarkStart":
                mark.set(qn("w:name"), name)
            paragraph._p.append(mark)

    def _sources(self) -> None:
        labels, ledger = self._labels, self._answer.evidence.ledger
        if not self._data and not ledger.articles:
            return
        self._document.add_heading(labels["sources"], 2)
        if self._data:
            paragraph = self._document.add_paragraph()
            paragraph.add_run("[0]").bold = True
            paragraph.add_run(f" {labels['market_data']}")
            self._bookmark(paragraph, "source0")
            self._figures(self._data)
        for number, article in enumerate(ledger.articles, 1):
            day = article.published.isoformat() if article.published else labels["undated"]
            note = words.article_note(article, self._language)
            publisher = words.publisher(article, self._language)
            said = (article.title, publisher, article.author, day, note, article.url)
            paragraph = self._document.add_paragraph()
            paragraph.add_run(f"[{number}]").bold = True
            paragraph.add_run(" " + view.plain(" · ".join(one for one in said if one)))
            self._bookmark(paragraph, f"source{number}")
            mine = [one for one in self._cites if one.number == number]
            for passage in dict.fromkeys(passage for one in mine for passage in one.passages):
                self._document.add_paragraph(view.plain(passage.text), style="Quote")

    def _figures(self, data: Sequence[Datum]) -> None:
        heads = ("symbol", "measure", "window", "value", "source")
        table = self._grid(len(data) + 1, len(heads))
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            cell.text = self._labels[head]
        for number, (row, datum) in enumerate(zip(table.rows[1:], data, strict=True), 1):
            for cell, text in zip(row.cells, words.row(datum, self._language), strict=True):
                cell.text = view.plain(text)
            self._bookmark(row.cells[0].paragraphs[0], f"row{number}")

    def _carry(self) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        content = f'<?xml version="1.0" encoding="UTF-8"?>\n<answer xmlns="{NAMESPACE}">{escape(carried.write(self._answer))}</answer>'
        package = self._document.part.package
        self._document.part.relate_to(
            Part(PackURI(_PART), "application/xml", content.encode("utf8", "replace"), package), _KIND
        )
