"""Arithmetic that a text writes out: operands stand in the source, the result follows, wrong ones are found."""

from decimal import Decimal as D

import pytest

import copilot
from copilot.checking import formulae
from copilot.reading.worked import expressions
from copilot.types import Proved

SOURCE = (
    "CONSOLIDATED STATEMENTS OF OPERATIONS\n(Amounts in millions)\n\n| | 2019 | 2018 |\n|---|---|---|\n"
    "| Total net revenues | $6,489 | $7,500 |\n| Capital expenditures | (116) | (131) |\n"
    "| Property and equipment, net | 253 | 282 |\n"
)


def codes(text):
    report = copilot.check(text, data=[], articles=[{"text": SOURCE}], citations="any")
    return {finding.code for finding in report.findings}


def test_expressions_are_read_with_their_scales_signs_and_brackets():
    found = expressions("Average = ($282 million + $253 million) / 2 = $267.5 million, in 2018-2019")
    (one,) = found
    assert [token.sign or token.value for token in one.tokens] == [
        "(", D(282_000_000), "+", D(253_000_000), ")", "/", D(2),
    ]  # fmt: skip


def test_a_range_of_years_and_a_list_of_page_numbers_are_no_expressions():
    assert not expressions("From 2018-2019, see pages 3-4 and the 24 shops")


@pytest.mark.parametrize(
    "text",
    [
        "FY2019 capex as % of revenue = 116/6,489 = 1.8%",
        "Average PP&E = (FY2018 PP&E + FY2019 PP&E) / 2\nAverage PP&E = ($282 million + $253 million) / 2\n"
        "Average PP&E = $535 million / 2\nAverage PP&E = $267.5 million",
        "2018 = 131/7,500 = 1.7%\n2019 = 116/6,489 = 1.8%\nAverage = (1.7% + 1.8%) / 2 = 1.8%",
        "Fixed asset turnover = $6,489 million / (($282 million + $253 million) / 2) = 24.26",
    ],
)
def test_an_answer_that_shows_its_working_is_proved(text):
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "FY2019 capex as % of revenue = 116/6,489 = 2.8%",  # does not follow
        "FY2019 capex as % of revenue = 161/6,489 = 2.5%",  # operand in no source
        "Average = (131/7,500 + 116/6,489) / 4 = 1.8%",
    ],
)
def test_a_wrong_operand_or_a_wrong_result_is_found(text):
    assert codes(text)


def test_the_proof_rests_on_the_source_and_not_on_the_text():
    report = copilot.check(
        "Capex ratio = 116/6,489 = 1.8%", data=[], articles=[{"text": SOURCE}], citations="any"
    )
    result = report.verdicts[-1]
    assert isinstance(result, Proved)
    assert [abs(one.value) for one in result.proof.operands] == [D(116), D(6489)]
    assert all(one.passage is not None for one in result.proof.operands)


def test_formulas_are_evaluated_exactly_and_constants_come_from_nowhere_else():
    assert formulae.value("= r(v1 / v2, 0.001) * 100", [D(155), D(7017)]) == D("2.2")
    assert formulae.value("= (v1 / v2) ^ (1 / 2) - 1", [D(121), D(100)]) == D("0.1")
    for bad in ("= v1 * 1.37", "= v2", "= v1 +", "= (v1", "= __import__", "= " + "(" * 50 + "v1" + ")" * 50):
        with pytest.raises(ValueError):
            formulae.value(bad, [D(1)])
    with pytest.raises(ArithmeticError):
        formulae.value("= v1 / (v1 - v1)", [D(1)])


def test_constants_named_in_words_pages_and_forms_claim_nothing():
    text = "Per the 10K (p. 59) we divide by revenue and multiply by 100. Capex ratio: 116 / 6,489 = 1.8%"
    assert codes(text) == set()


def test_a_change_between_two_numbers_just_given_is_proved_and_a_wrong_one_is_not():
    given = "Total net revenues were $7,500 million in 2018.\n\nTotal net revenues were $6,489 million in 2019.\n\n"
    assert codes(given + "That is a decrease of $1,011 million.") == set()
    assert codes(given + "That is a decrease of $1,101 million.")
    assert codes(given + "That is an increase of $1,101 million.")


def test_a_row_changes_between_two_days_of_one_year():
    source = "| ($ in thousands) | December 31, 2023 | June 30, 2023 |\n|---|---|---|\n| Inventory, Net | $113,933 | $146,763 |\n"
    say = "The percentage decrease in net inventory from June 30, 2023, to December 31, 2023, is {}."

    def found(value):
        return copilot.check(
            say.format(value), data=[], articles=[{"text": source}], citations="any"
        ).findings

    assert not found("22.37%")
    assert found("28.81%")
