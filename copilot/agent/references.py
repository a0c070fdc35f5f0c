"""`{{F12}}` and `{{F12|1}}` become figures in house style, and the sentence gets the citation it owes.

A reference is the normal way for a model to write a number: the value comes from the ledger, never from the model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from copilot import style
from copilot.errors import NoData
from copilot.ledger import Ledger
from copilot.types import Datum, Language

__all__ = ["Rendered", "pending", "render"]

_REFERENCE = re.compile(r"\{\{\s*(F\d+)\s*(?:\|\s*(\d)\s*)?\}\}")
_BROKEN = re.compile(r"\{\{[^{}\n]*\}?\}?")
_CITED = re.compile(r"\[0\]")
# The direction is in these words already: "fell {{F1}}" with −3.85 % is written "fell 3.85%".
_FALLING = (
    r"fell|fall(?:s|en|ing)?|declin(?:e[sd]?|ing)|drop(?:s|ped|ping)?|los(?:t|e|es|ing)|down|slid(?:es?|ing)?|sank|shed|"
    r"tumbled|retreat(?:ed)?|slip(?:s|ped)|eased|gave up|plunged|decreas(?:e[sd]?|ing)|shrank|loss|drawdown|discount|"
    r"(?:lag(?:s|ged|ging)?|trail(?:s|ed|ing)?|underperform(?:s|ed|ing|ance)?|behind|shortfall)\b.{0,30}?\b(?:by|of)|"
    r"下跌|跌去|跌了|(?<!涨)跌幅|(?<!涨)跌|下滑|下降|回落|回撤|走低|折价|亏损|缩水|减少|落后|跑输|(?<![最新])低"
)
_BEFORE = re.compile(
    rf"(?:\b|(?<=[\u4e00-\u9fff])|(?=[\u4e00-\u9fff]))(?:{_FALLING})"
    r"(?:[\s(（]+(?:by|of|about|some|roughly|nearly|almost|another|a|an|its?|the)|[了约近达幅为逾\s])*\s*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^\s*(?:percentage points?\s+)?(?:(?:decline|drop|fall|loss|slide|slump|retreat|decrease|drawdown|discount|setback|"
    r"below|lower|behind|beneath|under|short of|shortfall)\b|的?(?:跌幅|下跌|降幅|回撤|折价|回落))",
    re.IGNORECASE,
)
# "0.72 pp below", "lagged SPY over 30 sessions by 0.72 pp": where a number is a distance, any such word of its clause
# holds the direction.
_DISTANCES = frozenset({"distance_to_average", "excess_return", "difference", "percent_change"})
_BENEATH = re.compile(
    r"(?:\b(?:below|beneath|under|behind|lag\w*|trail\w*|underperform\w*)\b|低于|落后|跑输|不及)[^,;，；。]*$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?P<space>\s*)(?P<cites>(?:\[\d+\]\s*)*)(?P<end>[.!?…。！？；;:：]*[*_\"'”’」』]*\s*)$")
_TAIL_IN_BRACKETS = re.compile(
    r"(?P<space>\s*)(?P<cites>(?:\[\d+\]\s*)*)(?P<end>[.!?…。！？]*[)）][.。*_]*\s*)$"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A unit of text as a reader sees it, the facts it refers to, and the references that name no fact."""

    text: str
    facts: tuple[Datum, ...] = ()
    unknown: tuple[str, ...] = ()


def render(unit: str, ledger: Ledger, language: Language) -> Rendered:
    """Fills the references of one sentence, heading, list item or table row and adds `[0]` once, at its end."""
    facts: list[Datum] = []
    unknown: list[str] = []
    row = unit.lstrip().startswith("|")

    def figure(match: re.Match[str]) -> str:
        try:
            datum = ledger.datum(match[1])
        except NoData:
            unknown.append(match[0])
            return match[0]
        if not isinstance(datum.value, Decimal):
            unknown.append(match[0])
            return match[0]
        facts.append(datum)
        decimals = int(match[2]) if match[2] else None
        value = datum.value
        before, after = unit[: match.start()], unit[match.end() :]
        if row:  # another cell's "lagged" says nothing of this one's sign
            before, after = before.rpartition("|")[2], after.partition("|")[0]
        if value < 0 and _directed(datum, before, after):
            value = -value
        return style.write(value, datum.unit, language=language, decimals=decimals)

    text = _REFERENCE.sub(figure, unit)
    unknown.extend(match[0] for match in _BROKEN.finditer(text) if match[0] not in unknown)
    if facts:
        text = _cited(text, unit, "" if language == "zh" else " ")
    return Rendered(text, tuple(facts), tuple(unknown))


def pending(text: str) -> bool:
    """Does the text end inside something that must not be shown by halves: `{{F1`, `[1`?"""
    return bool(re.search(r"\{\{?[^}]*\}?$|\[[^\]\n]{0,12}$", text))


def _directed(datum: Datum, before: str, after: str) -> bool:
    """Do the words around a negative number say its direction already?"""
    if datum.measure in _DISTANCES and _BENEATH.search(before):
        return True
    return bool(_BEFORE.search(before) or _AFTER.match(after))


def _cited(text: str, unit: str, gap: str) -> str:
    if text.lstrip().startswith("|"):
        return _cited_row(text, unit)
    if _CITED.search(text):
        return text
    # A bracket that closes the whole sentence encloses its mark; one that closes its last words does not.
    whole = text.lstrip(" *_").startswith(("(", "（"))
    tail = (_TAIL_IN_BRACKETS.search(text) if whole else None) or _TAIL.search(text)
    if tail is None:  # `_TAIL` matches the empty end of anything
        return text
    body = text[: tail.start()]
    return f"{body}{gap}[0]{tail['cites'].strip()}{tail['end']}"


def _cited_row(text: str, unit: str) -> str:
    """In a table row the mark stands in the last cell that holds a reference."""
    cells = text.split("|")
    # `{{F1|2}}` holds a bar of its own: count cells in the source with its references taken out.
    sources = _REFERENCE.sub("\0", unit).split("|")
    place = max((i for i, cell in enumerate(sources) if "\0" in cell), default=-1)
    if len(cells) != len(sources) or place < 0 or _CITED.search(text):
        return text
    cells[place] = f"{cells[place].rstrip()} [0] "
    return "|".join(cells)
