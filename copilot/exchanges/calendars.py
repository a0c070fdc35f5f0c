"""Trading sessions of the venues. exchange_calendars (and pandas with it) is loaded when a session is first asked for.

There is one calendar a country where venues share their holidays: XSHG serves Shanghai, Shenzhen and Beijing.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from copilot.errors import ConfigError, NoData

__all__ = ["Calendars"]

_FIRST = date(1990, 1, 1)


@dataclass(slots=True)
class _Calendar:
    """One venue: its sessions as plain dates, and the library's calendar for closing times."""

    name: str
    library: Any
    days: list[date]
    first: date  # of what it knows; holidays before the first session included
    closing: dict[date, datetime] = field(default_factory=dict)

    def inside(self, day: date) -> None:
        if not self.first <= day <= self.days[-1]:
            raise NoData(
                f"sessions of {self.name} are known from {self.first} to {self.days[-1]}, not on {day}"
            )


class Calendars:
    """The `Exchanges` port over exchange_calendars. Shared by all threads; each calendar is built once (~0.1–0.4 s)."""

    def __init__(self) -> None:
        self._known: dict[str, _Calendar] = {}
        self._lock = threading.Lock()

    def sessions(self, calendar: str, start: date, end: date) -> tuple[date, ...]:
        """All sessions from `start` to `end`, both included. Raises `NoData` outside what the calendar knows."""
        if start > end:
            return ()
        venue = self._calendar(calendar)
        venue.inside(start)
        venue.inside(end)
        return tuple(venue.days[bisect_left(venue.days, start) : bisect_right(venue.days, end)])

    def last_session(self, calendar: str, day: date) -> date:
        """The session on `day`, else the last one before it."""
        venue = self._calendar(calendar)
        venue.inside(day)
        place = bisect_right(venue.days, day)
        if place == 0:
            raise NoData(f"{calendar} has no session on or before {day}")
        return venue.days[place - 1]

    def closes_at(self, calendar: str, session: date) -> datetime:
        """When that session's regular trading ends (half days included), aware, UTC."""
        venue = self._calendar(calendar)
        if session not in venue.closing:
            place = bisect_left(venue.days, session)
            if place == len(venue.days) or venue.days[place] != session:
                raise NoData(f"{calendar} has no session on {session}")
            moment: datetime = venue.library.session_close(session.isoformat()).to_pydatetime()
            venue.closing[session] = moment.astimezone(UTC)
        return venue.closing[session]

    def _calendar(self, name: str) -> _Calendar:
        with self._lock:
            if name not in self._known:
                self._known[name] = _open(name)
            return self._known[name]


def _open(name: str) -> _Calendar:
    import exchange_calendars
    from exchange_calendars.errors import InvalidCalendarName

    try:
        factory = type(exchange_calendars.get_calendar(name))
    except InvalidCalendarName as error:
        raise ConfigError(
            f"there is no exchange calendar {name!r}; XNYS, XSHG, XHKG, XTKS, XLON are some"
        ) from error
    earliest = factory.bound_min()
    start = max(_FIRST, earliest.date()) if earliest is not None else _FIRST
    library = exchange_calendars.get_calendar(name, start=start.isoformat())
    return _Calendar(name, library, [stamp.date() for stamp in library.sessions], start)
