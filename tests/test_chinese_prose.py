"""Chinese sentences as reporters write them, right and wrong side by side."""

import pytest

import copilot

INDEX = [
    {"subject": "sh000001", "name": "上证指数", "measure": "最新价", "value": 3412.65, "unit": "点", "as_of": "2026-04-17"},
    {"subject": "sh000001", "name": "上证指数", "measure": "昨收", "value": 3383.55, "unit": "点", "as_of": "2026-04-17"},
    {"subject": "sh000001", "name": "上证指数", "measure": "20日均线", "value": 3358.21, "unit": "点", "window": "20日", "as_of": "2026-04-17"},
]  # fmt: skip
PRICES = [
    {"subject": "中国CPI年率报告", "measure": "今值", "value": 0.4, "unit": "%", "window": "2026年3月"},
    {"subject": "中国CPI年率报告", "measure": "预测值", "value": 0.6, "unit": "%", "window": "2026年3月"},
    {"subject": "中国CPI年率报告", "measure": "前值", "value": 0.7, "unit": "%", "window": "2026年2月"},
]
BANK = [
    {
        "subject": "600036.SH",
        "name": "招商银行",
        "measure": "targetPriceConsensus",
        "value": 51.0,
        "unit": "CNY",
    },
    {"subject": "600036.SH", "name": "招商银行", "measure": "lastPrice", "value": 42.5, "unit": "CNY"},
]
FLOWS = [
    {"subject": "688512.SH", "name": "天珩半导体", "measure": "经营活动产生的现金流量净额", "value": -2.35, "unit": "亿元", "window": "2026年前三季度累计"}
]  # fmt: skip
MOVES = [
    {
        "subject": code,
        "name": name,
        "measure": "S_DQ_PCTCHANGE",
        "value": value,
        "unit": "%",
        "window": "1D",
        "as_of": "20260320",
    }
    for code, name, value in (
        ("300750.SZ", "宁德时代", 2.6),
        ("002594.SZ", "比亚迪", -1.36),
        ("688981.SH", "中芯国际", 4.85),
    )
]
TRADED = [
    {"subject": "513180.SH", "name": "恒生科技ETF", "measure": "成交额", "value": 41.2, "unit": "亿元"},
    {"subject": "159920.SZ", "name": "恒生ETF", "measure": "成交额", "value": 12.8, "unit": "亿元"},
]
US = [
    {
        "subject": "US_CPI_YOY",
        "name": "美国CPI同比",
        "measure": "actual",
        "value": 2.9,
        "unit": "%",
        "window": "2026-08",
    },
    {
        "subject": "US_CPI_YOY",
        "name": "美国CPI同比",
        "measure": "consensus",
        "value": 2.8,
        "unit": "%",
        "window": "2026-08",
    },
    {
        "subject": "US_CPI_YOY",
        "name": "美国CPI同比",
        "measure": "actual",
        "value": 2.7,
        "unit": "%",
        "window": "2026-07",
    },
]
MULTIPLES = [
    {
        "subject": "300274.SZ",
        "name": "阳光电源",
        "measure": "市盈率PE(TTM)",
        "value": 24.6,
        "unit": "倍",
        "as_of": "2026-06-05",
    },
    {
        "subject": "300274.SZ",
        "name": "阳光电源",
        "measure": "市盈率PE(TTM)近五年中位数",
        "value": 33.5,
        "unit": "倍",
        "window": "近五年",
        "as_of": "2026-06-05",
    },
    {
        "subject": "601012.SH",
        "name": "隆基绿能",
        "measure": "市盈率PE(TTM)",
        "value": 41.0,
        "unit": "倍",
        "as_of": "2026-06-05",
    },
]
NOTE = "瑞恒证券分析师陶静认为，公司海外订单充足。陶静将岚川汽车的目标价由98港元下调至90港元，维持“买入”评级。程立言认为，价格竞争年底前可能趋缓。"


def flagged(text: str, rows=(), articles=()) -> bool:
    report = copilot.check(text, data=list(rows), articles=list(articles))
    return not (report.ok and report.supported)


@pytest.mark.parametrize(
    ("right", "wrong", "rows", "articles"),
    [
        ("沪指收在20日均线3358.21点之上[0]。", "沪指收在20日均线3385.21点之上[0]。", INDEX, ()),
        ("3月CPI同比上涨0.4%，低于0.6%的预期[0]。", "3月CPI同比上涨0.6%，低于0.4%的预期[0]。", PRICES, ()),
        ("招商银行的一致预期目标价为51元，相对42.50元的现价有20%的上行空间[0]。", "招商银行的一致预期目标价为51元，相对42.50元的现价有25%的上行空间[0]。", BANK, ()),
        ("天珩半导体前三季度经营活动现金净流出2.35亿元[0]。", "天珩半导体前三季度经营活动现金净流入2.35亿元[0]。", FLOWS, ()),
        ("比亚迪收跌，宁德时代和中芯国际则双双收涨[0]。", "中芯国际收涨，宁德时代和比亚迪则双双收涨[0]。", MOVES, ()),
        ("恒生科技ETF成交41.2亿元，较恒生ETF多出2.2倍[0]。", "恒生科技ETF成交41.2亿元，较恒生ETF多出3.2倍[0]。", TRADED, ()),
        ("美国8月CPI同比升2.9%，比预期高0.1个百分点，比7月高0.2个百分点[0]。", "美国8月CPI同比升2.9%，比预期高0.2个百分点，比7月高0.1个百分点[0]。", US, ()),
        ("美国8月CPI超出市场预期[0]。", "美国8月CPI不及市场预期[0]。", US, ()),
        ("阳光电源市盈率24.6倍，较隆基绿能低约40%[0]。", "阳光电源市盈率24.6倍，较隆基绿能低约27%[0]。", MULTIPLES, ()),
        ("沪指报3412.65点，收在20日均线3358.21点之上[0]。", "沪指报3412.65点，仍被压在20日均线3358.21点之下[0]。", INDEX, ()),
        ("恒生科技ETF的成交额约为恒生ETF的3.2倍[0]。", "恒生ETF的成交额约为恒生科技ETF的3.2倍[0]。", TRADED, ()),
        ("恒生科技ETF的成交额超过恒生ETF的三倍[0]。", "恒生科技ETF的成交额不到恒生ETF的三倍[0]。", TRADED, ()),
        ("当日涨跌幅排序[0]：\n- 中芯国际 +4.85%\n- 宁德时代 +2.60%", "当日涨跌幅排序[0]：\n- 中芯国际 +2.60%\n- 宁德时代 +4.85%", MOVES, ()),
        ("瑞恒证券的陶静维持岚川汽车“买入”评级，目标价90港元[1]。", "瑞恒证券的程立言维持岚川汽车“买入”评级，目标价90港元[1]。", (), (NOTE,)),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(right, wrong, rows, articles):
    assert (flagged(right, rows, articles), flagged(wrong, rows, articles)) == (False, True)


def test_a_discount_from_the_wrong_base_is_explained_in_chinese():
    rows = [
        {"subject": "Russell 2000", "measure": "forward P/E", "value": 16, "unit": "x"},
        {"subject": "S&P 500", "measure": "forward P/E", "value": 21, "unit": "x"},
    ]
    report = copilot.check("罗素2000远期市盈率16倍，较标普500的21倍折价31%[0]。", data=rows)
    assert [one.code for one in report.findings] == ["D302"]
