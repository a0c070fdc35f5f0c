"""The article store: SQLite holds the truth, this process's index and Chroma's are derived from it."""

from __future__ import annotations

import functools
import itertools
import json
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from copilot import codec
from copilot.errors import CopilotError, NoData, Unavailable
from copilot.ports import Added
from copilot.store import additions, ranking, truth
from copilot.store.background import SENTENCES
from copilot.store.chroma import ChromaIndex
from copilot.store.embedding import Embedder, Vectors
from copilot.store.evidence import evidence
from copilot.store.index import Index, Mask
from copilot.store.questions import Question, read_question
from copilot.store.weights import Weights
from copilot.types import Article, Passage

__all__ = ["Library"]

_log = logging.getLogger(__name__)
BATCH = 32  # articles a transaction
EXACT = 200_000  # passages up to which every vector is compared: faster than Chroma up to here, and exact
NEAREST = 400  # passages asked of Chroma beyond that
_WEIGHTS = Weights()
IDLE = 3.0  # seconds without additions after which Chroma's index follows: questions come first


class Library:
    """Keeps articles and finds their passages. Safe for threads; several processes may share one database."""

    def __init__(
        self, engine: sa.Engine, embedder: Embedder, *, chroma: ChromaIndex | None = None, exact: int = EXACT
    ) -> None:
        self._engine = engine
        self._embedder = embedder
        self._index = Index(embedder.name)
        self._chroma, self._exact = chroma, exact
        self._timer: threading.Timer | None = None  # until Chroma's index follows
        self._healing: threading.Timer | None = None  # until what others left is embedded
        self._lock = threading.RLock()  # of the index
        self._embedding = threading.Lock()  # one thread embeds at a time
        self._background: list[tuple[Vectors, bool]] = []
        self._article = functools.lru_cache(maxsize=256)(self._read_article)

    def add(self, articles: Iterable[Article], *, wait: bool = True, owner: str = "") -> tuple[Added, ...]:
        """Adds articles, each whole or not at all; what was added is kept whatever happens afterwards.

        The same text is recognised at another address, and a new text at a known address becomes its next version.
        `wait=False` returns when the words can be searched; meaning follows in the background.
        Raises `Unavailable` when the store cannot be written.
        """
        done: list[Added] = []
        failed: list[Exception] = []
        rest = _until_failure(articles, failed)
        while some := list(itertools.islice(rest, BATCH)):
            with truth.reading(self._engine) as connection:
                known = additions.known(connection, some, owner)
            # Cutting takes time: it is done before the transaction, and not at all for what is there.
            prepared = [(one, () if codec.digest(one) in known else additions.cut(one)) for one in some]
            with truth.writing(self._engine) as connection:
                done += [additions.store(connection, article, pieces, owner) for article, pieces in prepared]
        if any(added.new for added in done):
            if wait:
                self.settle()
            else:
                threading.Thread(target=self.settle, name="embedding", daemon=True).start()
        if failed:  # what came before it is in
            raise failed[0]
        return tuple(done)

    def settle(self) -> None:
        """Embeds what is not embedded yet, also what a killed process has left."""
        with self._embedding:
            try:
                if not self._background:
                    self._background = self._ordinary_sentences()
                while pending := self._pending():
                    self._embed(pending)
                self._index_later()
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
        owner: str = "",
    ) -> tuple[Passage, ...]:
        """Best passages first; none when no article has to do with the question.

        `subjects` keeps passages about any of these symbols; `since` and `until` go by the day of publication.
        `owner`'s own articles are searched beside everybody's.
        """
        question = read_question(query)
        if not question.words or k < 1:
            return ()
        self.follow()
        with self._lock:
            mask = self._index.mask(subjects, since, until, owner)
            if not mask.any():
                return ()
            embedded = bool((mask & self._index.embedded.values).any())
        vector = self._query_vector(query) if embedded else None
        with self._lock:
            index = self._index
            scores = self._scores(question, vector, index.mask(subjects, since, until, owner))
            best = [int(row) for row in np.lexsort((index.numbers.values, -scores))[:k] if scores[row] > 0]
            found = [
                (int(index.articles.values[row]), int(index.starts.values[row]), int(index.ends.values[row]))
                for row in best
            ]
        return tuple(Passage(self._article(number), start, end) for number, start, end in found)

    def articles(self, owner: str = "") -> tuple[tuple[str, Article], ...]:
        """Everybody's current articles and the owner's with their digests, the newest first; undated ones last."""
        table = truth.articles
        with truth.reading(self._engine) as connection:
            found = connection.execute(
                sa.select(table.c.digest, table.c.document, table.c.published)
                .where(table.c.state == "current", table.c.owner.in_(("", owner)))
                .order_by(table.c.id.desc())
            ).all()
        found = sorted(found, key=lambda row: row.published or date.min, reverse=True)
        return tuple((row.digest, _decoded(row.document)) for row in found)

    def remove(self, digest: str, owner: str = "") -> None:
        """Takes an owner's article out of every search. Raises `NoData` when there is none of that digest."""
        table = truth.articles
        with truth.writing(self._engine) as connection:
            number = connection.scalar(
                sa.select(table.c.id).where(
                    table.c.digest == digest, table.c.state == "current", table.c.owner == owner
                )
            )
            if number is None:
                raise NoData(f"there is no article {digest}")
            additions.retire(connection, number, "removed")

    def follow(self) -> None:
        """Takes over what this or another process has changed."""
        with self._lock:
            changed = self._index.follow(self._engine)
            lacking = changed and not self._index.embedded.values[self._index.alive.values].all()
        if lacking and not (self._healing and self._healing.is_alive()):
            # Left by a process that was killed, or by another model. Not now: a question is waiting.
            self._healing = threading.Timer(IDLE, self.settle)
            self._healing.daemon = True
            self._healing.start()

    def _scores(
        self, question: Question, vector: Vectors | None, mask: Mask, weights: Weights = _WEIGHTS
    ) -> NDArray[np.float32]:
        index = self._index
        meaning = np.zeros(len(index), np.float32)
        if vector is not None:
            cosines = self._cosines(vector, mask & index.embedded.values)
            meaning = ranking.closeness(cosines, index.chinese.values, vector, self._background)
        found = evidence(index, question, weights)
        return ranking.combined(question, found, meaning, index.about(question), mask, index, weights)

    def _cosines(self, vector: Vectors, counted: Mask) -> NDArray[np.float32]:
        """The cosine of every counted row; of those that are far, or not counted, less than any."""
        index = self._index
        cosines = np.full(len(index), -1, np.float32)
        if len(index) > self._exact and self._chroma and counted.all():
            try:
                numbers, found = self._chroma.nearest(vector, NEAREST)
            except Unavailable as error:
                _log.warning("every vector is compared instead: %s", error)
            else:
                known = np.isin(numbers, index.numbers.values)
                cosines[index.rows_of(numbers)] = found[known]
                return cosines
        if counted.any():
            cosines[counted] = index.vectors[counted] @ vector
        return cosines

    def index(self) -> bool:
        """Brings Chroma's index up to date; False when another process owns it, or there is none."""
        try:
            return bool(self._chroma and self._chroma.follow())
        except Unavailable as error:
            _log.warning("%s", error)
            return False

    def close(self) -> None:
        """Finishes what is under way and gives the dense index up to the next process."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self.index()
        if self._chroma:
            self._chroma.close()

    def _index_later(self) -> None:
        if self._chroma is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(IDLE, self._index_now)
        self._timer.daemon = True
        self._timer.start()

    def _index_now(self) -> None:
        with self._embedding:
            self._timer = None
            self.index()

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
            digests = [additions.fingerprint(sentence) for sentence in sentences]
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
                additions.embedded_text(self._article(number), left, right)
                for _, number, left, right in some.values()
            ]
            rows = self._embedder.passages(texts)
            with truth.writing(self._engine) as connection:
                truth.keep_vectors(connection, self._embedder.name, dict(zip(some, rows, strict=True)))
                for number in sorted({row[1] for row in some.values()}):
                    connection.execute(truth.changes.insert().values(article=number))


def _until_failure(articles: Iterable[Article], failed: list[Exception]) -> Iterator[Article]:
    try:
        yield from articles
    except CopilotError as error:
        failed.append(error)


def _decoded(document: str) -> Article:
    article = codec.decode(json.loads(document))
    if not isinstance(article, Article):
        raise Unavailable("the article store holds something that is no article")
    return article
