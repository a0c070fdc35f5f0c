"""The page: three tabs built of Gradio's blocks, with our own markup where people look."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from copilot.errors import CopilotError
from copilot.ui import bar, welcome
from copilot.ui.articles import Articles
from copilot.ui.asking import Asking
from copilot.ui.checking import Checking
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor, Visitors, spoken

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["build"]

_FILES = ["text", ".md", ".html", ".htm", ".txt", ".pdf", ".docx"]
# One delegated listener a block: a button says what it means in data-*, the server does it.
_PRESS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-ask],[data-act],[data-fix]');
  if (button && element.contains(button)) trigger('select', {...button.dataset});
});
"""


_COMMON: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "trigger_mode": "multiple"}
_ASKED: dict[str, Any] = {**_COMMON, "concurrency_limit": 16, "concurrency_id": "ask"}


def build(copilot: Copilot, visitors: Visitors, *, shared: bool = False) -> gr.Blocks:
    """The page's blocks; `shared`: several people use it. Gradio's look (theme, style, head) is given where they are mounted."""
    with gr.Blocks(title="Market Copilot", analytics_enabled=False, fill_width=True) as blocks:
        made = _Page(copilot, visitors, shared)
        blocks.load(made.loaded, None, made.interface, queue=False, **_COMMON)

        def ask(question: str) -> str:
            """A market question, in English or Chinese → the proved answer as plain text, citations as literal [0], [1]."""
            try:
                return str(made.asking.answer(question))
            except CopilotError as error:
                raise gr.Error(str(error), print_exception=False) from error

        gr.api(ask, api_name="ask", concurrency_limit=8)
    return blocks


class _Page:
    """The components, what happens on them, and their words in the visitor's language."""

    def __init__(self, copilot: Copilot, visitors: Visitors, shared: bool) -> None:
        self._copilot, self._visitors = copilot, visitors
        self.asking = Asking(copilot, visitors)
        self._top = _html(bar.top(Visitor("")), "mc-top", press=True)
        self._history = _html("", "mc-drawer", press=True)
        with gr.Tabs(elem_id="mc-tabs"):
            with gr.Tab(say("tab_ask", "en"), id="ask", elem_id="mc-tab-ask") as ask_tab:
                self._ask_tab()
            with gr.Tab(say("tab_check", "en"), id="check", elem_id="mc-tab-check") as check_tab:
                self._checking = Checking(copilot, visitors, _PRESS)
            with gr.Tab(say("tab_articles", "en"), id="articles", elem_id="mc-tab-articles") as articles_tab:
                self._articles = Articles(copilot, visitors, _PRESS, shared=shared)
        worded = [*self._shown, *self._checking.worded, *self._articles.worded]
        self.interface = [self._top, ask_tab, check_tab, articles_tab, *worded]
        self._wire()
        articles_tab.select(self._articles.refresh, None, self._articles.listed, queue=False, **_COMMON)

    def _ask_tab(self) -> None:
        hello = _html(welcome.hello("en"), "mc-hello")
        self._conversation = _html("", "mc-conversation", press=True)
        running = _html("", "mc-live", press=True)
        with gr.Column(elem_id="mc-dock"):
            self._question()
            self._dock = _html("", "mc-dock-row", press=True)
        self._offers = _html("", "mc-offers", press=True)
        self._shown = [
            hello, self._offers, self._conversation, running, self._composer, self._history, self._dock
        ]  # fmt: skip
        self._running = running

    def _question(self) -> None:
        self._composer = gr.MultimodalTextbox(
            label=say("question_label", "en"), placeholder=say("placeholder", "en"), show_label=False,
            file_types=_FILES, file_count="single", sources=["upload"], lines=1, max_lines=8,
            max_plain_text_length=20_000, elem_id="mc-composer", container=False, submit_btn=True, stop_btn=False,
        )  # fmt: skip

    def _wire(self) -> None:
        asking, shown = self.asking, self._shown
        pressing = [
            one.select
            for one in (
                self._offers,
                self._conversation,
                self._running,
                self._articles.listed,
                self._history,
                self._dock,
            )
        ]
        submitted = self._composer.submit(asking.submit, self._composer, shown, **_ASKED)
        pressed = gr.on(pressing, asking.pressed, None, shown, **_ASKED)
        self._composer.stop(asking.stop, None, shown, cancels=[submitted, pressed], queue=False, **_COMMON)
        # Queued: what is told to a visitor (gr.Info) comes by the queue only.
        self._top.select(self.switched, self._checking.text, self.interface, concurrency_limit=16, **_COMMON)

    def loaded(self, request: gr.Request) -> Sequence[Any]:
        """A visitor comes, or comes back."""
        visitor = self._visitors.of(request)
        if not visitor.chosen:
            visitor.language = spoken(request.headers.get("accept-language", ""))
        with contextlib.suppress(CopilotError):  # the first question will say what is wrong with the store
            self.asking.meet(visitor)
        return self._words(visitor)

    def switched(self, pasted: str, event: gr.EventData, request: gr.Request) -> Sequence[Any]:
        """A button of the bar: the other language, a market, colours, a new chat."""
        visitor = self._visitors.of(request)
        data = event._data or {}
        match data.get("act"):
            case "language":
                visitor.language, visitor.chosen = ("en" if visitor.language == "zh" else "zh"), True
            case "market":
                if said := self.asking.drawers.choose(visitor, str(data.get("market", ""))):
                    gr.Info(said)
            case "rising" if data.get("rising") in ("red", "green"):
                visitor.rising = data["rising"]
            case "new" if visitor.running is None:
                visitor.restart()
        return self._words(visitor, pasted)

    def _words(self, visitor: Visitor, pasted: str | None = None) -> Sequence[Any]:
        """Updates of `interface`; `pasted` is what stands in the box of the text to check, if that is known."""
        language, fresh = visitor.language, not visitor.turns
        tabs = [gr.update(label=say(f"tab_{name}", language)) for name in ("ask", "check", "articles")]
        _, _, told, live, composed, history, _ = self.asking.still(visitor)
        if visitor.running:
            live, composed = gr.skip(), gr.update()
        return [
            self._bar(visitor),
            *tabs,
            gr.update(value=welcome.hello(language), visible=fresh),
            gr.update(value=welcome.offers(self._copilot, visitor), visible=fresh),
            told,
            live,
            composed
            | {"placeholder": say("placeholder", language), "label": say("question_label", language)},
            history,
            self.asking.drawers.dock(visitor),
            *self._checking.words(visitor, pasted),
            *self._articles.words(visitor, listed=pasted is not None),
        ]

    def _bar(self, visitor: Visitor) -> str:
        info = self._copilot.desk_for(market=visitor.market, owner=visitor.owner).market.info
        return bar.top(visitor, info, self._copilot.markets)


def _html(value: str, ident: str, *, press: bool = False) -> gr.HTML:
    return gr.HTML(value, elem_id=ident, apply_default_css=False, js_on_load=_PRESS if press else None)
