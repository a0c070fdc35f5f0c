"""One turn a thread at a time: a file's lock beside SQLite, a lock of the database on Postgres."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import filelock
import sqlalchemy as sa

from copilot.config import Settings
from copilot.errors import Unavailable

__all__ = ["held"]

_PATIENCE = 300  # seconds that a second request waits for the first one's answer


@contextmanager
def held(engine: sa.Engine, settings: Settings, thread: str) -> Iterator[None]:
    """Holds the thread; raises `Unavailable` when another turn of it does not end."""
    if engine.dialect.name == "postgresql":
        with _advisory(engine, thread):
            yield
        return
    folder = settings.folder / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    # A stream may be closed by another thread than the one that began it.
    lock = filelock.FileLock(folder / f"{thread}.lock", thread_local=False)
    try:
        lock.acquire(timeout=_PATIENCE, poll_interval=0.02)
    except filelock.Timeout as error:
        raise Unavailable(
            "this conversation is still being answered; wait for it, or begin a new one"
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _advisory(engine: sa.Engine, thread: str) -> Iterator[None]:
    """A lock of the database, held by a connection of its own and let go when that ends, a kill included."""
    with engine.connect() as connection:
        connection.execute(sa.text(f"SET lock_timeout = '{_PATIENCE}s'"))
        try:
            connection.execute(
                sa.text("SELECT pg_advisory_lock(7234, hashtext(:thread))"), {"thread": thread}
            )
        except sa.exc.DBAPIError as error:
            raise Unavailable(
                "this conversation is still being answered; wait for it, or begin a new one"
            ) from error
        try:
            yield
        finally:
            connection.execute(sa.text("SELECT pg_advisory_unlock_all()"))
