"""Who is said to have said something, what is quoted, and what is named as a cause."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from copilot.reading.lexicon import words
from copilot.types import Span

__all__ = ["Cause", "Quote", "Speaker", "causes", "proper_names", "quotes", "speakers"]


@dataclass(frozen=True, slots=True)
class Quote:
    span: Span  # the words inside the marks, in the text handed in
    words: str


@dataclass(frozen=True, slots=True)
class Speaker:
    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Cause:
    span: Span  # what is named as the cause
    words: str


_QUOTES = re.compile(r"“([^“”]{1,600})”|「([^「」]{1,600})」|『([^『』]{1,600})』|\"([^\"\n]{1,600})\"")
_WORD = r"[A-Z][A-Za-z&'’.-]{0,30}"
_NAME = rf"(?<![A-Za-z])(?:(?:Bank of |University of |St\. )?{_WORD}(?:\s(?:of |and |& |de |van )?{_WORD}){{0,4}}|S&P|J\.P\. Morgan)"


@functools.cache
def _no_names() -> frozenset[str]:
    return frozenset(words("statements")["no_names"]["words"])


@functools.cache
def _speech() -> re.Pattern[str]:
    verbs = "|".join(
        re.escape(verb) for verb in sorted(words("statements")["speech"]["en"], key=len, reverse=True)
    )
    verbs += "|has(?= (?:the|an?|its?|them)\\b)"  # "Moody's has the rating under review"; "has closed" is no speech
    return re.compile(
        rf"(?:[Aa]ccording to|[Pp]er|[Aa]s|[Aa]nalysts at|[Ee]conomists at|[Ss]trategists at) (?:the |a |an )?(?:[a-z]+ (?:chief|executive|officer|analyst|strategist|economist|spokesman|spokeswoman|manager) |(?:analyst|strategist|economist|chairman|founder|president) )?(?P<a>{_NAME})(?=[^A-Za-z]|$)"
        rf"|(?P<b>{_NAME})(?:,? (?:the |an? )?[a-z][^,.;:“”\"]{{0,60}},| (?:strategists?|analysts?|economists?|officials?|survey|data|executives?))?,? (?:now |also |still |recently |earlier )?(?:{verbs})\b"
        rf"|[”\"],? (?:{verbs})(?: by)? (?P<c>(?:(?:CEO|CFO|COO|Fed Governor|Chief Executive|Chief Financial Officer|Governor|President|Chairman|Mr\.|Ms\.) )?{_NAME})"
        rf"|(?P<e>{_NAME}) (?:has |have |also )?(?:raised|lifted|cut|lowered|trimmed|boosted|kept|set|reiterated|maintained)"
        rf" (?:his|her|its|their|the|a) [^.;,]{{0,24}}(?:target|rating|stock|shares|recommendation|estimates?)"
        rf"|[Aa]n? (?P<d>{_NAME}) (?:survey|poll|report|study|note|analysis)\b"
    )


@functools.cache
def _speech_zh() -> re.Pattern[str]:
    verbs = "|".join(map(re.escape, sorted(words("statements")["speech"]["zh"], key=len, reverse=True)))
    return re.compile(
        rf"(?:根据|据|援引)(?P<a>[^，。；：“”\s\d]{{2,20}}?)(?:的?(?:数据|统计|报告|报道|预测|测算|调查|研究))?(?:显示|称|，)"
        rf"|(?:^|[，。；：！？“”\s])(?P<b>[^，。；：“”\s\d]{{2,24}}?)(?<!所)(?:{verbs})"
        rf"|(?:^|[，。；：！？“”\s])(?P<c>[^，。；：“”\s\d]{{2,16}}?)(?:将|把)[^，。；]{{0,16}}?(?:目标价|评级)"
    )


def quotes(text: str) -> tuple[Quote, ...]:
    found = []
    for match in _QUOTES.finditer(text):
        place = next(index for index in range(1, 5) if match[index] is not None)
        found.append(Quote(Span(*match.span(place)), match[place]))
    return tuple(found)


def speakers(text: str) -> tuple[Speaker, ...]:
    """Those whom the sentence names as the source of what it says; quoted words are no names."""
    blank = _QUOTES.sub(
        lambda match: match.group()[:1] + " " * (len(match.group()) - 2) + match.group()[-1:], text
    )
    found: list[Speaker] = []
    for pattern in (_speech(), _speech_zh()):
        for match in pattern.finditer(blank):
            for group in match.groupdict():
                name = match[group]
                if name and not name.isascii():  # 冯栖桐把全年增速预测从…上调: who comes before what is done
                    name = _DOES.split(name)[0] if len(_DOES.split(name)[0]) > 1 else name
                    name = _BESIDE.sub("", name)
                if name and not _nobody(name) and not _RENAMED.search(text[: match.start(group)]):
                    start = match.start(group)
                    found.append(Speaker(Span(start, start + len(name)), name.strip(" .,")))
    return tuple(dict.fromkeys(found))


_DOES = re.compile("[把将]|(?<=.{2})[对就给](?=.)")
_BESIDE = re.compile("(?<=.{2})(?:方面|此前|随后|同时|则|也|还|亦|均|却|又|便|就)+$")  # 陶静则认为
_RENAMED = re.compile(r"\b(?:known|named|called|doing business) as\s*$|\bformerly\s*$", re.I)
_SUFFIXES = frozenset({"Inc", "Corp", "Ltd", "LLC", "Co", "Plc", "PLC", "Corporation", "Company", "Limited"})
_PAPER = re.compile(
    r"(?:Statements?|Sheets?|Cash Flows?|Operations|Income|Reports?|Filings?|Notes?|Tables?|Section|Highlights|Form)(?: of [A-Z]\w*)*\.?$"
)


# 公司方面回应称: whose company, the sentences before say. 中金公司 is somebody.
_COMPANY = re.compile(
    r"(?:该|本|上市)?(?:公司|集团|管理层|董事会|企业)(?:方面|官方|人士|内部人士|有关人士|相关人士|回应|公告|在公告中|对此|随后|亦|也|并)*"
)


def _nobody(name: str) -> bool:
    plain_words = re.findall(r"[A-Za-z&.'’-]+", name)
    if _PAPER.search(name):
        return True  # "according to the Consolidated Balance Sheets"
    if plain_words:
        return all(word.strip(".") in _no_names() for word in plain_words)
    if _COMPANY.fullmatch(name):
        return True  # 中金公司 is somebody
    if re.search("(?:利率|息|率|价|额|量|指数|评级|展望|指引|预期|均线)$", name):
        return True  # 票息维持3%: a thing
    if re.search("(?:工厂|项目|产线|基地|工程|新车|车型|产品|门店|业务|规划|批复|影响|比重)$", name):
        return True  # 首家工厂预计2027年投产: what is expected, nobody who expects
    return (
        bool(
            re.fullmatch(
                r".*(?:这|该|其|数据|报告|公告|结果|市场|我们|消息|分析|有关|文章|本文|原文|文中|报道|作者)",
                name,
            )
        )
        and len(name) <= 4
    )


def proper_names(text: str) -> tuple[Speaker, ...]:
    """Names of people, firms and places: runs of capitalised words that do not merely begin the sentence."""
    found = []
    for match in re.finditer(_NAME, text):
        name = match.group().strip(" .,'’")
        parts = [
            word
            for word in name.split()
            if word not in _no_names()
            and word.strip(".,") not in _SUFFIXES
            and word.lower() not in ("of", "and", "&", "de", "van")
        ]
        alone = len(name.split()) == 1
        # A sentence's first word, an abbreviation in brackets and the name of a button are nobody's.
        before = text[: match.start()].rstrip()[-1:]
        if (
            not parts
            or len(name) < 3
            or (alone and (name.isupper() or not before or before in set("(:：（‘'\"“/.•-")))
        ):
            continue
        found.append(Speaker(Span(match.start(), match.start() + len(name)), name))
    return tuple(found)


@functools.cache
def _causes() -> tuple[re.Pattern[str], re.Pattern[str]]:
    table = words("statements")["causes"]
    english = "|".join(re.escape(word) for word in sorted(table["en"], key=len, reverse=True))
    before = "|".join(map(re.escape, table["zh_before"]))
    around = "|".join(map(re.escape, table["zh_around"]))
    return (
        re.compile(
            rf"\b(?:{english})\b\s*(?P<a>[^.;:]{{4,160}}?)(?=,|;|\.\s|\.?$|\bwhich\b|\bwhile\b|\bbut\b|\[)",
            re.I,
        ),
        re.compile(
            rf"(?:{before})(?P<a>[^，。；]{{2,40}})|受(?P<b>[^，。；]{{2,30}}?)(?:等因素)?(?:{around})|(?<![原成起动内基])因(?P<c>[^，。；此为素而果]{{2,30}})"
        ),
    )


def causes(text: str) -> tuple[Cause, ...]:
    """What the sentence names as the reason for something."""
    found = []
    for pattern in _causes():
        for match in pattern.finditer(text):
            group = next(key for key, value in match.groupdict().items() if value)
            if re.search(r"[A-Za-z\u4e00-\u9fff]", match[group]):
                found.append(Cause(Span(*match.span(group)), match[group].strip()))
    return tuple(found)
