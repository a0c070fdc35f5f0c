"""What one process holds in memory of the articles, to search them: words, vectors and what filters ask for.

It follows the truth's sequence of changes, so that a search in one process sees what another has just added. Rows
are passages; a superseded or removed article's rows stay, dead, until they are the larger part.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from copilot.store import truth
from copilot.store.embedding import Vectors
from copilot.store.lexical import WordIndex
from copilot.store.questions import Question, title_words

__all__ = ["LONG", "Index", "Mask"]

Mask = NDArray[np.bool_]
LONG = 20  # passages: from here on a document is a filing rather than an article
FEW = 0.1  # share of the articles that say a word, up to which it can be the name of one


class _Column:
    """An array that grows at its end."""

    def __init__(self, kind: Any, width: int = 0) -> None:
        self._space = np.zeros((256, width) if width else 256, kind)
        self._size = 0

    def extend(self, values: Any) -> None:
        needed = self._size + len(values)
        if needed > len(self._space):
            larger = np.zeros((max(needed, 2 * len(self._space)), *self._space.shape[1:]), self._space.dtype)
            larger[: self._size] = self._space[: self._size]
            self._space = larger
        self._space[self._size : needed] = values
        self._size = needed

    @property
    def values(self) -> NDArray[Any]:
        return self._space[: self._size]


class Index:
    """Rows of passages as of change number `seen`. Not for two threads at once."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._clear()

    def _clear(self) -> None:
        self.seen = 0
        self.words = WordIndex()
        self.numbers, self.articles = _Column(np.int64), _Column(np.int64)
        self.starts, self.ends = _Column(np.int64), _Column(np.int64)
        self.owners = _Column(np.int64)  # whose, by its place in `_owners`
        self._owners: dict[str, int] = {"": 0}
        self.days = _Column(np.int64)  # published, as its ordinal; 0: undated
        self.alive, self.chinese = _Column(bool), _Column(bool)
        self.figures = _Column(np.float32)  # share of numbers among the words
        self.embedded = _Column(bool)
        self._vectors: _Column | None = None  # its width is known with the first vector
        self._subjects: dict[str, list[int]] = {}
        self._digests: dict[str, list[int]] = {}  # rows by the digest of what is embedded
        self._rows: dict[int, range] = {}  # of each live article
        self._named: dict[str, set[int]] = {}  # articles by the words of their titles
        self.documents = self.places = self.sizes = np.zeros(0, np.int64)

    def __len__(self) -> int:
        return len(self.numbers.values)

    def about(self, question: Question) -> NDArray[np.float32]:
        """Of each row, how far it or its article is about what a question names, 0 to 1; rarer names count more.

        An article is about a name that stands in its title, and about a proper name as far as it says it as often as
        the article that says it most. A passage is about the instruments that it names, in either language.
        """
        titled = self._about_names(question.names, question.proper)
        if not question.symbols:
            return titled
        named = np.zeros(len(self), np.float32)
        for symbol in question.symbols:
            named[self._subjects.get(symbol, [])] += 1 / len(question.symbols)
        # Which passage of a company's filing happens to name the company says nothing.
        return np.where((self.sizes > LONG)[self.places], titled, np.maximum(titled, named))

    def _about_names(self, names: Mapping[str, float], proper: Collection[str]) -> NDArray[np.float32]:
        articles, place = self.documents, self.places
        total = np.zeros(len(articles), np.float32)
        most = 0.0
        for name, weight in names.items():
            said = np.zeros(len(articles), np.float32)
            if name in proper:
                rows, counts = self.words.postings(name)
                live = self.alive.values[rows]
                said = np.bincount(place[rows[live]], counts[live], len(articles)).astype(np.float32)
                said /= max(float(said.max(initial=0)), 1.0)
                if (said > 0).sum() > max(2, FEW * len(self._rows)):  # "December", "Company": nobody's name
                    said[:] = 0
            if titled := self._named.get(name):
                said[np.isin(articles, list(titled))] = 1
            held = int((said > 0).sum())
            if held:
                rarity = weight * max(float(np.log((len(self._rows) + 1) / (held + 0.5))), 0)
                total += rarity * said
                most += rarity
        return np.asarray(total[place] / (most or 1), np.float32)

    def rows_of(self, numbers: Sequence[int]) -> NDArray[np.int64]:
        """The rows of passages by their numbers in the truth; those that are not here (yet) are left out."""
        known = self.numbers.values  # ascending, but for what a later change has appended
        order = np.argsort(known, kind="stable")
        place = np.searchsorted(known, numbers, sorter=order)
        found = place < len(known)
        rows = order[place[found]]
        return np.asarray(rows[known[rows] == np.asarray(numbers)[found]], np.int64)

    @property
    def vectors(self) -> Vectors:
        return self._vectors.values if self._vectors else np.zeros((len(self), 0), np.float32)

    def follow(self, engine: sa.Engine) -> bool:
        """Takes over what has changed since; says whether anything had."""
        with truth.reading(engine) as connection:
            newest = connection.scalar(sa.select(sa.func.max(truth.changes.c.number))) or 0
            if newest == self.seen:
                return False
            changed = sa.select(truth.changes.c.article).where(truth.changes.c.number > self.seen).distinct()
            where = truth.articles.c.id.in_(changed) if self.seen else sa.true()
            table = truth.articles
            columns = (table.c.id, table.c.state, table.c.published, table.c.title, table.c.owner)
            found = connection.execute(sa.select(*columns).where(where).order_by(truth.articles.c.id)).all()
            current = {row.id: row.published for row in found if row.state == "current"}
            for row in found:
                if row.state != "current":
                    self._drop(row.id)
            fresh = [number for number in current if number not in self._rows]
            for row in found:
                if row.id in current and row.id not in self._rows:
                    for word in title_words(row.title):
                        self._named.setdefault(word, set()).add(row.id)
            owners = {row.id: self._owners.setdefault(row.owner, len(self._owners)) for row in found}
            for some in _batches(fresh):
                self._load(connection, some, current, owners)
            for some in _batches(list(current)):
                self._load_vectors(connection, some)
            self.seen = newest
        # Which document each row is of, for searches: sorting for each of them would cost more than they do.
        self.documents, self.places, self.sizes = np.unique(
            self.articles.values, return_inverse=True, return_counts=True
        )
        if len(self) > 256 and self.alive.values.sum() < len(self) / 2:
            self._clear()
            self.follow(engine)
        return True

    def mask(self, subjects: Sequence[str], since: date | None, until: date | None, owner: str = "") -> Mask:
        """The rows that filters let through: everybody's and the owner's.

        An undated article is never "since" a day, and may be before any.
        """
        owners = self.owners.values
        result: Mask = self.alive.values & ((owners == 0) | (owners == self._owners.get(owner, 0)))
        if subjects:
            wanted = np.zeros(len(self), bool)
            for subject in subjects:
                wanted[self._subjects.get(_folded(subject), [])] = True
            result &= wanted
        days = self.days.values
        if since:
            result &= days >= since.toordinal()
        if until:
            result &= days <= until.toordinal()
        return result

    def _drop(self, article: int) -> None:
        for named in self._named.values():
            named.discard(article)
        for row in self._rows.pop(article, ()):
            self.alive.values[row] = False
            self.words.remove(row)

    def _load(
        self,
        connection: sa.Connection,
        numbers: Sequence[int],
        days: dict[int, date | None],
        owners: dict[int, int],
    ) -> None:
        table = truth.passages
        found = connection.execute(
            sa.select(table).where(table.c.article.in_(numbers)).order_by(table.c.article, table.c.start)
        ).all()
        first = len(self)
        words = [row.words.split(" ") if row.words else [] for row in found]
        self.words.add(words)
        self.numbers.extend([row.id for row in found])
        self.articles.extend([row.article for row in found])
        self.starts.extend([row.start for row in found])
        self.ends.extend([row.end for row in found])
        published = {number: day.toordinal() if (day := days[number]) else 0 for number in numbers}
        self.days.extend([published[row.article] for row in found])
        self.owners.extend([owners[row.article] for row in found])
        self.alive.extend([True] * len(found))
        self.chinese.extend([any("㐀" <= word[:1] <= "鿿" for word in some[-40:]) for some in words])
        self.figures.extend([sum(word[:1].isdigit() for word in some) / (len(some) or 1) for some in words])
        self.embedded.extend([False] * len(found))
        if self._vectors:
            self._vectors.extend(np.zeros((len(found), self._vectors.values.shape[1]), np.float32))
        for row_number, row in enumerate(found, first):
            self._digests.setdefault(row.digest, []).append(row_number)
            for subject in row.subjects.split():
                self._subjects.setdefault(subject, []).append(row_number)
            known = self._rows.get(row.article, range(row_number, row_number))
            self._rows[row.article] = range(known.start, row_number + 1)
        for number in numbers:
            self._rows.setdefault(number, range(0))

    def _load_vectors(self, connection: sa.Connection, numbers: Collection[int]) -> None:
        wanted = sa.select(truth.passages.c.digest).where(truth.passages.c.article.in_(numbers))
        table = truth.vectors
        found = connection.execute(
            sa.select(table.c.digest, table.c.vector)
            .where(table.c.model == self._model)
            .where(table.c.digest.in_(wanted))
        )
        for digest, blob in found:
            vector = np.frombuffer(blob, "<f4")
            if self._vectors is None:
                self._vectors = _Column(np.float32, len(vector))
                self._vectors.extend(np.zeros((len(self), len(vector)), np.float32))
            rows = [row for row in self._digests[digest] if not self.embedded.values[row]]
            self._vectors.values[rows] = vector
            self.embedded.values[rows] = True


def _batches(numbers: Sequence[int], size: int = 500) -> Iterable[Sequence[int]]:
    return (numbers[start : start + size] for start in range(0, len(numbers), size))


def _folded(subject: str) -> str:
    return subject.strip().upper()
