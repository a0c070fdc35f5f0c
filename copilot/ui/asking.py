"""The conversation: what happens when a question is asked, stopped, asked again or taken back."""

from __future__ import annotations

import logging
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from copilot.answer import Answer, Finished
from copilot.errors import CopilotError, Unavailable
from copilot.types import Article, Language
from copilot.ui import turns
from copilot.ui.dock import planned, read_plan
from copilot.ui.drawers import Drawers
from copilot.ui.phrases import say
from copilot.ui.refusals import reason
from copilot.ui.visitors import SHOWN_TURNS, Turn, Visitor, Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["Asking"]

_OUTPUTS = 7
_log = logging.getLogger(__name__)
_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；）】]+")


class Asking:
    """Handlers of the Ask tab. Each yields updates for (hello, offers, conversation, running, composer, history, dock)."""

    def __init__(self, copilot: Copilot, visitors: Visitors) -> None:
        self._copilot, self._visitors = copilot, visitors
        self.drawers = Drawers(copilot)

    def submit(self, value: dict[str, Any] | None, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """A question from the composer, with a file or an address that is read for it."""
        visitor = self._visitors.of(request)
        text = str((value or {}).get("text") or "").strip()
        files = [str(one) for one in (value or {}).get("files") or ()]
        turn = self.turn(text, files, visitor)
        if visitor.report and turn.question and visitor.running is None:
            yield self._plan(visitor, turn)
        else:
            yield from self.ask(visitor, turn)

    def turn(self, text: str, files: list[str], visitor: Visitor) -> Turn:
        """The turn that a text and files ask for: a lone address, or a lone file, is analysed."""
        article = files[0] if files else ""
        if not article and (address := _ADDRESS.search(text)):
            article = address[0].rstrip(".,;:!?)")
            text = text.replace(article, "").strip(" \n\t:：,，。")
        if article and not text:
            text = say("analyse", visitor.language)
        return Turn(text, article)

    def pressed(self, event: gr.EventData, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """A button within the conversation or the welcome: a question to ask, or what to do with a turn."""
        visitor, data = self._visitors.of(request), event._data or {}
        if data.get("act") == "demo" and visitor.running is None:
            visitor.market = "demo"
            visitor.restart()
        if question := data.get("ask"):
            yield from self.ask(visitor, Turn(str(question)))
            return
        match data.get("act"):
            case "liar":
                from copilot.agent.demonstration import demonstration

                question = demonstration(visitor.language).question
                yield from self.ask(visitor, Turn(question, demonstration=True))
            case "analyse":
                desk = self._copilot.desk_for(market=visitor.market, owner=visitor.owner)
                found = dict(desk.articles.articles()).get(str(data.get("article", "")))
                if found is not None:
                    yield from self.ask(visitor, Turn(say("analyse", visitor.language), found.title, found))
            case "retry" | "undo" | "edit" as act if visitor.turns and visitor.running is None:
                yield from self._again(visitor, act)
            case "research" | "quick" | "unplan" as act if visitor.draft is not None:
                draft, visitor.draft = visitor.draft, None
                plan = read_plan(data.get("plan")) if act == "research" else ()
                if act == "unplan" or (act == "research" and not plan):
                    yield self.still(visitor, text=draft.question)
                else:
                    draft.plan = plan
                    yield from self.ask(visitor, draft)
            case "brief":
                yield from self._brief(visitor)
            case "mode" | "watch" | "unwatch" as act:
                yield (*(gr.skip(),) * (_OUTPUTS - 1), self.drawers.docked(visitor, act, data))
            case "share" | "unshare" as act if (
                turn := visitor.turn(str(data.get("turn", "")))
            ) and turn.answer:
                self._copilot.threads.share(turn.digest, visitor.owner, shared=act == "share")
                turn.shared = act == "share"
                yield self.still(visitor)
            case "open" | "forget" | "restore" | "rename" as act:
                yield self._kept(visitor, act, str(data.get("thread", "")), str(data.get("title", "")))

    def _plan(self, visitor: Visitor, turn: Turn) -> tuple[Any, ...]:
        """A report begins with its plan, which the visitor may edit."""
        try:
            sections = self._copilot.plan_for(turn.question, market=visitor.market, owner=visitor.owner)
        except CopilotError as error:
            gr.Info(str(error))
            return (gr.skip(),) * _OUTPUTS
        visitor.draft = turn
        shown = list(self.still(visitor))
        shown[0] = shown[1] = gr.update(visible=False)
        shown[3] = planned(turn.question, sections, visitor.language)
        shown[4] = gr.update(value=None)
        return tuple(shown)

    def _brief(self, visitor: Visitor) -> Iterator[tuple[Any, ...]]:
        """A brief on what the visitor watches."""
        language = visitor.language
        try:
            plan = self._copilot.brief_for(language=language, market=visitor.market, owner=visitor.owner)
        except CopilotError as error:
            gr.Info(str(error))
            yield (gr.skip(),) * _OUTPUTS
            return
        watched = self._copilot.threads.watched.symbols(visitor.owner)
        question = say("brief_question", language, all=("、" if language == "zh" else ", ").join(watched))
        yield from self.ask(visitor, Turn(question, plan=plan))

    def _kept(self, visitor: Visitor, act: str, thread: str, title: str) -> tuple[Any, ...]:
        """What the drawer does with one of the visitor's own conversations."""
        threads, removed = self._copilot.threads, ""
        match act:
            case "open":
                self.open(visitor, thread)
            case "forget" if not (visitor.thread == thread and visitor.running):
                threads.remove(thread, visitor.owner)
                removed = thread
                if visitor.thread == thread:
                    visitor.restart()
            case "restore":
                threads.restore(thread, visitor.owner)
            case "rename":
                threads.rename(thread, title, visitor.owner)
        return self.still(visitor, removed=removed)

    def _again(self, visitor: Visitor, act: str) -> Iterator[tuple[Any, ...]]:
        """The last turn taken back, from the page and from the conversation, and for what."""
        turn = visitor.turns.pop()
        if not turn.demonstration:
            self._copilot.threads.undo(visitor.thread, turn.question)
        if act == "retry":
            yield from self.ask(visitor, Turn(turn.question, turn.article, turn.given, plan=turn.plan))
        else:
            yield self.still(visitor, text=turn.question if act == "edit" else None)

    def meet(self, visitor: Visitor) -> None:
        """A visitor whose conversation this process does not know (it was restarted) finds it again."""
        if visitor.met:
            return
        visitor.met = True
        for last in self._copilot.threads.list(owner=visitor.owner, limit=1):
            self.open(visitor, last.id)

    def open(self, visitor: Visitor, thread: str) -> None:
        """An earlier conversation of the visitor's own."""
        if visitor.running is None and self._copilot.threads.owner(thread) == visitor.owner:
            visitor.thread = thread
            visitor.turns = [Turn.kept(one) for one in self._copilot.threads.kept(thread)[-SHOWN_TURNS:]]
            if visitor.turns and (last := visitor.turns[-1].answer):
                visitor.market = last.market.kind

    def ask(self, visitor: Visitor, turn: Turn) -> Iterator[tuple[Any, ...]]:
        """Answers a turn; only the running part is sent while it runs, the conversation once it ends."""
        with visitor.lock:
            blocked = say("busy", visitor.language) if visitor.running else ""
            blocked = blocked or ("" if turn.question else say("empty_question", visitor.language))
            if not blocked:
                visitor.turns.append(turn)
        if blocked:
            gr.Info(blocked)
            yield (gr.skip(),) * _OUTPUTS
            return
        yield (
            gr.update(visible=False),
            gr.update(visible=False),
            gr.skip(),
            turns.running(turn, visitor.language),
            gr.update(value=None, submit_btn=False, stop_btn=True),
            gr.skip(),
            gr.skip(),
        )
        try:
            for event in self._events(visitor, turn):
                if isinstance(event, Finished):
                    turn.answer = event.answer
                    break
                turn.take(event)
                yield *(gr.skip(),) * 3, turns.running(turn, visitor.language), *(gr.skip(),) * 3
            if turn.answer is None:
                turn.error = say("unexpected", visitor.language)
        except CopilotError as error:
            turn.error, turn.away = (
                reason(error, visitor.language),
                isinstance(error, Unavailable) and visitor.market != "demo",
            )
        except Exception:
            _log.exception("a question could not be answered")
            turn.error = say("unexpected", visitor.language)
        finally:
            turn.stopped = (
                turn.answer is None and not turn.error
            )  # closed: the stop button, or the tab was shut
        yield self.still(visitor)

    def _events(self, visitor: Visitor, turn: Turn) -> Iterator[Any]:
        if turn.demonstration:
            return _lie(self._copilot, visitor.language)
        article: str | Path | Article = turn.given or turn.article
        if turn.given is None and article and not turn.article.startswith(("http://", "https://")):
            article = Path(turn.article)
        return self._copilot.stream(
            turn.question,
            article=article or None,
            thread=visitor.thread,
            owner=visitor.owner,
            market=visitor.market,
            plan=turn.plan,
        )

    def stop(self, request: gr.Request) -> tuple[Any, ...]:
        """After the running answer was cancelled: what had been checked stays."""
        visitor = self._visitors.of(request)
        if (turn := visitor.running) is not None:
            turn.stopped = True
        return self.still(visitor)

    def restart(self, request: gr.Request) -> tuple[Any, ...]:
        visitor = self._visitors.of(request)
        visitor.restart()
        return self.still(visitor)

    def still(self, visitor: Visitor, text: str | None = None, removed: str = "") -> tuple[Any, ...]:
        """The page at rest; `removed` is a conversation whose removal can be undone."""
        composer = gr.update(submit_btn=True, stop_btn=False)
        if text is not None:
            composer = gr.update(value={"text": text, "files": []}, submit_btn=True, stop_btn=False)
        fresh = gr.update(visible=not visitor.turns)
        return (
            fresh,
            fresh,
            turns.conversation(visitor),
            "",
            composer,
            self.drawers.history(visitor, removed),
            gr.skip(),
        )

    def answer(self, question: str) -> Answer:
        """The answer to one question outside any conversation."""
        return self._copilot.ask(question)


def _lie(copilot: Copilot, language: Language) -> Iterator[Any]:
    """A scripted liar through the real agent, gate and repair; its conversation is kept nowhere."""
    from copilot.agent.demonstration import demonstration
    from copilot.conversation import Copilot as Ours

    told = demonstration(language)
    with tempfile.TemporaryDirectory(prefix="market-copilot-") as home:
        settings = replace(copilot.settings, home=Path(home), database_url="", chroma_url="")
        yield from Ours(told.model, market="demo", settings=settings).stream(told.question)
