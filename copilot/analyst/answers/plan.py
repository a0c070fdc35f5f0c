"""What a plan is: the facts it needs, those that would make it better, a second round, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from copilot.analyst.scene import Call, Draft, Scene

__all__ = ["Plan"]

Calls = Callable[[Scene], Iterable[Call]]


def _nothing(scene: Scene) -> Iterable[Call]:
    return ()


@dataclass(frozen=True, slots=True)
class Plan:
    """`needed` and `better` run together in one round; `then` is planned from what they brought."""

    write: Callable[[Scene], Draft]
    needed: Calls = _nothing
    better: Calls = _nothing
    then: Calls = _nothing
