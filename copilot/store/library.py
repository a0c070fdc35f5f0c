"""The article store: SQLite holds the truth, this process's index and Chroma's are derived from it."""

from __future__ import annotations

import functools
import hashlib
import itertools
import json
import logging
import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa

from copilot import codec, names
from copilot.errors import NoData, Unavailable
from copilot.ports import Added
from copilot.store import ranking, truth
from copilot.store.background import SENTENCES
from copilot.store.embedding import Embedder, Vectors
from copilot.store.index import Index
from copilot.store.passages import context, passages
from copilot.store.words import search_words
from copilot.types import Article, Passage

__all__ = ["Library"]

_log = logging.getLogger(__name__)
BATCH = 32  # articles a transaction


@dataclass(frozen=True, slots=True)
class _Cut:
    """A passage on its way into the truth."""

    start: int
    end: int
    digest: str
    words: str
    subjects: str


class Library:
    """Keeps articles and finds their passages. Safe for threads; several processes may share one database."""

    def __init__(self, engine: sa.Engine, embedder: Embedder) -> None:
        self._engine = engine
        self._embedder = embedder
        self._index = Index(embedder.name)
        self._lock = threading.RLock()  # of the index
        self._embedding = threading.Lock()  # one thread embeds at a time
        self._background: list[tuple[Vectors, bool]] = []
        self._article = functools.lru_cache(maxsize=256)(self._read_article)

    def add(self, articles: Iterable[Article], *, wait: bool = True) -> tuple[Added, ...]:
        """Adds articles, each whole or not at all; what was added is kept whatever happens afterwards.

        The same text is recognised at another address, and a new text at a known address becomes its next version.
        `wait=False` returns when the words can be searched; meaning follows in the background.
        Raises `Unavailable` when the store cannot be written.
        """
        done: list[Added] = []
        rest = iter(articles)
        while some := list(itertools.islice(rest, BATCH)):
            prepared = [(article, _cut(article)) for article in some]
            with truth.writing(self._engine) as connection:
                done += [_store(connection, article, pieces) for article, pieces in prepared]
        if any(added.new for added in done):
            if wait:
                self.settle()
            else:
                threading.Thread(target=self.settle, name="embedding", daemon=True).start()
        return tuple(done)

    def settle(self) -> None:
        """Embeds what is not embedded yet, also what a killed process has left."""
        with self._embedding:
            try:
                if not self._background:
                    self._background = self._ordinary_sentences()
                while pending := self._pending():
                    self._embed(pending)
            except Unavailable as error:
                _log.warning("articles are searched by words only for now: %s", error)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        subjects: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Passage, ...]:
        """Best passages first; none when no article has to do with the question.

        `subjects` keeps passages about any of these symbols; `since` and `until` go by the day of publication.
        """
        counted = dict.fromkeys(search_words(query), 1.0)
        if not counted or k < 1:
            return ()
        self.follow()
        with self._lock:
            index = self._index
            mask = index.mask(subjects, since, until)
            if not mask.any():
                return ()
            embedded = bool((mask & index.embedded.values).any())
        vector = self._query_vector(query) if embedded else None
        with self._lock:
            mask = index.mask(subjects, since, until)
            words, ceiling = index.words.scores(counted)
            words = np.where(mask, words / (ceiling or 1), 0).astype(np.float32)
            meaning = np.zeros(len(words), np.float32)
            if vector is not None:
                known = mask & index.embedded.values
                meaning = ranking.closeness(
                    index.vectors, vector, index.chinese.values, known, self._background
                )
            scores = ranking.combined(
                words,
                meaning,
                index.chinese.values != bool(re.search("[一-鿿]", query)),
                index.articles.values,
                index.figures.values,
                wants_figures=bool(re.search(r"\d", query)),
            )
            best = [int(row) for row in np.lexsort((index.numbers.values, -scores))[:k] if scores[row] > 0]
            found = [
                (int(index.articles.values[row]), int(index.starts.values[row]), int(index.ends.values[row]))
                for row in best
            ]
        return tuple(Passage(self._article(number), start, end) for number, start, end in found)

    def articles(self) -> tuple[tuple[str, Article], ...]:
        """All current articles with their digests, the newest first; undated ones last."""
        table = truth.articles
        with truth.reading(self._engine) as connection:
            found = connection.execute(
                sa.select(table.c.digest, table.c.document, table.c.published)
                .where(table.c.state == "current")
                .order_by(table.c.id.desc())
            ).all()
        found = sorted(found, key=lambda row: row.published or date.min, reverse=True)
        return tuple((row.digest, _decoded(row.document)) for row in found)

    def remove(self, digest: str) -> None:
        """Takes an article out of every search. Raises `NoData` when there is none of that digest."""
        table = truth.articles
        with truth.writing(self._engine) as connection:
            number = connection.scalar(
                sa.select(table.c.id).where(table.c.digest == digest).where(table.c.state == "current")
            )
            if number is None:
                raise NoData(f"there is no article {digest}")
            _retire(connection, number, "removed")

    def follow(self) -> None:
        """Takes over what this or another process has changed."""
        with self._lock:
            self._index.follow(self._engine)

    def _query_vector(self, query: str) -> Vectors | None:
        try:
            if not self._background:
                self._background = self._ordinary_sentences()
            return self._embedder.query(query[:2000])
        except Unavailable as error:
            _log.warning("searching by words only: %s", error)
            return None

    def _ordinary_sentences(self) -> list[tuple[Vectors, bool]]:
        """Their vectors, from the truth: this model has embedded them once for all processes."""
        found: list[tuple[Vectors, bool]] = []
        for sentences, chinese in SENTENCES:
            digests = [_digest(sentence) for sentence in sentences]
            with truth.reading(self._engine) as connection:
                known = truth.known_vectors(connection, self._embedder.name, digests)
            missing = [place for place, digest in enumerate(digests) if digest not in known]
            if missing:
                rows = self._embedder.passages([sentences[place] for place in missing])
                known |= {digests[place]: row for place, row in zip(missing, rows, strict=True)}
                with truth.writing(self._engine) as connection:
                    truth.keep_vectors(connection, self._embedder.name, known)
            found.append((np.stack([known[digest] for digest in digests]), chinese))
        return found

    def _read_article(self, number: int) -> Article:
        with truth.reading(self._engine) as connection:
            document = connection.scalar(
                sa.select(truth.articles.c.document).where(truth.articles.c.id == number)
            )
        return _decoded(document or "null")

    def _pending(self) -> list[tuple[str, int, int, int]]:
        """Passages of current articles without a vector of this model: digest, article, start, end."""
        table, known = truth.passages, truth.vectors
        joined = table.join(truth.articles, table.c.article == truth.articles.c.id).outerjoin(
            known, (known.c.digest == table.c.digest) & (known.c.model == self._embedder.name)
        )
        with truth.reading(self._engine) as connection:
            rows = connection.execute(
                sa.select(table.c.digest, table.c.article, table.c.start, table.c.end)
                .select_from(joined)
                .where(truth.articles.c.state == "current", known.c.digest.is_(None))
                .order_by(table.c.id)
                .limit(64)
            )
            return [(row[0], row[1], row[2], row[3]) for row in rows]

    def _embed(self, pending: list[tuple[str, int, int, int]]) -> None:
        for start in range(0, len(pending), 8):  # short batches: a question waits for one of them at most
            some = {row[0]: row for row in pending[start : start + 8]}
            texts = [
                embedded_text(self._article(number), left, right) for _, number, left, right in some.values()
            ]
            rows = self._embedder.passages(texts)
            with truth.writing(self._engine) as connection:
                truth.keep_vectors(connection, self._embedder.name, dict(zip(some, rows, strict=True)))
                for number in sorted({row[1] for row in some.values()}):
                    connection.execute(truth.changes.insert().values(article=number))


def embedded_text(article: Article, start: int, end: int) -> str:
    """What the model reads of a passage: where it stands, then its words."""
    head = " · ".join(part for part in (article.title.strip(), context(article.text, start)) if part)
    return f"{head}\n{article.text[start:end]}" if head else article.text[start:end]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf8", "surrogatepass")).hexdigest()[:32]


def _cut(article: Article) -> list[_Cut]:
    pieces: list[_Cut] = []
    own = {subject.strip().upper() for subject in article.subjects}
    stretches = passages(article.text)
    for start, end in stretches:
        named = {one.symbol.upper() for one in names.mentions(article.text[start:end])}
        # A short piece is about its subjects throughout; a passage of a filing only about what it names itself.
        subjects = " ".join(sorted(named | own if len(stretches) <= ranking.LONG else named or own))
        text = embedded_text(article, start, end)
        digest = _digest(text)
        pieces.append(_Cut(start, end, digest, " ".join(search_words(text)), subjects))
    return pieces


def _store(connection: sa.Connection, article: Article, pieces: Sequence[_Cut]) -> Added:
    table = truth.articles
    digest = codec.digest(article)
    content = _digest(re.sub(r"\s+", "", article.text))
    source = (
        article.url.strip() or f"{article.publisher.strip()}\n{article.title.strip()}\n{article.published}"
    )
    current = sa.select(table.c.id, table.c.digest, table.c.source).where(table.c.state == "current")
    if connection.execute(current.where(table.c.digest == digest)).first():
        return Added(digest, article.title, new=False)
    same = connection.execute(current.where(table.c.content == content)).all()
    if elsewhere := next((row for row in same if row.source != source), None):
        return Added(elsewhere.digest, article.title, new=False)
    for row in connection.execute(current.where(table.c.source == source)).all():
        _retire(connection, row.id, "superseded")
    key = connection.execute(
        table.insert().values(
            digest=digest,
            content=content,
            source=source,
            title=article.title,
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


def _retire(connection: sa.Connection, number: int, state: str) -> None:
    connection.execute(truth.articles.update().where(truth.articles.c.id == number).values(state=state))
    connection.execute(truth.changes.insert().values(article=number))


def _decoded(document: str) -> Article:
    article = codec.decode(json.loads(document))
    if not isinstance(article, Article):
        raise Unavailable("the article store holds something that is no article")
    return article
