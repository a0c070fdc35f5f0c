"""A question before it is answered."""

from datetime import date

import pytest

from copilot.answer import Notice
from copilot.conversation.questions import asked, attached, day
from copilot.errors import ArticleError, ConfigError
from copilot.types import Article


@pytest.mark.parametrize("question", ["", "  \n", "\0\x07"])
def test_an_empty_question_is_refused_with_an_example(question):
    with pytest.raises(ConfigError, match="ask something like"):
        asked(question)


def test_a_megabyte_is_refused_with_the_next_step():
    with pytest.raises(ConfigError, match=r"1,000,000 characters.*pass it as an article"):
        asked("a" * 1_000_000)


def test_control_characters_are_taken_out_and_line_ends_kept():
    assert asked(" How is\x1b[31m IWM?\nAnd SPY? ") == "How is[31m IWM?\nAnd SPY?"


def test_a_date_that_is_none_names_the_form():
    assert day("2026-03-16") == date(2026, 3, 16)
    with pytest.raises(ConfigError, match="2026-03-16"):
        day("16.3.2026")


def test_a_file_that_the_question_names_is_attached(tmp_path):
    path = tmp_path / "note one.md"
    path.write_text("---\ntitle: Small caps\npublished: 2026-02-16\n---\nThey rose 3%.\n", encoding="utf8")
    (found,), notices = attached(f'What about "{path}"?', None, as_of=None, local_files=True)
    assert (found.title, notices) == ("Small caps", [])


def test_a_shared_page_reads_no_file_that_a_question_names(tmp_path):
    path = tmp_path / "note.md"
    path.write_text("They rose 3%.", encoding="utf8")
    assert attached(f"What about {path}?", None, as_of=None, local_files=False) == ((), [])


def test_no_secret_file_is_an_article(tmp_path):
    (tmp_path / "id_rsa").write_text("secret", encoding="utf8")
    assert attached(f"Read {tmp_path / 'id_rsa'}", None, as_of=None, local_files=True) == ((), [])


def test_an_article_from_after_the_as_of_day_is_not_read_and_said_so():
    late, known = (
        Article("Late", "x", published=date(2026, 3, 17)),
        Article("Known", "y", published=date(2026, 3, 16)),
    )
    texts, notices = attached("?", [late, known], as_of=date(2026, 3, 16), local_files=True)
    assert texts == (known,)
    assert notices == [Notice("“Late” was published after 2026-03-16 and is not read.")]


def test_a_missing_article_that_was_handed_over_is_an_error():
    with pytest.raises(ArticleError):
        attached("?", "/nowhere/note.md", as_of=None, local_files=True)


def test_an_address_that_cannot_be_read_becomes_a_notice():
    texts, notices = attached("See http://127.0.0.1:9/x.html, please", None, as_of=None, local_files=True)
    assert texts == ()
    assert len(notices) == 1
