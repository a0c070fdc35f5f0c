"""A second source: where two say different closes, the number says so; where it is silent, nothing changes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from copilot import tools
from copilot.config import Settings
from copilot.exchanges import Calendars
from copilot.market import open_market
from copilot.ports import Desk
from copilot.types import Series

DAYS = (date(2026, 3, 11), date(2026, 3, 12), date(2026, 3, 13))


def folder(path: Path, **closes: tuple[str, str, str]) -> Path:
    path.mkdir()
    for symbol, values in closes.items():
        rows = "".join(f"{day},{value}\n" for day, value in zip(DAYS, values, strict=True))
        (path / f"{symbol}.csv").write_text(f"Date,Close\n{rows}", encoding="utf8")
    return path


def test_a_disagreement_above_a_tenth_of_a_per_cent_is_said_on_the_number(tmp_path: Path) -> None:
    """IWM: 0.05 % apart is rounding; 250.00 against 251.00 is 0.40 %."""
    first = folder(tmp_path / "first", IWM=("248.00", "249.00", "250.00"), SPY=("500.00", "501.00", "502.00"))
    second = folder(
        tmp_path / "second", IWM=("248.12", "249.00", "251.00"), SPY=("500.10", "501.00", "502.00")
    )
    market = open_market(Settings(second_market=str(second)), str(first))
    found = market.history(["IWM", "SPY", "QQQ"])
    assert isinstance(found["IWM"], Series)
    assert isinstance(found["SPY"], Series)
    assert not isinstance(found["QQQ"], Series)
    assert found["IWM"].rows[-1][1] == 250
    assert found["IWM"].origin.note == (
        "data check: second disagrees on 1 of 3 closes, most on 2026-03-13: 251.00 against 250.00 (0.40 % apart)"
    )
    assert found["SPY"].origin.note == ""
    assert "compared with second" in market.info.note_en


def test_a_tools_number_carries_the_disagreement(tmp_path: Path) -> None:
    first = folder(tmp_path / "first", IWM=("248.00", "249.00", "250.00"))
    second = folder(tmp_path / "second", IWM=("248.00", "249.00", "251.00"))
    market = open_market(Settings(second_market=str(second)), str(first))
    clock = datetime(2026, 3, 14, tzinfo=UTC)
    desk = Desk(market, None, Calendars(), None, lambda: clock)  # type: ignore[arg-type]
    assert "second disagrees" in tools.last_close(desk, "IWM").origin.note
