"""R404 and R405: superlatives and records over time, which need the whole set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, proof
from copilot.checking.relating import (
    BREAKS,
    Cue,
    comparison,
    denied,
    same_measure,
    sort_of,
    timed,
)
from copilot.checking.rules import finding, rule
from copilot.checking.times import windows_apart
from copilot.reading.clauses import Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.statements import roots, said
from copilot.types import Article, Failed, Finding, Proved, Span, Verdict

__all__ = ["records", "superlatives"]


def superlatives(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    for cue in sentence.cues:
        family, sense = cue.tag
        if family != "superlative" or re.search(
            r"\bat (?:its|their|the|his)\s$", case.text[max(0, cue.span.start - 10) : cue.span.start].lower()
        ):
            continue  # "at its worst" ranks nobody
        holders = _holders(case, sentence, cue) or _sole(case, sentence)
        if not holders:
            continue
        group = _group(case, sentence, holders[0], facts)
        if len(group) < (2 if "of the two" in cue.phrase else 3):
            continue
        relation = "lowest" if _falls(case, sentence, cue, sense) else "highest"
        chosen = [f for f in group if f.entity in holders]
        rest = [f for f in group if f.entity not in holders]
        if not chosen or not rest:
            continue
        if denied(case, sentence, cue):
            continue
        claim = comparison(sentence, cue.span, relation, ", ".join(f.title for f in chosen))
        results = [proof(relation, (one, *rest), one.unit, None, case.words) for one in chosen]
        if all(results):
            made = results[0]
            assert made is not None
            yield Proved(claim, made)
        else:
            yield Failed(claim, false_superlative(case, cue, relation, chosen, rest))


def _sole(case: Case, sentence: Sentence) -> list[str]:
    """ "Foreign stocks have been the best of the six, with a gain of 12.6 %": whose the one number is leads."""
    held = [case.used[f.span].entity for f in sentence.figures if f.span in case.used]
    return held if len(held) == 1 == len(sentence.figures) and held[0] and not sentence.entities else []


def _falls(case: Case, sentence: Sentence, cue: Cue, sense: str) -> bool:
    """Does the rank mean the low end? "the largest drop" does, "the smallest drop" does not."""
    if cue.phrase in ("most", "least"):  # "all three fell, A the most"
        before = [c for c in sentence.cues if c.tag[0] == "direction" and c.span.end <= cue.span.start]
        fell = bool(before) and before[-1].tag[1] == "down"
        return fell == (cue.phrase == "most")
    lead = case.text[sentence.span.start : cue.span.start].lower()
    if re.search(
        r"\b(?:loss|fall|drop|decline|slide)(?:es|s)? (?:was|is|were|being)? ?(?:by far )?(?:the )?$", lead
    ):
        return sense == "highest"  # "a 2.7 % loss was the heaviest"; the lightest one is the highest number
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
    if cue.phrase.endswith(
        "up the rear"
    ):  # "A, B and, bringing up the rear, C"; "with C bringing up the rear"
        behind = [m for m in sentence.entities if 0 <= m.span.start - cue.span.end < 8]
        before = [m for m in sentence.entities if m.span.end <= cue.span.start]
        return [m.key for m in behind[:1] or before[-1:]]
    start = sentence.span.start
    for stop in BREAKS.finditer(text, sentence.span.start, cue.span.start):
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
    if stop_ := BREAKS.search(text, cue.span.end, end):
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
    tags = core_of(c.tag for c in sentence.concepts)
    if not own:
        candidates = [f for f in facts if f.entity == holder and f.unit in ("%", "x", "USD", "CNY")]
        tags |= {"dividend_yield"} if "yield" in tags or "generous" in sentence.text else set()
        named = [f for f in candidates if f.core and f.core & tags]
        own = named or [f for f in candidates if f.core & {"return"} or "return" in f.concepts]
        own = timed(own, sentence.periods, sentence)
    if not own:
        return []
    model = own[0]
    group: dict[str, Fact] = {}
    for fact in facts:
        if (
            fact.source == model.source
            and fact.entity
            and same_measure(model, fact)
            and sort_of(fact) == sort_of(model)
            and not windows_apart(model, fact)
        ):
            group.setdefault(fact.entity, fact)
    return list(group.values())


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
    r"|\b(?:record|all-time) (?:high|low)s?\b|历史(?:新高|新低|最高|最低)|创(?:历史|纪录|记录)?(?:新高|新低)|近[一二三四五六七八九十\d]+年(?:来)?(?:最|新)[高低大小](?!回撤|[涨跌]幅)|有史以来最|近年来最",
    re.IGNORECASE,
)


def records(case: Case, sentence: Sentence, articles: Sequence[Article]) -> Iterator[Finding]:
    """Superlatives over time that no article states in these words and no fact is (a 52-week high)."""
    named = {mention.key for mention in sentence.entities}
    held = [*case.used.values(), *(f for f in case.sources.of(None) if f.entity in named and f.source == 0)]
    if any(fact.concepts & {"high", "low"} for fact in held):
        return
    for match in _HISTORY.finditer(case.text, sentence.span.start, sentence.span.end):
        own = roots(match.group()) - roots("one of the in recent memory")
        if not any(len(own & one.roots) >= 0.7 * len(own) for article in articles for one in said(article)):
            yield unranked(case, Span(*match.span()))
