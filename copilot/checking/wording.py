"""Messages in the report's language."""

from __future__ import annotations

from decimal import Decimal

from copilot import measures, names, style
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
        return f"{self.title(fact)}{self(': ', '：')}{self.number(fact.value, fact.unit)} [{fact.source}]"

    def title(self, fact: Fact) -> str:
        """What a fact is, for a person: `Russell 2000 price return, 2022-11-11 – 2022-12-23`, `罗素2000价格涨跌幅（…）`."""
        datum = fact.datum
        known = measures.REGISTRY.get(datum.measure) if datum is not None else None
        if fact.passage is not None and fact.source:
            return f"“{fact.title.rstrip(' .。')}”"
        if datum is None or known is None:
            return fact.title
        name = names.called(datum.subject, datum.name, self.language)
        of, at = datum.window, datum.as_of
        ends = (of.start, of.end) if of is not None else (at, at)
        days = " – ".join(dict.fromkeys(day.isoformat() for day in ends if day is not None))
        days = days or (of.words if of is not None else "")
        if self.language == "zh":
            return f"{name}{known.names['zh']}" + (f"（{days}）" if days else "")
        return f"{name} {known.names['en']}" + (f", {days}" if days else "")

    def quantity(self, quantity: Quantity) -> str:
        return self.number(quantity.value, quantity.unit)


def _decimals(value: Decimal, unit: str) -> int | None:
    """As many decimals as the value has, up to four; None lets house style decide for amounts."""
    if abs(value) >= 1_000_000:
        return None
    exponent = value.normalize().as_tuple().exponent
    own = max(0, -exponent) if isinstance(exponent, int) else 0
    return min(4, max(own, 2 if unit in ("%", "USD", "CNY") and own else own))
