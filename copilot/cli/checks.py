"""check and rule: the linter for answers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot import checking
from copilot.errors import ConfigError, NoData
from copilot.types import Coverage, Finding, Fix, Report

__all__ = ["register"]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


class Citations(StrEnum):
    STRICT = "strict"
    ANY = "any"


Files = Annotated[list[Path] | None, typer.Argument(help='Texts to check; none or "-": standard input.')]
Evidence = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.json", help='{"data": […], "articles": […]} or an exported answer; none: it is fetched.'
    ),
]
Codes = Annotated[
    list[str] | None, typer.Option(help="Codes or their beginnings, e.g. R4; repeatable or a,b.")
]
Market = Annotated[
    str | None, typer.Option(metavar="FOLDER|demo|live", help="Where missing evidence comes from.")
]


def register(application: typer.Typer) -> None:
    application.command()(check)
    application.command()(rule)


def check(
    files: Files = None,
    evidence: Evidence = None,
    format: Annotated[Format, typer.Option("--format")] = Format.TEXT,
    select: Codes = None,
    ignore: Codes = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Apply the fixes that are proved; stdin: print the text.")
    ] = False,
    citations: Annotated[
        Citations, typer.Option(help="any: markers like [0] are not judged.")
    ] = Citations.STRICT,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE")] = None,
    market: Market = None,
) -> None:
    """Checks every figure of a text against its evidence: exit 0 ok, 1 not ok, 2 could not run."""
    given = _evidence(evidence) if evidence else {"market": market}
    options = {
        "citations": citations.value,
        "select": _codes(select),
        "ignore": _codes(ignore),
        "as_of": _day(as_of),
        **given,
    }
    results: list[tuple[str, str, Report]] = []
    for path, text in _texts(files or [Path("-")]):
        report = _checked(text, options)
        if fix:
            fixed = checking.fixed(text, report)
            if path == "-":
                print(fixed, end="")
            elif fixed != text:
                Path(path).write_text(fixed, encoding="utf8", newline="")
            text, report = fixed, _checked(fixed, options)
        results.append((path, text, report))
    _print(results, format, sys.stderr if fix and "-" in {path for path, _, _ in results} else sys.stdout)
    raise typer.Exit(0 if all(report.ok for _, _, report in results) else 1)


def rule(code: Annotated[str | None, typer.Argument(help="R401; none: all of them.")] = None) -> None:
    """Explains a rule: what it finds, an example, what to write instead."""
    if code is None:
        for one in checking.RULES.values():
            print(f"{one.code} {one.name} ({one.severity})")
        return
    found = checking.RULES.get(code.upper())
    if found is None:
        raise ConfigError(f"there is no rule {code}; python -m copilot rule lists them")
    print(f"# {found.code} {found.name} ({found.severity})\n\n{found.text}")


def _checked(text: str, options: dict[str, Any]) -> Report:
    import copilot

    return copilot.check(text, **options)


def _texts(paths: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        try:
            raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ConfigError(
                f"{path} is not a text in UTF-8; save it as one, or export the document as text"
            ) from error
        except OSError as error:
            raise NoData(f"{path} cannot be read: {error.strerror}") from error
        if "\0" in text:
            raise ConfigError(f"{path} is not a text")
        yield str(path), text


def _evidence(path: Path) -> dict[str, Any]:
    """Keyword arguments of `check` from an evidence file, or from an exported answer."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=str)
    except OSError as error:
        raise NoData(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ConfigError(
            f'{path} is no JSON; it must be {{"data": […], "articles": […]}}: {error}'
        ) from error
    if isinstance(document, dict) and "format" in document:
        from copilot.export import load

        ledger = load(path).evidence.ledger
        return {"data": list(ledger.data), "articles": list(ledger.articles)}
    if not isinstance(document, dict) or not {"data", "articles"} & document.keys():
        raise ConfigError(f'{path} must be an object with "data" or "articles"')
    data, articles = document.get("data") or [], document.get("articles") or []
    if not isinstance(data, list) or not isinstance(articles, list):
        raise ConfigError(f'{path}: "data" and "articles" must be lists')
    return {"data": data, "articles": articles}


def _print(results: Sequence[tuple[str, str, Report]], format: Format, stream: Any) -> None:
    if format is Format.JSON:
        print(json.dumps(_document(results), ensure_ascii=False, indent=2), file=stream)
        return
    for path, text, report in results:
        if report.findings:
            print(checking.lines(text, report, path="" if path == "-" else path), file=stream)


def _document(results: Sequence[tuple[str, str, Report]]) -> dict[str, Any]:
    reports = [report for _, _, report in results]
    return {
        "ok": all(report.ok for report in reports),
        "supported": all(report.supported for report in reports),
        "coverage": {
            item.name: sum(getattr(report.coverage, item.name) for report in reports)
            for item in fields(Coverage)
        },
        "findings": [
            _finding(finding, path, text) for path, text, report in results for finding in report.findings
        ],
    }


def _finding(finding: Finding, path: str, text: str) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "severity": finding.severity.value,
        "filename": path,
        "span": [finding.span.start, finding.span.end],
        "location": _location(text, finding.span.start),
        "end_location": _location(text, finding.span.end),
        "fix": _fix(finding.fix, text) if finding.fix else None,
    }


def _fix(fix: Fix, text: str) -> dict[str, Any]:
    edit = {
        "content": fix.replacement,
        "location": _location(text, fix.span.start),
        "end_location": _location(text, fix.span.end),
    }
    return {"applicability": "safe" if fix.safe else "unsafe", "message": None, "edits": [edit]}


def _location(text: str, offset: int) -> dict[str, int]:
    """Row and column from 1, in code points."""
    row, column = checking.location(text, offset)
    return {"row": row, "column": column}


def _codes(values: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(code.strip().upper() for value in values or () for code in value.split(",") if code.strip())


def _day(value: str | None) -> Any:
    from datetime import date

    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        raise ConfigError(f"--as-of {value!r} is no date; write it as 2026-03-16") from error
