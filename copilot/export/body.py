"""The text of an answer as HTML: blocks, figures, citations with what they open, findings in place."""

from __future__ import annotations

import hashlib
import re
from html import escape

from copilot.export import cards, citing, view, words
from copilot.export.cards import clean
from copilot.export.columns import LONGEST, classes, column, moves, written
from copilot.export.view import Block, Citation, Segment, Segments
from copilot.ledger import Evidence
from copilot.types import (
    Attribution,
    Consistent,
    Failed,
    Finding,
    Language,
    Proved,
    Quotation,
    Severity,
    Unread,
    Verdict,
)

__all__ = ["fragment"]

_STOP = re.compile(r"[.,;:!?)。，；：！？）”’]+")
_BAD = re.compile(r'(?P<open><span class="mc-bad [a-z-]+">)(?P<rest>[^<]* )(?P<word>[^<\s]{1,24}\s*)</span>')
_FIGURE = '<button type="button" class="mc-fig'
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")  # is not broken at its hyphens


def fragment(evidence: Evidence, language: Language, *, key: str = "", fixes: bool = False) -> str:
    """The body of an answer, citations as popovers. `key` keeps ids apart on a page that shows several answers.

    With `fixes` each fix is a button that names its finding, for a page that can apply it.
    """
    key = key or "a" + hashlib.sha256(evidence.text.encode("utf8", "surrogatepass")).hexdigest()[:8]
    return _Writer(evidence, language, key, fixes).write()


class _Writer:
    def __init__(self, evidence: Evidence, language: Language, key: str, fixes: bool) -> None:
        self._evidence, self._blocks, self._cards = evidence, view.blocks(evidence), 0
        self._language, self._key, self._fixes = language, key, fixes
        self._citations = {one.span: index for index, one in enumerate(view.citations(evidence))}
        # The page has its h1 and the answer's headline is its h2: the body's highest heading is an h3.
        self._raise = 3 - min((b.level for b in self._blocks if isinstance(b, view.Heading)), default=1)
        self._opened: list[str] = []  # popovers and notes of the block being written: they follow it
        self._notes: list[str] = []
        self._noted: set[Finding] = set()

    def write(self) -> str:
        return "".join(self._top(block) for block in self._blocks)

    def _top(self, block: Block) -> str:
        body = self._block(block)
        after = "".join([*self._opened, *self._notes])
        self._opened, self._notes = [], []
        return body + after

    def _block(self, block: Block) -> str:
        match block:
            case view.Heading(level=level, segments=segments):
                level = min(level + self._raise, 6)
                return f"<h{level}>{self._inline(segments)}</h{level}>"
            case view.Paragraph(segments=segments):
                return f"<p>{self._inline(segments)}</p>"
            case view.Listing(ordered=ordered, items=items, start=start):
                tag = "ol" if ordered else "ul"
                begins = f' start="{start}"' if ordered and start != 1 else ""
                inner = "".join(f"<li>{''.join(self._tight(b) for b in item)}</li>" for item in items)
                return f"<{tag}{begins}>{inner}</{tag}>"
            case view.Quote(blocks=several):
                return f"<blockquote>{''.join(self._block(one) for one in several)}</blockquote>"
            case view.Table(head=head, rows=rows, align=align):
                return self._table(head, rows, align)
            case view.Code(segments=segments):
                return f"<pre><code>{self._inline(segments)}</code></pre>"
            case view.Rule():
                return "<hr>"

    def _tight(self, block: Block) -> str:
        return self._inline(block.segments) if isinstance(block, view.Paragraph) else self._block(block)

    def _table(
        self, head: tuple[Segments, ...], rows: tuple[tuple[Segments, ...], ...], align: tuple[str, ...]
    ) -> str:
        sides = [
            column(align[i] if i < len(align) else "", [row[i] for row in rows if i < len(row)])
            for i in range(len(head))
        ]

        names = [
            written(cell) for cell in head
        ]  # on a narrow screen a row of sentences is a card, each cell named
        prose = any(len(written(cell)) > LONGEST for row in rows for cell in row)

        def cells(tag: str, row: tuple[Segments, ...]) -> str:
            whole = tuple(one for cell in row for one in cell)  # a mark in the last cell governs its row
            made = []
            for side, name, cell in zip(sides, names, row, strict=False):
                label = f' data-label="{clean(name)}"' if prose and tag == "td" else ""
                made.append(
                    f"<{tag}{classes(side, moves(cell) if tag == 'td' else '')}{label}>{self._inline(cell, whole)}</{tag}>"
                )
            return "".join(made)

        body = "".join(f"<tr>{cells('td', row)}</tr>" for row in rows)
        top = f"<thead><tr>{cells('th', head)}</tr></thead>"
        kind = ' class="mc-prose"' if prose else ""
        return f'<div class="mc-scroll" tabindex="0" role="group"><table{kind}>{top}<tbody>{body}</tbody></table></div>'

    def _inline(self, segments: Segments, among: Segments = ()) -> str:
        """`among`: where the citations of these segments' figures are looked for, if not among themselves."""
        pieces: list[str] = []
        held = False  # a mark was just written: punctuation after it belongs on its line
        for one in segments:
            piece = self._segment(one, among or segments)
            if one.citation is not None:
                kept = _marked_word(pieces) if one.findings else _kept(pieces)
                pieces.append(f'<span class="mc-kept">{kept}{piece}</span>')
                held = True
                continue
            if held and (one.ends or (one.findings and _STOP.fullmatch(one.text))):
                pieces[-1] = pieces[-1].removesuffix("</span>") + piece + "</span>"  # a marked sentence's end
                continue
            stop = _STOP.match(piece) if held and _bare(one) else None
            if stop:
                pieces[-1] = pieces[-1].removesuffix("</span>") + stop[0] + "</span>"
                piece = piece[stop.end() :]
            elif pieces and pieces[-1].startswith(_FIGURE) and _bare(one) and (stop := _STOP.match(piece)):
                # A browser breaks a line behind any button, even before a comma.
                pieces[-1] = f'<span class="mc-kept">{pieces[-1]}{stop[0]}</span>'
                piece = piece[stop.end() :]
            pieces.append(piece)
            held = False
        return "".join(pieces)

    def _segment(self, one: Segment, among: Segments) -> str:
        if one.ends:
            return "".join(self._flag(finding) for finding in one.ends)
        text = _dated(clean(one.text)).replace("\n", "<br>")
        if one.citation is not None:
            text = self._mark(one.citation)
        elif one.verdict is not None and not one.findings:
            text = self._figure(one, text, among)
        if one.code:
            text = f"<code>{text}</code>"
        if one.emphasis:
            text = f"<em>{text}</em>"
        if one.strong:
            text = f"<strong>{text}</strong>"
        if one.findings:
            worst = "error" if any(f.severity is Severity.ERROR for f in one.findings) else "warning"
            text = f'<span class="mc-bad mc-is-{worst}">{text}</span>'
        return text

    def _mark(self, citation: Citation) -> str:
        ident = self._ident(citation)
        kind = "mc-cite-data" if citation.number == 0 else "mc-cite-text"
        if not (citation.data or citation.passages or citation.article):
            kind += " mc-cite-empty"
        said = self._card(citation, ident)
        return (
            f'<button type="button" class="mc-cite {kind}" popovertarget="{ident}" interestfor="{ident}"'
            f' aria-label="{said}">[{citation.number}]</button>'
        )

    def _ident(self, citation: Citation) -> str:
        return f"{self._key}-c{self._citations[citation.span]}"

    def _figure(self, one: Segment, text: str, among: Segments) -> str:
        """A proved figure opens the citation that it rests on (the keyboard's way is the citation itself), else its own card."""
        kind = _kind(one.verdict)
        if not kind or one.verdict is None:
            return text
        if len(one.text) > LONGEST or isinstance(one.verdict.claim, Quotation | Attribution):
            # A button does not break across lines, and swallows the spaces at its ends.
            return f'<span class="mc-{kind}">{text}</span>'
        cites = [s.citation for s in among if s.citation is not None and one.verdict in s.citation.verdicts]
        if cites:
            target, order = self._ident(cites[0]), ' tabindex="-1"'
        elif (own := citing.uncited(one.verdict, self._evidence)) is not None:
            self._cards += 1
            target, order = f"{self._key}-f{self._cards}", ""
            self._card(own, target)
        else:
            return text
        return (
            f'<button type="button" class="mc-fig mc-{kind}" popovertarget="{target}"{order}>{text}</button>'
        )

    def _card(self, citation: Citation, ident: str) -> str:
        """Puts a citation's popover behind the block; gives its name for who cannot see it."""
        said = escape(cards.name(citation, self._language), quote=True)
        content = cards.card(citation, self._language)
        self._opened.append(
            f'<div class="mc-pop" popover id="{ident}" role="group" aria-label="{said}">{content}</div>'
        )
        return said

    def _flag(self, finding: Finding) -> str:
        """The code behind a marked stretch; message and fix follow its block, once."""
        if finding not in self._noted:
            self._noted.add(finding)
            self._notes.append(self._note(finding))
        return f'<sup class="mc-flag mc-is-{finding.severity.value}">{clean(finding.code)}</sup>'

    def _note(self, finding: Finding) -> str:
        labels = words.LABELS[self._language]
        # Rules are named in English; a Chinese reader has the code and the message.
        title = "" if self._language == "zh" else clean(finding.name.replace("-", " "))
        fix = ""
        if finding.fix is not None:
            said = clean(finding.fix.replacement) or "∅"
            place = f"{finding.fix.span.start}:{finding.fix.span.end}"
            button = (
                f'<button type="button" class="mc-fix" data-fix="{place}">{labels["apply"]}</button>'
                if self._fixes
                else ""
            )
            fix = f'<p class="mc-note-fix">{labels["fix"]}: <ins>{said}</ins>{button}</p>'
        return (
            f'<aside class="mc-note mc-is-{finding.severity.value}"><p class="mc-note-head"><b>{clean(finding.code)}</b> '
            f"<span>{title}</span></p><p>{_dated(clean(finding.message))}</p>{fix}</aside>"
        )


def _dated(text: str) -> str:
    """Days do not break at their hyphens."""
    return _DAY.sub(r'<span class="mc-day">\g<0></span>', text)


def _kind(verdict: Verdict | None) -> str:
    match verdict:
        case Proved():
            return "proved"
        case Consistent():
            return "consistent"
        case Failed() | Unread():
            return "failed"
        case _:
            return ""


def _bare(one: Segment) -> bool:
    """Nothing but characters: no mark, verdict, emphasis or finding."""
    return not (
        one.citation or one.verdict or one.strong or one.emphasis or one.code or one.findings or one.ends
    )


def _marked_word(pieces: list[str]) -> str:
    """Takes the last word before a mark off a stretch that is marked as not proved, with its marking."""
    if not pieces or not (match := _BAD.fullmatch(pieces[-1])):
        return ""
    pieces[-1] = match["open"] + match["rest"] + "</span>"
    return match["open"] + match["word"] + "</span>"


def _kept(pieces: list[str]) -> str:
    """Takes the word before a mark off the pieces: word, mark and full stop stay on one line."""
    if not pieces or pieces[-1].endswith("</span>"):
        return ""
    last = pieces.pop()
    if last.strip() == "" and pieces and pieces[-1].startswith(_FIGURE):
        return pieces.pop() + last
    if last.endswith((">", ";")):
        return last if last.startswith(_FIGURE) else _back(pieces, last, "")
    head, space, word = last.rstrip().rpartition(" ")
    if not space or len(word) > LONGEST:  # Chinese: one character is enough
        head, space, word = last.rstrip()[:-1], "", last.rstrip()[-1:]
    if set(word) & set('<>&;"='):  # within markup or an entity: leave it whole
        return _back(pieces, last, "")
    return _back(pieces, head + space, word + last[len(last.rstrip()) :])


def _back(pieces: list[str], rest: str, kept: str) -> str:
    pieces.append(rest)
    return kept
