"""Nothing by that name: which name, in which market, and what can be asked instead."""

from __future__ import annotations

from copilot.analyst.answers.gaps import gaps, holdings
from copilot.analyst.examples import examples
from copilot.analyst.phrases import called, joined
from copilot.analyst.scene import Draft, Scene

__all__ = ["provider", "unknown"]


def unknown(scene: Scene) -> Draft:
    """Nothing by that name here: which name, in which market, and what is nearest."""
    if not scene.request.unknown and not scene.request.parties:
        return Draft(
            scene.say("Which instrument? The question names none", "请指明标的：问题中没有提到"),
            (),
            (),
            tuple(examples(scene.desk, scene.request.language))[:3],
        )
    language = scene.request.language
    held = [called(party.instrument, language) for party in scene.request.parties]
    names = joined([*scene.request.unknown, *held][:4], language)
    follow_ups = tuple(examples(scene.desk, language))[:3]
    if not held:
        title = scene.say(f"{names} is not in {provider(scene)}", f"{provider(scene)}中没有{names}")
        return Draft(title, (), tuple(part for part in (holdings(scene),) if part), follow_ups)
    reasons = gaps(scene, scene.errors.values())[:4]
    if reasons:  # the reason is the answer
        first = reasons[0] if scene.zh else reasons[0][:1].upper() + reasons[0][1:]
        return Draft(first, (), reasons[1:], follow_ups)
    return Draft(
        scene.say(f"The data here do not answer this for {names}", f"现有数据回答不了{names}的这个问题"),
        (),
        (),
        follow_ups,
    )


def provider(scene: Scene) -> str:
    """What the market at hand is called in a sentence."""
    if scene.market.kind == "demo":
        return scene.say("the recorded demo market", "演示行情")
    return scene.say(f"the {scene.market.kind} market", f"行情（{scene.market.provider}）")
