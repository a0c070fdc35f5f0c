"""Rows under the names that other tools give them, and the words in which people speak of them: right and wrong side by side."""

from datetime import date

import pytest

import copilot
from copilot.reading import rows as foreign
from copilot.reading.clauses import read
from copilot.reading.entities import Entities
from copilot.reading.labels import label
from copilot.types import Span


def flagged(text: str, *rows: dict, articles: tuple[str, ...] = ()) -> bool:
    report = copilot.check(text, data=list(rows), articles=list(articles))
    return not (report.ok and report.supported)


def row(subject: str, measure: str, value: float, unit: str = "%", window: str = "", **more: str) -> dict:
    return {"subject": subject, "measure": measure, "value": value, "unit": unit, "window": window, **more}


@pytest.mark.parametrize(
    ("measure", "concept"),
    [
        ("CPIAUCSL yoy", "cpi"),
        ("UNRATE", "unemployment"),
        ("PAYEMS change", "payrolls"),
        ("DGS10", "yield"),
        ("FEDFUNDS", "policy_rate"),
        ("regularMarketVolume", "volume"),
        ("debtToEquity", "debt_to_equity"),
    ],
)
def test_names_of_series_and_keys_are_read(measure, concept):
    assert concept in label(measure).concepts


def test_the_tenor_of_a_treasury_series_is_kept():
    assert [(one.count, one.unit) for one in label("DGS10").periods] == [(10, "year")]


def test_the_former_and_the_latter_are_the_two_named_before():
    text = "五粮液与泸州老窖今日一涨一跌，前者收高1.35%，后者走低0.72%。"
    subjects = [("000858", "五粮液", "000858.SZ"), ("000568", "泸州老窖", "000568.SZ")]
    sentence = read(text, Span(0, len(text)), Entities(subjects))
    assert [figure.entities[0] for figure in sentence.figures] == ["000858.SZ", "000568.SZ"]


FUND = row("399997", "收益率", -3.6, window="近一月", name="中证白酒")
INTERIM = row("美的集团", "营业总收入-营业总收入", 3627, "亿元", "2025三季报")
GREE = [
    row("格力电器", "净利润", 214.6, "亿元", "2025三季报"),
    row("格力电器", "营业总收入", 1376, "亿元", "2025三季报"),
]
MIDEA = [
    row("美的集团", "净利润", 379, "亿元", "2025三季报"),
    row("美的集团", "营业总收入", 3627, "亿元", "2025三季报"),
]
MARGINS = [
    row("Nike", "gross margin", 41.5, window="Q3 FY2025"),
    row("Nike", "gross margin", 44.8, window="Q3 FY2024"),
]
RATES = [
    row("中国", "1年期LPR", 3.0, as_of="2025-10-20"),
    row("中国", "5年期以上LPR", 3.5, as_of="2025-10-20"),
]
PMI = [row("中国", "制造业PMI", 49.8, window="2025年9月"), row("中国", "制造业PMI", 49.4, window="2025年8月")]
HAIER = row("海尔智家", "营业总收入", 2341, "亿元", "2025三季报")
QUOTES = [
    row("AAPL", "regularMarketPrice", 231.4, "USD", as_of="2026-06-12"),
    row("AAPL", "regularMarketPreviousClose", 228.15, "USD", as_of="2026-06-11"),
    row("AAPL", "operatingMargins", 31.7, window="ttm"),
    row("MSFT", "operatingMargins", 45.2, window="ttm"),
    row("MSFT", "ret_1d", 11.3, window="1d"),
    row("AAPL", "targetMeanPrice", 260, "USD"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("right", "wrong", "rows"),
    [
        ("过去一个月中证白酒下挫3.6%[0]。", "过去一年中证白酒下挫3.6%[0]。", [FUND]),
        ("美的集团前三季度营业总收入3627亿元[0]。", "美的集团上半年营业总收入3627亿元[0]。", [INTERIM]),
        ("美的的净利率约为10.4%[0]。", "美的的净利率约为15.6%[0]。", [*GREE, *MIDEA]),
        ("美的的营收约为格力的2.6倍[0]。", "格力的营收约为美的的2.6倍[0]。", [*GREE, *MIDEA]),
        (
            "Nike's gross margin fell by 330 basis points, to 41.5% from 44.8% [0].",
            "Nike's gross margin expanded by 330 basis points, to 41.5% from 44.8% [0].",
            MARGINS,
        ),
        ("LPR：1年期3.0%，5年期以上3.5%[0]。", "LPR：1年期3.5%，5年期以上3.0%[0]。", RATES),
        ("制造业PMI由8月的49.4%回升至9月的49.8%[0]。", "制造业PMI由9月的49.4%回升至8月的49.8%[0]。", PMI),
        (
            "五粮液总市值约4992亿元，距5000亿元关口仅一步之遥[0]。",
            "五粮液总市值约4992亿元，已突破5000亿元关口[0]。",
            [row("000858", "总市值", 4991.6, "亿元", name="五粮液")],
        ),
        (
            "At $231.40 the stock is 1.4% above Thursday's close of $228.15 [0].",
            "At $251.40 the stock is 1.4% above Thursday's close of $228.15 [0].",
            QUOTES[:2],
        ),
        ("PMI降幅较8月收窄0.4个百分点，9月为49.8%[0]。", "PMI降幅较8月扩大0.4个百分点，9月为49.8%[0]。", PMI),
        (
            "Operating profit reached €610 million after €336 million in the first quarter of 2024 [0].",
            "Operating profit reached €610 million after €363 million in the first quarter of 2024 [0].",
            [
                row("Adidas", "operating profit", 610, "million EUR", "Q1 2025"),
                row("Adidas", "operating profit", 336, "million EUR", "Q1 2024"),
            ],
        ),
        ("美的、海尔营收分别为3627亿元、2341亿元[0]。", "美的、海尔营收分别为2341亿元、3627亿元[0]。", [*MIDEA, HAIER]),
        (
            "Apple: $231.40, up 1.42% from Thursday's close of $228.15 [0].",
            "Apple: $231.40, down 1.42% from Thursday's close of $228.15 [0].",
            QUOTES,
        ),
        (
            "Microsoft earns an operating margin of 45.2%, 13.5 points wider than Apple's 31.7% [0].",
            "Microsoft earns an operating margin of 45.2%, 13.5 points narrower than Apple's 31.7% [0].",
            QUOTES,
        ),
        (
            "Apple's target of $260 implies 12% upside from the price of $231.40 [0].",
            "Apple's target of $260 implies 11% upside from the price of $231.40 [0].",
            QUOTES,
        ),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(right, wrong, rows):
    assert (flagged(right, *rows), flagged(wrong, *rows)) == (False, True)


def test_about_one_million_is_no_pair_of_cents():
    rows = [row("Nike", "diluted EPS", 0.54, "USD", "Q3 FY2025")]
    assert flagged("Nike expects tariffs to cost around $1 million [0].", *rows)


def test_whoever_is_rated_is_no_broker():
    article = "远岚证券分析师柳知行将五粮液目标价由140元上调至150元。"
    rows = [
        row("000858", "最新价", 128.6, "元", name="五粮液"),
        row("000568", "最新价", 119.3, "元", name="泸州老窖"),
    ]
    assert not flagged("柳知行将五粮液目标价从140元调高到150元[1]。", *rows, articles=(article,))
    assert flagged("柳知行将泸州老窖目标价从140元调高到150元[1]。", *rows, articles=(article,))


BROKER = (
    "Apple rose. Dana Whitfield of Corvane Research lifted her price target on the stock to $260 from $240."
)
BUYBACK = (
    "海尔智家宣布以不超过15亿元回购股份。研究员孟怀安认为，空调均价已经企稳，明年行业出货量有望增长3%左右。"
)


@pytest.mark.parametrize(
    ("right", "wrong", "article"),
    [
        (
            "Dana Whitfield of Corvane Research raised her target for Apple by $20 to $260 [1].",
            "Dana Whitfield of Corvane Research cut her target for Apple by $20 to $260 [1].",
            BROKER,
        ),
        (
            "Dana Whitfield raised her target for Apple to $260 [1].",
            "Marcus Bell raised his target for Apple to $260 [1].",
            BROKER,
        ),
        ("海尔智家的回购金额上限为15亿元[1]。", "海尔智家的回购金额下限为15亿元[1]。", BUYBACK),
        ("孟怀安预计明年空调行业出货量增长约3%[1]。", "孟怀安预计今年空调行业出货量增长约3%[1]。", BUYBACK),
    ],
)
def test_what_an_article_says_of_its_number(right, wrong, article):
    rows = [row("AAPL", "ret_20d", 5.6, name="Apple Inc.")]
    assert (flagged(right, *rows, articles=(article,)), flagged(wrong, *rows, articles=(article,))) == (
        False,
        True,
    )


def test_the_month_of_a_series_is_a_window():
    rows = [
        row("US", "CPIAUCSL yoy", 2.4, window="2025-05"),
        row("US", "CPIAUCSL yoy", 2.3, window="2025-04"),
    ]
    assert not flagged("CPI rose to 2.4% in May from 2.3% in April [0].", *rows)
    assert flagged("CPI rose to 2.4% in June from 2.3% in May [0].", *rows)


def test_a_region_s_revenue_is_the_region_s():
    rows = [
        row("Nike", "Greater China revenue", 1.73, "billion USD", "Q3 FY2025"),
        row("Nike", "revenue", 11.27, "billion USD", "Q3 FY2025"),
    ]
    assert not flagged("Revenue in Greater China was $1.73 billion [0].", *rows)
    assert flagged("Revenue in Japan was $1.73 billion [0].", *rows)


def test_the_verb_before_a_base_goes_for_the_number_before_it():
    rows = [
        row("US", "PAYEMS change", 139, "thousand", "2025-05"),
        row("US", "PAYEMS change", 147, "thousand", "2025-04"),
    ]
    assert not flagged("Payrolls grew by 139,000 in May, down from 147,000 the month before [0].", *rows)
    assert flagged("Payrolls grew by 139,000 in May, up from 147,000 the month before [0].", *rows)


def test_a_window_of_one_day_in_chinese_is_a_length():
    rows = [
        row("000858", "涨跌幅", 1.35, window="1日", name="五粮液"),
        row("000858", "60日涨跌幅", -4.8, name="五粮液"),
        row("000300", "涨跌幅", 0.28, window="1日", name="沪深300"),
    ]
    assert not flagged("五粮液当日跑赢沪深300逾1个百分点[0]。", *rows)
    assert flagged("五粮液当日跑赢沪深300逾2个百分点[0]。", *rows)
    assert flagged("五粮液当日跑输沪深300逾1个百分点[0]。", *rows)


EUROS = [row("中国", "M1同比", 4.2, window="2026年6月"), row("中国", "M2同比", 8.1, window="2026年6月")]
SALES = [
    row("中国", "社会消费品零售总额", 24.97, "万亿元", "2026年1-6月"),
    row("中国", "社会消费品零售总额", 24.0, "万亿元", "2026年5月"),
]
PROVINCES = [
    row("广东", "GDP", 6.98, "万亿元", "2026年上半年"),
    row("江苏", "GDP", 6.87, "万亿元", "2026年上半年"),
]
FEES = [row("VTI", "expense_ratio", 0.03), row("VXUS", "expense_ratio", 0.05)]
YEARS = [row("VTI", "return_3y_annualized", 11.2), row("VTI", "secYield", 1.3)]
FLOWS = [
    row("GLD", "fund_flow", 2.4, "billion USD", "July 2026"),
    row("GLD", "fund_flow", -0.9, "billion USD", "June 2026"),
]
GUIDANCE = [
    row("F", "adjusted EBIT guidance low", 8.0, "billion USD", "FY2026", name="Ford Motor"),
    row("F", "adjusted EBIT guidance high", 9.0, "billion USD", "FY2026", name="Ford Motor"),
]
AUTO = [
    row("TSLA", "automotive gross margin", 17.2, window="Q1 2026"),
    row("TSLA", "automotive gross margin", 16.2, window="Q1 2025"),
]
MONEY = [row("中国中免", "扣非净利润", 25.8, "亿元"), row("中国中免", "经营活动现金流净额", 41.7, "亿元")]
SOUTH = [row("南向资金", "净买入额", 87.3, "亿港元", as_of="2026-07-31")]


@pytest.mark.parametrize(
    ("right", "wrong", "rows"),
    [
        ("M1、M2同比增速分别为4.2%和8.1%[0]。", "M1、M2同比增速分别为8.1%和4.2%[0]。", EUROS),
        ("上半年社零总额24.97万亿元[0]。", "一季度社零总额24.97万亿元[0]。", SALES),
        ("1—6月社零总额24.97万亿元[0]。", "1—5月社零总额24.97万亿元[0]。", SALES),
        ("广东GDP为6.98万亿元，比江苏多1100亿元[0]。", "广东GDP为6.98万亿元，比江苏多1900亿元[0]。", PROVINCES),
        ("The funds charge 0.03% (VTI) and 0.05% (VXUS) [0].", "They charge 0.05% (VTI) and 0.03% (VXUS) [0].", FEES),
        ("Over three years VTI made 11.2% a year [0].", "Over one year VTI made 11.2% [0].", YEARS),
        ("VTI yields 1.3% [0].", "VTI yields 11.2% [0].", YEARS),
        (
            "GLD took in $2.4 billion in July, having lost $900 million the month before [0].",
            "GLD took in $2.4 billion in July, having gained $900 million the month before [0].",
            FLOWS,
        ),
        (
            "The midpoint of Ford's guidance of $8.0 billion to $9.0 billion is $8.5 billion [0].",
            "The midpoint of Ford's guidance of $8.0 billion to $9.0 billion is $8.8 billion [0].",
            GUIDANCE,
        ),
        (
            "Tesla's gross margin improved by a full percentage point to 17.2% [0].",
            "Tesla's gross margin worsened by a full percentage point to 17.2% [0].",
            AUTO,
        ),
        (
            "中国中免扣非净利润25.8亿元，经营活动现金流净额41.7亿元，后者是前者的1.6倍[0]。",
            "中国中免扣非净利润25.8亿元，经营活动现金流净额41.7亿元，后者是前者的2.6倍[0]。",
            MONEY,
        ),
        ("南向资金净买入87.3亿港元[0]。", "南向资金净卖出87.3亿港元[0]。", SOUTH),
    ],
)  # fmt: skip
def test_wordings_of_the_second_look(right, wrong, rows):
    assert (flagged(right, *rows), flagged(wrong, *rows)) == (False, True)


def test_minus_in_words_is_a_sign():
    rows = [row("TSLA", "free cash flow", -0.42, "billion USD", "Q1 2026")]
    assert not flagged("Tesla's free cash flow was minus $420 million [0].", *rows)
    assert flagged("Tesla's free cash flow was $420 million [0].", *rows)


def test_treasuries_in_chinese_are_a_yield_and_no_fund():
    rows = [row("中国10年期国债", "收益率", 1.84), row("美国10年期国债", "收益率", 4.21)]
    assert not flagged("10年期中国国债收益率为1.84%，与同期限美债倒挂237个基点[0]。", *rows)
    assert flagged("10年期中国国债收益率为1.84%，与同期限美债倒挂273个基点[0]。", *rows)


PPI = [row("中国", "PPI同比", -2.3, window="2025年9月"), row("中国", "PPI同比", -2.9, window="2025年8月")]
TRIO = [INTERIM, HAIER, row("格力电器", "营业总收入", 1376, "亿元", "2025三季报")]


@pytest.mark.parametrize(
    ("right", "wrong", "rows"),
    [
        ("PPI同比降幅从8月的2.9%收窄到9月的2.3%[0]。", "PPI同比降幅从8月的2.3%收窄到9月的2.9%[0]。", PPI),
        ("三家龙头合计实现营收7344亿元[0]。", "三家龙头合计实现营收7434亿元[0]。", TRIO),
        (
            "海尔智家净利润较去年同期多赚14.7%[0]。",
            "海尔智家净利润较去年同期少赚14.7%[0]。",
            [row("海尔智家", "净利润-同比增长", 14.7, window="2025三季报")],
        ),
    ],
)
def test_wordings_of_the_third_look(right, wrong, rows):
    assert (flagged(right, *rows), flagged(wrong, *rows)) == (False, True)


def test_a_day_of_the_month_alone_is_no_figure():
    rows = [row("000568", "市盈率(动)", 11.9, "倍", name="泸州老窖"), row("000568", "最新价", 119.25, "元")]
    assert not flagged("12日，泸州老窖报119.25元[0]。", *rows)


def test_tenths_alone_are_of_a_percentage_point():
    rows = [
        row("US", "unemployment rate", 4.3, window="April 2026"),
        row("US", "unemployment rate", 4.1, window="March 2026"),
    ]
    assert not flagged("The jobless rate edged up two tenths to 4.3% [0].", *rows)
    assert flagged("The jobless rate edged up three tenths to 4.3% [0].", *rows)


def _row(**row):
    return dict({"subject": "Brent", "measure": "settlement price", "value": 68.44, "unit": "USD"}, **row)


@pytest.mark.parametrize(
    "written",
    [
        "2026-10-30",
        "30 Oct 2026",
        "Oct 30, 2026",
        "30-Oct-2026",
        "30/10/2026",
        "10/30/26",
        "20261030",
        "2026年10月30日",
    ],
)
def test_a_day_is_read_in_each_form_that_tools_write_it_in(written):
    assert foreign.ledger([_row(as_of=written)]).data[0].as_of == date(2026, 10, 30)


def test_digits_that_may_be_either_day_or_month_are_no_day():
    assert foreign.ledger([_row(as_of="03/04/2026")]).data[0].as_of is None


def test_a_measure_may_name_its_unit_in_brackets_and_other_brackets_stay():
    datum = foreign.ledger([_row(measure="settlement price ($/bbl)", unit="")]).data[0]
    assert (datum.measure, datum.unit) == ("settlement price", "$/bbl")
    assert foreign.ledger([_row(measure="RSI(14)", unit="")]).data[0].measure == "RSI(14)"


def test_a_fraction_is_read_as_per_cent():
    data = [_row(measure="ret_1m", value=0.0642, unit="fraction", window="1m")]
    assert copilot.check("Brent gained 6.4% over the past month [0].", data=data).ok
    assert not copilot.check("Brent gained 4.6% over the past month [0].", data=data).ok
