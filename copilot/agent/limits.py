"""What one turn may cost, and the middleware that really stops it.

LangChain's own limits are a second fence only: a recursion limit of 9,999 and a tool limit that a stubborn model talks
past are none. Here the model first loses its tools and is told to write; only a model that still calls is an error.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage

from copilot import prompting
from copilot.errors import ModelError

__all__ = ["Budget", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    model_calls: int = 12  # repairs included
    tool_calls: int = 48
    seconds: float = 180.0
    repairs: int = 2
    characters: int = 30_000  # of one answer
    units: int = 400  # sentences, rows, items of one answer


@dataclass(eq=False)
class Budget(AgentMiddleware[Any, Any]):
    """Counts one turn's calls. Near the end the model gets no tools any more and is asked to write."""

    limits: Limits = field(default_factory=Limits)
    model_calls: int = 0
    tool_calls: int = 0
    began: float = field(default_factory=time.monotonic)

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        self.model_calls += 1
        if self.model_calls > self.limits.model_calls:
            raise ModelError(
                f"the model was stopped after {self.limits.model_calls} calls; ask again, more narrowly"
            )
        if not self.spent:
            return self._counted(handler(request))
        closing = HumanMessage(prompting.fill("finish"))
        response = handler(request.override(tools=[], messages=[*request.messages, closing]))
        return ModelResponse(
            result=[_without_calls(one) for one in response.result],
            structured_response=response.structured_response,
        )

    @property
    def spent(self) -> bool:
        """Two calls are kept back, for the answer and one repair."""
        return (
            self.model_calls >= self.limits.model_calls - 2
            or self.tool_calls >= self.limits.tool_calls
            or time.monotonic() - self.began > self.limits.seconds
        )

    def _counted(self, response: ModelResponse[Any]) -> ModelResponse[Any]:
        self.tool_calls += sum(len(getattr(one, "tool_calls", ())) for one in response.result)
        return response


def _without_calls(message: Any) -> Any:
    if not isinstance(message, AIMessage) or not message.tool_calls:
        return message
    return AIMessage(
        message.content,
        id=message.id,
        response_metadata=message.response_metadata,
        usage_metadata=message.usage_metadata,
    )
