"""export and verify: answers as files, and files that prove themselves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["register"]


def register(application: typer.Typer) -> None:
    application.command("export")(write)
    application.command()(verify)


def write(
    to: Annotated[
        list[Path],
        typer.Option("--to", metavar="FILE", help=".md, .html, .pdf, .docx, .xlsx or .json; repeatable."),
    ],
    answer: Annotated[
        Path | None, typer.Argument(metavar="ANSWER.json", help="Default: the last answer.")
    ] = None,
    allow_findings: Annotated[
        bool, typer.Option("--allow-findings", help="Although findings remain.")
    ] = False,
) -> None:
    """Writes an answer to files, each read back and checked again."""
    from copilot.export import export, load

    if answer is None:
        from copilot.conversation import Copilot

        found = Copilot().threads.last()
    else:
        found = load(answer)
    for path in to:
        print(f"written: {export(found, path, allow_findings=allow_findings)}", file=sys.stderr)


def verify(file: Annotated[Path, typer.Argument(help="A file that was exported.")]) -> None:
    """Proves an exported file with what it carries: exit 0 proved, 1 something was changed, 2 not our file."""
    from copilot.export import verify as verified

    result = verified(file)
    print(result.words)
    raise typer.Exit(0 if result.ok else 1)
