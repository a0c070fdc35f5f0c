"""Texts are cut where a reader would cut them; foreign rows become stated data."""

from decimal import Decimal as D

import pytest

from copilot import reading
from copilot.errors import ConfigError
from copilot.types import Stated


def cut(text):
    return [text[span.start : span.end] for span in reading.sentences(text)]


def test_decimals_abbreviations_and_tickers_do_not_split():
    assert cut("U.S. stocks fell 3.85% vs. 2.1% [0]. Apple Inc. rose. [1]") == [
        "U.S. stocks fell 3.85% vs. 2.1% [0].",
        "Apple Inc. rose. [1]",
    ]


def test_markdown_blocks_are_units():
    text = "# Title\n\n- One\n- Two. Three.\n\n| a | b |\n|---|---|\n| IWM | 3% |\n"
    assert cut(text) == ["Title", "One", "Two.", "Three.", "| a | b |", "| IWM | 3% |"]


def test_chinese_stops_split_without_spaces():
    assert cut("小盘股上涨1.2%。大盘股下跌[0]！成交额1.2万亿元") == [
        "小盘股上涨1.2%。",
        "大盘股下跌[0]！",
        "成交额1.2万亿元",
    ]


def test_foreign_rows_are_stated_data():
    rows = [
        {
            "subject": "NVDA",
            "measure": "revenue",
            "value": "68.1 billion",
            "unit": "USD",
            "window": "Q4 FY2026",
        }
    ]
    (datum,) = reading.ledger(rows, ["text"]).data
    assert datum.value == D("68.1e9") and datum.basis == Stated() and datum.window.words == "Q4 FY2026"


def test_two_equal_articles_keep_two_numbers():
    assert len(reading.ledger([], ["same", "same"]).articles) == 2


def test_a_row_without_a_measure_is_named():
    with pytest.raises(ConfigError, match=r"data\[0\]"):
        reading.ledger([{"subject": "NVDA", "value": 1}], [])
