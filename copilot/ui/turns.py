"""A turn of the conversation as HTML: while it runs, when it is answered, when it failed or was stopped."""

from __future__ import annotations

from html import escape

from copilot.answer import StepFinished, StepStarted
from copilot.export import body, sheet, view
from copilot.export.cards import clean
from copilot.types import Finding, Language
from copilot.ui.phrases import say
from copilot.ui.visitors import SHOWN_TURNS, Turn, Visitor

__all__ = ["conversation", "running"]

FORMATS = ("pdf", "html", "docx", "xlsx", "md", "json")
_SHOWN = 2_000  # characters of a question that are shown; a longer one is refused anyway, or was an article


def conversation(visitor: Visitor) -> str:
    """All finished turns, newest last; the latest can be undone and leads on to the next questions."""
    done = [one for one in visitor.turns if not one.running][-SHOWN_TURNS:]
    return "".join(_finished(one, visitor.language, last=one is done[-1]) for one in done)


def running(turn: Turn, language: Language) -> str:
    """The turn so far: its question, its look-ups, and what has been checked."""
    text = _so_far(turn, language)
    last = next(reversed(turn.steps.values()), None)
    if isinstance(last, StepStarted):
        doing = f"{say('looking', language)}: {clean(last.words)}"
    else:
        doing = say("writing" if turn.steps or turn.shown else "working", language)
    return (
        f'<section class="mc-turn mc-running">{_question(turn, language)}{_notices(turn)}{_steps(turn, language, opened=True)}'
        f"{_returned(turn, language)}{_progress(turn, language)}"
        f'<article class="mc-answer"><div class="mc-body">{text}</div></article>'
        f'<p class="mc-doing" role="status"><i></i>{doing}</p></section>'
    )


def _finished(turn: Turn, language: Language, *, last: bool) -> str:
    head = (
        _question(turn, language, actions=True)
        + _notices(turn)
        + _steps(turn, language)
        + _returned(turn, language)
    )
    if turn.answer is not None:
        turn.sheet = turn.sheet or sheet.write(
            turn.answer, key=f"t{turn.id}", question=False, opened=turn.demonstration, asks=True
        )
        inner = turn.sheet + _actions(turn, language, last=last)
    elif turn.stopped:
        text = _so_far(turn, language)
        said = say("stopped" if text else "stopped_empty", language)
        inner = f'<p class="mc-stopped">{said}</p><article class="mc-answer"><div class="mc-body">{text}</div></article>'
    else:
        other = (
            f' <button type="button" class="mc-button" data-act="demo" data-ask="{clean(turn.question)}">{say("use_demo", language)}</button>'
            if turn.away and last
            else ""
        )
        inner = (
            f'<div class="mc-failure" role="alert"><h2>{say("failed", language)}</h2><p>{clean(turn.error)}</p>'
            f'<p class="mc-dim">{say("failed_next", language)}</p>'
            f'<button type="button" class="mc-button" data-act="retry">{say("retry", language)}</button>{other}</div>'
        )
    kind = "mc-turn mc-lying" if turn.demonstration else "mc-turn"
    return f'<section class="{kind}" id="turn-{turn.id}">{head}{inner}</section>'


def _so_far(turn: Turn, language: Language) -> str:
    """What has been checked: of a report the sections that are written, and the one that is being written."""
    text = "".join(
        f"<h3>{clean(title)}</h3>{body.fragment(shown, language, key=f'r{turn.id}-{place}')}"
        for place, (title, shown) in enumerate(turn.done)
    )
    text += f"<h3>{clean(turn.section.title)}</h3>" if turn.section else ""
    return text + (
        body.fragment(turn.shown, _written(turn, language), key=f"r{turn.id}") if turn.shown else ""
    )


def _progress(turn: Turn, language: Language) -> str:
    """How far a report has come."""
    if (now := turn.section) is None:
        return ""
    said = say("section", language, place=now.place, count=now.count, title=clean(now.title))
    return (
        f'<div class="mc-progress"><p role="status">{said}</p>'
        f'<progress max="{now.count}" value="{now.place - 1}" aria-label="{said}"></progress></div>'
    )


def _written(turn: Turn, language: Language) -> Language:
    return "zh" if turn.shown is not None and turn.shown.report.language == "zh" else language


def _question(turn: Turn, language: Language, *, actions: bool = False) -> str:
    tag = f'<span class="mc-chip">{say("demo_label", language)}</span>' if turn.demonstration else ""
    name = turn.article.rsplit("/", 1)[-1] if turn.article else ""
    attached = (
        f'<span class="mc-chip mc-chip-file">{clean(name or turn.article)}</span>' if turn.article else ""
    )
    buttons = ""
    if actions and not turn.demonstration:
        buttons = '<span class="mc-question-acts">' + "".join(
            f'<button type="button" class="mc-quiet" data-act="{act}">{say(act, language)}</button>'
            for act in ("edit", "retry", "undo")
        ) + "</span>"  # fmt: skip
    said = clean(turn.question if len(turn.question) <= _SHOWN else turn.question[:_SHOWN] + "…")
    return f'<div class="mc-asked"><p dir="auto">{said}</p>{attached}{tag}{buttons}</div>'


def _notices(turn: Turn) -> str:
    return "".join(f'<p class="mc-notice">{clean(one)}</p>' for one in turn.notices)


def _steps(turn: Turn, language: Language, *, opened: bool = False) -> str:
    if not turn.steps:
        return ""
    items = "".join(_step(one, language) for one in turn.steps.values())
    done = [one for one in turn.steps.values() if isinstance(one, StepFinished)]
    seconds = f"{sum(one.seconds for one in done):.1f}"
    said = (
        say("step", language, s=seconds)
        if len(turn.steps) == 1
        else say("steps", language, n=len(turn.steps), s=seconds)
    )
    state = " open" if opened else ""
    return f'<details class="mc-steps"{state}><summary>{said}</summary><ol>{items}</ol></details>'


def _returned(turn: Turn, language: Language) -> str:
    """What the model wrote and the check sent back; opened where that is the point of the turn."""
    if not turn.returned:
        return ""
    items = "".join(
        f'<li><del dir="auto">{clean(view.unmarked(one.text))}</del>{"".join(_reason(finding) for finding in one.findings)}</li>'
        for one in turn.returned
    )
    count = len(turn.returned)
    said = say("returned_1", language) if count == 1 else say("returned", language, n=count)
    state = " open" if turn.demonstration else ""
    return f'<details class="mc-returned"{state}><summary>{said}</summary><ol>{items}</ol></details>'


def _reason(finding: Finding) -> str:
    return f"<p><b>{clean(finding.code)}</b> {clean(finding.message)}</p>"


def _step(step: StepStarted | StepFinished, language: Language) -> str:
    if isinstance(step, StepStarted):
        return f'<li class="mc-step mc-step-on"><span>{clean(step.words)}</span></li>'
    if step.error:
        said, kind = clean(step.error), "mc-step-bad"
    else:
        said = say("fact", language) if step.count == 1 else say("facts", language, n=step.count)
        said, kind = (said, "mc-step-ok") if step.count else (say("nothing", language), "mc-step-bad")
    return f'<li class="mc-step {kind}"><span>{clean(step.words)}</span><em>{said} · {step.seconds:.1f} s</em></li>'


def _actions(turn: Turn, language: Language, *, last: bool) -> str:
    assert turn.answer is not None
    links = "".join(
        f'<a class="mc-button" href="export/{turn.id}/{escape(turn.filename)}.{kind}" download>.{kind}</a>'
        for kind in FORMATS
    )
    links += (
        f'<button type="button" class="mc-button mc-copy" data-copy="export/{turn.id}/{escape(turn.filename)}.md">'
        f"{say('copy', language)}</button>"
    )
    if not turn.demonstration:
        links += (
            f'<a class="mc-button" href="a/{turn.digest}" target="_blank">{say("own_page", language)}</a>'
        )
        act = "unshare" if turn.shared else "share"
        links += f'<button type="button" class="mc-button" data-act="{act}" data-turn="{turn.id}">{say(act, language)}</button>'
    marked = (
        ""
        if turn.answer.evidence.report.ok
        else f'<span class="mc-dim">{say("export_marked", language)}</span>'
    )
    if turn.shared:
        marked += (
            f'<p class="mc-shared" role="status">{say("share_link", language)} '
            f'<a href="a/{turn.digest}" target="_blank">/a/{turn.digest}</a></p>'
        )
    following = ""
    if last and turn.answer.follow_ups:
        buttons = "".join(
            f'<button type="button" class="mc-follow" data-ask="{clean(one)}">{clean(one)}</button>'
            for one in turn.answer.follow_ups
        )
        following = f'<div class="mc-follows"><h3>{say("ask_next", language)}</h3>{buttons}</div>'
    return f'<div class="mc-actions"><span class="mc-dim">{say("download", language)}</span>{links}{marked}</div>{following}'
