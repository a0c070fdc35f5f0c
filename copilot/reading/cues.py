"""Words and marks that decide what belongs to a number: cues, directions, breaks, prepositions, content words."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from copilot.reading.concepts import stem
from copilot.reading.entities import EntityMention
from copilot.reading.lexicon import Lexicon, plain, words
from copilot.reading.periods import Kind, Period
from copilot.types import Span

__all__ = [
    "ADJECTIVES",
    "AGAINST",
    "ANAPHOR",
    "AFTER_A_PRICE",
    "AT_A_PRICE",
    "BREAK",
    "CONTRAST",
    "FALLS",
    "FROM_A",
    "LEADS_ON",
    "OVER",
    "REACHES",
    "WIDTHS",
    "NOUNS",
    "PAIRS",
    "RATES_IT",
    "SPEAKS",
    "STOP",
    "attached",
    "clause_words",
    "content",
    "cue_lexicon",
    "directions",
    "losses",
    "small",
    "stems",
    "turned",
]

CONTRAST = re.compile(
    r"\s*(?:against|versus|vs\.?|compared (?:with|to)|relative to|对比?|相比|较|比)\s*(?:about|around|roughly|some|nearly|~|约|大约)?\s*"
)


AFTER_A_PRICE = re.compile(r"[,，]|\s+(?:the|it|its|shares)\b")
AT_A_PRICE = re.compile(
    r"(?:^\s*|[.,;(:\n*]\s*|\b(?:trading|closing|now|still)\s+)at\s+(?:about |around |roughly |some |nearly |~)?[$¥€£]?$"
)


BREAK = re.compile(r"[,;，；。:：()（）、\n|]")


@functools.cache
def cue_lexicon() -> Lexicon[tuple[str, str]]:
    """Every cue word with its family and sense: ("direction", "up"), ("contest", "above"), …"""
    table = words("relations")
    return Lexicon(
        (word, (family, sense))
        for family, senses in table.items()
        if family not in ("to", "from", "by", "clause", "stop")
        for sense, phrases in senses.items()
        if sense != "nouns"
        for word in phrases
    )


@functools.cache
def directions() -> Lexicon[int]:
    table, level = words("relations")["direction"], words("relations")["level"]
    broken = (w for side in ("above", "below") for w in level[side] if not w.isascii())  # 跌破5日均线
    return Lexicon(
        [
            *((w, 0) for w in broken),
            *((w, 1) for w in table["up"]),
            *((w, -1) for w in table["down"]),
            *((w, 0) for w in table["flat"]),
        ]
    )


ADJECTIVES = "(?:annuali[sz]ed|annual|seasonally adjusted|record|total|combined|modest|mere|revised|preliminary|fresh|new)"


@functools.cache
def small(name: str) -> re.Pattern[str]:
    phrases = sorted(words("relations")[name]["words"], key=len, reverse=True)
    body = "|".join((rf"(?<![a-z]){re.escape(w)}" if w.isascii() else re.escape(w)) for w in phrases)
    return re.compile(rf"(?:{body})\s*(?:the |a |an )?(?:{ADJECTIVES} )?$")


@functools.cache
def clause_words() -> re.Pattern[str]:
    phrases = sorted(words("relations")["clause"]["words"], key=len, reverse=True)
    return re.compile(
        "|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in phrases)
    )


@functools.cache
def losses() -> Lexicon[str]:
    return Lexicon((word, "loss") for word in words("relations")["loss"]["words"])


STOP = frozenset(words("relations")["stop"]["words"])


@functools.lru_cache(maxsize=16384)
def content(text: str) -> frozenset[str]:
    """Content words of a text, stemmed; of Chinese, pairs of characters."""
    low = plain(text)
    found = {stem(word) for word in re.findall(r"[a-z][a-z&']+", low) if word not in STOP}
    for run in re.findall(r"[\u4e00-\u9fff]+", low):
        found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return frozenset(found)


def stems(text: str) -> frozenset[str]:
    """Stems of the words of a text; of Chinese, every pair of neighbouring characters."""
    return frozenset(stem(word) for word in re.findall(r"[A-Za-z]{3,}", text)) | frozenset(
        re.findall(r"(?=([\u4e00-\u9fff]{2}))", text)
    )


PAIRS = frozenset({"average", "exponential_average", "high", "low", "target_price"})


FALLS = frozenset(
    ["降幅", "跌幅", "decline", "declines", "drop", "fall", "loss", "losses", "contraction", "slide"]
)
WIDTHS = frozenset(
    [
        "收窄",
        "缩小",
        "扩大",
        "narrowed",
        "narrow",
        "narrowing",
        "widened",
        "widen",
        "widening",
        "widens",
        "eased",
    ]
)
FROM_A = re.compile(  # "from Thursday's close of", "above its previous close of"
    r"\b(?:(?:from|versus|against|after) (?:[\w']+ ){1,4}"
    r"|(?:above|below|than|over|under) (?:its |the )?(?:(?:mon|tues|wednes|thurs|fri)day's|yesterday's|previous|prior|last) (?:[\w']+ ){1,2})"
    r"(?:of|at) (?:about |around |some )?[$€£¥]?$"
)
OVER = re.compile(
    r"\b(?:over|past|last|for|in|within|during) (?:the )?(?:past |last )?|[近过最]"
)  # a window, no tenor
REACHES = re.compile(
    r"[至到为了约近超逾的初中末底_\s]{0,16}"
)  # 回升至9月的: the verb goes for the next number
LEADS_ON = re.compile(
    r"\s*(?:of|at|was|were|is|came to|reached|totaled|为|达|约为|：|:)\s*(?:about|around|nearly|some|约|~)?\s*"
)


SPEAKS = re.compile(
    r"(?:(?:analyst|economist|strategist|trader|investor)s?\s+(?:at|from|with)|according to)\s+(?:the\s+)?$"
)


ANAPHOR = re.compile(
    r"\W*(?:the (?:stock|shares?|company|firm|index|fund|group|chipmaker|carmaker|bank|retailer)|shares|it|its|该股|该公司|公司|其|该指数|该基金|股价)\b"
)


# A broker that sets a target or a rating speaks of somebody else.
RATES_IT = re.compile(
    r"(?:'s)?\s*(?:analysts? |strategists? )?(?:has |have |also )?(?:raised|lifted|cut|lowered|kept|set|reiterated|maintained|boosted|trimmed|raises|cuts|lifts)"
    r"\s[^.;,]{0,30}?(?:target|rating)\b|(?:分析师\S{2,4}|研究员\S{2,4}|最新|近日|今日|已|也)*(?:将|把|给予|给出|维持|重申|上调|下调|调高|调低|首次|首予|对)[^，。；]{0,16}?(?:目标价|评级)"
)


AGAINST = re.compile(r"against|versus|\bvs\b|compared|对|比|/")


NOUNS = frozenset(words("relations")["direction"]["nouns"])


def turned(body: str, mentions: Sequence[EntityMention], at: Span) -> bool:
    """Is the word of movement said of a currency by whose strength its pair falls ("the yen firmed to 147.35")?"""
    before = [m for m in mentions if m.span.end <= at.start and not BREAK.search(body, m.span.end, at.start)]
    return bool(before) and before[-1].inverse


def attached(body: str, period: Period) -> bool:
    """A rolling period that is part of a measure's name: "20-day average", "10-year yield"."""
    after = plain(body[period.span.end : period.span.end + 24]).strip()
    return period.kind is Kind.ROLLING and bool(
        re.match(
            r"(?:simple |exponential )?(?:moving |average|norm\b|mean\b|median|ma\b|sma|ema|treasur|yield|note|bond|high|low|forward|均|以上|移动|国债|美债|期|高|低|lpr|breakeven|volatility|beta|correlation|trailing)",
            after,
        )
    )
