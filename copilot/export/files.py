"""Writes an answer to a file that proves itself, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from copilot.answer import Answer
from copilot.errors import CheckFailed, ConfigError
from copilot.export import forms, verification, words
from copilot.types import Severity

__all__ = ["export", "load"]


def export(answer: Answer, path: str | Path, *, allow_findings: bool = False) -> Path:
    """Writes `.md`, `.html`, `.pdf`, `.docx`, `.xlsx` or `.json`, reads it back and checks what a reader would see.

    The file appears under its name only when that holds: a killed export leaves the old file or none. Raises
    `CheckFailed` when the text has findings (with `allow_findings` they are marked in the file instead), and
    `ConfigError` for an ending that is no form of an answer or a place that cannot be written.
    """
    path = Path(path).expanduser()
    form = forms.form(path)
    report = verification.rechecked(answer)
    errors = [one for one in report.findings if one.severity is Severity.ERROR]
    if errors and not allow_findings:
        listed = "\n".join(f"  {one.code} {one.message}" for one in errors)
        raise CheckFailed(
            f"{path.name} was not written: {words.marked(len(errors), answer.language)}\n{listed}", report
        )
    answer = replace(answer, evidence=replace(answer.evidence, report=report))
    try:
        with _replacing(path) as temporary:
            temporary.write_bytes(form.write(answer))
            result = verification.proof(temporary.read_bytes(), form, path.name)
            if result.changes:
                raise CheckFailed(
                    f"{path.name} was not written: {result.words}", result.answer.evidence.report
                )
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error
    return path


def load(path: str | Path) -> Answer:
    """An exported answer, proved again: its report is made anew from the evidence in the file.

    Raises `CheckFailed` when the file was changed since export, `ConfigError` when it is no file of ours.
    """
    result = verification.verify(path)
    if result.changes:
        raise CheckFailed(f"{Path(path).name}: {result.words}", result.answer.evidence.report)
    return result.answer


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file beside `path` that takes its place at the end, unless something goes wrong before."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        with temporary.open("rb") as written:
            os.fsync(written.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
