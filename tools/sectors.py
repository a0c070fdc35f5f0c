"""The eleven sectors of the S&P 500, by the SPDR funds that stand for them."""

from __future__ import annotations

from dataclasses import replace

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument

from .closes import cut, end_of, last_finished, reach, remark, rows
from .periods import period
from .returns import returned

__all__ = ["sectors"]

_SECTORS = {
    "XLB": "Materials", "XLC": "Communication Services", "XLE": "Energy", "XLF": "Financials", "XLI": "Industrials",
    "XLK": "Technology", "XLP": "Consumer Staples", "XLRE": "Real Estate", "XLU": "Utilities", "XLV": "Health Care",
    "XLY": "Consumer Discretionary",
}  # fmt: skip
# The usual split: what swings with the economy against what people buy anyway. Energy is counted as cyclical.
_CYCLICAL = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLY")
_DEFENSIVE = ("XLP", "XLRE", "XLU", "XLV")


def sectors(desk: Desk, start: str = "1D", end: str = "") -> tuple[Datum, ...]:
    """Moves of the eleven S&P 500 sectors over the same sessions, best first, by the SPDR sector funds (proxies).

    start: 1D (the session's move), 5D, 1M, YTD, 1Y or a date. end: the session (YYYY-MM-DD); default: the last one.
    When all eleven have rows, the share that rose and the mean of cyclical minus defensive sectors follow.
    """
    held: list[Instrument] = []
    absent: list[str] = []
    for symbol in _SECTORS:
        try:
            held.append(desk.market.resolve(symbol))
        except NoData:
            absent.append(symbol)
    if not held:
        raise NoData(
            "this market has none of the eleven sector funds (XLB, XLC, XLE, XLF, XLI, XLK, XLP, XLRE, XLU, XLV, XLY)"
        )
    moves, late = _moves(desk, held, start, end)
    absent += late
    part = f"{len(moves)} of 11 sectors; no rows for {', '.join(sorted(absent))}" if absent else ""
    found = tuple(
        replace(item, note=remark(f"{_SECTORS[item.subject]} sector, by the SPDR fund", part))
        for item in sorted(moves, key=lambda item: (-measures.amount(item), item.subject))
    )
    return found if absent else (*found, *_summary(found))


def _moves(desk: Desk, held: list[Instrument], start: str, end: str) -> tuple[list[Datum], list[str]]:
    """The move of each sector whose rows are all there, and the symbols of the others; one request for all."""
    until = end_of(desk, end)
    asked = period(1, start, until)
    last = last_finished(desk, held[0], until)
    found = rows(desk, held, start=reach(asked, last), end=last)
    moves: list[Datum] = []
    absent: list[str] = []
    reason: NoData | None = None
    newest = max((item.rows[-1][0] for item in found.values() if not isinstance(item, NoData)), default=last)
    for one in held:
        item = found[one.symbol]
        try:
            if isinstance(item, NoData):
                raise item
            if item.rows[-1][0] != newest:
                raise NoData(f"{one.symbol} has no row for {newest}")
            moves.append(returned(cut(desk, [one], [item], asked, last=last)[0]))
        except NoData as error:
            absent.append(one.symbol)
            reason = reason or error
    if not moves:
        raise reason or NoData("no sector fund has rows")
    return moves, absent


def _summary(found: tuple[Datum, ...]) -> tuple[Datum, ...]:
    by_symbol = {item.subject: item for item in found}
    breadth = measures.computed(
        "breadth", operands=found, name="S&P 500 sectors", note="share of the eleven that rose"
    )
    cyclical, defensive = (
        measures.computed(
            "mean",
            operands=[by_symbol[symbol] for symbol in group],
            name=f"{word} sectors",
            note=f"equally weighted: {', '.join(_SECTORS[symbol] for symbol in group)}",
        )
        for word, group in (("cyclical", _CYCLICAL), ("defensive", _DEFENSIVE))
    )
    spread = measures.computed(
        "difference", operands=[cyclical, defensive], name="cyclical minus defensive sectors"
    )
    return breadth, cyclical, defensive, spread
