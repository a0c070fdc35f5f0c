"""What stands beside the text of an answer in words: full names of the symbols that it uses, related instruments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from copilot import names

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["legend", "related"]

_MOST = 5  # names of a legend


def legend(answer: Answer) -> tuple[tuple[str, str], ...]:
    """The symbols that stand in headline or text, each with its name, where the text itself does not say the name."""
    said = f"{answer.title}\n{answer.evidence.text}"
    found: dict[str, str] = {}
    for one in answer.evidence.ledger.data:
        name = names.called(one.subject, one.name, answer.language)
        spoken = re.search(rf"(?<![\w^]){re.escape(one.subject)}(?!\w)", said)
        if spoken and name != one.subject and name not in said:
            found[one.subject] = name
    return tuple(found.items())[:_MOST]


def related(answer: Answer) -> list[str]:
    """Related instruments, one a line: symbol, name and reason."""
    colon = "：" if answer.language == "zh" else ": "
    return [f"{one.symbol} · {one.name}{colon}{one.reason}" for one in answer.related]
