"""The table claim · article · market · verdict, and what explains its verdicts: spreads, other bases, discounts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from copilot import style
from copilot.analyst.answers.standings import measured, moved
from copilot.analyst.claims import Claim, Kind
from copilot.analyst.phrases import called, joined, label
from copilot.analyst.recomputing import Judgement, Verdict
from copilot.analyst.scene import Scene
from copilot.measures import REGISTRY
from copilot.types import Article, Datum, Hedge, Quantity

__all__ = ["dates", "heading", "said", "explained", "table", "uncheckable"]


_MOST_ROWS = 24


def dates(scene: Scene, datum: Datum) -> str:
    window = datum.window
    if window is not None and window.start and window.end:
        return f"{window.start.isoformat()} {scene.say('to', '至')} {window.end.isoformat()}"
    return datum.as_of.isoformat() if datum.as_of else ""


def table(scene: Scene, article: Article, found: Sequence[Judgement]) -> str:
    number = scene.ledger.number(article)
    heads = scene.say("Claim | Article | Market | Verdict", "说法 | 文章 | 市场 | 结论")
    rows = (
        f"| {_about(scene, one)} | {said(scene, one)} [{number}] | {_market(scene, one)} | {_verdict(scene, one)} |"
        for one in found[:_MOST_ROWS]
    )
    return "\n".join([f"| {heads} |", "|---|---:|---|---|", *rows])


def _about(scene: Scene, one: Judgement) -> str:
    claim = one.claim
    names = {
        Kind.RETURN: ("", ""),
        Kind.EXCESS: _opponent(claim),
        Kind.DRAWDOWN: (" from its peak", "距高点"),
        Kind.AVERAGE: (" against its average", "相对均线"),
        Kind.LEVEL: (" close", "收盘"),
        Kind.VALUATION: (" multiple", "估值倍数"),
        Kind.DERIVED: (" discount or premium", "折溢价"),
        Kind.SURVEY: ("investor survey", "投资者调查"),
        Kind.EVENT: (" after past events", "历史事件后表现"),
        Kind.COMPANY: (" company figure", "公司数据"),
        Kind.MACRO: ("economic figure", "宏观数据"),
        Kind.FORECAST: (" forecast", "预测"),
        Kind.OTHER: (" figure", "数字"),
    }[claim.kind]
    subject = called(claim.subject, scene.request.language, bare=True) if claim.subject and claim.kind not in (Kind.SURVEY, Kind.MACRO) else claim.words  # fmt: skip
    when = ""
    if claim.period and claim.kind in (Kind.RETURN, Kind.EXCESS):
        words = label(claim.period, scene.request.language, scene.request.as_of)
        begins = words[:1].lower() + words[1:] if re.match(r"(?:Last|Since|Latest) ", words) else words
        when = scene.say(f", {begins}", f"，{words}")
    text = f"{subject}{scene.say(*names)}{when}".strip()
    return _cell(text[:1].upper() + text[1:] if not scene.zh else text)


def _opponent(claim: Claim) -> tuple[str, str]:
    if claim.against is None:
        return " against another", "相对表现"
    return f" against {called(claim.against, 'en')}", f"相对{called(claim.against, 'zh')}"


def said(scene: Scene, one: Judgement) -> str:
    """The article's own words around the number, hedge included; of a sentence without one its last part."""
    claim = one.claim
    if claim.fact is None:
        parts = re.split(r"(?<=[:：])\s*", claim.sentence.strip())
        return f"“{_cell(parts[-1] if len(parts[-1]) >= 30 else claim.sentence)}”"
    place = claim.fact.span.start - claim.place.start
    end = claim.fact.span.end - claim.place.start
    marks = [mark.start() for mark in re.finditer(r"[,;:](?=\s)|[，；：。]|\.(?=\s|$)", claim.sentence)]
    start = max((mark + 1 for mark in marks if mark < place), default=0)
    stop = min((mark for mark in marks if mark >= end), default=len(claim.sentence))
    words = claim.sentence[start:stop].strip()
    if len(re.findall(r"[A-Za-z']+", words)) < 3 and len(re.findall(r"[\u4e00-\u9fff]", words)) < 5:
        words = claim.sentence.strip()
    return f"“{_cell(words)}”"


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("|", "/")).strip()


def _market(scene: Scene, one: Judgement) -> str:
    """The market's figure with its measure and both dates."""
    if one.datum is None:
        return "–"
    name = REGISTRY[one.datum.measure].names[scene.request.language]
    when = dates(scene, one.datum)
    if (
        one.claim.fact is None and one.claim.kind is Kind.RETURN
    ):  # a claim of a direction: the market's is said too
        return scene.say(
            f"{moved(one.datum, scene)} ({name}), {when}", f"{moved(one.datum, scene)}（{name}），{when}"
        )
    return f"{name} {scene.ref(one.datum)}{scene.say(', ', '，')}{when}"


def _verdict(scene: Scene, one: Judgement) -> str:
    match one.verdict:
        case Verdict.AGREES:
            return scene.say(
                "agrees, with room" if one.loose else "agrees", "相符，且有余量" if one.loose else "相符"
            )
        case Verdict.CONTRADICTED:
            return scene.say("contradicted", "不符")
        case _:
            return scene.say(f"not checkable: {one.reason[0]}", f"无法核对：{one.reason[1]}")


def explained(scene: Scene, article: Article, found: Sequence[Judgement]) -> Iterable[str]:
    """The spread of a loose base, and the base that would make a contradicted claim true."""
    open_ended = [
        one for one in found if one.low is not None and one.high is not None and one.low != one.high
    ]
    lines = [*_spread(scene, open_ended)]
    for one in found:
        if one.base is None or one.claim.subject is None:
            continue
        name = called(one.claim.subject, scene.request.language)
        lines.append(
            scene.say(
                f"From {dates(scene, one.base)} the {measured(one.base, 'en')} of {name} was {scene.ref(one.base)}: from that base the article's figure would hold.",
                f"{dates(scene, one.base)}，{name}{measured(one.base, 'zh')}为{scene.ref(one.base)}：以此为起点，文章的数字才成立。",
            )
        )
    if open_ended:
        period = open_ended[0].claim.period
        words = label(period, scene.request.language, scene.request.as_of) if period else ""
        fits = all(one.verdict is Verdict.AGREES for one in open_ended)
        yield heading(
            scene,
            f"How open “{words}” is"
            + (": one start fits every figure" if fits else ": no start fits every figure"),
            f"“{words}”的余地" + ("：有一个起点符合全部数字" if fits else "：没有起点符合全部数字"),
        )
    if lines:
        yield scene.say(" ", "").join(lines)
    yield from _discount(scene, article, found)


def _spread(scene: Scene, found: Sequence[Judgement]) -> Iterable[str]:
    """How much "early 2021" leaves open: the least and the most that a start within it gives."""
    for one in found:
        if one.low is None or one.high is None or one.claim.subject is None:
            continue
        name = called(one.claim.subject, scene.request.language)
        pieces = [
            scene.say(
                f"from {dates(scene, datum)} the {measured(datum, 'en')} of {name} was {scene.ref(datum)}",
                f"{dates(scene, datum)}，{name}{measured(datum, 'zh')}为{scene.ref(datum)}",
            )
            for datum in (one.low, one.high)
        ]
        yield scene.say(f"{pieces[0][:1].upper()}{pieces[0][1:]}; {pieces[1]}.", f"{'；'.join(pieces)}。")


def _discount(scene: Scene, article: Article, found: Sequence[Judgement]) -> Iterable[str]:
    """Two multiples of one sentence: how far they stand apart, with the base named."""
    number = scene.ledger.number(article)
    pairs = [one.claim for one in found if one.claim.kind is Kind.VALUATION]
    for first, second in itertools.pairwise(pairs):
        one, other = first.quantity, second.quantity
        if first.place != second.place or one is None or other is None or min(one.value, other.value) <= 0:
            continue
        cheap, dear = (first, second) if one.value < other.value else (second, first)
        if cheap.subject is None or dear.subject is None or one.value == other.value:
            continue
        low, high = sorted((one, other), key=lambda quantity: quantity.value)
        share = (1 - low.value / high.value) * 100
        discount = style.write(share, "%", language=scene.request.language, decimals=1)
        names = [called(item.subject, scene.request.language) for item in (cheap, dear) if item.subject]
        ahead = " expected" if re.search(r"forward|expected|预期", first.sentence) else ""
        yield scene.say(
            f"{names[0][:1].upper()}{names[0][1:]} trades at {_multiple(scene, low)}{ahead} earnings against "
            f"{_multiple(scene, high)} for {names[1]}, a discount of {discount} [{number}].",
            f"{names[0]}为{_multiple(scene, low)}，{names[1]}为{_multiple(scene, high)}，折价为{discount}[{number}]。",
        )
        return


def _multiple(scene: Scene, quantity: Quantity) -> str:
    """About 16×, with the article's own hedge."""
    about = scene.say("about ", "约") if quantity.hedge is Hedge.ABOUT else ""
    return about + style.write(quantity.value, "x", language=scene.request.language, decimals=0)


def uncheckable(scene: Scene, found: Sequence[Judgement]) -> tuple[str, ...]:
    """What could not be checked, one line a reason."""
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.verdict is Verdict.UNCHECKABLE:
            by_reason.setdefault(one.reason, []).append(_about(scene, one))
    language = scene.request.language
    lines = []
    for reason, claims in by_reason.items():
        names = list(dict.fromkeys(claims))
        more = scene.say(f"{len(names) - 2} more", f"另外{len(names) - 2}项")
        listed = joined(names if len(names) <= 3 else [*names[:2], more], language)
        lines.append(scene.say(f"{listed}: {reason[0]}", f"{listed}：{reason[1]}"))
    return tuple(lines)[:4]


def heading(scene: Scene, english: str, chinese: str) -> str:
    return f"## {scene.say(english, chinese)}"
