"""A changed operator, base or comparison in a measure or in the kernel is noticed: every mutant dies."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from decimal import localcontext

import pytest

from copilot.errors import NoData
from copilot.measures import formulas, operators
from copilot.types import Adjustment, Datum, Origin, Series, Stated, Window
from tests.mutants import survivors

ORIGIN = Origin("test", "rows")


def rows(*values, subject="A"):
    days = tuple((date(2026, 1, 5) + timedelta(days=i), D(str(value))) for i, value in enumerate(values))
    return Series(subject, "close", Adjustment.SPLIT, "USD", "USD", days, ORIGIN)


def stated(value, unit="x", measure="forward_pe", window=None, as_of=None):
    return Datum("A", measure, D(str(value)), unit, None, window, as_of, ORIGIN, Stated())


# Worked by hand (see test_measures for the workings); together they pin each operator, base and comparison.
FORMULAS = [
    ("returned", [rows(200, 190, 210)], {}, "5"),
    ("price_change", [rows("248.92", "246.59")], {}, "-2.33"),
    ("simple_average", [rows(10, 11, 12, 14)], {"days": "4"}, "11.75"),
    ("distance_to_average", [rows(9, 10, 11)], {"days": "3"}, "10"),
    ("highest", [rows(10, 14, 12)], {}, "14"),
    ("lowest", [rows(10, 14, 9, 12)], {}, "9"),
    ("drawdown", [rows(10, 16, 12)], {}, "-25"),
    ("rise_from_low", [rows(10, 8, 12)], {}, "50"),
    ("max_drawdown", [rows(10, 16, 4, 20, 15)], {}, "-75"),
    ("max_drawdown", [rows(10, 11, 12)], {}, "0"),
    ("exponential_average", [rows(10, 20, 40)], {"days": "2"}, "31.6667"),
    ("exponential_average", [rows(10, 20)], {"days": "2"}, "15"),
    ("exponential_average", [rows(10, 20, 40, 30)], {"days": "1"}, "30"),
    ("macd", [rows(10, 20, 40)], {"fast": "1", "slow": "2"}, "8.3333"),
    ("macd", [rows(10, 20, 40, 50)], {"fast": "1", "slow": "3"}, "13.3333"),
    ("macd_signal", [rows(10, 20, 40)], {"fast": "1", "slow": "2", "signal": "2"}, "6.6667"),
    ("best_move", [rows(100, 110, 99, 103)], {}, "10"),
    ("best_move", [rows(100, 110)], {}, "10"),
    ("worst_move", [rows(100, 110, 99, 103)], {}, "-10"),
    ("worst_move", [rows(100, 90)], {}, "-10"),
    ("rising_share", [rows(100, 110, 99, 99, 103)], {}, "50"),
    ("rising_share", [rows(100, 110, 99, 98, 97)], {}, "25"),
    ("rising_share", [rows(100, 90)], {}, "0"),
    ("volatility", [rows(100, 110, 100)], {}, "213.9708"),
    ("volatility", [rows(100, 110, 100, 90)], {}, "179.4894"),
    ("relative_strength_index", [rows(10, 12, 11, 12)], {"days": "2"}, "80"),
    ("relative_strength_index", [rows(10, 9)], {"days": "1"}, "0"),
    ("relative_strength_index", [rows(10, 11, 10)], {"days": "2"}, "50"),
    ("relative_strength_index", [rows(10, 13, 12, 12.5, 11, 14)], {"days": "3"}, "75.9259"),
]
REFUSED = [
    ("returned", [rows(100)], {}),
    ("returned", [rows(0, 100)], {}),
    ("returned", [rows(-1, 100)], {}),
    ("price_change", [rows(100)], {}),
    ("simple_average", [rows(1, 2)], {"days": "3"}),
    ("simple_average", [rows(1, 2)], {"days": "0"}),
    ("simple_average", [rows(1, 2)], {"days": "x"}),
    ("distance_to_average", [rows(1, -1)], {"days": "2"}),
    ("distance_to_average", [rows(1, -2)], {"days": "2"}),
    ("exponential_average", [rows(1)], {"days": "2"}),
    ("macd", [rows(10, 20, 40)], {"fast": "2", "slow": "2"}),
    ("macd", [rows(10, 20, 40)], {"fast": "3", "slow": "2"}),
    ("best_move", [rows(1)], {}),
    ("worst_move", [rows(1)], {}),
    ("rising_share", [rows(1)], {}),
    ("volatility", [rows(1, 2)], {}),
    ("relative_strength_index", [rows(10, 10)], {"days": "1"}),
    ("relative_strength_index", [rows(10, 11)], {"days": "2"}),
    ("highest", [rows()], {}),
]


def of_formulas(module):
    for name, series, parameters, value in FORMULAS:
        assert round(getattr(module, name)(series[0], parameters), 4) == D(value), name
    for sign, value in ((1, "14"), (-1, "6")):
        assert module.bollinger(rows(8, 12), {"days": "2", "width": "2"}, sign) == D(value)
    assert round(module.bollinger(rows(8, 10, 15), {"days": "3"}, 1), 4) == D("16.8878")
    several = [rows(11, 12, 13), rows(9, 11, 12), rows(10, 11.5, 12.5)]
    assert module.average_true_range(several, {"days": "2"}) == D("1.75")
    assert module.average_true_range([rows(11, 15), rows(9, 12), rows(10, 13)], {"days": "1"}) == D(5)
    assert module.average_true_range([rows(11, 9), rows(9, 7), rows(10, 8)], {"days": "1"}) == D(3)
    assert module.average_true_range(
        [rows(1, 5, 5, 5), rows(1, 4, 4, 3), rows(1, 5, 4, 4)], {"days": "2"}
    ) == D("2.25")
    gaps = [rows(5, 5, 5), rows(4, 4, 4), rows(5, 8, 4)]
    assert module.average_true_range(gaps, {"days": "2"}) == D("2.5")
    with pytest.raises(NoData):
        module.average_true_range([rows(11), rows(9), rows(10)], {"days": "1"})
    share, index = rows(100, 120, 96), rows(100, 110, 99, subject="B")
    assert (module.beta([share, index], {}), module.correlation([share, index], {})) == (D(2), D(1))
    crooked = rows(100, 105, 102.9, 104.958)
    assert round(module.beta([crooked, rows(100, 110, 99, 118.8)], {}), 4) == D("0.1643")
    assert round(module.correlation([crooked, rows(100, 110, 99, 118.8)], {}), 4) == D("0.7146")
    flat = rows(100, 110, 121)  # the same return each session: no variance
    for pair in ([share, flat], [flat, share]):
        with pytest.raises(NoData):
            module.correlation(pair, {})
    with pytest.raises(NoData):
        module.beta([share, flat], {})
    assert module.beta([flat, share], {}) == 0
    with pytest.raises(NoData, match="same sessions"):
        module.beta([share, replace(index, rows=index.rows[:2])], {})
    with pytest.raises(NoData):
        module.beta([rows(1, 2), rows(1, 2)], {})
    for name, series, parameters in REFUSED:
        with pytest.raises(NoData):
            getattr(module, name)(series[0], parameters)


WINDOW = Window(date(2026, 1, 5), date(2026, 2, 5))
OPERATORS = [
    ("difference", (21, 16), "5"),
    ("premium", (21, 16), "31.25"),
    ("discount", (16, 21), "23.8095"),
    ("share", (1, 8), "12.5"),
    ("ratio", (21, 16), "1.3125"),
    ("ratio", (21, -16), "-1.3125"),
    ("total", (1, 2, 3.5), "6.5"),
    ("mean", (1, 2, 4), "2.3333"),
    ("surprise", (-1, -2), "50"),
    ("surprise", (3, 2), "50"),
    ("breadth", (1, 0, -1, 2), "50"),
]


def of_operators(module):
    for name, values, value in OPERATORS:
        assert round(getattr(module, name)([stated(one) for one in values], {}), 4) == D(value), name
    rates = [stated("4.28", "%"), stated("3.61", "%")]
    assert module.spread(rates, {}) == D(67)
    pair = [stated(-3, "%", window=WINDOW), stated(-2, "%", window=WINDOW)]
    assert module.excess(pair, {}) == D(-1)
    dated = [stated(200, as_of=date(2026, 1, 1)), stated(100, as_of=date(2022, 1, 1))]
    assert round(module.cagr(dated, {}), 4) == D("18.9207")
    assert round(module.cagr(dated, {"years": "2"}), 4) == D("41.4214")
    assert module.converted([stated(3, "USD"), stated(7, "CNY")], {}) == D(21)
    refused = [
        ("premium", (1, 0)), ("premium", (1, -1)), ("share", (1, 0)), ("ratio", (1, 0)), ("surprise", (1, 0)), ("difference", (1,)),
        ("difference", (1, 2, 3)), ("cagr", (2, 1)), ("spread", (2, 1)),
    ]  # fmt: skip
    for name, values in refused:
        with pytest.raises(NoData):
            getattr(module, name)([stated(one) for one in values], {})
    unlike = [
        ("excess", [pair[0], replace(pair[1], measure="total_return")]),
        ("excess", [pair[0], replace(pair[1], window=replace(WINDOW, start=date(2026, 1, 6)))]),
        ("excess", [pair[0], replace(pair[1], window=None)]),
        ("excess", [replace(pair[0], window=None), pair[1]]),
        ("difference", [stated(1), stated(1, "USD")]),
        ("difference", [stated(1), stated(1, measure="trailing_pe")]),
        ("converted", [stated(3, as_of=date(2026, 1, 1)), stated(7, as_of=date(2026, 1, 2))]),
        ("difference", [stated(1), replace(stated(1), value="one")]),
        ("cagr", list(reversed(dated))),
        ("cagr", [dated[0], replace(dated[1], as_of=dated[0].as_of)]),
        ("cagr", [replace(dated[0], value=D(0)), dated[1]]),
        ("cagr", [replace(dated[0], value=D(-1)), dated[1]]),
    ]
    for name, operands in unlike:
        with pytest.raises(NoData):
            getattr(module, name)(operands, {})


# Changes that change nothing: a square has no sign, a variance no offset, Σ(a − mean) is zero, |ln x| = |ln 1÷x|.
EQUIVALENT = {
    "bollinger: value - mean → mean - value",
    "volatility: move - mean → mean - move",
    "volatility: after / before → before / after",
    "_moments: a - mx → mx - a",
    "_moments: b - my → my - b",
    "_moments: a - mx → a + mx",
    "_moments: b - my → b + my",
    "_moments: after / before - 1 → after / before + 1",
}


def test_every_mutant_of_the_formulas_dies():
    with localcontext() as context:
        context.prec = 28
        assert set(survivors(formulas, of_formulas)) - EQUIVALENT == set()


def test_every_mutant_of_the_operators_dies():
    assert survivors(operators, of_operators) == []
