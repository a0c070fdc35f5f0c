"""XBRL facts of US filings by accession number: a second source for statements, and the only one for earlier days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from copilot import tools
from copilot.config import Settings
from copilot.errors import NoData, Unavailable
from copilot.exchanges import Calendars
from copilot.market.filings import Filings, WithFilings
from copilot.market.yahoo import YahooMarket
from copilot.ports import CompanyData, Desk
from copilot.testing.loopback import Handler, Listener, LoopbackServer
from copilot.testing.yahoo_server import YahooServer

NOW = datetime(2026, 3, 16, 21, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Tagged:
    """A fact as edgartools hands it out."""

    concept: str
    numeric_value: float
    unit: str
    period_start: date | None
    period_end: date
    filing_date: date
    form_type: str
    accession: str

    @property
    def period_type(self) -> str:
        return "duration" if self.period_start else "instant"


def year(concept: str, value: float, end: int, filed: date, accession: str, unit: str = "USD") -> Tagged:
    return Tagged(
        f"us-gaap:{concept}", value, unit, date(end, 1, 1), date(end, 12, 31), filed, "10-K", accession
    )


REVENUE = "RevenueFromContractWithCustomerExcludingAssessedTax"
FACTS = (
    year(REVENUE, 900e6, 2024, date(2025, 2, 14), "0000000001-25-000001"),
    year(REVENUE, 905e6, 2024, date(2026, 2, 13), "0000000001-26-000001"),  # restated a year later
    year(REVENUE, 1000e6, 2025, date(2026, 2, 13), "0000000001-26-000001"),
    year("EarningsPerShareDiluted", 2.5, 2024, date(2025, 2, 14), "0000000001-25-000001", "USD per share"),
    year("PaymentsToAcquirePropertyPlantAndEquipment", 70e6, 2024, date(2025, 2, 14), "0000000001-25-000001"),
    Tagged(f"us-gaap:{REVENUE}", 240e6, "USD", date(2025, 7, 1), date(2025, 9, 30), date(2025, 11, 3), "10-Q", "0000000001-25-000009"),
    Tagged(f"us-gaap:{REVENUE}", 700e6, "USD", date(2025, 1, 1), date(2025, 9, 30), date(2025, 11, 3), "10-Q", "0000000001-25-000009"),
    Tagged("us-gaap:Assets", 5e9, "USD", None, date(2024, 12, 31), date(2025, 2, 14), "10-K", "0000000001-25-000001"),
)  # fmt: skip


def filings(folder: Path, facts: tuple[Tagged, ...] = FACTS) -> Filings:
    """With what the library would give in place of the library."""
    made = Filings("Test test@example.com", folder, clock=lambda: NOW)
    company = SimpleNamespace(get_facts=lambda: SimpleNamespace(get_all_facts=lambda: facts))
    made.__dict__["_library"] = SimpleNamespace(
        find_cik=lambda symbol: 1 if symbol == "AAPL" else None, Company=lambda cik: company
    )
    return made


def test_as_of_a_day_only_what_was_filed_by_then_is_known(tmp_path: Path) -> None:
    held = filings(tmp_path)
    then = held.statements("AAPL", period="annual", as_of=date(2025, 12, 31))
    assert [(one.measure, one.value, one.window.words) for one in then] == [
        ("revenue", 900_000_000, "FY2024"), ("diluted_eps", Decimal("2.50"), "FY2024"),
        ("capital_expenditure", -70_000_000, "FY2024"), ("total_assets", 5_000_000_000, "FY2024"),
    ]  # fmt: skip
    assert then[0].note == "10-K filed 2025-02-14, accession 0000000001-25-000001"
    now = held.statements("AAPL", period="annual", as_of=None)
    assert [one.value for one in now if one.measure == "revenue"] == [1_000_000_000, 905_000_000]
    with pytest.raises(NoData, match="up to 2025-01-31"):
        held.statements("AAPL", period="annual", as_of=date(2025, 1, 31))


def test_a_sum_to_date_is_no_quarter(tmp_path: Path) -> None:
    found = filings(tmp_path).statements("AAPL", period="quarterly", as_of=None)
    assert [one.value for one in found if one.measure == "revenue"] == [240_000_000]


@pytest.fixture(scope="module")
def server() -> Iterator[YahooServer]:
    with YahooServer(now=NOW) as running:
        yield running


@pytest.fixture
def desk(server: YahooServer, tmp_path: Path) -> Callable[..., Desk]:
    yahoo = YahooMarket(Settings(yahoo_url=server.url, home=tmp_path), clock=lambda: NOW)

    def made(facts: tuple[Tagged, ...] = FACTS, as_of: date | None = None) -> Desk:
        market: Any = WithFilings(yahoo, filings(tmp_path, facts))
        seen = market.at(as_of) if as_of else market
        return Desk(seen, None, Calendars(), as_of, lambda: NOW)  # type: ignore[arg-type]

    return made


def test_an_earlier_day_is_answered_from_the_filings_alone(desk: Callable[..., Desk]) -> None:
    earlier = desk(as_of=date(2025, 12, 31))
    assert isinstance(earlier.market, CompanyData)
    found = tools.fundamentals(earlier, "AAPL")
    assert (found[0].value, found[0].origin.provider) == (900_000_000, "sec")
    with pytest.raises(NoData, match="only for today"):
        tools.estimates(earlier, "AAPL")


def test_a_providers_line_that_differs_from_the_filing_is_a_data_check(desk: Callable[..., Desk]) -> None:
    theirs = tools.fundamentals(desk(()), "AAPL")[0]
    same = year(REVENUE, float(theirs.value), 2025, date(2026, 2, 13), "0000000001-26-000001")
    agreed = tools.fundamentals(desk((same,)), "AAPL")[0]
    assert agreed.note.endswith("as in the 10-K filed 2026-02-13, accession 0000000001-26-000001")
    other = tools.fundamentals(desk(FACTS), "AAPL")[0]
    assert other.value == theirs.value
    assert "data check: the filing gives 1000000000 (10-K filed 2026-02-13" in other.note


def test_who_files_nothing_has_no_data(tmp_path: Path) -> None:
    with pytest.raises(NoData, match="files nothing"):
        filings(tmp_path).statements("600519.SS", period="annual", as_of=None)


# ------------------------------------------------------------------ through the library itself


class _Sec(Handler):
    def do_GET(self) -> None:
        units = {"USD": [{
            "start": "2024-09-29", "end": "2025-09-27", "val": 416161000000, "accn": "0000320193-25-000079", "fy": 2025,
            "fp": "FY", "form": "10-K", "filed": "2025-10-31", "frame": "CY2025",
        }]}  # fmt: skip
        facts = {"us-gaap": {REVENUE: {"label": "Revenue", "description": "", "units": units}}}
        if self.path.endswith("/CIK0000320193.json") and "companyfacts" in self.path:
            document = {"cik": 320193, "entityName": "Apple Inc.", "facts": facts}
            self.send(200, json.dumps(document).encode(), "application/json")
        else:
            self.send(404, b"{}", "application/json")


@pytest.mark.skipif(find_spec("edgar") is None, reason="the extra sec is not installed")
def test_the_library_reads_the_facts_of_a_local_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes its addresses when it is imported: nothing here may import it earlier."""
    for name in ("EDGAR_BASE_URL", "EDGAR_DATA_URL", "EDGAR_LOCAL_DATA_DIR", "EDGAR_IDENTITY"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    with LoopbackServer(Listener(0, _Sec)) as running:
        held = Filings("Test test@example.com", tmp_path, address=running.url, clock=lambda: NOW)
        found = held.statements("AAPL", period="annual", as_of=None)
        with pytest.raises((NoData, Unavailable)):
            held.statements("MSFT", period="annual", as_of=None)
    assert [(one.measure, one.value) for one in found] == [("revenue", 416_161_000_000)]
    assert found[0].note == "10-K filed 2025-10-31, accession 0000320193-25-000079"
