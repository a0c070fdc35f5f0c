"""A question before it is answered: cleaned, with the articles that come with it and what the thread remembers."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.answer import Answer, Notice
from copilot.errors import ArticleError, ConfigError
from copilot.types import Article

if TYPE_CHECKING:
    from langchain_core.messages import AnyMessage

__all__ = ["Source", "asked", "attached", "day", "read", "remembered"]

Source = str | Path | Article
_LONGEST_QUESTION = 20_000  # characters; a longer text is an article
_REMEMBERED = 6  # answers of a thread that a model reads in full; of older ones their headlines
_URL = re.compile(r"https?://[^\s<>\"'，。；！？、）)】]+[^\s<>\"'，。；！？、）)】.,;:!?]")
_FILE = re.compile(r"(?:[\"“'](?P<quoted>[^\"”']+)[\"”']|(?P<bare>\S+))")
_READABLE = frozenset({".txt", ".md", ".markdown", ".html", ".htm", ".pdf", ".docx"})


def asked(question: str) -> str:
    """The question, cleaned. Raises `ConfigError` with the next step when there is none, or far too much of it."""
    text = "".join(char for char in question if char.isprintable() or char in "\n\t").strip()
    if not text:
        raise ConfigError(
            'the question is empty; ask something like "How has IWM done against SPY this year?"'
        )
    if len(text) > _LONGEST_QUESTION:
        raise ConfigError(
            f"the question has {len(text):,} characters, at most {_LONGEST_QUESTION:,} are read; "
            "save the text as a file and pass it as an article"
        )
    return text


def day(value: date | str | None) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ConfigError(f"{value!r} is no date; write it as 2026-03-16") from error


def read(source: Source | Iterable[Source], problems: list[ArticleError] | None = None) -> Iterator[Article]:
    """The articles of a file, folder, address or feed, or of several. Raises `ArticleError`.

    A folder's unreadable files are appended to `problems` where that is given.
    """
    from copilot import articles

    several = [source] if isinstance(source, str | Path | Article) else source
    for one in several:
        if isinstance(one, Article):
            yield one
        else:
            yield from articles.read(one, problems=problems)


def attached(
    question: str,
    article: Source | Sequence[Source] | None,
    *,
    as_of: date | None,
    local_files: bool,
) -> tuple[tuple[Article, ...], list[Notice]]:
    """The articles for this question: those handed over, and those that its text names by address or path.

    One that was handed over and cannot be read raises `ArticleError`; one that the text merely names becomes a notice.
    """
    found = list(read(article)) if article is not None else []
    notices: list[Notice] = []
    for named in _named(question, local_files):
        try:
            found.extend(read(named))
        except ArticleError as error:
            notices.append(Notice(str(error)))
    usable: list[Article] = []
    for one in dict.fromkeys(found):
        if as_of is not None and one.published is not None and one.published > as_of:
            notices.append(Notice(f"“{one.title}” was published after {as_of} and is not read."))
        else:
            usable.append(one)
    return tuple(usable), notices


def _named(question: str, local_files: bool) -> list[str | Path]:
    named: list[str | Path] = list(_URL.findall(question))
    if not local_files:
        return named
    for match in _FILE.finditer(_URL.sub(" ", question)):
        path = Path((match["quoted"] or match["bare"]).rstrip(".,;:!?。，？！")).expanduser()
        with contextlib.suppress(OSError, ValueError):  # a question is no path: it may be too long for one
            if path.suffix.lower() in _READABLE and path.is_file():
                named.append(path)
    return named


def remembered(answers: Sequence[Answer]) -> list[AnyMessage]:
    """A thread's answers as the messages that a model reads: the last ones whole, of the older ones their headlines.

    Nothing is lost by that: the ledger of the last answer holds every fact of the thread.
    """
    from langchain_core.messages import AIMessage, HumanMessage

    messages: list[AnyMessage] = []
    for place, answer in enumerate(answers):
        whole = place >= len(answers) - _REMEMBERED
        messages.append(HumanMessage(answer.question))
        messages.append(
            AIMessage(f"# {answer.title}\n\n{answer.evidence.text}" if whole else f"# {answer.title}")
        )
    return messages
