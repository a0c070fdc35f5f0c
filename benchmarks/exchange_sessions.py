"""Records past trading sessions from exchange_calendars, so that asking about them needs no pandas.

    python benchmarks/exchange_sessions.py 2026-11-20

writes `copilot/exchanges/sessions.txt` up to that day. Past sessions do not change; later ones come from the library.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path
from textwrap import fill

from copilot.exchanges.calendars import opened

TARGET = Path(__file__).resolve().parent.parent / "copilot" / "exchanges" / "sessions.txt"
VENUES = ("XNYS", "XSHG", "XHKG", "XTKS", "XLON")
HEAD = """# Past sessions of exchanges, written by benchmarks/exchange_sessions.py from exchange_calendars {version} (Apache-2.0).
# [calendar first last]; holidays: weekdays without a session; closes: the day from which trading ends at that time, UTC
"""


def section(name: str, last: date) -> str:
    venue = opened(name)
    days = [day for day in venue.days if day <= last]
    weekend = [day for day in days if day.weekday() >= 5]
    if weekend:
        raise SystemExit(f"{name} trades on weekends ({weekend[0]}): the file cannot say so")
    held = set(days)
    span = (venue.first + timedelta(days=n) for n in range((last - venue.first).days + 1))
    holidays = [str(day) for day in span if day.weekday() < 5 and day not in held]
    closes: list[str] = []
    before = ""
    for day in days:
        moment = venue.closes_at(day)
        if moment.date() != day:
            raise SystemExit(f"{name} closes on another UTC day than {day}")
        if (time := f"{moment:%H:%M}") != before:
            closes.append(f"{day}={time}")
            before = time
    lists = [
        fill(f"{title}: {' '.join(items)}", 118)
        for title, items in (("holidays", holidays), ("closes", closes))
    ]
    return f"[{name} {venue.first} {last}]\n" + "\n".join(lists) + "\n"


def main(last: date) -> None:
    import exchange_calendars

    text = HEAD.format(version=exchange_calendars.__version__) + "\n".join(
        section(name, last) for name in VENUES
    )
    TARGET.write_text(text, encoding="ascii")
    print(f"{len(text)} bytes in {TARGET}")


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
