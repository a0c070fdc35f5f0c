"""What one question brings with it, and the ledger that a conversation's messages amount to.

The messages are the only state: a human message carries its `Turn`, a tool message its facts, both as plain JSON
(a typed artifact would come back from any checkpointer as a dict, silently). The ledger is rebuilt from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from copilot import codec
from copilot.errors import ConfigError
from copilot.ledger import Fact, Ledger
from copilot.ports import MarketInfo
from copilot.types import Article, Language

__all__ = ["KEY", "Turn", "facts", "ledger"]

KEY = "copilot"
"""Where a message's `additional_kwargs` hold what is ours."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the circumstances in which it is asked.

    `attached` are the articles for this question; they come before anything that a tool finds. `earlier` is the
    ledger of the thread so far: its numbers stay.
    """

    question: str
    language: Language
    as_of: date
    market: MarketInfo
    attached: tuple[Article, ...] = ()
    earlier: Ledger = field(default_factory=Ledger)

    @property
    def kwargs(self) -> dict[str, Any]:
        """`additional_kwargs` of the human message that asks this."""
        return {KEY: codec.encode(self)}

    @classmethod
    def of(cls, messages: Iterable[Any]) -> Turn:
        """The turn of the last question among the messages. Raises `ConfigError` when none carries one."""
        for message in reversed(list(messages)):
            found = _turn(message)
            if found is not None:
                return found
        raise ConfigError(
            "no message carries a question of ours; start the agent with a human message of a Turn"
        )


def ledger(messages: Iterable[Any]) -> Ledger:
    """All that these messages let an answer cite, in their order: numbers and ids are stable as messages are added."""
    result = Ledger()
    for message in messages:
        turn = _turn(message)
        if turn is not None:
            before = turn.earlier
            result = result.add(
                *before.articles, *before.data, *before.series, *before.passages, *turn.attached
            )
        result = result.add(*facts(message))
    return result


def facts(message: Any) -> tuple[Fact, ...]:
    """The facts that a tool message brought; none for any other message."""
    artifact = getattr(message, "artifact", None)
    if not isinstance(artifact, dict) or artifact.get("format") != codec.FORMAT:
        return ()
    found = _decoded(artifact)
    return found if isinstance(found, tuple) else (found,)


# A ledger is rebuilt before every call of the model, from the same few documents: they are decoded once. A document's
# root names its contents by digest, so that equal roots mean equal facts.
_recent: dict[str, Any] = {}
_RECENT = 512


def _decoded(document: dict[str, Any]) -> Any:
    key = json.dumps(document.get("root"), sort_keys=True)
    found = _recent.get(key)  # other threads may clear it at any moment
    if found is None:
        found = codec.decode(document, Turn, Ledger, MarketInfo)
        if len(_recent) >= _RECENT:
            _recent.clear()
        _recent[key] = found
    return found


def _turn(message: Any) -> Turn | None:
    document = (getattr(message, "additional_kwargs", None) or {}).get(KEY)
    if getattr(message, "type", "") != "human" or not isinstance(document, dict) or "format" not in document:
        return None
    found = _decoded(document)
    return found if isinstance(found, Turn) else None
