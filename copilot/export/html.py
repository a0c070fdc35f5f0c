"""An answer as HTML: a fragment for the page, and a file that carries its evidence and needs nothing else.

Only markup written here reaches a browser: the text arrives as segments (`view`), every character of it is escaped,
and the file's own policy forbids scripts, frames, forms and requests of any kind.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from copilot.export import carried, sheet
from copilot.export.body import fragment
from copilot.export.cards import clean

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["POLICY", "SCRIPT", "fragment", "render", "stylesheet"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
SCRIPT = "market-copilot-answer"  # id of the block that carries the answer


def render(answer: Answer) -> str:
    """The whole answer as one file: beautiful on screen and paper, proved again by `verify`."""
    language = "zh-Hans" if answer.language == "zh" else "en"
    title = clean(answer.title or answer.question)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="generator" content="Market Copilot">\n'
        f"<title>{title}</title>\n<style>{stylesheet()}</style>\n</head>\n"
        f'<body class="mc-file"><main>{sheet.write(answer)}</main>\n'
        f'<script type="application/json" id="{SCRIPT}">{carried.write(answer)}</script>\n</body>\n</html>\n'
    )


@cache
def stylesheet() -> str:
    """The look of an answer, shared by the page and the files."""
    return resources.files("copilot.export").joinpath("answer.css").read_text("utf8")
