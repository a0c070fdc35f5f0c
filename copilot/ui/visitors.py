"""Who is on the page and what they have asked: kept on the server, found by a cookie, never sent back and forth."""

from __future__ import annotations

import re
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field

from copilot.answer import Answer, Notice, Returned, Shown, StepFinished, StepStarted
from copilot.ledger import Evidence
from copilot.types import Article, Language

__all__ = ["Turn", "Visitor", "Visitors"]

_MOST = 2000  # visitors remembered; the least recent is forgotten first
SHOWN_TURNS = 20  # of a conversation, the latest; the threads keep them all


@dataclass(slots=True)
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
    sheet: str = ""  # the answer's markup, made once
    error: str = ""
    stopped: bool = False

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

    @property
    def running(self) -> bool:
        return self.answer is None and not self.error and not self.stopped

    @property
    def filename(self) -> str:
        """A name for its exports, made of the headline."""
        title = self.answer.title if self.answer else self.question
        words = re.sub(r"\[\d+\]|[^\w\s.-]", "", title).split()
        return "-".join(words)[:60].strip("-.").lower() or "answer"


@dataclass(slots=True)
class Visitor:
    token: str
    language: Language = "en"
    chosen: bool = False  # the language was chosen, not guessed
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
        self.turns, self.thread = [], secrets.token_hex(8)


class Visitors:
    """All visitors of this process, by their cookie."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Visitor] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, token: str) -> Visitor:
        with self._lock:
            visitor = self._found.pop(token, None) or Visitor(token)
            self._found[token] = visitor
            while len(self._found) > _MOST:
                self._found.popitem(last=False)
            return visitor

    def known(self, token: str) -> Visitor | None:
        with self._lock:
            return self._found.get(token)
