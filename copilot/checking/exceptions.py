"""R406 in Chinese: which of a set moved otherwise than the others (只有北方华创收跌, 除中石油外均上涨), or all alike."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case, operand
from copilot.checking.counts import false_count
from copilot.checking.relating import comparison, plain, sort_of, timed
from copilot.checking.times import agreement
from copilot.reading.clauses import Sentence
from copilot.reading.concepts import core_of
from copilot.reading.facts import Fact
from copilot.reading.lexicon import words
from copilot.reading.periods import Kind
from copilot.style.numerals import numeral
from copilot.types import Failed, Proof, Proved, Span, Verdict

__all__ = ["exceptions"]

_UP = "微升|微涨|上扬|上涨|收涨|走高|飘红|收红|收高|正增长|增长|上升|提高|改善|回升|涨|升"
_DOWN = "下挫|微跌|走软|下跌|收跌|走低|飘绿|收绿|收低|负增长|下滑|下降|回落|恶化|跌|降"
_WAY = rf"[^，,。；;涨跌升降增]{{0,8}}?(?:(?P<down>{_DOWN})|(?P<up>{_UP}))"
_ALONE = re.compile(rf"(?:只有|仅有?|唯有|唯独){_WAY}")
_EXCEPT = re.compile(
    r"除(?:了|去)?(?P<who>[^，,。；;]{2,24}?)(?:之?外|以外)，?(?:其余|其他|其它)?[^，,。；;]{0,12}?(?:均|都|全线|全部|悉数|集体|纷纷)"
    + _WAY
)
_TOGETHER = re.compile(
    r"(?:(?P<n>[两二三四五六七八九十]|\d{1,2})(?:大|只|家|个)?[^，,。；;、两二三四五六七八九十]{0,8}?)?(?:均|都|全线|全部|悉数|集体|齐齐|双双|纷纷|齐(?=[涨跌升降扬挫]))"
    + _WAY
)


def exceptions(case: Case, sentence: Sentence, facts: Sequence[Fact]) -> Iterator[Verdict]:
    """Who moved otherwise, and sets that moved as one, where the sentence says which set it means."""
    text, start, end = case.text, sentence.span.start, sentence.span.end
    if match := _ALONE.search(text, start, end):
        who = {
            m.key
            for m in sentence.entities
            if match.start() < m.span.start < match.start("down" if match["down"] else "up")
        }
        yield from _apart(case, sentence, facts, match, who, alone=True)
    elif match := _EXCEPT.search(text, start, end):
        who = {m.key for m in sentence.entities if match.start("who") <= m.span.start < match.end("who")}
        yield from _apart(case, sentence, facts, match, who, alone=False)
    elif match := _TOGETHER.search(text, start, end):
        group = _together(sentence, facts, match)
        if len(group) >= 2:
            yield _verdict(case, sentence, match, group, group)


def _apart(
    case: Case, sentence: Sentence, facts: Sequence[Fact], match: re.Match[str], who: set[str], *, alone: bool
) -> Iterator[Verdict]:
    group = _moves(sentence, facts)
    kinds = {sort_of(fact) for fact in group if fact.entity in who}
    group = [fact for fact in group if sort_of(fact) in kinds]
    if not who or not who <= {fact.entity for fact in group} or len(group) < 3:
        return
    moving = [fact for fact in group if (fact.entity in who) is alone]
    named = {m.key for m in sentence.entities}
    held = [fact for fact in group if fact.entity in who or fact.entity in named or _counted(sentence, group)]
    yield _verdict(case, sentence, match, moving, held if alone else [*held, *moving])


def _counted(sentence: Sentence, group: Sequence[Fact]) -> bool:
    """Does the sentence say how many there are, and are they as many as the rows have?"""
    said = re.search(r"([两二三四五六七八九十]|\d{1,2})(?:大|只|家|个)", sentence.text)
    return said is not None and _number(said[1]) == len(group)


def _number(word: str) -> int:
    return int(numeral(word, "core" if word.isdigit() else "cjk")[0])


def _together(sentence: Sentence, facts: Sequence[Fact], match: re.Match[str]) -> list[Fact]:
    """The set that is said to move as one: the market's indexes, all that are named before, or as many as are said."""
    moves = _moves(sentence, facts)
    mentions = [m for m in sentence.entities if m.span.end <= match.end()]
    clause = (
        max(sentence.text.rfind(sign, 0, match.start() - sentence.span.start) for sign in "，；,;而")
        + sentence.span.start
    )
    own = [m for m in mentions if m.span.start > clause]  # 比亚迪收跌，宁德时代和中芯国际双双收涨
    before = [m.key for m in (own if len(own) > 1 else mentions)]
    number = _number(match["n"]) if match["n"] else 0
    for market, members in words("places")["indexes"].items():
        if market in sentence.text and re.search("指数|股指", match[0]) and len(members) == number:
            return [fact for fact in moves if fact.entity in members]
    named = [fact for fact in moves if fact.entity in before]
    if len({fact.entity for fact in named}) >= max(2, number):
        return named
    wanted = (
        "index"
        if re.search("指数|股指", match[0])
        else "sector"
        if re.search("板块|行业", match[0])
        else "other"
    )
    alike = [fact for fact in moves if sort_of(fact) == wanted]
    return alike if number and len(alike) == number else []


def _moves(sentence: Sentence, facts: Sequence[Fact]) -> list[Fact]:
    """One move of each subject: its return, or the growth of the one measure that is named."""
    tags = core_of(c.tag for c in sentence.concepts) - {"return", "close"}
    rows = [fact for fact in facts if plain(fact) and fact.entity and fact.unit == "%"]
    if tags:
        chosen = [f for f in rows if f.core == tags and f.concepts & {"growth", "yoy", "qoq", "mom"}]
    else:
        spoken = [p for p in sentence.periods if p.kind not in (Kind.PRIOR, Kind.DATE, Kind.DAY)]
        chosen = [
            f
            for f in rows
            if "return" in f.concepts
            and (
                all(agreement(p, f.periods) == 2 for p in spoken)
                if spoken
                else all(p.kind in (Kind.DATE, Kind.DAY) for p in f.periods)
            )
        ]
    chosen = timed(chosen, [], sentence)
    keys = [fact.entity for fact in chosen]
    return [fact for fact in chosen if keys.count(fact.entity) == 1]


def _verdict(
    case: Case, sentence: Sentence, match: re.Match[str], moving: Sequence[Fact], held: Sequence[Fact]
) -> Verdict:
    """All of `moving` move the way that is said, and the others of `held` do not."""
    up = bool(match["up"])
    went = [fact for fact in held if (fact.value > 0 if up else fact.value < 0)]
    span = Span(*match.span())
    claim = comparison(sentence, span, "count_up" if up else "count_down")
    if {id(fact) for fact in went} == {id(fact) for fact in moving}:
        operands = tuple(operand(fact, case.words) for fact in moving)
        return Proved(claim, Proof(claim.relation, operands, None, "", f"{len(went)} / {len(held)}"))
    all_ = list({id(fact): fact for fact in held}.values())
    names = [fact.datum.name or fact.datum.subject for fact in went if fact.datum]
    return Failed(claim, false_count(case, span, len(went), len(all_), list(dict.fromkeys(names))))
