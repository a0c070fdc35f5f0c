"""Q601, Q602, Q605: quoted words, who is said to have said something, what is named as its cause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from copilot.checking import kernel
from copilot.checking.cases import Case
from copilot.checking.mended import elsewhere
from copilot.checking.rules import finding, rule
from copilot.reading.clauses import Sentence
from copilot.reading.script import simplified
from copilot.reading.speech import Cause, Quote, Speaker, causes, proper_names, quotes, speakers
from copilot.reading.statements import Said, causal, first_person, matter, nearest, roots, said
from copilot.types import (
    Article,
    Attribution,
    Failed,
    Finding,
    Operand,
    Passage,
    Proof,
    Proved,
    Quotation,
    Span,
    Verdict,
)

__all__ = ["judged", "standing"]

_LEAST_WORDS = (
    3  # a shorter quotation may be a term ("soft landing"): judged only where somebody is said to say it
)
_LEAST_SIGNS = 5
_SHARE = 0.34  # of a cause's content that one passage must hold: reasons are mostly put in other words
_CLOSE = 0.5  # of a sentence's content: nearer than this, a passage is what the speaker is said to have said
_GLUED = 20  # letters from which on words without blanks are no chance
_BACK = 3  # sentences that a pronoun may look back over
_OF_NAME = 0.6  # of a Chinese speaker's name and office


def judged(
    case: Case, sentence: Sentence, articles: Sequence[Article], found: Sequence[Verdict]
) -> list[Verdict]:
    """Verdicts on the quotations, speakers and causes of one sentence."""
    text = case.text[sentence.span.start : sentence.span.end]
    named = speakers(text)
    verdicts: list[Verdict] = []
    held: list[tuple[Article, Span]] = []
    for quote in quotes(text):
        if not _long(quote.words) and not (named or "评级" in text or "rating" in text):
            continue
        claim = Quotation(_moved(quote.span, sentence), sentence.span, sentence.citations, quote.words)
        place = next((place for article in articles if (place := _standing(quote, article))), None)
        if place is None:
            others = [article for article in case.sources.ledger.articles if article not in articles]
            held_by = next((article for article in others if _standing(quote, article)), None)
            wrong = elsewhere(case, sentence, claim.span, held_by) if held_by else None
            verdicts.append(Failed(claim, wrong or _false_quotation(case, claim.span, articles)))
        else:
            held.append(place)
            verdicts.append(Proved(claim, _proof(case, place, quote)))
    spoken = (_spoken(case, sentence, speaker, articles, held, found) for speaker in named)
    verdicts += [failed for failed in spoken if failed]
    for span in (_moved(cause.span, sentence) for cause in causes(text) if not _stated(cause, articles)):
        reason = Attribution(span, sentence.span, sentence.citations)
        verdicts.append(Failed(reason, _unsupported_cause(case, span)))
    return verdicts


def standing(case: Case, sentence: Sentence, articles: Sequence[Article]) -> list[tuple[Span, Proof]]:
    """The sentence's quotations that stand word for word in a source, long enough to carry what their figures mean.

    A figure inside one is proved by the words around it: they are the source's own.
    """
    found = []
    for quote in quotes(case.text[sentence.span.start : sentence.span.end]):
        place = next((place for article in articles if (place := _standing(quote, article))), None)
        if place is not None and _long(quote.words):
            found.append((_moved(quote.span, sentence), _proof(case, place, quote)))
    return found


def _moved(span: Span, sentence: Sentence) -> Span:
    return Span(span.start + sentence.span.start, span.end + sentence.span.start)


def _long(words: str) -> bool:
    signs = len(re.findall(r"[\u4e00-\u9fff]", words))
    return signs >= _LEAST_SIGNS or len(re.findall(r"[A-Za-z']+", words)) >= _LEAST_WORDS


def _standing(quote: Quote, article: Article) -> tuple[Article, Span] | None:
    """Where the quoted words stand in the article: the sentences that hold them."""
    wanted = kernel.normalised(quote.words)
    if not wanted:
        return article, Span(0, 0)
    # Text taken from a PDF may have lost its blanks and commas.
    glued = re.sub(r"\W", "", wanted) if wanted.isascii() and len(wanted) > _GLUED else ""
    units = [one for one in said(article) if one.span.end]
    for width in (1, 2, 3):
        for at in range(len(units) - width + 1):
            span = Span(units[at].span.start, units[at + width - 1].span.end)
            there = kernel.normalised(article.text[span.start : span.end])
            if wanted in there or (glued and glued in re.sub(r"\W", "", there)):
                return article, span
    return None


def _proof(case: Case, place: tuple[Article, Span], quote: Quote) -> Proof:
    article, span = place
    number = case.sources.ledger.number(article)
    one = Operand(number, Decimal(0), "", quote.words, passage=Passage(article, span.start, span.end))
    return Proof("quotation", (one,), None, "", quote.words)


def _spoken(
    case: Case,
    sentence: Sentence,
    speaker: Speaker,
    articles: Sequence[Article],
    held: Sequence[tuple[Article, Span]],
    found: Sequence[Verdict],
) -> Failed | None:
    """A speaker must stand where the words stand: in their sentence, or in the one before where that names nobody."""
    places = list(held)
    for verdict in found:
        if isinstance(verdict, Proved):
            places += [
                (one.passage.article, Span(one.passage.start, one.passage.end))
                for one in verdict.proof.operands
                if one.passage
            ]
    if not places:
        text = case.text[sentence.span.start : sentence.span.end]
        near = nearest(f"{text[: speaker.span.start]} {text[speaker.span.end :]}", articles, 1)
        if near is None or near.share < _CLOSE:
            return None  # not supported anyway: the statement's own rule says so
        places = [(near.passage.article, near.core.span)]
    text = case.text[sentence.span.start : sentence.span.end]
    rest = f"{text[: speaker.span.start]} {text[speaker.span.end :]}"
    if any(_named_at(speaker.name, article, span, rest) for article, span in places):
        return None
    if all(first_person(article) and not _stands(speaker.name, article.text) for article, _ in places):
        return None  # a filing calls itself "the Company"
    span = _moved(speaker.span, sentence)
    claim = Attribution(span, sentence.span, sentence.citations, speaker.name)
    return Failed(claim, _wrong_speaker(case, span, speaker.name))


def _named_at(name: str, article: Article, place: Span, said_: str = "") -> bool:
    units = said(article)
    index = next(
        (i for i, one in enumerate(units) if one.span.end and one.span.start <= place.start < one.span.end),
        None,
    )
    window = [article.publisher, article.author]
    if index is not None:
        window.append(units[index].text)
        for back in range(index, max(0, index - _BACK), -1):  # "she" is the last who was named
            if _names_somebody(units[back]):
                break
            window.append(units[back - 1].text)
        if len(units) > index + 1 and not _names_somebody(units[index]):
            window.append(units[index + 1].text)
        if said_ and _said_by_another(name, units[index].text, said_):
            return False
    window.append(article.title)
    firm, _, person = name.rpartition("的")  # 瑞恒证券的陶静: she stands here, and with her firm somewhere
    if len(firm) > 2 and len(person) > 1 and re.search(f"{firm[:2]}.{{0,16}}{person}", article.text):
        name = person
    return _stands(name, simplified(" ".join(window)))


_SET_AGAINST = re.compile(r"\b(?:whereas|while|but)\b|[;；]|而|但")


def _said_by_another(name: str, text: str, said_: str) -> bool:
    """ "A called it cheap, whereas B called it dear": the words are of the one whose part of the sentence they stand in."""
    parts = _SET_AGAINST.split(text)
    if len(parts) < 2:
        return False
    own = max(parts, key=lambda part: len(matter(part) & matter(said_)))
    named = not _stands(name, own) and any(_stands(name, part) for part in parts if part is not own)
    return named and bool(speakers(own) or proper_names(own))


def _names_somebody(one: Said) -> bool:
    return bool(speakers(one.text)) and not re.search(r"\b(?:[Hh]e|[Ss]he|[Tt]hey)\b", one.text)


def _stands(name: str, text: str) -> bool:
    name = re.sub(r"^(?:An?|The) (?=[A-Z])", "", name)
    signs = "".join(re.findall(r"[\u4e00-\u9fff]+", name)).replace("的", "")
    if len(signs) > 1:
        pairs = {signs[at : at + 2] for at in range(len(signs) - 1)}
        return sum(pair in text for pair in pairs) >= _OF_NAME * len(pairs)
    person, _, firm = name.partition(" of ")
    if "'s " in name.replace("’", "'"):
        firm, _, person = name.replace("’", "'").partition("'s ")
    if (
        firm and len(person.split()) > 1
    ):  # "Paul Reyes of Bracken Capital", "Bracken's Paul Reyes": both must stand
        return _stands(person, text) and _stands(firm, text)
    wanted = roots(name)
    kept = wanted & roots(text)
    last = roots(name.split()[-1])
    return not wanted or bool(last & kept) or len(kept) * 2 > len(wanted)


def _stated(cause: Cause, articles: Sequence[Article]) -> bool:
    """Does one passage hold the cause's content, and speak of a cause?"""
    wanted = roots(cause.words)
    if not wanted:
        return True
    for article in articles:
        units = said(article)
        for index, one in enumerate(units):
            if not wanted & one.roots:
                continue
            both = units[index : index + 2]
            held = set().union(*(unit.roots for unit in both))
            if len(wanted & held) >= _SHARE * len(wanted) and any(causal(unit.text) for unit in both):
                return True
    return False


@rule("Q601", "false-quotation")
def _false_quotation(case: Case, span: Span, articles: Sequence[Article]) -> Finding:
    """Quoted words that do not stand in the source.

    Example: "The Fed has a mandate," said Solberg [1]. (she said: "This gives the Fed room, not a mandate")

    Instead: the source's own words, or the same without quotation marks.
    """
    words = case.words
    if not articles:
        message = words("quoted words need an article that holds them", "引语需要有收录原话的文章")
    else:
        message = words("these words do not stand in the source cited", "所引来源中没有这句原话")
    return finding("Q601", span, message)


@rule("Q602", "wrong-speaker")
def _wrong_speaker(case: Case, span: Span, name: str) -> Finding:
    """Somebody is said to have said what the source has from somebody else, or from nobody.

    Example: "Goldman Sachs puts the multiple at 16 [1]." (the article has it from FactSet)

    Instead: name the one whom the source names.
    """
    return finding(
        "Q602", span, case.words(f"the source does not have this from {name}", f"来源并未称此出自{name}")
    )


@rule("Q605", "unsupported-cause")
def _unsupported_cause(case: Case, span: Span) -> Finding:
    """A reason is given that no passage states.

    Example: "Stocks fell because of profit-taking [0]."

    Instead: cite the article that gives the reason, or leave the reason out.
    """
    return finding("Q605", span, case.words("no source gives this as the cause", "没有来源称此为原因"))
