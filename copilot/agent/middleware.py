"""What stands between the loop and the model: words for facts, whole arguments only, errors as tool messages, steps."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, ToolCallRequest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AnyMessage, HumanMessage, SystemMessage, ToolMessage
from langgraph.types import Command

from copilot import prompting
from copilot.answer import StepFinished, StepStarted
from copilot.errors import CopilotError, NoData, Unavailable
from copilot.types import Language

__all__ = ["AWAY", "NO_DATA", "Arguments", "Briefing", "Steps"]

NO_DATA = "No data: "
AWAY = "Out of reach: "


class Briefing(AgentMiddleware[Any, Any]):
    """Words every fact for the model from the ledger of all messages, so that ids hold whatever ran in parallel."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        turn = prompting.Turn.of(request.messages)
        system = prompting.fill(
            "system",
            language={"en": "English", "zh": "Simplified Chinese (简体中文)"}[turn.language],
            as_of=turn.as_of.isoformat(),
            market=turn.market.provider + (f": {turn.market.note_en}" if turn.market.note_en else ""),
        )
        return handler(
            request.override(
                system_message=SystemMessage(system), messages=_worded(request.messages, turn.language)
            )
        )


def _worded(messages: Sequence[AnyMessage], language: Any) -> list[AnyMessage]:
    ledger = prompting.ledger(messages)
    result: list[AnyMessage] = []
    for message in messages:
        if facts := prompting.facts(message):
            message = message.model_copy(update={"content": prompting.words(facts, ledger, language)})
        elif isinstance(message, HumanMessage) and prompting.KEY in message.additional_kwargs:
            turn = prompting.Turn.of([message])
            message = message.model_copy(update={"content": prompting.asked(turn, ledger)})
        result.append(message)
    return result


class Arguments(BaseCallbackHandler):
    """Remembers which tool calls arrived with whole JSON.

    LangChain completes a cut `{"symbol": "AA` by itself and would run the tool for another ticker; only the raw
    pieces of the stream tell.
    """

    run_inline = True

    def __init__(self) -> None:
        self._raw: dict[tuple[Any, Any], tuple[str, str]] = {}

    def on_llm_new_token(self, token: Any, *, chunk: Any = None, run_id: Any = None, **kwargs: Any) -> None:
        for place, piece in enumerate(getattr(getattr(chunk, "message", None), "tool_call_chunks", ())):
            index = piece.get("index")
            key = (run_id, place if index is None else index)
            call, raw = self._raw.get(key, ("", ""))
            self._raw[key] = (call or piece.get("id") or "", raw + (piece.get("args") or ""))

    def cut(self, call: str) -> bool:
        """Did the call with this id arrive with arguments that are not whole?"""
        raw = next((raw for one, raw in self._raw.values() if one == call), None)
        if raw is None or not raw.strip():
            return False
        try:
            return not isinstance(json.loads(raw), dict)
        except ValueError:
            return True


class Steps(AgentMiddleware[Any, Any]):
    """Runs a tool call, says so to the person, and turns what went wrong into a message for the model."""

    def __init__(self, arguments: Arguments) -> None:
        super().__init__()
        self._arguments = arguments

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        call, write = request.tool_call, request.runtime.stream_writer
        step, began = str(call["id"]), time.monotonic()
        language = prompting.Turn.of(request.runtime.state["messages"]).language
        words = prompting.step(call["name"], call["args"], language)
        write(StepStarted(step, call["name"], words))
        result = self._run(request, handler)
        error = result.text if isinstance(result, ToolMessage) and result.status == "error" else ""
        error = _for_a_person(error, language)
        count = len(prompting.facts(result))
        write(StepFinished(step, call["name"], words, time.monotonic() - began, count, error))
        return result

    def _run(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        call = request.tool_call
        if self._arguments.cut(str(call["id"])):
            return _failed(
                call, "the arguments of this call were cut off; call it again with whole arguments", "cut"
            )
        try:
            return handler(request)
        except NoData as error:
            return _failed(call, f"{NO_DATA}{error}", "no_data")
        except Unavailable as error:
            return _failed(call, f"{AWAY}{error}", "unavailable")
        except CopilotError as error:
            return _failed(call, str(error), "refused")
        except (ArithmeticError, LookupError, TypeError, ValueError, OSError) as error:
            # A defect of a tool must not cost the person the answer: the others' facts still stand.
            return _failed(call, f"{call['name']} failed: {error}", "failed")


def _for_a_person(error: str, language: Language) -> str:
    """What a tool told the model, without the word that tells it of what kind that is."""
    for kind in (NO_DATA, AWAY):
        error = error.removeprefix(kind)
    return prompting.missing(error, language)


def _failed(call: Any, words: str, kind: str) -> ToolMessage:
    return ToolMessage(
        words, artifact={"error": kind}, tool_call_id=call["id"], name=call["name"], status="error"
    )
