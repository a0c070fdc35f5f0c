"""What every test needs: no key, no home of the developer's, no network but loopback, and a visible word on Chromium."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

for name in list(os.environ):  # before anything of ours is imported
    if (
        name.startswith(("COPILOT_", "OPENAI_", "LANGCHAIN_", "LANGSMITH_"))
        and name != "COPILOT_REQUIRE_BROWSER"
    ):
        del os.environ[name]
for name in ("DATABASE_URL", "CHROMA_URL", "HOST", "PORT"):
    os.environ.pop(name, None)
os.environ |= {
    "LANGSMITH_TRACING": "false",
    "ANONYMIZED_TELEMETRY": "False",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ORT_DISABLE_TELEMETRY": "1",
}

_connect = socket.socket.connect


def _loopback_only(self: socket.socket, address: object) -> None:
    if self.family in (socket.AF_INET, socket.AF_INET6):
        host = str(address[0]) if isinstance(address, tuple) else ""
        if not (host.startswith("127.") or host in {"::1", "localhost"}):
            raise ConnectionRefusedError(f"tests reach no network: {host}")
    _connect(self, address)  # type: ignore[arg-type]


socket.socket.connect = _loopback_only  # type: ignore[method-assign,assignment]


# A worker takes whole files: the longest come first, or one worker ends with the browser while the other waits.
LONGEST = (
    "test_browser.py",
    "test_readme.py",
    "test_analyst_answers.py",
    "test_store_index.py",
    "test_export.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    chromium = shutil.which("chromium")
    if chromium is None and os.environ.get("COPILOT_REQUIRE_BROWSER"):
        raise pytest.UsageError("COPILOT_REQUIRE_BROWSER is set and there is no chromium")
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))
    for item in items:
        if item.get_closest_marker("browser") and chromium is None:
            item.add_marker(pytest.mark.skip(reason="no Chromium here: browser tests are not run"))
        if item.get_closest_marker("shared") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="no development material beside the project"))


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPILOT_HOME", str(tmp_path / "home"))
