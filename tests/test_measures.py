"""Each measure against figures worked by hand; and a datum recomputes from what it carries, or not at all."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copilot.errors import NoData
from copilot.measures import REGISTRY, computed, observed, recompute
from copilot.types import Adjustment, Computed, Datum, Origin, Reported, Series, Stated, Window

ORIGIN = Origin("test", "rows")


def rows(*values, field="close", subject="IWM", unit="USD", start=date(2026, 1, 5)):
    adjustment = Adjustment.TOTAL if field == "adjusted_close" else Adjustment.SPLIT
    days = tuple((start + timedelta(days=i), D(str(value))) for i, value in enumerate(values))
    return Series(subject, field, adjustment, unit, "USD", days, ORIGIN, "a fund")


def stated(value, unit="x", measure="forward_pe", subject="A", as_of=None):
    return Datum(subject, measure, D(str(value)), unit, None, None, as_of, ORIGIN, Stated())


HAND_WORKED = [
    ("price_return", [rows(200, 190, 210)], {}, "5", "%"),  # 210 ÷ 200 − 1
    ("price_return", [rows(3, 2)], {}, "-33.3333", "%"),
    ("total_return", [rows(100, 101.5, field="adjusted_close")], {}, "1.5", "%"),
    ("price_change", [rows("248.92", "246.59")], {}, "-2.33", "USD"),
    ("simple_average", [rows(10, 11, 12, 14)], {"days": 4}, "11.75", "USD"),
    ("simple_average", [rows(1, 1, 2)], {"days": 3}, "1.3333", "USD"),
    ("distance_to_average", [rows(9, 10, 11)], {"days": 3}, "10", "%"),
    ("exponential_average", [rows(10, 20, 40)], {"days": 2}, "31.6667", "USD"),  # 15 + (40 − 15) × 2⁄3
    ("highest_close", [rows(10, 14, 12)], {}, "14", "USD"),
    ("lowest_close", [rows(10, 14, 9, 12)], {}, "9", "USD"),
    ("drawdown", [rows(10, 16, 12)], {}, "-25", "%"),
    ("max_drawdown", [rows(10, 16, 4, 20, 15)], {}, "-75", "%"),
    ("best_move", [rows(100, 110, 99, 103)], {}, "10", "%"),
    ("worst_move", [rows(100, 110, 99, 103)], {}, "-10", "%"),
    ("rising_share", [rows(100, 110, 99, 99, 103)], {}, "50", "%"),  # two of four; an unchanged close did not rise
    ("rising_sessions", [rows(100, 110, 99, 99, 103)], {}, "2", ""),
    ("falling_sessions", [rows(100, 110, 99, 99, 103)], {}, "1", ""),
    ("longest_rise", [rows(1, 2, 3, 2, 3, 4, 5)], {}, "3", ""),
    ("longest_fall", [rows(5, 4, 4, 3, 2, 1, 2)], {}, "3", ""),  # an unchanged close ends a run
    ("unbroken_rise", [rows(3, 2, 3, 4)], {}, "2", ""),
    ("unbroken_fall", [rows(3, 2, 3, 4)], {}, "0", ""),
    ("invested", [rows(200, 190, 210)], {"amount": "50"}, "52.5", "USD"),
    ("invested", [rows(200, 210, unit="points")], {"amount": "100"}, "105", "USD"),  # money, whatever an index is in
    ("sharpe_ratio", [rows(100, 120, 120)], {}, "11.225", ""),  # mean .1 ÷ √.02 × √252
    ("average_volume", [rows(10, 20, field="volume", unit="shares")], {"days": 2}, "15", "shares"),
    ("rise_from_low", [rows(10, 8, 12)], {}, "50", "%"),
    # ln 1.1 and ln (1 ÷ 1.1): mean 0, variance 2 × 0.0953102² ÷ 1, so 0.0953102 × √2 × √252
    ("volatility", [rows(100, 110, 100)], {}, "213.9708", "%"),
    # moves +2, −1, then +1: gain (2 + 0) ÷ 2 = 1 → (1 + 1) ÷ 2 = 1; loss ½ → ¼; 100 × 1 ÷ 1.25
    ("relative_strength_index", [rows(10, 12, 11, 12)], {"days": 2}, "80", ""),
    # fast 1 is the close, slow 2 from (10 + 20) ÷ 2 = 15: 15 + (40 − 15) × 2⁄3 = 31.6667
    ("macd", [rows(10, 20, 40)], {"fast": 1, "slow": 2, "signal": 2}, "8.3333", "USD"),
    ("macd_signal", [rows(10, 20, 40)], {"fast": 1, "slow": 2, "signal": 2}, "6.6667", "USD"),  # (5 + 8.3333) ÷ 2
    ("bollinger_upper", [rows(8, 12)], {"days": 2, "width": 2}, "14", "USD"),
    ("bollinger_lower", [rows(8, 12)], {"days": 2, "width": 2}, "6", "USD"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "series", "parameters", "value", "unit"), HAND_WORKED)
def test_a_measure_of_rows_gives_the_figure_worked_by_hand(key, series, parameters, value, unit):
    datum = computed(key, series=series, parameters=parameters)
    assert datum.value == D(value)
    assert datum.unit == unit
    assert recompute(datum) == datum.value


def test_average_true_range_reaches_to_the_previous_close():
    """Ranges: max(12, 10) − min(11, 10) = 2 and max(13, 11.5) − min(12, 11.5) = 1.5; their mean 1.75."""
    series = [
        rows(11, 12, 13, field="high"),
        rows(9, 11, 12, field="low"),
        rows(10, 11.5, 12.5),
    ]
    assert computed("average_true_range", series=series, parameters={"days": 2}).value == D("1.75")


def test_beta_and_correlation_of_a_share_that_moves_twice_as_much():
    """Benchmark +10 %, −10 %; share +20 %, −20 %: slope 2, correlation 1."""
    share, index = rows(100, 120, 96), rows(100, 110, 99, subject="^GSPC")
    beta = computed("beta", series=[share, index])
    assert (beta.value, beta.against) == (D(2), "^GSPC")
    assert computed("correlation", series=[share, index]).value == D(1)


OPERATORS = [
    ("difference", ("21", "16"), "5", "x"),
    ("percent_change", ("21", "16"), "31.25", "%"),
    ("premium", ("21", "16"), "31.25", "%"),
    ("discount", ("16", "21"), "23.8095", "%"),  # not 31: the base is the reference
    ("upside", ("120", "100"), "20", "%"),
    ("share", ("1", "8"), "12.5", "%"),
    ("ratio", ("21", "16"), "1.3125", "x"),
    ("sum", ("1", "2", "3.5"), "6.5", "x"),
    ("mean", ("1", "2", "4"), "2.3333", "x"),
    ("surprise", ("-1", "-2"), "50", "%"),  # −1 beats −2: half of the expected one's size
]


@pytest.mark.parametrize(("key", "values", "value", "unit"), OPERATORS)
def test_an_operator_gives_the_figure_worked_by_hand(key, values, value, unit):
    datum = computed(key, operands=[stated(v, subject=f"S{i}") for i, v in enumerate(values)])
    assert (datum.value, datum.unit) == (D(value), unit)
    assert recompute(datum) == datum.value


def test_percentages_differ_by_percentage_points_and_rates_by_basis_points():
    ten, two = stated("4.28", "%", "yield", "10y"), stated("3.61", "%", "yield", "2y")
    assert (computed("difference", operands=[ten, two]).value, "pp") == (D("0.67"), "pp")
    spread = computed("spread", operands=[ten, two])
    assert (spread.value, spread.unit) == (D(67), "bps")


def test_a_yearly_rate_takes_its_years_from_the_two_dates():
    """200 ÷ 100 in 1,461 days = 4 years: 2^¼ − 1 = 18.9207 %."""
    end, start = stated(200, as_of=date(2026, 1, 1)), stated(100, as_of=date(2022, 1, 1))
    assert computed("cagr", operands=[end, start]).value == D("18.9207")


def test_excess_is_in_points_and_only_over_the_same_sessions():
    small = computed("price_return", series=[rows(100, 96.15)])
    large = computed("price_return", series=[rows(100, 96.87, subject="^GSPC")])
    excess = computed("excess_return", operands=[small, large])
    assert (excess.value, excess.unit, excess.against) == (D("-0.72"), "pp", "^GSPC")
    later = computed("price_return", series=[rows(100, 99, subject="^GSPC", start=date(2026, 1, 6))])
    with pytest.raises(NoData, match="same sessions"):
        computed("excess_return", operands=[small, later])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (stated(16), stated(21, measure="trailing_pe")),
        (stated(16), stated(21, unit="USD")),
        (stated(16), stated(0)),
        (stated(16), replace(stated(1), value="sixteen")),
    ],
)
def test_what_is_not_alike_is_refused(one, two):
    with pytest.raises(NoData):
        computed("discount", operands=[one, two])


def test_price_and_total_return_are_never_set_against_each_other():
    price = computed("price_return", series=[rows(100, 101)])
    total = computed("total_return", series=[rows(100, 102, field="adjusted_close", subject="SPY")])
    for key in ("excess_return", "difference", "ratio"):
        with pytest.raises(NoData, match="two different measures"):
            computed(key, operands=[price, total])


def test_adjusted_closes_give_no_price_return_and_no_high():
    for key in ("price_return", "highest_close", "simple_average", "rise_from_low"):
        with pytest.raises(NoData, match="not from adjusted_close"):
            computed(key, series=[rows(100, 101, field="adjusted_close")], parameters={"days": 2})


# ------------------------------------------------------------------ nothing is believed

RETURN = computed("price_return", series=[rows(100, 98, 103)])


def test_a_return_names_its_base_session_its_last_and_their_number():
    assert RETURN.window == Window(date(2026, 1, 5), date(2026, 1, 7), 2)


@pytest.mark.parametrize(
    "forged",
    [
        replace(RETURN, window=Window(date(2026, 1, 5), date(2026, 1, 7), 3)),
        replace(RETURN, window=Window(date(2026, 1, 6), date(2026, 1, 7), 2)),
        replace(RETURN, window=Window(date(2026, 1, 5), date(2026, 1, 8), 2)),
        replace(RETURN, window=None),
        replace(RETURN, subject="SPY"),
        replace(RETURN, unit="pp"),
        replace(RETURN, measure="total_return"),
        replace(RETURN, as_of=date(2026, 1, 8)),
        replace(RETURN, against="SPY"),
        replace(RETURN, basis=Reported()),
        replace(RETURN, basis=Stated()),
        replace(RETURN, basis=replace(RETURN.basis, series=())),
        replace(RETURN, basis=replace(RETURN.basis, series=RETURN.basis.series * 2)),
        replace(RETURN, basis=replace(RETURN.basis, measure="no_such_measure"), measure="no_such_measure"),
    ],
)
def test_a_datum_that_its_basis_cannot_give_is_refused(forged):
    with pytest.raises(NoData):
        recompute(forged)


CHANGE = computed(
    "percent_change",
    operands=[observed(rows(100, 103), date(2026, 1, 6)), observed(rows(100, 103), date(2026, 1, 5))],
    window=Window(date(2026, 1, 5), date(2026, 1, 6), 1),
)


@pytest.mark.parametrize(
    "forged",
    [
        replace(CHANGE, as_of=date(2026, 1, 7)),
        replace(CHANGE, window=Window(date(2026, 1, 4), date(2026, 1, 6), 1)),
        replace(CHANGE, window=Window(date(2026, 1, 5), date(2026, 1, 6), 1, "30 sessions")),
        replace(CHANGE, currency="USD"),
        replace(CHANGE, against="SPY"),
        replace(RETURN, currency="USD"),
        replace(RETURN, window=replace(RETURN.window, words="ytd")),
    ],
)
def test_a_derived_number_keeps_the_dates_unit_and_subjects_of_its_operands(forged):
    assert recompute(CHANGE) == D(3)
    with pytest.raises(NoData):
        recompute(forged)


@given(
    st.sampled_from(sorted(REGISTRY)),
    st.integers(0, 3),
    st.integers(0, 3),
    st.dictionaries(
        st.sampled_from(["days", "fast", "slow", "signal", "width", "years"]),
        st.sampled_from(["0", "1", "2", "3", "99999", "-1", "x", "", "NaN", "1e-30", "Infinity"]),
    ),
    st.lists(st.sampled_from(["0", "-1", "1", "2.5", "NaN", "Infinity", "1e3000"]), min_size=4, max_size=4),
)
def test_a_damaged_basis_is_no_data_and_nothing_worse(key, series, operands, parameters, values):
    damaged = Computed(
        key,
        tuple(parameters.items()),
        tuple(
            rows(*values[i:], field=(*REGISTRY[key].fields, "close", "high", "low")[i]) for i in range(series)
        ),
        tuple(stated(value, "%") for value in values[:operands]),
    )
    datum = replace(RETURN, measure=key, basis=damaged)
    for window in (RETURN.window, None, Window(None, None, 3), Window(date(2026, 1, 5), date(2026, 1, 8), 4)):
        try:
            value = recompute(replace(datum, window=window))
        except NoData:
            continue
        assert value.is_finite()


def test_an_average_of_other_than_its_days_is_refused():
    average = computed("simple_average", series=[rows(1, 2, 3)], parameters={"days": 3})
    with pytest.raises(NoData):
        recompute(replace(average, basis=replace(average.basis, parameters=(("days", "20"),))))


def test_a_high_says_how_many_sessions_it_looked_at():
    high = computed("highest_close", series=[rows(1, 3, 2)])
    with pytest.raises(NoData, match="every row"):
        recompute(replace(high, window=replace(high.window, sessions=None)))


def test_a_changed_operand_is_found_through_the_derivation():
    close = observed(rows(100, 103), date(2026, 1, 6))
    gap = computed("percent_change", operands=[close, observed(rows(100, 103), date(2026, 1, 5))])
    assert recompute(gap) == D(3)
    forged = replace(
        gap, basis=replace(gap.basis, operands=(replace(close, value=D(104)), gap.basis.operands[1]))
    )
    with pytest.raises(NoData, match="does not follow"):
        recompute(forged)


def test_an_observed_value_stands_in_its_row():
    close = observed(rows(100, 103), date(2026, 1, 6))
    assert (close.measure, recompute(close)) == ("close", D(103))
    assert len(close.basis.series.rows) == 1
    with pytest.raises(NoData):
        recompute(replace(close, as_of=date(2026, 1, 5)))
    with pytest.raises(NoData):
        recompute(replace(close, measure="open"))


PRICES = st.lists(st.integers(100, 99_999), min_size=2, max_size=40).map(
    lambda v: [D(x).scaleb(-2) for x in v]
)
KEYS = sorted(
    key for key, m in REGISTRY.items() if m.kind == "computed" and m.subjects == 1 and len(m.fields) == 1
)


@given(PRICES, st.sampled_from(KEYS), st.integers(0, 39))
def test_every_measure_of_any_rows_recomputes_and_a_changed_last_row_is_never_the_same_datum(
    prices, key, place
):
    days = len(prices)
    parameters = {"days": max(days // 2, 1), "fast": 1, "slow": max(days // 3, 2), "signal": 1}
    if REGISTRY[key].window == "rows":
        parameters["days"] = days
    field = REGISTRY[key].fields[0]
    try:
        datum = computed(key, series=[rows(*prices, field=field)], parameters=parameters)
    except NoData:
        return
    assert recompute(datum) == datum.value
    assert -int(datum.value.as_tuple().exponent) <= 4
    moved = list(prices)
    moved[place % days] *= 3
    series = rows(*moved, field=field)
    try:
        again = recompute(replace(datum, basis=replace(datum.basis, series=(series,))))
    except NoData:
        return
    if key in ("price_return", "total_return", "price_change") and place % days in (0, days - 1):
        assert again != datum.value
    if key in ("simple_average",):
        assert again != datum.value


# ------------------------------------------------------------------ the registry itself


def test_the_registry_is_whole_in_both_languages():
    for key, measure in REGISTRY.items():
        assert measure.names["en"], key
        assert measure.names["zh"], key
        assert measure.definition["en"].endswith("."), key
        assert measure.definition["zh"].endswith("。"), key
        functions = [measure.on_rows, measure.on_several, measure.on_data]
        assert sum(f is not None for f in functions) == (measure.kind in ("computed", "operator")), key


def test_the_registry_is_closed():
    with pytest.raises(TypeError):
        REGISTRY["mine"] = REGISTRY["close"]
    with pytest.raises(KeyError):
        computed("close", series=[rows(1)])


def test_pandas_agrees_with_the_smoothed_and_statistical_measures():
    """Wilder's smoothing and exponential averages by pandas' ewm from the same seed; moments by pandas itself."""
    import random

    import pandas as pd

    generator = random.Random(7)
    closes, highs, lows, others = [], [], [], []
    price, other = 100.0, 50.0
    for _ in range(250):
        price, other = price * (1 + generator.gauss(0, 0.012)), other * (1 + generator.gauss(0, 0.01))
        price, other = round(price, 2), round(other, 2)
        closes.append(price)
        others.append(other)
        highs.append(round(price + abs(generator.gauss(0, 1)), 2))
        lows.append(round(price - abs(generator.gauss(0, 1)), 2))
    frame = pd.DataFrame({"close": closes, "high": highs, "low": lows, "other": others})

    def smoothed(values, days, alpha):
        seeded = pd.concat([pd.Series([values.iloc[:days].mean()]), values.iloc[days:]], ignore_index=True)
        return seeded.ewm(alpha=alpha, adjust=False).mean()

    def ours(key, parameters=None, fields=("close",)):
        series = [rows(*frame[field], field=field) for field in fields]
        return float(computed(key, series=series, parameters=parameters).value)

    def near(value):
        return pytest.approx(value, abs=6e-5)

    close = frame["close"]
    assert ours("exponential_average", {"days": 20}) == near(smoothed(close, 20, 2 / 21).iloc[-1])
    moves = close.diff().iloc[1:].reset_index(drop=True)
    gain, loss = (smoothed(part, 14, 1 / 14).iloc[-1] for part in (moves.clip(lower=0), -moves.clip(upper=0)))
    assert ours("relative_strength_index", {"days": 14}) == near(100 - 100 / (1 + gain / loss))
    before = close.shift(1)
    ranges = pd.concat(
        [frame.high - frame.low, (frame.high - before).abs(), (frame.low - before).abs()], axis=1
    ).max(axis=1).iloc[1:].reset_index(drop=True)  # fmt: skip
    fields = ("high", "low", "close")
    assert ours("average_true_range", {"days": 14}, fields) == near(smoothed(ranges, 14, 1 / 14).iloc[-1])
    slow = smoothed(close, 26, 2 / 27)
    line = smoothed(close, 12, 2 / 13).iloc[14:].reset_index(drop=True) - slow
    lines = {"fast": 12, "slow": 26, "signal": 9}
    assert ours("macd", lines) == near(line.iloc[-1])
    assert ours("macd_signal", lines) == near(smoothed(line, 9, 2 / 10).iloc[-1])
    import numpy as np

    logs = np.log(close / before).iloc[1:]
    assert ours("volatility") == near(logs.std() * 252**0.5 * 100)
    one, two = close.pct_change().iloc[1:], frame.other.pct_change().iloc[1:]
    pair = [rows(*frame.close), rows(*frame.other, subject="SPY")]
    assert float(computed("beta", series=pair).value) == near(one.cov(two) / two.var())
    assert float(computed("correlation", series=pair).value) == near(one.corr(two))
    last = close.iloc[-20:]
    series = [rows(*last)]
    upper = computed("bollinger_upper", series=series, parameters={"days": 20, "width": 2})
    assert float(upper.value) == near(last.mean() + 2 * last.std(ddof=0))
