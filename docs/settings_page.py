"""Writes docs/settings.md from `copilot.config`. `make docs`; a test keeps it current."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from copilot.config import Settings  # noqa: E402

PAGE = DOCS / "settings.md"


def text() -> str:
    """One row a setting: variable, default, meaning."""
    parts = [
        "# Settings\n",
        "<!-- written by docs/make.py from copilot/config.py; edit it there -->\n",
        "All are environment variables, read once at the start; none is needed.\n",
        "| variable | default | meaning |",
        "|---|---|---|",
    ]
    for setting in fields(Settings):
        default = f"`{setting.default}`" if setting.default not in (None, "") else "–"
        meaning = setting.metadata["meaning"].replace("|", "\\|")
        parts.append(f"| `{setting.metadata['variable']}` | {default} | {meaning} |")
    return "\n".join(parts) + "\n"
