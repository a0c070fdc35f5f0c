"""What a thread is to those who read it: its place in a list, its answered turns, and an open one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from copilot import codec
from copilot.answer import Answer, StepFinished
from copilot.store.truth import writing
from copilot.threads import tables

__all__ = ["Kept", "Open", "Thread"]


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation in a list of them."""

    id: str
    title: str  # what its owner calls it, else its first question
    market: str
    last: datetime
    questions: int = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """An answered turn as it is kept."""

    answer: Answer
    digest: str  # the answer's, its address
    steps: tuple[StepFinished, ...]  # what was looked up for it
    shared: bool  # others may read it


@dataclass(frozen=True, slots=True)
class Open:
    """A thread while its lock is held: what was answered, and the place for one more answer."""

    id: str
    market: str
    answers: tuple[Answer, ...]
    unanswered: tuple[str, ...]  # questions of turns that were broken off
    engine: sa.Engine
    turn: int

    def keep(self, answer: Answer, steps: Iterable[StepFinished] = ()) -> None:
        document = codec.encode(answer)
        with writing(self.engine) as connection:
            query = sa.select(tables.objects.c.digest).where(tables.objects.c.thread == self.id)
            known = set(connection.scalars(query))
            fresh = [
                {"thread": self.id, "digest": key, "body": _json(body)}
                for key, body in document["objects"].items()
                if key not in known
            ]
            if fresh:
                connection.execute(tables.objects.insert(), fresh)
            root = _json(document["root"])
            values = {
                "root": root,
                "digest": codec.digest(answer),
                "steps": _json([asdict(one) for one in steps]),
            }
            connection.execute(tables.turns.update().where(tables.turns.c.id == self.turn).values(**values))


def _json(plain: Any) -> str:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
