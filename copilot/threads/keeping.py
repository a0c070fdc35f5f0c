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
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from copilot import codec
from copilot.answer import Answer, Chart, Correction, Related, StepFinished
from copilot.config import Settings
from copilot.errors import ConfigError, NoData
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.store.truth import open_truth, reading, writing
from copilot.threads import tables
from copilot.threads.locks import held
from copilot.threads.opened import Kept, Open, Thread
from copilot.threads.watching import Watched

__all__ = ["Threads", "new"]

_KEPT = timedelta(days=1)  # that a removed thread can be brought back
_LONGEST_TITLE = 160  # characters

_TYPES = (
    Answer,
    Evidence,
    Ledger,
    MarketInfo,
    Chart,
    Correction,
    Related,
)  # that an answer is made of, beside the core's


class Threads:
    """The conversations of one home folder, or of one database that many machines share."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._engine = open_truth(settings)
        with writing(self._engine) as connection:
            tables.prepare(connection)

    @contextmanager
    def turn(self, thread: str, question: str, *, market: str = "", owner: str = "") -> Iterator[Open]:
        """Holds the thread for one question; a thread that is not there yet begins here, with this market.

        Raises `Unavailable` when another turn of it does not end.
        """
        _valid(thread)
        with held(self._engine, self._settings, thread):
            begun = self._begin(thread, market, owner)
            kept, unanswered = self._read(thread)
            answers = tuple(one.answer for one in kept)
            with writing(self._engine) as connection:
                turn = connection.execute(
                    tables.turns.insert().values(thread=thread, question=question, asked_at=_now())
                ).inserted_primary_key
            assert turn is not None
            yield Open(thread, begun, answers, unanswered, self._engine, turn[0])

    def answers(self, thread: str) -> tuple[Answer, ...]:
        """All answers of a thread, oldest first; none for one that has not begun."""
        return tuple(one.answer for one in self.kept(thread))

    def kept(self, thread: str) -> tuple[Kept, ...]:
        """All answered turns of a thread with what belongs to them, oldest first."""
        return self._read(thread)[0]

    def unanswered(self, thread: str) -> tuple[str, ...]:
        """Questions after the last answer whose turns were broken off: to be asked again."""
        return self._read(thread)[1]

    def list(self, owner: str = "", limit: int = 50) -> tuple[Thread, ...]:
        """The owner's threads, the one that was used last first."""
        ends = (
            sa.select(
                tables.turns.c.thread,
                sa.func.min(tables.turns.c.id).label("first"),
                sa.func.max(tables.turns.c.id).label("last"),
                sa.func.count().label("questions"),
            )
            .group_by(tables.turns.c.thread)
            .subquery()
        )
        first, last = tables.turns.alias(), tables.turns.alias()
        title = sa.func.coalesce(tables.threads.c.title, first.c.question)
        query = (
            sa.select(tables.threads.c.id, title, tables.threads.c.market, last.c.asked_at, ends.c.questions)
            .join(ends, ends.c.thread == tables.threads.c.id)
            .join(first, first.c.id == ends.c.first)
            .join(last, last.c.id == ends.c.last)
            .where(tables.threads.c.owner == owner, tables.threads.c.removed_at.is_(None))
            .order_by(ends.c.last.desc())
            .limit(limit)
        )
        with reading(self._engine) as connection:
            return tuple(Thread(*row) for row in connection.execute(query))

    def last(self) -> Answer:
        """The answer that was given last, whatever its thread. Raises `NoData` when there is none."""
        query = (
            sa.select(tables.turns.c.thread)
            .where(tables.turns.c.root.is_not(None))
            .order_by(tables.turns.c.id.desc())
        )
        with reading(self._engine) as connection:
            thread = connection.scalar(query.limit(1))
        if thread is None:
            raise NoData('there is no answer yet; ask first: python -m copilot ask "…"')
        return self.answers(thread)[-1]

    def undo(self, thread: str, question: str) -> None:
        """Takes back the last turn, answered or not, if it asked this; the next one goes on before it."""
        with held(self._engine, self._settings, thread), writing(self._engine) as connection:
            last = (
                sa.select(sa.func.max(tables.turns.c.id))
                .where(tables.turns.c.thread == thread)
                .scalar_subquery()
            )
            connection.execute(
                tables.turns.delete().where(tables.turns.c.id == last, tables.turns.c.question == question)
            )

    def rename(self, thread: str, title: str, owner: str = "") -> None:
        """Calls an owner's thread something else; an empty title gives it its first question back."""
        said = " ".join(title.split())[:_LONGEST_TITLE] or None
        self._set(thread, owner, title=said)

    def remove(self, thread: str, owner: str = "") -> None:
        """Takes an owner's thread away; `restore` brings it back for a day, then it is deleted for good."""
        with held(self._engine, self._settings, thread):
            self._set(thread, owner, removed_at=_now())
        with writing(self._engine) as connection:
            old = sa.select(tables.threads.c.id).where(tables.threads.c.removed_at < _now() - _KEPT)
            gone = list(connection.scalars(old))
            for table in (tables.turns, tables.objects):
                connection.execute(table.delete().where(table.c.thread.in_(gone)))
            connection.execute(tables.threads.delete().where(tables.threads.c.id.in_(gone)))

    def restore(self, thread: str, owner: str = "") -> None:
        """Brings back what `remove` took away."""
        self._set(thread, owner, removed_at=None)

    def share(self, digest: str, owner: str = "", *, shared: bool = True) -> None:
        """Lets others read an owner's answer at its address, or no longer."""
        mine = sa.select(tables.threads.c.id).where(tables.threads.c.owner == owner)
        with writing(self._engine) as connection:
            connection.execute(
                tables.turns.update()
                .where(tables.turns.c.digest == digest, tables.turns.c.thread.in_(mine))
                .values(shared=shared)
            )

    def shown(self, digest: str, owner: str = "") -> Kept | None:
        """The answer with this address, if it is the owner's own or shared; None for every other."""
        both = tables.turns.join(tables.threads, tables.turns.c.thread == tables.threads.c.id)
        query = (
            sa.select(tables.turns.c.thread)
            .select_from(both)
            .where(
                tables.turns.c.digest == digest,
                tables.threads.c.removed_at.is_(None),
                sa.or_(tables.threads.c.owner == owner, tables.turns.c.shared.is_(True)),
            )
            .order_by(tables.turns.c.id.desc())
        )
        with reading(self._engine) as connection:
            thread = connection.scalar(query.limit(1))
        found = self.kept(thread) if thread is not None else ()
        return next((one for one in found if one.digest == digest), None)

    def owner(self, thread: str) -> str | None:
        """Whose a thread is; None for one that is not there, or was taken away."""
        query = sa.select(tables.threads.c.owner).where(
            tables.threads.c.id == thread, tables.threads.c.removed_at.is_(None)
        )
        with reading(self._engine) as connection:
            found: str | None = connection.scalar(query)
        return found

    @property
    def watched(self) -> Watched:
        """The watch lists that are kept beside the conversations."""
        return Watched(self._engine)

    def _set(self, thread: str, owner: str, **values: Any) -> None:
        mine = (tables.threads.c.id == thread) & (tables.threads.c.owner == owner)
        with writing(self._engine) as connection:
            connection.execute(tables.threads.update().where(mine).values(**values))

    def _begin(self, thread: str, market: str, owner: str) -> str:
        with writing(self._engine) as connection:
            row = connection.execute(sa.select(tables.threads).where(tables.threads.c.id == thread)).first()
            if row is None:
                values = {"id": thread, "owner": owner, "market": market, "begun_at": _now()}
                connection.execute(tables.threads.insert().values(**values))
                return market
        if row.owner != owner or row.removed_at is not None:
            raise ConfigError(f"there is no thread {thread!r} of yours")
        return str(row.market)

    def _read(self, thread: str) -> tuple[tuple[Kept, ...], tuple[str, ...]]:
        query = (
            sa.select(tables.turns)
            .join(tables.threads, tables.threads.c.id == tables.turns.c.thread)
            .where(tables.turns.c.thread == thread, tables.threads.c.removed_at.is_(None))
            .order_by(tables.turns.c.id)
        )
        bodies = sa.select(tables.objects.c.digest, tables.objects.c.body).where(
            tables.objects.c.thread == thread
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
            objects = {key: json.loads(body) for key, body in connection.execute(bodies)}
        answered = [row for row in rows if row.root is not None]
        roots = [json.loads(row.root) for row in answered]
        answers = codec.decode({"format": codec.FORMAT, "objects": objects, "root": roots}, *_TYPES)
        unanswered: list[str] = []
        for row in rows:
            unanswered = [*unanswered, row.question] if row.root is None else []
        kept = tuple(
            Kept(
                answer,
                row.digest or codec.digest(answer),
                tuple(StepFinished(**step) for step in json.loads(row.steps or "[]")),
                bool(row.shared),
            )
            for row, answer in zip(answered, answers, strict=True)
        )
        return kept, tuple(unanswered)


def new() -> str:
    """An id that nobody can guess: whoever knows it can read the thread."""
    return uuid.uuid4().hex


def _valid(thread: str) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", thread):
        raise ConfigError(f"{thread!r} is no thread's id; use letters, digits, - and _, at most 64")


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
