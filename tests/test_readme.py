"""The README's code runs, and its answer is what the product says today."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf8")


def test_the_python_of_the_readme_runs_and_prints_what_its_comments_say(tmp_path: Path) -> None:
    code = re.search(r"## Python\n\n```python\n(.*?)```", README, re.DOTALL)
    assert code is not None
    (tmp_path / "readme.py").write_text(code.group(1), encoding="utf8")
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / "copilot").symlink_to(ROOT / "copilot")  # what it adds is a file of the clone
    run = subprocess.run(
        [sys.executable, str(tmp_path / "readme.py")],
        cwd=tmp_path / "clone",
        env={"PYTHONPATH": str(ROOT), "COPILOT_HOME": str(tmp_path / "home"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.splitlines()[-1] == (
        "D302 31.25% is the premium of 21× over 16×; the discount is 23.80%"
    )


def test_the_answer_of_the_readme_is_the_answer(tmp_path: Path) -> None:
    from copilot import Copilot

    shown = re.search(r'copilot ask "(.+?)" --market demo`\n\n((?:>.*\n)+)', README)
    assert shown is not None
    said = str(Copilot(market="demo", home=tmp_path).ask(shown.group(1)))
    for line in shown.group(2).splitlines():
        assert line.removeprefix(">").strip() in said
