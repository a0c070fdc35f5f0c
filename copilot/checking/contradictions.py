"""Does a passage that speaks of the same thing as a sentence say otherwise? Clause by clause, on positive grounds only."""

from __future__ import annotations

import re
from dataclasses import replace

from copilot.reading.assertions import Clause, clause, clauses
from copilot.reading.contexts import times
from copilot.reading.contrast import denied_apart, numbered_apart, parted
from copilot.reading.statements import Near, firms, named, roots

__all__ = ["FEWEST", "HALF", "SHARE", "contradicted"]

SHARE = 0.6  # of a sentence's content that up to three neighbouring sentences of a source must hold
HALF = 0.5
FEWEST = 2  # terms that two clauses must share to speak of one thing
_LEADS = 0.5  # what it is worth that two clauses begin with one name
_WEAK = ("negation", "certainty")  # grounds on which clauses must be nearly the same
_PRONOUN = re.compile(
    r"(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|The (?:company|firm|bank|group|retailer))\b|公司|其|他|她|该"
)


_SAME_THING = 0.35  # of a Chinese sentence, whose names are told in another way
_AKIN = 0.4  # from here on a passage speaks of the same thing, in other words


def contradicted(text: str, near: Near) -> str:
    """In what sentence and nearest passage part; empty when they do not."""
    held = named(text) | named(near.passage.article.text)
    if numbered_apart(text, near.core.text):
        return "numbering"
    if near.share >= _AKIN and _timed_apart(text, near.core.text):
        return "time"
    if near.share >= _AKIN and denied_apart(text, near.core.text):
        return "negation"
    if near.share >= _SAME_THING and (axis := _sided(text, near.core.text)):
        return axis
    lead: frozenset[str] = frozenset()
    for part in clauses(text):
        said_ = _SPOKEN.split(part)[-1]  # 公司表示目前已有打算: what is said, not that it is said
        one = clause(said_ if len(roots(said_)) >= FEWEST else part, held)
        if lead and not one.names:
            one = replace(one, lead=lead)
        lead = one.lead or lead
        if len(one.matter) + len(one.names) < FEWEST:
            continue
        if _of_another(one, near, clause(text, held).names):
            return "subject"
        if part.isascii() and near.share >= SHARE and _affirmed(one, near):
            return "negation"
        against, share = _match(one, near)
        if against is None or share < HALF:
            continue
        found = parted(one, against)
        # Pairs of signs are shared less than words are.
        if found and (share >= SHARE or found not in _WEAK or not part.isascii()):
            return found
    return ""


def _timed_apart(text: str, other: str) -> bool:
    """Do two Chinese texts name different quarters, or different halves?"""
    if text.isascii():
        return False
    years = times(text)[0], times(other)[0]
    if years[0] and years[1] and not years[0] & years[1]:
        return True
    for kind in ("quarter", "half"):
        mine, theirs = ({tag for tag in times(one)[1] if tag.startswith(kind)} for one in (text, other))
        if mine and theirs and not mine & theirs:
            return True
    return False


_SIDED = frozenset({"policy", "position", "easing", "turning", "pressure", "comment", "existence"})


def _sided(text: str, other: str) -> str:
    """The axis on which two Chinese texts that speak of one thing stand on opposite sides, each on one only."""
    if text.isascii():
        return ""
    mine, theirs = clause(text).sides, clause(other).sides
    for axis, side in sorted(mine):
        both = (axis, -side) in mine or (axis, side) in theirs
        if axis in _SIDED and (axis, -side) in theirs and not both:
            return axis
    return ""


_SPOKEN = re.compile("表示|指出|认为|强调|透露|坦言|回应|(?<!名)称|目前|当前|现在|方面")


def _affirmed(one: Clause, near: Near) -> bool:
    """Is something said that its passage only denies: "breaking" where it has "softening but not breaking"?"""
    held = near.core.clauses
    if one.negative or one.hedged == 2 or not any(part.negative for part in held):
        return False
    if one.sides & frozenset().union(*(part.sides for part in held)):
        return False  # "will come out on time" for "would not delay"
    said = {term for part in held for term in part.matter - part.denied}
    denied = {term for part in held for term in part.matter & part.denied if part.hedged < 2}
    names = {name for part in held for name in part.names}
    alike = len(one.matter & said) + len(one.names & names)
    return alike >= FEWEST and any(term[0] != "~" for term in (one.matter & denied) - said)


def _of_another(one: Clause, near: Near, mentioned: frozenset[str]) -> bool:
    """Does the passage say this of somebody else, who is named where the sentence names another?"""
    unit, best = max(
        ((unit, other) for unit in near.stretch for other in unit.clauses),
        key=lambda pair: len(one.matter & pair[1].matter),
        default=(None, None),
    )
    if not unit or not best or len(one.matter & best.matter) < max(FEWEST, SHARE * len(one.matter)):
        return False
    # A clause without a name is of somebody in its sentence, and who that is nobody can be sure.
    whole = frozenset().union(*(part.names for part in unit.clauses)) if not best.names else frozenset()
    strange, missing = one.lead - best.names - best.lead - best.matter, best.lead - mentioned
    known = firms(near.passage.article.text) | firms(one.text)
    if not one.lead & (best.names | best.lead | best.matter | whole):
        speaks_for = bool(strange & known) and not missing & known  # "Amazon" for "Jassy said the company"
        return bool(strange and missing and not speaks_for and not best.lead & mentioned)
    # "Google and OpenAI" for "Microsoft and OpenAI": one of two is another firm, and not a first name left out.
    return bool(strange & known and missing & known)


def _on_one_axis(one: Clause, other: Clause) -> bool:
    return one.text.isascii() and any((axis, -side) in other.sides for axis, side in one.sides)


def _match(one: Clause, near: Near) -> tuple[Clause | None, float]:
    """The clause of a passage that holds most of a clause, and how much; a pronoun there may be any name here."""
    best, most, first = None, 0.0, 0.0
    for unit in near.stretch:
        for other in unit.clauses:
            names = (
                one.names
                if other.names and not _PRONOUN.match(other.text.strip())
                else one.names & other.names
            )
            whole = len(one.matter) + 2 * len(names)
            terms = other.matter | other.names
            held = len(one.matter & terms) + 2 * len(names & terms)
            if not any(term[0] == "~" for term in one.matter & terms) and _on_one_axis(one, other):
                held += 1  # "cut" and "maintained" speak of one thing, each by another axis
            shared = one.matter & terms
            speaks = held >= FEWEST and (
                any(term[0] != "~" for term in shared)
                or (shared and (other.matter <= one.matter or len(names & terms) > FEWEST))
            )
            share = held / whole if speaks and whole else 0.0
            # "Most cut their budgets; only Alba raised its": the little that is said of the one who is named.
            rank = share + _LEADS * bool(one.lead & other.lead and other.matter <= one.matter)
            if share and rank > first:
                best, most, first = other, share, rank
    return best, most
