"""The pairs of facts that a derived number may relate: of what the sentence names, one thing at two times, two things at one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from copilot.checking.cases import Case
from copilot.checking.relating import plain, timed
from copilot.checking.times import agreement, moment, vintage, windows_differ
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["Pair", "named", "pairs", "part_of", "reference"]

_MOST = 40  # facts that are looked at
_REFERENCES = frozenset(
    [
        "average",
        "exponential_average",
        "high",
        "low",
        "target_price",
        "estimate",
        "average_volume",
        "open",
        "close",
        "bollinger_upper",
        "bollinger_lower",
        "macd_signal",
    ]
)
_EARLIER = frozenset({"previou", "previous", "prior", "prev"})


@dataclass(frozen=True, slots=True)
class Pair:
    """Two facts that a number may relate: `b` is the base where it is known (the earlier, or the reference)."""

    a: Fact
    b: Fact
    ordered: bool  # a change in time or from a reference: the sign is a − b's
    dated: bool = False  # of one thing at two times


def part_of(sentence: Sentence, figure: FigureReading) -> bool:
    """ "4 % of its price", "half of all outflows": a part of a whole."""
    return bool(re.match(r"\s*(?:of\b|的)", sentence.text[figure.span.end - sentence.span.start :]))


def named(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> list[Fact]:
    """The rows about the sentence's subjects, of the measures that it names where it names any."""
    keys = {m.key for m in sentence.entities} or set(figure.entities)
    keys |= {fact.entity for fact in case.used.values() if fact.entity} if not keys else set()
    rows = [f for f in facts if plain(f) and (not keys or f.entity in keys or keys & set(f.entities))]
    if _ONE_OF.search(sentence.text):  # "the larger of the two, by $139 billion": the other is left unnamed
        spoken_of = {f.core for f in rows if f.core}
        rows += [f for f in facts if plain(f) and f not in rows and f.core in spoken_of]
    own_time = [p for p in figure.periods if not p.calendar]
    spoken_time = [p for p in sentence.periods if p.kind in (Kind.ROLLING, Kind.YTD, Kind.DAY)]
    rolling = own_time or spoken_time
    likely = [fact for two in case.near for fact in sorted(two, key=lambda one: one.title)]
    used = list(dict.fromkeys((*case.used.values(), *case.before, *likely)))
    spoken = {c.tag for c in sentence.concepts} | set(figure.concepts)
    spoken |= {"yield"} if "spread" in spoken else set()
    for one, others in _KIN.items():
        spoken |= others if one in spoken else set()
    if not keys and len({f.entity for f in rows}) > 1:
        tenors = _CURVE.search(sentence.text)
        rows = [f for f in rows if f.core & spoken and (not tenors or _tenor(f) in tenors.groups())]
        home = case.sources.home
        return [f for f in rows if f.entity == home] if tenors and home else rows
    measured = core_of(spoken) - {"weight"}
    about = [
        f
        for f in rows
        if f in used
        or any(
            f.core and f.core == one.core and f.words == one.words and f.entity != one.entity for one in used
        )
        or f.core & spoken
        or f.core & {"return", "total_return", "close", "yield"}
        or (not measured and (f.unit == figure.quantity.unit or figure.cue == "share"))
    ]
    chosen = about or rows
    apart = part_of(sentence, figure) or _THAN.match(sentence.text, figure.span.end - sentence.span.start)
    own = core_of(figure.concepts) if figure.own and not apart else frozenset()
    if any(f.core & own for f in chosen):  # "revenue climbed 8 %": of what is named beside the number
        kin = own | (_REFERENCES if own & _REFERENCES else frozenset())
        used, chosen = (used if own & _REFERENCES else []), [f for f in chosen if f.core & kin]
    if rolling:
        chosen = [
            f
            for f in chosen
            if f in used
            or not any(p.kind is Kind.ROLLING for p in f.periods)
            or ("yield" in f.core and _CURVE.search(sentence.text))
            or any(agreement(p, f.periods) for p in (spoken_time if f.core & _BY_LENGTH else rolling))
        ]
    return list(dict.fromkeys([*used, *chosen]))[:_MOST]


_THAN = re.compile(
    r"\s*(?:\w+ ){0,2}?(?:more|less|fewer|higher|lower|above|below|over|under|short of|ahead of|better|worse)\b"
)


def reference(sentence: Sentence, figure: FigureReading) -> frozenset[str]:
    """The measure that the words behind the number set it against: "46,000 more than economists had forecast"."""
    start = figure.span.end - sentence.span.start
    if not _THAN.match(sentence.text, start):
        return frozenset()
    stop = re.compile(r"[,;.](?!\d)|\band\b|\bwhile\b|\bbut\b|$").search(sentence.text, start)
    end = figure.span.end + ((stop.start() - start) if stop else 0)
    tags = core_of(c.tag for c in sentence.concepts if figure.span.end <= c.span.start < end)
    return frozenset(kin for tag in tags for kin in _AGAINST.get(tag, ()))


_AVERAGES = ("average", "exponential_average", "average_volume")
_AGAINST = {
    "estimate": ("estimate",), "guidance": ("guidance",), "target_price": ("target_price",), "high": ("high",), "low": ("low",),
    "average": _AVERAGES, "exponential_average": _AVERAGES, "average_volume": _AVERAGES,
}  # fmt: skip


_ONE_OF = re.compile(
    r"\bof the (?:two|three|pair)\b|\bits (?:[a-z]+ )?(?:rival|peer|competitor|neighbour|neighbor)\b"
)
# What one word for a measure may mean in a row.
_KIN = {
    "yield": {"dividend_yield"},
    "pe": {"forward_pe", "trailing_pe"},
    "forward_pe": {"pe"},
    "trailing_pe": {"pe"},
    "average": {"average_volume"},
    "total_assets": {"aum"},
}
_BY_LENGTH = frozenset({"yield", "average", "exponential_average"})  # of which a sentence may name several
_CURVE = re.compile(r"\b(\d{1,2})s(\d{1,2})s\b")


def _tenor(fact: Fact) -> str:
    return next((str(p.count) for p in fact.periods if p.kind is Kind.ROLLING and p.unit == "year"), "")


def pairs(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Pair]:
    """Every two of the facts that a number may relate."""
    latest = _latest(sentence, facts)
    used = {*case.used.values(), *case.before}
    for a, b in combinations(facts, 2):
        if a.unit != b.unit:
            continue
        if a.entity == b.entity and a.core == b.core:
            new, old = _dated(a, b)
            if new is not None and old is not None and not windows_differ(new, old):
                yield Pair(new, old, True, dated=True)
            elif a in latest and b in latest:  # other words, or another tenor
                yield Pair(a, b, False)
        elif a.entity == b.entity:
            if {a.core, b.core} == {frozenset({"high"}), frozenset({"low"})}:
                yield Pair(a, b, False)
            elif a.core & _REFERENCES or b.core & _REFERENCES:
                price, base = (b, a) if _is_reference(a, b) else (a, b)
                yield Pair(price, base, True)
            elif a in latest and b in latest:
                yield Pair(a, b, False)
        elif not _tenors_said(sentence, a) or not _tenors_said(sentence, b):
            continue
        elif (
            {a, b} <= latest | used
            and _of_one_kind(a, b, used)
            and (a.core & {"yield"} or not windows_differ(a, b))
        ):
            yield Pair(a, b, False)


def _tenors_said(sentence: Sentence, fact: Fact) -> bool:
    """ "The two-year Treasury out-yields the ten-year Bund": each yield is of the tenor right before its name."""
    for mention in sentence.entities if "yield" in fact.core else ():
        near = [
            p
            for p in sentence.periods
            if 0 <= mention.span.start - p.span.end <= 1 and p.kind is Kind.ROLLING
        ]
        if mention.key == fact.entity and near and agreement(near[0], fact.periods) != 2:
            return False
    return True


def _of_one_kind(a: Fact, b: Fact, used: set[Fact]) -> bool:
    """Two subjects' same measure; or two rates or amounts of which the sentence gives one in figures."""
    return a.core == b.core or not a.core or not b.core or bool({a, b} & used)


def _is_reference(a: Fact, b: Fact) -> bool:
    """Is `a` what `b` is measured from? A price is measured from its averages and extremes, a shorter average from a longer."""
    if "close" in a.core:
        return False
    if "close" in b.core:
        return True
    spans = [next((p.count or 0 for p in f.periods if p.kind is Kind.ROLLING), 0) for f in (a, b)]
    return spans[0] > spans[1] or bool(a.core & _REFERENCES and not b.core & _REFERENCES)


def _dated(a: Fact, b: Fact) -> tuple[Fact | None, Fact | None]:
    """The later and the earlier of two facts of one thing."""
    if a.words ^ b.words and (a.words ^ b.words) <= _EARLIER:
        return (b, a) if a.words & _EARLIER else (a, b)
    if a.words != b.words:
        return None, None
    before = [any(p.kind is Kind.PRIOR for p in fact.periods) for fact in (a, b)]
    if before[0] != before[1]:  # the previous close of the same day's row
        return (b, a) if before[0] else (a, b)
    one, other = moment(a), moment(b)
    if one is None or other is None:
        return None, None
    if one != other:
        return (a, b) if one > other else (b, a)
    first, last = sorted((a, b), key=vintage)  # a number as first released, and as revised
    return (last, first) if vintage(first) != vintage(last) else (None, None)


def _latest(sentence: Sentence, facts: Sequence[Fact]) -> set[Fact]:
    """Of each thing and measure the fact of the time that the sentence names, else the newest."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        windows = frozenset((p.kind, p.count, p.unit) for p in fact.periods if not p.calendar)
        groups.setdefault((fact.entity, fact.core, fact.words, fact.unit, windows), []).append(fact)
    return {fact for group in groups.values() for fact in timed(group, [], sentence)}
