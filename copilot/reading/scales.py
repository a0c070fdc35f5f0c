"""The unit and scale that headings and captions set for the numbers beneath them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from decimal import Decimal

from copilot.reading.tables import Cell

__all__ = ["Scale", "declared", "is_amount", "is_currency", "is_per_share", "scale_of"]

_POWERS = {
    "thousand": 3, "thousands": 3, "000": 3, "000s": 3, "k": 3, "千": 3, "million": 6, "millions": 6, "mn": 6, "m": 6,
    "mm": 6, "百万": 6, "billion": 9, "billions": 9, "bn": 9, "b": 9, "十亿": 9, "万": 4, "亿": 8, "十万": 5, "千万": 7,
    "trillion": 12, "trillions": 12, "万亿": 12,
}  # fmt: skip
_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollars": "USD", "u.s. dollars": "USD", "€": "EUR", "eur": "EUR",
    "euros": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP", "pounds": "GBP", "¥": "CNY", "￥": "CNY", "rmb": "CNY",
    "cny": "CNY", "人民币": "CNY", "元": "CNY", "hk$": "HKD", "港元": "HKD", "美元": "USD", "欧元": "EUR", "日元": "JPY",
    "yen": "JPY", "jpy": "JPY", "₹": "INR",
}  # fmt: skip
_CURRENCY = "|".join(re.escape(word) for word in sorted(_CURRENCIES, key=len, reverse=True))
_SCALE = re.compile(
    rf"(?<![a-z])(?P<before>{_CURRENCY})?\s?(?:and shares )?(?:in )?['’]?"
    r"(?P<power>thousands?|millions?|billions?|trillions?|000s?|百万|千万|十万|十亿|万亿|亿|万|千|(?<=[$€£¥])(?:mm|mn|m|bn|b|k))"
    rf"(?![a-z])(?:\s?of)?(?:\s?(?P<after>{_CURRENCY}|u\.s\. dollars|canadian dollars))?",
    re.I,
)
_DECLARES = re.compile(
    r"\((?:[^()]{0,60}\b)?(?:in\b|expressed|\$|us\$|€|£|¥|rmb|usd|thousands|millions|billions|'000|000)[^()]{0,100}\)"
    r"|(?:amounts?|figures|dollars|tabular|presented|stated|expressed|table|shares)?[^.|·]{0,30}\bin (?:thousands|millions|billions)\b[^.|·]{0,80}"
    r"|(?:单位|金额单位|货币单位)[:：]?[^，。|·]{1,14}|[(（][^()（）]{0,10}(?:百万|千万|万|亿|千)[^()（）]{0,6}[)）]"
    r"|(?:us|hk)?[$€£¥][ '’]?(?:millions?|thousands?|billions?|mm|mn|m|bn|b|k|000s?)\b|rmb ?(?:millions?|'000|’000|mn|bn)|\b(?:millions|thousands|billions)\b(?: of)?",
    re.I,
)
_PERCENT = re.compile(
    r"\bpercent(?:age)?\b|\(%\)|（%）|_pct\b|\bpct\b|[(（]%[)）]|^%|%$|\bin %|单位[:：]%", re.I
)
_POINTS = re.compile(r"\bpercentage points?\b|个百分点", re.I)
_BASIS = re.compile(r"\bbps\b|_bps\b|basis points?", re.I)
_PER_SHARE = re.compile(
    r"per (?:common |ordinary |diluted |basic )?share|pershare|\beps\b|每股|per unit", re.I
)
_SHARES = re.compile(r"\bshares?\b|sharesoutstanding|\bunits\b|股数|股本", re.I)
_RATIO = re.compile(
    r"\bratio\b|\bmultiple\b|\bmargin\b|\brate\b|\byield\b|\bpercent|%|\bROE\b|\bROA\b|率|倍", re.I
)
_COUNT = re.compile(r"\bnumber of\b|\bemployees\b|\bstores\b|\byears?\)|\(years\)|人数|家数", re.I)
_UNSCALED = {"%", "pp", "bps", "x", "shares", "sessions"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Factor and unit for the bare numbers of a cell; `stated` when some heading says so."""

    factor: Decimal = Decimal(1)
    unit: str = ""
    stated: bool = False
    ratio: bool = False  # a margin, a rate: a caption's scale does not reach it

    def applies_to(self, unit: str) -> bool:
        return self.factor != 1 and unit not in _UNSCALED


@functools.lru_cache(maxsize=4096)
def declared(words: str) -> tuple[Decimal, str] | None:
    """Factor and currency that words such as "(in millions of dollars)" set; None when they set none."""
    for place in _DECLARES.finditer(words[:1_000]):
        found = _SCALE.search(place.group())
        if found:
            money = (found["before"] or found["after"] or "").lower()
            unit = _CURRENCIES.get(money, "USD" if "dollars" in money else "")
            return Decimal(10) ** _POWERS[found["power"].lower()], unit
    return None


def is_currency(unit: str) -> bool:
    """An ISO 4217 code, as `copilot.style` writes units of money."""
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def is_amount(cell: Cell) -> bool:
    """May the bare number of this cell be money? Not a rate, a count, a number of shares."""
    beside = f"{cell.row} | {cell.column} | {cell.group}"
    return not (
        _RATIO.search(beside) or _COUNT.search(beside) or _SHARES.search(cell.row) or _is_percent(cell)
    )


def is_per_share(cell: Cell) -> bool:
    return bool(_PER_SHARE.search(cell.row) or _PER_SHARE.search(cell.group))


def scale_of(cell: Cell) -> Scale:
    """What the headings of a cell say about its number: the nearest one that says something wins."""
    beside = f"{cell.row} | {cell.column}"
    if _POINTS.search(beside):
        return Scale(unit="pp", stated=True, ratio=True)
    if _BASIS.search(beside):
        return Scale(unit="bps", stated=True, ratio=True)
    if _is_percent(cell):
        return Scale(unit="%", stated=True, ratio=True)
    excepted = bool(re.search(r"except|除", cell.caption, re.I))
    for place, words in enumerate((cell.column, cell.row, cell.group, cell.caption)):
        found = declared(words)
        if found is None:
            continue
        if place > 1 and _is_excepted(cell, excepted):
            return Scale(unit=found[1] if _PER_SHARE.search(cell.row) else "", stated=True)
        return Scale(found[0], found[1], stated=True)
    percent = not cell.column and bool(_PERCENT.search(cell.caption))
    return Scale(unit="%", stated=True, ratio=True) if percent else Scale()


def _is_percent(cell: Cell) -> bool:
    return bool(
        _PERCENT.search(cell.column)
        or _PERCENT.search(cell.row)
        or re.search(r"change \(%\)|% change", cell.column, re.I)
    )


def _is_excepted(cell: Cell, excepted: bool) -> bool:
    """Numbers that "except per share data" takes out of a caption's scale, and those that never have one."""
    if _PER_SHARE.search(cell.row) or _PER_SHARE.search(cell.group) or _COUNT.search(cell.row):
        return True
    if _RATIO.search(cell.row) and not re.search(r"\$|€|£", cell.text):
        return True
    shares = _SHARES.search(cell.row) and not re.search(r"[$€£¥]", cell.text)
    return bool(
        shares
        and excepted
        and re.search(r"share (?:and per share )?data|share data|shares\b", cell.caption, re.I)
        and not re.search(r"shares in (?:millions|thousands)", cell.caption, re.I)
    )
