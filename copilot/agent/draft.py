"""Unchecked text on its way: cut into whole units while it streams, kept as segments while it is judged.

A segment is a unit (sentence, heading, list item, table row) with the white space, list mark and table rule before it,
so that the segments in their order are the text, and one of them can be repaired or taken out alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from copilot.agent.references import pending
from copilot.reading.sentences import Kind, units
from copilot.types import Coverage, Finding, Report

__all__ = ["Cutter", "Segment", "State", "body", "joined"]

_ENOUGH = (
    12  # characters of the next unit that settle where this one ends: "U.S. A" may go on as "U.S. Agencies"
)


class State(StrEnum):
    PROVED = "proved"  # no finding of severity error
    FAILED = "failed"  # waits for repair
    MARKED = "marked"  # shown with its findings
    WITHHELD = "withheld"  # not shown: by policy, or because it refers to a fact that does not exist
    DROPPED = "dropped"  # taken back by the model itself


@dataclass(slots=True)
class Segment:
    lead: str
    raw: str  # as the model wrote it
    text: str = ""  # rendered, perhaps fixed
    state: State = State.FAILED
    report: Report = field(default_factory=Report)  # of this unit alone
    unknown: tuple[str, ...] = ()  # references to facts that do not exist
    before: str = ""  # what a safe fix replaced
    shown: bool = False

    @property
    def visible(self) -> bool:
        return self.state in (State.PROVED, State.MARKED)

    @property
    def is_row(self) -> bool:
        return self.raw.startswith("|")

    @property
    def errors(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.report.findings if one.severity == "error")


class Cutter:
    """Takes a model's tokens, gives whole units."""

    def __init__(self) -> None:
        self._text = ""

    @property
    def rest(self) -> str:
        """What is held back so far."""
        return self._text

    def feed(self, token: str) -> Iterator[Segment]:
        self._text += token
        if not token.strip() and "\n" not in token:
            return
        yield from self._whole()

    def flush(self) -> Iterator[Segment]:
        """The last unit too: the model has finished."""
        yield from self._cut(len(units(self._text)))
        self._text = ""

    def _whole(self) -> Iterator[Segment]:
        found = units(self._text)
        if not found:
            return
        last = found[-1]
        after = self._text[last.span.end :]
        if (last.kind in (Kind.HEADING, Kind.ROW) and "\n" in after) or "\n\n" in after:
            yield from self._cut(len(found))
        elif len(found) > 1:
            begun = self._text[last.span.start : last.span.end]
            settled = len(begun) >= _ENOUGH or "\n" in self._text[found[-2].span.end : last.span.start]
            # "… decline. [" may be the citation of the sentence before it.
            if settled and not (begun.startswith(("[", "{")) and pending(begun)):
                yield from self._cut(len(found) - 1)

    def _cut(self, count: int) -> Iterator[Segment]:
        start = 0
        for unit in units(self._text)[:count]:
            yield Segment(self._text[start : unit.span.start], self._text[unit.span.start : unit.span.end])
            start = unit.span.end
        self._text = self._text[start:]


def body(segments: list[Segment], *, visible: bool = True) -> str:
    """The text that the segments amount to. The first one left of a paragraph keeps the paragraph's beginning."""
    parts: list[str] = []
    owed = ""
    for one in segments:
        kept = one.visible if visible else one.state is not State.DROPPED
        if not kept:
            owed = owed or (one.lead if "\n" in one.lead else "")
            continue
        lead = owed if owed and "\n" not in one.lead else one.lead
        owed = ""
        parts.append((lead if parts else lead.lstrip("\n")) + one.text)
    return "".join(parts)


def joined(reports: list[Report], language: str) -> Report:
    """One report of the units judged so far; the whole text is judged again when it is finished."""
    counts = {
        name: sum(getattr(one.coverage, name) for one in reports) for name in Coverage.__dataclass_fields__
    }
    return Report(
        tuple(verdict for one in reports for verdict in one.verdicts),
        tuple(finding for one in reports for finding in one.findings),
        Coverage(**counts),
        language,
    )
