"""The HTML of an answer: figures, citations and findings in their places, and nothing of a stranger's that acts."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from sample_answers import ARTICLE, IWM, SPY, TEXT, answer

from copilot import codec
from copilot.answer import Answer, Chart
from copilot.export import cards, charts, html, view, words
from copilot.ledger import Evidence, Ledger
from copilot.ports import MarketInfo
from copilot.types import Article, Coverage, Passage, Report, Series


def texts(of: tuple[view.Block, ...]) -> list[str]:
    found = []
    for block in of:
        match block:
            case (
                view.Heading(segments=segments)
                | view.Paragraph(segments=segments)
                | view.Code(segments=segments)
            ):
                found.append("".join(one.text for one in segments))
            case view.Listing(items=items):
                found += [text for item in items for text in texts(item)]
            case view.Quote(blocks=several):
                found += texts(several)
            case view.Table(head=head, rows=rows):
                found += ["".join(one.text for one in cell) for row in (head, *rows) for cell in row]
    return found


def segments(of: tuple[view.Block, ...]) -> list[view.Segment]:
    found: list[view.Segment] = []
    for block in of:
        match block:
            case view.Heading(segments=inner) | view.Paragraph(segments=inner) | view.Code(segments=inner):
                found += inner
            case view.Listing(items=items):
                found += [one for item in items for one in segments(item)]
            case view.Table(head=head, rows=rows):
                found += [one for row in (head, *rows) for cell in row for one in cell]
    return found


def test_the_text_survives_the_marks():
    """Marks are put in before parsing and taken out after it: every character of the text is shown once."""
    assert texts(view.blocks(answer())) == [
        "Small caps fell 3.85% over 30 sessions, more than the S&P 500 fund's 3.13% [0].",
        "What the data say",
        "IWM closed at $248.88 [0].",
        "Regional banks remain the weak spot [1].",
        "Fund", "30 sessions", "IWM [0]", "−3.85%", "SPY [0]", "−3.13%",
        "At 16× against 21× forward earnings, the ~31% discount is wide [1].",
    ]  # fmt: skip


def test_each_citation_leads_to_the_rows_behind_its_own_sentence():
    led = [
        (one.number, [d.subject + " " + d.measure for d in one.data])
        for one in view.citations(answer().evidence)
    ]
    assert led == [
        (0, ["IWM price_return", "SPY price_return"]),
        (0, ["IWM close"]),
        (1, []),
        (0, ["IWM price_return"]),
        (0, ["SPY price_return"]),
        (1, []),
    ]


def test_an_article_citation_leads_to_the_words_that_support_the_sentence():
    cited = [one for one in view.citations(answer().evidence) if one.number == 1]
    assert [p.text for p in cited[0].passages] == ["Regional banks remain the weak spot"]
    assert cited[1].passages == ()  # the sentence failed: nothing of the article supports it


def test_two_marks_in_one_sentence_share_its_figures():
    """`A [0] and B [0].`: the first mark leads to A's row, the second to B's."""
    base = answer(bad=False)
    text = "IWM fell 3.85% [0] and SPY fell 3.13% [0]."
    iwm, spy = base.evidence.report.verdicts[0], base.evidence.report.verdicts[1]

    def at(verdict, words):
        start = text.index(words)
        place = type(verdict.claim.span)(start, start + len(words))
        whole = type(place)(0, len(text))
        return replace(verdict, claim=replace(verdict.claim, span=place, sentence=whole))

    evidence = replace(base.evidence, text=text, report=Report((at(iwm, "3.85%"), at(spy, "3.13%"))))
    assert [[d.subject for d in one.data] for one in view.citations(evidence)] == [["IWM"], ["SPY"]]


def test_a_mark_after_the_full_stop_belongs_to_the_sentence_before_it():
    base = answer(bad=False)
    text = "IWM fell 3.85%. [0]"
    verdict = base.evidence.report.verdicts[0]
    span = type(verdict.claim.span)
    moved = replace(verdict, claim=replace(verdict.claim, span=span(9, 14), sentence=span(0, 15)))
    evidence = replace(base.evidence, text=text, report=Report((moved,)))
    assert [d.subject for d in view.citations(evidence)[0].data] == ["IWM"]


def test_a_figure_keeps_its_verdict_within_bold_text():
    figures = [(one.text, one.strong) for one in segments(view.blocks(answer())) if one.verdict is not None]
    assert figures[0] == ("3.85%", True)


def test_a_finding_is_marked_in_place_with_its_message_and_fix():
    page = html.fragment(answer().evidence, "en")
    assert re.search(
        r'<span class="mc-bad mc-is-error">~31%</span><span class="mc-bad mc-is-error"> discount</span><sup',
        page,
    )
    assert "31% is the premium of 21× over 16×" in page
    assert "Suggested fix: <ins>23.8%</ins>" in page
    assert page.count('class="mc-note ') == 1


def test_a_citation_opens_a_popover_that_names_the_row_its_dates_and_its_call():
    page = html.fragment(answer().evidence, "en", key="t")
    first = page[page.index('id="t-c0"') : page.index("<h5>")] if "<h5>" in page else page
    for said in (
        "iShares Russell 2000 ETF (IWM)",
        "−3.85%",
        "2022-11-11 → 2022-12-23 · 30 sessions",
        "demo history(symbols=SIZE,QUAL,MTUM",
    ):
        assert said in first
    assert 'popovertarget="t-c0"' in page


def test_ids_are_unique_and_every_popover_target_exists():
    page = html.fragment(answer().evidence, "en")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == 6
    assert set(re.findall(r'popovertarget="([^"]+)"', page)) == set(ids)


HOSTILE = (
    '# <script>alert(1)</script>\n\n<img src="https://evil.example/x.png" onerror=alert(1)> ![x](https://evil.example/y.png) '
    "[click](javascript:alert(1)) <form action=https://evil.example><input></form> [0]: https://evil.example\n\n"
    "<div style='position:fixed;inset:0'>overlay</div>\n\n\u202egnirts\u202c &lt;b&gt; <https://evil.example> `</code><script>`\n\n"
    + "x"
    * 5000
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def _hostile() -> Answer:
    article = Article(
        "<script>t</script>",
        HOSTILE,
        url="javascript:alert(1)",
        publisher='"><img src=x>',
        author="\u202eevil",
    )
    evidence = Evidence(HOSTILE + " [1]", Ledger(articles=(article,)), Report(coverage=Coverage()))
    return replace(
        answer(), title="</title><script>x</script>", question="</p><script>", evidence=evidence, follow_ups=("<b>",),
        not_found=("<img src=x onerror=y>",), model="<script>m</script>", charts=(),
        market=MarketInfo("live", "<iframe src=//evil.example>"),
    )  # fmt: skip


def test_nothing_of_a_hostile_answer_or_article_becomes_markup():
    page = html.render(_hostile())
    reader = _Tags()
    reader.feed(page)
    tags = [tag for tag, _ in reader.tags]
    assert not {"img", "iframe", "form", "input", "a", "object", "link", "base"} & set(tags)
    assert tags.count("script") == 1
    assert not [name for _, attrs in reader.tags for name in attrs if name.startswith("on")]
    assert "\u202e" not in page[: page.index('type="application/json"')]


def test_the_file_forbids_scripts_and_requests_and_names_no_address_of_its_own():
    page = html.render(answer())
    assert f'content="{html.POLICY}"' in page
    assert html.POLICY.startswith("default-src 'none'")
    outside = re.findall(r'(?:src|href)="(https?:[^"]+)"', page)
    assert outside == ["https://example.com/small-caps"] * (len(outside))


def test_the_file_carries_the_whole_answer():
    page = html.render(answer())
    carried = re.search(rf'<script type="application/json" id="{html.SCRIPT}">(.*?)</script>', page, re.S)
    assert carried is not None
    assert codec.decode(json.loads(carried[1]), Answer, Chart, Evidence, Ledger, MarketInfo) == answer()


def test_rendering_is_the_same_every_time():
    assert html.render(answer()) == html.render(answer())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_check_line_counts_what_the_report_counts(language):
    coverage = Coverage(proved=18, recomputed=9, comparisons=2)
    said = {
        "en": "18 of 18 figures match their source; 9 recomputed from the rows; 2 comparisons recomputed.",
        "zh": "18 个数字中有 18 个与来源一致，其中 9 个由原始数据重新计算，2 处比较重新核算。",
    }
    assert words.check_line(coverage, language) == said[language]


def test_a_comparison_chart_starts_at_100_and_keeps_its_words_as_text():
    drawn = charts.svg(Chart("t", (IWM, replace(SPY, subject="标普<x>")), rebased=True))
    assert "IWM  96.15" in drawn
    assert "标普&lt;x&gt;" in drawn
    assert "<x>" not in drawn
    first = [
        v["value"]
        for v in charts.description(Chart("t", (IWM, SPY), rebased=True))["layer"][1]["data"]["values"]
    ]
    assert first[0] == 100


def test_a_chart_of_series_without_a_common_session_is_drawn_from_each_first_row():
    later = replace(SPY, rows=tuple((day.replace(year=2023), value) for day, value in SPY.rows))
    assert "<svg" in charts.svg(Chart("t", (IWM, later), rebased=True))


def test_a_long_series_keeps_its_last_row():
    from datetime import date, timedelta

    rows = tuple((date(2010, 1, 1) + timedelta(days=i), Decimal(100 + i)) for i in range(3000))
    long = Series("X", "close", IWM.adjustment, "USD", "USD", rows, IWM.origin)
    drawn = charts.description(Chart("t", (long,)))["layer"][0]["data"]["values"]
    assert len(drawn) <= 900
    assert drawn[-1]["value"] == 3099


def test_a_reference_definition_in_the_text_does_not_swallow_the_citation():
    evidence = replace(
        answer().evidence, text="IWM fell [0].\n\n[0]: https://evil.example\n", report=Report()
    )
    assert html.fragment(evidence, "en").count('class="mc-cite') == 2


def test_markup_of_the_line_stays_markup_when_a_whole_line_is_blamed():
    base = answer()
    finding = replace(
        base.evidence.report.findings[0], span=type(base.evidence.report.findings[0].span)(0, 9), fix=None
    )
    evidence = replace(base.evidence, text="- item 31", report=Report((), (finding,)))
    assert html.fragment(evidence, "en").startswith('<ul><li><span class="mc-bad mc-is-error">item 31</span>')


def test_the_sample_text_is_what_the_tests_think_it_is():
    assert TEXT.count("[0]") == 4
    assert ARTICLE.note == "sample"


def test_quoted_words_are_shown_in_their_sentence_and_neighbours_share_one_excerpt():
    text = "First one. Small caps trade at 16 times earnings, against 21 times for large ones. Last one here."
    article = Article("t", text)
    found = cards.excerpts([Passage(article, text.index("21 times"), text.index("21 times") + 8), Passage(article, text.index("16"), text.index("16") + 8)])  # fmt: skip
    assert found == (
        '<blockquote class="mc-quoted" dir="auto">Small caps trade at <mark>16 times</mark> earnings, against '
        "<mark>21 times</mark> for large ones.</blockquote>"
    )


def test_a_quoted_sentence_is_shown_alone():
    article = Article("t", "甲公司盈利增长。乙公司亏损。丙公司持平。")
    start = article.text.index("乙")
    assert ">乙公司亏损。</mark>" not in cards.excerpts([Passage(article, 0, 3)])
    assert cards.excerpts([Passage(article, start, start + 6)]) == (
        '<blockquote class="mc-quoted" dir="auto"><mark>乙公司亏损。</mark></blockquote>'
    )


@pytest.mark.parametrize(
    ("cells", "side"),
    [(["−3.85%", "12.1%"], ' class="mc-right"'), (["S&P 500", "Russell 2000"], ""), (["$248.88", "—"], ' class="mc-right"'), (["“up 18%”", "more than 63%"], "")],
)  # fmt: skip
def test_a_column_of_figures_is_set_right_and_one_of_words_is_not(cells, side):
    text = "| a | b |\n|---|---|\n" + "".join(f"| x | {cell} |\n" for cell in cells)
    page = html.fragment(replace(answer().evidence, text=text, report=Report()), "en")
    assert f"<th{side}>b</th>" in page


def test_a_proved_figure_of_a_text_without_marks_opens_a_card_of_its_own():
    base = answer(bad=False)
    text = "IWM fell 3.85%."
    verdict = base.evidence.report.verdicts[0]
    span = type(verdict.claim.span)
    moved = replace(
        verdict, claim=replace(verdict.claim, span=span(9, 14), sentence=span(0, 15), citations=())
    )
    evidence = replace(base.evidence, text=text, report=Report((moved,)))
    page = html.fragment(evidence, "en", key="t")
    assert 'class="mc-fig mc-proved" popovertarget="t-f1">3.85%</button>' in page
    assert "2022-11-11 → 2022-12-23" in page[page.index('id="t-f1"') :]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("IWM fell in May [0].", 'IWM fell in <span class="mc-kept">May <button'),
        ("标普500上涨[0]。", '标普500上<span class="mc-kept">涨<button'),
        (
            "It closed on 2026-03-13 [0].",
            '<span class="mc-day">2026-03-13</span> <span class="mc-kept"><button',
        ),
        ("R&D [0].", 'R&amp;<span class="mc-kept">D <button'),
    ],
)
def test_a_mark_and_its_full_stop_stay_on_the_line_of_their_word(text, said):
    page = html.fragment(replace(answer().evidence, text=text, report=Report()), "en")
    assert said in page
    assert re.search(r"</button>[.。]</span></p>", page)
    reader = _Balanced()
    reader.feed(page)
    assert reader.open == []


class _Balanced(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_every_tag_of_a_real_and_of_a_hostile_page_is_closed():
    for page in (
        html.render(answer()),
        html.render(answer(language="zh")),
        html.fragment(_hostile().evidence, "en"),
    ):
        reader = _Balanced()
        reader.feed(re.sub(r"<(?:meta|!doctype)[^>]*>", "", page))
        assert reader.open == []
