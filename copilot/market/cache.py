"""Answers of a provider, kept in memory and on disk until they can have changed; equal questions are asked once.

What is kept says when it was fetched, and whoever uses it says so too: a cache never makes an old number look new.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

__all__ = ["Cache", "Kept"]

T = TypeVar("T")
_ENTRIES = 256  # in memory


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """A value with the moment it was fetched and the moment from which it may be old; both aware, UTC."""

    value: T
    fetched_at: datetime
    until: datetime


class Cache(Generic[T]):
    """Keyed by text. `load` and `dump` turn a value into JSON and back; without a folder, memory only."""

    def __init__(
        self, folder: Path | None, dump: Callable[[T], Any], load: Callable[[Any], T], entries: int = _ENTRIES
    ) -> None:
        self._folder, self._dump, self._load, self._entries = folder, dump, load, entries
        self._memory: OrderedDict[str, Kept[T]] = OrderedDict()
        self._asked: dict[str, Future[Kept[T]]] = {}
        self._lock = threading.Lock()

    def find(self, key: str) -> Kept[T] | None:
        """What is kept, fresh or not; None when nothing is."""
        with self._lock:
            if key in self._memory:
                self._memory.move_to_end(key)
                return self._memory[key]
        kept = self._read(key)
        if kept is not None:
            self._remember(key, kept)
        return kept

    def ask(
        self,
        key: str,
        now: datetime,
        fetch: Callable[[], Kept[T]],
        enough: Callable[[T], bool] = lambda value: True,
    ) -> Kept[T]:
        """What is kept, fresh and `enough`, else what `fetch` gives; threads that ask the same share one fetch.

        Whatever `fetch` raises, every one of them gets.
        """
        kept = self.find(key)
        if kept is not None and now < kept.until and enough(kept.value):
            return kept
        with self._lock:
            waiting = self._asked.get(key)
            if waiting is None:
                mine: Future[Kept[T]] = Future()
                self._asked[key] = mine
        if waiting is not None:
            shared = waiting.result()
            return shared if enough(shared.value) else self.ask(key, now, fetch, enough)
        try:
            kept = fetch()
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            self._remember(key, kept)
            self._write(key, kept)
            mine.set_result(kept)
            return kept
        finally:
            with self._lock:
                self._asked.pop(key, None)

    def _remember(self, key: str, kept: Kept[T]) -> None:
        with self._lock:
            self._memory[key] = kept
            self._memory.move_to_end(key)
            while len(self._memory) > self._entries:
                self._memory.popitem(last=False)

    def _path(self, key: str) -> Path | None:
        name = hashlib.sha256(key.encode()).hexdigest()[:32]
        return self._folder / f"{name}.json.gz" if self._folder else None

    def _read(self, key: str) -> Kept[T] | None:
        path = self._path(key)
        if path is None:
            return None
        try:
            document = json.loads(gzip.decompress(path.read_bytes()))
            if document["key"] != key:
                return None
            return Kept(
                self._load(document["value"]),
                datetime.fromisoformat(document["fetched_at"]),
                datetime.fromisoformat(document["until"]),
            )
        except (OSError, EOFError, ValueError, KeyError, TypeError, ArithmeticError):
            return None  # not there, torn, or of an older version: it is fetched again

    def _write(self, key: str, kept: Kept[T]) -> None:
        path = self._path(key)
        if path is None:
            return
        document = {
            "key": key,
            "fetched_at": kept.fetched_at.isoformat(),
            "until": kept.until.isoformat(),
            "value": self._dump(kept.value),
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent)
            with os.fdopen(handle, "wb") as stream:
                stream.write(gzip.compress(json.dumps(document).encode(), 1))
            os.replace(name, path)
        except OSError:
            return  # a full or read-only disk costs a request later, not the answer now
