"""The claims of an article: each number that it states, with what it is said of, over which time, and whether market
data can confirm it at all.

Numbers are read by the checker's own reader (`copilot.reading.articles`). What is decided here is whose number it is and
over which stretch of time, so that it can be computed again; `claim_kinds` says which measure it claims to be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from copilot.analyst import claimants
from copilot.analyst.bearings import bearings, contests
from copilot.analyst.claim_kinds import Kind, clause_of, cue, kind_of, signed
from copilot.analyst.periods import Period, dates, periods
from copilot.ports import Desk
from copilot.reading import articles, sentences
from copilot.reading.articles import TextFact
from copilot.types import Article, Instrument, Quantity, Span

__all__ = ["Claim", "Kind", "claims"]


COMPUTABLE = frozenset({Kind.RETURN, Kind.EXCESS, Kind.DRAWDOWN, Kind.AVERAGE, Kind.LEVEL})


@dataclass(frozen=True, slots=True)
class Claim:
    """One number of an article. `quantity` has its sign from the words ("fell 3 %" is −3)."""

    place: Span  # of its sentence in the article
    sentence: str
    kind: Kind
    quantity: Quantity | None = None  # None: a statement without a number, worth naming all the same
    fact: TextFact | None = None
    subject: Instrument | None = None
    against: Instrument | None = None
    period: Period | None = None
    dividends: bool = False
    days: int = 0  # of a moving average
    peak_year: int = 0  # "its 2022 peak"
    words: str = ""  # what it is said of, as written, where no instrument of this market is

    @property
    def computable(self) -> bool:
        timed = self.period is not None or self.kind not in (Kind.RETURN, Kind.EXCESS)
        return self.kind in COMPUTABLE and self.subject is not None and timed


def claims(article: Article, desk: Desk) -> tuple[Claim, ...]:
    """Every number of the article that states something, and every survey or record it leans on, in its order."""
    today = min(article.published or desk.today, desk.today)
    found: list[Claim] = []
    numbered: set[int] = set()
    for fact in articles.facts(article):
        if fact.tabular or _is_part_of_a_date(article, fact, today):
            continue
        found.append(_claim(article, fact, desk, today, found[-1] if found else None))
        numbered.add(fact.sentence.start)
    for unit in sentences(article.text):
        text = article.text[unit.start : unit.end]
        for one in (*bearings(text, desk, today), *contests(text, desk, today)):
            kind = Kind.EXCESS if one.against else Kind.AVERAGE if one.days else Kind.RETURN
            found.append(
                Claim(
                    unit, text, kind, one.quantity, None, one.subject, one.against, one.period,
                    bool(cue("dividends").search(text)), one.days,
                )
            )  # fmt: skip
        if unit.start not in numbered and cue("survey").search(text) and not text.startswith("#"):
            found.append(Claim(unit, text, Kind.SURVEY))
    return tuple(
        sorted(
            found, key=lambda claim: (claim.place, claim.fact.span if claim.fact else _last_of(claim.place))
        )
    )


def _last_of(place: Span) -> Span:
    """A statement without a figure stands after those of its sentence that have one."""
    return Span(place.end, place.end)


def _is_part_of_a_date(article: Article, fact: TextFact, today: date) -> bool:
    """Years, days and lengths of time are no claims of their own."""
    sentence = article.text[fact.sentence.start : fact.sentence.end]
    place = Span(fact.span.start - fact.sentence.start, fact.span.end - fact.sentence.start)
    unit = fact.written.quantity.unit
    if fact.written.spelled and re.match(
        r"\s*of (?:the|its|all|these|those)\b|的(?:公司|成分股|个股)", sentence[place.end :]
    ):
        return True  # "a third of the index loses money" counts members
    if fact.written.spelled and unit == "%" and fact.written.raw.isalpha() and fact.written.raw.isascii():
        return True  # "the first half"
    if unit in ("months", "days", "years", "weeks", "sessions", "stocks", "quarters"):
        return True
    if unit in ("%", "pp", "bps", "x") or (len(unit) == 3 and unit.isupper()):
        return False
    if any(place.overlaps(period.span) for period in periods(sentence, today)):
        return True
    after = sentence[place.end : place.end + 14]
    before = sentence[max(0, place.start - 12) : place.start]
    timely = r"\s*[-–]?\s*(?:year|month|week|day|session|quarter|hour|cycle|meeting|time)s?\b|\s*(?:年|个?月|周|日|天|个?交易日|个?季度|次|轮|只|家|个)"
    if re.match(timely, after, re.I) or re.search(
        r"(?:last|past|first|next|of the|Q|No\.?)\s*$", before, re.I
    ):
        return True
    counted = abs(fact.written.quantity.value) >= 100 and any(
        cue(key).search(sentence) for key in ("macro", "company", "forecast")
    )
    return unit == "" and not counted and not re.search(_LEVEL_NEAR, before + after)


_LEVEL_NEAR = r"\bat\b|\bpoints?\b|点|收于|报"


def _claim(article: Article, fact: TextFact, desk: Desk, today: date, before: Claim | None) -> Claim:
    sentence = article.text[fact.sentence.start : fact.sentence.end]
    place = fact.span.start - fact.sentence.start
    clause = clause_of(sentence, place, fact.span.end - fact.span.start)
    beside = before.kind if before is not None and before.place == fact.sentence else None
    kind = kind_of(sentence, clause, fact, beside)
    subject, against, words = _subjects(article, fact, kind, desk, before)
    period = _period(article, fact, today, before)
    written = fact.written.quantity
    if kind is Kind.EXCESS and written.unit == "points":
        written = replace(written, unit="pp")
    quantity = signed(written, clause, fact, kind)
    average = re.search(r"(\d+)[- ]?(?:day|session|日)", sentence)
    peak = re.search(r"((?:19|20)\d\d)(?:\s+(?:peak|high)|年?.{0,4}(?:高点|高位|峰值))", sentence)
    return Claim(
        fact.sentence,
        sentence,
        kind,
        quantity,
        fact,
        subject,
        against,
        None if peak and kind is Kind.DRAWDOWN else period,  # the year of a peak is no stretch
        bool(cue("dividends").search(_paragraph(article.text, fact.span))),
        int(average[1]) if average and kind is Kind.AVERAGE else 0,
        int(peak[1]) if peak and kind is Kind.DRAWDOWN else 0,
        words,
    )


def _subjects(
    article: Article, fact: TextFact, kind: Kind, desk: Desk, before: Claim | None
) -> tuple[Instrument | None, Instrument | None, str]:
    """What the number is said of, and against what; carried over from the sentence before where none is named."""
    sentence = article.text[fact.sentence.start : fact.sentence.end]
    places = claimants.named(sentence, desk)
    named = [symbol for _, symbol in places]
    # A lead is the first-named's over the other, wherever its number stands.
    if kind not in (Kind.EXCESS, Kind.EVENT):
        spoken = claimants.spoken(article, fact, sentence, places, desk)
        named = list(dict.fromkeys([*([spoken] if spoken else []), *named]))
    held = [one for symbol in named if (one := claimants.held(symbol, desk)) is not None]
    if not named and before is not None:
        return before.subject, before.against, before.words
    first = claimants.held(named[0], desk) if named else None
    if kind is Kind.EVENT and held:
        first = held[0]  # the bank that counted the cycles is not what they are about
    others = [one for one in held if first is None or one.symbol != first.symbol]
    return first, (others[0] if others else None), "" if first else (named[0] if named else "")


def _period(article: Article, fact: TextFact, today: date, before: Claim | None) -> Period | None:
    """The stretch that follows the number at once, else the last named before it, else what went before carries on."""
    sentence = article.text[fact.sentence.start : fact.sentence.end]
    place, after = fact.span.start - fact.sentence.start, fact.span.end - fact.sentence.start
    found = [
        period for period in periods(sentence, today) if period.unit != "day" or _is_session(sentence, period)
    ]
    if found:
        following = next((one for one in found if one.span.start >= after), None)
        if following and re.fullmatch(r"\s*(?:[A-Za-z]+\s+){0,2}", sentence[after : following.span.start]):
            return _ended(following, sentence, today)
        earlier = [period for period in found if period.span.start <= place]
        return _ended(earlier[-1] if earlier else found[0], sentence, today)
    if before is not None and (before.place == fact.sentence or cue("same").search(sentence)):
        return before.period
    paragraph = article.text[article.text.rfind("\n\n", 0, fact.sentence.start) + 1 : fact.sentence.start]
    earlier = list(periods(paragraph, today))
    return _ended(earlier[-1], paragraph, today) if earlier else None


def _ended(period: Period, sentence: str, today: date) -> Period:
    """ "since the end of 2021 … as of 23 December": a day that the sentence names ends an open stretch."""
    if period.end is not None or period.sessions is not None or period.start is None:
        return period
    match = re.search(r"(?:\bto|\bas of|\bby|\bon|\bthrough|截至|至)\s*", sentence[period.span.end :])
    closing = dates(sentence, today) if cue("level").search(sentence) else ()
    later = closing or (
        dates(sentence[period.span.end + match.end() :], today)
        if match
        else dates("".join(re.findall("截至(.{3,12})", sentence)), today)
    )
    return replace(period, end=later[0]) if later and period.start < later[0] <= today else period


def _is_session(sentence: str, period: Period) -> bool:
    """A day on its own is a session's move: "fell 2.5% on 15 December"; 截至12月27日 only ends a stretch."""
    return not re.search(
        r"(?:as of|by|through|截至|截止)\s*$",
        sentence[max(0, period.span.start - 8) : period.span.start],
        re.I,
    )


def _paragraph(text: str, span: Span) -> str:
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : end if end >= 0 else len(text)]
