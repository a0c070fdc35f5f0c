"""The register of rules: code, name, severity, and a docstring that says what, an example, and what to write instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from copilot.types import Finding, Fix, Severity, Span

__all__ = ["RULES", "Rule", "enabled", "finding", "rule"]

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    code: str
    name: str
    severity: Severity
    default: bool  # reported unless ignored
    text: str  # the docstring: what it finds, then "Example: …" and "Instead: …"

    def part(self, label: str) -> str:
        """The paragraph of the docstring that starts with `label:`; the first paragraph for an empty label."""
        blocks = [" ".join(block.split()) for block in self.text.split("\n\n")]
        if not label:
            return blocks[0]
        return next((b.removeprefix(f"{label}:").strip() for b in blocks if b.startswith(f"{label}:")), "")

    @property
    def what(self) -> str:
        return self.part("")

    @property
    def example(self) -> str:
        return self.part("Example")

    @property
    def instead(self) -> str:
        return self.part("Instead")


RULES: dict[str, Rule] = {}


def rule(
    code: str, name: str, severity: Severity = Severity.ERROR, *, default: bool = True
) -> Callable[[F], F]:
    """Registers a rule function under its code; its docstring is the rule's documentation."""

    def register(function: F) -> F:
        RULES[code] = Rule(code, name, severity, default, inspect.cleandoc(function.__doc__ or ""))
        return function

    return register


def finding(code: str, span: Span, message: str, fix: Fix | None = None) -> Finding:
    """A finding of the registered rule `code`."""
    known = RULES[code]
    return Finding(code, known.name, message, known.severity, span, fix)


def enabled(code: str, select: Sequence[str], ignore: Sequence[str]) -> bool:
    """Longest prefix wins, as in ruff: `select=["N"]`, `ignore=["N209"]`. An empty select means the defaults."""
    chosen = max((len(p) for p in select if code.startswith(p) or p == "ALL"), default=-1)
    refused = max((len(p) for p in ignore if code.startswith(p) or p == "ALL"), default=-1)
    wanted = RULES[code].default if not select else chosen >= 0
    return wanted and not refused > chosen if refused >= 0 else wanted
