"""`copilot.check`: what it takes, what it reports, and what it does not load."""

import subprocess
import sys

import pytest

import copilot
from copilot import checking, reading

ROWS = [
    {
        "subject": "^RUT",
        "name": "Russell 2000",
        "measure": "return_pct",
        "value": -3.85,
        "unit": "%",
        "window": "30d",
    },
    {
        "subject": "^GSPC",
        "name": "S&P 500",
        "measure": "return_pct",
        "value": -3.13,
        "unit": "%",
        "window": "30d",
    },
]
ARTICLE = (
    "The Russell 2000 trades at about 16 times forward earnings, against about 21 times for the S&P 500."
)


def codes(text, rows=ROWS, articles=(ARTICLE,), **options):
    return [one.code for one in copilot.check(text, rows, articles, **options).findings]


def test_a_true_figure_is_proved_and_counted_as_stated():
    report = copilot.check("The Russell 2000 fell 3.85% over 30 trading days [0].", ROWS, [])
    assert report.ok and report.coverage.proved == 1 and report.coverage.stated == 1


def test_a_rise_for_a_fall_is_a_wrong_sign():
    assert codes("The Russell 2000 rose 3.85% [0].") == ["N203"]


def test_another_subjects_number_is_named():
    assert codes("The S&P 500 fell 3.85% [0].") == ["N204"]


def test_another_window_is_a_wrong_period():
    assert codes("The Russell 2000 fell 3.85% over 60 trading days [0].") == ["T501"]


def test_an_unknown_marker_is_found():
    assert "C101" in codes("The Russell 2000 fell 3.85% [7].")


def test_a_missing_marker_is_added_by_a_safe_fix():
    text = "The Russell 2000 fell 3.85%."
    ledger = reading.ledger(ROWS, [])
    report = checking.check(text, ledger)
    mended = checking.fixed(text, report)
    assert mended == "The Russell 2000 fell 3.85% [0]."
    assert (
        checking.check(mended, ledger).ok and checking.fixed(mended, checking.check(mended, ledger)) == mended
    )


def test_a_wrong_marker_is_corrected_by_a_safe_fix():
    text = "The Russell 2000 fell 3.85% [1]."
    report = copilot.check(text, ROWS, [ARTICLE])
    assert [one.code for one in report.findings] == ["C103"]
    assert checking.fixed(text, report) == "The Russell 2000 fell 3.85% [0]."


def test_markers_are_ignored_where_any_source_will_do():
    assert codes("The Russell 2000 fell 3.85% [7].", citations="any") == []


def test_select_and_ignore_choose_by_prefix():
    assert codes("The Russell 2000 rose 3.85% [7].", ignore=["N"]) == ["C101"]
    assert codes("The Russell 2000 rose 3.85% [7].", select=["N2"]) == ["N203"]


def test_lines_read_like_a_linters():
    text = "The Russell 2000 rose 3.85% [0]."
    line = checking.lines(text, copilot.check(text, ROWS, []), "answer.md")
    assert line.startswith("answer.md:1:23 N203 wrong-sign: ")


def test_sentences_before_since_are_context_only():
    text = "The Russell 2000 rose 3.85% [0]. The S&P 500 fell 3.13% [0]."
    assert checking.check(text, reading.ledger(ROWS, []), since=33).ok


def test_every_rule_documents_what_example_and_instead():
    for rule in checking.RULES.values():
        assert rule.what and rule.example and rule.instead, rule.code


def test_checking_loads_nothing_heavy():
    heavy = [
        "langchain",
        "langchain_core",
        "openai",
        "chromadb",
        "yfinance",
        "gradio",
        "pandas",
        "requests",
        "numpy",
        "yaml",
    ]
    code = (
        "import sys, copilot; copilot.check('IWM fell 1% [0].', [{'subject': 'IWM', 'measure': 'return', 'value': -1, 'unit': '%'}], []);"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def test_a_cell_speaks_of_its_row_and_its_column() -> None:
    """Rows name the subject, columns the window; the corner names the measure; a swapped cell is found."""
    rows = [
        {"subject": name, "measure": "price return", "value": value, "unit": "%", "window": window}
        for name, window, value in (
            ("Apple", "last 30 sessions", "-15.00"), ("Apple", "year to date", "28.61"),
            ("Microsoft", "last 30 sessions", "2.63"), ("Microsoft", "year to date", "-29.61"),
        )
    ]  # fmt: skip
    table = "| Return | Last 30 sessions | Year to date |\n|---|---:|---:|\n"
    right = "| Apple | −15.00% | 28.61% [0] |\n| Microsoft | 2.63% | −29.61% [0] |\n"
    assert not copilot.check(table + right, rows, []).findings
    swapped = "| Apple | 28.61% | −15.00% [0] |\n| Microsoft | −15.00% | −29.61% [0] |\n"
    codes = [finding.code for finding in copilot.check(table + swapped, rows, []).findings]
    assert codes == ["T501", "T501", "N204"]


def test_a_bare_contrast_names_somebody_else() -> None:
    """`16× against 21×` after a sentence on the Russell: the 21× is not held to be the Russell's."""
    article = (
        "The Russell 2000 trades at about 16 times forward earnings, against about 21 times for the S&P 500."
    )
    for text in (
        "The Russell 2000 is cheap [1]. At 16× against 21× forward earnings, the discount is 23.8% [1].",
        "罗素2000估值较低[1]。以16倍对21倍的预期市盈率计，折价为23.8%[1]。",
    ):
        codes = [finding.code for finding in copilot.check(text, [], [article], ignore=["Q6"]).findings]
        assert codes == []
    wrong = "The Russell 2000 is cheap [1]. At 16× against 19× forward earnings, the discount is wide [1]."
    assert "N2" in " ".join(f.code for f in copilot.check(wrong, [], [article], ignore=["Q6"]).findings)


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("IWM lagged SPY over the last 30 sessions [0].", True),
        ("SPY lagged IWM over the last 30 sessions [0].", False),
        ("Over the last 30 sessions SPY underperformed IWM by price return [0].", False),
        ("近30个交易日，IWM跑赢SPY[0]。", False),
    ],
)
def test_a_contest_that_names_no_measure_is_one_of_returns(text, ok):
    rows = [
        {"subject": s, "measure": "price return", "value": v, "unit": "%", "window": "30 sessions", "as_of": "2026-03-16"}
        for s, v in (("IWM", "-4.00"), ("SPY", "-2.00"))
    ]  # fmt: skip
    assert copilot.check(text, data=rows, articles=[]).ok is ok


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("Over the last 30 sessions IWM led with 5%, SPY was last with −2% [0].", True),
        ("Over the last 30 sessions SPY led with −2%, IWM was last with 5% [0].", False),
    ],
)
def test_two_ranks_of_one_sentence_have_a_holder_each(text, ok):
    rows = [
        {"subject": s, "measure": "price return", "value": v, "unit": "%", "window": "30 sessions", "as_of": "2026-03-16"}
        for s, v in (("IWM", 5), ("SPY", -2), ("QQQ", 1))
    ]  # fmt: skip
    assert copilot.check(text, data=rows, articles=[]).ok is ok


def test_a_person_of_a_firm_must_stand_there_with_the_firm() -> None:
    article = '"Memory prices are doing the work," Lena Ortiz of Bracken Capital said.'
    wrong = '"Memory prices are doing the work," said Paul Reyes of Bracken Capital [1].'
    assert [f.code for f in copilot.check(wrong, [], [article]).findings] == ["Q602"]
    assert copilot.check(wrong.replace("Paul Reyes", "Lena Ortiz"), [], [article]).findings == ()


def test_a_day_that_the_article_does_not_name_is_found() -> None:
    article = "Costco will raise its annual membership fee by $5 to $70 from September 1."
    text = "The membership fee goes up by $5 to $70 on {} 1 [1]."
    assert copilot.check(text.format("September"), [], [article]).ok
    assert not copilot.check(text.format("October"), [], [article]).ok


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("77% of S&P 500 companies are beating EPS estimates [0].", True),
        ("71% of S&P 500 companies are beating EPS estimates [0].", False),
        ("77% of S&P 500 companies raised their dividend [0].", False),
        ("77% of Nasdaq companies are beating EPS estimates [0].", False),
    ],
)
def test_a_measure_that_no_vocabulary_knows_is_bound_by_its_own_words(text, right):
    row = {
        "subject": "S&P 500",
        "measure": "share of companies beating EPS",
        "value": 77,
        "unit": "%",
        "window": "Q1 2026",
    }
    assert copilot.check(text, data=[row], articles=[]).ok is right


def test_a_leader_in_chinese_must_lead_its_set() -> None:
    moves = {"XLU": 0.9, "XLE": 0.4, "XLK": -0.8, "XLF": -1.4}
    rows = [
        {"subject": symbol, "measure": "price return", "value": value, "unit": "%", "window": "1 session"}
        for symbol, value in moves.items()
    ]
    found = [[f.code for f in copilot.check(text, rows, []).findings] for text in ("公用事业板块领涨[0]。", "能源板块领涨[0]。", "金融板块领跌[0]。", "科技板块领跌[0]。")]  # fmt: skip
    assert found == [[], ["R404"], [], ["R404"]]


def test_numbers_past_what_a_sentence_can_say_are_unread_and_an_error() -> None:
    """Every digit is accounted for, and a page of bare numbers costs no square of their count."""
    report = copilot.check("7\n" * 1000, [], ["Seven."])
    assert report.coverage.unread == 900
    assert report.coverage.failed == 100
    assert [f.code for f in report.findings if f.code == "N211"] == ["N211"]


def test_today_is_undated_even_where_nothing_else_of_the_sentence_is_read() -> None:
    rows = [{"subject": "IWM", "measure": "close", "value": 248.88, "unit": "USD", "as_of": "2026-03-13"}]
    text = "Utilities led today's market [0]."
    assert "T502" in [finding.code for finding in copilot.check(text, rows, []).findings]


def test_an_operand_written_out_before_proves_no_other_subjects_figure() -> None:
    rows = [
        {"subject": name, "measure": "revenue", "value": value, "unit": "million USD", "window": "Q2 FY2026"}
        for name, value in (("Apple", 95360), ("Microsoft", 70066))
    ]
    text = "95,360 / 70,066 = 1.36x [0]. {}'s revenue was $95,360 million in Q2 FY2026 [0]."
    assert copilot.check(text.format("Apple"), rows, []).ok
    assert [f.code for f in copilot.check(text.format("Microsoft"), rows, []).findings] == ["N204"]
