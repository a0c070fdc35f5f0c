"""Texts: articles, the passages cited from them, and places in an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Article", "Passage", "Span"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of code points of a text."""

    start: int
    end: int

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Article:
    """A text somebody published. Hostile until proved otherwise: quoted, never obeyed, never rendered as HTML."""

    title: str
    text: str
    url: str = ""
    publisher: str = ""
    author: str = ""
    published: date | None = None
    language: str = ""  # "en", "zh"; empty: not known
    subjects: tuple[str, ...] = ()  # symbols it is about
    note: str = ""  # "sample", "headline only"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article, by offsets into its text."""

    article: Article
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]
