"""An article against the market: its claims in a table with verdicts, where the market stands, what follows from both."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from copilot import style
from copilot.analyst.answers import comparison, rotation
from copilot.analyst.answers.passages import Topic, quotations, source_of
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.windows import MONTH, QUARTER, YEAR, stretches, to_date
from copilot.analyst.claims import Claim, Kind, claims
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called, label
from copilot.analyst.recomputing import Judgement, Verdict, calls, judged
from copilot.analyst.scene import Call, Draft, Scene
from copilot.measures import REGISTRY
from copilot.types import Article, Datum, Hedge, Instrument, Quantity

__all__ = ["ANALYSIS", "CHECK"]

_MOST_ROWS = 12


def _article(scene: Scene) -> Article | None:
    """The attached article, else the best found."""
    found = [*scene.attached, *(passage.article for passage in scene.passages("articles"))]
    return found[0] if found else None


def _parties(scene: Scene, found: Sequence[Claim]) -> tuple[Instrument, ...]:
    """What the article is about: the instruments of its computable claims, most often named first; then the question's."""
    counted: dict[str, tuple[int, Instrument]] = {}
    for claim in found:
        for one in (claim.subject, claim.against):
            if one is not None and claim.kind not in (Kind.COMPANY, Kind.MACRO):
                counted[one.symbol] = (counted.get(one.symbol, (0, one))[0] + 1, one)
    named = [one for _, one in sorted(counted.values(), key=lambda item: -item[0])]
    asked = [party.instrument for party in scene.request.parties if party.symbol not in counted]
    return tuple([*named, *asked][:4])


def _needed(scene: Scene) -> Iterable[Call]:
    article = _article(scene)
    if article is None:
        yield Call.of("articles", "search_articles", query=scene.request.question[:300], symbols=[])
        return
    yield from calls(scene, article, claims(article, scene.desk))


def _state(scene: Scene) -> Iterable[Call]:
    """Where the market stands now: the parties over the usual stretches, those that are alike side by side."""
    article = _article(scene)
    if article is None:
        return
    yield from _needed(scene)
    pair = rotation.sides(scene) if scene.request.themes else None
    parties = pair.all if pair else _alike(_parties(scene, claims(article, scene.desk)))
    if len(parties) >= 2:
        yield from comparison.returns(scene, [one.symbol for one in parties], _stretches(scene))
    for one in parties[:1]:
        yield Call.of("average", "distance_to_average", symbol=one.symbol, days=200)
        yield Call.of("drawdown", "drawdown", symbol=one.symbol, start="250D")


def _alike(parties: Sequence[Instrument]) -> tuple[Instrument, ...]:
    """Indexes with indexes, shares and funds with shares and funds."""
    if not parties:
        return ()
    index = parties[0].kind == "index"
    return tuple(one for one in parties if (one.kind == "index") == index)[:3]


def _stretches(scene: Scene) -> tuple[Period, ...]:
    return stretches(scene, (MONTH, QUARTER, to_date(scene.request.as_of), YEAR), most=4)


# --- writing -------------------------------------------------------------------------------------------------------


def _write_check(scene: Scene) -> Draft:
    article = _article(scene)
    if article is None:
        return _none(scene)
    found = judged(scene, claims(article, scene.desk))
    title = _summary(scene, article, found)
    return Draft(
        title, (_table(scene, article, found), *_explained(scene, article, found)), _open(scene, found)
    )


def _write(scene: Scene) -> Draft:
    article = _article(scene)
    if article is None:
        return _none(scene)
    read = claims(article, scene.desk)
    found = judged(scene, read)
    pair = rotation.sides(scene) if scene.request.themes else None
    parties = pair.all if pair else _alike(_parties(scene, read))
    standings = comparison.standings(scene, parties, _stretches(scene))
    title = (
        rotation.verdict(scene, pair, standings)
        if pair and standings and rotation.lead(standings[0], pair)
        else comparison.title(scene, standings[0])
        if standings
        else _summary(scene, article, found)
    )
    used: set[str] = set()
    body = [
        _claimed(scene, article, found),
        _heading(scene, "The article's figures, checked", "文章数据核对"),
        _table(scene, article, found),
    ]
    body.extend(_explained(scene, article, found))
    if standings:
        body.append(_heading(scene, "Where the market stands", "市场现状"))
        body.append(comparison.table(scene, standings))
        body.append(
            " ".join(_standing(scene, pair, standings))
            if not scene.zh
            else "".join(_standing(scene, pair, standings))
        )
    body.extend(_sided(scene, article, Topic.OPPORTUNITY, used))
    body.extend(_sided(scene, article, Topic.RISK, used))
    if pair and standings:
        body.extend(rotation.change(scene, pair, standings))
    body.extend(_watch(scene, article, found, parties))
    return Draft(
        title, tuple(part for part in body if part), _open(scene, found), _follow_ups(scene, parties)
    )


def _heading(scene: Scene, english: str, chinese: str) -> str:
    return f"## {scene.say(english, chinese)}"


def _none(scene: Scene) -> Draft:
    return Draft(
        scene.say(
            "There is no article to read: attach a file or an address", "没有可读的文章：请附上文件或网址"
        ),
        (),
        tuple(scene.errors.values())[:2],
    )


def _summary(scene: Scene, article: Article, found: Sequence[Judgement]) -> str:
    """The verdict on the article, with the figure that decides it."""
    wrong = [one for one in found if one.verdict is Verdict.CONTRADICTED]
    right = [one for one in found if one.verdict is Verdict.AGREES]
    for chosen, english, chinese in (
        (wrong, "The data contradict the article", "数据与文章不符"),
        (right, "The data agree with the article", "数据与文章相符"),
    ):
        for one in chosen[:1]:
            if one.datum is not None and one.claim.subject is not None:
                name = called(one.claim.subject, scene.request.language)
                return scene.say(
                    f"{english}: {name} {_figure(scene, one)}", f"{chinese}：{name}{_figure(scene, one)}"
                )
    return scene.say(
        "None of the article's figures can be checked with the market data here",
        "文章中的数字都无法用现有行情核对",
    )


def _figure(scene: Scene, one: Judgement) -> str:
    assert one.datum is not None
    return (
        f"{scene.ref(one.datum)} ({_dates(scene, one.datum)})"
        if not scene.zh
        else f" {scene.ref(one.datum)}（{_dates(scene, one.datum)}）"
    )


def _dates(scene: Scene, datum: Datum) -> str:
    window = datum.window
    if window is not None and window.start and window.end:
        return f"{window.start.isoformat()} {scene.say('to', '至')} {window.end.isoformat()}"
    return datum.as_of.isoformat() if datum.as_of else ""


def _claimed(scene: Scene, article: Article, found: Sequence[Judgement]) -> str:
    """What the article says, in its own words, as its first claim puts it."""
    number = scene.ledger.number(article)
    first = next((one.claim.sentence for one in found if one.claim.computable), None)
    if first is None:
        first = next((one.claim.sentence for one in found), article.text.strip().split("\n")[0])
    source = source_of(scene, article)
    return scene.say(f"{source}: “{first.strip()}” [{number}]", f"{source}写道：“{first.strip()}”[{number}]")


def _table(scene: Scene, article: Article, found: Sequence[Judgement]) -> str:
    number = scene.ledger.number(article)
    heads = scene.say("Claim | Article | Market | Verdict", "说法 | 文章 | 市场 | 结论")
    rows = (
        f"| {_about(scene, one)} | {_said(scene, one)} [{number}] | {_market(scene, one)} | {_verdict(scene, one)} |"
        for one in found[:_MOST_ROWS]
    )
    return "\n".join([f"| {heads} |", "|---|---:|---|---|", *rows])


def _about(scene: Scene, one: Judgement) -> str:
    claim = one.claim
    names = {
        Kind.RETURN: ("", ""),
        Kind.EXCESS: (" lead", "领先幅度"),
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
        when = scene.say(f", {words[:1].lower()}{words[1:]}", f"，{words}")
    text = f"{subject}{scene.say(*names)}{when}".strip()
    return _cell(text[:1].upper() + text[1:] if not scene.zh else text)


def _said(scene: Scene, one: Judgement) -> str:
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
    return f"{name} {scene.ref(one.datum)}{scene.say(', ', '，')}{_dates(scene, one.datum)}"


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


def _explained(scene: Scene, article: Article, found: Sequence[Judgement]) -> Iterable[str]:
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
                f"From {_dates(scene, one.base)} the {comparison.measured(one.base, 'en')} of {name} was {scene.ref(one.base)}: from that base the article's figure would hold.",
                f"{_dates(scene, one.base)}，{name}{comparison.measured(one.base, 'zh')}为{scene.ref(one.base)}：以此为起点，文章的数字才成立。",
            )
        )
    if open_ended:
        period = open_ended[0].claim.period
        words = label(period, scene.request.language, scene.request.as_of) if period else ""
        fits = all(one.verdict is Verdict.AGREES for one in open_ended)
        yield _heading(
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
                f"from {_dates(scene, datum)} the {comparison.measured(datum, 'en')} of {name} was {scene.ref(datum)}",
                f"{_dates(scene, datum)}，{name}{comparison.measured(datum, 'zh')}为{scene.ref(datum)}",
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


def _standing(
    scene: Scene, pair: rotation.Sides | None, standings: Sequence[comparison.Standing]
) -> Iterable[str]:
    if pair:
        yield rotation.opening(scene, pair, standings[0])
        yield from rotation.turn(scene, pair, standings)
        yield from rotation.state(scene, pair)
        return
    yield comparison.opening(scene, standings[0])
    yield from comparison.perspective(scene, standings)


def _sided(scene: Scene, article: Article, topic: Topic, used: set[str]) -> Iterable[str]:
    found = quotations(scene, (topic,), most=1, articles=(article,), used=used)
    if found:
        yield _heading(
            scene, *{Topic.OPPORTUNITY: ("Opportunity", "机会"), Topic.RISK: ("Risk", "风险")}[topic]
        )
        yield from found


def _watch(
    scene: Scene, article: Article, found: Sequence[Judgement], parties: Sequence[Instrument]
) -> Iterable[str]:
    """Instruments of the article that were not compared, each with the claim that makes it worth watching."""
    number = scene.ledger.number(article)
    shown = {one.symbol for one in parties}
    lines = []
    for one in found:
        subject = one.claim.subject
        if subject is None or subject.symbol in shown or one.claim.kind in (Kind.MACRO, Kind.COMPANY):
            continue
        shown.add(subject.symbol)
        lines.append(
            scene.say(
                f"- {called(subject, 'en', bare=True)}: “{one.claim.sentence.strip()}” [{number}]",
                f"- {called(subject, 'zh', bare=True)}：“{one.claim.sentence.strip()}”[{number}]",
            )
        )
    if lines:
        yield _heading(scene, "Watch", "关注")
        yield "\n".join(lines[:3])


def _open(scene: Scene, found: Sequence[Judgement]) -> tuple[str, ...]:
    gaps = [scene.say(f"{_about(scene, one)}: {one.reason[0]}", f"{_about(scene, one)}：{one.reason[1]}") for one in found if one.verdict is Verdict.UNCHECKABLE]  # fmt: skip
    return tuple(dict.fromkeys(gaps))[:8]


def _follow_ups(scene: Scene, parties: Sequence[Instrument]) -> tuple[str, ...]:
    names = [called(one, scene.request.language) for one in parties[:2]]
    if len(names) < 2:
        return ()
    return (
        scene.say(
            f"How has {names[0]} done against {names[1]} since the start of the year?",
            f"今年以来{names[0]}和{names[1]}谁更强？",
        ),
        scene.say("Which of the article's claims hold?", "文章里的哪些说法站得住？"),
    )


ANALYSIS = Plan(needed=_needed, then=_state, write=_write)
CHECK = Plan(needed=_needed, then=_needed, write=_write_check)
