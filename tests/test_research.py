"""Reports and briefs: the plan, the sections, and that the joined answer is proved, exported and verified as one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from copilot import Copilot
from copilot.answer import Finished, SectionBegun, StepFinished
from copilot.conversation.research import Section, events
from copilot.errors import ModelError, NoData, Unavailable
from copilot.export import verify
from copilot.prompting import Turn


@pytest.fixture(scope="module")
def copilot(tmp_path_factory):
    clock = datetime(2026, 11, 24, tzinfo=UTC)
    return Copilot(market="demo", home=tmp_path_factory.mktemp("home"), clock=lambda: clock)


def test_a_plan_asks_the_question_first_and_then_what_this_market_can_answer(copilot):
    plan = copilot.plan_for("How is Apple placed against Microsoft?")
    assert [one.title for one in plan] == [
        "Overview", "Data", "Insights", "Opportunities", "Risks", "Watch list", "What would change the view",
    ]  # fmt: skip
    assert plan[0].question == "How is Apple placed against Microsoft?"
    assert plan[3].question == "How far is Apple below its high?"
    assert [one.title for one in copilot.plan_for("苹果现在怎么样？")][-1] == "什么会改变判断"


def test_a_part_of_the_market_that_is_not_held_is_not_replaced_by_another(copilot):
    assert copilot.plan_for("What about airlines?") == (Section("Overview", "What about airlines?"),)


@pytest.mark.parametrize("question", ["How is Apple placed against Microsoft?", "苹果现在怎么样？"])
def test_a_report_is_one_proved_answer_with_its_sections_and_verifies_as_a_file(copilot, tmp_path, question):
    plan = copilot.plan_for(question)
    seen = list(copilot.stream(question, plan=plan))
    begun = [one.title for one in seen if isinstance(one, SectionBegun)]
    assert begun == [one.title for one in plan]
    steps = [one.id for one in seen if isinstance(one, StepFinished)]
    assert len(set(steps)) == len(steps)
    answer = seen[-1].answer
    assert answer.report.findings == ()
    assert [line[2:] for line in answer.evidence.text.splitlines() if line.startswith("# ")] == begun
    assert answer.report.coverage.proved >= 30
    assert len(answer.charts) >= 3
    path = answer.export(tmp_path / "report.html")
    assert verify(path).ok


def test_a_plan_that_was_edited_is_what_is_written(copilot):
    plan = (Section("Oil", "How has Exxon Mobil done over the last 30 sessions?"),)
    answer = copilot.ask("Whatever", plan=plan)
    assert answer.question == "Whatever"
    assert answer.evidence.text.startswith("# Oil\n\n")
    assert "Exxon Mobil" in answer.title


def test_a_brief_speaks_of_what_is_watched_and_says_when_that_is_nothing(copilot):
    with pytest.raises(NoData, match="add a symbol"):
        copilot.brief_for(owner="nobody")
    for symbol in ("AAPL", "XOM", "NVDA"):  # the demo market has no NVDA
        copilot.threads.watched.add(symbol, "ann")
    plan = copilot.brief_for(owner="ann")
    assert plan[0] == Section("Lately", "How did Apple and Exxon Mobil do over the last 5 sessions?")
    answer = copilot.ask("Brief on AAPL, XOM", plan=plan)
    assert answer.report.ok
    assert answer.title.startswith("Last 5 sessions: ")
    alone = copilot.brief_for(["JPM"], language="zh")
    assert alone[0] == Section("近况", "摩根大通近5个交易日表现如何？")


def test_a_section_that_fails_is_named_and_the_others_stand(copilot):
    plan = copilot.plan_for("How is Apple placed against Microsoft?")[:3]
    whole = {one.question: copilot.ask(one.question) for one in plan}
    turn = Turn("q", "en", whole[plan[0].question].as_of, whole[plan[0].question].market)

    def write(asked):
        if asked.question == plan[1].question:
            raise Unavailable("Yahoo did not answer")
        yield Finished(replace(whole[asked.question], not_found=()))

    answer = list(events(plan, turn, write))[-1].answer
    assert answer.not_found == ("Data: Yahoo did not answer",)
    assert [line for line in answer.evidence.text.splitlines() if line.startswith("# ")] == [
        "# Overview",
        "# Insights",
    ]

    def never(asked):
        raise Unavailable("Yahoo did not answer")
        yield

    with pytest.raises(ModelError, match="Overview: Yahoo did not answer"):
        list(events(plan, turn, never))


def test_related_instruments_are_of_this_market_with_a_reason_and_not_in_the_answer_already(copilot):
    answer = copilot.ask("How has JPMorgan done over the last 30 sessions?")
    assert ("BAC", "same group: banks") in [(one.symbol, one.reason) for one in answer.related] or [
        one for one in answer.related if one.symbol == "BAC" and one.reason.startswith("named in")
    ]
    assert "JPM" not in {one.symbol for one in answer.related}
    assert all(copilot.desk.market.resolve(one.symbol) for one in answer.related)
    reply = copilot.ask(answer.related[0].question)
    assert reply.report.ok
    assert reply.report.coverage.proved >= 2


def test_a_section_begins_anew_so_that_no_word_of_the_one_before_is_its_measure(copilot):
    answer = copilot.ask("Is value back?", plan=copilot.plan_for("Is value back?"))
    assert answer.report.findings == ()
