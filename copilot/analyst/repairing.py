"""What the rule analyst does with a sentence that does not hold: it takes it back.

It wrote the sentence from the facts by rule; a second wording by the same rules would be no better founded, and an
answer without the sentence is still proved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.messages import BaseMessage, HumanMessage

from copilot import prompting

__all__ = ["repaired"]

_UNIT = re.compile(r"^S(\d+):", re.MULTILINE)


def repaired(messages: Sequence[BaseMessage]) -> str | None:
    """The reply to a request for repair; None when the last message is no such request."""
    last = messages[-1] if messages else None
    if not isinstance(last, HumanMessage) or prompting.KEY in last.additional_kwargs:
        return None
    numbers = _UNIT.findall(last.text)
    return "\n".join(f"S{number}: DROP" for number in numbers) if numbers else None
