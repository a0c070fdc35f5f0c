"""A copilot that yields real events from an answer built by hand: the page can be tested without model or market."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

from sample_answers import ARTICLE, answer

from copilot import codec
from copilot.answer import Answer, Event, Finished, Notice, Shown, StepFinished, StepStarted
from copilot.config import Settings
from copilot.conversation.desks import Offer
from copilot.conversation.research import Section
from copilot.errors import ArticleError, Unavailable
from copilot.ports import Added
from copilot.threads import Kept
from copilot.types import Article, Passage


@contextmanager
def served(copilot: Any) -> Iterator[str]:
    """The page of a copilot on a free port of loopback: its address."""
    import uvicorn

    from copilot.ui.application import application

    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application(copilot), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@dataclass
class Shelf:
    held: dict[str, Article] = field(default_factory=lambda: {codec.digest(ARTICLE): ARTICLE})

    def articles(self) -> tuple[tuple[str, Article], ...]:
        return tuple(self.held.items())

    def remove(self, digest: str) -> None:
        self.held.pop(digest)


class Watching:
    """Watch lists in memory."""

    def __init__(self) -> None:
        self.held: dict[str, list[str]] = {}

    def symbols(self, owner: str = "") -> tuple[str, ...]:
        return tuple(self.held.get(owner, ()))

    def add(self, symbol: str, owner: str = "") -> None:
        self.held.setdefault(owner, []).append(symbol)

    def remove(self, symbol: str, owner: str = "") -> None:
        if symbol in self.symbols(owner):
            self.held[owner].remove(symbol)


class Conversations:
    """Threads in memory, with the part of `copilot.threads.Threads` that the page uses."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[str, list[tuple[str, Answer | None]]]] = {}
        self.gone: dict[str, Any] = {}
        self.titles: dict[str, str] = {}
        self.open: set[str] = set()
        self.watched = Watching()

    def list(self, owner: str = "", limit: int = 50) -> tuple[Any, ...]:
        mine = [
            (ident, turns)
            for ident, (whose, turns) in reversed(self.held.items())
            if whose == owner and turns
        ]
        return tuple(
            SimpleNamespace(
                id=ident,
                title=self.titles.get(ident, turns[0][0]),
                last=answer().asked_at,
                questions=len(turns),
                market="demo",
            )
            for ident, turns in mine[:limit]
        )

    def answers(self, thread: str) -> tuple[Answer, ...]:
        return tuple(given for _, given in self.held[thread][1] if given is not None)

    def undo(self, thread: str, question: str) -> None:
        if self.held.get(thread, ("", []))[1][-1:] and self.held[thread][1][-1][0] == question:
            self.held[thread][1].pop()

    def kept(self, thread: str) -> tuple[Kept, ...]:
        step = StepFinished("1", "price_return", "Price return · IWM, SPY · 30 sessions", 0.31, 2)
        return tuple(
            Kept(one, codec.digest(one), (step,), codec.digest(one) in self.open)
            for one in self.answers(thread)
        )

    def owner(self, thread: str) -> str | None:
        return self.held[thread][0] if thread in self.held else None

    def remove(self, thread: str, owner: str) -> None:
        if self.owner(thread) == owner:
            self.gone[thread] = self.held.pop(thread)

    def restore(self, thread: str, owner: str) -> None:
        if self.gone.get(thread, ("",))[0] == owner:
            self.held[thread] = self.gone.pop(thread)

    def rename(self, thread: str, title: str, owner: str) -> None:
        if self.owner(thread) == owner:
            self.titles[thread] = title

    def share(self, digest: str, owner: str, *, shared: bool) -> None:
        if any(
            one.digest == digest
            for name, (whose, _) in self.held.items()
            if whose == owner
            for one in self.kept(name)
        ):
            (self.open.add if shared else self.open.discard)(digest)

    def shown(self, digest: str, owner: str) -> Kept | None:
        for name, (whose, _) in self.held.items():
            for one in self.kept(name):
                if one.digest == digest and (whose == owner or one.shared):
                    return one
        return None


@dataclass
class FakeCopilot:
    """`pause` seconds between events; a question with "fail" in it fails, one with "hostile" gets what it deserves."""

    pause: float = 0.0
    hostile: Answer | None = None
    settings: Settings = field(default_factory=Settings)
    writer: str = "rule analyst"

    def __post_init__(self) -> None:
        self.shelf = Shelf()
        self.threads = Conversations()
        self.desk: Any = SimpleNamespace(
            market=SimpleNamespace(
                info=answer().market, resolve=lambda name: SimpleNamespace(symbol=name.upper())
            ),
            articles=self.shelf,
            today=answer().as_of,
        )
        self.closed = 0
        self.asked: list[tuple[str, Any, Any]] = []

    @property
    def markets(self) -> tuple[Offer, ...]:
        return (
            Offer("live", None, "unreachable", "Connection refused"),
            Offer("demo", answer().market),
            Offer("folder", None, "unset"),
        )

    def plan_for(self, question: str, **of: str) -> tuple[Section, ...]:
        return (Section("Overview", question), Section("Risks", "How deep was the <b>drawdown</b>?"))

    def brief_for(self, *, language: str, owner: str, market: str) -> tuple[Section, ...]:
        return (Section("Lately", f"How did {' and '.join(self.threads.watched.symbols(owner))} do?"),)

    def desk_for(self, *, market: str = "", owner: str = "") -> Any:
        return self.desk

    def stream(
        self,
        question: str,
        *,
        article: Any = None,
        thread: str | None = None,
        owner: str = "",
        market: str = "",
        plan: Any = (),
    ) -> Iterator[Event]:
        self.asked.append((question, article, thread))
        self.plan = plan
        turns = self.threads.held.setdefault(thread or "", (owner, []))[1]
        turns.append((question, None))
        try:
            for event in self._events(question):
                if isinstance(event, Finished):
                    turns[-1] = (question, event.answer)
                yield event
        except GeneratorExit:
            self.closed += 1
            raise

    def _events(self, question: str) -> Iterator[Event]:
        if "fail" in question:
            raise Unavailable("Yahoo Finance did not answer; the demo market is set by COPILOT_MARKET=demo")
        final = (
            self.hostile if "hostile" in question and self.hostile else answer(bad="clean" not in question)
        )
        final = replace(final, question=question, language="zh" if question > "一" else "en")
        if "notice" in question:
            yield Notice("Yahoo is out of reach; the demo market is used.")
        yield StepStarted("1", "price_return", "Price return · IWM, SPY · 30 sessions")
        time.sleep(self.pause)
        yield StepFinished("1", "price_return", "Price return · IWM, SPY · 30 sessions", 0.31, 2)
        yield StepFinished("2", "valuation", "Valuation · IWM", 0.12, 0, "the demo market has no valuations")
        text = final.evidence.text
        ends = [i + 1 for i, character in enumerate(text) if character == "\n"] or [len(text)]
        for begin, end in zip([0, *ends], ends, strict=False):
            time.sleep(self.pause)
            verdicts = tuple(one for one in final.report.verdicts if one.claim.span.end <= end)
            findings = tuple(one for one in final.report.findings if one.span.end <= end)
            report = replace(final.report, verdicts=verdicts, findings=findings)
            yield Shown(text[begin:end], replace(final.evidence, text=text[:end], report=report))
        yield Finished(final)

    def ask(self, question: str, **options: Any) -> Answer:
        return next(one.answer for one in self.stream(question) if isinstance(one, Finished))

    def add(self, source: Any, *, owner: str = "") -> tuple[Added, ...]:
        if "bad" in str(source):
            raise ArticleError(f"{source} cannot be read: it is no text")
        added = replace(ARTICLE, title=f"Read from {str(source).rsplit('/', 1)[-1]}", url="", note="")
        self.shelf.held[codec.digest(added)] = added
        return (Added(codec.digest(added), added.title, True),)

    def search(self, query: str, k: int = 10, owner: str = "") -> tuple[Passage, ...]:
        at = ARTICLE.text.find(query)
        return (Passage(ARTICLE, max(at - 20, 0), at + 60),) if at >= 0 else ()
