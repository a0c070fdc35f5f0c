"""The page: three tabs built of Gradio's blocks, with our own markup where people look."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import gradio as gr

from copilot.errors import CopilotError
from copilot.types import Language
from copilot.ui import welcome
from copilot.ui.articles import Articles
from copilot.ui.asking import Asking
from copilot.ui.checking import Checking
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor, Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["build"]

# One delegated listener a block: a button says what it means in data-*, the server does it.
_PRESS = """
element.addEventListener('click', event => {
  const button = event.target.closest('[data-ask],[data-act],[data-fix]');
  if (button && element.contains(button)) trigger('select', {...button.dataset});
});
"""


def build(copilot: Copilot, visitors: Visitors) -> gr.Blocks:
    """The page's blocks. Gradio's look (theme, style, head) is given where they are mounted."""
    asking = Asking(copilot, visitors)
    with gr.Blocks(title="Market Copilot", analytics_enabled=False, fill_width=True) as page:
        top = _html(welcome.top(None, "en"), "mc-top", press=True)
        with gr.Tabs(elem_id="mc-tabs"):
            with gr.Tab(say("tab_ask", "en"), id="ask", elem_id="mc-tab-ask") as ask_tab:
                hello = _html(welcome.hello("en"), "mc-hello")
                conversation = _html("", "mc-conversation", press=True)
                running = _html("", "mc-live")
                composer = gr.MultimodalTextbox(
                    label=say("question_label", "en"), placeholder=say("placeholder", "en"), show_label=False,
                    file_types=["text", ".md", ".html", ".htm", ".txt"], file_count="single", sources=["upload"],
                    lines=1, max_lines=8, max_plain_text_length=20_000, elem_id="mc-composer", container=False,
                    submit_btn=True, stop_btn=False,
                )  # fmt: skip
                offers = _html("", "mc-offers", press=True)
            with gr.Tab(say("tab_check", "en"), id="check", elem_id="mc-tab-check") as check_tab:
                checking = Checking(copilot, visitors, _PRESS)
            with gr.Tab(say("tab_articles", "en"), id="articles", elem_id="mc-tab-articles") as articles_tab:
                articles = Articles(copilot, visitors, _PRESS)

        shown = [hello, offers, conversation, running, composer]
        common: dict[str, Any] = {
            "api_visibility": "private",
            "show_progress": "hidden",
            "trigger_mode": "multiple",
        }
        submitted = composer.submit(
            asking.submit, composer, shown, concurrency_limit=16, concurrency_id="ask", **common
        )
        pressed = gr.on(
            [offers.select, conversation.select, articles.listed.select],
            asking.pressed,
            None,
            shown,
            concurrency_limit=16,
            concurrency_id="ask",
            **common,
        )
        composer.stop(asking.stop, None, shown, cancels=[submitted, pressed], queue=False, **common)

        interface = [top, ask_tab, check_tab, articles_tab, *shown, *checking.worded, *articles.worded]

        def worded(visitor: Visitor, pasted: str | None = None) -> Sequence[Any]:
            """The page in the visitor's language; `pasted` is what stands in the box of the text to check, if known."""
            language = visitor.language
            tabs = [gr.update(label=say(f"tab_{name}", language)) for name in ("ask", "check", "articles")]
            _, _, told, live, composed = asking.still(visitor)
            fresh = not visitor.turns
            hi = gr.update(value=welcome.hello(language), visible=fresh)
            offered = gr.update(value=welcome.offers(copilot, visitor), visible=fresh)
            if visitor.running:
                live, composed = gr.skip(), gr.update()
            composed |= {
                "placeholder": say("placeholder", language),
                "label": say("question_label", language),
            }
            return [
                welcome.top(copilot.desk.market.info, language),
                *tabs,
                hi,
                offered,
                told,
                live,
                composed,
                *checking.words(visitor, pasted),
                *articles.words(visitor, listed=pasted is not None),
            ]

        def loaded(request: gr.Request) -> Sequence[Any]:
            visitor = asking.visitor(request)
            if not visitor.chosen:
                visitor.language = _language(request.headers.get("accept-language", ""))
            with contextlib.suppress(
                CopilotError
            ):  # the first question will say what is wrong with the store
                asking.meet(visitor)
            return worded(visitor)

        def switched(pasted: str, event: gr.EventData, request: gr.Request) -> Sequence[Any]:
            visitor = asking.visitor(request)
            match (event._data or {}).get("act"):
                case "language":
                    visitor.language, visitor.chosen = ("en" if visitor.language == "zh" else "zh"), True
                case "new" if visitor.running is None:
                    visitor.restart()
            return worded(visitor, pasted)

        page.load(loaded, None, interface, queue=False, **common)
        articles_tab.select(articles.refresh, None, articles.listed, queue=False, **common)
        top.select(switched, checking.text, interface, queue=False, **common)

        def ask(question: str) -> str:
            """A market question, in English or Chinese → the proved answer as plain text, citations as literal [0], [1]."""
            try:
                return str(asking.answer(question))
            except CopilotError as error:
                raise gr.Error(str(error), print_exception=False) from error

        gr.api(ask, api_name="ask", concurrency_limit=8)
    return page


def _html(value: str, ident: str, *, press: bool = False) -> gr.HTML:
    return gr.HTML(value, elem_id=ident, apply_default_css=False, js_on_load=_PRESS if press else None)


def _language(accepted: str) -> Language:
    """The first of a browser's languages that we write in; English where there is none."""
    for part in accepted.split(","):
        if (name := part.split(";")[0].strip().lower())[:2] in ("en", "zh"):
            return "zh" if name.startswith("zh") else "en"
    return "en"
