"""Why something moved: the move itself, what moved with it, and causes that an article states, each with its date."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from copilot import names
from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.passages import Quote, Topic, quoted, quotes, searches, subjects
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import alike, opening
from copilot.analyst.answers.standings import moved
from copilot.analyst.answers.windows import MONTH, bases, session_of, windowed
from copilot.analyst.periods import Period, vocabulary
from copilot.analyst.phrases import called, joined, label
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.analyst.understanding import stand_ins
from copilot.types import Datum, Instrument

__all__ = ["WHY"]

_GROUP = 8  # members; what is larger is a market, not a group that moves together
_STALE = timedelta(days=45)  # an article older than this before the move began explains little


def _period(scene: Scene) -> Period:
    """The stretch that was asked about; a single day is that session; without one the last 30 sessions."""
    asked = scene.request.periods[:1]
    if not asked:
        return MONTH
    return session_of(scene, asked[0], scene.request.parties[0].instrument.calendar)


def _companions(scene: Scene) -> tuple[Instrument, ...]:
    """What may have moved with it: the market, and others of its group."""
    own = scene.request.parties[0].symbol
    wanted = ["^GSPC", "SPY"] if own != "^GSPC" else []
    for group in vocabulary("themes")["group"]:
        if own in group["symbols"] and len(group["symbols"]) <= _GROUP:
            wanted += [symbol for symbol in group["symbols"] if symbol != own]
    held = [one for one in stand_ins(tuple(dict.fromkeys(wanted)), scene.desk) if one.symbol != own]
    return tuple(held[:1] + [one for one in held[1:] if one.symbol != "SPY"][:2])


def _needed(scene: Scene) -> Iterable[Call]:
    own = scene.request.parties[0].symbol
    everyone = [own, *(one.symbol for one in _companions(scene))]
    basis = bases(scene, [own])
    for symbol in everyone:
        kind = basis[own] if symbol == own else bases(scene, [symbol])[symbol]
        yield windowed(f"move:{symbol}", symbol, _period(scene), kind)


def _better(scene: Scene) -> Iterable[Call]:
    yield from searches(scene)
    if scene.market.kind == "live":
        yield Call.of("articles:news", "news", symbol=scene.request.parties[0].symbol)


def _write(scene: Scene) -> Draft:
    party = scene.request.parties[0].instrument
    move = scene.datum(f"move:{party.symbol}")
    if move is None:
        return unknown(scene)
    language = scene.request.language
    period = _period(scene)
    causes = _causes(scene, move)
    name = called(party, language)
    unsaid = scene.say(
        "" if causes else "; no article at hand says why", "" if causes else "，手头没有文章说明原因"
    )
    title = scene.say(
        f"{label(period, 'en', scene.request.as_of, move)}: {name} {moved(move, scene)}{unsaid}",
        f"{label(period, 'zh', scene.request.as_of, move)}：{name}{moved(move, scene)}{unsaid}",
    )
    together = _together(scene, move)
    body = [scene.say(" ", "").join(part for part in (opening(scene, party, period, move), together) if part)]
    body.extend(quoted(scene, cause) for cause in causes[:2])
    gaps = list(dict.fromkeys(words for role, words in scene.errors.items() if role.startswith("move:")))[:2]
    return Draft(title, tuple(body), tuple(gaps), _follow_ups(scene, name))


def _causes(scene: Scene, move: Datum) -> tuple[Quote, ...]:
    """Sentences that state a cause, of about the time of the move, and in its direction."""
    start = move.window.start if move.window and move.window.start else None
    wrong = "up" if amount(move) < 0 else "down"
    found = []
    for quote in quotes(scene):
        published = quote.article.published
        if Topic.CAUSE not in quote.topics or not _about(scene, quote.text):
            continue
        if start is not None and published is not None and published < start - _STALE:
            continue
        if _speaks(wrong, quote.text) and not _speaks("down" if wrong == "up" else "up", quote.text):
            continue
        found.append(quote)
    return tuple(found)


def _about(scene: Scene, text: str) -> bool:
    """A cause is taken for what it names: of the party itself, or of the market as a whole."""
    own = subjects(scene)
    named = [mention.symbol for mention in names.mentions(text)]
    others = [one.symbol for one in stand_ins(named, scene.desk) if one.symbol not in {*own, "^GSPC"}]
    return bool(own & set(named)) or not others


def _speaks(direction: str, text: str) -> bool:
    return any(re.search(pattern, text, re.I) for pattern in vocabulary("claims")[direction])


def _together(scene: Scene, move: Datum) -> str:
    """What moved with it over the same sessions, in one sentence; whether it was alone is said first."""
    others = [
        (one, datum)
        for one in _companions(scene)
        if (datum := scene.datum(f"move:{one.symbol}")) is not None and alike(datum, move)
    ]
    if not others:
        return ""
    same = [(amount(datum) > 0) == (amount(move) > 0) for _, datum in others]
    pieces = []
    for one, datum in others:
        dry = datum.measure == "price_return" and move.measure == "total_return"
        pieces.append(
            scene.say(
                f"{called(one, 'en')} {moved(datum, scene)}{' without dividends' if dry else ''}",
                f"{called(one, 'zh')}{'（不计股息）' if dry else ''}{moved(datum, scene)}",
            )
        )
    head = scene.say(
        "It was not alone: over" if all(same) else "Over",
        "并非个别现象：同期" if all(same) else "同期",
    )
    return scene.say(f"{head} the same stretch {joined(pieces, 'en')}.", f"{head}{'，'.join(pieces)}。")


def _follow_ups(scene: Scene, name: str) -> tuple[str, ...]:
    return (
        scene.say(f"What do the articles say about {name}?", f"关于{name}，文章怎么说？"),
        scene.say(f"How has {name} done since the start of the year?", f"{name}今年以来表现如何？"),
    )


WHY = Plan(needed=_needed, better=_better, write=_write)
