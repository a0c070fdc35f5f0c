"""What multiples, prices and ratings imply; averages of multiples; revisions; windows as tools write them."""

import pytest

import copilot
from copilot.reading.timeline import window_periods
from copilot.types import Window

ROWS = [
    {"subject": "TGT", "name": "Target Corp", "measure": "P/E (NTM)", "value": 11.2, "unit": "times"},
    {"subject": "TGT", "name": "Target Corp", "measure": "P/E 5-yr average", "value": 16.0, "unit": "times"},
    {"subject": "TGT", "name": "Target Corp", "measure": "last price", "value": 94.60, "unit": "USD"},
    {"subject": "TGT", "name": "Target Corp", "measure": "Buy ratings", "value": 12, "unit": "analysts"},
    {"subject": "TGT", "name": "Target Corp", "measure": "Hold ratings", "value": 21, "unit": "analysts"},
    {"subject": "TGT", "name": "Target Corp", "measure": "Sell ratings", "value": 4, "unit": "analysts"},
    {"subject": "US", "name": "United States", "measure": "Nonfarm payrolls, change", "value": 171, "unit": "thousand", "window": "Mar-2026 (revised)"},
    {"subject": "US", "name": "United States", "measure": "Nonfarm payrolls, change", "value": 185, "unit": "thousand", "window": "Mar-2026 (first release)"},
    {"subject": "US", "name": "United States", "measure": "ISM Manufacturing PMI", "value": 49.0, "unit": "index", "window": "Apr-2026"},
    {"subject": "US", "name": "United States", "measure": "ISM Manufacturing PMI", "value": 50.5, "unit": "index", "window": "Mar-2026"},
    {"subject": "US", "name": "United States", "measure": "Fed funds target (upper)", "value": 3.75, "unit": "%", "as_of": "2026-04-29"},
    {"subject": "US", "name": "United States", "measure": "CPI, y/y", "value": 2.9, "unit": "%", "window": "Apr-2026"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("At 11.2x, Target trades at a 30% discount to its own five-year average of 16x [0].", "At 11.2x, Target trades at a 43% discount to its own five-year average of 16x [0]."),
        ("Target at $94.60 and 11.2 times forward earnings implies earnings of about $8.45 a share [0].", "Target at $94.60 and 11.2 times forward earnings implies earnings of about $6.45 a share [0]."),
        ("Of the 37 analysts who cover Target, 12 say buy, 21 hold and four sell [0].", "Of the 47 analysts who cover Target, 12 say buy, 21 hold and four sell [0]."),
        ("Just under a third of the analysts covering Target recommend buying it [0].", "Just over half of the analysts covering Target recommend buying it [0]."),
        ("March payrolls were revised down by 14,000 to 171,000 [0].", "March payrolls were revised up by 14,000 to 171,000 [0]."),
        ("The ISM factory gauge dropped 1.5 points to 49.0, slipping into contraction [0].", "The ISM factory gauge dropped 1.5 points to 49.0, staying in expansion [0]."),
        ("With the upper bound of the funds rate at 3.75% and inflation at 2.9%, the real policy rate is 0.85% [0].", "With the upper bound of the funds rate at 3.75% and inflation at 2.9%, the real policy rate is 1.85% [0]."),
    ],
)  # fmt: skip
def test_what_is_implied_is_worked_out(right, wrong):
    assert copilot.check(right, data=ROWS, articles=[]).findings == ()
    assert not copilot.check(wrong, data=ROWS, articles=[]).ok


@pytest.mark.parametrize(
    ("words", "year", "index"),
    [("Apr-2026", 2026, 4), ("Apr '26", 2026, 4), ("2026M4", 2026, 4), ("04/2026", 2026, 4), ("Q1'26", 2026, 1), ("Q2 CY2026", 2026, 2)],
)  # fmt: skip
def test_windows_in_the_forms_of_tools(words, year, index):
    (period,) = window_periods(Window(words=words), None)
    assert (period.year, period.index) == (year, index)
