"""What becomes of a report: linter's lines, and the text with its safe fixes applied."""

from __future__ import annotations

from copilot.types import Finding, Report

__all__ = ["fixed", "lines", "location"]


def location(text: str, offset: int) -> tuple[int, int]:
    """Row and column of a code point, both from 1."""
    row = text.count("\n", 0, offset) + 1
    return row, offset - (text.rfind("\n", 0, offset) + 1) + 1


def lines(text: str, report: Report, path: str = "") -> str:
    """One line a finding: `answer.md:2:41 R401 false-comparison: …`, and the fix where there is one."""
    return "\n".join(_line(text, one, path) for one in report.findings)


def _line(text: str, one: Finding, path: str) -> str:
    row, column = location(text, one.span.start)
    place = f"{path}:{row}:{column}" if path else f"{row}:{column}"
    fix = ""
    if one.fix is not None:
        words = (
            ("修正为" if one.fix.safe else "建议")
            if report_is_chinese(one)
            else ("fix" if one.fix.safe else "suggestion")
        )
        fix = f" [{words}: {one.fix.replacement}]"
    return f"{place} {one.code} {one.name}: {one.message}{fix}"


def report_is_chinese(one: Finding) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in one.message[:40])


def fixed(text: str, report: Report) -> str:
    """The text with all safe fixes applied; a fix that overlaps an earlier one waits for the next check."""
    fixes = sorted(
        {one.fix for one in report.findings if one.fix is not None and one.fix.safe}, key=lambda fix: fix.span
    )
    result, at = [], 0
    for fix in fixes:
        if fix.span.start < at:
            continue
        result += [text[at : fix.span.start], fix.replacement]
        at = fix.span.end
    return "".join([*result, text[at:]])
