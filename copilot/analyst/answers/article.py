"""An article against the market: its claims in a table with verdicts, where the market stands, what follows from both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from copilot.analyst.answers import claimed, comparison, rotation
from copilot.analyst.answers.passages import Topic, quotations, source_of
from copilot.analyst.answers.perspective import perspective
from copilot.analyst.answers.plan import Plan
from copilot.analyst.answers.standings import Standing, returns
from copilot.analyst.answers.standings import standings as standings_over
from copilot.analyst.answers.windows import MONTH, QUARTER, YEAR, stretches, to_date
from copilot.analyst.claims import Claim, Kind, claims
from copilot.analyst.periods import Period, vocabulary
from copilot.analyst.phrases import called
from copilot.analyst.recomputing import Judgement, Verdict, calls, judged
from copilot.analyst.scene import Call, Draft, Scene, amount
from copilot.measures import REGISTRY
from copilot.types import Article, Instrument

__all__ = ["ANALYSIS", "CHECK"]


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
        yield from returns(scene, [one.symbol for one in parties], _stretches(scene))
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
    found = _of_interest(scene, judged(scene, claims(article, scene.desk)))
    title = _summary(scene, article, found)
    return Draft(
        title,
        (claimed.table(scene, article, found), *claimed.explained(scene, article, found)),
        claimed.uncheckable(scene, found),
    )


def _of_interest(scene: Scene, found: Sequence[Judgement]) -> Sequence[Judgement]:
    """ "Does the claim about chip stocks hold?": the claims on what the question names, where it names something."""
    themes = [item for item in vocabulary("themes")["theme"] if item["key"] in scene.request.themes]
    asked = {party.symbol for party in scene.request.parties} | {
        one for item in themes for one in item["symbols"]
    }
    own = [
        one
        for one in found
        if {side.symbol for side in (one.claim.subject, one.claim.against) if side} & asked
    ]
    return own or found


def _write(scene: Scene) -> Draft:
    article = _article(scene)
    if article is None:
        return _none(scene)
    read = claims(article, scene.desk)
    found = judged(scene, read)
    pair = rotation.sides(scene) if scene.request.themes else None
    parties = pair.all if pair else _alike(_parties(scene, read))
    standings = standings_over(scene, parties, _stretches(scene))
    title = (
        rotation.verdict(scene, pair, standings)
        if pair and standings and rotation.lead(standings[0], pair)
        else _summary(scene, article, found)
    )
    used: set[str] = set()
    body = [
        _claimed(scene, article, found),
        *_argued(scene, article, found, used),
        claimed.heading(scene, "The article's figures, checked", "文章数据核对"),
        claimed.table(scene, article, found),
    ]
    body.extend(claimed.explained(scene, article, found))
    if standings:
        body.append(claimed.heading(scene, "Where the market stands", "市场现状"))
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
        title,
        tuple(part for part in body if part),
        claimed.uncheckable(scene, found),
        _follow_ups(scene, parties),
    )


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
    wrong.sort(key=_miss, reverse=True)
    if wrong and right and (subject := wrong[0].claim.subject) is not None:
        names = [called(subject, "en"), called(subject, "zh")]
        return _decisive(
            scene,
            wrong[0],
            called(subject, scene.request.language),
            f"The article is right in part and wrong on {names[0]}",
            f"文章部分属实，{names[1]}一项不符",
        )
    for chosen, english, chinese in (
        (wrong, "The data contradict the article", "数据与文章不符"),
        (right, "The data agree with the article", "数据与文章相符"),
    ):
        for one in chosen[:1]:
            if one.datum is not None and one.claim.subject is not None:
                name = called(one.claim.subject, scene.request.language)
                return _decisive(scene, one, name, english, chinese)
    return scene.say(
        "None of the article's figures can be checked with the market data here",
        "文章中的数字都无法用现有行情核对",
    )


def _miss(one: Judgement) -> Decimal:
    """How far the market's figure lies from the article's, as a share of the latter."""
    said = one.claim.quantity
    if one.datum is None or said is None:
        return Decimal(0)
    return abs(abs(amount(one.datum)) - abs(said.value)) / (abs(said.value) or 1)


def _decisive(scene: Scene, one: Judgement, name: str, english: str, chinese: str) -> str:
    """The deciding figure with its measure and its dates."""
    assert one.datum is not None
    dates, figure = claimed.dates(scene, one.datum), scene.ref(one.datum)
    if one.claim.kind is Kind.EXCESS and one.claim.against is not None:
        other = called(one.claim.against, scene.request.language)
        ahead = amount(one.datum) >= 0
        return scene.say(
            f"{english}: {name} is {figure} {'ahead of' if ahead else 'behind'} {other} ({dates})",
            f"{chinese}：{name}较{other}{'领先' if ahead else '落后'}{figure}（{dates}）",
        )
    measure = REGISTRY[one.datum.measure].names[scene.request.language]
    return scene.say(
        f"{english}: the {measure} of {name} was {figure} ({dates})",
        f"{chinese}：{name}{measure}为{figure}（{dates}）",
    )


def _claimed(scene: Scene, article: Article, found: Sequence[Judgement]) -> str:
    """What the article says, in its own words, as its first claim puts it."""
    number = scene.ledger.number(article)
    first = next((one.claim.sentence for one in found if one.claim.computable), None)
    if first is None:
        first = next((one.claim.sentence for one in found), article.text.strip().split("\n")[0])
    source = source_of(scene, article)
    return scene.say(f"{source}: “{first.strip()}” [{number}]", f"{source}写道：“{first.strip()}”[{number}]")


def _argued(scene: Scene, article: Article, found: Sequence[Judgement], used: set[str]) -> Iterable[str]:
    """Why the article says so and on what it hangs, where it says that: one sentence of it each."""
    used |= {one.claim.sentence.strip() for one in found}
    own = [*scene.request.parties]
    yield from quotations(
        scene, (Topic.CAUSE, Topic.OUTLOOK), most=2 if not own else 1, articles=(article,), used=used
    )


def _standing(scene: Scene, pair: rotation.Sides | None, standings: Sequence[Standing]) -> Iterable[str]:
    if pair:
        # the table above has the returns: what is said of them is where the lead turns
        turned = tuple(rotation.turn(scene, pair, standings))
        yield from turned or (rotation.opening(scene, pair, standings[0]),)
        yield from rotation.state(scene, pair)
        return
    yield comparison.opening(scene, standings[0])
    yield from perspective(scene, standings)


def _sided(scene: Scene, article: Article, topic: Topic, used: set[str]) -> Iterable[str]:
    found = quotations(scene, (topic,), most=1, articles=(article,), used=used)
    if found:
        yield claimed.heading(
            scene, *{Topic.OPPORTUNITY: ("Opportunity", "机会"), Topic.RISK: ("Risk", "风险")}[topic]
        )
        yield from found


def _watch(
    scene: Scene, article: Article, found: Sequence[Judgement], parties: Sequence[Instrument]
) -> Iterable[str]:
    """Instruments of the article that were not compared and whose claim is open or wrong: there the view is decided."""
    number = scene.ledger.number(article)
    shown = {one.symbol for one in parties}
    lines = []
    for one in found:
        subject = one.claim.subject
        if subject is None or subject.symbol in shown or one.claim.kind in (Kind.MACRO, Kind.COMPANY):
            continue
        shown.add(subject.symbol)
        if one.verdict is Verdict.AGREES:
            continue
        name = called(subject, scene.request.language, bare=True)
        words = claimed.said(scene, one)
        lines.append(scene.say(f"- {name}: {words} [{number}]", f"- {name}：{words}[{number}]"))
    if lines:
        yield claimed.heading(scene, "Watch", "关注")
        yield "\n".join(lines[:3])


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
