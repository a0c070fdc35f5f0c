"""The page in headless Chromium: what a visitor does, what leaves the page, what a screen reader meets."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from fake_copilot import FakeCopilot, served
from test_html import _hostile

pytestmark = pytest.mark.browser
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip(
        "no Chromium here: `apt-get install chromium` and the browser tests run", allow_module_level=True
    )

from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion",
]  # fmt: skip
QUESTION = "Is the small-cap rotation real?"


@pytest.fixture(scope="module")
def copilot():
    return FakeCopilot(hostile=_hostile())


@pytest.fixture(scope="module")
def address(copilot):
    with served(copilot) as at:
        yield at


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    from copilot import Copilot

    with served(Copilot(market="demo", home=tmp_path_factory.mktemp("home"))) as at:
        yield at


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as tools:
        made = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield made
        made.close()


class Visit:
    """One visitor: the page, and every request and error that it made."""

    def __init__(self, browser: Browser, address: str, **options) -> None:
        self.context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "locale": "en-US", **options}
        )
        self.page: Page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", lambda dialog: self.errors.append(dialog.message) or dialog.dismiss())
        self.address = address
        self.page.goto(address)
        expect(self.page.locator(".mc-examples button").first).to_be_visible(timeout=30_000)

    def ask(self, question: str = QUESTION) -> None:
        turns = self.page.locator("#mc-conversation .mc-turn").count()
        self.page.fill("#mc-composer textarea", question)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#mc-conversation .mc-turn")).to_have_count(turns + 1, timeout=20_000)

    def foreign(self) -> list[str]:
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]


@pytest.fixture
def visit(browser, address):
    made: list[Visit] = []

    def visiting(**options) -> Visit:
        made.append(Visit(browser, address, **options))
        return made[-1]

    yield visiting
    for one in made:
        one.context.close()


def violations(page: Page) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def test_a_question_is_answered_and_its_citations_open_by_click_key_hover_and_figure(visit):
    one = visit()
    one.ask("clean?")
    page = one.page
    expect(page.locator("#mc-conversation .mc-headline")).to_contain_text("IWM fell 3.85%")
    page.mouse.wheel(0, 40)
    page.mouse.wheel(0, -4000)
    expect(page.locator("#mc-composer textarea")).to_be_in_viewport()  # the next question is never far
    marks, card = page.locator(".mc-body .mc-cite"), page.locator(".mc-pop:popover-open")
    expect(marks.first).to_have_text("[0]")
    marks.first.click()
    for said in ("iShares Russell 2000 ETF (IWM)", "−3.85%", "2022-11-11 → 2022-12-23", "demo history("):
        expect(card).to_contain_text(said)
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    marks.nth(1).focus()
    page.keyboard.press("Enter")
    expect(card).to_contain_text("$248.88")
    page.keyboard.press("Escape")
    page.locator(".mc-body .mc-fig").first.click()
    expect(card).to_contain_text("−3.85%")
    page.keyboard.press("Escape")
    page.mouse.move(5, 5)
    marks.nth(2).hover()
    expect(card).to_contain_text("Regional banks remain the weak spot")
    assert one.foreign() == []
    assert one.errors == []


def test_what_is_downloaded_is_the_answer_and_only_its_owner_gets_it(visit, browser, tmp_path):
    one, other = visit(), browser.new_context()
    one.ask("clean please")
    with one.page.expect_download() as got:
        one.page.click('.mc-actions a:text-is(".html")')
    path = tmp_path / got.value.suggested_filename
    got.value.save_as(path)
    assert path.suffix == ".html"
    assert "IWM closed at" in path.read_text("utf8")
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    one.page.click(".mc-copy")
    expect(one.page.locator('.mc-copy[data-done="1"]')).to_be_visible()
    assert "IWM closed at $248.88 [0]" in one.page.evaluate("navigator.clipboard.readText()")
    link = one.page.locator('.mc-actions a:text-is(".json")').get_attribute("href")
    assert one.context.request.get(f"{one.address}/{link}").status == 200
    assert other.request.get(f"{one.address}/{link}").status == 404
    other.close()


def test_a_conversation_is_found_again_after_a_restart_and_earlier_ones_are_offered(visit, copilot):
    one = visit()
    one.ask("clean before the restart?")
    one.page.reload()
    expect(one.page.locator("#mc-conversation .mc-asked")).to_contain_text(
        "before the restart", timeout=20_000
    )
    with served(copilot) as again:
        one.page.goto(again)
        expect(one.page.locator("#mc-conversation .mc-asked")).to_contain_text(
            "before the restart", timeout=20_000
        )
        one.page.click('[data-act="new"]')
        expect(one.page.locator("#mc-conversation .mc-turn")).to_have_count(0)
        one.page.click(".mc-tool-history")
        one.page.click('#mc-history [data-act="open"]')
        expect(one.page.locator("#mc-conversation .mc-headline")).to_contain_text(
            "IWM fell 3.85%", timeout=10_000
        )
        one.page.click('[data-act="new"]')
        expect(one.page.locator("#mc-conversation .mc-turn")).to_have_count(0)
        one.page.click(".mc-tool-history")
        one.page.click('#mc-history [data-act="forget"] >> nth=0')
        expect(one.page.locator("#mc-history .mc-undo")).to_be_visible()
        expect(one.page.locator("#mc-history .mc-thread")).to_have_count(0)
        one.page.click('#mc-history [data-act="restore"]')
        expect(one.page.locator("#mc-history .mc-thread")).to_have_count(1)
        one.page.click('#mc-history [data-local="rename"]')
        one.page.keyboard.type("Rotation, first look")
        one.page.keyboard.press("Enter")
        expect(one.page.locator("#mc-history .mc-thread > span")).to_have_text("Rotation, first look")
        one.page.fill("#mc-find", "banks")
        expect(one.page.locator("#mc-history .mc-none-found")).to_be_visible()
        one.page.fill("#mc-find", "look rotation")
        expect(one.page.locator("#mc-history .mc-thread")).to_be_visible()


def test_an_example_and_a_follow_up_ask_at_a_click(visit):
    one = visit()
    words = one.page.locator(".mc-examples button").first.inner_text()
    one.page.locator(".mc-examples button").first.click()
    expect(one.page.locator("#mc-conversation .mc-asked p").first).to_have_text(words, timeout=20_000)
    one.page.click(".mc-follow >> nth=0")
    expect(one.page.locator("#mc-conversation .mc-asked p").nth(1)).to_have_text(
        "How far is IWM from its 200-day average?", timeout=20_000
    )


def test_undo_edit_and_a_new_chat(visit):
    one = visit()
    one.ask("clean one?")
    one.page.locator("#mc-conversation .mc-turn").hover()
    one.page.click('[data-act="edit"]')
    expect(one.page.locator("#mc-composer textarea")).to_have_value("clean one?")
    expect(one.page.locator("#mc-conversation .mc-turn")).to_have_count(0)
    one.page.keyboard.press("Control+a")
    one.ask("clean two?")
    one.page.click('[data-act="new"]')
    expect(one.page.locator(".mc-examples button").first).to_be_visible()


def test_stop_keeps_what_was_checked_and_frees_the_page(visit, copilot):
    one = visit()
    copilot.pause, closed = 0.4, copilot.closed
    try:
        one.page.fill("#mc-composer textarea", "slow?")
        one.page.keyboard.press("Enter")
        expect(one.page.locator("#mc-live .mc-fig").first).to_be_visible(timeout=10_000)
        one.page.click("#mc-composer .stop-button")
        expect(one.page.locator(".mc-stopped")).to_be_visible(timeout=10_000)
    finally:
        copilot.pause = 0.0
    expect(one.page.locator("#mc-conversation")).to_contain_text("Small caps fell")
    one.ask("clean again?")
    assert copilot.closed >= closed + 1


def test_a_failure_says_what_to_do_and_can_be_asked_again(visit):
    one = visit()
    one.ask("fail?")
    expect(one.page.locator(".mc-failure")).to_contain_text("COPILOT_MARKET=demo")
    one.page.click('.mc-failure [data-act="retry"]')
    expect(one.page.locator(".mc-failure")).to_contain_text("COPILOT_MARKET=demo")


def test_a_file_in_the_question_box_is_the_questions_article(visit, copilot, tmp_path):
    note = tmp_path / "note.md"
    note.write_text("# Note\n\nIWM fell.", "utf8")
    one = visit()
    one.page.set_input_files('#mc-composer input[type="file"]', note)
    expect(one.page.get_by_role("button", name="Remove file")).to_be_visible(timeout=10_000)
    one.page.click("#mc-composer .submit-button")
    expect(one.page.locator("#mc-conversation .mc-chip-file")).to_contain_text("note.md", timeout=20_000)
    question, article, _ = copilot.asked[-1]
    assert question == "Analyse this article"
    assert isinstance(article, Path)


def test_the_language_follows_the_visitor_and_the_switch(visit):
    one = visit(locale="zh-CN")
    expect(one.page.locator("#mc-tabs button[role=tab]").first).to_have_text("提问")
    one.page.click('[data-act="language"]')
    expect(one.page.locator("#mc-tabs button[role=tab]").first).to_have_text("Ask")
    one.page.reload()
    expect(one.page.locator("#mc-tabs button[role=tab]").nth(1)).to_have_text("Check a text")


def test_the_market_says_why_live_is_away_and_colours_follow_the_choice(visit):
    one = visit()
    page = one.page
    page.click(".mc-badge")
    expect(page.locator("#mc-markets .mc-choice-on b")).to_have_text("Demo market")
    expect(page.locator('#mc-markets [data-market="live"]')).to_contain_text("Connection refused")
    page.click('#mc-markets [data-market="live"]')
    expect(page.get_by_text("still cannot be reached: Connection refused")).to_be_visible()
    one.ask("clean colours?")
    page.click(".mc-tool-display")
    assert violations(page) == []
    page.click('#mc-display [data-theme="dark"]')
    expect(page.locator('#mc-display [data-theme="dark"]')).to_have_attribute("aria-pressed", "true")
    fall = "getComputedStyle(document.querySelector('.mc-answer td.mc-down, .mc-figures td.mc-down')).color"
    green_up = page.evaluate(fall)
    page.click('#mc-display [data-act="rising"][data-rising="red"]')
    expect(page.locator("html")).to_have_attribute("data-rising", "red")
    assert page.evaluate(fall) != green_up
    page.click(".mc-tool-history")
    assert violations(page) == []


def test_a_shared_answer_is_read_by_others_and_leads_back_with_its_question(visit):
    one, other = visit(), visit()
    one.ask("clean to share?")
    one.page.click('.mc-actions [data-act="share"]')
    path = one.page.locator(".mc-shared a").get_attribute("href")
    page = other.page
    page.goto(f"{other.address}/{path}")
    expect(page.locator(".mc-headline")).to_contain_text("IWM fell 3.85%")
    page.locator(".mc-body .mc-cite").first.click()
    expect(page.locator(".mc-pop:popover-open")).to_be_visible()
    assert violations(page) == []
    page.click(".mc-follow >> nth=0")
    expect(page.locator("#mc-composer textarea")).to_have_value(re.compile("IWM"), timeout=15_000)
    assert other.foreign() == []


def test_a_reports_plan_is_edited_before_it_is_written_and_can_be_given_up(visit, copilot):
    one = visit()
    page = one.page
    page.click('[data-mode="report"]')
    expect(page.locator('[data-mode="report"]')).to_have_attribute("aria-pressed", "true")
    page.fill("#mc-composer textarea", "clean report?")
    page.keyboard.press("Enter")
    rows = page.locator("#mc-plan textarea")
    expect(rows.nth(1)).to_have_value("How deep was the <b>drawdown</b>?")
    assert violations(page) == []
    page.click('[data-act="unplan"]')
    expect(page.locator("#mc-composer textarea")).to_have_value("clean report?")
    page.focus("#mc-composer textarea")
    page.keyboard.press("Enter")
    rows.nth(0).fill("")
    rows.nth(1).fill("How deep was it?")
    page.click('[data-act="research"]')
    expect(page.locator("#mc-conversation .mc-headline")).to_contain_text("IWM fell 3.85%", timeout=10_000)
    assert [(part.title, part.question) for part in copilot.plan] == [("Risks", "How deep was it?")]


def test_what_is_watched_is_added_removed_and_briefed(visit, copilot):
    one = visit()
    page = one.page
    page.click('[popovertarget="mc-watch"] >> nth=0')
    for name in ("iwm", "spy"):
        page.fill("#mc-watch-name", name)
        page.keyboard.press("Enter")
        expect(page.locator(f'#mc-watch li:has-text("{name.upper()}")')).to_be_visible()
    assert violations(page) == []
    page.click('#mc-watch [data-symbol="SPY"]')
    expect(page.locator("#mc-watch li")).to_have_count(1)
    page.click('#mc-watch [data-act="brief"]')
    expect(page.locator("#mc-conversation .mc-asked")).to_contain_text("Brief on IWM", timeout=10_000)
    assert copilot.plan[0].question == "How did IWM do?"


def test_a_login_by_the_form_in_a_real_browser_and_the_way_out(browser, tmp_path):
    """A browser's own Origin and Referer rules apply to the form, which no test client knows."""
    from copilot.accounts import hashed
    from copilot.config import Settings

    settings = Settings(home=tmp_path, users=f"ann:{hashed('a long password')}")
    with served(FakeCopilot(settings=settings)) as at:
        page = browser.new_context(locale="en-US").new_page()
        page.goto(at)
        assert violations(page) == []
        page.fill('[name="name"]', "ann")
        page.fill('[name="password"]', "a wrong password")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Name and password do not fit together.")
        page.fill('[name="name"]', "ann")
        page.fill('[name="password"]', "a long password")
        page.keyboard.press("Enter")
        expect(page.locator(".mc-examples button").first).to_be_visible(timeout=30_000)
        page.click(".mc-tool-display")
        expect(page.locator(".mc-account span")).to_have_text("ann")
        page.click(".mc-account button")
        expect(page.locator('[name="password"]')).to_be_visible()
        page.context.close()


def test_hostile_answers_neither_run_nor_load_nor_widen_the_page(visit):
    one = visit(viewport={"width": 390, "height": 844})
    one.ask("hostile? <img src=https://evil.example/q.png onerror=alert(1)>")
    one.page.wait_for_timeout(300)
    assert one.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert one.page.locator("#mc-conversation :is(img, iframe, form, script, a[href*='evil'])").count() == 0
    assert one.foreign() == []
    assert one.errors == []


def test_articles_are_listed_added_searched_and_removed(visit, tmp_path):
    one = visit()
    one.page.locator("#mc-tabs button[role=tab]").nth(2).click()
    expect(one.page.locator("#mc-article-list")).to_contain_text("Small caps: a rotation with a discount")
    one.page.fill("#mc-article-url input, #mc-article-url textarea", "https://example.com/new")
    one.page.click("#mc-article-add")
    expect(one.page.locator("#mc-article-said")).to_contain_text("Read from new")
    one.page.fill("#mc-article-query input, #mc-article-query textarea", "Regional")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("#mc-article-hits blockquote")).to_contain_text("Regional banks")
    one.page.locator('#mc-article-list li:has-text("Read from new") [data-act="remove"]').click()
    expect(one.page.locator("#mc-article-list")).not_to_contain_text("Read from new")


def test_the_sample_is_marked_a_fix_is_applied_at_a_click_and_own_evidence_is_read(visit):
    one = visit()
    one.page.click('.mc-demos [data-act="check"]')
    expect(one.page.locator("#mc-check-result .mc-verdict-bad")).to_be_visible(timeout=20_000)
    expect(one.page.locator("#mc-check-result .mc-bad").first).to_be_visible()
    before = one.page.locator("#mc-check-result .mc-note").count()
    one.page.locator("#mc-check-result .mc-note:has-text('258.36') .mc-fix").click()
    expect(one.page.locator("#mc-check-text textarea")).to_have_value(
        re.compile(r"average of about \$258"), timeout=10_000
    )
    expect(one.page.locator("#mc-check-result .mc-note")).to_have_count(before - 1)
    one.page.fill("#mc-check-text textarea", "IWM closed at $300.00 on 13 March 2026 [0].")
    one.page.get_by_label("Evidence of mine").check()
    own = '[{"subject": "IWM", "measure": "close", "value": 248.88, "unit": "USD", "as_of": "2026-03-13"}]'
    one.page.fill("#mc-check-own textarea", own)
    one.page.click("#mc-check-button")
    expect(one.page.locator("#mc-check-result .mc-verdict")).to_have_text(
        "One statement is not proved", timeout=10_000
    )
    one.page.click('[data-act="language"]')
    expect(one.page.locator("#mc-check-button")).to_have_text("核对")
    expect(one.page.locator("#mc-check-text textarea")).to_have_value(
        "IWM closed at $300.00 on 13 March 2026 [0]."
    )
    one.page.click('[data-act="language"]')
    expect(one.page.locator("#mc-check-button")).to_have_text("Check")
    one.page.fill("#mc-check-own textarea", '{"data": [')
    one.page.click("#mc-check-button")
    expect(one.page.locator("#mc-check-result .mc-failure")).to_contain_text(
        "could not be read", timeout=10_000
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(visit, theme):
    one = visit(color_scheme=theme)
    page = one.page
    assert violations(page) == []
    one.ask()
    page.locator(".mc-body .mc-cite").first.click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    for tab in (1, 2) if theme == "dark" else ():
        page.locator("#mc-tabs button[role=tab]").nth(tab).click()
        expect(page.locator("#mc-tab-check, #mc-tab-articles").locator("visible=true")).to_have_count(1)
        assert violations(page) == []


def test_gradio_client_gets_plain_text_with_literal_citations(address):
    from gradio_client import Client

    text = Client(address, verbose=False).predict("clean?", api_name="/ask")
    assert isinstance(text, str)
    assert "IWM closed at $248.88 [0]" in re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("locale", "question"),
    [
        ("en-US", "How has Apple done against Microsoft over the last 30 sessions?"),
        ("zh-CN", "今年价值股跑赢动量股了吗？"),
    ],
)
def test_the_real_product_answers_cites_exports_and_verifies_offline(
    browser, real, tmp_path, locale, question
):
    from copilot.export import load, verify

    one = Visit(browser, real, locale=locale)
    one.ask(question)
    page = one.page
    for number in ("[0]", "[1]"):
        page.locator(f'.mc-body .mc-cite:text-is("{number}")').first.click()
        expect(page.locator(".mc-pop:popover-open :is(.mc-datum, mark)").first).to_be_visible()
        page.keyboard.press("Escape")
    expect(page.locator(".mc-chart svg")).not_to_have_count(0)
    for kind in ("html", "md", "json"):
        with page.expect_download() as got:
            page.click(f'.mc-actions a:text-is(".{kind}")')
        path = tmp_path / f"answer.{kind}"
        got.value.save_as(path)
        assert verify(path).ok, verify(path)
    assert load(path).question == question
    assert one.foreign() == []
    one.requests.clear()
    page.goto((tmp_path / "answer.html").as_uri())
    page.locator('.mc-body .mc-cite:text-is("[0]")').first.click()
    expect(page.locator(".mc-pop:popover-open .mc-datum").first).to_be_visible()
    assert [url for url in one.foreign() if not url.startswith("file:")] == []
    assert one.requests
    assert one.errors == []
    one.context.close()


def test_a_lying_model_is_caught_before_its_words_are_seen(browser, real):
    one = Visit(browser, real)
    one.page.click('[data-act="liar"]')
    expect(one.page.locator("#mc-conversation .mc-lying")).to_be_visible(timeout=30_000)
    expect(one.page.locator(".mc-returned li").nth(1)).to_be_visible()
    shown = one.page.locator("#mc-conversation .mc-body").inner_text()
    assert "41.8%" not in shown
    assert "63.10%" not in shown
    expect(one.page.locator("#mc-conversation .mc-bad")).to_contain_text("999%")
    one.context.close()
