"""The Markdown files of `prompts/`, with `{{name}}` filled strictly both ways."""

from __future__ import annotations

import functools
import re

from copilot import _bundled
from copilot.errors import ConfigError

__all__ = ["fill"]

# Facts are referred to as {{F12}}: upper case, so a place to fill is lower case.
_PLACE = re.compile(r"\{\{([a-z_]+)\}\}")


def fill(name: str, /, **values: str) -> str:
    """`prompts/<name>.md` with every `{{place}}` filled.

    Raises `ConfigError` for a missing file, for a place without a value and for a value without a place: either
    would otherwise reach the model as a silent gap.
    """
    text = _text(name)
    places = set(_PLACE.findall(text))
    if places != values.keys():
        odd = ", ".join(sorted(places ^ values.keys()))
        raise ConfigError(f"prompts/{name}.md and its values disagree about: {odd}")
    return _PLACE.sub(lambda match: values[match[1]], text).strip()


@functools.cache
def _text(name: str) -> str:
    path = _bundled.folder("prompts") / f"{name}.md"
    try:
        return path.read_text(encoding="utf8")
    except OSError as error:
        raise ConfigError(f"the prompt {path} cannot be read: {error.strerror}") from error
