"""Which passages answer a question best: words first, meaning beside them.

On filings BM25 beats the local embedding model by far, and merging the two by rank is worse than BM25 alone
(`benchmarks/retrieval.py` prints both). So the words' score is kept as a share of what the question's words could
give at most, and meaning adds a part of its own, which decides where the words say little: other words for the same
thing, or the other language.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from copilot.store.embedding import Vectors

__all__ = ["closeness", "combined"]

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

MEANING = 0.3  # weight of closeness in meaning against the share of words
FOREIGN = 1.0  # the same for a passage in the other language, which cannot share the question's words
DOCUMENT = 1.0  # weight of the best passage of the same long document
FIGURES = 0.1  # weight of numbers, for a question that asks for some
LEAST_SPREAD = 0.01  # of cosines: less would make much of nothing
LONG = 20  # passages: from here on a document is a filing rather than an article
LEAST_WORDS, LEAST_MEANING = 0.04, 0.12  # below both, a passage has nothing to do with the question


def closeness(
    cosines: Floats, chinese: Mask, query: Vectors, background: Sequence[tuple[Vectors, bool]]
) -> Floats:
    """How near in meaning each row is, by its cosine: 0 for what any sentence of its language is, 1 for very near.

    The model puts all texts of the query's own language nearer than any of another, so each language is measured by
    the mean and spread of ordinary sentences in it: one deviation above the mean is 0, five are 1.
    """
    result = np.zeros(len(cosines), np.float32)
    for vectors, language in background:
        ordinary = vectors @ query
        spread = max(float(ordinary.std()), LEAST_SPREAD)
        group = chinese == language
        result[group] = np.maximum((cosines[group] - float(ordinary.mean())) / spread - 1, 0) / 4
    return result


def combined(
    words: Floats,
    meaning: Floats,
    foreign: Mask,
    documents: NDArray[np.int64],
    figures: Floats,
    wants_figures: bool,
) -> Floats:
    """One score a row, 0 where a row has nothing to do with the question."""
    score = words + np.where(foreign, FOREIGN, MEANING) * meaning
    score[(words < LEAST_WORDS) & (meaning < LEAST_MEANING)] = 0
    if wants_figures:
        score = np.where(score > 0, score + FIGURES * np.minimum(figures * 2, 1) * score.max(initial=0), 0)
    names, place, sizes = np.unique(documents, return_inverse=True, return_counts=True)
    best = np.zeros(len(names), np.float32)
    np.maximum.at(best, place, score)
    share = DOCUMENT * np.minimum(sizes / LONG, 1.0)
    return np.asarray(np.where(score > 0, score + (share * best)[place], 0), np.float32)
