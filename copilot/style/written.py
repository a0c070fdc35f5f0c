"""Reads every number of a text, in English and Chinese: value, unit, grain, hedge and place."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from copilot.style.hedges import hedged
from copilot.style.numerals import CJK, FRACTIONS, WORDS, numeral
from copilot.style.units import HUNDREDTHS, alternatives, per, scale_and_unit, vocabulary
from copilot.types import Quantity, Span

__all__ = ["Written", "read"]


@dataclass(frozen=True, slots=True)
class Written:
    """A number as it stands in a text. `quantity` is in base units: `23.47亿元` is 2347000000 CNY, step 1000000."""

    span: Span  # sign, currency, digits, scale and unit; not the hedge
    quantity: Quantity
    raw: str
    digits: Span  # the digits alone
    signed: bool = False  # a plus or minus is written
    scale: Decimal = Decimal(1)
    spelled: bool = False  # "eleven", "三成"
    bracketed: bool = False  # "(3.85)": in accounts a negative
    hedge: Span | None = None  # the words that qualify it
    per: str = ""  # of a price: what it buys one of ("barrels")


_WIDE = str.maketrans("０１２３４５６７８９．％＋－（）＄", "0123456789.%+-()$")
_PERCENT_OF = re.compile(r"\s?of (?:an? |one )?(?:percent|per cent)\b")
_AND_A_HALF = " and a half"
_POINT = re.compile(r"\s?-?\s?(?:of )?(?:an? )?(?:full )?(?:percentage[- ])?points?\b")


@functools.cache
def _pattern() -> re.Pattern[str]:
    prefix = alternatives(vocabulary()["prefix"])
    core = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
    english = "|".join(sorted(WORDS, key=len, reverse=True))
    tens = "|".join(w for w in WORDS if w.endswith("ty"))
    ones = "|".join(w for w, n in WORDS.items() if 1 <= n <= 9)
    fractions = "|".join(map(re.escape, sorted(FRACTIONS, key=len, reverse=True)))
    return re.compile(
        rf"(?P<open>\(\s?)?(?P<sign>[-+−–﹣]\s?(?=[\d.$€£¥￥A-Z])|\b(?:minus|negative) (?=[\d.$€£¥￥])|负(?=\d))?(?P<prefix>{prefix})?\s?(?P<sign2>[-+−﹣])?\s?"
        rf"(?<![A-Za-z0-9_])(?<![A-Za-z]-)(?<!\d[.,])(?P<core>{core})|(?P<fraction>{fractions})(?![a-z])"
        rf"|(?P<cjk>{CJK})|(?P<dozen>\b(?:a|two|three|several) dozen\b)"
        rf"|(?<![A-Za-z-])(?P<word>(?:{tens})-(?:{ones})|{english}|(?:a|one)(?: full| whole)?)(?P<plus> and a half)?(?=[ -])"
    )


def read(text: str) -> tuple[Written, ...]:
    """Every number of the text, in order: digits, word numbers with a unit, Chinese numerals with a unit, fractions.

    Digits inside a name ("Q4", "FY2026", "GPT-4", "5G") are no numbers. Linear in the length of the text.
    """
    plain = text.translate(_WIDE)
    found: list[Written] = []
    position = 0
    pattern = _pattern()
    while match := pattern.search(plain, position):
        written = _one(text, plain, match)
        if written is None:
            position = max(match.end(), position + 1)
            continue
        found.append(written)
        position = max(written.span.end, match.end())
    return tuple(_inherit(text, _odds(text, found)))


_TO_ONE = re.compile(r"\s?-?to-?\s?(?:1|one)(?![\d.,%]*\d|[%\w])", re.IGNORECASE)


def _odds(text: str, found: list[Written]) -> list[Written]:
    """`By 1.4 to 1`, "three-to-one": so many of the one for each of the other."""
    result: list[Written] = []
    for one in found:
        match = _TO_ONE.match(text, one.digits.end)
        bare = one.quantity.unit in ("", "x") and one.scale == 1 and one.quantity.value > 1
        if match and bare and not text[: one.digits.start].rstrip().lower().endswith("from"):
            span = Span(one.span.start, match.end())
            one = replace(
                one, span=span, raw=text[span.start : span.end], quantity=replace(one.quantity, unit="x")
            )
        elif result and result[-1].span.overlaps(one.digits):
            continue
        result.append(one)
    return result


def _one(text: str, plain: str, match: re.Match[str]) -> Written | None:
    if match["fraction"]:
        return _fraction(text, plain, match)
    core = next(kind for kind in ("core", "cjk", "dozen", "word") if match[kind])
    digits = Span(*match.span(core))
    number, step = numeral(re.sub(r" (?:full|whole)$", "", match[core]), core)
    if match["plus"]:
        digits = Span(digits.start, match.end("plus"))
        number, step = number + Decimal("0.5"), Decimal("0.5")
    scale, unit, end = scale_and_unit(plain, digits.end, spelled=core != "core")
    if core == "word" and unit and plain.startswith(_AND_A_HALF, end):  # "a point and a half"
        number, step, end = number + Decimal("0.5"), Decimal("0.5"), end + len(_AND_A_HALF)
    if core == "core":
        if end == digits.end and re.match(r"[A-Za-z_]", plain[end : end + 1]):
            return None  # "5G", "3M": a name
        return _written(text, match, digits, number, step, scale, unit, end)
    lone_one = number == 1 and unit not in ("%", "pp", "x", "成", "bps")
    if scale == 1 and (not unit or lone_one):
        if "百分之" not in match[core]:
            return None
        return _written(text, match, digits, number, step, scale, "%", digits.end)
    if match[core] == "a" and plain[digits.end : end].strip() in ("%", "％"):
        return None  # "as a % of revenue"
    if unit == "lots":
        return None  # 二手房
    if unit == "" and match[core] in ("千", "百", "十", "a"):
        return None
    return _written(text, match, digits, number, step, scale, unit, end)


_TICKED = re.compile(r"\b(?:up|down|edged|ticked|inched|crept|by|rose|fell|slipped|dipped) $")
_LEAD = re.compile(
    r"\b(?:by|about|roughly|nearly|almost|around|some|than|up|down|off|rose|fell|gained|lost|shed) $"
)
_THAN = re.compile(
    r" (?:more|less|fewer|higher|lower|below|above|under|over|off|larger|smaller|bigger|cheaper|dearer|wider|narrower)\b"
)
_BY_HALF = re.compile(r"\bby (?:more than |less than |about |roughly |nearly |almost |over |around )?$")
_TIME = re.compile(r" (?:ago|earlier|later|before|after|of an? |in which)")


def _apart(plain: str, span: Span) -> bool:
    """ "A quarter less than", "fell by a quarter": a part of something, where "a quarter ago" is time."""
    if _TIME.match(plain, span.end):
        return False
    if plain[span.start : span.end] == "half":
        return bool(_BY_HALF.search(plain, 0, span.start))
    return bool(_THAN.match(plain, span.end) or _LEAD.search(plain, 0, span.start))


def _fraction(text: str, plain: str, match: re.Match[str]) -> Written | None:
    """A fraction is a share of a whole, or of a point."""
    words, span = match["fraction"], Span(*match.span("fraction"))
    value, unit, step = FRACTIONS[words], "%", Decimal(2)
    percent = _PERCENT_OF.match(plain, span.end)  # "two-tenths of a percent"
    if point := percent or _POINT.match(plain, span.end):  # "a tenth of a point"
        span = Span(span.start, point.end())
        value, unit, step = value / 100, "%" if percent else "pp", Decimal("0.1")
    elif words in ("half a", "a quarter", "half") and not _apart(plain, span):
        return None
    elif (
        words.endswith("tenths")
        or (words == "a tenth" and ("%" in plain or _TICKED.search(plain, 0, span.start)))
    ) and not plain.startswith(" of", span.end):
        value, unit, step = value / 100, "pp", Decimal("0.1")  # "edged up two tenths to 4.3 %"
    quantity, hedge = hedged(text, span, Quantity(value, unit, step), Decimal(1))
    return Written(span, quantity, text[span.start : span.end], span, spelled=True, hedge=hedge)


def _written(
    text: str,
    match: re.Match[str],
    digits: Span,
    number: Decimal,
    step: Decimal,
    scale: Decimal,
    unit: str,
    end: int,
) -> Written:
    plain_core = match["core"] is not None
    start = digits.start
    sign, signed, bracketed = Decimal(1), False, False
    if plain_core:
        start = match.start("prefix") if match["prefix"] else start
        if match["prefix"] and unit in ("analysts", "people"):
            end = digits.start + len(text[digits.start : end].rpartition(" ")[0])
        if match["prefix"] and unit in ("", "cents", "shares", "analysts", "people"):
            unit = vocabulary()["prefix"][match["prefix"]]  # "the $6.28 billion analysts had pencilled in"
        for group in ("sign", "sign2"):
            if match[group] and _is_sign(text, match.start(group), match[group]):
                signed = True
                sign = Decimal(-1) if match[group].strip() not in "+" else sign
                start = min(start, match.start(group))
        closing = _CLOSED.match(text[end : end + 4].translate(_WIDE)) if match["open"] else None
        bracketed = closing is not None
        if closing and (account := _account(text.translate(_WIDE), match.start("open"), end + closing.end())):
            start, end, factor, money = account
            scale, unit = scale * factor, unit or money
            sign, signed = -abs(sign), True
    if unit == "成":
        number, step, unit = number * 10, step * 10, "%"
    if unit in HUNDREDTHS:
        number, step, unit = number / 100, step / 100, HUNDREDTHS[unit]
    quantity = Quantity(sign * number * scale, unit, step * scale)
    span = Span(start, end)
    quantity, hedge = hedged(text, span, quantity, scale)
    of_one = per(text, start, end) if len(unit) == 3 else ""
    return Written(
        span, quantity, text[start:end], digits, signed, scale, not plain_core, bracketed, hedge, of_one
    )


_CLOSED = re.compile(r"\s?%?\s?\)")
_MONEY = re.compile(r"(?:(?:US|HK|C|A)?[$€£¥￥]|RMB|USD|EUR)\s?$")


def _account(plain: str, opened: int, closed: int) -> tuple[int, int, Decimal, str] | None:
    """`$(389) million`, `($1.2) billion`, `(5.2)%`: a negative of accounts, whose sign or scale stands outside.

    Where it starts and ends, its scale and its unit; None where nothing outside belongs to the brackets.
    """
    money = _MONEY.search(plain, max(0, opened - 4), opened)
    scale, unit, end = scale_and_unit(plain, closed, spelled=False)
    if not money and scale == 1 and unit != "%":
        return None
    mark = vocabulary()["prefix"].get(money[0].strip(), "") if money else ""
    return (money.start() if money else opened), max(end, closed), scale, mark or unit


def _is_sign(text: str, at: int, mark: str) -> bool:
    """A dash is a sign only where no digit, letter or bracket stands before it: `2023-24` and `3–5` are ranges."""
    if mark[0].isalpha():  # "minus", "negative", 负
        return True
    before = text[at - 1 : at]
    if re.search(r"\d[万亿千百]*[元点倍股吨辆人个例户台家]$", text[max(0, at - 12) : at]):
        return False  # "2500万元-3500万元" is a range
    if mark.strip() == "–" and not (before in ("", " ", "(", "（") and not mark.endswith(" ")):
        return False
    if mark.endswith(" ") and before not in ("", "(", "|", "（"):
        return False
    return not before or not (before.isascii() and (before.isalnum() or before in "])%"))


_ONWARD = re.compile(r"^[^.;]{0,48}\b(?:to|from|at|against|versus|and)(?: [A-Z][\w&.]*){0,2} $")
_JOINS = re.compile(r"\s*(?:[-–—~～]|to|and|or|through|至|到|和|与|及|、|,|，)\s*")


def _inherit(text: str, found: list[Written]) -> list[Written]:
    """`3–5%`, `16, 18 and 21 times`: a bare number takes the unit and scale of the one it is joined to."""
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index], found[index + 1]
        between = text[one.span.end : following.span.start]
        unit = following.quantity.unit
        if one.raw[:1] in "$€£¥￥" and unit == "" and re.fullmatch(r"\s*(?:[-–—]|to|and)\s*", between):
            unit = one.quantity.unit
            following = found[index + 1] = replace(following, quantity=replace(following.quantity, unit=unit))
        bare = one.quantity.unit == "" and one.scale == 1 and not one.spelled
        money_without_scale = one.quantity.unit == unit and one.scale == 1 and following.scale != 1
        if unit == "%" and bare and abs(one.quantity.value * 100 - following.quantity.value) < 1:
            continue  # "0.8257 or 82.57 %": a fraction and the same per cent
        year = bare and one.quantity.step == 1 and 1900 <= one.quantity.value <= 2100
        if not _JOINS.fullmatch(between) or year or not (bare or money_without_scale):
            continue
        if unit or following.scale != 1:
            quantity = one.quantity
            scaled = replace(
                quantity,
                value=quantity.value * following.scale,
                step=quantity.step * following.scale,
                unit=unit,
            )
            found[index] = replace(one, quantity=scaled, scale=following.scale)
    for index, (one, following) in enumerate(pairwise(found), 1):
        bare = following.quantity.unit == "" and following.scale == 1 and following.quantity.step == 1
        between = text[one.span.end : following.span.start]
        if (
            one.quantity.unit == "bps" and bare and _ONWARD.search(between)
        ):  # "14 basis points to 312", "341 from 295"
            found[index] = replace(following, quantity=replace(following.quantity, unit="bps"))
    return found
