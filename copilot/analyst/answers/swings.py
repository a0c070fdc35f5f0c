"""How much a price moves, and with what: volatility, beta, correlation, over the stretch that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from copilot.analyst.answers.gaps import ending
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called, span
from copilot.analyst.scene import Call, Scene
from copilot.analyst.understanding import stand_ins
from copilot.types import Instrument

__all__ = ["moves", "pairings", "shorter", "together", "volatilities"]


def volatilities(scene: Scene, one: Instrument, asked: Period | None) -> Iterable[Call]:
    """Of the stretch that was asked for, else of a month and a year."""
    symbol = one.symbol
    count, last = _counted(scene, one, asked)
    if count >= _FEWEST:
        yield Call.of(f"volatility:{symbol}", "volatility", symbol=symbol, sessions=count, end=last)
        return
    yield Call.of(f"volatility:{symbol}", "volatility", symbol=symbol, sessions=30)
    yield Call.of(f"volatility:{symbol}:year", "volatility", symbol=symbol, sessions=250)


def _counted(scene: Scene, one: Instrument, asked: Period | None) -> tuple[int, str | None]:
    """How many sessions the stretch in question has, and its last day; 0 where none was asked for."""
    if asked is None or asked.unit == "day":
        return 0, None
    if asked.sessions:
        return asked.sessions, None
    assert asked.start is not None
    end = asked.end or scene.request.as_of
    count = len(scene.desk.exchanges.sessions(one.calendar, asked.start + timedelta(days=1), end))
    return count, asked.end.isoformat() if asked.end else None


_HALF = 120  # sessions
_PAIRED = 20  # sessions; the tools refuse a correlation of fewer
_FEWEST = 5  # sessions; a volatility of fewer says nothing


def pairings(scene: Scene, asked: Period | None) -> Iterable[Call]:
    """Beta and correlation over the stretch that was asked for, else over a year."""
    symbols = [party.symbol for party in scene.request.parties[:2]]
    other = symbols[1] if len(symbols) > 1 else None
    count, last = _counted(scene, scene.request.parties[0].instrument, asked)
    sessions = max(count, _PAIRED) if count else None
    yield Call.of("with:beta", "beta", symbol=symbols[0], benchmark=other, sessions=sessions, end=last)
    yield Call.of(
        "with:correlation", "correlation", symbol=symbols[0], other=other, sessions=sessions, end=last
    )


def shorter(scene: Scene) -> Iterable[Call]:
    """Where the rows do not reach over a year, the pair is set against each other over half of one, to their end."""
    for role, tool in (("with:beta", "beta"), ("with:correlation", "correlation")):
        if (
            role in scene.errors
            and role not in scene.facts
            and role in scene.asked
            and not scene.request.periods
        ):
            last = ending(scene.errors[role])[1]
            end = {"end": last.isoformat()} if last else {}
            arguments = {**scene.asked[role][1], "sessions": _HALF, **end}
            if not scene.done(f"{role}:half"):
                yield Call(f"{role}:half", tool, tuple(arguments.items()))


def moves(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    month, year = (scene.datum(f"volatility:{party.symbol}{tail}") for tail in ("", ":year"))
    if month is None:
        return
    name = called(party, scene.request.language)
    window = month.window
    count = window.sessions if window is not None and window.sessions else 30
    dates = ""
    if year is None and window is not None and window.start and window.end:
        dates = span(window.start, window.end, scene.request.language)
    if dates:
        heading = scene.say(
            f"The annualised volatility of {name} was {scene.ref(month)} ({dates})",
            f"{name}年化波动率为{scene.ref(month)}（{dates}）",
        )
        yield heading, heading + scene.say(".", "。")
        return
    heading = scene.say(
        f"The volatility of {name} over the last {count} sessions is {scene.ref(month)} a year",
        f"{name}近{count}个交易日年化波动率为{scene.ref(month)}",
    )
    sentence = scene.say(
        f"Over the last 30 sessions the annualised volatility of {name} is {scene.ref(month)}"
        + (f"; over the last 250 sessions it is {scene.ref(year)}." if year else "."),
        f"近30个交易日，{name}年化波动率为{scene.ref(month)}"
        + (f"；近250个交易日为{scene.ref(year)}。" if year else "。"),
    )
    yield heading, sentence


def together(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    beta, correlation = (
        scene.datum(role) or scene.datum(f"{role}:half") for role in ("with:beta", "with:correlation")
    )
    name = called(party, scene.request.language)
    against = next((one.against for one in (correlation, beta) if one is not None), "")
    found = stand_ins([against], scene.desk) if against else ()
    other = called(found[0], scene.request.language) if found else against
    pieces = []
    if beta is not None:
        pieces.append(
            (
                f"the beta of {name} is {scene.ref(beta)} against {other}",
                f"{name}的贝塔为{scene.ref(beta)}（相对{other}）",
            )
        )
    if correlation is not None:
        pieces.append(
            (
                f"the correlation of {name} with {other} is {scene.ref(correlation)}",
                f"{name}与{other}的相关系数为{scene.ref(correlation)}",
            )
        )
    if not pieces:
        return
    if re.search(r"correl|together|tandem|lockstep|相关|联动|同涨", scene.request.wording, re.I):
        pieces.reverse()
    said = [scene.say(*piece) for piece in pieces]
    window = next(one.window for one in (correlation, beta) if one is not None)
    when = ""
    if window is not None and window.start and window.end:
        when = span(window.start, window.end, scene.request.language)
    head = said[0][:1].upper() + said[0][1:]
    heading = scene.say(f"{head} ({when})", f"{head}（{when}）")
    # what was asked stands in the heading; the other figure is said once
    rest = said[1:] or said
    yield heading, scene.say(f"Over the same sessions {' and '.join(rest)}.", f"同期{'，'.join(rest)}。")
