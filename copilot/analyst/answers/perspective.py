"""Whether other stretches of time tell the same story as the one that was asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from copilot.analyst.answers.standings import LEVEL, Standing, measured
from copilot.analyst.phrases import called, over
from copilot.analyst.scene import Scene, amount

__all__ = ["perspective"]


def perspective(scene: Scene, found: Sequence[Standing]) -> Iterable[str]:
    """Does a longer or shorter stretch tell the same story? The strongest disagreement is said first."""
    main = found[0]
    if main.worst:
        return
    leader = main.returns[0][0].symbol
    same: list[Standing] = []
    turned = False
    for standing in found[1:]:
        if standing.mixed:
            continue
        (first, best), (last, worst) = standing.returns[0], standing.returns[-1]
        if first.symbol == leader:
            same.append(standing)
            continue
        own = standing.of(leader)
        if turned or own is None or abs(amount(best) - amount(own)) < LEVEL:
            continue  # one disagreement is news, a second one repeats it; level is none
        turned = True
        when = over(standing.period, best, scene.request.language)
        head = _reversal(scene, main, standing)
        yield scene.say(
            f"{head[0]}: {when} the {measured(best, 'en')} of {called(first, 'en')} was {scene.ref(best)}, "
            f"that {_of(standing, leader, scene)}.",
            f"{head[1]}：{when}，{called(first, 'zh')}{measured(best, 'zh')}为{scene.ref(best)}，"
            f"{_of(standing, leader, scene)}。",
        )
    for standing in same[:1]:
        (first, best), (last, worst) = standing.returns[0], standing.returns[-1]
        when = over(standing.period, best, scene.request.language)
        yield scene.say(
            f"{called(first, 'en', begins=True)} leads {when} as well: its {measured(best, 'en')} was {scene.ref(best)}, "
            f"that of {called(last, 'en')} {scene.ref(worst)}.",
            f"{when}，领先的同样是{called(first, 'zh')}：{measured(best, 'zh')}为{scene.ref(best)}，{called(last, 'zh')}为{scene.ref(worst)}。",
        )


_MUCH = Decimal(10)  # percentage points: a lead of this size, and the order is not just reversed


def _reversal(scene: Scene, main: Standing, other: Standing) -> tuple[str, str]:
    """What is notable in it: a longer stretch or a later one, and whether the lead there is a large one."""
    spans = [standing.returns[0][1].window for standing in (main, other)]
    starts = [one.start for one in spans if one is not None and one.start is not None]
    longer = len(starts) == 2 and starts[1] < starts[0]
    own = other.of(main.returns[0][0].symbol)
    large = own is not None and abs(amount(other.returns[0][1]) - amount(own)) >= _MUCH
    if len(main.returns) > 2:
        return (
            ("Further back another one leads", "拉长看领先者不同")
            if longer
            else ("Lately another one leads", "近期领先者不同")
        )
    if longer:
        return (
            ("Further back it is the other way round, and by far", "拉长看正好相反，而且差距很大")
            if large
            else ("Further back the order is reversed", "拉长看次序相反")
        )
    return (
        ("Lately it is the other way round, and by far", "近期正好相反，而且差距很大")
        if large
        else ("Lately the order is reversed", "近期次序相反")
    )


def _of(standing: Standing, symbol: str, scene: Scene) -> str:
    party, datum = next((party, datum) for party, datum in standing.returns if party.symbol == symbol)
    return scene.say(
        f"of {called(party, 'en')} {scene.ref(datum)}", f"{called(party, 'zh')}为{scene.ref(datum)}"
    )
