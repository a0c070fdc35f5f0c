"""Messages in the report's language."""

from __future__ import annotations

from decimal import Decimal

from copilot import style
from copilot.reading.facts import Fact
from copilot.types import Language, Quantity

__all__ = ["Words"]


class Words:
    """Says things in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, english: str, chinese: str) -> str:
        return chinese if self.language == "zh" else english

    def number(self, value: Decimal, unit: str) -> str:
        return style.write(value, unit, language=self.language, decimals=_decimals(value, unit))

    def fact(self, fact: Fact) -> str:
        """`Russell 2000 return 30d: −3.85% [0]`"""
        return f"{fact.title}{self(': ', '：')}{self.number(fact.value, fact.unit)} [{fact.source}]"

    def quantity(self, quantity: Quantity) -> str:
        return self.number(quantity.value, quantity.unit)


def _decimals(value: Decimal, unit: str) -> int | None:
    """As many decimals as the value has, up to four; None lets house style decide for amounts."""
    if abs(value) >= 1_000_000:
        return None
    exponent = value.normalize().as_tuple().exponent
    own = max(0, -exponent) if isinstance(exponent, int) else 0
    return min(4, max(own, 2 if unit in ("%", "USD", "CNY") and own else own))
