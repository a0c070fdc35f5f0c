"""Rises and falls counted, their longest runs, and the return of every week, month, quarter or year of a stretch."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from copilot.analyst.answers.standings import measured, moved
from copilot.analyst.phrases import MONTHS, called, day, span
from copilot.analyst.scene import Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["by_unit", "dates_of", "lasting", "months", "streaks"]

_BY = {
    "week": r"\bweek|周|星期",
    "quarter": r"\bquarter|季",
    "year": r"\b(?:best|worst|strongest|weakest|which|each|every) (?:calendar |single )?years?\b|\byear[- ]by[- ]year|\byearly\b|\bannual\b|(?:哪|各|每|逐)(?:一)?个?年|年度|年份",
}  # fmt: skip


def by_unit(scene: Scene) -> str:
    """Weeks, months, quarters or years: whichever the question is about."""
    return next(
        (unit for unit, words in _BY.items() if re.search(words, scene.request.wording, re.I)), "month"
    )


def dates_of(scene: Scene, datum: Datum) -> str:
    """The first and the last day of a figure's window."""
    window = datum.window
    return (
        span(window.start, window.end, scene.request.language)
        if window and window.start and window.end
        else ""
    )


_CURRENT = r"\b(?:row|straight|running)\b.{0,12}\b(?:has|have|is|are)\b|\b(?:has|have|is|are|currently|now|so far|been)\b.{0,40}\b(?:streak|row|straight|running)\b|连(?:续)?(?:涨|跌)了?(?:几|多少)|了[？?]?$|目前|现在"


def lasting(scene: Scene) -> bool:
    """Is the question about the run that lasts now, and no stretch of time?"""
    return bool(re.search(_CURRENT, scene.request.wording, re.I))


def streaks(scene: Scene, party: Instrument, found: Sequence[Datum]) -> tuple[str, ...]:
    by = {one.measure: scene.ref(one) for one in found}
    name, when = called(party, scene.request.language), dates_of(scene, found[0])
    falls_first = bool(
        re.search(
            r"\b(?:down|red|fall|fell|fallen|lower|losing|losses|declin)|跌|绿", scene.request.wording, re.I
        )
    )
    runs = [
        (
            f"the longest winning streak of {name}, in sessions, was {by['longest_rise']}",
            f"最长连涨天数为{by['longest_rise']}",
        ),
        (
            f"the longest losing streak of {name}, in sessions, was {by['longest_fall']}",
            f"最长连跌天数为{by['longest_fall']}",
        ),
    ]
    counts = [
        (
            f"the number of up days of {name} was {by['rising_sessions']}",
            f"上涨天数为{by['rising_sessions']}",
        ),
        (
            f"the number of down days of {name} was {by['falling_sessions']}",
            f"下跌天数为{by['falling_sessions']}",
        ),
    ]
    now = [
        (f"the unbroken winning streak of {name}, in sessions, is {by['unbroken_rise']}", f"连续上涨天数为{by['unbroken_rise']}"),
        (f"the unbroken losing streak of {name}, in sessions, is {by['unbroken_fall']}", f"连续下跌天数为{by['unbroken_fall']}"),
    ]  # fmt: skip
    pairs = [counts, runs]
    if lasting(scene):
        pairs = [runs, now]
    if re.search(r"streak|row|consecutive|连", scene.request.wording, re.I):
        pairs.reverse()
    said = []
    for pair in pairs:
        one, two = reversed(pair) if falls_first else pair
        second = (
            two[0]
            .replace(f" of {name}", "")
            .replace("the number of ", "that of ")
            .replace(", in sessions,", "")
        )
        said.append(scene.say(f"{one[0]} and {second}", f"{name}{one[1]}，{two[1]}"))
    first, second = said
    body = scene.say(f"Over the same stretch {second}.", f"同期{second}。")
    return (scene.say(f"{first[:1].upper()}{first[1:]} ({when})", f"{first}（{when}）"), body)


def months(scene: Scene, party: Instrument, found: Sequence[Datum]) -> tuple[str, ...]:
    best, worst = max(found, key=amount), min(found, key=amount)
    name, by = called(party, scene.request.language), by_unit(scene)
    worst_first = bool(re.search(r"worst|weakest|最差|最弱|跌", scene.request.wording, re.I))
    pieces = [
        (f"{name} {moved(best, scene)} in its best {by}, {_named(scene, best)}", f"{name}最好的{_ZH[by]}是{_named(scene, best)}，{moved(best, scene)}"),
        (f"{name} {moved(worst, scene)} in its worst {by}, {_named(scene, worst)}", f"{name}最差的{_ZH[by]}是{_named(scene, worst)}，{moved(worst, scene)}"),
    ]  # fmt: skip
    first, second = (scene.say(*one) for one in (reversed(pieces) if worst_first else pieces))
    second = second[:1].upper() + second[1:]
    heads = scene.say(
        f"{by.capitalize()} | {_capital(measured(best, 'en'))}", f"{_ZH[by]} | {measured(best, 'zh')}"
    )
    shown = (
        found
        if len(found) <= 24
        else sorted(found, key=amount, reverse=True)[:5] + sorted(found, key=amount)[:5][::-1]
    )
    rows = [f"| {_named(scene, one)} | {scene.ref(one)} |" for one in shown]
    return (
        first[:1].upper() + first[1:],
        second + scene.say(".", "。"),
        "\n".join([f"| {heads} |", "|---|---:|", *rows]),
    )


_ZH = {"week": "一周", "month": "月份", "quarter": "季度", "year": "年份"}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _named(scene: Scene, datum: Datum) -> str:
    """The month, quarter or year that a return is of; one that is under way is said to run to its last day."""
    assert datum.window is not None
    assert datum.window.end is not None
    end, by = datum.window.end, by_unit(scene)
    if by == "week":
        return scene.say(f"the week to {day(end, 'en')}", f"截至{day(end, 'zh')}的一周")
    under_way = end == scene.request.as_of and (end + timedelta(days=4)).month == end.month
    so_far = (
        scene.say(f" to {end.day} {MONTHS[end.month - 1]}", f"（至{end.month}月{end.day}日）")
        if under_way
        else ""
    )
    if by == "month":
        return scene.say(f"{MONTHS[end.month - 1]} {end.year}{so_far}", f"{end.year}年{end.month}月{so_far}")
    if by == "quarter":
        quarter = (end.month + 2) // 3
        return scene.say(
            f"Q{quarter} {end.year}{so_far}", f"{end.year}年第{'一二三四'[quarter - 1]}季度{so_far}"
        )
    return scene.say(f"{end.year}{so_far}", f"{end.year}年{so_far}")
