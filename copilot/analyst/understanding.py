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
from copilot.analyst.spelling import with_apostrophes, without, without_currency
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
    contexts: list[Request] = []
    for earlier in before[-4:]:
        read = _leaning(_read(earlier, desk, language, as_of, False), contexts)
        if read.intent not in (Intent.GREETING, Intent.HELP, Intent.OFF_TOPIC):
            contexts.append(read)
    return _leaning(_read(question, desk, language, as_of, attached), contexts)


def _read(question: str, desk: Desk, language: Language, as_of: date, attached: bool) -> Request:
    text = with_apostrophes(re.sub(r"\s+", " ", question).strip()[:2000])
    stretches = periods(text, as_of)
    parties, themes, missing, rest = parties_of(without_currency(text), desk)
    bare = without(rest, stretches)
    undated = tuple(match["what"].strip() for match in re.finditer(_SINCE, bare))
    bare = re.sub(_SINCE, lambda match: " " * len(match.group()), bare)
    unknown = tuple(dict.fromkeys((*missing, *unknown_names(bare)))) if len(text) < 400 else missing
    named = bool(parties or missing or any(is_code(name) for name in unknown))
    # A name may hold words of another intent: "the minimum volatility fund", "the technology sector".
    masked = re.sub("\0+", "_", without(rest, [one for one in stretches if one.occasion]))
    form = next((key for key in ("table", "brief") if _form(key, text)), "")
    wanted: Language = "en" if _form("english", text) else "zh" if _form("chinese", text) else language
    follows = any(re.search(pattern, text, re.I) for pattern in vocabulary("intents")["follow"]["patterns"])
    follows = follows or bool(form) or wanted != language
    wording = "".join("_" if sign == "\0" else old for sign, old in zip(rest, text, strict=True))
    intent = _intent(masked, named, bool(stretches), attached)
    request = Request(
        text, wanted, as_of, intent, parties, stretches, unknown, themes, form, follows, wording, undated
    )
    return _settled(_whose(_meant(request, masked), masked, desk))


def _meant(request: Request, masked: str) -> Request:
    """What is after a price or an order though its first words are of something else."""
    text, intent = request.question, request.intent
    if (
        intent in (Intent.PERFORMANCE, Intent.OFF_TOPIC)
        and request.parties
        and without_currency(text) != text
    ):
        intent = Intent.QUOTE
    bland = intent in (Intent.PERFORMANCE, Intent.QUOTE, Intent.OFF_TOPIC)
    if re.search("[\u4e00-\u9fff]", text) and bland and _says("order", text):
        kept = tuple(one for one in request.unknown if "值得" not in one)  # 值得买 is a company, too
        return replace(request, intent=Intent.ORDER, unknown=kept)
    loose = intent is Intent.PERFORMANCE or (intent is Intent.COMPARE and len(request.parties) == 1)
    if loose and _says("quote", text) and not _says("performance", masked):
        intent = Intent.QUOTE  # "gold price" is itself a name
    if intent is Intent.OFF_TOPIC and request.unknown and _says("quote", text):
        intent = Intent.QUOTE
    return replace(request, intent=intent)


def _whose(request: Request, masked: str, desk: Desk) -> Request:
    """The instruments where none or only one is named outright: a bare name, the market as a whole."""
    text, parties, intent = request.question, request.parties, request.intent
    if not parties and not request.unknown:
        bare = text.strip(" ?!.？！。")
        if len(text) < 40 and (whole := resolved(bare, "", desk)):
            return replace(request, parties=(Party(whole, bare),), intent=Intent.PERFORMANCE)
        if intent is Intent.WHY or (intent is Intent.TECHNICAL and re.search(_OURS, text, re.I)):
            return replace(request, parties=market(desk))
    if (
        intent is Intent.COMPARE
        and len(parties) == 1
        and not request.unknown
        and re.search(f"{_STOCKS}|{_ALONE}", masked, re.I)
    ):
        others = (one for one in market(desk) if one.symbol != parties[0].symbol)
        return replace(request, parties=(*parties, *others))
    return request


def _settled(request: Request) -> Request:
    """The intent by how many instruments there are, and the stretches that are none."""
    intent, parties = request.intent, request.parties
    stretches = request.periods
    if intent is Intent.PERFORMANCE and len(parties) == 1 and stretches and stretches[0].unit == "day":
        intent = Intent.QUOTE  # one instrument on one day
    if intent in (Intent.COMPARE, Intent.PERFORMANCE, Intent.SUMMARY) and len(parties) >= 2:
        intent = Intent.COMPARE
    if intent is Intent.ROTATION and not request.themes and len(parties) < 2:
        intent = Intent.PERFORMANCE if parties else Intent.SECTORS
        intent = Intent.FORECAST if _says("forecast", request.question) else intent
    if intent is Intent.TECHNICAL:  # "its 50 day" is an average, no stretch of time
        stretches = tuple(one for one in stretches if not re.fullmatch(_AVERAGED, one.words, re.I))
    return replace(request, intent=intent, periods=stretches)


_OURS = r"\bwe\b|\bmarkets?\b|大盘|市场"
_AVERAGED = r"\d{2,3}[- ]?(?:days?|d)"
# "Since Jackson Hole": a beginning that is named and not known; "after Apple" and the like are no beginnings.
_SINCE = r"\b(?:ever )?since (?:the )?(?P<what>(?!(?:I|We|They)\b)[A-Z][\w’'-]*(?: [A-Z][\w’'-]*){0,3})"


def _leaning(request: Request, contexts: Sequence[Request]) -> Request:
    """What a follow-up leaves out is taken from the turn before: "and regional banks?", "in a table", 换成中文."""
    context = contexts[-1] if contexts else None
    if (
        context is not None
        and len(context.parties) == 1
        and len(contexts) > 1
        and re.search(_BOTH, request.question, re.I)
    ):
        others = [party for party in contexts[-2].parties if party.symbol != context.parties[0].symbol]
        context = replace(context, parties=(*others[:1], *context.parties))
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


_BOTH = r"\bboth\b|\bthe two\b|\bthese two\b|两者|这两|二者|两个"
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
    if (
        found is Intent.ARITHMETIC and named and timed
    ):  # "how did Merck change from 2020 to 2022?" asks for no sum
        others = [key for key in vocabulary("intents")["precedence"] if key != "arithmetic"]
        found = next((Intent(key) for key in others if _says(key, text)), Intent.OFF_TOPIC)
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
    r"\bfed\b|crash|rally|rebound|federal reserve|central bank|\becb\b|market|stock|share|index|etf|fund|price|rate|inflation|econom|recession|sector|cap|bond|yield|earning|gold|oil|"
    r"息|美联储|股|市|指数|基金|利率|通胀|经济|衰退|板块|黄金|油|债|盘|涨|跌"
)


_ALONE = r"\b(?:out|under)perform\w*\W*(?:over|in|this|since|lately|recently|so far|ytd|$)|跑[赢输](?:了)?(?:吗|没有?)?\W*$"
_STOCKS = r"\bstocks\b|\bequities\b|\bshares\b|\bthe market\b|大盘|股市|美股"
