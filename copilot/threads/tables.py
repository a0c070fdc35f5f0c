"""The tables of conversations, in the same database as the articles."""

from __future__ import annotations

import sqlalchemy as sa

from copilot.store.truth import widen

__all__ = ["objects", "prepare", "threads", "turns", "watched"]

_tables = sa.MetaData()
threads = sa.Table(
    "threads",
    _tables,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("owner", sa.String(120), nullable=False, default="", index=True),
    sa.Column("market", sa.Text, nullable=False, default=""),  # what it began with: "live", "demo", a folder
    sa.Column("begun_at", sa.DateTime, nullable=False),
    sa.Column("title", sa.Text),  # what its owner calls it; null: its first question
    sa.Column("removed_at", sa.DateTime),  # null: it is there
)
turns = sa.Table(
    "turns",
    _tables,
    sa.Column(
        "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
    ),
    sa.Column("thread", sa.String(64), sa.ForeignKey("threads.id"), nullable=False, index=True),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("root", sa.Text),  # the answer, by the codec, without its objects; null: not answered
    sa.Column("steps", sa.Text),  # what was looked up for it, as a JSON list; null: of an older version
    sa.Column("digest", sa.String(32)),  # of the answer: its address
    sa.Column("shared", sa.Boolean),  # others may read it; null: no
    sqlite_autoincrement=True,
)
# Each answer's ledger holds all that came before it: kept once a thread, or a thread would grow with its square.
objects = sa.Table(
    "thread_objects",
    _tables,
    sa.Column("thread", sa.String(64), sa.ForeignKey("threads.id"), primary_key=True),
    sa.Column("digest", sa.String(32), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)
watched = sa.Table(
    "watched",
    _tables,
    sa.Column("owner", sa.String(120), primary_key=True),
    sa.Column("symbol", sa.String(40), primary_key=True),
    sa.Column("added_at", sa.DateTime, nullable=False),
)


def prepare(connection: sa.Connection) -> None:
    """Makes the tables, or adds what an older version's lack."""
    _tables.create_all(connection, checkfirst=True)
    for table in (threads, turns):
        widen(connection, table)
