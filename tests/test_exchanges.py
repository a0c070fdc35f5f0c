"""Sessions of the venues: holidays, half days, weekends and the edges of what a calendar knows."""

import subprocess
import sys
from datetime import UTC, datetime
from datetime import date as d

import pytest

from copilot.errors import ConfigError, NoData
from copilot.exchanges import Calendars

CALENDARS = Calendars()


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


def test_importing_exchanges_loads_no_pandas():
    code = "import sys; from copilot.exchanges import Calendars; Calendars(); print('pandas' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
    )
