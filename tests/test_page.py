"""The page without a browser: its API, who may fetch what, where it may listen, and what a turn's markup says."""

from __future__ import annotations

import re
import socket
import subprocess
import sys

import pytest
from fake_copilot import FakeCopilot, served
from fastapi.testclient import TestClient
from test_html import _hostile

from copilot.config import Settings
from copilot.errors import ConfigError
from copilot.ui import serving, turns
from copilot.ui.application import application
from copilot.ui.guard import COOKIE, POLICY, visitor_of
from copilot.ui.visitors import Turn, Visitor, Visitors


@pytest.fixture(scope="module")
def client():
    with TestClient(application(FakeCopilot()), base_url="http://127.0.0.1") as made:
        yield made


def test_the_page_is_served_with_a_policy_and_a_visitor_cookie_out_of_scripts_reach(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert re.search(
        rf"{COOKIE}=[0-9a-f]{{32}}; Path=/; HttpOnly; SameSite=Lax", answer.headers["set-cookie"]
    )


def test_assets_are_ours_and_nothing_else_of_the_folder(client):
    assert client.get("/copilot-assets/page.css").headers["content-type"].startswith("text/css")
    assert client.get("/copilot-assets/inter.woff2").content[:4] == b"wOF2"
    assert client.get("/copilot-assets/FONTS-LICENSE.txt").status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_sites_page_is_refused(client, method):
    answer = getattr(client, method)("/config", headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_name_that_points_at_loopback_is_refused(client):
    assert client.get("/", headers={"host": "evil.example:7860"}).status_code == 403
    assert client.get("/", headers={"host": "localhost:7860"}).status_code == 200


def test_only_ask_is_public_and_it_takes_one_required_input(client):
    info = client.get("/gradio_api/info").json()["named_endpoints"]
    assert list(info) == ["/ask"]
    assert [(one["parameter_name"], one["parameter_has_default"]) for one in info["/ask"]["parameters"]] == [
        ("question", False)
    ]


def test_a_file_that_nobody_uploaded_is_not_read(tmp_path):
    """A path in a request is the server's, not the visitor's: neither the question box nor the library takes it."""
    import json

    import requests

    secret = tmp_path / "secret.txt"
    secret.write_text("nobody's business", "utf8")
    file = {"path": str(secret), "meta": {"_type": "gradio.FileData"}}
    copilot = FakeCopilot()
    with served(copilot) as address, requests.Session() as session:
        config = session.get(f"{address}/config").json()
        names = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
        given = {
            "mc-composer": ([{"text": "read it", "files": [file]}], "submit"),
            "mc-article-files": ([[file]], "upload"),
            "mc-article-url": ([str(secret)], "submit"),
        }
        for ident, (data, event) in given.items():
            chosen = next(
                one["id"] for one in config["dependencies"]
                if any(names.get(target) == ident and kind == event for target, kind in one["targets"])
            )  # fmt: skip
            body = {"data": data, "fn_index": chosen, "session_hash": ident}
            assert session.post(f"{address}/gradio_api/queue/join", json=body).status_code == 200
            stream = session.get(
                f"{address}/gradio_api/queue/data", params={"session_hash": ident}, stream=True, timeout=20
            )
            lines = (line.decode("utf8") for line in stream.iter_lines() if b"process_completed" in line)
            ended = json.loads(next(lines).removeprefix("data: "))
            assert ident == "mc-article-url" or ended["success"] is False
    assert copilot.asked == []
    assert [one.title for _, one in copilot.shelf.articles()] == ["Small caps: a rotation with a discount"]


def test_a_cookie_that_is_not_ours_names_nobody():
    assert visitor_of(f"a=b; {COOKIE}={'0' * 32}") == "0" * 32
    assert visitor_of(f"{COOKIE}=../../etc/passwd") == ""
    assert visitor_of("") == ""


def test_an_unknown_answer_is_not_found(client):
    assert client.get("/export/0123/answer.html").status_code == 404


def test_a_refusal_speaks_the_browsers_language(client):
    chinese = {"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"}
    assert client.get("/export/none/answer.html", headers=chinese).text == "您没有这份回答，请重新提问。"
    assert client.get("/export/none/answer.html").text == "There is no such answer of yours; ask again."
    other = {**chinese, "origin": "https://elsewhere.example"}
    assert client.get("/", headers=other).text == "拒绝来自其他网站的请求。"


def test_a_public_address_is_refused_unless_told():
    with pytest.raises(ConfigError, match="COPILOT_PUBLIC=1"):
        serving.serve(Settings(host="0.0.0.0", port=7999))


def test_a_port_in_use_names_the_next_step():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=f"port {port} on 127.0.0.1 is in use.*PORT={port + 1}"):
            serving.serve(Settings(port=port))


def test_the_applications_module_is_light_to_import():
    """`python app.py` binds its port before it imports Gradio, so that a taken port is known at once."""
    code = "import sys, copilot.ui, copilot.ui.serving; print([m for m in ('gradio', 'langchain', 'pandas') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


def _turn(question: str, copilot: FakeCopilot | None = None) -> Turn:
    turn = Turn(question)
    for event in (copilot or FakeCopilot()).stream(question):
        turn.take(event)
        if hasattr(event, "answer"):
            turn.answer = event.answer
    return turn


def test_a_running_turn_shows_its_look_ups_and_what_was_checked_so_far():
    turn = Turn("Is it real?")
    seen = []
    for event in FakeCopilot().stream("Is it real?"):
        turn.take(event)
        seen.append(turns.running(turn, "en"))
    assert "Looking up: Price return · IWM, SPY" in seen[0]
    assert "2 facts · 0.3 s" in seen[1]
    assert "the demo market has no valuations" in seen[2]
    assert "3.13%" not in seen[2]
    assert "3.13%" in seen[3]


def test_an_answered_turn_offers_downloads_and_what_to_ask_next():
    visitor = Visitor("x", turns=[_turn("clean?")])
    page = turns.conversation(visitor)
    assert re.findall(r"download>(\.\w+)<", page) == [".pdf", ".html", ".docx", ".xlsx", ".md", ".json"]
    assert 'data-ask="How did regional banks do?"' in page
    assert "Findings are marked in the file." not in page


def test_a_failed_turn_says_why_and_offers_to_ask_again():
    page = turns.conversation(Visitor("x", turns=[Turn("q", error="Yahoo <b> did not answer")]))
    assert "Yahoo &lt;b&gt; did not answer" in page
    assert 'data-act="retry"' in page


def test_hostile_words_in_question_answer_and_file_name_stay_words():
    copilot = FakeCopilot(hostile=_hostile())
    turn = _turn("hostile <img src=x onerror=alert(1)>", copilot)
    turn.article = "/tmp/<script>.html"
    page = turns.conversation(Visitor("x", turns=[turn]))
    assert not re.search(r"<(img|script|iframe|form|input|a href=.https?://evil)", page)
    assert re.fullmatch(r"[\w.-]+", turn.filename)


def test_visitors_are_forgotten_least_recent_first(monkeypatch):
    monkeypatch.setattr("copilot.ui.visitors._MOST", 2)
    visitors = Visitors()
    first = visitors.get("a")
    visitors.get("b")
    assert visitors.get("a") is first
    visitors.get("c")
    assert visitors.known("b") is None
    assert visitors.known("a") is first


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_specimens_errors_are_found_for_the_right_reason_and_its_true_figures_pass(language):
    from copilot import checking, reading
    from copilot.ui import specimen

    text = specimen.TEXT[language]
    ledger = reading.ledger(specimen.DATA, specimen.ARTICLES[language])
    report = checking.check(text, ledger, language=language, as_of=specimen.AS_OF)
    blamed = [(one.code, text[one.span.start : one.span.end]) for one in report.findings]
    assert {"R401", "D302", "R405", "Q601"} <= {code for code, _ in blamed}
    assert {"254", "46%"} <= {
        n for n in ("254", "46%") for code, words in blamed if code == "N202" and n in words
    }
    for true in ("3.85%", "3.13%", "4.27%", "248.88", "1.40%", "16", "21"):
        assert not [words for _, words in blamed if true in words], true


def test_a_long_conversation_is_drawn_once(monkeypatch):
    """Each new answer sends the conversation again: the sheets of the earlier ones are not made anew."""
    made = []
    write = turns.sheet.write
    monkeypatch.setattr(turns.sheet, "write", lambda *given, **how: made.append(1) or write(*given, **how))
    visitor = Visitor("x", turns=[_turn("clean?"), _turn("clean again?")])
    assert turns.conversation(visitor) == turns.conversation(visitor)
    assert len(made) == 2


def test_a_stopped_report_keeps_the_sections_that_were_written():
    from copilot.answer import SectionBegun, Shown

    turn = Turn("report?", stopped=True)
    evidence = _turn("clean?").answer.evidence
    for place, title in enumerate(("Overview", "Risks <b>"), 1):
        turn.take(SectionBegun(place, 2, title))
        turn.take(Shown("", evidence))
    page = turns.conversation(Visitor("x", turns=[turn]))
    assert [page.count(f"<h3>{one}</h3>") for one in ("Overview", "Risks &lt;b&gt;")] == [1, 1]
    assert page.count("IWM closed at") == 2
