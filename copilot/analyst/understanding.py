"""What a question asks for: intent, instruments, stretches of time, form, and what it takes over from the turn before.

Rules over word lists (`vocabulary/*.toml`), no model. Everything recognised becomes a value in a `Request`; what was
not recognised is kept as well (`unknown`), since an answer must name it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from copilot.analyst.definitions import defined
from copilot.analyst.parties import Party, is_code, market, resolved, stand_ins
from copilot.analyst.parties import named as parties_of
from copilot.analyst.parties import unknown as unknown_names
from copilot.analyst.periods import Period, periods, vocabulary
from copilot.ports import Desk
from copilot.types import Language

__all__ = ["Intent", "Party", "Request", "stand_ins", "understand"]


class Intent(StrEnum):
    QUOTE = "quote"
    PERFORMANCE = "performance"
    COMPARE = "compare"
    ROTATION = "rotation"
    WHY = "why"
    TECHNICAL = "technical"
    STATISTICS = "statistics"
    VALUATION = "valuation"
    FUNDAMENTALS = "fundamentals"
    SECTORS = "sectors"
    SUMMARY = "summary"
    NEWS = "news"
    ARTICLE = "article"
    CHECK = "check"
    CALENDAR = "calendar"
    DEFINITION = "definition"
    ARITHMETIC = "arithmetic"
    HELP = "help"
    GREETING = "greeting"
    FORECAST = "forecast"
    ORDER = "order"
    OFF_TOPIC = "off_topic"


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
    wording: str = (
        ""  # the question without its names; of a follow-up with the wording that it leans on behind it
    )
    undated: tuple[str, ...] = ()  # beginnings that were named ("since Jackson Hole") and are not known

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
        read = _leaning(_read(earlier, desk, language, as_of, False), context)
        context = context if read.intent in (Intent.GREETING, Intent.HELP, Intent.OFF_TOPIC) else read
    return _leaning(_read(question, desk, language, as_of, attached), context)


def _read(question: str, desk: Desk, language: Language, as_of: date, attached: bool) -> Request:
    text = _apostrophes(re.sub(r"\s+", " ", question).strip()[:2000])
    stretches = periods(text, as_of)
    parties, themes, missing, rest = parties_of(_without_currency(text), desk)
    bare = _without(rest, stretches)
    undated = tuple(match["what"].strip() for match in re.finditer(_SINCE, bare))
    bare = re.sub(_SINCE, lambda match: " " * len(match.group()), bare)
    unknown = tuple(dict.fromkeys((*missing, *unknown_names(bare)))) if len(text) < 400 else missing
    named = bool(parties or missing or any(is_code(name) for name in unknown))
    # A name may hold words of another intent: "the minimum volatility fund", "the technology sector".
    masked = re.sub("\0+", "_", _without(rest, [one for one in stretches if one.occasion]))
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
        and (whole := resolved(text.strip(" ?!.？！。"), "", desk))
    ):
        parties, intent = (Party(whole, text.strip(" ?!.？！。")),), Intent.PERFORMANCE
    if intent is Intent.WHY and not parties and not unknown:
        parties = market(desk)
    if intent is Intent.COMPARE and len(parties) == 1 and not unknown and re.search(_STOCKS, masked, re.I):
        parties = (*parties, *(one for one in market(desk) if one.symbol != parties[0].symbol))
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
    if intent is Intent.TECHNICAL:  # "its 50 day" is an average, no stretch of time
        stretches = tuple(one for one in stretches if not re.fullmatch(_AVERAGED, one.words, re.I))
    wording = "".join("_" if sign == "\0" else old for sign, old in zip(rest, text, strict=True))
    return Request(
        text, wanted, as_of, intent, parties, stretches, unknown, themes, form, follows, wording, undated
    )


_AVERAGED = r"\d{2,3}[- ]?(?:days?|d)"
# "Since Jackson Hole": a beginning that is named and not known; "after Apple" and the like are no beginnings.
_SINCE = r"\b(?:ever )?since (?:the )?(?P<what>[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3})"


def _without(text: str, stretches: Sequence[Period]) -> str:
    """The text with its stretches of time blanked out: Christmas and Liberation Day are no instruments."""
    for one in stretches:
        text = text[: one.span.start] + " " * (one.span.end - one.span.start) + text[one.span.end :]
    return text


def _without_currency(text: str) -> str:
    """ "In euros" names what an amount is wanted in, and no instrument."""
    for names in vocabulary("currencies").values():
        for name in names:
            text = re.sub(name, lambda match: " " * len(match.group()), text, flags=re.I)
    return text


def _apostrophes(text: str) -> str:
    """ "Whats JPMs price" as it would be printed: the apostrophes that people leave out on a phone."""
    text = re.sub(r"\b(what|how|where|who|that|there|here)s\b", r"\1's", text, flags=re.I)
    return re.sub(r"\b(?!ETFs|IPOs|CEOs|REITs|CFOs)([A-Z]{2,5})s\b", r"\1's", text)


def _leaning(request: Request, context: Request | None) -> Request:
    """What a follow-up leaves out is taken from the turn before: "and regional banks?", "in a table", 换成中文."""
    if context is None or request.intent in (Intent.GREETING, Intent.HELP, Intent.CALENDAR):
        return request
    if request.intent is Intent.ORDER:
        named = request.parties or request.unknown or not request.follows
        return request if named else replace(request, parties=context.parties)
    bare = request.intent is Intent.OFF_TOPIC
    # what needs an instrument and names none leans too: "which was the most volatile?"
    needs = request.intent in _NEEDY and not request.parties and not request.unknown
    if not (request.follows or bare or needs) or (bare and request.unknown and not request.follows):
        return request
    weak = (Intent.OFF_TOPIC, Intent.PERFORMANCE, Intent.SUMMARY)
    intent = context.intent if request.intent in weak or (not request.parties and bare) else request.intent
    parties, themes = request.parties, request.themes
    if not parties and not request.unknown:
        parties, themes = context.parties, context.themes
    elif context.intent in (Intent.COMPARE, Intent.ROTATION) and intent in (Intent.COMPARE, Intent.ROTATION):
        fresh = tuple(party for party in parties if party.symbol not in {p.symbol for p in context.parties})
        parties = (*context.parties[:1], *fresh) if len(fresh) == len(parties) == 1 else parties
    if intent is Intent.COMPARE and len(parties) == 1 and context.parties:  # "and against the S&P 500?"
        before = [party for party in context.parties[:1] if party.symbol != parties[0].symbol]
        parties = (*before, *parties)
    if intent is Intent.COMPARE and len(parties) < 2:
        intent = Intent.PERFORMANCE
    wording = request.wording if intent is not context.intent else f"{request.wording}\n{context.wording}"
    return replace(
        request,
        intent=intent,
        parties=parties,
        themes=themes,
        periods=request.periods or context.periods,
        wording=wording,
    )


_NEEDY = (
    Intent.TECHNICAL,
    Intent.STATISTICS,
    Intent.VALUATION,
    Intent.FUNDAMENTALS,
    Intent.QUOTE,
    Intent.COMPARE,
)


@cache
def _patterns(key: str) -> tuple[re.Pattern[str], ...]:
    entry = vocabulary("intents")[key]
    patterns = entry["patterns"] if "patterns" in entry else itertools.chain(*entry["topics"].values())
    return tuple(re.compile(pattern, re.I) for pattern in patterns)


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
    if found is Intent.DEFINITION and (named or timed or not defined(text)):
        others = [key for key in vocabulary("intents")["precedence"] if key != "definition"]
        found = next((Intent(key) for key in others if _says(key, text)), Intent.OFF_TOPIC)
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
    r"\bfed\b|federal reserve|central bank|\becb\b|market|stock|share|index|etf|fund|price|rate|inflation|econom|recession|sector|cap|bond|yield|earning|gold|oil|"
    r"息|美联储|股|市|指数|基金|利率|通胀|经济|衰退|板块|黄金|油|债|盘|涨|跌"
)


_STOCKS = r"\bstocks\b|\bequities\b|\bshares\b|\bthe market\b|大盘|股市|美股"
