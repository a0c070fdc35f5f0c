"""Sessions of the venues: holidays, half days, weekends and the edges of what a calendar knows."""

import subprocess
import sys
from datetime import UTC, datetime
from datetime import date as d
from pathlib import Path

import pytest

from copilot.errors import ConfigError, NoData
from copilot.exchanges import Calendars
from copilot.exchanges.calendars import opened, recorded

CALENDARS = Calendars()
ROOT = Path(__file__).resolve().parents[1]
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("calendar", "day", "session"),
    [
        ("XNYS", d(2026, 2, 16), d(2026, 2, 13)),  # Presidents' Day: Friday before
        ("XNYS", d(2026, 3, 15), d(2026, 3, 13)),  # Sunday: "1D" is Friday's move
        ("XNYS", d(2026, 3, 16), d(2026, 3, 16)),
        ("XSHG", d(2026, 2, 20), d(2026, 2, 13)),  # Spring Festival week
        ("XHKG", d(2026, 2, 18), d(2026, 2, 16)),
        ("XTKS", d(2026, 1, 2), d(2025, 12, 30)),
        ("XLON", d(2025, 12, 26), d(2025, 12, 24)),
    ],
)
def test_the_last_session_on_or_before_a_day(calendar, day, session):
    assert CALENDARS.last_session(calendar, day) == session


def test_a_holiday_week_has_no_sessions_and_that_is_no_error():
    assert CALENDARS.sessions("XSHG", d(2026, 2, 16), d(2026, 2, 20)) == ()


def test_sessions_include_both_ends():
    days = CALENDARS.sessions("XNYS", d(2026, 2, 13), d(2026, 2, 18))
    assert days == (d(2026, 2, 13), d(2026, 2, 17), d(2026, 2, 18))


def test_a_half_day_closes_at_one_in_new_york():
    assert CALENDARS.closes_at("XNYS", d(2025, 11, 28)) == datetime(2025, 11, 28, 18, 0, tzinfo=UTC)


def test_summer_time_moves_the_close():
    assert CALENDARS.closes_at("XNYS", d(2026, 3, 6)).hour == 21
    assert CALENDARS.closes_at("XNYS", d(2026, 3, 9)).hour == 20


@pytest.mark.parametrize("day", [d(1989, 12, 31), d(2099, 1, 1), d(1990, 1, 1)])
def test_a_day_that_the_calendar_does_not_know_is_no_data(day):
    with pytest.raises(NoData, match="XNYS"):
        CALENDARS.last_session("XNYS", day)


def test_there_is_no_xshe():
    with pytest.raises(ConfigError, match="XSHG"):
        CALENDARS.last_session("XSHE", d(2026, 3, 16))


def test_closing_time_of_a_day_without_session_is_no_data():
    with pytest.raises(NoData):
        CALENDARS.closes_at("XNYS", d(2026, 2, 16))


def test_past_sessions_are_known_without_pandas():
    code = (
        "import sys, datetime; from copilot.exchanges import Calendars; day = datetime.date(2026, 3, 15)\n"
        "c = Calendars(); print(c.closes_at('XNYS', c.last_session('XNYS', day)), 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "2026-03-13 20:00:00+00:00 False"


@pytest.mark.parametrize("name", sorted(recorded()))
def test_the_recorded_sessions_are_the_librarys(name):
    """Every session and closing time of thirty-six years."""
    ours, theirs = recorded()[name], opened(name)
    assert ours.days == [day for day in theirs.days if day <= ours.last]
    assert ours.first == theirs.first
    closes = [stamp.to_pydatetime().astimezone(UTC) for stamp in theirs.library.closes[: len(ours.days)]]
    assert [ours.closes_at(day) for day in ours.days] == closes


def test_later_days_and_other_venues_come_from_the_library():
    assert CALENDARS.sessions("XNYS", d(2026, 11, 19), d(2026, 11, 27))[-1] == d(2026, 11, 27)
    assert CALENDARS.last_session("24/7", d(2026, 3, 15)) == d(2026, 3, 15)
