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


PMI = [row("中国", "制造业PMI", 49.8, "", "2025年9月")]
PRICES = [
    row("中国", "PPI同比", -2.7, "%", "2026年4月"),
    row("中国", "PPI同比", -2.5, "%", "2026年3月"),
]
SALES = [
    row("RSAFS", "mom_change_pct", -0.9, "%", "2026-05", "Retail Sales"),
    row("HOUST", "value", 1.256, "million units", "2026-05", "Housing Starts"),
    row("HOUST", "value", 1.392, "million units", "2026-04", "Housing Starts"),
]
ALPHABET = [
    row("GOOGL", "price", 176.3, "USD"),
    row("GOOGL", "52w_high", 208.7, "USD"),
    row("GOOGL", "52w_low", 142.66, "USD"),
    row("GOOGL", "cloud_revenue", 12.26, "billion USD", "Q1 2026"),
    row("GOOGL", "cloud_revenue_growth_yoy", 28, "%", "Q1 2026"),
    row("GOOGL", "total_revenue", 90.23, "billion USD", "Q1 2026"),
]
BANK = [
    row("600036", "不良贷款率", 0.94, "%", "2026Q1", "招商银行"),
    row("600036", "净息差", 1.91, "%", "2026Q1", "招商银行"),
    row("600036", "拨备覆盖率", 410.03, "%", "2026Q1", "招商银行"),
]
BREADTH = [row("沪深两市", "下跌家数", 4452, "家", "2026-06-12")]
MULTIPLES = [row("GM", "forwardPE", 5.9, "x"), row("F", "forwardPE", 8.4, "x")]
DRAWDOWN = [row("SPY", "max_drawdown", -8.7, "%", "ytd"), row("SPY", "ret_ytd", 7.42, "%")]
MAOTAI = [row("600519", "distance_to_ma20", -3.65, "%", "", "贵州茅台")]
CASH = [row("TSLA", "freeCashFlow", -0.42, "billion USD", "Q1 2026")]


ADOBE = [
    row("ADBE", "revenue", 5.71, "billion USD", "FQ1 2026", "Adobe Inc."),
    row("ADBE", "revenue", 5.18, "billion USD", "FQ1 2025", "Adobe Inc."),
    row("ADBE", "nonGaapEps", 5.08, "USD", "FQ1 2026"),
]
RATES = [
    row("Euro area", "HICP yoy", 1.9, "%", "2026-05"),
    row("Euro area", "HICP yoy", 2.2, "%", "2026-04"),
    row("UK", "CPI yoy", 3.4, "%", "2026-05"),
    row("UK", "Bank Rate", 4.25, "%", "2026-06-19"),
    row("Japan", "Core CPI yoy", 3.7, "%", "2026-05"),
    row("Japan", "policy rate", 0.5, "%", "2026-06-17"),
]
CURVE = [
    row("US", "10-year Treasury yield", 4.31, "%", "2026-05-29"),
    row("US", "2-year Treasury yield", 3.88, "%", "2026-05-29"),
]


NETFLIX = [
    row("NFLX", "totalRevenue", 10.54, "billion USD", "Q1 2026"),
    row("NFLX", "freeCashFlow", 2.66, "billion USD", "Q1 2026"),
    row("NFLX", "epsActual", 6.61, "USD", "Q1 2026"),
    row("NFLX", "epsEstimate", 5.71, "USD", "Q1 2026"),
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
        (PMI, "9月制造业PMI为49.8，仍低于荣枯线[0]。", "9月制造业PMI为49.8，仍高于荣枯线50[0]。"),
        (PMI, "9月制造业PMI为49.8，处于收缩区间[0]。", "9月制造业PMI为49.8，处于扩张区间[0]。"),
        (PRICES, "4月PPI同比降幅扩大至2.7%[0]。", "4月PPI同比降幅收窄至2.7%[0]。"),
        (SALES, "Retail sales dropped 0.9% in May [0].", "Retail sales gained 0.9% in May [0]."),
        (
            SALES,
            "Housing starts slid 9.8% to an annual rate of 1.256 million in May [0].",
            "Housing starts slid 9.8% to an annual rate of 1.392 million in May [0].",
        ),
        (
            ALPHABET,
            "Alphabet changes hands at $176.30, 15.5% off its 52-week high of $208.70 and 23.6% above its low [0].",
            "Alphabet changes hands at $176.30, 23.6% off its 52-week high of $208.70 and 15.5% above its low [0].",
        ),
        (
            ALPHABET,
            "Google Cloud contributed $12.26 billion, 28% more than a year earlier and about 14% of Alphabet's $90.23 billion total [0].",
            "Google Cloud contributed $12.26 billion, 28% less than a year earlier [0].",
        ),
        (BANK, "招商银行净息差1.91%，不良率0.94%，拨备覆盖率410.03%[0]。", "招商银行净息差0.94%，不良率1.91%，拨备覆盖率410.03%[0]。"),
        (BREADTH, "6月12日全市场超过4400只个股下跌[0]。", "6月12日全市场超过4500只个股下跌[0]。"),
        (
            MULTIPLES,
            "GM is the cheaper of the two carmakers at 5.9 times forward earnings; Ford trades at 8.4 times [0].",
            "Ford is the cheaper of the two carmakers at 8.4 times forward earnings; GM trades at 5.9 times [0].",
        ),
        (DRAWDOWN, "At its worst this year SPY was down 8.7% from its peak [0].", "At its worst this year SPY was down 7.42% from its peak [0]."),
        (MAOTAI, "贵州茅台较20日均线低3.65%[0]。", "贵州茅台较20日均线高3.65%[0]。"),
        (CASH, "Tesla burned through about $420 million of cash in the quarter [0].", "Tesla burned through about $240 million of cash in the quarter [0]."),
        (
            ADOBE,
            "Adobe's fiscal first-quarter revenue came in at $5.71 billion, up 10% from $5.18 billion [0].",
            "Adobe's fiscal second-quarter revenue came in at $5.71 billion, up 10% from $5.18 billion [0].",
        ),
        (
            RATES,
            "Euro-zone inflation cooled to 1.9% in May, three tenths of a point lower than in April [0].",
            "Euro-zone inflation cooled to 1.9% in May, five tenths of a point lower than in April [0].",
        ),
        (
            RATES,
            "Japan's core inflation ran at 3.7% in May, yet the Bank of Japan's policy rate is only 0.5% [0].",
            "Japan's core inflation ran at 0.5% in May, yet the Bank of Japan's policy rate is 3.7% [0].",
        ),
        (
            RATES,
            "Inflation in Britain, at 3.4%, was well above the euro area's 1.9%, which is why Bank Rate still stands at 4.25% [0].",
            "Inflation in Britain, at 1.9%, was well below the euro area's 3.4% [0].",
        ),
        (
            CURVE,
            "The 10-year Treasury yields 43 basis points more than the 2-year [0].",
            "The 2-year Treasury yields 43 basis points more than the 10-year [0].",
        ),
        (
            NETFLIX,
            "Netflix generated $2.66 billion of free cash flow, roughly a quarter of its revenue [0].",
            "Netflix generated $2.66 billion of free cash flow, roughly a third of its revenue [0].",
        ),
        (
            NETFLIX,
            "Earnings per share of $6.61 crushed the $5.71 estimate by 90 cents [0].",
            "Earnings per share of $6.61 crushed the $5.71 estimate by 60 cents [0].",
        ),
        (CARS, "比亚迪净利润91.55亿元，比宁德时代少48亿元左右[0]。", "比亚迪净利润91.55亿元，比宁德时代多48亿元左右[0]。"),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(rows, right, wrong):
    assert (flagged(right, rows), flagged(wrong, rows)) == (False, True)
