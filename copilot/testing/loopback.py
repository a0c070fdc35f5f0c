"""What the fake providers share: a server of this machine in a thread of its own, and how it sends an answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

__all__ = ["Handler", "Listener", "LoopbackServer"]


class Listener(ThreadingHTTPServer):
    """Takes each request in a thread of its own; who waits on purpose waits for `stopping`."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, handler: type[Handler]) -> None:
        """`port` 0: a free one."""
        super().__init__(("127.0.0.1", port), handler)
        self.stopping = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request; silent, for the servers keep what was asked."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *arguments: Any) -> None:
        """Says nothing."""

    def body(self) -> bytes:
        """What the request brought."""
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def send(
        self,
        status: int,
        document: Any,
        kind: str,
        *,
        promised: int | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Bytes as they are, anything else as JSON; `promised` bytes may be more than there are: a connection cut."""
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if promised is None else promised))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


class LoopbackServer:
    """Runs from `start` (or `with`) on, until `stop`."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._thread = threading.Thread(target=listener.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.server_address[1]}"

    def start(self) -> Self:
        self._thread.start()
        return self

    def stop(self) -> None:
        self._listener.stopping.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()
