"""N210, T503, T504: ranges and changes that cannot be, and years that the source does not name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.reading.contexts import times
from copilot.reading.statements import nearest
from copilot.reading.worked import expressions
from copilot.types import Article, Dating, Failed, Finding, Span

__all__ = ["judged", "other_year"]

_YEAR = r"(?P<{}>(?:FY ?)?(?:19|20)\d\d)(?:财?年)?"
_CHANGE = re.compile(
    rf"\b(?:between|from)\s(?:(?:fiscal )?(?:years? )?){_YEAR.format('a')}\s(?:and|to|through)\s(?:(?:fiscal )?(?:years? )?){_YEAR.format('b')}(?![\w-])"
    rf"|\b(?:in|for)\s(?:fiscal )?{_YEAR.format('c')}\s(?:from|compared (?:to|with)|versus|vs\.?|over|against)\s(?:that (?:of|in) |the same period (?:of|in) )?(?:fiscal )?{_YEAR.format('d')}(?![\w-])"
    rf"|{_YEAR.format('e')}(?:较|比|相比|相较于?|对比){_YEAR.format('f')}",
    re.I,
)
_NO_RANGE = re.compile(
    r"\b(?:score[sd]?|defeat\w*|beat(?:en)?|won|lost|record|victory|B\.?C\.?(?:E\.?)?)\b|比分|公元前", re.I
)
_MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec"
_FULL = r"(?P<m{0}>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? (?P<d{0}>\d{{1,2}}),? (?P<y{0}>(?:19|20)\d\d)"
_FROM_TO = re.compile(
    rf"\bfrom (?:\w+ ){{0,4}}?{_FULL.format(1)},? to (?:\w+ ){{0,4}}?{_FULL.format(2)}"
    r"|\b(?:between|for|in|ended|of) (?:[A-Z][a-z]+ \d{1,2},? )?(?P<a>(?:19|20)\d\d),? and (?P<b>(?:19|20)\d\d)(?![\w/–-])"
)
_INDEX = re.compile(r"(?:Russell|罗素) ?[123]000")  # no year
_JOIN = re.compile(r"\s?(?:[-–—~～]|至|到)\s?")
_SHARE = 0.45  # of a sentence's content: what comes nearer speaks of the same thing


def judged(case: Case, sentence: Sentence) -> list[Failed]:
    """Ranges that run backwards and changes from a year to the same year."""
    found: list[Failed] = []
    for one, other in zip(sentence.figures, sentence.figures[1:], strict=False):
        between = case.text[one.span.end : other.span.start]
        joined = _JOIN.fullmatch(between) and one.quantity.unit == other.quantity.unit
        joined = joined and not _NO_RANGE.search(case.text, max(0, one.span.start - 24), other.span.end + 16)
        low, high = one.written.quantity.value, other.written.quantity.value
        before = case.text[max(0, one.span.start - 6) : one.span.start]
        if joined and low * high > 0 and abs(low) > abs(high) and not re.search(r"[从由自]|from", before):
            span = Span(one.span.start, other.span.end)
            if any(span.overlaps(expression.span) for expression in expressions(case.text)):
                continue  # a difference
            found.append(Failed(case.claim(sentence, one), _backwards(case, span)))
    text = case.text[sentence.span.start : sentence.span.end]
    found += [*_turned(case, sentence), *_possessed(case, sentence)]
    for match in _CHANGE.finditer(text):
        years = [value[-4:] for value in match.groupdict().values() if value]
        if years[0] == years[1]:
            span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
            claim = Dating(span, sentence.span, sentence.citations)
            found.append(Failed(claim, _same_time(case, span)))
    for match in _FROM_TO.finditer(text):
        if match["b"] == match["a"] if match["a"] else _day(match, 2) <= _day(match, 1):
            span = Span(sentence.span.start + match.start(), sentence.span.start + match.end())
            found.append(Failed(Dating(span, sentence.span, sentence.citations), _same_time(case, span)))
    return found


def _day(match: re.Match[str], which: int) -> tuple[int, int, int]:
    return int(match[f"y{which}"]), _MONTHS.index(match[f"m{which}"].lower()), int(match[f"d{which}"])


# Verbs only: "the odds of a cut rose to 64 % from 48 %".
_RAISED = re.compile(
    r"\b(?:raised|lifted|hiked|boosted|upped)\b|\b(?:raise|lift|hike|boost)s? (?:its|the|their)\b|上调|提高"
)
_LOWERED = re.compile(
    r"\b(?:lowered|reduced|trimmed|slashed)\b|\b(?:cut|lower|reduce|trim|slash)(?:e?s)? (?:its|the|their)\b|下调|降低"
)


def _turned(case: Case, sentence: Sentence) -> list[Failed]:
    """A forecast "raised to" less than it was raised "from": the sentence's own numbers turn its verb round."""
    to = [one for one in sentence.figures if one.preposition == "to"]
    since = [one for one in sentence.figures if one.preposition == "from"]
    if len(to) != 1 or len(since) != 1 or len({to[0].quantity.unit, since[0].quantity.unit} - {""}) > 1:
        return []
    new, old = to[0].quantity.value, since[0].quantity.value
    before = case.text[sentence.span.start : min(to[0].span.start, since[0].span.start)]
    up, down = bool(_RAISED.search(before)), bool(_LOWERED.search(before))
    if up == down or new == old or (new > old) == up:
        return []
    span = Span(min(to[0].span.start, since[0].span.start), max(to[0].span.end, since[0].span.end))
    message = case.words("the numbers run the other way than the verb", "数字的方向与动词相反")
    return [Failed(case.claim(sentence, to[0]), finding("R403", span, message))]


_HOLDS = re.compile(r"\bthe (?:(higher|larger|greater|richer|bigger)|lower|smaller|cheaper)\b[^.;]{0,50}$")
_AGAINST = re.compile(r"[,;]?\s*(?:against|versus|vs\.?|compared (?:with|to))\s[^.;\d]{0,40}")


def _possessed(case: Case, sentence: Sentence) -> list[Failed]:
    """ "X carries the higher multiple, 17.6 against Y's 43.4": the first of the two numbers must be the higher one."""
    found = []
    for one, other in zip(sentence.figures, sentence.figures[1:], strict=False):
        held = _HOLDS.search(case.text[sentence.span.start : one.span.start])
        between = case.text[one.span.end : other.span.start]
        if held is None or not _AGAINST.fullmatch(between) or one.quantity.unit != other.quantity.unit:
            continue
        first, second = one.written.quantity.value, other.written.quantity.value
        if first != second and (first > second) != bool(held[1]):
            span = Span(sentence.span.start + held.start(), other.span.end)
            message = case.words("the first number is not the one that is said", "前一数字与所述高低不符")
            found.append(Failed(case.claim(sentence, one), finding("R401", span, message)))
    return found


def other_year(case: Case, sentence: Sentence, articles: Sequence[Article]) -> Failed | None:
    """A year of a sentence where the passage that speaks of the same thing names only another one."""
    text = case.text[sentence.span.start : sentence.span.end]
    years, _ = times(_INDEX.sub("", text))
    if not years or not articles:
        return None
    near = nearest(text, articles)
    if near is None or near.share < _SHARE:
        return None
    held, _ = times(_INDEX.sub("", near.passage.text))
    # A dateline names the year in which the article appeared.
    dated = frozenset(str(one.published.year) for one in articles if one.published)
    everywhere = dated.union(*(times(f"{one.title} {one.text}")[0] for one in articles))
    if not held or years & held or years & everywhere:
        return None
    claim = Dating(sentence.span, sentence.span, sentence.citations)
    return Failed(claim, _wrong_year(case, sentence.span, min(years), min(held)))


@rule("N210", "backward-range")
def _backwards(case: Case, span: Span) -> Finding:
    """A range whose first end is the larger one.

    Example: "Profit is expected to grow 162%-120% [1]."

    Instead: the lower end first; a change from one level to another is "from … to …".
    """
    return finding("N210", span, case.words("the range runs backwards", "区间首尾颠倒"))


@rule("T503", "same-time")
def _same_time(case: Case, span: Span) -> Finding:
    """A change or comparison between a period and itself, or from a day to an earlier one.

    Example: "Revenue grew 12% between 2018 and 2018 [1]."

    Instead: the two periods that are compared.
    """
    return finding(
        "T503",
        span,
        case.words("the two ends are the same period, or turned round", "比较的两个时间相同或颠倒"),
    )


@rule("T504", "wrong-year")
def _wrong_year(case: Case, span: Span, said: str, held: str) -> Finding:
    """The passage that says this says it of another year.

    Example: "The plan for 2021 has 780 projects [1]." (the article: for 2022)

    Instead: the year of the passage.
    """
    return finding(
        "T504",
        span,
        case.words(f"the source says this of {held}, not of {said}", f"来源说的是{held}年，不是{said}年"),
    )
