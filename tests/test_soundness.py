"""Data checks: what makes rows doubtful stands on every number that rests on them, and beside the answer."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from copilot import Copilot, measures, tools
from copilot.errors import NoData
from copilot.exchanges import Calendars
from copilot.ports import Desk
from copilot.testing import RecordedMarket
from copilot.types import Datum, Instrument, Origin, Reported, Row

TODAY = date(2026, 3, 16)
SESSIONS = Calendars().sessions("XNYS", date(2025, 1, 2), TODAY)
WAVE = [Decimal(100) + Decimal(at * 7 % 11) / 10 for at in range(len(SESSIONS))]
UNIT = "as if the unit had changed"


def market(**changed: Decimal | None) -> RecordedMarket:
    """IWM swings within 1 %; `changed` are factors by day (d20260312=100) or None: no row."""
    rows: list[Row] = []
    for day, value in zip(SESSIONS, WAVE, strict=True):
        factor = changed.get(f"d{day:%Y%m%d}", Decimal(1))
        if factor is not None:
            rows.append((day, value * factor))
    return RecordedMarket({"IWM": rows})


def desk(found: RecordedMarket) -> Desk:
    return Desk(found, None, Calendars())  # type: ignore[arg-type]


def test_a_price_in_another_unit_is_said_on_both_sides_and_not_corrected() -> None:
    found = tools.price_return(desk(market(d20260312=Decimal(100))), "IWM", 5)
    assert found.note == (
        "data check: prices rise to 99.6 times the close before on 2026-03-12, as if the unit had changed; "
        "data check: prices fall to one part in 99.3 on 2026-03-13, as if the unit had changed"
    )


def test_the_last_close_itself_is_checked() -> None:
    last = tools.last_close(desk(market(d20260316=Decimal("0.01"))), "IWM")
    assert last.note.endswith("on 2026-03-16, as if the unit had changed")
    assert last.value < 2


def test_a_split_that_is_not_adjusted_for_is_told_from_a_unit() -> None:
    """From 2 March on the share is at a quarter."""
    after = {f"d{day:%Y%m%d}": Decimal("0.25") for day in SESSIONS if day >= date(2026, 3, 2)}
    found = tools.price_return(desk(market(**after)), "IWM", 30)
    assert "as by a split of 4 for 1 that is not adjusted for" in found.note


def test_a_large_move_that_may_be_true_is_a_plain_note_where_it_lies_in_the_window() -> None:
    held = desk(market(**{f"d{day:%Y%m%d}": Decimal("0.5") for day in SESSIONS if day >= date(2026, 2, 10)}))
    noted = tools.price_return(held, "IWM", 30).note
    assert noted == "move of -49.6 % on 2026-02-10 is beyond 8 standard deviations"
    assert tools.price_return(held, "IWM", 5).note == ""
    assert tools.price_return(held, "IWM", 5, end="2026-02-09").note == ""


def test_ordinary_rows_have_no_doubts() -> None:
    assert [one.note for one in tools.performance(desk(market()), "IWM")] == [""] * 7


def test_a_return_over_a_missing_session_rests_on_its_ends() -> None:
    whole, holed = desk(market()), desk(market(d20260311=None))
    found = tools.price_return(holed, "IWM", 5)
    assert found.value == tools.price_return(whole, "IWM", 5).value
    assert found.window is not None
    assert (found.window.start, found.window.end, found.window.sessions) == (date(2026, 3, 9), TODAY, None)
    assert found.note == "data check: no close for 2026-03-11: only the two ends are used"
    with pytest.raises(NoData, match="2026-03-11"):
        tools.volatility(holed, "IWM", 5)
    with pytest.raises(NoData, match="2026-03-09"):
        tools.price_return(desk(market(d20260309=None)), "IWM", 5)


def test_a_close_that_never_moves_and_a_volume_of_zero_are_said() -> None:
    flat = [(day, Decimal(50)) for day in SESSIONS]
    held = RecordedMarket(
        {"IWM": [*zip(SESSIONS[:-6], WAVE, strict=False), *flat[-6:]]},
        {
            ("IWM", "volume"): [
                (day, Decimal(0 if day == TODAY - timedelta(days=3) else 9)) for day in SESSIONS
            ]
        },
    )
    assert "the same close 6 sessions in a row up to 2026-03-16" in tools.last_close(desk(held), "IWM").note
    assert tools.volume(desk(held), "IWM")[1].note == "data check: volume of zero on 2026-03-13"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "How did IWM do over the last 5 sessions?",
            f"prices rise to 99.6 times the close before on 2026-03-12, {UNIT}",
        ),
        ("IWM近5个交易日表现如何？", "2026-03-12价格变为前一收盘价的99.6倍，疑似计价单位改变"),
    ],
)
def test_an_answer_says_its_data_checks_in_its_bar(question: str, said: str, tmp_path: object) -> None:
    answer = Copilot(market=market(d20260312=Decimal(100)), home=str(tmp_path)).ask(question)
    assert answer.report.ok
    assert said in str(answer).split("\n\n")[2]


def share(symbol: str, *closes: str, name: str = "") -> Desk:
    days = Calendars().sessions("XSHG", date(2026, 1, 5), TODAY)[-len(closes) :]
    one = Instrument(symbol, name or symbol, "equity", "CNY", "XSHG")
    return desk(
        RecordedMarket({symbol: list(zip(days, map(Decimal, closes), strict=True))}, instruments=[one])
    )


@pytest.mark.parametrize(
    ("symbol", "name", "closes", "note"),
    [
        ("600519.SS", "贵州茅台", ("10.05", "11.06", "11.00"), "limit up on 2026-03-13"),  # 11.055 is 11.06
        ("600519.SS", "贵州茅台", ("10.05", "11.05", "11.00"), ""),
        ("688167.SS", "炬光科技", ("10.00", "11.00", "13.20"), "limit up on 2026-03-16"),
        (
            "300750.SZ",
            "宁德时代",
            ("10.00", "8.00", "6.40"),
            "limit down on 2 sessions, the last on 2026-03-16",
        ),
        (
            "830799.BJ",
            "艾融软件",
            ("10.00", "13.00", "9.10"),
            "limit up on 2026-03-13; limit down on 2026-03-16",
        ),
        ("600000.SS", "*ST 某某", ("10.00", "10.50", "10.40"), "limit up on 2026-03-13"),
    ],
)
def test_closes_at_a_chinese_price_limit_are_noted(
    symbol: str, name: str, closes: tuple[str, ...], note: str
) -> None:
    assert tools.price_return(share(symbol, *closes, name=name), symbol, 2).note == note


def test_an_a_shares_volume_has_its_turnover_rate() -> None:
    """4,500,000 of 300,000,000 free shares changed hands: 1.5 %."""
    days = Calendars().sessions("XSHG", date(2026, 1, 5), TODAY)
    origin = Origin("folder", "recorded")
    held = Datum(
        "688167.SS", "float_shares", Decimal(300_000_000), "shares", None, None, TODAY, origin, Reported()
    )
    found = tools.volume(
        desk(
            RecordedMarket(
                {"688167.SS": [(day, Decimal(90)) for day in days]},
                {("688167.SS", "volume"): [(day, Decimal(4_500_000)) for day in days]},
                instruments=[Instrument("688167.SS", "炬光科技", "equity", "CNY", "XSHG")],
                data=[held],
            )
        ),
        "688167.SS",
    )
    assert (found[-1].measure, found[-1].value, found[-1].unit) == ("turnover_rate", Decimal("1.5"), "%")
    assert measures.recompute(found[-1]) == Decimal("1.5")
