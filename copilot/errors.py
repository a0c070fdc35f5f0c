"""What can go wrong, one class per reaction.

CopilotError
├── ConfigError(ValueError)    a setting is wrong: change it
├── NoData(LookupError)        the symbol or window has no rows: say so, to the model and to the reader
├── Unavailable                a provider did not answer: try later
├── ModelError                 the language model failed: ask again or give up
├── ArticleError(ValueError)   this article cannot be used: skip it, go on with the rest
└── CheckFailed                the report has errors: read them (`.report`)

A wrong statement in an answer is not an exception but a `Finding` (see `copilot.types`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copilot.types import Report

__all__ = [
    "ArticleError",
    "CheckFailed",
    "ConfigError",
    "CopilotError",
    "ModelError",
    "NoData",
    "Unavailable",
]


class CopilotError(Exception):
    """Base of everything that this package raises on purpose; its text is fit to be shown to a person."""


class ConfigError(CopilotError, ValueError):
    """A setting, an argument or an input file is wrong; the text names it and the next step."""


class NoData(CopilotError, LookupError):
    """The symbol, measure or window has no rows; never an empty result or `None` instead."""


class Unavailable(CopilotError):
    """A provider did not answer, or answered with something that is not data."""


class ModelError(CopilotError):
    """The language model failed, or broke its protocol."""


class ArticleError(CopilotError, ValueError):
    """An article could not be fetched, read or trusted; the others are not affected."""


class CheckFailed(CopilotError):
    """An export was refused because the citation check found errors."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report
