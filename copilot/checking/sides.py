"""What stands on either side of a comparison: the figures and facts that the words before and after it name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.checking.cases import Case
from copilot.checking.references import rights
from copilot.checking.relating import (
    BREAKS,
    RETURNS,
    Cue,
    Side,
    figure_facts,
    plain,
    timed,
)
from copilot.checking.rules import finding, rule
from copilot.checking.times import agreement
from copilot.reading.clauses import Sentence
from copilot.reading.concepts import is_modifier
from copilot.reading.entities import EntityMention
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Finding

__all__ = ["false_comparison", "found_sides"]


@rule("R401", "false-comparison")
def false_comparison(case: Case, cue: Cue, relation: str, left: Side, right: Side) -> Finding:
    """A thing is said to be above, below, ahead of or behind another, and the numbers say otherwise.

    Example: "The Russell 2000 declined 3.85%, underperforming the NASDAQ Composite's 4.27% decline [0]." (−3.85 % is above −4.27 %)

    Instead: turn the verb ("outperforming"), or compare with what it does trail.
    """
    words = case.words
    one, two = words.number(left.fact.value, left.fact.unit), words.number(right.fact.value, right.fact.unit)
    above = left.fact.value > right.fact.value
    same = left.fact.value == right.fact.value
    english = "equals" if same else "is above" if above else "is below"
    chinese = "等于" if same else "高于" if above else "低于"
    return finding(
        "R401",
        cue.span,
        words(
            f"{one} {english} {two}: {words.title(left.fact)} against {words.title(right.fact)}",
            f"{one}{chinese}{two}：{words.title(left.fact)}与{words.title(right.fact)}",
        ),
    )


_REFERENCES = frozenset({"average", "exponential_average", "high", "low"})
_ASIDE = re.compile(r", (?:which|where|although|though) ")


def found_sides(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]
) -> tuple[Side, list[Side]] | None:
    """The thing before the cue (or the sentence's subject), and each thing after it up to the next cue or break."""
    text = case.text
    if standing := _standing(case, sentence, cue, facts):
        return standing
    end = sentence.span.end
    if stop := BREAKS.search(text, cue.span.end, end):
        end = stop.start()
    if aside := _ASIDE.search(text, cue.span.end, end):
        end = aside.start()
    others = [
        c
        for c in sentence.cues
        if c.tag[0] in ("contest", "level", "magnitude") and c.span.start >= cue.span.end
    ]
    if others:
        end = min(end, others[0].span.start)
    start = sentence.span.start
    for stop in BREAKS.finditer(text, sentence.span.start, cue.span.start):
        start = stop.end()
    start = max(start, _after_another(case, sentence, cue))
    if back := _back(case, sentence, cue, facts):
        return back
    left = _left(case, sentence, cue, facts, start)
    if left is None:
        return None
    # A fact is not held against itself: "Technology has lagged: XLK is down 4.1 %" names one thing twice.
    against = [one for one in rights(case, sentence, cue, facts, end, left) if one.fact != left.fact]
    if against and not _comparable(left.fact, against[0].fact):
        # 报3412.65点，涨0.86%，收在均线3358.21点之上: of the numbers before it the one in points is meant
        before = sorted(
            ((span, fact) for span, fact in case.used.items() if start <= span.end <= cue.span.start),
            key=lambda held: held[0],
        )
        alike = [Side(span, fact) for span, fact in before if _comparable(fact, against[0].fact)]
        return (alike[-1], against) if alike else None
    return (left, against) if against else None


def _comparable(one: Fact, other: Fact) -> bool:
    return one.unit == other.unit or not {one.unit, other.unit} & {"%", "pp", "bps", "x"}


_PLACED = re.compile(
    r"(?:位于|处于|运行于|运行在|仍在|站在|回到|跌至|收于|报收于|重回|徘徊于|在)[^，,。；;]*$"
)


def _standing(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]
) -> tuple[Side, list[Side]] | None:
    """股价仍位于20日均线（23.41元）下方: what a price stands above or below is named before the word."""
    before = case.text[sentence.span.start : cue.span.start]
    if cue.phrase not in ("上方", "下方", "之上", "之下") or not (match := _PLACED.search(before)):
        return None
    start = sentence.span.start + match.start()
    marks = [
        c.tag for c in sentence.concepts if start <= c.span.start < cue.span.start and not is_modifier(c.tag)
    ]
    held = figure_facts(case, sentence, start, cue.span.start)
    subject = next((m.key for m in sentence.entities), "")
    about = [f for f in facts if plain(f) and f.entity == subject]
    references = [fact for _, fact in held] or [
        f for f in about if f.core & set(marks) and all(agreement(p, f.periods) for p in sentence.periods)
    ]
    prices = timed([f for f in about if f.core == {"close"}], [], sentence)
    led = figure_facts(case, sentence, sentence.span.start, start)
    if (
        led and len({f.value for f in references}) == 1 and led[-1][1] != references[0]
    ):  # DIF（-1.42）位于DEA（-0.97）下方
        return Side(led[-1][0].span, led[-1][1]), [Side(cue.span, references[0])]
    if not marks or len({f.value for f in references}) != 1 or len({f.value for f in prices}) != 1:
        return None
    return Side(cue.span, prices[0]), [Side(cue.span, references[0])]


_POINTS_BACK = re.compile(
    r"\s*(?:(?:that|this|the) (?:level|line|average|mark|threshold)\b|(?:it|that)(?=[.,;]|$)|(?:该|此|这一)(?:水平|均线|位置|点位))"
)


def _back(case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]) -> tuple[Side, list[Side]] | None:
    """ "Its 50-day average is $68, so the fund trades below that level": what points back is the reference."""
    if cue.tag[0] != "level" or not _POINTS_BACK.match(case.text, cue.span.end):
        return None
    held = figure_facts(case, sentence, sentence.span.start, cue.span.start)
    if not held:
        return None
    figure, base = held[-1]
    price = _named_fact(case, sentence, base.entity, figure.span.end, cue.span.start, facts)
    return (Side(cue.span, price), [Side(figure.span, base)]) if price and price != base else None


def _after_another(case: Case, sentence: Sentence, cue: Cue) -> int:
    """ "EPS of $0.54 beat $0.49, and revenue of $11.6 billion topped …": the second verb has a subject of its own."""
    verbs = [c.span.end for c in sentence.cues if c.tag[0] == "contest" and c.span.end <= cue.span.start]
    if cue.tag[0] != "contest" or not verbs:
        return 0
    comma = max(case.text.rfind(mark, verbs[-1], cue.span.start) for mark in ",，")
    own = any(comma < c.span.start < cue.span.start for c in sentence.concepts)
    return comma + 1 if comma > 0 and own and figure_facts(case, sentence, comma, cue.span.start) else 0


def _left(case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], start: int) -> Side | None:
    entities = [m for m in sentence.entities if start <= m.span.start < cue.span.start]
    if not entities:
        entities = [m for m in sentence.entities if m.span.start < cue.span.start][:1]
    # In "A fell 3 %, lagging B and C" the contest is A's; so it is in "A beat B and outpaced C".
    subject = entities[0].key if entities else ""
    if cue.tag[0] == "contest" and (own := _clause_subject(case.text, entities, cue)):
        subject = own
    if cue.tag[0] == "level" and entities:
        subject = entities[-1].key if _direct(case.text, entities[-1].span.end, cue.span.start) else subject
    if (again := _named_again(case, sentence, cue, facts, start, subject)) is not None:
        return again
    near = figure_facts(case, sentence, start, cue.span.start)
    if (
        sentence.figures
        and not near
        and re.search(r"(?:增速|增幅|涨幅)(?:也|则|却|仍|明显|略)?$", case.text[start : cue.span.start])
    ):
        return None  # 京东收入为3741亿元，但增速不及腾讯: the pace is not the level
    if cue.tag[0] == "level" and not subject and not near:  # "It trades below its 50-day average of $574"
        after = figure_facts(case, sentence, cue.span.end, sentence.span.end)[:1]
        subject = next((fact.entity for _, fact in after if fact.core & _REFERENCES), "")
    if not near and not any(start <= m.span.start < cue.span.start for m in sentence.entities):
        near = figure_facts(
            case, sentence, sentence.span.start, cue.span.start
        )  # "but outperforming": the same subject
    held = [(f, fact) for f, fact in near if not subject or fact.entity in (subject, "")]
    if cue.tag[0] in ("contest", "magnitude"):
        moves = [(f, fact) for f, fact in held if fact.unit == "%"]
        anywhere = [(f, case.used[f.span]) for f in sentence.figures if f.span in case.used]
        its = [(f, fact) for f, fact in anywhere if subject and fact.entity == subject and fact.unit == "%"]
        held = moves or held or its
    if held:
        figure, fact = held[0] if cue.tag[0] == "contest" else held[-1]
        return Side(figure.span, fact)
    if cue.tag[0] == "contest" and subject:
        returns = timed(
            [f for f in facts if f.entity == subject and "return" in f.concepts], sentence.periods, sentence
        )
        if returns and len({f.value for f in returns}) == 1:
            return Side(entities[0].span, returns[0])
    known = _named_fact(case, sentence, subject, start, cue.span.start, facts)
    if known is None and cue.tag[0] in ("contest", "magnitude") and subject:
        known = _contested(sentence, subject, facts)
    return Side(entities[0].span if entities else cue.span, known) if known else None


def _named_again(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], start: int, subject: str
) -> Side | None:
    """`…，股息率却有7.5%，估值低于美的`: a measure that the last clause names, after the numbers of others."""
    comma = max(case.text.rfind(mark, start, cue.span.start) for mark in ",，") + 1
    if comma <= start or cue.tag[0] != "level" or figure_facts(case, sentence, comma, cue.span.start):
        return None
    own = [c for c in sentence.concepts if comma <= c.span.start < cue.span.start and not is_modifier(c.tag)]
    mine = [m.key for m in sentence.entities if comma <= m.span.start < cue.span.start]
    if not own:
        return None
    named = _named_fact(case, sentence, (mine or [subject])[-1], comma, cue.span.start, facts)
    if named is None:  # 出口慢于进口: of the numbers before, the one of this measure
        held = [fact for _, fact in figure_facts(case, sentence, start, comma) if own[-1].tag in fact.core]
        named = held[0] if len(held) == 1 else None
    return Side(own[-1].span, named) if named is not None else None


def _clause_subject(text: str, entities: Sequence[EntityMention], cue: Cue) -> str:
    """ "Energy led with 6 %, Financials trailed": a name right before the verb, after the last comma, is who contends."""
    comma = max(text.rfind(mark, 0, cue.span.start) for mark in ",，、;；")
    after = [m for m in entities if m.span.start > comma]
    close = (
        after[-1:]
        if after and text[after[-1].span.end : cue.span.start].strip() in ("", "has", "had", "have")
        else []
    )
    return close[0].key if close and any(m.span.start < comma for m in entities) else ""


def _contested(sentence: Sentence, subject: str, facts: Sequence[Fact]) -> Fact | None:
    """ "A lagged B over the last 30 sessions" names no measure: a contest is one of returns, the price's first."""
    named = {c.tag for c in sentence.concepts} & RETURNS
    about = [f for f in facts if plain(f) and f.entity == subject and f.core & (named or RETURNS)]
    spoken = [p for p in sentence.periods if p.kind is not Kind.PRIOR]
    chosen = [f for f in about if all(agreement(p, f.periods) == 2 for p in spoken)]
    chosen = [f for f in chosen if "return" in f.core] or chosen
    return chosen[0] if len({f.value for f in chosen}) == 1 else None


def _direct(text: str, start: int, end: int) -> bool:
    return not re.search(r"[,，;；]", text[start:end])


_PACES = frozenset({"growth", "yoy", "qoq", "mom"})


def _named_fact(
    case: Case, sentence: Sentence, subject: str, start: int, end: int, facts: Sequence[Fact]
) -> Fact | None:
    """The one fact of the subject that the words between name; the price where they name none."""
    tags = {c.tag for c in sentence.concepts if start <= c.span.start < end and not is_modifier(c.tag)}
    when = [p for p in sentence.periods if start <= p.span.start < end]
    about = [f for f in facts if plain(f) and (f.entity == subject or not subject)]
    if not subject and not tags:
        return None
    chosen = [f for f in about if f.core and f.core <= tags]
    paced = {c.tag for c in sentence.concepts if start <= c.span.start < end} & _PACES
    if chosen and tags:  # 利润增速快于收入增速: the growth of a measure, where growth is what is named
        chosen = [f for f in chosen if bool(f.concepts & _PACES) is bool(paced)] or chosen
    if not chosen and not (tags - {"average", "high", "low", "close", "target_price"}):
        chosen = [f for f in about if "close" in f.concepts and not f.core & {"average", "high", "low"}]
    chosen = timed(chosen, when, sentence)
    return chosen[0] if len({f.value for f in chosen}) == 1 else None
