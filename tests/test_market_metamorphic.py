"""What must not change a verdict: the order of the rows, fifty rows more, other names, the scale that a unit is given in."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import copilot
from benchmarks.market_sentences import judge, sentences

FOLDER = Path(__file__).parent / "answers" / "market"
SPLITS = ("en_market_first", "en_market_second", "en_market_third")
SAMPLE = [one for split in SPLITS for one in sentences(FOLDER, split)][::6]


def flagged(sentence):
    report = judge(sentence)
    return not (report.ok and report.supported)


def changed(change):
    return [one.text for one in SAMPLE if flagged(one) != flagged(change(one))]


def permuted(sentence):
    rows = list(sentence.data)
    random.Random(7).shuffle(rows)
    return replace(sentence, data=tuple(rows))


def distracted(sentence):
    chance = random.Random(11)
    more = [
        {
            "subject": f"ZZ{number}",
            "name": f"Quillfeather {number} Holdings",
            "measure": chance.choice(["inventory", "free cash flow", "total debt"]),
            "value": round(chance.uniform(100, 900), 2),
            "unit": "million USD",
            "window": "FY2019",
        }
        for number in range(50)
    ]
    return replace(sentence, data=(*sentence.data, *more))


_STRANGERS = (("Quillfeather", "QLF"), ("Marrowdale", "MRW"), ("Thistlecombe", "THC"))
_TEMPLATES = (
    (
        "{0} rose 4.2% over the month, 1.3 points more than {1} [0].",
        "{0} rose 4.2% over the month, 1.3 points less than {1} [0].",
    ),
    ("Only {2} fell over the month [0].", "Only {1} fell over the month [0]."),
    (
        "Both {0} and {1} gained over the month; {2} lost 0.8% [0].",
        "Both {0} and {2} gained over the month; {1} lost 0.8% [0].",
    ),
    (
        "At $31.50, {0} stands 5% above its 50-day average of $30 [0].",
        "At $31.50, {0} stands 5% below its 50-day average of $30 [0].",
    ),
)


@pytest.mark.parametrize("template", _TEMPLATES, ids=lambda pair: pair[0][:28])
@pytest.mark.parametrize("turn", range(3))
def test_other_names_change_no_verdict(template, turn):
    """Invented names and tickers, each in each place."""
    order = [*_STRANGERS[turn:], *_STRANGERS[:turn]]
    names = [name for name, _ in order]
    data = [
        {
            "subject": ticker,
            "name": f"{name} Corp",
            "measure": "ret_1m",
            "value": value,
            "unit": "%",
            "window": "1m",
        }
        for (name, ticker), value in zip(order, (4.2, 2.9, -0.8), strict=True)
    ]
    data.append(
        {"subject": order[0][1], "name": f"{names[0]} Corp", "measure": "close", "value": 31.5, "unit": "USD"}
    )
    data.append(
        {"subject": order[0][1], "name": f"{names[0]} Corp", "measure": "sma50", "value": 30, "unit": "USD"}
    )
    right, wrong = (copilot.check(text.format(*names), data=data) for text in template)
    assert (right.ok and right.supported, wrong.ok and wrong.supported) == (True, False)


_SCALES = {"million": Decimal("0.001"), "bn": Decimal(1000), "billion": Decimal(1000)}
_TO = {"million": "billion", "bn": "million", "billion": "million"}


def rescaled(sentence):
    rows = []
    for row in sentence.data:
        words = str(row.get("unit", "")).split()
        scale = next((word for word in words if word in _SCALES), "")
        if scale and isinstance(row["value"], int | float):
            unit = " ".join(_TO[word] if word == scale else word for word in words)
            row = {**row, "value": float(Decimal(str(row["value"])) * _SCALES[scale]), "unit": unit}
        rows.append(row)
    return replace(sentence, data=tuple(rows))


@pytest.mark.parametrize("change", [permuted, distracted, rescaled], ids=lambda one: one.__name__)
def test_what_does_not_matter_changes_no_verdict(change):
    assert changed(change) == []
