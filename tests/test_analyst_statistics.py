"""What is counted or computed over a stretch, and stretches that are named by an occasion or a week."""

from __future__ import annotations

import csv
import gzip
import itertools
from datetime import date
from pathlib import Path

import pytest

from copilot import Copilot
from copilot.analyst.periods import periods

TODAY = date(2026, 3, 16)
PRICES = Path(__file__).parent.parent / "copilot/market/demo/prices.csv.gz"


@pytest.fixture(scope="module")
def copilot(tmp_path_factory):
    return Copilot(market="demo", home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def apple():
    rows = csv.DictReader(gzip.decompress(PRICES.read_bytes()).decode().splitlines())
    return {row["Date"]: float(row["AAPL"]) for row in rows if row["AAPL"]}


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("since Liberation Day", "2025-04-02", None),
        ("since the Covid low", "2020-03-23", None),
        ("during the Covid crash", "2020-02-19", "2020-03-23"),
        ("since the election", "2024-11-05", None),
        ("since Christmas", "2025-12-24", None),
        ("since Thanksgiving", "2025-11-26", None),
        ("the best stock of the year", "2025-12-31", None),
        ("解放日以来", "2025-04-02", None),
        ("春节以来", "2026-02-16", None),
        ("past fortnight", "2026-03-02", None),
        ("first week of March 2026", "2026-03-01", "2026-03-06"),
        ("the last week of February", "2026-02-22", "2026-02-27"),
        ("3月第一周", "2026-03-01", "2026-03-06"),
        ("week of March 9", "2026-03-08", "2026-03-13"),
        ("上周五", "2026-03-13", "2026-03-13"),
        ("in Q4", "2025-09-30", "2025-12-31"),
        ("Q4 last year", "2025-09-30", "2025-12-31"),
        ("去年四季度", "2025-09-30", "2025-12-31"),
        ("去年下半年", "2025-06-30", "2025-12-31"),
        ("开年以来", "2025-12-31", None),
        ("since last month", "2026-01-31", None),
        ("上月底以来", "2026-02-28", None),
        ("since mid-February", "2026-02-10", None),
        ("from January to February", "2025-12-31", "2026-02-28"),
        ("from 2 to 20 February 2026", "2026-02-02", "2026-02-20"),
        ("今年前两个月", "2025-12-31", "2026-02-28"),
        ("a year ago", "2025-03-16", None),
    ],
)
def test_what_an_occasion_or_a_week_means(words, start, end):
    (period,) = periods(f"How has IWM done {words}?", TODAY)
    assert str(period.start) == start
    assert (str(period.end) if period.end else None) == end


def test_an_occasion_of_every_year_is_its_latest_one():
    (period,) = periods("since Christmas", date(2022, 12, 23))
    assert period.start == date(2021, 12, 24)


def test_the_worth_of_an_investment_is_its_amount_times_the_prices(copilot, apple):
    answer = copilot.ask("if i'd put $10,000 into apple at the start of 2020 what would it be worth now")
    worth = 10_000 * apple["2022-12-28"] / apple["2019-12-31"]
    assert f"$10,000 in Apple became ${worth:,.2f}" in answer.title
    assert "dividends reinvested" in answer.evidence.text
    assert answer.report.findings == ()


def test_the_worst_month_is_that_of_the_prices_and_every_month_is_shown(copilot, apple):
    answer = copilot.ask("Apple's worst month in 2022")
    fall = (1 - apple["2022-12-28"] / apple["2022-11-30"]) * 100
    assert answer.title == f"Apple fell {fall:.2f}% in its worst month, December 2022 [0]"
    assert answer.evidence.text.count("2022 |") == 12


def test_up_days_and_streaks_are_counted(copilot, apple):
    days = sorted(day for day in apple if "2022-10-31" <= day <= "2022-11-30")
    rises = sum(apple[after] > apple[before] for before, after in itertools.pairwise(days))
    answer = copilot.ask("How many up days did Apple have in November 2022?")
    assert answer.title.startswith(f"The number of up days of Apple was {rises} and that of down days was")
    chinese = copilot.ask("苹果2022年11月上涨了几天？")
    assert f"上涨天数为{rises}" in chinese.title
    assert (answer.report.findings, chinese.report.findings) == ((), ())


def test_a_follow_up_keeps_what_was_counted(copilot):
    from copilot import threads

    thread = threads.new()
    copilot.ask("longest losing streak of Apple in 2022", thread=thread)
    assert copilot.ask("and Microsoft?", thread=thread).title.startswith(
        "The longest losing streak of Microsoft"
    )


def test_a_yearly_rate_is_compounded(copilot, apple):
    answer = copilot.ask("CAGR of Apple since 31 December 2019")
    rate = ((apple["2022-12-28"] / apple["2019-12-31"]) ** (365.25 / 1093) - 1) * 100
    assert f"compound annual growth rate of Apple is {rate:.2f}%" in answer.title


def test_a_sharpe_ratio_names_its_riskless_rate(copilot):
    answer = copilot.ask("Apple's Sharpe ratio this year")
    assert answer.title.startswith("The Sharpe ratio of Apple is −0.78")
    assert any("riskless rate is taken as zero" in gap for gap in answer.not_found)


def test_small_letters_and_slips_of_the_pen_still_name_an_instrument(copilot):
    assert copilot.ask("is aapl riskier than msft").title.startswith("The volatility of Apple")
    answer = copilot.ask("How has Micorsoft done this year?")
    assert "Microsoft fell 29.61%" in answer.title
    assert "“Micorsoft” is read as Microsoft" in answer.not_found


def test_a_beginning_that_is_not_known_is_named(copilot):
    answer = copilot.ask("How has Apple done since Jackson Hole?")
    assert "“since Jackson Hole” has no date known here: name the day" in answer.not_found
