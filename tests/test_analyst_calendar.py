"""Holidays by their names, the next closed day, and how many sessions a stretch has."""

from __future__ import annotations

import pytest

from copilot import Copilot
from copilot.analyst.holidays import easter


@pytest.fixture(scope="module")
def copilot(tmp_path_factory):
    return Copilot(market="demo", home=tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        (
            "Is the market open on Good Friday?",
            "The New York Stock Exchange is closed on 7 April 2023, a Friday",
        ),
        (
            "Was the market open on Thanksgiving?",
            "The New York Stock Exchange was closed on 24 November 2022",
        ),
        ("Is the market open tomorrow?", "The New York Stock Exchange has a session on 29 December 2022"),
        (
            "When is the next market holiday?",
            "The New York Stock Exchange is closed on 2 January 2023, a Monday",
        ),
        ("Was Hong Kong open on 26 December 2022?", "The Hong Kong exchange was closed on 26 December 2022"),
        (
            "How many trading days were there in November 2022?",
            "The New York Stock Exchange: 21 trading days",
        ),
        ("美股感恩节开市吗", "2023年11月23日（星期四）不是纽约证券交易所的交易日"),
        ("今年以来有多少个交易日", "纽约证券交易所：249个交易日"),
    ],
)
def test_a_calendar_question_is_answered_with_its_day(copilot, question, title):
    answer = copilot.ask(question)
    assert answer.title.startswith(title)
    assert answer.report.ok


@pytest.mark.parametrize(
    ("year", "day"), [(2000, "2000-04-23"), (2024, "2024-03-31"), (2026, "2026-04-05"), (2038, "2038-04-25")]
)
def test_easter_is_where_the_church_has_it(year, day):
    assert easter(year).isoformat() == day
