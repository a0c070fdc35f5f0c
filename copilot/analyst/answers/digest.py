"""What the articles say: one quoted sentence an article, newest first; and what to say where figures are not at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from copilot.analyst.answers.passages import Quote, Topic, quoted, quotes, searches
from copilot.analyst.answers.plan import Plan
from copilot.analyst.phrases import called, day
from copilot.analyst.scene import Call, Draft, Scene

__all__ = ["FUNDAMENTALS", "NEWS"]

_MOST = 5
_TOPIC = re.compile(
    r"\b(?:fed|federal|inflation|rates?|banks?|oil|energy|tech|rotation|value|momentum|risks?)\b|美联储|利率|加息|通胀|银行|石油|能源|科技|风险|价值|动量",
    re.I,
)
_EPOCH = date(1900, 1, 1)


_ASKED = {
    Topic.RISK: r"\brisks?\b|\bwarn|风险|隐忧",
    Topic.OPPORTUNITY: r"\bopportunit|\bupside\b|机会",
    Topic.CAUSE: r"\bwhy\b|\breasons?\b|原因|为什么",
}
_ANY = "stocks funds market rates year risk 股票 市场 基金 利率 风险"


def _needed(scene: Scene) -> Iterable[Call]:
    request = scene.request
    if request.parties or request.unknown or _TOPIC.search(request.question):
        yield from searches(scene)
    else:  # "summarise the news": whatever there is
        yield Call.of("articles", "search_articles", query=_ANY, symbols=[], k=12)
    if scene.market.kind == "live":
        for party in scene.request.parties[:2]:
            yield Call.of(f"articles:{party.symbol}", "news", symbol=party.symbol)


def _chosen(scene: Scene) -> tuple[Quote, ...]:
    """The best sentence of each article, a second one on risk or cause where there are few articles."""
    best: dict[str, list[Quote]] = {}
    read = quotes(scene)
    wanted = {topic for topic, words in _ASKED.items() if re.search(words, scene.request.wording, re.I)}
    own = [quote for quote in read if quote.article.language in ("", scene.request.language)]
    read = tuple(own) or read  # another language where there is nothing else
    fitting = [quote for quote in read if quote.topics & wanted]
    for quote in fitting or read:
        if quote.weight > 0:
            best.setdefault(quote.article.title, []).append(quote)
    several = 1 if len(best) >= 3 else 2
    found = [quote for sentences in best.values() for quote in _varied(sentences)[:several]]
    found.sort(
        key=lambda quote: (quote.article.published is None, -(quote.article.published or _EPOCH).toordinal())
    )
    return tuple(found[:_MOST])


def _varied(sentences: list[Quote]) -> list[Quote]:
    first = sentences[0]
    others = [
        one
        for one in sentences[1:]
        if one.topics & {Topic.CAUSE, Topic.RISK, Topic.OPPORTUNITY} - first.topics
    ]
    return [first, *others]


def _write_news(scene: Scene) -> Draft:
    found = _chosen(scene)
    about = [called(party.instrument, scene.request.language) for party in scene.request.parties[:2]]
    about = about or list(scene.request.unknown[:1])
    subject = scene.say(" and ", "和").join(about) if about else scene.say("this", "这一话题")
    if not found:
        return Draft(
            scene.say(f"No article about {subject} is at hand", f"手头没有关于{subject}的文章"),
            (),
            tuple(scene.errors.values())[:2],
        )
    newest = found[0].article.published
    when = scene.say(f", to {day(newest, 'en')}", f"（截至{day(newest, 'zh')}）") if newest else ""
    title = scene.say(f"What the articles say about {subject}{when}", f"关于{subject}的文章要点{when}")
    lines = "\n".join(f"- {quoted(scene, quote)}" for quote in found)
    return Draft(title, (lines,), (), _follow_ups(scene))


def _write_fundamentals(scene: Scene) -> Draft:
    found = [quote for quote in _chosen(scene) if Topic.CAUSE in quote.topics or quote.weight > 3][:3]
    about = [called(party.instrument, scene.request.language) for party in scene.request.parties[:2]]
    subject = scene.say(" and ", "和").join(about)
    title = scene.say(
        f"Company accounts of {subject} are not in this market's data", f"本行情数据不含{subject}的财务报表"
    )
    gap = scene.say(
        f"revenue, profit and other company accounts of {subject}", f"{subject}的营收、利润等财务数据"
    )
    return Draft(title, tuple(quoted(scene, quote) for quote in found), (gap,), _follow_ups(scene))


def _follow_ups(scene: Scene) -> tuple[str, ...]:
    names = [called(party.instrument, scene.request.language) for party in scene.request.parties[:1]]
    return tuple(
        scene.say(f"How has {name} done over the last 30 sessions?", f"{name}近30个交易日表现如何？")
        for name in names
    )


NEWS = Plan(needed=_needed, write=_write_news)
FUNDAMENTALS = Plan(needed=_needed, write=_write_fundamentals)
