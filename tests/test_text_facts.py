"""Articles read into facts: tables of every kind with their headings and scales, running text with its periods."""

from datetime import date
from decimal import Decimal as D

import pytest

from copilot.reading.articles import facts, facts_of, series
from copilot.types import Article, Hedge


def read(text):
    """{(row, column): (value, unit)} of an article's tabular numbers."""
    return {
        (fact.row, fact.column): (fact.written.quantity.value, fact.written.quantity.unit)
        for fact in facts(Article("", text))
        if fact.tabular
    }


def test_split_cells_are_put_together_and_brackets_are_negative():
    text = (
        "STATEMENTS OF CASH FLOWS\n\n| Six-months ended |\n| December 31, |\n| 2023 | 2022 |\n"
        "| Net loss | $ | ( 1,797,007 | ) | $ | ( 1,759,399 | ) |\n| Stock-based compensation | 916,132 | 291,536 |\n"
    )
    found = read(text)
    assert found["Net loss", "Six-months ended December 31, 2023"] == (D(-1797007), "USD")
    assert found["Stock-based compensation", "Six-months ended December 31, 2022"] == (D(291536), "USD")


def test_a_caption_scales_its_table_except_per_share_data():
    text = (
        "NIKE, INC.\n(In millions, except per share data)\n\n | 2021 | 2020\nRevenues | $44,538 | $37,403\n"
        "Gross margin | 44.8% | 43.4%\nDiluted earnings per share | $3.56 | $1.60\n"
    )
    found = read(text)
    assert found["Revenues", "2021"] == (D(44538000000), "USD")
    assert found["Gross margin", "2020"] == (D("43.4"), "%")
    assert found["Diluted earnings per share", "2021"] == (D("3.56"), "USD")


def test_a_heading_that_spans_columns_heads_each_of_them():
    text = (
        " | Domestic |  | International | \n | September 30, |  | September 30, | \n | 2019 | 2018 | 2019 | 2018\n"
        "Discount rate | 4.00% | 3.75% | 1.90% | 2.80%\n"
    )
    found = read(text)
    assert found["Discount rate", "Domestic September 30, 2018"] == (D("3.75"), "%")
    assert found["Discount rate", "International September 30, 2019"] == (D("1.90"), "%")


def test_one_cell_a_line_as_in_text_from_a_pdf():
    text = (
        "ACTIVISION BLIZZARD, INC.\n(Amounts in millions, except per share data)\n \nFor the Years Ended December 31,\n"
        " \n2019\n \n2018\n \n2017\nNet revenues\n \nProduct sales\n$\n1,975\n $\n2,255 $\n2,110\nTotal net revenues\n"
        "6,489\n \n7,500 \n7,017\nInterest and other expense (income), net\n(26) \n71 \n146\n"
    )
    found = read(text)
    assert found["Product sales", "For the Years Ended December 31, 2017"] == (D(2110000000), "USD")
    assert found["Total net revenues", "For the Years Ended December 31, 2018"] == (D(7500000000), "USD")
    assert found["Interest and other expense (income), net", "For the Years Ended December 31, 2019"][0] == D(
        -26000000
    )


def test_lines_that_name_their_numbers():
    text = "as_of: 2023-09-29\nS&P 500: close=4288.05 return_10d_pct=-3.65\nRussell 2000: close=1785.10\n\n营业收入：23.47亿元\n"
    found = read(text)
    assert found["S&P 500", "return_10d_pct"] == (D("-3.65"), "%")
    assert found["Russell 2000", "close"] == (D("1785.10"), "")
    assert found["营业收入", ""] == (D("2347000000"), "CNY")
    assert {fact.period for fact in facts(Article("", text)) if fact.row == "Russell 2000"} == {"2023-09-29"}


def test_dated_rows_are_series():
    (found,) = series(
        Article("", "DGS2 (2-year Treasury yield, percent)\n2023-08-31: 4.85\n2023-09-29: 5.03")
    )
    assert found.rows == ((date(2023, 8, 31), D("4.85")), (date(2023, 9, 29), D("5.03")))
    assert found.unit == "%"
    table = "date | S&P 500 | Russell 2000\n2023-09-05 | 4496.83 | 1880.45\n2023-09-06 | 4465.48 | 1874.28\n"
    assert [one.subject for one in series(Article("", table))] == ["S&P 500", "Russell 2000"]


def test_columns_set_with_spaces_and_with_commas():
    spaced = "Index            Close     1M %\nS&P 500        4,288.05    -4.87\nNASDAQ Comp   13,219.32    -5.81\n"
    assert read(spaced)["NASDAQ Comp", "1M %"] == (D("-5.81"), "%")
    commas = "ticker,close,pct_change\nIWM,248.88,-0.42\nSPY,668.10,0.12\n"
    assert read(commas)["IWM", "close"] == (D("248.88"), "")


def test_chinese_tables_take_the_unit_of_their_caption():
    text = "主要财务数据（单位：亿元）\n| 项目 | 2024年 | 2023年 |\n|---|---|---|\n| 营业收入 | 1,741.44 | 1,505.60 |\n| 净利率(%) | 49.5 | 49.6 |\n"
    found = read(text)
    assert found["营业收入", "2024年"][0] == D("174144000000")
    assert found["净利率(%)", "2023年"] == (D("49.6"), "%")


def test_running_text_gives_bound_period_and_speaker():
    text = (
        "According to FactSet, the Russell 2000 trades at about 15 times forward earnings. KRE has lost more than 35%"
        " since 2022. Small caps cost 16 times earnings, against about 21 times for the S&P 500. Revenue was $630,536 for the three months ended January 31, 2024 compared to $492,119 in 2023."
    )
    found = {fact.written.raw: fact for fact in facts(Article("", text))}
    assert found["15 times"].speaker == "FactSet"
    assert found["15 times"].written.quantity.hedge is Hedge.ABOUT
    assert found["35%"].written.quantity.hedge is Hedge.MORE
    assert (found["35%"].subject, found["15 times"].subject, found["21 times"].subject) == (
        "KRE",
        "^RUT",
        "^GSPC",
    )
    assert found["$630,536"].period == "three months ended January 31, 2024"
    assert found["$492,119"].period == "2023"


def test_a_table_takes_its_scale_from_the_paragraph_beside_it():
    table = Article("", " | 2019 | 2018\nTotal debt | $2,337 | $6,090\nDebt per share | 1.20 | 3.10\n")
    note = Article("", "Long-term debt consisted of the following (in thousands except interest rate data):")
    found = {
        fact.row: fact.written.quantity.value for fact in facts_of((table, note))[0] if "2018" in fact.column
    }
    assert found == {"Total debt": D(6090000), "Debt per share": D("3.10")}
    assert facts_of((table,))[0][0].written.quantity.value == D(2337)
    assert not facts(table)[0].scaled


@pytest.mark.parametrize(
    "text",
    [
        "",
        "|",
        "|" * 5_000,
        "a=" * 3_000,
        "1 | \n" * 2_000,
        "$\n" * 3_000,
        "(" * 4_000,
        "\x00\ud800|1|\n|2|",
        "9" * 5_000,
        "2023\n" * 2_000,
        "2023\nabc\n" * 2_000,
    ],
)
def test_hostile_text_is_read_without_a_crash(text):
    assert isinstance(facts(Article("", text)), tuple)
