"""What a question asks for, over the recorded demo market: intent, instruments, and what was not found."""

from __future__ import annotations

from datetime import date

import pytest

from copilot import prompting
from copilot.analyst.understanding import Intent, understand
from copilot.exchanges import Calendars
from copilot.market import DemoMarket
from copilot.ports import Desk


@pytest.fixture(scope="module")
def desk():
    return Desk(DemoMarket(), None, Calendars())  # understanding looks at the market only


def read(question, desk, **more):
    return understand(question, desk, language=prompting.language(question), as_of=date(2022, 12, 28), **more)


@pytest.mark.parametrize(
    ("question", "intent", "symbols"),
    [
        ("How has Apple done against Microsoft over the last 30 sessions?", Intent.COMPARE, ["AAPL", "MSFT"]),
        ("Are small caps taking over from large caps?", Intent.ROTATION, ["SIZE", "^GSPC"]),
        ("小盘股会接替大盘股领涨吗？", Intent.ROTATION, ["SIZE", "^GSPC"]),
        ("今年价值股跑赢动量股了吗？", Intent.COMPARE, ["VLUE", "MTUM"]),
        ("Compare Exxon and Chevron in 2022", Intent.COMPARE, ["XOM", "CVX"]),
        ("Which factor fund did best this year?", Intent.COMPARE, ["MTUM", "QUAL", "SIZE", "USMV", "VLUE"]),
        ("苹果股价", Intent.QUOTE, ["AAPL"]),
        ("Apple", Intent.PERFORMANCE, ["AAPL"]),
        ("Why did Apple fall in December?", Intent.WHY, ["AAPL"]),
        ("苹果为什么下跌？", Intent.WHY, ["AAPL"]),
        ("Should I buy Apple?", Intent.ORDER, ["AAPL"]),
        ("Sell 100 shares of GE", Intent.ORDER, ["GE"]),
        ("What will the S&P 500 close at next year?", Intent.FORECAST, ["^GSPC"]),
        ("S&P 500 drawdown from its peak", Intent.TECHNICAL, ["^GSPC"]),
        ("How volatile is AMD?", Intent.TECHNICAL, ["AMD"]),
        ("苹果的市盈率是多少？", Intent.VALUATION, ["AAPL"]),
        ("What was Apple's revenue last quarter?", Intent.FUNDAMENTALS, ["AAPL"]),
        ("今天哪个板块领涨？", Intent.SECTORS, []),
        ("How are markets doing?", Intent.SUMMARY, []),
        ("What's the news on Apple?", Intent.NEWS, ["AAPL"]),
        ("What is 16 divided by 21?", Intent.ARITHMETIC, []),
        ("What can you do?", Intent.HELP, []),
        ("你好", Intent.GREETING, []),
        ("What's the weather in Paris?", Intent.OFF_TOPIC, []),
        ("Write me a poem", Intent.OFF_TOPIC, []),
    ],
)
def test_intent_and_instruments(desk, question, intent, symbols):
    request = read(question, desk)
    assert request.intent is intent
    assert [party.symbol for party in request.parties] == symbols


@pytest.mark.parametrize(
    ("question", "unknown"),
    [
        ("What is the price of ZZZQ?", "ZZZQ"),
        ("$NVDA price", "NVDA"),
        ("英伟达股价", "英伟达"),
        ("What about Tesla?", "Tesla"),
        ("黄金今年以来涨了多少？", "黄金"),
    ],
)
def test_a_name_that_the_market_does_not_hold_is_kept(desk, question, unknown):
    request = read(question, desk)
    assert request.unknown == (unknown,)
    assert request.parties == ()


def test_an_attached_article_makes_a_question_about_it(desk):
    assert read("Are small caps taking over?", desk, attached=True).intent is Intent.ARTICLE
    assert read("Is this article right?", desk, attached=True).intent is Intent.CHECK


@pytest.mark.parametrize(
    ("before", "question", "intent", "symbols", "form"),
    [
        (
            "How has Apple done against Microsoft this year?",
            "in a table",
            Intent.COMPARE,
            ["AAPL", "MSFT"],
            "table",
        ),
        ("How has Apple done this year?", "And Microsoft?", Intent.PERFORMANCE, ["MSFT"], ""),
        ("苹果今年以来表现如何？", "那微软呢？", Intent.PERFORMANCE, ["MSFT"], ""),
        ("How has Apple done against Microsoft?", "what about AMD?", Intent.COMPARE, ["AAPL", "AMD"], ""),
        ("Why did Apple fall in December?", "Apple price", Intent.QUOTE, ["AAPL"], ""),
    ],
)
def test_a_follow_up_takes_over_what_it_leaves_out(desk, before, question, intent, symbols, form):
    request = read(question, desk, before=[before])
    assert (request.intent, [party.symbol for party in request.parties], request.form) == (
        intent,
        symbols,
        form,
    )


def test_a_follow_up_may_change_the_language_of_the_answer(desk):
    request = read("换成中文", desk, before=["How has Apple done this year?"])
    assert (request.language, request.intent, request.parties[0].symbol) == ("zh", Intent.PERFORMANCE, "AAPL")
    request = read("And in English?", desk, before=["苹果今年表现如何？"])
    assert request.language == "en"


def test_years_beside_a_name_are_no_sum():
    from copilot.analyst.understanding import Intent, _intent

    text = "how did _ change from 2020 to 2022 against _?"
    assert _intent(text, named=True, timed=True, attached=False) is not Intent.ARITHMETIC
    assert _intent("16x as a discount to 21x?", named=False, timed=False, attached=False) is Intent.ARITHMETIC
