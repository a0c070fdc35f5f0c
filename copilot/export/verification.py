"""Proves an exported file with nothing but itself: no model, no network, no store."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from copilot import checking, measures
from copilot.answer import Answer
from copilot.errors import ConfigError, NoData
from copilot.export import carried, forms, visible, words
from copilot.types import Computed, Datum, Language, Observed, Report, Severity

__all__ = ["Change", "Verification", "proof", "rechecked", "verify"]

_MOST_BYTES = 200_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """Something in the file that its evidence does not bear out."""

    where: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a file proved. `ok`: nothing was changed since export, and no finding is left in it."""

    answer: Answer  # as the file carries it, with the report of this very check
    changes: tuple[Change, ...]
    recomputed: int  # figures of the evidence that follow from its rows

    @property
    def ok(self) -> bool:
        return not self.changes and self.answer.evidence.report.ok

    @property
    def words(self) -> str:
        """What was proved and what was not, for a person, in the answer's language."""
        return _words(self)


def verify(path: str | Path) -> Verification:
    """Checks an exported file again, by what it carries.

    Raises `ConfigError` when it is not there, or is no file of ours.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ConfigError(f"{path.name} is larger than any export")
        body = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error
    return proof(body, forms.form(path), path.name)


def proof(body: bytes, form: forms.Form, name: str) -> Verification:
    """`verify` for the content of a file."""
    document = form.evidence(body)
    if document is None:
        raise ConfigError(f"{name} is no export of market-copilot, or its evidence was taken out")
    answer, plain = carried.read(document)
    changes = [Change(where, "", found) for where, found in carried.changes(answer, plain)]
    changes += _visible(answer, form, body)
    count, wrong = _recomputed(answer)
    changes += wrong
    report = rechecked(answer)
    changes += _report(answer, report)
    fresh = replace(answer, evidence=replace(answer.evidence, report=report))
    return Verification(fresh, tuple(dict.fromkeys(changes)), count)


def rechecked(answer: Answer) -> Report:
    """The report of the answer's text and headline, made anew from its ledger."""
    evidence = answer.evidence
    report = checking.check(
        evidence.text, evidence.ledger, citations="strict", as_of=answer.as_of, language=answer.language
    )
    head = checking.check(
        f"# {answer.title}", evidence.ledger, citations="strict", as_of=answer.as_of, language=answer.language
    )
    # A headline carries no marks, so what is wrong with it is said of the beginning of the text.
    errors = [one for one in head.findings if one.severity is Severity.ERROR] if answer.title else []
    moved = tuple(replace(one, span=type(one.span)(0, 0), fix=None) for one in errors)
    return replace(report, findings=(*moved, *report.findings))


def _visible(answer: Answer, form: forms.Form, body: bytes) -> list[Change]:
    """Where the words of the file are not those that its evidence is written as."""
    if form.words is None:
        return []
    should = form.write(answer)
    expected, found = form.words(should), form.words(body)
    changes: list[Change] = []
    if not visible.same(expected, found):
        pairs = visible.differences(expected, found)
        changes += [Change("the visible text", before, after) for before, after in pairs]
    known = form.disguises(should)
    return changes + [
        Change("the look of the file", "", one) for one in form.disguises(body) if one not in known
    ]


def _recomputed(answer: Answer) -> tuple[int, list[Change]]:
    """How many facts follow from the rows and operands that they carry, and which do not."""
    count, wrong = 0, []
    for datum in answer.evidence.ledger.data:
        if not isinstance(datum.basis, Observed | Computed):
            continue
        where = f"{datum.subject} {words.measure(datum, answer.language)}"
        try:
            value = measures.recompute(datum)
        except NoData as error:
            wrong.append(Change(where, "", str(error)))
            continue
        if value != datum.value:
            wrong.append(Change(where, str(value), str(datum.value)))
        count += isinstance(datum.basis, Computed)
    return count, wrong


def _report(answer: Answer, report: Report) -> list[Change]:
    """Where the file's own report claims more than this check can prove, or does not own up to an error."""
    own = answer.evidence.report
    owned = {(one.code, one.span) for one in own.findings}
    text = answer.evidence.text
    changes = [
        Change(
            "the check",
            "",
            f"{one.code} {text[one.span.start : one.span.end] or answer.title}: {one.message}",
        )
        for one in report.findings
        if one.severity is Severity.ERROR and (one.code, one.span) not in owned
    ]
    counts = ("proved", "recomputed", "comparisons", "supported")
    if any(getattr(own.coverage, name) > getattr(report.coverage, name) for name in counts):
        lines = (words.check_line(one.coverage, answer.language) for one in (report, own))
        changes.append(Change("the check", *lines))
    return changes


def _words(of: Verification) -> str:
    language: Language = of.answer.language
    zh = language == "zh"
    lines = []
    if of.changes:
        lines.append("导出后被改动：" if zh else "Changed since it was exported:")
        lines += [f"  {_change(one, zh)}" for one in of.changes]
        return "\n".join(lines)
    report = of.answer.evidence.report
    errors = [one for one in report.findings if one.severity is Severity.ERROR]
    lines.append(words.check_line(report.coverage, language))
    if errors:
        lines.append(words.marked(len(errors), language))
        lines += [f"  {one.code} {one.message}" for one in errors]
    data = [
        one
        for one in of.answer.evidence.ledger.data
        if isinstance(one, Datum) and isinstance(one.value, Decimal)
    ]
    if zh:
        lines.append(
            f"已核实：正文与文件所附证据一致；{len(data)} 项数据中 {of.recomputed} 项由所附行情重新算出；证据自导出后未改动。"
        )
        lines.append("未核实：数据商当时确实如此报告，以及文件由谁写成。")
    else:
        lines.append(
            "Proved: the text agrees with the evidence in this file; "
            f"{of.recomputed} of its {len(data)} facts follow from its rows; the evidence is as it was exported."
        )
        lines.append("Not proved: that the provider said so, nor who wrote this file.")
    return "\n".join(lines)


_CHINESE = (  # what `carried` and this module say of places and contents
    (r"the visible text", "可见文字"),
    (r"the look of the file", "文件外观"),
    (r"the check", "核对"),
    (r"the text", "正文"),
    (r"line (\d+) of the text", r"正文第 \1 行"),
    (r"a row of (.+)", r"\1 的数据行"),
    (r"the fact (.+)", r"数据 \1"),
    (r"the article (.+)", r"文章 \1"),
    (r"not as it was sealed", "与封存时不同"),
    (r"(\d+) rows, not those that were sealed", r"\1 行，与封存时不同"),
    (r"(\d+) lines are missing", r"缺少 \1 行"),
)


def _in_chinese(words: str) -> str:
    for pattern, said in _CHINESE:
        if match := re.fullmatch(pattern, words):
            return match.expand(said)
    return words


def _change(one: Change, zh: bool) -> str:
    if zh:
        one = replace(one, where=_in_chinese(one.where), found=_in_chinese(one.found))
    if one.expected:
        return (
            f"{one.where}：“{one.expected}”变成了“{one.found}”"
            if zh
            else f"{one.where}: “{one.expected}” became “{one.found}”"
        )
    return f"{one.where}：{one.found}" if zh else f"{one.where}: {one.found}"
