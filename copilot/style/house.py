"""Writes figures in house style: `3.85%`, `−3.85%`, `$248.92`, `1.20 pp`, `0.47 个百分点`, `16.0×`, `23.47亿元`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from copilot.style.units import vocabulary
from copilot.types import Language

__all__ = ["write"]

_SYMBOLS = {
    "USD": "$", "EUR": "€", "GBP": "£", "CNY": "¥", "HKD": "HK$", "JPY": "JP¥", "TWD": "NT$", "CAD": "C$", "AUD": "A$",
    "SGD": "S$", "INR": "₹", "KRW": "₩", "BRL": "R$",
}  # fmt: skip
_ZH_MONEY = {
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "CNY": "元",
    "HKD": "港元",
    "JPY": "日元",
    "KRW": "韩元",
    "TWD": "新台币",
}
_SCALES_EN = (
    (Decimal(10) ** 12, " trillion"),
    (Decimal(10) ** 9, " billion"),
    (Decimal(10) ** 6, " million"),
)
_SCALES_ZH = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"))
_SUFFIX = {
    "en": {"%": "%", "pp": " pp", "bps": " bps", "x": "×", "points": " points", "shares": " shares", "sessions": " trading days", "days": " days"},
    "zh": {"%": "%", "pp": " 个百分点", "bps": " 个基点", "x": "倍", "points": "点", "shares": "股", "sessions": "个交易日", "days": "天",
        "lots": "手", "people": "人", "jobs": "个岗位", "vehicles": "辆", "units": "台", "barrels": "桶", "tons": "吨", "ounces": "盎司", "grams": "克", "kilograms": "公斤",
        "companies": "家", "stores": "家门店", "stocks": "只", "cities": "城", "cases": "例", "sqm": "平方米", "minutes": "分钟", "hours": "小时", "weeks": "周", "months": "个月",
        "quarters": "个季度", "years": "年", "pips": "个点子", "analysts": "位分析师", "contracts": "张合约"},
}  # fmt: skip


def write(
    value: Decimal,
    unit: str,
    *,
    language: Language = "en",
    decimals: int | None = None,
    signed: bool = False,
) -> str:
    """The figure as a reader sees it. `signed` writes a plus; a minus (U+2212) is always written.

    Amounts from a million (in Chinese a hundred million) upwards take a scale word. `read` gives the value back to
    the grain that is written.
    """
    with localcontext() as context:
        context.prec = max(34, value.adjusted() + 12)  # a hostile text may hold a number of a thousand digits
        return _written(value, unit, language, decimals, signed)


def _written(value: Decimal, unit: str, language: Language, decimals: int | None, signed: bool) -> str:
    scale, scale_word = Decimal(1), ""
    if unit in _SYMBOLS or unit in ("shares", "") or (len(unit) == 3 and unit.isupper()):
        for factor, word in _SCALES_ZH if language == "zh" else _SCALES_EN:
            if (abs(value) / factor).quantize(
                Decimal("0.01"), ROUND_HALF_UP
            ) >= 1:  # what rounds up to it as well
                scale, scale_word = factor, word
                break
    places = decimals if decimals is not None else _places(value, unit, scale)
    number = (abs(value) / scale).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    sign = "−" if value < 0 and number else "+" if signed and number else ""
    body = f"{number:,f}{scale_word}"
    if language == "zh" and scale_word and unit in _ZH_MONEY:
        return f"{sign}{body}{_ZH_MONEY[unit]}"
    if unit in _SYMBOLS:
        return f"{sign}{_SYMBOLS[unit]}{body}"
    if unit in _SUFFIX[language]:
        return f"{sign}{body}{_SUFFIX[language][unit]}"
    return f"{sign}{body} {unit}".rstrip()


def _places(value: Decimal, unit: str, scale: Decimal) -> int:
    house: dict[str, int] = vocabulary()["house"]
    if scale > 1:
        return 2
    if unit == "":
        exponent = value.as_tuple().exponent
        return min(2, -exponent) if isinstance(exponent, int) and exponent < 0 else 0
    return house.get(unit, 2 if len(unit) == 3 and unit.isupper() else 0)
