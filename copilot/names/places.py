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
from copilot.names.meaning import Known, Meant, meant_in_chinese, meant_in_english
from copilot.types import Instrument, Span

__all__ = ["Mention", "mentions"]

_CJK = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"(?<![^\W_\u3400-\u9fff])[^\W_\u3400-\u9fff]+")
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
_SCALES = frozenset(("K", "M", "MM", "B", "BN", "T"))
_UNIT_AFTER = re.compile(r"\s*(?:[元万亿股份手吨桶%点%]|shares|million|billion|people|jobs|units|[.,]\d)")
_SHARE_AFTER = re.compile(r"\s+(?:shares?|stock|ETF|common)\b")
_JOINT = re.compile(r"\s?(?:, and|, or|,|and|or|&|/|、|和|与|及|以及)\s?(?:the )?")
_JOINT_BEFORE = re.compile(r"\s?(?:, and|, or|,|and|or|&|/|、|和|与|及|以及)\s?(?:the )?$")


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


def _index(known: Sequence[Known]) -> tuple[dict[str, list[Known]], dict[str, list[Known]]]:
    """English names by their first word, Chinese ones by their first two characters; longest first."""
    english: dict[str, list[Known]] = {}
    chinese: dict[str, list[Known]] = {}
    for one in sorted(known, key=lambda one: -len(one.key)):
        if _CJK.search(one.key):
            chinese.setdefault(one.key[:2], []).append(one)
        elif match := re.match(r"[^\W_]+", one.key):
            english.setdefault(match[0], []).append(one)
    return english, chinese


@cache
def _master_index() -> tuple[dict[str, list[Known]], dict[str, list[Known]]]:
    all_words, forms = words(), master().by_name
    known = []
    for key, places in forms.items():
        if len(key) < 2:
            continue
        grade = places[0][1]
        if key in all_words.chinese and grade is not Grade.WEAK:
            grade = Grade.WORD
        symbols = tuple(symbol for symbol, _ in places)
        known.append(Known(key, master().written[key], grade, symbols))
        spaced = re.sub(r"(?<=[\u3400-\u9fff])(?=[a-z\d])|(?<=[a-z\d])(?=[\u3400-\u9fff])", " ", key)
        if spaced != key and spaced not in forms:
            known.append(Known(spaced, master().written[key], grade, symbols))
    return _index(known)


def _extra_index(extra: Sequence[Instrument]) -> tuple[dict[str, list[Known]], dict[str, list[Known]]]:
    known = []
    for one in extra:
        for name in dict.fromkeys((one.name, *one.names, one.symbol)):
            if len(name.strip()) < 2 or (name == one.symbol and re.fullmatch(r"[A-Z0-9^=.\-]+", name)):
                continue
            sure = not name[:1].isupper() or len(name.split()) > 1
            known.append(Known(folded(name), name, Grade.ANY if sure else Grade.CAPITAL, (one.symbol,)))
    return _index(known)


def mentions(text: str, extra: Sequence[Instrument] = ()) -> tuple[Mention, ...]:
    """Every instrument that a text names, in order; `extra` adds names that only the caller knows."""
    visible = _HIDDEN.sub(lambda match: " " * len(match[0]), text)
    low = folded(visible)
    found: list[Mention] = []
    unsure: list[Mention] = []
    own = {spelled(one.symbol): one.symbol for one in extra}
    indexes = [_extra_index(extra)] if extra else []
    indexes.append(_master_index())
    for english, chinese in indexes:
        for one, meant in (*_named(visible, low, english), *_named_in_chinese(low, visible, chinese)):
            (found if meant is Meant.YES else unsure).append(one)
    named = _longest(found)
    found = [*named, *_tickers(visible, own, named)]
    return _longest(_joined(low, found, unsure))


def _joined(low: str, found: list[Mention], unsure: list[Mention]) -> list[Mention]:
    """With those unsure ones that "and", "or" or a comma join to a sure one: "gold and silver rose 2%"."""
    starts = {one.span.start for one in found}
    ends = {one.span.end for one in found}
    kept = list(found)
    for one in sorted(unsure, key=lambda one: -one.span.start):
        after = _JOINT.match(low, one.span.end)
        if after and after.end() in starts:
            kept.append(one)
            starts.add(one.span.start)
            ends.add(one.span.end)
    for one in sorted(unsure, key=lambda one: one.span.start):
        begin = max(0, one.span.start - 12)
        before = _JOINT_BEFORE.search(low[begin : one.span.start])
        if before and begin + before.start() in ends:
            kept.append(one)
            ends.add(one.span.end)
    return kept


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


def _mention(text: str, at: int, end: int, one: Known) -> Mention:
    at += 4 if one.key.startswith("the ") else 0
    return Mention(Span(at, end), one.symbols[0], text[at:end], one.symbols[1:])


def _named(text: str, low: str, index: dict[str, list[Known]]) -> Iterator[tuple[Mention, Meant]]:
    for match in _WORD.finditer(low):
        for one in index.get(match[0], ()):
            at, end = match.start(), match.start() + len(one.key)
            if not low.startswith(one.key, at) or not _ends(low, end):
                continue
            meant = meant_in_english(text, low, at, end, one)
            if meant is not Meant.NO:
                yield _mention(text, at, end, one), meant
                break


def _ends(low: str, end: int) -> bool:
    """Does a word end here?"""
    following = low[end : end + 1]
    if following and (following.isdigit() or (following.isalpha() and not _CJK.match(following))):
        return False
    return not (following == "." and low[end + 1 : end + 2].isdigit() and low[end - 1].isdigit())


def _named_in_chinese(low: str, text: str, index: dict[str, list[Known]]) -> Iterator[tuple[Mention, Meant]]:
    for at in range(len(low) - 1):
        for one in index.get(low[at : at + 2], ()):
            end = at + len(one.key)
            if not low.startswith(one.key, at):
                continue
            meant = meant_in_chinese(low, at, end, one)
            if meant is not Meant.NO:
                yield _mention(text, at, end, one), meant
                break


def _tickers(text: str, own: dict[str, str], named: Sequence[Mention]) -> Iterator[Mention]:
    known, risky = master().by_symbol, words().tickers
    ends = {one.span.end: one.symbols for one in named}
    for match in _TICKER.finditer(text):
        written, (start, end) = match["symbol"], match.span()
        symbol = spelled(written)
        if symbol in own:
            yield Mention(Span(start, end), own[symbol], match[0])
            continue
        exchange = bool(_EXCHANGE.search(text[max(0, start - 24) : start]))
        money = bool(match["mark"]) and symbol in _SCALES  # "$M" is millions of dollars
        shown = exchange or (bool(match["mark"]) and not money)
        if written.isdigit():
            priced = text[max(0, start - 1) : start] in ("¥", "$", "€", "£")
            if (shown or symbol in known) and not priced and not _UNIT_AFTER.match(text, end):
                yield Mention(Span(start, end), symbol, match[0])
            continue
        if symbol not in known and not shown:
            continue
        if symbol in risky or len(symbol) == 1:
            # "(A)" is a footnote, "Agilent (A)" is not
            beside = any(symbol in ends.get(at, ()) for at in range(max(0, start - 24), start))
            if not (shown or beside or _SHARE_AFTER.match(text, end)):
                continue
        yield Mention(Span(start, end), symbol, match[0])
