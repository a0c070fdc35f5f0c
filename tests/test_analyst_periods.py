"""Stretches of time in people's words mean one base and one end."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.analyst.periods import dates, periods

TODAY = date(2022, 12, 28)


@pytest.mark.parametrize(
    ("words", "sessions", "start", "end"),
    [
        ("over the last 30 sessions", 30, None, None),
        ("过去30个交易日", 30, None, None),
        ("近十个交易日", 10, None, None),
        ("past 5 days", 5, None, None),
        ("past month", None, "2022-11-28", None),
        ("近一个月", None, "2022-11-28", None),
        ("近半年", None, "2022-06-28", None),
        ("last 6 months", None, "2022-06-28", None),
        ("1Y return", None, "2021-12-28", None),
        ("last month", None, "2022-10-31", "2022-11-30"),
        ("last year", None, "2020-12-31", "2021-12-31"),
        ("去年", None, "2020-12-31", "2021-12-31"),
        ("YTD", None, "2021-12-31", None),
        ("今年以来", None, "2021-12-31", None),
        ("this week", None, "2022-12-25", None),
        ("since the start of 2021", None, "2020-12-31", None),
        ("since 2021", None, "2020-12-31", None),
        ("since January 5, 2021", None, "2021-01-05", None),
        ("2021年1月5日以来", None, "2021-01-05", None),
        ("since March", None, "2022-02-28", None),
        ("at the end of 2020", None, "2020-12-31", "2020-12-31"),
        ("2020年底是多少点", None, "2020-12-31", "2020-12-31"),
        ("2020年底以来", None, "2020-12-31", None),
        ("in 2022", None, "2021-12-31", None),
        ("in Q3 2022", None, "2022-06-30", "2022-09-30"),
        ("2022年三季度", None, "2022-06-30", "2022-09-30"),
        ("first half of 2022", None, "2021-12-31", "2022-06-30"),
        ("2022年上半年", None, "2021-12-31", "2022-06-30"),
        ("from 2022-03-01 to 2022-06-30", None, "2022-03-01", "2022-06-30"),
        ("从2022年3月到2022年6月", None, "2022-02-28", "2022-06-30"),
        ("on 2022-12-01", None, "2022-12-01", "2022-12-01"),
        ("昨天", None, "2022-12-27", "2022-12-27"),
        ("on Friday", None, "2022-12-23", "2022-12-23"),
    ],
)
def test_what_a_stretch_of_time_means(words, sessions, start, end):
    (period,) = periods(f"How has Apple done {words}?", TODAY)
    assert period.sessions == sessions
    assert period.start == (date.fromisoformat(start) if start else None)
    assert period.end == (date.fromisoformat(end) if end else None)


def test_early_2021_keeps_every_start_from_january_to_march():
    (period,) = periods("since early 2021", TODAY)
    assert (period.start, period.latest_start) == (date(2020, 12, 31), date(2021, 3, 31))
    (period,) = periods("自2021年初以来", TODAY)
    assert period.latest_start == date(2021, 3, 31)


@pytest.mark.parametrize("words", ["20-day moving average", "52-week high", "the S&P 500", "30% off"])
def test_what_is_no_stretch_of_time(words):
    assert periods(words, TODAY) == ()


def test_a_day_without_a_year_is_the_latest_such_day_not_after_today():
    assert dates("on 29 December and 12月1日", TODAY) == (date(2021, 12, 29), date(2022, 12, 1))
