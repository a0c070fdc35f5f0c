"""Figures as formulas of a workbook: what the kernel evaluates, written for a spreadsheet over the cells that hold the operands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from copilot.types import Computed, Datum

__all__ = ["of_measure", "of_operands", "of_proof"]

# Operand order as in `copilot.checking.kernel.FORMULAS`.
_PROOFS: dict[str, Callable[[Sequence[str]], str]] = {
    "value": lambda c: c[0],
    "bound": lambda c: c[0],
    "magnitude": lambda c: f"ABS({c[0]})",
    "negated": lambda c: f"-{c[0]}",
    "difference": lambda c: f"{c[0]}-{c[1]}",
    "gap": lambda c: f"ABS({c[0]}-{c[1]})",
    "difference_bps": lambda c: f"({c[0]}-{c[1]})*100",
    "gap_bps": lambda c: f"ABS({c[0]}-{c[1]})*100",
    "percent_change": lambda c: f"({c[0]}-{c[1]})/ABS({c[1]})*100",
    "percent_gap": lambda c: f"ABS(({c[0]}-{c[1]})/{c[1]})*100",
    "surprise": lambda c: f"({c[0]}-{c[1]})/ABS({c[1]})*100",
    "premium": lambda c: f"({c[0]}/{c[1]}-1)*100",
    "discount": lambda c: f"(1-{c[0]}/{c[1]})*100",
    "share": lambda c: f"{c[0]}/{c[1]}*100",
    "size_share": lambda c: f"ABS({c[0]}/{c[1]})*100",
    "ratio": lambda c: f"{c[0]}/{c[1]}",
    "size_ratio": lambda c: f"ABS({c[0]}/{c[1]})",
    "times_more": lambda c: f"ABS({c[0]}/{c[1]})-1",
    "product": lambda c: f"{c[0]}*{c[1]}",
    "sum": lambda c: f"SUM({','.join(c)})",
    "mean": lambda c: f"AVERAGE({','.join(c)})",
    "larger": lambda c: _all(c, "ABS({0})>ABS({1})"),
    "smaller": lambda c: _all(c, "ABS({0})<ABS({1})"),
    "above": lambda c: _all(c, "{0}>{1}"),
    "below": lambda c: _all(c, "{0}<{1}"),
    "highest": lambda c: f"{c[0]}=MAX({','.join(c)})",
    "lowest": lambda c: f"{c[0]}=MIN({','.join(c)})",
}

# Of the rows that a computed number carries, oldest first: first cell, last cell, all of them.
_MEASURES: dict[str, Callable[[str, str, str], str]] = {
    "price_return": lambda first, last, _: f"({last}/{first}-1)*100",
    "total_return": lambda first, last, _: f"({last}/{first}-1)*100",
    "price_change": lambda first, last, _: f"{last}-{first}",
    "simple_average": lambda *cells: f"AVERAGE({cells[2]})",
    "average_volume": lambda *cells: f"AVERAGE({cells[2]})",
    "distance_to_average": lambda first, last, every: f"({last}/AVERAGE({every})-1)*100",
    "highest_close": lambda *cells: f"MAX({cells[2]})",
    "highest_price": lambda *cells: f"MAX({cells[2]})",
    "lowest_close": lambda *cells: f"MIN({cells[2]})",
    "lowest_price": lambda *cells: f"MIN({cells[2]})",
    "drawdown": lambda first, last, every: f"({last}/MAX({every})-1)*100",
    "rise_from_low": lambda first, last, every: f"({last}/MIN({every})-1)*100",
}


def _all(cells: Sequence[str], test: str) -> str:
    tests = [test.format(cells[0], other) for other in cells[1:]]
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"


def of_proof(formula: str, cells: Sequence[str]) -> str | None:
    """The formula over its operands' cells; None where a spreadsheet has no short way to say it."""
    if formula not in _PROOFS or not cells:
        return None
    try:
        return f"={_PROOFS[formula](cells)}"
    except IndexError:
        return None


def of_measure(datum: Datum, cells: tuple[str, str, str] | None, digits: int) -> str | None:
    """A computed number over the cells of its rows (first, last, all), rounded as the number is; None as above."""
    basis = datum.basis
    if not isinstance(basis, Computed) or cells is None or not isinstance(datum.value, Decimal):
        return None
    made = _MEASURES.get(basis.measure)
    return f"=ROUND({made(*cells)},{digits})" if made and len(basis.series) == 1 else None


# Numbers computed from numbers, by the formula that the kernel knows under another name.
_OPERATORS = {"excess_return": "difference", "spread": "difference", "upside": "premium", "difference": "difference", "percent_change": "premium"}  # fmt: skip
_OPERATORS |= dict.fromkeys(
    ("gross_margin", "operating_margin", "net_margin", "free_cash_flow_margin"), "share"
)
_OPERATORS |= {name: name for name in ("premium", "discount", "share", "ratio", "sum", "mean", "product")}


def of_operands(datum: Datum, cells: Sequence[str], digits: int) -> str | None:
    """A number computed from other numbers, over their cells; None as above."""
    basis = datum.basis
    if not isinstance(basis, Computed) or basis.series or basis.measure not in _OPERATORS:
        return None
    made = of_proof(_OPERATORS[basis.measure], cells)
    return f"=ROUND({made.removeprefix('=')},{digits})" if made else None
