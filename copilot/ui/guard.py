"""What stands between a browser and the page: who asks, what the page may load, who may call it.

A request from another site's page is refused whatever its method, since Gradio answers any origin with credentials;
on a loopback address a foreign `Host` is refused as well, since a name of an attacker's may point there. Who asks is
said to everything behind by one header that no client can set: a user's name where there is a login, else the
visitor's cookie.
"""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from fastapi import Request

from copilot.ui.claims import Claims, named
from copilot.ui.login import Door, owner_name
from copilot.ui.refusals import refused
from copilot.ui.visitors import OWNER

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
    # Not "no-referrer": a browser would send `Origin: null` with the forms of the login.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_TOKEN = re.compile(r"[0-9a-f]{32}")
# Gradio's own ways to what others put in: uploads by their path, a session's state as a link, other servers' pages.
_CLOSED = re.compile(r"/gradio_api/(?:file[=/]|deep_link|proxy=|runs|run-history|dev/|openapi)")
_MOST_JSON = 4 * 1024 * 1024  # bytes


def visitor_of(cookies: str) -> str:
    """The visitor's token in a Cookie header, empty when there is none of ours."""
    try:
        morsel = SimpleCookie(cookies).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel is not None and _TOKEN.fullmatch(morsel.value) else ""


class Guard:
    """ASGI middleware. `local` says that the page listens on loopback only; `door` that there is a login."""

    def __init__(self, app: ASGIApp, *, local: bool, host: str = "", door: Door | None = None) -> None:
        self._app, self._local, self._host, self._door = app, local, host, door
        self._claims = Claims()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":  # the page uses none, and nothing here looks at one
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin1"): value.decode("latin1") for name, value in scope["headers"]}
        path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/")) or "/"
        guarded = _with_headers(send)
        accepted = headers.get("accept-language", "")
        if said := self._refusal(headers):
            await refused(said, 403, accepted, host=headers.get("host", ""))(scope, receive, guarded)
            return
        if _CLOSED.match(path):
            await refused("not_here", 404, accepted)(scope, receive, guarded)
            return
        owner, new = visitor_of(headers.get("cookie", "")), ""
        if self._door is not None:
            request = Request(scope, receive)
            user = await self._door.user(request)
            if (response := await self._door.respond(request, path, user)) is not None:
                await response(scope, receive, guarded)
                return
            owner = owner_name(user) if user else ""
        elif not owner:  # so that the very first request already belongs to somebody
            owner = new = secrets.token_hex(16)
            guarded = _with_headers(send, self._cookie(scope, new) if path == "/" else b"")
        body = b""
        if path.startswith("/gradio_api/"):
            if scope["method"] == "POST" and not path.startswith("/gradio_api/upload"):
                body, receive = await _read(receive)
            if len(body) > _MOST_JSON:
                await refused("too_long", 413, accepted)(scope, receive, guarded)
                return
            # Programs without a cookie share what nobody else has claimed.
            sessions = named(path, scope.get("query_string", b"").decode("latin1"), body)
            if not self._claims.allow(sessions, "" if new else owner):
                await refused("others_session", 403, accepted)(scope, receive, guarded)
                return
        others = [(name, value) for name, value in scope["headers"] if name.lower() != OWNER.encode()]
        scope = {**scope, "headers": [*others, (OWNER.encode(), owner.encode("latin1"))]}
        await self._app(scope, receive, guarded)

    def _cookie(self, scope: Scope, token: str) -> bytes:
        secure = "; Secure" if scope.get("scheme") == "https" else ""
        path = f"{scope.get('root_path', '').rstrip('/')}/"
        value = f"{COOKIE}={token}; Path={path}; HttpOnly; SameSite=Lax; Max-Age=31536000{secure}"
        return value.encode("latin1")

    def _refusal(self, headers: dict[str, str]) -> str:
        """The key of the phrase that says why; empty: none."""
        host = headers.get("host", "")
        if self._local and host != self._host and _name(f"//{host}") not in _LOOPBACK:
            return "local_only"
        origin = headers.get("origin", "")
        known = (host, headers.get("x-forwarded-host", host), self._host or host)
        if origin and urlsplit(origin).netloc not in known:
            return "other_site"
        return ""


def _name(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _with_headers(send: Send, cookie: bytes = b"") -> Send:
    """`send` that adds what every response of ours says."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            added = [(b"set-cookie", cookie)] if cookie else []
            message["headers"] = [*message.get("headers", ()), *_HEADERS, *added]
        await send(message)

    return sent


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """The body, and a `receive` that gives it again; of one that is too long only its beginning."""
    seen: list[Message] = []
    size, more = 0, True
    while more and size <= _MOST_JSON:
        message = await receive()
        seen.append(message)
        size += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    waiting = iter(seen)

    async def again() -> Any:
        for message in waiting:
            return message
        return await receive()

    return b"".join(one.get("body", b"") for one in seen), again
