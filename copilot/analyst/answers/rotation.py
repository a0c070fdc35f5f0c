"""Is one part of the market taking over from another: the lead over several stretches, and whether they agree."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from copilot.analyst.answers.comparison import table
from copilot.analyst.answers.passages import Topic, quotations, searches
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.standings import Standing, measured, returns, standings
from copilot.analyst.answers.windows import MONTH, QUARTER, YEAR, bases, stretches, to_date
from copilot.analyst.periods import Period, vocabulary
from copilot.analyst.phrases import called, day, joined, label, over, span, theme
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.analyst.understanding import stand_ins
from copilot.types import Datum, Instrument

__all__ = ["ROTATION", "Sides", "change", "lead", "opening", "sides", "state", "turn", "verdict"]


@dataclass(frozen=True, slots=True)
class Sides:
    """Who might take over, from whom; `note` where funds stand in for what the market does not hold."""

    rising: Instrument
    ruling: tuple[Instrument, ...]
    themes: tuple[str, str]
    stands_in: bool = False

    @property
    def all(self) -> tuple[Instrument, ...]:
        return (self.rising, *self.ruling)


def sides(scene: Scene) -> Sides | None:
    """The purest pair that can be compared like with like: two indexes, two funds, never one of each."""
    named = tuple(key for key in scene.request.themes if key != "market")
    keys = named[:2] if len(named) > 1 else (*named, "large")
    entries = {item["key"]: item for item in vocabulary("themes")["theme"]}
    if len(keys) < 2 or keys[0] == keys[1]:
        return None
    rising = stand_ins(entries[keys[0]]["symbols"], scene.desk)
    ruling = stand_ins(entries[keys[1]]["symbols"], scene.desk)
    for one in rising:
        for other in ruling:
            basis = set(bases(scene, [one.symbol, other.symbol]).values())
            if one.kind == other.kind and one.symbol != other.symbol and len(basis) == 1:
                return Sides(one, (other,), (keys[0], keys[1]))
    together = stand_ins(entries[keys[1]].get("together", ()), scene.desk)
    if rising and together:
        return Sides(rising[0], together, (keys[0], keys[1]), stands_in=True)
    return None


def _stretches(scene: Scene) -> tuple[Period, ...]:
    return stretches(scene, (MONTH, QUARTER, to_date(scene.request.as_of), YEAR), most=4)


def _needed(scene: Scene) -> Iterable[Call]:
    pair = sides(scene)
    if pair is not None:
        yield from returns(scene, [one.symbol for one in pair.all], _stretches(scene))
        yield Call.of("average", "distance_to_average", symbol=pair.rising.symbol, days=200)
        yield Call.of("drawdown", "drawdown", symbol=pair.rising.symbol, start="250D")


def _better(scene: Scene) -> Iterable[Call]:
    pair = sides(scene)
    symbols = [one.symbol for one in pair.all] if pair else []
    yield from searches(scene, symbols=symbols)


def _write(scene: Scene) -> Draft:
    pair = sides(scene)
    found = standings(scene, pair.all, _stretches(scene)) if pair else ()
    if pair is None or not found:
        return Draft(
            scene.say("No like instruments were found to compare", "没有找到可以同口径比较的标的"),
            (),
            tuple(dict.fromkeys(scene.errors.values()))[:4],
        )
    used: set[str] = set()
    body = [
        opening(scene, pair, found[0]),
        table(scene, found),
        *turn(scene, pair, found),
        *state(scene, pair),
    ]
    body.extend(
        quotations(scene, (Topic.OUTLOOK, Topic.CAUSE, Topic.OPPORTUNITY, Topic.RISK), most=3, used=used)
    )
    body.extend(change(scene, pair, found))
    return Draft(verdict(scene, pair, found), tuple(body), _missing(scene, pair), _follow_ups(scene, pair))


def lead(standing: Standing, pair: Sides) -> Datum | None:
    """The narrowest lead over those in front: the rising side is ahead only when it is ahead of each."""
    found = [
        one for other in pair.ruling if (one := standing.excess(pair.rising.symbol, other.symbol)) is not None
    ]
    return min(found, key=amount, default=None)


def verdict(scene: Scene, pair: Sides, found: Sequence[Standing]) -> str:
    language = scene.request.language
    leads = [(standing, one) for standing in found if (one := lead(standing, pair)) is not None]
    ahead = [item for item in leads if amount(item[1]) > 0]
    behind = [item for item in leads if amount(item[1]) <= 0]
    rising = called(pair.rising, language)
    if ahead and behind:
        (first, plus), (second, minus) = ahead[0], behind[0]
        ruler = _named(pair, minus, language), _named(pair, plus, language)
        return scene.say(
            f"A split verdict: {rising} is {scene.ref(plus)} ahead of {ruler[1]} ({_window(scene, first)}) "
            f"but {scene.ref(minus)} behind {ruler[0]} ({_window(scene, second)})",
            f"结论分化：{_window(scene, first)}{rising}较{ruler[1]}领先{scene.ref(plus)}，"
            f"{_window(scene, second)}较{ruler[0]}落后{scene.ref(minus)}",
        )
    standing, one = leads[0]
    ruler_name = _named(pair, one, language)
    if ahead:
        return scene.say(
            f"Leading so far: {rising} is {scene.ref(one)} ahead of {ruler_name} ({_window(scene, standing)})",
            f"目前领先：{_window(scene, standing)}{rising}较{ruler_name}领先{scene.ref(one)}",
        )
    return scene.say(
        f"Still trailing: {rising} is {scene.ref(one)} behind {ruler_name} ({_window(scene, standing)})",
        f"仍然落后：{_window(scene, standing)}{rising}较{ruler_name}落后{scene.ref(one)}",
    )


def _named(pair: Sides, excess: Datum, language: str) -> str:
    party = next(one for one in pair.ruling if one.symbol == excess.against)
    return called(party, "zh" if language == "zh" else "en")


def _window(scene: Scene, standing: Standing) -> str:
    text = label(standing.period, scene.request.language, scene.request.as_of)
    return text if scene.zh else text[:1].lower() + text[1:]


def opening(scene: Scene, pair: Sides, standing: Standing) -> str:
    """Both sides over the main stretch."""
    datum = standing.of(pair.rising.symbol)
    others = [(party, one) for party in pair.ruling if (one := standing.of(party.symbol)) is not None]
    if datum is None:
        return ""
    when = over(standing.period, datum, scene.request.language)
    if scene.zh:
        pieces = [f"{called(party, 'zh')}为{scene.ref(one)}" for party, one in others]
        return f"{when}，{called(pair.rising, 'zh')}{measured(datum, 'zh')}为{scene.ref(datum)}，{'，'.join(pieces)}。"
    pieces = [f"that of {called(party, 'en')} {scene.ref(one)}" for party, one in others]
    return (
        f"{when[:1].upper()}{when[1:]} the {measured(datum, 'en')} of {called(pair.rising, 'en')} was "
        f"{scene.ref(datum)}, {joined(pieces, 'en')}."
    )


def turn(scene: Scene, pair: Sides, found: Sequence[Standing]) -> Iterable[str]:
    """Where the lead changes sides between stretches: the first pair of neighbours that disagree."""
    leads = [(standing, one) for standing in found if (one := lead(standing, pair)) is not None]
    for (_, first), (long, second) in itertools.pairwise(leads):
        if (amount(first) > 0) == (amount(second) > 0):
            continue
        one, two = long.of(pair.rising.symbol), long.of(second.against)
        if one is None or two is None:
            continue
        when = over(long.period, one, scene.request.language)
        name = _named(pair, second, scene.request.language)
        yield scene.say(
            f"The lead depends on the stretch: {when} the {measured(one, 'en')} of {called(pair.rising, 'en')} was "
            f"{scene.ref(one)}, that of {name} {scene.ref(two)}.",
            f"领先与否取决于区间：{when}，{called(pair.rising, 'zh')}{measured(one, 'zh')}为{scene.ref(one)}，{name}为{scene.ref(two)}。",
        )
        return


def state(scene: Scene, pair: Sides) -> Iterable[str]:
    """Where the rising side itself stands: against its long average, and below its high."""
    distance = scene.datum("average", "distance_to_average")
    close, average = scene.datum("average", "close"), scene.datum("average", "simple_average")
    fall = scene.datum("drawdown", "drawdown")
    name = called(pair.rising, scene.request.language, begins=True)
    if distance is not None and close is not None and average is not None:
        above = amount(distance) > 0
        when = day(close.as_of or scene.request.as_of, scene.request.language)
        yield scene.say(
            f"On {when} {called(pair.rising, 'en')} closed at {scene.ref(close)}, {'above' if above else 'below'} its 200-day average of {scene.ref(average)}.",
            f"{when}，{name}收于{scene.ref(close)}，{'高于' if above else '低于'}200日均线{scene.ref(average)}。",
        )
    if fall is not None and amount(fall) != 0 and fall.window and fall.window.start and fall.window.end:
        when = span(fall.window.start, fall.window.end, scene.request.language)
        yield scene.say(
            f"From {when} the drawdown of {called(pair.rising, 'en')} is {scene.ref(fall)}.",
            f"{when}，{name}的回撤为{scene.ref(fall)}。",
        )


def change(scene: Scene, pair: Sides, found: Sequence[Standing]) -> Iterable[str]:
    """What would change the view, with the figure that it hangs on."""
    leads = [(standing, one) for standing in found if (one := lead(standing, pair)) is not None]
    behind = [item for item in leads if amount(item[1]) <= 0]
    name = called(pair.rising, scene.request.language, begins=True)
    if behind:
        standing, one = min(behind, key=lambda item: amount(item[1]))
        yield scene.say(
            f"What would change the view: {called(pair.rising, 'en')} is {scene.ref(one)} behind "
            f"{_named(pair, one, 'en')} ({_window(scene, standing)}), and a takeover needs that gap closed.",
            f"什么会改变判断：{_window(scene, standing)}{name}仍较{_named(pair, one, 'zh')}落后{scene.ref(one)}，接替须先补上这一差距。",
        )
    elif leads:
        standing, one = min(leads, key=lambda item: amount(item[1]))
        yield scene.say(
            f"What would change the view: {called(pair.rising, 'en')} is {scene.ref(one)} ahead of {_named(pair, one, 'en')} "
            f"({_window(scene, standing)}), and without that lead the verdict turns.",
            f"什么会改变判断：{_window(scene, standing)}{name}较{_named(pair, one, 'zh')}领先{scene.ref(one)}，一旦失去这一优势，结论即变。",
        )


def _missing(scene: Scene, pair: Sides) -> tuple[str, ...]:
    gaps = [words for role, words in scene.errors.items() if role.startswith(("compare:", "articles"))]
    if pair.stands_in:
        rising, ruling = (theme(key, scene.request.language) for key in pair.themes)
        names = joined([one.symbol for one in pair.ruling], scene.request.language)
        gaps.insert(
            0,
            scene.say(
                f"{scene.market.provider} holds no index of {rising}: the factor fund {pair.rising.symbol} stands in, "
                f"against the factor funds {names} for {ruling}",
                f"演示行情中没有{rising}指数：以因子基金{pair.rising.symbol}代替，{ruling}以因子基金{names}代替",
            ),
        )
    return tuple(gaps)


def _follow_ups(scene: Scene, pair: Sides) -> tuple[str, ...]:
    one, other = (called(party, scene.request.language) for party in pair.all[:2])
    return (
        scene.say(
            f"How has {one} done against {other} since the start of the year?",
            f"今年以来{one}和{other}谁更强？",
        ),
        scene.say(f"How far is {one} below its high?", f"{one}离高点有多远？"),
    )


ROTATION = Plan(needed=_needed, better=_better, write=_write)
