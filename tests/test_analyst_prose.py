"""What an analyst's prose needs of the checker, and what a reader needs of the analyst's words."""

from __future__ import annotations

from datetime import date

import pytest

import tools
from copilot import Copilot, checking
from copilot.ledger import Ledger


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
