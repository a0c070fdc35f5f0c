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
    vectors: Vectors, query: Vectors, chinese: Mask, counted: Mask, background: Sequence[tuple[Vectors, bool]]
) -> Floats:
    """How near in meaning each counted row is, 0 to 1, against what else is in its language.

    The model puts all texts of the query's own language nearer than any of another, so each language is measured by
    its own mean and spread, ordinary sentences included: one deviation above the mean is 0, five are 1.
    """
    result = np.zeros(len(vectors), np.float32)
    cosines = vectors @ query
    for language in (False, True):
        group = counted & (chinese == language)
        if not group.any():
            continue
        others = [some @ query for some, written in background if written == language]
        everything = np.concatenate([cosines[group], *others])
        spread = max(float(everything.std()), LEAST_SPREAD)
        result[group] = np.clip(((cosines[group] - everything.mean()) / spread - 1) / 4, 0, 1)
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
