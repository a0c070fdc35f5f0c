"""The tools on markets whose rows are known: what they return, what they refuse, and that nothing later is read."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import date as d
from decimal import Decimal as D
from pathlib import Path

import pytest

import tools
from copilot import measures
from copilot.errors import NoData
from copilot.exchanges import Calendars
from copilot.market import DemoMarket, FolderMarket
from copilot.ports import Desk
from copilot.testing import RecordedMarket
from copilot.types import Article, Computed, Datum, Instrument, Observed, Origin, Passage, Reported, Series

EXCHANGES = Calendars()
AS_OF = d(2026, 3, 16)
SESSIONS = EXCHANGES.sessions("XNYS", d(2024, 12, 2), d(2026, 6, 30))
SHARED = Path(__file__).resolve().parents[2] / "shared" / "market"
SECTORS = ("XLB", "XLC", "XLE", "XLF", "XLI", "XLK", "XLP", "XLRE", "XLU", "XLV", "XLY")


def walk(seed, first=100, days=SESSIONS):
    """A made-up price path in cents, the same on every machine."""
    generator, price, rows = random.Random(seed), D(first), {}
    for day in days:
        price = max(D("1"), price + D(generator.randint(-150, 155)).scaleb(-2))
        rows[day] = price
    return rows


SYMBOLS = ("IWM", "SPY", "^RUT", "^GSPC", *SECTORS)
CLOSES = {symbol: walk(symbol, 100 + 7 * place) for place, symbol in enumerate(SYMBOLS)}
FIELDS = {
    ("IWM", "adjusted_close"): {day: value - D("0.5") for day, value in CLOSES["IWM"].items()},
    ("SPY", "adjusted_close"): {day: value - D("0.7") for day, value in CLOSES["SPY"].items()},
    ("IWM", "high"): {day: value + 1 for day, value in CLOSES["IWM"].items()},
    ("IWM", "volume"): {day: 1000 + place for place, day in enumerate(CLOSES["IWM"])},
    ("IWM", "low"): {day: value - 1 for day, value in CLOSES["IWM"].items()},
}


class Articles:
    """The smallest store: every article is found by everything."""

    def __init__(self, *held):
        self.held = held

    def search(self, query, *, k=10, subjects=(), since=None, until=None):
        return tuple(
            Passage(one, 0, len(one.text))
            for one in self.held
            if not (until and one.published and one.published > until)
        )[:k]

    def articles(self):
        return tuple((one.title, one) for one in self.held)


ARTICLES = Articles(
    Article("Small caps wake up", "Small caps gained.", published=d(2026, 2, 16)),
    Article("Later news", "This is known later.", published=d(2026, 4, 1)),
    Article("Undated", "No date."),
)


def desk(closes=CLOSES, fields=FIELDS, as_of=AS_OF, **more):
    market = RecordedMarket(closes, fields, **more)
    return Desk(market, ARTICLES, EXCHANGES, as_of, lambda: datetime(2026, 11, 24, tzinfo=UTC))


DESK = desk()


def session(back, end=AS_OF):
    return EXCHANGES.sessions("XNYS", end - timedelta(days=700), end)[-1 - back]


# ------------------------------------------------------------------ figures against the rows themselves


def test_a_return_over_thirty_sessions_runs_from_the_close_thirty_sessions_before():
    datum = tools.price_return(DESK, "IWM", 30)
    base, last = CLOSES["IWM"][session(30)], CLOSES["IWM"][AS_OF]
    assert datum.value == ((last / base - 1) * 100).quantize(D("0.0001"))
    assert (datum.window.start, datum.window.end, datum.window.sessions) == (session(30), AS_OF, 30)
    assert len(datum.basis.series[0].rows) == 31


def test_pandas_agrees_with_returns_averages_highs_and_volatility():
    pandas = pytest.importorskip("pandas")
    closes = pandas.Series({day: float(v) for day, v in CLOSES["IWM"].items() if day <= AS_OF})
    near = pytest.approx
    assert float(tools.price_return(DESK, "IWM", 5).value) == near(
        closes.pct_change(5).iloc[-1] * 100, abs=5e-5
    )
    assert float(tools.moving_average(DESK, "IWM", 50).value) == near(
        closes.rolling(50).mean().iloc[-1], abs=5e-5
    )
    high, low, fall, rise = tools.high_low(DESK, "IWM", "100D")
    window = closes.iloc[-100:]
    assert (float(high.value), float(low.value)) == (window.max(), window.min())
    assert high.note == f"reached on {window[::-1].idxmax()}"
    assert float(fall.value) == near((window.iloc[-1] / window.max() - 1) * 100, abs=5e-5)
    assert float(rise.value) == near((window.iloc[-1] / window.min() - 1) * 100, abs=5e-5)
    deepest = tools.drawdown(DESK, "IWM", "100D")[1]
    assert float(deepest.value) == near((window / window.cummax() - 1).min() * 100, abs=5e-5)


def test_an_exponential_average_warms_up_on_three_windows_more():
    datum = tools.moving_average(DESK, "IWM", 20, "exponential")
    assert len(datum.basis.series[0].rows) == 80
    assert datum.window.sessions == 20


def test_last_close_and_distance_to_the_average():
    close, average, distance = tools.distance_to_average(DESK, "IWM", 20)
    assert close == tools.last_close(DESK, "IWM")
    assert average.value == tools.moving_average(DESK, "IWM").value
    assert distance.value == ((close.value / average.value - 1) * 100).quantize(D("0.0001"))


def test_since_a_holiday_starts_from_the_last_close_before_it():
    datum = tools.since_date(DESK, "IWM", "2026-02-16")
    assert datum.window.start == d(2026, 2, 13)
    assert len(datum.basis.series[0].rows) == 2
    assert datum.window.sessions is None


def test_year_to_date_starts_from_the_last_close_of_the_year_before():
    assert tools.year_to_date(DESK, "IWM").window.start == d(2025, 12, 31)
    assert tools.year_to_date(DESK, "IWM", 2025).window.start == d(2024, 12, 31)
    assert tools.price_return(DESK, "IWM", start="2025").value == tools.year_to_date(DESK, "IWM", 2025).value


@pytest.mark.parametrize(
    ("start", "base"),
    [("1D", session(1)), ("5D", session(5)), ("1M", d(2026, 2, 13)), ("2W", d(2026, 3, 2)), ("1Y", d(2025, 3, 14)),
     ("YTD", d(2025, 12, 31)), ("MTD", d(2026, 2, 27)), ("QTD", d(2025, 12, 31)), ("2026-02", d(2026, 1, 30)),
     ("6 months", d(2025, 9, 16))],
)  # fmt: skip
def test_spans_as_people_write_them(start, base):
    assert tools.price_return(DESK, "IWM", start=start).window.start == base


def test_a_sunday_asks_for_fridays_move():
    moved = tools.price_return(desk(as_of=d(2026, 3, 15)), "IWM", 1)
    assert (moved.window.start, moved.window.end) == (d(2026, 3, 12), d(2026, 3, 13))


def test_a_session_that_is_not_over_is_not_read():
    at_noon = replace(DESK, clock=lambda: datetime(2026, 3, 16, 16, 0, tzinfo=UTC))
    assert tools.last_close(at_noon, "IWM").as_of == d(2026, 3, 13)
    assert tools.price_return(at_noon, "IWM", 1).window.end == d(2026, 3, 13)


def test_price_and_total_return_are_two_measures():
    price, total = tools.price_return(DESK, "IWM"), tools.total_return(DESK, "IWM")
    assert (price.measure, total.measure) == ("price_return", "total_return")
    assert price.value != total.value
    with pytest.raises(NoData):
        tools.total_return(DESK, "^RUT")


def test_compare_gives_the_returns_and_the_excess_over_the_same_sessions():
    small, large, excess = tools.compare(DESK, ["^RUT", "^GSPC"], 30)
    assert excess.value == small.value - large.value
    assert (excess.unit, excess.subject, excess.against) == ("pp", "^RUT", "^GSPC")
    assert small.window == large.window == excess.window


def test_compare_names_an_index_set_against_an_etf():
    assert tools.compare(DESK, ["IWM", "^GSPC"])[-1].note == "IWM is an ETF, ^GSPC an index"
    assert tools.compare(DESK, ["IWM", "SPY"])[-1].note == ""


def test_compare_over_a_benchmark_takes_each_against_it():
    found = tools.compare(DESK, ["XLK", "XLU"], benchmark="SPY")
    assert [(one.subject, one.against) for one in found[3:]] == [("XLK", "SPY"), ("XLU", "SPY")]


def test_compare_ends_where_the_shorter_one_ends():
    closes = {**CLOSES, "SPY": {day: v for day, v in CLOSES["SPY"].items() if day < AS_OF}}
    found = tools.compare(desk(closes), ["IWM", "SPY"], 5)
    assert {one.window.end for one in found} == {d(2026, 3, 13)}
    assert "none yet for 2026-03-16" in found[1].note


@pytest.mark.parametrize("symbols", [[], ["IWM"], ["IWM", "iwm"], ["IWM", "ZZZQ"]])
def test_compare_needs_two_instruments_of_this_market(symbols):
    with pytest.raises(NoData):
        tools.compare(DESK, symbols)


def test_sectors_come_best_first_in_one_request():
    one = desk()
    found = tools.sectors(one)
    moves = found[:11]
    assert [m.value for m in moves] == sorted((m.value for m in moves), reverse=True)
    assert all("by the SPDR fund" in m.note for m in moves)
    assert sum(call.startswith("history") for call in one.market.calls) == 1
    breadth, cyclical, defensive, spread = found[11:]
    assert breadth.value == (D(sum(m.value > 0 for m in moves)) / 11 * 100).quantize(D("0.0001"))
    assert spread.value == cyclical.value - defensive.value
    by_symbol = {m.subject: m.value for m in moves}
    assert defensive.value == (sum(by_symbol[s] for s in ("XLP", "XLRE", "XLU", "XLV")) / 4).quantize(
        D("0.0001")
    )


def test_sectors_that_are_not_there_are_named_and_nothing_is_said_of_the_whole():
    closes = {symbol: rows for symbol, rows in CLOSES.items() if symbol not in ("XLV", "XLY")}
    closes["XLB"] = {day: v for day, v in closes["XLB"].items() if day < AS_OF}
    found = tools.sectors(desk(closes))
    assert len(found) == 8
    assert all("8 of 11 sectors; no rows for XLB, XLV, XLY" in m.note for m in found)


def test_derive_fixes_the_base_and_carries_its_operands():
    close, average, _ = tools.distance_to_average(DESK, "IWM", 20)
    gap = tools.derive(DESK, "percent_change", [close, average])
    assert gap.value == tools.distance_to_average(DESK, "IWM", 20)[2].value
    assert gap.basis.operands == (close, average)
    for operator, facts in (("difference", []), ("difference", [close]), ("plus", [close, average])):
        with pytest.raises(NoData):
            tools.derive(DESK, operator, facts)


def test_valuation_sets_like_against_like():
    def stated(subject, measure, value):
        return Datum(subject, measure, D(value), "x", None, None, AS_OF, Origin("test", "x"), Reported())

    data = [
        stated("IWM", "trailing_pe", "16"),
        stated("SPY", "trailing_pe", "21"),
        stated("SPY", "forward_pe", "20"),
    ]
    found = tools.valuation(desk(data=data), ["IWM", "SPY"])
    assert [(one.subject, one.measure, one.value) for one in found] == [
        ("IWM", "trailing_pe", D(16)), ("SPY", "trailing_pe", D(21)), ("SPY", "forward_pe", D(20)),
        ("IWM", "discount", D("23.8095")),
    ]  # fmt: skip
    assert "loss-makers" in found[0].note
    with pytest.raises(NoData, match="index"):
        tools.valuation(desk(data=data), ["^RUT"])


def test_performance_takes_the_usual_windows_as_far_as_the_rows_go():
    found = tools.performance(DESK, "IWM")
    assert [one.window.start for one in found] == [
        session(1), session(5), d(2026, 2, 13), d(2025, 12, 16), d(2025, 9, 16), d(2025, 12, 31), d(2025, 3, 14),
    ]  # fmt: skip
    assert found[5] == tools.year_to_date(DESK, "IWM")


def test_best_and_worst_session_have_their_dates():
    best, worst, rising = tools.best_worst(DESK, "IWM", "3M")
    days = [day for day in SESSIONS if d(2025, 12, 16) < day <= AS_OF]
    before = dict(zip(SESSIONS[1:], SESSIONS, strict=False))
    moves = {day: CLOSES["IWM"][day] / CLOSES["IWM"][before[day]] - 1 for day in days}
    assert best.note == f"on {max(moves, key=moves.get)}"
    assert worst.value == (min(moves.values()) * 100).quantize(D("0.0001"))
    assert rising.value == (D(sum(m > 0 for m in moves.values())) / len(moves) * 100).quantize(D("0.0001"))
    assert rising.window.sessions == len(days)


def test_volume_against_its_average():
    last, average, times = tools.volume(DESK, "IWM", 5)
    assert average.value == last.value - 2  # one more share a session: the mean of five is two below the last
    assert (last.unit, average.unit, times.unit) == ("shares", "shares", "x")
    with pytest.raises(NoData):
        tools.volume(DESK, "SPY")


def test_technicals_are_those_of_the_registry_with_their_parameters():
    found = {
        (one.measure, one.window.sessions if one.window else None): one
        for one in tools.technicals(DESK, "IWM")
    }
    assert [key for key, _ in found] == [
        "close", "simple_average", "simple_average", "simple_average", "relative_strength_index", "macd", "macd_signal",
        "bollinger_upper", "bollinger_lower", "average_true_range",
    ]  # fmt: skip
    assert 0 < found["relative_strength_index", 14].value < 100
    middle = found["simple_average", 20].value
    upper, lower = found["bollinger_upper", 20].value, found["bollinger_lower", 20].value
    assert abs((upper + lower) / 2 - middle) < D("0.001")
    assert "average_true_range" not in {
        one.measure for one in tools.technicals(DESK, "SPY")
    }  # no highs and lows


def test_a_crossing_shows_both_averages_on_both_sides_of_it():
    """Closes of 10 for 30 sessions, then 20: the average of 5 passes that of 20 on the first of the higher ones."""
    closes = {day: 20 if day >= session(10) else 10 for day in SESSIONS if session(60) <= day <= AS_OF}
    fast, slow, fast_before, slow_before = tools.crossing(desk({"X": closes}), "X", 5, 20)
    assert (fast.value, slow.value, fast.as_of) == (D(12), D("10.5"), session(10))
    assert (fast_before.value, slow_before.value, fast_before.as_of) == (D(10), D(10), session(11))
    assert f"crossed above on {session(10)}" in fast.note
    with pytest.raises(NoData, match="stayed below"):
        tools.crossing(desk({"X": {day: 900 - n for n, day in enumerate(SESSIONS)}}), "X", 5, 20)


def test_the_benchmark_of_a_star_market_share_is_its_own_markets():
    days = EXCHANGES.sessions("XSHG", d(2025, 6, 2), AS_OF)
    closes = {
        "688167.SS": walk("CN", 50, days),
        "000688.SS": walk("STAR", 900, days),
        "^GSPC": CLOSES["^GSPC"],
    }
    instruments = [
        Instrument("688167.SS", "炬光科技", "equity", "CNY", "XSHG"),
        Instrument("000688.SS", "科创50", "index", "CNY", "XSHG"),
    ]
    assert tools.beta(desk(closes, {}, instruments=instruments), "688167", sessions=60).against == "000688.SS"
    assert tools.beta(DESK, "IWM").against == "^GSPC"
    with pytest.raises(NoData, match="itself"):
        tools.correlation(DESK, "IWM", "IWM")


def quoted(measure, value, day):
    return Datum(
        "IWM",
        measure,
        D(value),
        "USD",
        "USD",
        None,
        day,
        Origin("test", "quote"),
        Reported(),
        "a fund",
        "closed",
    )


def test_a_live_quote_gives_the_change_on_the_session_before():
    """Asked on the Monday evening: 250 against Friday's 248 is 0.8065 %; Yahoo does not date the previous close."""
    data = [quoted("last_price", "250.00", AS_OF), quoted("previous_close", "248.00", AS_OF)]
    live = replace(
        desk(data=data, kind="live", as_of=None), clock=lambda: datetime(2026, 3, 16, 23, tzinfo=UTC)
    )
    last, before, change = tools.quote(live, "IWM")
    assert (last.value, before.as_of, change.value) == (D("250.00"), d(2026, 3, 13), D("0.8065"))
    assert (change.window.start, change.window.end, change.window.sessions) == (d(2026, 3, 13), AS_OF, 1)
    assert measures.recompute(change) == change.value
    earlier = replace(live, as_of=d(2026, 2, 18))
    assert [one.measure for one in tools.quote(earlier, "IWM")] == ["close", "close", "price_return"]


def test_a_target_price_has_its_upside_on_the_last_price():
    data = [
        Datum(
            "IWM", "target_mean_price", D("300"), "USD", "USD", None, AS_OF, Origin("test", "x"), Reported()
        )
    ]
    target, last, upside = tools.price_target(desk(data=data), "IWM")
    assert upside.value == ((target.value / last.value - 1) * 100).quantize(D("0.0001"))
    assert last.value == CLOSES["IWM"][AS_OF]


def test_money_is_converted_at_the_rate_of_its_own_day():
    instruments = [Instrument("USDCNY=X", "USD/CNY", "currency", "CNY", "24/5")]
    rates = {AS_OF: "7.1523", d(2026, 3, 13): "7.2"}
    one = desk({**CLOSES, "USDCNY=X": rates}, instruments=instruments)
    rate, amount = tools.convert(one, tools.last_close(one, "IWM"), "cny")
    assert (rate.value, amount.unit, amount.currency) == (D("7.1523"), "CNY", "CNY")
    assert amount.value == (CLOSES["IWM"][AS_OF] * D("7.1523")).quantize(D("0.000001"))
    assert measures.recompute(amount) == amount.value
    for fact, currency in (
        (tools.last_close(one, "IWM"), "USD"),
        (tools.last_close(one, "IWM"), "EUR"),
        (tools.last_close(one, "IWM"), "renminbi"),
        (tools.price_return(one, "IWM"), "CNY"),
        (tools.last_close(one, "IWM", "2026-03-12"), "CNY"),
    ):
        with pytest.raises(NoData):
            tools.convert(one, fact, currency)


# ------------------------------------------------------------------ what has no answer


def test_a_window_over_missing_sessions_names_them():
    gap = {day: v for day, v in CLOSES["IWM"].items() if not d(2026, 2, 24) <= day <= d(2026, 2, 25)}
    holed = desk({"IWM": gap})
    for ask in (
        lambda: tools.moving_average(holed, "IWM", 20),
        lambda: tools.volatility(holed, "IWM", 30),
        lambda: tools.since_date(holed, "IWM", "2026-02-24"),
        lambda: tools.high_low(holed, "IWM", "3M"),
        lambda: tools.price_history(holed, "IWM", 30),
    ):
        with pytest.raises(NoData, match="2026-02-24, 2026-02-25"):
            ask()
    assert tools.price_return(holed, "IWM", 5).value == tools.price_return(DESK, "IWM", 5).value


def test_rows_that_end_long_before_are_no_answer_for_today():
    old = desk({"IWM": {day: v for day, v in CLOSES["IWM"].items() if day <= d(2026, 2, 18)}})
    with pytest.raises(NoData, match="18 sessions from 2026-02-19 to 2026-03-16"):
        tools.price_return(old, "IWM", 5)
    assert "2026-03-16 has no row" in tools.last_close(old, "IWM").note


def test_rows_that_begin_too_late_say_where_they_begin():
    with pytest.raises(NoData, match="begin on 2024-12-02"):
        tools.since_date(DESK, "IWM", "2024-11-15")


@pytest.mark.parametrize(
    "ask",
    [
        lambda: tools.price_return(DESK, "IWM", 0),
        lambda: tools.price_return(DESK, "IWM", -5),
        lambda: tools.price_return(DESK, "IWM", 10**9),
        lambda: tools.price_return(DESK, "IWM", start="soon"),
        lambda: tools.price_return(DESK, "IWM", start="2026-13"),
        lambda: tools.price_return(DESK, "IWM", start="2026-02-30"),
        lambda: tools.price_return(DESK, "IWM", start="9999Y"),
        lambda: tools.price_return(DESK, "IWM", start="2026-03-16"),
        lambda: tools.price_return(DESK, "IWM", end="2026-03-17"),
        lambda: tools.price_return(DESK, "IWM", end="16/3/2026"),
        lambda: tools.since_date(DESK, "IWM", "2026-05-01"),
        lambda: tools.year_to_date(DESK, "IWM", 2027),
        lambda: tools.year_to_date(DESK, "IWM", 3),
        lambda: tools.moving_average(DESK, "IWM", 1),
        lambda: tools.moving_average(DESK, "IWM", 20, "weighted"),
        lambda: tools.price_history(DESK, "IWM", 10, "colour"),
        lambda: tools.price_history(DESK, "SPY", 10, "high"),
        lambda: tools.quote(DESK, ""),
        lambda: tools.last_close(DESK, "ZZZQ"),
        lambda: tools.last_close(DESK, "IWM", "1980-01-01"),
        lambda: tools.high_low(DESK, "SPY", intraday=True),
        lambda: tools.search_articles(DESK, " "),
        lambda: tools.search_articles(DESK, "x", since="yesterday"),
        lambda: tools.read_article(DESK, "Later news"),
        lambda: tools.read_article(DESK, "nothing like it"),
    ],
)
def test_what_cannot_be_answered_is_no_data(ask):
    with pytest.raises(NoData):
        ask()


def test_articles_of_later_days_are_not_read():
    found = tools.search_articles(DESK, "small caps")
    assert {one.article.title for one in found} == {"Small caps wake up", "Undated"}
    assert tools.read_article(DESK, "small caps wake").published == d(2026, 2, 16)


# ------------------------------------------------------------------ venues


def test_two_venues_are_compared_over_their_own_sessions():
    """New York is closed on 16 February, Shanghai from 16 to 23: each window begins at its own last close."""
    shanghai = walk("CN", 50, EXCHANGES.sessions("XSHG", d(2025, 12, 1), AS_OF))
    one = desk(
        {"IWM": CLOSES["IWM"], "688167.SS": shanghai},
        instruments=[Instrument("688167.SS", "炬光科技", "equity", "CNY", "XSHG")],
    )
    found = tools.compare(one, ["IWM", "688167"], start="2026-02-18")
    assert [item.window.start for item in found] == [d(2026, 2, 18), d(2026, 2, 13)]
    assert len(found) == 2  # no excess: not the same sessions
    assert len(tools.compare(one, ["IWM", "炬光科技"], start="2026-02-27")) == 3


def test_a_rate_changes_by_percentage_points():
    rates = {day: D("4.00") + D(place).scaleb(-3) for place, day in enumerate(SESSIONS)}
    one = desk({"^TNX": rates}, {}, instruments=[Instrument("^TNX", "10-year yield", "rate", "USD")])
    moved = tools.price_return(one, "^TNX", 10)
    assert (moved.measure, moved.value, moved.unit) == ("price_change", D("0.010"), "pp")


# ------------------------------------------------------------------ properties of every tool

CALLS = [
    lambda k: tools.quote(k, "IWM"),
    lambda k: tools.last_close(k, "IWM"),
    lambda k: tools.last_close(k, "small caps", "2026-02-16"),
    lambda k: tools.price_history(k, "IWM", 40),
    lambda k: tools.price_return(k, "IWM", 30),
    lambda k: tools.price_return(k, "IWM", start="1Y"),
    lambda k: tools.price_return(k, "IWM", end="2026-01-15"),
    lambda k: tools.total_return(k, "IWM", start="YTD"),
    lambda k: tools.since_date(k, "IWM", "2026-01-05"),
    lambda k: tools.year_to_date(k, "^RUT"),
    lambda k: tools.compare(k, ["^RUT", "^GSPC"], 30),
    lambda k: tools.compare(k, ["IWM", "SPY", "XLK"], start="6M", total=False),
    lambda k: tools.moving_average(k, "IWM", 200),
    lambda k: tools.moving_average(k, "IWM", 20, "exponential"),
    lambda k: tools.distance_to_average(k, "^GSPC", 50),
    lambda k: tools.high_low(k, "IWM"),
    lambda k: tools.high_low(k, "IWM", "3M", intraday=True),
    lambda k: tools.drawdown(k, "IWM"),
    lambda k: tools.sectors(k),
    lambda k: tools.sectors(k, "YTD"),
    lambda k: tools.search_articles(k, "small caps"),
    lambda k: tools.read_article(k, "Small caps wake up"),
    lambda k: tools.technicals(k, "IWM"),
    lambda k: tools.performance(k, "IWM"),
    lambda k: tools.best_worst(k, "IWM", "6M"),
    lambda k: tools.volume(k, "IWM"),
    lambda k: tools.crossing(k, "IWM", 5, 20),
    lambda k: tools.volatility(k, "IWM"),
    lambda k: tools.beta(k, "IWM"),
    lambda k: tools.correlation(k, "IWM", "SPY", 60),
    lambda k: tools.derive(k, "mean", tools.compare(k, ["IWM", "SPY"])[:2]),
]  # fmt: skip


def facts(result):
    return result if isinstance(result, tuple) else (result,)


@pytest.mark.parametrize("ask", CALLS)
def test_deleting_everything_after_as_of_changes_no_result(ask):
    closes = {symbol: {day: v for day, v in rows.items() if day <= AS_OF} for symbol, rows in CLOSES.items()}
    fields = {key: {day: v for day, v in rows.items() if day <= AS_OF} for key, rows in FIELDS.items()}
    assert facts(ask(desk(closes, fields))) == facts(ask(DESK))


@pytest.mark.parametrize("symbol", ["NEW", "SPY"])
def test_deleting_everything_after_as_of_changes_no_message(tmp_path, symbol):
    """NEW has rows after the day only; SPY's high was never recorded."""
    messages = set()
    for last in (AS_OF, d(2026, 6, 30)):
        folder = tmp_path / str(last)
        folder.mkdir()
        for name, rows in {"SPY": CLOSES["SPY"], "NEW": {d(2026, 5, 4): 1}}.items():
            lines = [f"{day},{value}" for day, value in rows.items() if day <= last or name == "NEW"]
            (folder / f"{name}.csv").write_text("\n".join(["Date,Close", *lines]))
        one = Desk(FolderMarket(folder), ARTICLES, EXCHANGES, AS_OF)
        for ask in (
            tools.price_return,
            tools.total_return,
            tools.high_low,
            tools.technicals,
            tools.last_close,
        ):
            try:
                ask(one, symbol)
            except NoData as error:
                messages.add(str(error).replace(str(folder.name), "folder"))
    assert not [text for text in messages if "2026-05" in text or "2026-06" in text]


@pytest.mark.parametrize("ask", CALLS)
def test_every_datum_recomputes_exactly_and_names_nothing_later(ask):
    for fact in facts(ask(DESK)):
        if isinstance(fact, Datum):
            assert isinstance(fact.basis, (Computed, Observed))
            assert measures.recompute(fact) == fact.value
            assert fact.as_of <= AS_OF
            assert fact.window is None or fact.window.end <= AS_OF
        elif isinstance(fact, Series):
            assert fact.rows[-1][0] <= AS_OF


@pytest.mark.parametrize("ask", CALLS)
def test_a_changed_row_inside_a_datum_is_found(ask):
    """A low does not move when its last row is doubled, a high not when it is cut: one of the two is seen."""
    for fact in facts(ask(DESK)):
        if isinstance(fact, Datum) and isinstance(fact.basis, Computed) and fact.basis.series:
            first, *others = fact.basis.series
            forged = [
                replace(first, rows=(*first.rows[:-1], (first.rows[-1][0], first.rows[-1][1] * factor)))
                for factor in (D(2), D("0.01"))
            ]
            values = {
                measures.recompute(replace(fact, basis=replace(fact.basis, series=(one, *others))))
                for one in forged
            }
            assert values - {fact.value}


def test_every_tool_says_what_it_does_and_takes_plain_arguments():
    for name in tools.__all__:
        function = getattr(tools, name)
        assert function.__doc__, name
        assert function.__doc__.count("\n") <= 9, name
        assert next(iter(function.__annotations__)) == "desk", name


def test_tools_load_no_pandas_until_a_session_is_asked_for():
    import subprocess
    import sys

    code = "import sys, tools; print('pandas' in sys.modules, 'yfinance' in sys.modules)"
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root)
    assert done.stdout.strip() == "False False"


# ------------------------------------------------------------------ the demo and the shared folder


DEMO = Desk(DemoMarket(), ARTICLES, EXCHANGES)


def test_in_the_demo_tools_fall_to_total_returns_and_say_so():
    found = tools.price_return(DEMO, "Apple", 30)
    assert found.measure == "total_return"
    assert "dividend-adjusted closes only" in found.note
    assert [one.measure for one in tools.quote(DEMO, "Apple")] == ["total_return"]
    for ask in (tools.last_close, tools.moving_average, tools.high_low):
        with pytest.raises(NoData, match="no traded price"):
            ask(DEMO, "Apple")


def test_a_live_market_that_fails_to_give_closes_is_not_turned_into_total_returns():
    closes = {symbol: rows for symbol, rows in CLOSES.items() if symbol != "SPY"}
    live = desk(closes, kind="live")
    assert tools.total_return(live, "SPY", 5).measure == "total_return"
    for ask in (lambda: tools.price_return(live, "SPY", 5), lambda: tools.compare(live, ["IWM", "SPY"], 5)):
        with pytest.raises(NoData):
            ask()


def test_in_the_demo_no_share_is_set_against_the_price_index():
    with pytest.raises(NoData, match="not comparable"):
        tools.compare(DEMO, ["Apple", "S&P 500"])


def test_the_demo_answers_value_against_momentum():
    """From skfolio's rows: VLUE 88.473 ÷ its close of 2021 and MTUM 143.73 ÷ its own, the difference in points."""
    value, momentum, excess = tools.compare(DEMO, ["价值股", "动量股"], start="YTD")
    assert (value.subject, momentum.subject) == ("VLUE", "MTUM")
    assert (value.value, momentum.value, excess.value) == (D("-15.4137"), D("-18.6992"), D("3.2855"))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="no development material beside the project")
def test_the_shared_market_gives_the_figures_of_the_issue():
    one = Desk(FolderMarket(SHARED), ARTICLES, EXCHANGES, AS_OF)
    two = D("0.01")
    assert tools.last_close(one, "IWM").value == D("248.92")
    assert tools.moving_average(one, "IWM", 20).value.quantize(two) == D("258.36")
    returns = [item.value.quantize(two) for item in tools.compare(one, ["^RUT", "^GSPC", "^IXIC"])[:3]]
    assert returns == [D("-4.23"), D("-3.45"), D("-4.64")]
    assert len(tools.sectors(replace(one, as_of=d(2026, 2, 18)))) == 15
    with pytest.raises(NoData, match="2026-03-30"):
        tools.price_return(replace(one, as_of=d(2026, 4, 15)), "XLB", 30)


def test_a_right_number_is_never_rewritten_by_the_measure_of_the_sentence_before():
    """The distance was once "fixed" to the 30-session return that the sentence before it speaks of."""
    from copilot import checking
    from copilot.ledger import Ledger

    small, large, _ = tools.compare(DESK, ["IWM", "SPY"], 30)
    distance = tools.distance_to_average(DESK, "IWM", 200)
    side = "above" if distance[2].value > 0 else "below"
    text = (
        f"Over the last 30 sessions ({small.window.start:%d %B %Y} to 16 March 2026) the price return of IWM was "
        f"{small.value:.2f}%, that of SPY {large.value:.2f}% [0]. "
        f"IWM is {abs(distance[2].value):.2f}% {side} its 200-day average [0]."
    )
    report = checking.check(text, Ledger(data=(small, large, *distance)), as_of=AS_OF)
    assert checking.fixed(text, report) == text


def test_every_number_of_the_tools_is_proved_as_written_and_refused_when_moved():
    """Both languages, the registry's own names, each with its window: no false alarm and no miss on our own facts."""
    from benchmarks import tool_sentences

    counts, wrong = tool_sentences.measured(DEMO, tool_sentences.DEMO)
    assert wrong == []
    assert counts["true"] == counts["moved"] > 90
