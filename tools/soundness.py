"""Data checks: what makes rows doubtful, said beside every number that rests on them, never corrected.

A doubt that a reader must see at once is marked as a data check (`style.check`); a large move that may well be true is
a plain note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import fsum, sqrt

from copilot import style
from copilot.types import Instrument, Row, Series

__all__ = ["doubts", "jump", "limits"]

_FEW = 30  # rows: fewer have no spread worth the name
_UNUSUAL = 8  # standard deviations
_MOST = 5  # unusual moves looked for in one series
_ABSURD = 3  # times the close before: no day's trading
_UNITS = (Decimal(100), Decimal(1000))  # pence for pounds, grams for kilograms
_CHINEXT = date(2020, 8, 24)  # when ChiNext's limit became 20 %
_FLAT = 5  # closes in a row without a change


def doubts(one: Instrument, series: Series, used: Sequence[Row]) -> tuple[str, ...]:
    """What a reader must know about `used`, rows of `series`; the whole series tells what is usual for it."""
    if series.field == "volume":
        return tuple(_silent(used))
    first, last = used[0][0], used[-1][0]
    base = [row for row in series.rows if row[0] < first][-1:] if first == last else []
    inside = [*base, *(row for row in series.rows if first <= row[0] <= last)]
    capped = limits(one, inside) if series.field == "close" else ""
    return (*_moves(series.rows, first, last), *_flat(series, last), *([capped] if capped else []))


def limits(one: Instrument, rows: Sequence[Row]) -> str:
    """On which of the sessions a Chinese share closed at its daily limit; empty for others and where there are none.

    The limit is a share of the close before, rounded to the cent: 10 % on the main boards, 20 % on the STAR Market and
    on ChiNext, 30 % in Beijing, 5 % for a share under special treatment (ST).
    """
    if one.kind != "equity" or one.calendar != "XSHG":
        return ""
    up, down = [], []
    for (_, before), (day, after) in pairwise(rows):
        limit = _limit(one, day)
        if after == _cents(before * (1 + limit)):
            up.append(day)
        elif after == _cents(before * (1 - limit)):
            down.append(day)
    return "; ".join(
        f"{word} on {_days(found)}" for word, found in (("limit up", up), ("limit down", down)) if found
    )


def _limit(one: Instrument, day: date) -> Decimal:
    code = one.symbol[:6]
    if one.symbol.endswith(".BJ"):
        return Decimal("0.3")
    if code.startswith("688") or (code.startswith("30") and day >= _CHINEXT):
        return Decimal("0.2")
    return Decimal("0.05") if re.match(r"\*?S?\*?ST", one.name) else Decimal("0.1")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _days(days: Sequence[date]) -> str:
    return str(days[0]) if len(days) == 1 else f"{len(days)} sessions, the last on {days[-1]}"


def jump(before: Decimal, after: Decimal, day: date) -> str:
    """The data check of a move that no day's trading makes: a change of unit, or a split that is not adjusted for."""
    if before <= 0 or after <= 0:
        return ""
    times = max(after / before, before / after)
    if times < _ABSURD:
        return ""
    rose = after > before
    if any(abs(times / unit - 1) < Decimal("0.25") for unit in _UNITS):
        why = "as if the unit had changed"
    elif abs(times - round(times)) < Decimal("0.03") * times:
        why = f"as by a split of {'1 for ' if rose else ''}{round(times)}{'' if rose else ' for 1'} that is not adjusted for"
    else:
        why = "more than a day's trading does"
    way = "rise to" if rose else "fall to one part in"
    return style.check(f"prices {way} {times:.1f}{' times the close before' if rose else ''} on {day}, {why}")


def _moves(rows: Sequence[Row], first: date, last: date) -> Iterator[str]:
    """Moves into a session after `first`, up to `last`, that stand out from all the others of the series."""
    if len(rows) < _FEW or any(value <= 0 for _, value in rows):
        return
    values = [float(value) for _, value in rows]
    moves = [after / before - 1 for before, after in pairwise(values)]
    ranked = sorted(range(len(moves)), key=lambda at: -abs(moves[at]))
    total, squares = fsum(moves), fsum(move * move for move in moves)
    for count, at in enumerate(ranked[:_MOST], start=1):
        # the spread of the others: a wrong price would hide in one that it is part of
        total, squares = total - moves[at], squares - moves[at] ** 2
        others = len(moves) - count
        spread = sqrt(max(squares / others - (total / others) ** 2, 0.0))
        day = rows[at + 1][0]
        absurd = jump(rows[at][1], rows[at + 1][1], day)
        # a second wrong price widens the spread and hides the first one: what is absurd needs none
        if not absurd and (spread == 0 or abs(moves[at]) < _UNUSUAL * spread):
            return
        if first < day <= last or first == day == last:
            yield (
                absurd
                or f"move of {moves[at] * 100:+.1f} % on {day} is beyond {_UNUSUAL} standard deviations"
            )


def _flat(series: Series, last: date) -> Iterator[str]:
    values = [value for day, value in series.rows if day <= last]
    same = next((at for at, value in enumerate(reversed(values)) if value != values[-1]), len(values))
    if series.unit != "%" and same >= _FLAT:
        yield style.check(f"the same close {same} sessions in a row up to {last}")


def _silent(rows: Sequence[Row]) -> Iterator[str]:
    days = [day for day, value in rows if value == 0]
    if days:
        yield style.check(f"volume of zero on {_days(days)}")
