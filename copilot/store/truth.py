"""The database that everything else is derived from: SQLite in the home folder, or what `DATABASE_URL` names.

articles   each version of each article, its text included; a superseded or removed one keeps its row
passages   stretches of an article by offsets, with their search words and the digest of what is embedded
vectors    by digest of the embedded text and the model's name: the same passage is embedded once
changes    one row whenever an article or its vectors changed; indexes follow it, in this process or another
facts      schema version, and how far each derived index has followed

Writing transactions are one at a time (SQLite: BEGIN IMMEDIATE; Postgres: an advisory lock), so that the sequence of
changes is the order of commits and a follower that has seen number n has seen all before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import sqlalchemy as sa
from sqlalchemy import event

from copilot.config import Settings
from copilot.errors import ConfigError, Unavailable
from copilot.store.embedding import Vectors

__all__ = [
    "alone",
    "articles",
    "changes",
    "facts",
    "keep_vectors",
    "known_vectors",
    "open_truth",
    "passages",
    "reading",
    "vectors",
    "widen",
    "writing",
]

SCHEMA = "2"
_WIDENED = ("1",)  # earlier schemas that only lack columns

_tables = sa.MetaData()
_key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

articles = sa.Table(
    "articles",
    _tables,
    sa.Column("id", _key, primary_key=True, autoincrement=True),
    sa.Column("digest", sa.String(32), nullable=False, index=True),
    sa.Column("content", sa.String(32), nullable=False, index=True),  # of the text without its white space
    sa.Column("source", sa.Text, nullable=False, index=True),  # what its versions have in common
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("owner", sa.String(120), nullable=False, server_default=""),  # whose; empty: everybody's
    sa.Column("published", sa.Date),
    sa.Column("document", sa.Text, nullable=False),  # the article, by the codec
    sa.Column("state", sa.String(12), nullable=False, default="current"),  # current | superseded | removed
    sa.Column("added_at", sa.DateTime, nullable=False, server_default=sa.func.now()),
    sqlite_autoincrement=True,
)
passages = sa.Table(
    "passages",
    _tables,
    sa.Column("id", _key, primary_key=True, autoincrement=True),
    sa.Column("article", _key, sa.ForeignKey("articles.id"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(32), nullable=False, index=True),  # of the text that is embedded
    sa.Column("words", sa.Text, nullable=False),
    sa.Column("subjects", sa.Text, nullable=False, default=""),
    sqlite_autoincrement=True,
)
vectors = sa.Table(
    "vectors",
    _tables,
    sa.Column("digest", sa.String(32), primary_key=True),
    sa.Column("model", sa.String(120), primary_key=True),
    sa.Column("vector", sa.LargeBinary, nullable=False),  # float32, little endian
)
changes = sa.Table(
    "changes",
    _tables,
    sa.Column("number", _key, primary_key=True, autoincrement=True),
    sa.Column("article", _key, nullable=False),
    sqlite_autoincrement=True,
)
facts = sa.Table(
    "facts", _tables, sa.Column("name", sa.String(120), primary_key=True), sa.Column("value", sa.Text)
)


def open_truth(settings: Settings) -> sa.Engine:
    """The database, made when it is not there yet.

    Raises `ConfigError` for an address that cannot be used or a file of a later version, `Unavailable` when the
    database does not answer or the folder cannot be written.
    """
    try:
        if settings.database_url:
            engine = sa.create_engine(settings.database_url, pool_pre_ping=True)
        else:
            settings.folder.mkdir(parents=True, exist_ok=True)
            engine = sa.create_engine(f"sqlite:///{settings.folder / 'market-copilot.sqlite3'}")
    except (sa.exc.ArgumentError, ImportError) as error:
        raise ConfigError(f"DATABASE_URL cannot be used: {error}") from error
    except OSError as error:
        raise Unavailable(
            f"COPILOT_HOME={str(settings.folder)!r} cannot be written: {error.strerror}"
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    with writing(engine) as connection:
        _tables.create_all(connection, checkfirst=True)
        widen(connection, articles)
        found = connection.scalar(sa.select(facts.c.value).where(facts.c.name == "schema"))
        if found is None:
            connection.execute(facts.insert().values(name="schema", value=SCHEMA))
        elif found in _WIDENED:
            connection.execute(facts.update().where(facts.c.name == "schema").values(value=SCHEMA))
        elif found != SCHEMA:
            raise ConfigError(
                f"{engine.url.database} has schema {found}, this program reads {SCHEMA}: use the version that made it"
            )
    return engine


def widen(connection: sa.Connection, table: sa.Table) -> None:
    """Adds the columns that an older version of this program did not have; what stands in the table stays."""
    there = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in there:
            made = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {made}"))


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction behind our back
    for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(
        "BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN"
    )


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One writing transaction: all of it or, whatever happens, nothing."""
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(7233)"))
            yield connection
    except sa.exc.DBAPIError as error:
        raise Unavailable(f"the article store cannot be written: {error.orig}") from error


@contextmanager
def alone(engine: sa.Engine) -> Iterator[None]:
    """One process at a time, of all that use this database; it may read and write meanwhile."""
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SELECT pg_advisory_lock(7234)"))
            try:
                yield
            finally:
                connection.execute(sa.text("SELECT pg_advisory_unlock(7234)"))
        return
    from filelock import FileLock

    with FileLock(f"{engine.url.database}.chroma.lock"):
        yield


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One reading transaction: everything in it is of one moment."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except sa.exc.DBAPIError as error:
        raise Unavailable(f"the article store cannot be read: {error.orig}") from error


def known_vectors(connection: sa.Connection, model: str, digests: Sequence[str]) -> dict[str, Vectors]:
    """The vectors that this model has already made of these texts, by digest."""
    found = connection.execute(
        sa.select(vectors.c.digest, vectors.c.vector)
        .where(vectors.c.model == model)
        .where(vectors.c.digest.in_(list(digests)))
    )
    return {digest: np.frombuffer(blob, "<f4") for digest, blob in found}


def keep_vectors(connection: sa.Connection, model: str, rows: Mapping[str, Vectors]) -> None:
    """Keeps vectors by the digest of what they were made of; one that is there already stays."""
    known = known_vectors(connection, model, list(rows))
    fresh = [
        {"digest": digest, "model": model, "vector": np.asarray(row, "<f4").tobytes()}
        for digest, row in rows.items()
        if digest not in known
    ]
    if fresh:
        connection.execute(vectors.insert(), fresh)
