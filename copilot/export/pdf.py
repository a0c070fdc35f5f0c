"""An answer as a PDF: the parts of the HTML in its order, set by Typst, evidence as an attachment.

Words reach Typst as data (JSON in `sys.inputs`), never as source, so none of them can act; `answer.typ` is the look.
The same answer gives the same bytes: fonts come from packages, and the file's time is the answer's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from copilot.errors import ConfigError
from copilot.export import beside, cards, carried, charts, citing, fonts, view, words
from copilot.export.columns import column
from copilot.types import Consistent, Datum, Finding, Proved, Severity

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["ATTACHMENT", "file"]

ATTACHMENT = "market-copilot-answer.json"
_WEB = ("https://", "http://")

Json = dict[str, Any]


def file(answer: Answer) -> bytes:
    """The whole `.pdf` file. Raises `ConfigError` where a font, or a character in it, is missing."""
    import typst

    tree = _Writer(answer).write()
    inputs = {
        "answer": _json(tree),
        "evidence": carried.write(answer).encode("utf8", "replace").decode("utf8"),
    }
    try:
        made = typst.compile(
            _look(),
            format="pdf",
            font_paths=fonts.collection(),
            sys_inputs=inputs,
            pdf_standards="a-3b",
            timestamp=int(answer.asked_at.timestamp()),
        )
    except typst.TypstError as error:
        raise ConfigError(f"the answer could not be set as a PDF: {error.message}") from error
    assert isinstance(made, bytes)
    return made


@cache
def _look() -> bytes:
    return resources.files("copilot.export").joinpath("answer.typ").read_bytes()


def _json(tree: Json) -> str:
    return json.dumps(tree, ensure_ascii=False)


class _Writer:
    def __init__(self, answer: Answer) -> None:
        self._answer, self._language = answer, answer.language
        self._labels = words.LABELS[answer.language]
        evidence = answer.evidence
        self._cites = view.citations(evidence)
        resting = [
            own for one in evidence.report.verdicts if (own := citing.uncited(one, evidence)) is not None
        ]
        self._data = tuple(dict.fromkeys(datum for one in [*self._cites, *resting] for datum in one.data))
        self._quotes = {  # by article: what was quoted of it
            number: cards.stretches(
                tuple(dict.fromkeys(p for one in self._cites if one.number == number for p in one.passages))
            )
            for number in range(1, len(evidence.ledger.articles) + 1)
        }
        self._noted: set[Finding] = set()

    def write(self) -> Json:
        answer, labels = self._answer, self._labels
        report, colon = answer.evidence.report, "：" if self._language == "zh" else ": "
        errors = sum(one.severity is Severity.ERROR for one in report.findings)
        gap = "" if self._language == "zh" else " "
        return {
            "language": self._language,
            "headline": fonts.settable(view.uncited(answer.title)),
            "question": fonts.settable(labels["question"] + colon + answer.question),
            "as-of": [fonts.settable(one) for one in words.as_of_line(answer)],
            "blocks": [self._top(one) for one in view.blocks(answer)],
            "charts": [self._chart(one) for one in range(len(answer.charts))],
            "lists": self._lists(),
            "bar": [
                {"kind": kind, "count": count} for kind, count in words.shares(report.coverage) if count > 0
            ],
            "check-label": labels["check"] + colon,
            "check": words.check_line(report.coverage, self._language),
            "marked": words.marked(errors, self._language) if errors else None,
            "labels": {"sources": labels["sources"], "market": labels["market_data"]},
            "heads": [labels[key] for key in ("symbol", "measure", "window", "value")],
            "data": [self._row(number, one) for number, one in enumerate(self._data, 1)],
            "articles": [self._article(number) for number in self._quotes],
            "written": fonts.settable(
                f"{labels['model']}{gap}{words.writer(answer)} · {words.moment(answer.asked_at)}"
            ),
            "disclaimer": words.disclaimer(self._language),
        }

    def _chart(self, index: int) -> Json:
        chart = self._answer.charts[index]
        alone = len(self._answer.charts) == 1  # two share a row
        drawn = charts.svg(chart, self._language, width=640 if alone else 380)
        return {
            "title": fonts.settable(chart.title),
            "svg": fonts.drawn(drawn.replace("Noto Sans CJK SC", "Noto Sans CJK TC")),
        }

    def _lists(self) -> list[Json]:
        """What the check changed or kept back, and what was not found: never silently."""
        answer, text = self._answer, self._answer.evidence.text
        fixed = [
            f"{view.unmarked(one.before)} → {view.unmarked(text[one.span.start : one.span.end])}"
            for one in answer.corrections
        ]
        parts = (
            ("corrected", fixed), ("withheld", answer.withheld), ("not_found", answer.not_found),
            ("related", beside.related(answer)),
        )  # fmt: skip
        return [
            {"title": self._labels[key], "items": [fonts.settable(one) for one in items]}
            for key, items in parts
            if items
        ]

    def _top(self, block: view.Block) -> Json:
        new = [one for one in _blamed(block) if one not in self._noted]
        self._noted.update(new)
        label = self._labels["fix"] + ("：" if self._language == "zh" else ": ")
        notes = [
            {
                "severity": one.severity.value,
                "code": one.code,
                "name": "" if self._language == "zh" else one.name.replace("-", " "),
                "message": fonts.settable(one.message),
                "fix": None if one.fix is None else fonts.settable(one.fix.replacement) or "∅",
                "fix-label": label,
            }
            for one in dict.fromkeys(new)
        ]
        return self._block(block) | {"notes": notes}

    def _block(self, block: view.Block) -> Json:
        match block:
            case view.Heading(level=level, segments=segments):
                return {"kind": "heading", "level": level, "segments": self._segments(segments)}
            case view.Paragraph(segments=segments):
                return {"kind": "paragraph", "segments": self._segments(segments)}
            case view.Listing(ordered=ordered, items=items, start=start):
                inner = [[self._block(one) for one in item] for item in items]
                return {"kind": "listing", "ordered": ordered, "start": start, "items": inner}
            case view.Quote(blocks=several):
                return {"kind": "quote", "blocks": [self._block(one) for one in several]}
            case view.Table(head=head, rows=rows, align=align):
                return self._table(head, rows, align)
            case view.Code(segments=segments):
                return {"kind": "code", "segments": self._segments(segments)}
            case view.Rule():
                return {"kind": "rule"}

    def _table(
        self,
        head: tuple[view.Segments, ...],
        rows: tuple[tuple[view.Segments, ...], ...],
        align: Sequence[str],
    ) -> Json:
        empty: view.Segments = ()
        filled = [[row[i] if i < len(row) else empty for i in range(len(head))] for row in rows]
        sides = [
            column(align[i] if i < len(align) else "", [row[i] for row in filled]) for i in range(len(head))
        ]
        return {
            "kind": "table",
            "sides": sides,
            "head": [self._segments(one) for one in head],
            "rows": [[self._segments(one) for one in row] for row in filled],
        }

    def _segments(self, segments: view.Segments) -> list[Json]:
        made: list[Json] = []
        for one in segments:
            if made and one.citation is not None and not made[-1]["flags"]:  # a mark stays with its words
                made[-1]["text"] = re.sub(r" $", "\u00a0", made[-1]["text"])
            made.append(self._segment(one))
        return made

    def _segment(self, one: view.Segment) -> Json:
        worst = None
        if one.findings:
            worst = "error" if any(f.severity is Severity.ERROR for f in one.findings) else "warning"
        return {
            "text": fonts.settable(one.text),
            "strong": one.strong,
            "emphasis": one.emphasis,
            "code": one.code,
            "cite": one.citation is not None,
            "to": self._target(one),
            "severity": worst,
            "flags": [{"code": flag.code, "severity": flag.severity.value} for flag in one.ends],
        }

    def _target(self, one: view.Segment) -> str | None:
        """Where a mark or a proved figure leads: its row, its article's quoted words, or its article."""
        if one.citation is not None:
            number = one.citation.number
            if number == 0:
                return self._first(one.citation.data) or ("source0" if self._data else None)
            if number not in self._quotes:
                return None
            quoted = (
                place
                for place, excerpt in enumerate(self._quotes[number], 1)
                if set(excerpt.passages) & set(one.citation.passages)
            )
            return next((f"quote{number}-{place}" for place in quoted), f"source{number}")
        if isinstance(one.verdict, Proved | Consistent):
            return self._first([op.datum for op in one.verdict.proof.operands if op.datum is not None])
        return None

    def _first(self, data: Sequence[Datum]) -> str | None:
        return next((f"row{self._data.index(one) + 1}" for one in data if one in self._data), None)

    def _row(self, number: int, datum: Datum) -> Json:
        symbol, measure, window, value, call = words.row(datum, self._language)
        return {
            "id": f"row{number}",
            "symbol": fonts.settable(symbol),
            "measure": fonts.settable(measure),
            "window": fonts.settable(window),
            "value": fonts.settable(value).replace("\u200b", ""),
            "call": "" if datum.origin.provider == "stated" else fonts.settable(call),
        }

    def _article(self, number: int) -> Json:
        article, labels = self._answer.evidence.ledger.articles[number - 1], self._labels
        day = article.published.isoformat() if article.published else labels["undated"]
        note = words.article_note(article, self._language)
        used = any(one.number == number for one in self._cites)
        said = [
            words.publisher(article, self._language),
            article.author,
            day,
            note,
            "" if used else labels["considered"],
        ]
        web = article.url if article.url.startswith(_WEB) else ""
        return {
            "id": f"source{number}",
            "number": str(number),
            "title": fonts.settable(article.title or article.url),
            "said": fonts.settable(" · ".join(one for one in said if one)),
            "url": view.plain(web) or None,
            "shown": fonts.settable(web),
            "quotes": [
                {
                    "id": f"quote{number}-{place}",
                    "pieces": [
                        {"text": fonts.settable(" ".join(_lines(text))), "cited": cited}
                        for text, cited in one.pieces
                    ],
                }
                for place, one in enumerate(self._quotes[number], 1)
            ],
        }


def _lines(text: str) -> list[str]:
    """The text's lines, so that those of a quotation flow into one; outer white space stays."""
    return re.split(r"\s*\n\s*", text)


def _blamed(block: view.Block) -> list[Finding]:
    """Findings whose stretch ends within a block, in the order of its text."""
    match block:
        case view.Heading() | view.Paragraph() | view.Code():
            return [flag for one in block.segments for flag in one.ends]
        case view.Listing(items=items):
            return [flag for item in items for one in item for flag in _blamed(one)]
        case view.Quote(blocks=several):
            return [flag for one in several for flag in _blamed(one)]
        case view.Table(head=head, rows=rows):
            cells = [*head, *(cell for row in rows for cell in row)]
            return [flag for cell in cells for one in cell for flag in one.ends]
        case _:
            return []
