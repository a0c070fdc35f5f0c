"""Trading sessions of the venues: past ones from a recorded file, later ones and other venues from exchange_calendars.

The library costs two seconds (pandas comes with it), so it is loaded only when a day is asked for that the file does
not know. There is one calendar a country where venues share their holidays: XSHG serves Shanghai, Shenzhen, Beijing.
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from copilot.errors import ConfigError, NoData

__all__ = ["Calendars", "Venue", "opened", "recorded"]

_FIRST = date(1990, 1, 1)


@dataclass(slots=True)
class Venue:
    """One calendar: its sessions as plain dates, from `first` to `last`, holidays at either end included."""

    name: str
    days: list[date]
    first: date
    last: date
    closes: list[tuple[date, time]] = field(
        default_factory=list
    )  # from that day on, UTC; empty: ask the library
    library: Any = None

    def knows(self, *days: date) -> bool:
        return all(self.first <= day <= self.last for day in days)

    def holds(self, session: date) -> bool:
        place = bisect_left(self.days, session)
        return place < len(self.days) and self.days[place] == session

    def closes_at(self, session: date) -> datetime:
        if self.library is None:
            place = bisect_right(self.closes, session, key=lambda change: change[0])
            return datetime.combine(session, self.closes[place - 1][1], UTC)
        moment: datetime = self.library.session_close(session.isoformat()).to_pydatetime()
        return moment.astimezone(UTC)


class Calendars:
    """The `Exchanges` port. Shared by all threads; each venue is built once."""

    def __init__(self) -> None:
        self._opened: dict[str, Venue] = {}
        self._lock = threading.Lock()

    def sessions(self, calendar: str, start: date, end: date) -> tuple[date, ...]:
        """All sessions from `start` to `end`, both included. Raises `NoData` outside what the calendar knows."""
        if start > end:
            return ()
        days = self._venue(calendar, start, end).days
        return tuple(days[bisect_left(days, start) : bisect_right(days, end)])

    def last_session(self, calendar: str, day: date) -> date:
        """The session on `day`, else the last one before it."""
        days = self._venue(calendar, day).days
        place = bisect_right(days, day)
        if place == 0:
            raise NoData(f"{calendar} has no session on or before {day}")
        return days[place - 1]

    def closes_at(self, calendar: str, session: date) -> datetime:
        """When that session's regular trading ends (half days included), aware, UTC."""
        venue = self._venue(calendar, session)
        if not venue.holds(session):
            raise NoData(f"{calendar} has no session on {session}")
        return venue.closes_at(session)

    def _venue(self, name: str, *days: date) -> Venue:
        """A venue that knows these days, the recorded one where it does."""
        known = recorded().get(name)
        if known is not None and known.knows(*days):
            return known
        with self._lock:
            if name not in self._opened:
                self._opened[name] = opened(name)
            venue = self._opened[name]
        for day in days:
            if not venue.knows(day):
                raise NoData(f"sessions of {name} are known from {venue.first} to {venue.last}, not on {day}")
        return venue


def opened(name: str) -> Venue:
    """A venue from exchange_calendars. Raises `ConfigError` for a name that it does not have."""
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
    days = [stamp.date() for stamp in library.sessions]
    return Venue(name, days, start, days[-1], library=library)


@cache
def recorded() -> Mapping[str, Venue]:
    """The venues of `sessions.txt`."""
    text = Path(__file__).with_name("sessions.txt").read_text(encoding="ascii")
    found: dict[str, Venue] = {}
    for section in text.split("\n[")[1:]:
        head, _, body = section.partition("]\n")
        name, first, last = head.split()
        holidays, _, closes = body.partition("closes:")
        found[name] = _venue(name, date.fromisoformat(first), date.fromisoformat(last), holidays, closes)
    return found


def _venue(name: str, first: date, last: date, holidays: str, closes: str) -> Venue:
    closed = {date.fromisoformat(text) for text in holidays.removeprefix("holidays:").split()}
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    days = [day for day in span if day.weekday() < 5 and day not in closed]
    changes = [text.split("=") for text in closes.split()]
    times = [(date.fromisoformat(day), time.fromisoformat(moment)) for day, moment in changes]
    return Venue(name, days, first, last, times)
