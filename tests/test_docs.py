"""Generated pages are what the code says today."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_rule_pages_are_current():
    """`python docs/make.py` writes them."""
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
    assert len(wanted) > 15
