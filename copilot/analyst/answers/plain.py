"""Answers that need no market data of their own: greetings, what can be asked, what is declined, what is off the subject."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from copilot.analyst.answers.passages import Topic, quotations, quoted, quotes, searches
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import PERFORMANCE
from copilot.analyst.definitions import defined
from copilot.analyst.examples import examples
from copilot.analyst.phrases import joined
from copilot.analyst.scene import Call, Draft, Scene
from copilot.analyst.understanding import Intent

__all__ = ["DEFINITION", "FORECAST", "GREETING", "HELP", "OFF_TOPIC", "ORDER"]


def _questions(scene: Scene) -> tuple[str, ...]:
    return examples(scene.desk, scene.request.language)


def _for_example(scene: Scene) -> tuple[str, ...]:
    chosen = _questions(scene)[1:4]
    return (scene.say("For example:", "例如："), "\n".join(f"- {one}" for one in chosen))


def _greeting(scene: Scene) -> Draft:
    return Draft(
        scene.say(
            "Hello. Ask about a price, a comparison, the cause of a move, or an article of yours",
            "您好，可以问行情、比较、涨跌原因，或附上一篇文章",
        ),
        _for_example(scene),
        (),
        _questions(scene)[:4],
    )


def _definition(scene: Scene) -> Draft:
    measure = defined(scene.request.question)
    if measure is None:
        return _off_topic(scene)
    language = scene.request.language
    name, meaning = measure.names[language], _in_words(measure.definition[language])
    title = scene.say(
        f"{name[:1].upper()}{name[1:]}: {meaning.rstrip('.')}", f"{name}：{meaning.rstrip('。')}"
    )
    return Draft(title, (), (), _questions(scene)[:3])


def _in_words(definition: str) -> str:
    """A definition without its numbers, which no source here proves: clauses that hold one are left out."""
    bare = re.sub(r"\s*[(（][^()（）]*\d[^()（）]*[)）]", "", definition)
    clauses = re.split(r"(?<=[,，;；.。])\s*", bare)
    return " ".join(one for one in clauses if one and not re.search(r"\d", one)).strip(" ,，;；")


_SOURCE = r"\bwhere\b|\bsources?\b|来源|从哪|来自|哪里来|哪来"


def _source(scene: Scene) -> Draft:
    """Where the figures come from; articles are the reader's own."""
    provider = scene.market.provider
    title = {
        "demo": scene.say(
            "Prices are recorded ones that come with this product, not live",
            "行情是随产品附带的录制数据，并非实时",
        ),
        "folder": scene.say(
            f"Prices come from the files of the folder {provider}", f"行情来自文件夹{provider}中的文件"
        ),
        "live": scene.say(f"Prices come from {provider}", f"行情来自{provider}"),
    }[scene.market.kind]
    title += scene.say("; articles are those that were added", "；文章由您添加")
    return Draft(title, (), (), _questions(scene)[:3])


def _kinds(scene: Scene) -> tuple[str, ...]:
    """One question of each kind that this market answers."""
    own = [one for one in _questions(scene) if not re.search(r"What can you do|你能做什么", one)]
    more = [
        scene.say("How many trading days are there this month?", "这个月有多少个交易日？"),
        scene.say("Is the market open on Good Friday?", "美股感恩节开市吗？"),
    ]
    return (*own, *more)


def _help(scene: Scene) -> Draft:
    if re.search(_SOURCE, scene.request.question, re.I):
        return _source(scene)
    return Draft(
        scene.say(
            "Ask about prices, returns, comparisons, the causes of a move, or attach an article to be checked",
            "可以问价格、回报、比较、涨跌原因，也可以附上文章核对其中的数字",
        ),
        (scene.say("For example:", "例如："), "\n".join(f"- {one}" for one in _kinds(scene))),
        (),
        _questions(scene),
    )


def _off_topic(scene: Scene) -> Draft:
    """Who or what is no instrument may still stand in an article: "what did Ida Krol say?" """
    if named := _named(scene):
        said = [quote for quote in quotes(scene) if any(word in quote.text for word in named)][:2]
        if said:
            who = joined(scene.request.unknown[:2], scene.request.language)
            title = scene.say(f"What the articles say of {who}", f"文章中提到的{who}")
            return Draft(title, tuple(quoted(scene, quote) for quote in said), (), _questions(scene)[:3])
    return Draft(
        scene.say("That is outside market data and articles", "这不在行情数据和文章的范围内"),
        (),
        (scene.say("nothing about this in market data", "行情数据中没有相关内容"),),
        _questions(scene)[:3],
    )


def _named(scene: Scene) -> tuple[str, ...]:
    """The words of names that are no instruments."""
    return tuple(word for name in scene.request.unknown for word in name.split() if len(word) > 2)


def _in_articles(scene: Scene) -> Iterable[Call]:
    if _named(scene):
        yield from searches(scene)


def _declined(scene: Scene, english: str, chinese: str) -> Draft:
    """One sentence of refusal, then what the data can say instead."""
    if not scene.request.parties:
        read = quotations(scene, (Topic.OUTLOOK, Topic.CAUSE, Topic.RISK), most=2)
        if read:
            title = scene.say(
                "No forecasts are made here: what the articles say instead",
                "这里不做预测，以下是文章里的说法",
            )
            return Draft(title, read, (), _questions(scene)[:3])
        english, chinese = english.split(":")[0], chinese.split("，")[0]
        return Draft(scene.say(english, chinese), _for_example(scene), (), _questions(scene)[:3])
    return replace(PERFORMANCE.write(scene), title=scene.say(english, chinese))


def _forecast(scene: Scene) -> Draft:
    return _declined(
        scene, "No forecasts are made here: what the data say instead", "这里不做预测，以下是数据能说明的"
    )


def _looked_up(scene: Scene) -> Iterable[Call]:
    if scene.request.parties:
        yield from PERFORMANCE.better(scene)
    elif scene.request.intent is Intent.FORECAST:
        yield from searches(scene)


_COMMAND = r"^\W*(?:please |can you |could you )?(?:buy|sell|short|place|execute|purchase)\b|\border\b|(?:帮我|给我|替我)(?:买|卖|下单|平仓)|下单"


def _order(scene: Scene) -> Draft:
    if re.search(_COMMAND, scene.request.question, re.I):
        return _declined(
            scene, "No orders are placed here: what the data say instead", "这里不能下单，以下是数据能说明的"
        )
    return _declined(
        scene,
        "No buy or sell advice is given here: what the data say instead",
        "这里不提供买卖建议，以下是数据能说明的",
    )


DEFINITION = Plan(write=_definition)
GREETING = Plan(write=_greeting)
HELP = Plan(write=_help)
OFF_TOPIC = Plan(better=_in_articles, write=_off_topic)
FORECAST = Plan(needed=PERFORMANCE.needed, better=_looked_up, write=_forecast)
ORDER = Plan(needed=PERFORMANCE.needed, better=_looked_up, write=_order)
