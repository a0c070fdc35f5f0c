"""What a plan and a writer see: the request, the desk's market, and the facts that came back, by the role they were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from copilot.analyst.understanding import Request
from copilot.ledger import Fact, Ledger
from copilot.ports import Desk, MarketInfo
from copilot.types import Article, Datum, Passage, Series

__all__ = ["Call", "Draft", "Scene"]


@dataclass(frozen=True, slots=True)
class Call:
    """One tool call of a plan. `role` says what the fact is for and is unique within a turn."""

    role: str
    tool: str
    arguments: tuple[tuple[str, Any], ...] = ()
    again: bool = False  # asks once more, for the days that there are rows for

    @classmethod
    def of(cls, role: str, tool: str, **arguments: Any) -> Call:
        return cls(role, tool, tuple((key, value) for key, value in arguments.items() if value is not None))


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer gives: a headline, paragraphs and tables as Markdown, what was not found, what to ask next."""

    title: str
    body: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        return "\n\n".join(part for part in (f"# {self.title}", *self.body) if part.strip())


@dataclass(frozen=True, slots=True)
class Scene:
    request: Request
    desk: Desk
    market: MarketInfo
    ledger: Ledger = field(default_factory=Ledger)
    attached: tuple[Article, ...] = ()
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)  # by role
    errors: Mapping[str, str] = field(default_factory=dict)  # by role: what the tool said it has not
    asked: Mapping[str, tuple[str, Mapping[str, Any]]] = field(
        default_factory=dict
    )  # by role: tool, arguments

    @property
    def zh(self) -> bool:
        return self.request.zh

    def say(self, english: str, chinese: str) -> str:
        return chinese if self.zh else english

    def done(self, role: str) -> bool:
        return role in self.facts or role in self.errors

    def data(self, role: str) -> tuple[Datum, ...]:
        return tuple(fact for fact in self.facts.get(role, ()) if isinstance(fact, Datum))

    def datum(self, role: str, measure: str = "") -> Datum | None:
        """The datum that a role brought (of that measure, where it brought several)."""
        return next((one for one in self.data(role) if not measure or one.measure == measure), None)

    def series(self, role: str) -> Series | None:
        return next((fact for fact in self.facts.get(role, ()) if isinstance(fact, Series)), None)

    def passages(self, prefix: str = "") -> tuple[Passage, ...]:
        found = (fact for role, facts in self.facts.items() if role.startswith(prefix) for fact in facts)
        return tuple(fact for fact in found if isinstance(fact, Passage))

    def ref(self, datum: Datum, decimals: int | None = None) -> str:
        """The reference by which a figure is written; the agent's renderer puts the value in its place."""
        alias = self.ledger.alias(datum)
        return f"{{{{{alias}}}}}" if decimals is None else f"{{{{{alias}|{decimals}}}}}"


def amount(datum: Datum) -> Decimal:
    """The value of a number; tools of ours never return text."""
    assert isinstance(datum.value, Decimal)
    return datum.value
