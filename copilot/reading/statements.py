"""Where an article comes nearest to a sentence, and what that sentence names as a cause.

Nothing here proves anything. In what the two part says `contrast`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from copilot import names
from copilot.reading.assertions import OFFICES, Clause, clause, clauses, stopped
from copilot.reading.lexicon import words
from copilot.reading.script import simplified
from copilot.reading.sentences import sentences
from copilot.reading.terms import pairs, terms, unified
from copilot.types import Article, Passage, Span

__all__ = [
    "firms",
    "Near",
    "Said",
    "causal",
    "first_person",
    "matter",
    "named",
    "nearest",
    "passages",
    "roots",
    "said",
]

_NAME = re.compile(
    r"(?<![A-Za-z])[A-Z][A-Za-z&'’.-]*(?:\s+(?:of\s+|and\s+|&\s+|de\s+|van\s+)?[A-Z][A-Za-z&'’-]*)*"
)


@functools.lru_cache(maxsize=8192)
def roots(text: str) -> frozenset[str]:
    """Content words cut to a crude root, one for all synonyms; of Chinese, pairs of signs."""
    return frozenset(one.root for one in unified(terms(text)) if one.root not in stopped()) | pairs(text)


@functools.cache
def _causal() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words("statements")["causes"]["stated"]), re.I)


def causal(text: str) -> bool:
    """Does the text speak of a cause?"""
    return bool(_causal().search(text))


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an article, read once."""

    span: Span
    text: str
    roots: frozenset[str]
    matter: frozenset[str]  # the same, words of an axis of opposites by their axis
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The stretch of an article that comes nearest to a sentence, and how much of the sentence it holds."""

    passage: Passage
    share: float  # of the sentence's content, weighted
    core: Said  # the one sentence of the stretch that holds most
    stretch: tuple[Said, ...]


@functools.lru_cache(maxsize=512)
def said(article: Article) -> tuple[Said, ...]:
    """The sentences of an article, read; its title goes before them."""
    text, head = simplified(article.text), simplified(article.title)
    held = named(text)
    title = (_said(Span(0, 0), head, held, frozenset()),) if head else ()
    body: list[Said] = []
    for span in sentences(text):
        of_whom = next(
            (
                part.lead
                for one in reversed(body)
                for part in reversed(one.clauses)
                if part.lead and not _appositive(part)
            ),
            None,
        )
        body.append(_said(span, text[span.start : span.end], held, of_whom or frozenset()))
    return (*title, *body)


_ANAPHOR = re.compile(
    r"[\"“\s]*(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Ii]ts|[Tt]heir|[Tt]he (?:company|firm|bank|group|retailer|carmaker|chipmaker|drugmaker|airline|lender))\b"
)


def _said(span: Span, text: str, held: frozenset[str], of_whom: frozenset[str]) -> Said:
    """A sentence; a clause that begins with "it" or "the company" is of whom the one before it is."""
    parts: list[Clause] = []
    for words_ in clauses(text):
        part = clause(words_, held)
        follows = bool(parts) and not part.names  # "Alba, its founder, will leave"
        if not part.lead and (follows or _ANAPHOR.match(words_)):
            part = replace(part, lead=of_whom)
        if not (parts and _appositive(part)):
            of_whom = part.lead or of_whom
        parts.append(part)
    return Said(span, text, roots(text), matter(text), tuple(parts))


def _appositive(part: Clause) -> bool:
    """ ", chief strategist at Corvane," is said of the one who stands before it."""
    return bool(part.matter) and part.matter <= OFFICES


@functools.lru_cache(maxsize=512)
def named(text: str) -> frozenset[str]:
    """Terms of the names of a text: what it writes with a capital within a sentence, and what is known as a name."""
    parts = [text[span.start : span.end] for span in sentences(text)]
    inside = frozenset().union(*(clause(part).names for part in parts))
    return inside | firms(text)


@functools.lru_cache(maxsize=512)
def firms(text: str) -> frozenset[str]:
    """Terms of the names that are known as those of companies, funds and the like."""
    return frozenset().union(*(matter(text[one.span.start : one.span.end]) for one in names.mentions(text)))


def matter(text: str) -> frozenset[str]:
    """What a text is about: content, names, and the axes of opposites that it speaks on."""
    whole = clause(text)
    return whole.matter | whole.names


def passages(article: Article, spans: Iterable[Span]) -> Passage:
    found = [span for span in spans if span.end > span.start] or [Span(0, min(len(article.text), 200))]
    return Passage(article, min(span.start for span in found), max(span.end for span in found))


def nearest(text: str, articles: Sequence[Article], width: int = 3) -> Near | None:
    """The up to `width` neighbouring sentences of one article that together hold most of the text's content."""
    wanted = _weights(text)
    total = sum(wanted.values())
    if not total:
        return None
    best: tuple[float, float, Article, int, int] | None = None
    for article in articles:
        units = said(article)
        held = [one.matter & wanted.keys() for one in units]
        everywhere = (
            matter(simplified(f"{article.title} {article.publisher} {article.author}")) & wanted.keys()
        )
        for start in range(len(units)):
            if not held[start]:
                continue
            union = set(everywhere)
            for end in range(start, min(len(units), start + width)):
                if end > start and not held[end]:
                    continue
                union |= held[end]
                share = sum(wanted[one] for one in union) / total
                key = (share, -(end - start))
                if best is None or key > best[:2]:
                    best = (*key, article, start, end)
    if best is None:
        return None
    share, _, article, start, end = best
    units = said(article)
    stretch = units[start : end + 1]
    core = max(stretch, key=lambda one: sum(wanted[term] for term in one.matter & wanted.keys()))
    return Near(passages(article, (one.span for one in stretch)), share, core, tuple(stretch))


@functools.lru_cache(maxsize=4096)
def _weights(text: str) -> dict[str, float]:
    """What a text is about, names and numbers counting double."""
    names = matter(" ".join(_NAME.findall(text[1:]))) if text else frozenset()
    return {one: 2.0 if one in names or one[:1].isdigit() else 1.0 for one in matter(text)}


_QUOTED = re.compile(r"“[^“”]{0,600}”|\"[^\"\n]{0,600}\"")
_FILER = re.compile(r"\b[Tt]he (?:Company|Registrant|Corporation|Partnership)\b|\b(?:[Ww]e|[Oo]ur)\b")


@functools.lru_cache(maxsize=512)
def first_person(article: Article) -> bool:
    """Does the article speak of its own writer as "we" or "the Company", as a filing does, without the name?"""
    return len(_FILER.findall(_QUOTED.sub(" ", article.text[:20_000]))) > 1
