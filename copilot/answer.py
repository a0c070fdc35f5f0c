"""An answer: a value that travels whole, and the events by which it comes into being.

What shows, writes and tabulates an answer lives above it; the methods that call it up import it when they are called.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from copilot.ledger import Evidence
from copilot.ports import MarketInfo
from copilot.types import Finding, Language, Report, Series, Span

if TYPE_CHECKING:
    from pandas import DataFrame

__all__ = [
    "Answer",
    "Chart",
    "Correction",
    "Event",
    "Finished",
    "Notice",
    "Related",
    "Returned",
    "SectionBegun",
    "Shown",
    "StepFinished",
    "StepStarted",
]


@dataclass(frozen=True, slots=True)
class Chart:
    """A price chart of one series, or a comparison of several rebased to 100 at their first common session."""

    title: str
    series: tuple[Series, ...]  # the very series that is cited
    rebased: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A stretch of the text that a proved fix changed before it was shown, and what the model had written there."""

    span: Span
    before: str


@dataclass(frozen=True, slots=True)
class Related:
    """Another instrument of the same market that a reader may want to look at, and why."""

    symbol: str
    name: str
    reason: str  # in the answer's language: "named in the same article", "same industry: banks"
    question: str  # what asking about it would say


@dataclass(frozen=True, slots=True)
class Answer:
    """Frozen and serialisable (`copilot.codec`). `evidence.text` is the body as Markdown with literal `[0]`, `[1]`.

    Headline, as-of bar, sources, check line and disclaimer are rendered from the other fields by `copilot.export`.
    """

    title: str  # headline verdict, checked like every other sentence
    question: str
    evidence: Evidence
    market: MarketInfo
    model: str  # "rule analyst" or the model's name
    asked_at: datetime
    as_of: date
    language: Language
    not_found: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    follow_ups: tuple[str, ...] = ()  # questions that the tools can answer
    corrections: tuple[Correction, ...] = ()
    withheld: tuple[str, ...] = ()  # one a sentence that was not shown: what was wrong with it
    related: tuple[Related, ...] = ()  # other instruments of this market, with the reason

    @property
    def report(self) -> Report:
        """What the check said about the text; `report.ok` when no error is left."""
        return self.evidence.report

    def export(self, path: str | Path, *, allow_findings: bool = False) -> Path:
        """Writes the answer as .md, .html, .pdf, .docx, .xlsx or .json, by the path's ending, and checks what it wrote.

        Raises `CheckFailed` when findings remain and `allow_findings` is not set.
        """
        from copilot.export import export

        return export(self, path, allow_findings=allow_findings)

    def to_frame(self) -> DataFrame:
        """One row a fact of the answer's ledger: id, subject, measure, value, unit, dates, provider, basis."""
        from copilot.export.frame import frame

        return frame(self)

    def __str__(self) -> str:
        from copilot.export import markdown

        return markdown.render(self)

    def _repr_html_(self) -> str:
        from copilot.export import html

        return html.fragment(self.evidence, self.language)


@dataclass(frozen=True, slots=True)
class StepStarted:
    id: str
    tool: str
    words: str  # one line for a person: "Price return · IWM, SPY · 30 sessions"


@dataclass(frozen=True, slots=True)
class StepFinished:
    id: str
    tool: str
    words: str
    seconds: float
    count: int  # facts returned
    error: str = ""  # what was not found or did not answer


@dataclass(frozen=True, slots=True)
class Shown:
    """One more checked stretch (a sentence, a table row, a heading): `text` is the new part, `evidence` all so far."""

    text: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Returned:
    """A sentence that failed and was not shown: it goes back to the model with what is wrong with it."""

    text: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the person must know that is not part of the answer ("Yahoo is out of reach; demo market used")."""

    text: str


@dataclass(frozen=True, slots=True)
class SectionBegun:
    """A report goes on to its next section; what is shown from here on stands under this heading."""

    place: int
    count: int
    title: str


@dataclass(frozen=True, slots=True)
class Finished:
    answer: Answer


Event = StepStarted | StepFinished | Shown | Returned | Notice | SectionBegun | Finished
