"""Addresses beside the page itself: assets, exports for their owner, one answer as a page of its own."""

from __future__ import annotations

import io
import tempfile
import zipfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from copilot.answer import Answer
from copilot.export import html, sheet
from copilot.export.cards import clean
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.refusals import refused
from copilot.ui.turns import FORMATS
from copilot.ui.visitors import OWNER, Visitors, filename, spoken

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["attach"]

_ASSETS = {
    "page.js": "text/javascript",
    "page.css": "text/css",
    "inter.woff2": "font/woff2",
    "source-serif-4.woff2": "font/woff2",
    "icon.svg": "image/svg+xml",
}
_MEDIA = {
    "pdf": "application/pdf",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown",
    "json": "application/json",
}


def attach(app: FastAPI, copilot: Copilot, visitors: Visitors) -> None:
    """Adds the addresses to the application, before Gradio's, which takes all that is left."""
    _assets(app)
    _exports(app, copilot, visitors)
    _answers(app, copilot)


@cache
def _asset(name: str) -> bytes:
    """A file of the page. The style is linked, not given to Gradio, which would rewrite its selectors."""
    content = resources.files("copilot.ui").joinpath("assets", name).read_bytes()
    return html.stylesheet().encode("utf8") + content if name == "page.css" else content


def _assets(app: FastAPI) -> None:
    @app.get("/copilot-assets/{name}")
    def asset(name: str, request: Request) -> Response:
        if name not in _ASSETS:
            return refused("not_here", 404, request.headers.get("accept-language", ""))
        kept = "public, max-age=604800" if name.endswith(".woff2") else "no-cache"
        return Response(_asset(name), media_type=_ASSETS[name], headers={"cache-control": kept})


def _exports(app: FastAPI, copilot: Copilot, visitors: Visitors) -> None:
    @app.get("/export/thread/{thread}.zip")
    def conversation(thread: str, request: Request) -> Response:
        """A conversation as files that each prove themselves, for its owner."""
        owner = request.headers.get(OWNER, "")
        if not owner or copilot.threads.owner(thread) != owner:
            return refused("no_conversation", 404, request.headers.get("accept-language", ""))
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for number, answer in enumerate(copilot.threads.answers(thread), 1):
                for kind in ("html", "md"):
                    archive.writestr(f"{number:02d}-{filename(answer.title)}.{kind}", _written(answer, kind))
        return _file(packed.getvalue(), "application/zip", "conversation.zip")

    @app.get("/export/{turn}/{name}")
    def export(turn: str, name: str, request: Request) -> Response:
        """An answer as a file, for the visitor who asked for it and nobody else."""
        visitor = visitors.known(request.headers.get(OWNER, ""))
        found = visitor.turn(turn) if visitor is not None else None
        kind = name.rsplit(".", 1)[-1]
        if found is None or found.answer is None or kind not in FORMATS:
            return refused("no_answer", 404, request.headers.get("accept-language", ""))
        return _file(_written(found.answer, kind), _MEDIA[kind], f"{found.filename}.{kind}")


def _written(answer: Answer, kind: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="market-copilot-") as folder:
        return answer.export(Path(folder) / f"answer.{kind}", allow_findings=True).read_bytes()


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "cache-control": "no-store",
    }
    return Response(content, media_type=media, headers=headers)


def _answers(app: FastAPI, copilot: Copilot) -> None:
    @app.get("/a/{digest}")
    def page(digest: str, request: Request) -> Response:
        """One answer to read: for whoever asked for it, for others once it is shared."""
        kept = copilot.threads.shown(digest, request.headers.get(OWNER, ""))
        language = spoken(request.headers.get("accept-language", ""))
        if kept is None:
            return HTMLResponse(_framed(_head(say("not_shared", language)), "Market Copilot", language), 404)
        answer = kept.answer
        asks = "".join(
            f'<a class="mc-follow" href="../?ask={quote(one, safe="")}">{clean(one)}</a>'
            for one in answer.follow_ups
        )
        said = say("shared_by" if kept.shared else "private_page", language)
        inner = (
            f"{_head(said)}{sheet.write(answer)}"
            f'<div class="mc-follows"><h3>{say("ask_about", language)}</h3>{asks}</div>'
        )
        return HTMLResponse(
            _framed(inner, answer.title or answer.question, answer.language),
            headers={"cache-control": "no-store", "x-robots-tag": "noindex"},
        )


def _head(said: str) -> str:
    return f'<header class="mc-shared-head"><h1><a href="../">Market Copilot</a></h1><p>{said}</p></header>'


def _framed(inner: str, title: str, language: Language) -> str:
    tongue = "zh-Hans" if language == "zh" else "en"
    return (
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8"><title>{clean(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="../copilot-assets/icon.svg" type="image/svg+xml">'
        '<link rel="stylesheet" href="../copilot-assets/page.css"><script src="../copilot-assets/page.js" defer></script></head>'
        f'<body class="mc-file"><main>{inner}</main></body></html>'
    )
