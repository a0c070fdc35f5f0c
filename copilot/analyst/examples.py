"""Questions that the market at hand can answer in full: what the page offers, and what an answer suggests next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from copilot.analyst.parties import stand_ins
from copilot.analyst.phrases import called
from copilot.ports import Desk
from copilot.types import Instrument, Language, Series

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
}  # fmt: skip


def examples(desk: Desk, language: Language) -> tuple[str, ...]:
    """Questions for this market, in this language; of a folder, on what it holds."""
    kind = desk.market.info.kind
    return _of_folder(desk, language) if kind == "folder" else _QUESTIONS[kind][language]


def _of_folder(desk: Desk, language: Language) -> tuple[str, ...]:
    indexes = stand_ins(("^GSPC", "^IXIC", "^RUT", "^DJI"), desk)
    funds = _current(stand_ins(("SPY", "QQQ", "IWM", "XLE", "SMH", "GLD", "TLT"), desk), desk)
    sectors = stand_ins(("XLK", "XLE", "XLF", "XLV"), desk)
    small, large = (stand_ins(symbols, desk)[:1] for symbols in (("^RUT", "IWM"), ("^GSPC", "SPY")))
    pair = [called(one, language) for one in (indexes if len(indexes) > 1 else funds)[:2]]
    single = called((indexes or funds)[-1], language) if indexes or funds else ""
    asked: list[tuple[str, str]] = []
    if small and large:
        asked.append(("Are small caps taking over from large caps?", "小盘股会接替大盘股领涨吗？"))
    if len(pair) > 1:
        asked.append(
            (f"How has {pair[0]} done against {pair[1]} this year?", f"今年以来{pair[0]}和{pair[1]}谁更强？")
        )
    if len(sectors) > 2:
        asked.append(("How did the sectors do last week?", "上周各板块表现如何？"))
    if funds:
        asked.append(
            (f"Is {funds[-1].symbol} above its 200-day average?", f"{funds[-1].symbol}在200日均线上方吗？")
        )
    if single:
        asked.append(
            (f"What was the best month of {single} in the past year?", f"过去一年{single}哪个月涨得最多？")
        )
        asked.append((f"How far is {single} below its high?", f"{single}离高点有多远？"))
    asked.append(("What can you do?", "你能做什么？"))
    return tuple(one[language == "zh"] for one in asked[:6])


def _current(funds: Sequence[Instrument], desk: Desk) -> tuple[Instrument, ...]:
    """Those whose rows reach the day: a folder's files may end at different ones."""
    symbols = [one.symbol for one in funds]
    found = desk.market.history(symbols, start=desk.today - timedelta(days=7), end=desk.today)
    return tuple(one for one in funds if isinstance(found[one.symbol], Series))
