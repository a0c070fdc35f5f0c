"""A sentence as a checker sees it: its figures, each with whose, which measure, which time, which way, and its cues.

What belongs to a figure is decided by place: what follows it up to the next break ("3.13% drop", "$68bn in revenue",
"16× for the index"), else what stands between the figure before and it, else what the sentence said before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from copilot import style
from copilot.reading.concepts import concepts, is_modifier, is_performance
from copilot.reading.cues import (
    RATES_IT,
    SPEAKS,
    content,
    cue_lexicon,
    turned,
)
from copilot.reading.entities import Entities, EntityMention
from copilot.reading.lexicon import Found, plain
from copilot.reading.lists import Lists
from copilot.reading.marks import marks
from copilot.reading.periods import Period
from copilot.reading.spoken import Context, FigureReading, Sentence, fits
from copilot.reading.timeline import periods
from copilot.style import Written
from copilot.types import Span

__all__ = ["Context", "FigureReading", "Sentence", "content", "cue_lexicon", "fits", "read"]

# A sentence that holds more is a list or an attack; reading it whole would cost the square of its numbers.
MOST_FIGURES = 100


_NOT_CLAIMS = re.compile(
    r"\b(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d(?=[\s,.;:)]))(?![-/\d])|https?://\S+|\bS&P ?500\b|\bRussell ?[1-3]000\b|\bNasdaq[- ]?100\b|\bFTSE ?100\b|\bNikkei ?225\b|\bCSI ?[135]00\b|\bDow ?30\b|\bStoxx ?[56]0+\b"
    r"|(?<![\d.:])(?:[01]?\d|2[0-3])[:：][0-5]\d(?::[0-5]\d)?(?![\d:])|(?<![A-Za-z])(?:RSI|ATR|EMA|SMA|MA) ?[(（] ?\d{1,3} ?[)）]|(?<!\d)\d{1,3}日(?=RSI|ATR|相对强弱)"
    r"|\b(?:one|two|three|four|five|six|\d)[- ]decimals?\b|(?:一|两|二|三|四|\d)位小数|小数点后\d?位?"
    r"|沪深300|中证[125]000?|中证800|上证50|标普500|罗素[12]000|纳斯达克100|日经225|科创50|富时100|\b401\(k\)|\b10-[KQ]\b|\b8-K\b|\bCOVID-19\b|\bTop ?\d+\b|\bG\d\d?\b"
    r"|\b(?:Section|Item|Note|Level|Phase|Tier|Figure|Table|Page|Chapter|Part|Step|Rule|Class|Series|ASC|ASU|IFRS|Form) \d[\d.()A-Za-z-]*|\b24/7\b|\b\d{6}\.(?:SS|SH|SZ)\b|\b\d{4,5}\.HK\b|每\s?\d+股|[(（]\d+股[)）]|第[一二三四五六七八九十\d]+(?:次|轮|名|位|大)|(?<!\d)10(?=股?(?:派|送|转))|\d+(?=派\d)",
    re.IGNORECASE,
)


def read(text: str, span: Span, entities: Entities, context: Context | None = None) -> Sentence:
    """Reads one sentence of a text. Spans of the result are places in the whole text."""
    body = text[span.start : span.end]
    marked = marks(body)
    written = style.read(body)
    mentions = _pointed(body, [m for m in entities.find(body) if not _unit_word(body, m.span, written)])
    hidden = [mark.span for mark in marked] + [Span(*m.span()) for m in _NOT_CLAIMS.finditer(body)]
    hidden += [m.span for m in mentions if any(c.isdigit() for c in body[m.span.start : m.span.end])]
    when = [one for one in periods(body) if not any(one.span.overlaps(other) for other in hidden)]
    hidden += [one.span for one in when]
    numbers = [
        w
        for w in written
        if not any(w.digits.overlaps(other) for other in hidden) and not _no_figure(body, w)
    ]
    numbers, beyond = numbers[:MOST_FIGURES], tuple(numbers[MOST_FIGURES:])
    named = _concepts(body, mentions, when)
    # The 单日 of 最大单日涨幅 is no window.
    single = [c.span for c in named if c.tag in ("best_move", "worst_move")]
    when = [one for one in when if not any(one.span in held for held in single)]
    voices = _voices(body, mentions)
    subjects = tuple(m for m in mentions if m not in voices)
    reader = Lists(body, numbers, subjects, named, when, context or Context())
    reader.voices = frozenset(m.key for m in voices)
    fixed = [m.span for m in mentions] + [p.span for p in when]
    fixed += [c.span for c in named if not is_modifier(c.tag) and c.tag not in _CUES_TOO]
    sentence = Sentence(
        span,
        body,
        reader.figures(),
        subjects,
        tuple(named),
        tuple(when),
        _cues(body, fixed, mentions),
        tuple(dict.fromkeys(mark.number for mark in marked)),
        tuple(mark.span for mark in marked),
        tuple(hidden),
        beyond,
    )
    return _moved(sentence, span.start)


# Measures whose words are cues as well: "excess return of", "accounts for".
_CUES_TOO = frozenset({"return", "flows", "weight", "excess_return", "spread", "estimate"})


def _concepts(body: str, mentions: Sequence[EntityMention], when: Sequence[Period]) -> list[Found[str]]:
    """The measures that the sentence names, outside the names of companies and funds."""
    names = [m for m in mentions if m.known]
    named = []
    for concept in concepts().find(body):
        # Treasuries and Bunds name a country and what its bonds yield.
        bonds = [m for m in names if m.key.startswith("place:") and m.span in concept.span]
        if any(concept.span.overlaps(m.span) for m in names) and not (bonds and concept.tag == "yield"):
            continue
        # The "last" of "last 60 sessions" is no last price.
        last = plain(body[concept.span.start : concept.span.end]) == "last"
        if last and any(body[concept.span.end : p.span.start].isspace() for p in when):
            continue
        named.append(concept)
    if is_performance(body):
        return [replace(c, tag="return") if c.phrase == "收益率" else c for c in named]
    return named


_TURNS = {("direction", "up"): ("direction", "down"), ("direction", "down"): ("direction", "up")}


def _cues(
    body: str, fixed: Sequence[Span], mentions: Sequence[EntityMention]
) -> tuple[Found[tuple[str, str]], ...]:
    """The words that relate and move, outside names; a gain of the yen is a fall of the rate that it is quoted in."""
    found = [c for c in cue_lexicon().find(body) if not any(c.span.overlaps(held) for held in fixed)]
    return tuple(
        replace(c, tag=_TURNS[c.tag]) if c.tag in _TURNS and turned(body, mentions, c.span) else c
        for c in found
    )


def _voices(body: str, mentions: Sequence[EntityMention]) -> list[EntityMention]:
    """Who is named as the one that says or rates something."""
    low = plain(body)
    return [
        m
        for m in mentions
        if SPEAKS.search(low, max(0, m.span.start - 40), m.span.start) or RATES_IT.match(low, m.span.end)
    ]


def _unit_word(body: str, span: Span, written: Sequence[Written]) -> bool:
    """The dollars of an amount, the renminbi of 以人民币计: a unit, not what is spoken of."""
    if body[max(0, span.start - 1) : span.start] in ("以", "按") and body[span.end : span.end + 1] in (
        "计",
        "口",
    ):
        return True
    return any(one.digits.end <= span.start and span.end <= one.span.end for one in written)


_POINTERS = re.compile(r"前者|后者|\bthe (?:former|latter)\b", re.IGNORECASE)


def _pointed(body: str, mentions: Sequence[EntityMention]) -> tuple[EntityMention, ...]:
    """前者 and 后者, "the former" and "the latter": the two that were named last before them, in their order."""
    found = list(mentions)
    for match in _POINTERS.finditer(body):
        keys = list(dict.fromkeys(m.key for m in mentions if m.span.end <= match.start()))
        if len(keys) >= 2:
            key = keys[-2] if match[0].lower() in ("前者", "the former") else keys[-1]
            tail = body[match.end() : match.end() + 2]
            found.append(EntityMention(Span(*match.span()), key, True, tail.startswith(("'s", "’s", "的"))))
    return tuple(sorted(found, key=lambda m: m.span.start))


_ROUND = re.compile(
    r"[万亿]{0,2}[元点美港]{0,3}(?:整数|心理)?(?:关口|大关)|(?: (?:million|billion|trillion|points?))? (?:mark|threshold|milestone|barrier)"
)
_NEARING = re.compile(
    r"(?:距离?|逼近|接近|临近|直逼)[^，。；\d]{0,5}$|\b(?:shy|short|reach) of (?:the )?[$€£]?$|\b(?:near|nearing|approaching|close to) (?:the )?[$€£]?$"
)
_GROUP = re.compile(
    r"(?:these|those|the|all|both) (?:two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|(?<![\d零〇百千万亿第])[两二三四五六七八九十](?:家|只|支|大|个|者)(?![点百月季交自])"
)
_PASSED = re.compile(r"\b(?:above|below|under|over|past|through) (?:the )?[$€£]?$")
_LINE = re.compile(r"[ -](?:line|mark|threshold|level)\b")
_STRETCHED = re.compile(r"\b(?:RSI|overbought|oversold|expansion|contraction|growth)\b", re.IGNORECASE)
_VOTED = re.compile(r"\b(?:voted?|votes|split|majority)\b[^,.;]{0,20}?\b(\d{1,2})[-–](\d{1,2})\b")
_CONVENTION = re.compile(r" ?(?:的)?(?:中轴|荣枯线|分水岭|临界点|超买线|超卖线|多空线)")  # 50中轴
_THRESHOLD = re.compile(
    r"\b(?:threshold|boom-bust line|break-even line)(?: (?:of|at))?$|(?:荣枯线|临界点|临界值|分界线|中轴)(?:的|为)?$"
)


def _no_figure(body: str, written: Written) -> bool:
    """List marks ("1.", "(2)") and ordinals are no figures."""
    start = written.digits.start
    before, after = (
        body[max(0, start - 80) : start].strip(),
        body[written.digits.end : written.digits.end + 3],
    )
    if not before and re.match(r"[.)、]\s", after) and written.quantity.step == 1:
        return True
    if written.quantity.step == 1 and any(
        match.start() <= min(start, 6) < match.end()
        for match in _GROUP.finditer(plain(body[max(0, start - 6) : start + 24]))
    ):
        return True  # "of the three stocks", 三家公司中: who is meant, no figure
    if _ROUND.match(body, written.digits.end) and _PASSED.search(
        body, max(0, written.span.start - 24), written.span.start
    ):
        return True  # "held above the $4,000 mark"
    if _LINE.match(body, written.digits.end) and before.endswith("the") and _STRETCHED.search(body):
        return True  # "above the 70 line that chartists call overbought"
    if any(vote.start(1) <= start < vote.end(2) for vote in _VOTED.finditer(body)):
        return True  # "voted 6-3": who voted how no row tells apart
    if _CONVENTION.match(body, written.digits.end) or _THRESHOLD.search(
        before
    ):  # a convention, not a datum: "the overbought threshold of 70", 荣枯线50
        return True
    if _ROUND.match(body, written.digits.end) and _NEARING.search(
        body, max(0, written.digits.start - 12), written.digits.start
    ):
        return True  # 距5000亿元关口一步之遥: a mark on the way, no level
    if re.fullmatch(r"[0-3]?\d", body[written.digits.start : written.digits.end]) and re.match(
        r"[日号](?![均线涨跌内滚以])", after
    ):
        return True  # "12日，五粮液…": a day of the month
    if re.match(r"-\s", after):  # "the 20- and 50-day lines"
        return True
    return bool(re.match(r"(?:st|nd|rd|th)\b", after)) or bool(re.match(r"\s?[-–]\s?[KQ]\b", after))


def _moved(sentence: Sentence, by: int) -> Sentence:
    if not by:
        return sentence

    def at(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    def written(one: Written) -> Written:
        return replace(
            one, span=at(one.span), digits=at(one.digits), hedge=at(one.hedge) if one.hedge else None
        )

    return replace(
        sentence,
        figures=tuple(
            replace(
                f,
                written=written(f.written),
                region=at(f.region),
                periods=tuple(replace(p, span=at(p.span)) for p in f.periods),
            )
            for f in sentence.figures
        ),
        entities=tuple(replace(m, span=at(m.span)) for m in sentence.entities),
        concepts=tuple(replace(c, span=at(c.span)) for c in sentence.concepts),
        periods=tuple(replace(p, span=at(p.span)) for p in sentence.periods),
        cues=tuple(replace(c, span=at(c.span)) for c in sentence.cues),
        marks=tuple(at(m) for m in sentence.marks),
        names=tuple(at(m) for m in sentence.names),
        beyond=tuple(written(one) for one in sentence.beyond),
    )
