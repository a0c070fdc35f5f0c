"""The one place that knows where `tools/` and `prompts/` are: beside `copilot/` in a checkout, inside it in a wheel."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

__all__ = ["folder", "tools"]

_HERE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """The folder `prompts` (or `tools`), wherever this copy of the project keeps it."""
    inside, beside = _HERE / name, _HERE.parent / name
    return inside if inside.is_dir() else beside


def tools() -> ModuleType:
    """The tools package. Raises ImportError when a stranger's `tools` would be imported instead."""
    if (_HERE / "tools").is_dir():
        return importlib.import_module("copilot.tools")
    module = importlib.import_module("tools")
    found = Path(module.__file__ or "").resolve().parent
    if found != folder("tools"):
        raise ImportError(f"another package named 'tools' comes first: {found}")
    return module
