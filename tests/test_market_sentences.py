"""Labelled market sentences: the data are sound, and the checker's level on the development half never falls."""

from collections import Counter
from pathlib import Path

from benchmarks.market_sentences import REASONS, Result, Sentence, reason, run, sentences, splits
from copilot.types import Coverage, Finding, Report, Severity, Span

FOLDER = Path(__file__).parent / "answers" / "market"


def test_there_are_enough_sentences_of_each_kind_and_language():
    found = [one for split in splits(FOLDER) for one in sentences(FOLDER, split)]
    assert len(found) >= 500
    assert sum(one.language == "zh" for one in found) >= 150
    kinds = Counter(one.kind for one in found)
    assert set(REASONS) | {"none"} == set(kinds)
    assert {one.mode for one in found} == {"strict", "any"}


def test_no_sentence_stands_twice_and_each_twin_differs_from_its_right_one():
    found = [(one.world, one.text) for split in splits(FOLDER) for one in sentences(FOLDER, split)]
    assert [key for key, count in Counter(found).items() if count > 1] == []


def test_a_flag_for_another_reason_is_a_miss():
    twin = Sentence("x [0].", "digit", "ND", "moves", "en", "strict", (), (), None)
    finding = Finding("C103", "miscited", "m", Severity.ERROR, Span(0, 1))
    assert not reason(twin, Report(findings=(finding,), coverage=Coverage(sentences=1)))
    finding = Finding("N201", "unsupported-figure", "m", Severity.ERROR, Span(0, 1))
    assert reason(twin, Report(findings=(finding,), coverage=Coverage(sentences=1)))
    assert Result().judged == 0


def test_the_level_on_the_development_half_never_falls():
    """A ratchet: raise the figures when the checker gets better, never lower them. The second half is only measured."""
    score = run(FOLDER, "development").score
    assert (score.wrong, score.right) == (201, 87)
    assert score.caught >= 190
    assert score.alarms <= 2
