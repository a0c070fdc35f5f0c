"""Indicators asked for by name are answered by their tool, in both languages, and every figure is proved."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from copilot import Copilot
from copilot.exchanges import Calendars
from copilot.testing import RecordedMarket
from copilot.types import Instrument

DAYS = Calendars().sessions("XNYS", date(2025, 1, 2), date(2026, 3, 16))
# A slow fall, then a rise: the 50-day average passes the 200-day one once, on the way up.
CLOSES = {
    day: f"{(200 - n * 0.25 if n < 160 else 160 + (n - 160) * 0.5) + n % 3 * 0.37:.2f}"
    for n, day in enumerate(DAYS)
}
VOLUMES = {day: 1_000_000 + 10_000 * n for n, day in enumerate(DAYS)}


@pytest.fixture(scope="module")
def copilot(tmp_path_factory):
    high = {day: f"{float(value) + 1:.2f}" for day, value in CLOSES.items()}
    low = {day: f"{float(value) - 1:.2f}" for day, value in CLOSES.items()}
    fields = {("AAPL", "volume"): VOLUMES, ("AAPL", "high"): high, ("AAPL", "low"): low}
    apple = Instrument("AAPL", "Apple", "equity", "USD")
    market = RecordedMarket({"AAPL": CLOSES}, fields, instruments=[apple])
    return Copilot(market=market, as_of=DAYS[-1], home=tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("What is Apple's RSI?", "14-day RSI"),
        ("苹果的RSI是多少？", "14日RSI"),
        ("How is Apple's MACD?", "its signal line of"),
        ("苹果的MACD怎么样？", "信号线"),
        ("Where are Apple's Bollinger bands?", "upper Bollinger band"),
        ("What is the ATR of Apple?", "14-day ATR"),
        ("Is Apple's volume high?", "above its 20-day average"),
        ("苹果成交量放大了吗？", "高于20日均量"),
        ("What was Apple's worst day this year?", "worst session"),
        ("苹果今年最好的一天是哪天？", "最大单日涨幅"),
        ("When did Apple's 50-day cross its 200-day average?", "crossed above its 200-day average"),
        ("苹果的50日均线什么时候上穿200日均线？", "上穿200日均线"),
    ],
)
def test_an_indicator_is_answered_and_proved(copilot, question, says):
    answer = copilot.ask(question)
    text = f"{answer.title}\n{answer.evidence.text}"
    assert says in text
    assert answer.report.ok
    assert answer.report.coverage.proved >= 1
    assert answer.report.coverage.proved == answer.report.coverage.recomputed


def test_the_days_named_are_the_days_of_the_moves(copilot):
    """The largest falls are the sessions after n % 3 == 2, of 0.25 or 0.74 and a little more."""
    moves = {after: float(CLOSES[after]) / float(CLOSES[before]) - 1 for before, after in pairwise(DAYS)}
    recent = {day: move for day, move in moves.items() if day > DAYS[-1] - timedelta(days=75)}
    worst = min(recent, key=recent.get)
    text = copilot.ask("What was Apple's worst day this year?").evidence.text
    assert f"{worst.day} {worst:%B %Y}" in text
