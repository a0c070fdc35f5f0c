"""Where the price stands: against its averages, below its high, how much it moves, and with what."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from copilot.analyst.answers import indicators
from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.swings import moves, pairings, shorter, together, volatilities
from copilot.analyst.phrases import called, day, span
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["TECHNICAL"]

_DAYS = r"(\d{2,3})(?=\s*(?:or|and|/|,|&|和|或|、)\s*\d{2,3}\s*[- ]?(?:day|d\b|日))|(\d{1,3})\s*[- ]?(?:day|session|week|d?ma\b|日|天)|(?:sma|ma|ema|均线)\s*(\d{1,3})"


def _days(scene: Scene) -> tuple[int, ...]:
    """The averages that were asked for; else the usual three."""
    found = [int("".join(groups)) for groups in re.findall(_DAYS, scene.request.wording, re.I)]
    asked = tuple(dict.fromkeys(days for days in found if 2 <= days <= 400 and days != 52))
    return asked[:3] if asked and _about(scene, "average") else (20, 50, 200)


_FURTHEST = r"\b(?:furthest|farthest|most|deepest|largest|biggest)\b|最"
_MOST = 4  # instruments of one answer
_EVER = r"\brecords?\b|\blast (?:hit|set|made)\b|创.{0,4}新高|\ball[- ]time\b|\bever\b|历史|史上"
_LONG_AGO = "2000-01-03"  # a record is the highest of the rows at hand; the sentence names the days they span


_TOPICS = {
    "average": r"average|sma|ema|\bma\b|dma|均线|移动平均|日线|\b\d{2,3}[- ]?(?:d|day)s?\b(?! ?(?:rsi|atr|high|low|range|vol|return|beta|corr|window|stretch|period))",
    "high": r"high|low|peak|top|record|correction|bear market|bull market|pullback|调整|熊市|牛市|bottom|drawdown|高|低|回撤|峰",
    "volatility": r"volatil|risk(?:y|ier|iest)\b|波动|风险(?:更|最)?[大高]",
    "with": r"beta|correlat|together|lockstep|tandem|同涨同跌|联动|贝塔|相关",
}


def _about(scene: Scene, topic: str) -> bool:
    return bool(re.search(_TOPICS[topic], scene.request.wording, re.I))


def _wanted(scene: Scene, topic: str) -> bool:
    """What was asked for; without a special wish averages and the high."""
    special = indicators.asked(scene) or any(_about(scene, one) for one in _TOPICS)
    if topic == "high" and indicators.asked(scene):  # "is its volume high?" asks for no high of the price
        return bool(re.search(r"drawdown|52|peak|回撤|峰", scene.request.wording, re.I))
    return _about(scene, topic) if special else topic in ("average", "high")


def _needed(scene: Scene) -> Iterable[Call]:
    yield from indicators.needed(scene)
    asked = next((period for period in scene.request.periods if period.unit != "day"), None)
    for party in scene.request.parties[:_MOST]:
        symbol = party.symbol
        if _wanted(scene, "average"):
            for days in _days(scene):
                yield Call.of(f"average:{symbol}:{days}", "distance_to_average", symbol=symbol, days=days)
        if _wanted(scene, "high"):
            start = f"{asked.sessions}D" if asked and asked.sessions else None
            start = asked.start.isoformat() if asked and asked.start else start
            end = asked.end.isoformat() if start and asked and asked.end else None
            if start is None and re.search(_EVER, scene.request.wording, re.I):
                start = _LONG_AGO
            yield Call.of(f"high:{symbol}", "high_low", symbol=symbol, start=start, end=end)
            yield Call.of(f"drawdown:{symbol}", "drawdown", symbol=symbol, start=start or "52W", end=end)
        if _wanted(scene, "volatility"):
            yield from volatilities(scene, party.instrument, asked)
    if _wanted(scene, "with"):
        yield from pairings(scene, asked)


def _then(scene: Scene) -> Iterable[Call]:
    """Where there are no traded prices for an average, the distance from the high can still be told."""
    for party in scene.request.parties[:_MOST]:
        roles = [role for role in scene.errors if role.startswith(f"average:{party.symbol}:")]
        if roles and all("dividend-adjusted" in scene.errors[role] for role in roles):
            yield Call.of(f"drawdown:{party.symbol}", "drawdown", symbol=party.symbol, start="250D")
    yield from shorter(scene)


def _write(scene: Scene) -> Draft:
    titles: list[str] = []
    lines: list[str] = []
    for party in _ordered(scene):
        for heading, line in _sentences(scene, party):
            titles.append(heading)
            lines.append(line)
    if not lines:
        return unknown(scene)
    # what the headline says word for word is not said again, unless nothing else is said
    kept = [line for line in lines if line and line != titles[0] + scene.say(".", "。")] or lines
    body = scene.say(" ", "").join(kept)
    if _unaveraged(scene):
        name = called(scene.request.parties[0].instrument, scene.request.language)
        titles[0] = scene.say(
            f"No moving average of {name} here: only dividend-adjusted closes are recorded",
            f"算不出{name}的均线：这里只有含股息的复权收盘价",
        )
        return Draft(titles[0], (body,), (), _follow_ups(scene))
    gaps = tuple(
        dict.fromkeys(
            words
            for role, words in scene.errors.items()
            if not role.startswith("high:") and role not in scene.facts
        )
    )[:3]
    return Draft(titles[0], (body,), gaps, _follow_ups(scene))


def _ordered(scene: Scene) -> tuple[Instrument, ...]:
    """The parties as they were named; of those set against each other by their volatility the most volatile first."""
    parties = [party.instrument for party in scene.request.parties[:_MOST]]
    swings = {one.symbol: scene.datum(f"volatility:{one.symbol}") for one in parties}
    falls = {one.symbol: scene.datum(f"drawdown:{one.symbol}", "drawdown") for one in parties}
    if len(parties) > 1 and all(falls.values()) and re.search(_FURTHEST, scene.request.wording, re.I):
        parties.sort(key=lambda one: amount(found) if (found := falls[one.symbol]) else 0)
    if len(parties) > 1 and all(swings.values()):
        parties.sort(key=lambda one: -amount(found) if (found := swings[one.symbol]) else 0)
    return tuple(parties)


def _unaveraged(scene: Scene) -> bool:
    first = scene.request.parties[0].symbol
    asked = [role for role in (*scene.errors, *scene.facts) if role.startswith(f"average:{first}:")]
    return bool(asked) and all(role in scene.errors and role not in scene.facts for role in asked)


def _sentences(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    """Pairs of a heading and a sentence: indicators that were named, then the longest average first."""
    yield from indicators.sentences(scene, party)
    yield from _averages(scene, party)
    yield from _high(scene, party)
    yield from moves(scene, party)
    if scene.request.parties[0].symbol == party.symbol:
        yield from together(scene, party)


def _averages(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    """The close against each average that was asked for, the longest first, in one sentence."""
    found = []
    for days in sorted(_days(scene), reverse=True):
        by = {one.measure: one for one in scene.data(f"average:{party.symbol}:{days}")}
        if "distance_to_average" in by:
            found.append((days, by["distance_to_average"], by["close"], by["simple_average"]))
    if not found:
        return
    days, distance, close, _ = found[0]
    name = called(party, scene.request.language, begins=True)
    when = day(close.as_of or scene.request.as_of, scene.request.language)
    heading = scene.say(
        f"{name} is {scene.ref(distance)} {'above' if amount(distance) > 0 else 'below'} its {days}-day average",
        f"{name}收盘{'高于' if amount(distance) > 0 else '低于'}{days}日均线{scene.ref(distance)}",
    )
    sides = [
        scene.say(
            f"{'above' if amount(off) > 0 else 'below'} its {count}-day average of {scene.ref(average)}",
            f"{'高于' if amount(off) > 0 else '低于'}{count}日均线{scene.ref(average)}",
        )
        for count, off, _, average in found
    ]
    first = scene.say(
        f"On {when} {called(party, 'en')} closed at {scene.ref(close)}, {sides[0]}.",
        f"{when}，{name}收于{scene.ref(close)}，{sides[0]}。",
    )
    # one average a sentence: side by side they would be read as set against each other
    others = [scene.say(f"It was {side}.", f"收盘价{side}。") for side in sides[1:]]
    yield heading, scene.say(" ", "").join([first, *others])


def _high(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    name = called(party, scene.request.language, begins=True)
    fall = scene.datum(f"drawdown:{party.symbol}", "drawdown")
    deepest = scene.datum(f"drawdown:{party.symbol}", "max_drawdown")
    high = scene.datum(f"high:{party.symbol}", "highest_close")
    low = scene.datum(f"high:{party.symbol}", "lowest_close")
    if fall is not None and fall.window and fall.window.start and fall.window.end:
        when = span(fall.window.start, fall.window.end, scene.request.language)
        if deepest is not None and re.search(_DEEPEST, scene.request.wording, re.I):
            heading = scene.say(
                f"The max drawdown of {called(party, 'en')} is {scene.ref(deepest)} ({when})",
                f"{name}最大回撤{scene.ref(deepest)}（{when}）",
            )
        elif amount(fall) == 0:
            heading = scene.say(f"{name} closed at its high of {when}", f"{name}收盘处于{when}的最高点")
        else:
            heading = scene.say(
                f"{name} stands {scene.ref(fall)} below its highest close ({when})",
                f"{name}较最高收盘价低{scene.ref(fall)}（{when}）",
            )
        parts = []
        if high is not None and re.search(_WHEN, scene.request.wording, re.I):
            heading = scene.say(
                f"The highest close of {called(party, 'en')} is {scene.ref(high)}{_reached(scene, high)}",
                f"{name}的最高收盘价为{scene.ref(high)}{_reached(scene, high)}",
            )
        if deepest is not None and re.search(_DEEPEST, scene.request.wording, re.I):
            parts = [
                scene.say(
                    f"From {when} the drawdown of {called(party, 'en')} at the last close is {scene.ref(fall)}.",
                    f"{when}，{name}当前回撤{scene.ref(fall)}。",
                )
            ]
        elif deepest is not None:
            parts = [
                scene.say(
                    f"From {when} the max drawdown of {called(party, 'en')} was {scene.ref(deepest)}.",
                    f"{when}，{name}期间最大回撤{scene.ref(deepest)}。",
                )
            ]
        if high is not None and low is not None:
            parts.append(
                scene.say(
                    f"Its highest close of that stretch was {scene.ref(high)}{_reached(scene, high)}, its lowest close {scene.ref(low)}{_reached(scene, low)}.",
                    f"同期最高收盘价{scene.ref(high)}{_reached(scene, high)}，最低收盘价{scene.ref(low)}{_reached(scene, low)}。",
                )
            )
        yield heading, scene.say(" ", "").join(parts)


def _reached(scene: Scene, extreme: Datum) -> str:
    """The day of a high or a low, as its tool noted it."""
    match = re.search(r"reached on (\d{4}-\d\d-\d\d)", extreme.note)
    if match is None:
        return ""
    when = day(date.fromisoformat(match[1]), scene.request.language)
    return scene.say(f" ({when})", f"（{when}）")


_WHEN = r"\bwhen\b|\b(?:hit|set|made?|reach(?:ed)?) (?:a|its|an?other) (?:new )?(?:record|high|peak)|什么时候|何时|哪天|哪一天|创(?:出)?(?:历史)?新高"
_DEEPEST = r"\b(?:worst|max(?:imum)?|deepest|largest|biggest)\b|最大|最深|最惨"


def _follow_ups(scene: Scene) -> tuple[str, ...]:
    name = called(scene.request.parties[0].instrument, scene.request.language)
    return (scene.say(f"How has {name} done since the start of the year?", f"{name}今年以来表现如何？"),)


TECHNICAL = Plan(needed=_needed, then=_then, write=_write)
