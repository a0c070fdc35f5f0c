"""Writes docs/measures.md from the registry. `make docs`; a test keeps it current."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))

from copilot.measures import REGISTRY, Measure  # noqa: E402

PAGE = DOCS / "measures.md"
_KINDS = {
    "observed": ("Observed", "A row of a series, as the provider gives it."),
    "computed": ("Computed from rows", "Evaluated again, exactly, from the rows that the answer carries."),
    "operator": ("Computed from other data", "Evaluated again from the operands that the answer carries; the second is the base."),
    "reported": ("Reported by the provider", "Believed as the provider's, dated, never recomputed."),
}
_UNITS = {"price": "the rows' own", "same": "the operands'", "difference": "the operands'; percentages differ by pp", "": "a pure number"}
_WINDOWS = {
    "closes": "n sessions need n + 1 closes: the base session's and n more",
    "rows": "n sessions are n rows, the last session's own included",
    "warmed": "n sessions, with earlier rows carried to warm up the smoothing",
    "none": "",
}


def section(measure: Measure) -> str:
    """One measure: names in both languages, definition, formula, unit, window, source."""
    lines = [
        f"### `{measure.key}` {measure.names['en']} · {measure.names['zh']}\n",
        measure.definition["en"],
        "",
        measure.definition["zh"],
        "",
        f"- formula: {measure.formula}",
        f"- unit: {_UNITS.get(measure.unit, measure.unit)}",
    ]
    if measure.fields:
        lines.append(f"- from: {', '.join(field.replace('_', ' ') for field in measure.fields)}")
    if _WINDOWS[measure.window]:
        lines.append(f"- window: {_WINDOWS[measure.window]}")
    if measure.source:
        lines.append(f"- source: {measure.source}")
    lines.append(f"- also called: {'; '.join((*measure.aliases['en'][1:], *measure.aliases['zh'][1:])) or '–'}")
    return "\n".join(lines) + "\n"


def text() -> str:
    """The whole page."""
    parts = [
        "# Measures\n",
        "<!-- written by docs/make.py from copilot/measures/measures.toml; edit it there -->\n",
        "Every number of source `[0]` is one of these. All arithmetic is decimal, so that a value is the same on every"
        " machine; percentages, multiples and averages are rounded once, half to even, to four decimals.\n",
    ]
    for kind, (title, meaning) in _KINDS.items():
        parts += [f"## {title}\n", f"{meaning}\n"]
        parts += [section(measure) for measure in REGISTRY.values() if measure.kind == kind]
    return "\n".join(parts)
