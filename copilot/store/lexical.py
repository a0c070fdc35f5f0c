"""Search by words: BM25 in memory, exact under additions and removals.

Passages are rows, in the order in which they came, and come in segments. A segment keeps which words each row holds
(to take it away again), in which order (to find phrases), and which rows hold each word (to search). New rows make a small segment of their own; small
ones are joined to the large one once they are a quarter of it, so that adding is linear over all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.store.numerals import Numerals

__all__ = ["Hit", "WordIndex"]

K1 = 1.2  # Robertson and Zaragoza, The Probabilistic Relevance Framework (2009)
B = 0.9  # passages are of one length by their cut: what is longer is a table, and tables hold every word

Floats = NDArray[np.float32]
Ints = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Hit:
    """Where a word stands."""

    rows: Ints
    counts: Floats  # how often, in each of these rows
    strength: Floats  # what that is worth: BM25's saturation, in (0, K1 + 1)
    rarity: float  # of the word: its inverse document frequency


class _Segment:
    """An immutable run of rows, counted both ways."""

    def __init__(self, sizes: Ints, terms: Ints, counts: Floats, order: Ints, vocabulary: int) -> None:
        self.sizes, self.terms, self.counts = sizes, terms, counts
        self.order = order  # all words of all rows, as they follow each other
        self.stops = np.cumsum(sizes)
        rows = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
        self.lengths = np.bincount(rows, weights=counts, minlength=len(sizes)).astype(np.float32)
        self.ends = np.cumsum(self.lengths, dtype=np.int64)
        by_term = np.argsort(terms, kind="stable")
        self.rows, self.frequencies = rows[by_term], counts[by_term]
        self.offsets = np.searchsorted(terms[by_term], np.arange(vocabulary + 1))

    def __len__(self) -> int:
        return len(self.sizes)

    def words_of(self, row: int) -> Ints:
        stop = int(self.stops[row])
        return self.terms[stop - int(self.sizes[row]) : stop]

    def sequence(self, row: int) -> Ints:
        end = int(self.ends[row])
        return self.order[end - int(self.lengths[row]) : end]

    def postings(self, term: int) -> tuple[Ints, Floats]:
        """The rows that hold a word, and how often each does."""
        if term + 1 >= len(self.offsets):  # the word came later than the segment
            return self.rows[:0], self.frequencies[:0]
        stretch = slice(self.offsets[term], self.offsets[term + 1])
        return self.rows[stretch], self.frequencies[stretch]


class WordIndex:
    """Rows of words. One thread at a time may write: the library holds a lock."""

    def __init__(self) -> None:
        self._vocabulary: dict[str, int] = {}
        self._numerals = Numerals()
        self._segments: list[_Segment] = []
        self._lengths: Floats = np.zeros(0, np.float32)  # of each row, in words
        self._held: Ints = np.zeros(1024, np.int64)  # rows that hold each word
        self._length = 0.0  # of all rows together, in words
        self._rows = 0
        self._removed: set[int] = set()

    def __len__(self) -> int:
        """Rows ever added; a removed one keeps its place and scores 0."""
        return self._rows

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        sizes: list[int] = []
        terms: list[int] = []
        counts: list[int] = []
        order: list[int] = []
        for words in rows:
            tally = Counter(map(self._term, words))
            sizes.append(len(tally))
            terms += tally
            counts += tally.values()
            order += [self._vocabulary[word] for word in words]
        if sizes:
            self._append(
                np.array(sizes),
                np.array(terms, np.int32),
                np.array(counts, np.float32),
                np.array(order, np.int32),
            )

    def remove(self, row: int) -> None:
        """Takes a row away; all statistics are then as if it had never been there."""
        if row in self._removed:
            return
        self._removed.add(row)
        for segment in self._segments:
            if row < len(segment):
                self._held[segment.words_of(row)] -= 1
                self._length -= float(segment.lengths[row])
                return
            row -= len(segment)

    def scores(self, words: Mapping[str, float]) -> tuple[Floats, float]:
        """BM25 of every row for weighted words, and the most that these words could give a row."""
        result = np.zeros(self._rows, np.float32)
        ceiling = 0.0
        for word, weight in words.items():
            hit = self.hit([word])
            result[hit.rows] += weight * hit.rarity * hit.strength
            ceiling += weight * hit.rarity * (K1 + 1)
        if self._removed:
            result[list(self._removed)] = 0
        return result, ceiling

    def hit(self, words: Sequence[str]) -> Hit:
        """Where any of these words stands, which count as one when there are several."""
        rows, counts = self.postings(words[0])
        rarity = self._rarity(words[0])
        if len(words) > 1:
            rows = np.unique(np.concatenate([self.postings(word)[0] for word in words]))
            counts, rarity = np.ones(len(rows), np.float32), min(self._rarity(word) for word in words)
        return Hit(rows, counts, self._saturated(rows, counts), rarity)

    def written_otherwise(self, word: str) -> list[str]:
        """The other writings of a number among all words of all rows, more or less exact ones."""
        return self._numerals.others(word)

    def phrases(self, pairs: Sequence[tuple[str, str]], rows: Sequence[int]) -> dict[tuple[str, str], Hit]:
        """Where, in these rows, the words of each pair follow each other; as rare as the rarer of the two."""
        sequences = [self._sequence(row) for row in rows]
        if not pairs or not sequences:
            return {}
        terms = np.concatenate(sequences).astype(np.int64)
        places = np.repeat(np.arange(len(rows)), [len(one) for one in sequences])
        size = len(self._vocabulary)
        keys = np.where(places[1:] == places[:-1], terms[:-1] * size + terms[1:], -1)
        known = {
            self._vocabulary[first] * size + self._vocabulary[second]: (first, second)
            for first, second in pairs
            if first in self._vocabulary and second in self._vocabulary
        }
        wanted = np.isin(keys, np.fromiter(known, np.int64, len(known)))
        keys, places = keys[wanted], places[1:][wanted]
        found: dict[tuple[str, str], Hit] = {}
        for key in np.unique(keys):
            pair = known[int(key)]
            here, often = np.unique(places[keys == key], return_counts=True)
            where, counts = np.asarray(rows)[here], often.astype(np.float32)
            rarity = max(self._rarity(word) for word in pair)
            found[pair] = Hit(where, counts, self._saturated(where, counts), rarity)
        return found

    def _rarity(self, word: str) -> float:
        """Inverse document frequency, never below zero."""
        number = self._rows - len(self._removed)
        term = self._vocabulary.get(word, -1)
        held = int(self._held[term]) if term >= 0 else 0
        return float(np.log1p((number - held + 0.5) / (held + 0.5)))

    def _saturated(self, rows: Ints, counts: Floats) -> Floats:
        average = self._length / max(self._rows - len(self._removed), 1) or 1.0
        norms = K1 * (1 - B + B * self._lengths[rows] / average)
        return np.asarray((K1 + 1) * counts / (counts + norms), np.float32)

    def _sequence(self, row: int) -> Ints:
        for segment in self._segments:
            if row < len(segment):
                return segment.sequence(row)
            row -= len(segment)
        raise IndexError(row)

    def _term(self, word: str) -> int:
        term = self._vocabulary.setdefault(word, len(self._vocabulary))
        if term == len(self._vocabulary) - 1:
            self._numerals.add(word)
        return term

    def postings(self, word: str) -> tuple[Ints, Floats]:
        """The rows that hold a word, removed ones too, and how often each does."""
        term = self._vocabulary.get(word, -1)
        rows: list[Ints] = []
        counts: list[Floats] = []
        base = 0
        for segment in self._segments if term >= 0 else ():
            some, often = segment.postings(term)
            rows.append(some + base)
            counts.append(often)
            base += len(segment)
        if not rows:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return np.concatenate(rows), np.concatenate(counts)

    def _append(self, sizes: Ints, terms: Ints, counts: Floats, order: Ints) -> None:
        if len(self._vocabulary) > len(self._held):
            larger = np.zeros(2 * len(self._vocabulary), np.int64)
            larger[: len(self._held)] = self._held
            self._held = larger
        np.add.at(self._held, terms, 1)
        self._length += float(counts.sum())
        self._rows += len(sizes)
        segment = _Segment(sizes, terms, counts, order, len(self._vocabulary))
        self._segments.append(segment)
        self._lengths = np.concatenate([self._lengths, segment.lengths])
        large = len(self._segments[0])
        if len(self._segments) > 1 and self._rows - large > large / 4:
            self._segments = [self._joined(self._segments)]
        elif len(self._segments) > 8:
            self._segments[1:] = [self._joined(self._segments[1:])]

    def _joined(self, segments: Sequence[_Segment]) -> _Segment:
        return _Segment(
            np.concatenate([segment.sizes for segment in segments]),
            np.concatenate([segment.terms for segment in segments]),
            np.concatenate([segment.counts for segment in segments]),
            np.concatenate([segment.order for segment in segments]),
            len(self._vocabulary),
        )
