"""Right market sentences over rows of other tools pass; their wrong twins are flagged."""

from __future__ import annotations

import pytest

import copilot


def row(subject: str, measure: str, value: float, unit: str = "", when: str = "", name: str = "") -> dict:
    return {
        "subject": subject,
        "measure": measure,
        "value": value,
        "unit": unit,
        "window": when,
        "name": name,
    }


def flagged(text: str, rows: list[dict]) -> bool:
    report = copilot.check(text, rows)
    return not (report.ok and report.supported)


MOVES = [row("NVDA", "return_1d", -9.1, "%"), row("AMD", "return_1d", -6.8, "%")]
SIZES = [row("AAPL", "marketCap", 3.42, "trillion USD"), row("MSFT", "marketCap", 3.08, "trillion USD")]
NIKE = [
    row("NKE", "epsActual", 0.54, "USD", "fiscal Q3 2026"),
    row("NKE", "epsEstimate", 0.49, "USD", "fiscal Q3 2026"),
    row("NKE", "totalRevenue", 11.6, "billion USD", "fiscal Q3 2026"),
    row("NKE", "revenueEstimate", 11.3, "billion USD", "fiscal Q3 2026"),
]
COSTCO = [
    row("COST", "totalRevenue", 63.21, "billion USD", "fiscal Q3 2026"),
    row("COST", "totalRevenue", 58.52, "billion USD", "fiscal Q3 2025"),
    row("COST", "netIncome", 1.9, "billion USD", "fiscal Q3 2026"),
    row("COST", "netIncome", 1.68, "billion USD", "fiscal Q3 2025"),
]
GROWTH = [
    row("WMT", "revenueGrowth", 8.0, "%", "Q2 2026"),
    row("WMT", "netIncomeGrowth", 7.99, "%", "Q2 2026"),
]
JOBS = [
    row("US", "nonfarm payrolls change", 147, "thousand jobs", "2026-04"),
    row("US", "nonfarm payrolls change", 185, "thousand jobs", "2026-03"),
]
CHINA = [
    row("中国", "固定资产投资累计同比", 4.0, "%", "2026年1-4月"),
    row("中国", "房地产开发投资累计同比", -10.3, "%", "2026年1-4月"),
    row("中国", "贸易顺差", 961.8, "亿美元", "2026年4月"),
]
CARS = [
    row("300750", "归母净利润", 139.63, "亿元", "2026年一季报", "宁德时代"),
    row("002594", "归母净利润", 91.55, "亿元", "2026年一季报", "比亚迪"),
]


@pytest.mark.parametrize(
    ("rows", "right", "wrong"),
    [
        (MOVES, "Nvidia fell harder than AMD: 9.1% versus 6.8% [0].", "AMD fell harder than Nvidia: 6.8% versus 9.1% [0]."),
        (SIZES, "Apple is worth $340 billion more than Microsoft [0].", "Microsoft is worth $340 billion more than Apple [0]."),
        (
            NIKE,
            "EPS of $0.54 beat expectations of $0.49, and revenue of $11.6 billion topped the $11.3 billion estimate [0].",
            "EPS of $0.54 beat expectations of $0.49, and revenue of $11.6 billion missed the $11.3 billion estimate [0].",
        ),
        (
            COSTCO,
            "Costco's revenue climbed 8% to $63.21 billion, while net income rose 13% to $1.9 billion [0].",
            "Costco's revenue climbed 13% to $63.21 billion, while net income rose 8% to $1.9 billion [0].",
        ),
        (COSTCO, "Costco took in $63.21 billion in revenue [0].", "Costco will take in $63.21 billion in revenue next quarter [0]."),
        (GROWTH, "Walmart's revenue grew 8.00%, net income 7.99% [0].", "Walmart's revenue grew 7.99%, net income 8.00% [0]."),
        (
            JOBS,
            "Employers added 147,000 jobs in April, down from 185,000 in March [0].",
            "Employers added 185,000 jobs in April, up from 147,000 in March [0].",
        ),
        (CHINA, "1—4月固定资产投资增长4.0%，其中房地产开发投资下降10.3%[0]。", "1—4月固定资产投资增长4.0%，其中房地产开发投资增长10.3%[0]。"),
        (CHINA, "4月贸易顺差961.8亿美元[0]。", "4月贸易逆差961.8亿美元[0]。"),
        (CARS, "比亚迪净利润91.55亿元，比宁德时代少48亿元左右[0]。", "比亚迪净利润91.55亿元，比宁德时代多48亿元左右[0]。"),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(rows, right, wrong):
    assert (flagged(right, rows), flagged(wrong, rows)) == (False, True)
