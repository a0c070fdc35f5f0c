"""A breaker: who asks a provider that is away is told so at once, instead of waiting again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from copilot.errors import Unavailable

__all__ = ["Breaker"]

_PAUSE, _LONGEST = 20.0, 300.0  # seconds
_STUMBLES = 3  # in a row


class Breaker:
    """Closed while the provider answers; open for a while after it did not. Shared by all threads."""

    def __init__(self, provider: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider, self._clock = provider, clock
        self._lock = threading.Lock()
        self._reason, self._until, self._pause, self._stumbles = "", 0.0, _PAUSE, 0

    def check(self) -> None:
        """Raises `Unavailable` while the breaker is open; afterwards one more try is let through."""
        with self._lock:
            left = self._until - self._clock()
            if self._reason and left > 0:
                raise Unavailable(f"{self._reason}; {self._provider} is asked again in {left:.0f} s")

    def failed(self, reason: str, pause: float | None = None) -> None:
        """Opens it for `pause` seconds (20, doubled each time it fails again without an answer in between)."""
        with self._lock:
            now = self._clock()
            if self._reason and now < self._until:
                return  # a request that was under way already
            self._pause = min(self._pause * 2, _LONGEST) if self._reason else _PAUSE
            self._reason, self._until = reason, now + min(pause or self._pause, _LONGEST)

    def stumbled(self, reason: str) -> None:
        """A failure that may be of this one question; the third in a row opens it."""
        with self._lock:
            self._stumbles += 1
            enough = self._stumbles >= _STUMBLES
        if enough:
            self.failed(reason)

    def worked(self) -> None:
        with self._lock:
            self._reason, self._until, self._stumbles = "", 0.0, 0
