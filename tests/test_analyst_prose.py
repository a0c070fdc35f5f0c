"""What an analyst's prose needs of the checker, and what a reader needs of the analyst's words."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import tools
from copilot import Copilot, checking
from copilot.ledger import Ledger
from copilot.types import Article


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Copilot:
    return Copilot(market="demo", home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def ledger(copilot: Copilot) -> Ledger:
    desk = copilot.desk
    return Ledger().add(
        tools.total_return(desk, "AAPL", start="2021-12-31"),
        tools.total_return(desk, "AAPL", sessions=30),
        tools.price_return(desk, "^GSPC", start="2021-12-31"),
    )


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Apple fell 28.61% in 2022 [0]. Over the last 30 sessions it fell 15.00% [0].", []),
        ("Apple fell 28.61% in 2022 [0]. Over the last 60 sessions it fell 15.00% [0].", ["T501"]),
        ("苹果2022年以来下跌28.61%，其中近30个交易日下跌15.00%[0]。", []),
        (
            "Apple fell 28.61% from 31 December 2021 to 28 December 2022, dividends included [0]. "
            "Without dividends, the S&P 500 fell 20.62% over the same stretch [0].",
            [],
        ),
        ("同期标普500（不计分红）下跌20.62%[0]。", []),
    ],
)
def test_a_window_of_its_own_is_in_no_other_and_without_dividends_is_a_price_return(
    ledger: Ledger, text: str, codes: list[str]
) -> None:
    report = checking.check(text, ledger, as_of=date(2022, 12, 28))
    assert [finding.code for finding in report.findings] == codes


def asked(copilot: Copilot, question: str) -> str:
    answer = copilot.ask(question)
    assert not answer.report.findings
    assert not answer.withheld
    return f"{answer.title}\n{answer.evidence.text}"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Which of your stocks lost the most last month?", "Apple did worst with −3.30%"),
        ("How volatile was AMD in 2022?", "annualised volatility of Advanced Micro Devices was 61.45%"),
        ("What's the worst drawdown of General Electric since 2000?", "max drawdown of General Electric is −81.19%"),
        ("How correlated are Coke and Pepsi?", "The correlation of Coca-Cola with PepsiCo is 0.84"),
        ("100 dollars in Home Depot at the start of 2015, what is it now?", "$100 in Home Depot became $360.76"),
        (
            "If I had invested $10,000 in Johnson & Johnson at the start of 2015, what was it worth at the end of 2022?",
            "$10,000 in Johnson & Johnson became $20,944.82",
        ),
        ("沃尔玛在200日均线之上吗？", "算不出沃尔玛的均线"),
        ("美联储下次会议会加息吗？", "这里不做预测"),
        ("Which is riskier, AMD or Microsoft?", "annualised volatility of Microsoft is 28.26%"),
        ("List the 20 companies by return over the last month", "Procter & Gamble leads with 3.66%"),
        ("Explain the drop in AMD", "(27 December 2022, sample article, in its own language)"),
        ("今年哪只因子基金跌得最少？", "USMV居首，为−9.88%"),
        ("标普500三年来涨了多少？", "标普500上涨16.77%"),
        ("hi", "- Has value beaten momentum this year?"),
    ],
)  # fmt: skip
def test_the_question_that_was_asked_is_answered(copilot: Copilot, question: str, said: str) -> None:
    assert said in asked(copilot, question)


@pytest.mark.parametrize(
    "question",
    [
        "苹果的市盈率是多少？",
        "我该买入强生吗？",
        "今年特斯拉表现如何？",
        "沃尔玛在200日均线之上吗？",
        "微软的营收增长了吗？",
    ],
)
def test_what_was_not_found_is_said_in_the_readers_language(copilot: Copilot, question: str) -> None:
    for gap in copilot.ask(question).not_found:
        assert re.search("[\u4e00-\u9fff]", gap)
        assert not re.search("[a-z]+_[a-z]+|no article|is not in|has prices", gap)


def test_level_returns_turn_no_order(copilot: Copilot) -> None:
    """Exxon Mobil and Chevron both fell 4.40% over 30 sessions."""
    assert "turns" not in asked(copilot, "Compare Exxon and Chevron this year")


def test_a_cause_of_another_company_is_not_quoted(copilot: Copilot) -> None:
    assert "iPhone" not in asked(copilot, "How did Microsoft do in 2022?")


def test_prices_that_begin_later_are_used_from_there_and_the_day_is_said(copilot: Copilot) -> None:
    answer = copilot.ask("How far is Apple below its record high?")
    assert "prices of Apple begin on 2 January 2014" in answer.not_found


def test_a_turn_leans_on_the_one_before_for_an_order_and_a_comparison(copilot: Copilot) -> None:
    copilot.ask("How did Apple do this year?", thread="t")
    assert "Apple" in copilot.ask("is it a buy?", thread="t").evidence.text
    compared = copilot.ask("and against Microsoft?", thread="t")
    assert "Apple" in compared.title and "Microsoft" in compared.title
    assert copilot.ask("换成中文", thread="t").language == "zh"


def test_to_fall_less_is_to_lead(copilot: Copilot) -> None:
    article = Article(
        "防御股",
        "低波动基金USMV今年下跌约10%，比质量基金QUAL少跌超过10个百分点。",
        published=date(2022, 12, 28),
    )
    answer = copilot.ask("核对这篇文章", article=article)
    assert "超额收益 11.59 个百分点，2021-12-31 至 2022-12-28 [0] | 相符" in answer.evidence.text


CHIPS = Article(
    "Chips, tech and the rest",
    "XLE is up around 20% since the start of 2026, while the technology fund XLK has lost ground.\n\nGLD rose 70% in "
    "the year to the end of January 2026. TLT ended 2025 at 87.16.\n\nAt the start of February SPY traded above its "
    "50-day moving average.",
    published=date(2026, 2, 12),
)


@pytest.mark.shared
def test_statements_without_a_figure_and_other_windows_get_their_verdict(tmp_path: Path) -> None:
    folder = Path("../shared/market")
    if not folder.exists():
        pytest.skip("the recorded market is not here")
    answer = Copilot(market=str(folder), as_of=date(2026, 2, 18), home=tmp_path).ask(
        "Is this article right?", article=CHIPS
    )
    rows = [line.split(" | ") for line in answer.evidence.text.splitlines() if line.startswith("| ")][1:]
    assert [(row[0].strip("| "), row[3].rstrip(" |")) for row in rows] == [
        ("XLE, since 31 December 2025", "agrees"),
        ("XLK, since 31 December 2025", "agrees"),
        ("GLD, 31 January 2025 to 31 January 2026", "not checkable: the rows at hand begin later"),
        ("TLT close", "agrees"),
        ("SPY against its average", "agrees"),
    ]


@pytest.mark.shared
def test_a_fund_whose_rows_end_earlier_is_answered_as_of_its_last_row(tmp_path: Path) -> None:
    folder = Path("../shared/market")
    if not folder.exists():
        pytest.skip("the recorded market is not here")
    answer = Copilot(market=str(folder), home=tmp_path).ask("How far is KRE from its high?")
    assert "KRE stands 1.52% below its highest close (7 July 2025 to 2 July 2026)" in answer.title
    assert answer.not_found == ("prices of KRE end on 2 July 2026",)
