"""C1xx: markers that name no source, are missing, wrong, out of order or unused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.checking.wording import Words
from copilot.ledger import Ledger
from copilot.reading.clauses import Sentence
from copilot.reading.marks import marks
from copilot.reading.sentences import Kind, Unit
from copilot.types import Finding, Fix, Proved, Severity, Span, Verdict

__all__ = ["governing", "judged", "whole"]


_GOES_ON = re.compile(r"(?:It|Its|That|Of that|Of this)\b(?! said)|其中|其(?=[\u4e00-\u9fff])")


def governing(text: str, all_units: Sequence[Unit]) -> Mapping[Span, tuple[int, ...]]:
    """The source numbers that govern each unit: its own; for a table's row or a heading without any, its block's."""
    own = {u.span: _numbers(text[u.span.start : u.span.end]) for u in all_units}
    blocks: dict[int, tuple[int, ...]] = {}
    tables: dict[Span, tuple[int, ...]] = {}
    for unit in all_units:
        blocks[unit.block] = tuple(dict.fromkeys((*blocks.get(unit.block, ()), *own[unit.span])))
        if unit.kind is Kind.ROW and unit.header is not None:
            tables[unit.header] = tuple(dict.fromkeys((*tables.get(unit.header, ()), *own[unit.span])))
    result: dict[Span, tuple[int, ...]] = {}
    before: tuple[int, ...] = ()
    heading: tuple[int, ...] = ()
    for index, unit in enumerate(all_units):
        cited = own[unit.span]
        # A clause that ends in a semicolon is cited with the sentence that it is part of.
        following = index
        while (
            not cited and text[all_units[following].span.end - 1] in "；;" and following + 1 < len(all_units)
        ):
            following += 1
            if all_units[following].block != unit.block:
                break
            cited = own[all_units[following].span]
        if not cited and index + 1 < len(all_units) and unit.kind is Kind.SENTENCE:
            after = all_units[index + 1]
            if after.block == unit.block and _GOES_ON.match(text, after.span.start):
                cited = own[
                    after.span
                ]  # "It generated $618 million. It spent 40% of that on its shares [0]."
        if not cited and unit.kind is Kind.ROW and unit.header is not None:
            cited = tables[unit.header] or before
        if not cited and unit.kind is Kind.ITEM and heading:
            cited = heading
        said = text[unit.span.start : unit.span.end]
        if unit.kind is not Kind.ITEM:  # "Moves of the day [0]:" is said of each item below
            heading = own[unit.span] if _unmarked(said).endswith((":", "：")) else ()
        if unit.kind is Kind.SENTENCE and own[unit.span]:
            before = own[unit.span]
        result[unit.span] = cited
    return result


def _unmarked(text: str) -> str:
    for span in sorted({one.span for one in marks(text)}, reverse=True):
        text = text[: span.start] + text[span.end :]
    return text.rstrip(" *_")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(mark.number for mark in marks(text)))


def judged(
    case: Case, unit: Unit, sentence: Sentence, cited: Sequence[int], verdicts: Sequence[Verdict]
) -> list[Finding]:
    """Findings on the markers of one sentence."""
    found = [*_unknown(case, sentence)]
    if missing := _missing(case, unit, sentence, cited, verdicts):
        found.append(missing)
    return found


@rule("C101", "unknown-citation")
def _unknown(case: Case, sentence: Sentence) -> list[Finding]:
    """A marker names no source.

    Example: "Small caps rallied [7]." where there are three articles.

    Instead: cite one of the sources listed, or leave the sentence out.
    """
    count = len(case.sources.ledger.articles)
    found = []
    for one in marks(case.text[sentence.span.start : sentence.span.end]):
        number = one.number
        if number > count or (
            number == 0 and not case.sources.ledger.data and not case.sources.ledger.series
        ):
            words = case.words
            message = words(
                f"[{number}] names no source; there are {count} articles"
                + (" and no market data" if not number else ""),
                f"[{number}]没有对应来源；共有{count}篇文章" + ("，没有行情数据" if not number else ""),
            )
            span = Span(one.span.start + sentence.span.start, one.span.end + sentence.span.start)
            found.append(finding("C101", span, message))
    return found


@rule("C102", "missing-citation")
def _missing(
    case: Case, unit: Unit, sentence: Sentence, cited: Sequence[int], verdicts: Sequence[Verdict]
) -> Finding | None:
    """A sentence with figures or checkable comparisons cites nothing.

    Example: "The Russell 2000 fell 3.85 %."

    Instead: add the number of the source, `[0]` for market data; a safe fix where exactly one source proves it all.
    """
    if cited or unit.kind is Kind.HEADING or not verdicts:
        return None
    proofs = [v.proof for v in verdicts if isinstance(v, Proved)]
    if not proofs and not sentence.figures:
        return None
    sources = {one.source for made in proofs for one in made.operands}
    fix = None
    if len(sources) == 1 and len(proofs) == len(verdicts) and unit.kind is not Kind.ROW:
        place = _end(case.text, sentence.span)
        fix = Fix(Span(place, place), f"{'' if case.words.language == 'zh' else ' '}[{next(iter(sources))}]")
    return finding(
        "C102",
        sentence.figures[-1].span if sentence.figures else sentence.span,
        case.words("no source is cited for this", "此处没有标注来源"),
        fix,
    )


def _end(text: str, span: Span) -> int:
    end = span.end
    while end > span.start and text[end - 1] in ".!?。！？；; ":
        end -= 1
    return end


def whole(text: str, ledger: Ledger, since: int, words: Words) -> list[Finding]:
    """Findings on the markers of the text as a whole (both rules are off by default)."""
    return [*_unordered(text, since, words), *_unused(text, ledger, words)]


@rule("C104", "citation-order", Severity.WARNING, default=False)
def _unordered(text: str, since: int, words: Words) -> list[Finding]:
    """Articles are first cited in another order than they are numbered.

    Example: "… [2]. … [1]."

    Instead: number the articles as they are first cited. Off by default: numbers stay stable within a thread.
    """
    found, highest = [], 0
    seen: set[int] = set()
    for mark in marks(text):
        number = mark.number
        if number and number not in seen and number < highest and mark.span.start >= since:
            found.append(
                finding(
                    "C104",
                    mark.span,
                    words(
                        f"[{number}] is first cited after [{highest}]", f"[{number}]首次引用晚于[{highest}]"
                    ),
                )
            )
        seen.add(number)
        highest = max(highest, number)
    return found


@rule("C105", "unused-source", Severity.WARNING, default=False)
def _unused(text: str, ledger: Ledger, words: Words) -> list[Finding]:
    """A source is listed and never cited.

    Example: three articles, of which the text cites [1] and [2].

    Instead: cite it where it was used, or drop it. Off by default.
    """
    cited = set(_numbers(text))
    return [
        finding("C105", Span(0, 0), words(f"[{number}] is never cited", f"[{number}]从未被引用"))
        for number in range(1, len(ledger.articles) + 1)
        if number not in cited
    ]
