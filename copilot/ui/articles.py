"""The tab of articles: add, search, check against market data, remove."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import gradio as gr

from copilot.errors import CopilotError, NoData
from copilot.export import cards
from copilot.export.cards import clean
from copilot.types import Article, Language, Passage
from copilot.ui.phrases import say
from copilot.ui.refusals import reason
from copilot.ui.visitors import Visitor, Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot
    from copilot.ports import ArticleStore

__all__ = ["Articles"]

_log = logging.getLogger(__name__)
_HITS = 8
_LISTED = 200  # articles shown, the latest; the others are found by searching


class Articles:
    """Builds the tab within the page's blocks; on a `shared` page nobody removes what is everybody's. `worded` are the components whose words follow the language."""

    def __init__(self, copilot: Copilot, visitors: Visitors, press: str, *, shared: bool) -> None:
        self._copilot, self._visitors, self._shared = copilot, visitors, shared
        head = gr.HTML(_head("en"), apply_default_css=False)
        with gr.Row(elem_classes="mc-two"):
            with gr.Column(elem_classes="mc-pane"):
                with gr.Row(elem_classes="mc-inline"):
                    address = gr.Textbox(
                        label=say("articles_url", "en"),
                        placeholder="https://",
                        scale=5,
                        elem_id="mc-article-url",
                    )
                    add = gr.Button(
                        say("articles_add", "en"),
                        variant="primary",
                        scale=0,
                        min_width=96,
                        elem_id="mc-article-add",
                    )
                files = gr.File(
                    label=say("articles_files", "en"),
                    file_count="multiple",
                    height=112,
                    show_label=False,
                    elem_id="mc-article-files",
                )
                said = gr.HTML("", apply_default_css=False, elem_id="mc-article-said")
                query = gr.Textbox(label=say("articles_search", "en"), elem_id="mc-article-query")
                hits = gr.HTML("", apply_default_css=False, elem_id="mc-article-hits")
            with gr.Column(elem_classes="mc-pane"):
                listed = gr.HTML("", apply_default_css=False, elem_id="mc-article-list", js_on_load=press)
        self.worded = [head, address, add, files, query, listed]
        self.listed = listed

        common: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        shown = [said, listed, address, files]
        gr.on([add.click, address.submit], self.add_address, address, shown, concurrency_limit=4, **common)
        files.upload(self.add_files, files, shown, concurrency_limit=4, **common)
        query.submit(self.search, query, hits, concurrency_limit=8, **common)
        listed.select(self.pressed, None, [said, listed], concurrency_limit=8, **common)

    def add_address(self, address: str, request: gr.Request) -> Iterable[tuple[Any, ...]]:
        """Web addresses only: a path typed here would read the server's files, not the visitor's."""
        address = str(address).strip()
        if address and not address.startswith(("https://", "http://")):
            yield (
                _said([say("articles_address", self._visitors.of(request).language)]),
                gr.skip(),
                gr.skip(),
                gr.skip(),
            )
            return
        yield from self._add([address] if address else [], request)

    def add_files(self, files: list[str] | None, request: gr.Request) -> Iterable[tuple[Any, ...]]:
        yield from self._add(list(files or ()), request)

    def _add(self, sources: list[str], request: gr.Request) -> Iterable[tuple[Any, ...]]:
        visitor = self._visitors.of(request)
        said: list[str] = []
        for source in sources:
            yield _said([*said, say("articles_busy", visitor.language)]), gr.skip(), gr.skip(), gr.skip()
            said += self._added(source, visitor)
        yield _said(said), self._list(visitor), "", None

    def _added(self, source: str, visitor: Visitor) -> list[str]:
        language = visitor.language
        try:
            added = self._copilot.add(source, owner=visitor.owner)
        except CopilotError as error:
            return [say("articles_failed", language, why=reason(error, language))]
        except Exception:
            _log.exception("an article could not be added")
            return [say("articles_failed", language, why=say("unexpected", language))]
        new = ", ".join(one.title for one in added if one.new)
        old = ", ".join(one.title for one in added if not one.new)
        return [
            say(key, language, titles=titles)
            for key, titles in (("articles_added", new), ("articles_known", old))
            if titles
        ]

    def search(self, query: str, request: gr.Request) -> str:
        """The best passages for the words, quoted."""
        visitor = self._visitors.of(request)
        language = visitor.language
        if not query.strip():
            return ""
        found = self._copilot.search(query.strip(), k=_HITS, owner=visitor.owner)
        return (
            _hits(found, language) if found else f'<p class="mc-hint">{say("articles_no_hit", language)}</p>'
        )

    def pressed(self, event: gr.EventData, request: gr.Request) -> tuple[Any, ...]:
        visitor, data = self._visitors.of(request), event._data or {}
        if data.get("act") != "remove":
            return gr.skip(), gr.skip()
        said = say("articles_removed", visitor.language)
        try:
            self._remove(str(data.get("article", "")), visitor)
        except CopilotError as error:
            said = reason(error, visitor.language)
        return _said([said]), self._list(visitor)

    def _remove(self, digest: str, visitor: Visitor) -> None:
        """A visitor's own article; on a page that is one person's, everybody's as well."""
        try:
            self._shelf(visitor).remove(digest)
        except NoData:
            if self._shared:
                raise
            self._shelf(visitor, everybodys=True).remove(digest)

    def refresh(self, request: gr.Request) -> str:
        """The list, when somebody looks at it."""
        return self._list(self._visitors.of(request))

    def words(self, visitor: Visitor, *, listed: bool) -> list[Any]:
        """Updates of `worded` for a visitor; the list, which may be long, only if it is being looked at."""
        language = visitor.language
        return [
            _head(language),
            gr.update(label=say("articles_url", language)),
            gr.update(value=say("articles_add", language)),
            gr.update(label=say("articles_files", language)),
            gr.update(label=say("articles_search", language)),
            self._list(visitor) if listed else gr.skip(),
        ]

    def _list(self, visitor: Visitor) -> str:
        language = visitor.language
        try:
            held = self._shelf(visitor).articles()
            common = {digest for digest, _ in self._shelf(visitor, everybodys=True).articles()}
        except CopilotError as error:
            return f'<div class="mc-failure" role="alert"><p>{clean(reason(error, language))}</p></div>'
        if not held:
            return f'<p class="mc-hint">{say("articles_none", language)}</p>'
        count = (
            say("article_count", language) if len(held) == 1 else say("articles_count", language, n=len(held))
        )
        items = "".join(
            _item(
                digest,
                article,
                language,
                kept=digest in common and (self._shared or article.note == "sample"),
            )
            for digest, article in held[:_LISTED]
        )
        return f'<h3 class="mc-count">{count}</h3><ul class="mc-library">{items}</ul>'

    def _shelf(self, visitor: Visitor, *, everybodys: bool = False) -> ArticleStore:
        owner = "" if everybodys else visitor.owner
        return self._copilot.desk_for(market=visitor.market, owner=owner).articles


def _item(digest: str, article: Article, language: Language, *, kept: bool) -> str:
    offered = (("analyse", "articles_ask"), ("remove", "articles_remove"))
    acts = "".join(
        f'<button type="button" class="mc-quiet" data-act="{act}" data-article="{clean(digest)}">{say(key, language)}</button>'
        for act, key in offered[: 1 if kept else 2]
    )
    return f'<li>{cards.article_line(article, language)}<span class="mc-item-acts">{acts}</span></li>'


def _hits(passages: Iterable[Passage], language: Language) -> str:
    items = "".join(
        f'<li>{cards.article_line(one.article, language)}<blockquote class="mc-quoted" dir="auto">{clean(one.text[:600])}</blockquote></li>'
        for one in passages
    )
    return f'<ul class="mc-library">{items}</ul>'


def _said(lines: list[str]) -> str:
    return "".join(f'<p class="mc-hint" role="status">{clean(line)}</p>' for line in lines)


def _head(language: Language) -> str:
    return f'<div class="mc-tab-head"><h2>{say("articles_head", language)}</h2><p>{say("articles_sub", language)}</p></div>'
