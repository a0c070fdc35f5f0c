"""The door of a shared page: a form, the check of name and password, the way out."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from urllib.parse import parse_qs, quote

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from copilot.accounts import Accounts, Throttle
from copilot.export.cards import clean
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.refusals import refused
from copilot.ui.visitors import spoken

__all__ = ["Door"]

COOKIE = "market_copilot_login"
_LASTS = 14 * 24 * 3600  # seconds
_LONGEST = 4096  # bytes of the form
_OPEN = ("/login", "/copilot-assets/", "/favicon.ico")


class Door:
    """Knows who has logged in, and lets in who gives the right password."""

    def __init__(self, accounts: Accounts, *, secure: bool = False) -> None:
        self._accounts, self._secure = accounts, secure
        self._throttle = Throttle()
        self._basic: dict[bytes, str] = {}  # digests of credentials that were right

    async def user(self, request: Request) -> str:
        """Who asks, by the login's cookie or by HTTP Basic (for programs); empty: nobody that is known."""
        if token := request.cookies.get(COOKIE, ""):
            return self._accounts.user(token)
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return ""
        try:
            name, _, password = base64.b64decode(given, validate=True).decode("utf8").partition(":")
        except ValueError:
            return ""
        key = hmac.digest(self._accounts.secret, given.encode(), hashlib.sha256)
        if self._basic.get(key) == name:
            return name
        if await self._right(name, password, request) == 0:
            self._basic = {key: name} if len(self._basic) > 1000 else self._basic | {key: name}
            return name
        return ""

    async def respond(self, request: Request, path: str, user: str) -> Response | None:
        """The answer to whoever may not go on, and to the door's own addresses; None: let them through."""
        if path == "/logout" and request.method == "POST":
            gone = RedirectResponse("login", 303)
            gone.delete_cookie(COOKIE, path=self._path(request))
            return gone
        if path == "/login" and request.method == "POST":
            return await self._enter(request)
        if path == "/login":
            return _form(_language(request)) if not user else RedirectResponse("./", 303)
        if user or path.startswith(_OPEN):
            return None
        if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
            return RedirectResponse(f"{self._path(request).rstrip('/')}/login", 303)
        return refused(
            "login_first",
            401,
            request.headers.get("accept-language", ""),
            {"www-authenticate": 'Basic realm="Market Copilot", charset="UTF-8"'},
        )

    async def _enter(self, request: Request) -> Response:
        language = _language(request)
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > _LONGEST:
                return refused("too_long", 413, request.headers.get("accept-language", ""))
        form = parse_qs(body.decode("utf8", "replace"))
        name, password = form.get("name", [""])[0].strip(), form.get("password", [""])[0]
        wait = await self._right(name, password, request)
        if wait > 0:
            return _form(
                language, say("login_wait", language, n=-(-wait // 60)), 429, {"retry-after": str(wait)}
            )
        if wait < 0:
            return _form(language, say("login_wrong", language), 401)
        entered = RedirectResponse("./", 303)
        entered.set_cookie(
            COOKIE, self._accounts.token(name), max_age=_LASTS, path=self._path(request), httponly=True,
            samesite="lax", secure=self._secure or request.url.scheme == "https",
        )  # fmt: skip
        return entered

    async def _right(self, name: str, password: str, request: Request) -> int:
        """0: the password is right; -1: it is not; else the seconds to wait."""
        address = request.client.host if request.client else ""
        if wait := self._throttle.wait(name, address):
            return wait
        if await asyncio.to_thread(self._accounts.check, name, password):
            self._throttle.succeeded(name)
            return 0
        self._throttle.failed(name, address)
        return -1

    @staticmethod
    def _path(request: Request) -> str:
        return f"{request.scope.get('root_path', '').rstrip('/')}/"


def owner_name(user: str) -> str:
    """How a user is named as an owner: as no cookie of a visitor can be."""
    return f"user:{quote(user, safe='')}"


def _language(request: Request) -> Language:
    return spoken(request.headers.get("accept-language", ""))


def _form(
    language: Language, said: str = "", status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    tongue = "zh-Hans" if language == "zh" else "en"
    told = f'<p class="mc-login-said" role="alert">{clean(said)}</p>' if said else ""
    return HTMLResponse(
        f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8"><title>Market Copilot</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">'
        '<link rel="icon" href="copilot-assets/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="copilot-assets/page.css">'
        f'</head><body class="mc-file mc-login"><main><h1>Market Copilot</h1><p>{say("promise", language)}</p>{told}'
        f'<form method="post" action="login"><label>{say("login_name", language)}<input name="name" autocomplete="username" required autofocus></label>'
        f'<label>{say("login_password", language)}<input name="password" type="password" autocomplete="current-password" required></label>'
        f'<button type="submit">{say("login", language)}</button></form></main></body></html>',
        status,
        headers,
    )
