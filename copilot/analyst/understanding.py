"""What a question asks for: intent, instruments, stretches of time, form, and what it takes over from the turn before.

Rules over word lists (`vocabulary/*.toml`), no model. Everything recognised becomes a value in a `Request`; what was
not recognised is kept as well (`unknown`), since an answer must name it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from copilot import names
from copilot.analyst.periods import Period, periods, vocabulary
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Instrument, Language

__all__ = ["Intent", "Party", "Request", "understand"]


class Intent(StrEnum):
    QUOTE = "quote"
    PERFORMANCE = "performance"
    COMPARE = "compare"
    ROTATION = "rotation"
    WHY = "why"
    TECHNICAL = "technical"
    VALUATION = "valuation"
    FUNDAMENTALS = "fundamentals"
    SECTORS = "sectors"
    SUMMARY = "summary"
    NEWS = "news"
    ARTICLE = "article"
    CHECK = "check"
    CALENDAR = "calendar"
    ARITHMETIC = "arithmetic"
    HELP = "help"
    GREETING = "greeting"
    FORECAST = "forecast"
    ORDER = "order"
    OFF_TOPIC = "off_topic"


@dataclass(frozen=True, slots=True)
class Party:
    """An instrument that the question is about, and the words by which it was named."""

    instrument: Instrument
    words: str
    theme: str = (
        ""  # key of a theme ("small") when the question named a part of the market, not an instrument
    )

    @property
    def symbol(self) -> str:
        return self.instrument.symbol


@dataclass(frozen=True, slots=True)
class Request:
    question: str
    language: Language
    as_of: date
    intent: Intent
    parties: tuple[Party, ...] = ()
    periods: tuple[Period, ...] = ()
    unknown: tuple[str, ...] = ()  # names that this market does not hold
    themes: tuple[str, ...] = ()  # parts of the market that were named, held or not
    form: str = ""  # "" | "table" | "brief"
    follows: bool = False  # leans on the turn before

    @property
    def zh(self) -> bool:
        return self.language == "zh"


def understand(
    question: str,
    desk: Desk,
    *,
    language: Language,
    as_of: date,
    attached: bool = False,
    before: Sequence[str] = (),
) -> Request:
    """The request behind a question. `before` are the earlier questions of the thread, oldest first."""
    context: Request | None = None
    for earlier in before[-4:]:
        context = _leaning(_read(earlier, desk, language, as_of, False), context)
    return _leaning(_read(question, desk, language, as_of, attached), context)


def _read(question: str, desk: Desk, language: Language, as_of: date, attached: bool) -> Request:
    text = re.sub(r"\s+", " ", question).strip()[:2000]
    parties, themes, missing, rest = _parties(text, desk)
    unknown = tuple(dict.fromkeys((*missing, *_unknown(rest)))) if len(text) < 400 else missing
    stretches = periods(text, as_of)
    named = bool(parties or missing or any(_is_code(name) for name in unknown))
    # A name may hold words of another intent: "the minimum volatility fund", "the technology sector".
    masked = re.sub("\0+", "_", rest)
    intent = _intent(masked, named, bool(stretches), attached)
    loose = intent is Intent.PERFORMANCE or (intent is Intent.COMPARE and len(parties) == 1)
    if loose and _says("quote", text) and not _says("performance", masked):
        intent = Intent.QUOTE  # "gold price" is itself a name
    if intent is Intent.OFF_TOPIC and unknown and _says("quote", text):
        intent = Intent.QUOTE
    if (
        not parties
        and not unknown
        and len(text) < 40
        and (whole := _resolved(text.strip(" ?!.？！。"), "", desk))
    ):
        parties, intent = (Party(whole, text.strip(" ?!.？！。")),), Intent.PERFORMANCE
    if intent is Intent.WHY and not parties and not unknown:
        parties = _market(desk)
    if intent is Intent.COMPARE and len(parties) == 1 and not unknown and re.search(_STOCKS, masked, re.I):
        parties = (*parties, *(one for one in _market(desk) if one.symbol != parties[0].symbol))
    if intent is Intent.PERFORMANCE and len(parties) == 1 and stretches and stretches[0].unit == "day":
        intent = Intent.QUOTE  # one instrument on one day
    if intent in (Intent.COMPARE, Intent.PERFORMANCE, Intent.QUOTE, Intent.SUMMARY) and len(parties) >= 2:
        intent = Intent.COMPARE if intent is not Intent.QUOTE else Intent.QUOTE
    if intent is Intent.ROTATION and not themes and len(parties) < 2:
        intent = (
            Intent.FORECAST
            if _says("forecast", text)
            else Intent.SECTORS
            if not parties
            else Intent.PERFORMANCE
        )
    form = next((key for key in ("table", "brief") if _form(key, text)), "")
    wanted: Language = "en" if _form("english", text) else "zh" if _form("chinese", text) else language
    follows = any(re.search(pattern, text, re.I) for pattern in vocabulary("intents")["follow"]["patterns"])
    follows = follows or bool(form) or wanted != language
    return Request(text, wanted, as_of, intent, parties, stretches, unknown, themes, form, follows)


def _leaning(request: Request, context: Request | None) -> Request:
    """What a follow-up leaves out is taken from the turn before: "and regional banks?", "in a table", 换成中文."""
    if context is None or request.intent in (Intent.GREETING, Intent.HELP, Intent.ORDER, Intent.CALENDAR):
        return request
    bare = request.intent is Intent.OFF_TOPIC
    if not (request.follows or bare) or (bare and request.unknown and not request.follows):
        return request
    weak = (Intent.OFF_TOPIC, Intent.PERFORMANCE, Intent.SUMMARY)
    intent = context.intent if request.intent in weak or (not request.parties and bare) else request.intent
    parties, themes = request.parties, request.themes
    if not parties and not request.unknown:
        parties, themes = context.parties, context.themes
    elif context.intent in (Intent.COMPARE, Intent.ROTATION) and intent in (Intent.COMPARE, Intent.ROTATION):
        fresh = tuple(party for party in parties if party.symbol not in {p.symbol for p in context.parties})
        parties = (*context.parties[:1], *fresh) if len(fresh) == len(parties) == 1 else parties
    if intent is Intent.COMPARE and len(parties) < 2:
        intent = Intent.PERFORMANCE
    return replace(
        request, intent=intent, parties=parties, themes=themes, periods=request.periods or context.periods
    )


# --- intent --------------------------------------------------------------------------------------------------------


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.I) for pattern in vocabulary("intents")[key]["patterns"])


def _says(key: str, text: str) -> bool:
    return any(pattern.search(text) for pattern in _patterns(key))


def _form(key: str, text: str) -> bool:
    return any(re.search(pattern, text, re.I) for pattern in vocabulary("intents")["forms"][key])


def _intent(text: str, named: bool, timed: bool, attached: bool) -> Intent:
    found = next(
        (Intent(key) for key in vocabulary("intents")["precedence"] if _says(key, text)), Intent.OFF_TOPIC
    )
    if attached and found not in (
        Intent.ORDER, Intent.CHECK, Intent.CALENDAR, Intent.ARITHMETIC, Intent.QUOTE, Intent.TECHNICAL, Intent.VALUATION,
    ):  # fmt: skip
        return Intent.ARTICLE
    explicit_future = bool(
        re.search(
            r"\btomorrow\b|\bnext (?:week|month|quarter|year)\b|明天|下周|下个?月|明年|未来", text, re.I
        )
    )
    if found is Intent.ROTATION and explicit_future:
        return Intent.FORECAST
    if found in (Intent.OFF_TOPIC, Intent.ARTICLE) and named:
        return Intent.PERFORMANCE
    if found is Intent.PERFORMANCE and not named:
        return Intent.OFF_TOPIC if not _says("summary", text) else Intent.SUMMARY
    if found is Intent.FORECAST and not named and not re.search(_MARKET, text, re.I):
        return Intent.OFF_TOPIC
    return found


_MARKET = (
    r"market|stock|share|index|etf|fund|price|rate|inflation|econom|recession|sector|cap|bond|yield|earning|gold|oil|"
    r"股|市|指数|基金|利率|通胀|经济|衰退|板块|黄金|油|债|盘|涨|跌"
)


_STOCKS = r"\bstocks\b|\bequities\b|\bshares\b|\bthe market\b|大盘|股市|美股"


def _market(desk: Desk) -> tuple[Party, ...]:
    """The market as a whole, as this market holds it."""
    theme = next(item for item in vocabulary("themes")["theme"] if item["key"] == "market")
    return tuple(Party(one, one.name, "market") for one in stand_ins(theme["symbols"], desk)[:1])


# --- instruments ---------------------------------------------------------------------------------------------------


def _parties(text: str, desk: Desk) -> tuple[tuple[Party, ...], tuple[str, ...], tuple[str, ...], str]:
    """Parts of the market and instruments by any name, names not held here, and the text with all of them blanked out."""
    found: list[tuple[int, Party]] = []
    themes: list[tuple[int, str]] = []
    missing: list[str] = []
    absent: list[str] = []
    rest = text
    for kind in ("theme", "group"):
        for entry in vocabulary("themes")[kind]:
            match = next((m for name in entry["names"] if (m := re.search(name, rest, re.I))), None)
            if match is None or (kind == "group" and not _broad(rest, match)):
                continue
            held = stand_ins(entry["symbols"], desk)
            if not held:
                absent += [match.group()] if kind == "theme" else []
                continue
            key = entry["key"] if kind == "theme" else ""
            chosen = held if kind == "group" else held[:1]
            found.extend((match.start(), Party(one, match.group(), key)) for one in chosen)
            if key:
                themes.append((match.start(), key))
            if key != "market":  # "the market" also tells what a question is after
                rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    for mention in names.mentions(rest):
        words = rest[mention.span.start : mention.span.end]
        instrument = _resolved(words, mention.symbol, desk)
        if instrument is not None and _is_code(words.lstrip("$")) and instrument.symbol != mention.symbol:
            instrument = None  # who writes a ticker means that instrument, no stand-in
        if instrument is None and words not in _plain_words():
            missing.append(words.lstrip("$"))
        elif instrument is not None:
            found.append((mention.span.start, Party(instrument, words)))
        if words not in _plain_words():
            rest = rest[: mention.span.start] + "\0" * len(words) + rest[mention.span.end :]
    rest = _ordinary(rest, desk, found, missing)
    for match in re.finditer(r"(?<![A-Za-z\0])[A-Z]{3,5}(?![A-Za-z])", rest):
        for one in stand_ins([match.group()], desk):  # a ticker that is an ordinary word: SIZE
            found.append((match.start(), Party(one, match.group())))
            rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    missing += [words for words in absent if words in rest]
    parties: dict[str, Party] = {}
    for _, party in sorted(found, key=lambda item: item[0]):
        parties.setdefault(party.symbol, party)
    order = tuple(key for _, key in sorted(themes))
    return tuple(parties.values()), order, tuple(missing), rest


def _ordinary(rest: str, desk: Desk, found: list[tuple[int, Party]], missing: list[str]) -> str:
    """Gold, energy, 公用事业: ordinary words that the market may have an instrument for; the text without them."""
    for pattern in vocabulary("themes")["plain"]["words"]:
        match = re.search(pattern, rest, re.I)
        if match is None:
            continue
        try:
            found.append((match.start(), Party(desk.market.resolve(match.group()), match.group())))
        except NoData:
            missing.append(match.group())
        rest = rest[: match.start()] + "\0" * len(match.group()) + rest[match.end() :]
    return rest


def _broad(rest: str, match: re.Match[str]) -> bool:
    return "\0" not in match.group()


def stand_ins(symbols: Sequence[str], desk: Desk) -> tuple[Instrument, ...]:
    """Those of the symbols that this market holds under that very symbol, in their order."""
    held = []
    for symbol in symbols:
        try:
            instrument = desk.market.resolve(symbol)
        except NoData:
            continue
        if instrument.symbol == symbol:
            held.append(instrument)
    return tuple(held)


def _resolved(words: str, symbol: str, desk: Desk) -> Instrument | None:
    for name in (symbol, words):
        if not name:
            continue
        try:
            return desk.market.resolve(name)
        except NoData:
            continue
    return None


def _is_code(name: str) -> bool:
    """ZZZQ, 600519.SS: a ticker, whether we know it or not."""
    return bool(re.fullmatch(r"\^?[A-Z]{2,5}(?:[.-][A-Z]{1,2})?|\d{6}(?:\.[A-Z]{2})?|\d{4}\.HK", name))


def _unknown(rest: str) -> tuple[str, ...]:
    """Capitalised words and codes that name something this market does not hold."""
    plain = _plain_words()
    found: dict[str, None] = {}
    pattern = r"\$?(?<![\w\0])[A-Z][A-Za-z0-9&.'’-]*(?:\s+[A-Z][a-z][A-Za-z0-9&.'’-]*)*|(?<!\d)\d{6}(?:\.(?:SS|SZ|SH|HK))?(?!\d)"
    for match in re.finditer(pattern, rest):
        words = [word for word in match.group().lstrip("$").split() if _bare(word) not in plain]
        name = " ".join(words).strip(".'’-").removesuffix("'s").removesuffix("’s")
        if not match.start() and not _is_code(name):
            continue  # a capital at the beginning says nothing
        if len(name) >= 2 and not periods(name, date(2000, 1, 1)):
            found[name] = None
    return tuple(found)


def _bare(word: str) -> str:
    return word.strip(".,'’-").removesuffix("'s").removesuffix("’s")


@cache
def _plain_words() -> frozenset[str]:
    return frozenset(vocabulary("plain")["words"]) | frozenset(vocabulary("plain")["openers"])
