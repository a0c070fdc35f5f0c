"""Copilot: questions in, proved answers out. Everything heavy behind it is opened when it is first needed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
from collections.abc import AsyncIterator, Callable, Generator, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copilot import prompting
from copilot.answer import Answer, Event, Finished, Notice, StepFinished
from copilot.config import Settings
from copilot.conversation import research
from copilot.conversation.desks import Desks, Offer, begun_with
from copilot.conversation.questions import Source, asked, attached, day, read, remembered
from copilot.conversation.related import related
from copilot.conversation.research import Section
from copilot.errors import ArticleError, ConfigError, ModelError
from copilot.ledger import Ledger
from copilot.ports import Added, Desk, MarketData
from copilot.types import Language, Passage, Report

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from copilot.agent.editor import Editor
    from copilot.agent.gate import Policy
    from copilot.agent.limits import Limits
    from copilot.threads import Threads

__all__ = ["Copilot", "check_unaided"]


class Copilot:
    """A market research copilot.

    `model` is a LangChain chat model, a model's name, or None: the one that the settings name, and without a key the
    rule analyst. `market` is a folder of price files, "demo", "live", anything that speaks `MarketData`, or None: by
    the settings. `as_of` hides everything later. `home` is where articles and threads live. `local_files=False` keeps
    a shared page from reading the server's files when a question names one.
    """

    def __init__(
        self,
        model: BaseChatModel | str | None = None,
        market: MarketData | str | Path | None = None,
        as_of: date | str | None = None,
        home: Path | str | None = None,
        clock: Callable[[], datetime] | None = None,
        settings: Settings | None = None,
        *,
        limits: Limits | None = None,
        local_files: bool = True,
    ) -> None:
        settings = settings or Settings.read()
        if home is not None:
            settings = replace(settings, home=Path(home))
        if isinstance(model, str):
            settings, model = replace(settings, model=model), None
        self.settings = settings
        self._model = model
        self._as_of = day(as_of)
        self._desks = Desks(settings, market, self._as_of, clock or (lambda: datetime.now(UTC)))
        self._limits = limits
        self._local_files = local_files

    # What it works with

    @property
    def desk(self) -> Desk:
        """Market, articles and clock: the first argument of every tool."""
        return self._desks.desk()

    def desk_for(self, *, market: str = "", owner: str = "") -> Desk:
        """The desk of a kind of market ("live", "demo", "folder"; "": the one that is set) with an owner's library."""
        return self._desks.desk(market, owner)

    @property
    def markets(self) -> tuple[Offer, ...]:
        """The markets that can be chosen, and why the others cannot."""
        return self._desks.offers()

    @property
    def writer(self) -> str:
        """What writes the answers: a model's name, or "rule analyst"."""
        if self._model is None and not (self.settings.api_key or self.settings.model):
            return "rule analyst"
        from copilot.agent import models

        return models.name(self._writer(self.desk))

    @functools.cached_property
    def threads(self) -> Threads:
        """The conversations in `home`, or in the database that the settings name."""
        from copilot.threads import Threads

        return Threads(self.settings)

    def add(
        self,
        source: Source | Iterable[Source],
        *,
        problems: list[ArticleError] | None = None,
        owner: str = "",
    ) -> tuple[Added, ...]:
        """Reads a file, a folder, an https URL, a feed or an `Article` into the store, or into an owner's part of it.

        A folder's unreadable files are appended to `problems`; without such a list they are raised as one
        `ArticleError` once the good ones are in. So is a single source that cannot be used.
        """
        return self._desks.library.add(read(source, problems), owner=owner)

    def search(
        self,
        query: str,
        k: int = 10,
        subjects: Sequence[str] = (),
        since: date | str | None = None,
        owner: str = "",
    ) -> tuple[Passage, ...]:
        """Passages of the stored articles by meaning and words, best first; may be empty."""
        return self._desks.library.search(
            query, k=k, subjects=subjects, since=day(since), until=self._as_of, owner=owner
        )

    def close(self) -> None:
        """Lets the dense index catch up and gives it to the next process; not needed by one that just ends."""
        self._desks.close()

    # Questions

    def plan_for(self, question: str, *, market: str = "", owner: str = "") -> tuple[Section, ...]:
        """The sections of a research report on a question, to be edited, then asked with."""
        return research.plan(asked(question), self.desk_for(market=market, owner=owner))

    def brief_for(
        self, symbols: Sequence[str] = (), *, language: Language = "en", market: str = "", owner: str = ""
    ) -> tuple[Section, ...]:
        """The sections of a brief on these symbols, or on what the owner watches.

        Raises `NoData` when the market holds none of them.
        """
        wanted = symbols or self.threads.watched.symbols(owner)
        return research.brief(wanted, self.desk_for(market=market, owner=owner), language)

    def ask(
        self,
        question: str,
        *,
        article: Source | Sequence[Source] | None = None,
        thread: str | None = None,
        plan: Sequence[Section] = (),
    ) -> Answer:
        """The proved answer. `article` is for this question only and becomes `[1]`; `plan` makes it a report.

        Raises `ConfigError` (empty or endless question), `ArticleError` (cannot be read), `ModelError` (no answer),
        `Unavailable` (a thread stays busy).
        """
        for event in self.stream(question, article=article, thread=thread, plan=plan):
            if isinstance(event, Finished):
                return event.answer
        raise ModelError("the turn ended without an answer; ask again")

    def stream(
        self,
        question: str,
        *,
        article: Source | Sequence[Source] | None = None,
        thread: str | None = None,
        owner: str = "",
        market: str = "",
        plan: Sequence[Section] = (),
    ) -> Generator[Event, None, None]:
        """The answer as it comes into being, checked sentence by checked sentence; closing the generator cancels.

        `market` is a kind as in `desk_for`; a thread that has begun keeps its own. With a `plan` the answer is a
        report of its sections (see `plan_for`).
        """
        from copilot import threads

        question, desk = asked(question), self.desk_for(market=market, owner=owner)
        thread, begun = thread or threads.new(), begun_with(desk)
        with self.threads.turn(thread, question, market=begun, owner=owner) as opened:
            desk = self._desks.resumed(opened.market, desk, owner)
            texts, notices = attached(question, article, as_of=desk.as_of, local_files=self._local_files)
            turn = prompting.Turn(
                question,
                prompting.language(question),
                desk.today,
                desk.market.info,
                texts,
                opened.answers[-1].evidence.ledger if opened.answers else Ledger(),
            )
            yield from notices
            if prompting.foreign(question):
                yield Notice("Questions are answered in English and in Chinese; this one in English.")

            def write(one: prompting.Turn) -> Generator[Event, None, None]:
                return self._editor(one, desk, opened.answers).events()

            steps: list[StepFinished] = []
            with contextlib.closing(research.events(plan, turn, write) if plan else write(turn)) as events:
                for event in events:
                    if isinstance(event, StepFinished):
                        steps.append(event)
                    if isinstance(event, Finished):
                        # What was not read is said in the answer too: a notice is gone with the page.
                        missing = (*event.answer.not_found, *(notice.text for notice in notices))
                        others = related(event.answer, desk.market)
                        answer = replace(event.answer, not_found=missing, related=others)
                        opened.keep(answer, steps)
                        event = Finished(answer)
                    yield event

    async def aask(
        self, question: str, *, article: Source | Sequence[Source] | None = None, thread: str | None = None
    ) -> Answer:
        """`ask` for asynchronous callers."""
        return await asyncio.to_thread(self.ask, question, article=article, thread=thread)

    async def astream(
        self,
        question: str,
        *,
        article: Source | Sequence[Source] | None = None,
        thread: str | None = None,
        owner: str = "",
    ) -> AsyncIterator[Event]:
        """`stream` for asynchronous callers: the turn runs in a thread, one event at a time."""
        events = self.stream(question, article=article, thread=thread, owner=owner)
        ended: Any = object()
        step: asyncio.Future[Any] | None = None
        try:
            while True:
                step = asyncio.ensure_future(asyncio.to_thread(next, events, ended))
                event = await asyncio.shield(step)
                if event is ended:
                    return
                yield event
        finally:
            # A step that is under way in its thread cannot be broken off; the turn is closed when it has ended.
            if step is not None and not step.done():
                await asyncio.wait([step])
            await asyncio.to_thread(events.close)

    def check_unaided(self, text: str, **options: Any) -> Report:
        """Judges a text that comes without evidence: reads its claims, fetches what they need, checks them.

        Markers like [0] are not judged: those of a foreign text name sources that are not here.
        """
        from copilot import analyst, checking

        desk = self.desk
        ledger = analyst.gather(text, desk)
        report = checking.check(text, ledger, citations="any", as_of=desk.today, **options)
        return checking.against_market(report, ledger)

    # Behind it

    def _writer(self, desk: Desk) -> BaseChatModel:
        if self._model is not None:
            return self._model
        if self.settings.api_key or self.settings.model:
            return self._hosted
        from copilot import analyst

        return analyst.RuleAnalyst(desk=desk)

    @functools.cached_property
    def _hosted(self) -> BaseChatModel:
        from copilot.agent import models

        return models.chat_model(self.settings)

    def _editor(self, turn: prompting.Turn, desk: Desk, answers: Sequence[Answer]) -> Editor:
        from copilot.agent.editor import Editor
        from copilot.agent.limits import Limits

        policy: Policy = "withhold" if self.settings.policy == "withhold" else "mark"
        if self.settings.policy != policy:
            raise ConfigError(f"COPILOT_POLICY={self.settings.policy!r}; use mark or withhold")
        return Editor(turn, desk, self._writer(desk), remembered(answers), policy, self._limits or Limits())


def check_unaided(
    text: str,
    *,
    market: MarketData | str | Path | None = None,
    as_of: date | str | None = None,
    **options: Any,
) -> Report:
    """`copilot.check` without evidence: gathers its own from the live, demo or folder market, then judges."""
    return Copilot(market=market, as_of=as_of).check_unaided(text, **options)
