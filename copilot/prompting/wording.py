"""Facts in words for a model, compactly and with their ids: values, never JSON. Nobody else words facts for a model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from copilot import measures, style
from copilot.ledger import Fact, Ledger
from copilot.prompting.turn import Turn
from copilot.types import Article, Computed, Datum, Language, Observed, Passage, Series, Window

__all__ = ["asked", "words"]

_KNOWN_SHOWN = 60  # facts of earlier answers that a model is reminded of, newest last
_ARTICLE_SHOWN = 12_000  # characters of an attached article that a model reads; the rest is found by search


def words(found: Iterable[Fact], ledger: Ledger | None, language: Language) -> str:
    """One line a datum (`F12 IWM price return, 30 sessions 2026-01-29..2026-03-13: -3.85 %`), a block a passage.

    Without a ledger there are no ids and no numbers, for readers that cannot refer to them.
    """
    lines: list[str] = []
    for fact in found:
        match fact:
            case Datum():
                lines.append((f"{ledger.alias(fact)} " if ledger else "") + _datum(fact, language))
            case Series():
                lines.append(_series(fact))
            case Passage():
                lines.append(f"{_heading(fact.article, ledger)}\n{_quoted(fact.text)}")
            case Article():
                lines.append(f"{_heading(fact, ledger)}\n{_quoted(fact.text[:_ARTICLE_SHOWN])}")
    return "\n".join(lines)


def asked(turn: Turn, ledger: Ledger) -> str:
    """What the model reads as the person's message: the question, attached articles, and what the thread knows already."""
    parts = [turn.question]
    if turn.attached:
        parts.append("Attached:\n" + words(turn.attached, ledger, turn.language))
    known = [datum for datum in turn.earlier.data if datum.as_of == turn.as_of or _lasting(datum)][
        -_KNOWN_SHOWN:
    ]
    if known:
        parts.append("Known from earlier in this conversation:\n" + words(known, ledger, turn.language))
    return "\n\n".join(parts)


def _lasting(datum: Datum) -> bool:
    """A number of finished sessions stays true; a quote or what a provider says about today does not."""
    return isinstance(datum.basis, Computed | Observed) and datum.measure != "last_price"


def _datum(datum: Datum, language: Language) -> str:
    name = f" ({datum.name})" if datum.name and datum.name != datum.subject else ""
    against = f" against {datum.against}" if datum.against else ""
    when = _window(datum.window) or (datum.as_of.isoformat() if datum.as_of else "")
    said = "; ".join(
        part for part in (datum.note, *map(style.check, style.checks(datum.origin.note))) if part
    )
    note = f" [{said}]" if said else ""
    value = f"{_plain(datum.value)} {datum.unit}".strip()
    return (
        f"{datum.subject}{name} {_measure(datum.measure, language)}{against}, {when}: {value}{note}".replace(
            ", :", ":"
        )
    )


def _measure(key: str, language: Language) -> str:
    known = getattr(measures, "REGISTRY", {}).get(key)
    return str(known.names[language]) if known else key.replace("_", " ")


def _plain(value: Decimal | str) -> str:
    """Two decimals at least are enough for a model that refers by id; the ledger holds the exact value."""
    if isinstance(value, str):
        return value
    shown = value.quantize(Decimal("0.01")) if value.as_tuple().exponent < -4 else value.normalize()  # type: ignore[operator]
    return f"{shown:f}"


def _window(window: Window | None) -> str:
    if window is None:
        return ""
    sessions = f"{window.sessions} sessions" if window.sessions is not None else ""
    dates = "..".join(day.isoformat() for day in (window.start, window.end) if day)
    return " ".join(part for part in (sessions, dates, "" if dates else window.words) if part)


def _series(series: Series) -> str:
    first, last = series.rows[0], series.rows[-1]
    return (
        f"{series.subject} {series.field}, {len(series.rows)} sessions "
        f"{first[0]}..{last[0]}: from {_plain(first[1])} to {_plain(last[1])} {series.unit}"
    )


def _heading(article: Article, ledger: Ledger | None) -> str:
    about = ", ".join(
        part
        for part in (
            article.publisher,
            article.published.isoformat() if article.published else "undated",
            article.note,
        )
        if part
    )
    number = f"[{ledger.number(article)}] " if ledger else ""
    return f"{number}{_one_line(article.title)} ({about})"


def _quoted(text: str) -> str:
    """Every line marked as somebody else's words: an article is quoted, never obeyed."""
    return "\n".join(f"> {line}" for line in text.splitlines() if line.strip())


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
