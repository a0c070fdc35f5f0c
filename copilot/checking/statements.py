"""Q603, Q606, Q607: sentences without a number are never proved; a shown passage supports them, or not."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from copilot import names
from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.reading.lexicon import plain, words
from copilot.reading.script import simplified
from copilot.reading.sentences import Kind, Unit
from copilot.reading.speech import proper_names
from copilot.reading.statements import Near, contrary, nearest, negated, roots, said
from copilot.types import Article, Failed, Finding, Severity, Span, Statement, Supported, Verdict

__all__ = ["judged", "opposed"]

_SHARE = 0.6  # of a sentence's content that up to three neighbouring sentences of a source must hold
_CLOSE = 0.7  # of a clause: from here on, a negation on one side only is a contradiction and no other clause
_HALF = 0.5
_LEAST = {Kind.SENTENCE: 2, Kind.ITEM: 5}
_STRONG = (
    "rating",
    "continuance",
    "approval",
    "opening",
)  # axes that sentences with figures are held to as well


def judged(case: Case, unit: Unit, sentence: Sentence, articles: Sequence[Article]) -> Verdict | None:
    """The verdict on a sentence that nothing else has judged; None when it claims nothing."""
    text = _bare(case.text[sentence.span.start : sentence.span.end])
    least = _LEAST.get(unit.kind)
    short = 2 if re.search(r"[\u4e00-\u9fff]", text) else 0  # four signs make three pairs: "韧劲十足！"
    if least is None or len(roots(text)) < least + short or _claims_nothing(text):
        return None
    claim = Statement(sentence.span, sentence.span, sentence.citations)
    if articles and not _readable(text, articles):
        return None  # in another language: words cannot be compared
    near = nearest(text, articles) if articles else None
    if near is not None and (against := _contradicted(text, near)):
        return Failed(claim, _contradiction(case, sentence.span, against, near))
    strange = _stranger(case, text, articles) if articles else ""
    if strange:
        return Failed(claim, _unknown_name(case, sentence.span, strange))
    if near is not None and near.share >= _SHARE:
        return Supported(claim, (near.passage,))
    if _ours(case, unit, text) and not (case.strict and sentence.citations):
        return Supported(claim, (near.passage,) if near else (), ours=True)
    return Failed(claim, _unsupported(case, sentence.span))


def opposed(case: Case, sentence: Sentence, articles: Sequence[Article]) -> Failed | None:
    """A sentence with figures that says the opposite of its passage in words ("kept" for "suspended")."""
    text = _bare(case.text[sentence.span.start : sentence.span.end])
    for clause in _clauses(text) if articles else ():
        near = nearest(clause, articles, 1) if roots(clause) else None
        if near is None or near.share < _HALF:
            continue
        match = max(_clauses(near.core.text), key=lambda part: len(roots(part) & roots(clause)))
        axis = contrary(clause, match)
        if axis in _STRONG:
            claim = Statement(sentence.span, sentence.span, sentence.citations)
            return Failed(claim, _contradiction(case, sentence.span, axis, near))
    return None


_PRONOUN = re.compile(
    r"(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|The (?:company|firm|bank|group|retailer))\b|公司|其|他|她|该"
)
_MARKS = re.compile(r"\[\d{1,4}\](?!\()|【\d{1,4}】|[*_`#>|]+")


def _bare(text: str) -> str:
    return _MARKS.sub(" ", text).strip()


@functools.cache
def _beginnings() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    table = words("statements")
    meta = "|".join(re.escape(word) for word in table["meta"]["en"])
    meta_zh = "|".join(map(re.escape, table["meta"]["zh"]))
    ours = "|".join(rf"\b{re.escape(word.strip())}\b" for word in table["ours"]["en"])
    ours_zh = "|".join(map(re.escape, table["ours"]["zh"]))
    return re.compile(rf"(?:{meta})"), re.compile(meta_zh), re.compile(rf"{ours}|{ours_zh}")


def _claims_nothing(text: str) -> bool:
    """Questions, lead-ins that end with a colon, and sentences about the answer, the method or the source."""
    low = plain(text).strip()
    if any(phrase in low for phrase in words("statements")["disclaimers"]["phrases"]):
        return True
    if low.endswith(("?", "？", ":", "：")):
        return True
    meta, meta_zh, _ = _beginnings()
    return bool(meta.match(low) or meta_zh.match(low) or _method().search(low))


@functools.cache
def _method() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in words("statements")["method"]["patterns"]), re.S)


_ANSWERED = re.compile(
    r"(?:Yes|No)[,.:] |是的?[，。：]|不是[，。：]|否[，。：]"
)  # a conclusion from what follows it


def _ours(case: Case, unit: Unit, text: str) -> bool:
    """Does the writer say, in words or by the heading above, that this is a reading of their own?"""
    if _beginnings()[2].search(plain(text)) or _ANSWERED.match(text):
        return True
    heading = plain(case.text[unit.heading.start : unit.heading.end]) if unit.heading else ""
    return any(word in heading for word in words("statements")["ours"]["headings"])


def _readable(text: str, articles: Sequence[Article]) -> bool:
    """Is some source in the sentence's own script?"""
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    return any(bool(re.search(r"[\u4e00-\u9fff]", article.text[:2_000])) is chinese for article in articles)


def _contradicted(text: str, near: Near) -> str:
    """The axis on which sentence and nearest passage part, "negation" included; empty when they do not."""
    if near.share < _SHARE:
        return ""
    there = _clauses(near.core.text)
    for clause in _clauses(text):
        own = roots(clause)
        if len(own) < 2:
            continue
        match = max(there, key=lambda part: len(roots(part) & own))
        if _PRONOUN.match(match.strip()):
            own -= roots(" ".join(name.name for name in proper_names(f"x {clause}")))
        if len(roots(match) & own) >= max(2, _CLOSE * len(own)):
            if negated(clause) != negated(match):
                return "negation"
            if axis := contrary(clause, match):
                return axis
    held = len(roots(text) & near.core.roots) >= _SHARE * len(roots(text))
    return contrary(text, near.core.text) if held else ""


def _clauses(text: str) -> list[str]:
    return [
        part
        for part in re.split(r"[,;，；。:：()（）]|\b(?:but|while|whereas|although)\b|但|而且|不过", text)
        if part.strip()
    ]


def _stranger(case: Case, text: str, articles: Sequence[Article]) -> str:
    """A proper name of the sentence that stands in none of the sources and is nobody the ledger is about."""
    held: frozenset[str] = frozenset().union(
        *(one.roots for article in articles for one in said(article)),
        *(roots(simplified(f"{article.title} {article.publisher} {article.author}")) for article in articles),
    )
    known = [mention.span for mention in names.mentions(text)]
    for name in proper_names(text):
        own = roots(name.name)
        if own and not own & held and not any(span.overlaps(name.span) for span in known):
            return name.name
    return ""


@rule("Q603", "unknown-name")
def _unknown_name(case: Case, span: Span, name: str) -> Finding:
    """A name that stands in no source cited.

    Example: "S&P put the rating under review [1]." (the article says Moody's)

    Instead: the name that the source has.
    """
    return finding("Q603", span, case.words(f"{name} stands in no source cited", f"所引来源中没有{name}"))


@rule("Q606", "contradicted-statement")
def _contradiction(case: Case, span: Span, axis: str, near: Near) -> Finding:
    """A sentence that its own passage contradicts: a negation, a direction, a rating turned round.

    Example: "The export licence has been granted [1]." (the article: "has not been granted")

    Instead: say what the passage says.
    """
    quoted = near.core.text.strip()[:160]
    return finding(
        "Q606", span, case.words(f"the source says otherwise: “{quoted}”", f"来源所言相反：“{quoted}”")
    )


@rule("Q607", "unsupported-statement", Severity.WARNING)
def _unsupported(case: Case, span: Span) -> Finding:
    """A statement without a number that no passage of the sources supports.

    Example: "Management has lost the confidence of its board [1]." (the article does not speak of it)

    Instead: cite the passage that says so, mark it as your own reading, or leave it out.
    """
    return finding(
        "Q607", span, case.words("no passage of the sources says this", "来源中没有支持这句话的段落")
    )
