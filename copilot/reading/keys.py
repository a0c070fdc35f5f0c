"""One key for all the names of a thing: an instrument's symbol, an economy, a group of investors, else its words."""

from __future__ import annotations

import functools
import re

from copilot import names, style
from copilot.reading.lexicon import Lexicon, plain, words
from copilot.types import Span

__all__ = ["RATES", "aliases_of", "investors", "key_of", "places_in"]

# Yields are read as a measure with a tenor ("10-year Treasury yield"), not as an instrument.
RATES = frozenset({"^TNX", "^FVX", "^TYX", "^IRX", "2YY=F", "5YY=F", "10Y=F", "30Y=F"})
# The first word of many names, which is nobody's own.
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


_LEGAL = re.compile(
    r",? (?:inc|corp|corporation|company|co|ltd|limited|plc|llc|group|holdings?|sa|ag|nv|se|class [a-c]|platforms|common stock|index|composite|etf|fund|trust|select sector spdr(?: fund)?|& co)\.?$",
    re.IGNORECASE,
)
_ZH_LEGAL = re.compile(
    r"(?:混合型?[AC]?|债券型?[AC]?|联接[AC]?|股份有限公司|有限公司|集团|股份|控股|公司|企业|指数|ETF|板块|行业)$"
)


@functools.cache
def _places() -> tuple[Lexicon[tuple[str, str]], dict[str, str]]:
    groups = words("places")["places"]
    bonds = [(name, (name, place)) for place, said in words("places")["bonds"].items() for name in said]
    return Lexicon([*((name, (name, group[0])) for group in groups for name in group), *bonds]), {
        plain(name): group[0] for group in groups for name in group
    }


@functools.cache
def bonds() -> frozenset[str]:
    """What government bonds are called."""
    return frozenset(name for said in words("places")["bonds"].values() for name in said)


def places_in(text: str) -> list[tuple[Span, str]]:
    """Where the text names economies, central banks and grades of credit, with their keys."""
    banks = words("places")["banks"]
    found = []
    for hit in _places()[0].find(text):
        name, place = hit.tag
        first = text[hit.span.start]
        if text.startswith(" thermal", hit.span.end):
            continue  # British thermal units
        if first.isupper() or not first.isascii() or " " in hit.phrase or name[0].islower():
            found.append((hit.span, f"place:{banks.get(place, place)}"))
    return found


@functools.cache
def investors() -> Lexicon[str]:
    """Groups of investors, whose money flows: foreign investors, northbound money."""
    return Lexicon((name, plain(group[0])) for group in words("places")["investors"] for name in group)


@functools.lru_cache(maxsize=8192)
def key_of(subject: str, name: str = "") -> str:
    """One key for all names of a thing: its symbol where it is known, else its words."""
    if name and re.fullmatch(r"\d{6}", subject):  # 000001 is a bank and an index: the name says which
        by_name = [one.symbol for one in names.lookup(name) if one.symbol.startswith(subject)]
        if by_name:
            return by_name[0]
    if len(subject) <= 3 and (place := _places()[1].get(plain(name))):
        return f"place:{words('places')['banks'].get(place, place)}"  # DE, Germany: no tractor maker
    subject = _LISTED.sub(r"\1", subject)
    for words_ in (subject, name):
        if not words_:
            continue
        if group := investors().whole(words_):
            return group
        if place := _places()[1].get(plain(words_)):
            return f"place:{words('places')['banks'].get(place, place)}"
        if re.fullmatch(r"[\^$.]?[A-Z0-9=.\-]{1,12}", words_) or not _ordinary(words_):
            found = names.lookup(words_)
            if found and found[0].symbol not in RATES:
                return found[0].symbol
    return (
        _contract(name) or _contract(subject) or _grade(f"{subject} {name}") or plain(_bare(subject or name))
    )


_GRADES = (
    ("place:High yield", re.compile(r"\bhigh[- ]yield\b", re.IGNORECASE)),
    (
        "place:Investment grade",
        re.compile(r"\b(?:investment[- ]grade|corporate (?:index|bond|credit|spread))\b", re.IGNORECASE),
    ),
)


def _grade(text: str) -> str:
    """What an index of bonds is an index of: a grade of credit."""
    return next((key for key, pattern in _GRADES if pattern.search(text)), "")


_LISTED = re.compile(
    r"^([A-Z0-9/.]{1,9}) [A-Z]{2} (?:Equity|EQUITY)$"
)  # "BESI NA Equity": a ticker and its venue
_ORDINARY = frozenset(
    ["total", "market", "all", "other", "group", "company", "sector", "index", "average", "consensus"]
)


@functools.cache
def _terms() -> re.Pattern[str]:
    return re.compile(words("places")["terms"], re.IGNORECASE)


_EXCHANGE = re.compile(
    r"^(?:COMEX|NYMEX|LME|ICE|CME|CBOT)(?=[\u4e00-\u9fff])|主力合约|主力连续|(?<=.)主力$|期货|连续$"
)


def _contract(name: str) -> str:
    """What a quote's name is a contract or a venue of: "WTI crude front month", "LME copper", "US dollar / Japanese yen"."""
    bare = " ".join(_terms().sub(" ", _EXCHANGE.sub("", name)).split()).strip(" ,:-")
    found = names.lookup(bare) if bare and bare != name.strip() else ()
    found = found or names.pair(bare)
    return found[0].symbol if found and found[0].symbol not in RATES else ""


def _ordinary(text: str) -> bool:
    """Words that a company may be called by, but that mean themselves in a row ("Total", "Market")."""
    return plain(text) in _ORDINARY


def _bare(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _ZH_LEGAL.sub("", _LEGAL.sub("", text)).strip(" ,^")
    return text or before


def aliases_of(subject: str, name: str) -> set[str]:
    """All that a text may call a subject of a row: its symbol, its name without the legal form, its first word …"""
    subject = _LISTED.sub(r"\1", subject)
    found = {subject, subject.lstrip("^$"), name, _bare(subject), _bare(name)}
    found |= {" ".join(_terms().sub(" ", one).split()).strip(" ,:-") for one in (subject, name)}
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
        if (known := names.lookup(words_)) and known[0].kind in ("commodity", "crypto"):
            found.add(words_.lower())  # gold, wheat: common nouns, where the evidence is about them
        if words_.lower() in words("places")["goods"]["names"]:
            found.add(words_.lower())
        if sector := re.fullmatch(r"(.+) Select Sector SPDR(?: .*)?", words_):
            found.add(sector[1].lower())  # "technology led with 1.7 %"
        if (short := _SHORT.fullmatch(words_)) and short[1] not in _REGIONS:
            found.add(short[1])  # 海尔 for 海尔智家
        if traded := re.fullmatch(r"(.{2,12}?)(?:主力(?:合约|连续)?|连续)", words_):
            found.add(traded[1])  # 沪银主力
        if pair := re.fullmatch(r"([\u4e00-\u9fff]{2,4})/([\u4e00-\u9fff]{2,4})", words_):
            found |= {f"{pair[1]}{by}{pair[2]}" for by in "兑对"}  # 美元兑日元
        if house := _HOUSE.match(words_):
            found.add(words_[house.end() :])  # 上证50ETF for 华夏上证50ETF
        if match := re.fullmatch(r"(\d{4,6})\.(?:SS|SH|SZ|HK|BJ)", words_):
            found.add(match[1])
    found = {one for one in found if one == one.lower() or one.lower() not in found}
    # The 美元 of 美元指数 is a currency's name, not the index's.
    found -= {
        one
        for one in found - {subject, name}
        if len(one) < 4 and re.fullmatch("[A-Z]{3}", style.canonical_unit(one)[0])
    }
    return {alias for alias in found if len(alias) > 1 or not alias.isascii()}


_HOUSE = re.compile(
    r"(?:华夏|易方达|南方|嘉实|华泰柏瑞|国泰|广发|富国|博时|汇添富|招商|天弘|工银瑞信|工银|华安|鹏华|银华|华宝|国联安|中欧|景顺长城|兴全|交银)(?=.*(?:ETF|指数|混合|联接|债|货币|中证|上证|沪深|创业板|科创))"
)
_SHORT = re.compile(
    r"([\u4e00-\u9fff]{2})(?:集团|股份|控股|智家|电器|汽车|科技|时代|银行|证券|保险|医药|能源|电子|通信|通讯|生物|食品|乳业|老窖|地产|航空|钢铁|水泥|重工|光电|国际|实业|软件|信息|药业|发展|环境|传媒|电气|家居|高科|医疗|机器|创新|微电|数码|文化|旅游|环保|新材|制药|精密|绿能|动力|网络|燃气|电力|煤业|矿业|有色|黄金|锂业|铜业|铝业|化工|化学|石化|农业|牧业|酒业|服饰|纸业|建材|航运|物流|快递|免税|股份|半导体|新能|能科|重卡)"
)
_REGIONS = frozenset(["中国", "中华", "上海", "北京", "深圳", "广东", "广州", "天津", "重庆", "江苏", "浙江", "山东", "四川", "福建", "湖南", "湖北", "河南", "河北", "安徽", "江西", "陕西", "山西", "云南", "贵州", "南京", "杭州", "宁波", "成都", "武汉", "长沙", "西安", "青岛", "厦门", "苏州", "东方", "南方", "北方", "华夏", "中信", "国家", "华东", "华南", "中小", "人民", "新华", "大众", "通用", "第一", "光大", "国际", "交通", "建设", "工商", "农业", "招商", "生物", "环球", "亚洲", "东亚", "恒生", "香港", "全国", "民生"])  # fmt: skip
