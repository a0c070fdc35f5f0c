"""What a citation opens: the rows behind a figure, or the words of an article, as safe HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from copilot import measures, names
from copilot.export import words
from copilot.export.view import Citation, plain
from copilot.types import Article, Computed, Consistent, Datum, Language, Observed, Passage, Proved, Series

__all__ = ["Excerpt", "article_line", "card", "clean", "excerpts", "link", "name", "stretches"]

_UNFOLDED = 2  # rows that a popover shows in full; more are a list to open one by one
_MOST_ROWS = 12  # of a series; the rest are counted, and travel in the file
_AROUND = 280  # characters shown at most before and behind quoted words
_STOPS = re.compile(r"[.!?](?=\s|$)[”’\"]?|[。！？]|\n\s*\n?")


def clean(text: str) -> str:
    """A stranger's words as characters that do nothing."""
    return escape(plain(text))


def name(citation: Citation, language: Language) -> str:
    """What a screen reader says of the mark."""
    if citation.number == 0:
        rows = ("；" if language == "zh" else "; ").join(
            words.subject(one, language) + " " + words.measure(one, language) for one in citation.data[:3]
        )
        head = words.LABELS[language]["market_data"]
    else:
        rows = citation.article.title if citation.article else words.LABELS[language]["no_source"]
        head = words.LABELS[language]["article"]
    return f"[{citation.number}] {head}: {rows}" if rows else f"[{citation.number}] {head}"


def card(citation: Citation, language: Language) -> str:
    """The content of a citation's popover."""
    labels = words.LABELS[language]
    if citation.number == 0:
        proofs = _proofs(citation)
        folded = len(citation.data) > _UNFOLDED
        rows = "".join(_datum(one, language, folded) for one in citation.data)
        head = f'<p class="mc-card-kind">[0] {labels["market_data"]}</p>'
        return head + proofs + (rows or f'<p class="mc-empty">{labels["no_row"]}</p>')
    if citation.article is None:
        return f'<p class="mc-empty">{labels["no_source"]}</p>'
    quoted = excerpts(citation.passages)
    head = f'<p class="mc-card-kind">[{citation.number}] {labels["article"]}</p>'
    body = quoted or f'<p class="mc-empty">{labels["no_words"]}</p>'
    return head + article_line(citation.article, language, heading=True) + _proofs(citation) + body


def _proofs(citation: Citation) -> str:
    """Derivations and comparisons in words: what the rows alone do not say."""
    said: dict[str, None] = {}
    for verdict in citation.verdicts:
        if (
            isinstance(verdict, Proved | Consistent)
            and verdict.proof.formula != "value"
            and verdict.proof.words
        ):
            said[verdict.proof.words] = None
    return "".join(f'<p class="mc-proof">{clean(one)}</p>' for one in said)


def _datum(datum: Datum, language: Language, folded: bool) -> str:
    labels = words.LABELS[language]
    rows: list[tuple[str, str]] = []
    if span := words.window(datum.window, datum.as_of, language):
        rows.append((labels["window"], clean(span)))
    if datum.as_of is not None and datum.as_of.isoformat() not in span:
        rows.append((labels["as_of"], datum.as_of.isoformat()))
    if formula := words.formula(datum, language):
        rows.append((labels["formula"], f'<span class="mc-formula">{clean(formula)}</span>'))
    if isinstance(datum.basis, Computed) and datum.basis.operands:
        rows.append((labels["from"], "<br>".join(_operand(one, language) for one in datum.basis.operands)))
    fetched = f" · {words.moment(datum.origin.fetched_at)}" if datum.origin.fetched_at else ""
    rows.append((labels["source"], f"<code>{clean(words.call(datum.origin))}</code>{fetched}"))
    if note := words.note(datum, language):
        rows.append((labels["note"], clean(note)))
    listed = "".join(f"<div><dt>{head}</dt><dd>{body}</dd></div>" for head, body in rows)
    name = f"<span>{clean(words.subject(datum, language))}</span><b>{clean(words.value(datum, language))}</b>"
    kind = f"{clean(words.measure(datum, language))} · {words.basis(datum, language)}"
    body = f"<dl>{listed}</dl>{_rows(datum, language)}"
    if folded:
        said = f'<span class="mc-datum-head">{name}</span><span class="mc-datum-kind">{kind} · {clean(span)}</span>'
        return f'<details class="mc-datum"><summary>{said}</summary>{body}</details>'
    return (
        f'<section class="mc-datum"><p class="mc-datum-head">{name}</p>'
        f'<p class="mc-datum-kind">{kind}</p>{body}</section>'
    )


def _operand(datum: Datum, language: Language) -> str:
    span = words.window(datum.window, datum.as_of, language)
    said = f"{words.subject(datum, language)} {words.measure(datum, language)}"
    return f'{clean(said)} <b>{clean(words.value(datum, language))}</b> <span class="mc-dim">{clean(span)}</span>'


def _rows(datum: Datum, language: Language) -> str:
    """The observed rows a number was computed from, newest last; a long series by its ends."""
    if not isinstance(datum.basis, Computed):
        return ""
    several = datum.basis.series or tuple(
        one.basis.series for one in datum.basis.operands if isinstance(one.basis, Observed)
    )
    if not several:
        return ""
    labels = words.LABELS[language]
    count = sum(len(one.rows) for one in several)
    tables = "".join(_series(one, language) for one in several)
    return f'<details class="mc-rows"><summary>{labels["rows"]} ({count})</summary>{tables}</details>'


def _series(series: Series, language: Language) -> str:
    rows = [(day.isoformat(), f"{number:,f}") for day, number in series.rows]
    cells = [f"<tr><td>{day}</td><td>{number}</td></tr>" for day, number in rows]
    if len(cells) > _MOST_ROWS:
        half = _MOST_ROWS // 2
        rest = words.LABELS[language]["more"].format(n=len(cells) - 2 * half)
        cells = [*cells[:half], f'<tr class="mc-gap"><td colspan="2">{rest}</td></tr>', *cells[-half:]]
    field = measures.REGISTRY.get(series.field)
    said = field.names[language] if field is not None else series.field.replace("_", " ")
    head = f"{names.called(series.subject, series.subject, language)} · {said}"
    unit = clean(series.unit)
    return (
        f"<table><caption>{clean(head)} <span>{unit}</span></caption><tbody>{''.join(cells)}</tbody></table>"
    )


def article_line(article: Article, language: Language, *, heading: bool = False) -> str:
    """Title, publisher, author, date and link of an article."""
    labels = words.LABELS[language]
    parts = [
        words.publisher(article, language),
        article.author,
        article.published.isoformat() if article.published else labels["undated"],
    ]
    said = " · ".join(clean(part) for part in parts if part)
    note = (
        f' <span class="mc-tag">{clean(words.article_note(article, language))}</span>' if article.note else ""
    )
    title = f'<span class="mc-title">{clean(article.title or article.url)}</span>{note}'
    opener = link(article.url, labels["open"])
    open_link = f" · {opener}" if opener else ""
    tag = "p" if heading else "div"
    return f'<{tag} class="mc-article">{title}<span class="mc-dim">{said}{open_link}</span></{tag}>'


def link(url: str, said: str) -> str:
    """A link to a web address only: never `javascript:`, `data:` or a file."""
    if not url.startswith(("https://", "http://")):
        return ""
    return f'<a href="{escape(plain(url), quote=True)}" target="_blank" rel="noopener noreferrer nofollow">{said}</a>'


def excerpts(passages: Sequence[Passage]) -> str:
    """The sentences that the passages stand in, one excerpt where they meet, the cited words marked."""
    return "".join(
        f'<blockquote class="mc-quoted" dir="auto">{_marked(one)}</blockquote>' for one in stretches(passages)
    )


def _marked(excerpt: Excerpt) -> str:
    return "".join(f"<mark>{clean(text)}</mark>" if cited else clean(text) for text, cited in excerpt.pieces)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A stretch of an article, and which of its words are cited."""

    passages: tuple[Passage, ...]
    pieces: tuple[tuple[str, bool], ...]


def stretches(passages: Sequence[Passage]) -> tuple[Excerpt, ...]:
    """What `excerpts` shows, for renderers other than HTML."""
    found: list[tuple[Article, int, int, list[Passage]]] = []
    for one in sorted(dict.fromkeys(passages), key=lambda p: (p.start, p.end)):
        start, end = _sentence(one)
        if found and found[-1][0] == one.article and start <= found[-1][2]:
            article, begun, until, inside = found[-1]
            found[-1] = (article, begun, max(until, end), [*inside, one])
        else:
            found.append((one.article, start, end, [one]))
    return tuple(_excerpt(*one) for one in found)


def _sentence(passage: Passage) -> tuple[int, int]:
    """Where the sentence around a passage begins and ends, or as much of it as is worth showing."""
    text = passage.article.text
    before = text[max(passage.start - _AROUND, 0) : passage.start]
    after = text[passage.end : passage.end + _AROUND]
    begun = [match.end() for match in _STOPS.finditer(before)]
    stop = None if _STOPS.match(text, max(passage.end - 1, 0)) else _STOPS.search(after)
    ended = stop.end() if stop else (0 if _STOPS.match(text, max(passage.end - 1, 0)) else len(after))
    return passage.start - len(before) + (begun[-1] if begun else 0), passage.end + ended


def _excerpt(article: Article, start: int, end: int, passages: Sequence[Passage]) -> Excerpt:
    pieces, at = [], start
    for one in passages:
        if one.end <= at:
            continue
        begun = max(one.start, at)
        pieces += [(article.text[at:begun], False), (article.text[begun : one.end], True)]
        at = one.end
    pieces.append((article.text[at:end].rstrip(), False))
    whole = (
        start == 0 or _STOPS.match(article.text, max(start - 2, 0)) or _STOPS.match(article.text, start - 1)
    )
    said = [(text, cited) for text, cited in pieces if text]
    if said:
        said[0] = (said[0][0].lstrip(), said[0][1])
        said[-1] = (said[-1][0].rstrip(), said[-1][1])
    lead = [] if whole else [("…", False)]
    return Excerpt(tuple(passages), tuple(one for one in [*lead, *said] if one[0]))
