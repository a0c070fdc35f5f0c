"""The charts of an answer: drawn from the very series that its figures rest on."""

from __future__ import annotations

from copilot import measures, names
from copilot.answer import Chart
from copilot.ledger import Evidence
from copilot.types import Computed, Datum, Language, Proved, Series

__all__ = ["charts"]

_MOVES = frozenset({"price_return", "total_return", "excess_return", "price_change"})
_LEVELS = frozenset({"simple_average", "exponential_average", "distance_to_average", "drawdown", "max_drawdown", "highest_close", "lowest_close"})  # fmt: skip
_ROWS = 5  # fewer make no line
_LINES = 6  # more make no picture


def charts(evidence: Evidence, language: Language) -> tuple[Chart, ...]:
    """A comparison over the window that most cited returns share, and the price of the first level that is cited."""
    cited = list(dict.fromkeys(_cited(evidence)))
    return tuple(chart for chart in (_comparison(cited, language), _price(cited, language)) if chart)[:2]


def _cited(evidence: Evidence) -> list[Datum]:
    found: list[Datum] = []
    for verdict in evidence.report.verdicts:
        if isinstance(verdict, Proved):
            found.extend(operand.datum for operand in verdict.proof.operands if operand.datum is not None)
    return found


def _comparison(cited: list[Datum], language: Language) -> Chart | None:
    windows: dict[object, dict[str, Series]] = {}
    for datum in cited:
        if datum.measure in _MOVES and isinstance(datum.basis, Computed):
            for series in datum.basis.series:
                if len(series.rows) >= _ROWS:
                    windows.setdefault((datum.window, series.field), {})[series.subject] = series
    best = max(windows.values(), key=len, default={})
    if not best:
        return None
    lines = tuple(best.values())[:_LINES]
    listed = ("、" if language == "zh" else ", ").join(_named(series, language) for series in lines)
    if len(lines) == 1:
        return Chart(_titled(lines[0], language), lines)
    words = "，起点为 100" if language == "zh" else ", rebased to 100"
    return Chart(f"{listed}{words}", lines, rebased=True)


def _named(series: Series, language: Language) -> str:
    """Name and symbol, since the lines are labelled by it: "Microsoft (MSFT)", "罗素2000（^RUT）"; a fund its symbol."""
    name = names.short(series.subject, series.name, language)
    if name == series.subject or (language == "en" and series.subject.startswith("^")):
        return name
    return f"{name}（{series.subject}）" if language == "zh" else f"{name} ({series.subject})"


def _price(cited: list[Datum], language: Language) -> Chart | None:
    for datum in cited:
        if datum.measure in _LEVELS and isinstance(datum.basis, Computed) and datum.basis.series:
            series = max(datum.basis.series, key=lambda one: len(one.rows))
            if len(series.rows) >= _ROWS:
                return Chart(_titled(series, language), (series,))
    return None


def _titled(series: Series, language: Language) -> str:
    known = measures.REGISTRY.get(series.field)
    field = known.names[language] if known is not None else series.field.replace("_", " ")
    name = names.called(series.subject, series.name, language)
    return f"{name}{field}" if language == "zh" else f"{name} {field}"
