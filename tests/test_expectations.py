"""Results beside what was expected: which estimate a phrase is held against."""

import pytest

import copilot

ROWS = [
    {"subject": "ADBE", "name": "Adobe", "measure": "currentPrice", "value": 348.15, "unit": "USD"},
    {"subject": "ADBE", "name": "Adobe", "measure": "epsActual", "value": 5.42, "unit": "USD", "window": "Q1 2026"},
    {"subject": "ADBE", "name": "Adobe", "measure": "epsEstimate", "value": 5.51, "unit": "USD", "window": "Q1 2026"},
    {"subject": "ADBE", "name": "Adobe", "measure": "totalRevenue", "value": 6.4, "unit": "billion USD", "window": "Q1 2026"},
    {"subject": "ADBE", "name": "Adobe", "measure": "revenueEstimateAvg", "value": 6.28, "unit": "billion USD", "window": "Q1 2026"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Adobe missed expectations, with EPS of $5.42 versus a consensus of $5.51 [0].", True),
        ("Adobe beat expectations, with EPS of $5.42 versus a consensus of $5.51 [0].", False),
        ("Adobe topped revenue forecasts but missed profit estimates [0].", True),
        ("Adobe missed revenue forecasts but topped profit estimates [0].", False),
        ("At $6.40 billion, Adobe's revenue did not miss estimates [0].", True),
    ],
)
def test_an_estimate_is_held_against_the_result_of_its_own_measure(text, holds):
    report = copilot.check(text, data=ROWS, articles=[])
    assert ("R401" not in {one.code for one in report.findings}) is holds
