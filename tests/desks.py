"""A small folder market, made anew for each test: two funds over 61 sessions, with round returns."""

import functools
from datetime import date
from pathlib import Path

from copilot.exchanges import Calendars

LAST = date(2026, 3, 16)
# symbol: close 30 sessions before the last, last close; straight lines between
ENDS = {"IWM": (250.0, 240.0), "SPY": (500.0, 490.0)}


@functools.cache
def _sessions() -> tuple[date, ...]:
    return Calendars().sessions("XNYS", date(2025, 12, 1), LAST)


def folder(path: Path) -> Path:
    """IWM returns −4.00 % and SPY −2.00 % over the last 30 sessions, to 240.00 and 490.00."""
    sessions = _sessions()[-61:]
    path.mkdir(parents=True, exist_ok=True)
    for symbol, (base, last) in ENDS.items():
        rows = []
        for place, day in enumerate(sessions):
            close = base if place <= 30 else base + (last - base) * (place - 30) / 30
            rows.append(f"{day},{close:.2f},{close:.2f},{close:.2f},{close:.2f},1000")
        text = "Date,Open,High,Low,Close,Volume\n" + "\n".join(rows) + "\n"
        (path / f"{symbol}.csv").write_text(text, encoding="utf8")
    return path
