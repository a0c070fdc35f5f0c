"""Parsers of foreign formats in a child process with limits: a bomb ends the child, never this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from copilot.errors import ArticleError

__all__ = ["parse"]

SECONDS = 20.0
MEMORY = 1_500_000_000  # bytes of address space; trafilatura and its word lists take a third of it


def parse(kind: str, body: bytes, *, url: str = "", charset: str = "") -> dict[str, Any]:
    """What a document says: `text` and, where it names them, title, publisher, author, published, language, url.

    A feed gives `entries`, a list of such. Raises `ArticleError` when the parser fails or needs too much.
    """
    root = str(Path(__file__).resolve().parents[2])
    # The child needs neither keys nor proxies, and must find this copy of the package.
    environment = {
        name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ
    }
    environment["PYTHONPATH"] = os.pathsep.join([root, *sys.path])
    command = [sys.executable, "-m", "copilot.articles.parsers", kind, str(MEMORY), url, charset]
    try:
        ran = subprocess.run(
            command, input=body, capture_output=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise ArticleError(f"reading this {kind} took longer than {SECONDS:.0f} seconds") from error
    if ran.returncode != 0:
        raise ArticleError(f"this {kind} could not be read: it needs too much memory, or breaks its parser")
    try:
        found = json.loads(ran.stdout)
    except ValueError as error:
        raise ArticleError(f"this {kind} could not be read") from error
    if found.get("error"):
        raise ArticleError(str(found["error"]))
    return dict(found)
