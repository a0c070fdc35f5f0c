"""ask, chat, add and brief."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copilot.errors import ArticleError, CheckFailed, ConfigError, CopilotError, NoData

if TYPE_CHECKING:
    from copilot.answer import Answer, Event
    from copilot.conversation import Copilot

__all__ = ["register"]

Market = Annotated[
    str | None,
    typer.Option(
        "--market", metavar="FOLDER|demo|live", help="Where prices come from; default: live, else the demo."
    ),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="Read nothing later, e.g. 2026-03-16.")
]
Articles = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="FILE|URL", help="For this question only; repeatable."),
]
Exports = Annotated[
    list[Path] | None,
    typer.Option(
        "--export", metavar="FILE", help="Also write .md, .html, .pdf, .docx, .xlsx or .json; repeatable."
    ),
]
Allow = Annotated[
    bool, typer.Option("--allow-findings", help="Export although findings remain; they are marked.")
]
Question = Annotated[str, typer.Argument(help='The question; "-" reads it from standard input.')]


def register(application: typer.Typer) -> None:
    application.command()(ask)
    application.command()(chat)
    application.command()(add)
    application.command()(brief)


def ask(
    question: Question,
    market: Market = None,
    as_of: AsOf = None,
    article: Articles = None,
    export: Exports = None,
    allow_findings: Allow = False,
) -> None:
    """Answers one question; the answer is Markdown on standard output."""
    copilot = _copilot(market, as_of)
    answer = _answer(copilot.stream(_given(question), article=article or None))
    print(_markdown(answer))
    refused = _export(answer, export or (), allow_findings)
    raise typer.Exit(0 if answer.report.ok and not refused else 1)


def chat(
    market: Market = None,
    as_of: AsOf = None,
    thread: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
) -> None:
    """Asks and answers until the input ends. `/export FILE` writes the last answer, `/new` begins anew, `/quit` ends."""
    from copilot import threads

    copilot = _copilot(market, as_of)
    thread, answer = thread or threads.new(), None
    _say(f"Conversation {thread}. /export FILE · /new · /quit")
    while (line := _line()) is not None:
        try:
            match line.split(maxsplit=1):
                case ["/quit" | "/exit"]:
                    return
                case ["/new"]:
                    thread, answer = threads.new(), None
                case ["/export", path]:
                    if answer is None:
                        raise NoData("there is no answer yet")
                    _export(answer, [Path(path)], allow=False)
                case []:
                    continue
                case _:
                    answer = _answer(copilot.stream(line, thread=thread))
                    print(_markdown(answer), flush=True)
        except CopilotError as error:  # one question that fails ends no conversation
            _say(f"error: {error}")


def add(
    sources: Annotated[list[str], typer.Argument(metavar="PATH|URL", help="Files, folders, URLs or feeds.")],
) -> None:
    """Adds articles to the store, to be found by later questions."""
    copilot = _copilot(None, None)
    count, known = 0, 0
    problems: list[ArticleError] = []
    for source in sources:
        try:
            added = copilot.add(source, problems=problems)
        except ArticleError as error:  # the other sources are not affected
            problems.append(error)
            continue
        for one in added:
            count, known = count + one.new, known + (not one.new)
            _say(f"{'added' if one.new else 'already there'}: {one.title}")
    for problem in problems:
        _say(f"error: {problem}")
    _say(f"{count} new articles")
    copilot.close()
    if problems:
        raise typer.Exit(1 if count or known else 2)


def brief(
    symbols: Annotated[
        list[str] | None, typer.Argument(metavar="[SYMBOL]…", help="Default: the watch list.")
    ] = None,
    market: Market = None,
    as_of: AsOf = None,
    watch: Annotated[bool, typer.Option("--watch", help="Add these symbols to the watch list.")] = False,
    unwatch: Annotated[
        bool, typer.Option("--unwatch", help="Take them off the watch list; no brief.")
    ] = False,
    chinese: Annotated[bool, typer.Option("--zh", help="In Chinese.")] = False,
    export: Exports = None,
    allow_findings: Allow = False,
) -> None:
    """A brief on these symbols, or on the watch list: lately, the last 60 sessions, what the articles say."""
    copilot = _copilot(market, as_of)
    wanted = [copilot.desk.market.resolve(one).symbol for one in symbols or ()]
    watched = copilot.threads.watched
    for symbol in wanted if watch or unwatch else ():
        (watched.remove if unwatch else watched.add)(symbol)
    if unwatch:
        _say(f"watch list: {', '.join(watched.symbols()) or 'empty'}")
        return
    plan = copilot.brief_for(wanted, language="zh" if chinese else "en")
    listed = wanted or watched.symbols()
    question = f"自选简报：{'、'.join(listed)}" if chinese else f"Brief on {', '.join(listed)}"
    answer = _answer(copilot.stream(question, plan=plan))
    print(_markdown(answer))
    refused = _export(answer, export or (), allow_findings)
    raise typer.Exit(0 if answer.report.ok and not refused else 1)


def _copilot(market: str | None, as_of: str | None) -> Copilot:
    from copilot.conversation import Copilot

    return Copilot(market=market, as_of=as_of)


def _given(question: str) -> str:
    if question != "-":
        return question
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise ConfigError("standard input is not UTF-8 text") from error


def _line() -> str | None:
    if sys.stdin.isatty():
        print("> ", end="", file=sys.stderr, flush=True)
    line = sys.stdin.readline()
    return line.strip() if line else None


def _answer(events: Iterable[Event]) -> Answer:
    """The turn's answer; steps and notices go to standard error as they come."""
    from copilot.answer import Finished, Notice, Returned, StepFinished

    for event in events:
        match event:
            case StepFinished(words=words, seconds=seconds, count=count, error=error):
                _say(f"· {words}: {error or f'{count} facts'} ({seconds:.1f} s)")
            case Returned(text=text, findings=findings):
                _say(f"· sent back: {text.strip()} ({'; '.join(one.message for one in findings)})")
            case Notice(text=text):
                _say(text)
            case Finished(answer=answer):
                return answer
    raise NoData("the turn ended without an answer; ask again")


def _markdown(answer: Answer) -> str:
    from copilot.export import markdown

    return markdown.render(answer).rstrip("\n")


def _export(answer: Answer, paths: Iterable[Path], allow: bool) -> bool:
    """Writes each file; True when one was refused."""
    from copilot.export import export

    refused = False
    for path in paths:
        try:
            _say(f"written: {export(answer, path, allow_findings=allow)}")
        except CheckFailed as error:
            refused = True
            _say(f"not written: {path}: {error}")
    return refused


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
