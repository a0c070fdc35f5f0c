"""Articles: found by meaning and words, read whole; never one published after the day as of which is asked."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Article, Passage

from .periods import day

__all__ = ["read_article", "search_articles"]


def search_articles(
    desk: Desk, query: str, k: int = 6, symbols: Sequence[str] = (), since: str = ""
) -> tuple[Passage, ...]:
    """Passages of the stored articles that speak of the query, best first; in its language and the other one.

    symbols: only articles about these tickers. since: only published on or after this day (YYYY-MM-DD).
    """
    if not query.strip():
        raise NoData("nothing to search for")
    subjects = [_symbol(desk, name) for name in symbols]
    first = day(since, "since") if since.strip() else None
    found = desk.articles.search(
        query, k=max(1, min(k, 20)), subjects=subjects, since=first, until=desk.today
    )
    if not found:
        raise NoData(f"no article on {query[:80]!r} up to {desk.today}")
    return tuple(found)


def read_article(desk: Desk, title: str) -> Article:
    """One stored article whole, by its title, its URL or a distinct part of the title."""
    wanted = title.strip().casefold()
    if not wanted:
        raise NoData("no article is named")
    held = [
        one for _, one in desk.articles.articles() if one.published is None or one.published <= desk.today
    ]
    exact = [one for one in held if wanted in (one.title.casefold(), one.url.casefold())]
    near = exact or [one for one in held if wanted in one.title.casefold()]
    if not near:
        raise NoData(f"no article is called {title[:80]!r}; search_articles finds what there is")
    if len(near) > 1 and not exact:
        raise NoData(f"several articles fit: {'; '.join(one.title for one in near[:5])}")
    return near[0]


def _symbol(desk: Desk, name: str) -> str:
    """Tickers of articles need not be in the market at hand."""
    try:
        return desk.market.resolve(name).symbol
    except NoData:
        return name.strip().upper()
