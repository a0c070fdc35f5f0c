"""What the page says to whoever may not have what they asked for, in the first of their browser's languages."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.responses import PlainTextResponse

from copilot.prompting.missing import missing
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.visitors import spoken

__all__ = ["reason", "refused"]


def refused(
    key: str, status: int, accepted: str, headers: Mapping[str, str] | None = None, **values: object
) -> PlainTextResponse:
    """A phrase of the page as plain text. `accepted` is the request's Accept-Language."""
    return PlainTextResponse(say(key, spoken(accepted), **values), status, headers)


def reason(error: Exception, language: Language) -> str:
    """Why something failed, as a reader of this language has it; a form that is not known stays as it is."""
    return missing(str(error), language)
