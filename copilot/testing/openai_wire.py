"""What a model says in one turn, and how OpenAI's chat-completions protocol writes it: whole, or in chunks."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Call", "Fault", "Turn", "embeddings", "events", "whole"]

Fault = Literal[
    "",
    "400",  # the request is refused
    "401",  # wrong key
    "429",  # too many requests
    "500",  # the server fails
    "cut",  # the connection breaks in the middle of the answer
    "no_finish",  # the stream ends properly, but without a finish_reason
    "truncated",  # the answer ran into the token limit: finish_reason "length", tool arguments cut
    "malformed",  # tool arguments that are no JSON
    "html",  # a web page
    "silent",  # no answer at all
]
_DIMENSIONS = 64


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that the model makes."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)
    id: str = ""

    @property
    def text(self) -> str:
        return self.arguments if isinstance(self.arguments, str) else json.dumps(dict(self.arguments))


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer of the model: text, tool calls or both, or a fault."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    fault: Fault = ""
    refusal: str = ""
    retry_after: float | None = None  # seconds, with 429
    pieces: int = 7  # code points a streamed chunk
    pause: float = 0.0  # seconds between chunks

    @property
    def finish(self) -> str | None:
        if self.fault == "no_finish":
            return None
        if self.fault == "truncated":
            return "length"
        return "tool_calls" if self.calls else "stop"


def _arguments(turn: Turn, call: Call) -> str:
    """A call's arguments as this turn sends them, cut or spoilt where the fault says so."""
    if turn.fault == "truncated":
        return call.text[: max(1, len(call.text) * 2 // 3)]
    return call.text.replace(":", "", 1) if turn.fault == "malformed" else call.text


def _call_id(request: Mapping[str, Any], number: int) -> str:
    """Ids of one conversation differ, as OpenAI's do: a client takes an id that it knows for answered."""
    return f"call_{len(request.get('messages', []))}_{number}"


def _usage(turn: Turn, request: Mapping[str, Any]) -> dict[str, int]:
    """Token counts after a rule of thumb: four characters a token."""
    prompt = len(json.dumps(request.get("messages", []))) // 4
    answer = (len(turn.text) + sum(len(call.text) for call in turn.calls)) // 4 + 1
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": prompt + answer}


def _head(request: Mapping[str, Any], kind: str) -> dict[str, Any]:
    model = request.get("model", "scripted")
    return {"id": "chatcmpl-scripted", "object": kind, "created": 1, "model": model}


def whole(turn: Turn, request: Mapping[str, Any]) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": turn.text or None,
        "refusal": turn.refusal or None,
    }
    if turn.calls:
        message["tool_calls"] = [
            {
                "id": call.id or _call_id(request, at),
                "type": "function",
                "function": {"name": call.name, "arguments": _arguments(turn, call)},
            }
            for at, call in enumerate(turn.calls)
        ]
    choice = {"index": 0, "message": message, "finish_reason": turn.finish, "logprobs": None}
    return _head(request, "chat.completion") | {"choices": [choice], "usage": _usage(turn, request)}


def events(turn: Turn, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The chunks of a streamed answer: role, text in pieces, each call's head and then its arguments in pieces."""

    def event(delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": dict(delta), "finish_reason": finish, "logprobs": None}
        return _head(request, "chat.completion.chunk") | {"choices": [choice]}

    yield event({"role": "assistant", "content": ""})
    for at in range(0, len(turn.text), turn.pieces):
        yield event({"content": turn.text[at : at + turn.pieces]})
    for at in range(0, len(turn.refusal), turn.pieces):
        yield event({"refusal": turn.refusal[at : at + turn.pieces]})
    for number, call in enumerate(turn.calls):
        head = {"index": number, "id": call.id or _call_id(request, number), "type": "function"}
        yield event({"tool_calls": [head | {"function": {"name": call.name, "arguments": ""}}]})
        text = _arguments(turn, call)
        for at in range(0, len(text), turn.pieces):
            piece = {"index": number, "function": {"arguments": text[at : at + turn.pieces]}}
            yield event({"tool_calls": [piece]})
    if turn.finish is not None:
        yield event({}, turn.finish)
    if (request.get("stream_options") or {}).get("include_usage"):
        yield _head(request, "chat.completion.chunk") | {"choices": [], "usage": _usage(turn, request)}


def embeddings(request: Mapping[str, Any]) -> dict[str, Any]:
    """Vectors that depend on the words alone: texts that share words are near each other."""
    texts = request["input"] if isinstance(request["input"], list) else [request["input"]]
    size = int(request.get("dimensions") or _DIMENSIONS)
    data = []
    for at, text in enumerate(texts):
        vector = [1e-6] * size
        for word in str(text).lower().split():
            vector[hashlib.sha256(word.encode()).digest()[0] % size] += 1.0
        length = sum(part * part for part in vector) ** 0.5
        unit = [part / length for part in vector]
        packed = base64.b64encode(struct.pack(f"<{size}f", *unit)).decode()
        shown = packed if request.get("encoding_format") == "base64" else unit
        data.append({"object": "embedding", "index": at, "embedding": shown})
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return {"object": "list", "data": data, "model": request.get("model", "scripted"), "usage": usage}
