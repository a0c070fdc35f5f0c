"""The market as a whole: indexes over a day, a week and the year; the eleven sectors; valuations side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from copilot.analyst.answers.comparison import table
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.prices import stretch
from copilot.analyst.answers.standings import moved, returns, standings
from copilot.analyst.answers.windows import SESSION, WEEK, bounds, session_of, stretches, to_date
from copilot.analyst.periods import Period, vocabulary
from copilot.analyst.phrases import called, day, joined, label, over
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.analyst.understanding import stand_ins
from copilot.types import Datum, Instrument

__all__ = ["SECTORS", "SUMMARY", "VALUATION"]

_INDEXES = ("^GSPC", "^IXIC", "^RUT", "^DJI")
_FUNDS = ("SPY", "QQQ", "IWM", "DIA", "MTUM", "QUAL", "SIZE", "USMV", "VLUE")


# --- the market ----------------------------------------------------------------------------------------------------


def _parts(scene: Scene) -> tuple[Instrument, ...]:
    """Indexes where there are two, else funds: one kind of return throughout."""
    indexes = stand_ins(_INDEXES, scene.desk)
    return indexes if len(indexes) > 1 else stand_ins(_FUNDS, scene.desk)[:5]


def _index(scene: Scene) -> Instrument | None:
    """The index by itself, where the others are funds."""
    held = stand_ins(_INDEXES[:1], scene.desk)
    return held[0] if held and held[0] not in _parts(scene) else None


def _stretches(scene: Scene) -> tuple[Period, ...]:
    day_asked = next((one for one in scene.request.periods if one.unit == "day"), None)
    if day_asked is not None and day_asked.start is not None and day_asked.start < scene.request.as_of:
        return (session_of(scene, day_asked),)
    return stretches(scene, (SESSION, WEEK, to_date(scene.request.as_of)))


def _summary_needed(scene: Scene) -> Iterable[Call]:
    yield from returns(scene, [one.symbol for one in _parts(scene)], _stretches(scene))
    index = _index(scene)
    if index is not None:
        for place, period in enumerate(_stretches(scene)):
            yield Call.of(f"index:{place}", "price_return", symbol=index.symbol, **bounds(period))


def _summary_better(scene: Scene) -> Iterable[Call]:
    main = _stretches(scene)[0]
    if main.unit == "session" and main.end is not None:
        yield Call.of("sectors", "sectors", start="1D", end=main.end.isoformat())
    elif main.end is None:
        yield Call.of("sectors", "sectors")


def _summary_write(scene: Scene) -> Draft:
    language = scene.request.language
    found = standings(scene, _parts(scene), _stretches(scene))
    index = _index(scene)
    alone = [one for place in range(len(_stretches(scene))) if (one := scene.datum(f"index:{place}"))]
    if not found and not alone:
        return Draft(
            scene.say("No market data were found", "没有找到市场数据"), (), tuple(scene.errors.values())[:3]
        )
    body = []
    if index is not None and alone:
        name = called(index, language)
        when = label(_stretches(scene)[0], language, scene.request.as_of, alone[0])
        title = scene.say(
            f"{when}: {name} {moved(alone[0], scene)}", f"{when}：{name}{moved(alone[0], scene)}"
        )
        pieces = [
            stretch(scene, period, datum) for period, datum in zip(_stretches(scene), alone, strict=False)
        ]
        begins = called(index, language, begins=True)
        apart = "在" if begins[-1:].isdigit() else ""
        body = [scene.say(f"{begins} {joined(pieces, 'en')}.", f"{begins}{apart}{'，'.join(pieces)}。")]
    else:
        main = found[0]
        when = label(main.period, language, scene.request.as_of, main.returns[0][1])
        (first, best), (last, worst) = main.returns[0], main.returns[-1]
        title = scene.say(
            f"{when}: {called(first, 'en')} {moved(best, scene)}, {called(last, 'en')} {moved(worst, scene)}",
            f"{when}：{called(first, 'zh')}{moved(best, scene)}，{called(last, 'zh')}{moved(worst, scene)}",
        )
    if found:
        body.append(table(scene, found))
    sectors = [one for one in scene.data("sectors") if one.measure == "price_return"]
    if sectors:
        body.append(_sector_line(scene, sectors))
    return Draft(title, tuple(body), (), ())


# --- sectors -------------------------------------------------------------------------------------------------------


_FIRST = r"\blead|\bbest\b|\bstrong|\btop\b|\bwinners?\b|领涨|最强|最好"
_LAST_FIRST = r"\b(?:worst|weakest|down|fell|fallen|lost|lagg\w+|losers?)\b|最差|最弱|下跌|跌得|落后|垫底"


def _sectors_needed(scene: Scene) -> Iterable[Call]:
    asked = scene.request.periods[:1]
    arguments: dict[str, str | None] = {}
    if asked and asked[0].unit == "day" and asked[0].start is not None:
        arguments = {"start": "1D", "end": asked[0].start.isoformat()}
    elif asked and asked[0].sessions:
        arguments = {"start": f"{asked[0].sessions}D"}
    elif asked and asked[0].start is not None:
        arguments = {
            "start": asked[0].start.isoformat(),
            "end": asked[0].end.isoformat() if asked[0].end else None,
        }
    yield Call.of("sectors", "sectors", **arguments)


def _sectors_write(scene: Scene) -> Draft:
    found = [one for one in scene.data("sectors") if one.measure in ("price_return", "total_return")]
    if not found:
        return Draft(
            scene.say("No sector data in this market", "本行情没有板块数据"),
            (),
            tuple(scene.errors.values())[:2],
        )
    best, worst = found[0], found[-1]
    window = best.window
    when = scene.request.periods[0] if scene.request.periods else SESSION
    stretch = over(when if when.unit != "day" else SESSION, best, scene.request.language)
    title = scene.say(
        f"{_sector(scene, best)} led with {scene.ref(best)}; {_sector(scene, worst)} came last with {scene.ref(worst)} {stretch}",
        f"{stretch}：{_sector(scene, best)}居首，{scene.ref(best)}；{_sector(scene, worst)}居末，{scene.ref(worst)}",
    )
    if re.search(_LAST_FIRST, scene.request.wording, re.I) and not re.search(
        _FIRST, scene.request.wording, re.I
    ):
        title = scene.say(
            f"{_sector(scene, worst)} came last with {scene.ref(worst)}; {_sector(scene, best)} led with {scene.ref(best)} {stretch}",
            f"{stretch}：{_sector(scene, worst)}居末，{scene.ref(worst)}；{_sector(scene, best)}居首，{scene.ref(best)}",
        )
    heads = scene.say("Sector (SPDR fund) | Price return", "板块（SPDR基金） | 涨跌幅")
    dates = f"{window.start.isoformat()} {scene.say('to', '至')} {window.end.isoformat()}" if window and window.start and window.end else ""  # fmt: skip
    rows = [f"| {_sector(scene, one)} {one.subject} | {scene.ref(one)} |" for one in found]
    head = f"| {heads}{scene.say(', ', '，')}{dates} |"
    absent = re.search(r"no rows for ([A-Z, ]+)", best.note)
    names = [
        str(vocabulary("sectors").get(symbol, {}).get(scene.request.language, symbol))
        for symbol in (absent[1].split(", ") if absent else ())
    ]
    notes = [
        scene.say(
            f"{joined(names, 'en')} {'has' if len(names) == 1 else 'have'} no unbroken prices over these days",
            f"{joined(names, 'zh')}在这段时间没有完整行情",
        )
    ] if names else []  # fmt: skip
    lead = _sector_lead(scene, found, stretch, whole=not names)
    return Draft(title, (lead, "\n".join([head, "|---|---:|", *rows])), tuple(notes), ())


def _sector_lead(scene: Scene, found: Sequence[Datum], stretch: str, *, whole: bool) -> str:
    """How broad the move was, and who follows the leader; `whole` where no sector is missing."""
    best, second, worst = found[0], found[1] if len(found) > 2 else None, found[-1]
    signs = {amount(one) > 0 for one in found}
    broad = scene.say(
        ("Every sector rose: " if True in signs else "Every sector fell: ")
        if whole and len(signs) == 1
        else "",
        ("各板块全部上涨：" if True in signs else "各板块全部下跌：") if whole and len(signs) == 1 else "",
    )
    names = [f"{_sector(scene, one)} ({one.subject})" if not scene.zh else f"{_sector(scene, one)}（{one.subject}）" for one in (best, worst)]  # fmt: skip
    follower = ""
    if second is not None:
        follower = scene.say(
            f", {_sector(scene, second)} ({second.subject}) {moved(second, scene)}",
            f"，{_sector(scene, second)}（{second.subject}）{moved(second, scene)}",
        )
    return scene.say(
        f"{broad}{names[0]} {moved(best, scene)} {stretch}{follower} and {names[1]} {moved(worst, scene)}.",
        f"{stretch}，{broad}{names[0]}{moved(best, scene)}{follower}，{names[1]}{moved(worst, scene)}。",
    )


def _sector_line(scene: Scene, found: Sequence[Datum]) -> str:
    best, worst = found[0], found[-1]
    when = day(best.as_of, scene.request.language) if best.as_of else ""
    return scene.say(
        f"Of the sectors {best.subject} ({_sector(scene, best)}) {moved(best, scene)} and {worst.subject} ({_sector(scene, worst)}) {moved(worst, scene)} on {when}.",
        f"板块方面，{when}{best.subject}（{_sector(scene, best)}）{moved(best, scene)}，{worst.subject}（{_sector(scene, worst)}）{moved(worst, scene)}。",
    )


def _sector(scene: Scene, datum: Datum) -> str:
    names = vocabulary("sectors")[datum.subject]
    return str(names[scene.request.language])


# --- valuations ----------------------------------------------------------------------------------------------------


def _valuation_needed(scene: Scene) -> Iterable[Call]:
    yield Call.of("valuation", "valuation", symbols=[party.symbol for party in scene.request.parties[:3]])


_SHOWN = {
    "trailing_pe": ("Trailing P/E", "市盈率（TTM）"),
    "forward_pe": ("Forward P/E", "预期市盈率"),
    "price_to_book": ("Price to book", "市净率"),
    "dividend_yield": ("Dividend yield", "股息率"),
    "market_cap": ("Market value", "市值"),
}


def _valuation_write(scene: Scene) -> Draft:
    names = {
        party.symbol: called(party.instrument, scene.request.language, bare=True)
        for party in scene.request.parties
    }
    found = [one for one in scene.data("valuation") if one.measure in _SHOWN and one.subject in names]
    who = scene.say(" and ", "和").join(
        called(party.instrument, scene.request.language) for party in scene.request.parties[:2]
    )
    if not found:
        return Draft(
            scene.say(f"No valuation of {who} is at hand", f"手头没有{who}的估值指标"),
            (),
            tuple(dict.fromkeys(scene.errors.values()))[:2]
            or (scene.say(f"P/E of {who}", f"{who}的市盈率"),),
        )
    lead = next(
        (one for key in ("forward_pe", "trailing_pe") for one in found if one.measure == key), found[0]
    )
    measure = scene.say(*_SHOWN[lead.measure])
    title = scene.say(
        f"{measure} of {names[lead.subject]}: {scene.ref(lead, 1)}",
        f"{names[lead.subject]}{measure}为{scene.ref(lead, 1)}",
    )
    symbols = [symbol for symbol in names if any(one.subject == symbol for one in found)]
    rows = []
    for key, words in _SHOWN.items():
        cells = [
            next((scene.ref(one) for one in found if one.measure == key and one.subject == symbol), "–")
            for symbol in symbols
        ]
        if any(cell != "–" for cell in cells):
            rows.append("| " + " | ".join([scene.say(*words), *cells]) + " |")
    head = "| " + " | ".join([scene.say("Measure", "指标"), *(names[symbol] for symbol in symbols)]) + " |"
    return Draft(title, ("\n".join([head, "|---|" + "---:|" * len(symbols), *rows]),), (), ())


SUMMARY = Plan(needed=_summary_needed, better=_summary_better, write=_summary_write)
SECTORS = Plan(needed=_sectors_needed, write=_sectors_write)
VALUATION = Plan(needed=_valuation_needed, write=_valuation_write)
