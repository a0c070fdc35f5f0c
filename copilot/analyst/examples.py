"""Questions that the market at hand can answer in full: what the page offers, and what an answer suggests next."""

from __future__ import annotations

from copilot.ports import MarketInfo
from copilot.types import Language

__all__ = ["examples"]

_QUESTIONS: dict[str, dict[Language, tuple[str, ...]]] = {
    "demo": {
        "en": (
            "Are small caps taking over from large caps?",
            "How has Apple done against Microsoft over the last 30 sessions?",
            "Has value beaten momentum this year?",
            "Why did Apple fall in December?",
            "Which factor fund did best in 2022?",
            "What do the articles say about banks?",
        ),
        "zh": (
            "今年价值股跑赢动量股了吗？",
            "小盘股会接替大盘股领涨吗？",
            "苹果12月为什么下跌？",
            "近30个交易日苹果和微软谁更强？",
            "五只因子基金今年谁最好？",
            "关于科技股，文章怎么说？",
        ),
    },
    "live": {
        "en": (
            "Are small caps taking over from large caps?",
            "How has Apple done against Microsoft over the last 30 sessions?",
            "Is IWM above its 200-day average?",
            "How did the sectors do in the last session?",
            "Why did Nvidia move this week?",
            "How has gold done since the start of the year?",
        ),
        "zh": (
            "小盘股会接替大盘股领涨吗？",
            "近30个交易日苹果和微软谁更强？",
            "IWM在200日均线上方吗？",
            "最近一个交易日各板块表现如何？",
            "黄金今年以来涨了多少？",
            "纳斯达克和标普500近一个月谁更强？",
        ),
    },
    "folder": {
        "en": ("How are markets doing?", "What can you do?"),
        "zh": ("市场表现如何？", "你能做什么？"),
    },
}  # fmt: skip


def examples(market: MarketInfo, language: Language) -> tuple[str, ...]:
    """Questions for this kind of market, in this language."""
    return _QUESTIONS[market.kind][language]
