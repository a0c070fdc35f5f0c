"""What stands beside the conversation: the drawer of earlier ones, the watch list, the choice of a market."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copilot.errors import CopilotError
from copilot.ui import bar
from copilot.ui.dock import dock
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor

if TYPE_CHECKING:
    from copilot.conversation import Copilot
    from copilot.threads import Thread

__all__ = ["Drawers"]

_LISTED = 200  # conversations in the drawer, the latest


class Drawers:
    """Reads and changes what a visitor keeps; each method gives markup, or what to tell the visitor."""

    def __init__(self, copilot: Copilot) -> None:
        self._copilot = copilot

    def history(self, visitor: Visitor, removed: str = "") -> str:
        """The drawer of conversations; empty of them while the store cannot be read."""
        listed: Sequence[Thread] = ()
        with contextlib.suppress(CopilotError):  # the next question will say what is wrong with the store
            listed = self._copilot.threads.list(owner=visitor.owner, limit=_LISTED)
        return bar.history(listed, visitor, removed=removed)

    def choose(self, visitor: Visitor, market: str) -> str:
        """Another market, in a new conversation; what to tell the visitor."""
        offer = next((one for one in self._copilot.markets if one.kind == market), None)
        if offer is None or visitor.running or offer.missing == "unset":
            return ""
        if offer.missing:
            return say("market_still", visitor.language, why=offer.why)
        visitor.market = market
        if not visitor.turns:
            return ""
        visitor.restart()
        return say("market_now", visitor.language, market=say(market, visitor.language))

    def docked(self, visitor: Visitor, act: str, data: Mapping[str, Any]) -> str:
        """The row under the question box: the kind of answer, what is watched."""
        said, watched = "", self._copilot.threads.watched
        try:
            match act:
                case "mode":
                    visitor.report = data.get("mode") == "report"
                case "watch" if name := str(data.get("value", "")).strip():
                    desk = self._copilot.desk_for(market=visitor.market, owner=visitor.owner)
                    watched.add(desk.market.resolve(name).symbol, visitor.owner)
                case "unwatch":
                    watched.remove(str(data.get("symbol", "")), visitor.owner)
        except CopilotError as error:
            said = str(error)
        return self.dock(visitor, said)

    def dock(self, visitor: Visitor, said: str = "") -> str:
        """The row under the question box as it is now."""
        watched: Sequence[str] = ()
        with contextlib.suppress(CopilotError):
            watched = self._copilot.threads.watched.symbols(visitor.owner)
        return dock(visitor, watched, said=said)
