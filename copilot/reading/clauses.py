"""A sentence as a checker sees it: its figures, each with whose, which measure, which time, which way, and its cues.

What belongs to a figure is decided by place: what follows it up to the next break ("3.13% drop", "$68bn in revenue",
"16× for the index"), else what stands between the figure before and it, else what the sentence said before.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from copilot import style
from copilot.reading.entities import Entities, EntityMention
from copilot.reading.facts import concept_unit, concepts, is_modifier, stem
from copilot.reading.lexicon import Found, Lexicon, plain, words
from copilot.reading.periods import Kind, Period, periods
from copilot.style import Written
from copilot.types import Hedge, Quantity, Span

__all__ = ["Context", "FigureReading", "Sentence", "content", "cue_lexicon", "fits", "read"]


@dataclass(frozen=True, slots=True)
class FigureReading:
    """A figure and what its place says about it. `quantity` is signed by the words that move it."""

    written: Written
    quantity: Quantity
    change: bool  # a movement, not a level
    direction: int  # +1, −1, 0: what the words say
    preposition: str  # to | from | by | ""
    entities: tuple[str, ...]  # best first
    concepts: frozenset[str]
    own: bool  # concepts are its own, not inherited
    periods: tuple[Period, ...]
    prior: bool  # "a year earlier", "from $57.0bn"
    cue: str = ""  # of a derivation
    region: Span = Span(0, 0)
    stems: frozenset[str] = frozenset()
    negated: bool = False
    loss: bool = False
    spoken: frozenset[str] = frozenset()  # all concepts of the sentence
    said: frozenset[str] = frozenset()  # content words of the sentence
    toward: int = 0  # "raised … to 1.7 %": which way a level was reached
    beside: str = ""  # "above the 2.5 % that was forecast": above, below
    contest: tuple[str, str, str] = ("", "", "")  # who, above or below, whom: "A beat B by about 12 points"
    voices: frozenset[str] = frozenset()  # who is said to say so

    @property
    def span(self) -> Span:
        return self.written.span


@dataclass(frozen=True, slots=True)
class Sentence:
    """One judged unit of the answer (or of an article)."""

    span: Span
    text: str
    figures: tuple[FigureReading, ...]
    entities: tuple[EntityMention, ...]
    concepts: tuple[Found[str], ...]
    periods: tuple[Period, ...]
    cues: tuple[Found[tuple[str, str]], ...]
    citations: tuple[int, ...]
    marks: tuple[Span, ...]
    names: tuple[Span, ...] = ()  # digits that are no claims


@dataclass(frozen=True, slots=True)
class Context:
    """What the sentences before have said."""

    entities: tuple[str, ...] = ()
    concepts: frozenset[str] = frozenset()
    periods: tuple[Period, ...] = ()


_CONTRAST = re.compile(
    r"\s*(?:against|versus|vs\.?|compared (?:with|to)|relative to|对比?|相比|较|比)\s*(?:about|around|roughly|some|nearly|~|约|大约)?\s*"
)
_MARK = re.compile(r"\[(\d{1,4})\](?!\()|【(\d{1,4})】")
_NOT_CLAIMS = re.compile(
    r"\b(?:19|20)\d\d\s?[/–-]\s?(?:(?:19|20)\d\d|\d\d(?=[\s,.;:)]))(?![-/\d])|https?://\S+|\bS&P ?500\b|\bRussell ?[1-3]000\b|\bNasdaq[- ]?100\b|\bFTSE ?100\b|\bNikkei ?225\b|\bCSI ?[135]00\b|\bDow ?30\b|\bStoxx ?[56]0+\b"
    r"|(?<![A-Za-z])(?:RSI|ATR|EMA|SMA|MA) ?[(（] ?\d{1,3} ?[)）]|(?<!\d)\d{1,3}日(?=RSI|ATR|相对强弱)"
    r"|沪深300|中证[125]000?|中证800|上证50|标普500|罗素[12]000|纳斯达克100|日经225|科创50|富时100|\b401\(k\)|\b10-[KQ]\b|\b8-K\b|\bCOVID-19\b|\bTop ?\d+\b|\bG\d\d?\b"
    r"|\b(?:Section|Item|Note|Level|Phase|Tier|Figure|Table|Page|Chapter|Part|Step|Rule|Class|Series|ASC|ASU|IFRS|Form) \d[\d.()A-Za-z-]*|\b24/7\b|\b\d{6}\.(?:SS|SH|SZ)\b|\b\d{4,5}\.HK\b|第[一二三四五六七八九十\d]+(?:次|轮|名|位|大)",
    re.IGNORECASE,
)
_AT_A_PRICE = re.compile(r"(?:^\s*|[.;(:\n*]\s*|\b(?:trading|closing|now|still)\s+)at\s+[$¥€£]?$")
_BREAK = re.compile(r"[,;，；。:：()（）、\n|]")


@functools.cache
def cue_lexicon() -> Lexicon[tuple[str, str]]:
    """Every cue word with its family and sense: ("direction", "up"), ("contest", "above"), …"""
    table = words("relations")
    return Lexicon(
        (word, (family, sense))
        for family, senses in table.items()
        if family not in ("to", "from", "by", "clause")
        for sense, phrases in senses.items()
        for word in phrases
    )


@functools.cache
def _directions() -> Lexicon[int]:
    table = words("relations")["direction"]
    return Lexicon(
        [*((w, 1) for w in table["up"]), *((w, -1) for w in table["down"]), *((w, 0) for w in table["flat"])]
    )


_ADJECTIVES = "(?:annuali[sz]ed|annual|seasonally adjusted|record|total|combined|modest|mere|revised|preliminary|fresh|new)"


@functools.cache
def _small(name: str) -> re.Pattern[str]:
    phrases = sorted(words("relations")[name]["words"], key=len, reverse=True)
    body = "|".join((rf"(?<![a-z]){re.escape(w)}" if w.isascii() else re.escape(w)) for w in phrases)
    return re.compile(rf"(?:{body})\s*(?:the |a |an )?(?:{_ADJECTIVES} )?$")


@functools.cache
def _clause_words() -> re.Pattern[str]:
    phrases = sorted(words("relations")["clause"]["words"], key=len, reverse=True)
    return re.compile(
        "|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in phrases)
    )


@functools.cache
def _losses() -> Lexicon[str]:
    return Lexicon((word, "loss") for word in words("relations")["loss"]["words"])


_STOP = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "and",
        "or",
        "as",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "which",
        "who",
        "has",
        "have",
        "had",
        "not",
        "no",
        "than",
        "then",
        "also",
        "into",
        "over",
        "under",
        "about",
        "after",
        "before",
        "during",
        "their",
        "his",
        "her",
        "our",
        "your",
        "more",
        "most",
        "such",
        "per",
        "amid",
        "while",
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
        "can",
        "company",
        "total",
        "question",
        "answer",
        "what",
        "year",
        "quarter",
    ]
)


@functools.lru_cache(maxsize=16384)
def content(text: str) -> frozenset[str]:
    """Content words of a text, stemmed; of Chinese, pairs of characters."""
    low = plain(text)
    found = {stem(word) for word in re.findall(r"[a-z][a-z&']+", low) if word not in _STOP}
    for run in re.findall(r"[\u4e00-\u9fff]+", low):
        found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return frozenset(found)


def _stems(text: str) -> frozenset[str]:
    """Stems of the words of a text; of Chinese, every pair of neighbouring characters."""
    return frozenset(stem(word) for word in re.findall(r"[A-Za-z]{3,}", text)) | frozenset(
        re.findall(r"(?=([\u4e00-\u9fff]{2}))", text)
    )


def read(text: str, span: Span, entities: Entities, context: Context | None = None) -> Sentence:
    """Reads one sentence of a text. Spans of the result are places in the whole text."""
    body = text[span.start : span.end]
    marks = [(Span(m.start(), m.end()), int(m[1] or m[2])) for m in _MARK.finditer(body)]
    found_entities = entities.find(body)
    when = periods(body)
    hidden = [mark for mark, _ in marks] + [Span(*m.span()) for m in _NOT_CLAIMS.finditer(body)]
    hidden += [
        one.span for one in found_entities if any(c.isdigit() for c in body[one.span.start : one.span.end])
    ]
    when = tuple(one for one in when if not any(one.span.overlaps(other) for other in hidden))
    hidden += [one.span for one in when]
    numbers = [
        w
        for w in style.read(body)
        if not any(w.digits.overlaps(other) for other in hidden) and not _no_figure(body, w)
    ]
    named = [
        c
        for c in concepts().find(body)
        if not any(c.span.overlaps(m.span) for m in found_entities if m.known)
        and not (  # the "last" of "last 60 sessions" is no last price
            plain(body[c.span.start : c.span.end]) == "last"
            and any(body[c.span.end : p.span.start].isspace() for p in when)
        )
    ]
    single = [
        c.span for c in named if c.tag in ("best_move", "worst_move")
    ]  # the 单日 of 最大单日涨幅 is no window
    when = tuple(one for one in when if not any(one.span in held for held in single))
    low = plain(body)
    voices = [
        m
        for m in found_entities
        if _SPEAKS.search(low, max(0, m.span.start - 40), m.span.start) or _RATES_IT.match(low, m.span.end)
    ]
    subjects = tuple(m for m in found_entities if m not in voices)
    reader = _Reader(body, numbers, subjects, named, when, context or Context())
    reader.voices = frozenset(m.key for m in voices)
    for index in range(len(numbers)):
        reader.figure(index)
    fixed = [m.span for m in found_entities] + [p.span for p in when]
    fixed += [
        c.span
        for c in named
        if not is_modifier(c.tag) and c.tag not in ("return", "flows", "weight", "excess_return", "spread")
    ]
    reader.paired()
    reader.fronted()
    figures = reader.respectively()
    sentence = Sentence(
        span,
        body,
        figures,
        subjects,
        tuple(named),
        when,
        tuple(c for c in cue_lexicon().find(body) if not any(c.span.overlaps(held) for held in fixed)),
        tuple(dict.fromkeys(number for _, number in marks)),
        tuple(mark for mark, _ in marks),
        tuple(hidden),
    )
    return _moved(sentence, span.start)


def _no_figure(body: str, written: Written) -> bool:
    """List marks ("1.", "(2)") and ordinals are no figures."""
    before, after = body[: written.digits.start].strip(), body[written.digits.end : written.digits.end + 3]
    if not before and re.match(r"[.)、]\s", after) and written.quantity.step == 1:
        return True
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
    )


_FITS: dict[str, Callable[[str], bool]] = {
    "money": lambda unit: (len(unit) == 3 and unit.isupper()) or unit == "",
    "level": lambda unit: (len(unit) == 3 and unit.isupper()) or unit in ("", "points"),
    "percent": lambda unit: unit in ("%", "pp", "bps"),
    "pp": lambda unit: unit in ("%", "pp", "bps"),
    "multiple": lambda unit: unit in ("x", ""),
    "count": lambda unit: unit not in ("%", "pp", "bps", "x") and not (len(unit) == 3 and unit.isupper()),
    "any": lambda unit: True,
}


def fits(concept: str, unit: str) -> bool:
    """Can a number of this unit be a value (or, in per cent, a change) of the concept?"""
    return _FITS[concept_unit(concept)](unit)


@dataclass
class _Reader:
    """Assigns mentions to figures. Lives for one sentence."""

    body: str
    numbers: Sequence[Written]
    entities: Sequence[EntityMention]
    concepts: Sequence[Found[str]]
    periods: Sequence[Period]
    context: Context
    low: str = ""
    masked: str = ""
    tails: list[Span] = field(default_factory=list)
    done: list[FigureReading] = field(default_factory=list)
    moves: list[Found[int]] = field(default_factory=list)
    voices: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.low = plain(self.body)
        names = [m.span for m in self.entities]
        self.moves = [m for m in _directions().find(self.body) if not any(m.span.overlaps(n) for n in names)]
        # Inside a name, a period or "from a year earlier" no word begins a new clause.
        bases = [c.span for c in self.concepts if is_modifier(c.tag)]
        masked = list(self.low)
        for span in (*names, *(p.span for p in self.periods), *bases):
            masked[span.start : span.end] = "_" * (span.end - span.start)
        self.masked = "".join(masked)
        for index, number in enumerate(self.numbers):
            limit = self.numbers[index + 1].span.start if index + 1 < len(self.numbers) else len(self.body)
            self.tails.append(self._tail(number.span.end, limit))

    def _tail(self, start: int, limit: int) -> Span:
        """What is said of a number after it: up to a break or a word that begins something new."""
        end = limit
        if found := _BREAK.search(self.masked, start, limit):
            end = found.start()
            # "15x (forward earnings)": a bracket that opens at once still speaks of the number
            if self.body[found.start()] in "(（" and not self.body[start : found.start()].strip():
                end = start
        if found := _clause_words().search(self.masked, start, end):
            end = found.start()
        if limit < len(
            self.body
        ):  # "income of $31.65 billion on revenue of $69.63 billion": the second name is the next number's
            for one in self.concepts:
                if (
                    start <= one.span.start < end
                    and _LEADS_ON.fullmatch(self.low, one.span.end, limit)
                    and not is_modifier(one.tag)
                ):
                    end = min(end, one.span.start)
        for move in self.moves:  # "1.27万亿元增加约11.8%": the verb is the next number's
            if (
                not move.phrase.isascii()
                and start <= move.span.start
                and limit - 3 <= move.span.end <= limit < len(self.body)
            ):
                end = min(end, move.span.start)
        return Span(start, end)

    def head(self, index: int) -> Span:
        """What stands between the number before (and what is said of it) and this number."""
        number = self.numbers[index]
        start = self.tails[index - 1].end if index else 0
        return Span(min(start, number.span.start), number.span.start)

    def figure(self, index: int) -> FigureReading:
        number = self.numbers[index]
        head, tail = self.head(index), self.tails[index]
        preposition = self._preposition(number)
        direction, change = self._direction(head, tail, number, preposition)
        named, own = self._concepts(index, head, tail, number.quantity.unit, change)
        when, prior = self._periods(index, head, tail, preposition)
        owners = self._entities(index, head, tail)
        loss = not change and bool(
            _losses().find(self.body[head.start : head.end])
            or _losses().find(self.body[tail.start : tail.end])
        )
        quantity = number.quantity
        if change and direction and not number.signed:
            quantity = replace(quantity, value=quantity.value * direction)
            quantity = _flipped(quantity) if direction < 0 else quantity
        reading = FigureReading(
            number,
            quantity,
            change,
            direction,
            preposition,
            owners,
            named,
            own,
            when,
            prior,
            self._cue(head, tail),
            Span(head.start, tail.end),
            _stems(self.body[head.start : tail.end]),
            self._negated(head, number),
            loss,
            frozenset(c.tag for c in self.concepts) | self.context.concepts,
            content(self.body),
            *self._stance(head, number, preposition),
            self.voices,
        )
        self.done.append(reading)
        return reading

    def paired(self) -> None:
        """`below its 20-day average ($248.88 against $258.36)`: the price first, then what it is set against."""
        for match in re.finditer(r"[(（]([^()（）]{3,80})[)）]", self.body):
            inside = [i for i, f in enumerate(self.done) if match.start() < f.span.start < match.end()]
            if len(inside) != 2 or any(match.start() < c.span.start < match.end() for c in self.concepts):
                continue
            between = self.body[self.done[inside[0]].span.end : self.done[inside[1]].span.start]
            named = [c for c in self.concepts if c.span.end <= match.start() and c.tag in _PAIRS]
            whose = [m.key for m in self.entities if m.span.end <= match.start()]
            if not named and len(whose) == 2 and _AGAINST.search(between):
                for index, key in zip(inside, whose, strict=True):
                    self.done[index] = replace(self.done[index], entities=(key,), prior=False)
            if named and re.search(r"against|versus|vs|compared|,|，|对|比|/|、", between):
                first, second = inside
                self.done[first] = replace(
                    self.done[first],
                    concepts=frozenset({"close"}),
                    own=True,
                    periods=tuple(p for p in self.done[first].periods if not _attached(self.body, p)),
                )
                self.done[second] = replace(
                    self.done[second], concepts=frozenset({named[-1].tag}), own=True, prior=False
                )

    def fronted(self) -> None:
        """`At 16 times against 21 times, the Russell 2000's discount to the S&P 500 …`: in the order of the names."""
        if len(self.done) < 2 or not self.entities:
            return
        first, second = self.done[0], self.done[1]
        between = self.body[first.span.end : second.span.start]
        if not _AGAINST.search(between) or len(between) > 12 or self.entities[0].span.start < second.span.end:
            return
        after = list(dict.fromkeys(m.key for m in self.entities))
        self.done[0] = replace(first, entities=(after[0],), prior=False)
        if len(after) == 2:
            self.done[1] = replace(second, entities=(after[1],), prior=False)

    def respectively(self) -> tuple[FigureReading, ...]:
        """`A and B were 1 and 2, respectively`: the lists run side by side."""
        figures = list(self.done)
        word = re.search(r"\brespectively\b|分别", self.low)
        if word is None or len(figures) < 2:
            return tuple(figures)
        chinese = self.body[word.start()] == "分"
        own = [i for i, f in enumerate(figures) if (f.span.start > word.start()) == chinese]
        for size in range(len(own), 1, -1):
            chosen = own[:size] if chinese else own[-size:]
            first = figures[chosen[0]].span.start
            listed: dict[str, list[Any]] = {
                "entities": [m for m in self.entities if m.span.start < first],
                "concepts": [c for c in self.concepts if c.span.start < first and not is_modifier(c.tag)],
                "periods": [p for p in self.periods if p.kind is not Kind.PRIOR],
            }
            fitting = {name: items[-size:] for name, items in listed.items() if len(items) >= size}
            several = {
                name: items
                for name, items in fitting.items()
                if len(listed[name]) == size or self._coordinated([one.span for one in items])
            }
            if not several:
                continue
            for place, index in enumerate(chosen):
                change: dict[str, Any] = {}
                if "entities" in several:
                    change["entities"] = (several["entities"][place].key,)
                if "concepts" in several:
                    change["concepts"] = frozenset({several["concepts"][place].tag})
                if "periods" in several:
                    change["periods"] = (several["periods"][place],)
                    change["prior"] = False
                figures[index] = replace(figures[index], **change)
            break
        return tuple(figures)

    def _coordinated(self, spans: Sequence[Span]) -> bool:
        """Are the mentions one list: only commas and `and` (and short words) between them?"""
        between = [self.masked[a.end : b.start] for a, b in itertools.pairwise(spans)]
        return all(
            re.fullmatch(r"(?:'s)?[\s,、]*(?:and|和|及|与|以及)?\s*(?:the |its )?", gap) for gap in between
        )

    def _stance(self, head: Span, number: Written, preposition: str) -> tuple[int, str, tuple[str, str, str]]:
        """What the words before a level say of how it was reached, and of whom it sets above whom."""
        nouns = ("growth", "增速", "增长", "涨幅", "跌幅")  # "cut its growth forecast to" cuts
        moves = [
            m.tag
            for m in self.moves
            if head.start <= m.span.start < head.end and m.tag and m.phrase not in nouns
        ]
        toward = moves[-1] if moves and preposition == "to" else 0
        cues = [
            c
            for c in cue_lexicon().find(self.body[head.start : head.end])
            if c.tag[0] in ("level", "contest")
        ]
        beside, who = "", ("", "", "")
        for cue in cues:
            at = Span(cue.span.start + head.start, cue.span.end + head.start)
            if not (number.hedge and number.hedge.overlaps(at)) and 0 <= head.end - at.end <= 12:
                beside = cue.tag[1]
            left = [m.key for m in self.entities if m.span.end <= at.start]
            right = [m.key for m in self.entities if m.span.start >= at.end and m.span.end <= head.end]
            if cue.tag[0] == "contest" and left and right:
                who = (left[-1], cue.tag[1], right[0])
        return toward, beside, who

    def _preposition(self, number: Written) -> str:
        start = number.span.start
        if number.hedge and number.hedge.start < start:
            start = number.hedge.start
        for one in self.periods:  # "from February's 88,000", "由2月的31.5万辆": the time stands between
            if one.span.end <= start and re.fullmatch(r"(?:'s|的)?\s*", self.low[one.span.end : start]):
                start = one.span.start
                break
        before = self.low[max(0, start - 24) : start]
        for name in ("from", "by", "to"):
            if _small(name).search(before):
                return name
        return ""

    def _direction(self, head: Span, tail: Span, number: Written, preposition: str) -> tuple[int, bool]:
        """The polarity of the words that govern the number, and whether it is a movement at all."""
        unit = number.quantity.unit
        moves = [
            m for m in self.moves if m.tag and (unit in ("%", "pp", "bps") or not m.phrase.startswith("loss"))
        ]
        after = [m for m in moves if tail.start <= m.span.start < tail.end]
        before = [m for m in moves if head.start <= m.span.start < head.end]
        after = [m for m in after if not m.phrase.isascii() or m.phrase in _NOUNS]
        before = [m for m in before if not re.match(r"\s*than\b", self.low[m.span.end :])]
        noun = after and not re.search(
            r"[a-z\u4e00-\u9fff]{3,}.*[a-z]{3,}", self.low[tail.start : after[0].span.start]
        )
        if noun and (unit in ("%", "pp", "bps") or after[0].span.start - tail.start < 3):
            return after[0].tag, True
        if not before:
            if (carried := self._carried(head, number)) is not None:
                return carried, True
            return 0, number.signed and unit in ("%", "pp", "bps")
        last = before[-1]
        hedged = (
            number.hedge.start
            if number.hedge and number.hedge.start < number.span.start
            else number.span.start
        )
        between = self.low[last.span.end : max(last.span.end, hedged)]
        if preposition == "from":
            return 0, False
        if preposition == "to" and not re.search(
            r"\b(?:of|was|is|were|are|a|an|the)\s*$|为$|达$|约为$", between
        ):
            return 0, False
        if preposition == "to" and re.search(r"\b(?:to|at)\b|至|到", between):
            return 0, False
        if re.search(r"[,;，；]", between) and not re.search(
            r"\b(?:by|of)\s*$|幅度?为?$|了$", between.rstrip(" 约")
        ):
            return 0, number.signed and unit in ("%", "pp", "bps")
        if (
            unit not in ("%", "pp", "bps", "points", "x")
            and preposition != "by"
            and len(between.strip()) > 12
        ):
            return 0, False
        return last.tag, True

    def _carried(self, head: Span, number: Written) -> int | None:
        """`fell 3.13 % and the Russell 2000 3.85 %`: the verb before goes for this number too."""
        if not self.done or number.signed or number.quantity.unit not in ("%", "pp"):
            return None
        last = self.done[-1]
        text = self.low[head.start : head.end]
        same = last.change and last.quantity.unit == number.quantity.unit and not last.written.signed
        named = any(m.span.start >= head.start and m.span.end <= head.end for m in self.entities)
        named = named or bool(re.fullmatch(r"\W*(?:and|和|以及|、)?\W*", text))
        own = any(c.span.start >= head.start and c.span.end <= head.end for c in self.concepts)
        new = re.search(r"[;；。]|\b(?:from|to|by|of|at|is|was|while|but)\b|[至为]", text)
        return (
            last.direction
            if last.direction and same and named and not own and not new and len(text) < 60
            else None
        )

    def _concepts(
        self, index: int, head: Span, tail: Span, unit: str, change: bool
    ) -> tuple[frozenset[str], bool]:
        def within(span: Span) -> list[str]:
            inside = [c for c in self.concepts if span.start <= c.span.start and c.span.end <= span.end]
            # "8.9 % below its 52-week high of $260.10": what is a drawdown in per cent is the high in dollars
            level = fits("high", unit) and bool(unit)
            return ["high" if c.tag == "drawdown" and level else c.tag for c in inside]

        def fitting(tags: Sequence[str]) -> bool:
            return any(
                not is_modifier(tag) and (fits(tag, unit) or unit in ("%", "pp", "bps", "x")) for tag in tags
            )

        number = self.numbers[index].span
        leading = _AT_A_PRICE.search(self.low[max(0, number.start - 12) : number.start])
        if leading and fits("close", unit) and self.low[number.end : number.end + 1] in (",", "，"):
            return frozenset({"close"}), True  # "At $248.92, IWM is below its average of $258.36"
        after, before = within(tail), within(head)
        if any(not is_modifier(tag) and fits(tag, unit) for tag in after):
            return frozenset(after) | frozenset(tag for tag in before if is_modifier(tag)), True
        if fitting(before) or fitting(after):
            return frozenset(self._last_cluster(head, unit)) | frozenset(after), True
        modifiers = frozenset(tag for tag in (*before, *after) if is_modifier(tag))
        tenor = any(
            p.unit == "year" and head.start <= p.span.start < head.end
            for p in self.periods
            if p.kind is Kind.ROLLING
        )
        if unit == "%" and tenor and not change:
            return frozenset({"yield"}) | modifiers, False  # "the 2-year at 3.62 %"
        for other in reversed(self.done):
            core = frozenset(tag for tag in other.concepts if not is_modifier(tag))
            if core and (fitting(tuple(core)) or unit == ""):
                return core | modifiers, False
        here, last = self.numbers[index].span.start, self.numbers[-1].span.end
        rest = [
            c.tag
            for c in self.concepts
            if not is_modifier(c.tag)
            and (fits(c.tag, unit) or change)
            and (
                c.span.start < here
                or c.span.start >= last
                or not _BREAK.search(self.masked, here, c.span.start)
            )
        ]
        if rest:
            return frozenset(rest[:1]) | modifiers, False
        return frozenset(t for t in self.context.concepts if fits(t, unit) or change) | modifiers, False

    def _last_cluster(self, head: Span, unit: str) -> list[str]:
        """The concepts after the last break that has any: "the price, and the 20-day average of" is the average's."""
        inside = [c for c in self.concepts if head.start <= c.span.start and c.span.end <= head.end]
        if not inside:
            return []
        cores = [c for c in inside if not is_modifier(c.tag)] or inside
        start = cores[-1].span.start
        for one in reversed(cores[:-1]):
            between = self.body[one.span.end : start]
            if _BREAK.search(between) or _clause_words().search(plain(between)):
                break
            start = one.span.start
        level = fits("high", unit) and bool(unit)
        chosen = [c for c in inside if c.span.start >= start or is_modifier(c.tag)]
        return ["high" if c.tag == "drawdown" and level else c.tag for c in chosen]

    def _periods(
        self, index: int, head: Span, tail: Span, preposition: str
    ) -> tuple[tuple[Period, ...], bool]:
        after = [p for p in self.periods if tail.start <= p.span.start < tail.end]
        before = [p for p in self.periods if head.start <= p.span.start < head.end]
        chosen: list[Period] = []
        prior = preposition == "from" and bool(
            re.search(r"\bfrom\b|自|由|从", self.low[max(0, head.end - 16) : head.end])
        )
        for family in (True, False):  # calendar, rolling
            near = [
                p
                for p in (*after[:1], *reversed(before))
                if p.calendar is family and p.kind is not Kind.PRIOR
            ]
            if near:
                chosen.append(near[0])
            elif leading := [p for p in self.periods if p.calendar is family and p.kind is not Kind.PRIOR]:
                bases = [o.region for o in self.done if o.prior]
                earlier = [p for p in leading if p.span.end <= head.start]
                earlier = [p for p in earlier if not any(p.span.overlaps(b) for b in bases)][-1:] or earlier[
                    :1
                ]
                last = self.numbers[-1].span.end
                free = [
                    p for p in leading if p.span.start >= max(tail.end, last) and not _attached(self.body, p)
                ]
                if family or not any(_attached(self.body, p) for p in leading):
                    pick = (earlier or free)[:1]
                    chosen += pick
            elif self.context.periods:
                chosen += [p for p in self.context.periods if p.calendar is family][:1]
        bases = [c.span for c in self.concepts if is_modifier(c.tag)]
        priors = [
            p
            for p in (*after, *before[-1:])
            if p.kind is Kind.PRIOR and not any(p.span.overlaps(b) for b in bases)
        ]
        return tuple(chosen), prior or bool(priors)

    def _entities(self, index: int, head: Span, tail: Span) -> tuple[str, ...]:
        after = [m for m in self.entities if tail.start <= m.span.start < tail.end]
        before = [m for m in self.entities if head.start <= m.span.start < head.end]
        subject = self._subject()
        result: list[str] = []
        if after:
            lead = self.low[tail.start : after[0].span.start]
            compared = re.search(
                r"\b(?:against|versus|vs\.?|than|behind|compared (?:with|to))\s+(?:the\s+)?$", lead
            )
            if re.search(r"\b(?:for|of|in|by|at|from|on|to)\s+(?:the\s+)?$", lead) or not (
                before or compared
            ):
                result.append(after[0].key)
        if before:
            last = before[-1]
            gap = self.low[last.span.end : head.end]
            lead = self.low[max(0, last.span.start - 26) : last.span.start]
            objective = re.search(
                r"(?:than|versus|vs|against|over|with|perform\w*|beat\w*|lag\w*|trail\w*|topp\w*|outpac\w*|behind|exceed\w*|to|跑赢|跑输|强于|弱于|超过|高于|低于|比|较)\s*(?:the\s+)?$",
                lead,
            )
            possessive = last.possessive or re.match(r"\s*(?:'s|at|\(|:|：|（|的|为)", gap)
            others = [m.key for m in self.entities if m.span.start < last.span.start and m.key != last.key]
            relative = re.match(r"(?:'s)?[\s,]*\(?(?:which|whose|who|where|whereas|其|后者)", gap)
            possessive = possessive or relative
            if objective and not possessive and others and re.search(r"[,，]|\bby\b|\bwith\b", gap):
                result += [others[0], last.key]
            elif owner := self._owner(last):
                result += [owner, last.key]
            else:
                result.append(last.key)
        last_end = self.numbers[index - 1].span.end if index else head.end
        if not self.entities and _CONTRAST.fullmatch(self.low, last_end, head.end):
            return ()  # "16× against 21×": the second is somebody else's, left unnamed
        if not result:
            if self.done and self.done[-1].entities:
                carried = self.done[-1].entities
                # After an object's figure, a new clause speaks of the sentence's subject again.
                result += (
                    [*carried, *subject]
                    if not re.search(r"[;；]|\b(?:while|it|its)\b", self.low[head.start : head.end])
                    else [*subject, *carried]
                )
            else:
                result += subject or list(self.context.entities)
        return tuple(dict.fromkeys(result))

    def _owner(self, other: EntityMention) -> str:
        """Whose two-sided measure it is: "AAPL's beta against MSFT", AAPL相对MSFT的贝塔系数; empty when nobody's."""
        first = next((m for m in reversed(self.entities) if m.span.end <= other.span.start), None)
        if first is None or first.key == other.key:
            return ""
        between = self.low[first.span.end : other.span.start]
        if re.fullmatch(r"\s*(?:相对于?|相较于?|较|与|和)\s*", between):
            return (
                first.key if re.match(r"的|[^，。；]{0,4}(?:相关|超额)", self.low[other.span.end :]) else ""
            )
        lead = self.low[max(0, first.span.start - 24) : first.span.start]
        if re.search(r"\b(?:of|between)\s+(?:the\s+)?$", lead) and re.fullmatch(
            r"\s+(?:with|and|to)\s+(?:the\s+)?", between
        ):
            return first.key
        words_ = r"(?:'s\s+)?[a-z ]{1,40}\b(?:against|versus|vs\.?|relative to|with|over|to)\s+(?:the\s+)?"
        return first.key if first.possessive and re.fullmatch(words_, between) else ""

    def _subject(self) -> list[str]:
        """The first that is named, unless it is only named as what something is compared with."""
        if (
            self.context.entities
            and _ANAPHOR.match(self.low)
            and not any(m.span.start < 4 for m in self.entities)
        ):
            return list(self.context.entities)  # "The stock is down 0.9 %, better than AMD"
        free = [
            m.key
            for m in self.entities
            if not re.search(
                r"\b(?:for|than|versus|vs|against|with|to)\s+(?:the\s+)?$",
                self.low[max(0, m.span.start - 14) : m.span.start],
            )
        ]
        return free[:1] or [m.key for m in self.entities[:1]]

    def _cue(self, head: Span, tail: Span) -> str:
        taken = [m.span for m in self.entities]
        taken += [
            k.span for k in self.concepts if k.tag in ("revenue", "total_assets", "eps", "target_price")
        ]
        found = [
            (c.span.start, c.tag[1])
            for c in cue_lexicon().find(self.body[head.start : tail.end])
            if c.tag[0] == "derivation"
            and not any(one.start <= head.start + c.span.start < one.end for one in taken)
        ]
        return found[-1][1] if found else ""

    def _negated(self, head: Span, number: Written) -> bool:
        text = self.low[head.start : number.span.start]
        text = re.split(r"[,;，；:：—]", text)[
            -1
        ]  # "Not yet: IWM returned 3 %" denies what stands before the colon
        return bool(
            re.search(
                r"\b(?:not|n't|never|failed to|rather than|neither|nor|denied)\b|n't\b|没有|并未|未能|并非|不是|未(?!来|经)|并没有|否认",
                text,
            )
        ) and not re.search(
            r"not only|不仅|不低于|不超过|不足|不少于|no more than|not more than|not less", text
        )


_PAIRS = frozenset({"average", "exponential_average", "high", "low", "target_price"})


_LEADS_ON = re.compile(
    r"\s*(?:of|at|was|were|is|came to|reached|totaled|为|达|约为|：|:)\s*(?:about|around|nearly|some|约|~)?\s*"
)
_SPEAKS = re.compile(
    r"(?:(?:analyst|economist|strategist|trader|investor)s?\s+(?:at|from|with)|according to)\s+(?:the\s+)?$"
)
_ANAPHOR = re.compile(
    r"\W*(?:the (?:stock|shares?|company|firm|index|fund|group|chipmaker|carmaker|bank|retailer)|shares|it|its|该股|该公司|公司|其|该指数|该基金|股价)\b"
)
# A broker that sets a target or a rating speaks of somebody else.
_RATES_IT = re.compile(
    r"(?:'s)?\s*(?:analysts? |strategists? )?(?:has |have |also )?(?:raised|lifted|cut|lowered|kept|set|reiterated|maintained|boosted|trimmed|raises|cuts|lifts)"
    r"\s[^.;,]{0,30}?(?:target|rating)\b|(?:将|把)?[^，。；]{0,12}?(?:目标价|评级)"
)
_AGAINST = re.compile(r"against|versus|\bvs\b|compared|对|比|/")
_NOUNS = frozenset(
    [
        "drop",
        "gain",
        "rise",
        "increase",
        "decline",
        "fall",
        "jump",
        "loss",
        "losses",
        "advance",
        "slide",
        "growth",
        "higher",
        "lower",
        "slump",
        "plunge",
        "surge",
        "decrease",
        "improvement",
        "expansion",
        "contraction",
        "rally",
        "selloff",
        "retreat",
        "dip",
        "climb",
        "pullback",
        "rebound",
        "downturn",
        "uptick",
        "hike",
        "cut",
        "reduction",
    ]
)


def _attached(body: str, period: Period) -> bool:
    """A rolling period that is part of a measure's name: "20-day average", "10-year yield"."""
    after = plain(body[period.span.end : period.span.end + 24]).strip()
    return period.kind is Kind.ROLLING and bool(
        re.match(
            r"(?:simple |exponential )?(?:moving |average|ma\b|sma|ema|treasur|yield|note|bond|high|low|forward|均|以上|移动|国债|美债|期|高|低|lpr|breakeven|volatility|beta|correlation|trailing)",
            after,
        )
    )


def _flipped(quantity: Quantity) -> Quantity:
    """A fall of more than 4 % is a change below −4 %."""
    turned = {
        Hedge.MORE: Hedge.LESS,
        Hedge.LESS: Hedge.MORE,
        Hedge.AT_LEAST: Hedge.AT_MOST,
        Hedge.AT_MOST: Hedge.AT_LEAST,
    }
    return replace(quantity, hedge=turned.get(quantity.hedge, quantity.hedge))
