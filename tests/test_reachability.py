"""Whether Yahoo is there is known within two seconds, and who asked in vain is not made to wait again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.errors import Unavailable
from copilot.market import reachability
from copilot.market.breaker import Breaker
from copilot.market.cache import Cache, Kept
from copilot.testing.yahoo_server import YahooServer

NOW = datetime(2026, 3, 16, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    reachability.forget()
    yield
    reachability.forget()


def test_a_server_that_answers_is_reached_and_asked_once() -> None:
    with YahooServer(now=NOW) as server:
        settings = Settings(yahoo_url=server.url)
        reachability.begin(settings)
        assert reachability.probe(settings)
        assert reachability.probe(settings)
        assert len(server.asked) == 1


def test_a_server_that_falls_silent_is_looked_for_again(tmp_path: Path) -> None:
    """Reached a minute ago says nothing once a question was met with silence: the next conversation takes the demo."""
    from copilot.market import open_market
    from copilot.market.yahoo import YahooMarket

    with YahooServer(now=NOW) as server:
        settings = Settings(yahoo_url=server.url, home=tmp_path)
        assert open_market(settings).info.kind == "live"
        server.fault("silent", "/")
        with pytest.raises(Unavailable):
            YahooMarket(settings, patience=0.3).history(["IWM"])
        assert open_market(settings).info.kind == "demo"


@pytest.mark.parametrize("kind", ["500", "silent"])
def test_a_server_that_fails_or_is_silent_is_not_reached(kind: str) -> None:
    with YahooServer(now=NOW) as server:
        server.fault(kind, "/")  # type: ignore[arg-type]
        assert not reachability.probe(Settings(yahoo_url=server.url))


def test_nobody_there_is_not_reached() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert not reachability.probe(Settings(yahoo_url=f"http://127.0.0.1:{held.getsockname()[1]}"))
    assert not reachability.probe(Settings(yahoo_url="http://no-such-host.invalid"))
    assert not reachability.probe(Settings(yahoo_url="file:///etc/passwd"))


def test_a_breaker_lets_one_try_through_after_its_pause() -> None:
    moment = [0.0]
    breaker = Breaker("Yahoo", clock=lambda: moment[0])
    breaker.failed("no connection")
    with pytest.raises(Unavailable, match="no connection; Yahoo is asked again in 20 s"):
        breaker.check()
    moment[0] = 20.0
    breaker.check()
    breaker.failed("no connection")
    with pytest.raises(Unavailable, match="in 40 s"):
        breaker.check()
    breaker.worked()
    breaker.check()


def test_the_third_stumble_in_a_row_opens_it() -> None:
    breaker = Breaker("Yahoo", clock=lambda: 0.0)
    breaker.stumbled("failed (500)")
    breaker.stumbled("failed (500)")
    breaker.check()
    breaker.stumbled("failed (500)")
    with pytest.raises(Unavailable):
        breaker.check()


def texts(folder: Path) -> Cache[str]:
    return Cache(folder, str, str)


def kept(value: str, hours: int = 1) -> Kept[str]:
    return Kept(value, NOW, NOW + timedelta(hours=hours))


def test_what_is_kept_outlives_the_process_and_says_when_it_was_fetched(tmp_path: Path) -> None:
    texts(tmp_path).ask("a", NOW, lambda: kept("one"))
    again = texts(tmp_path).ask("a", NOW, lambda: kept("two"))
    assert (again.value, again.fetched_at) == ("one", NOW)
    assert texts(tmp_path).ask("a", NOW + timedelta(hours=1), lambda: kept("two")).value == "two"


def test_a_torn_file_is_fetched_again(tmp_path: Path) -> None:
    texts(tmp_path).ask("a", NOW, lambda: kept("one"))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:20])
    assert texts(tmp_path).find("a") is None
    assert texts(tmp_path).ask("a", NOW, lambda: kept("two")).value == "two"


def test_a_failure_is_not_kept(tmp_path: Path) -> None:
    cache = texts(tmp_path)

    def fail() -> Kept[str]:
        raise Unavailable("away")

    with pytest.raises(Unavailable):
        cache.ask("a", NOW, fail)
    assert cache.ask("a", NOW, lambda: kept("one")).value == "one"


def test_memory_is_bounded(tmp_path: Path) -> None:
    cache: Cache[str] = Cache(None, str, str, entries=3)
    for at in range(10):
        cache.ask(str(at), NOW, lambda: kept("x"))
    assert [cache.find(str(at)) is not None for at in range(10)] == [False] * 7 + [True] * 3
