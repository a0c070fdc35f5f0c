"""One module a kind of answer: its plan (the facts it needs, those that would make it better) and its writing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from copilot.analyst.answers import companies, digest, gaps, levels, missing, overview, plain, prices
from copilot.analyst.answers.arithmetic import ARITHMETIC
from copilot.analyst.answers.article import ANALYSIS, CHECK
from copilot.analyst.answers.calendar import CALENDAR
from copilot.analyst.answers.causes import WHY
from copilot.analyst.answers.comparison import COMPARISON
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.rotation import ROTATION
from copilot.analyst.answers.rotation import sides as rotation_sides
from copilot.analyst.answers.statistics import STATISTICS
from copilot.analyst.answers.technical import TECHNICAL
from copilot.analyst.phrases import called
from copilot.analyst.scene import Call, Draft, Scene
from copilot.analyst.understanding import Intent

__all__ = ["ROUNDS", "next_calls", "written"]

_UNNAMED = (
    Intent.ARTICLE,
    Intent.CHECK,
    Intent.NEWS,
    Intent.CALENDAR,
    Intent.ARITHMETIC,
    Intent.HELP,
    Intent.DEFINITION,
    Intent.GREETING,
)

_SAME_DAYS = 2  # parties; what is set side by side in greater number keeps its days
ROUNDS = 4
"""Rounds of tool calls after which an answer is written with what is there."""

_PLANS: Mapping[Intent, Plan] = {
    Intent.QUOTE: levels.QUOTE,
    Intent.PERFORMANCE: prices.PERFORMANCE,
    Intent.COMPARE: COMPARISON,
    Intent.ROTATION: ROTATION,
    Intent.WHY: WHY,
    Intent.TECHNICAL: TECHNICAL,
    Intent.STATISTICS: STATISTICS,
    Intent.VALUATION: overview.VALUATION,
    Intent.FUNDAMENTALS: companies.FUNDAMENTALS,
    Intent.SECTORS: overview.SECTORS,
    Intent.SUMMARY: overview.SUMMARY,
    Intent.NEWS: digest.NEWS,
    Intent.CALENDAR: CALENDAR,
    Intent.ARITHMETIC: ARITHMETIC,
    Intent.ARTICLE: ANALYSIS,
    Intent.CHECK: CHECK,
    Intent.FORECAST: plain.FORECAST,
    Intent.ORDER: plain.ORDER,
    Intent.GREETING: plain.GREETING,
    Intent.HELP: plain.HELP,
    Intent.DEFINITION: plain.DEFINITION,
    Intent.OFF_TOPIC: plain.OFF_TOPIC,
}
_NAMED = (
    Intent.QUOTE,
    Intent.PERFORMANCE,
    Intent.COMPARE,
    Intent.WHY,
    Intent.TECHNICAL,
    Intent.STATISTICS,
    Intent.VALUATION,
    Intent.FUNDAMENTALS,
)
"""Intents that need an instrument; without one the answer says which name was not found."""


def _plan(scene: Scene) -> Plan:
    request = scene.request
    if not request.parties and request.intent in _NAMED:
        return _UNKNOWN
    plan = _PLANS.get(request.intent, prices.PERFORMANCE)
    if plan is COMPARISON and {"small", "large"} <= set(request.themes) and rotation_sides(scene):
        return ROTATION
    if plan is COMPARISON and len(request.parties) < 2:
        return prices.PERFORMANCE
    return plan


def _unknown_needed(scene: Scene) -> Iterator[Call]:
    for name in scene.request.unknown[:3]:
        yield Call.of(f"close:{name}", "last_close", symbol=name)


_UNKNOWN = Plan(needed=_unknown_needed, write=missing.unknown)


def next_calls(scene: Scene) -> tuple[Call, ...]:
    """The calls of the next round; none when everything is there that can be had."""
    plan = _plan(scene)
    first = tuple(call for call in (*plan.needed(scene), *plan.better(scene)) if not scene.done(call.role))
    return first or (
        *(call for call in plan.then(scene) if not scene.done(call.role)),
        *_again(scene),
    )


def _again(scene: Scene) -> Iterator[Call]:
    """What failed because the rows begin later or end earlier is asked once more for the days that there are."""
    for role, words in scene.errors.items():
        if role in scene.facts or role.startswith(("claim:", "articles")) or role not in scene.asked:
            continue
        if role.startswith(("compare:", "return:")) and len(scene.request.parties) > _SAME_DAYS:
            continue  # a ranking is over the same days for all of its members, or without them
        tool, arguments = scene.asked[role]
        first, last = gaps.ending(words)
        fresh = dict(arguments)
        if last is not None and fresh.get("end", "9999") > last.isoformat():
            fresh["end"] = last.isoformat()
        if first is not None and "0000" < str(fresh.get("start") or "") < first.isoformat():
            fresh["start"] = first.isoformat()
        start = str(fresh.get("start") or "")
        if fresh != dict(arguments) and (start.count("-") < 2 or start < str(fresh.get("end") or "9999")):
            yield Call(role, tool, tuple(fresh.items()), again=True)


def written(scene: Scene) -> Draft:
    """The answer as a draft; an instrument that stands in for what was asked is named with it."""
    draft = _plan(scene).write(scene)
    stood = [
        scene.say(
            f"“{party.words}” is taken as the fund {party.symbol}",
            f"“{party.words}”以基金{party.symbol}代表",
        )
        for party in scene.request.parties
        if not party.theme and ("proxy" in party.instrument.note or "in place of" in party.instrument.note)
    ]
    stood += [
        scene.say(
            f"“{party.words}” is read as {called(party.instrument, 'en')}",
            f"“{party.words}”按{called(party.instrument, 'zh')}理解",
        )
        for party in scene.request.parties
        if party.misspelt
    ]
    stood += [
        scene.say(
            f"“since {words}” has no date known here: name the day",
            f"“{words}”以来：这里不知道是哪一天，请给出日期",
        )
        for words in scene.request.undated
    ]
    if scene.request.parties and scene.request.intent not in _UNNAMED:
        held = missing.provider(scene)
        stood += [
            scene.say(f"{name} is not in {held}", f"{held}中没有{name}") for name in scene.request.unknown[:3]
        ]
    away = [
        words for words in scene.errors.values() if re.search(r"did not answer|not reach|timed out", words)
    ]
    short = [words for role, words in scene.errors.items() if role in scene.facts and any(gaps.ending(words))]
    found = gaps.gaps(scene, (*stood, *short, *draft.not_found, *away))
    return replace(draft, not_found=tuple(gap for gap in found if gap.lower() != draft.title.lower())[:4])
