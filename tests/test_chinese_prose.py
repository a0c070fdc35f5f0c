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
        ("瑞恒证券的陶静维持岚川汽车“买入”评级，目标价90港元[1]。", "瑞恒证券的程立言维持岚川汽车“买入”评级，目标价90港元[1]。", (), (NOTE,)),
    ],
)  # fmt: skip
def test_a_right_sentence_passes_and_its_twin_is_flagged(right, wrong, rows, articles):
    assert (flagged(right, rows, articles), flagged(wrong, rows, articles)) == (False, True)
