"""Whether an exchange was open: sessions of its calendar, the ones before and after a holiday, how many in a stretch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from copilot.analyst.answers.plan import Plan
from copilot.analyst.periods import dates
from copilot.analyst.phrases import day
from copilot.analyst.scene import Call, Draft, Scene

__all__ = ["CALENDAR"]

_VENUES = {
    "XNYS": ("The New York Stock Exchange", "纽约证券交易所"),
    "XSHG": ("The Shanghai Stock Exchange", "上海证券交易所"),
    "XHKG": ("The Hong Kong exchange", "香港交易所"),
    "XTKS": ("The Tokyo Stock Exchange", "东京证券交易所"),
    "XLON": ("The London Stock Exchange", "伦敦证券交易所"),
}


def _calendar(scene: Scene) -> str:
    return scene.request.parties[0].instrument.calendar if scene.request.parties else "XNYS"


def _asked(scene: Scene) -> date:
    named = dates(scene.request.question, scene.request.as_of)
    relative = [period.start for period in scene.request.periods if period.unit == "day" and period.start]
    return next(iter((*named, *relative)), scene.request.as_of)


def _needed(scene: Scene) -> Iterable[Call]:
    return ()


def _write(scene: Scene) -> Draft:
    calendar, when = _calendar(scene), _asked(scene)
    venue = scene.say(*_VENUES.get(calendar, (calendar, calendar)))
    last = scene.desk.exchanges.last_session(calendar, when)
    language = scene.request.language
    if last == when:
        return Draft(
            scene.say(f"{venue} had a session on {day(when, 'en')}", f"{day(when, 'zh')}是{venue}的交易日")
        )
    following = scene.desk.exchanges.sessions(calendar, when + timedelta(days=1), when + timedelta(days=14))
    after = day(following[0], language) if following else ""
    return Draft(
        scene.say(
            f"{venue} was closed on {day(when, 'en')}; its sessions around it are {day(last, 'en')} and {after}",
            f"{day(when, 'zh')}不是{venue}的交易日；前后交易日为{day(last, 'zh')}和{after}",
        )
    )


CALENDAR = Plan(needed=_needed, write=_write)
