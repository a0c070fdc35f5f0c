"""What a row of another tool says, whatever its letters: whose it is, what is measured, in which unit, of which time."""

import datetime

import pytest

from copilot.reading import rows, sources
from copilot.reading.facts import Fact
from copilot.reading.keys import key_of
from copilot.style import canonical_unit


def fact(
    measure: str, *, subject: str = "XLK", name: str = "", value: object = 1, unit: str = "", **more: str
) -> Fact:
    row = {"subject": subject, "name": name, "measure": measure, "value": value, "unit": unit, **more}
    (found,) = sources.read(rows.ledger([row])).of(None)
    return found


@pytest.mark.parametrize(
    ("subject", "name", "key"),
    [
        ("DCOILWTICO", "Crude Oil Prices: West Texas Intermediate", "CL=F"),
        ("DCOILBRENTEU", "Crude Oil Prices: Brent - Europe", "BZ=F"),
        ("DEXJPUS", "Japanese Yen to U.S. Dollar Spot Exchange Rate", "USDJPY=X"),
        ("USDJPY Curncy", "US dollar / Japanese yen", "USDJPY=X"),
        ("USDCAD", "", "USDCAD=X"),
        ("CBBTCUSD", "Coinbase Bitcoin", "BTC-USD"),
        ("ASML NA Equity", "ASML Holding NV", "ASML"),
        ("Copper, COMEX", "", "HG=F"),
        ("XAG=", "Spot silver", "SI=F"),
        ("000001.SH", "上证指数", "000001.SS"),
        ("布伦特原油 近月", "", "BZ=F"),
    ],
)
def test_a_contract_a_pair_or_a_listing_is_known_by_what_it_is(subject, name, key):
    assert key_of(subject, name) == key


@pytest.mark.parametrize(
    ("measure", "core"),
    [
        ("tgt_px_mean", {"target_price"}),
        ("YLD_PREVCLOSE", {"yield"}),
        ("S_DQ_PCTCHANGE", {"return"}),
        ("BEST_TARGET_PRICE", {"target_price"}),
        ("EQY_DVD_YLD_IND", {"dividend_yield"}),
        ("OperatingIncomeLoss", {"operating_income"}),
        ("sales_marketing_expense", {"operating_expenses"}),
    ],
)
def test_abbreviated_fields_are_spelled_out(measure, core):
    assert fact(measure).core == core


@pytest.mark.parametrize(
    ("words", "unit", "factor"),
    [
        ("index points", "points", 1),
        ("Level in Thousands", "", 1000),
        ("Japanese Yen to One U.S. Dollar", "JPY", 1),
        ("bn NOK", "NOK", 10**9),
        ("decimal", "%", 100),
    ],
)
def test_a_word_of_no_size_hides_no_unit(words, unit, factor):
    assert canonical_unit(words) == (unit, factor)


@pytest.mark.parametrize("words", ["Number", "analysts", "1=strong buy, 5=sell"])
def test_words_of_which_none_is_a_unit_stay(words):
    assert canonical_unit(words) == (words, 1)


def test_a_span_of_thirteen_weeks_is_a_quarter_that_ended_then():
    held = fact("Revenues", subject="DE", unit="USD", window="2025-10-27/2026-01-25").periods
    assert [(p.kind.value, p.day) for p in held] == [("rolling", None), ("date", datetime.date(2026, 1, 25))]


def test_seconds_since_1970_are_a_day():
    assert fact("c", value=978.34, unit="USD", as_of="1786737600").datum.as_of == datetime.date(2026, 8, 14)


def test_the_parameter_of_an_average_is_its_window():
    held = fact("SMA", subject="CAT", unit="USD", window="time_period=50", as_of="2026-03-12").periods
    assert (50, "session") in {(p.count, p.unit) for p in held}


def test_an_economy_s_name_is_what_is_measured():
    investment = fact(
        "累计同比", subject="中国", name="房地产开发投资", value=-12.5, unit="%", window="2026年1-6月"
    )
    assert (investment.entity, investment.words) == ("place:China", {"房地产开发投资"})
