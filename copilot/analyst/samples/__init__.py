"""Sample articles of ours for the recorded demo market: of its last weeks, about its companies and funds, marked as samples.

They stand beside the person's own articles while the demo market answers, and nowhere else: they are never written
into the store, so that nothing of 2022 turns up among live data later.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from importlib import resources

from copilot.articles.header import header
from copilot.ports import Added, ArticleStore
from copilot.types import Article, Passage

__all__ = ["WithSamples", "samples"]

_COMMON = frozenset(
    [
        "the",
        "and",
        "for",
        "with",
        "from",
        "that",
        "this",
        "what",
        "why",
        "how",
        "has",
        "have",
        "did",
        "does",
        "was",
        "were",
        "are",
        "its",
        "about",
        "against",
        "over",
        "last",
        "year",
    ]
)


@cache
def samples() -> tuple[Article, ...]:
    """All sample articles, newest first."""
    found = []
    for file in resources.files("copilot.analyst.samples").iterdir():
        if file.name.endswith(".md"):
            fields, text = header(file.read_text("utf8"))
            found.append(Article(text=text.strip(), **fields))
    return tuple(
        sorted(found, key=lambda article: (article.published or date.min, article.title), reverse=True)
    )


class WithSamples:
    """An article store with the samples beside what it holds."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store

    def add(self, articles: Iterable[Article]) -> tuple[Added, ...]:
        return self._store.add(articles)

    def remove(self, digest: str) -> None:
        self._store.remove(digest)

    def articles(self) -> tuple[tuple[str, Article], ...]:
        from copilot import codec

        return (*self._store.articles(), *((codec.digest(article), article) for article in samples()))

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        subjects: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Passage, ...]:
        """The person's own articles first, then the samples by shared subjects and words."""
        own = self._store.search(query, k=k, subjects=subjects, since=since, until=until)
        found = _ranked(query, frozenset(subjects), since or date.min, until or date.max)
        return (*own, *found[: max(0, k - len(own))])


def _ranked(query: str, subjects: frozenset[str], since: date, until: date) -> tuple[Passage, ...]:
    words = _words(query)
    chinese = bool(re.search(r"[\u4e00-\u9fff]", query))
    scored: list[tuple[float, Passage]] = []
    for article in samples():
        if not since <= (article.published or date.min) <= until or (
            subjects and not subjects & set(article.subjects)
        ):
            continue
        fits = len(subjects & set(article.subjects)) / max(len(article.subjects), 1)
        for passage in _paragraphs(article):
            shared = len(words & _words(passage.text + " " + article.title))
            if shared or fits:
                score = shared + 3 * fits + 2 * ((article.language == "zh") == chinese)
                scored.append((score, passage))
    scored.sort(key=lambda item: -item[0])
    return tuple(passage for _, passage in scored)


def _words(text: str) -> frozenset[str]:
    """Latin words, and every pair of neighbouring Chinese characters."""
    latin = {word.lower() for word in re.findall(r"[A-Za-z&]{3,}", text)} - _COMMON
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return frozenset(latin | {run[i : i + 2] for run in runs for i in range(len(run) - 1)})


@cache
def _paragraphs(article: Article) -> tuple[Passage, ...]:
    places = (match.span() for match in re.finditer(r"[^\n]+(?:\n(?!\n)[^\n]+)*", article.text))
    return tuple(Passage(article, *place) for place in places)
