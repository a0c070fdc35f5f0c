"""The rule analyst on companies and funds, over Yahoo's wire: every figure proved, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from copilot import Copilot
from copilot.config import Settings
from copilot.market.yahoo import YahooMarket
from copilot.testing.yahoo_server import YahooServer

NOW = datetime(2026, 3, 16, 21, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def copilot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copilot]:
    with YahooServer(now=NOW) as server:
        settings = Settings(yahoo_url=server.url, home=tmp_path_factory.mktemp("home"))
        market = YahooMarket(settings, clock=lambda: NOW)
        yield Copilot(settings=settings, market=market, clock=lambda: NOW)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "What was Apple's revenue?",
            ("revenue of Apple was $", "in FY2025 [0]", "growth year on year was 8.00%"),
        ),
        ("苹果的营收和毛利率是多少？", ("2025财年营收为", "毛利率为45.0%[0]")),
        (
            "What are Nvidia's margins?",
            ("gross margin", "operating margin", "net margin of NVIDIA was 24.0%"),
        ),
        ("微软最近一个季度的净利润？", ("截至2025年12月31日的季度净利润为", "同比增速为")),
        ("What dividend does Apple pay?", ("dividend of Apple with ex-date 13 March 2026 was $0.55 [0]",)),
        (
            "What is the EPS estimate for Nvidia?",
            ("for the quarter to 31 March 2026 is $", "for FY2026 is $"),
        ),
        ("What does SPY hold?", ("| AAPL |", "7.12% [0]")),
    ],
)
def test_companies_and_funds_are_answered_and_proved(
    question: str, words: tuple[str, ...], copilot: Copilot
) -> None:
    answer = copilot.ask(question)
    for one in words:
        assert one in answer.evidence.text
    assert answer.report.ok
    assert answer.not_found == ()


@pytest.mark.parametrize(
    ("question", "benchmark"),
    [
        ("炬光科技最近怎么样？", "000688.SS"),
        ("How is Tencent doing?", "^HSI"),
        ("How is Apple doing?", "^GSPC"),
    ],
)
def test_a_share_is_set_beside_the_index_of_its_own_market(
    question: str, benchmark: str, copilot: Copilot
) -> None:
    answer = copilot.ask(question)
    subjects = {datum.subject for datum in answer.evidence.ledger.data}
    assert benchmark in subjects
    assert len(subjects & {"000688.SS", "^HSI", "^GSPC"}) == 1
