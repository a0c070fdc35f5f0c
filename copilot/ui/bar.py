"""The bar over everything: name, market, conversations, how the page is shown, who is logged in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from copilot.export.cards import clean
from copilot.ports import MarketInfo
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor

if TYPE_CHECKING:
    from copilot.conversation.desks import Offer
    from copilot.threads import Thread

__all__ = ["history", "top"]

_LOGO = (
    '<svg class="mc-logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">'
    '<path d="M9 5H5v22h4M23 5h4v22h-4" fill="none" stroke="currentColor" stroke-width="2.4"/>'
    '<path d="M10.5 17.5l4 4 7.5-10" fill="none" stroke="var(--accent)" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)
_ICONS = {
    "new": '<path d="M10 4v12M4 10h12" stroke="currentColor" stroke-width="1.7" fill="none" stroke-linecap="round"/>',
    "history": '<circle cx="10" cy="10" r="7" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M10 6v4.2l2.8 1.8" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"/>',
    "display": '<circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/>'
    '<path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/>',
}


def top(
    visitor: Visitor, info: MarketInfo | None = None, offers: Sequence[Offer] = (), *, named: bool = True
) -> str:
    """The bar for a visitor; the market's part once the market is known."""
    language = visitor.language
    badge = _market(info, offers, language) if info is not None else ""
    other = "en" if language == "zh" else "zh-Hans"
    title = "h1" if named else "span"
    return (
        f'<header class="mc-bar-top" data-lang="{"zh-Hans" if language == "zh" else "en"}" data-rising="{visitor.rising}">'
        f'<div class="mc-brand">{_LOGO}<{title}>{say("title", language)}</{title}><p>{say("promise", language)}</p></div>'
        f'<div class="mc-tools">{badge}{_tool("new", language, act="new")}{_tool("history", language, opens="mc-history")}'
        f'<button type="button" class="mc-tool" data-act="language" lang="{other}">{say("language", language)}</button>'
        f"{_tool('display', language, opens='mc-display', bare=True)}</div>{_display(visitor)}</header>"
    )


def _tool(name: str, language: Language, *, act: str = "", opens: str = "", bare: bool = False) -> str:
    does = f'data-act="{act}"' if act else f'popovertarget="{opens}"'
    said = say(name, language)
    words = "" if bare else f"<span>{said}</span>"
    return (
        f'<button type="button" class="mc-tool mc-tool-{name}" {does} aria-label="{said}" title="{said}">'
        f'<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">{_ICONS[name]}</svg>{words}</button>'
    )


def _market(info: MarketInfo, offers: Sequence[Offer], language: Language) -> str:
    day = info.last.isoformat() if info.last else ""
    before, _, after = say("as_of", language, day="|").partition("|")
    dated = (
        f" <span><em>· {before}</em>{day}{after}</span>" if day else f" <span>· {clean(info.provider)}</span>"
    )
    choices = "".join(_choice(one, info, language) for one in offers)
    return (
        f'<button type="button" class="mc-badge mc-badge-{info.kind}" popovertarget="mc-markets" '
        f'aria-label="{say("market", language)}: {say(info.kind, language)} {day}">'
        f"<i></i><b>{say(info.kind + '_short', language)}</b>{dated}"
        '<svg viewBox="0 0 12 12" width="10" height="10" aria-hidden="true"><path d="M2.5 4.5 6 8l3.5-3.5" fill="none" stroke="currentColor" stroke-width="1.5"/></svg></button>'
        f'<div id="mc-markets" class="mc-menu" popover role="group" aria-label="{say("market", language)}">'
        f'{choices}<p class="mc-menu-note">{say("market_kept", language)}</p></div>'
    )


def _choice(offer: Offer, info: MarketInfo, language: Language) -> str:
    """One market: what it has, or why it cannot be used and what to do."""
    chosen = offer.kind == info.kind
    match offer.missing:
        case "" if offer.info is not None:
            note = offer.info.note_zh if language == "zh" else offer.info.note_en
            day = say("as_of", language, day=offer.info.last.isoformat()) if offer.info.last else ""
            said = (
                say("live_note", language)
                if offer.kind == "live"
                else note or f"{offer.info.provider} · {day}"
            )
        case "unset":
            said = say("folder_unset", language)
        case "unreachable":
            said = say("live_unreachable", language, why=offer.why)
        case _:
            said = offer.why
    state = "on" if chosen else "off" if offer.missing else "free"
    press = f'data-act="market" data-market="{offer.kind}"' if offer.missing != "unset" else "disabled"
    return (
        f'<button type="button" class="mc-choice mc-choice-{state}" {press} aria-pressed="{str(chosen).lower()}">'
        f'<i class="mc-dot-{offer.kind}"></i><b>{say(offer.kind, language)}</b><span>{clean(said)}</span></button>'
    )


def _display(visitor: Visitor) -> str:
    """Light or dark, the colour of rising prices, and the way out."""
    language = visitor.language
    rising = visitor.rising or ("red" if language == "zh" else "green")
    themes = "".join(
        f'<button type="button" data-theme="{name}" aria-pressed="false">{say(name, language)}</button>'
        for name in ("light", "dark")
    )
    colours = "".join(
        f'<button type="button" data-act="rising" data-rising="{name}" aria-pressed="{str(rising == name).lower()}">'
        f'<i class="mc-rise-{name}"></i>{say(f"rising_{name}", language)}</button>'
        for name in ("green", "red")
    )
    account = ""
    if visitor.owner.startswith("user:"):
        name = clean(unquote(visitor.owner.removeprefix("user:")))
        account = (
            f'<form method="post" action="logout" class="mc-account"><span>{name}</span>'
            f'<button type="submit" class="mc-quiet">{say("logout", language)}</button></form>'
        )
    return (
        f'<div id="mc-display" class="mc-menu mc-menu-small" popover role="group" aria-label="{say("display", language)}">'
        f'<p class="mc-menu-head">{say("theme", language)}</p><div class="mc-segments">{themes}</div>'
        f'<p class="mc-menu-head">{say("rising", language)}</p><div class="mc-segments">{colours}</div>{account}</div>'
    )


def history(threads: Sequence[Thread], visitor: Visitor, *, removed: str = "") -> str:
    """The drawer of earlier conversations; `removed` is one that can be brought back."""
    language = visitor.language
    undo = (
        f'<p class="mc-undo" role="status">{say("removed", language)} '
        f'<button type="button" class="mc-quiet" data-act="restore" data-thread="{clean(removed)}">{say("undo_remove", language)}</button></p>'
        if removed
        else ""
    )
    items = "".join(_thread(one, visitor) for one in threads)
    listed = f"<ul>{items}</ul>" if items else f'<p class="mc-hint">{say("history_none", language)}</p>'
    search = (
        f'<input type="search" id="mc-find" placeholder="{say("find", language)}" aria-label="{say("find", language)}">'
        if items
        else ""
    )
    return (
        f'<div id="mc-history" class="mc-drawer" popover role="dialog" aria-label="{say("history", language)}">'
        f'<div class="mc-drawer-head"><h2>{say("history", language)}</h2>'
        f'<button type="button" class="mc-quiet" popovertarget="mc-history" popovertargetaction="hide">{say("close", language)}</button></div>'
        f'{search}{undo}{listed}<p class="mc-hint mc-none-found" hidden>{say("find_none", language)}</p></div>'
    )


def _thread(thread: Thread, visitor: Visitor) -> str:
    language, title = visitor.language, clean(thread.title[:160])
    current = ' aria-current="true"' if thread.id == visitor.thread else ""
    acts = "".join(
        f'<button type="button" class="mc-quiet" data-{how}="{act}" data-thread="{clean(thread.id)}" '
        f'aria-label="{say(act, language)}: {title}">{say(act, language)}</button>'
        for act, how in (("rename", "local"), ("forget", "act"))
    )
    count = (
        say("question_count", language)
        if thread.questions == 1
        else say("questions_count", language, n=thread.questions)
    )
    return (
        f'<li{current}><button type="button" class="mc-thread" data-act="open" data-thread="{clean(thread.id)}">'
        f"<span>{title}</span><small>{thread.last.date().isoformat()} · {count} · {_kind(thread.market, language)}</small></button>"
        f'<span class="mc-thread-acts">{acts}<a class="mc-quiet" href="export/thread/{clean(thread.id)}.zip" download '
        f'aria-label="{say("export", language)}: {title}">{say("export", language)}</a></span></li>'
    )


def _kind(market: str, language: Language) -> str:
    kind = market.split(" ", 1)[0]
    return say(kind, language) if kind in ("live", "demo", "folder") else clean(market)
