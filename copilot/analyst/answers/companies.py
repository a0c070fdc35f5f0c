"""What a company earned, paid and owes, where the market at hand has its accounts; else what the articles say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from copilot.analyst.answers import digest
from copilot.analyst.answers.plan import Plan
from copilot.analyst.phrases import called, day
from copilot.analyst.scene import Call, Draft, Scene
from copilot.ports import CompanyData
from copilot.types import Datum, Instrument

__all__ = ["FUNDAMENTALS"]

_PAYOUT = re.compile(r"dividend|payout|stock split|分红|股息|派息|拆股|送转", re.I)
_QUARTER = re.compile(r"\bquarter|\bq[1-4]\b|季", re.I)
_EXPECTED = re.compile(r"expect|estimate|consensus|forecast|surprise|预期|预测", re.I)
# measure: what a question asks it by, and how a table calls it
_LINES = {
    "revenue": (r"revenue|sales|营收|收入", "Revenue", "营收"),
    "gross_profit": (r"gross profit|毛利(?!率)", "Gross profit", "毛利"),
    "operating_income": (r"operating (?:income|profit)|营业利润|经营利润", "Operating income", "营业利润"),
    "net_income": (r"net income|profit|earnings|净利|利润", "Net income", "净利润"),
    "diluted_eps": (r"\beps\b|per share|每股收益", "Diluted EPS", "稀释每股收益"),
    "free_cash_flow": (r"cash flow|现金流", "Free cash flow", "自由现金流"),
    "capital_expenditure": (r"capex|capital expenditure|资本开支", "Capital expenditure", "资本开支"),
    "total_debt": (r"debt|债|负债", "Total debt", "总债务"),
    "cash": (r"\bcash\b(?! flow)|现金(?!流)", "Cash and equivalents", "现金及现金等价物"),
}
_RATES = {
    "gross_margin": (r"gross margin|margin|毛利率|利润率", "gross margin", "毛利率"),
    "operating_margin": (r"operating margin|margin|营业利润率|利润率", "operating margin", "营业利润率"),
    "net_margin": (r"net margin|profit margin|margin|净利率|利润率", "net margin", "净利率"),
}
_USUAL = ("revenue", "net_income", "diluted_eps", "free_cash_flow")


def _needed(scene: Scene) -> Iterable[Call]:
    if not isinstance(scene.desk.market, CompanyData):
        yield from digest.FUNDAMENTALS.needed(scene)
        return
    for party in scene.request.parties[:2]:
        question = scene.request.question
        if party.instrument.kind == "etf":
            yield Call.of(f"holdings:{party.symbol}", "holdings", symbol=party.symbol)
        elif _PAYOUT.search(question):
            yield Call.of(f"payouts:{party.symbol}", "payouts", symbol=party.symbol)
        elif not _EXPECTED.search(question):
            period = "quarterly" if _QUARTER.search(question) else "annual"
            yield Call.of(f"accounts:{party.symbol}", "fundamentals", symbol=party.symbol, period=period)
        if _EXPECTED.search(question) and party.instrument.kind != "etf":
            yield Call.of(f"estimates:{party.symbol}", "estimates", symbol=party.symbol)


def _write(scene: Scene) -> Draft:
    titles: list[str] = []
    body: list[str] = []
    for party in scene.request.parties[:2]:
        for part in (_estimates, _accounts, _payouts, _holdings):
            for title, text in part(scene, party.instrument):
                titles.append(title)
                body.append(text)
    if not body:
        return digest.FUNDAMENTALS.write(scene)
    return Draft(next(title for title in titles if title), tuple(body), tuple(scene.errors.values())[:3])


def _accounts(scene: Scene, one: Instrument) -> Iterator[tuple[str, str]]:
    found = scene.data(f"accounts:{one.symbol}")
    ends = sorted({item.as_of for item in found if item.measure in _LINES and item.as_of}, reverse=True)
    if not ends:
        return
    latest = {item.measure: item for item in found if item.as_of == ends[0]}
    before = {item.measure: item for item in found if len(ends) > 1 and item.as_of == ends[1]}
    name, question = called(one, scene.request.language), scene.request.question
    asked = [key for key, (words, *_) in _LINES.items() if key in latest and re.search(words, question, re.I)]
    rates = [key for key, (words, *_) in _RATES.items() if key in latest and re.search(words, question, re.I)]
    shown = asked or ([] if rates else [key for key in _USUAL if key in latest])
    when = _when(scene, latest.get("revenue") or next(iter(latest.values())))
    if shown:
        first = latest[shown[0]]
        label = _LINES[shown[0]][1].lower(), _LINES[shown[0]][2]
        title = scene.say(
            f"{name}: {label[0]} of {scene.ref(first)} in {when}",
            f"{name}{when}{label[1]}为{scene.ref(first)}",
        )
    else:
        rate = latest[rates[0]]
        title = scene.say(
            f"{name}: {_RATES[rates[0]][1]} of {scene.ref(rate, 1)} in {when}",
            f"{name}{when}{_RATES[rates[0]][2]}为{scene.ref(rate, 1)}",
        )
    yield title, _sentences(scene, name, when, latest, shown, rates)
    if len(shown) > 1 and before:
        yield "", _table(scene, shown, latest, before)


def _when(scene: Scene, item: Datum) -> str:
    """FY2025 · 2025财年; the quarter to 30 September 2026 · 截至2026年9月30日的季度."""
    words = item.window.words if item.window else ""
    if words.startswith("FY"):
        return scene.say(words, f"{words[2:]}财年")
    end = (item.window and item.window.end) or item.as_of
    when = day(end, scene.request.language) if end else ""
    return scene.say(f"the quarter to {when}", f"截至{when}的季度")


def _sentences(
    scene: Scene, name: str, when: str, latest: dict[str, Datum], shown: list[str], rates: list[str]
) -> str:
    said = []
    for key in shown[:2] if len(shown) > 2 else shown:
        _, english, chinese = _LINES[key]
        words = english if english.isupper() or "EPS" in english else english.lower()
        said.append(
            scene.say(
                f"The {words} of {name} was {scene.ref(latest[key])} in {when}.",
                f"{name}{when}{chinese}为{scene.ref(latest[key])}。",
            )
        )
        growth = latest.get(f"{key}_growth_yoy") or latest.get(f"{key.removeprefix('diluted_')}_growth_yoy")
        if growth is not None:
            said.append(
                scene.say(
                    f"Its {words} growth year on year was {scene.ref(growth)}.",
                    f"{chinese}同比增速为{scene.ref(growth)}。",
                )
            )
    for key in rates or [key for key in _RATES if key in latest and not shown]:
        _, english, chinese = _RATES[key]
        said.append(
            scene.say(
                f"The {english} of {name} was {scene.ref(latest[key], 1)} in {when}.",
                f"{name}{when}{chinese}为{scene.ref(latest[key], 1)}。",
            )
        )
    return ("" if scene.zh else " ").join(said)


def _table(scene: Scene, shown: list[str], latest: dict[str, Datum], before: dict[str, Datum]) -> str:
    both = [key for key in shown if key in before]
    columns = [_when(scene, side[both[0]]).removeprefix("the ") for side in (latest, before)]
    lines = [
        f"| {scene.say('Item', '项目')} | {columns[0]} | {columns[1]} |",
        "|---|---:|---:|",
    ]
    lines += [
        f"| {scene.say(_LINES[key][1], _LINES[key][2])} | {scene.ref(latest[key])} | {scene.ref(before[key])} |"
        for key in both
    ]
    return "\n".join(lines)


def _payouts(scene: Scene, one: Instrument) -> Iterator[tuple[str, str]]:
    found = scene.data(f"payouts:{one.symbol}")
    paid = [item for item in found if item.measure == "dividend"]
    if not paid or paid[-1].as_of is None:
        return
    name, last = called(one, scene.request.language), paid[-1]
    when = day(last.as_of, scene.request.language) if last.as_of else ""
    yield (
        scene.say(f"{name}: last dividend {scene.ref(last)}", f"{name}最近一次每股股息为{scene.ref(last)}"),
        scene.say(
            f"The dividend of {name} with ex-date {when} was {scene.ref(last)}.",
            f"{name}除息日{when}的每股股息为{scene.ref(last)}。",
        ),
    )


def _holdings(scene: Scene, one: Instrument) -> Iterator[tuple[str, str]]:
    found = scene.data(f"holdings:{one.symbol}")
    if not found:
        return
    first = found[0]
    rows = "\n".join(f"| {item.subject} | {item.name} | {scene.ref(item)} |" for item in found[:10])
    head = scene.say("| Symbol | Holding | Weight |", "| 代码 | 持仓 | 权重 |")
    yield (
        scene.say(
            f"{one.symbol}: the largest holding is {first.subject} with a weight of {scene.ref(first)}",
            f"{one.symbol}第一大持仓为{first.subject}，权重{scene.ref(first)}",
        ),
        f"{head}\n|---|---|---:|\n{rows}",
    )


def _estimates(scene: Scene, one: Instrument) -> Iterator[tuple[str, str]]:
    name, title = called(one, scene.request.language), ""
    said = []
    for item in scene.data(f"estimates:{one.symbol}"):
        if not item.measure.endswith("_estimate") or not item.note.startswith("current"):
            continue
        eps = item.measure == "eps_estimate"
        label = scene.say("EPS" if eps else "revenue", "每股收益" if eps else "营收")
        period = _when(scene, item)
        said.append(
            scene.say(
                f"The {label} estimate for {name} for {period} is {scene.ref(item)}.",
                f"{name}{period}{label}一致预期为{scene.ref(item)}。",
            )
        )
        title = title or scene.say(
            f"{name}: {label} estimate of {scene.ref(item)} for {period}",
            f"{name}{period}{label}一致预期为{scene.ref(item)}",
        )
    if said:
        yield title, ("" if scene.zh else " ").join(said)


FUNDAMENTALS = Plan(needed=_needed, write=_write)
