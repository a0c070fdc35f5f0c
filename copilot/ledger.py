"""Everything an answer may cite. Immutable; numbers stay stable for a whole conversation.

`[0]` is all market data, `[1]`, `[2]` … the articles in the order in which they came. A datum's short id (`F12`) is
its place in the ledger and means nothing outside this thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from copilot.errors import NoData
from copilot.types import Article, Computed, Datum, Observed, Passage, Report, Series

__all__ = ["Evidence", "Fact", "Ledger"]

Fact = Series | Datum | Passage | Article


@dataclass(frozen=True, slots=True)
class Ledger:
    series: tuple[Series, ...] = ()
    data: tuple[Datum, ...] = ()
    articles: tuple[Article, ...] = ()
    passages: tuple[Passage, ...] = ()

    def add(self, *facts: Fact) -> Ledger:
        """A ledger that also holds these; what is there already keeps its place and number."""
        series, data = dict.fromkeys(self.series), dict.fromkeys(self.data)
        articles, passages = dict.fromkeys(self.articles), dict.fromkeys(self.passages)
        for fact in facts:
            match fact:
                case Series():
                    series[fact] = None
                case Datum():
                    data[fact] = None
                case Article():
                    articles[fact] = None
                case Passage():
                    articles[fact.article] = None
                    passages[fact] = None
        return replace(
            self, series=tuple(series), data=tuple(data), articles=tuple(articles), passages=tuple(passages)
        )

    def __getitem__(self, number: int) -> tuple[Datum, ...] | Article:
        """What `[number]` names. Raises `NoData` for a number that names no source."""
        if number == 0:
            return self.data
        if 1 <= number <= len(self.articles):
            return self.articles[number - 1]
        raise NoData(f"[{number}] names no source; there are {len(self.articles)} articles")

    def number(self, article: Article) -> int:
        """The citation number of an article of this ledger."""
        return self.articles.index(article) + 1

    def alias(self, datum: Datum) -> str:
        return f"F{self.data.index(datum) + 1}"

    def datum(self, alias: str) -> Datum:
        """The datum called `F12`. Raises `NoData` when there is none."""
        index = int(alias[1:]) if alias[:1] == "F" and alias[1:].isdecimal() else 0
        if not 1 <= index <= len(self.data):
            raise NoData(f"there is no fact {alias}; the last is F{len(self.data)}")
        return self.data[index - 1]

    def rows(self) -> tuple[Series, ...]:
        """Every series that the ledger carries, those inside its data included."""
        found = dict.fromkeys(self.series)
        for datum in self.data:
            match datum.basis:
                case Observed(series=one):
                    found[one] = None
                case Computed(series=several):
                    found.update(dict.fromkeys(several))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What check, export and verify work on: a text, what it may cite, and what the check said."""

    text: str
    ledger: Ledger
    report: Report
