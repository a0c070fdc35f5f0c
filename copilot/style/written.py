"""Reads every number of a text, in English and Chinese: value, unit, grain, hedge and place."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from copilot.types import Hedge, Quantity, Span

__all__ = ["Written", "canonical_unit", "read", "vocabulary"]


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


_WIDE = str.maketrans("０１２３４５６７８９．％＋－（）＄", "0123456789.%+-()$")
_CJK_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}
_WORDS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_FRACTIONS = {
    "half of": Decimal(50), "half a": Decimal(50), "a quarter": Decimal(25), "one-half": Decimal(50), "a third": Decimal(100) / 3, "one-third": Decimal(100) / 3,
    "one third": Decimal(100) / 3, "two-thirds": Decimal(200) / 3, "two thirds": Decimal(200) / 3,
    "a quarter of": Decimal(25), "one-quarter": Decimal(25), "three-quarters": Decimal(75), "three quarters of": Decimal(75),
    "a fifth": Decimal(20), "one-fifth": Decimal(20), "one fifth": Decimal(20), "a tenth": Decimal(10), "one-tenth": Decimal(10),
    "一半": Decimal(50), "三分之一": Decimal(100) / 3, "三分之二": Decimal(200) / 3, "四分之一": Decimal(25), "四分之三": Decimal(75),
} | {
    f"{word}{join}tenths": Decimal(10 * count)
    for count, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine"), 2)
    for join in (" ", "-")
}  # fmt: skip
# "ticked up to 4.3 %" moves to a level; "up to 4.3 %" bounds one.
_MOVED = re.compile(
    r"(?:\b(?:tick|edg|inch|creep|crept|ros|mov|went|go|back|push|pick|tak|bring|brought|drove|nudg|lift|jump|surg|climb|was|were|is|are|now)\w*|[,，]) $",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(r"\s?of (?:an? |one )?(?:percent|per cent)\b")
_POINT = re.compile(r"\s?-?\s?(?:of )?(?:an? )?(?:full )?(?:percentage[- ])?points?\b")
_LEVELS = {"USD", "EUR", "GBP", "JPY", "CNY", "HKD", "points", ""}


@functools.cache
def vocabulary() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "units.toml").read_text(encoding="utf8"))


def _alternatives(words: Iterable[str]) -> str:
    """One alternation, longest first; Latin words must end at a word boundary."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(w) + (r"(?![A-Za-z])" if w[-1].isascii() and w[-1].isalpha() else "") for w in ordered
    )


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = vocabulary()
    prefix = _alternatives(words["prefix"])
    core = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+"
    cjk = "百分之[零〇一二三四五六七八九十百两]+(?:点[零〇一二三四五六七八九]+)?|[零〇一二三四五六七八九十百千两]+(?:点[零〇一二三四五六七八九]+)?"
    english = "|".join(sorted(_WORDS, key=len, reverse=True))
    tens = "|".join(w for w in _WORDS if w.endswith("ty"))
    ones = "|".join(w for w, n in _WORDS.items() if 1 <= n <= 9)
    return {
        "number": re.compile(
            rf"(?P<open>\(\s?)?(?P<sign>[-+−–﹣]\s?(?=[\d.$€£¥￥A-Z])|\b(?:minus|negative) (?=[\d.$€£¥￥])|负(?=\d))?(?P<prefix>{prefix})?\s?(?P<sign2>[-+−﹣])?\s?"
            rf"(?<![A-Za-z0-9_])(?<![A-Za-z]-)(?<!\d[.,])(?P<core>{core})|(?P<cjk>{cjk})|(?P<dozen>\b(?:a|two|three|several) dozen\b)"
            rf"|(?P<fraction>{'|'.join(map(re.escape, sorted(_FRACTIONS, key=len, reverse=True)))})(?![a-z])"
            rf"|(?<![A-Za-z-])(?P<word>(?:{tens})-(?:{ones})|{english}|(?:a|one)(?: full| whole)?)(?P<plus> and a half)?(?=[ -])"
        ),
        "scale": re.compile(_alternatives(words["scale"])),
        "unit": re.compile(_alternatives(words["unit"])),
    }


@functools.cache
def _hedges(place: str) -> tuple[re.Pattern[str], dict[str, Hedge]]:
    table = vocabulary()["hedge"][place]
    meaning = {word: Hedge(kind) for kind, words in table.items() for word in words}
    body = "|".join(
        (r"(?<![A-Za-z])" if place == "before" and w[0].isalpha() and w[0].isascii() else "") + re.escape(w)
        for w in sorted(meaning, key=len, reverse=True)
    )
    # The article before an amount ("about a 31% discount") does not part it from its hedge.
    tail = r"(?:\s+(?:a|an|another))?\s*$" if place == "before" else ""
    head = "" if place == "before" else r"\s?"
    end = "" if place == "before" else r"(?![A-Za-z0-9])"
    return re.compile(rf"{head}({body}){end}{tail}", re.IGNORECASE), meaning


@functools.lru_cache(maxsize=4096)
def canonical_unit(words: str) -> tuple[str, Decimal]:
    """Unit and factor that free unit words mean: "million USD" is ("USD", 10**6), "亿元" ("CNY", 10**8), "bps" ("bps", 1)."""
    table = vocabulary()
    rest, factor, unit = words.strip(), Decimal(1), ""
    rest = re.sub(r"[()（）,/_]|\b(?:in|of)\b|\bper share\b|每股|/share", " ", rest).strip()
    scale, units = _patterns()["scale"], _patterns()["unit"]
    prefixes = re.compile(_alternatives(table["prefix"]))
    names = {**table["prefix"], **table["unit"]}
    while rest:
        found, better = units.match(rest) or prefixes.match(rest), scale.match(rest)
        if found and better and better.end() > found.end():
            found = None
        if found:
            unit = unit or names[found.group()]
        elif found := scale.match(rest) or scale.match(rest.lower()):
            factor *= Decimal(10) ** table["scale"][found.group()]
        elif found := units.match(rest.lower()) or units.match(rest.upper()):
            unit = unit or names[found.group()]
        else:
            found = re.match(r"[A-Za-z]+|.", rest)
            assert found is not None
            if len(rest) == len(words.strip()) and not unit:
                return words.strip(), Decimal(1)
        rest = rest[found.end() :].lstrip(" -")
    if unit == "成":
        return "%", factor * 10
    if unit == "cents":
        return "USD", factor / 100
    return unit, factor


def read(text: str) -> tuple[Written, ...]:
    """Every number of the text, in order: digits, word numbers with a unit, Chinese numerals with a unit, fractions.

    Digits inside a name ("Q4", "FY2026", "GPT-4", "5G") are no numbers. Linear in the length of the text.
    """
    plain = text.translate(_WIDE)
    found: list[Written] = []
    position = 0
    pattern = _patterns()["number"]
    while match := pattern.search(plain, position):
        written = _one(text, plain, match)
        if written is None:
            position = max(match.end(), position + 1)
            continue
        found.append(written)
        position = max(written.span.end, match.end())
    return tuple(_inherit(text, found))


def _one(text: str, plain: str, match: re.Match[str]) -> Written | None:
    if match["fraction"]:
        span = Span(*match.span("fraction"))
        value = _FRACTIONS[match["fraction"]]
        percent = _PERCENT_OF.match(plain, span.end)  # "two-tenths of a percent"
        if point := percent or _POINT.match(plain, span.end):  # "a tenth of a point"
            span = Span(span.start, point.end())
            return _hedged(
                text,
                Written(
                    span,
                    Quantity(value / 100, "%" if percent else "pp", Decimal("0.1")),
                    text[span.start : span.end],
                    span,
                    spelled=True,
                ),
            )
        if match["fraction"] in ("half a", "a quarter", "half"):
            return None
        if match["fraction"].endswith("tenths") and not plain.startswith(" of", span.end):
            size = Quantity(value / 100, "pp", Decimal("0.1"))  # "edged up two tenths to 4.3 %"
            return _hedged(text, Written(span, size, text[span.start : span.end], span, spelled=True))
        return _hedged(
            text,
            Written(span, Quantity(value, "%", Decimal(1)), text[span.start : span.end], span, spelled=True),
        )
    core = "core" if match["core"] else "cjk" if match["cjk"] else "dozen" if match["dozen"] else "word"
    digits = Span(
        match.start(core), match.end("plus") if core == "word" and match["plus"] else match.end(core)
    )
    number, step = _value(re.sub(r" (?:full|whole)$", "", match[core]), core)
    if number is None:
        return None
    if core == "word" and match["plus"]:
        number, step = number + Decimal("0.5"), Decimal("0.5")
    scale, unit, end = _suffix(plain, digits.end, spelled=core != "core")
    if core != "core" and (
        (not unit and scale == 1)
        or (number == 1 and unit not in ("%", "pp", "x", "成", "bps") and scale == 1)
    ):
        return (
            "百分之" in match[core]
            and _written(text, match, digits, number, step, Decimal(1), "%", digits.end)
        ) or None
    if match[core] == "a" and plain[digits.end : end].strip() in ("%", "％"):
        return None  # "as a % of revenue"
    if core != "core" and unit == "" and match[core] in ("千", "百", "十", "a"):
        return None
    if core == "core" and end == digits.end and re.match(r"[A-Za-z_]", plain[end : end + 1]):
        return None  # "5G", "3M": a name
    return _written(text, match, digits, number, step, scale, unit, end)


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
        if match["prefix"] and not (unit and unit != "cents" and unit not in ("shares",)):
            unit = vocabulary()["prefix"][match["prefix"]]
        for group in ("sign", "sign2"):
            if match[group] and _is_sign(text, match.start(group), match[group]):
                signed = True
                sign = Decimal(-1) if match[group].strip() not in "+" else sign
                start = min(start, match.start(group))
        bracketed = bool(match["open"]) and bool(
            re.match(r"\s?[%]?\s?\)", text[end : end + 4].translate(_WIDE))
        )
    if unit == "成":
        number, step, unit = number * 10, step * 10, "%"
    if unit == "cents":
        number, step, unit = number / 100, step / 100, "USD"
    quantity = Quantity(sign * number * scale, unit, step * scale)
    span = Span(start, end)
    return _hedged(
        text,
        Written(
            span, quantity, text[span.start : span.end], digits, signed, scale, not plain_core, bracketed
        ),
    )


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


def _value(words: str, kind: str) -> tuple[Decimal | None, Decimal]:
    if kind == "core":
        digits = words.replace(",", "")
        return Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
    if kind == "dozen":
        return Decimal(12 * {"a": 1, "two": 2, "three": 3}.get(words.split()[0], 3)), Decimal(1)
    if kind == "word":
        return Decimal(sum(_WORDS.get(part, 1) for part in words.split("-"))), Decimal(1)
    whole, _, decimals = words.removeprefix("百分之").partition("点")
    total, current = 0, 0
    for char in whole:
        if char in _CJK_TENS:
            total += (current or 1) * _CJK_TENS[char]
            current = 0
        else:
            current = current * 10 + _CJK_DIGITS[char]
    number = Decimal(total + current)
    for place, char in enumerate(decimals, 1):
        number += Decimal(_CJK_DIGITS[char]).scaleb(-place)
    return number, Decimal(1).scaleb(-len(decimals))


# "$345 million year over year": a comparison begins here, no unit.
_OVER = re.compile(r"(?:year|quarter|month|week)[- ](?:over|on|to|earlier|ago|end)", re.IGNORECASE)


def _suffix(plain: str, at: int, *, spelled: bool) -> tuple[Decimal, str, int]:
    """Scale and unit written after the digits that end at `at`, and where they end."""
    table = vocabulary()
    scale, unit, end = Decimal(1), "", at
    gap = re.compile(r"[ \u00a0\u202f\n-]?")
    for _ in range(2):
        place = gap.match(plain, end)
        start = place.end() if place else end
        if (found := _patterns()["scale"].match(plain, start)) and scale == 1:
            word = found.group()
            glued = start == end
            longer = _patterns()["unit"].match(plain, start)
            if (len(word) > 1 or glued or not word.isascii() or word in "MBT") and not (
                longer and longer.end() > found.end()
            ):
                scale, end = Decimal(10) ** table["scale"][word], found.end()
                # "1.2亿多元", "10余万": the word for "more" may stand inside.
                more = re.match(r"[多余](?=[\u4e00-\u9fff])", plain[end : end + 2])
                end += 1 if more else 0
                continue
        break
    place = gap.match(plain, end)
    start = place.end() if place else end
    found = _patterns()["unit"].match(plain, start)
    if found and not _OVER.match(plain, start):
        word = found.group()
        if not (word in ("x", "X") and start != end) and not (plain[start - 1 : start] == "\n" and spelled):
            unit, end = table["unit"][word], found.end()
    return scale, unit, end


def _hedged(text: str, written: Written) -> Written:
    before, meanings = _hedges("before")
    window_start = max(0, written.span.start - 24)
    head = text[window_start : written.span.start]
    hedge, span = Hedge.EXACT, None
    if (found := before.search(head)) and not (
        found[1].lower() == "up to" and _MOVED.search(head[: found.start(1)])
    ):
        hedge = meanings[found[1].lower()]
        span = Span(window_start + found.start(1), window_start + found.end(1))
        # "not more than" is read above; "nothing above" and the like are left to the clause.
    after, meanings = _hedges("after")
    if found := after.match(text, written.span.end):
        hedge = meanings[found[1].lower()] if hedge in (Hedge.EXACT, Hedge.ABOUT) else hedge
        span = span or Span(*found.span(1))
    if hedge is Hedge.EXACT:
        return written
    quantity = replace(written.quantity, hedge=hedge)
    if hedge is Hedge.ABOUT:
        quantity = replace(quantity, step=_wide_step(quantity, written.scale))
    return replace(written, quantity=quantity, hedge=span)


def _wide_step(quantity: Quantity, scale: Decimal) -> Decimal:
    """The grain of an approximate level with trailing zeros is that of its last other digit, at most .5 % of it."""
    if quantity.unit in ("%", "pp", "bps", "x") or quantity.step != scale or not quantity.value:
        return quantity.step
    digits = (abs(quantity.value) / scale).normalize()
    exponent = digits.as_tuple().exponent
    if not isinstance(exponent, int) or exponent <= 0:
        return quantity.step
    return max(quantity.step, min(Decimal(10) ** exponent * scale, abs(quantity.value) * Decimal("0.005")))


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
    return found
