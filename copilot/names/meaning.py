"""Is a name meant where its letters stand, or is it an ordinary word there? The words around it decide."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto

from copilot.names.files import Grade, words
from copilot.names.master import master

__all__ = ["Known", "Meant", "meant_in_chinese", "meant_in_english"]

_CJK = re.compile(r"[\u3400-\u9fff]")
_MONEY_BEFORE = re.compile(r"(?:[\d十百千万亿兆多余两几]|million|billion|trillion|\d[\d,.]*)\s*$")
_OPENING = re.compile(r"(?:[.!?:;。！？：；|#>]|\n\s*[-*•]?|\*\*|[-*•]|[\"“(])\s*$")
_MARKET_AFTER = re.compile(
    r"(?:'s\b|[^\S\n]*(?:\((?:[+\-−$]?\d|up|down|[a-z^]{1,6}[=)])|[:|]|\*\*|[+\-−±~$]?\d|, (?:up|down|which|at)\b))"
)
_MARKET_BEFORE = re.compile(
    r"(?:than|versus|vs\.?|against|over|outperform\w*|underperform\w*|beats?|beating|trail\w*|lag\w*|ahead of|behind"
    r"|between|spot|prices? of|compare|how did|how is|how's|how are|what about)\s(?:the\s)?$"
)
_ABROAD = re.compile(
    r"(?:german|japanese|uk|british|chinese|french|italian|spanish|greek|euro ?zone|canadian|australian|indian|korean)"
    r"(?: government)?\s$|(?:德国|日本|英国|中国|法国|意大利|西班牙|希腊|欧元区|澳大利亚|澳洲|加拿大|韩国|印度)$"
)
_ZH_MARKET = re.compile(
    r"\s*(?:[+\-−]?\d|\([a-z\d+\-−]|[涨跌领板股收升逆走居回跑:|]|上涨|上升|上行|下跌|下挫|下行|微涨|微跌|小幅|大幅|反弹|为|报|行情)"
)
_ZH_COMPANY = re.compile(r"\s*(?:公司|集团|股份|宣布|发布|称|表示)")
_ZH_JOINT = re.compile(r"\s?[、,和与及]|以及")
_ZH_ALONE = frozenset("和与及而但由、,的在中看是比，。；：")


class Meant(Enum):
    YES = auto()
    IF_JOINED = auto()  # when "and" or a comma joins it to a name that is meant
    NO = auto()


@dataclass(frozen=True, slots=True)
class Known:
    """A name to look for: its folded form, how sure it is, and the symbols it means."""

    key: str
    written: str
    grade: Grade
    symbols: tuple[str, ...]

    @property
    def sector(self) -> bool:
        entry = master().by_symbol.get(self.symbols[0])
        return entry is not None and entry.note.startswith("sector")

    @property
    def fund(self) -> bool:
        entry = master().by_symbol.get(self.symbols[0])
        return entry is not None and entry.kind == "etf"

    @property
    def others(self) -> tuple[str, ...]:
        """Words that make something else of it when they follow."""
        return words().not_after.get(self.key.removeprefix("the "), words().not_after.get(self.key, ()))


def meant_in_english(text: str, low: str, at: int, end: int, one: Known) -> Meant:
    """Judges the stretch from `at` to `end`; `low` is the folded text."""
    place = at + (4 if one.key.startswith("the ") else 0)
    following, before = _next(low, end), low[max(0, at - 24) : at]
    if following in one.others or _something_else(low, before, end, one):
        return Meant.NO
    capital = text[place].isupper()
    proper = one.grade in (Grade.CAPITAL, Grade.WORD, Grade.WEAK)
    if proper and not capital and one.written.removeprefix("the ")[:1].isupper():
        # a question typed without any capital still means Apple
        return Meant.YES if one.grade is Grade.CAPITAL and text == low else Meant.NO
    if one.grade is Grade.COMMON:
        if capital and one.sector and not _opens(text, at) and _stands_alone(text, at, end):
            return Meant.YES
        return Meant.YES if _in_a_market(low, at, end, following) else Meant.IF_JOINED
    if one.grade not in (Grade.WORD, Grade.WEAK):
        return Meant.YES
    if re.match(r"\s*\(\$?\^?[A-Z]", text[end : end + 12]):
        return Meant.YES
    if following in words().context and (one.grade is Grade.WORD or following not in words().people):
        return Meant.YES
    if one.grade is Grade.WEAK:
        return Meant.NO
    if re.match(r"['’]s\b", text[end : end + 4]):
        return Meant.YES
    if _opens(text, at):
        listed = re.match(r"\s*\*{0,2}\s*(?:[|:,(]|[+−-]?\d)", text[end : end + 12])
        return Meant.YES if listed and one.sector else Meant.IF_JOINED if one.sector else Meant.NO
    return Meant.YES if _stands_alone(text, at, end) else Meant.NO


def _something_else(low: str, before: str, end: int, one: Known) -> bool:
    """An amount of money, an exchange, another country's bond."""
    symbol = one.symbols[0]
    if symbol.endswith("=X") and (
        _MONEY_BEFORE.search(before) or (one.key == "rmb" and low[end : end + 2].strip()[:1].isdigit())
    ):
        return True
    if one.key.endswith("nasdaq"):
        return low[end : end + 1] == ":" or bool(re.search(r"(?:listed|trad\w+) on (?:the )?$", before))
    return symbol in ("^TNX", "^FVX", "^TYX", "^IRX", "2YY=F") and bool(_ABROAD.search(before))


def _in_a_market(low: str, at: int, end: int, following: str) -> bool:
    """Do the words around a common noun speak of its price? Alone (a question's subject, a cell) it does."""
    before = low[max(0, at - 24) : at]
    if not before.strip(" |*#") and not low[end : end + 12].strip(" |*?"):
        return True
    if following in words().context or following in words().market:
        return True
    if _MARKET_AFTER.match(low[end : end + 12]):
        return True
    return bool(_MARKET_BEFORE.search(before)) and not re.match(r"[\s-]?\w", low[end : end + 2])


def _stands_alone(text: str, at: int, end: int) -> bool:
    """A capital inside a sentence, but not as a part of a longer proper name."""
    start = max(0, at - 40)
    before = re.search(r"([A-Z][\w’']*) $", text[start:at])
    inside = before is not None and not _opens(text, start + before.start(1))
    return not inside and not re.match(r" [A-Z][a-z]", text[end : end + 3])


def _next(low: str, end: int) -> str:
    """The next word, when only blanks (or a hyphen) stand between."""
    match = re.match(r"\s*([\w&]+)", low[end : end + 30])
    return match[1] if match else ""


def _opens(text: str, at: int) -> bool:
    """Does a sentence, heading, cell or list item start here?"""
    before = text[max(0, at - 12) : at]
    return not before.strip() or bool(_OPENING.search(before))


def meant_in_chinese(low: str, at: int, end: int, one: Known) -> Meant:
    """Chinese has no capitals and no blanks: what stands before and after decides."""
    before, after = low[max(0, at - 6) : at], low[end : end + 12]
    last = before[-1:]
    if one.key[0].isascii() and last.isascii() and last.isalnum():
        return Meant.NO
    if one.key[-1].isascii() and after[:1].isascii() and after[:1].isalnum():
        return Meant.NO
    if any(after.startswith(follower) for follower in one.others):
        return Meant.NO
    if one.key[-2:] in ("银行", "医药", "软件", "证券", "化学") and after.startswith("业"):
        return Meant.NO
    if (one.key == "微软" and last in ("稍", "略", "轻", "偏")) or (
        one.key == "油价" and last in "榈豆菜花柴汽粮"
    ):
        return Meant.NO
    if _something_else(low, before, end, one):
        return Meant.NO
    if one.key in ("人民币", "日元", "欧元", "港元", "英镑") and after[:1].isdigit():
        return Meant.NO
    if one.grade not in (Grade.WORD, Grade.WEAK):
        return Meant.YES
    if re.match(r"\s*\(\d{6}", after):
        return Meant.YES
    if last and _CJK.match(last) and last not in _ZH_ALONE:
        return Meant.NO
    if one.grade is Grade.WEAK:
        return Meant.YES if re.match(r"股份|股价|股票", after) else Meant.NO
    if _ZH_MARKET.match(after) or (not one.fund and _ZH_COMPANY.match(after)):
        return Meant.YES
    return Meant.IF_JOINED if _ZH_JOINT.match(after) or last in "、,和与及" else Meant.NO
