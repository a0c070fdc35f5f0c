"""The evidence that travels inside every exported file: the answer by the codec, with a seal on each of its parts.

The codec's own digests find a changed row, article or datum. The seals do the same for the answer's text, by line, and
for each of its other fields, so that a file can say what in it was changed. They tell of a change, not of who wrote
the file: whoever can write files can seal them.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import fields
from typing import Any

from copilot import codec
from copilot.answer import Answer, Chart, Correction, Related
from copilot.errors import ConfigError
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.types import Datum, Series

__all__ = ["changes", "plain", "read", "write"]

Json = Any
_LONE = re.compile("[\ud800-\udfff]")  # half of a character has no place in a file
_WRAPPED = re.compile(r"\s*[\r\n]\s*")


def write(answer: Answer) -> str:
    """The sealed document, one line of JSON without a character that HTML or Markdown could take for its own."""
    document = codec.encode(answer) | {"seals": _seals(answer)}
    return (
        plain(document)
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("--", "-\\u002d")
    )


def plain(document: Json, *, indent: int | None = None) -> str:
    """JSON that can be written to a file, whatever its words hold."""
    text = json.dumps(
        document, ensure_ascii=False, indent=indent, separators=(",", ":") if indent is None else None
    )
    return _LONE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def read(text: str) -> tuple[Answer, Json]:
    """The answer and its document. Raises `ConfigError` when this is none of ours, or not whole."""
    try:
        # It was written on one line; an editor may have wrapped it, even within a string, or indented it.
        document = json.loads(_WRAPPED.sub(" ", text))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"the evidence in this file is no JSON any more: {error}") from error
    answer = codec.decode(document, Answer, Chart, Correction, Evidence, Ledger, MarketInfo, Related)
    if not isinstance(answer, Answer):
        raise ConfigError("this file carries no answer")
    return answer, document


def changes(answer: Answer, document: Json) -> list[tuple[str, str]]:
    """What no longer has the digest it was sealed with: where, and what stands there now."""
    objects = document.get("objects") or {}
    found = [(_named(objects[key]), _brief(objects[key])) for key in codec.changed_objects(document)]
    sealed, seals = document.get("seals"), _seals(answer)
    if not isinstance(sealed, dict):
        return [*found, ("seals", "they are missing")]
    lines, now = sealed.get("text") or [], seals["text"]
    for number, line in enumerate(answer.evidence.text.splitlines()):
        if number >= len(lines) or lines[number] != now[number]:
            found.append((f"line {number + 1} of the text", line))
    if len(lines) > len(now):
        found.append(("the text", f"{len(lines) - len(now)} lines are missing"))
    for name, seal in seals.items():
        value = getattr(answer, name, None)
        added_since = name not in sealed and value == ()  # a field that the writer's version did not have
        if name != "text" and sealed.get(name) != seal and not added_since:
            found.append(
                (name.replace("_", " "), value if isinstance(value, str) else "not as it was sealed")
            )
    return found


def _seals(answer: Answer) -> dict[str, Json]:
    seals: dict[str, Json] = {
        one.name: codec.digest(getattr(answer, one.name)) for one in fields(answer) if one.name != "evidence"
    }
    evidence = answer.evidence
    seals["text"] = [_short(line) for line in evidence.text.splitlines()]
    seals["facts"] = codec.digest(evidence.ledger)
    seals["report"] = codec.digest(evidence.report)
    return seals


def _short(line: str) -> str:
    return hashlib.sha256(line.encode("utf8", "surrogatepass")).hexdigest()[:16]


def _named(body: Json) -> str:
    kind = str(body.get("type", "object")).lower()
    if kind == Series.__name__.lower():
        return f"a row of {body.get('subject')} {body.get('field')}"
    if kind == Datum.__name__.lower():
        return f"the fact {body.get('subject')} {body.get('measure')}"
    return f"the {kind} {body.get('title', '')!r}"


def _brief(body: Json) -> str:
    if "rows" in body:
        return f"{len(body['rows'])} rows, not those that were sealed"
    if "value" in body:
        value = body["value"]
        return str(value.get("decimal", "")) if isinstance(value, dict) else str(value)
    return "not as it was sealed"
