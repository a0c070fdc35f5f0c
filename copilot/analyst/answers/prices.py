"""One instrument: its last close, and how it has done over the stretches that were asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from copilot.analyst.answers.comparison import measured
from copilot.analyst.answers.missing import unknown
from copilot.analyst.answers.passages import Topic, quotations, searches
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.windows import MONTH, SESSION, YEAR, bases, stretches, to_date, windowed
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called, day, joined, label, over, span
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["PERFORMANCE", "QUOTE"]

_BENCHMARKS = ("^GSPC", "SPY", "VOO")
_ABROAD = {
    "XSHG": ("000300.SS",), "XHKG": ("^HSI",), "XTKS": ("^N225",), "XLON": ("^FTSE",), "XETR": ("^GDAXI",),
    "XPAR": ("^FCHI",),
}  # fmt: skip
_STAR = ("000688.SS", "000300.SS")  # of a share of the STAR Market (688…): 科创50, then 沪深300
_HIGH = 250  # sessions over which highs and drawdowns are looked for


# --- a quote -------------------------------------------------------------------------------------------------------


def _quote_needed(scene: Scene) -> Iterable[Call]:
    symbols = [party.symbol for party in scene.request.parties]
    asked = next((period.start for period in scene.request.periods if period.unit == "day"), None)
    for symbol in symbols:
        if scene.market.kind == "live" and asked is None:
            yield Call.of(f"quote:{symbol}", "quote", symbol=symbol)
        yield Call.of(
            f"close:{symbol}", "last_close", symbol=symbol, day=asked.isoformat() if asked else None
        )
    basis = bases(scene, symbols)
    for symbol in symbols:
        move = windowed(f"return:{symbol}:day", symbol, SESSION, basis[symbol])
        yield replace(move, arguments=(*move.arguments, ("end", asked.isoformat()))) if asked else move
        if asked is None:
            yield windowed(f"return:{symbol}:year", symbol, to_date(scene.request.as_of), basis[symbol])


def _quote_write(scene: Scene) -> Draft:
    lines: list[str] = []
    heads: list[str] = []
    gaps: list[str] = []
    for party in scene.request.parties:
        last = scene.datum(f"quote:{party.symbol}", "last_price") or scene.datum(f"close:{party.symbol}")
        change = scene.datum(f"return:{party.symbol}:day")
        if last is None:
            gaps.append(scene.errors.get(f"close:{party.symbol}", party.symbol))
        if last is not None:
            heads.append(_level(scene, party.instrument, last, begins=not heads))
        elif change is not None:
            heads.append(_untraded(scene, party.instrument, change, begins=not heads))
        lines.append(_quoted_line(scene, party.instrument))
    if not heads:
        return unknown(scene)
    body = scene.say(" ", "").join(line for line in lines if line)
    return Draft(joined(heads[:2], scene.request.language), (body,), tuple(gaps), _next(scene))


def _untraded(scene: Scene, instrument: Instrument, change: Datum, *, begins: bool) -> str:
    """Dividend-adjusted closes are no prices: the move is what can be said."""
    assert change.as_of is not None
    name = called(instrument, scene.request.language, begins=begins)
    return scene.say(
        f"{name} {moved(change, scene)} on {day(change.as_of, 'en')}; no traded price is recorded here",
        f"{day(change.as_of, 'zh')}，{name}{moved(change, scene)}；这里没有成交价记录",
    )


def _level(scene: Scene, instrument: Instrument, last: Datum, *, begins: bool = False) -> str:
    """The decisive figure, with what it is and its day."""
    when = day(last.as_of, scene.request.language) if last.as_of else ""
    name = called(instrument, scene.request.language, begins=begins)
    if last.measure == "last_price":
        return scene.say(f"{name} last traded at {scene.ref(last)}", f"{name}最新价{scene.ref(last)}")
    return scene.say(f"{name} closed at {scene.ref(last)} on {when}", f"{when}，{name}收于{scene.ref(last)}")


def _quoted_line(scene: Scene, instrument: Instrument) -> str:
    language = scene.request.language
    name = called(instrument, language, begins=True)
    change = scene.datum(f"return:{instrument.symbol}:day")
    year = scene.datum(f"return:{instrument.symbol}:year")
    parts = []
    if change is not None and change.window and change.as_of:
        parts.append(
            scene.say(
                f"{name} {moved(change, scene)} on {day(change.as_of, 'en')}",
                f"{day(change.as_of, 'zh')}，{name}{moved(change, scene)}",
            )
        )
    if year is not None and year.window and year.window.start:
        parts.append(
            scene.say(
                f"and its {measured(year, 'en')} since {day(year.window.start, 'en')} is {scene.ref(year)}",
                f"自{day(year.window.start, 'zh')}以来{measured(year, 'zh')}为{scene.ref(year)}",
            )
        )
    if not parts:
        return ""
    return scene.say(" ".join(parts) + ".", "，".join(parts) + "。")


def moved(datum: Datum, scene: Scene, decimals: int | None = None) -> str:
    """rose {{F1}} · fell {{F1}}; 上涨{{F1}} · 下跌{{F1}}: the renderer writes the figure without the sign that the verb has."""
    falls = amount(datum) < 0
    ref = scene.ref(datum, decimals)
    return scene.say(f"{'fell' if falls else 'rose'} {ref}", f"{'下跌' if falls else '上涨'}{ref}")


# --- a performance -------------------------------------------------------------------------------------------------


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
    language = scene.request.language
    found = [
        (period, datum)
        for place, period in enumerate(_stretches(scene))
        if (datum := scene.datum(f"return:{party.symbol}:{place}")) is not None
    ]
    if not found:
        return unknown(scene)
    period, main = found[0]
    when = over(period, main, language)
    title = scene.say(
        f"{label(period, 'en', scene.request.as_of, main)}: {called(party, 'en')} {moved(main, scene)}",
        f"{label(period, 'zh', scene.request.as_of, main)}：{called(party, 'zh')}{moved(main, scene)}",
    )
    opening = scene.say(
        f"{when[:1].upper()}{when[1:]} the {measured(main, 'en')} of {called(party, 'en')} was {scene.ref(main)}.",
        f"{when}，{called(party, 'zh')}{measured(main, 'zh')}为{scene.ref(main)}。",
    )
    lines = [
        opening,
        *_perspective(scene, party, found),
        *_against_market(scene, found),
        *_below_high(scene, party),
    ]
    body = [scene.say(" ", "").join(lines)]
    if scene.request.form == "table":
        body.append(_table(scene, party, found))
    if scene.request.form != "brief":
        body.extend(quotations(scene, (Topic.CAUSE, Topic.RISK, Topic.OPPORTUNITY), most=2))
    return Draft(title, tuple(body), _gaps(scene), _next(scene))


def _perspective(scene: Scene, party: Instrument, found: Sequence[tuple[Period, Datum]]) -> Iterable[str]:
    """The other stretches; said as a turn where the sign changes."""
    main = found[0][1]
    turned = False
    for period, datum in found[1:]:
        when = over(period, datum, scene.request.language)
        said = scene.say(
            f"{when} the {measured(datum, 'en')} was {scene.ref(datum)}.",
            f"{when}，{measured(datum, 'zh')}为{scene.ref(datum)}。",
        )
        if (amount(datum) > 0) != (amount(main) > 0) and not turned:
            turned = True
            longer = _longer(datum, main)
            yield scene.say(
                f"The {'longer' if longer else 'shorter'} view has the other sign: {said}",
                f"拉{'长' if longer else '短'}区间，方向相反：{said}",
            )
        else:
            yield said[:1].upper() + said[1:]


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
    if market is None:
        return
    when = over(period, market, scene.request.language)
    if market.measure == main.measure:
        yield scene.say(
            f"For {called(benchmark, 'en')} it was {scene.ref(market)} {when}.",
            f"{when}，{called(benchmark, 'zh')}{measured(market, 'zh')}为{scene.ref(market)}。",
        )
    else:
        yield scene.say(
            f"{when[:1].upper()}{when[1:]} the {measured(market, 'en')} of {called(benchmark, 'en')} was {scene.ref(market)}, which leaves dividends out.",
            f"{when}，{called(benchmark, 'zh')}{measured(market, 'zh')}为{scene.ref(market)}，该指数不计分红。",
        )


def _below_high(scene: Scene, party: Instrument) -> Iterable[str]:
    fall = scene.datum(f"drawdown:{party.symbol}", "drawdown")
    if fall is None:
        return
    name = called(party, scene.request.language, begins=True)
    if amount(fall) == 0 or not (fall.window and fall.window.start and fall.window.end):
        return
    when = span(fall.window.start, fall.window.end, scene.request.language)
    yield scene.say(
        f"From {when} the drawdown of {called(party, 'en')} is {scene.ref(fall)}.",
        f"{when}，{name}的回撤为{scene.ref(fall)}。",
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
    return tuple(dict.fromkeys(words for role, words in scene.errors.items() if role.startswith("return:")))[
        :3
    ]


def _next(scene: Scene) -> tuple[str, ...]:
    name = called(scene.request.parties[0].instrument, scene.request.language)
    return (
        scene.say(f"How has {name} done over the last 30 sessions?", f"{name}近30个交易日表现如何？"),
        scene.say(f"Why has {name} moved?", f"{name}为什么涨跌？"),
    )


QUOTE = Plan(needed=_quote_needed, write=_quote_write)
PERFORMANCE = Plan(needed=_needed, better=_better, write=_write)
