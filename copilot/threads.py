"""Conversations as lists of our own typed answers: what is kept between two questions, and nothing else.

A question's row is written before it is answered and holds its answer when that is whole. A turn that is killed leaves
a question without an answer, never half an answer; the next turn goes on beside it. One turn a thread at a time: two
requests wait for each other, because the second one's numbers must follow the first one's.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import filelock
import sqlalchemy as sa

from copilot import codec
from copilot.answer import Answer, Chart, Correction
from copilot.config import Settings
from copilot.errors import ConfigError, NoData, Unavailable
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.store.truth import open_truth, reading, writing

__all__ = ["Open", "Thread", "Threads", "new"]

_PATIENCE = 300  # seconds that a second request waits for the first one's answer

_TYPES = (
    Answer,
    Evidence,
    Ledger,
    MarketInfo,
    Chart,
    Correction,
)  # that an answer is made of, beside the core's

_tables = sa.MetaData()
_threads = sa.Table(
    "threads",
    _tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(120), nullable=False, default="", index=True),
    sa.Column("market", sa.Text, nullable=False, default=""),  # what it began with: "live", "demo", a folder
    sa.Column("begun_at", sa.DateTime, nullable=False),
)
_turns = sa.Table(
    "turns",
    _tables,
    sa.Column(
        "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
    ),
    sa.Column("thread", sa.String(64), sa.ForeignKey("threads.id"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("root", sa.Text),  # the answer, by the codec, without its objects; null: not answered
    sqlite_autoincrement=True,
)
# Each answer's ledger holds all that came before it: kept once a thread, or a thread would grow with its square.
_objects = sa.Table(
    "thread_objects",
    _tables,
    sa.Column("thread", sa.String(64), sa.ForeignKey("threads.id"), primary_key=True),
    sa.Column("digest", sa.String(32), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation in a list of them."""

    id: str
    title: str  # its first question
    market: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Open:
    """A thread while its lock is held: what was answered, and the place for one more answer."""

    id: str
    market: str
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]  # questions of turns that were broken off
    engine: sa.Engine
    turn: int

    def keep(self, answer: Answer) -> None:
        document = codec.encode(answer)
        with writing(self.engine) as connection:
            query = sa.select(_objects.c.digest).where(_objects.c.thread == self.id)
            known = set(connection.scalars(query))
            fresh = [
                {"thread": self.id, "digest": key, "body": _json(body)}
                for key, body in document["objects"].items()
                if key not in known
            ]
            if fresh:
                connection.execute(_objects.insert(), fresh)
            root = _json(document["root"])
            connection.execute(_turns.update().where(_turns.c.id == self.turn).values(root=root))


class Threads:
    """The conversations of one home folder, or of one database that many machines share."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = open_truth(settings)
        with writing(self._engine) as connection:
            _tables.create_all(connection, checkfirst=True)

    @contextmanager
    def turn(self, thread: str, question: str, *, market: str = "", owner: str = "") -> Iterator[Open]:
        """Holds the thread for one question; a thread that is not there yet begins here, with this market.

        Raises `Unavailable` when another turn of it does not end.
        """
        _valid(thread)
        with self._lock(thread):
            begun = self._begin(thread, market, owner)
            answers, unanswered = self._read(thread)
            with writing(self._engine) as connection:
                turn = connection.execute(
                    _turns.insert().values(thread=thread, question=question, asked_at=_now())
                ).inserted_primary_key
            assert turn is not None
            yield Open(thread, begun, answers, unanswered, self._engine, turn[0])

    def answers(self, thread: str) -> tuple[Answer, ...]:
        """All answers of a thread, oldest first; none for one that has not begun."""
        return self._read(thread)[0]

    def unanswered(self, thread: str) -> tuple[str, ...]:
        """Questions after the last answer whose turns were broken off: to be asked again."""
        return self._read(thread)[1]

    def list(self, owner: str = "", limit: int = 50) -> tuple[Thread, ...]:
        """The owner's threads, the one that was used last first."""
        ends = (
            sa.select(
                _turns.c.thread,
                sa.func.min(_turns.c.id).label("first"),
                sa.func.max(_turns.c.id).label("last"),
            )
            .group_by(_turns.c.thread)
            .subquery()
        )
        first, last = _turns.alias(), _turns.alias()
        query = (
            sa.select(_threads.c.id, first.c.question, _threads.c.market, last.c.asked_at)
            .join(ends, ends.c.thread == _threads.c.id)
            .join(first, first.c.id == ends.c.first)
            .join(last, last.c.id == ends.c.last)
            .where(_threads.c.owner == owner)
            .order_by(ends.c.last.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(Thread(*row) for row in connection.execute(query))

    def last(self) -> Answer:
        """The answer that was given last, whatever its thread. Raises `NoData` when there is none."""
        query = sa.select(_turns.c.thread).where(_turns.c.root.is_not(None)).order_by(_turns.c.id.desc())
        with reading(self._engine) as connection:
            thread = connection.scalar(query.limit(1))
        if thread is None:
            raise NoData('there is no answer yet; ask first: python -m copilot ask "…"')
        return self.answers(thread)[-1]

    def undo(self, thread: str, question: str) -> None:
        """Takes back the last turn, answered or not, if it asked this; the next one goes on before it."""
        with self._lock(thread), writing(self._engine) as connection:
            last = sa.select(sa.func.max(_turns.c.id)).where(_turns.c.thread == thread).scalar_subquery()
            connection.execute(_turns.delete().where(_turns.c.id == last, _turns.c.question == question))

    def remove(self, thread: str) -> None:
        with self._lock(thread), writing(self._engine) as connection:
            for table in (_turns, _objects):
                connection.execute(table.delete().where(table.c.thread == thread))
            connection.execute(_threads.delete().where(_threads.c.id == thread))

    def _begin(self, thread: str, market: str, owner: str) -> str:
        with writing(self._engine) as connection:
            row = connection.execute(sa.select(_threads).where(_threads.c.id == thread)).first()
            if row is None:
                values = {"id": thread, "owner": owner, "market": market, "begun_at": _now()}
                connection.execute(_threads.insert().values(**values))
                return market
        if row.owner != owner:
            raise ConfigError(f"there is no thread {thread!r} of yours")
        return str(row.market)

    def _read(self, thread: str) -> tuple[tuple[Answer, ...], tuple[str, ...]]:
        query = (
            sa.select(_turns.c.question, _turns.c.root).where(_turns.c.thread == thread).order_by(_turns.c.id)
        )
        bodies = sa.select(_objects.c.digest, _objects.c.body).where(_objects.c.thread == thread)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
            objects = {key: json.loads(body) for key, body in connection.execute(bodies)}
        roots = [json.loads(row.root) for row in rows if row.root is not None]
        answers = codec.decode({"format": codec.FORMAT, "objects": objects, "root": roots}, *_TYPES)
        unanswered: list[str] = []
        for row in rows:
            unanswered = [*unanswered, row.question] if row.root is None else []
        return answers, tuple(unanswered)

    @contextmanager
    def _lock(self, thread: str) -> Iterator[None]:
        if self._engine.dialect.name == "postgresql":
            with self._advisory(thread):
                yield
            return
        folder = self._settings.folder / "locks"
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
    def _advisory(self, thread: str) -> Iterator[None]:
        """A lock of the database, held by a connection of its own and let go when that ends, a kill included."""
        with self._engine.connect() as connection:
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


def new() -> str:
    """An id that nobody can guess: whoever knows it can read the thread."""
    return uuid.uuid4().hex


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _valid(thread: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", thread):
        raise ConfigError(f"{thread!r} is no thread's id; use letters, digits, - and _, at most 64")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
