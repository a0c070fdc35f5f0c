"""Whose a Gradio session is: the one who used it first. Its name is all that Gradio asks for, so it must be theirs."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from urllib.parse import parse_qs

__all__ = ["Claims", "named"]

_MOST = 20_000  # sessions remembered; the least recent is forgotten first
_IN_PATH = re.compile(r"/gradio_api/(?:heartbeat|stream)/([^/]+)")
_NAMES = ("session_hash", "event_id")


class Claims:
    """The owners of the sessions of this process."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def allow(self, sessions: set[str], owner: str) -> bool:
        """Are all these the owner's, now that they are asked for?"""
        if any(self._owners.get(one, owner) != owner for one in sessions):
            return False
        for one in sessions:
            self._owners[one] = owner
            self._owners.move_to_end(one)
        while len(self._owners) > _MOST:
            self._owners.popitem(last=False)
        return True


def named(path: str, query: str, body: bytes) -> set[str]:
    """The sessions that a request names, in its path, its query or its JSON."""
    found = set(_IN_PATH.findall(path))
    asked = parse_qs(query)
    found |= {one for name in _NAMES for one in asked.get(name, ())}
    if body.lstrip()[:1] == b"{":
        try:
            given = json.loads(body)
        except (ValueError, RecursionError):
            return found
        if isinstance(given, dict):
            found |= {str(given[name]) for name in _NAMES if given.get(name)}
    return found
