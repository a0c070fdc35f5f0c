"""English sentences as reporters write them, right and wrong side by side."""

import pytest

import copilot

RATED = [
    {
        "subject": "ASML NA Equity",
        "name": "ASML Holding NV",
        "measure": "TOT_BUY_REC",
        "value": 29,
        "unit": "count",
    },
    {
        "subject": "ASML NA Equity",
        "name": "ASML Holding NV",
        "measure": "TOT_HOLD_REC",
        "value": 9,
        "unit": "count",
    },
    {
        "subject": "ASML NA Equity",
        "name": "ASML Holding NV",
        "measure": "TOT_SELL_REC",
        "value": 2,
        "unit": "count",
    },
]
TARGET = [
    {"subject": "Castellane", "name": "Castellane SA", "measure": "last price", "value": 84.2, "unit": "EUR"},
    {
        "subject": "Castellane",
        "name": "Castellane SA",
        "measure": "consensus target price",
        "value": 101,
        "unit": "EUR",
    },
]
SALES = [
    {"subject": "Ulta Beauty", "measure": "Net sales", "value": "3,742.6", "unit": "USD m", "window": "Q4 FY25"},
    {"subject": "Ulta Beauty", "measure": "Operating income", "value": 451.2, "unit": "USD m", "window": "Q4 FY25"},
]  # fmt: skip
STRENGTH = [
    {"subject": "CAT", "measure": "RSI", "value": 71.6, "unit": "", "window": "time_period=14, daily"}
]


def flagged(text: str, rows) -> bool:
    report = copilot.check(text, data=list(rows))
    return not (report.ok and report.supported)


@pytest.mark.parametrize(
    ("right", "wrong", "rows"),
    [
        ("Of the 40 brokers rating ASML, 29 say buy [0].", "Of the 42 brokers rating ASML, 29 say buy [0].", RATED),
        ("The target of €101 for Castellane implies upside of 20% from the current €84.20 [0].", "The target of €101 for Castellane implies upside of 20% from the current €88.20 [0].", TARGET),
        ("Operating income came to $451.2 million, which works out to a margin of about 12.1% [0].", "Operating income came to $451.2 million, which works out to a margin of about 14.1% [0].", SALES),
        ("Ulta Beauty booked operating income of $451.2 million. It had net sales of $3,742.6 million [0].", "Ulta Beauty booked operating income of $415.2 million. It had net sales of $3,742.6 million [0].", SALES),
        ("With its 14-day RSI at 71.6, CAT is above the 70 line that chartists call overbought [0].", "With its 14-day RSI at 71.6, CAT is below the 70 line that chartists call overbought [0].", STRENGTH),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(right, wrong, rows):
    assert (flagged(right, rows), flagged(wrong, rows)) == (False, True)


def test_a_volatility_of_another_window_is_no_fix():
    row = {"subject": "AMD", "measure": "volatility", "value": 45.22, "unit": "%", "window": {"start": "2022-11-14", "end": "2022-12-28", "sessions": 30}, "as_of": "2022-12-28"}  # fmt: skip
    (found,) = copilot.check("AMD's annualised volatility in 2022 was 61.45% [0].", data=[row]).findings
    assert (found.code, found.fix) == ("N201", None)
