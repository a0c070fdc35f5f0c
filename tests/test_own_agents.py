"""For people with their own agents: our tools in theirs, and the checker as middleware."""

from datetime import date

import pytest
from desks import folder
from langchain.agents import create_agent
from langchain_core.tools import tool

from copilot import CheckedCitations, Copilot, langchain_tools
from copilot.errors import NoData
from copilot.testing import ScriptedModel, call

QUESTION = {"messages": [{"role": "user", "content": "How has IWM done over the last 30 sessions?"}]}
RETURN = call("price_return", symbol="IWM", sessions=30)
TRUE = "IWM's price return over the last 30 sessions was −4.00% [0]."
FALSE = "QQQ's price return over the last 30 sessions was −7.31% [0]."


@pytest.fixture
def tools(tmp_path):
    return langchain_tools(Copilot(market=folder(tmp_path / "market"), home=tmp_path / "home").desk)


def test_our_tools_work_in_any_agent_and_by_themselves(tools):
    with ScriptedModel([RETURN, TRUE]) as model:
        result = create_agent(model, tools).invoke(QUESTION)
    said = next(one for one in result["messages"] if one.type == "tool")
    assert said.text.startswith("IWM ")
    assert said.text.endswith(": -4 %")
    by_name = {one.name: one for one in tools}
    assert "-4 %" in by_name["price_return"].invoke({"symbol": "IWM", "sessions": 30})


def test_some_of_them_can_be_chosen(tmp_path):
    desk = Copilot(market=folder(tmp_path / "market"), home=tmp_path / "home").desk
    assert [one.name for one in langchain_tools(desk, ["quote", "derive"])] == ["derive", "quote"]


def test_a_checked_answer_carries_its_evidence(tools):
    with ScriptedModel([RETURN, "IWM's price return over the last 30 sessions was {{F1}}."]) as model:
        agent = create_agent(model, tools, middleware=[CheckedCitations(citations="strict")])
        last = agent.invoke(QUESTION)["messages"][-1]
    evidence = CheckedCitations.evidence(last)
    assert (last.text, evidence.text) == (TRUE, TRUE)
    assert evidence.report.ok
    assert evidence.report.coverage.recomputed == 1


def test_a_false_answer_goes_back_with_its_findings_and_comes_out_right(tools):
    with ScriptedModel([RETURN, FALSE, TRUE]) as model:
        agent = create_agent(model, tools, middleware=[CheckedCitations()])
        last = agent.invoke(QUESTION)["messages"][-1]
    assert last.text == TRUE
    assert "−7.31%" in model.prompts[-1][-1].text


def test_one_that_stays_false_is_asked_twice_and_says_what_is_left(tools):
    with ScriptedModel([RETURN, FALSE, FALSE, FALSE]) as model:
        agent = create_agent(model, tools, middleware=[CheckedCitations()])
        last = agent.invoke(QUESTION)["messages"][-1]
    assert not CheckedCitations.evidence(last).report.ok


def test_anybodys_tools_are_sources_too():
    @tool
    def revenue(company: str) -> str:
        """Revenue of a company."""
        return f"{company} had revenue of $1,204 million in 2025."

    with ScriptedModel(
        [call("revenue", company="Acme"), "Acme had revenue of $1,204 million in 2025."]
    ) as model:
        last = create_agent(model, [revenue], middleware=[CheckedCitations()]).invoke(QUESTION)["messages"][
            -1
        ]
    assert CheckedCitations.evidence(last).report.ok
    false = "Acme had revenue of $1,402 million in 2025."
    with ScriptedModel([call("revenue", company="Acme"), false]) as model:
        agent = create_agent(model, [revenue], middleware=[CheckedCitations(rounds=0)])
        last = agent.invoke(QUESTION)["messages"][-1]
    assert not CheckedCitations.evidence(last).report.ok


def test_data_can_be_handed_over_and_the_agent_may_be_asynchronous():
    import asyncio

    data = [{"subject": "IWM", "measure": "close", "value": "248.88", "unit": "USD", "as_of": "2026-03-13"}]
    with ScriptedModel(["IWM closed at $248.88 [0]."]) as model:
        middleware = CheckedCitations(data=data, citations="strict", as_of=date(2026, 3, 16))
        agent = create_agent(model, [], middleware=[middleware])
        last = asyncio.run(agent.ainvoke(QUESTION))["messages"][-1]
    assert CheckedCitations.evidence(last).report.coverage.stated == 1


def test_the_documents_examples_run():
    import re
    from pathlib import Path

    text = (Path(__file__).parent.parent / "docs" / "own-agents.md").read_text(encoding="utf8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 2
    exec(compile("\n".join(blocks), "own-agents.md", "exec"), {})


def test_a_number_that_no_question_holds_cannot_be_stated(tmp_path):
    """`calculate` and `invested` take numbers of the question only: else a model could put any figure into the ledger."""
    from langchain_core.messages import HumanMessage

    from copilot.agent.toolbox import _refuse_unspoken

    asked = [HumanMessage("If I had put 10k into SPY, and what is 16x against 21x, or 90 minus 4?")]
    for spoken in (10_000.0, 16.0, 21.0, 4.0):
        _refuse_unspoken(spoken, asked)
    for invented in (12.0, 5.37, 1000.0):
        with pytest.raises(NoData, match="no number of the question"):
            _refuse_unspoken(invented, asked)
