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
from copilot.export import carried, html, markdown, visible

__all__ = ["FORMS", "Form", "form"]


def _nothing(_text: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Form:
    write: Callable[[Answer], str]
    evidence: Callable[[str], str | None]  # the document that a file carries; None: it carries none
    render: Callable[[Answer], str] | None = None  # what is seen; None: the document is all there is
    words: Callable[[str], str] = str
    disguises: Callable[[str], Sequence[str]] = _nothing  # markup that could hide words or show others


def _json(answer: Answer) -> str:
    return json.dumps(json.loads(carried.write(answer)), ensure_ascii=False, indent=1) + "\n"


def _script(text: str) -> str | None:
    """The block of a page that carries the answer; an editor may have written its characters as entities."""
    found = re.search(
        rf'<script[^>]*\bid="?{html.SCRIPT}"?[^>]*>(.*?)</script>', text, re.DOTALL | re.IGNORECASE
    )
    return markup.unescape(found[1]) if found else None


def _whole(text: str) -> str | None:
    return text if text.lstrip().startswith("{") and '"market-copilot/answer@' in text else None


FORMS = {
    ".md": Form(markdown.file, markdown.evidence, markdown.render, visible.of_markdown),
    ".html": Form(html.render, _script, html.render, visible.of_html, visible.disguises),
    ".json": Form(_json, _whole),
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
