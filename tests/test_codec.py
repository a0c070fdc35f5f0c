"""The JSON form: what goes in comes out, and a changed digit is seen."""

import json
from datetime import date
from decimal import Decimal as D

import pytest

from copilot import codec
from copilot.errors import ConfigError
from copilot.ledger import Ledger
from copilot.types import Adjustment, Article, Computed, Datum, Observed, Origin, Passage, Series, Window

ORIGIN = Origin("folder", "read")
ROWS = ((date(2026, 3, 12), D("247.10")), (date(2026, 3, 13), D("248.92")))
SERIES = Series("IWM", "close", Adjustment.SPLIT, "USD", "USD", ROWS, ORIGIN)
CLOSE = Datum("IWM", "close", D("248.92"), "USD", "USD", None, date(2026, 3, 13), ORIGIN, Observed(SERIES))
RETURN = Datum(
    "IWM",
    "price_return",
    D("0.7365"),
    "%",
    None,
    Window(ROWS[0][0], ROWS[1][0], 1),
    date(2026, 3, 13),
    ORIGIN,
    Computed("price_return", (), (SERIES,), (CLOSE,)),
)
LEDGER = Ledger().add(CLOSE, RETURN, Passage(Article("小盘股", "小盘股上涨。"), 0, 3))


def test_a_ledger_survives_json_with_types_and_scale():
    document = json.loads(json.dumps(codec.encode(LEDGER)))
    again = codec.decode(document, Ledger)
    assert again == LEDGER
    assert str(again.data[0].value) == "248.92"
    assert again.data[1].basis.series[0].adjustment is Adjustment.SPLIT
    assert codec.digest(again.data[1]) == codec.digest(RETURN)


def test_a_changed_digit_changes_its_digest():
    text = json.dumps(codec.encode(LEDGER)).replace("247.10", "247.11")
    assert codec.changed_objects(codec.encode(LEDGER)) == []
    assert codec.digest(SERIES) in codec.changed_objects(json.loads(text))


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"format": "x"},
        {"format": codec.FORMAT},
        {"format": codec.FORMAT, "root": {"type": "Nobody"}},
    ],
)
def test_what_is_not_ours_is_refused_with_a_reason(document):
    with pytest.raises(ConfigError):
        codec.decode(document)


def test_floats_have_no_place():
    with pytest.raises(TypeError):
        codec.encode(Ledger(data=(1.5,)))


def test_ledger_numbers_and_aliases_are_stable_when_facts_are_added():
    more = LEDGER.add(Article("other", "text"), CLOSE)
    assert more.alias(RETURN) == "F2"
    assert more.datum("F2") is RETURN
    assert more.number(LEDGER.articles[0]) == 1
    assert len(more.articles) == 2
