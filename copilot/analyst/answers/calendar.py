"""Whether an exchange is open on a day or a holiday, what its next closed day is, how many sessions a stretch has."""

from __future__ import annotations

import re
from datetime import date, timedelta

from copilot.analyst.answers.plan import Plan
from copilot.analyst.holidays import of_year
from copilot.analyst.periods import Period, dates, vocabulary
from copilot.analyst.phrases import day, span
from copilot.analyst.scene import Draft, Scene
from copilot.errors import NoData

__all__ = ["CALENDAR"]

_AHEAD = 200  # days within which the next closed day is looked for


def _venue(scene: Scene) -> tuple[str, str]:
    """The exchange that the question names, else that of its instrument: its calendar, and what it is called."""
    known = vocabulary("calendars")["venue"]
    question = scene.request.question
    named = next(
        (one for one in known if any(re.search(name, question, re.I) for name in one["names"])), None
    )
    own = scene.request.parties[0].instrument.calendar if scene.request.parties else "XNYS"
    found = named or next((one for one in known if one["calendar"] == own), None)
    return (found["calendar"], found[scene.request.language]) if found else (own, own)


def _asked(scene: Scene) -> date:
    """The day in question: a date, a holiday (the next one, or that of the year that is named), a weekday, else today."""
    question, as_of = scene.request.question, scene.request.as_of
    holiday = _holiday(question, as_of)
    if holiday is not None:
        return holiday
    named = _upcoming(question, as_of) or dates(question, as_of)
    relative = [period.start for period in scene.request.periods if period.unit == "day" and period.start]
    ahead = re.search(r"\btomorrow\b|明天|明日", question, re.I)
    return as_of + timedelta(days=1) if ahead else next(iter((*named, *relative)), as_of)


def _upcoming(question: str, as_of: date) -> tuple[date, ...]:
    """Dates without a year are the next such days where the question looks ahead: "Will it be open on April 3?" """
    if not re.search(
        r"\bwill\b|\bis\b|\bopen(?:s)? on\b|会|开市吗|开盘吗|休市吗|放假吗", question, re.I
    ) or re.search(r"\bwas\b|\bdid\b", question, re.I):
        return ()
    found = dates(question, as_of)
    year = re.search(r"(?:19|20)\d\d", question)
    return () if year else dates(question, as_of + timedelta(days=_AHEAD)) if found else ()


def _holiday(question: str, as_of: date, *, past: bool = False) -> date | None:
    year = re.search(r"(?:19|20)\d\d", question)
    past = past or bool(re.search(r"\bwas\b|\bdid\b|\blast\b|去年", question, re.I))
    for one in vocabulary("calendars")["holiday"]:
        if not any(re.search(name, question, re.I) for name in one["names"]):
            continue
        if year:
            return of_year(one, int(year.group()))
        around = [when for step in (-1, 0, 1) if (when := of_year(one, as_of.year + step)) is not None]
        before, after = [when for when in around if when <= as_of], [when for when in around if when >= as_of]
        return max(before, default=None) if past else min(after, default=None)
    return None


def _write(scene: Scene) -> Draft:
    question = scene.request.question
    stretch = next((one for one in scene.request.periods if one.unit != "day" and one.start), None)
    if re.search(
        r"\bhow many\b.{0,24}\b(?:trading days|sessions)|多少个?(?:交易日|天.{0,4}交易)|几个交易日",
        question,
        re.I,
    ):
        return _count(scene, stretch)
    if re.search(
        r"\b(?:next|upcoming|coming)\b.{0,20}\b(?:holiday|closed|closure|day off)|下一?(?:个|次)(?:休市|假期|节假日|假日)",
        question,
        re.I,
    ):
        return _next_closed(scene)
    try:
        return _open(scene, _asked(scene))
    except NoData:  # the exchange has not published that year yet: the last such holiday tells how it is kept
        before = _holiday(question, scene.request.as_of, past=True)
        return _open(scene, before) if before else _unknown(scene)


def _open(scene: Scene, when: date) -> Draft:
    calendar, venue = _venue(scene)
    last = scene.desk.exchanges.last_session(calendar, when)
    language, ahead = scene.request.language, when > scene.request.as_of
    if last == when:
        return Draft(
            scene.say(
                f"{venue} {'has' if ahead else 'had'} a session on {day(when, 'en')}, a {_weekday(when, 'en')}",
                f"{day(when, 'zh')}（{_weekday(when, 'zh')}）是{venue}的交易日",
            )
        )
    following = scene.desk.exchanges.sessions(calendar, when + timedelta(days=1), when + timedelta(days=14))
    after = day(following[0], language) if following else ""
    return Draft(
        scene.say(
            f"{venue} {'is' if ahead else 'was'} closed on {day(when, 'en')}, a {_weekday(when, 'en')}; its sessions around it are {day(last, 'en')} and {after}",
            f"{day(when, 'zh')}（{_weekday(when, 'zh')}）不是{venue}的交易日；前后交易日为{day(last, 'zh')}和{after}",
        )
    )


def _unknown(scene: Scene) -> Draft:
    venue = _venue(scene)[1]
    return Draft(scene.say(f"The calendar of {venue} does not reach that day", f"{venue}的日历没有那一天"))


def _next_closed(scene: Scene) -> Draft:
    """The next weekday without a session."""
    calendar, venue = _venue(scene)
    as_of = scene.request.as_of
    held = set(scene.desk.exchanges.sessions(calendar, as_of, as_of + timedelta(days=_AHEAD)))
    ahead = (as_of + timedelta(days=step) for step in range(1, _AHEAD))
    when = next((one for one in ahead if one.weekday() < 5 and one not in held), None)
    return (
        _open(scene, when)
        if when
        else Draft(scene.say(f"{venue} lists no closed weekday", f"{venue}没有列出休市日"))
    )


def _count(scene: Scene, stretch: Period | None) -> Draft:
    calendar, venue = _venue(scene)
    as_of = scene.request.as_of
    first = (stretch.start if stretch and stretch.start else date(as_of.year - 1, 12, 31)) + timedelta(days=1)
    last = (stretch.end if stretch else None) or as_of
    if stretch and stretch.unit == "calendar" and not stretch.end:
        last = _month_end(as_of) if first >= as_of.replace(day=1) else as_of
    count = len(scene.desk.exchanges.sessions(calendar, first, last))
    when = span(first, last, scene.request.language)
    return Draft(scene.say(f"{venue}: {count} trading days ({when})", f"{venue}：{count}个交易日（{when}）"))


def _month_end(when: date) -> date:
    return date(when.year + when.month // 12, when.month % 12 + 1, 1) - timedelta(days=1)


_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def _weekday(when: date, language: str) -> str:
    return f"星期{'一二三四五六日'[when.weekday()]}" if language == "zh" else _WEEKDAYS[when.weekday()]


CALENDAR = Plan(write=_write)
