"""One instrument: how it has done over the stretches that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.passages import Topic, quotations, searches
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.standings import measured, moved, plain_return
from copilot.analyst.answers.windows import MONTH, YEAR, bases, stretches, to_date, windowed
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called, day, joined, label, over
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["PERFORMANCE", "follow_ups", "alike", "opening", "stretch"]

_BENCHMARKS = ("^GSPC", "SPY", "VOO")
_ABROAD = {
    "XSHG": ("000300.SS",), "XHKG": ("^HSI",), "XTKS": ("^N225",), "XLON": ("^FTSE",), "XETR": ("^GDAXI",),
    "XPAR": ("^FCHI",),
}  # fmt: skip
_STAR = ("000688.SS", "000300.SS")  # of a share of the STAR Market (688…): 科创50, then 沪深300
_HIGH = 250  # sessions over which highs and drawdowns are looked for


def _stretches(scene: Scene) -> tuple[Period, ...]:
    return stretches(scene, (MONTH, to_date(scene.request.as_of), YEAR))


def _needed(scene: Scene) -> Iterable[Call]:
    yield from _returns(scene, [party.symbol for party in scene.request.parties])


def _returns(scene: Scene, symbols: Sequence[str]) -> Iterable[Call]:
    basis = bases(scene, symbols)
    for place, period in enumerate(_stretches(scene)):
        for symbol in symbols:
            yield windowed(f"return:{symbol}:{place}", symbol, period, basis[symbol])


def _benchmark(scene: Scene) -> Instrument | None:
    """The market, where this market holds one and the question is not about it."""
    from copilot.analyst.understanding import stand_ins

    asked = {party.symbol for party in scene.request.parties}
    first = scene.request.parties[0].instrument
    home = _STAR if first.symbol.startswith("688") else _ABROAD.get(first.calendar, _BENCHMARKS)
    held = stand_ins(home, scene.desk)
    return next((one for one in held if one.symbol not in asked), None) if not asked & set(home) else None


def _better(scene: Scene) -> Iterable[Call]:
    if (
        scene.request.form == "brief" or not scene.request.parties
    ):  # a declined order may name nothing that is held
        return
    benchmark = _benchmark(scene)
    if benchmark is not None:
        yield from _returns(scene, [benchmark.symbol])
    for party in scene.request.parties[:1]:
        yield Call.of(f"drawdown:{party.symbol}", "drawdown", symbol=party.symbol, start=f"{_HIGH}D")
    yield from searches(scene)


def _write(scene: Scene) -> Draft:
    party = scene.request.parties[0].instrument
    found = [
        (period, datum)
        for place, period in enumerate(_stretches(scene))
        if (datum := scene.datum(f"return:{party.symbol}:{place}")) is not None
    ]
    if not found:
        return unknown(scene)
    period, main = found[0]
    title = scene.say(
        f"{label(period, 'en', scene.request.as_of, main)}: {called(party, 'en')} {moved(main, scene)}",
        f"{label(period, 'zh', scene.request.as_of, main)}：{called(party, 'zh')}{moved(main, scene)}",
    )
    if _unheld(scene, found):
        asked = scene.request.periods[0].words
        title = scene.say(
            f"{called(party, 'en', begins=True)} has no prices for “{asked}” here: what there is before it",
            f"“{asked}”没有{called(party, 'zh')}的行情，以下是此前的数据",
        )
    lines = [
        opening(scene, party, period, main),
        *_against_market(scene, found),
        *_perspective(scene, party, found),
    ]
    body = [scene.say(" ", "").join(lines)]
    if scene.request.form == "table":
        body.append(_table(scene, party, found))
    if scene.request.form != "brief":
        body.extend(quotations(scene, (Topic.CAUSE, Topic.RISK, Topic.OPPORTUNITY), most=2))
    return Draft(title, tuple(body), _gaps(scene), follow_ups(scene))


def _unheld(scene: Scene, found: Sequence[tuple[Period, Datum]]) -> bool:
    """Was a stretch asked for of which there is no return at all?"""
    asked = [period for period in scene.request.periods if period.unit != "day"]
    return bool(asked) and all(period.key != asked[0].key for period, _ in found)


def opening(scene: Scene, party: Instrument, period: Period, main: Datum) -> str:
    """The move, its two days, and whether dividends are in it."""
    when = over(period, main, scene.request.language)
    total = main.measure == "total_return"
    return scene.say(
        f"{called(party, 'en', begins=True)} {moved(main, scene)} {when}{', dividends included' if total else ''}.",
        f"{when}，{called(party, 'zh')}{moved(main, scene)}{'（含股息）' if total else ''}。",
    )


def _perspective(scene: Scene, party: Instrument, found: Sequence[tuple[Period, Datum]]) -> Iterable[str]:
    """The other stretches in one sentence, a change of sign said as a turn; then a distance from the high that is news."""
    main, others = found[0][1], found[1:]
    pieces = [stretch(scene, period, datum) for period, datum in others[:2]]
    name = called(party, scene.request.language, begins=True)
    if pieces:
        if (amount(others[0][1]) > 0) != (amount(main) > 0):
            longer = _longer(others[0][1], main)
            head = scene.say(
                f"The {'longer' if longer else 'shorter'} view has the other sign: {called(party, 'en')} ",
                f"拉{'长' if longer else '短'}区间，方向相反：{name}",
            )
        else:
            head = scene.say(f"{name} ", name)
        if head[-1:].isascii() and head[-1:].isalnum() and pieces[0][:1].isdigit():
            head += "自" if "以来" in pieces[0] else "在"  # 标普500 and a date are two numbers
        yield scene.say(f"{head}{joined(pieces, 'en')}.", f"{head}{'，'.join(pieces)}。")
    yield from _from_high(scene, party)


def stretch(scene: Scene, period: Period, datum: Datum) -> str:
    """fell {{F1}} over the last 30 sessions (…) · is up {{F1}} since 31 December 2021"""
    if period.unit == "to_date" and period.end is None and datum.window and datum.window.start:
        since = day(datum.window.start, scene.request.language)
        falls = amount(datum) < 0
        return scene.say(
            f"is {'down' if falls else 'up'} {scene.ref(datum)} since {since}",
            f"{since}以来{moved(datum, scene)}",
        )
    when = over(period, datum, scene.request.language)
    return scene.say(f"{moved(datum, scene)} {when}", f"{when}{moved(datum, scene)}")


def _longer(one: Datum, other: Datum) -> bool:
    starts = [datum.window.start for datum in (one, other) if datum.window and datum.window.start]
    return len(starts) == 2 and starts[0] < starts[1]


def _against_market(scene: Scene, found: Sequence[tuple[Period, Datum]]) -> Iterable[str]:
    benchmark = _benchmark(scene)
    if benchmark is None:
        return
    period, main = found[0]
    place = list(_stretches(scene)).index(period)
    market = scene.datum(f"return:{benchmark.symbol}:{place}")
    if market is None or not alike(market, main):
        return
    if market.measure != main.measure:
        yield plain_return(scene, benchmark, market)
        return
    against = (amount(market) > 0) != (amount(main) > 0)
    name = called(benchmark, scene.request.language, begins=not against)
    yield scene.say(
        f"{'The market went the other way: ' if against else ''}{name} {moved(market, scene)} over the same stretch.",
        f"{'大盘方向相反：' if against else ''}同期{name}{moved(market, scene)}。",
    )


def alike(one: Datum, other: Datum) -> bool:
    """Over the very same days."""
    if one.window is None or other.window is None:
        return False
    return (one.window.start, one.window.end) == (other.window.start, other.window.end)


_FAR, _NEAR = Decimal(-10), Decimal(-1)  # per cent below the high: a correction, and as good as at it


def _from_high(scene: Scene, party: Instrument) -> Iterable[str]:
    """How far it is below its high, where that is news and the question is about a stretch that reaches to now."""
    fall = scene.datum(f"drawdown:{party.symbol}", "drawdown")
    if fall is None or fall.window is None or not fall.window.sessions:
        return
    if any(period.end is not None for period in scene.request.periods[:1]):
        return
    count, name = fall.window.sessions, called(party, scene.request.language, begins=True)
    if amount(fall) == 0:
        return
    if amount(fall) >= _NEAR:
        yield scene.say(
            f"It is close to its high: {scene.ref(fall)} below the highest close of the last {count} sessions.",
            f"目前接近高点：较近{count}个交易日的最高收盘价低{scene.ref(fall)}。",
        )
    elif amount(fall) <= _FAR:
        yield scene.say(
            f"{name} stands {scene.ref(fall)} below its highest close of the last {count} sessions.",
            f"目前较近{count}个交易日的最高收盘价低{scene.ref(fall)}。",
        )


def _table(scene: Scene, party: Instrument, found: Sequence[tuple[Period, Datum]]) -> str:
    language = scene.request.language
    heads = [label(period, language, scene.request.as_of, datum) for period, datum in found]
    cells = [scene.ref(datum) for _, datum in found]
    return "\n".join(
        [
            "| " + " | ".join([_capital(measured(found[0][1], language)), *heads]) + " |",
            "|" + "---|" + "---:|" * len(heads),
            "| " + " | ".join([called(party, language, bare=True), *cells]) + " |",
        ]
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _gaps(scene: Scene) -> tuple[str, ...]:
    """What was missing for the stretches that were asked for; the others are ours to leave out."""
    places = range(max(1, sum(period.unit != "day" for period in scene.request.periods)))
    asked = {f"return:{party.symbol}:{place}" for party in scene.request.parties for place in places}
    return tuple(dict.fromkeys(words for role, words in scene.errors.items() if role in asked))[:3]


def follow_ups(scene: Scene) -> tuple[str, ...]:
    name = called(scene.request.parties[0].instrument, scene.request.language)
    return (
        scene.say(f"How has {name} done over the last 30 sessions?", f"{name}近30个交易日表现如何？"),
        scene.say(f"Why has {name} moved?", f"{name}为什么涨跌？"),
    )


PERFORMANCE = Plan(needed=_needed, better=_better, write=_write)
