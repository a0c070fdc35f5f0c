"""The fakes, public: whoever builds on us tests with them too. Each is loaded when it is first asked for."""

from __future__ import annotations

import importlib
from typing import Any

_LAZY: dict[str, str] = {
    "HashEmbedder": "copilot.testing.embedding",
    "RecordedMarket": "copilot.testing.market",
    "OpenAIServer": "copilot.testing.openai_server",
    "ScriptedModel": "copilot.agent.scripted",
    "YahooServer": "copilot.testing.yahoo_server",
    "call": "copilot.agent.scripted",
}

__all__ = [*_LAZY]


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'copilot.testing' has no attribute {name!r}")
