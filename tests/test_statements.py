"""Sentences without numbers, quotations, speakers and causes, against the passages that they cite."""

import pytest

import copilot
from copilot.types import Supported

ARTICLE = {
    "title": "Novalight tops estimates",
    "publisher": "Chip Courier",
    "text": (
        "Novalight Semiconductor raised its outlook. The company will not raise prices this year, Chief Financial Officer"
        " Raj Banerjee said. Chief Executive Lena Okafor said, “Demand for our optical links is running well ahead of"
        " supply.” Shares rose because the outlook beat estimates. Moody’s placed the rating under review for downgrade."
        " The export licence for its fastest part has not been granted. Harbor suspended its dividend of $88 million."
    ),
}
CHINESE = {
    "title": "宁德时代一季报点评",
    "publisher": "远帆研究",
    "text": "宁德时代管理层称：“钠离子电池将于年底前量产。”公司没有调整全年出货指引。由于碳酸锂价格上涨，公司毛利率下降。央行尚未下调存款准备金率。中衡证券首席经济学家陆以宁预计年内仍有降息空间。",
}


def codes(text, article=ARTICLE):
    report = copilot.check(text, data=[], articles=[article])
    return {finding.code for finding in report.findings if finding.code[0] in "Q"}


RIGHT = [
    "Novalight will not raise prices this year, its CFO said [1].",
    "“Demand for our optical links is running well ahead of supply,” said Lena Okafor [1].",
    "Moody's has the rating under review for a downgrade [1].",
    "The shares rose because the outlook beat estimates [1].",
    "The export license for the fastest part has not been granted [1].",
    "Harbor suspended its dividend of $88 million [1].",
]
WRONG = [
    ("Novalight will raise prices this year, its CFO said [1].", "Q606"),
    ("“Demand for our optical links is running slightly ahead of supply,” said Lena Okafor [1].", "Q601"),
    ("“Demand for our optical links is running well ahead of supply,” said Raj Banerjee [1].", "Q602"),
    ("The rating was placed under review for downgrade by Fitch [1].", "Q603"),
    ("Moody's has the rating under review for an upgrade [1].", "Q606"),
    ("The shares rose because of takeover talk [1].", "Q605"),
    ("The export license for the fastest part has been granted [1].", "Q606"),
    ("Management lost the confidence of its bankers [1].", "Q607"),
    ("Harbor kept its dividend of $88 million [1].", "Q606"),
]


@pytest.mark.parametrize("text", RIGHT)
def test_what_a_passage_says_is_supported(text):
    assert codes(text) == set()


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_no_passage_says_is_found_for_the_right_reason(text, code):
    assert code in codes(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("宁德时代管理层称：“钠离子电池将于年底前量产。”[1]", set()),
        ("宁德时代管理层称：“固态电池将于年底前量产。”[1]", {"Q601"}),
        ("比亚迪管理层称：“钠离子电池将于年底前量产。”[1]", {"Q602"}),
        ("公司没有调整全年出货指引[1]。", set()),
        ("公司调整了全年出货指引[1]。", {"Q606"}),
        ("由于碳酸锂价格上涨，公司毛利率下降[1]。", set()),
        ("由于汇率波动，公司毛利率下降[1]。", {"Q605"}),
        ("央行尚未下调存款准备金率[1]。", set()),
        ("央行已经下调存款准备金率[1]。", {"Q606"}),
        ("中衡证券的陆以宁预计年内仍有降息空间[1]。", set()),
        ("远航证券的周明远预计年内仍有降息空间[1]。", {"Q602"}),
    ],
)
def test_chinese_sentences(text, found):
    assert codes(text, CHINESE) == found


def test_an_unsupported_sentence_is_a_warning_and_a_contradicted_one_an_error():
    unsupported = copilot.check(
        "Management lost the confidence of its bankers [1].", data=[], articles=[ARTICLE]
    )
    assert (unsupported.ok, unsupported.supported) == (True, False)
    contradicted = copilot.check(
        "The export licence has been granted for its fastest part [1].", data=[], articles=[ARTICLE]
    )
    assert not contradicted.ok


def test_a_supported_sentence_carries_its_passage():
    report = copilot.check("The export licence has not been granted [1].", data=[], articles=[ARTICLE])
    (verdict,) = [one for one in report.verdicts if isinstance(one, Supported)]
    assert "has not been granted" in verdict.passages[0].text
    assert report.coverage.supported == 1


@pytest.mark.parametrize(
    "text",
    [
        "Is the rotation real?",
        "Here is what the article says:",
        "# Dividends and buybacks",
        "Sources: Chip Courier",
        "以下是要点：",
    ],
)
def test_what_claims_nothing_gets_no_verdict(text):
    assert codes(text) == set()


def test_our_own_reading_is_set_apart():
    report = copilot.check(
        "## Our reading\n\nDemand looks strong enough to carry the year.", data=[], articles=[ARTICLE]
    )
    (verdict,) = [one for one in report.verdicts if isinstance(one, Supported)]
    assert verdict.ours


def test_words_of_another_language_are_not_compared():
    assert codes("公司今年不会提价[1]。") == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("公司预计2021年净利润2500万元-3500万元[1]。", False),
        ("公司预计2021年净利润3500万元-2500万元[1]。", True),
        ("净利润同比变动-6.76%至4.28%[1]。", False),
        ("Profit is expected to grow 162%-120% [1].", True),
        ("Growth slowed from 3.2% to 1.9% [1].", False),
    ],
)
def test_a_range_runs_upwards(text, found):
    report = copilot.check(text, data=[], articles=["公司公告。"])
    assert ("N210" in {finding.code for finding in report.findings}) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Orvane raised its forecast to 1.9 billion euros from 2.6 billion euros [1].", True),
        ("Orvane cut its forecast to 1.9 billion euros from 2.6 billion euros [1].", False),
        ("Orvane cut its forecast from 1.9 billion euros to 2.6 billion euros [1].", True),
    ],
)
def test_the_numbers_of_a_sentence_turn_its_verb_round(text, found):
    article = "Orvane cut its forecast to 1.9 billion euros from 2.6 billion euros."
    report = copilot.check(text, data=[], articles=[article])
    assert ("R403" in {finding.code for finding in report.findings}) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Apple carries the higher forward multiple, 31.2 against Microsoft's 28.4 [0].", False),
        ("Microsoft carries the higher forward multiple, 28.4 against Apple's 31.2 [0].", True),
        ("Microsoft carries the lower forward multiple, 28.4 against Apple's 31.2 [0].", False),
        ("Apple carries the lower forward multiple, 31.2 against Microsoft's 28.4 [0].", True),
    ],
)
def test_who_has_the_higher_number(text, found):
    rows = [
        {"subject": subject, "name": name, "measure": "forward_pe", "value": value, "unit": "x"}
        for subject, name, value in (("AAPL", "Apple", 31.2), ("MSFT", "Microsoft", 28.4))
    ]
    report = copilot.check(text, data=rows, articles=[])
    assert ("R401" in {finding.code for finding in report.findings}) is found
