"""A shared page: who may come in, how guessing is slowed, and that user B can fetch nothing of user A."""

from __future__ import annotations

import base64
import json
import re

import pytest
from fake_copilot import FakeCopilot
from fastapi.testclient import TestClient

from copilot.accounts import Accounts, Throttle, hashed
from copilot.config import Settings
from copilot.errors import ConfigError
from copilot.ui import serving
from copilot.ui.application import application
from copilot.ui.guard import POLICY
from copilot.ui.visitors import OWNER

SETTINGS = {"ann": "ann's password", "bob": "bob's password", "小王": "小王的密码和口令"}
LINES = ",".join(f"{name}:{hashed(password)}" for name, password in SETTINGS.items())


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def copilot(home):
    return FakeCopilot(settings=Settings(home=home, users=LINES))


@pytest.fixture(scope="module")
def app(copilot):
    with TestClient(application(copilot), base_url="http://127.0.0.1") as started:
        yield started.app


@pytest.fixture
def visit(app):
    """A browser of somebody's: logged in by the form, or nobody."""

    def visiting(name: str = "") -> TestClient:
        client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
        if name:
            answer = client.post("/login", data={"name": name, "password": SETTINGS[name]})
            assert (answer.status_code, answer.headers["location"]) == (303, "./")
        return client

    return visiting


def call(client: TestClient, target: str, event: str, data: list, session: str = "s") -> tuple[int, list]:
    """What the page's own code does: joins the queue and reads the outputs of the last event."""
    config = client.get("/config").json()
    names = {one["id"]: one["props"].get("elem_id") for one in config["components"]}
    chosen = next(
        one["id"] for one in config["dependencies"]
        if any(names.get(ident) == target and kind == event for ident, kind in one["targets"])
    )  # fmt: skip
    body = {"data": data, "fn_index": chosen, "session_hash": session}
    if event == "select":
        body["event_data"] = data[0]
        body["data"] = data[1:]
    joined = client.post("/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return joined.status_code, []
    stream = client.get("/gradio_api/queue/data", params={"session_hash": session}).text
    done = [json.loads(line[6:]) for line in stream.splitlines() if '"process_completed"' in line]
    return 200, done[-1]["output"].get("data", [])


def ask(client: TestClient, question: str, session: str) -> str:
    """The conversation's markup after a question."""
    status, data = call(client, "mc-composer", "submit", [{"text": question, "files": []}], session)
    assert status == 200
    return next(one for one in data if isinstance(one, str) and "mc-turn" in one)


def test_a_stranger_sees_the_form_and_nothing_else(visit):
    nobody = visit()
    page = nobody.get("/", headers={"accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/login")
    form = nobody.get("/login")
    assert (form.status_code, form.headers["content-security-policy"]) == (200, POLICY)
    assert 'type="password"' in form.text
    assert nobody.get("/copilot-assets/page.css").status_code == 200
    for path in (
        "/config",
        "/gradio_api/info",
        "/a/" + "0" * 32,
        "/export/thread/x.zip",
        "/gradio_api/queue/data",
    ):
        assert nobody.get(path).status_code == 401
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/call/ask"):
        assert nobody.post(path, json={"data": ["?"], "session_hash": "x"}).status_code == 401


def test_the_form_is_in_the_visitors_language_and_a_chinese_name_logs_in(visit):
    assert "用户名" in visit().get("/login", headers={"accept-language": "zh-CN,zh;q=0.9"}).text
    assert "小王" not in visit().get("/login").text
    assert visit("小王").get("/", headers={"accept": "text/html"}).status_code == 200


def test_logging_out_ends_it(visit):
    ann = visit("ann")
    assert ann.get("/config").status_code == 200
    assert ann.post("/logout").status_code == 303
    assert ann.get("/config").status_code == 401


def test_the_cookie_is_out_of_scripts_reach_and_a_forged_one_names_nobody(app, home):
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    entered = client.post("/login", data={"name": "ann", "password": SETTINGS["ann"]})
    cookie = entered.headers["set-cookie"]
    assert re.search(r"HttpOnly; Max-Age=\d+; Path=/; SameSite=lax", cookie)
    token = re.search(r"market_copilot_login=\"?([^;\"]+)", cookie)[1]
    said, _, signature = token.rpartition(".")
    bob = base64.urlsafe_b64encode(b"bob").decode()
    for forged in (f"{bob}.{said.split('.')[1]}.{signature}", f"{said}.{'0' * 64}", said, "", "a.b.c"):
        stranger = TestClient(app, base_url="http://127.0.0.1", cookies={"market_copilot_login": forged})
        assert stranger.get("/config").status_code == 401


def test_a_header_that_only_the_guard_may_set_is_not_believed(visit, copilot):
    ann, bob = visit("ann"), visit("bob")
    page = ask(ann, "clean whose?", "header")
    link = re.search(r'href="(export/[^"]+\.json)"', page)[1]
    assert bob.get(f"/{link}", headers={OWNER: "user:ann"}).status_code == 404
    assert visit().get(f"/{link}", headers={OWNER: "user:ann"}).status_code == 401


def test_programs_log_in_by_http_basic(app):
    given = base64.b64encode(f"ann:{SETTINGS['ann']}".encode()).decode()
    wrong = base64.b64encode(b"ann:guess").decode()
    client = TestClient(app, base_url="http://127.0.0.1")
    assert client.get("/gradio_api/info", headers={"authorization": f"Basic {given}"}).status_code == 200
    refused = client.get("/gradio_api/info", headers={"authorization": f"Basic {wrong}"})
    assert (refused.status_code, refused.headers["www-authenticate"][:5]) == (401, "Basic")


def test_user_b_fetches_nothing_of_user_a(visit, copilot):
    """Request by request: exports, conversations, answers, sessions, uploads, the drawer and what its buttons do."""
    ann, bob = visit("ann"), visit("bob")
    page = ask(ann, "clean secret of Ann?", "session-of-ann")
    thread = next(name for name, (owner, _) in copilot.threads.held.items() if owner == "user:ann")
    export = re.search(r'href="(export/[^"]+\.html)"', page)[1]
    answer = re.search(r'href="(a/[0-9a-f]{32})"', page)[1]
    fetched = [f"/{export}", f"/export/thread/{thread}.zip", f"/{answer}"]
    assert [ann.get(path).status_code for path in fetched] == [200, 200, 200]
    assert [bob.get(path).status_code for path in fetched] == [404, 404, 404]

    stolen = bob.get("/gradio_api/queue/data", params={"session_hash": "session-of-ann"})
    assert stolen.status_code == 403
    assert bob.get("/gradio_api/heartbeat/session-of-ann").status_code == 403
    joined = {"data": [], "fn_index": 0, "session_hash": "session-of-ann"}
    assert bob.post("/gradio_api/queue/join", json=joined).status_code == 403
    cancelled = {"session_hash": "session-of-ann", "fn_index": 0, "event_id": "x"}
    assert bob.post("/gradio_api/cancel", json=cancelled).status_code == 403
    padded = json.dumps(joined | {"padding": " " * 5_000_000})
    assert bob.post("/gradio_api/queue/join", content=padded).status_code == 413

    uploaded = ann.post("/gradio_api/upload", files={"files": ("secret.txt", b"Ann's own words")}).json()[0]
    for path in (
        f"/gradio_api/file={uploaded}",
        f"/gradio_api/file/{uploaded}",
        "/gradio_api/deep_link?session_hash=x",
    ):
        assert bob.get(path).status_code == 404

    for act in ("open", "forget", "rename", "restore"):
        pressed = {"act": act, "thread": thread, "title": "Bob was here"}
        _, data = call(bob, "mc-drawer", "select", [pressed], f"bob-{act}")
        assert not [one for one in data if isinstance(one, str) and "secret of Ann" in one], act
    assert copilot.threads.owner(thread) == "user:ann"
    assert thread not in copilot.threads.titles
    call(bob, "mc-conversation", "select", [{"act": "share", "turn": export.split("/")[1]}], "bob-share")
    assert bob.get(f"/{answer}").status_code == 404


def test_an_answer_is_read_by_others_while_it_is_shared(visit):
    ann, bob = visit("ann"), visit("bob")
    page = ask(ann, "clean enough to share?", "sharing")
    path = re.findall(r'href="(a/[0-9a-f]{32})"', page)[-1]  # of the last turn
    turn = re.findall(r'data-turn="([0-9a-f]+)"', page)[-1]
    call(ann, "mc-conversation", "select", [{"act": "share", "turn": turn}], "sharing-2")
    seen = bob.get(f"/{path}")
    assert (seen.status_code, seen.headers["x-robots-tag"]) == (200, "noindex")
    assert "IWM fell 3.85%" in seen.text
    assert "?ask=How%20far%20is%20IWM" in seen.text
    call(ann, "mc-conversation", "select", [{"act": "unshare", "turn": turn}], "sharing-3")
    assert bob.get(f"/{path}").status_code == 404


def test_guessing_is_slowed_by_name_and_by_address():
    clock = [0.0]
    throttle = Throttle(now=lambda: clock[0])
    for _ in range(5):
        assert throttle.wait("ann", "1.2.3.4") == 0
        throttle.failed("ann", "1.2.3.4")
    assert throttle.wait("ann", "9.9.9.9") == 601
    assert throttle.wait("bob", "1.2.3.4") == 0
    for number in range(25):
        throttle.failed(f"name{number}", "1.2.3.4")
    assert throttle.wait("bob", "1.2.3.4") > 0
    clock[0] = 700.0
    assert throttle.wait("ann", "1.2.3.4") == 0


def test_the_sixth_guess_waits_even_if_it_is_right(copilot):
    with TestClient(application(copilot), base_url="http://127.0.0.1", follow_redirects=False) as client:
        for _ in range(5):
            assert client.post("/login", data={"name": "bob", "password": "guess"}).status_code == 401
        late = client.post("/login", data={"name": "bob", "password": SETTINGS["bob"]})
        assert (late.status_code, "retry-after" in late.headers) == (429, True)


def test_a_changed_password_and_two_weeks_end_a_login(tmp_path):
    clock = [1000.0]
    accounts = Accounts({"ann": hashed("first password")}, b"s" * 32, now=lambda: clock[0])
    token = accounts.token("ann")
    assert accounts.user(token) == "ann"
    changed = Accounts({"ann": hashed("other password")}, b"s" * 32, now=lambda: clock[0])
    assert changed.user(token) == ""
    clock[0] += 15 * 24 * 3600
    assert accounts.user(token) == ""


def test_passwords_are_kept_as_salted_scrypt_and_users_come_from_a_file(tmp_path):
    assert hashed("a long password") != hashed("a long password")
    file = tmp_path / "users"
    file.write_text(f"# ours\nann:{hashed('a long password')}\n\n", "utf8")
    accounts = Accounts.read(Settings(home=tmp_path, users=str(file)))
    assert accounts is not None
    assert accounts.check("ann", "a long password")
    assert not accounts.check("ann", "another password")
    assert not accounts.check("nobody", "nobody has this")
    assert (tmp_path / "login-secret").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("users", ["/nowhere/users", "ann:plain,bob:text", f"a b:{hashed('12345678')}"])
def test_a_users_file_that_cannot_be_used_says_so(tmp_path, users):
    with pytest.raises(ConfigError, match="COPILOT_USERS"):
        Accounts.read(Settings(home=tmp_path, users=users))


def test_a_proxys_address_is_known_and_needs_a_login_as_well(home):
    with pytest.raises(ConfigError, match=r"COPILOT_URL=https://example\.com/tool .*without a login"):
        serving.serve(Settings(url="https://example.com/tool"))
    behind = FakeCopilot(settings=Settings(home=home, users=LINES, url="https://example.com/tool"))
    with TestClient(
        application(behind), base_url="http://127.0.0.1", root_path="/tool", follow_redirects=False
    ) as client:
        page = client.get("/tool/", headers={"accept": "text/html"})
        assert (page.status_code, page.headers["location"]) == (303, "/tool/login")
        given = {"name": "ann", "password": SETTINGS["ann"]}
        foreign = client.post("/tool/login", data=given, headers={"origin": "https://evil.example"})
        assert foreign.status_code == 403
        entered = client.post("/tool/login", data=given, headers={"origin": "https://example.com"})
        assert entered.status_code == 303
        assert "Path=/tool/" in entered.headers["set-cookie"]
        assert "Secure" in entered.headers["set-cookie"]
