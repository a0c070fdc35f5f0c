"""The verifiers that one can install, as baselines beside ours, in an environment of their own.

    python -m benchmarks.verifiers --install [--home .verifiers]     # a venv with the three pinned packages (about 100 MB)

They are never a dependency: where the environment is missing, `benchmarks.checker` says so and goes on without them.
How each is called stands in `benchmarks/verifier_worker.py`.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

__all__ = ["HOME", "PACKAGES", "installed", "verdicts"]

PACKAGES = ("hallucination-check==0.1.0", "factguard-check==0.2.1", "figured==0.4.3")
HOME = Path(".verifiers")
_WORKER = Path(__file__).with_name("verifier_worker.py")


def _python(home: Path) -> Path:
    return home / ("Scripts" if sys.platform == "win32" else "bin") / "python"


def installed(home: Path = HOME) -> bool:
    return _python(home).exists()


def install(home: Path = HOME) -> int:
    """Makes the environment; pip's own exit code where it cannot be filled."""
    venv.create(home, with_pip=True)
    command = [
        str(_python(home)),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *PACKAGES,
    ]
    return subprocess.run(command, check=False).returncode


def verdicts(cases: Sequence[tuple[str, Sequence[str]]], home: Path = HOME) -> list[dict[str, bool | None]]:
    """What each verifier says of each claim over its texts: flagged or not, None where it broke down."""
    lines = "".join(json.dumps({"claim": claim, "evidence": list(texts)}) + "\n" for claim, texts in cases)
    done = subprocess.run(
        [str(_python(home)), str(_WORKER)],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
        encoding="utf8",
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.verifiers", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--install", action="store_true", help="make the environment")
    parser.add_argument("--home", type=Path, default=HOME, help="where it is")
    options = parser.parse_args(arguments)
    if options.install and (code := install(options.home)):
        print("the verifiers could not be installed; the benchmark goes on without them", file=sys.stderr)
        return code
    print(
        f"{options.home}: {'ready, ' + ', '.join(PACKAGES) if installed(options.home) else 'not installed'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
