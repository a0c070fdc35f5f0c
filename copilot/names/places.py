"""Where a text names an instrument: longest match, in English and in Chinese, with the company kept from the word.

"Target raised its price target" names Target once; "高通胀" (high inflation) does not name 高通 (Qualcomm); "IT" is
Gartner only as "$IT", "(IT)" or "NASDAQ: IT".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from copilot.names.files import Grade, words
from copilot.names.master import folded, master, spelled
from copilot.types import Instrument, Span

__all__ = ["Mention", "mentions"]

_CJK = re.compile(r"[\u3400-\u9fff]")
_HIDDEN = re.compile(r"https?://\S+|www\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,63}")
_TICKER = re.compile(
    r"(?<![\w.&'$^/])(?P<mark>\$?)(?P<symbol>\^[A-Z0-9]{2,8}|[A-Z]{1,2}\w?=[FX]|[A-Z]{3,6}=X|[A-Z]{2,5}-USD"
    r"|\d{6}\.(?:SS|SH|SZ|BJ)|\d{4,5}\.HK|\d{4}\.T|\d{6}\.K[SQ]|\d{4}\.TW|\d{6}"
    r"|[A-Z][A-Z0-9]{0,4}(?:[.\-/][A-Z]{1,2})?)(?![\w&]|[.'’]\w\w|-[A-Z])",
    re.A,
)
_EXCHANGE = re.compile(
    r"(?:NYSE(?: ?Arca| ?American)?|NASDAQ|Nasdaq|AMEX|OTC(?:MKTS)?|LSE|HKEX|SSE|SZSE|ticker|symbol|代码)\s?[::]?\s?$"
)
_UNIT_AFTER = re.compile(r"\s*(?:[元万亿股份手吨桶%点%]|shares|million|billion|people|jobs|units|[.,]\d)")
_MONEY_BEFORE = re.compile(r"(?:[\d十百千万亿兆多余两几]|million|billion|trillion|\d[\d,.]*)\s*$")
_SHARE_AFTER = re.compile(r"\s+(?:shares?|stock|ETF|common)\b")
_ZH_GO_ON = re.compile(
    r"\s*\(?[a-z\d]{2}|[涨跌上下领板股收升报集,、。(和与及回走居]|微涨|小幅|大幅|逆势|反弹|公司|行情"
)
_OPENING = re.compile(r"(?:[.!?:;。！？：；|#>]|\n\s*[-*•]?|\*\*|[-*•]|[\"“(])\s*$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that names an instrument; `also` are others that the same name may mean."""

    span: Span
    symbol: str
    name: str  # the words as they stand in the text
    also: tuple[str, ...] = ()

    @property
    def symbols(self) -> tuple[str, ...]:
        return (self.symbol, *self.also)


@dataclass(frozen=True, slots=True)
class _Known:
    """A name to look for: its folded form, how sure it is, and the symbols it means."""

    key: str
    written: str
    grade: Grade
    symbols: tuple[str, ...]


def _index(known: Sequence[_Known]) -> tuple[dict[str, list[_Known]], dict[str, list[_Known]]]:
    """English names by their first word, Chinese ones by their first two characters; longest first."""
    english: dict[str, list[_Known]] = {}
    chinese: dict[str, list[_Known]] = {}
    for one in sorted(known, key=lambda one: -len(one.key)):
        if _CJK.search(one.key):
            chinese.setdefault(one.key[:2], []).append(one)
        elif match := re.match(r"[^\W_]+", one.key):
            english.setdefault(match[0], []).append(one)
    return english, chinese


@cache
def _master_index() -> tuple[dict[str, list[_Known]], dict[str, list[_Known]]]:
    all_words, forms = words(), master().by_name
    written = {folded(name): name for entry in master().by_symbol.values() for name, _ in entry.names}
    known = []
    for key, places in forms.items():
        if len(key) < 2:
            continue
        grade = Grade.WORD if key in all_words.chinese else places[0][1]
        symbols = tuple(symbol for symbol, _ in places)
        known.append(_Known(key, written[key], grade, symbols))
        spaced = re.sub(r"(?<=[\u3400-\u9fff])(?=[a-z\d])|(?<=[a-z\d])(?=[\u3400-\u9fff])", " ", key)
        if spaced != key and spaced not in forms:
            known.append(_Known(spaced, written[key], grade, symbols))
    return _index(known)


def _extra_index(extra: Sequence[Instrument]) -> tuple[dict[str, list[_Known]], dict[str, list[_Known]]]:
    known = []
    for one in extra:
        for name in dict.fromkeys((one.name, *one.names, one.symbol)):
            if len(name.strip()) < 2 or (name == one.symbol and re.fullmatch(r"[A-Z0-9^=.\-]+", name)):
                continue
            sure = not name[:1].isupper() or len(name.split()) > 1
            known.append(_Known(folded(name), name, Grade.ANY if sure else Grade.CAPITAL, (one.symbol,)))
    return _index(known)


def mentions(text: str, extra: Sequence[Instrument] = ()) -> tuple[Mention, ...]:
    """Every instrument that a text names, in order; `extra` adds names that only the caller knows."""
    visible = _HIDDEN.sub(lambda match: " " * len(match[0]), text)
    low = folded(visible)
    found: list[Mention] = []
    own = {spelled(one.symbol): one.symbol for one in extra}
    indexes = [_extra_index(extra)] if extra else []
    indexes.append(_master_index())
    for english, chinese in indexes:
        found += _named(visible, low, english)
        found += _named_in_chinese(visible, low, chinese)
    found += _tickers(visible, own)
    return _longest(found)


def _longest(found: list[Mention]) -> tuple[Mention, ...]:
    """Of overlapping mentions the longest, of equal ones the first found (the caller's own)."""
    kept: list[Mention] = []
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: one.span.start - one.span.end):
        place = range(one.span.start, one.span.end)
        if taken.isdisjoint(place):
            taken.update(place)
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.span))


def _mention(text: str, at: int, end: int, one: _Known) -> Mention:
    at += 4 if one.key.startswith("the ") else 0
    return Mention(Span(at, end), one.symbols[0], text[at:end], one.symbols[1:])


def _named(text: str, low: str, index: dict[str, list[_Known]]) -> Iterator[Mention]:
    for match in re.finditer(r"(?<![^\W_\u3400-\u9fff])[^\W_\u3400-\u9fff]+", low):
        for one in index.get(match[0], ()):
            at, end = match.start(), match.start() + len(one.key)
            if low.startswith(one.key, at) and _ends(low, end) and _meant(text, low, at, end, one):
                yield _mention(text, at, end, one)
                break


def _ends(low: str, end: int) -> bool:
    """Does a word end here?"""
    following = low[end : end + 1]
    if following and (following.isdigit() or (following.isalpha() and not _CJK.match(following))):
        return False
    return not (following == "." and low[end + 1 : end + 2].isdigit() and low[end - 1].isdigit())


def _meant(text: str, low: str, at: int, end: int, one: _Known) -> bool:
    """Is the name meant here, or the ordinary word?"""
    first = one.written.removeprefix("the ")[:1]
    place = at + (4 if one.key.startswith("the ") else 0)
    if one.grade in (Grade.CAPITAL, Grade.WORD) and first.isupper() and not text[place].isupper():
        # a question typed without any capital still means Apple
        return one.grade is Grade.CAPITAL and text == low and _follows(low, end) not in _others(one)
    following = _follows(low, end)
    if following in _others(one):
        return False
    if one.symbols[0].endswith("=X") and _MONEY_BEFORE.search(low[max(0, at - 12) : at]):
        return False
    if one.key.endswith("nasdaq") and (
        low[end : end + 1] == ":" or re.search(r"(?:listed|trad\w+) on (?:the )?$", low[max(0, at - 20) : at])
    ):
        return False
    if one.grade is not Grade.WORD:
        return True
    if re.match(r"['’]s\b|\s*\(\$?\^?[A-Z]", text[end : end + 12]):
        return True
    if following in words().context:
        return True
    if _opens(text, at):
        return bool(
            re.match(r"\s*\*{0,2}\s*(?:[|:,(]|[+−-]?\d)", text[end : end + 12])
        ) and "sector" in _note(one)
    # a capital inside a sentence, but not as a part of a longer proper name
    start = max(0, at - 40)
    before = re.search(r"([A-Z][\w’']*) $", text[start:at])
    inside = before is not None and not _opens(text, start + before.start(1))
    return not inside and not re.match(r" [A-Z][a-z]", text[end : end + 3])


def _follows(low: str, end: int) -> str:
    """The next word, when only blanks (or a hyphen) stand between."""
    match = re.match(r"\s*([\w&]+)", low[end : end + 30])
    return match[1] if match else ""


def _others(one: _Known) -> tuple[str, ...]:
    """Words that make something else of a name when they follow it."""
    return words().not_after.get(one.key, ())


def _note(one: _Known) -> str:
    return master().by_symbol[one.symbols[0]].note if one.symbols[0] in master().by_symbol else ""


def _opens(text: str, at: int) -> bool:
    """Does a sentence, heading, cell or list item start here?"""
    before = text[max(0, at - 12) : at]
    return not before.strip() or bool(_OPENING.search(before))


def _named_in_chinese(text: str, low: str, index: dict[str, list[_Known]]) -> Iterator[Mention]:
    for at in range(len(low) - 1):
        for one in index.get(low[at : at + 2], ()):
            end = at + len(one.key)
            if low.startswith(one.key, at) and _meant_in_chinese(low, at, end, one):
                yield _mention(text, at, end, one)
                break


def _meant_in_chinese(low: str, at: int, end: int, one: _Known) -> bool:
    before, after = low[max(0, at - 1) : at], low[end : end + 12]
    if one.key[0].isascii() and before.isascii() and before.isalnum():
        return False
    if one.key[-1].isascii() and after[:1].isascii() and after[:1].isalnum():
        return False
    if any(after.startswith(follower) for follower in words().not_after.get(one.key, ())):
        return False
    if one.key[-2:] in ("银行", "医药", "软件", "证券", "化学") and after.startswith("业"):
        return False
    if one.key == "微软" and before in ("稍", "略", "轻", "偏"):
        return False
    if one.symbols[0].endswith("=X") and "/" not in one.key and "兑" not in one.key:
        return not _MONEY_BEFORE.search(low[max(0, at - 8) : at])
    if one.grade is not Grade.WORD:
        return True
    alone = not _CJK.match(before) or before in "和与及而但由、,的在中看"
    return (alone and bool(_ZH_GO_ON.match(after))) or bool(re.match(r"\s*\(\d{6}", after))


def _tickers(text: str, own: dict[str, str]) -> Iterator[Mention]:
    known, risky = master().by_symbol, words().tickers
    for match in _TICKER.finditer(text):
        written = match["symbol"]
        symbol = spelled(written)
        start, end = match.span()
        if symbol in own:
            yield Mention(Span(start, end), own[symbol], match[0])
            continue
        bracketed = text[max(0, start - 1) : start] in ("(", "（") and text[end : end + 1] in (")", "）")
        exchange = bool(_EXCHANGE.search(text[max(0, start - 24) : start]))
        shown = bool(match["mark"]) or exchange
        if written.isdigit():
            if (
                (shown or symbol in known)
                and not _UNIT_AFTER.match(text, end)
                and text[max(0, start - 1) : start] not in ("¥", "$", "€", "£")
            ):
                yield Mention(Span(start, end), symbol, match[0])
            continue
        if symbol not in known and not shown:
            continue
        if symbol in risky and not (shown or bracketed or _SHARE_AFTER.match(text, end)):
            continue
        if len(symbol) == 1 and not (shown or bracketed):
            continue
        yield Mention(Span(start, end), symbol, match[0])
