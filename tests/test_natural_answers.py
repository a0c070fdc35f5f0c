"""Sentences as a good model writes them: true ones pass, and the same with one thing wrong do not."""

import pytest

import copilot

ROWS = [
    {"subject": "IWM", "measure": "price return", "value": "1.1212", "unit": "%", "window": "year to date", "as_of": "2026-03-16"},
    {"subject": "SPY", "measure": "price return", "value": "-1.8903", "unit": "%", "window": "year to date", "as_of": "2026-03-16"},
    {"subject": "IWM", "measure": "price return", "value": "-4.1325", "unit": "%", "window": "30 sessions", "as_of": "2026-03-16"},
    {"subject": "SPY", "measure": "price return", "value": "-3.3152", "unit": "%", "window": "30 sessions", "as_of": "2026-03-16"},
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("Small caps have not taken over: IWM returned −4.13% over the last 30 sessions [0].", True),
        ("IWM has not returned −4.13% over the last 30 sessions [0].", False),
        ("小盘股尚未接棒：近30个交易日IWM回报为−4.13%[0]。", True),
        ("The picture flips year to date: IWM is up 1.12%, whereas SPY is down 1.89% [0].", True),
        ("The picture flips year to date: IWM is up 1.89%, whereas SPY is down 1.12% [0].", False),
        ("Over the last 30 sessions IWM returned −4.13%, compared with −3.32% for SPY [0].", True),
        ("Over the last 30 sessions IWM returned −3.32%, compared with −4.13% for SPY [0].", False),
    ],
)
def test_natural_sentences(text, ok):
    report = copilot.check(text, data=ROWS, articles=[])
    assert report.ok is ok, report.findings


def test_the_end_of_a_year_is_where_a_window_since_then_begins():
    from datetime import date
    from decimal import Decimal as D

    from copilot.types import Datum, Origin, Reported, Window

    window = Window(date(2025, 12, 31), date(2026, 3, 16))
    row = Datum(
        "IWM", "price_return", D("1.1212"), "%", None, window, date(2026, 3, 16), Origin("x", ""), Reported()
    )
    for text in ("IWM is up 1.12% since the end of 2025 [0].", "2025年底以来，IWM上涨1.12%[0]。"):
        assert copilot.check(text, data=[row], articles=[]).ok
    for text in ("IWM is up 1.12% since the end of 2024 [0].", "2024年底以来，IWM上涨1.12%[0]。"):
        assert not copilot.check(text, data=[row], articles=[]).ok


def test_the_article_itself_is_nobody_who_speaks():
    articles = [{"title": "Small caps", "text": "小盘股的预期市盈率约为16倍。", "published": "2026-02-16"}]
    assert copilot.check("文章认为，小盘股的预期市盈率约为16倍[1]。", data=[], articles=articles).ok
