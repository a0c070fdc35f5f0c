"""The figures that benchmarks print are themselves right."""

import json
from pathlib import Path

import pytest

from benchmarks import checker, generated, verifier_worker
from benchmarks.baselines import BASELINES
from benchmarks.scores import Score, interval, percent
from copilot.types import Coverage, Report


def test_wilsons_interval_is_the_published_one():
    low, high = interval(81, 263)  # Newcombe 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert interval(0, 0) == (0.0, 1.0)
    assert percent(0, 0) == "–"
    assert percent(81, 263) == "30.8 [25.5–36.6]"


def test_balanced_accuracy_is_the_mean_of_recall_and_specificity():
    score = Score(caught=8, missed=2, passed=18, alarms=2)
    assert score.balanced == pytest.approx(0.85)
    assert score.precision == pytest.approx(0.8)
    assert score.macro_f1 == pytest.approx((2 * 8 / (16 + 2 + 2) + 2 * 18 / (36 + 2 + 2)) / 2)


def test_a_limit_takes_cases_evenly_spread(tmp_path: Path):
    path = tmp_path / "dev.jsonl"
    path.write_text("\n".join(json.dumps({"id": n}) for n in range(10)))
    assert [row["id"] for row in checker.cases(path, 5)] == [0, 2, 4, 6, 8]


def test_refusals_are_counted_apart_and_crashes_count_as_flagged():
    def judging(case):
        if case["id"] == "boom":
            raise ValueError("no")
        return Report(coverage=Coverage(sentences=1)), case["id"] == "bad"

    rows = [
        {"id": name, "claim": "x", "evidence": [], "label": label, "meta": {"kind": "digit"}}
        for name, label in [("bad", "refuted"), ("good", "supported"), ("boom", "correct"), ("no", "refusal")]
    ]
    result = checker.run("x", rows, judging)
    assert (result.score.caught, result.score.passed, result.score.alarms) == (1, 1, 1)
    assert (result.refusals, result.errors) == (1, 1)
    assert "1 CRASHED" in next(checker.lines(result))


def test_generated_cases_are_the_same_for_a_seed_and_half_of_them_wrong():
    made = list(generated.cases(300, 7))
    assert made == list(generated.cases(300, 7))
    assert sum(case.wrong for case in made) == 150
    assert {case.kind for case in made} == {"none", *generated.KINDS}
    assert {(case.wording, case.language) for case in made} == {
        ("seen", "en"), ("seen", "zh"), ("unseen", "en"), ("unseen", "zh"),
    }  # fmt: skip


def test_baselines_match_numbers_and_nothing_else():
    evidence = "IWM close 248.88 average 258.36 revenue 4820"
    flags = {
        name: [
            judge(claim, evidence)
            for claim in (
                "IWM at 248.88 [0]",
                "SPY at 248.9 [0]",
                "it is 9.48 below, 3.67%, on 4.82 billion",
                "at 17",
            )
        ]
        for name, judge in BASELINES.items()
    }
    assert flags == {
        "string match": [False, True, True, True],
        "value match": [False, False, True, True],
        "free derivation search": [False, False, False, True],
    }


def test_installable_verifiers_are_skipped_visibly_without_their_environment(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(checker.verifiers, "installed", lambda: False)
    case = {"id": "a", "claim": "at 17", "evidence": [{"text": "at 17"}], "label": "supported", "meta": {}}
    result = checker.run("x", [case], lambda case: (Report(coverage=Coverage(sentences=1)), False))
    checker.beside(result)
    last = list(checker.lines(result))[-1]
    assert last.strip() == (
        "hallucination-check==0.1.0, factguard-check==0.2.1, figured==0.4.3:"
        " skipped: python -m benchmarks.verifiers --install"
    )


def test_a_verifier_is_given_each_number_with_the_words_before_it_and_its_failure_is_no_verdict(
    capsys, monkeypatch
):
    assert verifier_worker.rows(["Sales of 1,250.5 and 3 stores"]) == [
        {"label": "Sales of", "value": 1250.5},
        {"label": "and", "value": 3.0},
    ]

    def broken(claim, texts):
        raise ValueError("no")

    monkeypatch.setattr(
        verifier_worker, "VERIFIERS", {"good": lambda claim, texts: claim in texts, "bad": broken}
    )
    monkeypatch.setattr("sys.stdin", iter([json.dumps({"claim": "a", "evidence": ["a"]})]))
    verifier_worker.main()
    assert json.loads(capsys.readouterr().out) == {"good": True, "bad": None}
