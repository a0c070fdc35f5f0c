"""The dense index on disk: a Chroma collection derived from the stored vectors, and made again from them at any doubt.

An embedded Chroma folder belongs to one process (two lose vectors without a word) and breaks in some of a hundred
kills (`STACK`: later calls fail, or opening it ends the process). So: the folder is opened under a file lock, only
after a child process has opened it and counted what is in it, and is rebuilt, without embedding anything, when it is
missing, torn, or of another model. Vectors are always given; Chroma's own embedder, which downloads, is never used.

It pays from some 200,000 passages on. Below, searching the vectors in memory is faster and exact, so that processes
without the lock find the same. With `CHROMA_URL` a server holds it, for all.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import sqlalchemy as sa

from copilot.errors import Unavailable
from copilot.store import truth
from copilot.store.embedding import Vectors

__all__ = ["ChromaIndex"]

_log = logging.getLogger(__name__)
BATCH = 2000  # Chroma takes 5,461 at most
PROBE_SECONDS = 120
_PROBE = """
import sys
from copilot.store import chroma
print(chroma.counted(sys.argv[1], sys.argv[2]))
"""


class ChromaIndex:
    """One model's vectors in a folder or on a server. Nothing is imported or opened before it is needed."""

    def __init__(
        self, engine: sa.Engine, model: str, *, folder: Path | None = None, url: str = "", token: str = ""
    ) -> None:
        self._engine, self._model, self._folder, self._url = engine, model, folder, url
        self._token = token
        self._name = "passages-" + re.sub(r"[^a-zA-Z0-9]+", "-", model).strip("-")[:60]
        self._fact = f"chroma:{url or 'embedded'}:{model}"[:120]
        self._lock: Any = None
        self._collection: Any = None
        self._place = ""  # of the index: a folder within the folder, or a collection on the server
        self.seen = 0  # number of the last change that is in it

    def follow(self) -> bool:
        """Brings the index up to date with the truth. False when another process owns it.

        Raises `Unavailable` when it can be neither opened nor made anew.
        """
        if not self._owned():
            return False
        try:
            if self._url:  # of several processes one at a time, from where the last one stopped
                with truth.alone(self._engine):
                    self._open_served()
                    self._take_over()
                return True
            if self._collection is None:
                self._open()
            self._take_over()
        except Unavailable:
            raise
        except (
            Exception
        ) as error:  # whatever Chroma raises: the index is derived, and the search does without it
            self._collection = None
            raise Unavailable(f"the Chroma index cannot be used: {error}") from error
        return True

    def nearest(self, query: Vectors, most: int) -> tuple[list[int], Vectors]:
        """Numbers of the passages nearest to a query and their cosines. Raises `Unavailable`."""
        if self._collection is None:
            raise Unavailable("the Chroma index is not open in this process")
        try:
            found = self._collection.query(query_embeddings=[query], n_results=most, include=["distances"])
        except Exception as error:
            raise Unavailable(f"the Chroma index cannot be searched: {error}") from error
        cosines = 1 - np.asarray(found["distances"][0], np.float32)
        return [int(number) for number in found["ids"][0]], cosines

    def close(self) -> None:
        """Gives the index up to the next process."""
        self._collection = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _owned(self) -> bool:
        if self._url or self._lock is not None:
            return True
        if self._folder is None:
            return False
        from filelock import FileLock, Timeout

        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(f"{self._folder}.lock", timeout=0)
            lock.acquire()
        except (Timeout, OSError):
            return False
        self._lock = lock
        return True

    def _open(self) -> None:
        assert self._folder is not None
        state = self._state()
        place = self._folder / str(state.get("place", ""))
        if not self._is_whole(place, state):
            # A new place each time: within one process Chroma goes on with what it knew of a folder.
            state, place = {}, self._folder / f"{time.time_ns():x}"
            place.mkdir(parents=True)
            for old in self._folder.iterdir():
                if old != place:
                    shutil.rmtree(old, ignore_errors=True)
        self._place = place.name
        self._collection = self._made(_client(str(place)), self._name)
        self.seen = int(state.get("seen", 0))

    def _open_served(self) -> None:
        """On a server each database has a collection of its own, which the database names."""
        state = self._state()
        client = _client(self._url, self._token)
        name = str(state.get("place") or f"{self._name}-{time.time_ns():x}")
        collection = self._made(client, name)
        if collection.count() != state.get("count", 0):
            client.delete_collection(name)
            state, name = {}, f"{self._name}-{time.time_ns():x}"
            collection = self._made(client, name)
        self._place, self._collection, self.seen = name, collection, int(state.get("seen", 0))

    def _made(self, client: Any, name: str) -> Any:
        return client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 400}}
        )

    def _is_whole(self, place: Path, state: dict[str, Any]) -> bool:
        """Opened in a child first: a torn index may end the process that opens it, or grow without end."""
        if not state.get("place") or not (place / "chroma.sqlite3").exists():
            return False
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        command = [sys.executable, "-c", _PROBE, str(place), self._name]
        try:
            ran = subprocess.run(
                command, capture_output=True, text=True, timeout=PROBE_SECONDS, env=environment, check=False
            )
        except subprocess.TimeoutExpired:
            return False
        whole = ran.returncode == 0 and ran.stdout.strip().split("\n")[-1] == str(state.get("count"))
        if not whole:
            _log.info("the Chroma index is not whole; it is built again from the stored vectors")
        return whole

    def _take_over(self) -> None:
        table, changes = truth.passages, truth.changes
        with truth.reading(self._engine) as connection:
            newest = connection.scalar(sa.select(sa.func.max(changes.c.number))) or 0
            if newest == self.seen:
                return
            changed = sa.select(changes.c.article).where(changes.c.number > self.seen).distinct()
            where = table.c.article.in_(changed) if self.seen else sa.true()
            rows = connection.execute(
                sa.select(table.c.id, table.c.article, truth.articles.c.state, truth.vectors.c.vector)
                .select_from(
                    table.join(truth.articles, table.c.article == truth.articles.c.id).join(
                        truth.vectors, table.c.digest == truth.vectors.c.digest
                    )
                )
                .where(where, truth.vectors.c.model == self._model)
            )
            while some := rows.fetchmany(BATCH):
                self._write(some)
        self.seen = int(newest)
        self._remember(self._collection.count())

    def _write(self, rows: Any) -> None:
        current = [row for row in rows if row.state == "current"]
        gone = [str(row.id) for row in rows if row.state != "current"]
        if current:
            self._collection.upsert(
                ids=[str(row.id) for row in current],
                embeddings=np.stack([np.frombuffer(row.vector, "<f4") for row in current]),
                metadatas=[{"article": int(row.article)} for row in current],
            )
        if gone:
            self._collection.delete(ids=gone)

    def _state(self) -> dict[str, Any]:
        with truth.reading(self._engine) as connection:
            value = connection.scalar(sa.select(truth.facts.c.value).where(truth.facts.c.name == self._fact))
        return dict(json.loads(value)) if value else {}

    def _remember(self, count: int) -> None:
        with truth.writing(self._engine) as connection:
            connection.execute(truth.facts.delete().where(truth.facts.c.name == self._fact))
            value = json.dumps({"seen": self.seen, "count": count, "place": self._place})
            connection.execute(truth.facts.insert().values(name=self._fact, value=value))


def counted(folder: str, name: str) -> int:
    """How many vectors a folder's collection holds; it is searched once, which reads its graph. For the child."""
    try:
        import resource

        # A torn file has been seen to grow to 75 GB while it was opened: this one writes nothing to speak of.
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000_000, 2_000_000_000))
    except (ImportError, ValueError, OSError):  # no such limits on this system; the time limit remains
        pass
    collection = _client(folder).get_collection(name, embedding_function=None)
    count = int(collection.count())
    some = collection.get(limit=1, include=["embeddings"])
    if (
        count
        and not collection.query(query_embeddings=some["embeddings"], n_results=min(count, 10))["ids"][0]
    ):
        return -1
    return count


def _client(place: str, token: str = "") -> Any:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if not place.startswith(("http://", "https://")):
        return chromadb.PersistentClient(place, settings=quiet)
    parts = urlsplit(place)
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        headers={"Authorization": f"Bearer {token}"} if token else None,
        settings=quiet,
    )
