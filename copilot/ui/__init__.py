"""The chat page: Gradio's blocks in a FastAPI application, with our own markup, look and guard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import FastAPI

    from copilot.config import Settings
    from copilot.conversation import Copilot

__all__ = ["application", "serve"]


def application(copilot: Copilot, **options: Any) -> FastAPI:
    """The page as an ASGI application, see `copilot.ui.application`."""
    from copilot.ui.application import application as build

    return build(copilot, **options)


def serve(settings: Settings | None = None) -> None:
    """Starts the page and prints its address. Raises `ConfigError` when it may not or cannot listen there."""
    from copilot.ui.serving import serve as run

    run(settings)
