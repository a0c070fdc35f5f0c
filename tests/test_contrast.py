"""In what two clauses part: sides, denials, how many, how sure, which order; and what is the same in other words."""

import pytest

import copilot
from copilot.reading.assertions import clause
from copilot.reading.contrast import parted
from copilot.reading.statements import matter

PAIRS = [
    ("Crude stockpiles grew last week", "Crude inventories rose last week", ""),
    ("Crude stockpiles shrank last week", "Crude inventories rose last week", "movement"),
    ("Walmart has not put up prices", "Neither Walmart nor Costco has raised prices", ""),
    ("Alba has been on hold since May", "Alba suspended its dividend in May and has not resumed it", ""),
    ("Alba resumed its dividend", "Alba suspended its dividend and has not resumed it", "continuance"),
    ("Few analysts recommend the shares", "Most analysts still recommend the shares", "amount"),
    (
        "He named three further cloud customers",
        "It won design slots at two more cloud providers",
        "count",
    ),
    ("He named two further cloud customers", "It won design slots at two more cloud providers", ""),
    (
        "In May Airbus made more jets than Boeing",
        "In May Boeing built more planes than Airbus",
        "order",
    ),
    ("The plant was visited", "The plant was not visited", "negation"),
    ("The licence has been granted", "The licence has not been granted", "obtaining"),
    ("The carrier business will grow again", "The carrier business could grow again", "certainty"),
    ("The carrier business might grow again", "The carrier business could grow again", ""),
    ("央行已经下调存款准备金率", "央行尚未下调存款准备金率", "easing"),
]


@pytest.mark.parametrize(("claimed", "held", "axis"), PAIRS)
def test_what_two_clauses_part_in(claimed, held, axis):
    assert parted(clause(claimed), clause(held)) == axis


def test_synonyms_spelling_and_forms_are_one_matter():
    assert matter("Labour disputes delayed refiners") == matter("Labor disputes postponing refineries")


ARTICLES = [
    "Oil fell after OPEC+ agreed to pump more. Chevron has completed its purchase of Hess. Exxon Mobil is considering"
    " a bid for a gas field. Most shale producers have cut their drilling budgets; only Diamondback raised its.",
    "Boeing delivered more jets in May than Airbus for the first time in six years. Regulators have not yet lifted the"
    " cap on output.",
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Chevron has closed its takeover of Hess [1].", []),
        ("Exxon has closed its takeover of Hess [1].", ["Q606"]),  # somebody else did
        ("Diamondback has cut its drilling budget [1].", ["Q606"]),
        ("Boeing handed over more aircraft than Airbus in May [2].", []),
        ("Boeing handed over more aircraft than Airbus in May [1].", ["C103"]),  # the other article says so
        ("Regulators have removed the limit on production [2].", ["Q606"]),
        ("Management has lost the confidence of its board [2].", ["Q607"]),
    ],
)
def test_statements_beside_two_articles(text, codes):
    report = copilot.check(text, data=[], articles=[{"title": "", "text": one} for one in ARTICLES])
    assert [one.code for one in report.findings] == codes
