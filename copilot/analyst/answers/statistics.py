"""What is counted or computed over a whole stretch: a yearly rate, the worth of an investment, a Sharpe ratio, every
month's return, rises and falls and their streaks, the ratio of two prices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from copilot import style
from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import follow_ups
from copilot.analyst.answers.standings import measured
from copilot.analyst.answers.tallies import by_unit, dates_of, lasting, months, streaks
from copilot.analyst.days import back
from copilot.analyst.periods import Period, vocabulary
from copilot.analyst.phrases import called, day
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["STATISTICS"]

_MOST = 3  # instruments of one answer
_YEARS = {"yearly": 5, "worth": 1, "sharpe": 1, "streaks": 1, "ratio": 1}


def _topics(scene: Scene) -> tuple[str, ...]:
    found = vocabulary("intents")["statistics"]["topics"]
    text = re.sub("_+", "_", scene.request.wording)
    return tuple(
        topic for topic, patterns in found.items() if any(re.search(p, text, re.I) for p in patterns)
    )


def _bounds(scene: Scene, topic: str) -> tuple[str, str | None]:
    """First and last day as the tools want them; where no stretch was named, so many years."""
    as_of = scene.request.as_of
    asked = _asked(scene)
    if asked is not None and asked.sessions:
        return f"{asked.sessions}D", None
    named = scene.request.periods
    if (
        topic == "worth"
        and len(named) > 1
        and named[0].start
        and named[-1].start
        and named[0].start < named[-1].start
    ):
        # "put in at the start of 2015, worth at the end of 2020": from the first that is named to the last one's end
        return named[0].start.isoformat(), named[-1].end.isoformat() if named[-1].end else None
    if asked is not None and asked.start is not None:
        return asked.start.isoformat(), asked.end.isoformat() if asked.end else None
    if topic == "months":
        years = {"week": 1, "month": 1, "quarter": 3, "year": 10}[by_unit(scene)]
        first = date(as_of.year - years, as_of.month, 1) if years < 10 else date(as_of.year - years, 1, 1)
        return (first - timedelta(days=1)).isoformat(), None
    return back(as_of, 12 * _YEARS[topic]).isoformat(), None


def _asked(scene: Scene) -> Period | None:
    """The stretch in question; a single day is the day on which somebody put the money in."""
    found = [one for one in scene.request.periods if one.unit != "day"]
    if found:
        return found[0]
    days = [one for one in scene.request.periods if one.start and one.start < scene.request.as_of]
    return Period("", start=days[0].start, unit="since") if days else None


def _sum(scene: Scene) -> Decimal | None:
    """The money that the question speaks of."""
    text = scene.request.wording.partition("\n")[0]
    spans = [period.span for period in scene.request.periods]
    for written in style.read(text):
        if not any(written.span.overlaps(one) for one in spans) and written.quantity.value > 0:
            value = written.quantity.value
            return value * 1000 if re.match(r"\s?(?:k|grand)\b", text[written.span.end :], re.I) else value
    return None


def _needed(scene: Scene) -> Iterable[Call]:
    symbols = [party.symbol for party in scene.request.parties[:_MOST]]
    for topic in _topics(scene):
        start, end = _bounds(scene, topic)
        for symbol in symbols:
            role = f"{topic}:{symbol}"
            match topic:
                case "yearly":
                    yield Call.of(role, "yearly_return", symbol=symbol, start=start, end=end)
                case "worth":
                    put = float(_sum(scene) or 100)
                    yield Call.of(role, "invested", symbol=symbol, amount=put, start=start, end=end)
                case "sharpe":
                    yield Call.of(role, "sharpe_ratio", symbol=symbol, start=start, end=end)
                case "streaks":
                    yield Call.of(role, "streaks", symbol=symbol, start=start, end=end)
                case "months":
                    yield Call.of(
                        role, "period_returns", symbol=symbol, by=by_unit(scene), start=start, end=end
                    )
                case "ratio" if len(symbols) > 1:
                    yield Call.of(f"ratio:close:{symbol}", "last_close", symbol=symbol)


def _then(scene: Scene) -> Iterable[Call]:
    closes = [scene.datum(f"ratio:close:{party.symbol}") for party in scene.request.parties[:2]]
    found = [one for one in closes if one is not None]
    if len(found) == 2:
        yield Call.of("ratio", "derive", operator="ratio", facts=[scene.ledger.alias(one) for one in found])


def _write(scene: Scene) -> Draft:
    titles: list[str] = []
    body: list[str] = []
    for topic in _topics(scene):
        if topic == "ratio":
            said = _ratio(scene)
            titles += said[:1]
            body += said[1:]
            continue
        for party in scene.request.parties[:_MOST]:
            found = scene.data(f"{topic}:{party.symbol}")
            if found:
                head, *rest = _WRITERS[topic](scene, party.instrument, found)
                if titles:  # of the second instrument what the headline says of the first is a sentence
                    body.append(head + scene.say(".", "。"))
                titles.append(head)
                body.extend(rest)
    if not titles:
        return unknown(scene)
    return Draft(titles[0], tuple(body), _gaps(scene), follow_ups(scene))


def _gaps(scene: Scene) -> tuple[str, ...]:
    gaps = [words for role, words in scene.errors.items() if role not in scene.facts]
    topics = _topics(scene)
    taken = {_YEARS[topic] for topic in topics if topic in _YEARS and topic != "ratio"}
    if _asked(scene) is None and taken and not ("streaks" in topics and lasting(scene)):
        years = max(taken)
        gaps.append(
            scene.say(
                f"no stretch of time was named: the last {f'{years} years are' if years > 1 else 'year is'} taken",
                f"问题没有说明区间，以上按近{years}年计算",
            )
        )
    if "sharpe" in topics:
        gaps.append(
            scene.say(
                "no bill rate is at hand: the riskless rate is taken as zero",
                "手头没有国库券利率：无风险利率取零",
            )
        )
    if "worth" in topics and _sum(scene) is None:
        gaps.append(scene.say("no amount was named, so 100 is taken", "问题没有说明金额，以上按100计算"))
    return tuple(dict.fromkeys(gaps))[:4]


def _yearly(scene: Scene, party: Instrument, found: Sequence[Datum]) -> tuple[str, ...]:
    whole, rate = found[0], found[-1]
    name, when = called(party, scene.request.language), dates_of(scene, whole)
    heading = scene.say(
        f"The compound annual growth rate of {name} is {scene.ref(rate)} ({when})",
        f"{name}的年化回报为{scene.ref(rate)}（{when}）",
    )
    sentence = scene.say(
        f"From {when} the {measured(whole, 'en')} of {name} was {scene.ref(whole)} in all.",
        f"{when}，{name}{measured(whole, 'zh')}共{scene.ref(whole)}。",
    )
    return heading, sentence


def _worth(scene: Scene, party: Instrument, found: Sequence[Datum]) -> tuple[str, ...]:
    put, worth, whole = found
    name, when = called(party, scene.request.language), dates_of(scene, whole)
    places = 0 if amount(put) == amount(put).to_integral_value() else 2
    dividends = whole.measure == "total_return"
    heading = scene.say(
        f"{scene.ref(put, places)} in {name} became {scene.ref(worth, 2)} ({when})",
        f"{scene.ref(put, places)}买入{name}，变成{scene.ref(worth, 2)}（{when}）",
    )
    sentence = scene.say(
        f"Over that stretch the {measured(whole, 'en')} of {name} was {scene.ref(whole)}"
        f"{', dividends reinvested' if dividends else '; dividends are not in it'}.",
        f"同期{name}{measured(whole, 'zh')}为{scene.ref(whole)}，{'股息再投资已计入' if dividends else '不含股息'}。",
    )
    return heading, sentence


def _sharpe(scene: Scene, party: Instrument, found: Sequence[Datum]) -> tuple[str, ...]:
    one, name = found[0], called(party, scene.request.language)
    when = dates_of(scene, one)
    heading = scene.say(
        f"The Sharpe ratio of {name} is {scene.ref(one, 2)} ({when})",
        f"{name}的夏普比率为{scene.ref(one, 2)}（{when}）",
    )
    swing = scene.ref(found[-1])
    sentence = scene.say(
        f"Over the same stretch the annualised volatility of {name} was {swing}.",
        f"同期{name}年化波动率为{swing}。",
    )
    return heading, sentence


def _ratio(scene: Scene) -> list[str]:
    ratio = scene.datum("ratio")
    parties = [party.instrument for party in scene.request.parties[:2]]
    closes = [scene.datum(f"ratio:close:{party.symbol}") for party in parties]
    if ratio is None or None in closes:
        return []
    names = [called(party, scene.request.language) for party in parties]
    when = day(ratio.as_of or scene.request.as_of, scene.request.language)
    one, two = (scene.ref(close) for close in closes if close is not None)
    places = 2 if amount(ratio) >= 1 else 3
    return [
        scene.say(
            f"The ratio of {names[0]} to {names[1]} is {scene.ref(ratio, places)}",
            f"{names[0]}与{names[1]}的比值为{scene.ref(ratio, places)}",
        ),
        scene.say(
            f"On {when} {names[0]} closed at {one} and {names[1]} at {two}.",
            f"{when}，{names[0]}收于{one}，{names[1]}收于{two}。",
        ),
    ]


_Writer = Callable[[Scene, Instrument, Sequence[Datum]], tuple[str, ...]]
_WRITERS: Mapping[str, _Writer] = {
    "yearly": _yearly, "worth": _worth, "sharpe": _sharpe, "streaks": streaks, "months": months,
}  # fmt: skip

STATISTICS = Plan(needed=_needed, then=_then, write=_write)
