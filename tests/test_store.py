"""The article store: what is added is found, by word and by meaning, in this process and in another."""

import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.errors import ArticleError, ConfigError, NoData, Unavailable
from copilot.store import open_store
from copilot.store.lexical import WordIndex
from copilot.store.passages import context, passages
from copilot.store.words import search_words
from copilot.testing.embedding import HashEmbedder
from copilot.types import Article

ROOT = Path(__file__).parent.parent
SMALL = Article(
    "Small caps stir",
    "The Russell 2000 has lagged the S&P 500 since 2021.\n\nIt trades at 16 times forward earnings against 21 times.",
    url="https://example.org/small",
    published=date(2026, 2, 16),
    subjects=("IWM", "^RUT"),
)
BANKS = Article(
    "地区银行承压",
    "KRE较2022年高点下跌超过35%。商业地产贷款仍是隐忧。",
    url="https://example.org/banks",
    published=date(2026, 2, 10),
    language="zh",
    subjects=("KRE",),
)
GOLD = Article("Gold", "Gold rose 3.85% to a record, and BRK.B bought miners.")


@pytest.fixture
def home(tmp_path):
    return Settings(home=tmp_path)


@pytest.fixture
def store(home):
    library = open_store(home, embedder=HashEmbedder())
    library.add([SMALL, BANKS, GOLD])
    return library


def titles(found):
    return [passage.article.title for passage in found]


def test_a_passage_is_a_stretch_of_the_very_article_that_was_added(store):
    first = store.search("forward earnings of small caps")[0]
    assert first.article == SMALL
    assert "16 times" in first.text


@pytest.mark.parametrize(
    ("query", "title"),
    [("3.85", "Gold"), ("BRK.B", "Gold"), ("商业地产", "地区银行承压"), ("S&P 500", SMALL.title)],
)
def test_numbers_tickers_and_chinese_words_are_found_whole(store, query, title):
    assert titles(store.search(query))[0] == title


def test_subjects_and_dates_filter_and_an_undated_article_is_never_since_a_day(store):
    assert titles(store.search("record lagged 隐忧", subjects=["kre"])) == ["地区银行承压"]
    assert titles(store.search("gold russell 商业地产", since=date(2026, 2, 11))) == ["Small caps stir"]
    assert set(titles(store.search("gold russell 商业地产", until=date(2026, 2, 11)))) == {
        "地区银行承压",
        "Gold",
    }


def test_a_question_without_a_match_has_no_passages(store):
    assert store.search("zucchini") == ()
    assert store.search("   ") == ()


def test_the_same_text_is_recognised_and_a_new_text_is_the_next_version(store):
    again = Article("Copy", SMALL.text.replace("\n\n", "\n"), url="https://elsewhere.org/1")
    assert [added.new for added in store.add([SMALL, again])] == [False, False]
    revised = Article("Small caps stir", "Small caps fell after the report.", url=SMALL.url)
    assert store.add([revised])[0].new
    assert [article for _, article in store.articles()].count(SMALL) == 0
    assert store.search("Russell 2000 lagged") == ()
    assert store.search("small caps fell")[0].article == revised


def test_a_removed_article_is_found_no_more_and_the_others_are_scored_as_if_it_had_never_been(
    store, tmp_path
):
    digest = next(digest for digest, article in store.articles() if article == GOLD)
    store.remove(digest)
    assert store.search("gold record") == ()
    with pytest.raises(NoData):
        store.remove(digest)
    assert len(store.articles()) == 2


def test_articles_that_came_before_one_that_cannot_be_read_are_kept(store):
    def reading():
        yield Article("Copper", "Copper stocks fell in warehouses.")
        raise ArticleError("b.txt: this is a binary file")

    with pytest.raises(ArticleError, match=r"b\.txt"):
        store.add(reading())
    assert titles(store.search("copper warehouses")) == ["Copper"]


def test_articles_are_listed_newest_first(store):
    assert [article.title for _, article in store.articles()] == ["Small caps stir", "地区银行承压", "Gold"]


def test_another_process_sees_what_was_added_and_this_one_what_it_added(store, tmp_path):
    script = textwrap.dedent(f"""
        from pathlib import Path
        from copilot.config import Settings
        from copilot.store import open_store
        from copilot.testing.embedding import HashEmbedder
        from copilot.types import Article
        store = open_store(Settings(home=Path({str(tmp_path)!r})), embedder=HashEmbedder())
        print(store.search("商业地产")[0].article.title)
        store.add([Article("Copper", "Copper stocks in warehouses fell.")])
    """)
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert ran.stdout.strip() == "地区银行承压"
    assert titles(store.search("copper warehouses")) == ["Copper"]


def test_what_a_killed_process_left_unembedded_is_embedded_by_the_next(home):
    class Dead(HashEmbedder):
        def passages(self, texts):
            raise Unavailable("no")

    open_store(home, embedder=Dead()).add([SMALL])
    library = open_store(home, embedder=HashEmbedder())
    assert not library._index.embedded.values.any()
    library.settle()
    library.follow()
    assert library._index.embedded.values.all()


def test_a_database_of_a_later_version_is_refused_by_name(home):
    library = open_store(home, embedder=HashEmbedder())
    with library._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE facts SET value = '99' WHERE name = 'schema'")
    with pytest.raises(ConfigError, match="schema 99"):
        open_store(home, embedder=HashEmbedder())
    with pytest.raises(ConfigError, match="DATABASE_URL"):
        open_store(Settings(database_url="nonsense"), embedder=HashEmbedder())


def test_passages_end_where_sentences_end_and_leave_nothing_out():
    text = "# A\n\n" + "One sentence of the U.S. market. " * 80 + "\n\n## B\n\n" + "股市上涨。" * 120
    cut = passages(text)
    assert len(cut) > 5
    assert "".join("".join(text[a:b] for a, b in cut).split()) == "".join(text.split())
    assert all(text[a:b].rstrip()[-1] in ".。" for a, b in cut)
    assert context(text, cut[-1][0]) == "A · B"


def test_a_table_stays_with_its_head_and_a_long_one_is_cut_between_rows():
    rows = "".join(f"| Region {n} | {n}.5 | {n + 1}.25 | 1,234,567 | 2,345,678 |\n" for n in range(60))
    text = "Sales by region\n\n| Region | 2024 | 2025 | a | b |\n|---|---|---|---|---|\n" + rows
    pieces = [text[a:b] for a, b in passages(text)]
    assert pieces[0].startswith("Sales by region\n\n| Region |")
    assert all(
        line.startswith("|") and line.endswith("|") for piece in pieces[1:] for line in piece.splitlines()
    )


def test_words_keep_numbers_and_tickers_whole_and_cut_chinese():
    assert search_words("BRK.B rose 3.85% to $1,234.50 in the S&P 500; small-caps' Q4") == (
        ["brk.b", "rose", "3.85", "1234.50", "s&p", "500", "small", "cap", "q4"]
    )
    assert {"小盘股", "盘股", "领涨"} <= set(search_words("小盘股领涨"))


def test_word_scores_after_updates_equal_those_of_a_fresh_index():
    texts = [f"word{n % 7} word{n % 3} unique{n}".split() for n in range(120)]
    grown, fresh = WordIndex(), WordIndex()
    for text in texts:
        grown.add([text])
    for row in range(0, 120, 2):
        grown.remove(row)
    fresh.add(texts[1::2])
    weights = {"word1": 1.0, "word2": 2.0, "unique5": 1.0, "nowhere": 1.0}
    (many, high), (few, other) = grown.scores(weights), fresh.scores(weights)
    assert abs(high - other) < 1e-6
    assert abs(many[1::2] - few).max() < 1e-5
    assert not many[::2].any()


def test_everybody_finds_the_common_articles_and_their_own(home):
    from copilot.store.shelves import Shelf

    library = open_store(home, embedder=HashEmbedder())
    library.add([SMALL])
    ann, bob = Shelf(library, "ann"), Shelf(library, "bob")
    (added,) = ann.add(
        [replace(SMALL, title="Ann's note", text="Zeppelins outran dirigibles in Ann's ledger.", url="")]
    )
    assert [one.article.title for one in ann.search("zeppelins dirigibles")][:1] == ["Ann's note"]
    assert "Ann's note" not in [one.article.title for one in bob.search("zeppelins dirigibles")]
    assert [len(one.articles()) for one in (ann, bob)] == [2, 1]
    for other in (bob, library):
        with pytest.raises(NoData):
            other.remove(added.digest)
    (again,) = bob.add(
        [replace(SMALL, title="Ann's note", text="Zeppelins outran dirigibles in Ann's ledger.", url="")]
    )
    assert again.new  # that Ann has it is nobody else's business
    ann.remove(added.digest)
    assert [len(one.articles()) for one in (ann, bob)] == [1, 2]
