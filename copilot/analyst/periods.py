"""Stretches of time in people's words: "past month", "since early 2021", "in Q3 2022", 近一个月, 今年以来.

The grammar: which wordings there are. What each of them means is fixed in `meanings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache

from copilot.analyst import meanings
from copilot.analyst.days import COUNT, DATE, MONTH, YEAR, ZH_COUNT, dates, vocabulary
from copilot.analyst.meanings import Period
from copilot.analyst.occasions import occasions
from copilot.analyst.weeks import weeks
from copilot.types import Span

__all__ = ["Period", "dates", "periods", "vocabulary"]


def periods(text: str, today: date) -> tuple[Period, ...]:
    """Every stretch of time that `text` names, in its order; the longest reading wins where two overlap."""
    found: list[Period] = []
    for pattern, read in _grammar():
        for match in pattern.finditer(text):
            span = Span(*match.span())
            if any(span.overlaps(other.span) for other in found):
                continue
            period = read(match, today)
            if period is not None:
                found.append(replace(period, words=match.group().strip(" ,"), span=span))
    return tuple(sorted(found, key=lambda period: period.span))


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], meanings.Read], ...]:
    return tuple((re.compile(pattern, re.I), read) for pattern, read in _patterns())


def _patterns() -> Iterator[tuple[str, meanings.Read]]:
    """Longer and more definite wordings first."""
    yield from occasions()
    yield from weeks()
    yield from _bounded()
    yield from _rolling()
    yield from _trailing()
    yield from _calendar()


def _bounded() -> Iterator[tuple[str, meanings.Read]]:
    """From one day to another, and since a day."""
    ending = rf"(?:the\s+)?end\s+of\s+(?:{MONTH}(?:\s+{YEAR})?|{YEAR})|(?:{YEAR}年)?\d\d?月[底末]|{YEAR}年[底末]|[去上]年[底末]"
    bound = rf"(?:{ending}|{DATE}|{MONTH}\s+{YEAR}|{YEAR}年\d\d?月|{YEAR}年?)"
    yield (
        rf"(?:since|自|从)\s*(?P<from>{ending})(?:以来|至今|起)?|(?P<from2>{ending})(?:以来|至今|起)",
        meanings.since_end,
    )
    yield (
        rf"(?:below|above|over|under|from|than)\s+(?:its\s+|the\s+)?level\s+(?:at|of|on)\s+(?P<from>{bound})\s+on\s+(?P<to>{bound})",
        meanings.between,
    )
    yield (
        rf"(?:below|above|over|under|from|than)\s+(?:its\s+|the\s+)?level\s+(?:at|of|on)\s+(?P<from>{bound})",
        meanings.since_end,
    )
    yield rf"after\s+(?P<from>{ending})", meanings.since_end
    yield (
        rf"(?:from|between)\s+(?P<from>{bound})\s*(?:to|until|and|through|-|–)\s*(?P<to>{bound})",
        meanings.between,
    )
    yield rf"(?:从|自)?(?P<from>{bound})\s*(?:到|至|—|~)\s*(?P<to>{bound})(?:期间|之间)?", meanings.between
    parts = "|".join(w for words in vocabulary("periods")["parts"].values() for w in words)
    yield rf"since\s+(?:the\s+)?(?P<part>{parts})[\s-]+(?:of\s+)?(?P<year>{YEAR})", meanings.year_part
    yield rf"(?:自|从)?(?P<year>{YEAR})年(?P<part>{parts})(?:以来|至今|起|开始|到现在)", meanings.year_part
    yield (
        rf"\bsince\s+(?:i|we|they)\s+(?:\w+\s+){{1,4}}?(?:on|in|at|back in)\s+(?P<what>{DATE}|{MONTH}(?:\s+{YEAR})?|{YEAR})",
        meanings.since,
    )
    yield (
        rf"\b(?:ever\s+since|since|after)\s+(?:(?:the\s+)?(?:start|beginning|turn)\s+of\s+)?"
        rf"(?P<what>{DATE}|{MONTH}(?:\s+{YEAR})?(?!\w)|{YEAR})",
        meanings.since,
    )
    yield (
        rf"\bfrom\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?P<what>{MONTH}(?:\s+{YEAR})?|{YEAR})"
        rf"|\b(?:at|in)\s+(?:the\s+)?(?:start|beginning)\s+of\s+(?P<what2>{YEAR})(?=.*\b(?:now|today|since)\b)",
        meanings.since_either,
    )
    yield (
        rf"\b(?:in|over|during) the (?:year|twelve months|12 months) (?:to|through|ended)\s+(?P<to>{ending}|{DATE})",
        meanings.year_until,
    )
    yield rf"\b(?:clos|end|finish)(?:ed|ing|es|s) (?P<at>{YEAR}) (?=at\b)", meanings.year_end
    yield (
        rf"(?:自|从)?(?P<what>{YEAR}年\d\d?月\d\d?[日号]|{YEAR}-\d\d?-\d\d?|{YEAR}年\d\d?月|{YEAR}年|\d\d?月\d\d?[日号]|\d\d?月)"
        r"(?:初|年初|底)?(?:以来|至今|起至今|起|开始|到现在)",
        meanings.since,
    )


def _rolling() -> Iterator[tuple[str, meanings.Read]]:
    """The last session, a weekday, to date."""
    yield (
        r"\b(?:the )?(?:last|latest|most recent) (?:trading )?(?:session|trading day)\b|(?:最近|上)一个?交易日",
        meanings.session,
    )
    yield r"\bsince\s+(?:last\s+)?(?:mon|tues|wednes|thurs|fri)day", meanings.relative_day
    yield (
        r"\b(?P<unit>year|month|quarter|week)[- ]to[- ]date\b|\b(?P<unit2>ytd|mtd|qtd|wtd)\b",
        meanings.abbreviated,
    )
    yield (
        r"\b(?:for|over|in) the (?:whole |full )?year(?: to (?:that|this) day)?\b(?! (?:before|ago|to [A-Z]|ended))",
        meanings.this_year,
    )
    yield (
        r"(?<!end )(?<!half )(?<!quarter )(?<!start )(?<!beginning )(?<!months )(?<!rest )(?<!weeks )(?<!time )"
        r"\b(?:of|on) the (?P<unit>year|month|quarter|week)\b(?! (?:to|before|after|of))",
        meanings.to_date,
    )
    yield r"\b(?:so far )?this (?P<unit>year|month|quarter|week)(?: so far)?\b", meanings.to_date
    yield (
        r"\b(?:since|from) the (?:start|beginning) of (?:the|this) (?P<unit>year|month|quarter|week)\b",
        meanings.to_date,
    )
    yield (
        r"年初至今|年初以来|年初到现在|年初迄今|(?:今年)?开年(?:以来|至今|到现在)|今年以来|今年至今|今年(?!年?(?:[一二三四]季|第|[上下]半年|\d))|年内",
        meanings.this_year,
    )
    yield r"(?:本|这个?|这一)(?P<unit>周|星期|月|季度?|年)(?:以来|至今)?", meanings.to_date


def _trailing() -> Iterator[tuple[str, meanings.Read]]:
    """The last so many, so long ago, the previous one."""
    unit = r"(?:trading[ -](?:days?|sessions?)|sessions?|days?|weeks?|wks?|fortnights?|months?|mths?|quarters?|qtrs?|years?|yrs?)"
    zh_unit = r"(?:个?交易日|个?月|天|日|个?星期|周|个?季度|年)"
    yield (
        rf"(?:(?:over|in|for|during|within)\s+)?(?:the\s+)?(?:last|past|previous|trailing|recent)\s+(?P<n>{COUNT})[\s-]+(?P<unit>{unit})\b",
        meanings.trailing,
    )
    yield (
        r"(?:(?:over|in|for|during|within)\s+)?(?:the\s+|a\s+)?(?:past|trailing)\s+(?P<n>)(?P<unit>week|fortnight|month|quarter|year)\b"
        r"|(?:last|this)\s+(?P<n2>)(?P<unit2>fortnight)\b",
        meanings.trailing,
    )
    yield (
        r"(?:over|for|during|within|in)\s+the\s+last\s+(?P<n>)(?P<unit>week|month|quarter|year)\b",
        meanings.trailing,
    )
    yield (
        rf"\b(?:since |from )?(?P<n>{COUNT})[\s-](?P<unit>{unit})\s+ago\b|(?P<n2>{ZH_COUNT})\s*(?P<unit2>{zh_unit})(?:之?前|以前)(?!的?高)",
        meanings.ago,
    )
    yield (
        rf"\b(?P<n>{COUNT})[\s-](?P<unit>{unit})\b(?!\s*(?:moving|simple|average|avg|sma|ma|ema|high|low|line|forecast))",
        meanings.trailing,
    )
    yield (
        r"(?:over |in |for |during )?(?:the )?(?:last|past) (?P<n>)(?P<unit>decade)\b|(?P<n2>半)(?P<unit2>年)(?=的?(?:对比|比较|表现|涨|跌|走势|回报|收益|谁|$))",
        meanings.trailing,
    )
    yield r"\b(?P<n>\d{1,2})(?P<unit>yr?|mo?|wk?)\b", meanings.trailing
    yield (
        rf"(?:近|过去|最近|前|这)的?\s*(?P<n>{ZH_COUNT})\s*(?P<unit>{zh_unit})(?:以来|内|来)?",
        meanings.trailing,
    )
    yield r"(?P<n>[一二两三四五六七八九十半]{1,3})\s*(?P<unit>个月|年)(?:以来|来)", meanings.trailing
    yield (
        r"\blast (?P<unit>week|month|quarter|year)\b|\bthe previous (?P<unit2>week|month|quarter|year)\b",
        meanings.previous_named,
    )
    yield r"(?:上个?|上一个?|去)(?P<unit>周|星期|月|季度?|年)", meanings.previous


def _calendar() -> Iterator[tuple[str, meanings.Read]]:
    """Quarters, halves, months, years and single days."""
    ordinals = "|".join(w for words in vocabulary("periods")["ordinals"].values() for w in words)
    yield rf"\bq?(?P<q>{ordinals})(?:\s+quarter)?(?:\s+of)?\s*(?P<year>{YEAR})", meanings.quarter
    yield rf"(?:(?P<year>{YEAR})\s*年?\s*)?(?:第)?(?P<q>{ordinals})季度", meanings.quarter
    yield (
        r"\b(?P<q>q[1-4])(?P<year>)\b|\b(?:the )?(?P<q2>first|second|third|fourth)(?P<year2>) quarter\b",
        meanings.quarter_either,
    )
    yield (
        rf"\b(?P<half>first|second)\s+half\s+of\s+(?P<year>{YEAR})|\bh(?P<half2>[12])\s+(?P<year2>{YEAR})",
        meanings.half_named,
    )
    yield rf"(?:(?P<year>{YEAR})年|今年)(?P<half>上|下)半年", meanings.half
    yield (
        rf"\b(?:at|as of|by)\s+(?P<at>(?:the\s+)?end\s+of\s+(?:{MONTH}(?:\s+{YEAR})?|{YEAR}))"
        rf"|在?(?P<at2>{YEAR}年(?:\d\d?月)?[底末])(?!以来|至今|起)",
        meanings.last_day,
    )
    yield rf"(?:\bon\s+|在)?(?:{DATE})(?:当天|那天)?", meanings.single
    yield (
        rf"\b(?:in|during|for|last)\s+(?P<month>{MONTH})(?:\s+(?P<year>{YEAR}))?(?!\w)",
        meanings.named_month,
    )
    yield rf"\b(?P<month>{MONTH})\s+(?P<year>{YEAR})", meanings.named_month
    yield rf"(?:(?P<year>{YEAR})年)?(?P<month>\d\d?)月份?(?!\d)", meanings.named_month
    yield (
        rf"\b(?:in|during|for|of|calendar)\s+(?P<year>{YEAR})\b|(?P<year2>{YEAR})\s*年(?:全年)?",
        meanings.named_year_either,
    )
    days = [word for words in vocabulary("periods")["days"] for word in words]
    yield "|".join(rf"\b{word}\b" if word.isascii() else word for word in days), meanings.relative_day
    yield r"\b(?:on|last|for|this past)\s+(?:mon|tues|wednes|thurs|fri)day\b", meanings.relative_day
    # A year on its own, as the last resort: "how bad was 2022 for Microsoft?"
    yield rf"(?<![\w$.,/-])(?<!Russell )(?<!罗素)(?P<year>{YEAR})(?![\w%/]|[.,-]\d)", meanings.named_year
    yield r"\ball[- ]time\b|\bsince inception\b|有史以来|有记录以来", meanings.all_time
