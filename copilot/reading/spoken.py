"""What is read of a sentence: its figures with all that their place says about them, and its cues."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from copilot.reading.concepts import concept_unit
from copilot.reading.entities import EntityMention
from copilot.reading.lexicon import Found
from copilot.reading.periods import Period
from copilot.style import Written
from copilot.types import Quantity, Span

__all__ = ["Context", "FigureReading", "Sentence", "fits"]


@dataclass(frozen=True, slots=True)
class FigureReading:
    """A figure and what its place says about it. `quantity` is signed by the words that move it."""

    written: Written
    quantity: Quantity
    change: bool  # a movement, not a level
    direction: int  # +1, −1, 0: what the words say
    preposition: str  # to | from | by | ""
    entities: tuple[str, ...]  # best first
    concepts: frozenset[str]
    own: bool  # concepts are its own, not inherited
    periods: tuple[Period, ...]
    prior: bool  # "a year earlier", "from $57.0bn"
    cue: str = ""  # of a derivation
    region: Span = Span(0, 0)
    stems: frozenset[str] = frozenset()
    negated: bool = False
    loss: bool = False
    spoken: frozenset[str] = frozenset()  # all concepts of the sentence
    said: frozenset[str] = frozenset()  # content words of the sentence
    toward: int = 0  # "raised … to 1.7 %": which way a level was reached
    beside: str = ""  # "above the 2.5 % that was forecast": above, below
    contest: tuple[str, str, str] = ("", "", "")  # who, above or below, whom: "A beat B by about 12 points"
    voices: frozenset[str] = frozenset()  # who is said to say so

    @property
    def span(self) -> Span:
        return self.written.span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One judged unit of the answer (or of an article)."""

    span: Span
    text: str
    figures: tuple[FigureReading, ...]
    entities: tuple[EntityMention, ...]
    concepts: tuple[Found[str], ...]
    periods: tuple[Period, ...]
    cues: tuple[Found[tuple[str, str]], ...]
    citations: tuple[int, ...]
    marks: tuple[Span, ...]
    names: tuple[Span, ...] = ()  # digits that are no claims
    beyond: tuple[Written, ...] = ()  # numbers past what one sentence can say: left unread


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences before have said."""

    entities: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()


FITS: dict[str, Callable[[str], bool]] = {
    "money": lambda unit: (len(unit) == 3 and unit.isupper()) or unit == "",
    "level": lambda unit: (len(unit) == 3 and unit.isupper()) or unit in ("", "points"),
    "percent": lambda unit: unit in ("%", "pp", "bps"),
    "pp": lambda unit: unit in ("%", "pp", "bps"),
    "multiple": lambda unit: unit in ("x", ""),
    "count": lambda unit: unit not in ("%", "pp", "bps", "x") and not (len(unit) == 3 and unit.isupper()),
    "any": lambda unit: True,
}


def fits(concept: str, unit: str) -> bool:
    """Can a number of this unit be a value (or, in per cent, a change) of the concept?"""
    return FITS[concept_unit(concept)](unit)
