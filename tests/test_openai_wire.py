"""The unmodified openai client, ChatOpenAI and the whole Copilot over HTTP to a local server that speaks OpenAI's protocol."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from copilot import Copilot, ModelError
from copilot.answer import Answer
from copilot.config import Settings
from copilot.testing.openai_server import Call, OpenAIServer, Turn
from copilot.testing.yahoo_server import YahooServer
from tests import desks

NOW = datetime(2026, 3, 16, 21, 30, tzinfo=UTC)
ASKED = [{"role": "user", "content": "How is IWM?"}]
TOOL = {
    "type": "function",
    "function": {"name": "last_close", "parameters": {"type": "object", "properties": {"symbol": {"type": "string"}}}},
}  # fmt: skip


def client(server: OpenAIServer, **options: Any) -> Any:
    import openai

    return openai.OpenAI(base_url=server.url, api_key="test", **{"max_retries": 0, "timeout": 5.0, **options})


def test_the_openai_client_reads_a_whole_answer_with_usage() -> None:
    with OpenAIServer(Turn("IWM closed at 240.00.")) as server:
        answer = client(server).chat.completions.create(model="scripted", messages=ASKED)
    assert answer.choices[0].message.content == "IWM closed at 240.00."
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
    assert server.requests[0]["messages"] == ASKED


def test_the_openai_client_reads_a_stream_of_text_and_tool_calls() -> None:
    calls = (Call("last_close", {"symbol": "小盘股"}), Call("last_close", {"symbol": "SPY"}))
    with OpenAIServer(Turn("先看收盘价。", calls, pieces=3)) as server:
        stream = client(server).chat.completions.create(
            model="scripted",
            messages=ASKED,
            tools=[TOOL],
            stream=True,
            stream_options={"include_usage": True},
        )
        events = list(stream)
    text = "".join(one.choices[0].delta.content or "" for one in events if one.choices)
    arguments = ["", ""]
    for one in events:
        for call in (one.choices[0].delta.tool_calls or []) if one.choices else []:
            arguments[call.index] += call.function.arguments or ""
    assert text == "先看收盘价。"
    assert arguments == [r'{"symbol": "\u5c0f\u76d8\u80a1"}', '{"symbol": "SPY"}']
    assert [one.choices[0].finish_reason for one in events if one.choices][-1] == "tool_calls"
    assert events[-1].usage is not None


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("400", "BadRequestError"), ("401", "AuthenticationError"), ("429", "RateLimitError"),
        ("500", "InternalServerError"), ("silent", "APITimeoutError"),
    ],
)  # fmt: skip
def test_the_openai_client_raises_each_refusal_as_its_own_class(fault: str, error: str) -> None:
    with OpenAIServer(Turn(fault=fault)) as server, pytest.raises(Exception) as raised:  # type: ignore[arg-type]
        client(server, timeout=0.5).chat.completions.create(model="scripted", messages=ASKED)
    assert type(raised.value).__name__ == error


def test_a_limit_is_waited_for_and_asked_again() -> None:
    with OpenAIServer(Turn(fault="429", retry_after=0.01), Turn("done")) as server:
        answer = client(server, max_retries=2).chat.completions.create(model="scripted", messages=ASKED)
    assert answer.choices[0].message.content == "done"
    assert len(server.requests) == 2


def test_a_wrong_key_is_refused_and_a_request_beyond_the_script_is_counted() -> None:
    import openai

    with OpenAIServer(Turn("x"), key="right") as server, pytest.raises(openai.AuthenticationError):
        client(server).chat.completions.create(model="scripted", messages=ASKED)
    assert (server.unused, server.unscripted) == (1, 0)
    with OpenAIServer() as server, pytest.raises(openai.BadRequestError):
        client(server).chat.completions.create(model="scripted", messages=ASKED)
    assert server.unscripted == 1


def test_embeddings_of_texts_that_share_words_are_near() -> None:
    with OpenAIServer() as server:
        data = (
            client(server)
            .embeddings.create(model="e", input=["small caps fell", "small caps rose", "oil"])
            .data
        )
    one, two, three = (row.embedding for row in data)
    assert math.isclose(sum(part * part for part in one), 1, rel_tol=1e-5)
    assert (
        sum(a * b for a, b in zip(one, two, strict=True))
        > 0.6
        > sum(a * b for a, b in zip(one, three, strict=True))
    )


def chat(server: OpenAIServer) -> Any:
    from langchain_openai import ChatOpenAI

    return ChatOpenAI(
        model="scripted", base_url=server.url, api_key="test", stream_usage=True, use_responses_api=False, timeout=5
    )  # fmt: skip


def test_chat_openai_streams_text_calls_and_usage() -> None:
    with OpenAIServer(Turn("Looking.", (Call("last_close", {"symbol": "IWM"}, "c1"),))) as server:
        whole = None
        for chunk in chat(server).stream("How is IWM?"):
            whole = chunk if whole is None else whole + chunk
    assert whole is not None
    assert whole.content == "Looking."
    assert [(one["name"], one["args"], one["id"]) for one in whole.tool_calls] == [
        ("last_close", {"symbol": "IWM"}, "c1")
    ]
    assert whole.response_metadata["finish_reason"] == "tool_calls"
    assert whole.usage_metadata["total_tokens"] > 0


def test_chat_openai_takes_a_cut_argument_for_a_whole_one() -> None:
    """What the product must guard against: the stream is repaired, and only finish_reason tells."""
    with OpenAIServer(Turn(calls=(Call("last_close", {"symbol": "AAPLAAPL"}),), fault="truncated")) as server:
        whole = None
        for chunk in chat(server).stream("How is IWM?"):
            whole = chunk if whole is None else whole + chunk
    assert whole is not None
    assert whole.tool_calls[0]["args"]["symbol"] != "AAPLAAPL"
    assert whole.response_metadata["finish_reason"] == "length"


# ------------------------------------------------------------------ the whole product over HTTP

CLOSE = Call("last_close", {"symbol": "IWM"})
DRAFT = Turn("# IWM closed at {{F1}}\n\nIWM closed at {{F1}}.")


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., tuple[Answer, OpenAIServer]]:
    def asked(*turns: Turn, forever: bool = False) -> tuple[Answer, OpenAIServer]:
        with OpenAIServer(*turns, forever=forever) as server:
            settings = Settings(home=tmp_path / "home", base_url=server.url, api_key="test", model="scripted")
            market = desks.folder(tmp_path / "prices")
            copilot = Copilot(market=str(market), settings=settings, clock=lambda: NOW)
            return copilot.ask("How did IWM close?"), server

    return asked


def test_an_answer_over_http_is_proved(ask: Callable[..., tuple[Answer, OpenAIServer]]) -> None:
    answer, server = ask(Turn(calls=(CLOSE,)), DRAFT)
    assert "IWM closed at $240.00 [0]." in answer.evidence.text
    assert answer.report.ok
    assert (server.unused, server.unscripted) == (0, 0)
    assert server.requests[1]["messages"][-1]["role"] == "tool"
    assert server.requests[0]["stream"] is True
    assert "temperature" not in server.requests[0]


@pytest.mark.parametrize(
    ("fault", "words"),
    [("401", "OPENAI_API_KEY"), ("400", "refused the request")],
)
def test_a_refusal_says_the_next_step(
    fault: str, words: str, ask: Callable[..., tuple[Answer, OpenAIServer]]
) -> None:
    with pytest.raises(ModelError, match=words):
        ask(Turn(fault=fault), forever=True)  # type: ignore[arg-type]


def test_a_server_that_fails_once_is_asked_again(ask: Callable[..., tuple[Answer, OpenAIServer]]) -> None:
    answer, _ = ask(Turn(fault="429", retry_after=0.01), Turn(calls=(CLOSE,)), DRAFT)
    assert answer.report.ok


def test_cut_tool_arguments_never_reach_a_tool(ask: Callable[..., tuple[Answer, OpenAIServer]]) -> None:
    """ "SPYSPY" cut to "SPY" would be a valid symbol: the tool must not run with it."""
    cut = Turn(calls=(Call("last_close", {"symbol": "SPY" + " " * 30}),), fault="truncated")
    answer, server = ask(cut, Turn(calls=(CLOSE,)), DRAFT)
    assert [datum.subject for datum in answer.evidence.ledger.data] == ["IWM"]
    assert server.unscripted == 0


@pytest.mark.parametrize("fault", ["cut", "no_finish"])
def test_an_answer_that_ends_before_its_end_is_asked_for_again(
    fault: str, ask: Callable[..., tuple[Answer, OpenAIServer]]
) -> None:
    half = Turn("# IWM closed at {{F1}}\n\nIWM closed at {{F1}}.", fault=fault)  # type: ignore[arg-type]
    answer, server = ask(Turn(calls=(CLOSE,)), half, DRAFT)
    assert "IWM closed at $240.00 [0]." in answer.evidence.text
    assert answer.report.ok
    assert (server.unused, server.unscripted) == (0, 0)


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (Turn(calls=(CLOSE,)), "kept calling tools"),
        (Turn(), "empty answer"),
        (Turn(refusal="No."), "empty answer"),
    ],
)
def test_a_model_that_writes_nothing_is_given_up_with_the_next_step(
    turn: Turn, words: str, ask: Callable[..., tuple[Answer, OpenAIServer]]
) -> None:
    with pytest.raises(ModelError, match=words):
        ask(turn, forever=True)


def test_an_invented_number_over_http_is_never_shown_unmarked(
    ask: Callable[..., tuple[Answer, OpenAIServer]],
) -> None:
    lie = Turn("# IWM\n\nIWM closed at $251.17 [0].")
    answer, _ = ask(Turn(calls=(CLOSE,)), lie, lie, lie, forever=True)
    assert "251.17" not in answer.evidence.text or not answer.report.ok


def test_the_whole_product_over_both_wires(tmp_path: Path) -> None:
    """Question in, an unmodified yfinance and an unmodified openai client underneath, a proved answer out."""
    script = (
        Turn(
            calls=(Call("last_close", {"symbol": "Russell 2000"}), Call("last_close", {"symbol": "标普500"}))
        ),
        Turn("# Closes\n\nThe Russell 2000 closed at {{F1}}. The S&P 500 closed at {{F2}}."),
    )
    with YahooServer(now=NOW) as yahoo, OpenAIServer(*script) as server:
        settings = Settings(
            home=tmp_path,
            yahoo_url=yahoo.url,
            market="live",
            base_url=server.url,
            api_key="test",
            model="scripted",
        )
        answer = Copilot(settings=settings, clock=lambda: NOW).ask(
            "Where did the Russell 2000 and the S&P 500 close?"
        )
        closes = {symbol: yahoo.world.bars(yahoo.world.listing(symbol))[-1] for symbol in ("^RUT", "^GSPC")}  # type: ignore[arg-type]
    assert answer.report.ok
    assert {datum.subject: float(datum.value) for datum in answer.evidence.ledger.data} == {
        symbol: round(bar.close, 2) for symbol, bar in closes.items()
    }
    assert {datum.as_of for datum in answer.evidence.ledger.data} == {bar.day for bar in closes.values()}
