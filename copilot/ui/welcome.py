"""What the page says before anything was asked: who it is, which market it has, what can be asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.export.cards import clean
from copilot.ports import MarketInfo
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["hello", "offers", "top"]

_EARLIER = 6  # conversations offered again
_LOGO = (
    '<svg class="mc-logo" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">'
    '<path d="M9 5H5v22h4M23 5h4v22h-4" fill="none" stroke="currentColor" stroke-width="2.4"/>'
    '<path d="M10.5 17.5l4 4 7.5-10" fill="none" stroke="var(--accent)" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def top(market: MarketInfo | None, language: Language) -> str:
    """The bar over everything: name, promise, market (once it is known), language, light or dark."""
    badge = _badge(market, language) if market is not None else ""
    return (
        f'<header class="mc-bar-top" data-lang="{"zh-Hans" if language == "zh" else "en"}"><div class="mc-brand">{_LOGO}<h1>{say("title", language)}</h1>'
        f'<p>{say("promise", language)}</p></div><div class="mc-tools">{badge}'
        f'<button type="button" class="mc-tool" data-act="new">{say("new", language)}</button>'
        f'<button type="button" class="mc-tool" data-act="language" lang="{"en" if language == "zh" else "zh-Hans"}">{say("language", language)}</button>'
        f'<button type="button" class="mc-tool mc-theme" data-theme-switch aria-label="{say("theme", language)}" title="{say("theme", language)}">'
        '<svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true"><circle cx="10" cy="10" r="7.2" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        '<path d="M10 2.8a7.2 7.2 0 0 1 0 14.4z" fill="currentColor"/></svg></button></div></header>'
    )


def _badge(info: MarketInfo, language: Language) -> str:
    day = info.last.isoformat() if info.last else ""
    dated = " · " + say("as_of", language, day=day) if day else ""
    match info.kind:
        case "live":
            said, note = f"{say('live', language)} · {info.provider}", ""
        case "demo":
            said, note = say("demo", language) + dated, info.note_zh if language == "zh" else info.note_en
        case _:
            said, note = f"{say('folder', language)} · {info.provider}{dated}", ""
    return f'<span class="mc-badge mc-badge-{info.kind}" title="{clean(note)}"><i></i>{clean(said)}</span>'


def hello(language: Language) -> str:
    """What this is, over the question box, with one sentence caught: arithmetic that anybody can follow."""
    tongue = "zh-Hans" if language == "zh" else "en"
    wrong = f'<span class="mc-bad">{say("figure_wrong", language)}</span>'
    fix = say("figure_fix", language, fix=f"<ins>{say('figure_fixed', language)}</ins>")
    return (
        f'<div class="mc-hero" lang="{tongue}"><div><h2>{say("hero", language)}</h2><p>{say("hero_sub", language)}</p></div>'
        f'<figure class="mc-caught"><p class="mc-caught-text">{say("figure_text", language, wrong=wrong)}</p>'
        f'<div class="mc-caught-card"><b>{say("figure_verdict", language)}</b><span>{say("figure_proof", language)}</span>'
        f'<span class="mc-caught-fix">{fix}</span></div>'
        f'<button type="button" class="mc-quiet" data-act="check">{say("figure_open", language)}</button></figure></div>'
    )


def offers(copilot: Copilot, visitor: Visitor) -> str:
    """Under the question box: examples that work with what is reachable, demonstrations, earlier conversations."""
    from copilot import analyst

    language = visitor.language
    info = copilot.desk.market.info
    questions = "".join(
        f'<li><button type="button" data-ask="{clean(one)}">{clean(one)}</button></li>'
        for one in analyst.examples(info, language)
    )
    notes = []
    if info.kind == "demo":
        notes.append(say("demo_why", language, day=info.last.isoformat() if info.last else ""))
    if copilot.writer == "rule analyst":
        notes.append(say("no_model_why", language))
    said = "".join(f"<p>{clean(one)}</p>" for one in notes)
    demos = "".join(
        f'<li><button type="button" data-act="{act}"><b>{say(key, language)}</b><span>{say(key + "_sub", language)}</span></button></li>'
        for act, key in (("check", "demo_check"), ("liar", "demo_liar"))
    )
    return (
        f'<div class="mc-offers"><section class="mc-examples"><h3>{say("examples", language)}</h3><ul>{questions}</ul></section>'
        f'<section class="mc-demos"><h3>{say("demos", language)}</h3><ul>{demos}</ul></section>'
        f"{_earlier(copilot, visitor)}</div>"
        f'<div class="mc-notes">{said}</div>'
    )


def _earlier(copilot: Copilot, visitor: Visitor) -> str:
    language = visitor.language
    items = "".join(
        f'<li><button type="button" data-act="open" data-thread="{clean(one.id)}"><span>{clean(one.title[:120])}</span>'
        f'<time>{one.last.date().isoformat()}</time></button><button type="button" class="mc-quiet" data-act="forget" '
        f'data-thread="{clean(one.id)}" aria-label="{say("forget", language)}: {clean(one.title[:60])}">{say("forget", language)}</button></li>'
        for one in copilot.threads.list(owner=visitor.token, limit=_EARLIER)
    )
    return (
        f'<section class="mc-earlier"><h3>{say("earlier", language)}</h3><ul>{items}</ul></section>'
        if items
        else ""
    )
