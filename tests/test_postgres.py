"""Threads in a real PostgreSQL: several processes on one thread lose nothing, and a kill lets go of the lock."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from test_threads import answer

from copilot.config import Settings
from copilot.threads import Threads

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("initdb") is None, reason="no PostgreSQL on this machine"),
]
pytest.importorskip("psycopg", reason="the extra [postgres] is not installed")


@pytest.fixture(scope="module")
def address():
    """A server of our own in a scratch folder, run by an ordinary user (initdb refuses root)."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    as_user = ["su", "postgres", "-s", "/bin/sh", "-c"] if os.getuid() == 0 else ["sh", "-c"]
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(command: str) -> None:
        subprocess.run([*as_user, command], check=True, capture_output=True)

    run(f"initdb -D {data} -U app --auth=trust -E UTF8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    run(f"pg_ctl -D {data} -w -o '{options}' -l {folder}/log start")
    yield f"postgresql+psycopg://app@127.0.0.1:{port}/postgres"
    run(f"pg_ctl -D {data} -m immediate stop")
    shutil.rmtree(folder)


_CHILD = textwrap.dedent(
    """
    import sys, time
    sys.path.insert(0, "tests")
    from test_threads import answer
    from copilot.config import Settings
    from copilot.threads import Threads
    address, name, turns = sys.argv[1:]
    threads = Threads(Settings(database_url=address))
    for number in range(int(turns)):
        with threads.turn("shared", f"{name}{number}") as opened:
            print("in turn", flush=True)
            time.sleep(60 if name == "killed" else 0.02)
            opened.keep(answer(f"{name}{number}"))
    """
)


def _child(address: str, name: str, turns: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _CHILD, address, name, str(turns)]
    root = Path(__file__).parent.parent
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )


def test_three_processes_on_one_thread_lose_no_turn(address):
    children = [_child(address, name, 5) for name in "abc"]
    assert [child.wait(60) for child in children] == [0, 0, 0]
    for child in children:
        child.stdout.close()
    kept = [one.question for one in Threads(Settings(database_url=address)).answers("shared")]
    assert sorted(kept) == sorted(f"{name}{number}" for name in "abc" for number in range(5))


def test_a_kill_in_mid_turn_lets_go_of_the_lock(address):
    child = _child(address, "killed", 1)
    assert child.stdout.readline() == b"in turn\n"
    child.kill()
    child.wait()
    child.stdout.close()
    threads = Threads(Settings(database_url=address))
    with threads.turn("shared", "after") as opened:
        opened.keep(answer("after"))
    assert threads.answers("shared")[-1].question == "after"
