"""House style is written and read back, in both languages."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot import style
from copilot.types import Hedge


@pytest.mark.parametrize(
    ("text", "value", "unit", "step"),
    [
        ("−3.85%", "-3.85", "%", "0.01"),
        ("$248.92", "248.92", "USD", "0.01"),
        ("$68.1 billion", "68100000000", "USD", "100000000"),
        ("23.47亿元", "2347000000", "CNY", "1000000"),
        ("1.2万亿美元", "1200000000000", "USD", "100000000000"),
        ("0.47个百分点", "0.47", "pp", "0.01"),
        ("18 basis points", "18", "bps", "1"),
        ("16×", "16", "x", "1"),
        ("三成", "30", "%", "10"),
        ("百分之三点五", "3.5", "%", "0.1"),
        ("twenty-one percent", "21", "%", "1"),
        ("１２．５％", "12.5", "%", "0.1"),
    ],
)
def test_a_number_is_read_with_value_unit_and_grain(text, value, unit, step):
    (written,) = style.read(text)
    assert (written.quantity.value, written.quantity.unit, written.quantity.step) == (D(value), unit, D(step))


def test_digits_inside_names_are_no_numbers():
    assert [w.raw for w in style.read("Q4 FY2026, 5G, GPT-4 and a 20-day average of 254")] == [
        "20-day",
        "254",
    ]


def test_a_dash_after_a_digit_is_a_range_and_no_minus():
    assert [w.quantity.value for w in style.read("3.85-4.27%")] == [D("3.85"), D("4.27")]


def test_a_tilde_widens_by_one_whole_step():
    (written,) = style.read("this ~31% discount")
    assert written.quantity.hedge is Hedge.ABOUT
    assert written.quantity.admits(D("31.9"), "%") and not written.quantity.admits(D("32.1"), "%")


def test_an_approximate_level_with_trailing_zeros_admits_half_a_percent():
    (written,) = style.read("about $2,500")
    assert written.quantity.admits(D("2511"), "USD") and not written.quantity.admits(D("2513"), "USD")


@given(
    value=st.decimals(min_value=-(10**9), max_value=10**13, places=4, allow_nan=False),
    unit=st.sampled_from(
        [
            "%",
            "pp",
            "bps",
            "x",
            "USD",
            "CNY",
            "HKD",
            "EUR",
            "points",
            "shares",
            "lots",
            "vehicles",
            "barrels",
            "tons",
            "people",
            "companies",
            "stores",
            "",
        ]
    ),
    language=st.sampled_from(["en", "zh"]),
)
def test_what_is_written_reads_back_to_its_grain(value, unit, language):
    text = style.write(value, unit, language=language)
    (written,) = style.read(text)
    assert written.quantity.unit == unit, text
    assert written.quantity.admits(value, unit), text
    assert style.write(written.quantity.value, unit, language=language) == text


def test_a_unit_that_runs_over_two_lines_is_read():
    assert style.canonical_unit("million\nUSD") == ("USD", D(10) ** 6)
    assert style.canonical_unit("per\n\nthing") == ("per\n\nthing", D(1))
