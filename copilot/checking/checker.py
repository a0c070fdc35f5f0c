"""From a text and a ledger to a report: sentences, claims, proofs, verdicts, in the text's order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from copilot.checking import (
    arithmetic,
    constants,
    dates,
    days,
    doubts,
    faults,
    figures,
    kernel,
    mended,
    quotations,
    ranges,
    ranks,
    recalled,
    relations,
    statements,
)
from copilot.checking import citations as marks
from copilot.checking.cases import Case, Given
from copilot.checking.rules import enabled
from copilot.checking.wording import Words
from copilot.ledger import Ledger
from copilot.ports import Entailment
from copilot.reading import clauses, grid
from copilot.reading import sources as reading_sources
from copilot.reading.clauses import Context, FigureReading, Sentence
from copilot.reading.script import simplified
from copilot.reading.sentences import Kind, Unit, units
from copilot.types import (
    Article,
    Comparison,
    Consistent,
    Coverage,
    Failed,
    Figure,
    Finding,
    Language,
    Proof,
    Proved,
    Report,
    Span,
    Stated,
    Supported,
    Unread,
    Verdict,
)  # fmt: skip

__all__ = ["check"]


def check(
    text: str,
    ledger: Ledger,
    *,
    citations: Literal["strict", "any"] = "strict",
    as_of: date | None = None,
    language: Language | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    since: int = 0,
    entailment: Entailment | None = None,
) -> Report:
    """Judges every figure and statement of a text against a ledger. Pure: no I/O of its own.

    `citations="any"` ignores markers. Sentences that begin before `since` are context only. Findings are those of the
    selected rules; the verdicts are all. An `entailment` may doubt statements without numbers, and nothing more.
    """
    spoken: Language = language or language_of(text)
    text = simplified(text)
    case = Case(text, reading_sources.read(ledger), Words(spoken), citations == "strict", as_of)
    verdicts: list[Verdict] = []
    extra: list[Finding] = []
    context = Context()
    digits = sentences = 0
    cited_of = marks.governing(text, units(text)) if case.strict else {}
    sums = arithmetic.worked(case)
    for unit in units(text):
        sentence = clauses.read(text, unit.span, case.sources.entities, context)
        sentence = grid.placed(text, unit, sentence, case.sources.entities)
        # A heading begins anew: what the section before it spoke of is not its subject.
        context = _context(sentence, Context() if unit.kind is Kind.HEADING else context)
        if unit.span.start >= since:
            cited = cited_of.get(unit.span, ())
            sentences += 1
            found, more = _judge(case, unit, sentence, cited, sums)
            verdicts += found
            extra += more
            digits += len(sentence.names) - len(sentence.marks)
        case.before = tuple(case.used.values())
        case.used, case.pools, case.near = {}, {}, set()
    if entailment is not None:
        verdicts = list(doubts.added(case, verdicts, entailment))
    if case.strict:
        extra += marks.whole(text, ledger, since, case.words)
    findings = [
        verdict.finding for verdict in verdicts if isinstance(verdict, Failed | Unread | Consistent)
    ] + extra
    kept = [one for one in findings if enabled(one.code, select, ignore)]
    kept.sort(key=lambda one: (one.span.start, one.span.end, one.code))
    return Report(tuple(verdicts), tuple(dict.fromkeys(kept)), _coverage(verdicts, sentences, digits), spoken)


def language_of(text: str) -> Language:
    chinese = sum("\u4e00" <= char <= "\u9fff" for char in text)
    latin = sum(char.isascii() and char.isalpha() for char in text)
    return "zh" if chinese * 3 > latin else "en"


def _context(sentence: Sentence, before: Context) -> Context:
    named = tuple(dict.fromkeys(m.key for m in sentence.entities))
    # "**S&P 500 (SPY):** SPY closed at …": what its figure is of is what the sentence was about.
    own = [key for figure in sentence.figures[:1] for key in figure.entities[:1] if key in named]
    entities = tuple(own) or named[:1] or before.entities
    if entities and entities[0].startswith("place:") and before.entities:
        entities = before.entities
    concepts = frozenset(sentence.figures[-1].concepts) if sentence.figures else before.concepts
    periods = tuple(replace(p, span=Span(0, 0)) for p in sentence.periods if p.calendar)[:1] or before.periods
    return Context(entities, concepts, periods)


def _judge(
    case: Case, unit: Unit, sentence: Sentence, cited: Sequence[int], sums: arithmetic.Worked
) -> tuple[list[Verdict], list[Finding]]:
    quoted = quotations.standing(case, sentence, _articles(case, sentence, cited)) if sentence.figures else []
    found, extra = _figures(case, sentence, cited, sums, quoted)
    if sentence.beyond:
        rest = Span(sentence.beyond[0].span.start, sentence.beyond[-1].span.end)
        left = faults.unread(case, rest, len(sentence.beyond))
        found += [
            Unread(Figure(one.span, sentence.span, sentence.citations, one.quantity), left)
            for one in sentence.beyond
        ]
    related = _related(case, sentence, cited, quoted)
    counted = [
        v.claim.span
        for v in related
        if isinstance(v.claim, Comparison) and v.claim.relation.startswith("count")
    ]
    found = [v for v in found if not any(v.claim.span.overlaps(span) for span in counted)] + related
    found += _words(case, unit, sentence, cited, found)
    extra += dates.judged(case, sentence, found)
    extra += days.judged(case, sentence, _articles(case, sentence, cited), cited)
    extra += ranks.records(case, sentence, _articles(case, sentence, cited))
    if case.strict:
        extra += marks.judged(case, unit, sentence, cited, found)
    found.sort(key=lambda verdict: verdict.claim.span)
    return found, extra


def _figures(
    case: Case,
    sentence: Sentence,
    cited: Sequence[int],
    sums: arithmetic.Worked,
    quoted: Sequence[tuple[Span, Proof]],
) -> tuple[list[Verdict], list[Finding]]:
    """A verdict on every figure: a constant, quoted, worked out in the text, in a source, derived, or none of these."""
    found: list[Verdict] = []
    extra: list[Finding] = []
    beside: list[Given] = []
    unproved: dict[FigureReading, int] = {}
    arithmetic.resumed(case, sums, sentence)
    for figure in sentence.figures:  # operands may follow what is derived from them
        figures.bind(case, sentence, figure, cited)
    for figure in sentence.figures:
        if constants.constant(case, sums.constants, figure):
            continue
        own = next((proof for span, proof in quoted if figure.span in span), None)
        own = own or arithmetic.within(case, sums, figure)
        verdict = (
            Proved(case.claim(sentence, figure), own)
            if own
            else figures.judged(case, sentence, figure, cited)
        )
        if not isinstance(verdict, Proved) and (come := arithmetic.restated(case, sums, sentence, figure)):
            verdict = Proved(case.claim(sentence, figure), come)
        found.append(verdict)
        if not isinstance(verdict, Proved):
            unproved[figure] = len(found) - 1
            continue
        arithmetic.noted(sums, figure, verdict.proof)
        beside += [one for one in [recalled.given(figure, verdict.proof)] if one]
        if not own and (loose := mended.loose_bound(case, figure, verdict.proof)):
            extra.append(loose)
    for figure, at in unproved.items():
        if come := recalled.derived(case, sentence, figure, case.given, beside):
            found[at] = Proved(case.claim(sentence, figure), come)
            beside += [one for one in [recalled.given(figure, come)] if one]
    case.given += beside
    return found, extra


def _related(
    case: Case, sentence: Sentence, cited: Sequence[int], quoted: Sequence[tuple[Span, Proof]]
) -> list[Verdict]:
    """Verdicts on what the sentence compares; a question claims no relation."""
    if case.text[: sentence.span.end].rstrip().endswith(("?", "？")):
        return []
    # What a source is quoted as comparing is the source's own comparison.
    own = tuple(cue for cue in sentence.cues if not any(cue.span in span for span, _ in quoted))
    facts = [*case.used.values(), *case.sources.of(case.allowed(sentence, cited))]
    return relations.judged(case, replace(sentence, cues=own), facts)


def _articles(case: Case, sentence: Sentence, cited: Sequence[int]) -> list[Article]:
    """The articles that the sentence may rest on."""
    allowed = case.allowed(sentence, cited)
    held = case.sources.ledger.articles
    return [article for number, article in enumerate(held, 1) if allowed is None or number in allowed]


def _words(
    case: Case, unit: Unit, sentence: Sentence, cited: Sequence[int], found: Sequence[Verdict]
) -> list[Verdict]:
    """Verdicts on what the sentence says beside its figures: quotations, speakers, causes, and plain statements."""
    if unit.kind in (Kind.HEADING, Kind.ROW, Kind.RULE):
        return []
    articles = _articles(case, sentence, cited)
    spoken: list[Verdict] = [
        *quotations.judged(case, sentence, articles, found),
        *ranges.judged(case, sentence),
    ]
    if not any(isinstance(verdict, Failed) for verdict in [*found, *spoken]):
        spoken += [failed for failed in [ranges.other_year(case, sentence, articles)] if failed]
    if found:
        against = statements.opposed(case, sentence, articles)
        return [*spoken, against] if against else spoken
    if any(isinstance(verdict, Failed) for verdict in spoken):
        return spoken
    statement = statements.judged(case, unit, sentence, articles)
    return [*spoken, statement] if statement else spoken


def _coverage(verdicts: Sequence[Verdict], sentences: int, names: int) -> Coverage:
    from copilot.types import Derivation, Figure, Statement

    result = Coverage(sentences=sentences, not_claims=max(0, names))
    for verdict in verdicts:
        figure = isinstance(verdict.claim, Figure | Derivation)
        statement = isinstance(verdict.claim, Statement)
        match verdict:
            case Proved(proof=made) if figure:
                again = any(kernel.recomputed(one) for one in made.operands) or made.formula not in (
                    "value",
                    "bound",
                    "negated",
                    "magnitude",
                    "quotation",
                )
                stated = any(
                    one.datum is not None and isinstance(one.datum.basis, Stated) for one in made.operands
                )
                result = replace(
                    result,
                    proved=result.proved + 1,
                    recomputed=result.recomputed + again,
                    stated=result.stated + stated,
                )
            case Proved():
                result = replace(result, comparisons=result.comparisons + 1)
            case Consistent() if figure:
                result = replace(result, consistent=result.consistent + 1)
            case Supported():
                result = replace(result, supported=result.supported + 1)
            case Failed() if statement:
                result = replace(result, unsupported=result.unsupported + 1)
            case Failed() if figure:
                result = replace(result, failed=result.failed + 1)
            case Unread() if figure:
                result = replace(result, unread=result.unread + 1)
    return result
