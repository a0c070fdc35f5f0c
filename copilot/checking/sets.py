"""Sets that evidence holds whole: one fact of each member, of one measure and one window."""

from __future__ import annotations

from collections.abc import Sequence

from copilot.checking.relating import kind_of, plain, timed
from copilot.checking.times import agreement, moment
from copilot.reading.clauses import Sentence
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind

__all__ = ["moves", "one_each", "sets_of"]


def one_each(sentence: Sentence, held: Sequence[Fact]) -> dict[str, Fact]:
    """One fact of each member, of the window that the sentence names, or of the only one that its kind has."""
    kinds: dict[str, list[Fact]] = {}
    for fact in held:
        kinds.setdefault(kind_of(fact.entity), []).append(fact)
    return {key: fact for own in kinds.values() for key, fact in _of_kind(sentence, own).items()}


def _of_kind(sentence: Sentence, held: Sequence[Fact]) -> dict[str, Fact]:
    spoken = [p for p in sentence.periods if p.kind is not Kind.PRIOR]
    fitting = [f for f in held if all(agreement(p, f.periods) for p in spoken)]
    rolling = [p for p in spoken if not p.calendar]
    exact = [f for f in fitting if rolling and all(agreement(p, f.periods) == 2 for p in rolling)]
    chosen = exact or fitting
    if len({frozenset((p.kind, p.count, p.unit) for p in f.periods if not p.calendar) for f in chosen}) > 1:
        whole = Kind.YTD if any(p.kind is Kind.YEAR for p in spoken) else Kind.DAY  # "gains for 2026"
        chosen = [f for f in chosen if any(p.kind is whole for p in f.periods)]
        if rolling or not chosen:  # "fell on Friday" is of the day
            return {}
    found: dict[str, Fact] = {}
    for key in dict.fromkeys(f.entity for f in chosen):
        own = timed([f for f in chosen if f.entity == key], [], sentence)
        if len({f.value for f in own}) == 1:
            found[key] = own[0]
    return found


_BEFORE = frozenset({"previou", "previous", "prior", "prev", "last close"})


def moves(held: Sequence[Fact]) -> dict[str, tuple[Fact, Fact]]:
    """The two latest days of each member's level, the later one first."""
    found: dict[str, tuple[Fact, Fact]] = {}
    for key in dict.fromkeys(f.entity for f in held):
        own = [(i, f) for i, f in enumerate(held) if f.entity == key]
        now, before = next(
            (
                (a, b)
                for _, a in own
                for _, b in own
                if a.core == b.core and b.words - a.words and b.words - a.words <= _BEFORE
            ),
            (None, None),
        )
        if len(own) == 2 and now and before:
            found[key] = (now, before)  # a last and a previous close
            continue
        if (
            len({(f.core, f.words, frozenset(p.count for p in f.periods if not p.calendar)) for _, f in own})
            != 1
        ):
            continue  # several tenors or fields
        dated = sorted((t, i) for i, f in own if (t := moment(f)))
        if len(dated) > 1 and dated[-1][0] > dated[-2][0]:
            found[key] = (held[dated[-1][1]], held[dated[-2][1]])
    return found


def sets_of(sentence: Sentence, facts: Sequence[Fact]) -> list[list[Fact]]:
    """The facts of each kind of member and measure, three members and more."""
    groups: dict[object, list[Fact]] = {}
    for fact in facts:
        if plain(fact) and fact.entity:
            groups.setdefault((kind_of(fact.entity), fact.core, fact.words, fact.unit), []).append(fact)
    sets = [list(one_each(sentence, group).values()) for group in groups.values()]
    return [one for one in sets if len(one) > 2]
