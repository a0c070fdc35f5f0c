"""Whole articles against real prices beside the project (skipped where they are not): the small-caps note, a stranger's."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from copilot import Article, Copilot

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "market"
pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no {FOLDER}")]

SMALL_CAPS = Article(
    "Are small caps finally ready to lead?",
    "Small companies have waited a long time. Since early 2021 the S&P 500 has risen more than 63%, while the Russell "
    "2000 is up about 18%.\n\nThat gap has left smaller shares cheap. The Russell 2000 trades at about 16 times "
    "expected earnings, against about 21 times for the S&P 500, according to FactSet.\n\nHistory gives some hope. In "
    "the 12 months after the first cut of the last five rate-cut cycles the Russell 2000 beat the S&P 500 by about 12 "
    "percentage points on average, according to Goldman Sachs.\n\nFew investors are positioned for it: fund managers' "
    "allocation to small caps is below its long-term average, a Bank of America survey showed.\n\nBanks are the weak "
    "spot. The SPDR S&P Regional Banking ETF (KRE) is down more than 35% from its 2022 peak.",
    publisher="Marlow Street Notes",
    published=date(2026, 2, 16),
)
STRANGER = Article(
    "Chips, gold and the long bond: what February told us",
    "Semiconductors remain the market's engine. The PHLX Semiconductor Index has gained roughly 16% since the start of "
    "the year, and the VanEck Semiconductor ETF (SMH) is up 13% over the same period. The Nasdaq Composite, by "
    "contrast, is down 2.9% year to date.\n\nGold closed at a record. GLD ended Friday, February 13, at $462.62, up "
    "17% in 2026, while silver's SLV rose 10%.\n\nEnergy beat technology by more than 20 percentage points year to "
    "date. XLE and XLK have moved 21.6% and -3.1%, respectively.\n\nThe Russell 2000 trades 12% above its 200-day "
    "average and about 3% below its high. JPMorgan strategists expect the S&P 500 to reach 8,000 by year-end.\n\n"
    "Payrolls rose by 130,000 in January, the Labor Department said.",
    publisher="Harbour Desk",
    published=date(2026, 2, 17),
)


def asked(question, article, as_of, home):
    answer = Copilot(market=FOLDER, as_of=as_of, home=home).ask(question, article=article)
    rows = [line.split("|")[1:-1] for line in answer.evidence.text.splitlines() if line.startswith("|")]
    assert [one.message for one in answer.report.findings] == []
    assert answer.withheld == ()
    return answer, [
        (cells[0].strip(), cells[2].strip(), cells[3].strip()) for cells in rows if len(cells) == 4
    ]


@pytest.mark.parametrize(
    ("question", "as_of", "title", "words"),
    [
        (
            "Are small caps taking over from large caps?",
            date(2026, 3, 16),
            "A split verdict",
            ("agrees", "not checkable"),
        ),
        (
            "Are small caps taking over from large caps?",
            date(2026, 2, 18),
            "Leading so far",
            ("agrees", "not checkable"),
        ),
        ("小盘股会接替大盘股领涨吗？", date(2026, 3, 16), "结论分化", ("相符", "无法核对")),
        ("小盘股会接替大盘股领涨吗？", date(2026, 2, 18), "目前领先", ("相符", "无法核对")),
    ],
)
def test_the_small_caps_note_is_analysed(tmp_path, question, as_of, title, words):
    answer, rows = asked(question, SMALL_CAPS, as_of, tmp_path)
    agrees, unchecked = words
    assert answer.title.startswith(title)
    assert [verdict.startswith(agrees) for _, _, verdict in rows[2:4]] == [True, True]
    assert all(verdict.startswith(unchecked) for _, _, verdict in rows[4:])
    assert len(rows) == 9  # heading, rule, and seven claims
    # The article's day was a holiday: its figures end with the close before.
    assert "2021-03-09" in rows[2][1]
    assert "2026-02-13" in rows[2][1]
    assert "23.8%" in answer.evidence.text
    assert re.search(r"36\.01%", answer.evidence.text), "the spread over the starts that 'early 2021' allows"


def test_a_strangers_article_gets_a_verdict_for_each_claim(tmp_path):
    _, rows = asked("Which claims hold?", STRANGER, date(2026, 3, 16), tmp_path)
    verdicts = {(what, market.split(",")[0]): verdict for what, market, verdict in rows[2:]}
    assert verdicts == {
        ("PHLX Semiconductor, 2026 to date", "price return 14.87%"): "contradicted",
        ("SMH, 2026 to date", "price return 13.16%"): "agrees",
        ("NASDAQ Composite, 2026 to date", "price return −2.86%"): "agrees",
        ("GLD close", "closing price $462.62"): "agrees",
        ("GLD, 31 December 2025 to 13 February 2026", "price return 16.73%"): "agrees",
        ("SLV, 31 December 2025 to 13 February 2026", "price return 8.23%"): "contradicted",
        ("XLE against XLK, 2026 to date", "excess return 23.34 pp"): "agrees, with room",
        ("XLE, 2026 to date", "price return 20.22%"): "contradicted",
        ("XLK, 2026 to date", "price return −3.12%"): "agrees",
        ("Russell 2000 against its average", "distance to the moving average 11.71%"): "agrees",
        ("Russell 2000 from its peak", "drawdown 2.65%"): "agrees",
        ("S&P 500 forecast", "–"): "not checkable: a forecast, which no data can confirm yet",
        ("Economic figure", "–"): "not checkable: economic figures are not in the market data",
    }
