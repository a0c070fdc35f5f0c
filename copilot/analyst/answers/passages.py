"""What the articles say: the searches that a plan makes, and the sentences that are worth quoting, with their source.

Sentences are quoted word for word with publisher and date. A rule analyst that paraphrased would drop hedges; one that
quotes keeps them, and each quotation can be proved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from copilot import names
from copilot.analyst.parties import resolved
from copilot.analyst.periods import vocabulary
from copilot.analyst.phrases import day
from copilot.analyst.scene import Call, Scene
from copilot.reading import sentences
from copilot.types import Article

__all__ = ["Quote", "Topic", "quotations", "quoted", "quotes", "searches", "subjects"]

_LONGEST = 420  # characters of a quoted sentence
_SEARCHED = 6  # passages a search returns


class Topic(StrEnum):
    CAUSE = "cause"
    RISK = "risk"
    OPPORTUNITY = "opportunity"
    OUTLOOK = "outlook"


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of an article, and how well it fits the question."""

    article: Article
    text: str
    start: int
    weight: float
    topics: frozenset[Topic]


def searches(scene: Scene, since: date | None = None, symbols: Sequence[str] | None = None) -> Iterable[Call]:
    """One search on the question and its instruments."""
    if symbols is None:
        symbols = sorted(subjects(scene))
    yield Call.of(
        "articles",
        "search_articles",
        query=scene.request.question[:300],
        k=_SEARCHED,
        symbols=list(symbols),
        since=since.isoformat() if since else None,
    )


@cache
def _cues(topic: Topic) -> re.Pattern[str]:
    return re.compile("|".join(vocabulary("cues")[topic.value]), re.I)


def quotes(scene: Scene, articles: Sequence[Article] = ()) -> tuple[Quote, ...]:
    """Every sentence of the found passages (or of these articles), the most fitting first."""
    stretches: list[tuple[Article, int, int]] = [
        (p.article, p.start, p.end) for p in scene.passages("articles")
    ]
    stretches += [(article, 0, len(article.text)) for article in articles]
    found: dict[tuple[str, int], Quote] = {}
    for rank, (article, start, end) in enumerate(stretches):
        for unit in sentences(article.text):
            if unit.start < start or unit.end > end:
                continue
            text = article.text[unit.start : unit.end].strip()
            if not _quotable(text) or text == article.title:
                continue
            topics = frozenset(topic for topic in Topic if _cues(topic).search(text))
            weight = _weight(scene, article, text, rank)
            found.setdefault((article.title, unit.start), Quote(article, text, unit.start, weight, topics))
    return tuple(sorted(found.values(), key=lambda quote: -quote.weight))


def _quotable(text: str) -> bool:
    return (
        12 <= len(text) <= _LONGEST and not text.startswith(("#", "|", "-", "*", ">")) and "\n\n" not in text
    )


def subjects(scene: Scene) -> set[str]:
    """What the question is about: its instruments, and of a part of the market everything that stands for it."""
    parts = [item["symbols"] for item in vocabulary("themes")["theme"] if item["key"] in scene.request.themes]
    return {party.symbol for party in scene.request.parties}.union(*parts)


def _weight(scene: Scene, article: Article, text: str, rank: int) -> float:
    symbols = subjects(scene)
    named = {mention.symbol for mention in names.mentions(text)} | {
        s for s in symbols if s.lstrip("^") in text
    }
    weight = 2.0 * len(named & symbols) + 1.0 * bool(symbols & set(article.subjects)) - 0.1 * rank
    weight -= 0.8 * bool(re.search(r"\d", text))  # what an article counts is checked elsewhere
    weight += 0.7 * len(_words(text) & _words(scene.request.question))
    if len(symbols) == 1 and named and not named & symbols:
        weight -= 2.5  # of somebody else
    if symbols and _language(article) != scene.request.language and not named & symbols:
        weight -= 3.0  # a foreign sentence must at least name what was asked about
    weight += 1.5 * (_language(article) == scene.request.language)
    return weight


@cache
def _words(text: str) -> frozenset[str]:
    """What two texts may share: longer Latin words, pairs of Chinese characters."""
    latin = {word.lower() for word in re.findall(r"[A-Za-z]{4,}", text)} - _COMMON
    runs = re.findall(r"[\u4e00-\u9fff]+", text)
    return frozenset(latin | {run[at : at + 2] for run in runs for at in range(len(run) - 1)})


_COMMON = frozenset(
    [
        "what",
        "does",
        "have",
        "about",
        "with",
        "that",
        "this",
        "from",
        "over",
        "last",
        "year",
        "they",
        "were",
        "their",
        "more",
        "than",
        "says",
        "news",
    ]
)


def _language(article: Article) -> str:
    return article.language or (
        "zh" if len(re.findall(r"[\u4e00-\u9fff]", article.text)) > len(article.text) / 5 else "en"
    )


def quotations(
    scene: Scene,
    topics: Sequence[Topic],
    *,
    most: int,
    articles: Sequence[Article] = (),
    used: set[str] | None = None,
) -> tuple[str, ...]:
    """Up to `most` quoted sentences on these topics, each as a sentence of its own with its source."""
    used = set() if used is None else used
    found: list[str] = []
    last: Article | None = None
    for topic in topics:
        for quote in quotes(scene, articles):
            if topic not in quote.topics or quote.text in used or quote.weight <= 0:
                continue
            if not articles and not (_of_parties(scene, quote) and _timely(scene, quote.article)):
                continue
            used.add(quote.text)
            found.append(quoted(scene, quote, topic if last == quote.article else None))
            last = quote.article
            break
        if len(found) == most:
            break
    return tuple(found)


_AFTERWARDS = timedelta(days=45)


def _timely(scene: Scene, article: Article) -> bool:
    """In the language of the answer, and of about the time that was asked about."""
    if _language(article) != scene.request.language:
        return False
    ends = [period.end for period in scene.request.periods[:1] if period.end is not None]
    return not ends or article.published is None or article.published <= ends[0] + _AFTERWARDS


_STANDS_ALONE = 40  # characters; a shorter sentence that names nothing says nothing without those around it


def _of_parties(scene: Scene, quote: Quote) -> bool:
    """A sentence is quoted for what it names: one of the parties, else nothing else that this market holds."""
    own = subjects(scene)
    named = {mention.symbol for mention in names.mentions(quote.text)}
    if named & own or any(len(symbol) > 2 and symbol in quote.text for symbol in own):
        return True
    others = [symbol for symbol in named - {"^GSPC"} if resolved(symbol, symbol, scene.desk) is not None]
    chinese = _language(quote.article) == "zh"
    long = len(quote.text) >= (_STANDS_ALONE // 2 if chinese else _STANDS_ALONE)
    market = (
        not scene.request.parties
        or bool(own & {"^GSPC", "SPY"})
        or all(party.theme for party in scene.request.parties)
    )
    return not others and long and (market or bool(own & set(quote.article.subjects)))


_ON = {
    Topic.CAUSE: ("on the reason", "谈及原因"),
    Topic.RISK: ("on the risk", "谈及风险"),
    Topic.OPPORTUNITY: ("on what could go right", "谈及机会"),
    Topic.OUTLOOK: ("on what comes next", "谈及后续"),
}


def quoted(scene: Scene, quote: Quote, again: Topic | None = None) -> str:
    """The sentence in quotation marks, its publisher and date before it, its number after it; `again` is what a further
    sentence of the article just quoted is about."""
    number = scene.ledger.number(quote.article)
    source = source_of(scene, quote.article)
    if again is not None:
        lead = scene.say(*_ON[again])
        name = quote.article.publisher or scene.say("The article", "文章")
        if quote.article.note == "sample":
            name = source.partition(" (" if not scene.zh else "（")[0]
        return scene.say(
            f"{name} {lead}: “{quote.text}” [{number}]", f"{name}{lead}：“{quote.text}”[{number}]"
        )
    if scene.zh:
        return f"{source}写道：“{quote.text}”[{number}]"
    return f"{source}: “{quote.text}” [{number}]"


def source_of(scene: Scene, article: Article) -> str:
    """Publisher, date, and that it is a sample or undated where it is."""
    language = scene.request.language
    when = day(article.published, language) if article.published else scene.say("undated", "未注明日期")
    name = article.publisher or scene.say("the article", "文章")
    if article.note == "sample":
        name = scene.say("Market Copilot samples", "Market Copilot 示例")
    sample = scene.say(", sample article", "，样文") if article.note == "sample" else ""
    foreign = _language(article) != language and _language(article) in ("en", "zh")
    tongue = scene.say(", in its own language", "，英文") if foreign else ""
    return scene.say(f"{name} ({when}{sample}{tongue})", f"{name}（{when}{sample}{tongue}）")
