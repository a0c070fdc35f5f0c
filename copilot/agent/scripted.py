"""A chat model that says what it is told to: for tests, and for the demonstration of a lying model."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

__all__ = ["ScriptedModel", "Step", "call"]


@dataclass(frozen=True, slots=True)
class _Call:
    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


def call(tool: str, **arguments: Any) -> _Call:
    """One tool call: `call("last_close", symbol="IWM")`; a list of them is one message with parallel calls."""
    return _Call(tool, arguments)


Step = str | _Call | Sequence[_Call] | AIMessage | Exception | Callable[[Sequence[BaseMessage]], str]


class ScriptedModel(BaseChatModel):
    """Answers its n-th call with its n-th step: a text, a call, a list of parallel calls, a message, an exception, or a
    function from the messages to a text.

    A call beyond the script raises AssertionError. `finished()`, or leaving a `with` block, raises AssertionError when
    steps were left over. `prompts` holds the messages of every call.
    """

    steps: list[Any]
    label: str = "scripted model"  # what an answer calls its writer
    _used: int = PrivateAttr(default=0)
    _prompts: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    def __init__(self, steps: Sequence[Step], **values: Any) -> None:
        super().__init__(**{"steps": list(steps), **values})

    @property
    def prompts(self) -> list[list[BaseMessage]]:
        return self._prompts

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def finished(self) -> None:
        left = len(self.steps) - self._used
        assert left == 0, f"{left} steps of the script were not used, the first: {self.steps[self._used]!r}"

    def __enter__(self) -> ScriptedModel:
        return self

    def __exit__(self, kind: Any, *_: Any) -> None:
        if kind is None:
            self.finished()

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self._prompts.append(list(messages))
        assert self._used < len(self.steps), (
            f"call {self._used + 1} is not scripted; its last message was: {messages[-1].text[:300]!r}"
        )
        step = self.steps[self._used]
        self._used += 1
        if isinstance(step, Exception):
            raise step
        if isinstance(step, AIMessage):
            return step
        if callable(step):
            step = step(messages)
        if isinstance(step, str):
            return AIMessage(step, response_metadata={"finish_reason": "stop"})
        calls = [step] if isinstance(step, _Call) else list(step)
        return AIMessage(
            "",
            tool_calls=[
                {
                    "name": one.tool,
                    "args": one.arguments,
                    "id": f"call_{self._used}_{place}",
                    "type": "tool_call",
                }
                for place, one in enumerate(calls)
            ],
            response_metadata={"finish_reason": "tool_calls"},
        )

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Word by word, as a model does; calls come whole, the end of the message is marked."""
        message = self._next(messages)
        for piece in re.findall(r"\s*\S{1,12}|\s+$", message.text):
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(
            message=AIMessageChunk(
                content="",
                additional_kwargs=message.additional_kwargs,
                tool_call_chunks=[_chunk(place, one) for place, one in enumerate(message.tool_calls)],
                response_metadata=message.response_metadata,
                chunk_position="last",
            )
        )


def _chunk(place: int, one: Any) -> Any:
    import json

    return tool_call_chunk(name=one["name"], args=json.dumps(one["args"]), id=one["id"], index=place)
