"""The real loop, tools, gate and checker with scripted models: whatever a model does, only what holds is shown."""

import re

import httpx
import openai
import pytest
from desks import folder

from copilot import Copilot
from copilot.agent.limits import Limits
from copilot.answer import Answer, Finished, Notice, Shown, StepFinished, StepStarted
from copilot.config import Settings
from copilot.errors import ModelError
from copilot.testing import ScriptedModel, call
from copilot.types import Article

IWM, SPY = call("price_return", symbol="IWM", sessions=30), call("price_return", symbol="SPY", sessions=30)
QUESTION = "How has IWM done against SPY over the last 30 sessions?"
GOOD = "IWM's price return over the last 30 sessions was {{F1}}."
WINDOW = "over the last 30 sessions"


@pytest.fixture
def ask(tmp_path):
    """Runs a script through a whole turn; the script must be used up."""

    def run(steps, question=QUESTION, **values):
        policy = values.pop("policy", "mark")
        settings = Settings(home=tmp_path / "home", policy=policy)
        options = {name: values.pop(name) for name in ("article", "thread") if name in values}
        with ScriptedModel(steps) as model:
            copilot = Copilot(model, market=folder(tmp_path / "market"), settings=settings, **values)
            events = list(copilot.stream(question, **options))
        answer = events[-1].answer if isinstance(events[-1], Finished) else None
        return answer, events, model

    return run


def text(answer: Answer) -> str:
    return answer.evidence.text


def test_references_become_figures_with_their_citation(ask):
    answer, _, _ = ask([[IWM, SPY], f"# IWM returned {{{{F1}}}} {WINDOW}\n\n{GOOD} SPY's was {{{{F2|1}}}}."])
    assert answer.title == f"IWM returned −4.00% {WINDOW} [0]"
    assert text(answer) == f"IWM's price return {WINDOW} was −4.00% [0]. SPY's was −2.0% [0]."
    assert answer.report.ok
    assert answer.report.coverage.proved == 2
    assert (answer.model, answer.language, answer.market.kind) == ("scripted model", "en", "folder")


def test_figures_in_prose_are_proved_as_well(ask):
    answer, _, _ = ask([[IWM], f"# IWM\n\nIWM's price return {WINDOW} was −4.00% [0]."])
    assert answer.report.ok


def test_arithmetic_is_a_tool_and_its_result_has_an_id_of_its_own(ask):
    derive = call("derive", operator="excess_return", facts=["F1", "F2"])
    answer, _, _ = ask([[IWM, SPY], derive, f"# IWM\n\nIWM underperformed SPY by {{{{F3}}}} {WINDOW}."])
    assert text(answer) == f"IWM underperformed SPY by 2.00 pp {WINDOW} [0]."
    assert answer.report.ok


def test_a_failing_sentence_goes_back_alone_and_the_good_ones_are_never_written_again(ask):
    draft = f"# IWM\n\n{GOOD} QQQ's price return {WINDOW} was −7.31% [0]. It is a fund."
    answer, events, model = ask([[IWM, SPY], draft, f"S1: SPY's price return {WINDOW} was {{{{F2}}}}."])
    request = model.prompts[-1][-1].text
    assert "S1: QQQ's price return" in request
    assert "IWM's price return" not in request
    assert f"SPY's price return {WINDOW} was −2.00% [0]. It is a fund." in text(answer)
    assert answer.report.ok
    shown = [event.text for event in events if isinstance(event, Shown)]
    assert sum("IWM's price return" in one for one in shown) == 1


def test_a_figure_with_a_proved_fix_is_fixed_without_asking_and_what_the_model_wrote_is_kept(ask):
    wrong = f"SPY's price return {WINDOW} was −7.31% [0]."
    answer, _, _ = ask([[IWM, SPY], f"# IWM\n\n{GOOD} {wrong} It is a fund."])
    (correction,) = answer.corrections
    assert (
        text(answer)[correction.span.start : correction.span.end]
        == f"SPY's price return {WINDOW} was −2.00% [0]."
    )
    assert correction.before == wrong
    assert answer.report.ok


def test_nothing_false_is_shown_before_it_is_repaired(ask):
    draft = f"# IWM\n\n{GOOD} QQQ's price return {WINDOW} was −7.31% [0]."
    _, events, _ = ask([[IWM, SPY], draft, "S1: DROP"])
    assert all("7.31" not in event.evidence.text for event in events if isinstance(event, Shown))


def test_a_model_with_a_new_error_on_each_retry_is_asked_twice_and_then_marked(ask):
    lie = "QQQ's price return {w} was −{n}% [0]."
    steps = [lie.format(w=WINDOW, n=n) for n in ("7.31", "8.42", "9.53")]
    answer, _, model = ask([[IWM, SPY], f"# IWM\n\n{GOOD} {steps[0]}", f"S1: {steps[1]}", f"S1: {steps[2]}"])
    assert len(model.prompts) == 4
    assert steps[2] in text(answer)
    assert not answer.report.ok
    (finding,) = [one for one in answer.report.findings if one.severity == "error"]
    assert (
        text(answer)[finding.span.start : finding.span.end].strip("−%")
        in "SPY's price return was −9.53% [0]."
    )


def test_by_policy_it_is_withheld_and_said_so(ask):
    lie = f"QQQ's price return {WINDOW} was −7.31% [0]."
    answer, _, _ = ask([[IWM, SPY], f"# IWM\n\n{GOOD} {lie}", "no line", "no line"], policy="withhold")
    assert text(answer) == f"IWM's price return {WINDOW} was −4.00% [0]."
    assert answer.report.ok
    assert len(answer.withheld) == 1


def test_a_reference_to_no_fact_is_never_shown(ask):
    answer, events, _ = ask([[IWM], f"# IWM\n\n{GOOD} It was {{{{F99}}}} and {{{{F1", "-", "-"])
    assert all("{{" not in event.text for event in events if isinstance(event, Shown))
    assert text(answer) == f"IWM's price return {WINDOW} was −4.00% [0]."
    assert len(answer.withheld) == 1


def test_a_table_whose_rows_are_all_taken_back_leaves_no_header(ask):
    table = f"| Fund | Price return {WINDOW} |\n|---|---|\n| QQQ | −7.31% [0] |"
    answer, _, _ = ask([[IWM], f"# IWM\n\n{GOOD}\n\n{table}\n\nIt is a fund.", "S1: DROP"])
    assert text(answer) == f"IWM's price return {WINDOW} was −4.00% [0].\n\nIt is a fund."


def test_a_headline_that_does_not_hold_is_not_used(ask):
    answer, _, _ = ask([[IWM], f"# IWM returned 31.7% {WINDOW}\n\n{GOOD}", "-", "-"])
    assert answer.title == QUESTION
    assert answer.withheld


def test_a_model_that_never_stops_calling_tools_is_stopped(ask):
    with pytest.raises(ModelError, match="kept calling tools"):
        ask([[call("last_close", symbol="IWM")]] * 5, limits=Limits(model_calls=5))


def test_near_the_end_of_its_budget_the_model_loses_its_tools_and_writes(ask):
    calls = [[IWM]] * 4
    answer, _, model = ask([*calls, f"# IWM\n\n{GOOD}"], limits=Limits(model_calls=7))
    assert "Stop calling tools" in model.prompts[-1][-1].text
    assert answer.report.ok


def test_unknown_tools_and_arguments_are_told_to_the_model_and_the_turn_goes_on(ask):
    wrong = [
        call("nope"),
        call("last_close", symbol="IWM", days=3),
        call("derive", operator="ratio", facts=["F8", "F9"]),
    ]
    answer, events, _ = ask([wrong, [IWM], f"# IWM\n\n{GOOD}"])
    errors = [event.error for event in events if isinstance(event, StepFinished) and event.error]
    assert len(errors) == 3
    assert any("not a valid tool" in error for error in errors)
    assert answer.report.ok


def test_what_is_not_found_is_said(ask):
    answer, _, _ = ask([[call("last_close", symbol="ZZZQ"), IWM], f"# IWM\n\n{GOOD}"])
    (missing,) = answer.not_found
    assert "ZZZQ" in missing
    assert not missing.startswith("No data")


def test_a_defect_of_a_tool_costs_its_facts_and_not_the_answer(ask, monkeypatch):
    import tools

    def broken(desk, symbol: str):
        """Breaks."""
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(tools, "quote", broken)
    broken.__name__ = "quote"
    answer, events, _ = ask([[call("quote", symbol="IWM"), IWM], f"# IWM\n\n{GOOD}"])
    assert "quote failed" in next(
        event.error for event in events if isinstance(event, StepFinished) and event.error
    )
    assert answer.report.ok


def test_steps_are_told_in_one_line_each(ask):
    _, events, _ = ask([[IWM], f"# IWM\n\n{GOOD}"])
    started = next(event for event in events if isinstance(event, StepStarted))
    finished = next(event for event in events if isinstance(event, StepFinished))
    assert started.words == "Price return · IWM · 30 sessions"
    assert (finished.id, finished.count, finished.error) == (started.id, 1, "")


def test_thinking_aloud_before_a_tool_call_is_no_answer(ask):
    from langchain_core.messages import AIMessage

    step = {"name": "price_return", "args": {"symbol": "IWM", "sessions": 30}, "id": "c", "type": "tool_call"}
    answer, _, _ = ask([AIMessage("Let me look that up.", tool_calls=[step]), f"# IWM\n\n{GOOD}"])
    assert "look that up" not in text(answer)


def test_an_empty_answer_is_asked_for_again(ask):
    answer, _, model = ask([[IWM], "", f"# IWM\n\n{GOOD}"])
    assert "empty" in model.prompts[-1][-1].text
    assert answer.report.ok


def test_an_answer_that_stays_empty_is_an_error_with_the_next_step(ask):
    with pytest.raises(ModelError, match="empty answer; ask again"):
        ask(["", "", ""])


def test_an_answer_cut_at_its_length_is_continued_and_keeps_what_was_shown(ask):
    from langchain_core.messages import AIMessage

    cut = AIMessage(f"# IWM\n\n{GOOD} SPY's price re", response_metadata={"finish_reason": "length"})
    answer, _, model = ask([[IWM, SPY], cut, f" SPY's price return {WINDOW} was {{{{F2}}}}."])
    assert model.prompts[-1][-2].text == f"# IWM\n\n{GOOD}"
    assert text(answer) == (
        f"IWM's price return {WINDOW} was −4.00% [0]. SPY's price return {WINDOW} was −2.00% [0]."
    )


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (openai.AuthenticationError, "refused the key; check OPENAI_API_KEY"),
        (openai.NotFoundError, "does not know this model; check COPILOT_MODEL"),
        (openai.RateLimitError, "over its limit; wait"),
    ],
)
def test_a_refusal_of_the_server_is_explained_with_the_next_step(ask, error, words):
    response = httpx.Response(400, request=httpx.Request("POST", "http://127.0.0.1/v1"))
    with pytest.raises(ModelError, match=words):
        ask([error("no", response=response, body=None)])


def test_an_attached_article_is_source_one(ask):
    article = Article("Small caps", "IWM is a fund of small caps.", publisher="Wire", published=None)
    answer, _, model = ask([[IWM], f"# IWM\n\n{GOOD} IWM is a fund of small caps [1]."], article=article)
    assert "[1] Small caps (Wire, undated)\n> IWM is a fund" in model.prompts[0][-1].text
    assert answer.evidence.ledger[1] == article


def test_an_answer_in_chinese_is_written_in_its_house_style(ask):
    answer, _, _ = ask(
        [[IWM], "# IWM\n\n近30个交易日，IWM下跌{{F1}}。"], question="IWM近30个交易日表现如何？"
    )
    assert answer.language == "zh"
    assert text(answer) == "近30个交易日，IWM下跌4.00%[0]。"


def test_a_follow_up_sees_earlier_facts_under_the_same_ids(ask, tmp_path):
    ask([[IWM], f"# IWM\n\n{GOOD}"], thread="t")
    answer, _, model = ask([[SPY], f"# SPY\n\n{GOOD} SPY's was {{{{F2}}}}."], question="And SPY?", thread="t")
    assert "F1 IWM" in model.prompts[0][-1].text
    assert [one.text for one in model.prompts[0][1:3]] == [
        QUESTION,
        f"# IWM\n\nIWM's price return {WINDOW} was −4.00% [0].",
    ]
    assert text(answer).endswith("SPY's was −2.00% [0].")


def test_a_turn_that_is_closed_leaves_nothing_but_its_question(tmp_path):
    model = ScriptedModel([[IWM], f"# IWM\n\n{GOOD} More to come here. And more."])
    copilot = Copilot(model, market=folder(tmp_path / "market"), home=tmp_path / "home")
    events = copilot.stream(QUESTION, thread="t")
    next(event for event in events if isinstance(event, Shown))
    events.close()
    assert copilot.threads.answers("t") == ()
    assert copilot.threads.unanswered("t") == (QUESTION,)
    model = ScriptedModel([[IWM], f"# IWM\n\n{GOOD}"])
    again = Copilot(model, market=folder(tmp_path / "market"), home=tmp_path / "home")
    assert again.ask(QUESTION, thread="t").report.ok


def test_an_endless_answer_is_stopped(ask):
    sentence = "IWM is a fund. "
    answer, events, _ = ask([f"# IWM\n\n{sentence * 200}"], limits=Limits(characters=600))
    assert len(text(answer)) < 700
    assert any(isinstance(event, Notice) and "endless" in event.text for event in events)


async def _collected(copilot):
    return [event async for event in copilot.astream(QUESTION)]


def test_the_asynchronous_stream_gives_the_same_events(tmp_path):
    import asyncio

    model = ScriptedModel([[IWM], f"# IWM\n\n{GOOD}"])
    copilot = Copilot(model, market=folder(tmp_path / "market"), home=tmp_path / "home")
    events = asyncio.run(_collected(copilot))
    assert [type(event).__name__ for event in events] == ["StepStarted", "StepFinished", "Shown", "Finished"]


def test_tool_results_reach_the_model_as_values_with_ids_and_not_as_json(ask):
    _, _, model = ask([[IWM, SPY], f"# IWM\n\n{GOOD}"])
    contents = [one.text for one in model.prompts[-1] if one.type == "tool"]
    assert [re.match(r"F\d \w+", one).group() for one in contents] == ["F1 IWM", "F2 SPY"]
    assert not any("{" in one for one in contents)


def test_a_thread_is_not_gone_on_with_another_market(ask, tmp_path):
    from copilot.errors import ConfigError

    ask([[IWM], f"# IWM\n\n{GOOD}"], thread="t")
    other = Copilot(ScriptedModel([]), market=folder(tmp_path / "other"), home=tmp_path / "home")
    with pytest.raises(ConfigError, match="began with the market 'folder market'"):
        other.ask("And now?", thread="t")


def test_without_a_network_a_new_thread_gets_the_demo_market_and_a_live_one_stays_live(tmp_path, monkeypatch):
    from copilot.market import reachability

    copilot = Copilot(ScriptedModel(["# A\n\nIt is a fund."]), home=tmp_path)
    monkeypatch.setattr(reachability, "probe", lambda _: False)
    answer = copilot.ask("What is SIZE?")
    assert answer.market.kind == "demo"
    monkeypatch.setattr(reachability, "probe", lambda _: True)
    assert copilot.desk.market.info.kind == "live"


def test_an_answer_in_another_language_is_told_so(ask):
    _, events, _ = ask([[IWM], "# IWM\n\n近30个交易日，IWM下跌{{F1}}。"])
    assert Notice("The model answered in another language.") in events


def test_a_long_question_makes_no_endless_headline(ask):
    answer, _, _ = ask(["It is a fund."], question="How is IWM? " + "Tell me more about it. " * 20)
    assert len(answer.title) == 160


def test_chats_at_once_in_one_process_are_all_answered(tmp_path):
    import threading

    copilot = Copilot(market=folder(tmp_path / "market"), home=tmp_path / "home")  # the rule analyst
    answers: list[Answer] = []

    def chat(number: int) -> None:
        answers.append(copilot.ask(f"How has {('IWM', 'SPY')[number % 2]} done over the last 30 sessions?"))

    workers = [threading.Thread(target=chat, args=(number,)) for number in range(10)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(answers) == 10
    assert all(one.report.ok and ("4.00%" in text(one)) == ("IWM" in one.question) for one in answers)


def test_an_article_that_the_question_names_and_nobody_can_read_is_said_in_the_answer(ask):
    question = "What does http://127.0.0.1:9/note.html say about IWM?"
    answer, events, _ = ask([[IWM], f"# IWM\n\n{GOOD}"], question=question)
    assert len(answer.not_found) == 1
    assert Notice(answer.not_found[0]) in events


def test_an_asynchronous_turn_that_is_cancelled_lets_go_of_its_thread(tmp_path):
    import asyncio

    copilot = Copilot(market=folder(tmp_path / "market"), home=tmp_path / "home")

    async def first_event_only() -> None:
        async def read() -> None:
            async for _ in copilot.astream(QUESTION, thread="t"):
                task.cancel()

        task = asyncio.ensure_future(read())
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(first_event_only())
    assert copilot.threads.unanswered("t") == (QUESTION,)
    assert copilot.ask(QUESTION, thread="t").report.ok


def test_an_answers_facts_are_a_table(ask):
    answer, _, _ = ask([[IWM, call("last_close", symbol="IWM")], f"# IWM\n\n{GOOD}"])
    frame = answer.to_frame()
    assert list(frame.index) == ["F1", "F2"]
    assert frame.loc["F1", ["subject", "measure", "value", "unit", "sessions"]].tolist() == [
        "IWM", "price_return", -4.0, "%", 30,
    ]  # fmt: skip
    assert frame.loc["F2", "basis"] == "observed"


def test_what_fails_only_in_the_whole_text_is_withheld_too_by_policy(ask, monkeypatch):
    from copilot import checking
    from copilot.types import Finding, Severity, Span

    real = checking.check

    def strict(text, ledger, **options):
        report = real(text, ledger, **options)
        place = text.find("It is a fund.")
        if options.get("since", 0) or place < 0 or len(text) < 60:
            return report
        late = Finding("N201", "unsupported-figure", "late", Severity.ERROR, Span(place, place + 13))
        return type(report)(report.verdicts, (*report.findings, late), report.coverage, report.language)

    monkeypatch.setattr(checking, "check", strict)
    answer, _, _ = ask([[IWM], f"# IWM\n\n{GOOD} It is a fund."], policy="withhold")
    assert text(answer) == f"IWM's price return {WINDOW} was −4.00% [0]."
    assert answer.withheld == ("late",)
