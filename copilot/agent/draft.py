"""Unchecked text on its way: cut into whole units while it streams, kept as segments while it is judged.

A segment is a unit (sentence, heading, list item, table row) with the white space, list mark and table rule before it,
so that the segments in their order are the text, and one of them can be repaired or taken out alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from copilot.agent.references import pending
from copilot.reading.sentences import Kind, units
from copilot.types import Coverage, Finding, Proved, Report, Span, Supported, Verdict

__all__ = ["Cutter", "Segment", "State", "body", "joined", "moved", "placed"]

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
    laid: tuple[int, Report, Report] | None = None

    @property
    def visible(self) -> bool:
        return self.state in (State.PROVED, State.MARKED)

    def standing(self, at: int) -> Report:
        """Its report for a text in which it stands at `at`; kept, for the next sentence asks again."""
        if self.laid is None or self.laid[0] != at or self.laid[1] is not self.report:
            self.laid = (at, self.report, moved(self.report, at))
        return self.laid[2]

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

    def close(self) -> Iterator[Segment]:
        """The units before the last: the model was cut off within that one, or after it."""
        yield from self._cut(max(0, len(units(self._text)) - 1))
        self._text = ""

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


def placed(segments: Sequence[Segment], *, visible: bool = True) -> list[tuple[Segment, str]]:
    """Each segment that is left, with what stands before it. The first one left of a paragraph begins the paragraph."""
    found: list[tuple[Segment, str]] = []
    owed = ""
    for one in segments:
        kept = one.visible if visible else one.state is not State.DROPPED
        if not kept:
            owed = owed or (one.lead if "\n" in one.lead else "")
            continue
        lead = owed if owed and "\n" not in one.lead else one.lead
        owed = ""
        found.append((one, lead if found else lead.lstrip("\n")))
    return found


def body(segments: Sequence[Segment], *, visible: bool = True) -> str:
    """The text that the segments amount to."""
    return "".join(lead + one.text for one, lead in placed(segments, visible=visible))


def joined(segments: Sequence[Segment], language: str) -> Report:
    """One report of the visible units; the whole text is judged again when it is finished."""
    verdicts: list[Verdict] = []
    findings: list[Finding] = []
    counts = dict.fromkeys(Coverage.__dataclass_fields__, 0)
    at = 0
    for one, lead in placed(segments):
        report = one.standing(at + len(lead))
        at += len(lead) + len(one.text)
        verdicts.extend(report.verdicts)
        findings.extend(report.findings)
        for name in counts:
            counts[name] += getattr(report.coverage, name)
    return Report(tuple(verdicts), tuple(findings), Coverage(**counts), language)


def moved(report: Report, by: int) -> Report:
    """The report of a text that stands `by` code points further on."""
    if by == 0:
        return report
    return replace(
        report,
        verdicts=tuple(_moved_verdict(one, by) for one in report.verdicts),
        findings=tuple(_moved_finding(one, by) for one in report.findings),
    )


def _moved_verdict(verdict: Verdict, by: int) -> Verdict:
    claim = replace(
        verdict.claim,
        span=_moved_span(verdict.claim.span, by),
        sentence=_moved_span(verdict.claim.sentence, by),
    )
    if isinstance(verdict, Proved | Supported):
        return replace(verdict, claim=claim)
    return replace(verdict, claim=claim, finding=_moved_finding(verdict.finding, by))


def _moved_finding(finding: Finding, by: int) -> Finding:
    fix = finding.fix and replace(finding.fix, span=_moved_span(finding.fix.span, by))
    return replace(finding, span=_moved_span(finding.span, by), fix=fix)


def _moved_span(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
