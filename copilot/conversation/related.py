"""What a reader of an answer may want to look at next: other instruments of its market, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator

from copilot import names
from copilot.answer import Answer, Related
from copilot.errors import CopilotError
from copilot.ports import MarketData
from copilot.types import Datum, Language

__all__ = ["related"]

_MOST = 5
_TITLE, _READ = 48, 6_000  # characters of a title that are said, of an article that are looked at
_A_REASON = 3  # of one kind, before the next kind has its turn


def related(answer: Answer, market: MarketData) -> tuple[Related, ...]:
    """At most five: held by a fund of the answer, named in an article that it read, of the same kind.

    Only what the market at hand holds, and nothing that the answer speaks of already.
    """
    ledger, language = answer.evidence.ledger, answer.language
    cited = [datum for verdict in answer.report.verdicts for datum in _data(verdict)]
    called = {one.subject: names.short(one.subject, one.name, language) for one in (*ledger.data, *cited)}
    subjects = list(dict.fromkeys(one.subject for one in cited or ledger.data))
    spoken = {*subjects, *(one.against for one in cited if one.against)}
    found: dict[str, Related] = {}
    kinds = (
        _held(answer),
        _named(answer, native=True),
        _alike(subjects, language),
        _named(answer, native=False),  # a title that the reader may not read is a poor reason
    )
    for candidates in kinds:
        count = 0
        for symbol, reason in candidates:
            if len(found) >= _MOST or count >= _A_REASON:
                break
            if symbol in spoken or symbol in found:
                continue
            if market.info.kind == "live" and not names.lookup(symbol):
                continue  # to ask the provider about it would hold up the answer
            try:
                one = market.resolve(symbol)
            except CopilotError:  # not in this market, or the provider is away
                continue
            if one.symbol in spoken or one.symbol in found:
                continue
            said = _question(
                names.short(one.symbol, one.name, language), called[subjects[0]] if subjects else "", language
            )
            name = names.called(one.symbol, one.name, language)
            found[one.symbol] = Related(one.symbol, name, reason, said)
            count += 1
    return tuple(found.values())


def _data(verdict: object) -> Iterator[Datum]:
    for operand in getattr(getattr(verdict, "proof", None), "operands", ()):
        if operand.datum is not None:
            yield operand.datum


def _held(answer: Answer) -> Iterator[tuple[str, str]]:
    """Holdings of a fund whose list the answer has fetched."""
    for one in answer.evidence.ledger.data:
        if one.measure == "weight" and one.against:
            yield (
                one.subject,
                f"{one.against} 的持仓" if answer.language == "zh" else f"held by {one.against}",
            )


def _named(answer: Answer, *, native: bool) -> Iterator[tuple[str, str]]:
    """Named in an article that the answer has read, in its own language or in the other."""
    for article in answer.evidence.ledger.articles:
        if (article.language in ("", answer.language)) != native:
            continue
        if native:
            title = (
                article.title if len(article.title) <= _TITLE else article.title[: _TITLE - 1].rstrip() + "…"
            )
            said = f"同一篇文章提到：《{title}》" if answer.language == "zh" else f"named in “{title}”"
        else:
            said = (
                "读到的英文文章提到"
                if answer.language == "zh"
                else "named in a Chinese article that was read"
            )
        mentioned = (one.symbol for one in names.mentions(article.text[:_READ]))
        for symbol in dict.fromkeys([*article.subjects, *mentioned]):
            yield symbol, said


def _alike(subjects: list[str], language: Language) -> Iterator[tuple[str, str]]:
    """Of the kind of what the answer speaks of first."""
    groups = next((found for subject in subjects if (found := names.peers(subject))), ())
    for group in groups:
        for symbol in group.symbols:
            yield symbol, f"同类：{group.zh}" if language == "zh" else f"same group: {group.en}"


def _question(name: str, other: str, language: Language) -> str:
    if language == "zh":
        return f"近30个交易日{name}和{other}谁更强？" if other else f"{name}近30个交易日表现如何？"
    return (
        f"How has {name} done against {other} over the last 30 sessions?"
        if other
        else f"How has {name} done over the last 30 sessions?"
    )
