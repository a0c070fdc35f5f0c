"""One person's part of the library: their own articles beside everybody's, and nobody else's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from copilot.ports import Added
from copilot.types import Article, Passage

if TYPE_CHECKING:
    from copilot.store.library import Library

__all__ = ["Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An `ArticleStore` over the library for `owner`; with an empty one it is everybody's."""

    library: Library
    owner: str = ""

    def add(self, articles: Iterable[Article]) -> tuple[Added, ...]:
        return self.library.add(articles, owner=self.owner)

    def search(
        self,
        query: str,
        *,
        k: int = 10,
        subjects: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> tuple[Passage, ...]:
        return self.library.search(query, k=k, subjects=subjects, since=since, until=until, owner=self.owner)

    def articles(self) -> tuple[tuple[str, Article], ...]:
        return self.library.articles(self.owner)

    def remove(self, digest: str) -> None:
        """Raises `NoData` for an article that is not the owner's, everybody's included."""
        self.library.remove(digest, self.owner)
