"""An article's claims, computed again from the market: verdicts, dates, spreads, and what cannot be checked."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from copilot import Article, Copilot
from copilot.analyst.claims import Kind, claims
from copilot.analyst.samples import samples
from copilot.exchanges import Calendars
from copilot.market import DemoMarket
from copilot.ports import Desk
from copilot.testing import RecordedMarket
from copilot.types import Instrument


@pytest.fixture(scope="module")
def copilot(tmp_path_factory):
    return Copilot(market="demo", home=tmp_path_factory.mktemp("home"))


def article(text, published=date(2022, 12, 23), title="A note"):
    return Article(title, text, publisher="Marlow Street Notes", published=published)


def verdicts(answer):
    """The rows of the claims table: statement → verdict."""
    rows = [line.split("|")[1:-1] for line in answer.evidence.text.splitlines() if line.startswith("|")]
    return {cells[0].strip(): cells[3].strip() for cells in rows if len(cells) == 4}


# --- other people's articles: company, macro, sector, Chinese ---------------------------------------------------

COMPANY = article(
    "Apple had a hard year. The shares fell 25.3% from the end of 2021 to 23 December 2022, dividends included, while "
    "Microsoft lost 20.1%. AMD dropped more than half: it is down 55.2% over the same stretch.\n\n"
    "Apple reported revenue of $90.1 billion for its September quarter. Analysts expect earnings per share of $2.10."
)
MACRO = article(
    "Inflation ran at 7.1% in November. The S&P 500 has fallen 19.3% since the end of 2021 and stands 12% below its "
    "level at the end of September 2022. Economists expect growth of 0.5% next year."
)
SECTOR = article(
    "Oil paid in 2022. Exxon Mobil is up 84.7% this year and Chevron 56.6%, both with dividends included. Since the "
    "end of November Exxon Mobil has fallen 9.9%."
)
CHINESE = article(
    "今年以来，默沙东股价含分红上涨50.6%，辉瑞下跌9.4%。11月底以来，礼来上涨5.5%。"
    "机构调查显示，基金经理的医药股配置高于长期均值。",
    title="医药股的一年",
)


@pytest.mark.parametrize(
    ("piece", "question", "expected"),
    [
        (COMPANY, "Is this article right?", {"Apple, since 31 December 2021": "agrees", "Microsoft": "contradicted", "Advanced Micro Devices": "agrees", "company figure": "not checkable"}),
        (MACRO, "Which of the claims hold?", {"economic figure": "not checkable", "S&P 500, since 31 December 2021": "agrees", "S&P 500, since 30 September 2022": "contradicted"}),
        (SECTOR, "Check this article", {"Exxon Mobil, 2022": "agrees", "Chevron": "agrees", "Exxon Mobil, since 30 November 2022": "contradicted"}),
        (CHINESE, "核对这篇文章", {"默沙东": "相符", "辉瑞": "相符", "礼来": "不符", "投资者调查": "无法核对"}),
    ],
)  # fmt: skip
def test_each_claim_of_a_strangers_article_gets_its_verdict(copilot, piece, question, expected):
    answer = copilot.ask(question, article=piece)
    found = verdicts(answer)
    for start, verdict in expected.items():
        row = next((key for key in found if start.lower() in key.lower()), None)
        assert row is not None, f"no row for {start!r} among {list(found)}"
        assert found[row].startswith(verdict), f"{row}: {found[row]}"
    assert [one.message for one in answer.report.findings] == []
    assert answer.withheld == ()


def test_a_contradicted_figure_names_the_base_that_would_make_it_true(copilot):
    answer = copilot.ask("Is this article right?", article=COMPANY)
    assert re.search(
        r"From 2022-\d\d-\d\d to 2022-12-23 the total return of Microsoft was −20\.1\d%", answer.evidence.text
    )


def test_every_figure_of_our_samples_holds_against_the_demo_market(copilot):
    for sample in samples():
        question = "核对这篇文章的数字" if sample.language == "zh" else "Which of the claims hold?"
        answer = copilot.ask(question, article=sample)
        wrong = [
            key for key, verdict in verdicts(answer).items() if verdict.startswith(("contradicted", "不符"))
        ]
        assert wrong == [], sample.title
        assert [one.message for one in answer.report.findings] == [], sample.title


def test_samples_are_marked_dated_and_in_both_languages():
    assert {sample.note for sample in samples()} == {"sample"}
    assert {sample.language for sample in samples()} == {"en", "zh"}
    assert all(date(2022, 12, 1) <= sample.published <= date(2022, 12, 28) for sample in samples())
    assert len(samples()) >= 6


# --- a loose base, on a market of our own ------------------------------------------------------------------------

LOOSE = article(
    "Since early 2021 the S&P 500 has risen more than 5%, while the Russell 2000 is up about 18%.",
    date(2021, 6, 30),
)


def market(russell_at_end):
    """Two indexes from December 2020 to June 2021: the S&P 500 rises from 3700 to 4300, the Russell 2000 moves once."""
    sessions = Calendars().sessions("XNYS", date(2020, 12, 1), date(2021, 6, 30))
    count = len(sessions)
    large = [(day, Decimal(3700) + Decimal(600) * i / (count - 1)) for i, day in enumerate(sessions)]
    small = [(day, Decimal(2000) if day < date(2021, 2, 16) else Decimal(2100)) for day in sessions[:-1]]
    small.append((sessions[-1], Decimal(russell_at_end)))
    indexes = [
        Instrument("^GSPC", "S&P 500", "index", "USD"),
        Instrument("^RUT", "Russell 2000", "index", "USD"),
    ]
    closes = {"^GSPC": [(day, value.quantize(Decimal("0.01"))) for day, value in large], "^RUT": small}
    return RecordedMarket(closes, instruments=indexes)


@pytest.mark.parametrize(("end", "verdict"), [(2360, "agrees"), (2480, "agrees"), (2700, "contradicted")])
def test_early_2021_agrees_when_some_start_fits_every_figure(tmp_path, end, verdict):
    """2,360 is 18 % above the 2,000 of January; 2,480 is 18 % above the 2,100 of March; 2,700 is above both by more."""
    answer = Copilot(market=market(end), home=tmp_path).ask("Which of the claims hold?", article=LOOSE)
    found = verdicts(answer)
    assert found["Russell 2000, since early 2021"].startswith(verdict)
    assert found["S&P 500, since early 2021"].startswith("agrees")
    assert "2021-06-30" in answer.evidence.text


# --- reading claims -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk():
    return Desk(DemoMarket(), None, Calendars())  # reading claims looks at the market only


@pytest.mark.parametrize(
    ("text", "kind", "symbol", "value", "start"),
    [
        (
            "Apple fell 12.2% from 30 November to 27 December 2022.",
            Kind.RETURN,
            "AAPL",
            "-12.2",
            date(2022, 11, 30),
        ),
        (
            "It was a weak week. The S&P 500 fell 2.5% on 15 December 2022.",
            Kind.RETURN,
            "^GSPC",
            "-2.5",
            date(2022, 12, 15),
        ),
        ("今年以来，苹果下跌26.4%。", Kind.RETURN, "AAPL", "-26.4", date(2021, 12, 31)),
        ("Merck is up more than 40% this year.", Kind.RETURN, "MRK", "40", date(2021, 12, 31)),
        ("Apple is down 30% from its 2022 peak.", Kind.DRAWDOWN, "AAPL", "-30", None),
        (
            "Value led momentum by 3.3 percentage points in 2022.",
            Kind.EXCESS,
            None,
            "3.3",
            date(2021, 12, 31),
        ),
        ("The S&P 500 trades at about 17 times earnings.", Kind.VALUATION, "^GSPC", "17", None),
        ("Apple's revenue rose 8% to $90 billion.", Kind.COMPANY, "AAPL", "8", None),
        ("Inflation was 7.1% in November.", Kind.MACRO, None, "7.1", date(2022, 10, 31)),
    ],
)
def test_what_a_number_of_an_article_claims(desk, text, kind, symbol, value, start):
    claim = next(one for one in claims(article(text, date(2022, 12, 27)), desk) if one.quantity is not None)
    assert claim.kind is kind
    assert claim.quantity.value == Decimal(value)
    if symbol:
        assert claim.subject.symbol == symbol
    assert (claim.period.start if claim.period else None) == start


def test_years_days_and_lengths_of_time_are_no_claims(desk):
    text = "In 2022, after 30 sessions and the last five cycles, the fund had a new manager on 3 May."
    assert claims(article(text), desk) == ()


# --- who did better, in words; whose claim is asked about; profits that are taken ---------------------------------


def test_a_contest_without_a_figure_is_computed_over_its_own_stretch(copilot):
    text = "Over the last 30 trading days Apple has lagged Microsoft. Apple has outperformed Merck since October."
    answer = copilot.ask("Fact check this article", article=article(text, date(2022, 12, 28)))
    assert list(verdicts(answer).items())[2:] == [
        ("Apple against Microsoft, last 30 sessions", "agrees"),
        ("Apple against Merck, since 30 September 2022", "contradicted"),
    ]
    assert (
        "excess return −12.37 pp" in answer.evidence.text
    )  # the word in the article's cell turns no sign here


def test_only_the_claims_on_what_is_asked_about_are_judged(copilot):
    text = "Apple fell 29% this year. Microsoft rose 10% this year as investors took profits."
    asked = copilot.ask(
        "Does the claim about Microsoft hold up in the article?", article=article(text, date(2022, 12, 28))
    )
    assert [row for row in verdicts(asked) if row.startswith(("Apple", "Microsoft"))] == [
        "Microsoft, 2022 to date"
    ]


def test_profits_that_are_taken_are_no_company_figure(copilot):
    text = "Apple fell 3.1% on 28 December as investors took profits."
    found = claims(article(text, date(2022, 12, 28)), copilot.desk)
    assert [one.kind for one in found] == [Kind.RETURN]


def test_a_share_of_an_indexs_members_is_no_return(copilot):
    assert claims(article("A third of the index loses money."), copilot.desk) == ()
