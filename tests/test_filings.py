"""Answers over filings and reports: tables, sentences of several years, arithmetic, and what may be searched for."""

from decimal import Decimal

import pytest

from copilot import check
from copilot.checking.chances import Chances
from copilot.types import Hedge, Quantity

INCOME = """Consolidated statements of income (in millions)

| | 2023 | 2022 | 2021 | % Change |
|---|---|---|---|---|
| Net sales | 4,120 | 3,865 | 3,510 | 6.6 |
| Cost of sales | (2,472) | (2,396) | (2,141) | 3.2 |
| Research and development | 412 | 371 | 340 | 11.1 |
| Total operating expenses | 1,030 | 985 | 920 | 4.6 |
"""
OPTIONS = (
    "As of December 31, 2023 and 2022, there was $547,981 and $1,019,140, respectively, of unrecognized "
    "compensation cost related to stock options."
)
LEASES = """| | Total | Less than 1 year | 1-3 years | More than 5 years |
|---|---|---|---|---|
| Operating leases | 98,389 | 37,427 | 36,581 | 11,825 |
"""


def codes(text: str, *articles: str) -> list[str]:
    return [one.code for one in check(text, data=[], articles=list(articles), citations="any").findings]


@pytest.mark.parametrize(
    "text",
    [
        "Research and development rose 11.05% between 2022 and 2023.",
        "Net sales grew by $255 million from 2022 to 2023.",
        "Average cost of sales over the three years was $2,336.33 million.",
        "The average of net sales for 2021, 2022 and 2023 was $3,831.67 million.",
    ],
)
def test_a_row_gives_changes_and_means_of_the_years_that_are_named(text):
    assert codes(text, INCOME) == []


@pytest.mark.parametrize(
    "text",
    [
        "Research and development rose 14.05% between 2022 and 2023.",
        "Research and development rose 11.05% between 2022 and 2024.",
        "Research and development fell 11.05% between 2022 and 2023.",
        "Net sales grew by $355 million from 2022 to 2023.",
        "Average cost of sales over the three years was $2,436.33 million.",
    ],
)
def test_another_number_year_or_direction_is_no_derivation(text):
    assert codes(text, INCOME)


def test_a_part_of_a_rows_total_and_what_is_left_of_it():
    assert (
        codes("Operating leases due in more than 5 years are 12.02% of total operating leases.", LEASES) == []
    )
    assert codes("Operating leases due in more than 5 years are 17.02% of total operating leases.", LEASES)


def test_years_and_numbers_listed_in_one_order_go_to_each_other():
    fell = (
        "From 2022 to 2023 the unrecognized compensation cost related to stock options decreased by $471,159."
    )
    assert codes(fell, OPTIONS) == []
    assert codes(fell.replace("decreased", "increased"), OPTIONS)
    assert codes(fell.replace("471,159", "417,159"), OPTIONS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dividends paid: $(389) million", []),
        ("Dividends paid came to $389 million in 2020.", []),
        ("Dividends paid: $(398) million", ["N202"]),
    ],
)
def test_accounting_brackets_with_the_currency_and_the_scale_outside(text, found):
    cash = (
        "Cash flows (in millions)\n\n| | 2020 | 2019 |\n|---|---|---|\n| Dividends paid | (389) | (353) |\n"
    )
    assert codes(text, cash) == found


def test_worked_out_arithmetic_may_be_cut_off_but_not_be_wrong():
    answer = "The ratio is ($4,120 million - $3,865 million) / $3,865 million = {}."
    assert codes(answer.format("6.59%"), INCOME) == []  # 6.5977 cut off
    assert codes(answer.format("6.60%"), INCOME) == []
    assert codes(answer.format("6.95%"), INCOME)


def test_a_change_between_two_figures_that_the_answer_has_just_given():
    outlook = "We now expect core EPS to increase 9 percent (previously 8 percent)."
    raised = "The company raised its outlook for core EPS growth by {}, from 8% to 9%."
    assert codes(raised.format("1 percentage point"), outlook) == []
    assert codes(raised.format("3 percentage points"), outlook)


def test_a_fraction_and_the_same_per_cent_are_two_writings_of_one_number():
    text = "Operating cash flow over sales is 412 / 4,120 = 0.1000 or 10.00%, rounded to two decimal places."
    assert codes(text, INCOME) == []


def test_several_citations_in_one_bracket_are_markers_and_no_figures():
    articles = ["Florida has 4,510 islands.", "The state has 4,510 islands in all."]
    assert codes("Florida has 4,510 islands [1, 2].", *articles) == []
    strict = check("Florida has 4,510 islands [1, 3].", data=[], articles=articles)
    assert "C101" in [one.code for one in strict.findings]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Inventory changed from October 31, 2024, to January 31, 2024.", True),
        ("Inventory changed from October 31, 2023, to January 31, 2024.", False),
        ("The backlog changed between 2023 and 2023.", True),
        ("The Steelers lost 27-17 and were beaten 46-29.", False),
    ],
)
def test_a_stretch_that_runs_backwards_is_no_stretch_and_a_score_no_range(text, found):
    article = "Inventory, the backlog and the Steelers changed. They lost 27-17 and were beaten 46-29 in 2023 and 2024."
    assert bool({"T503", "N210"} & set(codes(text, article))) is found


def test_a_search_ends_where_its_next_hit_would_be_chance():
    few = Chances(Quantity(Decimal("28"), "%", Decimal(1)))
    many = Chances(Quantity(Decimal("27.94"), "%", Decimal("0.01")))
    for value in range(100, 200):
        few.count(Decimal(value))
        many.count(Decimal(value))
    assert (few.left(), many.left()) == (False, True)
    about = Chances(Quantity(Decimal(28), "%", Decimal(1), Hedge.ABOUT)).one
    assert about == pytest.approx(2 * few.one)
    assert Chances(Quantity(Decimal(0), "%", Decimal(1))).one == 1


def test_yearly_growth_is_of_the_years_between_the_ends():
    assert codes("Net sales grew at a compound annual rate (CAGR) of 8.34% from 2021 to 2023.", INCOME) == []
    assert codes("Net sales grew at a compound annual rate (CAGR) of 17.38% from 2021 to 2023.", INCOME)


BALANCE = """Consolidated balance sheets (in millions)

| | 2023 | 2022 |
|---|---|---|
| Inventories | 610 | 590 |
| Total current assets | 1,250 | 1,180 |
| Total current liabilities | 2,811 | 2,140 |
"""
CASH = """Consolidated statements of cash flows (in millions)

| | 2023 | 2022 |
|---|---|---|
| Net cash provided by operating activities | 784 | 723 |
| Purchases of property and equipment | (44) | (35) |
"""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Free cash flow was $740 million in 2023.", "Free cash flow was $770 million in 2023."),
        (
            "The company had a working capital deficit of $1,561 million in 2023.",
            "Working capital was $1,516 million in 2023.",
        ),
        ("The current ratio was 0.44 in 2023.", "The current ratio was 0.55 in 2023."),
        ("Inventory turnover was 4.12 in 2023.", "Inventory turnover was 4.62 in 2023."),
        ("The gross margin was 40.0% in 2023.", "The gross margin was 44.0% in 2023."),
    ],
)
def test_a_ratio_called_by_its_name_is_worked_out_from_its_line_items(text, wrong):
    assert codes(text, INCOME, BALANCE, CASH) == []
    assert codes(wrong, INCOME, BALANCE, CASH)
