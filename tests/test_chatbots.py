"""Pasted answers of chatbots: how the benchmark fills and counts them, and what it has shown."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks import chatbots
from copilot import check
from copilot.types import Finding, Report, Severity, Span

MARKET = Path(__file__).resolve().parents[2] / "shared/market"


class _Prices:
    def fact(self, words):
        return {"close A": 10.005, "ret A 5": -2.345}[words]


def test_facts_are_rounded_signs_dropped_and_errors_planted_where_they_are_marked():
    template = "A at {close A|1|+2}, down {abs ret A 5|2}%, <below~above> 11."
    made = chatbots.filled(template, _Prices())
    assert made.text == "A at 12.0, down 2.35%, above 11."
    assert [made.text[span.start : span.end] for span in made.planted] == ["12.0", "above"]
    twin = chatbots.filled(template, _Prices(), mended=True)
    assert (twin.text, twin.planted) == ("A at 10.0, down 2.35%, below 11.", [])


def test_a_planted_error_is_caught_in_its_sentence_and_any_other_flagged_sentence_is_a_false_alarm():
    made = chatbots.Written("A is 12. B is 3. C is 4.", [Span(5, 7)])
    findings = (
        Finding("N202", "", "", Severity.ERROR, Span(5, 7)),
        Finding("N201", "", "", Severity.ERROR, Span(14, 15)),
        Finding("N209", "", "", Severity.WARNING, Span(22, 23)),
    )
    tally = chatbots.Tally()
    chatbots.judge(made, Report(findings=findings), tally)
    assert (tally.planted, tally.caught, tally.clean, tally.alarms) == (1, 1, 2, 1)


PRICES = [
    {"subject": "KRE", "measure": "close", "value": 63.46, "unit": "USD", "as_of": date(2026, 3, 16)},
    {"subject": "KRE", "measure": "sma50", "value": 68.42, "unit": "USD", "as_of": date(2026, 3, 16)},
]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("KRE's 50-day moving average is $68.42, so the fund is trading below that level.", []),
        ("KRE's 50-day moving average is $68.42, so the fund is trading above that level.", ["R401"]),
        ("KRE closed at $63.46. It trades below its 50-day moving average of $68.42.", []),
        ("KRE closed at $63.46. It trades above its 50-day moving average of $68.42.", ["R401"]),
    ],
)
def test_what_points_back_is_the_reference_and_a_pronoun_the_fund(text, codes):
    report = check(text, data=PRICES, articles=[], citations="any")
    assert [one.code for one in report.findings] == codes


@pytest.mark.shared
@pytest.mark.slow
def test_the_twenty_texts_keep_what_they_reached():
    tallies = chatbots.run(MARKET)
    assert tallies["as written"].caught >= 19
    assert tallies["as written"].alarms <= 2
    assert tallies["mended"].alarms <= 1
