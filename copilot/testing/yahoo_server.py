"""A local server that speaks Yahoo's wire format over invented prices, with faults that can be switched on.

    with YahooServer() as server:
        market = YahooMarket(Settings(yahoo_url=server.url))

`python -m copilot.testing.yahoo_server --port 8765` serves it for trying out; COPILOT_YAHOO_URL points the product at it.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from copilot.testing.loopback import Handler, Listener, LoopbackServer
from copilot.testing.yahoo_wire import Answers, NotThere
from copilot.testing.yahoo_world import Listing, World

__all__ = ["Asked", "Fault", "Listing", "YahooServer"]

Kind = Literal["429", "401", "404", "500", "html", "empty", "truncated", "cut", "silent", "null"]
Recorded = Callable[[str, dict[str, str]], tuple[int, Any] | None]
_CRUMB = "SyntheticCrumb"
_HTML = b"<!DOCTYPE html><html><body>Will be back soon</body></html>"
_EMPTY = {
    "/v8/": {"chart": {"result": [], "error": None}},
    "/v10/": {"quoteSummary": {"result": [], "error": None}},
    "/v7/": {"quoteResponse": {"result": [], "error": None}},
    "/v1/finance/search": {"quotes": [], "news": []},
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    path: str
    query: dict[str, str]
    host: str  # the host that was asked for before the seam led here


@dataclass(slots=True)
class Fault:
    """What goes wrong with requests whose path contains `path`; `times` None: until switched off."""

    kind: Kind
    path: str = ""
    times: int | None = None
    retry_after: int | None = None


@dataclass(slots=True)
class _State:
    answers: Answers
    delay: float
    recorded: Recorded | None = None
    asked: list[Asked] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def fault(self, path: str) -> Fault | None:
        with self.lock:
            for one in self.faults:
                if one.path in path and one.times != 0:
                    if one.times is not None:
                        one.times -= 1
                    return one
        return None


class YahooServer(LoopbackServer):
    """Runs in a thread of its own from `start` (or `with`) on; `asked` holds all requests."""

    def __init__(
        self,
        *,
        now: datetime | None = None,
        listings: Sequence[Listing] = (),
        delay: float = 0.0,
        port: int = 0,
        recorded: Recorded | None = None,
    ) -> None:
        """`recorded` is asked first: a path and query give a status and a document, or None for the invented one."""
        world = World(now or datetime.now(UTC), tuple(listings))
        self._state = _State(Answers(world), delay, recorded)
        listener = _Listener(port, _Handler)
        listener.state = self._state
        super().__init__(listener)

    @property
    def world(self) -> World:
        return self._state.answers.world

    @property
    def asked(self) -> tuple[Asked, ...]:
        return tuple(self._state.asked)

    def forget(self) -> None:
        """Empties `asked`."""
        self._state.asked.clear()

    def fault(
        self, kind: Kind, path: str = "/v", times: int | None = None, retry_after: int | None = None
    ) -> Fault:
        """Switches a fault on for requests whose path contains `path`."""
        one = Fault(kind, path, times, retry_after)
        self._state.faults.append(one)
        return one

    def delay(self, seconds: float) -> None:
        """Answers come this much later from now on."""
        self._state.delay = seconds

    def heal(self) -> None:
        """Switches all faults off."""
        self._state.faults.clear()

    def start(self) -> Self:
        if index := self.world.listing("^GSPC"):
            self.world.bars(index)  # calendars and the market's common move take a second to make
        return super().start()


class _Listener(Listener):
    state: _State


class _Handler(Handler):
    server: _Listener

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.body())

    def _answer(self, body: bytes) -> None:
        state = self.server.state
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), dict(parse_qsl(parts.query))
        state.asked.append(Asked(path, query, self.headers.get("X-Orig-Host") or ""))
        if state.delay:
            time.sleep(state.delay)
        fault = state.fault(path)
        if fault is None:
            status, document = self._document(path, query, body)
            self._send(status, document)
        elif fault.kind == "silent":
            self.server.stopping.wait(30)
            self.close_connection = True
        else:
            self._fail(fault, path, query, body)

    def _document(self, path: str, query: dict[str, str], body: bytes) -> tuple[int, Any]:
        answers, recorded = self.server.state.answers, self.server.state.recorded
        if recorded is not None and (found := recorded(path, query)) is not None:
            return found
        symbol = path.rsplit("/", 1)[-1]
        try:
            if path == "/":
                return 404, b""  # fc.yahoo.com answers so and sets its cookie
            if path == "/v1/test/getcrumb":
                return 200, _CRUMB.encode()
            if path.startswith("/v8/finance/chart/"):
                return 200, answers.chart(symbol, query)
            if path.startswith("/v1/finance/screener/predefined/"):
                return 200, answers.screen(query)
            if path.startswith("/v1/finance/search"):
                return 200, answers.search(query)
            if path.startswith("/xhr/ncp"):
                return 200, answers.news(json.loads(body)["serviceConfig"]["s"])
            if path.startswith("/ws/fundamentals-timeseries/"):
                return 200, answers.timeseries(symbol, query)
            if path.startswith(("/v7/", "/v10/")):
                if query.get("crumb") != _CRUMB:
                    return 401, _error("finance", "Unauthorized", "Invalid Crumb")
                if path.startswith("/v7/finance/options/"):
                    return 200, answers.options(symbol, query)
                return 200, answers.quote(query) if path.startswith("/v7/") else answers.summary(
                    symbol, query
                )
        except NotThere as error:
            part = "chart" if path.startswith("/v8/") else "quoteSummary"
            return 404, _error(part, "Not Found", str(error))
        return 404, _error("finance", "Not Found", "No such path")

    def _fail(self, fault: Fault, path: str, query: dict[str, str], body: bytes) -> None:
        match fault.kind:
            case "429":
                after = [("Retry-After", str(fault.retry_after))] if fault.retry_after else []
                self._send(429, b"Too Many Requests\r\n", headers=after)
            case "401":
                self._send(401, _error("finance", "Unauthorized", "Invalid Crumb"))
            case "404":
                self._send(404, _error("chart", "Not Found", "No data found, symbol may be delisted"))
            case "500":
                self._send(500, b"Internal Server Error")
            case "html":
                self._send(200, _HTML)
            case "empty":
                document = next((one for start, one in _EMPTY.items() if path.startswith(start)), {})
                self._send(200, document)
            case "null":
                self._send(200, {"chart": {"result": None, "error": None}})
            case "truncated" | "cut":
                _, document = self._document(path, query, body)
                content = document if isinstance(document, bytes) else json.dumps(document).encode()
                half = content[: len(content) // 2]
                self._send(200, half, promised=len(content) if fault.kind == "cut" else None)
                self.close_connection = True

    def _send(
        self,
        status: int,
        document: Any,
        *,
        promised: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        kind = "text/plain" if isinstance(document, bytes) else "application/json;charset=utf-8"
        self.send(
            status, document, "text/html" if document is _HTML else kind, promised=promised, headers=headers
        )


def _error(part: str, code: str, words: str) -> dict[str, Any]:
    return {part: {"result": None, "error": {"code": code, "description": words}}}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Yahoo's wire format over invented prices")
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    return parser.parse_args()


def _serve() -> Iterator[str]:
    chosen = _arguments()
    with YahooServer(port=chosen.port, delay=chosen.delay) as server:
        yield f"COPILOT_YAHOO_URL={server.url}"
        threading.Event().wait()


if __name__ == "__main__":
    for line in _serve():
        print(line, flush=True)
