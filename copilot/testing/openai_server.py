"""A local server that speaks OpenAI's chat-completions protocol and says what it was told to say.

    with OpenAIServer(Turn(calls=(Call("last_close", {"symbol": "IWM"}),)), Turn("IWM closed at {{F1}}.")) as server:
        model = ChatOpenAI(model="scripted", base_url=server.url, api_key="test")

One turn answers one request, streamed when asked for; a turn may be a function of the request. Each kind of failure
that clients meet is a turn of its own: `Turn(fault="cut")`. A request beyond the script gets an error and is counted.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from copilot.testing.loopback import Handler, Listener, LoopbackServer
from copilot.testing.openai_wire import Call, Turn, embeddings, events, whole

__all__ = ["Call", "OpenAIServer", "Turn"]

_MESSAGES = {
    "400": "This model's maximum context length is exceeded.",
    "401": "Incorrect API key provided.",
    "429": "Rate limit reached.",
    "500": "The server had an error while processing your request.",
}


Script = Turn | Callable[[Mapping[str, Any]], Turn]


@dataclass(slots=True)
class _State:
    script: list[Script]
    forever: bool
    key: str
    requests: list[Mapping[str, Any]] = field(default_factory=list)
    unscripted: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, request: Mapping[str, Any]) -> Turn:
        with self.lock:
            self.requests.append(request)
            if not self.script:
                self.unscripted += 1
                return Turn(fault="400")
            turn = self.script[0] if self.forever and len(self.script) == 1 else self.script.pop(0)
        return turn if isinstance(turn, Turn) else turn(request)


class OpenAIServer(LoopbackServer):
    """Runs in a thread of its own from `start` (or `with`) on.

    `forever`: the last turn answers all further requests. `key`: the only API key that is accepted; empty: any.
    """

    def __init__(self, *turns: Script, forever: bool = False, key: str = "", port: int = 0) -> None:
        self._state = _State(list(turns), forever, key)
        listener = _Listener(port, _Handler)
        listener.state = self._state
        super().__init__(listener)

    @property
    def url(self) -> str:
        """What `base_url` must be."""
        return f"{super().url}/v1"

    @property
    def requests(self) -> tuple[Mapping[str, Any], ...]:
        """The chat requests so far, as their JSON bodies."""
        return tuple(self._state.requests)

    @property
    def unused(self) -> int:
        """Turns that nobody has asked for."""
        return len(self._state.script)

    @property
    def unscripted(self) -> int:
        """Requests beyond the script."""
        return self._state.unscripted

    def say(self, *turns: Script) -> None:
        """Adds turns to the script."""
        with self._state.lock:
            self._state.script.extend(turns)


class _Listener(Listener):
    state: _State


class _Handler(Handler):
    server: _Listener

    def do_GET(self) -> None:
        if self.path.endswith("/models"):
            self._send(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})
        else:
            self._refuse(404, "Not found")

    def do_POST(self) -> None:
        body = self.body()
        key = self.server.state.key
        if key and self.headers.get("Authorization") != f"Bearer {key}":
            self._refuse(401, _MESSAGES["401"], "invalid_api_key")
            return
        request = json.loads(body)
        if self.path.endswith("/embeddings"):
            self._send(200, embeddings(request))
        elif self.path.endswith("/chat/completions"):
            self._chat(request)
        else:
            self._refuse(404, "Not found")

    def _chat(self, request: Mapping[str, Any]) -> None:
        turn = self.server.state.next(request)
        if turn.fault in _MESSAGES:
            after = [("Retry-After", str(turn.retry_after))] if turn.retry_after is not None else []
            self._refuse(int(turn.fault), _MESSAGES[turn.fault], headers=after)
        elif turn.fault == "html":
            self._send(200, b"<!DOCTYPE html><html><body>Bad gateway</body></html>")
        elif turn.fault == "silent":
            self.server.stopping.wait(60)
            self.close_connection = True
        elif request.get("stream"):
            self._stream(turn, request)
        else:
            content = json.dumps(whole(turn, request)).encode()
            if turn.fault == "cut":
                self._send(200, content[: len(content) // 2], promised=len(content))
                self.close_connection = True
            else:
                self._send(200, content)

    def _stream(self, turn: Turn, request: Mapping[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        said = list(events(turn, request))
        kept = said[: max(2, len(said) // 2)] if turn.fault == "cut" else said
        for event in kept:
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())
            if turn.pause:
                time.sleep(turn.pause)
        if turn.fault == "cut":
            self.close_connection = True
            return
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def _refuse(
        self, status: int, message: str, code: str | None = None, headers: Sequence[tuple[str, str]] = ()
    ) -> None:
        error = {"message": message, "type": "invalid_request_error", "param": None, "code": code}
        self._send(status, {"error": error}, headers=headers)

    def _send(
        self,
        status: int,
        document: Any,
        *,
        promised: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        html = isinstance(document, bytes) and document[:1] == b"<"
        self.send(
            status, document, "text/html" if html else "application/json", promised=promised, headers=headers
        )
