"""What a computed datum looks like by its basis: subject, unit, currency and window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copilot.measures.registry import Measure
from copilot.types import Datum, Series, Window

__all__ = ["OF_GROUPS", "currency_of", "group", "unit_of", "window_of"]

OF_GROUPS = ("mean", "sum", "breadth")  # their subject is all of their operands' subjects


def group(operands: Sequence[Datum]) -> str:
    """What an aggregate is of: its one subject, or all of them joined ("XLP+XLU")."""
    return "+".join(dict.fromkeys(item.subject for item in operands))


def unit_of(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> str:
    unit = series[0].unit if series else operands[0].unit if operands else ""
    match measure.unit:
        case "price" if operands:  # converted: the currency that the rate is quoted in
            return operands[1].unit
        case "price" | "same":
            return unit
        case "money":
            return (series[0].currency if series else None) or unit
        case "difference":
            return "pp" if unit == "%" else unit
        case _:
            return measure.unit


def currency_of(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> str | None:
    if measure.unit not in ("money", "price", "same", "difference"):
        return None
    if measure.key == "converted":
        return operands[1].currency
    return series[0].currency if series else operands[0].currency


def window_of(
    measure: Measure, series: Sequence[Series], operands: Sequence[Datum], parameters: Mapping[str, str]
) -> Window | None:
    if operands:
        windows = {operand.window for operand in operands}
        return windows.pop() if len(windows) == 1 else None
    rows = series[0].rows
    match measure.window:
        case "closes":
            return Window(rows[0][0], rows[-1][0], len(rows) - 1)
        case "rows":
            return Window(rows[0][0], rows[-1][0], len(rows))
        case "warmed":
            days = int(parameters.get("days") or parameters.get("slow", "1"))
            return Window(rows[-days][0], rows[-1][0], days)
        case _:
            return None
