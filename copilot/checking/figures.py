"""N2xx: a figure and the facts that it is bound to: its value, sign, unit, scale, subject, measure and bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from copilot.checking import computing, derivations, inferred, labels, ratios, rowwise, textual
from copilot.checking.bases import compared
from copilot.checking.binding import bound, entity_fit, front
from copilot.checking.cases import Case, proof
from copilot.checking.faults import unsupported, wrong_one, wrong_value
from copilot.checking.measures import apart
from copilot.checking.mended import miscited, negated
from copilot.checking.values import adapted, value_of
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.reading.script import simplified
from copilot.types import Failed, Hedge, Proof, Proved, Quantity, Verdict

__all__ = ["bind", "judged", "proved"]


def judged(case: Case, sentence: Sentence, figure: FigureReading, cited: Sequence[int]) -> Verdict:
    """Proved from what the sentence cites, or the first rule's finding that says why not."""
    claim = case.claim(sentence, figure)
    allowed = case.allowed(sentence, cited)
    facts = _pool(case, sentence, figure, allowed)
    if made := proved(case, sentence, figure, facts):
        if (figure.negated or _disowned(sentence.text)) != _disowned_there(made):
            return Failed(claim, negated(case, sentence, figure, made))
        return Proved(claim, made)
    rows = [
        fact for fact in facts if not fact.source
    ]  # an article's numbers are searched line by line (`rowwise`)
    if not figure.negated and (likely := inferred.consistent(case, sentence, figure, rows)):
        return likely
    fits = bound(figure, facts)
    local = wrong_one(case, figure, fits) or wrong_value(case, figure, fits)
    if local and local.code not in ("N202", "N207", "N208"):
        return Failed(claim, local)  # the number is here, said wrongly
    if allowed is not None:
        elsewhere = [fact for fact in _pool(case, sentence, figure, None) if fact.source not in allowed]
        made = None if figure.negated else _elsewhere(case, sentence, figure, elsewhere)
        if made and any(one.source not in allowed for one in made.operands):
            return Failed(claim, miscited(case, sentence, figure, made))
    if local:
        return Failed(claim, local)
    if found := derivations.explained(case, sentence, figure, facts):
        return Failed(claim, found)
    return Failed(claim, unsupported(case, figure, fits))


_RUMOUR = re.compile("不实|不属实|谣言|传闻|网传|否认|辟谣|子虚乌有|并非事实")


def _disowned(text: str) -> bool:
    return bool(_RUMOUR.search(text))


def _disowned_there(made: Proof) -> bool:
    """Does the source say that what it repeats is not so (网传…的信息不实)?"""
    passages = [one.passage for one in made.operands if one.passage is not None]
    if len(passages) != 1:
        return False
    text, at = simplified(passages[0].article.text), passages[0].start
    start = max(text.rfind(mark, 0, at) for mark in "，。；！？\n") + 1
    ends = [end for mark in "，。；！？\n" if (end := text.find(mark, at)) >= 0]
    return _disowned(text[start : min(ends, default=len(text))])


def _pool(
    case: Case, sentence: Sentence, figure: FigureReading, allowed: tuple[int, ...] | None
) -> list[Fact]:
    key = (figure.span, allowed)
    if key not in case.pools:
        case.pools = {**case.pools, key: _gathered(case, sentence, figure, allowed)}
    return case.pools[key]


def _gathered(
    case: Case, sentence: Sentence, figure: FigureReading, allowed: tuple[int, ...] | None
) -> list[Fact]:
    keys = frozenset((*figure.entities, *(m.key for m in sentence.entities)))
    held = case.sources.about(allowed, keys, figure.quantity.value)
    held += computing.facts(case, sentence, figure, allowed)
    home = case.sources.home
    if home and not figure.entities:  # "core CPI" is that of the economy that the rows are about
        held = [
            fact
            for fact in held
            if not fact.entity.startswith("place:") or fact.entity == home or fact.source
        ]
    return held


def bind(case: Case, sentence: Sentence, figure: FigureReading, cited: Sequence[int]) -> None:
    """Notes the fact that proves the figure directly, so that figures before it can be derived from it."""
    _direct(case, sentence, figure, _pool(case, sentence, figure, case.allowed(sentence, cited)))


def proved(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """A proof by a bound fact's own value, else by a typed derivation over named operands."""
    facts = [fact for fact in facts if not apart(figure, fact)]
    return (
        _direct(case, sentence, figure, facts)
        or derivations.derived(case, sentence, figure, facts)
        or labels.proved(case, sentence, figure, facts)
        or textual.proved(case, sentence, figure, _own(figure, facts))
        or ratios.derived(case, sentence, figure, facts)
        or rowwise.derived(case, sentence, figure, facts)
        or labels.foreign(case, sentence, figure, facts)
    )


def _elsewhere(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    """A proof from a source that is not cited: nothing weaker than a bound fact or a place that is named in words."""
    if figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT):
        facts = [fact for fact in facts if fact.source]  # many a row lies beyond a bound
    return _direct(
        case, sentence, figure, [fact for fact in facts if fact.entity or not figure.entities]
    ) or textual.proved(case, sentence, figure, _own(figure, facts), least=2)


def _own(figure: FigureReading, facts: Sequence[Fact]) -> list[Fact]:
    """Numbers that are nobody else's, and no bound that the figure turns round."""
    bounds = {*Hedge} - {Hedge.EXACT, Hedge.ABOUT}
    return [
        fact
        for fact in facts
        if entity_fit(figure.entities, fact)
        and not (figure.voices and fact.voices and not figure.voices & fact.voices)
        and (
            fact.hedge not in bounds
            or figure.quantity.hedge not in bounds
            or value_of(figure, fact)
            or abs(fact.value) != abs(figure.quantity.value)
        )
    ]


def _far_beyond(quantity: Quantity, fact: Fact) -> bool:
    """ "More than 6" is said of 6.3, not of an 87 that is not named: a bound that anything meets proves nothing."""
    held = adapted(quantity, fact) or quantity
    bound_, there = abs(held.value), abs(fact.value)
    loose = quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT)
    return loose and not bound_ * Decimal("0.75") <= there <= bound_ * Decimal("1.3")


_DERIVED = frozenset({"upside", "downside", "discount", "premium"})


def _direct(case: Case, sentence: Sentence, figure: FigureReading, facts: Sequence[Fact]) -> Proof | None:
    # Of thousands of facts most are of other subjects; they matter only where a failure is explained.
    own = [fact for fact in facts if entity_fit(figure.entities, fact)]
    beside = compared(sentence, figure)  # 较20日均线低3.65%: the adjective gives the distance its sign
    for fit in sorted(front(bound(figure, own)), key=lambda one: one.scores, reverse=True):
        if figure.cue in _DERIVED and figure.quantity.unit == "%" and fit.measure < 2:
            continue  # "21 % upside" is no return on equity that happens to be 21 %
        if found := value_of(beside if "distance_to_average" in fit.fact.concepts else figure, fit.fact):
            formula, quantity = found
            if fit.measure < 2 and _far_beyond(quantity, fit.fact):
                continue
            if fit.fact.source and textual.conflicts(case, sentence, figure, fit.fact):
                continue
            if made := proof(formula, (fit.fact,), quantity.unit, quantity, case.words):
                case.used[figure.span] = fit.fact
                return made
    return None
