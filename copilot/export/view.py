"""An answer as blocks of segments: what every renderer (page, HTML, PDF, DOCX) walks, and none parses again.

The text is Markdown that a model or a stranger wrote, so it is never trusted: HTML, links and images stay the
characters they are. What the report says about stretches of the text, and where `[0]` and `[1]` stand, is carried
through the Markdown parser by marks: pairs of private-use characters put around each stretch before parsing and taken
out after it, because a parser of Markdown keeps no offsets within a line.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from copilot.export.citing import Citation, citations
from copilot.ledger import Evidence
from copilot.types import Consistent, Failed, Finding, Proved, Span, Statement, Supported, Unread, Verdict

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from copilot.answer import Answer

__all__ = [
    "Block", "Citation", "Code", "Heading", "Listing", "Paragraph", "Quote", "Rule", "Segment", "Table", "blocks",
    "citations", "plain", "uncited",
    "unmarked",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of characters that are shown alike."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    citation: Citation | None = None
    verdict: Verdict | None = None  # the text is (part of) a figure, a date, a quotation with this verdict
    findings: tuple[Finding, ...] = ()  # the text lies within what these blame
    ends: tuple[Finding, ...] = ()  # findings whose stretch ends here


Segments = tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    segments: Segments


@dataclass(frozen=True, slots=True)
class Paragraph:
    segments: Segments


@dataclass(frozen=True, slots=True)
class Listing:
    ordered: bool
    items: tuple[tuple[Block, ...], ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Segments, ...]
    rows: tuple[tuple[Segments, ...], ...]
    align: tuple[Literal["", "left", "center", "right"], ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    segments: Segments


@dataclass(frozen=True, slots=True)
class Rule:
    """A thematic break."""


Block = Heading | Paragraph | Listing | Quote | Table | Code | Rule

_SPACED = re.compile(r"\s*\[\d{1,3}\]")
_MARKUP = re.compile(
    r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6}|>|\|)[ \t]+|\|)*"
)  # what must stay first on its line
_FIRST, _LAST = 0xF0000, 0xFFFFD  # private use, plane 15: even opens a mark, odd closes it
_MARK = re.compile(f"([{chr(_FIRST)}-{chr(_LAST)}])")
# Control and direction-override characters may not act on the page; one for one, so that offsets stay.
_UNSAFE = re.compile(
    f"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069{chr(_FIRST)}-{chr(_LAST)}]"
)

_Mark = Citation | Verdict | Finding


def plain(text: str) -> str:
    """The text with characters that could act on a page (controls, direction overrides) made visible."""
    return _UNSAFE.sub("\ufffd", text)


def uncited(text: str) -> str:
    """The text without its citation marks: a headline is read without them."""
    return _SPACED.sub("", text).strip()


def unmarked(text: str) -> str:
    """One line of Markdown as it reads: without bold, code and table marks."""
    return re.sub(r"\*\*|__|`|^[#>|\s-]+|[|\s]+$", "", text.replace(" | ", " · "))


def blocks(answer: Answer | Evidence) -> tuple[Block, ...]:
    """The body of an answer; its headline and furniture are the answer's other fields."""
    evidence = answer if isinstance(answer, Evidence) else answer.evidence
    marks: list[tuple[Span, _Mark]] = [(one.span, one) for one in citations(evidence)]
    marks += [
        (one.claim.span, one) for one in evidence.report.verdicts if not isinstance(one.claim, Statement)
    ]
    marks += [(one.span, one) for one in evidence.report.findings]
    marks = marks[: (_LAST - _FIRST) // 2]
    tokens = _parser().parse(_marked(plain(evidence.text), [span for span, _ in marks]))
    return _Walk(tokens, [mark for _, mark in marks]).blocks("")


def _marked(text: str, spans: Sequence[Span]) -> str:
    """The text with an opening and a closing character around each span, outer ones outside."""
    puts: list[tuple[int, int, int, str]] = []
    for index, span in enumerate(spans):
        start, end = _inward(text, span)
        if start < end:
            puts.append((start, 1, -end, chr(_FIRST + 2 * index)))
            puts.append((end, 0, -start, chr(_FIRST + 2 * index + 1)))
    pieces, at = [], 0
    for offset, _, _, character in sorted(puts):
        pieces += [text[at:offset], character]
        at = offset
    return "".join([*pieces, text[at:]])


def _inward(text: str, span: Span) -> tuple[int, int]:
    """The span without the line's own markup (`- `, `# `, `| `) before it and white space behind it."""
    start, end = max(span.start, 0), min(span.end, len(text))
    line = text.rfind("\n", 0, start) + 1
    markup = _MARKUP.match(text, line)
    start = max(start, markup.end() if markup else start)
    while end > start and (text[end - 1].isspace() or text[end - 1] == "|"):
        end -= 1
    return start, end


@functools.cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Definitions would swallow `[0]`; links and images of a stranger's text are neither followed nor fetched.
    return parser.disable(["reference", "link", "image", "autolink", "html_inline", "html_block"])


class _Walk:
    """Reads the parser's flat list of tokens as a tree, with the marks that are open."""

    def __init__(self, tokens: Sequence[Token], marks: Sequence[_Mark]) -> None:
        self._tokens, self._marks, self._at = tokens, marks, 0
        self._open: list[int] = []

    def blocks(self, closing: str) -> tuple[Block, ...]:
        found: list[Block] = []
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            if token.type == closing:
                break
            if (block := self._block(token)) is not None:
                found.append(block)
        return tuple(found)

    def _block(self, token: Token) -> Block | None:
        match token.type:
            case "heading_open":
                return Heading(int(token.tag[1]), self._inline_until("heading_close"))
            case "paragraph_open":
                return Paragraph(self._inline_until("paragraph_close"))
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type == "ordered_list_open"
                items = []
                while self._tokens[self._at].type == "list_item_open":
                    self._at += 1
                    items.append(self.blocks("list_item_close"))
                self._at += 1
                return Listing(ordered, tuple(items), int(token.attrGet("start") or 1))
            case "blockquote_open":
                return Quote(self.blocks("blockquote_close"))
            case "table_open":
                return self._table()
            case "fence" | "code_block":
                return Code(self._pieces(token.content.rstrip("\n"), code=True))
            case "hr":
                return Rule()
            case _:
                return None

    def _table(self) -> Table:
        rows: list[tuple[Segments, ...]] = []
        cells: list[Segments] = []
        align: list[str] = []
        while (token := self._tokens[self._at]).type != "table_close":
            self._at += 1
            if token.type in ("th_open", "td_open"):
                if token.type == "th_open":
                    align.append(str(token.attrGet("style") or "").removeprefix("text-align:"))
                cells.append(self._inline_until(token.type.replace("open", "close")))
            elif token.type == "tr_close":
                rows.append(tuple(cells))
                cells = []
        self._at += 1
        return Table(rows[0], tuple(rows[1:]), tuple(align))  # type: ignore[arg-type]  # the parser's own words

    def _inline_until(self, closing: str) -> Segments:
        found: list[Segment] = []
        while (token := self._tokens[self._at]).type != closing:
            self._at += 1
            if token.type == "inline":
                found += self._inline(token.children or [])
        self._at += 1
        return tuple(found)

    def _inline(self, tokens: Sequence[Token]) -> list[Segment]:
        found: list[Segment] = []
        strong = emphasis = 0
        for token in tokens:
            match token.type:
                case "strong_open" | "strong_close":
                    strong += token.nesting
                case "em_open" | "em_close":
                    emphasis += token.nesting
                case "softbreak":
                    # A line broken between two Chinese characters has no space there.
                    gap = "" if found and found[-1].text[-1:] >= "\u2e80" else " "
                    found += self._pieces(gap, bool(strong), bool(emphasis))
                case "hardbreak":
                    found += self._pieces("\n", bool(strong), bool(emphasis))
                case _:
                    found += self._pieces(
                        token.content, bool(strong), bool(emphasis), token.type == "code_inline"
                    )
        return found

    def _pieces(
        self, text: str, strong: bool = False, emphasis: bool = False, code: bool = False
    ) -> Segments:
        found: list[Segment] = []
        for piece in _MARK.split(text):
            if not _MARK.fullmatch(piece):
                if piece:
                    found.append(self._segment(piece, strong, emphasis, code))
                continue
            index, closes = divmod(ord(piece) - _FIRST, 2)
            if not closes:
                self._open.append(index)
            elif index in self._open:
                self._open.remove(index)
                if isinstance(mark := self._marks[index], Finding):
                    found.append(Segment("", ends=(mark,)))
        return tuple(found)

    def _segment(self, text: str, strong: bool, emphasis: bool, code: bool) -> Segment:
        citation: Citation | None = None
        verdict: Verdict | None = None
        findings: list[Finding] = []
        for index in self._open:
            match self._marks[index]:
                case Citation() as mark:
                    citation = mark
                case Finding() as mark:
                    findings.append(mark)
                case Proved() | Consistent() | Supported() | Failed() | Unread() as mark:
                    verdict = mark  # the innermost one
        return Segment(text, strong, emphasis, code, citation, verdict, tuple(findings))
