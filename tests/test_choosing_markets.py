"""Which markets are offered, with the reason where one is not, and that a conversation keeps its own."""

from __future__ import annotations

import pytest
from desks import folder

from copilot import Copilot
from copilot.config import Settings
from copilot.errors import ConfigError
from copilot.market import reachability


@pytest.fixture(autouse=True)
def _probed_anew():
    reachability.forget()
    yield
    reachability.forget()


@pytest.fixture
def copilot(tmp_path):
    """A folder is set, and Yahoo's server refuses every connection."""
    held = folder(tmp_path / "prices")
    settings = Settings(
        home=tmp_path / "home", market=str(held or tmp_path / "prices"), yahoo_url="http://127.0.0.1:9"
    )
    return Copilot(settings=settings)


def test_every_kind_is_offered_or_says_why_not(copilot, tmp_path):
    live, demo, own = copilot.markets
    assert (live.kind, live.missing, live.why) == ("live", "unreachable", "Connection refused")
    assert (demo.missing, demo.info.kind, own.missing, own.info.kind) == ("", "demo", "", "folder")
    bare = Copilot(settings=Settings(home=tmp_path / "other", yahoo_url="http://127.0.0.1:9"))
    assert [(one.kind, one.missing) for one in bare.markets] == [
        ("live", "unreachable"), ("demo", ""), ("folder", "unset"),
    ]  # fmt: skip
    with pytest.raises(ConfigError, match="COPILOT_MARKET="):
        bare.desk_for(market="folder")


def test_a_chosen_market_answers_and_the_one_that_is_set_is_the_default(copilot):
    assert copilot.desk.market.info.kind == "folder"
    assert copilot.desk_for(market="demo").market.info.kind == "demo"
    assert copilot.desk_for(market="folder").market is copilot.desk.market


def test_a_conversation_is_not_carried_into_another_market(copilot):
    question = "How has Apple done against Microsoft over the last 30 sessions?"
    first = list(copilot.stream(question, thread="a", market="demo"))[-1].answer
    assert first.market.kind == "demo"
    again = list(copilot.stream("And over the last 60 sessions?", thread="a", market="demo"))[-1].answer
    assert again.market.kind == "demo"
    with pytest.raises(ConfigError, match="began with the market 'demo'"):
        list(copilot.stream("And now?", thread="a", market="folder"))


def test_an_owners_articles_answer_their_questions_and_nobody_elses(copilot, tmp_path):
    note = tmp_path / "note.md"
    note.write_text("# Zeppelins\n\nZeppelins will outsell dirigibles, said the analyst Ada Byrne.\n", "utf8")
    copilot.add(note, owner="ann")
    assert [one.article.title for one in copilot.search("zeppelins", owner="ann")] == ["Zeppelins"]
    assert copilot.search("zeppelins", owner="bob") == copilot.search("zeppelins") == ()
    assert len(copilot.desk_for(owner="ann").articles.articles()) == 1
    assert copilot.desk_for(owner="bob").articles.articles() == ()


def test_the_examples_are_of_the_market_that_was_chosen(copilot):
    from copilot.ui import welcome
    from copilot.ui.visitors import Visitor

    shown = welcome.offers(copilot, Visitor("x", market="demo"))
    assert "How has Apple done against Microsoft over the last 30 sessions?" in shown
    assert "recorded closing prices to 2022-12-28" in shown
    assert "Apple" not in welcome.offers(copilot, Visitor("x"))
