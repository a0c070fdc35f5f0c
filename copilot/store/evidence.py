"""What the words of a question say for each passage, and for each document as a whole.

BM25 over all passages finds the document; within it other words are rare. "Kennametal" tells one filing from another
and nothing inside it, "goodwill" the reverse. So what a claim says is weighed a second time by how rare its words are
within the long document that a passage is of. A question names what it wants in words that stand all over a filing
(revenue), and where they stand together with rare ones decides: it is weighed over all passages alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from copilot.store.index import LONG, Index
from copilot.store.lexical import K1
from copilot.store.questions import Question
from copilot.store.weights import Weights

__all__ = ["Evidence", "evidence"]

Floats = NDArray[np.float32]
SPREAD = 0.75  # BM25's b for whole documents, its usual value
CANDIDATES = 300  # passages, the best by their words, in which phrases are looked for


@dataclass(frozen=True, slots=True)
class Evidence:
    """Shares of the most that a question's words could give."""

    anywhere: Floats  # of each row, by how rare the words are among all passages: this finds the document
    inside: Floats  # of each row, by how rare they are within its document: this finds the passage in it
    whole: Floats  # of each document


def evidence(index: Index, question: Question, weights: Weights) -> Evidence:
    """What the words of a question say for every passage and document."""
    words, places, sizes = index.words, index.places, index.sizes
    total, inside = np.zeros(len(index), np.float32), np.zeros(len(index), np.float32)
    whole = np.zeros(len(sizes), np.float32)
    average = float(sizes.mean()) if len(sizes) else 1.0
    most = most_whole = 0.0
    rare_inside: dict[str, Floats] = {}
    asked = [([word], weight) for word, weight in question.words.items()]
    asked += [
        (others, weights.numerals) for word in question.words if (others := words.written_otherwise(word))
    ]
    for some, weight in asked:
        hit = words.hit(some)
        total[hit.rows] += weight * hit.rarity * hit.strength
        if len(some) == 1:
            most += weight * hit.rarity * (K1 + 1)
        if not question.claim:
            continue
        said = np.bincount(places[hit.rows], hit.counts, len(sizes))
        holding = np.bincount(places[hit.rows], minlength=len(sizes))
        rarity = np.log1p((sizes - holding + 0.5) / (holding + 0.5))
        rare_inside[some[0]] = rarity.astype(np.float32)
        inside[hit.rows] += weight * rarity[places[hit.rows]] * hit.strength
        number = int((said > 0).sum())
        gain = weight * float(np.log1p((len(sizes) - number + 0.5) / (number + 0.5)))
        most_whole += gain * (K1 + 1)
        whole += gain * (K1 + 1) * said / (said + K1 * (1 - SPREAD + SPREAD * sizes / average))
    best = (
        np.argpartition(-total, CANDIDATES)[:CANDIDATES] if len(total) > CANDIDATES else np.arange(len(total))
    )
    pairs = question.phrases if weights.phrases else {}
    for pair, hit in words.phrases(list(pairs), best[total[best] > 0].tolist()).items():
        weight = weights.phrases * pairs[pair]
        total[hit.rows] += weight * hit.rarity * hit.strength
        if question.claim:
            known = [rare_inside[word] for word in pair if word in rare_inside]
            if known:
                inside[hit.rows] += weight * np.max(known, axis=0)[places[hit.rows]] * hit.strength
    total /= most or 1
    part = (weights.inside * np.minimum(sizes / LONG, 1.0))[places] if question.claim else 0
    blended = total + part * (inside / (most or 1) - total)
    return Evidence(total, blended.astype(np.float32), (whole / (most_whole or 1)).astype(np.float32))
