"""Market Copilot: a market research copilot whose every figure is proved."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from copilot.errors import *
from copilot.errors import __all__ as _errors
from copilot.types import Article, Datum, Finding, Passage, Report, Series

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path
    from typing import Literal

    from copilot.answer import Answer as Answer
    from copilot.ports import Entailment, MarketData
    from copilot.types import Language

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
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'copilot' has no attribute {name!r}")


def check(
    text: str,
    data: Sequence[Datum | Mapping[str, Any]] | None = None,
    articles: Sequence[Article | Mapping[str, Any] | str] | None = None,
    *,
    citations: Literal["strict", "any"] = "strict",
    as_of: date | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    language: Language | None = None,
    market: MarketData | str | Path | None = None,
    entailment: Entailment | None = None,
) -> Report:
    """Judges every figure, comparison, date, quotation and statement of a text.

    `data` are source `[0]`: our own Datums, or mappings `{subject, name?, measure, value, unit, currency?, window?,
    as_of?}` with measure and window in free words; `articles` are `[1]`, `[2]` …: texts, mappings
    `{title?, url?, publisher?, published?, text}` or Articles. With either given (an empty list means none) nothing is
    fetched; with neither, the check gathers its own evidence from `market` and markers are not judged.
    `citations="any"` ignores the markers. `entailment`, a judge of your own, may doubt statements without numbers; it
    is asked only of evidence that is given.

    Raises `ConfigError` for a row or article that cannot be read.
    """
    # By name, like everything lazy here: what is imported at the root would stand below every layer.
    if data is None and articles is None:
        conversation = importlib.import_module("copilot.conversation")
        unaided: Report = conversation.check_unaided(
            text, as_of=as_of, select=select, ignore=ignore, language=language, market=market
        )
        return unaided
    checking, reading = (
        importlib.import_module("copilot.checking"),
        importlib.import_module("copilot.reading"),
    )
    report: Report = checking.check(
        text,
        reading.ledger(data or (), articles or ()),
        citations=citations,
        as_of=as_of,
        language=language,
        select=select,
        ignore=ignore,
        entailment=entailment,
    )
    return report
