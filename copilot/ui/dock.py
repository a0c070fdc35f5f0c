"""What stands with the question box: quick answer or research report, the plan of one, the watch list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from copilot import names
from copilot.conversation.research import Section
from copilot.export.cards import clean
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor

__all__ = ["dock", "planned", "read_plan"]

_LONGEST = 300  # characters of a sub-question
_MOST = 12  # sections


def dock(visitor: Visitor, watched: Sequence[str], *, said: str = "") -> str:
    """The row under the question box, and the drawer of what is watched; `said` tells what became of an addition."""
    language = visitor.language
    modes = "".join(
        f'<button type="button" data-act="mode" data-mode="{mode}" aria-pressed="{str(visitor.report == (mode == "report")).lower()}" '
        f'title="{say(f"mode_{mode}_sub", language)}">{say(f"mode_{mode}", language)}</button>'
        for mode in ("quick", "report")
    )
    count = f" <small>{len(watched)}</small>" if watched else ""
    return (
        f'<div class="mc-dock"><div class="mc-segments mc-modes" role="group" aria-label="{say("mode", language)}">{modes}</div>'
        f'<button type="button" class="mc-tool" popovertarget="mc-watch">'
        '<svg viewBox="0 0 20 20" width="15" height="15" aria-hidden="true"><path d="M10 3.2l2.1 4.3 4.7.7-3.4 3.3.8 4.7-4.2-2.2-4.2 2.2.8-4.7L3.2 8.2l4.7-.7z" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>'
        f"<span>{say('watch', language)}</span>{count}</button></div>{_watch(watched, language, said)}"
    )


def _watch(watched: Sequence[str], language: Language, said: str) -> str:
    items = "".join(_watched(one, language) for one in watched)
    listed = f"<ul>{items}</ul>" if items else f'<p class="mc-hint">{say("watch_none", language)}</p>'
    told = f'<p class="mc-undo" role="status">{clean(said)}</p>' if said else ""
    brief = (
        f'<button type="button" class="mc-button mc-brief" data-act="brief">{say("brief", language)}</button>'
        if items
        else ""
    )
    return (
        f'<div id="mc-watch" class="mc-drawer" popover role="dialog" aria-label="{say("watch", language)}">'
        f'<div class="mc-drawer-head"><h2>{say("watch", language)}</h2>'
        f'<button type="button" class="mc-quiet" popovertarget="mc-watch" popovertargetaction="hide">{say("close", language)}</button></div>'
        f'<div class="mc-add"><input id="mc-watch-name" maxlength="60" placeholder="{say("watch_name", language)}" aria-label="{say("watch_name", language)}">'
        f'<button type="button" class="mc-button" data-act="watch" data-from="mc-watch-name">{say("articles_add", language)}</button></div>'
        f"{told}{listed}{brief}</div>"
    )


def _watched(symbol: str, language: Language) -> str:
    known = names.lookup(symbol)
    name = names.called(symbol, known[0].name if known else symbol, language)
    said = f"<small>{clean(name)}</small>" if name != symbol else ""
    return (
        f'<li><span class="mc-watched"><b>{clean(symbol)}</b> {said}</span><button type="button" class="mc-quiet" data-act="unwatch" '
        f'data-symbol="{clean(symbol)}" aria-label="{say("articles_remove", language)}: {clean(symbol)}">{say("articles_remove", language)}</button></li>'
    )


def planned(question: str, sections: Sequence[Section], language: Language) -> str:
    """The plan of a report, to be edited: headings, sub-questions, and the button that begins it."""
    rows = "".join(
        f'<li><label><b>{clean(one.title)}</b><textarea rows="1" maxlength="{_LONGEST}" data-title="{clean(one.title)}">'
        f"{clean(one.question)}</textarea></label></li>"
        for one in sections
    )
    return (
        f'<section class="mc-turn mc-plan"><div class="mc-asked"><p dir="auto">{clean(question)}</p></div>'
        f'<h2>{say("plan", language)}</h2><p class="mc-hint">{say("plan_sub", language)}</p><ol id="mc-plan">{rows}</ol>'
        f'<div class="mc-actions"><button type="button" class="mc-button mc-primary" data-act="research" data-collect="mc-plan">{say("plan_begin", language)}</button>'
        f'<button type="button" class="mc-button" data-act="quick">{say("plan_quick", language)}</button>'
        f'<button type="button" class="mc-button" data-act="unplan">{say("plan_cancel", language)}</button></div></section>'
    )


def read_plan(given: Any) -> tuple[Section, ...]:
    """The plan as it came back from the page; sections whose question was emptied are left out."""
    try:
        rows = json.loads(str(given))
    except ValueError:
        return ()
    found = [
        Section(str(row[0])[:80], " ".join(str(row[1]).split())[:_LONGEST])
        for row in (rows if isinstance(rows, list) else ())[:_MOST]
        if isinstance(row, list) and len(row) == 2 and str(row[1]).strip()
    ]
    return tuple(found)
