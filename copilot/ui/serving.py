"""Starting the page: where it may listen, what it says, and what it warms up once it stands."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from copilot.config import Settings
from copilot.errors import ConfigError

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["serve"]

_log = logging.getLogger(__name__)
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
# Read by the libraries when they are imported: none of them may report to anybody.
_QUIET = {
    "GRADIO_ANALYTICS_ENABLED": "False", "GRADIO_RUN_HISTORY": "False", "ANONYMIZED_TELEMETRY": "False",
    "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false", "ORT_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "1",
}  # fmt: skip
# What the first question needs, heaviest first; imported while the visitor still reads the page.
_WARM = (
    "langchain.agents",
    "copilot.agent.editor",
    "copilot.analyst",
    "vl_convert",
    "copilot.checking",
    "pandas",
)


def serve(settings: Settings | None = None) -> None:
    """Runs until interrupted. Raises `ConfigError` when the address is taken, or public without being told so."""
    os.environ.update({name: value for name, value in _QUIET.items() if name not in os.environ})
    settings = settings or Settings.read()
    local = settings.host in _LOOPBACK
    if not (local and not settings.url) and not settings.users and not settings.public:
        named = f"COPILOT_URL={settings.url}" if local else f"HOST={settings.host}"
        raise ConfigError(
            f"{named} would show this page, and your model's key to work with, to everybody who reaches it, without a login. "
            "Set COPILOT_USERS (see market-copilot password), or use HOST=127.0.0.1, or set COPILOT_PUBLIC=1 if that is meant"
        )
    listening = _socket(settings.host, settings.port)
    print(f"Market Copilot: starting on {_address(settings)} …", flush=True)

    from copilot.conversation import Copilot

    copilot = Copilot(settings=settings, local_files=local and not settings.url and not settings.users)
    from copilot.ui.application import application

    app = application(copilot, local=local)
    import uvicorn

    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        proxy_headers=bool(settings.url) or not local,
        root_path=urlsplit(settings.url).path.rstrip("/"),
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_warm, args=(copilot,), daemon=True, name="warm").start()
    print(f"Market Copilot: open {_address(settings)}   (Ctrl+C stops it)", flush=True)
    server.run(sockets=[listening])


def _socket(host: str, port: int) -> socket.socket:
    """Bound before anything heavy is imported, so that a taken port is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as error:
        made.close()
        if error.errno == errno.EADDRINUSE:
            raise ConfigError(
                f"port {port} on {host} is in use; stop what listens there, or choose another: PORT={port + 1}"
            ) from error
        raise ConfigError(f"cannot listen on {host}:{port}: {error.strerror or error}") from error
    return made


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{'127.0.0.1' if host in ('0.0.0.0', '[::]') else host}:{settings.port}"  # noqa: S104  # shown, not bound


def _warm(copilot: Copilot) -> None:
    for name in _WARM:
        try:
            importlib.import_module(name)
        except ImportError:
            _log.warning("%s cannot be imported", name)
    try:
        _ = copilot.desk
    except Exception:  # the first question will say what is wrong, to the person who asks it
        _log.warning("the market could not be opened yet", exc_info=True)
