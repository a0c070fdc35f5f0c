"""serve: the chat page."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["register"]


def register(application: typer.Typer) -> None:
    application.command()(serve)


def serve(
    host: Annotated[str | None, typer.Option(help="Default: HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Default: PORT, else 7860.")] = None,
) -> None:
    """Starts the chat page and prints its address."""
    from dataclasses import replace

    from copilot.config import Settings
    from copilot.ui import serve as run

    settings = Settings.read()
    run(replace(settings, host=host or settings.host, port=port or settings.port))
