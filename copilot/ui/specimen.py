"""A text of ours with the kinds of errors that fluent answers make, and the evidence it pretends to rest on."""

from __future__ import annotations

from datetime import date
from typing import Any

from copilot.types import Language

__all__ = ["ARTICLES", "AS_OF", "DATA", "TEXT"]

AS_OF = date(2026, 3, 16)  # a Monday; the rows are Friday's

_WINDOW = "2026-01-29 to 2026-03-13, 30 sessions"
DATA: tuple[dict[str, Any], ...] = (
    {"subject": "^RUT", "name": "Russell 2000", "measure": "price_return", "value": "-3.85", "unit": "%", "window": _WINDOW, "as_of": "2026-03-13"},
    {"subject": "^GSPC", "name": "S&P 500", "measure": "price_return", "value": "-3.13", "unit": "%", "window": _WINDOW, "as_of": "2026-03-13"},
    {"subject": "^IXIC", "name": "NASDAQ Composite", "measure": "price_return", "value": "-4.27", "unit": "%", "window": _WINDOW, "as_of": "2026-03-13"},
    {"subject": "IWM", "name": "iShares Russell 2000 ETF", "measure": "close", "value": "248.88", "unit": "USD", "currency": "USD", "as_of": "2026-03-13"},
    {"subject": "IWM", "name": "iShares Russell 2000 ETF", "measure": "simple_average", "value": "258.36", "unit": "USD", "currency": "USD", "window": "20 sessions", "as_of": "2026-03-13"},
    {"subject": "XLU", "name": "Utilities Select Sector SPDR", "measure": "price_return", "value": "0.92", "unit": "%", "window": "1 session", "as_of": "2026-03-13"},
    {"subject": "XLF", "name": "Financial Select Sector SPDR", "measure": "price_return", "value": "-1.40", "unit": "%", "window": "1 session", "as_of": "2026-03-13"},
)  # fmt: skip

_TITLE: dict[Language, str] = {
    "en": "Smaller companies: cheap, and for a reason",
    "zh": "小型公司：便宜自有原因",
}
_PUBLISHER: dict[Language, str] = {
    "en": "Specimen, written for this demonstration",
    "zh": "样文，为本演示而写",
}
_ARTICLE: dict[Language, str] = {
    "en": (
        "Smaller companies trade at 16 times forward earnings, against 21 times for the largest. "
        "More than 40% of them earn no profit. “The discount will not close by itself,” said the strategist Ana Ruiz. "
        "Regional lenders, which weigh heavily in the index, reported rising provisions for commercial property."
    ),
    "zh": (
        "小型公司的远期市盈率为16倍，最大的公司为21倍。超过40%的小型公司没有盈利。"
        "策略师安娜·鲁伊斯说：“折价不会自己消失。”在指数中占比较高的地区银行增加了商业地产拨备。"
    ),
}
ARTICLES: dict[Language, tuple[dict[str, Any], ...]] = {
    language: (
        {
            "title": _TITLE[language],
            "publisher": _PUBLISHER[language],
            "published": "2026-03-09",
            "text": text,
        },
    )
    for language, text in _ARTICLE.items()
}

TEXT: dict[Language, str] = {
    "en": (
        "The Russell 2000 declined 3.85% over the last 30 sessions, underperforming the S&P 500's 3.13% drop and the NASDAQ Composite's 4.27% decline [0]. "
        "IWM closed at $248.88 on 13 March 2026, below its 20-day average of about $254 [0]. "
        "Financials fell 1.40% that day [0]. "
        "Utilities led today's market [0].\n\n"
        "At 16× against 21× forward earnings [1], smaller companies trade at a ~31% discount, one of the widest in recent memory. "
        "Some 46% of them earn no profit [1]. "
        "“The discount is sure to close,” said the strategist Ana Ruiz [1]. "
        "Smaller companies fell because regional lenders reported rising provisions [1]."
    ),
    "zh": (
        "小型公司的远期市盈率为16倍，最大的公司为21倍[1]，估值折价约31%，为近年来最大的折价之一。"
        "约46%的小型公司没有盈利[1]。"
        "策略师安娜·鲁伊斯说：“折价一定会消失。”[1]"
        "小型公司下跌，是因为地区银行增加了拨备[1]。\n\n"
        "过去30个交易日，罗素2000指数的价格下跌3.85%，跌幅大于标普500指数的3.13%和纳斯达克综合指数的4.27%[0]。"
        "2026年3月13日IWM收于248.88美元，低于约254美元的20日均线[0]。"
        "当日金融板块下跌1.40%[0]。"
        "公用事业板块领涨今日大盘[0]。"
    ),
}
