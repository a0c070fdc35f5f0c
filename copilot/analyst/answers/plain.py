"""Answers that need no market data of their own: greetings, what can be asked, what is declined, what is off the subject."""

from __future__ import annotations

from dataclasses import replace

from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import PERFORMANCE
from copilot.analyst.examples import examples
from copilot.analyst.scene import Draft, Scene

__all__ = ["FORECAST", "GREETING", "HELP", "OFF_TOPIC", "ORDER"]


def _questions(scene: Scene) -> tuple[str, ...]:
    return tuple(examples(scene.market, scene.request.language))


def _greeting(scene: Scene) -> Draft:
    return Draft(
        scene.say("Hello. Ask about a price, a comparison or an article", "您好，可以问行情、比较或文章"),
        (),
        (),
        _questions(scene)[:4],
    )


def _help(scene: Scene) -> Draft:
    return Draft(
        scene.say(
            "Ask about prices, returns, comparisons, sectors and articles",
            "可以问价格、回报、比较、板块和文章",
        ),
        (),
        (),
        _questions(scene),
    )


def _off_topic(scene: Scene) -> Draft:
    return Draft(
        scene.say("That is outside market data and articles", "这不在行情数据和文章的范围内"),
        (),
        (scene.say("nothing about this in market data", "行情数据中没有相关内容"),),
        _questions(scene)[:3],
    )


def _declined(scene: Scene, english: str, chinese: str) -> Draft:
    """One sentence of refusal, then what the data can say instead."""
    if not scene.request.parties:
        return Draft(scene.say(english, chinese), (), (), _questions(scene)[:3])  # fmt: skip
    return replace(PERFORMANCE.write(scene), title=scene.say(english, chinese))


def _forecast(scene: Scene) -> Draft:
    return _declined(
        scene, "No forecasts are made here: what the data say instead", "这里不做预测，以下是数据能说明的"
    )


def _order(scene: Scene) -> Draft:
    return _declined(
        scene,
        "No buy or sell advice is given here: what the data say instead",
        "这里不提供买卖建议，以下是数据能说明的",
    )


GREETING = Plan(write=_greeting)
HELP = Plan(write=_help)
OFF_TOPIC = Plan(write=_off_topic)
FORECAST = Plan(needed=PERFORMANCE.needed, better=PERFORMANCE.better, write=_forecast)
ORDER = Plan(needed=PERFORMANCE.needed, better=PERFORMANCE.better, write=_order)
