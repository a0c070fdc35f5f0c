"""How a table's cells are set: figures right, rises and falls coloured, sentences as they come."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.export import words
from copilot.export.view import Segments
from copilot.types import Consistent, Proved

__all__ = ["LONGEST", "classes", "column", "moves", "written"]

LONGEST = 24  # characters of a figure that is a button, and of a cell that is no sentence
# A cell that is a figure, a date or nothing, as against words with a number at their end ("S&P 500").
_NUMBER = re.compile(
    r"(?:[−–—+~≈<>约$¥€£-]|US|HK)*\s*(?:\d[\d,.:/-]*)?\s*(?:%|pp|bps|x|×|points?|个?百分点|倍|亿|万|元|美元|点|billion|million|trillion)*"
)


def classes(side: str, move: str = "") -> str:
    kinds = [f"mc-{one}" for one in (side if side in ("right", "center") else "", move) if one]
    return f' class="{" ".join(kinds)}"' if kinds else ""


def moves(cell: Segments) -> str:
    """Does a cell hold one number that is a rise or a fall?"""
    for one in cell:
        if isinstance(one.verdict, Proved | Consistent) and one.verdict.proof.formula == "value":
            data = [operand.datum for operand in one.verdict.proof.operands if operand.datum is not None]
            return words.direction(data[0]) if len(data) == 1 else ""
    return ""


def column(asked: str, cells: Sequence[Segments]) -> str:
    """How a column is set: figures right, head and all, so that digits stand under digits; sentences never."""
    words = [written(cell) for cell in cells]
    if asked != "center" and all(_NUMBER.fullmatch(one) for one in words):
        return "right"
    return asked if all(len(one) <= LONGEST for one in words) else ""


def written(cell: Segments) -> str:
    return "".join(one.text for one in cell if one.citation is None).strip()
