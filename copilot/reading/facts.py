"""Every number that a ledger holds, under one form: whose, which measure, which time, how much.

Rows of data and numbers of articles are read with the same words as the sentences that cite them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from copilot import style
from copilot.reading.concepts import concept_unit, core_of, is_performance, narrowed
from copilot.reading.keys import key_of, places_in
from copilot.reading.labels import BASES, label
from copilot.reading.lexicon import words
from copilot.reading.periods import Kind, Period
from copilot.reading.script import simplified
from copilot.reading.timeline import window_periods
from copilot.types import Computed, Datum, Hedge, Observed, Passage

__all__ = ["Fact", "of_data"]


# Each is itself: hashing its rows would cost more than reading it.
@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A number of source `source`, in base units."""

    source: int
    value: Decimal
    unit: str
    entity: str  # key; empty: its source does not say
    concepts: frozenset[str]
    words: frozenset[str]
    periods: tuple[Period, ...]
    title: str  # how a message names it
    datum: Datum | None = None
    passage: Passage | None = None
    hedge: Hedge = Hedge.EXACT
    against: str = ""
    entities: tuple[str, ...] = ()  # of a text: all that its sentence names
    near: frozenset[str] = frozenset()  # of a text: stems around the number
    step: Decimal = Decimal(0)
    direction: int = 0  # of a text: the polarity that its words give the number
    tabular: bool = False
    scaled: bool = True
    toward: int = 0  # of a text: see FigureReading
    beside: str = ""
    contest: tuple[str, str, str] = ("", "", "")
    preposition: str = ""  # of a text: from, to or by
    per: str = ""  # what a price or a payment is of one of: a barrel, a share, ten shares
    voices: frozenset[str] = frozenset()
    world: frozenset[str] = frozenset()  # of a text: all that its article names

    @property
    def core(self) -> frozenset[str]:
        """What is measured, without the modifiers (year on year, adjusted)."""
        return core_of(self.concepts)


_OF_PRICES = frozenset({"average", "exponential_average", "close", "return", "distance_to_average"})
_APART = frozenset({"distance", "dist", "deviation", "bias", "gap", "above", "below", "from", "偏离", "乖离", "距离", "偏离度"})  # fmt: skip
_MACRO = {
    "cpi", "core_cpi", "pce", "core_pce", "ppi", "unemployment", "payrolls", "jobless_claims", "gdp", "retail_sales", "industrial_production", "fixed_investment",
    "housing_starts", "home_prices", "pmi", "services_pmi", "policy_rate", "lpr", "yield", "spread", "m2", "social_financing", "new_loans", "exports", "imports", "trade_balance",
    "fx_reserves", "confidence", "wages", "reserve_ratio", "exchange_rate", "vix",
}  # fmt: skip


# What is known on the last day of its window.
_STANDING = {
    "average", "exponential_average", "distance_to_average", "drawdown", "max_drawdown", "high", "low", "volatility", "beta", "correlation", "relative_strength_index",
    "macd", "macd_signal", "bollinger_upper", "bollinger_lower", "average_true_range", "average_volume", "rise_from_low",
}  # fmt: skip


def of_data(data: Sequence[Datum]) -> tuple[Fact, ...]:
    """The facts of source 0, in order."""
    return tuple(_of_datum(one) for one in data if isinstance(one.value, Decimal))


@functools.lru_cache(maxsize=8192)
def _of_datum(datum: Datum) -> Fact:
    window = datum.window and replace(datum.window, words=simplified(datum.window.words))
    read = replace(
        datum,
        subject=simplified(datum.subject),
        name=simplified(datum.name),
        measure=simplified(datum.measure),
        unit=simplified(datum.unit),
        window=window,
    )
    return replace(_of_simplified(read), datum=datum)


def _of_simplified(datum: Datum) -> Fact:
    unit, factor = style.canonical_unit(datum.unit)
    if not unit and datum.currency and len(datum.currency) == 3 and datum.unit.lower() not in ("x", "ratio"):
        unit = datum.currency.upper()
    assert isinstance(datum.value, Decimal)
    read = label(datum.measure)
    tags, extra, when = set(read.concepts), set(read.words), list(read.periods)
    if datum.window is not None and datum.window.words:
        more = label(datum.window.words)
        tags |= more.concepts & BASES
        if "pe" in tags and "ttm" in datum.window.words.lower():
            tags = tags - {"pe"} | {"trailing_pe"}
    if "yield" in tags and is_performance(f"{datum.measure} {datum.name} {datum.subject}"):
        tags = tags - {"yield"} | {"return"}
    entity = key_of(datum.subject, datum.name)
    official = datum.subject.upper() in words("series")
    if official or not names_instrument(entity) or label(datum.name).concepts & {"yield"}:
        entity, tags, extra, when = _subject(datum, entity, tags, extra, when)
    tags, extra = _measured(datum, entity, unit, tags, extra)
    if isinstance(datum.basis, Observed) and not tags:
        tags.add(datum.basis.series.field)
    places = tuple(k for w in _words(datum.measure) if (k := key_of(w)).startswith("place:") and k != entity)
    when = _timed(datum, [*when, *window_periods(datum.window, datum.as_of)], tags, extra)
    if not unit and core_of(tags) and all(concept_unit(one) == "multiple" for one in core_of(tags)):
        unit = "x"  # 市盈率25.1, whether it says so or not
    title = " ".join(
        part for part in (datum.name or datum.subject, datum.measure.replace("_", " "), _when(datum)) if part
    )
    against = key_of(datum.against) if datum.against else ""
    return Fact(
        0,
        datum.value * factor,
        unit,
        entity,
        frozenset(tags),
        frozenset(extra),
        tuple(when),
        title,
        datum,
        against=against,
        entities=(entity, *places[:1]) if places else (),  # "Greater China revenue" is spoken of as China's
    )


def _measured(
    datum: Datum, entity: str, unit: str, tags: set[str], extra: set[str]
) -> tuple[set[str], set[str]]:
    """What is measured, where unit and subject say more than the words of the label."""
    if unit == "%" and tags & {"average", "exponential_average"} and tags <= _OF_PRICES:
        # an average in per cent is how far the price stands from it
        tags, extra = {"distance_to_average"}, extra - _APART
    if tags & _MACRO:
        tags -= {"close"}  # the "level" of a rate or of a survey is no price
    if tags & _MACRO and "return" in tags:  # the "change" of retail sales or prices is no return
        tags = tags - {"return"} | (set() if tags & BASES else {"growth"})
    if (
        "return" in tags
        and not core_of(tags) - {"return"}
        and (unit == "points" or (unit == "" and datum.measure.startswith("涨跌")))
    ):
        tags = tags - {"return"} | {"price_change"}  # 涨跌 -42.53: in points
    priced = names_instrument(datum.subject) or names_instrument(entity)
    if priced and unit in ("%", "bps") and not core_of(tags) and not extra and not tags & BASES:
        tags = tags - {"growth"} | {"return"}  # an instrument's "change", or a bare "ytd", is its return
    if priced and unit in ("%", "bps") and core_of(tags) in ({"close"}, {"price_change"}):
        tags = {"return"}  # a price's change in per cent
    valued = unit in ("", "points") or re.fullmatch("[A-Z]{3}", unit)
    if names_instrument(entity) and not tags and not extra and valued:
        tags = {"close"}  # an instrument's "rate", "value" or "level" is its price
    if unit == "%" and "revenue" in tags and re.search("share|占比|mix", datum.measure, re.IGNORECASE):
        tags |= {"weight"}  # a part of the revenue
    if "aum" in tags and re.search("(?:操作|到期|发行|投放|新发|募集|交易|贷款|社融)规模", datum.measure):
        tags = tags - {"aum"}  # the size of an operation, of no fund
    if "percentile" in tags:  # where a multiple stands in its own history is no multiple
        extra |= {simplified(word) for word in re.findall("市盈率|市净率|股息率|估值", datum.measure)}
        tags = {"percentile"}
    return tags, extra


def _timed(datum: Datum, when: list[Period], tags: set[str], extra: set[str]) -> list[Period]:
    """The times of a row, where its measure says more than its window."""
    if "gdp" in tags:  # the month of a quarter's growth is its last
        when = [_as_quarter(one) for one in when]
    if extra & _BEFORE:  # a previous close is of the day before its row's date
        when = [*(one for one in when if one.kind is not Kind.DATE), Period(Kind.PRIOR, unit="day")]
    if datum.as_of is not None and tags & _STANDING:
        when = [*when, Period.on(datum.as_of)]
    return [*when, *(Period.on(day) for day in _reached(datum))]


_BEFORE = frozenset({"previou", "previous", "prev", "昨"})


def _as_quarter(one: Period) -> Period:
    if one.kind is not Kind.MONTH or not one.index or one.index % 3:
        return one
    return replace(one, kind=Kind.QUARTER, index=one.index // 3)


def names_instrument(key: str) -> bool:
    return bool(re.fullmatch(r"[\^$.]?[A-Z0-9=.\-]{1,12}", key))


def _subject(
    datum: Datum, entity: str, tags: set[str], extra: set[str], when: list[Period]
) -> tuple[str, set[str], set[str], list[Period]]:
    """A subject that is itself a measure ("US CPI", "10-year Treasury yield") gives its concept to the label."""
    read = label(_placeless(datum.subject))
    named = read.concepts & _MACRO
    coded = "_" in datum.subject  # ISM_SERVICES: the name says it in words
    if datum.name and (not named or (coded and label(_placeless(datum.name)).concepts & _MACRO)):
        read = label(_placeless(datum.name))
        named = read.concepts & _MACRO
    if not named and entity.startswith("place:") and datum.name and not places_in(datum.name):
        read = label(datum.name)  # 中国 · 房地产开发投资 · 累计同比: the name is the measure
        return entity, tags | read.concepts, extra | read.words, [*when, *read.periods]
    if (
        not named
        and not entity.startswith("place:")
        and tags & _MACRO
        and (where := places_in(datum.subject))
    ):
        return where[0][1], tags, extra, [*when, *read.periods, *label(datum.subject).periods]  # Canada 10Y
    if not named:
        return entity, tags, extra, when
    spoken = f"{datum.name} {' '.join(_words(datum.subject))}"
    named_places = [key for _, key in places_in(spoken)]
    grades = [key for key in named_places if key in ("place:High yield", "place:Investment grade")]
    place = entity if entity.startswith("place:") else next(iter(grades[-1:] or named_places), "")
    rest = {word for word in read.words if not key_of(word).startswith("place:")}
    if len(rest) > 2:
        return entity, tags, extra, when
    return place, narrowed(tags | set(named)), extra | rest, [*when, *read.periods]


def _placeless(words_: str) -> str:
    """The words without names of two words and more: the "High Yield" of a grade of credit is no yield."""
    for span, _ in reversed(places_in(words_)):
        if " " in words_[span.start : span.end]:
            words_ = words_[: span.start] + words_[span.end :]
    return words_


def _reached(datum: Datum) -> list[date]:
    """The days of the rows that a high or a low is, and of the moves that a best or a worst session was."""
    if not isinstance(datum.basis, Computed) or len(datum.basis.series) != 1:
        return []
    rows = datum.basis.series[0].rows
    if datum.measure in ("highest_close", "lowest_close", "highest_price", "lowest_price"):
        return [day for day, value in rows if value == datum.value]
    if datum.measure in ("best_move", "worst_move"):
        moves = {after[0]: after[1] / before[1] for before, after in pairwise(rows) if before[1]}
        best = (max if datum.measure == "best_move" else min)(moves.values(), default=None)
        return [day for day, move in moves.items() if move == best]
    return []


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z.]+|[\u4e00-\u9fff]{2}", text)


def _when(datum: Datum) -> str:
    if datum.window and datum.window.words:
        return datum.window.words
    if datum.window and datum.window.start and datum.window.end:
        return f"{datum.window.start} – {datum.window.end}"
    return str(datum.as_of) if datum.as_of else ""
