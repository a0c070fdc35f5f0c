"""What numbers written in words mean: "twenty-one", "a dozen", "two-thirds", 三成 and 百分之二点五."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["CJK", "FRACTIONS", "WORDS", "numeral"]

_ENGLISH = [
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
WORDS = {word: number for number, word in enumerate(_ENGLISH)} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
# In per cent of the whole.
FRACTIONS = {
    "half of": Decimal(50), "half a": Decimal(50), "a quarter": Decimal(25), "one-half": Decimal(50), "a third": Decimal(100) / 3, "one-third": Decimal(100) / 3,
    "one third": Decimal(100) / 3, "two-thirds": Decimal(200) / 3, "two thirds": Decimal(200) / 3,
    "a quarter of": Decimal(25), "one-quarter": Decimal(25), "three-quarters": Decimal(75), "three quarters of": Decimal(75),
    "a fifth": Decimal(20), "one-fifth": Decimal(20), "one fifth": Decimal(20), "a tenth": Decimal(10), "one-tenth": Decimal(10),
    "a sixth": Decimal(100) / 6, "one-sixth": Decimal(100) / 6, "an eighth": Decimal("12.5"), "one-eighth": Decimal("12.5"), "a half": Decimal(50), "half": Decimal(50),
    "two-fifths": Decimal(40), "two fifths": Decimal(40), "three-fifths": Decimal(60), "three fifths": Decimal(60), "four-fifths": Decimal(80), "four fifths": Decimal(80),
    "一半": Decimal(50), "半数": Decimal(50),
} | {
    f"{whole}分之{part}": Decimal(100 * parts) / wholes
    for wholes, whole in enumerate("二三四五六七八九十", 2)
    for parts, part in enumerate("一二三四五六七八九"[: wholes - 1], 1)
} | {
    f"{word}{join}tenths": Decimal(10 * WORDS[word]) for word in _ENGLISH[2:10] for join in (" ", "-")
}  # fmt: skip
CJK = "百分之[零〇一二三四五六七八九十百两]+(?:点[零〇一二三四五六七八九]+)?|[零〇一二三四五六七八九十百千两]+(?:点[零〇一二三四五六七八九]+)?"
_CJK_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CJK_TENS = {"十": 10, "百": 100, "千": 1000}


def numeral(words: str, kind: str) -> tuple[Decimal, Decimal]:
    """Value and grain of a number of a kind: `core` (digits), `dozen`, `word` (English) or `cjk`."""
    if kind == "core":
        digits = words.replace(",", "")
        return Decimal(digits), Decimal(1).scaleb(-len(digits.partition(".")[2]))
    if kind == "dozen":
        return Decimal(12 * {"a": 1, "two": 2, "three": 3}.get(words.split()[0], 3)), Decimal(1)
    if kind == "word":
        return Decimal(sum(WORDS.get(part, 1) for part in words.split("-"))), Decimal(1)
    whole, _, decimals = words.removeprefix("百分之").partition("点")
    total, current = 0, 0
    for char in whole:
        if char in _CJK_TENS:
            total += (current or 1) * _CJK_TENS[char]
            current = 0
        else:
            current = current * 10 + (int(char) if char.isdigit() else _CJK_DIGITS[char])  # 第0一个
    number = Decimal(total + current)
    for place, char in enumerate(decimals, 1):
        number += Decimal(_CJK_DIGITS[char]).scaleb(-place)
    return number, Decimal(1).scaleb(-len(decimals))
