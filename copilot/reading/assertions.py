"""A clause read into its matter (what it is about) and what it says of it: sides on axes, denials, how many, how sure."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from copilot.reading.lexicon import Lexicon, plain, words
from copilot.reading.terms import Rooted, Term, pairs, shared, terms, unified

__all__ = ["OFFICES", "Clause", "clause", "clauses", "sides", "stopped", "strong"]

OFFICES = frozenset(
    [
        "ceo",
        "cfo",
        "coo",
        "head",
        "analyst",
        "economist",
        "strategist",
        "governor",
        "president",
        "chairman",
        "minist",
        "financ",
        "founder",
        "secretar",
        "fed",
    ]
)
_REACH = 3  # words behind a negation that it denies, names and stop words not counted
_NUMBERS = {"two": 2, "thr": 3, "four": 4, "fiv": 5, "six": 6, "seven": 7, "eight": 8, "nin": 9, "ten": 10}
_CUTS = re.compile(
    r"[,;:()，；。：（）]|(?<=\w) [–—-] (?=\w)|\b(?:but|while|whereas|although|though|even as|despite|unlike|and (?=(?:has|had|have|is|was|are|were|will|would|does|did|do|may|might|could|can|kept|cut|put|said|says|took|made|sold|bought|left|held|gave|\w{3,}ed)\b)|because|after|since|so that|which|who|whose|as well as)\b|但|而且|不过",
    re.I,
)
_ASIDES = re.compile(
    r",? (?:too|however|meanwhile|by contrast|in turn|for (?:its|his|her|their) part|on the other hand|of course|in fact)\b,?"
)
_UN = re.compile(
    r"\bun(decided|likely|willing|able|clear|certain|aware|affected|profitable)\b", re.I
)  # denied in one word
_SIGNS = 4  # Chinese characters behind a negation that it denies


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    matter: frozenset[str]  # content, words of an axis by the axis
    names: frozenset[str]
    lead: frozenset[str]  # names that stand before anything else: of whom it is said
    sides: frozenset[tuple[str, int]]  # (axis, side), turned round where it is denied
    denied: frozenset[str]
    negative: bool
    amount: str  # "", none, few, most, all
    counts: tuple[tuple[int, frozenset[str]], ...]  # (three, what there are three of)
    hedged: int  # 2 "may", 1 "expects to", 0
    certain: bool
    order: tuple[frozenset[str], str, frozenset[str]] | None  # "A … more … than B"


@functools.cache
def _axes() -> Rooted[tuple[tuple[str, int], ...]]:
    tags: dict[str, dict[tuple[str, int], None]] = {}
    for entry in words("opposites")["axis"]:
        for side, key in ((1, "one"), (-1, "other")):
            for word in entry[key]:
                if word.isascii():
                    tags.setdefault(word, {})[entry["name"], side] = None
    return Rooted((word, tuple(found)) for word, found in tags.items())


@functools.cache
def strong() -> frozenset[str]:
    """Axes that sentences with figures are held to as well."""
    return frozenset(entry["name"] for entry in words("opposites")["axis"] if entry.get("strong"))


@functools.cache
def _chinese() -> tuple[Lexicon[tuple[tuple[str, int], ...]], re.Pattern[str], re.Pattern[str]]:
    """Words of an axis, negations, and what looks like one and is none."""
    tags: dict[str, dict[tuple[str, int], None]] = {}
    for entry in words("opposites")["axis"]:
        for side, key in ((1, "one"), (-1, "other")):
            for word in entry[key]:
                if not word.isascii():
                    tags.setdefault(word, {})[entry["name"], side] = None
    table = words("modality")["chinese"]
    negations, friends = (
        "|".join(sorted(map(re.escape, table[key]), key=len, reverse=True))
        for key in ("negations", "friends")
    )
    return (
        Lexicon((word, tuple(found)) for word, found in tags.items()),
        re.compile(negations),
        re.compile(friends),
    )


@functools.cache
def _modal() -> dict[str, Rooted[str]]:
    table = words("modality")
    tagged = {
        "hedges": [(word, key) for key in ("strong", "weak") for word in table["hedges"][key]],
        "certain": [(word, "certain") for word in table["certain"]["words"]],
        "amounts": [(word, key) for key, listed in table["amounts"].items() for word in listed],
        "negations": [(word, "yes") for word in table["negations"]["words"]]
        + [(word, "no") for word in table["negations"]["friends"]],
    }
    return {key: Rooted(pairs) for key, pairs in tagged.items()}


@functools.cache
def stopped() -> frozenset[str]:
    """Roots of words too common to say what a text is about."""
    table = words("statements")
    return frozenset(one.root for word in table["stop"]["words"] for one in terms(word)) | {"say"}


def clauses(text: str) -> list[str]:
    """A text cut where another statement may begin; "too", "however" and the like cut nothing."""
    return [part for part in _CUTS.split(_ASIDES.sub(" ", text)) if part.strip()]


@functools.lru_cache(maxsize=4096)
def clause(text: str, known: frozenset[str] = frozenset()) -> Clause:
    """Reads a clause. `known` are the terms of names: a first word is a name where it is one of them."""
    text = _UN.sub(r"not \1", text)
    raw = terms(text)
    roots = [one.root for one in raw]
    denials = _denials(raw)
    alike = unified(raw)
    phrases = [
        one for one in alike if one.root not in roots and one.root.count("_")
    ]  # the start of a "start-up"
    axes = [
        (start, end, tags)
        for start, end, tags in _axes().find(roots)
        if not _within_name(raw[start:end])
        and not any(
            one.start <= raw[start].start and raw[end - 1].end <= one.end
            for one in phrases
            if one.end - one.start > raw[end - 1].end - raw[start].start
        )
    ]
    sides = frozenset(
        (axis, -side if _denied(denials, start) else side) for start, _, tags in axes for axis, side in tags
    )
    chinese, signs = _chinese_sides(text)
    axis_at = {raw[at].start: tags[0][0] for start, end, tags in axes for at in range(start, end)}
    silent = {raw[at].start for key in ("hedges", "amounts", "negations") for start, end, _ in _modal()[key].find(roots) for at in range(start, end)}  # fmt: skip
    matter, names, lead = set[str](), set[str](), set[str]()
    for one in alike:
        if one.capital and one.root not in _nobody() and (not one.first or one.root in known):
            names.add(one.root)
            if matter <= OFFICES:  # "Chief Financial Officer Brian Olsavsky"
                lead.add(one.root)
        elif one.start in axis_at and one.root not in shared():
            matter.add(f"~{axis_at[one.start]}")
        elif one.root not in stopped() and one.start not in silent:
            matter.add(one.root)
    places = [(raw[start].start, raw[end - 1].end) for start, end in denials if end > start]
    reached = {one.root for one in alike for start, end in places if start <= one.start < end}
    reached |= {f"~{axis}" for at, axis in axis_at.items() for start, end in places if start <= at < end}
    hedges = {tag for _, _, tag in _modal()["hedges"].find(roots)}
    return Clause(
        text,
        frozenset(matter | pairs(text)),
        frozenset(names),
        frozenset(lead),
        sides | chinese,
        frozenset(reached - stopped() - names),
        (len(denials) + signs) % 2 == 1,
        next((tag for _, _, tag in _modal()["amounts"].find(roots)), ""),
        _counts(raw),
        2 if "strong" in hedges else 1 if hedges else 0,
        bool(_modal()["certain"].find(roots)),
        _order(raw, frozenset(names)),
    )


def _chinese_sides(text: str) -> tuple[frozenset[tuple[str, int]], int]:
    """The sides that a Chinese text takes, and how many negations it has."""
    lexicon, negations, friends = _chinese()
    low = plain(text)
    denials = [match.end() for match in negations.finditer(friends.sub(lambda one: " " * len(one[0]), low))]
    found = set()
    for hit in lexicon.find(low) if any("\u4e00" <= sign <= "\u9fff" for sign in low) else ():
        denied = sum(0 <= hit.span.start - end <= _SIGNS for end in denials) % 2 == 1
        found |= {(axis, -side if denied else side) for axis, side in hit.tag}
    return frozenset(found), len(denials)


def sides(text: str) -> frozenset[tuple[str, int]]:
    """(axis, side) of each word of opposition in a text, turned round where it is denied."""
    return clause(text).sides


def _denials(raw: Sequence[Term]) -> list[tuple[int, int]]:
    """The stretches that are denied, one for each negation. "neither … nor" is one; "not only" is none."""
    roots = [one.root for one in raw]
    found = [(start, end) for start, end, tag in _modal()["negations"].find(roots) if tag == "yes"]
    taken = {at for start, end in found for at in range(start, end)}
    found += [(at, at + 1) for at, one in enumerate(roots) if one.endswith("n't") and at not in taken]
    return [(end, _reach(raw, end)) for _, end in sorted(found)]


def _reach(raw: Sequence[Term], start: int) -> int:
    """Where what a negation denies ends, which itself ends at `start`."""
    left = _REACH
    for at in range(start, len(raw)):
        left -= raw[at].root not in stopped() and not raw[at].capital
        if not left:
            return at + 1
    return len(raw)


def _denied(denials: Sequence[tuple[int, int]], at: int) -> bool:
    return sum(start <= at < end for start, end in denials) % 2 == 1


def _within_name(part: Sequence[Term]) -> bool:
    return any(one.capital and not one.first for one in part)


@functools.cache
def _nobody() -> frozenset[str]:
    return frozenset(one.root for word in words("statements")["no_names"]["words"] for one in terms(word))


def _counts(raw: Sequence[Term]) -> tuple[tuple[int, frozenset[str]], ...]:
    found = []
    for at, one in enumerate(raw):
        number = _NUMBERS.get(one.root)
        if number and number > 1:
            heads = {term.root for term in unified(raw[at + 1 : at + 5])} - stopped()
            found.append((number, frozenset(heads)))
    return tuple(found)


_EXCEEDS = ("exceed", "outstrip", "outpac", "surpass", "outnumb")
_THAN = {"mor": 1, "high": 1, "larg": 1, "fast": 1, "good": 1, "strong": 1, "less": -1, "few": -1, "low": -1, "small": -1, "slow": -1, "bad": -1, "weak": -1, "wors": -1}  # fmt: skip


def _order(raw: Sequence[Term], names: frozenset[str]) -> tuple[frozenset[str], str, frozenset[str]] | None:
    """`Boeing delivered more jets than Airbus`: who is named before the word of comparison, and who behind "than"."""
    than = next((at for at, one in enumerate(raw) if one.root in ("than", *_EXCEEDS)), None)
    if than is None:
        return None
    word = than if raw[than].root in _EXCEEDS else None
    word = next((at for at in range(than - 1, -1, -1) if raw[at].root in _THAN), word)
    if word is None:
        return None
    before, behind = (*raw[:word], *raw[word + 1 : than]), raw[than + 1 :]
    left, right = ({one.root for one in unified(part)} - stopped() for part in (before, behind))
    if left & names and right & names:
        left, right = left & names, right & names
    return (
        (frozenset(left), "more" if _THAN.get(raw[word].root, 1) > 0 else "less", frozenset(right))
        if left and right
        else None
    )
