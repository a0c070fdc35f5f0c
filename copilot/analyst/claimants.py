"""Whose number it is: the instruments of a sentence of an article, and the one that a number is said of."""

from __future__ import annotations

import re

from copilot import names
from copilot.analyst.days import vocabulary
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.reading import sentences
from copilot.reading.articles import TextFact
from copilot.types import Article, Instrument

__all__ = ["held", "named", "spoken"]


def named(sentence: str, desk: Desk) -> list[tuple[int, str]]:
    """Instruments of a sentence with their places: by name, and by a bare ticker that this market holds."""
    mentions = names.mentions(sentence)
    found = {
        mention.span.start: _index(mention.symbol, sentence[mention.span.end :], desk) for mention in mentions
    }
    for match in re.finditer(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z]|\.[A-Z])", sentence):
        if (
            match.start() not in found
            and (one := held(match.group(), desk)) is not None
            and one.symbol == match.group()
        ):
            found[match.start()] = one.symbol
    taken = [match.span() for match in re.finditer(r"[A-Za-z]+", sentence) if match.start() in found]
    for pattern in vocabulary("themes")["plain"]["words"]:  # "energy beat technology"
        word = re.search(pattern, sentence, re.I)
        if (
            word is None
            or any(start <= word.start() < end for start, end in taken)
            or _inside(word.start(), mentions)
        ):
            continue
        if (one := held(word.group(), desk)) is not None and one.symbol not in found.values():
            found[word.start()] = one.symbol
    return sorted(found.items())


def _index(symbol: str, after: str, desk: Desk) -> str:
    """ "The small-cap index" is an index, though "small caps" by themselves may be a fund."""
    if not re.match(r"[\s-]*(?:index|gauge|benchmark)\b|指数", after, re.I):
        return symbol
    for theme in vocabulary("themes")["theme"]:
        if symbol in theme["symbols"]:
            found = (held(other, desk) for other in theme["symbols"])
            return next((one.symbol for one in found if one is not None and one.kind == "index"), symbol)
    return symbol


def _inside(place: int, mentions: tuple[names.Mention, ...]) -> bool:
    return any(mention.span.start <= place < mention.span.end for mention in mentions)


def spoken(article: Article, fact: TextFact, sentence: str, places: list[tuple[int, str]], desk: Desk) -> str:
    """Whose number it is: "16 times for the S&P 500", else the last named before it, else whom the sentence before names."""
    start, end = fact.span.start - fact.sentence.start, fact.span.end - fact.sentence.start
    following = next(((at, symbol) for at, symbol in places if at >= end), None)
    if following and re.fullmatch(
        r"[^,;，；.\d]{0,30}\b(?:for|of|in|by) (?:the )?(?:[a-z-]+ ){0,3}", sentence[end : following[0]]
    ):
        return following[1]
    earlier = [symbol for at, symbol in places if at < start]
    if re.search(r"\brespectively\b|分别", sentence):  # the second number is the second name's
        numbers = [match.start() for match in re.finditer(r"[-−]?\$?\d[\d.,]*\s*(?:%|points?|点)", sentence)]
        order = sum(at < start - 1 for at in numbers)
        if len(numbers) == len(places) and order < len(places):
            return places[order][1]
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
