"""A question's text as it is read: apostrophes that were left out, and what is blanked out before names are looked for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.analyst.periods import Period, vocabulary

__all__ = ["with_apostrophes", "without", "without_currency"]


def without(text: str, stretches: Sequence[Period]) -> str:
    """The text with its stretches of time blanked out: Christmas and Liberation Day are no instruments."""
    for one in stretches:
        text = text[: one.span.start] + " " * (one.span.end - one.span.start) + text[one.span.end :]
    return text


def without_currency(text: str) -> str:
    """ "In euros" names what an amount is wanted in, and no instrument."""
    for names in vocabulary("currencies").values():
        for name in names:
            text = re.sub(name, lambda match: " " * len(match.group()), text, flags=re.I)
    return text


def with_apostrophes(text: str) -> str:
    """ "Whats JPMs price" as it would be printed: the apostrophes that people leave out on a phone."""
    text = re.sub(r"\b(what|how|where|who|that|there|here)s\b", r"\1's", text, flags=re.I)
    return re.sub(r"\b(?!ETFs|IPOs|CEOs|REITs|CFOs)([A-Z]{2,5})s\b", r"\1's", text)
