"""Threads: what is kept between two questions, by several callers at once, and after a kill."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from copilot.answer import Answer, StepFinished
from copilot.config import Settings
from copilot.errors import ConfigError, NoData
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.threads import Threads, new
from copilot.types import Article, Datum, Origin, Report, Reported

MARKET = MarketInfo("demo", "recorded demo market", last=date(2026, 3, 16))
DATUM = Datum("IWM", "close", D("248.92"), "USD", "USD", None, date(2026, 3, 13), Origin("x", ""), Reported())


def answer(question: str) -> Answer:
    ledger = Ledger(data=(DATUM,), articles=(Article("T", "text", published=date(2026, 2, 16)),))
    asked_at = datetime(2026, 3, 16, 12, tzinfo=UTC)
    evidence = Evidence("IWM closed at $248.92 [0].", ledger, Report())
    return Answer("IWM", question, evidence, MARKET, "scripted", asked_at, date(2026, 3, 16), "en")


@pytest.fixture
def threads(tmp_path):
    return Threads(Settings(home=tmp_path))


def ask(threads: Threads, thread: str, question: str, **values: str) -> None:
    with threads.turn(thread, question, **values) as opened:
        opened.keep(answer(question))


def test_answers_come_back_whole_and_in_order(threads):
    ask(threads, "a", "first")
    ask(threads, "a", "second")
    assert threads.answers("a") == (answer("first"), answer("second"))
    assert threads.last() == answer("second")


def test_a_thread_keeps_the_market_it_began_with(threads):
    ask(threads, "a", "first", market="demo")
    with threads.turn("a", "second", market="live") as opened:
        assert opened.market == "demo"
        assert opened.answers == (answer("first"),)


def test_a_turn_that_is_broken_off_leaves_a_question_without_an_answer(threads):
    ask(threads, "a", "first")
    with pytest.raises(RuntimeError), threads.turn("a", "second"):
        raise RuntimeError("the model is away")
    assert (threads.answers("a"), threads.unanswered("a")) == ((answer("first"),), ("second",))
    ask(threads, "a", "third")
    assert (len(threads.answers("a")), threads.unanswered("a")) == (2, ())


def test_eight_requests_to_one_thread_at_once_lose_nothing_and_see_each_other(threads):
    seen: list[int] = []

    def turn(number: int) -> None:
        with threads.turn("a", str(number)) as opened:
            seen.append(len(opened.answers))
            opened.keep(answer(str(number)))

    workers = [threading.Thread(target=turn, args=(number,)) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(seen) == list(range(8))
    assert {one.question for one in threads.answers("a")} == {str(number) for number in range(8)}


def test_an_owner_sees_his_own_threads_only(threads):
    ask(threads, "a", "mine", owner="ann")
    ask(threads, "b", "yours", owner="bob")
    assert [(one.id, one.title) for one in threads.list("ann")] == [("a", "mine")]
    with pytest.raises(ConfigError, match="no thread 'a' of yours"):
        ask(threads, "a", "?", owner="bob")


def test_the_thread_used_last_is_listed_first(threads):
    for thread in ("a", "b", "a"):
        ask(threads, thread, f"of {thread}")
    assert [one.id for one in threads.list()] == ["a", "b"]


def test_a_removed_thread_is_gone(threads):
    ask(threads, "a", "first")
    threads.remove("a")
    assert (threads.answers("a"), threads.list()) == ((), ())


@pytest.mark.parametrize("thread", ["", "../x", "a b", "x" * 65])
def test_an_id_that_could_be_a_path_is_refused(threads, thread):
    with pytest.raises(ConfigError, match="is no thread's id"):
        ask(threads, thread, "?")


def test_without_any_answer_the_last_one_is_no_data(threads):
    with pytest.raises(NoData, match="ask first"):
        threads.last()


def test_what_answers_share_is_kept_once(threads, tmp_path):
    for number in range(3):
        ask(threads, "a", str(number))
    with sqlite3.connect(tmp_path / "market-copilot.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM thread_objects").fetchone() == (
            2,
        )  # one datum, one article


def test_ids_do_not_repeat():
    assert len({new() for _ in range(100)}) == 100


def test_a_kill_in_mid_turn_leaves_the_thread_usable(tmp_path):
    script = textwrap.dedent(
        """
        import sys, time
        from copilot.config import Settings
        from copilot.threads import Threads
        from pathlib import Path
        with Threads(Settings(home=Path(sys.argv[1]))).turn("a", "killed"):
            print("in turn", flush=True)
            time.sleep(60)
        """
    )
    threads = Threads(Settings(home=tmp_path))
    ask(threads, "a", "first")
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == b"in turn\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert threads.unanswered("a") == ("killed",)
    ask(threads, "a", "second")  # the lock went with the process
    assert [one.question for one in threads.answers("a")] == ["first", "second"]


def test_undo_takes_back_the_last_turn_only_if_it_asked_this(threads):
    ask(threads, "a", "first")
    ask(threads, "a", "second")
    threads.undo("a", "another")
    assert threads.answers("a") == (answer("first"), answer("second"))
    threads.undo("a", "second")
    assert threads.answers("a") == (answer("first"),)


def test_a_thread_is_renamed_removed_and_brought_back_by_its_owner_only(threads):
    ask(threads, "a", "first", owner="ann")
    threads.rename("a", "  Small   caps ", owner="bob")
    assert threads.list("ann")[0].title == "first"
    threads.rename("a", "  Small   caps ", owner="ann")
    assert [(one.title, one.questions) for one in threads.list("ann")] == [("Small caps", 1)]
    threads.remove("a", owner="bob")
    assert threads.owner("a") == "ann"
    threads.remove("a", owner="ann")
    assert (threads.list("ann"), threads.answers("a"), threads.owner("a")) == ((), (), None)
    threads.restore("a", owner="ann")
    assert threads.answers("a") == (answer("first"),)


def test_steps_come_back_with_their_answer(threads):
    step = StepFinished("1", "price_return", "Price return · IWM", 0.31, 2)
    with threads.turn("a", "first") as opened:
        opened.keep(answer("first"), [step])
    assert threads.kept("a")[0].steps == (step,)


def test_an_answer_is_read_by_its_owner_and_by_others_only_when_it_is_shared(threads):
    ask(threads, "a", "first", owner="ann")
    digest = threads.kept("a")[0].digest
    assert threads.shown(digest, "ann").answer == answer("first")
    assert threads.shown(digest, "bob") is None
    threads.share(digest, "bob")
    assert threads.shown(digest, "bob") is None
    threads.share(digest, "ann")
    assert threads.shown(digest, "bob").shared is True
    threads.share(digest, "ann", shared=False)
    assert threads.shown(digest, "bob") is None


def test_a_database_of_an_older_version_is_widened_and_keeps_what_it_holds(tmp_path):
    ask(Threads(Settings(home=tmp_path)), "a", "first")
    with sqlite3.connect(tmp_path / "market-copilot.sqlite3") as connection:
        for table, column in (
            ("turns", "steps"),
            ("turns", "shared"),
            ("turns", "digest"),
            ("threads", "title"),
        ):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
        connection.execute("UPDATE facts SET value = '1' WHERE name = 'schema'")
    kept = Threads(Settings(home=tmp_path)).kept("a")
    assert [(one.answer, one.steps, one.shared) for one in kept] == [(answer("first"), (), False)]


def test_everybody_watches_their_own_symbols_in_order(threads):
    for symbol, owner in (("MSFT", "ann"), ("AAPL", "ann"), ("XOM", "bob"), ("MSFT", "ann")):
        threads.watched.add(symbol, owner)
    assert threads.watched.symbols("ann") == ("MSFT", "AAPL")
    threads.watched.remove("MSFT", "bob")
    threads.watched.remove("MSFT", "ann")
    assert (threads.watched.symbols("ann"), threads.watched.symbols("bob")) == (("AAPL",), ("XOM",))
