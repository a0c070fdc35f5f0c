"""One answer as a sheet: headline, as-of bar, body, check, charts, what was not found, sources, disclaimer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from copilot import names
from copilot.export import beside, body, cards, charts, citing, view, words
from copilot.export.cards import clean
from copilot.ledger import Evidence
from copilot.types import Coverage, Datum, Language, Report, Severity

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["check", "sources", "write"]

_BESIDE = 2  # charts in the column beside the text; a report's others follow it
_ROWS = 8  # of the sources, shown before the others are unfolded


def write(
    answer: Answer, *, key: str = "", question: bool = True, opened: bool = False, asks: bool = False
) -> str:
    """The answer for reading. `key` keeps ids apart where a page shows several answers; `opened` unfolds what the
    check changed; with `asks` a related instrument is a button that asks about it.
    """
    labels = words.LABELS[answer.language]
    asked = (
        f'<p class="mc-question"><span class="mc-sr">{labels["question"]}: </span>{clean(answer.question)}</p>'
        if question
        else ""
    )
    headline = view.uncited(answer.title)
    # Without a proved headline the question stands for it; a page that shows the question above does not repeat it.
    hidden = " mc-sr" if headline == answer.question.strip() and not question else ""
    title = f'<h2 class="mc-headline{hidden}" dir="auto">{clean(headline)}</h2>' if headline else ""
    bar = "".join(f"<li>{clean(part)}</li>" for part in words.as_of_line(answer))
    glossed = "".join(
        f"<li><b>{clean(symbol)}</b> {clean(name)}</li>" for symbol, name in beside.legend(answer)
    )
    legend = f'<ul class="mc-legend">{glossed}</ul>' if glossed else ""
    pictures = [_chart(answer, index) for index in range(len(answer.charts))]
    drawn, more = "".join(pictures[:_BESIDE]), "".join(pictures[_BESIDE:])
    wide = f'<div class="mc-charts">{more}</div>' if more else ""
    text = body.fragment(answer.evidence, answer.language, key=key)
    side = check(answer.evidence.report, answer.language) + _changed(answer, opened) + drawn
    side += _related(answer, asks)
    return (
        f'<article class="mc-answer" lang="{"zh-Hans" if answer.language == "zh" else "en"}">'
        f'<header class="mc-head">{asked}{title}<ul class="mc-asof">{bar}</ul>{legend}</header>'
        f'<div class="mc-grid"><div class="mc-body">{text}{_not_found(answer)}</div>'
        f'<aside class="mc-side" aria-label="{labels["check"]}">{side}</aside></div>'
        f"{wide}{sources(answer.evidence, answer.language)}"
        f'<footer class="mc-foot"><p>{labels["model"]}{"" if answer.language == "zh" else " "}{clean(words.writer(answer))} · {words.moment(answer.asked_at)}</p>'
        f"<p>{words.disclaimer(answer.language)}</p></footer></article>"
    )


def check(report: Report, language: Language, *, counted: bool = True) -> str:
    """The check line, with a bar of what was recomputed, matched, weaker and not proved.

    `counted` says how many stretches are marked, where no heading has said so.
    """
    errors = sum(one.severity is Severity.ERROR for one in report.findings)
    state = "bad" if errors else "good"
    sentence = clean(words.check_line(report.coverage, language))
    warned = f'<p class="mc-check-marked">{words.marked(errors, language)}</p>' if errors and counted else ""
    return (
        f'<section class="mc-check mc-check-{state}">{_bar(report.coverage)}'
        f'<p class="mc-check-line">{sentence}</p>{warned}</section>'
    )


def _bar(coverage: Coverage) -> str:
    inner = "".join(
        f'<i class="mc-{kind}" style="flex-grow:{count}"></i>'
        for kind, count in words.shares(coverage)
        if count > 0
    )
    return f'<div class="mc-bar" aria-hidden="true">{inner}</div>' if inner else ""


def _chart(answer: Answer, index: int) -> str:
    chart = answer.charts[index]
    drawn = charts.svg(chart, answer.language, colours="page", width=420)
    return f'<figure class="mc-chart"><figcaption>{clean(chart.title)}</figcaption>{drawn}</figure>'


def _related(answer: Answer, asks: bool) -> str:
    """Other instruments of this market, each with the reason."""
    if not answer.related:
        return ""
    items = ""
    for one in answer.related:
        said = f"<b>{clean(one.symbol)}</b> <span>{clean(one.name)}</span> <small>{clean(one.reason)}</small>"
        items += (
            f'<li><button type="button" data-ask="{clean(one.question)}" title="{clean(one.question)}">{said}</button></li>'
            if asks
            else f"<li><p>{said}</p></li>"
        )
    return f'<section class="mc-related"><h3>{words.LABELS[answer.language]["related"]}</h3><ul>{items}</ul></section>'


def _changed(answer: Answer, opened: bool) -> str:
    """What the check changed or kept back: never silently."""
    labels, text = words.LABELS[answer.language], answer.evidence.text
    fixed = "".join(
        f'<li dir="auto"><del>{clean(view.unmarked(one.before))}</del> {clean(view.unmarked(text[one.span.start : one.span.end]))}</li>'
        for one in answer.corrections
    )
    kept = "".join(f'<li dir="auto">{clean(one)}</li>' for one in answer.withheld)
    parts = [
        (labels["corrected"], len(answer.corrections), fixed),
        (labels["withheld"], len(answer.withheld), kept),
    ]
    return "".join(
        f'<details class="mc-changed"{" open" if opened else ""}><summary>{title} ({count})</summary><ul>{items}</ul></details>'
        for title, count, items in parts
        if count
    )


def _not_found(answer: Answer) -> str:
    if not answer.not_found:
        return ""
    items = "".join(f"<li>{clean(one)}</li>" for one in answer.not_found)
    return f'<section class="mc-missing"><h3>{words.LABELS[answer.language]["not_found"]}</h3><ul>{items}</ul></section>'


def sources(evidence: Evidence, language: Language) -> str:
    """Every source: [0] as one row a cited number, then the articles with the words that were quoted."""
    labels = words.LABELS[language]
    cites = view.citations(evidence)
    resting = [own for one in evidence.report.verdicts if (own := citing.uncited(one, evidence)) is not None]
    cited = tuple(dict.fromkeys(datum for one in [*cites, *resting] for datum in one.data))
    rest = tuple(one for one in evidence.ledger.data if one not in set(cited))
    parts = [_folded(cited, language)] if cited else []
    if rest:
        parts.append(
            f"<details><summary>{labels['unused']} ({len(rest)})</summary>{_figures(rest, language)}</details>"
        )
    data = (
        f'<div class="mc-source"><p class="mc-source-head"><b>[0]</b> {labels["market_data"]}</p>{"".join(parts)}</div>'
        if parts
        else ""
    )
    articles = ""
    for number, article in enumerate(evidence.ledger.articles, 1):
        quoted = tuple(dict.fromkeys(p for one in cites if one.number == number for p in one.passages))
        used = any(one.number == number for one in cites)
        quotes = cards.excerpts(quoted) or ("" if used else f'<p class="mc-dim">{labels["considered"]}</p>')
        line = cards.article_line(article, language)
        articles += (
            f'<div class="mc-source"><div class="mc-source-head"><b>[{number}]</b> {line}</div>{quotes}</div>'
        )
    if not data and not articles:
        return ""
    return f'<section class="mc-sources"><h3>{labels["sources"]}</h3>{data}{articles}</section>'


def _figures(data: tuple[Datum, ...], language: Language) -> str:
    """The rows, those of one symbol together; a call that all of them share is said once."""
    labels = words.LABELS[language]
    # Rows handed in from outside have no call to show.
    calls = {words.call(one.origin) for one in data if one.origin.provider != "stated"}
    heads = ("symbol", "measure", "window", "value", *(["source"] if len(calls) > 1 else []))
    head = "".join(f"<th{' class=mc-right' if key == 'value' else ''}>{labels[key]}</th>" for key in heads)
    groups: dict[str, list[Datum]] = {}
    for one in data:
        groups.setdefault(_symbol(one), []).append(one)
    body = "".join(_group(several, language, called=len(calls) > 1) for several in groups.values())
    shared = (
        f'<p class="mc-calls">{labels["calls"]} <code>{clean(next(iter(calls)))}</code></p>'
        if len(calls) == 1
        else ""
    )
    return (
        f'<div class="mc-scroll" tabindex="0" role="group" aria-label="{labels["market_data"]}">'
        f'<table class="mc-figures"><thead><tr>{head}</tr></thead>{body}</table></div>{shared}'
    )


def _group(data: list[Datum], language: Language, *, called: bool) -> str:
    """One symbol's rows, by measure, the latest and shortest window first; symbol and name once."""
    order = {key: place for place, key in enumerate(dict.fromkeys(one.measure for one in data))}
    rows = sorted(data, key=lambda one: (order[one.measure], *(-day.toordinal() for day in _ends(one))))
    name = names.called(rows[0].subject, rows[0].name, language)
    said = f"<span>{clean(name)}</span>" if name != rows[0].subject else ""
    first = f'<td class="mc-symbol" rowspan="{len(rows)}"><b>{clean(_symbol(rows[0]))}</b>{said}</td>'
    written, last = "", ""
    for one in rows:
        move = words.direction(one)
        call = words.call(one.origin)
        source = (
            f'<td class="mc-call"><code>{clean(call) if call != last else ""}</code></td>' if called else ""
        )
        written += (
            f"<tr>{first}<td>{clean(words.measure(one, language))}</td>"
            f'<td class="mc-dates">{clean(words.window(one.window, one.as_of, language))}</td>'
            f'<td class="mc-right mc-num{f" mc-{move}" if move else ""}"><b>{clean(words.value(one, language))}</b></td>{source}</tr>'
        )
        first, last = "", call
    return f"<tbody>{written}</tbody>"


def _ends(datum: Datum) -> tuple[date, date]:
    """The days a number speaks of, its last and its first."""
    window = datum.window
    last = (window.end if window else None) or datum.as_of or date.min
    return last, (window.start if window else None) or last


def _folded(data: tuple[Datum, ...], language: Language) -> str:
    """The rows; a long table by its first ones, the others to unfold."""
    if len(data) <= _ROWS + 2:
        return _figures(data, language)
    more = words.LABELS[language]["more"].format(n=len(data) - _ROWS)
    rest = f"<details><summary>{more}</summary>{_figures(data[_ROWS:], language)}</details>"
    return _figures(data[:_ROWS], language) + rest


def _symbol(datum: Datum) -> str:
    return f"{datum.subject} / {datum.against}" if datum.against else datum.subject
