"""What goes back to the model about sentences that fail, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from copilot import prompting
from copilot.agent.draft import Segment

__all__ = ["replies", "request"]

_LINE = re.compile(r"^[\s*>-]*S(\d+)\**\s*[:：]\**\s*(.+?)\s*$", re.MULTILINE)


def request(failing: Sequence[Segment]) -> str:
    """The failing units, numbered, each with its findings in words."""
    blocks = []
    for place, segment in enumerate(failing, 1):
        findings = [f"   - {one.message}" for one in segment.errors]
        blocks.append("\n".join([f"S{place}: {segment.raw}", *findings]))
    return prompting.fill("repair", findings="\n".join(blocks))


def replies(text: str, count: int) -> Mapping[int, str]:
    """The rewritten units by number, "" for one that is taken back; numbers that were not asked for are ignored."""
    found: dict[int, str] = {}
    for match in _LINE.finditer(text):
        number = int(match[1])
        if 1 <= number <= count:
            found[number] = "" if re.fullmatch(r"\W*DROP\W*", match[2]) else match[2]
    return found
