"""The rule analyst as a LangChain chat model: plans tool calls by rules, then writes with references.

It drives the same agent loop as any language model and knows nothing that its messages do not carry, except which
names and sessions the desk's market holds. Nothing is kept between two calls: request, plan and results are read
from the messages each time, so a turn can be resumed anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from copilot import prompting
from copilot.analyst.answers import ROUNDS, next_calls, written
from copilot.analyst.repairing import repaired
from copilot.analyst.scene import Call, Draft, Scene
from copilot.analyst.understanding import understand
from copilot.ledger import Fact
from copilot.prompting import Turn

__all__ = ["RuleAnalyst"]


class RuleAnalyst(BaseChatModel):
    """Answers market questions with no key and no network. `desk` tells which names the market holds."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    desk: Any  # a Desk; its seams are protocols, which pydantic cannot validate

    @property
    def _llm_type(self) -> str:
        return "rule-analyst"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        """The tools it may call; a plan's call to a tool that is not offered is left out."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(
            generations=[ChatGeneration(message=self._reply(messages, kwargs.get("tools") or ()))]
        )

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self._reply(messages, kwargs.get("tools") or ())
        for piece in _pieces(reply):
            if run_manager and isinstance(piece.content, str) and piece.content:
                run_manager.on_llm_new_token(piece.content)
            yield ChatGenerationChunk(message=piece)

    def _reply(self, messages: list[BaseMessage], tools: Sequence[Any]) -> AIMessage:
        correction = repaired(messages)
        if correction is not None:
            return AIMessage(correction)
        scene, rounds = self.scene(messages)
        offered = {tool["function"]["name"] for tool in tools}
        if rounds < ROUNDS:
            calls = [
                call
                for call in next_calls(scene)
                if call.tool in offered and (call.again or not scene.done(call.role))
            ]
            if calls:
                return _calling(calls, rounds)
        return _writing(written(scene))

    def scene(self, messages: Sequence[BaseMessage]) -> tuple[Scene, int]:
        """What is known so far in this turn, and how many rounds of tool calls it took."""
        turn = Turn.of(messages)
        start = max(i for i, message in enumerate(messages) if _question(message) is not None)
        before = [message.text for message in messages[:start] if isinstance(message, HumanMessage)]
        request = understand(
            turn.question,
            self.desk,
            language=turn.language,
            as_of=turn.as_of,
            attached=bool(turn.attached),
            before=before,
        )
        roles: dict[str, str] = {}
        facts: dict[str, tuple[Fact, ...]] = {}
        errors: dict[str, str] = {}
        asked: dict[str, tuple[str, dict[str, Any]]] = {}
        rounds = 0
        for message in messages[start:]:
            if isinstance(message, AIMessage) and message.tool_calls:
                rounds += 1
                roles |= {str(call["id"]): _role(str(call["id"])) for call in message.tool_calls}
                asked |= {_role(str(call["id"])): (call["name"], call["args"]) for call in message.tool_calls}
            elif isinstance(message, ToolMessage) and message.tool_call_id in roles:
                found = prompting.facts(message)
                if found:
                    facts[roles[message.tool_call_id]] = found
                else:
                    errors[roles[message.tool_call_id]] = re.sub(r"^[A-Z][a-z ]+: ", "", message.text)
        ledger = prompting.ledger(messages)
        return Scene(request, self.desk, turn.market, ledger, turn.attached, facts, errors, asked), rounds


def _question(message: BaseMessage) -> str | None:
    """What was asked, where a message asks something."""
    if not isinstance(message, HumanMessage) or prompting.KEY not in message.additional_kwargs:
        return None
    return Turn.of([message]).question


def _calling(calls: Sequence[Call], rounds: int) -> AIMessage:
    return AIMessage(
        content="",
        tool_calls=[
            {
                "name": call.tool,
                "args": dict(call.arguments),
                "id": f"r{rounds}:{call.role}",
                "type": "tool_call",
            }
            for call in calls
        ],
    )


def _role(identity: str) -> str:
    return identity.partition(":")[2]


def _writing(draft: Draft) -> AIMessage:
    extra = {"follow_ups": list(draft.follow_ups), "not_found": list(draft.not_found)}
    return AIMessage(draft.markdown, additional_kwargs={prompting.KEY: extra})


def _pieces(reply: AIMessage) -> Iterator[AIMessageChunk]:
    """The reply as a stream: tool calls at once, text line by line."""
    if reply.tool_calls:
        chunks = [
            tool_call_chunk(
                name=call["name"], args=json.dumps(call["args"], ensure_ascii=False), id=call["id"], index=i
            )
            for i, call in enumerate(reply.tool_calls)
        ]
        yield AIMessageChunk(content="", tool_call_chunks=chunks, chunk_position="last")
        return
    for line in str(reply.content).splitlines(keepends=True):
        yield AIMessageChunk(content=line)
    yield AIMessageChunk(content="", additional_kwargs=reply.additional_kwargs, chunk_position="last")
