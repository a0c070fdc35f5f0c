"""The checker for people with their own agents: `create_agent(model, tools, middleware=[CheckedCitations()])`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse, hook_config
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from copilot import checking, codec, prompting, reading
from copilot.agent.draft import Cutter
from copilot.agent.references import render
from copilot.ledger import Evidence, Ledger
from copilot.types import Article, Datum, Report

__all__ = ["CheckedCitations"]


class CheckedCitations(AgentMiddleware[Any, Any]):
    """Checks the final answer of any LangChain agent, has it repaired, and says what is left.

    Facts come from `data` and `articles`, from our own tools (`copilot.langchain_tools(desk)`: references like
    `{{F1}}` work, all data is `[0]`) and from anybody's tools, whose text counts as an article each, in their order.
    Findings go back to the model at most `rounds` times. The last message carries the evidence as plain JSON in
    `additional_kwargs["copilot"]`: `CheckedCitations.evidence(message)` reads it.
    """

    def __init__(
        self,
        *,
        data: Sequence[Datum | Mapping[str, Any]] = (),
        articles: Sequence[Article | Mapping[str, Any] | str] = (),
        citations: Literal["strict", "any"] = "any",
        as_of: date | None = None,
        rounds: int = 2,
    ) -> None:
        super().__init__()
        self._given = reading.ledger(data, articles)
        self._citations: Literal["strict", "any"] = citations
        self._as_of = as_of
        self._rounds = rounds

    @staticmethod
    def evidence(message: AnyMessage) -> Evidence:
        """Text, ledger and report of a checked answer. Raises `ConfigError` when the message carries none."""
        found: Evidence = codec.decode(message.additional_kwargs.get(prompting.KEY), Evidence, Ledger)
        return found

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any]:
        return handler(self._briefed(request))

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        return await handler(self._briefed(request))

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:
        messages = state["messages"]
        last = messages[-1]
        if not isinstance(last, AIMessage) or last.tool_calls or not last.text.strip():
            return None
        ledger = self._ledger(messages)
        text = _rendered(last.text, ledger)
        report = checking.check(text, ledger, citations=self._citations, as_of=self._as_of)
        if not report.ok and _asked_before(messages) < self._rounds:
            words = prompting.fill("recheck", findings=_findings(text, report))
            return {"messages": [HumanMessage(words, name=_ASKER)], "jump_to": "model"}
        document = codec.encode(Evidence(text, ledger, report))
        kwargs = {**last.additional_kwargs, prompting.KEY: document}
        return {"messages": [last.model_copy(update={"content": text, "additional_kwargs": kwargs})]}

    def _ledger(self, messages: Sequence[AnyMessage]) -> Ledger:
        ledger = self._given
        for message in messages:
            if facts := prompting.facts(message):
                ledger = ledger.add(*facts)
            elif isinstance(message, ToolMessage) and message.status != "error" and message.text.strip():
                ledger = ledger.add(Article(message.name or "tool", message.text))
        return ledger

    def _briefed(self, request: ModelRequest[Any]) -> ModelRequest[Any]:
        """Our tools' facts get their ids, as the ledger of all messages gives them."""
        ledger = self._ledger(request.messages)
        messages: list[AnyMessage] = []
        for message in request.messages:
            if facts := prompting.facts(message):
                message = message.model_copy(update={"content": prompting.words(facts, ledger, "en")})
            messages.append(message)
        return request.override(messages=messages)


_ASKER = "citation_check"


def _asked_before(messages: Sequence[AnyMessage]) -> int:
    """Requests for repair since the last question."""
    count = 0
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            if message.name != _ASKER:
                break
            count += 1
    return count


def _rendered(text: str, ledger: Ledger) -> str:
    language = prompting.language(text)
    cutter = Cutter()
    units = [*cutter.feed(text), *cutter.flush()]
    return "".join(one.lead + render(one.raw, ledger, language).text for one in units)


def _findings(text: str, report: Report) -> str:
    return "\n".join(
        f"- “{text[one.span.start : one.span.end]}”: {one.message}"
        for one in report.findings
        if one.severity == "error"
    )
