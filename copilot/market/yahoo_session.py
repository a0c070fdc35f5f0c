"""The seam under yfinance: its HTTP session, which knows the server, the deadline and what is no answer.

yfinance turns a 404, a web page or a time-out into an empty frame, and any status of 400 or more into a second round
with a new crumb. Here each of them is raised as what it is, before yfinance sees it; only a refused crumb (401, 403)
is left to it, since renewing crumbs is its work.
"""

from __future__ import annotations

import json
import threading
import time
from functools import cache
from typing import Any, Protocol
from urllib.parse import urlsplit, urlunsplit

from copilot.errors import NoData, Unavailable

__all__ = ["Away", "Hiccup", "Limited", "Session", "open_session"]


class Hiccup(Unavailable):
    """A failure that may be gone in a moment: worth one more try."""


class Away(Unavailable):
    """Nobody answers: refused, no such name, silence. Not worth waiting for again soon."""


class Limited(Unavailable):
    """Too many requests; `pause` is the seconds that the provider asks for."""

    def __init__(self, message: str, pause: float | None) -> None:
        super().__init__(message)
        self.pause = pause


class Session(Protocol):
    """What the wire needs of it beyond being a curl_cffi session."""

    requests: int  # sent so far
    local: bool  # speaks to a server that is not Yahoo

    def begin(self, seconds: float) -> None:
        """What this thread asks from now on must be answered within `seconds`."""
        ...

    def refused(self) -> int:
        """The status of this thread's last answer with data, if it was 400 or more; else 0."""
        ...


_DATA = ("/v1/finance", "/v7/", "/v8/", "/v10/", "/ws/", "/xhr/")
_COOKIE_HOST = "fc.yahoo.com"  # on some block lists; yfinance has another way to a cookie
_DATA_HOSTS = ("query1.finance.yahoo.com", "query2.finance.yahoo.com", "finance.yahoo.com")
_NO_NAME, _NO_CONNECTION = (5, 6), (7, 35, 51, 58, 60, 77, 97)  # curl's codes
_CONNECT = 1.6  # seconds
_MORE, _LONGEST = 1.5, 8.0  # seconds: after an answer the next one may take so long; all together


def open_session(address: str = "") -> Any:
    """A session for yfinance; `address` is a server that speaks Yahoo's wire format instead of Yahoo's own."""
    return _session_class()(address)


@cache
def _session_class() -> type:
    from curl_cffi import requests

    class YahooSession(requests.Session):  # type: ignore[misc]  # curl_cffi is not typed
        def __init__(self, address: str) -> None:
            # a local server is reached directly, whatever proxy the environment names
            super().__init__(impersonate="chrome", trust_env=not address)
            self.local = bool(address)
            self.requests = 0
            self._base = urlsplit(address)
            self._thread = threading.local()

        def begin(self, seconds: float) -> None:
            now = time.monotonic()
            self._thread.deadline, self._thread.latest, self._thread.status = now + seconds, now + _LONGEST, 0

        def refused(self) -> int:
            return int(getattr(self._thread, "status", 0))

        def _grant_more(self) -> None:
            """Who answers is not away: on a slow line cookie, crumb and data may take longer than silence is given."""
            if hasattr(self._thread, "deadline"):
                more = min(time.monotonic() + _MORE, self._thread.latest)
                self._thread.deadline = max(self._thread.deadline, more)

        def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
            left = getattr(self._thread, "deadline", time.monotonic() + 10) - time.monotonic()
            if left <= 0.05:
                raise Away("Yahoo Finance did not answer in time")
            options["timeout"] = (min(_CONNECT, left), max(0.05, left - min(_CONNECT, left)))
            asked = urlsplit(url)
            if self.local:
                headers = dict(options.pop("headers", None) or {}) | {"X-Orig-Host": asked.netloc}
                base = (self._base.scheme, self._base.netloc)
                url = urlunsplit((*base, asked.path or "/", asked.query, ""))
                options["headers"] = headers
            self.requests += 1
            try:
                response = super().request(method, url, *arguments, **options)
            except requests.exceptions.RequestException as error:
                if asked.netloc == _COOKIE_HOST:
                    raise
                raise _unanswered(error, requests.exceptions) from error
            self._grant_more()
            if asked.netloc in _DATA_HOSTS and not asked.path.startswith("/v1/test/"):
                self._thread.status = response.status_code if response.status_code >= 400 else 0
                _judge(response, asked.path)
            return response

    return YahooSession


def _unanswered(error: Exception, kinds: Any) -> Unavailable:
    code = int(getattr(error, "code", 0) or 0)
    if isinstance(error, kinds.DNSError) or code in _NO_NAME:
        return Away("Yahoo Finance cannot be reached: its name is not known here (no network?)")
    if isinstance(error, kinds.Timeout):
        return Away("Yahoo Finance did not answer in time")
    if isinstance(error, kinds.ProxyError) or code in _NO_CONNECTION:
        return Away("Yahoo Finance cannot be reached: no connection")
    return Hiccup(f"Yahoo Finance's answer broke off ({type(error).__name__})")


def _judge(response: Any, path: str) -> None:
    """Raises what a response is when it is no data. 401 and 403 are left to yfinance, which renews the crumb."""
    status = int(response.status_code)
    if status == 404:
        raise NoData(_said(response) or "Yahoo Finance has nothing there (404)")
    if status == 429:
        after = str(response.headers.get("retry-after") or "")
        raise Limited("Yahoo Finance limits requests (429)", float(after) if after.isdecimal() else None)
    if status >= 500:
        raise Hiccup(f"Yahoo Finance failed ({status})")
    if status >= 400 and status not in (401, 403):
        raise NoData(_said(response) or f"Yahoo Finance refused the question ({status})")
    if status < 300 and path.startswith(_DATA) and response.content[:64].lstrip()[:1] not in (b"{", b"["):
        raise Hiccup("Yahoo Finance sent a web page or nothing instead of data")


def _said(response: Any) -> str:
    """The reason that Yahoo gives in an error's body."""
    try:
        for part in json.loads(response.content).values():
            if isinstance(part, dict) and part.get("error"):
                return f"Yahoo Finance: {part['error'].get('description') or part['error'].get('code')}"
    except (ValueError, AttributeError):
        pass
    return ""
