"""What was not found, in a person's words, short, in the language of the answer. Tools speak to models; people read this."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from copilot.analyst.parties import resolved
from copilot.analyst.phrases import called, day
from copilot.analyst.scene import Scene

__all__ = ["ending", "gaps", "holdings"]

_LAST = re.compile(r"(?:no rows after|rows end on) (\d{4}-\d\d-\d\d)")
_FIRST = re.compile(r"the rows begin on (\d{4}-\d\d-\d\d)")


def ending(words: str) -> tuple[date | None, date | None]:
    """The first and the last day of the rows at hand, where a tool said that it was asked for more."""
    first, last = _FIRST.search(words), _LAST.search(words)
    return (
        date.fromisoformat(first[1]) if first else None,
        date.fromisoformat(last[1]) if last else None,
    )


def gaps(scene: Scene, found: Iterable[str]) -> tuple[str, ...]:
    """Each gap once, as a person would say it; what nobody asked for is left out."""
    said = (_said(scene, words) for words in found)
    return tuple(dict.fromkeys(words for words in said if words))


def holdings(scene: Scene) -> str:
    """What the market at hand holds, in one clause."""
    if scene.market.kind != "demo":
        return ""
    return scene.say(
        "the demo market holds the S&P 500, US companies such as Apple, JPMorgan Chase and Walmart, and the factor funds MTUM, QUAL, "
        "SIZE, USMV and VLUE",
        "演示行情中有标普500、苹果、摩根大通、沃尔玛等美国公司，以及因子基金MTUM、QUAL、SIZE、USMV和VLUE",
    )


def _said(scene: Scene, words: str) -> str:
    for pattern, write in _FORMS:
        if match := pattern.search(words):
            return write(scene, match)
    return words


def _name(scene: Scene, symbol: str) -> str:
    one = resolved(symbol, symbol, scene.desk)
    return called(one, scene.request.language) if one is not None else symbol


def _absent(scene: Scene, match: re.Match[str]) -> str:
    name = match["a"]
    if scene.market.kind == "demo":
        return scene.say(
            f"{name} is not in it: {holdings(scene)}",
            f"没有{name}：{holdings(scene)}",
        )
    return scene.say(f"{name} is not in this market", f"本行情中没有{name}")


def _ends(scene: Scene, match: re.Match[str]) -> str:
    when = day(date.fromisoformat(match["b"]), scene.request.language)
    name = _name(scene, match["a"])
    return scene.say(f"prices of {name} end on {when}", f"{name}的行情止于{when}")


def _begins(scene: Scene, match: re.Match[str]) -> str:
    when = day(date.fromisoformat(match["b"]), scene.request.language)
    name = _name(scene, match["a"])
    return scene.say(f"prices of {name} begin on {when}", f"{name}的行情始于{when}")


def _hole(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    start, end = (day(date.fromisoformat(match[key]), scene.request.language) for key in ("b", "c"))
    return scene.say(
        f"{name} has no prices from {start} to {end}, so nothing is computed across these days",
        f"{name}在{start}至{end}之间没有行情，跨越这段时间的数字无法计算",
    )


def _unheld(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    start, end = (day(date.fromisoformat(match[key]), scene.request.language) for key in ("b", "c"))
    return scene.say(
        f"{name} has no prices here from {start} to {end}", f"{name}在{start}至{end}之间没有行情"
    )


def _prices_only(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    if re.search(r"_pe\b|price_to|yield|market_cap", match.group()):
        return scene.say(
            f"only prices are recorded here: no P/E, dividend yield or market value of {name}",
            f"这里只有价格记录，没有{name}的市盈率、股息率等估值指标",
        )
    if "no news" in match.group():
        return ""
    return scene.say(
        f"only prices are recorded here: no company figures of {name}",
        f"这里只有价格记录，没有{name}的经营数据",
    )


def _adjusted(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    return scene.say(
        f"no traded price of {name} is recorded here, only dividend-adjusted closes: good for returns and drawdowns",
        f"这里没有{name}的成交价，只有含股息的复权收盘价：可以算回报和回撤",
    )


def _index(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    return scene.say(
        f"{name} is recorded without dividends, so it is not set against total returns",
        f"{name}的记录不含股息，不与总回报直接相减",
    )


def _multiples(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    return scene.say(
        f"no earnings multiple of {name} is at hand; attach an article that states one, or ask about a fund",
        f"手头没有{name}的市盈率；可以附上写明这一数字的文章，或改问跟踪它的基金",
    )


def _apart(scene: Scene, match: re.Match[str]) -> str:
    name = _name(scene, match["a"])
    return scene.say(
        f"{name} is recorded with dividends and the index without them, so no beta or correlation is computed between them",
        f"{name}的记录含股息，指数的记录不含，两者之间不计算贝塔或相关系数",
    )


def _nothing(scene: Scene, match: re.Match[str]) -> str:
    return ""


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Scene, re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.S), write)
    for pattern, write in (
        (r"^no article on ", _nothing),
        (r"^no news of ", _nothing),
        (r"'(?P<a>[^']+)'.* is not in (?:the recorded demo|the|this) .*market.*", _absent),
        (r"has prices only: no .+ for (?P<a>\S+)$", _prices_only),
        (r"has dividend-adjusted closes of (?P<a>\S+) only", _adjusted),
        (r"has the closes of (?P<a>\S+) only, a price index", _index),
        (r"^(?P<a>\S+) can be had with dividends only", _apart),
        (r"no multiples of the index (?P<a>\S+)", _multiples),
        (r"(?P<a>\S+) has no .*rows end on (?P<b>\d{4}-\d\d-\d\d)", _ends),
        (r"(?P<a>\S+) has no rows after (?P<b>\d{4}-\d\d-\d\d)", _ends),
        (r"(?P<a>\S+) has no close from (?P<b>\d{4}-\d\d-\d\d) to (?P<c>\d{4}-\d\d-\d\d)", _unheld),
        (r"(?P<a>\S+) has no close for .*sessions? from (?P<b>\d{4}-\d\d-\d\d) to (?P<c>\d{4}-\d\d-\d\d)", _hole),
        (r"(?P<a>\S+): the rows begin on (?P<b>\d{4}-\d\d-\d\d)", _begins),
    )
)  # fmt: skip
