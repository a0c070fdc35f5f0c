"""Q603, Q606–Q608: sentences without a number are never proved; a shown passage supports them, or not."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from decimal import Decimal

from copilot import names
from copilot.checking.cases import Case
from copilot.checking.contradictions import FEWEST, HALF, SHARE, contradicted
from copilot.checking.mended import elsewhere
from copilot.checking.rules import finding, rule
from copilot.reading.assertions import clauses, strong
from copilot.reading.clauses import Sentence
from copilot.reading.lexicon import plain, words
from copilot.reading.script import simplified
from copilot.reading.sentences import Kind, Unit
from copilot.reading.speech import proper_names
from copilot.reading.statements import Near, first_person, matter, nearest, roots, said
from copilot.types import (
    Article,
    Consistent,
    Failed,
    Finding,
    Operand,
    Proof,
    Severity,
    Span,
    Statement,
    Supported,
    Verdict,
)

__all__ = ["judged", "opposed"]

_AKIN = 0.4  # from here on a passage speaks of the same thing, in other words
_BY_FIGURES = (
    "level",
    "count",
    "movement",
    "extreme",
    "result",
)  # grounds that the figures themselves are held to
_NEARLY, _BRIEF = 0.75, 25
_ARGUED = 2  # proved figures from which on a text argues from figures
_LEAST = {Kind.SENTENCE: 2, Kind.ITEM: 5}


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
    if near is not None and _word_for_word(text, articles):
        return Supported(claim, (near.passage,))
    if near is not None and (against := contradicted(text, near)):
        return Failed(claim, _contradiction(case, sentence.span, against, near))
    if near is not None and near.share >= _AKIN and _of_somebody_else(case, sentence, near):
        return Failed(claim, _contradiction(case, sentence.span, "subject", near))
    strange = _stranger(case, text, articles) if articles else ""
    if strange:
        return Failed(claim, _unknown_name(case, sentence.span, strange))
    if near is not None and near.share >= SHARE:
        return Supported(claim, (near.passage,))
    if not articles and _of_rows(case, sentence):
        return None  # a relation of rows that was not read: nothing speaks against it
    if _ours(case, unit, text) and not (case.strict and sentence.citations):
        return Supported(claim, (near.passage,) if near else (), ours=True)
    others = [one for one in case.sources.ledger.articles if one not in articles]
    if (there := nearest(text, others)) and there.share >= SHARE:
        return Failed(claim, elsewhere(case, sentence, sentence.span, there.passage.article))
    if near is not None and near.share >= _AKIN and not _silent_on(text, near):
        return Consistent(claim, _shown(case, near), _other_words(case, sentence.span, near))
    return Failed(claim, _unsupported(case, sentence.span))


def _word_for_word(text: str, articles: Sequence[Article]) -> bool:
    """Is the sentence, but for who says it, a quotation that stands in a cited article as it is?"""
    quoted = max(re.findall(r"“([^”]+)”", text), key=len, default="")
    words = " ".join(quoted.split())
    most = len(quoted) * 2 > len(text)
    return most and any(words in " ".join(article.text.split()) for article in articles)


def _of_somebody_else(case: Case, sentence: Sentence, near: Near) -> bool:
    """Is a Chinese sentence of one company, and its passage of others only? (English names are held to by their capitals.)"""
    if sentence.text.isascii() or not re.search("[\u4e00-\u9fff]", sentence.text):
        return False
    mine = {m.key for m in sentence.entities if not m.key.startswith("place:")}
    passage = simplified(near.core.text)
    theirs = {m.key for m in case.sources.entities.find(passage) if not m.key.startswith("place:")}
    return bool(mine and theirs and not mine & theirs)


def _silent_on(text: str, near: Near) -> bool:
    """Does a passage say nothing at all of a clause? Then the sentence is not the same in other words."""
    held = frozenset().union(*(one.matter for one in near.stretch))
    own = [matter(part) for whole in clauses(text) for part in re.split(r"\bas\b", whole)]
    return any(
        len(terms) >= FEWEST and not any(term in held for term in terms if not term.startswith("~"))
        for terms in own
    )


_RELATIONS = frozenset({"contest", "level", "magnitude", "superlative", "direction", "count", "turn", "loss"})


def _of_rows(case: Case, sentence: Sentence) -> bool:
    """Does a sentence without numbers speak of what the rows are about, or compare, rank or move something?"""
    related = any(c.tag[0] in _RELATIONS for c in sentence.cues)
    known = any(m.known for m in sentence.entities)
    return bool(case.sources.facts.get(0)) and (known or related or bool(sentence.concepts))


def _shown(case: Case, near: Near) -> Proof:
    """The passage that speaks of the same thing; what it proves is for the reader to say."""
    number = case.sources.ledger.number(near.passage.article)
    quoted = near.passage.text
    return Proof(
        "quotation", (Operand(number, Decimal(0), "", quoted, passage=near.passage),), None, "", quoted
    )


def opposed(case: Case, sentence: Sentence, articles: Sequence[Article]) -> Failed | None:
    """A sentence with figures that says the opposite of its passage in words ("kept" for "suspended")."""
    text = _bare(case.text[sentence.span.start : sentence.span.end])
    for part in clauses(text) if articles else ():
        near = nearest(part, articles, 1)
        if near is None or near.share < HALF:
            continue
        axis = contradicted(part, near)
        # Where no data are cited, the article alone can be asked; a long sentence says much that is in no one passage.
        chinese = re.search(r"[\u4e00-\u9fff]", text)
        worded = (
            not chinese
            and near.share >= _NEARLY
            and 0 not in sentence.citations
            and len(text.split()) <= _BRIEF
        )
        if axis in strong() or axis == "numbering" or (axis and worded and axis not in _BY_FIGURES):
            claim = Statement(sentence.span, sentence.span, sentence.citations)
            return Failed(claim, _contradiction(case, sentence.span, axis, near))
    return None


_MARKS = re.compile(r"\[\d{1,4}(?:\s?[,;]\s?\d{1,4})*\](?!\()|【\d{1,4}】|[*_`#>|]+")


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


@functools.cache
def _weighing() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in words("statements")["weighing"]["patterns"]), re.I)


_ANSWERED = re.compile(
    r"(?:Yes|No)[,.:] |是的?[，。：]|不是[，。：]|否[，。：]"
)  # a conclusion from what follows it


def _ours(case: Case, unit: Unit, text: str) -> bool:
    """Does the writer say, in words or by the heading above, that this is a reading of their own?

    In a text that argues from proved figures of articles, so does a sentence that weighs, generalises or says what a
    measure is good for.
    """
    if _beginnings()[2].search(plain(text)) or _ANSWERED.match(text):
        return True
    if len(case.given) >= _ARGUED and _weighing().search(text):
        return True
    heading = plain(case.text[unit.heading.start : unit.heading.end]) if unit.heading else ""
    return any(word in heading for word in words("statements")["ours"]["headings"])


def _readable(text: str, articles: Sequence[Article]) -> bool:
    """Is some source in the sentence's own script?"""
    chinese = bool(re.search(r"[\u4e00-\u9fff]", text))
    return any(bool(re.search(r"[\u4e00-\u9fff]", article.text[:2_000])) is chinese for article in articles)


def _stranger(case: Case, text: str, articles: Sequence[Article]) -> str:
    """A proper name of the sentence that stands in none of the sources and is nobody the ledger is about."""
    held: frozenset[str] = frozenset().union(
        *(one.roots for article in articles for one in said(article)),
        *(roots(simplified(f"{article.title} {article.publisher} {article.author}")) for article in articles),
    )
    known = [mention.span for mention in names.mentions(text)]
    filer = any(map(first_person, articles))
    for at, name in enumerate(proper_names(text)):
        own = roots(name.name)
        if filer and not at:
            continue  # a filing calls itself "the Company"
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


@rule("Q608", "other-words", Severity.WARNING)
def _other_words(case: Case, span: Span, near: Near) -> Finding:
    """A statement without a number whose passage speaks of the same thing in other words, and of nothing contrary.

    Example: "A soft report on prices pushed bond yields down [1]." (the article: "Treasury yields fell because the
    inflation report came in soft")

    Instead: nothing, if you have read the passage and it says so.
    """
    quoted = near.core.text.strip()[:160]
    return finding(
        "Q608",
        span,
        case.words(f"in other words than the source’s: “{quoted}”", f"与来源措辞不同：“{quoted}”"),
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
