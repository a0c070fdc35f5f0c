"""The page as one ASGI application: blocks at `/`, our own addresses beside them, the guard around all of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI

from copilot.accounts import Accounts
from copilot.ui import pages
from copilot.ui.guard import Guard
from copilot.ui.login import Door
from copilot.ui.visitors import Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["application"]

_HEAD = (
    '<link rel="icon" href="copilot-assets/icon.svg" type="image/svg+xml">'
    '<link rel="stylesheet" href="copilot-assets/page.css">'
    '<meta name="color-scheme" content="light dark"><script src="copilot-assets/page.js" defer></script>'
)
_MOST_BYTES = "20mb"


def application(copilot: Copilot, *, local: bool = True) -> FastAPI:
    """The page of this copilot. `local`: it listens on loopback, so requests under another name are refused.

    Raises `ConfigError` when COPILOT_USERS cannot be read.
    """
    # Gradio reads these when it is imported; nothing of ours may phone home or keep a history of runs.
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    os.environ.setdefault("GRADIO_RUN_HISTORY", "False")
    accounts = Accounts.read(copilot.settings)
    import gradio as gr

    from copilot.ui import page

    visitors = Visitors()
    shared = accounts is not None or not local
    blocks = page.build(copilot, visitors, shared=shared).queue(default_concurrency_limit=16, api_open=False)
    app = FastAPI(title="Market Copilot", docs_url=None, redoc_url=None, openapi_url=None)
    pages.attach(app, copilot, visitors)
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
    outside = urlsplit(copilot.settings.url)
    door = Door(accounts, secure=outside.scheme == "https") if accounts is not None else None
    app.add_middleware(Guard, local=local, host=outside.netloc, door=door)
    return app
