"""Relations over rows that carry no number, or lead from one number to another: right and wrong side by side."""

import pytest

import copilot


def row(subject, measure, value, unit="%", **more):
    return {"subject": subject, "measure": measure, "value": value, "unit": unit, **more}


def flagged(text, rows):
    report = copilot.check(text, data=rows)
    return not (report.ok and report.supported)


MONTH = [
    row(ticker, "ret_1m", value, window="1m")
    for ticker, value in (("XLK", 6.4), ("XLE", -3.9), ("XLU", 1.3), ("XLF", 2.2))
]
RATES = (
    [
        row("US2Y", "yield", value, name="US 2-year Treasury", as_of=day)
        for value, day in ((3.79, "2026-03-31"), (3.61, "2026-02-27"))
    ]
    + [
        row("US10Y", "yield", value, name="US 10-year Treasury", as_of=day)
        for value, day in ((4.31, "2026-03-31"), (4.02, "2026-02-27"))
    ]
    + [row("DE10Y", "yield", 2.95, name="German 10-year Bund", as_of="2026-03-31")]
)
YEN = [
    row("USDJPY", "spot", 147.35, "JPY per USD", as_of="2026-09-18"),
    row("USDJPY", "previous close", 148.2, "JPY per USD", as_of="2026-09-17"),
]
CHART = [
    row("KO", "close", 69.55, "USD"),
    row("KO", "SMA 50", 71.08, "USD"),
    row("KO", "SMA 200", 70.11, "USD"),
    row("KO", "RSI(14)", 28.2, ""),
]
FUNDS = [
    row(subject, "netFlows", value, "million USD", window="last week")
    for subject, value in (("IBIT", 675), ("FBTC", -108))
]


@pytest.mark.parametrize(
    ("rows", "right", "wrong"),
    [
        (MONTH, "Only XLE fell over the month [0].", "Only XLU fell over the month [0]."),
        (MONTH, "All but XLE gained over the month, and neither XLK nor XLF lost ground [0].", "Neither XLK nor XLE lost ground over the month [0]."),
        (MONTH[:1], "XLK rose more than 6% over the month [0].", "XLK rose more than 7% over the month [0]."),
        ([{**one, "value": -one["value"]} for one in MONTH if one["value"] > 0], "All three sectors lost more than 1% over the month [0].", "All three sectors lost more than 2% over the month [0]."),
        (MONTH, "Three of the four sectors rose over the month [0].", "Two of the four sectors rose over the month [0]."),
        (MONTH, "The order runs XLK, XLF, XLU, XLE over the month [0].", "The order runs XLK, XLU, XLF, XLE over the month [0]."),
        (MONTH, "The gap between the best and the worst sector over the month came to 10.3 points [0].", "The gap between the best and the worst sector over the month came to 13.3 points [0]."),
        (RATES, "The 2s10s curve stands at 52 basis points [0].", "The 2s10s curve stands at 25 basis points [0]."),
        (RATES, "The 2s10s curve steepened by 11 basis points in March [0].", "The 2s10s curve flattened by 11 basis points in March [0]."),
        (RATES, "Treasuries yield 136 basis points more than Bunds at ten years [0].", "Treasuries yield 136 basis points less than Bunds at ten years [0]."),
        (YEN, "The yen firmed to 147.35 per dollar from 148.20 [0].", "The yen weakened to 147.35 per dollar from 148.20 [0]."),
        (YEN, "USD/JPY fell 85 pips to 147.35 [0].", "USD/JPY fell 58 pips to 147.35 [0]."),
        (CHART, "Coca-Cola trades below both its 50-day and its 200-day average [0].", "Coca-Cola trades above both its 50-day and its 200-day average [0]."),
        (CHART, "Coca-Cola is in oversold territory [0].", "Coca-Cola is in overbought territory [0]."),
        (FUNDS, "Together IBIT and FBTC took in $567 million last week [0].", "Together IBIT and FBTC took in $657 million last week [0]."),
    ],
)  # fmt: skip
def test_a_right_relation_passes_and_its_twin_is_flagged(rows, right, wrong):
    assert (flagged(right, rows), flagged(wrong, rows)) == (False, True)


def test_a_figure_of_a_relation_that_no_word_names_is_consistent_and_counted_so():
    report = copilot.check("Italy pays 85 basis points more than Germany to borrow for ten years [0].", data=[
        row("IT10Y", "yield", 3.49, name="Italian 10-year BTP"), row("DE10Y", "yield", 2.64, name="German 10-year Bund"),
    ])  # fmt: skip
    assert report.ok
    assert (report.coverage.consistent, report.coverage.proved) == (1, 0)
    assert [one.code for one in report.findings] == ["D303"]
