"""The rows that a window needs, all of them or none: each instrument's rows set against its exchange's sessions.

A window over a session without a row has no answer, and the message says which sessions are missing. Nothing later
than the desk's day is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from copilot import style
from copilot.errors import NoData
from copilot.ports import Desk
from copilot.types import Adjustment, Instrument, Series

from .periods import Period, day
from .soundness import doubts

__all__ = [
    "BY_EXCHANGE", "Closes", "alike", "closes", "cut", "end_of", "instruments", "last_finished", "reach", "remark", "rows", "windows",
]  # fmt: skip

_LAG = 5  # sessions that a provider may be behind, or may lack between the ends of a return; it is said
_BEFORE = 75  # days in front of a window: some fifty sessions
_WARNED = 3  # sessions listed by name when they are missing
BY_EXCHANGE = ("equity", "etf", "index", "crypto")  # futures, currencies and rates keep hours of their own


@dataclass(frozen=True, slots=True)
class Closes:
    """One instrument's rows, exactly those of the window."""

    instrument: Instrument
    series: Series
    sessions: int | None  # from the first row to the last; None when only base and end are carried
    note: str = ""

    @property
    def total(self) -> bool:
        return self.series.adjustment is Adjustment.TOTAL


def instruments(desk: Desk, names: Sequence[str]) -> list[Instrument]:
    """What the names mean in this market, each once. Raises `NoData` for the first that means nothing."""
    found: dict[str, Instrument] = {}
    for name in names:
        one = desk.market.resolve(name)
        found.setdefault(one.symbol, one)
    if not found:
        raise NoData("no instrument is named")
    return list(found.values())


def end_of(desk: Desk, end: str = "") -> date:
    """The last day asked for: `end`, else the desk's day. Raises `NoData` for a later one."""
    if not end.strip():
        return desk.today
    last = day(end, "end")
    if last > desk.today:
        raise NoData(f"end {last} is later than {desk.today}, the day as of which is asked")
    return last


def last_finished(desk: Desk, instrument: Instrument, until: date) -> date:
    """The last session on or before `until` whose trading is over."""
    session = desk.exchanges.last_session(instrument.calendar, until)
    if desk.exchanges.closes_at(instrument.calendar, session) > desk.clock():
        session = desk.exchanges.last_session(instrument.calendar, session - timedelta(days=1))
    return session


def rows(
    desk: Desk,
    asked: Sequence[Instrument],
    *,
    field: str = "close",
    total: bool = False,
    start: date,
    end: date,
) -> Mapping[str, Series | NoData]:
    """One request for all; what has no rows maps to its `NoData`."""
    return desk.market.history(
        [one.symbol for one in asked],
        field=field,
        adjustment=Adjustment.TOTAL if total else None,
        start=start,
        end=end,
    )


def alike(
    desk: Desk, asked: Sequence[Instrument], *, total: bool | None, start: date, end: date
) -> list[Series]:
    """Rows of one and the same kind for all: traded closes, or else (`total` None) dividend-adjusted ones for all.

    Raises `NoData` when neither kind is there for every instrument: the two are never set against each other.
    """
    found = rows(desk, asked, total=bool(total), start=start, end=end)
    # A live provider has traded closes: one that fails to give them once must not turn a price into a total return.
    fallback = total is None and desk.market.info.kind != "live"
    if fallback and any(isinstance(item, NoData) for item in found.values()):
        adjusted = rows(desk, asked, total=True, start=start, end=end)
        if not any(isinstance(item, NoData) for item in adjusted.values()):
            found = adjusted
        elif (
            any(isinstance(found[s], NoData) != isinstance(adjusted[s], NoData) for s in found)
            and len(found) > 1
        ):
            _refuse_mixture(found, adjusted)
    series: list[Series] = []
    for one in asked:
        item = found[one.symbol]
        if isinstance(item, NoData):
            raise item
        series.append(item)
    return series


def _refuse_mixture(prices: Mapping[str, Series | NoData], adjusted: Mapping[str, Series | NoData]) -> None:
    only_total = [s for s in prices if isinstance(prices[s], NoData) and not isinstance(adjusted[s], NoData)]
    only_price = [s for s in prices if isinstance(adjusted[s], NoData) and not isinstance(prices[s], NoData)]
    if only_total and only_price:
        raise NoData(
            f"{', '.join(only_total)} can be had with dividends only (total return) and {', '.join(only_price)} without"
            " them only (price return): the two are not comparable"
        )


def windows(
    desk: Desk,
    asked: Sequence[Instrument],
    period: Period,
    *,
    end: date,
    total: bool | None = None,
    whole: bool = False,
) -> list[Closes]:
    """Closes from the base session to the last one, over the same stretch for all.

    `total` False: traded closes · True: dividend-adjusted · None: traded ones, or adjusted ones where a market has
    no others. Raises `NoData`, naming sessions, when a row is missing: the first or last one, with `whole` any other.
    """
    last = last_finished(desk, asked[0], end)
    series = alike(desk, asked, total=total, start=reach(period, last), end=last)
    return cut(desk, asked, series, period, last=last, total=total, whole=whole)


def cut(
    desk: Desk,
    asked: Sequence[Instrument],
    series: Sequence[Series],
    period: Period,
    *,
    last: date,
    total: bool | None = None,
    whole: bool = False,
) -> list[Closes]:
    """The window's rows of series that were fetched already. Raises as `windows` does."""
    notes = [_behind(desk, one, item, last) for one, item in zip(asked, series, strict=True)]
    common = min(item.rows[-1][0] for item in series)
    base = _base(desk, asked[0], series[0], period, common)
    if base >= common:
        raise NoData(f"{asked[0].symbol} has no session after {base} up to {common}: the window is empty")
    result = []
    for one, item, note in zip(asked, series, notes, strict=True):
        counted = period.sessions is not None
        used, gap = _window(desk, one, item, base, common, counted=counted, whole=whole)
        sessions = len(used.rows) - 1 if counted and not gap else None
        noted = remark(one.note, note, _total_note(total, used), gap, *doubts(one, item, used.rows))
        result.append(Closes(one, used, sessions, noted))
    return result


def closes(
    desk: Desk,
    one: Instrument,
    period: Period,
    *,
    end: date,
    spare: int = 0,
    total: bool | None = False,
    field: str = "close",
) -> Closes:
    """The rows of the last sessions, none missing: so many, or all after the base day.

    `spare` asks for up to so many more in front, as far as there are, to warm up a smoothed measure.
    """
    last = last_finished(desk, one, end)
    since = reach(Period((period.sessions or 0) + spare, period.base), last)
    if field == "close":
        series = alike(desk, [one], total=total, start=since, end=last)[0]
    else:
        found = rows(desk, [one], field=field, start=since, end=last)[one.symbol]
        if isinstance(found, NoData):
            raise found
        series = found
    note = _behind(desk, one, series, last)
    expected = _sessions(desk, one, series, since, series.rows[-1][0])
    count = period.sessions or sum(1 for when in expected if when > (period.base or end))
    if not 0 < count <= len(expected):
        raise NoData(f"{one.symbol} has {len(expected)} sessions up to {last}, {max(count, 1)} are needed")
    here = {when for when, _ in series.rows}
    taken = count
    while taken < min(count + spare, len(expected)) and expected[-taken - 1] in here:
        taken += 1
    used = _complete(series, expected[-taken:])
    noted = remark(one.note, note, _total_note(total, used), *doubts(one, series, used.rows))
    return Closes(one, used, len(used.rows), noted)


def remark(*notes: str) -> str:
    """Notes in one line, each once."""
    return "; ".join(dict.fromkeys(note for note in notes if note))


def _total_note(total: bool | None, series: Series) -> str:
    if total is None and series.adjustment is Adjustment.TOTAL:
        return "with dividends: this market has dividend-adjusted closes only"
    return ""


def reach(period: Period, last: date) -> date:
    """A day early enough for the whole window, holidays included, and for telling what moves are usual."""
    if period.base is not None:
        return period.base - timedelta(days=_BEFORE)
    return last - timedelta(days=(period.sessions or 1) * 3 // 2 + _BEFORE)


def _sessions(desk: Desk, one: Instrument, series: Series, start: date, end: date) -> Sequence[date]:
    if one.kind in BY_EXCHANGE:
        return desk.exchanges.sessions(one.calendar, start, end)
    return [when for when, _ in series.rows if start <= when <= end]


def _behind(desk: Desk, one: Instrument, series: Series, last: date) -> str:
    """A note when rows end before the last session; `NoData` when they end long before it."""
    end = series.rows[-1][0]
    if one.kind not in BY_EXCHANGE:
        return ""
    late = desk.exchanges.sessions(one.calendar, end + timedelta(days=1), last)
    if len(late) > _LAG:
        raise NoData(f"{one.symbol} has no rows after {end}: {_listed(late)} are missing")
    return style.check(f"rows end on {end}, none yet for {_listed(late)}") if late else ""


def _base(desk: Desk, one: Instrument, series: Series, period: Period, end: date) -> date:
    if period.base is not None:
        before = _sessions(desk, one, series, period.base - timedelta(days=20), period.base)
        if not before:
            raise NoData(
                f"{one.symbol} has no rows on or before {period.base}; they begin on {series.rows[0][0]}"
            )
        return before[-1]
    count = period.sessions or 1
    expected = _sessions(desk, one, series, reach(period, end), end)
    if len(expected) <= count:
        raise NoData(f"{one.symbol} has {len(expected)} sessions up to {end}, {count + 1} are needed")
    return expected[-count - 1]


def _window(
    desk: Desk, one: Instrument, series: Series, base: date, end: date, *, counted: bool, whole: bool
) -> tuple[Series, str]:
    """Every row from `base` to `end`, or, unless sessions are counted, the two at the ends; with a note where rows
    between the ends are missing, which `whole` does not allow. Another venue's window begins and ends at its own last
    session on or before those days."""
    expected = _sessions(desk, one, series, base - timedelta(days=20), end)
    inside = [when for when in expected if when <= base][-1:] + [when for when in expected if when > base]
    if not inside or inside[0] > base:
        raise NoData(f"{one.symbol} has no rows on or before {base}; they begin on {series.rows[0][0]}")
    held = dict(series.rows)
    gone = [when for when in inside if when not in held]
    if not gone or whole or len(gone) > _LAG or {inside[0], inside[-1]} & set(gone):
        full = _complete(series, inside)
        return full if counted else replace(full, rows=(full.rows[0], full.rows[-1])), ""
    ends = _complete(series, (inside[0], inside[-1]))
    return ends, style.check(f"no {series.field} for {_listed(gone)}: only the two ends are used")


def _complete(series: Series, expected: Sequence[date]) -> Series:
    held = dict(series.rows)
    missing = [when for when in expected if when not in held]
    if missing and missing[-1] < series.rows[0][0]:
        raise NoData(f"{series.subject}: the rows begin on {series.rows[0][0]}, the window on {expected[0]}")
    if missing:
        raise NoData(
            f"{series.subject} has no {series.field.replace('_', ' ')} for {_listed(missing)}:"
            " a window over missing sessions has no answer"
        )
    return replace(series, rows=tuple((when, held[when]) for when in expected))


def _listed(days: Sequence[date]) -> str:
    if len(days) <= _WARNED:
        return ", ".join(map(str, days))
    return f"{len(days)} sessions from {days[0]} to {days[-1]}"
