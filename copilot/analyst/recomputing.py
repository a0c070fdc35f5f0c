"""Each computable claim of an article computed again over its own stretch of time, and what that says of it.

The search for a fitting start looks at the market's rows; it only proposes. Every figure that is shown, and every
verdict, comes from data that the tools returned for the proposed dates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from copilot.analyst.claims import Claim, Kind
from copilot.analyst.periods import Period
from copilot.analyst.scene import Call, Scene, amount
from copilot.types import Adjustment, Article, Datum, Row, Series

__all__ = ["Judgement", "Verdict", "calls", "judged"]

_NEARBY = 400  # days around a stated base in which one is looked for that would make the claim true
_CLOSE = Decimal("0.1")  # a bound is loose when the figure lies further off than this share of it


class Verdict(StrEnum):
    AGREES = "agrees"
    CONTRADICTED = "contradicted"
    UNCHECKABLE = "not checkable"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the market says of one claim. `low` and `high` are the spread over a loose base ("early 2021")."""

    claim: Claim
    verdict: Verdict
    datum: Datum | None = None
    low: Datum | None = None
    high: Datum | None = None
    base: Datum | None = None  # over the nearest stretch that would make a contradicted claim true
    reason: tuple[str, str] = ("", "")  # why it cannot be checked, English and Chinese
    loose: bool = False  # agrees, but a much tighter bound holds


@dataclass(frozen=True, slots=True)
class _Proposal:
    """The dates to ask the tools for."""

    start: date
    low: date | None = None
    high: date | None = None
    base: date | None = None


def calls(scene: Scene, article: Article, found: Sequence[Claim]) -> Iterator[Call]:
    """The tool calls that compute the claims again; one role a claim, `claim:3`, with `:low`, `:high` and `:base`."""
    basis = _bases(scene, found)
    for place, claim in enumerate(found):
        if not claim.computable or claim.subject is None:
            continue
        last = _end(claim, article, scene)
        kind = (
            "total"
            if claim.dividends and "total" in basis[claim.subject.symbol]
            else basis[claim.subject.symbol][0]
        )
        yield from _calls(scene, claim, place, found, last, kind)


def _calls(
    scene: Scene, claim: Claim, place: int, found: Sequence[Claim], last: date, kind: str
) -> Iterable[Call]:
    assert claim.subject is not None
    symbol, role, end = claim.subject.symbol, f"claim:{place}", last.isoformat()
    tool = "total_return" if kind == "total" else "price_return"
    match claim.kind:
        case Kind.LEVEL:
            yield Call.of(role, "last_close", symbol=symbol, day=end)
        case Kind.AVERAGE:
            yield Call.of(role, "distance_to_average", symbol=symbol, days=claim.days or 200, end=end)
        case Kind.DRAWDOWN if not claim.peak_year:
            yield Call.of(role, "drawdown", symbol=symbol, start="52W", end=end)
        case Kind.DRAWDOWN:
            peak = _peak(scene, claim, kind, last)
            if peak is not None:
                yield Call.of(role, tool, symbol=symbol, start=peak.isoformat(), end=end)
        case Kind.EXCESS if claim.against is not None and claim.period is not None:
            total = True if kind == "total" else None
            if claim.period.sessions:
                yield Call.of(role, "compare", symbols=[symbol, claim.against.symbol], sessions=claim.period.sessions, end=end, total=total)  # fmt: skip
            elif claim.period.start is not None:
                yield Call.of(role, "compare", symbols=[symbol, claim.against.symbol], start=claim.period.start.isoformat(), end=end, total=total)  # fmt: skip
        case Kind.RETURN if claim.period is not None and claim.period.sessions:
            yield Call.of(role, tool, symbol=symbol, sessions=claim.period.sessions, end=end)
        case Kind.RETURN if claim.period is not None:
            proposal = _proposed(scene, claim, found, last, kind)
            if proposal is not None:
                yield Call.of(role, tool, symbol=symbol, start=proposal.start.isoformat(), end=end)
                for name, day in (("low", proposal.low), ("high", proposal.high), ("base", proposal.base)):
                    if day is not None:
                        yield Call.of(f"{role}:{name}", tool, symbol=symbol, start=day.isoformat(), end=end)
        case _:
            return


def _bases(scene: Scene, found: Sequence[Claim]) -> dict[str, tuple[str, ...]]:
    """Per symbol the kinds of return that the market can give, price first."""
    symbols = list(dict.fromkeys(one.subject.symbol for one in found if one.subject is not None))
    result = {}
    for symbol in symbols:
        kinds = []
        for kind, adjustment in (("price", None), ("total", Adjustment.TOTAL)):
            since = scene.request.as_of - timedelta(days=12)
            rows = scene.desk.market.history(
                [symbol], adjustment=adjustment, start=since, end=scene.request.as_of
            )[symbol]
            if isinstance(rows, Series) and (rows.adjustment is Adjustment.TOTAL) == (kind == "total"):
                kinds.append(kind)
        result[symbol] = tuple(kinds) or ("price",)
    return result


def _end(claim: Claim, article: Article, scene: Scene) -> date:
    """The claim's own last day: the one that it names, else the article's, never later than as-of."""
    as_of = scene.request.as_of
    last = article.published or as_of
    if claim.period is not None and claim.period.end is not None and claim.kind is not Kind.DRAWDOWN:
        last = claim.period.end
    return min(last, as_of)


# --- proposing dates -----------------------------------------------------------------------------------------------


def _rows(scene: Scene, symbol: str, kind: str, start: date, end: date) -> tuple[Row, ...]:
    adjustment = Adjustment.TOTAL if kind == "total" else None
    found = scene.desk.market.history([symbol], adjustment=adjustment, start=start, end=end)[symbol]
    return found.rows if isinstance(found, Series) else ()


def _peak(scene: Scene, claim: Claim, kind: str, last: date) -> date | None:
    """The day of the highest close of the named year, where the rows hold all of that year."""
    assert claim.subject is not None
    first = date(claim.peak_year, 1, 1)
    rows = _rows(
        scene, claim.subject.symbol, kind, first - timedelta(days=7), min(date(claim.peak_year, 12, 31), last)
    )
    within = [row for row in rows if row[0] >= first]
    if not within or rows[0][0] >= first:  # a maximum of the rows at hand is no peak of the year
        return None
    return max(within, key=lambda row: row[1])[0]


def _proposed(scene: Scene, claim: Claim, found: Sequence[Claim], last: date, kind: str) -> _Proposal | None:
    period = claim.period
    if period is None or period.start is None or claim.subject is None:
        return None
    if period.unit == "day":
        before = scene.desk.exchanges.last_session(claim.subject.calendar, period.start - timedelta(days=1))
        return _Proposal(before)
    values = _returns(scene, claim.subject.symbol, kind, period.start - timedelta(days=_NEARBY), last)
    if not values or (period.latest_start is None and min(values) > period.start):
        return None
    if period.latest_start is not None:
        return _loose(scene, claim, found, last, kind)
    start = max(day for day in values if day <= period.start)
    quantity = claim.quantity
    assert quantity is not None
    if quantity.admits(values[start], "%") or claim.fact is None or _fixed(period):
        return _Proposal(period.start)
    fits = [day for day, value in values.items() if quantity.admits(value, "%") and (last - day).days > 5]
    return _Proposal(period.start, base=min(fits, key=lambda day: abs((day - start).days), default=None))


def _fixed(period: Period) -> bool:
    """A calendar month, quarter or year that is over has one base only: no other start would make its claim true."""
    return period.unit == "calendar" and period.end is not None


def _returns(scene: Scene, symbol: str, kind: str, first: date, last: date) -> dict[date, Decimal]:
    """The return to the last day from every start, in per cent, as measures quantise it."""
    rows = _rows(scene, symbol, kind, first, last)
    if len(rows) < 2:
        return {}
    final = rows[-1][1]
    return {day: ((final / value - 1) * 100).quantize(Decimal("0.0001")) for day, value in rows[:-1] if value}


def _loose(scene: Scene, claim: Claim, found: Sequence[Claim], last: date, kind: str) -> _Proposal | None:
    """ "Early 2021": some start from January to March that fits every figure of the sentence, and the spread."""
    period = claim.period
    if period is None or period.start is None or period.latest_start is None or claim.subject is None:
        return None
    together = [
        one
        for one in found
        if one.place == claim.place and one.kind is Kind.RETURN and one.subject and one.quantity and one.period
        and one.period.key == period.key
    ]  # fmt: skip
    tables = [(one, _returns(scene, one.subject.symbol, kind, period.start - timedelta(days=7), last)) for one in together if one.subject]  # fmt: skip
    own = next(
        (table for one, table in tables if one.subject and one.subject.symbol == claim.subject.symbol), {}
    )
    base = max((day for day in own if day <= period.start), default=None)
    starts = [day for day in own if (base or period.start) <= day <= period.latest_start]
    if not starts or (base is None and min(own, default=date.max) > period.start):
        return None
    common = [day for day in starts if all(day in table for _, table in tables)]
    fitting = [day for day in common if all(_fits(one, table[day]) for one, table in tables)]
    best = min(fitting or common, key=lambda day: sum(_miss(one, table[day]) for one, table in tables))
    low, high = (extreme(starts, key=lambda day: own[day]) for extreme in (min, max))
    return _Proposal(best, low, high)


def _fits(claim: Claim, value: Decimal) -> bool:
    return claim.quantity is not None and claim.quantity.admits(value, "%")


def _miss(claim: Claim, value: Decimal) -> Decimal:
    assert claim.quantity is not None
    return (
        abs(value - claim.quantity.value)
        if not _fits(claim, value) or claim.quantity.interval[1] is not None
        else Decimal(0)
    )


# --- judging -------------------------------------------------------------------------------------------------------


def judged(scene: Scene, found: Sequence[Claim]) -> tuple[Judgement, ...]:
    """One judgement a claim, from what the tools returned."""
    return tuple(_judged(scene, claim, place) for place, claim in enumerate(found))


def _judged(scene: Scene, claim: Claim, place: int) -> Judgement:
    role = f"claim:{place}"
    measures = {
        Kind.LEVEL: ("close",),
        Kind.AVERAGE: ("distance_to_average",),
        Kind.DRAWDOWN: ("drawdown", "price_return", "total_return"),
        Kind.EXCESS: ("excess_return",),
        Kind.RETURN: ("price_return", "total_return"),
    }.get(claim.kind, ())
    datum = next((one for one in scene.data(role) if one.measure in measures), None)
    if datum is None or claim.quantity is None:
        return Judgement(claim, Verdict.UNCHECKABLE, reason=_reason(scene, claim, scene.errors.get(role, "")))
    low, high, base = (scene.datum(f"{role}:{name}") for name in ("low", "high", "base"))
    value = _comparable(claim, datum)
    agrees = claim.quantity.admits(value, claim.quantity.unit)
    limit = claim.quantity.value
    bounded = None in claim.quantity.interval
    loose = agrees and bounded and limit != 0 and abs(value - limit) > abs(limit) * _CLOSE
    return Judgement(
        claim, Verdict.AGREES if agrees else Verdict.CONTRADICTED, datum, low, high, base, loose=loose
    )


def _comparable(claim: Claim, datum: Datum) -> Decimal:
    """A lead that the article states without saying whose is compared by its size; a drawdown is negative both ways."""
    value = amount(datum)
    assert claim.quantity is not None
    if claim.kind is Kind.EXCESS and claim.quantity.value > 0:
        return abs(value) if claim.fact is None or not claim.fact.written.signed else value
    if claim.kind is Kind.DRAWDOWN:
        return -abs(value) if claim.quantity.value < 0 else abs(value)
    return value


def _reason(scene: Scene, claim: Claim, error: str) -> tuple[str, str]:
    match claim.kind:
        case Kind.VALUATION:
            return "no earnings multiples of that day in the market data", "行情数据中没有当日的盈利倍数"
        case Kind.SURVEY:
            return "a survey of investors is not in the market data", "投资者调查不在行情数据之内"
        case Kind.EVENT:
            return "the dates of those events are not in the market data", "行情数据中没有这些事件的日期"
        case Kind.COMPANY:
            return "company figures are not in the market data", "公司经营数据不在行情数据之内"
        case Kind.MACRO:
            return "economic figures are not in the market data", "宏观数据不在行情数据之内"
        case Kind.FORECAST:
            return "a forecast, which no data can confirm yet", "属于预测，尚无数据可以印证"
    if claim.subject is None:
        return "this market holds no such instrument", "本行情中没有这一标的"
    if claim.kind is Kind.EXCESS and claim.against is None:
        return "the article does not say over what", "文章没有说明相对什么"
    if claim.kind in (Kind.RETURN, Kind.EXCESS) and claim.period is None:
        return "the article names no stretch of time", "文章没有说明时间区间"
    if claim.kind in (Kind.RETURN, Kind.DRAWDOWN, Kind.EXCESS, Kind.LEVEL, Kind.AVERAGE):
        if "no close with dividends" in error or "price index" in error:
            return "one of the two is recorded without dividends", "两者之一的记录不含股息"
        if "dividend-adjusted" in error:
            return "only dividend-adjusted closes are recorded", "只有复权收盘价记录"
        return "the rows at hand begin later", "手头的数据起始日更晚"
    return "no figure that prices could confirm", "不是价格数据可以印证的数字"
