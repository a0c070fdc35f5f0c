"""Does a sentence name a fact's measure: its whole label (2), part of it (1), or another one (0)?"""

from __future__ import annotations

import re

from copilot.checking.values import COUNTS, LEVELS
from copilot.reading.clauses import FigureReading, fits
from copilot.reading.concepts import concept_unit, core_of, stem
from copilot.reading.facts import Fact
from copilot.reading.lexicon import words
from copilot.reading.periods import Kind

__all__ = ["apart", "measure_fit", "said", "spoken_of", "text_fit"]

_MOVES = frozenset({"return", "total_return", "excess_return", "growth", "yoy", "qoq", "mom"})
_NATIVE = frozenset({"cpi", "core_cpi", "pce", "core_pce", "ppi", "gdp", "retail_sales", "industrial_production", "fixed_investment", "exports", "imports", "home_prices", "new_home_prices", "used_home_prices", "m0", "m1", "m2", "wages", "volatility", "drawdown", "max_drawdown", "comparable_sales", "distance_to_average", "surprise", "unemployment", "best_move", "worst_move", "rising_share", "rise_from_low", "rising_sessions", "falling_sessions", "longest_rise", "longest_fall", "unbroken_rise", "unbroken_fall", "sharpe", "invested", "cagr"})  # fmt: skip
_OUTSIDERS = frozenset({"analyst", "economist", "consensu", "consensus", "street", "wall"})
_QUALIFIERS = frozenset({"guidance", "estimate", "target_price", "adjusted_net_income", "excess_return"})
_KINDS = (
    frozenset({"forward_pe", "trailing_pe"}),
    frozenset({"return", "total_return"}),
    frozenset({"yoy", "qoq", "mom"}),
)
_MULTIPLES = {"book_value": "price_to_book", "revenue": "price_to_sales", "net_income": "pe"}
_EARLIER = frozenset({"previou", "previous", "prior", "prev", "前", "昨"})
_EXPECTING = frozenset({"预计", "预告", "指引", "展望", "有望", "预估", "料将", "将达", "将为"})
# Words of a label that a sentence may leave unsaid.
_SOFT = frozenset(
    [
        "bound",
        "upper",
        "lower",
        "mean",
        "median",
        "level",
        "reading",
        "final",
        "preliminary",
        "sector",
        "previou",
        "prior",
        "point",
        "line",
        "trade",
    ]
)
_BROAD = {"pe": {"forward_pe", "trailing_pe"}, "yield": {"dividend_yield"}}


def measure_fit(figure: FigureReading, fact: Fact) -> int:
    """How far the sentence names the fact's label."""
    if apart(figure, fact):
        return 0
    if fact.source and fact.datum is None:
        return text_fit(figure, fact)
    claimed, held, core = figure.concepts, fact.concepts, fact.core
    # "Return" alone may be the price's or the total one; "price return" never is the total one.
    if "total_return" in held and "return" in claimed and "price" not in figure.stems:
        claimed |= {"total_return"}
    if _clash(claimed, held):
        return 0
    named = _named(figure, claimed)
    if figure.said & _EXPECTING:
        named |= core & {
            "guidance",
            "estimate",
        }  # 预计上半年盈利8亿元: who expects gives guidance or an estimate
    if core == {"premium_rate"} and figure.stems & {"溢价", "折价"}:
        return 2
    if core == {"price_change"} and figure.change and figure.quantity.unit not in COUNTS:
        return 2  # 跌211.87点: the points of a move are the price's change
    if (qualified := _qualified_fit(figure, fact, named)) is not None:
        return qualified
    soft = _SOFT | _EARLIER if figure.prior else _SOFT
    missing = [word for word in fact.words if word not in soft and not said(word, figure)]
    less = int(bool(missing) or ("adjusted" in held) is not ("adjusted" in claimed))
    if held & _MOVES and fact.unit in ("%", "pp", "bps"):
        return _movement_fit(figure, core, named, held, less)
    levelled = not figure.direction and core & named  # 毛利率-4.2%: a sign alone moves nothing
    if figure.change and not levelled and not _may_change(figure, fact):
        return 0
    named |= {c for c in core - named if core & named and c in figure.spoken}
    if not core:
        return 1 if not named or fact.source else (2 - less if not missing and fact.words else 0)
    return _level_fit(figure, core, named, claimed, less)


def _named(figure: FigureReading, claimed: frozenset[str]) -> frozenset[str]:
    """The measures that the figure may be a value or a change of."""
    unit = figure.quantity.unit
    named = {c for c in core_of(claimed) if figure.change or fits(c, unit) or unit == "x"}
    if unit == "x":
        named |= {multiple for base, multiple in _MULTIPLES.items() if base in claimed}
    if figure.prior and not figure.own:
        named -= _QUALIFIERS  # "guidance of $78 billion … from $68.1 billion": the base is no guidance
    if "target_price" in named:
        named -= {"estimate"}  # the consensus target is the target
    return frozenset(named)


def _clash(claimed: frozenset[str], held: frozenset[str]) -> bool:
    """Trailing is not forward, price is not total, year on year is not quarter on quarter."""
    return any(claimed & kind and held & kind and not claimed & held & kind for kind in _KINDS)


def _qualified_fit(figure: FigureReading, fact: Fact, named: frozenset[str]) -> int | None:
    """Forecasts, worst cases and bare multiples, which words beside the measure decide; None: nothing of the kind."""
    core = fact.core
    if "target_price" in named:
        named -= {"estimate"}  # the consensus target is a target
    if "guidance" in core and "estimate" in named - core and not figure.said & _OUTSIDERS:
        named = named - {"estimate"} | {"guidance"}  # what a company forecasts of itself is its guidance
    asked = core & _QUALIFIERS
    if asked and asked <= named <= core:
        return 2 if core <= named | figure.spoken else 1
    worst = figure.said & {"worst", "maximum", "max", "deepest"}
    if core == {"max_drawdown"} and "drawdown" in named and worst:
        return 2  # "at its worst SPY was down 8.7 % from its peak"
    if core == {"pe"} and named & {"trailing_pe", "forward_pe"}:
        return 1
    if core == {"target_price"} and named == {"estimate"}:
        return 1  # "consensus on Castellane stands at €101"
    if not core and fact.unit.isalpha() and len(fact.unit) > 4 and stem(fact.unit) in figure.stems:
        return 2  # "the 47 analysts": the unit names what is counted
    return 0 if (named ^ core) & _QUALIFIERS else None


def _may_change(figure: FigureReading, fact: Fact) -> bool:
    """May a change be held against a level's row? Not in per cent, nor "by" so much, unless the row is a change."""
    if figure.quantity.unit in COUNTS:
        return bool(fact.core & _NATIVE)
    flow = fact.datum is not None and bool(
        re.search("change|变动|变化|增减|增量|新增|净", fact.datum.measure.lower())
    )  # "payrolls rose by 132,000"
    return figure.preposition != "by" or flow


def _level_fit(
    figure: FigureReading, core: frozenset[str], named: frozenset[str], claimed: frozenset[str], less: int
) -> int:
    if not named:
        return int(all(fits(c, figure.quantity.unit) for c in core))
    if core <= named:
        return 2 - less
    if core == {"average_volume"} and "average" in claimed and "volume" in figure.spoken:
        return 2
    if core == {"close"} and named <= {"average", "high", "low"} and not figure.own:
        return 1
    return int(_broader(core, named))


def _movement_fit(
    figure: FigureReading, core: frozenset[str], named: frozenset[str], held: frozenset[str], less: int
) -> int:
    unit = figure.quantity.unit
    if unit not in ("%", "pp", "bps"):
        return 0
    moved = core & {"return", "total_return", "excess_return"}
    if moved:
        others = (
            named - {"return", "total_return", "excess_return"} - LEVELS - {"volume" if figure.change else ""}
        )
        if others and not named & moved:
            return 0
        if (
            not named
            and not figure.entities
            and figure.concepts & {"growth", "yoy", "qoq", "mom", "annualised"}
        ):
            return 0  # "growth slowed to 1.9 %" is an economy's, not a price's
        if figure.change and figure.concepts & {"yoy", "qoq", "mom"} and not held & {"yoy", "qoq", "mom"}:
            return 1  # "28 % more than a year earlier" is a measure's change before it is a price's
        if figure.change or named & moved or not named:
            return 2 - less if figure.change or named & moved else 1
        return 0
    if unit == "%" and not figure.change:  # "compared with 31.7 % at AMD": of an amount, its growth
        named |= {one for one in core_of(figure.concepts) if concept_unit(one) == "money"}
    rest = core - _MOVES
    if rest and not rest <= named:
        if named or not (figure.change or figure.prior or figure.concepts & _MOVES):
            return 1 if _broader(rest, named) else 0
        return 1
    amounts = rest and all(concept_unit(one) == "money" for one in rest)  # in per cent only changes of theirs
    if not (figure.change or figure.concepts & _MOVES or rest & _NATIVE or amounts):
        return 0
    bases = held & {"yoy", "qoq", "mom"}
    if bases and not (figure.concepts & bases) and figure.concepts & {"yoy", "qoq", "mom"}:
        return 0
    return (2 if not bases or figure.concepts & bases else 1) - (less if bases else 0) or 1


def apart(figure: FigureReading, fact: Fact) -> bool:
    """国内收入占比 for 海外收入占比: the label has one of two words, and the number's own words the other."""
    held = fact.datum.measure if fact.datum is not None else fact.title
    table = words("apart")
    # A net inflow below zero is what a text calls a net outflow.
    pairs = [*table["pairs"], *(table["rows"] if fact.datum is not None and fact.value >= 0 else ())]
    return any(
        (one in held and other not in held and other in figure.stems and one not in figure.stems)
        or (other in held and one not in held and one in figure.stems and other not in figure.stems)
        for one, other in pairs
        if len(one) == len(other) == 2
    )


def text_fit(figure: FigureReading, fact: Fact) -> int:
    """A text names things in its own words: concepts that differ conflict, shared words speak for it."""
    claimed = core_of(figure.concepts)
    held = fact.core
    if _clash(figure.concepts, fact.concepts):
        return 0
    if figure.voices and fact.voices and not figure.voices & fact.voices:
        return 0  # another broker's number
    near = figure.stems or figure.said
    shared = len(near & fact.near) / len(near) if near else 0.0
    whole = len(figure.said & fact.near) / len(figure.said) if figure.said else 0.0
    dated = fact.tabular and any(p.kind is Kind.DATE for p in fact.periods)
    if dated and not held and fact.unit not in ("%", "x") and figure.own:
        held = frozenset({"close"})  # a dated row of a price table
    if claimed & held:
        return 2
    if fact.tabular and claimed and held <= LEVELS and claimed <= LEVELS and held:
        return 0
    if claimed and held and not (claimed & _MOVES or held & _MOVES):
        return 1 if shared >= 0.6 or whole >= 0.6 else 0
    return 2 if shared >= 0.5 or whole >= 0.5 else 1


def _broader(core: frozenset[str], named: frozenset[str]) -> bool:
    """`P/E` may mean the forward or the trailing one, never the reverse of what is said."""
    return any(broad in named and core <= narrow | {broad} for broad, narrow in _BROAD.items())


def spoken_of(figure: FigureReading, fact: Fact) -> bool:
    """Are all words of a row's label said that tell it from the other rows of its measure?"""
    return not fact.source and all(word in _SOFT or said(word, figure) for word in fact.words)


def said(word: str, figure: FigureReading) -> bool:
    near = figure.stems if figure.own else figure.stems | figure.said
    if any(other in pair or pair in other for other in words("glossary").get(word, ()) for pair in near):
        return True
    if not word.isascii():
        pairs = [word[at : at + 2] for at in range(len(word) - 1)]  # 新能源车 is said for 新能源汽车
        return sum(pair in near for pair in pairs) * 2 >= len(pairs)
    return any(
        word == s or (len(word) > 3 and (s.startswith(word) or (word.startswith(s) and len(s) > 3)))
        for s in near
    )
