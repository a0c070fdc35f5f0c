"""Tokens become whole units, and units become the text."""

import random

import pytest

from copilot.agent.draft import Cutter, Segment, State, body

TEXT = (
    "# Small caps lag by {{F1}}\n\nThe index fell 3.85% [0]. U.S. stocks rose. It did. [1]\n\n"
    "## Facts\n\n- item one; more. Second.\n- item two\n\n| a | b |\n|---|---|\n| IWM | {{F2|1}} |\n\n小盘股跌3.85%[0]。真的吗？是的。\n"
)


def cut(text: str, pieces: list[str]) -> list[Segment]:
    cutter = Cutter()
    return [*(one for piece in pieces for one in cutter.feed(piece)), *cutter.flush()]


@pytest.mark.parametrize("seed", range(20))
def test_however_the_tokens_fall_the_units_are_the_same_and_together_are_the_text(seed):
    rng, pieces, at = random.Random(seed), [], 0
    while at < len(TEXT):
        size = rng.randint(1, 9)
        pieces.append(TEXT[at : at + size])
        at += size
    whole = [(one.lead, one.raw) for one in cut(TEXT, [TEXT])]
    assert [(one.lead, one.raw) for one in cut(TEXT, pieces)] == whole
    assert "".join(lead + raw for lead, raw in whole) == TEXT.rstrip()


def test_a_sentence_is_given_when_the_next_one_has_begun_and_not_before():
    cutter = Cutter()
    assert list(cutter.feed("The index fell 3.85%.")) == []
    assert [one.raw for one in cutter.feed(" The other one rose")] == ["The index fell 3.85%."]


def test_a_heading_and_a_row_are_given_at_the_end_of_their_line():
    cutter = Cutter()
    assert [one.raw for one in cutter.feed("# Verdict\n")] == ["Verdict"]
    assert [one.raw for one in cutter.feed("| IWM | 1 |\n")] == ["| IWM | 1 |"]


def test_a_citation_after_the_stop_stays_with_its_sentence():
    cutter = Cutter()
    assert list(cutter.feed("It fell. [1")) == []
    assert [one.raw for one in cutter.feed("] Another sentence here.")] == ["It fell. [1]"]


def test_a_paragraph_whose_first_sentence_is_taken_out_keeps_its_beginning():
    segments = cut("", ["One stays. ", "Two goes.\n\nThree goes too. Four stays.\n\n- Five"])
    for one in segments:
        one.text, one.state = one.raw, State.PROVED
    segments[1].state = segments[2].state = State.DROPPED
    assert body(segments) == "One stays.\n\nFour stays.\n\n- Five"
