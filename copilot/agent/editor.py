"""One turn: the model plans, calls tools and writes; the editor checks, has repaired, and shows what holds.

draft ──▶ gate ──▶ shown at once          a good sentence is never written again
           └─ failing ──▶ model, at most twice ──▶ gate ──▶ shown ─┐
                                                    └─ still failing ──▶ marked or withheld
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain.agents import create_agent
from langchain.agents.middleware import ModelCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from copilot import prompting
from copilot.agent import models
from copilot.agent.charts import charts
from copilot.agent.draft import Cutter, Segment
from copilot.agent.gate import Gate, Policy
from copilot.agent.limits import Budget, Limits
from copilot.agent.middleware import AWAY, NO_DATA, Arguments, Briefing, Steps
from copilot.agent.repairs import replies, request
from copilot.agent.toolbox import langchain_tools
from copilot.answer import Answer, Event, Finished, Notice, Returned, Shown
from copilot.errors import CopilotError, ModelError
from copilot.ports import Desk
from copilot.types import Language

__all__ = ["Editor"]

_ENOUGH = 20  # characters that show a language
_LONGEST_TITLE = 160  # characters
_ATTEMPTS = 3  # a first draft, and two more for one that was cut off or empty


class _Called:
    """The message that was streaming went on to call tools: its text was no answer."""


@dataclass
class Editor:
    """Answers one question. `events()` may be closed at any time: the turn then leaves nothing behind."""

    turn: prompting.Turn
    desk: Desk
    model: BaseChatModel
    history: Sequence[AnyMessage] = ()
    policy: Policy = "mark"
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self._gate = Gate(self.turn, self.policy)
        self._arguments = Arguments()
        self._budget = Budget(self.limits)
        self._messages: list[AnyMessage] = []
        self._remarks: dict[str, Any] = {}
        self._asked_at = self.desk.clock()
        self._agent: Any = create_agent(
            self.model,
            langchain_tools(self.desk),
            middleware=[
                self._budget,
                Briefing(),
                Steps(self._arguments),
                ModelCallLimitMiddleware(run_limit=self.limits.model_calls, exit_behavior="error"),
            ],
        )

    def events(self) -> Generator[Event, None, None]:
        """Raises `ModelError` when the model gave no answer at all."""
        question = HumanMessage(self.turn.question, additional_kwargs=self.turn.kwargs)
        yield from self._write([*self.history, question])
        self._remarks = _remarks(self._messages[-1])
        yield from self._repair()
        own = re.sub(
            r"“[^”]*”|\"[^\"\n]*\"|\{\{[^}]*\}\}", "", self._gate.raw
        )  # quoted words keep their language
        if len(own) > _ENOUGH and prompting.language(own) != self.turn.language:
            yield self._notice("The model answered in another language.", "模型使用了另一种语言作答。")
        yield from self._gate.settle()
        yield Finished(self._answer())

    # The draft

    def _write(self, messages: list[AnyMessage]) -> Iterator[Event]:
        """The draft: continued where it was cut off, asked for again where it is empty."""
        failure: ModelError | None = None
        self._messages = messages
        for _ in range(_ATTEMPTS):
            failure = None
            try:
                yield from self._draft(messages)
            except ModelError as error:
                failure = error
                if not isinstance(error, models.Interrupted):
                    break
            if failure is None and not self._cut:
                if self._written:
                    return
                failure = self._silence()
                prompt = "malformed" if getattr(self._messages[-1], "invalid_tool_calls", ()) else "empty"
                messages = [*self._history(), HumanMessage(prompting.fill(prompt))]
            elif self._written:
                messages = [*self._history(), HumanMessage(prompting.fill("continue"))]
        if not self._written:
            raise failure or ModelError("the model's answer was cut off before its first sentence; ask again")
        why = failure or "the model was cut off"
        yield self._notice(f"The answer ends early: {why}", f"回答提前结束：{why}")

    def _draft(self, messages: list[AnyMessage]) -> Iterator[Event]:
        cutter, held, length = Cutter(), list[Segment](), 0
        begun = self._written
        with contextlib.closing(self._stream(messages)) as stream:
            try:
                for event in stream:
                    if isinstance(event, _Called):
                        cutter, held = Cutter(), []
                        if not begun and (shown := self._gate.retract()):
                            yield shown
                        continue
                    if not isinstance(event, str):
                        yield event
                        continue
                    held.extend(cutter.feed(event))
                    # A first sentence without a headline may be thinking aloud before a tool call: one is held back.
                    if len(held) > 1 or self._written or (held and held[0].lead.strip() == "#"):
                        yield from self._admit(held)
                    length += len(event)
                    if length > self.limits.characters or len(self._gate.segments) > self.limits.units:
                        yield self._notice(
                            "The answer was stopped: it had become endless.", "回答过长，已停止。"
                        )
                        return
            except ModelError:
                held.extend(cutter.close())
                yield from self._admit(held)  # whole sentences are worth keeping, whatever became of the rest
                raise
        held.extend(cutter.close() if self._cut else cutter.flush())
        yield from self._admit(held)

    def _stream(self, messages: list[AnyMessage]) -> Generator[str | _Called | Event, None, None]:
        """The loop's events and the model's tokens; keeps messages and ledger up to date."""
        stream = self._agent.stream(
            {"messages": messages},
            config={"callbacks": [self._arguments], "recursion_limit": 8 * self.limits.model_calls},
            stream_mode=["messages", "values", "custom"],
        )
        with contextlib.closing(stream):
            try:
                for mode, event in stream:
                    if mode == "custom":
                        yield event
                    elif mode == "values":
                        self._messages = list(event["messages"])
                        self._gate.ledger = prompting.ledger(self._messages)
                        if isinstance(self._messages[-1], AIMessage) and self._messages[-1].tool_calls:
                            yield _Called()
                    elif isinstance(event[0], AIMessage) and event[0].text:
                        yield event[0].text
            except (CopilotError, AssertionError):  # a script that is not kept to is no failing model
                raise
            except Exception as error:
                raise models.explained(error) from error

    def _admit(self, held: list[Segment]) -> Iterator[Shown]:
        while held and len(self._gate.segments) <= self.limits.units:
            shown = self._gate.admit(held.pop(0))
            if shown:
                yield shown

    @property
    def _written(self) -> bool:
        return bool(self._gate.segments) or self._gate.title is not None

    @property
    def _cut(self) -> bool:
        return models.cut_off(self._messages[-1], self.model)

    def _silence(self) -> ModelError:
        """Why there is no answer, in words."""
        if refusal := self._messages[-1].additional_kwargs.get("refusal"):
            return ModelError(f"the model declined to answer: {refusal}")
        what = "kept calling tools and wrote nothing" if self._budget.spent else "gave an empty answer"
        return ModelError(f"the model {what}; ask again, or choose another COPILOT_MODEL")

    def _history(self) -> list[AnyMessage]:
        """What was said so far, with the answer as far as it is kept as the model's last message."""
        last = self._messages[-1]
        said = self._messages[:-1] if isinstance(last, AIMessage) and not last.tool_calls else self._messages
        return [*said, AIMessage(self._gate.raw)] if self._written else said

    # The repair

    def _repair(self) -> Iterator[Event]:
        """Failing units go back with their findings; the others are never written again."""
        messages = self._history()
        for _ in range(self.limits.repairs):
            failing = self._gate.failing()
            if not failing or not models.rewrites(self.model):
                return
            yield from (Returned(segment.text, segment.errors) for segment in failing)
            messages = [*messages, HumanMessage(request(failing))]
            written: list[str] = []
            try:
                for event in self._stream(messages):
                    if isinstance(event, str):
                        written.append(event)
                    elif isinstance(event, _Called):
                        written.clear()
                    else:
                        yield event
            except ModelError as error:
                count = len(failing)
                yield self._notice(
                    f"{count} sentences could not be repaired: {error}", f"有{count}句未能改正：{error}"
                )
                return
            messages = self._messages
            new = replies("".join(written), len(failing))
            for place, segment in enumerate(failing, 1):
                if place in new and (shown := self._gate.rewrite(segment, new[place])):
                    yield shown

    # The answer

    def _notice(self, english: str, chinese: str) -> Notice:
        return Notice(chinese if self.turn.language == "zh" else english)

    def _answer(self) -> Answer:
        gate, ours = self._gate, self._remarks
        evidence = gate.final()
        return Answer(
            title=gate.headline or _shortened(self.turn.question),
            question=self.turn.question,
            evidence=evidence,
            market=self.turn.market,
            model=models.name(self.model),
            asked_at=self._asked_at,
            as_of=self.turn.as_of,
            language=self.turn.language,
            not_found=_not_found(self._messages, ours, self.turn.language),
            charts=charts(evidence, self.turn.language),
            follow_ups=tuple(ours.get("follow_ups", ())),
            corrections=gate.corrections(),
            withheld=gate.withheld(),
        )


def _shortened(question: str) -> str:
    """A question in the place of a headline: one line, no endless one."""
    line = " ".join(question.split())
    return line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"


def _remarks(last: AnyMessage) -> dict[str, Any]:
    """What a writer of ours says beside its text: questions to follow, and what it missed."""
    return (last.additional_kwargs.get(prompting.KEY) or {}) if isinstance(last, AIMessage) else {}


def _not_found(messages: Sequence[AnyMessage], ours: dict[str, Any], language: Language) -> tuple[str, ...]:
    """What the writer says it missed, and what this turn's tools did not find or reach; each once."""
    if "not_found" in ours:  # a writer of ours has said it itself, for a person
        return tuple(dict.fromkeys(ours["not_found"]))
    words: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage) and prompting.KEY in message.additional_kwargs:
            break
        artifact = message.artifact if isinstance(message, ToolMessage) else None
        if isinstance(artifact, dict) and artifact.get("error") in ("no_data", "unavailable"):
            words.append(message.text)
    bare = (word.removeprefix(NO_DATA).removeprefix(AWAY) for word in words)
    return tuple(dict.fromkeys(prompting.missing(word, language) for word in bare))
