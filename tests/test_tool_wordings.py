"""What the tools return, in the words that people use for it: proved as it is, refused when its number is moved.

`{v}` is the number without its sign; "fell|rose" is the word for a negative and for a positive one.
"""

import re
from decimal import Decimal as D

import pytest
from test_tools import AS_OF, DESK

import tools
from copilot import checking
from copilot.ledger import Ledger

FACTS = {
    "close": tools.last_close(DESK, "IWM"),
    "day": tools.price_return(DESK, "IWM", 1),
    "month": tools.price_return(DESK, "IWM", 30),
    "ytd": tools.year_to_date(DESK, "IWM"),
    "since": tools.since_date(DESK, "IWM", "2025-03-03"),
    "total": tools.total_return(DESK, "IWM", start="1Y"),
    "excess": tools.compare(DESK, ["IWM", "SPY"], 60)[2],
    "average": tools.moving_average(DESK, "IWM", 50),
    "distance": tools.distance_to_average(DESK, "IWM", 20)[2],
    "high": tools.high_low(DESK, "IWM")[0],
    "fall": tools.high_low(DESK, "IWM")[2],
    "rise": tools.high_low(DESK, "IWM")[3],
    "deepest": tools.drawdown(DESK, "IWM", "6M")[1],
    "volatility": tools.volatility(DESK, "IWM"),
    "beta": tools.beta(DESK, "IWM", "SPY"),
    "correlation": tools.correlation(DESK, "IWM", "SPY", 60),
    "rsi": next(one for one in tools.technicals(DESK, "IWM") if one.measure == "relative_strength_index"),
    "atr": tools.technicals(DESK, "IWM")[-1],
    "best": tools.best_worst(DESK, "IWM", "3M")[0],
    "worst": tools.best_worst(DESK, "IWM", "3M")[1],
}
LEDGER = Ledger(data=tuple(dict.fromkeys([*FACTS.values(), *tools.compare(DESK, ["IWM", "SPY"], 60)])))
WORDINGS = [
    ("close", "IWM closed at ${v} on 16 March 2026 [0]."),
    ("close", "IWM last closed at ${v} [0]."),
    ("close", "IWM收于{v}美元[0]。"),
    ("close", "3月16日，IWM报收{v}美元[0]。"),
    ("day", "On 16 March IWM fell|rose {v}% [0]."),
    ("day", "IWM当日下跌|上涨{v}%[0]。"),
    ("month", "IWM fell|rose {v}% over the last 30 sessions [0]."),
    ("month", "IWM is down|up {v}% over the past 30 trading days [0]."),
    ("month", "Over the 30 sessions to 16 March 2026, IWM lost|gained {v}% [0]."),
    ("month", "近30个交易日IWM下跌|上涨{v}%[0]。"),
    ("month", "过去30个交易日，IWM累计下跌|上涨{v}%[0]。"),
    ("month", "截至3月16日的30个交易日，IWM下跌|上涨{v}%[0]。"),
    ("ytd", "IWM is down|up {v}% year to date [0]."),
    ("ytd", "IWM has lost|gained {v}% this year [0]."),
    ("ytd", "今年以来IWM下跌|上涨{v}%[0]。"),
    ("since", "Since 3 March 2025 IWM has lost|gained {v}% [0]."),
    ("since", "自2025年3月3日以来，IWM下跌|上涨{v}%[0]。"),
    ("total", "IWM's total return over the past year is -|{v}% [0]."),
    ("excess", "IWM lagged|beat SPY by {v} percentage points over the last 60 sessions [0]."),
    ("excess", "近60个交易日，IWM跑输|跑赢SPY {v}个百分点[0]。"),
    ("average", "IWM's 50-day average stands at ${v} [0]."),
    ("average", "The 50-day moving average of IWM is ${v} [0]."),
    ("average", "IWM的50日均线为{v}美元[0]。"),
    ("distance", "IWM is {v}% below|above its 20-day average [0]."),
    ("distance", "IWM低于|高于20日均线{v}%[0]。"),
    ("close", "At ${v}, IWM is near its highest close of the last 52 weeks [0]."),
    ("high", "IWM's 52-week high is ${v} [0]."),
    ("high", "IWM's highest close of the last 52 weeks was ${v} [0]."),
    ("fall", "IWM is {v}% below its 52-week high [0]."),
    ("fall", "IWM较52周高点回落{v}%[0]。"),
    ("rise", "IWM is {v}% above its 52-week low [0]."),
    ("deepest", "IWM's maximum drawdown over the last six months was {v}% [0]."),
    ("deepest", "过去六个月，IWM的最大回撤为{v}%[0]。"),
    ("volatility", "IWM's annualised volatility over the last 30 sessions is {v}% [0]."),
    ("volatility", "IWM近30个交易日年化波动率为{v}%[0]。"),
    ("beta", "IWM has a beta of -|{v} to SPY [0]."),
    ("beta", "IWM相对SPY的贝塔为-|{v}[0]。"),
    ("correlation", "The correlation between IWM and SPY over the last 60 sessions is -|{v} [0]."),
    ("correlation", "IWM与SPY的相关系数为-|{v}[0]。"),
    ("rsi", "IWM's 14-day RSI is {v} [0]."),
    ("rsi", "RSI(14) of IWM is {v} [0]."),
    ("rsi", "IWM的14日RSI为{v}[0]。"),
    ("atr", "IWM's 14-day ATR is ${v} [0]."),
    ("best", "IWM's best session of the last three months was a gain of {v}% [0]."),
    ("worst", "IWM's worst day in the last three months was a fall of {v}% [0]."),
]


def text(wording, value):
    negative = value < 0
    # "fell|rose": letters of one script on both sides of the bar; "-|": a sign or nothing
    words = re.sub(
        r"([A-Za-z]+|[\u4e00-\u9fff]{2}|-)\|([\u4e00-\u9fff]{2}|[A-Za-z]*)",
        r"\1" if negative else r"\2",
        wording,
    )
    return words.replace("{v}", f"{abs(value):.2f}")


@pytest.mark.parametrize(("key", "wording"), WORDINGS)
def test_a_true_number_in_common_words_is_proved_and_a_moved_one_refused(key, wording):
    value = FACTS[key].value
    report = checking.check(text(wording, value), LEDGER, as_of=AS_OF)
    assert report.ok, [(one.code, one.message) for one in report.findings]
    assert report.coverage.proved == 1
    for step in (D("0.03"), D("-0.03"), D(1)):
        moved = text(wording, value + step if abs(value) > abs(step) else value * 2)
        assert not checking.check(moved, LEDGER, as_of=AS_OF).ok, moved
