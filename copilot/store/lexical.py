"""Search by words: BM25 in memory, exact under additions and removals.

Passages are rows, in the order in which they came, and come in segments. A segment keeps which words each row holds
(to take it away again) and which rows hold each word (to search). New rows make a small segment of their own; small
ones are joined to the large one once they are a quarter of it, so that adding is linear over all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["WordIndex"]

K1 = 1.2  # Robertson and Zaragoza, The Probabilistic Relevance Framework (2009)
B = 0.9  # passages are of one length by their cut: what is longer is a table, and tables hold every word

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class _Segment:
    """An immutable run of rows, counted both ways."""

    def __init__(self, sizes: Ints, terms: Ints, counts: Floats, vocabulary: int) -> None:
        self.sizes, self.terms, self.counts = sizes, terms, counts
        self.stops = np.cumsum(sizes)
        rows = np.repeat(np.arange(len(sizes)), sizes)
        self.lengths = np.bincount(rows, weights=counts, minlength=len(sizes)).astype(np.float32)
        order = np.argsort(terms, kind="stable")
        self.rows, self.frequencies = rows[order], counts[order]
        self.offsets = np.searchsorted(terms[order], np.arange(vocabulary + 1))

    def __len__(self) -> int:
        return len(self.sizes)

    def words_of(self, row: int) -> Ints:
        stop = int(self.stops[row])
        return self.terms[stop - int(self.sizes[row]) : stop]

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
        self._segments: list[_Segment] = []
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
        for words in rows:
            tally = Counter(words)
            sizes.append(len(tally))
            terms += [self._vocabulary.setdefault(word, len(self._vocabulary)) for word in tally]
            counts += tally.values()
        if sizes:
            self._append(np.array(sizes), np.array(terms, np.int64), np.array(counts, np.float32))

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
        number = self._rows - len(self._removed)
        average = self._length / max(number, 1) or 1.0
        gains: dict[int, float] = {}
        ceiling = 0.0
        for word, weight in words.items():
            term = self._vocabulary.get(word)
            held = 0 if term is None else int(self._held[term])
            gain = weight * float(np.log1p((number - held + 0.5) / (held + 0.5))) * (K1 + 1)
            ceiling += gain
            if term is not None and held:
                gains[term] = gain
        result = np.zeros(self._rows, np.float32)
        base = 0
        for segment in self._segments:
            part = result[base : base + len(segment)]
            for term, gain in gains.items():
                rows, counts = segment.postings(term)
                norms = K1 * (1 - B + B * segment.lengths[rows] / average)
                part[rows] += gain * counts / (counts + norms)
            base += len(segment)
        if self._removed:
            result[list(self._removed)] = 0
        return result, ceiling

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

    def _append(self, sizes: Ints, terms: Ints, counts: Floats) -> None:
        if len(self._vocabulary) > len(self._held):
            larger = np.zeros(2 * len(self._vocabulary), np.int64)
            larger[: len(self._held)] = self._held
            self._held = larger
        np.add.at(self._held, terms, 1)
        self._length += float(counts.sum())
        self._rows += len(sizes)
        self._segments.append(_Segment(sizes, terms, counts, len(self._vocabulary)))
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
            len(self._vocabulary),
        )
