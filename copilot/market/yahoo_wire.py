"""Asking yfinance: one session for the process, every failure as our own error, patience with an end."""

from __future__ import annotations

import logging
import re
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from copilot.errors import CopilotError, NoData, Unavailable
from copilot.market import reachability
from copilot.market.breaker import Breaker
from copilot.market.yahoo_session import Away, Hiccup, Limited, open_session

__all__ = ["PATIENCE", "PAUSE", "Wire"]

T = TypeVar("T")
PATIENCE = 2.5  # seconds for one question, retries included: who is told "Yahoo is away" waits no longer
PAUSE = 0.15  # seconds before the second try, about; grows and varies
_TRIES, _AT_ONCE = 3, 8


class _Zones:
    """Time zones by symbol, in memory: yfinance keeps them in a database file, of the first folder that it was given,
    and a folder that is gone or full would fail every question."""

    def __init__(self) -> None:
        self._held: dict[str, str] = {}

    def lookup(self, symbol: str) -> str | None:
        return self._held.get(symbol)

    def store(self, symbol: str, zone: str | None) -> None:
        if zone is None:
            self._held.pop(symbol, None)
        else:
            self._held[symbol] = zone


class _Seat:
    """yfinance holds one session a process: whoever asks sits there, alone or with others of the same session."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._session: Any = None
        self._folder: Path | None = None
        self._count = 0

    @contextmanager
    def taken(self, session: Any, folder: Path) -> Iterator[Any]:
        with self._free:
            while self._count and self._session is not session:
                self._free.wait()
            self._count += 1
            try:
                yfinance = self._installed(session, folder)
            except BaseException:
                self._count -= 1
                self._free.notify_all()
                raise
        try:
            yield yfinance
        finally:
            with self._free:
                self._count -= 1
                self._free.notify_all()

    def _installed(self, session: Any, folder: Path) -> Any:
        yfinance = _yfinance()
        data = yfinance.data.YfData(session=session)
        if self._session is not session:
            if self._folder != folder:
                _settle(yfinance, folder)
            # another server's crumb is no crumb here; a local server has no cookie that yfinance would keep
            data._cookie, data._crumb = (True if session.local else None), None
            self._session, self._folder = session, folder
        data.cache_get.cache_clear()  # it never expires and would make old answers look new
        return yfinance


def _settle(yfinance: Any, folder: Path) -> None:
    """Cookies are kept in `folder`; where nothing can be written, for this process only."""
    cache = yfinance.cache
    yfinance.set_tz_cache_location(str(folder))
    cache._TzCacheManager._tz_cache = _Zones()
    cache._CookieCacheManager._Cookie_cache = None  # the one at hand holds the file of the folder before
    try:
        folder.mkdir(parents=True, exist_ok=True)
        cache.get_cookie_cache().lookup("curlCffi")
    except Exception:
        # read-only, full or torn: peewee's errors share no base with the system's
        cache._CookieCacheManager._Cookie_cache = cache._CookieCacheDummy()


_SEAT = _Seat()


def _yfinance() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import yfinance
        import yfinance.cache
        import yfinance.data
    warnings.filterwarnings("ignore", module=r"yfinance(\..*)?")  # pandas' deprecations, hundreds of lines
    logging.getLogger("yfinance").setLevel(logging.CRITICAL + 1)  # what it logs is raised here
    yfinance.config.debug.hide_exceptions = False
    return yfinance


class Wire:
    """Asks Yahoo through yfinance. `folder` is yfinance's own, for time zones and cookies."""

    def __init__(
        self,
        address: str,
        folder: Path,
        *,
        patience: float = PATIENCE,
        pause: float = PAUSE,
        breaker: Breaker | None = None,
    ) -> None:
        self._address, self._folder, self._patience, self._pause = address, folder, patience, pause
        self.breaker = breaker or Breaker("it")
        self._session: Any = None
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    @property
    def requests(self) -> int:
        """HTTP requests sent so far."""
        return 0 if self._session is None else int(self._session.requests)

    def ask(self, question: Callable[[Any, Any], T]) -> T:
        """What `question(yfinance, session)` gives. Raises `NoData` or `Unavailable`, nothing else of the wire."""
        self.breaker.check()
        with self._lock:
            if self._session is None:
                self._session = open_session(self._address)
        with _SEAT.taken(self._session, self._folder) as yfinance:
            try:
                answer = self._patiently(lambda: question(yfinance, self._session))
            except Away as error:
                self.breaker.failed(str(error))
                reachability.forget()  # the next conversation looks again, and may take the demo
                raise Unavailable(str(error)) from error
            except Limited as error:
                self.breaker.failed(str(error), error.pause or 60)
                raise Unavailable(str(error)) from error
            except Hiccup as error:
                self.breaker.stumbled(str(error))
                raise Unavailable(str(error)) from error
            except NoData:
                self.breaker.worked()
                raise
        self.breaker.worked()
        return answer

    def together(self, questions: Mapping[str, Callable[[], T]]) -> dict[str, T | CopilotError]:
        """All questions at once, each a call of `ask` in a thread, each with its answer or its error."""

        def one(question: Callable[[], T]) -> T | CopilotError:
            try:
                return question()
            except (NoData, Unavailable) as error:
                return error

        if len(questions) < 2:
            return {key: one(question) for key, question in questions.items()}
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(_AT_ONCE, "yahoo")
        return dict(zip(questions, self._pool.map(one, questions.values()), strict=True))

    def _patiently(self, question: Callable[[], T]) -> T:
        from tenacity import Retrying, retry_if_exception_type, wait_random_exponential

        start = time.monotonic()

        def left() -> float:
            return self._patience - (time.monotonic() - start)

        retrying = Retrying(
            retry=retry_if_exception_type(Hiccup),
            stop=lambda state: state.attempt_number >= _TRIES or left() < 0.8,
            wait=wait_random_exponential(multiplier=self._pause, max=4 * self._pause),
            reraise=True,
        )
        answer: T = retrying(self._once, question, left)
        return answer

    def _once(self, question: Callable[[], T], left: Callable[[], float]) -> T:
        self._session.begin(left())
        try:
            answer = question()
        except CopilotError as error:
            if isinstance(error, NoData) and (status := self._session.refused()) in (401, 403):
                raise _refusal(status) from error  # what a question takes for nothing there may be a refusal
            raise
        except Exception as error:
            raise self._translated(error) from error
        if status := self._session.refused():  # which yfinance has taken for an answer without content
            raise _refusal(status)
        return answer

    def _translated(self, error: Exception) -> CopilotError:
        """yfinance's errors as ours. What it calls missing data may be a refusal that it has swallowed."""
        status = self._session.refused()
        if type(error).__name__ == "YFRateLimitError":
            return Limited("Yahoo Finance limits requests (429)", None)
        if status in (401, 403):
            return _refusal(status)
        if type(error).__name__ in ("YFPricesMissingError", "YFTzMissingError", "YFTickerMissingError"):
            # its own words guess at a delisting and name days that nobody asked about
            symbol = getattr(error, "ticker", "") or "this symbol"
            return NoData(f"Yahoo has no prices of {symbol}: it may be delisted, or have another symbol now")
        if type(error).__name__.startswith("YF") and re.search(r"(?i)\bempty\b|\bno\b.* found", str(error)):
            return NoData(f"Yahoo has nothing there ({error})")
        if isinstance(error, ValueError):
            return Hiccup("Yahoo Finance's answer broke off: it is no whole JSON")
        return Hiccup(
            f"Yahoo Finance's answer has a shape that is not known ({type(error).__name__}: {error})"
        )


def _refusal(status: int) -> Unavailable:
    return Unavailable(f"Yahoo Finance refused the request ({status}), also with a new crumb")
