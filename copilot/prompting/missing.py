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
