"""How the article store does at size: 100,000 passages with given vectors, asked with and without a filter.

    python -m benchmarks.store_scale --passages 100000

Texts are drawn word by word from a vocabulary with Zipf's frequencies, vectors at random (one in ten near another):
nothing is embedded, so what is measured is the store itself. It prints the rate of ingest, the median and the 95th
percentile of a search, the memory of the process and the bytes on disk.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from copilot.config import Settings
from copilot.store import open_store
from copilot.store.embedding import Vectors
from copilot.store.library import Library
from copilot.types import Article

WORDS, DIMENSIONS = 50_000, 384
PER_ARTICLE = 50  # passages, about
QUESTIONS = 200


class Given:
    """Vectors that come with the texts, made from their digests as fast as they are asked for."""

    name = "given/random-384"

    def passages(self, texts: Sequence[str]) -> Vectors:
        rows = [np.frombuffer(hashlib.shake_128(text.encode()).digest(DIMENSIONS), np.int8) for text in texts]
        vectors = np.stack(rows).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)

    def query(self, text: str) -> Vectors:
        return np.asarray(self.passages([text])[0], np.float32)


def articles(count: int, words: np.random.Generator) -> Iterator[Article]:
    vocabulary = [f"word{number}" if number % 7 else f"{number * 37}" for number in range(WORDS)]
    for number in range(count):
        drawn = words.zipf(1.2, PER_ARTICLE * 110) % WORDS
        sentences = [
            " ".join(vocabulary[one] for one in drawn[at : at + 22]) for at in range(0, len(drawn), 22)
        ]
        yield Article(
            f"Filing {number}",
            ". ".join(sentences) + ".",
            url=f"https://corpus.example/{number}",
            published=date(2020, 1, 1) + timedelta(days=number * 1800 // count),
        )


def asked(library: Library, draws: np.random.Generator, since: date | None) -> tuple[float, float]:
    """Milliseconds of a search: the median and the 95th percentile."""
    seconds = []
    for number in range(QUESTIONS):
        words = " ".join(f"word{one}" for one in draws.zipf(1.2, 12) % WORDS)
        began = time.perf_counter()
        library.search(f"what of {words} in Filing {number}?", k=10, since=since)
        seconds.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(seconds, 50)), float(np.percentile(seconds, 95))


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--passages", type=int, default=100_000)
    given = parser.parse_args(arguments)
    draws = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as home:
        library = open_store(Settings(home=Path(home)), embedder=Given())
        began = time.perf_counter()
        library.add(articles(given.passages // PER_ARTICLE, draws))
        added = time.perf_counter() - began
        began = time.perf_counter()
        library.follow()
        loaded = time.perf_counter() - began
        count = len(library._index)
        print(
            f"{count} passages added in {added:.0f} s ({count / added:.0f} a second), loaded in {loaded:.0f} s"
        )
        for name, since in (("without filter", None), ("since a day", date(2024, 1, 1))):
            middle, high = asked(library, draws, since)
            print(f"search {name}: p50 {middle:.1f} ms, p95 {high:.1f} ms")
        disk = sum(one.stat().st_size for one in Path(home).rglob("*") if one.is_file())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(f"memory at most {memory / 1000:.0f} MB, disk {disk / 1e6:.0f} MB")
        library.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
