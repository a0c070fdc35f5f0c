"""Market Copilot: a market research copilot whose every figure is proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot.errors import *
from copilot.errors import __all__ as _errors
from copilot.types import Article, Datum, Finding, Passage, Report, Series

if TYPE_CHECKING:
    from copilot.answer import Answer as Answer

__version__ = "0.1.0"
# Names that cost an import of something heavy are reached lazily: `import copilot; copilot.check(…)` stays light.
_LAZY: dict[str, str] = {
    "Answer": "copilot.answer",
    "CheckedCitations": "copilot.agent.citations",
    "Copilot": "copilot.conversation",
    "langchain_tools": "copilot.agent.toolbox",
    "load": "copilot.export",
}

__all__ = [
    "Answer",
    "Article",
    "CheckedCitations",
    "Copilot",
    "Datum",
    "Finding",
    "Passage",
    "Report",
    "Series",
    "check",
    "langchain_tools",
    "load",
    "tools",
    *_errors,
]


def __getattr__(name: str) -> Any:
    if name == "tools":
        from copilot import _bundled

        return _bundled.tools()
    if name in _LAZY:
        import importlib

        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'copilot' has no attribute {name!r}")
