"""How an article comes into the truth: cut into passages, recognised when it is known, a version when it is revised."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from copilot import codec, names
from copilot.ports import Added
from copilot.store import truth
from copilot.store.index import LONG
from copilot.store.passages import context, passages
from copilot.store.words import search_words
from copilot.types import Article

__all__ = ["Piece", "cut", "embedded_text", "fingerprint", "known", "retire", "store"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage on its way into the truth."""

    start: int
    end: int
    digest: str
    words: str
    subjects: str


def embedded_text(article: Article, start: int, end: int, above: str | None = None) -> str:
    """What the model reads of a passage: where it stands, then its words."""
    above = context(article.text, start) if above is None else above
    head = " · ".join(part for part in (article.title.strip(), above) if part)
    return f"{head}\n{article.text[start:end]}" if head else article.text[start:end]


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()[:32]


def cut(article: Article) -> list[Piece]:
    """The passages of an article with all that the truth keeps of them."""
    pieces: list[Piece] = []
    own = {subject.strip().upper() for subject in article.subjects}
    stretches = passages(article.text)
    for start, end in stretches:
        named = {one.symbol.upper() for one in names.mentions(article.text[start:end])}
        # A short piece is about its subjects throughout; a passage of a filing only about what it names itself.
        subjects = " ".join(sorted(named | own if len(stretches) <= LONG else named or own))
        above = context(article.text, start)
        text = embedded_text(article, start, end, above)
        digest = fingerprint(text)
        # Titles have an index of their own: the date in a filing's name is no word of each of its passages.
        words = search_words(f"{above}\n{article.text[start:end]}")
        pieces.append(Piece(start, end, digest, " ".join(words), subjects))
    return pieces


def known(connection: sa.Connection, articles: Sequence[Article], owner: str = "") -> set[str]:
    """Digests of those of these articles that this owner has already, as they are."""
    table = truth.articles
    digests = [codec.digest(article) for article in articles]
    mine = (table.c.state == "current") & (table.c.owner == owner)
    found = sa.select(table.c.digest).where(mine, table.c.digest.in_(digests))
    return set(connection.scalars(found))


def store(connection: sa.Connection, article: Article, pieces: Sequence[Piece], owner: str = "") -> Added:
    """Puts an article and its passages into the truth, or says that its text is there already, for this owner."""
    table = truth.articles
    digest = codec.digest(article)
    content = fingerprint(re.sub(r"\s+", "", article.text))
    source = article.url.strip()
    if not source:  # two notes without an address and with one title are two notes
        named = article.publisher.strip() and article.published
        source = (
            f"{article.publisher.strip()}\n{article.title.strip()}\n{article.published}" if named else content
        )
    current = sa.select(table.c.id, table.c.digest, table.c.source).where(
        table.c.state == "current", table.c.owner == owner
    )
    if connection.execute(current.where(table.c.digest == digest)).first():
        return Added(digest, article.title, new=False)
    same = connection.execute(current.where(table.c.content == content)).all()
    if elsewhere := next((row for row in same if row.source != source), None):
        return Added(elsewhere.digest, article.title, new=False)
    for row in connection.execute(current.where(table.c.source == source)).all():
        retire(connection, row.id, "superseded")
    key = connection.execute(
        table.insert().values(
            digest=digest,
            content=content,
            source=source,
            title=article.title,
            owner=owner,
            published=article.published,
            document=json.dumps(codec.encode(article), ensure_ascii=False),
            state="current",
        )
    ).inserted_primary_key
    number = int(key[0]) if key else 0
    if pieces:
        connection.execute(
            truth.passages.insert(),
            [
                {
                    "article": number,
                    "start": piece.start,
                    "end": piece.end,
                    "digest": piece.digest,
                    "words": piece.words,
                    "subjects": piece.subjects,
                }
                for piece in pieces
            ],
        )
    connection.execute(truth.changes.insert().values(article=number))
    return Added(digest, article.title, new=True)


def retire(connection: sa.Connection, number: int, state: str) -> None:
    """Takes a version of an article out of search; the truth keeps it."""
    connection.execute(truth.articles.update().where(truth.articles.c.id == number).values(state=state))
    connection.execute(truth.changes.insert().values(article=number))
