"""What must hold for any datum and any text: rounding, renaming, order, scale, distractors, hostile input."""

import random
import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_EVEN
from decimal import Decimal as D
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

import copilot
from benchmarks.market_sentences import judge, sentences, splits
from copilot import checking
from copilot.checking import kernel
from copilot.reading import articles
from copilot.reading import ledger as read_ledger
from copilot.types import Article, Comparison, Hedge, Proved, Quantity

FOLDER = Path(__file__).parent / "answers" / "market"
DEVELOPMENT = [one for one in sentences(FOLDER, "development") if one.mode == "strict"]
QUICK = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


def verdict(text, data, texts=(), **options):
    report = copilot.check(text, data=data, articles=list(texts), **options)
    return report.ok, report.supported, tuple(sorted(finding.code for finding in report.findings))


def written(value: D, decimals: int) -> str:
    return f"{value.quantize(D(1).scaleb(-decimals), ROUND_HALF_EVEN):,f}"


UNITS = {
    "USD": ("ZQX closed at ${} [0].", "ZQX收于{}美元[0]。", "close"),
    "%": ("ZQX returned {}% year to date [0].", "ZQX今年以来涨幅为{}%[0]。", "return"),
    "x": ("ZQX trades at {}x forward earnings [0].", "ZQX的预期市盈率为{}倍[0]。", "forward_pe"),
}


@QUICK
@given(
    st.decimals("0.0001", "99999", places=4, allow_nan=False),
    st.integers(0, 4),
    st.sampled_from(sorted(UNITS)),
    st.integers(0, 1),
)
@example(D("2024"), 0, "USD", 0)
@example(D("100"), 0, "%", 1)
def test_a_datum_written_at_any_precision_is_proved(value, decimals, unit, language):
    text = UNITS[unit][language].format(written(value, decimals))
    assume(D(written(value, decimals).replace(",", "")) != 0)
    row = {"subject": "ZQX", "measure": UNITS[unit][2], "value": str(value), "unit": unit, "window": "ytd"}
    report = copilot.check(text, data=[row], articles=[])
    assert report.ok, (text, row, report.findings)


@QUICK
@given(
    st.decimals("1", "99999", places=4, allow_nan=False),
    st.integers(0, 4),
    st.sampled_from(sorted(UNITS)),
    st.integers(0, 1),
    st.decimals("0.51", "30", places=2),
    st.sampled_from([1, -1]),
)
def test_a_datum_moved_by_more_than_half_a_step_is_not(value, decimals, unit, language, steps, side):
    moved = D(written(value, decimals).replace(",", "")) + side * steps.to_integral_value().max(D(1)) * D(
        1
    ).scaleb(-decimals)
    assume(moved > 0)
    text = UNITS[unit][language].format(written(moved, decimals))
    row = {"subject": "ZQX", "measure": UNITS[unit][2], "value": str(value), "unit": unit, "window": "ytd"}
    assume(not Quantity(moved, unit, D(1).scaleb(-decimals)).admits(value, unit))
    report = copilot.check(text, data=[row], articles=[])
    assert not report.ok, (text, row)


def some(count, seed):
    return random.Random(seed).sample(DEVELOPMENT, count)


@pytest.mark.parametrize("one", some(40, 1), ids=lambda one: one.text[:40])
def test_the_order_of_facts_changes_no_verdict(one):
    report = judge(one)
    shuffled = list(one.data)
    random.Random(3).shuffle(shuffled)
    again = judge(replace(one, data=tuple(shuffled)))
    assert (again.ok, again.supported) == (report.ok, report.supported)
    assert [f.code for f in again.findings] == [f.code for f in report.findings]


@pytest.mark.parametrize("one", some(40, 2), ids=lambda one: one.text[:40])
def test_fifty_distractor_facts_change_no_verdict(one):
    draw = random.Random(5)
    distractors = tuple(
        {
            "subject": f"QZ{chr(65 + n % 26)}{chr(65 + n // 26)}",
            "name": f"Distractor Number{chr(65 + n % 26)}{chr(97 + n // 26)}",
            "measure": draw.choice(["close", "volume", "return", "revenue", "forward_pe", "gross margin"]),
            "value": round(draw.uniform(-50, 500), 2),
            "unit": draw.choice(["%", "USD", "x", "million USD"]),
            "window": draw.choice(["ytd", "1d", "Q4 FY2025", "30 sessions"]),
        }
        for n in range(50)
    )
    report, again = judge(one), judge(replace(one, data=one.data + distractors))
    assert (again.ok, again.supported) == (report.ok, report.supported), [f.message for f in again.findings]


_COUNTED = re.compile(
    r"[两三四五六七八九十\d](?:家|大|只)"
)  # "the three" are those of the rows, so strangers matter
CHINESE = [
    one
    for split in splits(FOLDER)
    if split.startswith("zh")
    for one in sentences(FOLDER, split)
    if not _COUNTED.search(one.text)
]
_TENS = {"元": 0, "万元": 4, "亿元": 8}


def in_smaller_units(row):
    """亿元 as 万元, 万元 as 元."""
    unit, smaller = row.get("unit"), {"亿元": "万元", "万元": "元"}
    if unit not in smaller:
        return row
    value = D(str(row["value"])).scaleb(_TENS[unit] - _TENS[smaller[unit]])
    return {**row, "value": f"{value:f}", "unit": smaller[unit]}


@pytest.mark.parametrize("one", random.Random(4).sample(CHINESE, 60), ids=lambda one: one.text[:20])
def test_order_scale_and_strangers_change_no_chinese_verdict(one):
    draw = random.Random(6)
    strangers = tuple(
        {
            "subject": f"{name}{trade}",
            "measure": measure,
            "value": round(draw.uniform(1, 900), 2),
            "unit": unit,
        }
        for name in ("锦屏", "云岭", "赤水", "鹿原", "霜江")
        for trade in ("重工", "航运")
        for measure, unit in (("涨跌幅", "%"), ("收盘价", "元"), ("营业收入", "亿元"), ("市盈率TTM", "倍"))
    )
    shuffled = draw.sample(one.data, len(one.data))
    report = judge(one)
    for changed in (shuffled, [in_smaller_units(row) for row in one.data], [*one.data, *strangers]):
        again = judge(replace(one, data=tuple(changed)))
        assert [f.code for f in again.findings] == [f.code for f in report.findings]


RENAMED = [
    ("IWM", "ZQX"),
    ("SPY", "YQX"),
    ("QQQ", "XQX"),
    ("KRE", "WQX"),
    ("Novalight", "Ostrander"),
    ("Meridian", "Calloway"),
]


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_renaming_an_instrument_changes_no_verdict(old, new):
    chosen = [one for one in DEVELOPMENT if old in one.text][:6]
    assert chosen
    for one in chosen:
        data = tuple(
            {key: value.replace(old, new) if isinstance(value, str) else value for key, value in row.items()}
            | ({"name": f"{new} Fund"} if row["subject"] == old else {})
            for row in one.data
        )
        texts = tuple(
            {**text, "text": text["text"].replace(old, new), "title": text["title"].replace(old, new)}
            for text in one.articles
        )
        report = judge(one)
        again = judge(replace(one, text=one.text.replace(old, new), data=data, articles=texts))
        assert (again.ok, again.supported) == (report.ok, report.supported), (
            one.text,
            [f.message for f in again.findings],
        )


SCALES = [
    ("4820", "million USD"),
    ("4.82", "billion USD"),
    ("4820000000", "USD"),
    ("4,820,000", "thousand USD"),
    ("$4.82 billion", ""),
]


@pytest.mark.parametrize(("value", "unit"), SCALES)
def test_the_scale_of_a_row_changes_no_verdict(value, unit):
    row = {
        "subject": "NVLT",
        "name": "Novalight Semiconductor",
        "measure": "revenue",
        "value": value,
        "unit": unit,
        "window": "Q4 FY2025",
    }
    for text, right in (
        ("Novalight's Q4 FY2025 revenue was $4.82 billion [0].", True),
        ("Novalight's Q4 FY2025 revenue was $4,820 million [0].", True),
        ("Novalight's Q4 FY2025 revenue was $4.82 million [0].", False),
        ("Novalight's Q4 FY2025 revenue was $4.28 billion [0].", False),
        ("Novalight 2025财年四季度营收48.2亿美元[0]。", True),
        ("Novalight 2025财年四季度营收4.82亿美元[0]。", False),
    ):
        assert copilot.check(text, data=[row], articles=[]).ok is right, text


def test_nothing_that_is_proved_evaluates_outside_what_is_written():
    """The kernel, asked again by this test for each proof of the development half."""
    count = 0
    for one in DEVELOPMENT:
        for proved in judge(one).verdicts:
            if not isinstance(proved, Proved) or isinstance(proved.claim, Comparison):
                continue
            quantity = getattr(proved.claim, "quantity", None)
            if quantity is not None:
                count += 1
                result = kernel.evaluate(proved.proof)
                if proved.proof.formula == "magnitude":  # the words carry the sign
                    quantity = replace(quantity, value=abs(quantity.value), hedge=Hedge.EXACT)
                low, high = quantity.interval
                assert low is None or result >= low, (one.text, proved)
                assert high is None or result <= high, (one.text, proved)
    assert count > 150


@pytest.mark.parametrize(
    "one", [one for one in some(60, 4) if "；" not in one.text], ids=lambda one: one.text[:40]
)
def test_fixing_twice_changes_nothing_more(one):
    found = read_ledger([dict(row) for row in one.data], [dict(text) for text in one.articles])
    report = checking.check(one.text, found, citations="strict", as_of=one.as_of)
    once = checking.fixed(one.text, report)
    again = checking.check(once, found, citations="strict", as_of=one.as_of)
    assert checking.fixed(once, again) == once
    assert len(again.findings) <= len(report.findings)


@pytest.mark.parametrize("one", some(40, 6), ids=lambda one: one.text[:40])
def test_every_figure_is_counted_once(one):
    coverage = judge(one).coverage
    figures = coverage.proved + coverage.consistent + coverage.failed + coverage.unread
    assert figures + coverage.not_claims >= (
        1 if any(mark.isdigit() for mark in one.text.split("[")[0]) else 0
    )
    assert max(coverage.recomputed, coverage.stated) <= coverage.proved


ALPHABET = st.text(
    st.sampled_from(
        list(
            "0123456789.,%$¥+-−–()[]|:/ \n\t'\"“”，。；：（）【】xXabIWMQ万亿成倍个百分点约超过涨跌年月日第一二三\u200b\ud800\u0660½Ⅷ"
        )
    ),
    max_size=200,
)
ROWS = [
    {"subject": "IWM", "measure": "close", "value": 248.88, "unit": "USD", "as_of": "2026-03-13"},
    {"subject": "SPY", "measure": "return", "value": -2.88, "unit": "%", "window": "ytd"},
]


@pytest.mark.slow
@settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))
@given(ALPHABET, ALPHABET)
def test_hostile_text_never_crashes_the_checker(text, article):
    report = copilot.check(text, data=ROWS, articles=[article])
    assert all(0 <= finding.span.start <= finding.span.end <= len(text) for finding in report.findings)
    assert all(
        0 <= fact.span.start <= fact.span.end <= len(article) for fact in articles.facts(Article("", article))
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(
            ["subject", "name", "measure", "value", "unit", "window", "as_of", "currency", "note"]
        ),
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), ALPHABET, st.dates()),
        min_size=1,
    )
)
def test_hostile_rows_are_read_or_refused_with_a_reason(row):
    try:
        report = copilot.check("IWM closed at $248.88 [0].", data=[row], articles=[])
    except copilot.ConfigError as error:
        assert "data[0]" in str(error)
    else:
        assert isinstance(report.ok, bool)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "[0]",
        "[0][1][999]",
        "9" * 3000,
        "1 " * 150 + "x",
        "(" * 3000,
        "IWM " * 800,
        "万" * 2000,
        "|" * 2000,
        "\x00",
        "\ud800",
        "#" * 500,
        "- " * 900,
        "“" * 900,
        "约" * 900 + "1",
        "1,1," * 100,
    ],
)
def test_hostile_shapes_never_crash_the_checker(text):
    report = copilot.check(text, data=ROWS, articles=["IWM fell 3%. " + text], as_of=date(2026, 3, 13))
    assert all(finding.span.end <= len(text) for finding in report.findings)
