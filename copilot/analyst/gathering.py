"""Evidence for a text that comes with none: its claims first, then the data that they need, through the same tools.

What nobody can know from market data (a survey, a company's revenue) is simply not gathered: the check then says that
it was not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from copilot import _bundled, names, prompting
from copilot.analyst.answers.windows import bounds
from copilot.analyst.claims import Claim, claims
from copilot.analyst.periods import Period, dates, periods
from copilot.analyst.recomputing import calls
from copilot.analyst.scene import Call, Scene
from copilot.analyst.understanding import Intent, Request
from copilot.errors import CopilotError, NoData
from copilot.ledger import Fact, Ledger
from copilot.ports import Desk
from copilot.reading import sentences
from copilot.types import Article, Datum, Instrument, Passage, Series

__all__ = ["gather"]

_MOST_CALLS = 60  # a pasted report must not ask for the whole market
_AVERAGE = re.compile(
    r"(\d{1,3})[- ]?(?:day|session|week)s?[^.;,]{0,20}\b(?:average|line|sma|ma)\b|(\d{1,3})日(?:移动)?(?:均线|平均)",
    re.I,
)
_VALUED = re.compile(r"p/?e\b|earnings|multiple|market cap|dividend yield|市盈率|市值|股息率|估值", re.I)
_EXTREME = re.compile(r"high|low|peak|drawdown|record|高点|低点|新高|新低|最高|最低|回撤|峰值", re.I)
_SESSIONS = re.compile(
    r"\b(?:last|past|previous|prior) (\d{1,3}) (?:trading |business )?(?:sessions|days)\b|近(\d{1,3})个交易日",
    re.I,
)
_SECTOR = re.compile(
    r"\bsectors?\b|板块|\b(?:utilities|materials|financials|industrials|energy|technology|health care|real estate|staples|"
    r"discretionary|communication services)\b.{0,30}\b(?:led|lag|lead|trail|best|worst|outperform|market|gain|rose|fell)|"
    r"(?:公用事业|原材料|金融|工业|能源|科技|医疗|房地产|必需消费|可选消费|通信服务).{0,8}(?:领涨|领跌|居首|垫底|最)",
    re.I,
)
_LEVEL = re.compile(r"clos|trad|price|at \$|stands|level|收|报|股价|点", re.I)
_RISK = re.compile(r"volatil|波动率", re.I)


def gather(text: str, desk: Desk) -> Ledger:
    """A ledger with the data that the text's claims speak of, as far as the market at hand has them. May be empty."""
    article = Article("", text, published=desk.today)
    request = Request(text[:2000], prompting.language(text), desk.today, Intent.CHECK)
    scene = Scene(request, desk, desk.market.info)
    found = claims(article, desk)
    asked = (*_spoken(article, desk, found), *calls(scene, article, found))
    # A base that would make a wrong figure true is a remark of an analysis, no evidence for the figure.
    wanted = {f"{call.tool} {call.arguments}": call for call in asked if not call.role.endswith(":base")}
    ledger = Ledger()
    for call in list(wanted.values())[:_MOST_CALLS]:
        ledger = ledger.add(*_fetched(desk, call.tool, dict(call.arguments)))
    return ledger


def _fetched(desk: Desk, tool: str, arguments: dict[str, object]) -> tuple[Fact, ...]:
    """What a tool returns; nothing where the market has not what is asked."""
    function = getattr(_bundled.tools(), tool)
    try:
        result = function(desk, **arguments)
    except CopilotError:
        return ()
    facts = result if isinstance(result, tuple) else (result,)
    return tuple(fact for fact in facts if isinstance(fact, (Datum, Series, Passage, Article)))


def _spoken(article: Article, desk: Desk, found: Iterable[Claim]) -> Iterator[Call]:
    """Sentence by sentence: the instruments that it names, over the stretches that it or the one before names."""
    stretch: tuple[Period, ...] = ()
    before: tuple[Instrument, ...] = ()
    for unit in sentences(article.text):
        sentence = article.text[unit.start : unit.end]
        stretch = periods(sentence, desk.today) or stretch
        held = _held(sentence, desk) or before
        before = held
        if not re.search(r"\d", sentence) and not _SECTOR.search(sentence) and len(held) < 2:
            continue
        yield from _of(sentence, held, stretch, desk)


def _held(sentence: str, desk: Desk) -> tuple[Instrument, ...]:
    symbols = [mention.symbol for mention in names.mentions(sentence)]
    symbols += re.findall(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z]|\.[A-Z])", sentence)
    found: dict[str, Instrument] = {}
    for symbol in symbols:
        try:
            one = desk.market.resolve(symbol)
        except NoData:
            continue
        if one.symbol == symbol or one.note:
            found.setdefault(one.symbol, one)
    return tuple(found.values())[:6]


def _of(
    sentence: str, held: tuple[Instrument, ...], stretch: tuple[Period, ...], desk: Desk
) -> Iterator[Call]:
    symbols = [one.symbol for one in held]
    if _SECTOR.search(sentence):
        day = next((one.start for one in stretch if one.unit == "day" and one.start), None)
        yield Call.of("", "sectors", end=day.isoformat() if day and day < desk.today else None)
    for period in stretch[:3]:
        arguments = _arguments(period, held, desk)
        if len(symbols) > 1:
            yield Call.of("", "compare", symbols=symbols, **arguments)
        elif symbols:
            yield Call.of("", "price_return", symbol=symbols[0], **arguments)
    for symbol in symbols:
        for match in _AVERAGE.finditer(sentence):
            yield Call.of("", "distance_to_average", symbol=symbol, days=int(match[1] or match[2]))
        if _LEVEL.search(sentence):
            days = dates(sentence, desk.today) or (None,)
            for day in days[:2]:
                yield Call.of(
                    "", "last_close", symbol=symbol, day=day.isoformat() if isinstance(day, date) else None
                )
        if _EXTREME.search(sentence):
            counted = _SESSIONS.search(sentence)
            window = {"start": f"{counted[1] or counted[2]}D"} if counted else {}
            yield Call.of("", "high_low", symbol=symbol, **window)
        if _RISK.search(sentence):
            yield Call.of("", "volatility", symbol=symbol)
        if not stretch:
            yield Call.of("", "quote", symbol=symbol)
    if symbols and _VALUED.search(sentence):
        yield Call.of("", "valuation", symbols=symbols)


def _arguments(period: Period, held: tuple[Instrument, ...], desk: Desk) -> dict[str, int | str | None]:
    """A day on its own is that session's move, from the close before."""
    if period.unit != "day" or period.start is None:
        return bounds(period)
    calendar = held[0].calendar if held else "XNYS"
    last = desk.exchanges.last_session(calendar, min(period.start, desk.today))
    return {"sessions": 1, "end": last.isoformat()}
