"""A chart as a still SVG: drawn once from the cited rows, shown alike on the page and in every export.

Vega-Lite is drawn by vl-convert: no browser, no network, and text stays text. Colours are placeholders that become
CSS variables where the surroundings can be dark, and plain colours where they cannot.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any, Literal

from copilot import measures
from copilot.answer import Chart
from copilot.export import view
from copilot.types import Language, Series

__all__ = ["PAPER", "description", "svg"]

FONTS = '"Inter Variable", Inter, system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
_LINES = ("#a00001", "#a00002", "#a00003", "#a00004", "#a00005", "#a00006")
_INK, _FAINT, _GRID = "#a00011", "#a00012", "#a00013"
_UP, _DOWN = "#a00021", "#a00022"  # of a single line, by what it gained or lost
_NAMES = {
    **{code: f"--line-{index}" for index, code in enumerate(_LINES, 1)},
    _INK: "--ink", _FAINT: "--muted", _GRID: "--hairline", _UP: "--up", _DOWN: "--down",
}  # fmt: skip
PAPER: Mapping[str, str] = {
    "--line-1": "#0f5c55", "--line-2": "#b4541f", "--line-3": "#35508f", "--line-4": "#8a6a12", "--line-5": "#7b3f73",
    "--line-6": "#5d6670", "--ink": "#1b2229", "--muted": "#5f6973", "--hairline": "#e2e4e1",
}  # fmt: skip
_INNER_ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_LONGEST_NAME = 18
_MOST_ROWS = 900  # more points than pixels draw nothing more


_CONFIG = {
    "font": FONTS, "view": {"stroke": None}, "text": {"font": FONTS},
    "axis": {
        "labelFont": FONTS, "labelFontSize": 11, "labelColor": _FAINT, "gridColor": _GRID, "domainColor": _GRID,
        "tickColor": _GRID, "labelPadding": 6,
    },
}  # fmt: skip
_BASE = {  # the line at 100
    "data": {"values": [{"base": 100}]},
    "mark": {"type": "rule", "strokeDash": [2, 3], "color": _FAINT, "opacity": 0.7},
    "encoding": {"y": {"field": "base", "type": "quantitative"}},
}


def svg(
    chart: Chart, language: Language = "en", *, colours: Literal["paper", "page"] = "paper", width: int = 640
) -> str:
    """The drawing, `width` pixels wide. "page": colours are the CSS variables named in `PAPER`."""
    import vl_convert

    drawn: str = vl_convert.vegalite_to_svg(description(chart, language, width=width))
    for code, name in _NAMES.items():
        plain = PAPER.get(name) or _moving(name, language)
        drawn = drawn.replace(code, plain if colours == "paper" else f"var({name}, {plain})")
    drawn = _INNER_ROLES.sub("", drawn)  # one picture with one name; its parts say nothing by themselves
    title = escape(view.plain(chart.title), quote=True)
    return re.sub(r"^<svg ", f'<svg role="img" aria-label="{title}" focusable="false" ', drawn, count=1)


def description(chart: Chart, language: Language = "en", *, width: int = 640) -> dict[str, Any]:
    """The chart in Vega-Lite: one line a series; with `rebased`, 100 is the first session that all of them have."""
    named = [(_name(one, chart.series, language), one) for one in chart.series]
    values = [
        {"day": f"{day.isoformat()}T00:00:00", "value": float(number), "name": name, "order": place}
        for place, (name, one) in enumerate(named)
        for day, number in _rows(one, chart)
    ]
    listed = [name for name, _ in named]
    ends = _ends(values, listed)
    colour = {
        "field": "name", "type": "nominal", "legend": None,
        "scale": {"domain": listed, "range": _colours(chart)},
    }  # fmt: skip
    x = {
        "field": "day",
        "type": "temporal",
        "axis": {
            "title": None,
            "format": _grain(values, language),
            "tickCount": 5,
            "labelOverlap": "greedy",
            "labelSeparation": 14,
            "grid": False,
        },
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {"title": None, "tickCount": 4, "format": _digits(values), "domain": False, "ticks": False},
    }
    layers: list[dict[str, Any]] = [
        {"data": {"values": values}, "mark": {"type": "line", "strokeWidth": 1.75, "strokeJoin": "round"}, "encoding": {"x": x, "y": y, "color": colour}},
        {"data": {"values": ends}, "mark": {"type": "point", "filled": True, "size": 26, "opacity": 1}, "encoding": {"x": x, "y": y, "color": colour}},
        {
            "data": {"values": ends},
            "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "fontSize": 12, "fontWeight": 600, "clip": False},
            "encoding": {"x": x, "y": {**y, "field": "label_at"}, "text": {"field": "label"}, "color": colour},
        },
    ]  # fmt: skip
    if chart.rebased:
        layers.insert(0, _BASE)
    room = 14 + max((_breadth(one["label"]) for one in ends), default=0)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": max(width - room - 56, 160), "height": 210,
        "autosize": {"type": "pad", "contains": "padding"}, "background": "transparent",
        "padding": {"left": 4, "top": 8, "right": 4, "bottom": 4},
        "layer": layers,
        "config": _CONFIG,
    }  # fmt: skip


def _colours(chart: Chart) -> list[str]:
    """A colour each; a line that is alone says by its colour whether it rose or fell."""
    if len(chart.series) == 1 and len(rows := chart.series[0].rows) > 1 and rows[0][1] != rows[-1][1]:
        return [_UP if rows[-1][1] > rows[0][1] else _DOWN]
    return [_LINES[place % len(_LINES)] for place in range(len(chart.series))]


def _moving(name: str, language: Language) -> str:
    """Green for a rise and red for a fall; in Chinese the other way round."""
    rises = (name == "--up") != (language == "zh")
    return "#14704f" if rises else "#ad2018"


def _rows(series: Series, chart: Chart) -> list[tuple[Any, Any]]:
    rows = list(series.rows)
    if chart.rebased and rows:
        common = set.intersection(*({day for day, _ in one.rows} for one in chart.series))
        first = min(common, default=rows[0][0])
        base = dict(rows)[first]
        rows = [(day, number / base * 100) for day, number in rows if base and day >= first]
    step = -(-len(rows) // _MOST_ROWS) or 1
    return rows[::-step][::-1]  # the last row is always drawn


def _name(series: Series, among: tuple[Series, ...], language: Language) -> str:
    """The symbol, an index by its name; with the field where the chart has one symbol twice."""
    known = series.subject.startswith("^") and 0 < len(series.name) <= _LONGEST_NAME
    name = series.name if known else series.subject
    twice = sum(other.subject == series.subject for other in among) > 1
    field = measures.REGISTRY.get(series.field)
    said = field.names[language] if field is not None else series.field.replace("_", " ")
    return f"{name} {said}" if twice else name


def _ends(values: list[dict[str, Any]], names: list[str]) -> list[dict[str, Any]]:
    """The last point of each line with its label, labels moved apart where lines end close together."""
    last = [
        next(v for v in reversed(values) if v["name"] == n)
        for n in names
        if any(v["name"] == n for v in values)
    ]
    low, high = min((v["value"] for v in values), default=0.0), max((v["value"] for v in values), default=1.0)
    gap, at = (high - low) * 0.1, float("-inf")
    ends = []
    for one in sorted(last, key=lambda v: v["value"]):
        at = max(one["value"], at + gap)
        ends.append({**one, "label": f"{one['name']}  {_short(one['value'])}", "label_at": at})
    return ends


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


def _digits(values: list[dict[str, Any]]) -> str:
    spread = max((v["value"] for v in values), default=1.0) - min((v["value"] for v in values), default=0.0)
    return ",.0f" if spread >= 4 else ",.1f" if spread >= 0.4 else ",.2f"


def _grain(values: list[dict[str, Any]], language: Language) -> str:
    days = sorted(v["day"][:10] for v in values)
    years = int(days[-1][:4]) - int(days[0][:4]) if days else 0
    if years >= 3:
        return "%Y"
    if years >= 1 or (days and days[0][:7] != days[-1][:7] and int(days[-1][5:7]) - int(days[0][5:7]) > 5):
        return "%Y-%m"
    return "%m-%d" if language == "zh" else "%-d %b"


def _breadth(label: str) -> int:
    """Pixels that a label takes, roughly: wide characters count double."""
    return sum(13 if ord(character) >= 0x2E80 else 7 for character in label)
