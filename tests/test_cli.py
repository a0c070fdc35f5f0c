"""The command line: results on standard output, everything else on standard error, exit codes 0, 1 and 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from desks import folder

from copilot.cli import main

EVIDENCE = {
    "data": [
        {"subject": "IWM", "measure": "close", "value": 248.88, "unit": "USD", "as_of": "2026-03-13"},
        {
            "subject": "IWM",
            "measure": "20-day average",
            "value": "258.36",
            "unit": "USD",
            "as_of": "2026-03-13",
        },
    ],
    "articles": [
        {
            "title": "Valuations",
            "text": "Small caps trade at 16x forward earnings.",
            "published": "2026-02-16",
        }
    ],
}
TRUE = "IWM closed at $248.88 [0].\n"
FALSE = "IWM closed at $251.10 [0].\n"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    """Runs one command in an empty folder; gives exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    Path("evidence.json").write_text(json.dumps(EVIDENCE), encoding="utf8")
    Path("true.md").write_text(TRUE, encoding="utf8")
    Path("false.md").write_text(FALSE, encoding="utf8")
    folder(tmp_path / "market")

    def command(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        out, error = capsys.readouterr()
        return int(ended.value.code or 0), out, error

    return command


def test_a_true_text_is_ok_and_a_false_one_is_not(run):
    assert run("check", "true.md", "--evidence", "evidence.json")[0] == 0
    code, out, _ = run("check", "false.md", "--evidence", "evidence.json")
    assert code == 1
    assert out.startswith("false.md:1:")


def test_json_has_ruffs_keys_and_half_open_spans(run):
    code, out, _ = run("check", "false.md", "--evidence", "evidence.json", "--format", "json")
    document = json.loads(out)
    assert code == 1
    assert document["ok"] is False
    assert document["supported"] is True
    assert document["coverage"]["failed"] == 1
    (finding,) = document["findings"]
    assert {"code", "message", "severity", "location", "end_location", "fix"} <= finding.keys()
    start, end = finding["span"]
    assert "251.10" in FALSE[start:end]
    assert finding["location"] == {"row": 1, "column": start + 1}
    assert finding["end_location"] == {"row": 1, "column": end + 1}


def test_a_rule_that_is_ignored_or_not_selected_does_not_count(run):
    _, out, _ = run("check", "false.md", "--evidence", "evidence.json", "--format", "json")
    code = json.loads(out)["findings"][0]["code"]
    assert run("check", "false.md", "--evidence", "evidence.json", "--ignore", code)[0] == 0
    assert run("check", "false.md", "--evidence", "evidence.json", "--select", "Q6")[0] == 0


def test_without_evidence_it_is_gathered_from_the_market(run):
    Path("a.md").write_text("IWM closed at $240.00 on 16 March 2026.", encoding="utf8")
    Path("b.md").write_text("IWM closed at $251.10 on 16 March 2026.", encoding="utf8")
    assert run("check", "a.md", "--market", "market", "--as-of", "2026-03-16") == (0, "", "")
    code, out, _ = run("check", "b.md", "--market", "market", "--as-of", "2026-03-16")
    assert code == 1
    assert "$240.00" in out
    assert run("check", "a.md", "--market", "nowhere")[0] == 2


def test_a_defect_of_ours_ends_with_two_and_never_looks_like_findings(run, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr("copilot.check", broken)
    code, _, error = run("check", "true.md", "--evidence", "evidence.json")
    assert code == 2
    assert "unexpected RuntimeError: inside" in error


def test_standard_input_is_checked(run, monkeypatch):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(FALSE.encode()), encoding="utf8"))
    code, out, _ = run("check", "--evidence", "evidence.json")
    assert code == 1
    assert out.startswith("1:")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is no JSON"),
        ("[]", 'must be an object with "data" or "articles"'),
        ('{"data": 3}', "must be lists"),
        ('{"rows": []}', 'must be an object with "data" or "articles"'),
    ],
)
def test_evidence_that_is_none_is_said(run, content, words):
    Path("bad.json").write_text(content, encoding="utf8")
    code, _, error = run("check", "true.md", "--evidence", "bad.json")
    assert code == 2
    assert words in error


def test_what_is_no_text_or_not_there_could_not_run(run):
    Path("image.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\xff")
    assert run("check", "image.png", "--evidence", "evidence.json")[0] == 2
    code, _, error = run("check", "nowhere.md", "--evidence", "evidence.json")
    assert code == 2
    assert error == "error: nowhere.md cannot be read: No such file or directory\n"
    assert run("check", "true.md", "--evidence", "nowhere.json")[0] == 2


def test_a_rule_is_explained_and_an_unknown_one_refused(run):
    listed = [line.split()[0] for line in run("rule")[1].splitlines()]
    assert {"C101", "N201"} <= set(listed)
    code, out, _ = run("rule", "n201")
    assert code == 0
    assert out.startswith("# N201 ")
    assert "Example:" in out
    assert run("rule", "X999")[0] == 2


def test_an_answer_is_markdown_on_standard_output_and_steps_are_not(run):
    code, out, error = run("ask", "How has IWM done over the last 30 sessions?", "--market", "market")
    assert code == 0
    assert "4.00%" in out
    assert "[0]" in out
    assert "·" in error
    assert "facts" not in out.splitlines()[0]


def test_asking_for_an_unknown_ticker_is_an_honest_answer(run):
    code, out, _ = run("ask", "What is the price of ZZZQ?", "--market", "market")
    assert code == 0
    assert "ZZZQ" in out


def test_an_answer_is_exported_verified_and_exported_again(run):
    code, _, error = run(
        "ask", "How has IWM done over the last 30 sessions?", "--market", "market",
        "--export", "a.json", "--export", "a.html",
    )  # fmt: skip
    assert code == 0
    assert "written" in error
    assert run("verify", "a.json")[0] == 0
    assert run("verify", "a.html")[0] == 0
    assert run("export", "a.json", "--to", "b.md")[0] == 0
    assert run("export", "--to", "c.md")[0] == 0  # the last answer
    assert Path("b.md").read_text(encoding="utf8") == Path("c.md").read_text(encoding="utf8")
    Path("a.md").write_text("no answer of ours", encoding="utf8")
    assert run("verify", "a.md")[0] == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ask", "", "--market", "market"], "the question is empty"),
        (["ask", "x" * 30_000, "--market", "market"], "pass it as an article"),
        (["ask", "How is IWM?", "--market", "nowhere"], "nowhere"),
        (["ask", "How is IWM?", "--market", "market", "--as-of", "yesterday"], "write it as 2026-03-16"),
        (["ask", "How is IWM?", "--market", "market", "--article", "nowhere.html"], "nowhere.html"),
        (["export", "--to", "a.md"], "ask first"),
        (["export", "nowhere.json", "--to", "a.md"], "nowhere.json"),
        (["verify", "nowhere.json"], "nowhere.json"),
        (["add", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_run_says_why_in_one_line_and_ends_with_two(run, arguments, words):
    code, out, error = run(*arguments)
    assert (code, out) == (2, "")
    assert words in error
    assert error.startswith("error: ")
    assert "Traceback" not in error


def test_a_wrong_argument_ends_with_two(run):
    assert run("ask", "--nonsense")[0] == 2
    assert run("serve", "--port", "99999999")[0] == 2


def test_a_chat_goes_on_after_a_question_that_fails(run, monkeypatch):
    import io

    lines = "What is the price of IWM?\n/export chat.md\n/export /nowhere/chat.md\n\n/new\n/quit\nnot read\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    code, out, error = run("chat", "--market", "market")
    assert code == 0
    assert "240.00" in out
    assert Path("chat.md").exists()
    assert "error: " in error


def test_check_starts_without_the_agent_and_without_pandas():
    """Start-up is paid for by every call of a linter: what `check` does not need is not imported."""
    program = (
        "import sys, copilot.cli\n"
        "sys.argv = ['x', 'check', '--help']\n"
        "try:\n    copilot.cli.main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'langchain', 'langchain_core', 'openai', 'pandas', 'chromadb', 'gradio', 'sqlalchemy', 'numpy'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stderr.strip() == "[]"


def test_a_brief_speaks_of_the_symbols_and_the_watch_list_is_kept(run, monkeypatch, tmp_path):
    monkeypatch.setenv("COPILOT_HOME", str(tmp_path / "home"))
    code, out, _ = run("brief", "AAPL", "Exxon", "--watch", "--market", "demo")
    assert code == 0
    assert out.startswith("# Last 5 sessions: ")
    assert "Exxon Mobil" in out
    assert "watch list: AAPL" in run("brief", "XOM", "--unwatch", "--market", "demo")[2]
    assert "苹果" in run("brief", "--zh", "--market", "demo")[1]
    run("brief", "AAPL", "--unwatch", "--market", "demo")
    code, _, error = run("brief", "--market", "demo")
    assert (code, "add a symbol to it first" in error) == (2, True)


def test_password_prints_a_line_of_the_users_file(run, monkeypatch):
    import typer

    from copilot.accounts import Accounts
    from copilot.config import Settings

    monkeypatch.setattr(typer, "prompt", lambda *_, **__: "a long password")
    code, out, _ = run("password", "ann")
    assert code == 0
    accounts = Accounts.read(Settings(home=Path("home"), users=out.strip()))
    assert accounts is not None
    assert accounts.check("ann", "a long password")
