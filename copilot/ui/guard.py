"""What stands between a browser and the page: who the visitor is, what the page may load, who may call it.

A request from another site's page is refused whatever its method, since Gradio answers any origin with credentials;
on a loopback address a foreign `Host` is refused as well, since a name of an attacker's may point there.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["COOKIE", "POLICY", "Guard", "visitor_of"]

COOKIE = "market_copilot_visitor"
# gr.HTML compiles its templates, hence 'unsafe-eval'; the text of answers is escaped on the server (copilot.export).
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; form-action 'self'; object-src 'none'; "
    "base-uri 'self'; frame-ancestors 'self'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TOKEN = re.compile(r"[0-9a-f]{32}")


def visitor_of(cookies: str) -> str:
    """The visitor's token in a Cookie header, empty when there is none of ours."""
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel is not None and _TOKEN.fullmatch(morsel.value) else ""


class Guard:
    """ASGI middleware. `local` says that the page listens on loopback only."""

    def __init__(self, app: ASGIApp, *, local: bool) -> None:
        self._app, self._local = app, local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        if reason := self._refusal(headers):
            await _refuse(send, reason)
            return
        new = "" if visitor_of(headers.get("cookie", "")) else secrets.token_hex(16)
        if new:  # so that the very first request already belongs to somebody
            cookie = f"{COOKIE}={new}"
            others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
            old = headers.get("cookie", "")
            scope = {
                **scope,
                "headers": [*others, (b"cookie", (f"{old}; {cookie}" if old else cookie).encode("latin1"))],
            }

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
                if new and scope["path"] == "/":
                    secure = "; Secure" if scope.get("scheme") == "https" else ""
                    value = f"{COOKIE}={new}; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"
                    message["headers"].append((b"set-cookie", value.encode("latin1")))
            await send(message)

        await self._app(scope, receive, sent)

    def _refusal(self, headers: dict[str, str]) -> str:
        host = headers.get("host", "")
        if self._local and _name(f"//{host}") not in _LOOPBACK:
            return f"This page listens on this machine only and was asked for as {host!r}; open it as http://127.0.0.1"
        origin = headers.get("origin", "")
        if origin and urlsplit(origin).netloc not in (host, headers.get("x-forwarded-host", host)):
            return "Requests from other sites are refused."
        return ""


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


async def _refuse(send: Send, reason: str) -> None:
    body = reason.encode("utf8")
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *_HEADERS,
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
