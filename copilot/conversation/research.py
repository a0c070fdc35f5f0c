"""Research reports and briefs: a plan of sub-questions, each answered by the same loop, joined into one answer.

The joined answer is an answer like any other: it is judged once more as a whole, exported, shared and verified alike.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace

from copilot import checking, names, prompting
from copilot.answer import Answer, Chart, Correction, Event, Finished, SectionBegun, StepFinished, StepStarted
from copilot.errors import CopilotError, ModelError, NoData
from copilot.ledger import Evidence
from copilot.ports import Desk
from copilot.types import Language, Span

__all__ = ["Section", "brief", "events", "plan"]

_CHARTS = 6
_TOGETHER = 6  # instruments that one question of a brief compares
_BENCHMARKS = ("^GSPC", "SPY", "000300.SS")


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report: its heading, and the question that is answered in it."""

    title: str
    question: str


_REPORT: dict[Language, tuple[Section, ...]] = {
    "en": (
        Section("Data", "Compare {all} over the last 60 sessions."),
        Section("Insights", "What do the articles say about {first}?"),
        Section("Opportunities", "How far is {first} below its high?"),
        Section("Risks", "How volatile is {first}, and how deep was its largest drawdown this year?"),
        Section("Watch list", "How did {all} do over the last 5 sessions?"),
        Section("What would change the view", "What was {first}'s best and worst month this year?"),
    ),
    "zh": (
        Section("数据", "比较{all}近60个交易日的表现"),
        Section("观点", "关于{first}，文章怎么说？"),
        Section("机会", "{first}离高点有多远？"),
        Section("风险", "{first}今年的波动率和最大回撤是多少？"),
        Section("关注清单", "近5个交易日{all}谁最好？"),
        Section("什么会改变判断", "{first}今年表现最好和最差的月份是哪个？"),
    ),
}
_OVERVIEW: dict[Language, str] = {"en": "Overview", "zh": "概览"}
_BRIEF: dict[Language, tuple[Section, ...]] = {
    "en": (
        Section("Lately", "How did {all} do over the last 5 sessions?"),
        Section("The last 60 sessions", "Compare {all} over the last 60 sessions."),
        Section("From the articles", "What do the articles say about {all}?"),
    ),
    "zh": (
        Section("近况", "近5个交易日{all}谁最好？"),
        Section("近60个交易日", "比较{all}近60个交易日的表现"),
        Section("文章要点", "关于{all}，文章怎么说？"),
    ),
}
_ALONE: dict[Language, str] = {
    "en": "How has {all} done over the last {n} sessions?",
    "zh": "{all}近{n}个交易日表现如何？",
}


def plan(question: str, desk: Desk) -> tuple[Section, ...]:
    """The sections of a report on a question, to be edited before it is written; the first asks the question itself."""
    from copilot.analyst.understanding import understand

    language = prompting.language(question)
    request = understand(question, desk, language=language, as_of=desk.today)
    spoken = [party.symbol for party in request.parties]
    whole = not (request.unknown or request.themes)  # of the market, not of a part that is not held here
    subjects = spoken or [one for one in _BENCHMARKS if whole and _name(one, desk, language)][:1]
    wanted = dict.fromkeys([*subjects, *(one for group in _groups(subjects) for one in group)])
    held = {name: symbol for symbol in wanted if (name := _name(symbol, desk, language))}
    several = list(held)[: max(3, len(spoken))][:_TOGETHER]
    if not several:
        return (Section(_OVERVIEW[language], question),)
    return (
        Section(_OVERVIEW[language], question),
        *(_filled(one, several, language) for one in _REPORT[language]),
    )


def brief(symbols: Sequence[str], desk: Desk, language: Language) -> tuple[Section, ...]:
    """The sections of a brief on what somebody watches, six instruments a question at most.

    Raises `NoData` when the market holds none of them.
    """
    held = [name for symbol in symbols if (name := _name(symbol, desk, language))]
    if not held:
        raise NoData("the watch list holds nothing of this market; add a symbol to it first")
    parts = [held[at : at + _TOGETHER] for at in range(0, len(held), _TOGETHER)]
    return tuple(
        _filled(one, part, language, suffix=f" ({number})" if len(parts) > 1 else "")
        for one in _BRIEF[language]
        for number, part in enumerate(parts, 1)
    )


def events(
    sections: Sequence[Section],
    turn: prompting.Turn,
    write: Callable[[prompting.Turn], Generator[Event, None, None]],
) -> Generator[Event, None, None]:
    """The events of all sections and then the joined answer. `write` answers one question of the plan.

    A section that fails says so in the answer's "not found"; raises `ModelError` when all of them do.
    """
    answers: list[tuple[str, Answer]] = []
    failed: list[str] = []
    for place, section in enumerate(sections, 1):
        yield SectionBegun(place, len(sections), section.title)
        earlier = answers[-1][1].evidence.ledger if answers else turn.earlier
        asked = replace(
            turn, question=section.question, earlier=earlier, language=prompting.language(section.question)
        )
        try:
            with contextlib.closing(write(asked)) as happening:
                for event in happening:
                    match event:
                        case Finished(answer=answer):
                            answers.append((section.title, answer))
                        case StepStarted() | StepFinished():
                            yield replace(event, id=f"{place}.{event.id}")
                        case _:
                            yield event
        except CopilotError as error:
            failed.append(f"{section.title}: {error}")
    if not answers:
        raise ModelError("; ".join(failed) or "the plan has no section; ask again")
    yield Finished(_joined(answers, turn, failed))


def _joined(answers: Sequence[tuple[str, Answer]], turn: prompting.Turn, failed: Sequence[str]) -> Answer:
    """One answer of them all. What a section ends with and an earlier one has said already is not said again."""
    text, said, corrections = "", set[str](), list[Correction]()
    for title, answer in answers:
        paragraphs = answer.evidence.text.split("\n\n")
        while paragraphs and (paragraphs[-1].strip() in said or not paragraphs[-1].strip()):
            paragraphs.pop()
        said |= {one.strip() for one in paragraphs}
        if not (body := "\n\n".join(paragraphs)):
            continue
        text += f"\n\n# {title}\n\n" if text else f"# {title}\n\n"
        if answer is not answers[0][1] and "[" in answer.title:  # the first one's headline is the report's
            text += f"**{answer.title}**\n\n"
        corrections += [
            replace(one, span=Span(one.span.start + len(text), one.span.end + len(text)))
            for one in answer.corrections
            if one.span.end <= len(body)
        ]
        text += body
    first, last = answers[0][1], answers[-1][1]
    ledger = last.evidence.ledger
    report = checking.check(text, ledger, citations="strict", as_of=turn.as_of, language=first.language)
    several = [answer for _, answer in answers]
    return replace(
        first,
        question=turn.question,
        evidence=Evidence(text, ledger, report),
        charts=_charts(several),
        not_found=tuple(dict.fromkeys([*(one for each in several for one in each.not_found), *failed])),
        follow_ups=tuple(dict.fromkeys(one for each in several for one in each.follow_ups))[:3],
        corrections=tuple(corrections),
        withheld=tuple(one for each in several for one in each.withheld),
    )


def _charts(answers: Sequence[Answer]) -> tuple[Chart, ...]:
    """Each chart once: one of the same lines over the same days shows nothing new."""
    found: dict[object, Chart] = {}
    for answer in answers:
        for chart in answer.charts:
            lines = tuple(
                sorted((one.subject, one.field, one.rows[0][0]) for one in chart.series if one.rows)
            )
            found.setdefault((lines, chart.rebased), chart)
    return tuple(found.values())[:_CHARTS]


def _groups(symbols: Sequence[str]) -> list[tuple[str, ...]]:
    return [group.symbols for symbol in symbols for group in names.peers(symbol)]


def _name(symbol: str, desk: Desk, language: Language) -> str:
    """What the market's instrument is called; empty where the market does not hold it."""
    try:
        one = desk.market.resolve(symbol)
    except CopilotError:
        return ""
    return names.short(one.symbol, one.name, language)


def _filled(section: Section, held: Sequence[str], language: Language, suffix: str = "") -> Section:
    question = section.question
    if len(held) == 1 and (sessions := re.search(r"\d+", question)):
        question = _ALONE[language].replace("{n}", sessions[0])  # nothing to compare it with
    filled = question.replace("{all}", _listed(held, language)).replace("{first}", held[0])
    return Section(section.title + suffix, filled)


def _listed(held: Sequence[str], language: Language) -> str:
    if len(held) == 1:
        return held[0]
    if language == "zh":
        return "、".join(held[:-1]) + "和" + held[-1]
    return ", ".join(held[:-1]) + " and " + held[-1]
