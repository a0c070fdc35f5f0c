"""A changed operator, base or comparison in a measure or in the kernel is noticed: every mutant dies."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from decimal import localcontext

import pytest

from copilot.checking import kernel
from copilot.errors import NoData
from copilot.measures import computed, formulas, operators
from copilot.types import (
    Adjustment,
    Article,
    Datum,
    Hedge,
    Observed,
    Operand,
    Origin,
    Passage,
    Proof,
    Quantity,
    Series,
    Stated,
    Window,
)  # fmt: skip
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
    ("rising_sessions", [rows(100, 110, 99, 99, 103)], {}, "2"),
    ("falling_sessions", [rows(100, 110, 99, 99, 103)], {}, "1"),
    ("rising_sessions", [rows(100, 110, 110.5)], {}, "2"),
    ("falling_sessions", [rows(100, 99, 98.5)], {}, "2"),
    ("invested", [rows(200, 190, 210)], {"amount": "50"}, "52.5"),
    ("invested", [rows(200, 100)], {"amount": "0.5"}, "0.25"),
    # moves +20 % and 0: mean .1, variance 2 × .01 ÷ 1, so .1 ÷ .141421 × √252
    ("sharpe_ratio", [rows(100, 120, 120)], {}, "11.225"),
    ("sharpe_ratio", [rows(100, 110, 99, 99)], {}, "0"),
    ("sharpe_ratio", [rows(100, 90, 99, 108.9)], {}, "4.5826"),  # mean .0333, variance .0267 ÷ 2
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
    ("rising_sessions", [rows(1)], {}),
    ("falling_sessions", [rows(1)], {}),
    ("invested", [rows(1)], {"amount": "1"}),
    ("invested", [rows(1, 2)], {"amount": "0"}),
    ("invested", [rows(1, 2)], {"amount": "-1"}),
    ("invested", [rows(1, 2)], {"amount": "1x"}),
    ("invested", [rows(1, 2)], {}),
    ("sharpe_ratio", [rows(1, 2)], {}),
    ("sharpe_ratio", [rows(100, 110, 121)], {}),
    ("volatility", [rows(1, 2)], {}),
    ("relative_strength_index", [rows(10, 10)], {"days": "1"}),
    ("relative_strength_index", [rows(10, 11)], {"days": "2"}),
    ("highest", [rows()], {}),
]


def of_formulas(module):
    for name, series, parameters, value in FORMULAS:
        assert round(getattr(module, name)(series[0], parameters), 4) == D(value), name
    for sign, prices, run in (
        (1, (1, 2, 3, 2, 3, 4, 5), 3), (-1, (1, 2, 3, 2, 3, 4, 5), 1), (-1, (5, 4, 4, 3, 2, 1, 2), 3), (1, (2, 1), 0),
    ):  # fmt: skip
        assert module.longest_run(rows(*prices), {}, sign) == run
    for sign, prices, run in (
        (1, (3, 2, 3, 4), 2),
        (-1, (3, 2, 3, 4), 0),
        (-1, (1, 2, 1.5, 1), 2),
        (1, (1, 2, 2), 0),
    ):
        assert module.current_run(rows(*prices), {}, sign) == run
    for function in (module.longest_run, module.current_run):
        with pytest.raises(NoData):
            function(rows(1), {}, 1)
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
    ("product", (12, 7), "84"),
    ("portion", (2400, 15), "360"),
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
    "sharpe_ratio: move - mean → mean - move",
    "longest_run: move * sign → move / sign",
    "current_run: move * sign → move / sign",
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


KERNEL = [
    ("value", "7", "7"), ("magnitude", "-7", "7"), ("negated", "7", "-7"), ("difference", "5 8", "-3"), ("gap", "5 8", "3"),
    ("difference_pips", "7.0512 7.0578", "-66"),
    ("difference_bps", "4.12 4.27", "-15"), ("gap_bps", "4.12 4.27", "15"), ("gap_pips", "1.1688 1.1742", "54"), ("gap_yen_pips", "147.35 148.2", "85"), ("slope_change_bps", "4.31 3.79 4.02 3.61", "11"), ("slope_change_bps", "4.02 3.61 4.31 3.79", "11"), ("percent_change", "12 10", "20"), ("percent_change", "-8 -10", "20"),
    ("percent_gap", "8 10", "20"), ("premium", "21 16", "31.25"), ("discount", "16 20", "20"), ("share", "1 8", "12.5"), ("ratio", "21 16", "1.3125"), ("size_ratio", "-21 16", "1.3125"), ("size_share", "-1 8", "12.5"), ("times_more", "-8 2", "3"), ("times_more", "8 -2", "3"), ("size_share", "1 -8", "12.5"), ("size_ratio", "21 -16", "1.3125"),
    ("product", "3 0.5", "1.5"), ("sum", "1 2 3.5", "6.5"), ("mean", "1 2 6", "3"), ("surprise", "-1 -2", "50"), ("cagr", "200 100 4", "18.9207"),
    ("count_up", "1 0 -1 2", "2"), ("count_down", "1 0 -1 2", "1"), ("count", "1 0 -1", "3"),
]  # fmt: skip
HOLDS = [
    ("above", "3 2 1"), ("below", "1 2 3"), ("equal", "2 2 2"), ("larger", "-3 2 -1"), ("smaller", "1 -2 3"), ("highest", "3 3 1"), ("lowest", "1 1 3"),
    ("rising", "1 2"), ("falling", "-1 -2"), ("flat", "0 0"), ("expanding", "50.1 52"), ("contracting", "49.9 48"), ("overbought", "70 71"), ("calm", "69.9 50"), ("oversold", "30 29"),
]  # fmt: skip
FAILS = [
    ("above", "3 3 1"), ("above", "3 4 1"), ("below", "1 1 3"), ("below", "2 1 3"), ("equal", "2 2 3"), ("larger", "-3 3"), ("larger", "2 -3 1"),
    ("smaller", "1 -1"), ("smaller", "2 -3 1"), ("smaller", "-3 2"), ("highest", "3 4 1"), ("lowest", "2 1 3"), ("rising", "1 0"), ("rising", "1 -1"),
    ("falling", "-1 0"), ("falling", "-1 1"), ("flat", "0 1"), ("flat", "0 -1"), ("above", ""), ("expanding", "51 50"), ("expanding", "49"), ("contracting", "49 50"), ("contracting", "51"),
    ("overbought", "69.9"), ("calm", "70"), ("calm", "69 71"), ("overbought", "71 69"), ("oversold", "30.1"), ("oversold", "29 31"),
]  # fmt: skip


def operands(words):
    return tuple(Operand(0, D(word), "x", "", stated(word)) for word in words.split())


def of_kernel(module):
    for formula, values, result in KERNEL:
        made = module.evaluate(Proof(formula, operands(values), None, "x", ""))
        assert round(made, 4) == D(result), formula
        assert module.accepts(
            Proof(formula, operands(values), None, "x", ""), Quantity(D(result), "x", D("0.001"))
        )
        assert not module.accepts(
            Proof(formula, operands(values), None, "x", ""), Quantity(D(result) + D("0.01"), "x", D("0.001"))
        )
        assert not module.accepts(Proof(formula, operands(values), None, "x", ""), None)
        assert not module.accepts(
            Proof(formula, operands(values), None, "%", ""), Quantity(D(result), "x", D("0.001"))
        )
    for relation, values in HOLDS:
        assert module.accepts(Proof(relation, operands(values), None, "x", ""), None), relation
        assert not module.accepts(Proof(relation, operands(values), None, "x", ""), Quantity(D(1), "x", D(1)))
    for relation, values in FAILS:
        assert not module.accepts(Proof(relation, operands(values), None, "x", ""), None), relation
    article = Article(
        "", "KRE lost more than 35% and paid 1,250 in thousands. “No view,” he said. Down less than 4%."
    )
    loss = Operand(1, D(35), "%", "", passage=Passage(article, 9, 22))
    for hedge, held in (
        (Hedge.MORE, True),
        (Hedge.AT_LEAST, True),
        (Hedge.LESS, False),
        (Hedge.AT_MOST, False),
        (Hedge.EXACT, False),
    ):
        assert (
            module.accepts(Proof("bound", (loss,), None, "%", ""), Quantity(D(35), "%", D(1), hedge)) is held
        )
    assert not module.accepts(Proof("bound", (loss,), None, "%", ""), Quantity(D(36), "%", D(1), Hedge.MORE))
    assert not module.accepts(Proof("bound", (loss,), None, "%", ""), Quantity(D(35), "x", D(1), Hedge.MORE))
    turned = replace(loss, value=D(-35))
    assert module.accepts(Proof("bound", (turned,), None, "%", ""), Quantity(D(-35), "%", D(1), Hedge.LESS))
    assert not module.accepts(
        Proof("bound", (turned,), None, "%", ""), Quantity(D(-35), "%", D(1), Hedge.MORE)
    )
    paid = Operand(1, D(1250), "", "", passage=Passage(article, 32, 37))
    assert module.believed(paid) == D(1250)
    assert module.believed(replace(paid, value=D(1250000))) == D(1250000)  # a caption's scale
    assert module.believed(replace(paid, value=D(-1250))) == D(-1250)  # accounting brackets
    for wrong in (D(1251), D(12500), D(0), D(-1251)):
        with pytest.raises(module.Disbelieved):
            module.believed(replace(paid, value=wrong))
    several = Article("", "7 of 1,250; a move of −3.5%; 0% left")
    whole = Passage(several, 0, 10)
    assert module.believed(Operand(1, D(-1250), "", "", passage=whole)) == D(-1250)
    fall = Operand(1, D("-3.5"), "%", "", passage=Passage(several, 22, 27))
    assert module.believed(fall) == D("-3.5")
    nothing = Operand(1, D(0), "%", "", passage=Passage(several, 29, 31))
    assert module.believed(nothing) == 0
    for wrong in (Operand(1, D(1), "", ""), replace(nothing, value=D(1)), replace(fall, value=D(0))):
        with pytest.raises(module.Disbelieved):
            module.believed(wrong)
    money = Operand(0, D(2500000), "USD", "", replace(stated("2.5", "million USD")))
    assert module.believed(money) == D(2500000)
    for wrong in (replace(money, value=D(2500001)), replace(money, unit="EUR")):
        with pytest.raises(module.Disbelieved):
            module.believed(wrong)
    series = rows(10, 12)
    day = series.rows[1][0]
    seen = Datum("A", "close", D(12), "USD", "USD", None, day, ORIGIN, Observed(series))
    assert module.believed(Operand(0, D(12), "USD", "", seen)) == D(12)
    assert module.recomputed(Operand(0, D(12), "USD", "", seen))
    assert not module.recomputed(money)
    for wrong in (
        replace(seen, value=D(10)),
        replace(seen, subject="B"),
        replace(seen, as_of=series.rows[0][0]),
    ):
        with pytest.raises(module.Disbelieved):
            module.believed(Operand(0, wrong.value, "USD", "", wrong))
    made = computed("price_return", series=[series])
    assert module.believed(Operand(0, D(20), "%", "", made)) == D(20)
    with pytest.raises(module.Disbelieved):
        module.believed(Operand(0, D(21), "%", "", replace(made, value=D(21))))
    quote = Operand(1, D(0), "", "No view", passage=Passage(article, 0, len(article.text)))
    assert module.accepts(Proof("quotation", (quote,), None, "", ""), None)
    assert not module.accepts(Proof("quotation", (replace(quote, words="A view"),), None, "", ""), None)
    assert not module.accepts(Proof("quotation", (replace(quote, words=""),), None, "", ""), None)


def test_every_mutant_of_the_kernel_dies():
    slope = "FORMULAS: v[0] - v[1] - (v[2] - v[3]) → v[2] - v[3] - (v[0] - v[1])"  # a size as well
    gap = "FORMULAS: v[0] - v[1] → v[1] - v[0]"  # of the gaps, in points, basis points and pips: a size has no sign
    assert survivors(kernel, of_kernel) == [*[gap] * 4, slope]
