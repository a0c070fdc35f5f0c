"""Nothing by that name: which name, in which market, and what can be asked instead."""

from __future__ import annotations

from copilot.analyst.examples import examples
from copilot.analyst.phrases import joined
from copilot.analyst.scene import Draft, Scene

__all__ = ["provider", "unknown"]


def unknown(scene: Scene) -> Draft:
    """Nothing by that name here: which name, in which market, and what is nearest."""
    if not scene.request.unknown and not scene.request.parties:
        return Draft(
            scene.say("Which instrument? The question names none", "请指明标的：问题中没有提到"),
            (),
            (),
            tuple(examples(scene.market, scene.request.language))[:3],
        )
    wanted = [*scene.request.unknown, *(party.words for party in scene.request.parties)][:4]
    names = joined(wanted, scene.request.language)
    gaps = tuple(dict.fromkeys(scene.errors.values()))[:4]
    if scene.zh or not gaps:
        gaps = tuple(
            scene.say(f"{name} is not in {provider(scene)}", f"{provider(scene)}中没有{name}")
            for name in wanted
        )
    return Draft(
        scene.say(f"Not found: {names}", f"没有找到：{names}"),
        (),
        gaps,
        tuple(examples(scene.market, scene.request.language))[:3],
    )


def provider(scene: Scene) -> str:
    """What the market at hand is called in a sentence."""
    if scene.market.kind == "demo":
        return scene.say("the recorded demo market", "演示行情")
    return scene.say(f"the {scene.market.kind} market", f"行情（{scene.market.provider}）")
