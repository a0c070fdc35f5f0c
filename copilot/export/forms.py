"""The kinds of file an answer can be: how each is written, where it carries its evidence, and what a reader sees of it."""

from __future__ import annotations

import html as markup
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from copilot.answer import Answer
from copilot.errors import ConfigError
from copilot.export import carried, cells, docx, html, markdown, office, paper, pdf, visible, workbook

__all__ = ["FORMS", "Form", "form"]


@dataclass(frozen=True, slots=True)
class Form:
    write: Callable[[Answer], bytes]
    evidence: Callable[[bytes], str | None]  # the document that a file carries; None: it carries none
    words: Callable[[bytes], str] | None = None  # what is seen; None: the document is all there is
    disguises: Callable[[bytes], Sequence[str]] = lambda _: ()  # markup that could hide words or show others


def _text(
    write: Callable[[Answer], str],
    evidence: Callable[[str], str | None],
    words: Callable[[str], str] | None = None,
    disguises: Callable[[str], Sequence[str]] = lambda _: (),
) -> Form:
    """A form that is text in UTF-8."""
    return Form(
        lambda answer: write(answer).encode("utf8", "replace"),
        lambda body: evidence(_decoded(body)),
        (lambda body: words(_decoded(body))) if words else None,
        lambda body: disguises(_decoded(body)),
    )


def _decoded(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")  # an editor may have put a mark before it
    except UnicodeDecodeError as error:
        raise ConfigError("this is no text in UTF-8") from error


def _json(answer: Answer) -> str:
    return carried.plain(json.loads(carried.write(answer)), indent=1) + "\n"


def _script(text: str) -> str | None:
    """The block of a page that carries the answer; an editor may have written its characters as entities."""
    found = re.search(
        rf'<script[^>]*\bid="?{html.SCRIPT}"?[^>]*>(.*?)</script>', text, re.DOTALL | re.IGNORECASE
    )
    return markup.unescape(found[1]) if found else None


def _whole(text: str) -> str | None:
    return text if text.lstrip().startswith("{") and '"market-copilot/answer@' in text else None


FORMS = {
    ".md": _text(markdown.file, markdown.evidence, visible.of_markdown),
    ".html": _text(html.render, _script, visible.of_html, visible.disguises),
    ".json": _text(_json, _whole),
    ".docx": Form(
        docx.file, office.evidence, lambda body: visible.normal(office.shown(body)), office.disguises
    ),
    ".xlsx": Form(
        workbook.file, cells.evidence, lambda body: visible.normal(cells.shown(body)), cells.disguises
    ),
    ".pdf": Form(pdf.file, paper.evidence, lambda body: visible.normal(paper.shown(body)), paper.disguises),
}
_ALSO = {".markdown": ".md", ".htm": ".html"}


def form(path: Path) -> Form:
    """The form that a file's name asks for. Raises `ConfigError` when there is none."""
    suffix = path.suffix.lower()
    found = FORMS.get(_ALSO.get(suffix, suffix))
    if found is None:
        raise ConfigError(
            f"{path.name}: an answer can be {', '.join(FORMS)}, not {suffix or 'a file without an ending'}"
        )
    return found
