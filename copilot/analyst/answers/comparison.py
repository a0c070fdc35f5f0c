"""Two or more instruments over the same sessions: who is ahead, by how much, since when, and whether windows disagree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from copilot.analyst.answers.passages import Topic, quotations, searches
from copilot.analyst.answers.perspective import perspective
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.standings import (
    LEVEL,
    Standing,
    measured,
    moved,
    plain_return,
    returns,
    standings,
)
from copilot.analyst.answers.windows import MONTH, YEAR, bases, stretches, to_date, windowed
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called, joined, label, over
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["COMPARISON", "opening", "table", "title"]

_WORST = r"\bworst\b|\blos(?:t|ers?|ing)\b|\b(?:fell|dropped|declined) (?:the )?(?:most|furthest)|\bweakest\b|最差|最弱|最惨|跌得?最(?!少|小)|跌幅最(?!小)|亏得?最(?!少)|垫底"
_FEW = 5  # parties; a longer ranking is not illustrated by quotations on some of them


def _stretches(scene: Scene) -> tuple[Period, ...]:
    return stretches(scene, (MONTH, to_date(scene.request.as_of), YEAR))


def _needed(scene: Scene) -> Iterable[Call]:
    yield from returns(scene, [party.symbol for party in scene.request.parties], _stretches(scene))


def _parties(scene: Scene) -> tuple[Instrument, ...]:
    return tuple(party.instrument for party in scene.request.parties)


def _write(scene: Scene) -> Draft:
    found = standings(scene, _parties(scene), _stretches(scene))
    if not found:
        return _nothing(scene)
    if len(found[0].returns) > 2 and re.search(_WORST, scene.request.wording, re.I):
        found = tuple(replace(one, returns=one.returns[::-1], worst=True) for one in found)
    main = found[0]
    body = [opening(scene, main)]
    if len(found) > 1 or len(main.returns) > 2 or scene.request.form == "table":
        body.append(table(scene, found))
    if scene.request.form != "brief":
        body.extend(perspective(scene, found))
    if scene.request.form != "brief" and len(main.returns) <= _FEW:
        body.extend(quotations(scene, (Topic.CAUSE, Topic.RISK, Topic.OPPORTUNITY, Topic.OUTLOOK), most=2))
    return Draft(title(scene, main), tuple(body), _missing(scene, found), _follow_ups(scene))


def title(scene: Scene, standing: Standing) -> str:
    """The verdict with its decisive figure. Two parties: the lead of the one asked about first; more: first and last."""
    language = scene.request.language
    (first, best), (last, worst) = standing.returns[0], standing.returns[-1]
    when = label(standing.period, language, scene.request.as_of, standing.returns[0][1])
    lead = _lead(scene, standing) if len(standing.returns) == 2 else None
    if lead is not None:
        one, other, excess = lead
        names = called(one, language), called(other, language)
        behind = amount(excess) < 0
        if abs(amount(excess)) < LEVEL:
            return scene.say(
                f"{when}: {names[0]} is level with {names[1]}, {scene.ref(excess)} {'behind' if behind else 'ahead'}",
                f"{when}：{names[0]}与{names[1]}不相上下，仅{'落后' if behind else '领先'}{scene.ref(excess)}",
            )
        return scene.say(
            f"{when}: {names[0]} is {scene.ref(excess)} {'behind' if behind else 'ahead of'} {names[1]}",
            f"{when}：{names[0]}较{names[1]}{'落后' if behind else '领先'}{scene.ref(excess)}",
        )
    if standing.mixed:
        pieces = [
            scene.say(
                f"the total return of {called(party, 'en')} was {scene.ref(datum)}"
                if datum.measure == "total_return"
                else f"without dividends, {called(party, 'en')} {moved(datum, scene)}",
                f"{called(party, 'zh')}{'含' if datum.measure == 'total_return' else '不计'}股息{moved(datum, scene)}",
            )
            for party, datum in standing.returns[:3]
        ]
        return scene.say(f"{when}: {'; '.join(pieces)}", f"{when}：{'，'.join(pieces)}")
    if standing.worst:
        return scene.say(
            f"{when}: {called(first, 'en')} did worst with {scene.ref(best)}; {called(last, 'en')} did best with {scene.ref(worst)}",
            f"{when}：{called(first, 'zh')}表现最差，为{scene.ref(best)}；{called(last, 'zh')}最好，为{scene.ref(worst)}",
        )
    return scene.say(
        f"{when}: {called(first, 'en')} leads with {scene.ref(best)}; {called(last, 'en')} comes last with {scene.ref(worst)}",
        f"{when}：{called(first, 'zh')}居首，为{scene.ref(best)}；{called(last, 'zh')}垫底，为{scene.ref(worst)}",
    )


def _lead(scene: Scene, standing: Standing) -> tuple[Instrument, Instrument, Datum] | None:
    """The two parties in the question's order (an article's: best first), and the lead of the first over the second."""
    asked = [party for party in _parties(scene) if standing.of(party.symbol)]
    asked += [party for party, _ in standing.returns if party.symbol not in {one.symbol for one in asked}]
    for one, other in ((asked[0], asked[1]), (asked[1], asked[0])):
        excess = standing.excess(one.symbol, other.symbol)
        if excess is not None:
            return one, other, excess
    return None


def opening(scene: Scene, standing: Standing) -> str:
    """The returns of the main stretch in one sentence; price and total returns are never mixed in one."""
    if not standing.mixed:
        return _returned(scene, standing.period, standing.returns[:4])
    with_dividends = [row for row in standing.returns if row[1].measure == "total_return"][:4]
    without = [row for row in standing.returns if row[1].measure == "price_return"][:4]
    said = [_returned(scene, standing.period, with_dividends)]
    spans = {
        (datum.window.start, datum.window.end)
        for _, datum in (*with_dividends, *without)
        if datum.window is not None
    }
    if len(spans) == 1 and len(without) == 1:
        said.append(plain_return(scene, *without[0]))
    else:
        said.append(_returned(scene, standing.period, without))
    return scene.say(" ", "").join(said)


def _returned(scene: Scene, period: Period, rows: Sequence[tuple[Instrument, Datum]]) -> str:
    language = scene.request.language
    when = over(period, rows[0][1], language)
    (first, best), *rest = rows
    if scene.zh:
        pieces = [f"{called(first, 'zh')}{measured(best, 'zh')}为{scene.ref(best)}"]
        pieces += [f"{called(party, 'zh')}为{scene.ref(datum)}" for party, datum in rest]
        return f"{when}，{'，'.join(pieces)}。"
    begin = when[:1].upper() + when[1:]
    pieces = [f"the {measured(best, 'en')} of {called(first, 'en')} was {scene.ref(best)}"]
    pieces += [f"of {called(party, 'en')} {scene.ref(datum)}" for party, datum in rest]
    return f"{begin} {joined(pieces, 'en')}."


def table(scene: Scene, found: Sequence[Standing]) -> str:
    """One row a party, one column a stretch; ordered by the first stretch."""
    language = scene.request.language
    heads = [
        label(standing.period, language, scene.request.as_of, standing.returns[0][1]) for standing in found
    ]
    lines = [
        "| " + " | ".join([measure_name(scene, found), *heads]) + " |",
        "|" + "---|" + "---:|" * len(heads),
    ]
    for party, _ in found[0].returns:
        cells = [
            scene.ref(datum) if (datum := standing.of(party.symbol)) else scene.say("not at hand", "无数据")
            for standing in found
        ]
        lines.append("| " + " | ".join([called(party, language, bare=True), *cells]) + " |")
    return "\n".join(lines)


def measure_name(scene: Scene, found: Sequence[Standing]) -> str:
    """What the table holds, said once in its corner."""
    measures = {datum.measure for standing in found for _, datum in standing.returns}
    if measures == {"total_return"}:
        return scene.say("Total return", "总回报")
    return (
        scene.say("Price return", "涨跌幅") if measures == {"price_return"} else scene.say("Return", "回报")
    )


def _nothing(scene: Scene) -> Draft:
    names = joined([party.words for party in scene.request.parties], scene.request.language)
    return Draft(
        scene.say(f"No returns were found to compare {names}", f"没有找到可供比较{names}的回报数据"),
        (),
        tuple(dict.fromkeys(scene.errors.values())),
    )


def _missing(scene: Scene, found: Sequence[Standing]) -> tuple[str, ...]:
    if len(scene.request.parties) > _FEW:
        shown = {party.symbol for party, _ in found[0].returns}
        absent = [
            called(party, scene.request.language) for party in _parties(scene) if party.symbol not in shown
        ]
        names = joined(absent, scene.request.language)
        have = "has" if len(absent) == 1 else "have"
        said = scene.say(f"{names} {have} no prices over all of these days", f"{names}在这段时间没有完整行情")
        return (said,) if absent else ()
    asked = max(1, sum(period.unit != "day" for period in scene.request.periods))
    gaps = [
        words
        for role, words in scene.errors.items()
        if role.startswith(("return:", "compare:")) and int(role.rpartition(":")[2]) < asked
    ]
    return tuple(dict.fromkeys(gaps))[:4]


def _follow_ups(scene: Scene) -> tuple[str, ...]:
    first, second = (called(party.instrument, scene.request.language) for party in scene.request.parties[:2])
    return (
        scene.say(f"How has {first} done since the start of the year?", f"{first}今年以来表现如何？"),
        scene.say(f"What do the articles say about {second}?", f"关于{second}，文章怎么说？"),
    )


def _better(scene: Scene) -> Iterable[Call]:
    if scene.request.form != "brief":
        yield from searches(scene)


def _then(scene: Scene) -> Iterable[Call]:
    """Where one party has no rows for a stretch, the others' own returns are still worth having."""
    symbols = [party.symbol for party in scene.request.parties]
    basis = bases(scene, symbols)
    for place, period in enumerate(_stretches(scene)):
        if f"compare:{place}" in scene.errors and len(symbols) > 2:
            for symbol in symbols:
                yield windowed(f"return:{symbol}:{place}", symbol, period, basis[symbol])


COMPARISON = Plan(needed=_needed, better=_better, then=_then, write=_write)
