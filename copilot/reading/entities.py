"""Who or what a number speaks of: the ledger's subjects under all their names, and strangers that no row is about."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from copilot import names, style
from copilot.reading.lexicon import Lexicon, plain, words
from copilot.types import Span

__all__ = ["Entities", "EntityMention", "key_of", "places_in"]


@dataclass(frozen=True, slots=True)
class EntityMention:
    span: Span
    key: str
    known: bool  # the ledger holds something about it
    possessive: bool = False


_LEGAL = re.compile(
    r",? (?:inc|corp|corporation|company|co|ltd|limited|plc|llc|group|holdings?|sa|ag|nv|se|class [a-c]|platforms|common stock|index|composite|etf|fund|trust|select sector spdr(?: fund)?|& co)\.?$",
    re.IGNORECASE,
)
_ZH_LEGAL = re.compile(
    r"(?:混合型?[AC]?|债券型?[AC]?|联接[AC]?|股份有限公司|有限公司|集团|股份|控股|公司|指数|ETF|板块|行业)$"
)


@functools.cache
def _places() -> tuple[Lexicon[tuple[str, str]], dict[str, str]]:
    groups = words("places")["places"]
    return Lexicon((name, (name, group[0])) for group in groups for name in group), {
        plain(name): group[0] for group in groups for name in group
    }


def places_in(text: str) -> list[tuple[Span, str]]:
    """Where the text names economies, central banks and grades of credit, with their keys."""
    banks = words("places")["banks"]
    found = []
    for hit in _places()[0].find(text):
        name, place = hit.tag
        first = text[hit.span.start]
        if first.isupper() or not first.isascii() or " " in hit.phrase or name[0].islower():
            found.append((hit.span, f"place:{banks.get(place, place)}"))
    return found


@functools.cache
def _investors() -> Lexicon[str]:
    return Lexicon((name, plain(group[0])) for group in words("places")["investors"] for name in group)


@functools.lru_cache(maxsize=8192)
def key_of(subject: str, name: str = "") -> str:
    """One key for all names of a thing: its symbol where it is known, else its words."""
    if name and re.fullmatch(r"\d{6}", subject):  # 000001 is a bank and an index: the name says which
        by_name = [one.symbol for one in names.lookup(name) if one.symbol.startswith(subject)]
        if by_name:
            return by_name[0]
    for words_ in (subject, name):
        if not words_:
            continue
        if group := _investors().whole(words_):
            return group
        if place := _places()[1].get(plain(words_)):
            return f"place:{words('places')['banks'].get(place, place)}"
        if re.fullmatch(r"[\^$.]?[A-Z0-9=.\-]{1,12}", words_) or not _ordinary(words_):
            found = names.lookup(words_)
            if found and found[0].symbol not in _RATES:
                return found[0].symbol
    return _contract(name) or _contract(subject) or plain(_bare(subject or name))


@functools.cache
def _terms() -> re.Pattern[str]:
    return re.compile(words("places")["terms"], re.IGNORECASE)


def _contract(name: str) -> str:
    """What a quote's name is a contract or a venue of: "WTI crude front month", "LME copper", "US dollar / Japanese yen"."""
    bare = " ".join(_terms().sub(" ", name).split())
    found = names.lookup(bare) if bare and bare != name.strip() else ()
    found = found or names.pair(bare)
    return found[0].symbol if found and found[0].symbol not in _RATES else ""


def _ordinary(text: str) -> bool:
    """Words that a company may be called by, but that mean themselves in a row ("Total", "Market")."""
    return plain(text) in {
        "total",
        "market",
        "all",
        "other",
        "group",
        "company",
        "sector",
        "index",
        "average",
        "consensus",
    }


def _bare(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _ZH_LEGAL.sub("", _LEGAL.sub("", text)).strip(" ,^")
    return text or before


def _aliases(subject: str, name: str) -> set[str]:
    found = {subject, subject.lstrip("^$"), name, _bare(subject), _bare(name)}
    for words_ in (subject, name):
        if inside := re.fullmatch(r"(.+?)\s*[(（](.+?)[)）]", words_):
            found |= {inside[1], inside[2], _bare(inside[1])}
        bare = re.split(r"[\s,]", _bare(words_))
        if (
            len(bare) > 1
            and bare[0].isascii()
            and len(bare[0]) > 3
            and bare[0][0].isupper()
            and bare[0].lower() not in _GENERIC
        ):
            found.add(bare[0])
        if sector := re.fullmatch(r"(.+) Select Sector SPDR(?: .*)?", words_):
            found.add(sector[1].lower())  # "technology led with 1.7 %"
        if (short := _SHORT.fullmatch(words_)) and short[1] not in _REGIONS:
            found.add(short[1])  # 海尔 for 海尔智家
        if match := re.fullmatch(r"(\d{4,6})\.(?:SS|SH|SZ|HK|BJ)", words_):
            found.add(match[1])
    found = {one for one in found if one == one.lower() or one.lower() not in found}
    # The 美元 of 美元指数 is a currency's name, not the index's.
    found -= {
        one for one in found - {subject, name} if re.fullmatch("[A-Z]{3}", style.canonical_unit(one)[0])
    }
    return {alias for alias in found if len(alias) > 1 or not alias.isascii()}


_SHORT = re.compile(
    r"([\u4e00-\u9fff]{2})(?:集团|股份|控股|智家|电器|汽车|科技|时代|银行|证券|保险|医药|能源|电子|通信|通讯|生物|食品|乳业|老窖|地产|航空|钢铁|水泥|重工|光电|国际|实业|软件|信息|药业|发展|环境|传媒|电气|家居|高科)"
)
_REGIONS = frozenset(["中国", "中华", "上海", "北京", "深圳", "广东", "广州", "天津", "重庆", "江苏", "浙江", "山东", "四川", "福建", "湖南", "湖北", "河南", "河北", "安徽", "江西", "陕西", "山西", "云南", "贵州", "南京", "杭州", "宁波", "成都", "武汉", "长沙", "西安", "青岛", "厦门", "苏州", "东方", "南方", "北方", "华夏", "中信", "国家", "华东", "华南", "中小", "人民", "新华", "大众", "通用", "第一", "光大", "国际", "交通", "建设", "工商", "农业", "招商", "生物", "环球", "亚洲", "东亚", "恒生", "香港", "全国", "民生"])  # fmt: skip


# Yields are read as a measure with a tenor ("10-year Treasury yield"), not as an instrument.
_DOLLAR = "DX-Y.NYB"
_RATES = frozenset({"^TNX", "^FVX", "^TYX", "^IRX", "2YY=F", "5YY=F", "10Y=F", "30Y=F"})
_GENERIC = frozenset(
    [
        "ishares",
        "bank",
        "bond",
        "real",
        "core",
        "high",
        "long",
        "spot",
        "home",
        "world",
        "vanguard",
        "invesco",
        "first",
        "global",
        "american",
        "united",
        "china",
        "total",
        "general",
        "national",
        "international",
        "select",
        "state",
        "industrial",
        "technology",
        "consumer",
        "health",
        "financial",
        "utilities",
        "communication",
        "materials",
        "energy",
        "estate",
        "semiconductor",
        "treasury",
        "federal",
        "average",
        "median",
        "large",
        "small",
        "growth",
        "value",
        "trading",
        "market",
        "nasdaq",
    ]
)


_FUND = re.compile(r"\s?(?:index )?(?:fund|ETF|tracker)\b|\s?(?:指数)?(?:基金|ETF)")


@functools.cache
def _fund(symbol: str) -> bool:
    found = names.lookup(symbol)
    return bool(found) and found[0].kind == "etf"


class Entities:
    """Finds who a text is about, given what the ledger is about."""

    def __init__(self, subjects: Iterable[tuple[str, str, str]]) -> None:
        subjects = list(dict.fromkeys(subjects))
        table: dict[str, str] = {}
        self.keys: set[str] = {key for _, _, key in subjects if key}
        for subject, name, key in subjects:
            if not key or key.startswith("place:"):
                continue  # a measure or an economy: found by its own words
            for alias in _aliases(subject, name):
                table.setdefault(alias, key)
        for nickname, symbols in words("places")["nicknames"].items():
            if known := next((symbol for symbol in symbols if symbol in self.keys), ""):
                table.setdefault(nickname, known)
        self._own = Lexicon((alias, (alias, key)) for alias, key in table.items())

    def find(self, text: str) -> tuple[EntityMention, ...]:
        """All mentions, in order; the ledger's own names win over strangers of the same words."""
        found: dict[Span, str] = {}
        for hit in self._own.find(text):
            alias, key = hit.tag
            if _spelled(alias, text[hit.span.start : hit.span.end]):
                found[hit.span] = key
        for mention in names.mentions(text):
            keys = [symbol for symbol in mention.symbols if symbol in self.keys]
            if not keys and text[mention.span.start : mention.span.end] in ("美债", "美国国债", "中债"):
                continue  # a market that yields, unless the evidence is about its fund
            if not keys and mention.symbol == _DOLLAR and any("USD" in key for key in self.keys):
                continue  # one side of every pair says nothing of which
            fund_said = _FUND.match(text, mention.span.end)
            # Gold, where the evidence has its fund only; "the S&P 500 fund".
            if not keys and (mention.symbol.endswith("=F") or fund_said):
                keys = [fund.symbol for fund in names.proxies(mention.symbol) if fund.symbol in self.keys]
            if mention.symbol in _RATES or _opens_with_a_word(text, mention.span, set(keys)):
                continue
            if not keys and text[mention.span.start : mention.span.end].islower() and _fund(mention.symbol):
                continue  # "chipmakers", "small caps": a group, no instrument, unless the evidence is about its fund
            keys = keys or [mention.symbol]
            _keep(found, mention.span, keys[0])
        if (label := _LABEL.match(text)) and (alone := names.lookup(label[1])):
            _keep(found, Span(*label.span(1)), alone[0].symbol)
        for span, place in places_in(text):
            _keep(found, span, place)
        for group in _investors().find(text):
            if not group.phrase.isascii() and (group.tag in self.keys or group.tag != "主力资金"):
                _keep(found, group.span, group.tag)
        for match in _pairs().finditer(text):
            for at, place in enumerate(words("places")["pairs"][match[0]], match.start()):
                _keep(found, Span(at, at + 1), f"place:{place}")
        result = []
        for span in sorted(found):
            key = found[span]
            tail = text[span.end : span.end + 2]
            result.append(
                EntityMention(span, key, key in self.keys, tail.startswith(("'s", "’s", "的", "' ", "’ ")))
            )
        return tuple(result)


@functools.cache
def _pairs() -> re.Pattern[str]:
    return re.compile(
        "(?:" + "|".join(words("places")["pairs"]) + ")(?=两国|利差|国债|\\d|十年|[^，。]{0,6}利差)"
    )


# "Utilities (+0.35%)", "Energy: −2.02%", a row's heading: a name that stands alone, with nothing said about it yet.
_LABEL = re.compile(r"\s*((?:[A-Z][A-Za-z&.]+ ?){1,4}?)\s*(?:[(（:：]|$)")


@functools.cache
def _opening() -> frozenset[str]:
    return frozenset(words("places")["ordinary"])


def _opens_with_a_word(text: str, span: Span, known: set[str]) -> bool:
    """ "Employers added …": an ordinary word with the capital of a sentence's start."""
    return (
        not known and text[span.start : span.end] in _opening() and not text[: span.start].strip(" #*-\"'“")
    )


def _keep(found: dict[Span, str], span: Span, key: str) -> None:
    for other in list(found):
        if other.overlaps(span):
            if other.end - other.start >= span.end - span.start:
                return
            del found[other]
    found[span] = key


def _spelled(alias: str, text: str) -> bool:
    """Tickers are matched in their own case, names with their capital; "Target" is not "target"."""
    if not alias[0].isascii():
        return True
    if alias.isupper() and len(alias) <= 5 and alias.isalpha():
        return text == alias
    return not alias[0].isupper() or text[:1].isupper() or " " in alias
