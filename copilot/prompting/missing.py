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
    (r"the folder .+ has closes only: no quote for (?P<a>\S+)", "本地数据只有收盘价，没有{a}的即时报价"),
    (r"Yahoo (?:has|lists) no (?P<b>[a-z ]+) of (?P<a>\S+).*", "Yahoo没有{a}的这项数据"),
    (r"Yahoo Finance limits requests \(429\).*", "Yahoo Finance限制了请求次数"),
    (r"Yahoo Finance did not answer in time.*", "Yahoo Finance没有及时应答"),
    (r"Yahoo Finance cannot be reached.*", "无法连接Yahoo Finance"),
    (r"Yahoo Finance refused the request \((?P<a>\d+)\).*", "Yahoo Finance拒绝了请求（{a}）"),
    (
        r"Yahoo Finance(?:'s answer broke off| sent a web page| failed).*",
        "Yahoo Finance的应答不完整，请稍后再试",
    ),
    (
        r"(?P<a>\S+) has no \S+ for (?P<b>[\d\-, ]+): a window over missing sessions has no answer",
        "{a}在{b}没有数据，跨越这一日的数字无法计算",
    ),
    (r"Yahoo has no prices of (?P<a>\S+): .+", "Yahoo没有{a}的行情：可能已退市或更改代码"),
    (r"nothing was found", "没有找到"),
    (r"Yahoo reports no (?P<b>.+) for (?P<a>\S+)", "Yahoo没有{a}的{b}"),
    (r"Yahoo has no (?P<b>rows|quote|news) (?:of|on) (?P<a>\S+).*", "Yahoo没有{a}的数据"),
    # articles that could not be read; `a` is the file or the address
    (r"there is no file or folder '?(?P<a>.+?)'?", "没有文件或文件夹“{a}”"),
    (
        r"(?P<a>.+): no text, Markdown, HTML, PDF, DOCX or feed in this folder",
        "{a}：文件夹中没有文本、Markdown、HTML、PDF、DOCX或订阅源",
    ),
    (r"(?P<a>.+): larger than (?P<b>\d+) MB", "{a}：超过{b} MB"),
    (r"(?P<a>.+): cannot be read", "{a}：无法读取"),
    (r"(?:(?P<a>.+): )?this is a binary file", "{a}：这是二进制文件"),
    (r"(?:(?P<a>.+): )?it holds no text", "{a}：没有文字内容"),
    (
        r"(?:(?P<a>.+): )?reading this (?P<b>\S+) took longer than (?P<c>\d+) seconds",
        "{a}：读取{b}文件超过{c}秒",
    ),
    (r"(?:(?P<a>.+): )?this (?P<b>\S+) could not be read.*", "{a}：{b}文件无法读取"),
    (r"(?P<a>.+): its certificate is not valid", "{a}：证书无效"),
    (r"(?P<a>.+): did not answer in time", "{a}：未在规定时间内响应"),
    (r"(?P<a>.+): leads to a private address .*refused", "{a}：指向内网地址，已拒绝"),
    (r"(?P<a>.+): could not be fetched .*", "{a}：无法获取"),
    (r"(?P<a>.+): is no usable address", "{a}：不是可用的地址"),
    (
        r"(?P<a>.+): only https and http addresses without a password are read",
        "{a}：只读取不含密码的https和http地址",
    ),
    (r"(?P<a>.+): the server answered (?P<b>\d+)", "{a}：服务器返回{b}"),
    (r"(?P<a>.+): (?P<b>\S+) is no kind of article that can be read", "{a}：无法读取{b}类型的内容"),
    (r"(?P<a>.+): more than (?P<b>\d+) redirects", "{a}：跳转超过{b}次"),
    (r"(?P<a>.+): took longer than (?P<b>\d+) seconds", "{a}：超过{b}秒仍未读完"),
    # evidence of one's own
    (r"(?P<a>data\[\d+\]) names no measure.*", "{a}没有指标名"),
    (r"(?P<a>data\[\d+\]) has no value", "{a}没有数值"),
    (r"(?P<a>(?:data|articles)\[\d+\]) is a (?P<b>\S+), neither .*", "{a}的类型为{b}，无法读取"),
    # models
    (r"the model's server refused the request: (?P<a>.*)", "模型服务器拒绝了请求：{a}"),
    (r"the model's server failed: (?P<a>.*); ask again", "模型服务器出错，请重新提问：{a}"),
    (r"the model failed: (?P<a>.*)", "模型出错：{a}"),
    (r"“(?P<a>.+)” was published after (?P<b>\S+) and is not read\.", "“{a}”发表于{b}之后，未读取。"),
    (r"Yahoo gives this only for today.*", "Yahoo只提供当日的这项数据，没有更早日期的"),
)


def missing(words: str, language: Language) -> str:
    """The words as they are, or in Chinese where their form is known."""
    if language != "zh":
        return words
    for form, chinese in _ZH:
        if match := re.fullmatch(form, words, re.DOTALL):
            said = chinese.format(**{key: value or "" for key, value in match.groupdict().items()})
            return said.removeprefix("：")
    return words
