"""Indicators that are asked for by name: RSI, MACD, bands, true range, volume, best and worst session, crossings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from copilot.analyst.phrases import called, day
from copilot.analyst.scene import Call, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["asked", "needed", "sentences"]

_TOPICS = {
    "rsi": r"\brsi\b|relative strength index|overbought|oversold|相对强弱|超买|超卖|(?<![a-z])rsi",
    "macd": r"macd",
    "bands": r"bollinger|布林",
    "range": r"\batr\b|true range|真实波幅",
    "volume": r"\bvolumes?\b|成交量|均量|放量|缩量",
    "extreme": r"\b(?:best|worst|biggest|largest)\b.{0,14}\b(?:day|session|daily|one-day)|单日|(?:最好|最差)的?(?:一天|交易日)",
    "crossing": r"\bcross(?:ed|es|ing|over)?\b|金叉|死叉|上穿|下穿",
}
_OF_TECHNICALS = ("rsi", "macd", "bands", "range")


def _about(scene: Scene, topic: str) -> bool:
    return bool(re.search(_TOPICS[topic], scene.request.wording, re.I))


def asked(scene: Scene) -> bool:
    """Is any of them asked for?"""
    return any(_about(scene, topic) for topic in _TOPICS)


def needed(scene: Scene) -> Iterable[Call]:
    period = next((one for one in scene.request.periods if one.start is not None), None)
    start = period.start.isoformat() if period and period.start else None
    end = period.end.isoformat() if period and period.end and period.end < scene.request.as_of else None
    for party in scene.request.parties[:2]:
        symbol = party.symbol
        if any(_about(scene, topic) for topic in _OF_TECHNICALS):
            yield Call.of(f"technicals:{symbol}", "technicals", symbol=symbol)
        if _about(scene, "volume"):
            yield Call.of(f"volume:{symbol}", "volume", symbol=symbol)
        if _about(scene, "extreme"):
            yield Call.of(f"extreme:{symbol}", "best_worst", symbol=symbol, start=start, end=end)
        if _about(scene, "crossing"):
            yield Call.of(f"crossing:{symbol}", "crossing", symbol=symbol)


def sentences(scene: Scene, party: Instrument) -> Iterable[tuple[str, str]]:
    """Pairs of a heading and a sentence, in the order in which the topics are listed."""
    name = called(party, scene.request.language)
    found = {one.measure: one for one in scene.data(f"technicals:{party.symbol}")}
    if _about(scene, "rsi") and (rsi := found.get("relative_strength_index")):
        yield _rsi(scene, name, rsi)
    if _about(scene, "macd") and "macd" in found and "macd_signal" in found:
        yield _macd(scene, name, found["macd"], found["macd_signal"])
    if _about(scene, "bands") and "bollinger_upper" in found:
        yield _bands(scene, name, found)
    if _about(scene, "range") and (reach := found.get("average_true_range")):
        said = scene.say(
            f"The 14-day ATR of {name} is {scene.ref(reach)}", f"{name}的14日ATR为{scene.ref(reach)}"
        )
        yield said, said + scene.say(".", "。")
    yield from _volume(scene, party, name)
    yield from _extreme(scene, party, name)
    yield from _crossing(scene, party, name)


_OVERBOUGHT, _OVERSOLD = Decimal(70), Decimal(30)  # of the RSI, by Wilder's usual marks


def _rsi(scene: Scene, name: str, rsi: Datum) -> tuple[str, str]:
    said = scene.say(f"The 14-day RSI of {name} is {scene.ref(rsi)}", f"{name}的14日RSI为{scene.ref(rsi)}")
    value = amount(rsi)
    zone = (
        (", in the zone that is called overbought", "，处于通常所说的超买区")
        if value >= _OVERBOUGHT
        else (", in the zone that is called oversold", "，处于通常所说的超卖区")
        if value <= _OVERSOLD
        else (", neither overbought nor oversold", "，既未超买也未超卖")
    )
    return said, said + scene.say(*zone) + scene.say(".", "。")


def _macd(scene: Scene, name: str, line: Datum, signal: Datum) -> tuple[str, str]:
    above = amount(line) > amount(signal)
    said = scene.say(
        f"The MACD of {name} is {scene.ref(line)}, {'above' if above else 'below'} its signal line of {scene.ref(signal)}",
        f"{name}的MACD为{scene.ref(line)}，{'高于' if above else '低于'}信号线{scene.ref(signal)}",
    )
    return said, said + scene.say(".", "。")


def _bands(scene: Scene, name: str, found: dict[str, Datum]) -> tuple[str, str]:
    upper, lower = scene.ref(found["bollinger_upper"]), scene.ref(found["bollinger_lower"])
    said = scene.say(
        f"The upper Bollinger band of {name} is {upper}, its lower Bollinger band {lower}",
        f"{name}的布林带上轨为{upper}，布林带下轨为{lower}",
    )
    return said, said + scene.say(".", "。")


def _volume(scene: Scene, party: Instrument, name: str) -> Iterable[tuple[str, str]]:
    last, average = (scene.datum(f"volume:{party.symbol}", key) for key in ("volume", "average_volume"))
    if last is None or average is None or last.as_of is None:
        return
    more = amount(last) > amount(average)
    when = day(last.as_of, scene.request.language)
    rate = scene.datum(f"volume:{party.symbol}", "turnover_rate")
    turned = (
        ("", "")
        if rate is None
        else (f" The turnover rate of {name} was {scene.ref(rate)}.", f"{name}的换手率为{scene.ref(rate)}。")
    )
    yield (
        scene.say(
            f"The volume of {name} was {'above' if more else 'below'} its 20-day average",
            f"{name}成交量{'高于' if more else '低于'}20日均量",
        ),
        scene.say(
            f"On {when} the volume of {name} was {scene.ref(last)}; its average volume over 20 sessions is {scene.ref(average)}.{turned[0]}",
            f"{when}，{name}成交量为{scene.ref(last)}；近20个交易日平均成交量为{scene.ref(average)}。{turned[1]}",
        ),
    )


def _extreme(scene: Scene, party: Instrument, name: str) -> Iterable[tuple[str, str]]:
    """The one that is asked for first; both when neither word is there."""
    pairs = [("best_move", "best session", "最大单日涨幅"), ("worst_move", "worst session", "最大单日跌幅")]
    if re.search(r"worst|跌幅|最差|\bloss|\bfall|\bdrop", scene.request.wording, re.I):
        pairs.reverse()
    for key, english, chinese in pairs:
        move = scene.datum(f"extreme:{party.symbol}", key)
        if move is None or move.window is None or move.window.sessions is None or not move.window.end:
            continue
        count, end = move.window.sessions, day(move.window.end, scene.request.language)
        when = day(date.fromisoformat(move.note.rpartition("on ")[2]), scene.request.language)
        said = scene.say(
            f"Over the {count} sessions to {end} the {english} of {name} was {scene.ref(move)}, on {when}",
            f"截至{end}的{count}个交易日，{name}{chinese}为{scene.ref(move)}，出现在{when}",
        )
        heading = scene.say(f"The {english} of {name} was {scene.ref(move)}, on {when}", said)
        yield heading, said + scene.say(".", "。")


def _crossing(scene: Scene, party: Instrument, name: str) -> Iterable[tuple[str, str]]:
    found = scene.data(f"crossing:{party.symbol}")
    if len(found) < 2 or found[0].as_of is None or not found[0].window or not found[1].window:
        return
    fast, slow = found[0], found[1]
    above = amount(fast) > amount(slow)
    when = day(fast.as_of or scene.request.as_of, scene.request.language)
    yield (
        scene.say(
            f"The 50-day average of {name} crossed {'above' if above else 'below'} its 200-day average on {when}",
            f"{name}的50日均线于{when}{'上穿' if above else '下穿'}200日均线",
        ),
        scene.say(
            f"On {when} the 50-day average of {name} was {scene.ref(fast)}, {'above' if above else 'below'} its 200-day average"
            f" of {scene.ref(slow)}.",
            f"{when}，{name}的50日均线为{scene.ref(fast)}，{'高于' if above else '低于'}200日均线{scene.ref(slow)}。",
        ),
    )
