"""Generated pages are what the code says today."""

import importlib.util
import re
from dataclasses import fields
from pathlib import Path

from copilot.config import Settings

ROOT = Path(__file__).resolve().parent.parent


def test_the_generated_pages_are_current():
    """`make docs` writes them: rules, measures, settings."""
    spec = importlib.util.spec_from_file_location("make_docs", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    wanted = make.pages()
    stale = [
        path.name for path, text in wanted.items() if not path.exists() or path.read_text("utf8") != text
    ]
    extra = {path.name for path in (ROOT / "docs" / "rules").glob("*.md")} - {path.name for path in wanted}
    assert (stale, extra) == ([], set())
    assert {"measures.md", "settings.md", "R401.md"} <= {path.name for path in wanted}


def test_every_setting_is_read_somewhere():
    code = "".join(path.read_text("utf8") for path in (ROOT / "copilot").rglob("*.py"))
    read = set(re.findall(r"settings\.(\w+)", code))
    home = {"home"}  # read by `Settings.folder` itself
    assert {setting.name for setting in fields(Settings)} - home - read == set()
    assert "folder" in read
