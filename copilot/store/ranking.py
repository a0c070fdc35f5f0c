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
from copilot.store.evidence import Evidence
from copilot.store.index import LONG, Index
from copilot.store.questions import Question
from copilot.store.weights import Weights

__all__ = ["closeness", "combined"]

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

LEAST_SPREAD = 0.01  # of cosines: less would make much of nothing
SECOND = 0.9  # the best passage in the other language, as a share of the best one in the question's
LEAST_WORDS, LEAST_TITLE = (
    0.04,
    0.5,
)  # below these and its least meaning, a passage has nothing to do with a question
LEAST_MEANING, LEAST_FOREIGN = 0.12, 0.25


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
    question: Question,
    found: Evidence,
    meaning: Floats,
    titles: Floats,
    mask: Mask,
    index: Index,
    weights: Weights,
) -> Floats:
    """One score a row, 0 where a row has nothing to do with the question.

    `found` is what the question's words say, `titles` each row's share of what its document's title could say.
    """
    foreign = index.chinese.values != question.chinese
    # Of a filing every passage means much the same: there, meaning decides between equals only.
    long = np.minimum(index.sizes / LONG, 1.0)
    near = (weights.meaning + (weights.filing - weights.meaning) * long)[index.places]
    added = np.where(foreign, weights.foreign, near) * meaning
    least = np.where(foreign, LEAST_FOREIGN, LEAST_MEANING)
    words = np.where(mask, found.anywhere, 0)
    nothing = (words < LEAST_WORDS) & (np.where(mask, meaning, 0) < least) & (titles < LEAST_TITLE)
    anywhere = np.where(nothing | ~mask, 0, words + added)
    # Each language is a ranking of its own; the other one's best comes behind this one's best, not before it.
    own, other = anywhere[~foreign].max(initial=0), anywhere[foreign].max(initial=0)
    second = SECOND * own / other if own > 0 and other > SECOND * own else 1.0
    scale = np.where(nothing | ~mask, 0, np.where(foreign, second, 1.0))
    alone = mask & ((scale * anywhere > 0) | (titles >= LEAST_TITLE))
    anywhere = _in_place(question, scale * anywhere, index, weights)
    score = _in_place(question, scale * (found.inside + added), index, weights)
    best = np.zeros(len(index.documents), np.float32)
    np.maximum.at(
        best, index.places, np.where(alone, anywhere, 0).astype(np.float32)
    )  # of one kind: 20 times as fast
    # In a short article each passage stands for itself; which filing it is, is a question of its own.
    shared = long * (weights.document * best + weights.whole * found.whole)
    score = score + shared[index.places] + weights.title * titles
    return np.asarray(np.where(alone, score, 0), np.float32)


def _in_place(question: Question, score: Floats, index: Index, weights: Weights) -> Floats:
    """A score with what stands beside a passage, and more for its figures where the question asks for some."""
    articles = index.articles.values
    if len(score) > 1:
        same = articles[1:] == articles[:-1]
        beside = np.zeros_like(score)
        beside[1:] = np.where(same, score[:-1], 0)
        beside[:-1] = np.maximum(beside[:-1], np.where(same, score[1:], 0))
        score = score + weights.neighbours * beside
    if question.figures:
        score = score * (1 + weights.figures * np.minimum(index.figures.values * 2, 1))
    return score
