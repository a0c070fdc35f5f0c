"""No unchecked figure passes: every unit is rendered, checked, fixed where a fix is proved, else marked for repair."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from copilot import checking
from copilot.agent.draft import Segment, State, body, joined, moved, placed
from copilot.agent.references import render
from copilot.answer import Correction, Shown
from copilot.ledger import Evidence, Ledger
from copilot.prompting import Turn
from copilot.types import Finding, Language, Report, Severity, Span

__all__ = ["Gate", "Policy"]

_log = logging.getLogger(__name__)

_CONTEXT = 1_000  # characters
_BOUNDARY = re.compile(r"\n\n|\. |。")

Policy = Literal["mark", "withhold"]


@dataclass(slots=True)
class Gate:
    """The segments of one answer, in order, and what has been shown of them."""

    turn: Turn
    policy: Policy = "mark"
    ledger: Ledger = field(default_factory=Ledger)
    title: Segment | None = None
    segments: list[Segment] = field(default_factory=list)

    def admit(self, segment: Segment) -> Shown | None:
        """Judges one more unit; returns what may be shown at once, or None when it waits for repair."""
        if not self.segments and self.title is None and segment.lead.strip() == "#":
            self.title = segment
            self._judge(segment, "")
            return None  # the headline stands above the text, not in it
        self.segments.append(segment)
        self._judge(segment, self._before(segment))
        return self._show(segment)

    def failing(self) -> list[Segment]:
        found = [self.title] if self.title is not None and self.title.state is State.FAILED else []
        return found + [one for one in self.segments if one.state is State.FAILED]

    def rewrite(self, segment: Segment, raw: str) -> Shown | None:
        """The model's new wording for a failed unit; an empty one takes the unit back."""
        if not raw:
            segment.state = State.DROPPED
            return None
        segment.raw = raw
        self._judge(segment, "" if segment is self.title else self._before(segment))
        return self._show(segment)

    def settle(self) -> Iterator[Shown]:
        """After the last repair: what still fails is shown marked, or withheld."""
        for segment in self.failing():
            # A headline cannot carry a mark, and a reference to no fact has nothing to show.
            hide = self.policy == "withhold" or segment.unknown or segment is self.title
            segment.state = State.WITHHELD if hide else State.MARKED
            shown = self._show(segment)
            if shown:
                yield shown
        for segment in _bare_headers(self.segments):
            segment.state = State.DROPPED

    def retract(self) -> Shown | None:
        """What was written before a tool call was no answer; takes it back."""
        had = any(one.shown for one in self.segments)
        self.title, self.segments = None, []
        return Shown("", self.evidence()) if had else None

    @property
    def headline(self) -> str:
        """The proved headline; empty when there is none that holds."""
        return self.title.text if self.title is not None and self.title.state is State.PROVED else ""

    @property
    def raw(self) -> str:
        """The answer as the model wrote it, in whole units."""
        units = [*([self.title] if self.title else []), *self.segments]
        return "".join(one.lead + one.raw for one in units)

    @property
    def text(self) -> str:
        return body(self.segments)

    def evidence(self) -> Evidence:
        return Evidence(self.text, self.ledger, joined(self.segments, self.turn.language))

    def final(self) -> Evidence:
        """The whole text judged once more, as an export and a reader will judge it.

        What fails only there (a sentence may lean on one far before it) is marked, or by policy withheld as well.
        """
        while True:
            text = self.text
            report = self._check(text, 0) if text else Report(language=self.turn.language)
            late = self._holding(_errors(report)) if self.policy == "withhold" else []
            if not late:
                return Evidence(text, self.ledger, report)
            for segment, findings in late:
                segment.state = State.WITHHELD
                segment.report = Report(findings=tuple(findings), language=self.turn.language)

    def _holding(self, findings: Sequence[Finding]) -> list[tuple[Segment, list[Finding]]]:
        """The visible units in which these findings lie, each with its own."""
        found, at = [], 0
        for one, lead in placed(self.segments):
            start, at = at, at + len(lead) + len(one.text)
            own = [finding for finding in findings if start <= finding.span.start < at]
            if own:
                found.append((one, own))
        return found

    def corrections(self) -> tuple[Correction, ...]:
        found, at = [], 0
        for one, lead in placed(self.segments):
            start = at + len(lead)
            at = start + len(one.text)
            if one.before:
                found.append(Correction(Span(start, at), one.before))
        return tuple(found)

    def withheld(self) -> tuple[str, ...]:
        """Why each unit that is not shown is not shown, in words."""
        units = [*([self.title] if self.title else []), *self.segments]
        return tuple("; ".join(f.message for f in one.errors) for one in units if one.state is State.WITHHELD)

    def _before(self, segment: Segment) -> str:
        """What stands before the unit, units that wait for repair included: they are its context."""
        place = next(i for i, one in enumerate(self.segments) if one is segment)
        return _near(body(self.segments[:place], visible=False))

    def _judge(self, segment: Segment, before: str) -> None:
        rendered = render(segment.raw, self.ledger, self.turn.language)
        segment.text, segment.unknown, segment.before = rendered.text, rendered.unknown, ""
        prefix = before + (segment.lead if before else segment.lead.lstrip("\n"))
        report = self._check(prefix + segment.text, len(before))
        if _errors(report) and not rendered.unknown:
            fixed = checking.fixed(prefix + segment.text, report)
            if fixed != prefix + segment.text and fixed.startswith(prefix):
                again = self._check(fixed, len(before))
                if len(_errors(again)) < len(_errors(report)):
                    segment.before, segment.text, report = segment.text, fixed[len(prefix) :], again
        if rendered.unknown:
            report = _with_unknown(report, rendered.unknown, prefix + segment.text, self.turn.language)
        segment.report = moved(report, -len(prefix))
        segment.state = State.FAILED if _errors(report) else State.PROVED

    def _check(self, text: str, since: int) -> Report:
        try:
            return checking.check(
                text,
                self.ledger,
                citations="strict",
                as_of=self.turn.as_of,
                language=self.turn.language,
                since=since,
            )
        except Exception:
            # Whatever a text does to the checker, it is not shown as if it had been checked.
            _log.exception("a text could not be checked")
            words = "this could not be checked" if self.turn.language == "en" else "此处未能核查"
            place = Span(min(since, len(text)), len(text))
            return Report((), (Finding("N201", "unsupported-figure", words, Severity.ERROR, place),))

    def _show(self, segment: Segment) -> Shown | None:
        if not segment.visible or segment is self.title:
            return None
        segment.shown = True
        return Shown(segment.lead + segment.text, self.evidence())


def _near(text: str) -> str:
    """As much of what stands before a unit as it can speak of: its section's heading, its table, the last paragraphs.

    Without a bound every sentence would be read again for each one after it.
    """
    if len(text) <= _CONTEXT:
        return text
    ends = [match.end() for match in _BOUNDARY.finditer(text, 0, len(text) - _CONTEXT)]
    start = ends[-1] if ends else 0
    table = re.search(r"(?:^\|.*\n?)+\Z", text, re.MULTILINE)
    if table is not None:
        start = min(start, table.start())
    headings = re.findall(r"^#{1,6} .+$", text[:start], re.MULTILINE)
    return "".join(f"{one}\n\n" for one in headings[-1:]) + text[start:]


def _bare_headers(segments: Sequence[Segment]) -> list[Segment]:
    """Header rows of tables of which no other row is shown."""
    found: list[Segment] = []
    for place, one in enumerate(segments):
        if one.visible and one.is_row and not (place and segments[place - 1].is_row):
            rest = itertools.takewhile(lambda other: other.is_row, segments[place + 1 :])
            if not any(other.visible for other in rest):
                found.append(one)
    return found


def _errors(report: Report) -> list[Finding]:
    return [one for one in report.findings if one.severity is Severity.ERROR]


def _with_unknown(report: Report, unknown: Sequence[str], text: str, language: Language) -> Report:
    """A reference to no fact is a finding like any other."""
    found = []
    for one in unknown:
        start = max(text.rfind(one), 0)
        words = (
            f"本次对话中没有{one}这一事实；请使用工具返回的编号"
            if language == "zh"
            else f"{one} names no fact of this conversation; use an id that a tool returned"
        )
        place = Span(start, start + len(one))
        found.append(Finding("C101", "unknown-citation", words, Severity.ERROR, place))
    return Report(report.verdicts, (*report.findings, *found), report.coverage, report.language)
