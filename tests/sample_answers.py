"""Answers built by hand, for tests of what people see: no model, no market, no checker is needed to look at one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from copilot.answer import Answer, Chart
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.types import (
    Adjustment,
    Article,
    Computed,
    Coverage,
    Datum,
    Failed,
    Figure,
    Finding,
    Fix,
    Language,
    Observed,
    Operand,
    Origin,
    Passage,
    Proof,
    Proved,
    Quantity,
    Report,
    Series,
    Severity,
    Span,
    Supported,
    Verdict,
    Window,
)  # fmt: skip
from copilot.types import Statement as Plain

D = Decimal
ORIGIN = Origin(
    "demo", "history", (("symbols", "SIZE,QUAL,MTUM"), ("field", "close")), note="recorded demo data"
)


def series(symbol: str, name: str, first: str, last: str, sessions: int = 31) -> Series:
    """A straight line from `first` to `last` with a small wave on it, both ends exact."""
    start, end, rows, day = D(first), D(last), [], date(2022, 11, 11)
    for i in range(sessions):
        while day.weekday() > 4:
            day += timedelta(days=1)
        wave = D((i * 7) % 5 - 2) / 4 if 0 < i < sessions - 1 else D(0)
        rows.append((day, (start + (end - start) * i / (sessions - 1) + wave).quantize(D("0.01"))))
        day += timedelta(days=1)
    return Series(symbol, "close", Adjustment.SPLIT, "USD", "USD", tuple(rows), ORIGIN, name)


IWM = series("IWM", "iShares Russell 2000 ETF", "258.85", "248.88")
SPY = series("SPY", "SPDR S&P 500 ETF", "690.12", "668.52")


def returned(of: Series) -> Datum:
    first, last = of.rows[0], of.rows[-1]
    value = ((last[1] / first[1] - 1) * 100).quantize(D("0.0001"))
    window = Window(first[0], last[0], len(of.rows) - 1)
    basis = Computed("price_return", (("sessions", "30"),), (of,))
    return Datum(of.subject, "price_return", value, "%", None, window, last[0], of.origin, basis, of.name)


def close(of: Series) -> Datum:
    day, value = of.rows[-1]
    basis = Observed(of.between(day, day))
    return Datum(
        of.subject, "close", value, of.unit, of.currency, Window(day, day, 1), day, of.origin, basis, of.name
    )


ARTICLE = Article(
    "Small caps: a rotation with a discount",
    "Investors have begun to move into smaller companies. At about 16 times forward earnings against 21 times for large "
    "companies, small caps trade at a wide discount. Regional banks remain the weak spot, strategists said.",
    url="https://example.com/small-caps",
    publisher="Market Weekly",
    author="J. Doe",
    published=date(2022, 12, 20),
    language="en",
    subjects=("IWM",),
    note="sample",
)

TEXT = (
    "Small caps fell **3.85%** over 30 sessions, more than the S&P 500 fund's 3.13% [0].\n\n"
    "### What the data say\n\n"
    "- IWM closed at $248.88 [0].\n"
    "- Regional banks remain the weak spot [1].\n\n"
    "| Fund | 30 sessions |\n|---|---|\n| IWM [0] | −3.85% |\n| SPY [0] | −3.13% |\n\n"
    "At 16× against 21× forward earnings, the ~31% discount is wide [1].\n"
)


def span(words: str, after: str = "") -> Span:
    start = TEXT.index(words, TEXT.index(after) if after else 0)
    return Span(start, start + len(words))


def figure(words: str, sentence: str, value: str, unit: str, source: int, after: str = "") -> Figure:
    quantity = Quantity(D(value), unit, D("0.01"))
    return Figure(span(words, after), span(sentence), (source,), quantity)


def answer(*, bad: bool = True, language: Language = "en") -> Answer:
    iwm, spy, last = returned(IWM), returned(SPY), close(IWM)
    first = "Small caps fell **3.85%** over 30 sessions, more than the S&P 500 fund's 3.13% [0]."
    second, third = "IWM closed at $248.88 [0].", "Regional banks remain the weak spot [1]."
    row, row2 = "| IWM [0] | −3.85% |", "| SPY [0] | −3.13% |"
    wrong = "At 16× against 21× forward earnings, the ~31% discount is wide [1]."
    at = ARTICLE.text.index("Regional banks")
    passage = Passage(ARTICLE, at, at + len("Regional banks remain the weak spot"))

    def proved(claim: Figure, datum: Datum) -> Proved:
        assert isinstance(datum.value, Decimal)
        words = f"{datum.subject} {datum.measure}"
        return Proved(
            claim,
            Proof(
                "value", (Operand(0, datum.value, datum.unit, words, datum),), datum.value, datum.unit, words
            ),
        )

    verdicts: list[Verdict] = [
        proved(figure("3.85%", first, "-3.85", "%", 0), iwm),
        proved(figure("3.13%", first, "-3.13", "%", 0), spy),
        proved(figure("$248.88", second, "248.88", "USD", 0), last),
        Supported(Plain(span(third), span(third), (1,)), (passage,)),
        proved(figure("−3.85%", row, "-3.85", "%", 0, after=row), iwm),
        proved(figure("−3.13%", row2, "-3.13", "%", 0, after=row2), spy),
    ]
    findings: tuple[Finding, ...] = ()
    text = TEXT if bad else TEXT[: TEXT.index("At 16×")]
    if bad:
        message = "the discount of 16× against 21× is 23.8% (1 − 16 ÷ 21); 31% is the premium of 21× over 16×"
        place = span("~31% discount")
        finding = Finding("D302", "reversed-base", message, Severity.ERROR, place, Fix(span("~31%"), "23.8%"))
        verdicts.append(Failed(figure("~31%", wrong, "31", "%", 1), finding))
        findings = (finding,)
    coverage = Coverage(proved=5, recomputed=4, failed=int(bad), comparisons=1, sentences=7, supported=1)
    ledger = Ledger((IWM, SPY), (iwm, spy, last), (ARTICLE,), (passage,))
    evidence = Evidence(text, ledger, Report(tuple(verdicts), findings, coverage, language))
    info = MarketInfo(
        "demo", "recorded demo market", date(2016, 1, 4), date(2022, 12, 28), "recorded closes", "录制收盘价"
    )
    return Answer(
        title="Small caps lag: IWM fell 3.85% in 30 sessions, the S&P 500 fund 3.13% [0]",
        question="Is the small-cap rotation real?",
        evidence=evidence,
        market=info,
        model="rule analyst",
        asked_at=datetime(2026, 11, 24, 15, 0, tzinfo=UTC),
        as_of=IWM.rows[-1][0],
        language=language,
        not_found=("Forward P/E of IWM: the demo market holds prices only.",),
        charts=(
            Chart("IWM and SPY, first session = 100", (IWM, SPY), rebased=True),
            Chart("IWM, close", (IWM,)),
        ),
        follow_ups=("How far is IWM from its 200-day average?", "How did regional banks do?"),
    )
