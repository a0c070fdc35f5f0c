"""serve, password: the chat page, and who may log in to it."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["register"]


def register(application: typer.Typer) -> None:
    application.command()(serve)
    application.command()(password)


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


def password(name: Annotated[str, typer.Argument(help="The user's name.")]) -> None:
    """Asks for a password and prints the line of the users file (COPILOT_USERS) that lets its owner log in."""
    from copilot.accounts import hashed

    given = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    print(f"{name}:{hashed(given)}")
