"""What the page says before anything was asked: what it is, and what can be asked of this market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from copilot.export.cards import clean
from copilot.types import Language
from copilot.ui.phrases import say
from copilot.ui.visitors import Visitor

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["hello", "offers"]


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
    """Under the question box: examples that work with the market at hand, demonstrations, notes on both."""
    from copilot import analyst

    language = visitor.language
    desk = copilot.desk_for(market=visitor.market, owner=visitor.owner)
    info = desk.market.info
    questions = "".join(
        f'<li><button type="button" data-ask="{clean(one)}">{clean(one)}</button></li>'
        for one in analyst.examples(desk, language)
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
        "</div>"
        f'<div class="mc-notes">{said}</div>'
    )
