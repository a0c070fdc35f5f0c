"""What was not found, in the language of the answer. Tools speak English, to models; a reader of Chinese reads Chinese."""

from __future__ import annotations

import re

from copilot.types import Language

__all__ = ["missing"]

_ZH: tuple[tuple[str, str], ...] = (
    (r"no article on '(?P<a>.+)' up to (?P<b>\S+)", "截至{b}，没有关于“{a}”的文章"),
    (r'no article on "(?P<a>.+)" up to (?P<b>\S+)', "截至{b}，没有关于“{a}”的文章"),
    (r"no article is called '(?P<a>.+)'.*", "没有题为“{a}”的文章"),
    (r"no news of (?P<a>\S+) up to (?P<b>\S+)", "截至{b}，没有{a}的新闻"),
    (r"no rows for (?P<a>.+)", "没有{a}的行情数据"),
    (r"(?P<a>\d+) of (?P<b>\d+) sectors", "{b}个板块中有{a}个有数据"),
    (
        r"'(?P<a>[^']+)' is not in the recorded demo market; it holds (?P<b>.+)",
        "演示市场中没有“{a}”；其中有：{b}",
    ),
    (r"'(?P<a>[^']+)'.* is not in (?:the|this) \S+ market(?:; nearest: (?P<b>.+))?", "当前市场中没有“{a}”"),
    (
        r"'(?P<a>[^']+)' \([^()]*\) is not in the recorded demo market; it holds (?P<b>.+)",
        "演示市场中没有“{a}”；其中有：{b}",
    ),
    (
        r"the recorded demo market has dividend-adjusted closes of (?P<a>\S+) only: total returns, but no traded price",
        "演示市场中{a}只有含股息复权的收盘价：可算总回报，没有成交价",
    ),
    (
        r"the recorded demo market has the price index (?P<a>\S+) only.*",
        "演示市场中{a}只有价格指数，不含股息",
    ),
    (r"this market has none of the eleven sector funds.*", "当前市场中没有十一个板块基金的数据"),
    (
        r"no multiples of the index (?P<a>\S+) come from the market data; try an ETF, or an article",
        "市场数据中没有指数{a}的估值倍数，可以改问ETF或查阅文章",
    ),
    (r"rows end on (?P<a>\S+); none yet for (?P<b>.+)", "数据截至{a}，{b}尚无数据"),
    (r"the folder .+ has closes only: no quote for (?P<a>\S+)", "本地数据只有收盘价，没有{a}的即时报价"),
    (r"Yahoo (?:has|lists) no (?P<b>[a-z ]+) of (?P<a>\S+).*", "Yahoo没有{a}的这项数据"),
    (r"Yahoo Finance limits requests \(429\).*", "Yahoo Finance限制了请求次数"),
    (r"nothing was found", "没有找到"),
    (r"Yahoo reports no (?P<b>.+) for (?P<a>\S+)", "Yahoo没有{a}的{b}"),
    (r"Yahoo has no (?P<b>rows|quote|news) (?:of|on) (?P<a>\S+).*", "Yahoo没有{a}的数据"),
    (r"Yahoo gives this only for today.*", "Yahoo只提供当日的这项数据，没有更早日期的"),
)


def missing(words: str, language: Language) -> str:
    """The words as they are, or in Chinese where their form is known."""
    if language != "zh":
        return words
    for form, chinese in _ZH:
        if match := re.fullmatch(form, words, re.DOTALL):
            return chinese.format(**{key: value or "" for key, value in match.groupdict().items()})
    return words
