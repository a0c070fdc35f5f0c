"""Who is on the page and what they have asked: kept on the server, found by a cookie, never sent back and forth."""

from __future__ import annotations

import functools
import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Literal

from copilot import codec
from copilot.answer import Answer, Notice, Returned, SectionBegun, Shown, StepFinished, StepStarted
from copilot.conversation.research import Section
from copilot.ledger import Evidence
from copilot.threads import Kept
from copilot.types import Article, Language

__all__ = ["OWNER", "Turn", "Visitor", "Visitors", "filename", "spoken"]

OWNER = "x-market-copilot-owner"  # the header by which the guard says who asks; no client can set it
_MOST = 2000  # visitors remembered; the least recent is forgotten first
SHOWN_TURNS = 20  # of a conversation, the latest; the threads keep them all


@dataclass
class Turn:
    """One question and what became of it: running until `answer`, `error` or `stopped` is set."""

    question: str
    article: str = ""  # path or address put into the chat with it, or the title of `given`
    given: Article | None = None  # an article of the library
    demonstration: bool = False
    id: str = field(default_factory=lambda: secrets.token_hex(8))
    steps: OrderedDict[str, StepStarted | StepFinished] = field(default_factory=OrderedDict)
    notices: list[str] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    shown: Evidence | None = None
    answer: Answer | None = None
    sheet: str = ""  # the answer's markup, made once: its charts cost a tenth of a second
    shared: bool = False  # others may read the answer
    error: str = ""
    stopped: bool = False
    plan: tuple[Section, ...] = ()  # of a report
    section: SectionBegun | None = None  # that is being written
    done: list[tuple[str, Evidence]] = field(default_factory=list)  # sections that are written
    away: bool = False  # the provider did not answer

    @classmethod
    def kept(cls, kept: Kept) -> Turn:
        """A turn of an earlier conversation."""
        steps: dict[str, StepStarted | StepFinished] = {one.id: one for one in kept.steps}
        return cls(kept.answer.question, answer=kept.answer, steps=OrderedDict(steps), shared=kept.shared)

    def take(self, event: object) -> None:
        """What an event of the answer changes (`copilot.answer`)."""
        match event:
            case StepStarted() | StepFinished():
                self.steps[event.id] = event
            case Notice(text=text):
                self.notices.append(text)
            case Returned():
                self.returned.append(event)
            case Shown(evidence=evidence):
                self.shown = evidence
            case SectionBegun():
                if self.section is not None and self.shown is not None:
                    self.done.append((self.section.title, self.shown))
                self.section, self.shown = event, None

    @property
    def running(self) -> bool:
        return self.answer is None and not self.error and not self.stopped

    @functools.cached_property
    def digest(self) -> str:
        """The address of its answer."""
        return codec.digest(self.answer)

    @property
    def filename(self) -> str:
        """A name for its exports, made of the headline."""
        return filename(self.answer.title if self.answer else self.question)


def filename(title: str) -> str:
    """A name for a file, made of a headline."""
    words = re.sub(r"\[\d+\]|[^\w\s.-]", "", title).split()
    return "-".join(words)[:60].strip("-.").lower() or "answer"


@dataclass(slots=True)
class Visitor:
    owner: str  # "user:" and the name where there is a login, else the cookie's token
    language: Language = "en"
    chosen: bool = False  # the language was chosen, not guessed
    market: str = ""  # the kind that was chosen; empty: the one that is set
    rising: Literal["", "green", "red"] = ""  # the colour of rising prices; empty: by language
    report: bool = False  # the next question is a report's
    draft: Turn | None = None  # a report whose plan is being edited
    met: bool = False  # its last conversation was looked for
    thread: str = field(default_factory=lambda: secrets.token_hex(8))
    turns: list[Turn] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> Turn | None:
        return self.turns[-1] if self.turns and self.turns[-1].running else None

    def turn(self, ident: str) -> Turn | None:
        return next((one for one in self.turns if one.id == ident), None)

    def restart(self) -> None:
        """A new thread; what was asked before stays in the store, not on the page."""
        self.turns, self.thread, self.draft = [], secrets.token_hex(8), None


def spoken(accepted: str) -> Language:
    """The first of a browser's languages that we write in; English where there is none."""
    for part in accepted.split(","):
        if (name := part.split(";")[0].strip().lower())[:2] in ("en", "zh"):
            return "zh" if name.startswith("zh") else "en"
    return "en"


class Visitors:
    """All visitors of this process, by their name as an owner (see `copilot.ui.guard`)."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Visitor] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, request: Any) -> Visitor:
        """The visitor who makes a request (Gradio's, or FastAPI's): the guard has said who it is."""
        return self.get(str(request.headers.get(OWNER, "")))

    def get(self, owner: str) -> Visitor:
        with self._lock:
            visitor = self._found.pop(owner, None) or Visitor(owner)
            self._found[owner] = visitor
            while len(self._found) > _MOST:
                self._found.popitem(last=False)
            return visitor

    def known(self, owner: str) -> Visitor | None:
        with self._lock:
            return self._found.get(owner)
