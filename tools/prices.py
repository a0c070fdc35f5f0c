"""Prices as they stand in a row: the last close, a quote, a stretch of history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from copilot import measures
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Datum, Instrument, Series, Window

from .closes import BY_EXCHANGE, alike, closes, end_of, instruments, last_finished, reach, remark
from .periods import Period
from .soundness import doubts, jump

__all__ = ["changed", "last_close", "price_history", "quote", "volume"]

_FIELDS = ("close", "open", "high", "low", "volume", "adjusted_close")


def last_close(desk: Desk, symbol: str, day: str = "") -> Datum:
    """Close of the last finished session, with its date. With `day` (YYYY-MM-DD): the last close on or before it.

    symbol: ticker or name, e.g. IWM, Russell 2000, 小盘股.
    """
    one = instruments(desk, [symbol])[0]
    last = last_finished(desk, one, end_of(desk, day))
    series = alike(desk, [one], total=False, start=reach(Period(1), last), end=last)[0]
    note = remark(one.note, *doubts(one, series, series.rows[-1:]))
    found = measures.observed(series, series.rows[-1][0], note=note)
    if found.as_of != last and one.kind in BY_EXCHANGE:
        return replace(
            found, note=remark(found.note, f"the session of {last} has no row; this is the last before it")
        )
    return found


def quote(desk: Desk, symbol: str) -> tuple[Datum, ...]:
    """Latest price, previous close and the change in per cent; market state in the note.

    Where only closes are known (an earlier as-of, a folder, the demo): the last close and its change on the session.
    """
    one = instruments(desk, [symbol])[0]
    now = desk.as_of is None or desk.as_of >= desk.clock().date()
    if now and desk.market.info.kind == "live":
        return tuple(
            replace(item, note=remark(item.note, one.note))
            for item in changed(desk, one, desk.market.quote(one.symbol))
        )
    held = closes(desk, one, Period(2), end=desk.today, total=None)
    key = "total_return" if held.total else "price_return"
    move = measures.computed(key, series=[held.series], note=held.note)
    if held.total:  # nobody traded at an adjusted close: its change is shown, its level is not
        return (move,)
    last_row, before_row = (
        measures.observed(held.series, when, note=held.note) for when, _ in held.series.rows[::-1]
    )
    return last_row, before_row, move


def changed(desk: Desk, one: Instrument, quoted: Sequence[Datum]) -> tuple[Datum, ...]:
    """A provider's last price and previous close, dated, with the change between them."""
    found = {item.measure: item for item in quoted}
    last, before = found.get("last_price"), found.get("previous_close")
    if last is None or before is None or last.as_of is None:
        return tuple(found.values())
    window = None
    if (
        one.kind in BY_EXCHANGE
    ):  # providers do not date the previous close: it is the one of the session before
        session = desk.exchanges.last_session(one.calendar, last.as_of - timedelta(days=1))
        before, window = replace(before, as_of=session), Window(session, last.as_of, 1)
    odd = jump(measures.amount(before), measures.amount(last), last.as_of)
    last = replace(last, note=remark(last.note, odd))
    return last, before, measures.computed("percent_change", operands=[last, before], window=window, note=odd)


def price_history(desk: Desk, symbol: str, sessions: int = 60, field: str = "close", end: str = "") -> Series:
    """Daily rows of the last sessions, oldest first. field: close, open, high, low, volume or adjusted_close."""
    if field not in _FIELDS:
        raise NoData(f"there is no field {field!r}; one of {', '.join(_FIELDS)}")
    if not 1 <= sessions <= 5000:
        raise NoData(f"sessions must be from 1 to 5000, not {sessions}")
    one = instruments(desk, [symbol])[0]
    return closes(desk, one, Period(sessions), end=end_of(desk, end), field=field).series


def volume(desk: Desk, symbol: str, days: int = 20, end: str = "") -> tuple[Datum, ...]:
    """Volume of the last session, its average over `days` sessions, and how many times the average it is; of a Chinese
    A-share also the turnover rate (换手率): volume in per cent of the float, both in shares (股; 100 are one lot, 手)."""
    if not 2 <= days <= 1000:
        raise NoData(f"days must be from 2 to 1000, not {days}")
    one = instruments(desk, [symbol])[0]
    held = closes(desk, one, Period(days), end=end_of(desk, end), field="volume")
    if not any(value for _, value in held.series.rows):
        raise NoData(f"{one.symbol}: the provider gives no volume")
    last = measures.observed(held.series, held.series.rows[-1][0], note=held.note)
    average = measures.computed(
        "average_volume", series=[held.series], parameters={"days": days}, note=held.note
    )
    ratio = measures.computed("ratio", operands=[last, average], note=f"of the {days}-session average")
    return (last, average, ratio, *_turnover(desk, one, last))


def _turnover(desk: Desk, one: Instrument, last: Datum) -> tuple[Datum, ...]:
    """What a reader of A-shares looks at first; nothing where the float is not known."""
    if one.kind != "equity" or one.calendar != "XSHG":
        return ()
    try:
        held = desk.market.reported(one.symbol, ("float_shares",), as_of=desk.as_of)[0]
    except NoData:
        return ()
    return held, measures.computed("turnover_rate", operands=[last, held], note="of the float as it is today")
