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
from copilot.errors import CopilotError
from copilot.types import Article, Language
from copilot.ui import turns, welcome
from copilot.ui.phrases import say
from copilot.ui.visitors import SHOWN_TURNS, Turn, Visitor, Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["Asking"]

_log = logging.getLogger(__name__)
_ADDRESS = re.compile(r"https?://[^\s<>\"'，。；）】]+")


class Asking:
    """Handlers of the Ask tab. Each yields updates for (hello, offers, conversation, running, composer)."""

    def __init__(self, copilot: Copilot, visitors: Visitors) -> None:
        self._copilot, self._visitors = copilot, visitors

    def submit(self, value: dict[str, Any] | None, request: gr.Request) -> Iterator[tuple[Any, ...]]:
        """A question from the composer, with a file or an address that is read for it."""
        visitor = self.visitor(request)
        text = str((value or {}).get("text") or "").strip()
        files = [str(one) for one in (value or {}).get("files") or ()]
        yield from self.ask(visitor, self.turn(text, files, visitor))

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
        visitor, data = self.visitor(request), event._data or {}
        if question := data.get("ask"):
            yield from self.ask(visitor, Turn(str(question)))
            return
        match data.get("act"):
            case "liar":
                from copilot.agent.demonstration import demonstration

                question = demonstration(visitor.language).question
                yield from self.ask(visitor, Turn(question, demonstration=True))
            case "analyse":
                found = dict(self._copilot.desk.articles.articles()).get(str(data.get("article", "")))
                if found is not None:
                    yield from self.ask(visitor, Turn(say("analyse", visitor.language), found.title, found))
            case "retry" | "undo" | "edit" as act if visitor.turns and visitor.running is None:
                yield from self._again(visitor, act)
            case "open":
                self.open(visitor, str(data.get("thread", "")))
                yield self.still(visitor)
            case "forget":
                if self._owns(visitor, thread := str(data.get("thread", ""))):
                    self._copilot.threads.remove(thread)
                offers = welcome.offers(self._copilot, visitor)
                yield gr.skip(), gr.update(value=offers), gr.skip(), gr.skip(), gr.skip()

    def _again(self, visitor: Visitor, act: str) -> Iterator[tuple[Any, ...]]:
        """The last turn taken back, from the page and from the conversation, and for what."""
        turn = visitor.turns.pop()
        if not turn.demonstration:
            self._copilot.threads.undo(visitor.thread, turn.question)
        if act == "retry":
            yield from self.ask(visitor, Turn(turn.question, turn.article, turn.given))
        else:
            yield self.still(visitor, text=turn.question if act == "edit" else None)

    def meet(self, visitor: Visitor) -> None:
        """A visitor whose conversation this process does not know (it was restarted) finds it again."""
        if visitor.met:
            return
        visitor.met = True
        for last in self._copilot.threads.list(owner=visitor.token, limit=1):
            self.open(visitor, last.id)

    def open(self, visitor: Visitor, thread: str) -> None:
        """An earlier conversation of the visitor's own."""
        if visitor.running is None and self._owns(visitor, thread):
            answers = self._copilot.threads.answers(thread)[-SHOWN_TURNS:]
            visitor.thread = thread
            visitor.turns = [Turn(one.question, answer=one) for one in answers]

    def _owns(self, visitor: Visitor, thread: str) -> bool:
        return any(one.id == thread for one in self._copilot.threads.list(owner=visitor.token, limit=500))

    def ask(self, visitor: Visitor, turn: Turn) -> Iterator[tuple[Any, ...]]:
        """Answers a turn; only the running part is sent while it runs, the conversation once it ends."""
        with visitor.lock:
            blocked = say("busy", visitor.language) if visitor.running else ""
            blocked = blocked or ("" if turn.question else say("empty_question", visitor.language))
            if not blocked:
                visitor.turns.append(turn)
        if blocked:
            gr.Info(blocked)
            yield (gr.skip(),) * 5
            return
        yield (
            gr.update(visible=False),
            gr.update(visible=False),
            gr.skip(),
            turns.running(turn, visitor.language),
            gr.update(value=None, submit_btn=False, stop_btn=True),
        )
        try:
            for event in self._events(visitor, turn):
                if isinstance(event, Finished):
                    turn.answer = event.answer
                    break
                turn.take(event)
                yield gr.skip(), gr.skip(), gr.skip(), turns.running(turn, visitor.language), gr.skip()
            if turn.answer is None:
                turn.error = say("unexpected", visitor.language)
        except CopilotError as error:
            turn.error = str(error)
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
            turn.question, article=article or None, thread=visitor.thread, owner=visitor.token
        )

    def stop(self, request: gr.Request) -> tuple[Any, ...]:
        """After the running answer was cancelled: what had been checked stays."""
        visitor = self.visitor(request)
        if (turn := visitor.running) is not None:
            turn.stopped = True
        return self.still(visitor)

    def restart(self, request: gr.Request) -> tuple[Any, ...]:
        visitor = self.visitor(request)
        visitor.restart()
        return self.still(visitor)

    def still(self, visitor: Visitor, text: str | None = None) -> tuple[Any, ...]:
        """The page at rest."""
        composer = gr.update(submit_btn=True, stop_btn=False)
        if text is not None:
            composer = gr.update(value={"text": text, "files": []}, submit_btn=True, stop_btn=False)
        fresh = gr.update(visible=not visitor.turns)
        return fresh, fresh, turns.conversation(visitor), "", composer

    def visitor(self, request: gr.Request) -> Visitor:
        from copilot.ui.guard import COOKIE

        return self._visitors.get(str(request.cookies.get(COOKIE, "")))

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
