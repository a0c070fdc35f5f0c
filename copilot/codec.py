"""One JSON form for every type: artifacts, threads, exports, replay and batch.

A document is `{"format": "market-copilot/answer@1", "objects": {digest: object}, "root": …}`. Series, articles and
data are stored once, under the digest of their own canonical JSON, in which the objects they rest on appear as
`{"ref": digest}` (a Merkle tree): a changed digit anywhere changes a digest that something else names.
Decimals and dates are strings; dataclasses carry their type's name; fields that have their default are left out, so
that a later version can add fields without changing old digests.
"""

from __future__ import annotations

import functools
import hashlib
import json
import types as _types
import typing
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from copilot import types
from copilot.errors import ConfigError

__all__ = ["FORMAT", "changed_objects", "decode", "digest", "encode"]

FORMAT = "market-copilot/answer@1"
_INTERNED = (types.Series, types.Article, types.Datum)
_KNOWN: dict[str, type] = {
    name: value
    for name in types.__all__
    if isinstance(value := getattr(types, name), type) and is_dataclass(value)
}

Json = Any  # JSON has no useful static type


def encode(root: object) -> dict[str, Json]:
    """The document for any of our types, or for a tuple, list or mapping of them."""
    objects: dict[str, Json] = {}
    plain = _plain(root, objects)
    return {"format": FORMAT, "objects": objects, "root": plain}


def decode(document: Json, *extra: type) -> Any:
    """The value that `encode` was given. `extra` names dataclasses from higher layers (`Answer`, `Ledger`).

    Raises `ConfigError` when the document is not ours or not whole.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ConfigError(f"not a {FORMAT} document")
    reader = _Reader(document.get("objects") or {}, {cls.__name__: cls for cls in extra})
    try:
        return reader.value(document["root"], Any)
    except (KeyError, TypeError, ValueError, InvalidOperation, RecursionError) as error:
        raise ConfigError(f"damaged {FORMAT} document: {error}") from error


def digest(value: object) -> str:
    """128 bits of the SHA-256 of a value's canonical JSON."""
    return _hash(_body(value, {}) if isinstance(value, _INTERNED) else _plain(value, {}))


def changed_objects(document: Json) -> list[str]:
    """Keys of the objects whose content no longer has the digest it is stored under."""
    return [key for key, body in (document.get("objects") or {}).items() if _hash(body) != key]


def _hash(plain: Json) -> str:
    canonical = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode("utf8", "surrogatepass")).hexdigest()[:32]


def _plain(value: object, objects: dict[str, Json]) -> Json:
    if isinstance(value, _INTERNED):
        body = _body(value, objects)
        key = _hash(body)
        objects[key] = body
        return {"ref": key}
    if is_dataclass(value) and not isinstance(value, type):
        return _body(value, objects)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, (tuple, list)):
        return [_plain(item, objects) for item in value]
    if isinstance(value, dict):
        return {"map": [[_plain(k, objects), _plain(v, objects)] for k, v in value.items()]}
    if value is None or isinstance(value, (str, int, bool)):
        return value
    raise TypeError(f"{type(value).__name__} has no place in an answer")  # floats least of all


def _body(value: Any, objects: dict[str, Json]) -> dict[str, Json]:
    body: dict[str, Json] = {"type": type(value).__name__}
    for item in fields(value):
        content = getattr(value, item.name)
        if item.default is not MISSING and content == item.default and type(content) is type(item.default):
            continue
        if item.name == "rows":  # the bulk of every file: [["2026-03-13", "248.92"], …]
            body["rows"] = [[day.isoformat(), str(number)] for day, number in content]
        else:
            body[item.name] = _plain(content, objects)
    return body


class _Reader:
    def __init__(self, objects: dict[str, Json], extra: dict[str, type]) -> None:
        self._objects = objects
        self._types = _KNOWN | extra
        self._made: dict[str, Any] = {}

    def value(self, plain: Json, hint: Any) -> Any:
        if isinstance(plain, list):
            return tuple(self.value(item, _inner(hint)) for item in plain)
        if not isinstance(plain, dict):
            enum = _enum(hint)
            return enum(plain) if enum and plain is not None else plain
        if "ref" in plain:
            return self._object(plain["ref"])
        if "decimal" in plain:
            return Decimal(plain["decimal"])
        if "datetime" in plain:
            return datetime.fromisoformat(plain["datetime"])
        if "date" in plain:
            return date.fromisoformat(plain["date"])
        if "map" in plain:
            return {self.value(k, Any): self.value(v, Any) for k, v in plain["map"]}
        return self._build(plain)

    def _object(self, key: str) -> Any:
        if key not in self._made:
            self._made[key] = self._build(self._objects[key])
        return self._made[key]

    def _build(self, body: dict[str, Json]) -> Any:
        cls = self._types[body["type"]]
        hints = _hints(cls)
        values: dict[str, Any] = {}
        for name, plain in body.items():
            if name == "type":
                continue
            if name == "rows":
                values[name] = tuple((date.fromisoformat(day), Decimal(number)) for day, number in plain)
            else:
                values[name] = self.value(plain, hints[name])
        return cls(**values)


@functools.cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _inner(hint: Any) -> Any:
    arguments = [item for item in typing.get_args(hint) if item is not Ellipsis]
    return arguments[0] if typing.get_origin(hint) is tuple and len(set(arguments)) == 1 else Any


def _enum(hint: Any) -> type[Enum] | None:
    options = (
        typing.get_args(hint)
        if isinstance(hint, _types.UnionType) or typing.get_origin(hint) is typing.Union
        else [hint]
    )
    return next((item for item in options if isinstance(item, type) and issubclass(item, Enum)), None)
