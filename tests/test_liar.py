"""Sentences written to deceive the checker, over rows of other tools: what it has once judged rightly it goes on judging rightly."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from copilot import checking, reading

FILES = sorted((Path(__file__).parent / "answers" / "liar").glob("*.yaml"))


def judged(path):
    world = yaml.safe_load(path.read_text("utf8"))
    ledger = reading.ledger(world["data"], world["articles"])
    as_of = date.fromisoformat(world["as_of"]) if world["as_of"] else None

    def passes(text):
        report = checking.check(text, ledger, as_of=as_of)
        return report.ok and report.supported

    return world, passes


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_right_sentences_pass(path):
    world, passes = judged(path)
    assert [text for text in world["right"] if not passes(text)] == []
    assert len(world["right"]) >= 20


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_wrong_twins_are_found(path):
    world, passes = judged(path)
    assert [text for text in world["wrong"] if passes(text)] == []
    assert len(world["wrong"]) >= 20
