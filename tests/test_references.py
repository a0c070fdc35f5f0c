"""`{{F12}}` becomes a figure in house style and its sentence gets the citation it owes."""

from datetime import date
from decimal import Decimal as D

import pytest

from copilot.agent.references import pending, render
from copilot.ledger import Ledger
from copilot.types import Datum, Origin, Reported


def datum(subject: str, value: str, unit: str, measure: str = "price_return") -> Datum:
    currency = unit if unit == "USD" else None
    return Datum(
        subject, measure, D(value), unit, currency, None, date(2026, 3, 13), Origin("x", ""), Reported()
    )


LEDGER = Ledger(
    data=(
        datum("^RUT", "-3.8512", "%"),
        datum("^GSPC", "-3.1304", "%"),
        datum("IWM", "248.88", "USD", "close"),
        datum("IWM", "-3.67", "%", "distance_to_average"),
        datum("IWM", "-0.72", "pp", "excess_return"),
        datum("SPY", "2.5", "%"),
    )
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("IWM closed at {{F3}}.", "IWM closed at $248.88 [0]."),
        ("It returned {{F1}} against {{F2|1}}.", "It returned −3.85% against −3.1% [0]."),
        ("The Russell 2000 declined {{F1}}, more than the S&P's {{F2}} drop.",
         "The Russell 2000 declined 3.85%, more than the S&P's 3.13% drop [0]."),
        ("It fell by {{ F1 }} [0].", "It fell by 3.85% [0]."),
        ("IWM's {{F1}} is below SPY's {{F2}}.", "IWM's −3.85% is below SPY's −3.13% [0]."),
        ("IWM stands {{F4}} below its average.", "IWM stands 3.67% below its average [0]."),
        ("It lagged SPY by {{F5}}.", "It lagged SPY by 0.72 pp [0]."),
        ("It fell {{F6}}.", "It fell 2.50% [0]."),  # the wrong verb stays wrong, for the checker to find
        ("As [1] says, {{F3}} was the close [1].", "As [1] says, $248.88 was the close [0][1]."),
        ("Why {{F3}}?", "Why $248.88 [0]?"),
        ("**It closed at {{F3}}.**", "**It closed at $248.88 [0].**"),
        ("罗素2000下跌{{F1}}。", "罗素2000下跌3.85%[0]。"),
        ("收于{{F3}}，跌幅为{{F1}}", "收于$248.88，跌幅为3.85%[0]"),
        ("It fell (by {{F1}}).", "It fell (by 3.85%) [0]."),
        ("(It closed at {{F3}}.)", "(It closed at $248.88 [0].)"),
        ("# Lead: {{F3}} (30 sessions)", "# Lead: $248.88 (30 sessions) [0]"),
        ("IWM收盘较20日均线低{{F4}}。", "IWM收盘较20日均线低3.67%[0]。"),
        ("IWM收盘低于20日均线{{F4}}。", "IWM收盘低于20日均线3.67%[0]。"),
        ("IWM lagged SPY over 30 sessions by {{F5}}.", "IWM lagged SPY over 30 sessions by 0.72 pp [0]."),
        ("No figure here [1].", "No figure here [1]."),
        ("| IWM | {{F3}} | {{F1|2}} |", "| IWM | $248.88 | −3.85% [0] |"),
        ("| IWM | {{F3}} | text [1] |", "| IWM | $248.88 [0] | text [1] |"),
    ],
)  # fmt: skip
def test_a_reference_is_written_in_house_style_and_cited_once(written, read):
    language = "zh" if any(char >= "\u4e00" for char in written) else "en"
    assert render(written, LEDGER, language).text == read


def test_a_reference_to_no_fact_is_reported_and_not_replaced():
    found = render("It was {{F99}} after {{F3}} and {{f3}}.", LEDGER, "en")
    assert found.unknown == ("{{F99}}", "{{f3}}")
    assert found.facts == (LEDGER.data[2],)


@pytest.mark.parametrize("text", ["closed at {", "closed at {{F1", "decline [", "decline [1"])
def test_half_a_mark_is_held_back(text):
    assert pending(text)


def test_a_whole_mark_is_not():
    assert not pending("decline [0]")
    assert not pending("{{F1}} and")
