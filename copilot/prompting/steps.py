"""A look-up in one line for a person: what was asked of which instrument, over what time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copilot import measures, names
from copilot.types import Language

__all__ = ["step"]

_TOOLS: dict[str, tuple[str, str]] = {
    "best_worst": ("Best and worst day", "最大单日涨跌"), "beta": ("Beta", "贝塔系数"), "compare": ("Comparison", "比较"),
    "convert": ("Currency conversion", "货币换算"), "correlation": ("Correlation", "相关系数"),
    "crossing": ("Crossing of averages", "均线交叉"), "derive": ("Calculation", "计算"),
    "distance_to_average": ("Distance to the average", "与均线的距离"), "drawdown": ("Drawdown", "回撤"),
    "estimates": ("Analysts' estimates", "分析师预测"), "fundamentals": ("Fundamentals", "财务数据"),
    "high_low": ("High and low", "高低点"), "holdings": ("Holdings", "持仓"), "last_close": ("Close", "收盘价"),
    "moving_average": ("Moving average", "移动均线"), "news": ("News", "新闻"), "payouts": ("Dividends and splits", "股息与拆股"),
    "performance": ("Performance", "区间表现"), "price_history": ("Price history", "历史价格"),
    "price_return": ("Price return", "价格涨跌幅"), "price_target": ("Price target", "目标价"), "quote": ("Quote", "行情报价"),
    "read_article": ("Reading an article", "阅读文章"), "search_articles": ("Searching articles", "检索文章"),
    "sectors": ("Sectors", "板块表现"), "since_date": ("Return since a date", "某日以来涨跌幅"),
    "technicals": ("Technical indicators", "技术指标"), "total_return": ("Total return", "总回报"), "valuation": ("Valuation", "估值"),
    "events": ("Coming dates", "未来日程"), "options": ("Options", "期权"), "ownership": ("Ownership", "持股结构"),
    "ratings": ("Ratings and targets", "评级与目标价"), "screener": ("Screen", "选股"),
    "calculate": ("Arithmetic", "算术"), "invested": ("Worth of an investment", "投入的现值"),
    "period_returns": ("Returns of each period", "各期回报"), "sharpe_ratio": ("Sharpe ratio", "夏普比率"),
    "streaks": ("Rises, falls and streaks", "涨跌次数与连涨连跌"), "yearly_return": ("Yearly rate", "年化回报"),
    "volatility": ("Volatility", "波动率"), "volume": ("Volume", "成交量"), "year_to_date": ("Year to date", "今年以来"),
}  # fmt: skip
_COUNTS: dict[str, tuple[str, str]] = {
    "sessions": ("{} sessions", "{}个交易日"), "days": ("{} days", "{}日"), "fast": ("{} days", "{}日"), "slow": ("{} days", "{}日"),
    "start": ("since {}", "自{}起"), "since": ("since {}", "自{}起"), "end": ("to {}", "截至{}"), "benchmark": ("against {}", "对比{}"),
    "other": ("with {}", "与{}"), "years": ("{} years", "{}年"), "periods": ("{} periods", "{}期"), "currency": ("into {}", "换算为{}"),
}  # fmt: skip
_SPANS = {"D": ("session", "个交易日"), "W": ("week", "周"), "M": ("month", "个月"), "Y": ("year", "年")}
_WORDS: dict[str, tuple[str, str]] = {
    "annual": ("annual", "年度"), "quarterly": ("quarterly", "季度"), "simple": ("simple", "简单"),
    "exponential": ("exponential", "指数"), "adjusted_close": ("adjusted close", "复权收盘价"), "close": ("close", "收盘价"),
    "volume": ("volume", "成交量"), "open": ("open", "开盘价"), "high": ("high", "最高价"), "low": ("low", "最低价"),
}  # fmt: skip
_FLAGS = {"total": ("with dividends", "含股息"), "intraday": ("intraday", "盘中")}
_INNER = frozenset({"k", "fact", "facts"})  # of use to the machine only
_SYMBOLS = frozenset({"symbol", "symbols", "benchmark", "other"})
_LONGEST = 160


def step(tool: str, arguments: Mapping[str, Any], language: Language = "en") -> str:
    """One line for a person: `Price return · IWM · 30 sessions`, `价格涨跌幅 · 苹果 · 30个交易日`."""
    zh = language == "zh"
    name = _TOOLS[tool][zh] if tool in _TOOLS else tool.replace("_", " ").capitalize()
    parts = [
        _argument(key, value, language) for key, value in arguments.items() if value not in (None, "", [], 0)
    ]
    return " · ".join([name, *(part for part in parts if part)])[:_LONGEST]


def _argument(key: str, value: Any, language: Language) -> str:
    zh = language == "zh"
    if key in _INNER:
        return ""
    if isinstance(value, bool):
        return _FLAGS[key][zh] if value and key in _FLAGS else ""
    several = value if isinstance(value, (list, tuple)) else (value,)
    said = ("、" if zh else ", ").join(_word(key, str(one), language) for one in several)
    if key in ("start", "since") and _is_span(str(value)):
        return ("近{}" if zh else "over {}").format(said)
    return _COUNTS[key][zh].format(said) if key in _COUNTS else said


def _is_span(text: str) -> bool:
    """`52W`, `1Y`: a stretch up to the last day, not a date."""
    return text[:-1].isdigit() and text[-1:].upper() in _SPANS


def _word(key: str, text: str, language: Language) -> str:
    zh = language == "zh"
    if key in _SYMBOLS:
        return names.called(text, text, language)
    if key == "operator" and text in measures.REGISTRY:
        return str(measures.REGISTRY[text].names[language])
    if key in ("start", "since") and _is_span(text):
        unit = _SPANS[text[-1].upper()][zh]
        return f"{text[:-1]}{unit}" if zh else f"{text[:-1]} {unit}{'' if text[:-1] == '1' else 's'}"
    return _WORDS[text][zh] if text in _WORDS else text.replace("_", " ") if key == "operator" else text
