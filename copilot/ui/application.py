"""The page as one ASGI application: blocks at `/`, our assets, exports for their owner, the guard around all of it."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response

from copilot.export import html
from copilot.ui.guard import Guard, visitor_of
from copilot.ui.turns import FORMATS
from copilot.ui.visitors import Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["application"]

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
    "md": "text/markdown",
    "json": "application/json",
}
_HEAD = (
    '<link rel="icon" href="copilot-assets/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="copilot-assets/page.css">'
    '<meta name="color-scheme" content="light dark"><script src="copilot-assets/page.js" defer></script>'
)
_MOST_BYTES = "20mb"


def application(copilot: Copilot, *, local: bool = True) -> FastAPI:
    """The page of this copilot. `local`: it listens on loopback, so requests under another name are refused."""
    # Gradio reads these when it is imported; nothing of ours may phone home or keep a history of runs.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("GRADIO_RUN_HISTORY", "False")
    import gradio as gr

    from copilot.ui import page

    visitors = Visitors()
    blocks = page.build(copilot, visitors).queue(default_concurrency_limit=16, api_open=False)
    app = FastAPI(title="Market Copilot", docs_url=None, redoc_url=None, openapi_url=None)
    _assets(app)
    _exports(app, visitors)
    theme = gr.themes.Default(
        font=[gr.themes.LocalFont("Source Sans Pro", weights=(400, 700)), "Noto Sans CJK SC", "sans-serif"]
    )
    gr.mount_gradio_app(
        app, blocks, path="/", theme=theme, head=_HEAD, footer_links=[], run_history=False, ssr_mode=False,
        show_error=False, max_file_size=_MOST_BYTES, mcp_server=False,
    )  # fmt: skip
    # Gradio refuses paths that nobody uploaded ("/etc/passwd" as a file of the question) only for launched blocks, and
    # mounting does not say that they are.
    blocks.has_launched = True
    app.add_middleware(Guard, local=local)
    return app


@cache
def _asset(name: str) -> bytes:
    """A file of the page. The style is linked, not given to Gradio, which would rewrite its selectors."""
    content = resources.files("copilot.ui").joinpath("assets", name).read_bytes()
    return html.stylesheet().encode("utf8") + content if name == "page.css" else content


def _assets(app: FastAPI) -> None:
    @app.get("/copilot-assets/{name}")
    def asset(name: str) -> Response:
        if name not in _ASSETS:
            return Response("not here", status_code=404, media_type="text/plain")
        kept = "public, max-age=604800" if name.endswith(".woff2") else "no-cache"
        return Response(_asset(name), media_type=_ASSETS[name], headers={"cache-control": kept})


def _exports(app: FastAPI, visitors: Visitors) -> None:
    @app.get("/export/{turn}/{name}")
    def export(turn: str, name: str, request: Request) -> Response:
        """An answer as a file, for the visitor who asked for it and nobody else."""
        visitor = visitors.known(visitor_of(request.headers.get("cookie", "")))
        found = visitor.turn(turn) if visitor is not None else None
        kind = name.rsplit(".", 1)[-1]
        if found is None or found.answer is None or kind not in FORMATS:
            return Response(
                "There is no such answer of yours; ask again.", status_code=404, media_type="text/plain"
            )
        with tempfile.TemporaryDirectory(prefix="market-copilot-") as folder:
            path = found.answer.export(Path(folder) / f"answer.{kind}", allow_findings=True)
            content = path.read_bytes()
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{_quoted(found.filename)}.{kind}",
            "cache-control": "no-store",
        }
        return Response(content, media_type=_MEDIA[kind], headers=headers)


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
