"""R4xx: one thing above, below, ahead of others; directions without a number; ranks, counts and turns."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copilot.checking.binding import agreement
from copilot.checking.cases import Case, operand, proof
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.entities import EntityMention
from copilot.reading.facts import Fact, is_modifier
from copilot.reading.lexicon import Found
from copilot.reading.periods import Kind, Period
from copilot.reading.statements import roots, said
from copilot.types import Article, Comparison, Failed, Finding, Proof, Proved, Span, Verdict

__all__ = ["judged", "records"]

Cue = Found[tuple[str, str]]
_BREAKS = re.compile(r"[;；。]|\bwhile\b|\bwhereas\b|\bbut\b|而(?!且)|但")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison and the fact that stands for it."""

    span: Span
    fact: Fact


def judged(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> list[Verdict]:
    """Verdicts on every comparison, rank, count and direction that the facts can decide; the others say nothing."""
    facts = list({id(fact): fact for fact in facts}.values())  # by identity: hashing thousands is slow
    found: list[Verdict] = []
    spans: list[Span] = []
    for judge in (_stances, _comparisons, _superlatives, _counts, _turns, _directions):
        for verdict in judge(case, sentence, facts):
            if not any(verdict.claim.span.overlaps(other) for other in spans):
                found.append(verdict)
                spans.append(verdict.claim.span)
    return found


def _claim(sentence: Sentence, span: Span, relation: str, left: str = "", right: str = "") -> Comparison:
    return Comparison(span, sentence.span, sentence.citations, relation, left, right)


def _denied(case: Case, sentence: Sentence, cue: Cue) -> bool:
    before = case.text[max(sentence.span.start, cue.span.start - 22) : cue.span.start].lower()
    before = re.split(r"[,;，；]", before)[-1]
    return (
        bool(
            re.search(
                r"\b(?:not|never|no longer|neither|failed to|fails to|hardly)\b|n't\b|没有|并未|未能|并非|不再|并没有|未(?!来)",
                before,
            )
        )
        and "not only" not in before
    )


def _plain(fact: Fact) -> bool:
    """A row, or a number of an article's table or named line: what it speaks of is certain."""
    return fact.source == 0 or fact.tabular or fact.datum is not None


def _core(fact: Fact) -> frozenset[str]:
    return frozenset(c for c in fact.concepts if not is_modifier(c))


_RETURNS = frozenset({"return", "total_return"})
_OPPOSITE = {
    "above": "below",
    "below": "above",
    "larger": "smaller",
    "smaller": "larger",
    "highest": "lowest",
    "lowest": "highest",
    "rising": "falling",
    "falling": "rising",
}


# ------------------------------------------------------------------ what a text says of its own number


def _stances(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A number of a text is repeated, and the words around it are turned: raised for cut, above for below, A for B."""
    for figure in sentence.figures:
        fact = case.used.get(figure.span)
        if fact is None or fact.passage is None or fact.tabular or fact.datum is not None:
            continue
        turned = figure.toward * fact.toward < 0
        turned = turned or {figure.beside, fact.beside} == {"above", "below"}
        mine, theirs = figure.contest, fact.contest
        if mine[0] and theirs[0] and {mine[0], mine[2]} == {theirs[0], theirs[2]}:
            turned = turned or (mine[0] == theirs[0]) != (mine[1] == theirs[1])
        if turned:
            span = Span(max(sentence.span.start, figure.region.start), figure.span.end)
            yield Failed(_claim(sentence, span, "stance"), turned_round(case, span, fact))


@rule("R402", "turned-round")
def turned_round(case: Case, span: Span, fact: Fact) -> Finding:
    """A source's number is repeated with the opposite of what the source says about it.

    Example: "Staff raised their forecast to 1.7 % [2]." (the minutes: "revised down to 1.7 %")

    Instead: the source's own direction or comparison.
    """
    words = case.words
    return finding(
        "R402",
        span,
        words(f"the source says it the other way round: {fact.title}", f"来源所言方向相反：{fact.title}"),
    )


# ------------------------------------------------------------------ comparisons


def _comparisons(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in sentence.cues:
        cue = _leading(sentence, cue)
        family, sense = cue.tag
        if family not in ("contest", "level", "magnitude") or sense == "equal":
            continue
        if _is_hedge(sentence, cue):
            continue
        sides = _sides(case, sentence, cue, facts)
        if sides is None:
            continue
        left, rights = sides
        relation = sense
        if family in ("contest", "level") and _sizes(case, sentence, cue, left, rights):
            relation = {"above": "larger", "below": "smaller"}[sense]
        if _denied(case, sentence, cue):
            relation = _OPPOSITE[relation]
        yield _compared(case, sentence, cue, relation, left, rights)


def _leading(sentence: Sentence, cue: Cue) -> Cue:
    """`Small caps led large caps by 0.72 points` is a contest, `Utilities led` a rank."""
    if cue.tag[0] == "superlative" and cue.phrase in ("led", "leads", "lead", "leading", "领先"):
        behind = [m for m in sentence.entities if 0 <= m.span.start - cue.span.end <= 6]
        if behind:
            return Found(cue.span, ("contest", "above"), cue.phrase)
    return cue


def _is_hedge(sentence: Sentence, cue: Cue) -> bool:
    """ "more than 35 %" is the figure's own bound; "over the past 30 days" is time."""
    for figure in sentence.figures:
        hedge = figure.written.hedge
        if hedge and hedge.overlaps(cue.span):
            return True
        if hedge is None and 0 <= figure.span.start - cue.span.end <= 1 and cue.tag[0] == "level":
            return False
    return any(
        0 <= p.span.start - cue.span.end <= 10 and p.kind in (Kind.ROLLING, Kind.RANGE)
        for p in sentence.periods
    ) and cue.phrase in ("over", "under")


def _sides(case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]) -> tuple[Side, list[Side]] | None:
    """The thing before the cue (or the sentence's subject), and each thing after it up to the next cue or break."""
    text = case.text
    end = sentence.span.end
    if stop := _BREAKS.search(text, cue.span.end, end):
        end = stop.start()
    others = [
        c
        for c in sentence.cues
        if c.tag[0] in ("contest", "level", "magnitude") and c.span.start >= cue.span.end
    ]
    if others:
        end = min(end, others[0].span.start)
    start = sentence.span.start
    for stop in _BREAKS.finditer(text, sentence.span.start, cue.span.start):
        start = stop.end()
    left = _left(case, sentence, cue, facts, start)
    if left is None:
        return None
    # A fact is not held against itself: "Technology has lagged: XLK is down 4.1 %" names one thing twice.
    rights = [one for one in _rights(case, sentence, cue, facts, end, left) if one.fact != left.fact]
    return (left, rights) if rights else None


def _figure_facts(case: Case, sentence: Sentence, start: int, end: int) -> list[tuple[FigureReading, Fact]]:
    return [
        (figure, case.used[figure.span])
        for figure in sentence.figures
        if start <= figure.span.start < end and figure.span in case.used
    ]


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
    near = _figure_facts(case, sentence, start, cue.span.start)
    if not near and not any(start <= m.span.start < cue.span.start for m in sentence.entities):
        near = _figure_facts(
            case, sentence, sentence.span.start, cue.span.start
        )  # "but outperforming": the same subject
    held = [(f, fact) for f, fact in near if not subject or fact.entity in (subject, "")]
    if cue.tag[0] == "contest":
        moves = [(f, fact) for f, fact in held if fact.unit == "%"]
        anywhere = [(f, case.used[f.span]) for f in sentence.figures if f.span in case.used]
        its = [(f, fact) for f, fact in anywhere if subject and fact.entity == subject and fact.unit == "%"]
        held = moves or held or its
    if held:
        figure, fact = held[0] if cue.tag[0] == "contest" else held[-1]
        return Side(figure.span, fact)
    if cue.tag[0] == "contest" and subject:
        returns = _timed(
            [f for f in facts if f.entity == subject and "return" in f.concepts], sentence.periods, sentence
        )
        if returns and len({f.value for f in returns}) == 1:
            return Side(entities[0].span, returns[0])
    known = _named_fact(case, sentence, subject, start, cue.span.start, facts)
    if known is None and cue.tag[0] == "contest" and subject:
        known = _contested(sentence, subject, facts)
    return Side(entities[0].span if entities else cue.span, known) if known else None


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
    named = {c.tag for c in sentence.concepts} & _RETURNS
    about = [f for f in facts if _plain(f) and f.entity == subject and _core(f) & (named or _RETURNS)]
    spoken = [p for p in sentence.periods if p.kind is not Kind.PRIOR]
    chosen = [f for f in about if all(agreement(p, f.periods) == 2 for p in spoken)]
    chosen = [f for f in chosen if "return" in _core(f)] or chosen
    return chosen[0] if len({f.value for f in chosen}) == 1 else None


def _direct(text: str, start: int, end: int) -> bool:
    return not re.search(r"[,，;；]", text[start:end])


def _named_fact(
    case: Case, sentence: Sentence, subject: str, start: int, end: int, facts: Sequence[Fact]
) -> Fact | None:
    """The one fact of the subject that the words between name; the price where they name none."""
    tags = {c.tag for c in sentence.concepts if start <= c.span.start < end and not is_modifier(c.tag)}
    when = [p for p in sentence.periods if start <= p.span.start < end]
    about = [f for f in facts if _plain(f) and (f.entity == subject or not subject)]
    if not subject and not tags:
        return None
    chosen = [f for f in about if _core(f) and _core(f) <= tags]
    if not chosen and not (tags - {"average", "high", "low", "close", "target_price"}):
        chosen = [f for f in about if "close" in f.concepts and not _core(f) & {"average", "high", "low"}]
    chosen = _timed(chosen, when, sentence)
    return chosen[0] if len({f.value for f in chosen}) == 1 else None


def _timed(chosen: Sequence[Fact], when: Sequence[Period], sentence: Sentence) -> list[Fact]:
    """The facts of the time that is named near, else of the sentence's time, else the latest of each."""
    spoken = [p for p in when if p.kind is not Kind.PRIOR]
    for one in spoken:
        fitting = [f for f in chosen if agreement(one, f.periods)]
        same = [f for f in fitting if agreement(one, f.periods) == 2]
        chosen = same or fitting
    if not spoken:
        for one in sentence.periods:
            same = [f for f in chosen if agreement(one, f.periods) == 2]
            if same and one.kind is not Kind.PRIOR:
                chosen = same
                break
    if len(chosen) > 1 and (times := [t for f in chosen if (t := _time(f))]) and len(times) == len(chosen):
        latest = max(times)
        chosen = [f for f in chosen if _time(f) == latest]
    return list(chosen)


def _time(fact: Fact) -> tuple[int, int, int] | None:
    for one in fact.periods:
        if one.calendar and one.day:
            return one.day.year, one.day.month, one.day.day
        if one.calendar and one.year:
            return one.year, one.index or 0, 0
    return None


def _rights(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], end: int, left: Side
) -> list[Side]:
    found: list[Side] = []
    held = _figure_facts(case, sentence, cue.span.end, end)
    entities = [m for m in sentence.entities if cue.span.end <= m.span.start < end]
    if cue.tag[0] != "contest":
        entities = entities[:1] if not held else [m for m in entities if m.span.start < held[-1][0].span.end]
    for mention in entities:
        own = [(f, fact) for f, fact in held if fact.entity == mention.key]
        comparable = [(f, fact) for f, fact in own if _like(left.fact, fact)]
        if comparable:
            found.append(Side(comparable[0][0].span, comparable[0][1]))
        elif not own and mention.key != left.fact.entity:
            same = [f for f in facts if f.entity == mention.key and _same_measure(left.fact, f)]
            if len({f.value for f in same}) == 1:
                found.append(Side(mention.span, same[0]))
    if not entities:
        others = [
            (f, fact)
            for f, fact in held
            if fact != left.fact and fact.value is not None and _like(left.fact, fact)
        ]
        after = {
            c.tag for c in sentence.concepts if cue.span.end <= c.span.start < end and not is_modifier(c.tag)
        }
        named = [pair for pair in others if _core(pair[1]) & after] or others
        found += [Side(figure.span, fact) for figure, fact in named[:1]]
        if not held:
            found += _own_reference(case, sentence, cue, facts, end, left)
    return found


def _own_reference(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact], end: int, left: Side
) -> list[Side]:
    """ "below its 20-day average", "above the consensus", "above its 2024 level"."""
    concepts = [
        c for c in sentence.concepts if cue.span.start <= c.span.start < end and not is_modifier(c.tag)
    ]
    when = [p for p in sentence.periods if cue.span.end <= p.span.start < end]
    if not concepts:
        return []
    tags = {c.tag for c in concepts}
    chosen = [
        f
        for f in facts
        if f.entity == left.fact.entity
        and f.unit == left.fact.unit
        and tags & _core(f)
        and f != left.fact
        and f.source == left.fact.source
    ]
    chosen = [f for f in chosen if all(agreement(p, f.periods) for p in when)]
    exact = [f for f in chosen if all(agreement(p, f.periods) == 2 for p in when)]
    chosen = exact or chosen
    several = re.search(r"\b(?:both|all|20- and|and)\b|和|均|都", case.text[cue.span.end : end])
    if len({f.value for f in chosen}) == 1 or several:
        return [Side(concepts[0].span, f) for f in chosen]
    return []


def _like(one: Fact, other: Fact) -> bool:
    if one.unit != other.unit and {one.unit, other.unit} - {"", "points"}:
        return False
    shared = _core(one) & _core(other)
    levels = {"close", "average", "exponential_average", "high", "low", "target_price", "estimate", "open"}
    return (
        bool(shared)
        or not _core(one)
        or not _core(other)
        or (_core(one) | _core(other)) <= levels
        or bool((_core(one) ^ _core(other)) & levels)
        or one.unit == "%"
    )


def _same_measure(one: Fact, other: Fact) -> bool:
    return (
        one.unit == other.unit
        and _core(one) == _core(other)
        and one.words == other.words
        and all(agreement(p, other.periods) for p in one.periods)
    )


def _sizes(case: Case, sentence: Sentence, cue: Cue, left: Side, rights: Sequence[Side]) -> bool:
    """A decline that exceeds a decline is the larger one: sizes are compared where both sides are called falls."""
    if cue.tag[0] == "contest" and cue.phrase not in (
        "exceeded",
        "exceeds",
        "exceed",
        "exceeding",
        "超过",
        "大于",
        "topped",
        "surpassed",
    ):
        return False
    facts = [left.fact, *(side.fact for side in rights)]
    if any(f.value >= 0 for f in facts):
        return False
    if cue.phrase in ("more than", "less than", "larger than", "smaller than", "bigger than", "大于", "小于"):
        return True  # "down 3.35 %, more than SPY's 2.88 %"
    before = case.text[sentence.span.start : cue.span.start].lower()
    return bool(
        re.search(r"(?:decline|drop|fall|loss|slide|deficit|outflow|跌幅|降幅|亏损|回撤)s?", before)
    ) and not re.search(r"return", before)


def _compared(
    case: Case, sentence: Sentence, cue: Cue, relation: str, left: Side, rights: Sequence[Side]
) -> Verdict:
    names = left.fact.title, ", ".join(side.fact.title for side in rights)
    claim = _claim(sentence, cue.span, relation, *names)
    made = proof(relation, (left.fact, *(side.fact for side in rights)), left.fact.unit, None, case.words)
    if made:
        return Proved(claim, made)
    for side in rights:
        if proof(relation, (left.fact, side.fact), left.fact.unit, None, case.words) is None:
            return Failed(claim, false_comparison(case, cue, relation, left, side))
    return Failed(claim, false_comparison(case, cue, relation, left, rights[0]))


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
            f"{one} {english} {two}: {left.fact.title} against {right.fact.title}",
            f"{one}{chinese}{two}：{left.fact.title}与{right.fact.title}",
        ),
    )


# ------------------------------------------------------------------ ranks and counts


def _superlatives(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in sentence.cues:
        family, sense = cue.tag
        if family != "superlative":
            continue
        holders = _holders(case, sentence, cue)
        if not holders:
            continue
        group = _group(case, sentence, holders[0], facts)
        if len(group) < 3:
            continue
        relation = "lowest" if _falls(case, sentence, cue, sense) else "highest"
        chosen = [f for f in group if f.entity in holders]
        rest = [f for f in group if f.entity not in holders]
        if not chosen or not rest:
            continue
        if _denied(case, sentence, cue):
            continue
        claim = _claim(sentence, cue.span, relation, ", ".join(f.title for f in chosen))
        results = [proof(relation, (one, *rest), one.unit, None, case.words) for one in chosen]
        if all(results):
            made = results[0]
            assert made is not None
            yield Proved(claim, made)
        else:
            yield Failed(claim, false_superlative(case, cue, relation, chosen, rest))


def _falls(case: Case, sentence: Sentence, cue: Cue, sense: str) -> bool:
    """Does the rank mean the low end? "the largest drop" does, "the smallest drop" does not."""
    if sense == "lowest":
        return True
    after = case.text[cue.span.end : cue.span.end + 24].lower()
    return bool(
        re.match(
            r"\s*(?:percentage |single-day |one-day |daily |的)?\s*(?:drop|decline|fall|loss|losses|declines|decliner|loser|跌|降)",
            after,
        )
    )


def _holders(case: Case, sentence: Sentence, cue: Cue) -> list[str]:
    """Who is said to lead: all that the clause lists before the cue, else the first after it."""
    text = case.text
    start = sentence.span.start
    for stop in _BREAKS.finditer(text, sentence.span.start, cue.span.start):
        start = stop.end()
    before = [m for m in sentence.entities if start <= m.span.start < cue.span.start]
    # "A leads with 5 %, B is last": whoever stands before an earlier verb of rank holds that rank.
    ranked = [
        c.span.end
        for c in sentence.cues
        if c.tag[0] in ("superlative", "contest") and c.span.end <= cue.span.start
    ]
    before = [m for m in before if m.span.start >= max(ranked, default=start)] or before
    if before:
        return list(dict.fromkeys(m.key for m in before))
    # "led by Utilities", "The best performer was Utilities": up to the next break
    end = sentence.span.end
    if stop_ := _BREAKS.search(text, cue.span.end, end):
        end = stop_.start()
    after = [m for m in sentence.entities if cue.span.end <= m.span.start < end]
    if after and re.match(
        r"\s*(?:sector|performer|stock|index|fund|etf|of the|gainer|was|were|is|:|by|的|板块|行业|是|为|,)?",
        text[cue.span.end :],
    ):
        return [after[0].key]
    return []


def _group(case: Case, sentence: Sentence, holder: str, facts: Sequence[Fact]) -> list[Fact]:
    """All facts of one measure and time among which the holder is ranked."""
    own = [f for f in case.used.values() if f.entity == holder]
    tags = {c.tag for c in sentence.concepts if not is_modifier(c.tag)}
    if not own:
        candidates = [f for f in facts if f.entity == holder and f.unit in ("%", "x", "USD", "CNY")]
        named = [f for f in candidates if _core(f) and _core(f) & tags]
        own = named or [f for f in candidates if _core(f) & {"return"} or "return" in f.concepts]
        own = _timed(own, sentence.periods, sentence)
    if not own:
        return []
    model = own[0]
    group: dict[str, Fact] = {}
    for fact in facts:
        if (
            fact.source == model.source
            and fact.entity
            and _same_measure(model, fact)
            and _kind(fact.entity) == _kind(model.entity)
        ):
            group.setdefault(fact.entity, fact)
    return list(group.values())


def _kind(entity: str) -> str:
    """Sector funds are ranked among themselves, not with the index."""
    return (
        "sector" if re.fullmatch(r"XL[A-Z]{1,2}", entity) else "index" if entity.startswith("^") else "other"
    )


@rule("R404", "false-superlative")
def false_superlative(
    case: Case, cue: Cue, relation: str, chosen: Sequence[Fact], rest: Sequence[Fact]
) -> Finding:
    """Something is said to be the highest, lowest, best or worst of a set, and another of the set is further out.

    Example: "Technology led the sectors [0]." (Utilities rose more)

    Instead: name the one that does lead.
    """
    best = (max if relation == "highest" else min)(rest, key=lambda f: f.value)
    words = case.words
    return finding(
        "R404",
        cue.span,
        words(
            f"{words.fact(best)} is further out than {words.fact(chosen[0])}",
            f"{words.fact(best)}才是，而非{words.fact(chosen[0])}",
        ),
    )


@rule("R405", "unranked-superlative")
def unranked(case: Case, span: Span) -> Finding:
    """A superlative or a record over time, for which no source holds the set that it is the extreme of.

    Example: "one of the widest discounts in recent memory" with two multiples at hand.

    Instead: give the set (dates, values), quote who says it, or leave it out.
    """
    words = case.words
    return finding(
        "R405",
        span,
        words(
            "no source holds the history or set that this is ranked in",
            "没有来源给出这一排名所依据的历史或全集",
        ),
    )


_HISTORY = re.compile(
    r"(?:one of the |among the )?(?:widest|largest|biggest|highest|lowest|steepest|deepest|worst|best|narrowest|longest|strongest|weakest|cheapest)\b[^.;,]{0,40}?\b(?:in (?:recent memory|history|decades|a decade|a generation|more than \w+ years|(?:at least )?\w+ (?:years|months|decades))|ever|on record|since \d{4}|of all time)"
    r"|\b(?:record|all-time) (?:high|low)s?\b|历史(?:新高|新低|最高|最低)|创(?:历史|纪录|记录)?(?:新高|新低)|近[一二三四五六七八九十\d]+年(?:来)?(?:最|新)[高低大小]|有史以来最|近年来最",
    re.IGNORECASE,
)


def records(case: Case, sentence: Sentence, articles: Sequence[Article]) -> Iterator[Finding]:
    """Superlatives over time that no article states in these words and no fact is (a 52-week high)."""
    if any(fact.concepts & {"high", "low"} for fact in case.used.values()):
        return
    for match in _HISTORY.finditer(case.text, sentence.span.start, sentence.span.end):
        own = roots(match.group()) - roots("one of the in recent memory")
        if not any(len(own & one.roots) >= 0.7 * len(own) for article in articles for one in said(article)):
            yield unranked(case, Span(*match.span()))


_COUNTED = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|all|none|most|every|each|both)(?: (?:of|out of))?(?: the)? (?:(?P<m>\d{1,2}|eleven|ten|five|four|three)(?: [\w&]+)? )?(?:[\w&]+ ){0,2}?(?P<what>sectors?|indexes|indices|benchmarks)\b"
    r"|(?P<zm>\d{1,2}|十一|两|三|四|五)?(?:个|大)?(?P<zwhat>板块|行业|指数)(?:中|里)?(?:有)?(?P<zn>\d{1,2}|[一二两三四五六七八九十]+|均|全线|全部|都|无一|多数)(?:个|大)?",
    re.IGNORECASE,
)
_NUMBER = {
    w: n
    for n, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
    )
} | {
    "两": 2,
    "二": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
    "十": 10,
    "十一": 11,
    "一": 1,
}


def _counts(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for match in _COUNTED.finditer(case.text, sentence.span.start, sentence.span.end):
        if re.search(r"\bof (?:the |all )?$|中$", case.text[sentence.span.start : match.start()].lower()):
            continue  # "the weakest of the eleven sectors" counts nothing
        after = [c for c in sentence.cues if c.tag[0] == "direction" and c.span.start >= match.start()]
        if not after or after[0].tag[1] == "flat":
            continue
        what = (match["what"] or match["zwhat"]).lower()
        kind = "sector" if what in ("sector", "sectors", "板块", "行业") else "index"
        group = _counted(sentence, facts, kind)
        if len(group) < 3:
            continue
        up = after[0].tag[1] == "up"
        moved = sum(f.value > 0 if up else f.value < 0 for f in group)
        said = (match["n"] or match["zn"] or "").lower()
        holds = _count_holds(said, moved, len(group))
        if holds is None:
            continue
        span = Span(*match.span())
        claim = _claim(sentence, span, "count_up" if up else "count_down")
        if holds:
            yield Proved(
                claim,
                Proof(
                    "count_up" if up else "count_down",
                    tuple(operand(f, case.words) for f in group),
                    None,
                    "",
                    f"{moved} / {len(group)}",
                ),
            )
        else:
            yield Failed(claim, false_count(case, span, moved, len(group), up))


def _count_holds(said: str, moved: int, total: int) -> bool | None:
    if said in ("all", "every", "each", "both", "均", "全线", "全部", "都"):
        return moved == total
    if said in ("none", "无一"):
        return moved == 0
    if said in ("most", "多数"):
        return moved * 2 > total
    number = int(said) if said.isdigit() else _NUMBER.get(said)
    return None if number is None else number == moved


def _counted(sentence: Sentence, facts: Sequence[Fact], kind: str) -> list[Fact]:
    group: dict[str, Fact] = {}
    for fact in facts:
        if (
            _plain(fact)
            and fact.entity
            and _kind(fact.entity) == kind
            and "return" in fact.concepts
            and all(agreement(p, fact.periods) for p in sentence.periods)
        ):
            group.setdefault(fact.entity, fact)
    return list(group.values())


@rule("R406", "false-count")
def false_count(case: Case, span: Span, moved: int, total: int, up: bool) -> Finding:
    """A count ("seven of eleven", "all", "most") is not what the whole set says.

    Example: "All eleven sectors fell [0]." (seven did)

    Instead: write the count that the set gives.
    """
    words = case.words
    return finding(
        "R406",
        span,
        words(
            f"{moved} of {total} {'rose' if up else 'fell'}",
            f"{total}个中有{moved}个{'上涨' if up else '下跌'}",
        ),
    )


# ------------------------------------------------------------------ directions and turns


def _turns(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in sentence.cues:
        if cue.tag[0] != "turn":
            continue
        subject = next(
            (m.key for m in reversed(sentence.entities) if m.span.start < cue.span.start),
            sentence.entities[0].key if sentence.entities else "",
        )
        held = [
            f
            for f in facts
            if f.entity == subject
            and _core(f) & {"net_income", "adjusted_net_income", "operating_income"}
            and f.unit not in ("%", "x")
        ]
        timed = sorted((f for f in held if _time(f)), key=lambda f: _time(f) or (0, 0, 0))
        if len(timed) < 2:
            continue
        now, before = timed[-1], timed[-2]
        profit = (cue.tag[1] == "profit") != _denied(case, sentence, cue)
        holds = now.value > 0 > before.value if profit else now.value < 0 < before.value
        claim = _claim(sentence, cue.span, "turn", now.title, before.title)
        made = proof("rising" if now.value > 0 else "falling", (now,), now.unit, None, case.words)
        if holds and made:
            yield Proved(claim, made)
        elif not holds:
            yield Failed(claim, false_direction(case, cue.span, now, before))


def _directions(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """A level with the word for a move, or a move with no number at all, against the figures or facts of two times."""
    for cue in sentence.cues:
        if cue.tag[0] != "direction" or cue.tag[1] == "flat":
            continue
        up = (cue.tag[1] == "up") != _denied(case, sentence, cue)
        pair = _two_times(case, sentence, cue, facts)
        if pair is None:
            continue
        new, old = pair
        claim = _claim(sentence, cue.span, "rising" if up else "falling", new.title, old.title if old else "")
        if old is None:
            relation, chosen = ("rising" if up else "falling"), [new]
        else:
            relation, chosen = ("above" if up else "below"), [new, old]
            if new.value < 0 and old.value < 0 and _core(new) & {"net_income", "drawdown", "flows"}:
                relation = "larger" if up else "smaller"
                if proof(relation, chosen, new.unit, None, case.words) is None and proof(
                    "above" if up else "below", chosen, new.unit, None, case.words
                ):
                    relation = "above" if up else "below"
        made = proof(relation, chosen, new.unit, None, case.words)
        if made:
            yield Proved(claim, made)
        else:
            yield Failed(claim, false_direction(case, cue.span, new, old))


def _two_times(
    case: Case, sentence: Sentence, cue: Cue, facts: Sequence[Fact]
) -> tuple[Fact, Fact | None] | None:
    """What moved: the level after the cue and its base, or the subject's own return where no figure is near."""
    if compared := _after_base(case, sentence, cue):
        return compared
    governed = [f for f in sentence.figures if f.region.start <= cue.span.start < f.region.end]
    figure = next((f for f in governed if f.span.start >= cue.span.end), None)
    if any(f.change for f in governed):
        return None  # the figure itself carries the sign
    if figure is not None and figure.preposition in ("to", ""):
        new = case.used.get(figure.span)
        if new is None or figure.preposition != "to" or new.source:
            return None
        after = [f for f in sentence.figures if f.span.start > figure.span.start]
        base = next(
            (case.used[f.span] for f in after[:1] if f.preposition == "from" and f.span in case.used), None
        )
        if base is None:
            base = _earlier(new, facts)
        if base is None or base == new or (base.unit != new.unit):
            return None
        return new, base
    if sentence.figures:
        return None
    return _unmeasured(sentence, cue, facts)


def _after_base(case: Case, sentence: Sentence, cue: Cue) -> tuple[Fact, Fact] | None:
    """`4.8%，较二季度的5.2%放缓`: the verb follows the base."""
    figures = [f for f in sentence.figures if f.span in case.used]
    for new, old in itertools.pairwise(figures):
        between = case.text[new.span.end : old.span.start]
        if 0 <= cue.span.start - old.span.end <= 2 and re.search(r"较|比", between):
            one, other = case.used[new.span], case.used[old.span]
            return (one, other) if one.unit == other.unit else None
    return None


def _earlier(new: Fact, facts: Sequence[Fact]) -> Fact | None:
    now = _time(new)
    others = [
        f
        for f in facts
        if f.source == new.source
        and f.entity == new.entity
        and f.concepts == new.concepts
        and f.words == new.words
        and f.unit == new.unit
        and _tenor(f) == _tenor(new)
    ]
    before = [f for f in others if now and (t := _time(f)) and t < now and _grain(f) == _grain(new)]
    return max(before, key=lambda f: _time(f) or (0, 0, 0)) if before else None


def _tenor(fact: Fact) -> tuple[int | None, ...]:
    return tuple(p.count for p in fact.periods if p.kind is Kind.ROLLING)


def _grain(fact: Fact) -> str:
    return next((str(p.kind) for p in fact.periods if p.calendar), "")


def _unmeasured(sentence: Sentence, cue: Cue, facts: Sequence[Fact]) -> tuple[Fact, Fact | None] | None:
    """ "Utilities rose on Friday", "Revenue grew year over year": the subject's return, or its measure at two times."""
    before = [m for m in sentence.entities if m.span.start < cue.span.start] or list(sentence.entities[:1])
    subject = before[-1].key if before else ""
    tags = {c.tag for c in sentence.concepts if not is_modifier(c.tag)} - {"close"}
    bases = {c.tag for c in sentence.concepts if c.tag in ("yoy", "qoq", "mom")}
    own = [f for f in facts if _plain(f) and (f.entity == subject or not subject)]
    if not tags and subject:
        moves = _timed([f for f in own if "return" in f.concepts], sentence.periods, sentence)
        return (
            (moves[0], None) if moves and len({f.value > 0 for f in moves}) == 1 and moves[0].value else None
        )
    if len(tags) != 1:
        return None
    levels = [f for f in own if _core(f) == tags and not f.concepts & {"growth", "yoy", "qoq", "mom"}]
    moves = [
        f for f in own if _core(f) == tags and f.concepts & {"growth", "yoy", "qoq", "mom"} and f.unit == "%"
    ]
    if bases:
        moves = [f for f in moves if f.concepts & bases] or moves
    if moves and not levels and len({f.value > 0 for f in moves}) == 1:
        rate = tags & {"cpi", "core_cpi", "ppi", "gdp", "pce", "core_pce"}
        if not rate:
            return moves[0], None
        levels = moves
    levels = [f for f in levels if f.entity == (subject or levels[0].entity)]
    new = max((f for f in levels if _time(f)), key=lambda f: _time(f) or (0, 0, 0), default=None)
    if new is None:
        return None
    old = _earlier(new, facts)
    return (new, old) if old else None


@rule("R403", "false-direction")
def false_direction(case: Case, span: Span, new: Fact, old: Fact | None) -> Finding:
    """Something is said to have risen, fallen, widened, turned profitable …, and the numbers went the other way.

    Example: "Inflation accelerated to 2.4 % from 2.7 % [0]."

    Instead: the word of the right direction.
    """
    words = case.words
    other = f"; {words.fact(old)}" if old else ""
    return finding(
        "R403",
        span,
        words(
            f"the numbers say otherwise: {words.fact(new)}{other}", f"数据并非如此：{words.fact(new)}{other}"
        ),
    )
