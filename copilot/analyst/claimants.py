"""Whose number it is: the instruments of a sentence of an article, and the one that a number is said of."""

from __future__ import annotations

import re

from copilot import names
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.reading import sentences
from copilot.reading.articles import TextFact
from copilot.types import Article, Instrument

__all__ = ["held", "named", "spoken"]


def named(sentence: str, desk: Desk) -> list[tuple[int, str]]:
    """Instruments of a sentence with their places: by name, and by a bare ticker that this market holds."""
    found = {mention.span.start: mention.symbol for mention in names.mentions(sentence)}
    for match in re.finditer(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])", sentence):
        if (
            match.start() not in found
            and (one := held(match.group(), desk)) is not None
            and one.symbol == match.group()
        ):
            found[match.start()] = one.symbol
    return sorted(found.items())


def spoken(article: Article, fact: TextFact, sentence: str, places: list[tuple[int, str]], desk: Desk) -> str:
    """Whose number it is: "16 times for the S&P 500", else the last named before it, else whom the sentence before names."""
    start, end = fact.span.start - fact.sentence.start, fact.span.end - fact.sentence.start
    following = next(((at, symbol) for at, symbol in places if at >= end), None)
    if following and re.fullmatch(
        r"[^,;，；.\d]{0,30}\b(?:for|of|in|by) (?:the )?", sentence[end : following[0]]
    ):
        return following[1]
    earlier = [symbol for at, symbol in places if at < start]
    if earlier:
        return earlier[-1]
    # "Apple had a hard year. The shares fell 25 %, while Microsoft …"
    paragraph = article.text[article.text.rfind("\n\n", 0, fact.sentence.start) + 1 : fact.sentence.start]
    before = [
        found for unit in sentences(paragraph) if (found := named(paragraph[unit.start : unit.end], desk))
    ]
    return before[-1][0][1] if before else ""


def held(symbol: str, desk: Desk) -> Instrument | None:
    try:
        return desk.market.resolve(symbol)
    except NoData:
        return None
