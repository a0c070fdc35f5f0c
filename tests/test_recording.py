"""A market that was recorded answers the same again, and nothing else."""

import json
from datetime import UTC, datetime
from datetime import date as d

import pytest
from test_tools import AS_OF, CALLS, DESK, desk, facts, quoted

import tools
from copilot.config import Settings
from copilot.conversation import Copilot
from copilot.errors import ConfigError, CopilotError, NoData
from copilot.exchanges import Calendars
from copilot.market import DemoMarket, Recording, ReplayedMarket, open_market
from copilot.market.yahoo import YahooMarket
from copilot.ports import CompanyData, Desk
from copilot.testing import YahooServer


def outcome(ask, one):
    try:
        return facts(ask(one))
    except CopilotError as error:
        return type(error), str(error)


def test_every_tool_returns_the_same_facts_from_a_replay(tmp_path):
    recording = Recording(DESK.market)
    recorded = Desk(recording, DESK.articles, DESK.exchanges, AS_OF, DESK.clock)
    before = [outcome(ask, recorded) for ask in CALLS]
    replayed = open_market(Settings(), recording.save(tmp_path / "monday.json"))
    again = Desk(replayed, DESK.articles, DESK.exchanges, AS_OF, DESK.clock)
    assert [outcome(ask, again) for ask in CALLS] == before


def test_what_had_no_data_has_none_again_in_the_same_words(tmp_path):
    recording = Recording(DESK.market)
    one = Desk(recording, DESK.articles, DESK.exchanges, AS_OF, DESK.clock)
    failing = [
        lambda k: tools.last_close(k, "ZZZQ"),
        lambda k: tools.total_return(k, "^RUT"),
        lambda k: tools.valuation(k, ["IWM"]),
        lambda k: tools.news(k, "IWM"),
    ]
    before = [outcome(ask, one) for ask in failing]
    assert {kind for kind, _ in before} == {NoData}
    replayed = ReplayedMarket(recording.save(tmp_path / "x.json"))
    again = Desk(replayed, DESK.articles, DESK.exchanges, AS_OF, DESK.clock)
    assert [outcome(ask, again) for ask in failing] == before


def test_what_was_not_asked_is_not_there_and_fewer_rows_are(tmp_path):
    recording = Recording(DESK.market)
    whole = recording.history(["IWM"], start=d(2025, 1, 2), end=AS_OF)["IWM"]
    replayed = ReplayedMarket(recording.save(tmp_path / "x.json"))
    part = replayed.history(["IWM", "SPY"], start=d(2026, 3, 2), end=d(2026, 3, 6))
    assert part["IWM"].rows == whole.between(d(2026, 3, 2), d(2026, 3, 6)).rows
    assert "nothing on history SPY" in str(part["SPY"])
    earlier = replayed.history(["IWM"], start=d(2024, 12, 2), end=AS_OF)["IWM"]
    assert isinstance(earlier, NoData)  # it would be shorter than what was asked for


def test_a_quote_is_replayed_on_its_own_day(tmp_path):
    data = [quoted("last_price", "250.00", AS_OF), quoted("previous_close", "248.00", AS_OF)]
    clock = lambda: datetime(2026, 3, 16, 23, tzinfo=UTC)  # noqa: E731
    recording = Recording(desk(data=data, kind="live", as_of=None).market, clock=clock)
    live = Desk(recording, DESK.articles, DESK.exchanges, None, clock)
    before = tools.quote(live, "IWM")
    replayed = ReplayedMarket(recording.save(tmp_path / "x.json"))
    assert replayed.info.last == AS_OF
    assert "replayed from a recording of 2026-03-16" in replayed.info.note_en
    assert tools.quote(Desk(replayed, DESK.articles, DESK.exchanges), "IWM") == before  # eight months later


def test_an_answer_is_the_same_from_its_recording(tmp_path):
    question = "How has Apple done against Microsoft over the last 30 sessions?"
    recording = Recording(DemoMarket())
    first = Copilot(market=recording, home=tmp_path / "a").ask(question)
    path = recording.save(tmp_path / "answer.json")
    second = Copilot(market=path, home=tmp_path / "b").ask(question)
    assert second.evidence.text == first.evidence.text
    assert second.evidence.ledger.data == first.evidence.ledger.data


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "not json", json.dumps({"format": "market-copilot/answer@1"})]
)
def test_a_file_that_is_no_recording_says_so(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="no recording"):
        ReplayedMarket(path)
    with pytest.raises(ConfigError):
        ReplayedMarket(tmp_path / "missing.json")


def test_company_data_are_replayed_as_well(tmp_path):
    now = datetime(2026, 3, 16, 21, 0, tzinfo=UTC)
    asks = [
        lambda k: tools.fundamentals(k, "AAPL"),
        lambda k: tools.payouts(k, "AAPL"),
        lambda k: tools.estimates(k, "AAPL"),
        lambda k: tools.holdings(k, "SPY"),
        lambda k: tools.ratings(k, "AAPL"),
        lambda k: tools.ownership(k, "AAPL"),
        lambda k: tools.options(k, "AAPL"),
        lambda k: tools.screener(k),
        lambda k: tools.events(k, "AAPL"),
        lambda k: tools.options(k, "^GSPC"),
    ]
    with YahooServer(now=now) as server:
        live = YahooMarket(Settings(yahoo_url=server.url, home=tmp_path), clock=lambda: now)
        recording = Recording(live, clock=lambda: now)
        recorded = Desk(recording, None, Calendars(), None, lambda: now)
        before = [outcome(ask, recorded) for ask in asks]
    assert [isinstance(one, tuple) and one[0] is NoData for one in before] == [False] * 9 + [True]
    replayed = ReplayedMarket(recording.save(tmp_path / "x.json"))
    again = Desk(replayed, None, Calendars(), None, lambda: now)
    assert [outcome(ask, again) for ask in asks] == before


def test_a_recording_of_a_market_of_prices_has_no_company_data():
    assert not isinstance(Recording(DESK.market), CompanyData)
