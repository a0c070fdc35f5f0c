"""One instrument's last close, or its close on a day, with the move that led there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import follow_ups
from copilot.analyst.answers.standings import moved
from copilot.analyst.answers.windows import SESSION, bases, to_date, windowed
from copilot.analyst.periods import vocabulary
from copilot.analyst.phrases import called, day, joined
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["QUOTE"]


def _needed(scene: Scene) -> Iterable[Call]:
    symbols = [party.symbol for party in scene.request.parties]
    asked = next((period.start for period in scene.request.periods if period.unit == "day"), None)
    for symbol in symbols:
        if scene.market.kind == "live" and asked is None:
            yield Call.of(f"quote:{symbol}", "quote", symbol=symbol)
        yield Call.of(
            f"close:{symbol}", "last_close", symbol=symbol, day=asked.isoformat() if asked else None
        )
    basis = bases(scene, symbols)
    for symbol in symbols:
        move = windowed(f"return:{symbol}:day", symbol, SESSION, basis[symbol])
        yield replace(move, arguments=(*move.arguments, ("end", asked.isoformat()))) if asked else move
        if asked is None:
            yield windowed(f"return:{symbol}:year", symbol, to_date(scene.request.as_of), basis[symbol])


def _currency(scene: Scene) -> str:
    """The currency that the amount is asked for in, where one is named."""
    found = vocabulary("currencies").items()
    return next(
        (code for code, names in found if any(re.search(n, scene.request.wording, re.I) for n in names)), ""
    )


def _then(scene: Scene) -> Iterable[Call]:
    """The close in the currency that was asked for, at that day's rate."""
    currency = _currency(scene)
    for party in scene.request.parties[:1]:
        close = scene.datum(f"close:{party.symbol}")
        if currency and close is not None and close.currency != currency:
            yield Call.of("converted", "convert", fact=scene.ledger.alias(close), currency=currency)


def _converted(scene: Scene) -> str:
    found = scene.data("converted")
    if len(found) < 2:
        return ""
    rate, amount_there = found[0], found[-1]
    return scene.say(
        f"At an exchange rate of {scene.ref(rate)} that is {scene.ref(amount_there)}.",
        f"按汇率{scene.ref(rate)}折算为{scene.ref(amount_there)}。",
    )


def _unconverted(scene: Scene) -> tuple[str, ...]:
    currency = _currency(scene)
    if not currency or "converted" in scene.facts:
        return ()
    return (scene.say(f"no exchange rate to {currency} is at hand", f"手头没有兑{currency}的汇率"),)


def _write(scene: Scene) -> Draft:
    lines: list[str] = []
    heads: list[str] = []
    gaps: list[str] = []
    for party in scene.request.parties:
        last = scene.datum(f"quote:{party.symbol}", "last_price") or scene.datum(f"close:{party.symbol}")
        change = scene.datum(f"return:{party.symbol}:day")
        if last is None:
            gaps.append(scene.errors.get(f"close:{party.symbol}", party.symbol))
        if last is not None:
            heads.append(_level(scene, party.instrument, last, begins=not heads))
        elif change is not None:
            heads.append(_untraded(scene, party.instrument, change, begins=not heads))
        lines.append(_quoted_line(scene, party.instrument))
    if not heads:
        return unknown(scene)
    body = scene.say(" ", "").join(line for line in (*lines, _converted(scene)) if line)
    gaps += _unconverted(scene)
    return Draft(joined(heads[:2], scene.request.language), (body,), tuple(gaps), follow_ups(scene))


def _untraded(scene: Scene, instrument: Instrument, change: Datum, *, begins: bool) -> str:
    """Dividend-adjusted closes are no prices: the move is what can be said."""
    assert change.as_of is not None
    name = called(instrument, scene.request.language, begins=begins)
    return scene.say(
        f"{name} {moved(change, scene)} on {day(change.as_of, 'en')}; no traded price is recorded here",
        f"{day(change.as_of, 'zh')}，{name}{moved(change, scene)}；这里没有成交价记录",
    )


def _level(scene: Scene, instrument: Instrument, last: Datum, *, begins: bool = False) -> str:
    """The decisive figure, with what it is and its day."""
    when = day(last.as_of, scene.request.language) if last.as_of else ""
    name = called(instrument, scene.request.language, begins=begins)
    if last.measure == "last_price":
        return scene.say(f"{name} last traded at {scene.ref(last)}", f"{name}最新价{scene.ref(last)}")
    return scene.say(f"{name} closed at {scene.ref(last)} on {when}", f"{when}，{name}收于{scene.ref(last)}")


def _quoted_line(scene: Scene, instrument: Instrument) -> str:
    language = scene.request.language
    name = called(instrument, language, begins=True)
    change = scene.datum(f"return:{instrument.symbol}:day")
    year = scene.datum(f"return:{instrument.symbol}:year")
    parts = []
    total = year is not None and year.measure == "total_return"
    with_dividends = (", dividends included", "（含股息）") if total else ("", "")
    if change is not None and change.window and change.as_of:
        parts.append(
            scene.say(
                f"{name} {moved(change, scene)} on {day(change.as_of, 'en')}",
                f"{day(change.as_of, 'zh')}，{name}{moved(change, scene)}",
            )
        )
    if year is not None and year.window and year.window.start:
        parts.append(
            scene.say(
                f"and is {'down' if amount(year) < 0 else 'up'} {scene.ref(year)} since {day(year.window.start, 'en')}{with_dividends[0]}",
                f"{day(year.window.start, 'zh')}以来{moved(year, scene)}{with_dividends[1]}",
            )
        )
    if not parts:
        return ""
    return scene.say(" ".join(parts) + ".", "，".join(parts) + "。")


QUOTE = Plan(needed=_needed, then=_then, write=_write)
