"""The wheel holds everything under `copilot/`, and answers from a folder that is not the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling")
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return next(out.glob("*.whl"))


def test_nothing_is_installed_beside_the_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "copilot",
        next(n.split("/")[0] for n in names if ".dist-info" in n),
    }
    for needed in ("copilot/tools/__init__.py", "copilot/py.typed", "copilot/types/values.py"):
        assert needed in names
    assert any(name.startswith("copilot/prompts/") and name.endswith(".md") for name in names)


@pytest.mark.slow
def test_an_installed_wheel_answers_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    """No index and no dependencies: the venv sees this environment's packages through a .pth file."""
    folder = tmp_path / "env"
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "--no-index", "--no-deps", str(wheel)], check=True)
    site = Path(
        subprocess.run(
            [python, "-c", "import site; print(site.getsitepackages()[0])"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
    )
    ours = next(path for path in sys.path if path.endswith("site-packages"))
    (site / "zz_dependencies.pth").write_text(f"{ours}\n", encoding="utf8")
    run = subprocess.run(
        [python, "-P", "-m", "copilot", "ask", "What is the price of ZZZQ?", "--market", "demo"],
        cwd=tmp_path, capture_output=True, text=True, env={"COPILOT_HOME": str(tmp_path / "home"), "PATH": ""}, timeout=100,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "ZZZQ" in run.stdout
    where = subprocess.run(
        [python, "-P", "-c", "import copilot; print(copilot.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert str(folder) in where.stdout
