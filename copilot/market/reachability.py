"""Can Yahoo be reached? Asked once, in the background, answered within two seconds whatever the network does."""

from __future__ import annotations

import threading
import time
import urllib.error
import urllib.request

from copilot.config import Settings

__all__ = ["begin", "forget", "hindrance", "probe"]

_PATIENCE = 2.0  # seconds
_FRESH = {True: 300.0, False: 60.0}  # seconds that an answer holds
_YAHOO = "https://query2.finance.yahoo.com"
_QUESTION = "/v8/finance/chart/%5EGSPC?range=1d&interval=1d"


class _Probe:
    """One look at one server, in a thread of its own: looking up a name cannot be given a time-out.

    A whole HTTPS answer is asked for, through the environment's proxy where there is one: a proxy that is there and
    forbids Yahoo, or a portal that catches every connection, does not count as Yahoo.
    """

    def __init__(self, address: str, local: bool) -> None:
        self.started = time.monotonic()
        self._found = threading.Event()
        self._reached = False
        self.why = f"no answer within {_PATIENCE:.0f} seconds"
        threading.Thread(target=self._look, args=(address, local), daemon=True, name="reachability").start()

    def _look(self, address: str, local: bool) -> None:
        if not address.startswith(("http://", "https://")):
            self._found.set()
            return
        request = urllib.request.Request(address + _QUESTION, headers={"User-Agent": "Mozilla/5.0"})  # noqa: S310
        proxies = [urllib.request.ProxyHandler({})] if local else []
        try:
            with urllib.request.build_opener(*proxies).open(request, timeout=_PATIENCE) as answer:
                self._reached = len(answer.read(64)) > 0
        except urllib.error.HTTPError as error:
            self._reached = (
                error.code < 500 and error.code != 407
            )  # it refuses this question, but it is there
            self.why = f"HTTP {error.code}"
        except (OSError, ValueError) as error:
            self._reached = False
            self.why = _said(error)
        self._found.set()

    def answer(self) -> bool:
        self._found.wait(max(0.0, self.started + _PATIENCE - time.monotonic()))
        return self._found.is_set() and self._reached

    @property
    def fresh(self) -> bool:
        return not self._found.is_set() or time.monotonic() - self.started < _FRESH[self._reached]


_probes: dict[str, _Probe] = {}
_lock = threading.Lock()


def begin(settings: Settings) -> None:
    """Starts looking, so that `probe` need not wait later."""
    _current(settings)


def probe(settings: Settings) -> bool:
    """Does the server answer? At most two seconds; the answer is kept for some minutes."""
    return _current(settings).answer()


def hindrance(settings: Settings) -> str:
    """Why the server cannot be reached, empty when it can."""
    found = _current(settings)
    return "" if found.answer() else found.why


def _said(error: Exception) -> str:
    """The innermost reason: "Name or service not known", "Connection refused"."""
    reason = getattr(error, "reason", None)
    if isinstance(reason, Exception):
        return _said(reason)
    return str(reason or getattr(error, "strerror", None) or error or type(error).__name__)[:160]


def forget() -> None:
    """The next `probe` looks again."""
    with _lock:
        _probes.clear()


def _current(settings: Settings) -> _Probe:
    address = (settings.yahoo_url or _YAHOO).rstrip("/")
    with _lock:
        found = _probes.get(address)
        if found is None or not found.fresh:
            found = _probes[address] = _Probe(address, bool(settings.yahoo_url))
        return found
