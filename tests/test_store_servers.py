"""The article store of many: PostgreSQL holds the truth, a Chroma server the index, both on loopback."""

import os
import socket
import subprocess
import sys
import textwrap
import time
import urllib.request
from pathlib import Path

import pytest
from test_postgres import address

from copilot.config import Settings
from copilot.store import open_store
from copilot.store.library import Library
from copilot.testing import HashEmbedder
from copilot.types import Article

__all__ = ["address"]  # the fixture: a PostgreSQL server in a scratch folder
pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def chroma_url(tmp_path_factory):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    folder = tmp_path_factory.mktemp("chroma")
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--path", str(folder)]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=2).close()
            break
        except OSError:
            time.sleep(0.25)
    yield url
    server.terminate()
    server.wait()


_PROCESS = textwrap.dedent(
    """
    import sys, threading
    from copilot.config import Settings
    from copilot.store import open_store
    from copilot.testing import HashEmbedder
    from copilot.types import Article
    database, chroma, name = sys.argv[1:]
    store = open_store(Settings(database_url=database, chroma_url=chroma), embedder=HashEmbedder())
    written, failed = [], []
    done = threading.Event()

    def read():
        try:
            while not done.wait(0.02):
                if written:
                    number = written[-1]
                    # Among the first: to vectors of hashed words another name may seem as near.
                    titles = [one.article.title for one in store.search(f"{name}word{number}", k=5)]
                    assert f"{name} {number}" in titles, (number, titles)
        except BaseException as error:
            failed.append(repr(error))

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(12):
        store.add([Article(f"{name} {number}", f"{name}word{number} rose by {number} percent.")])
        written.append(number)
        if number % 3 == 0:
            assert store.index()
    done.set()
    for reader in readers:
        reader.join()
    assert store.index()
    assert not failed, failed
    """
)


def test_four_writers_and_eight_readers_on_servers_lose_nothing(address, chroma_url):
    """Each of four processes writes and reads what it wrote in two threads, and all keep one index on one server."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESS, address, chroma_url, name],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
            stderr=subprocess.PIPE,
        )
        for name in ("alpha", "beta", "gamma", "delta")
    ]
    said = [process.communicate(timeout=240)[1].decode() for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert not [errors for errors in said if "cannot be" in errors]
    settings = Settings(database_url=address, chroma_url=chroma_url)
    store = open_store(settings, embedder=HashEmbedder())
    assert len(store.articles()) == 48
    assert store.index()
    assert store._chroma._collection.count() == 48
    through = Library(store._engine, HashEmbedder(), chroma=store._chroma, exact=0)
    for name in ("alpha", "beta", "gamma", "delta"):
        query = f"how did {name}word7 move"
        assert through.search(query, k=3) == store.search(query, k=3)
    store.close()


def test_two_databases_on_one_chroma_server_keep_apart(chroma_url, tmp_path):
    stores = [
        open_store(Settings(home=tmp_path / name, chroma_url=chroma_url), embedder=HashEmbedder())
        for name in ("one", "other")
    ]
    for number, store in enumerate(stores, 1):
        store.add(Article(f"Note {n}", f"Word{n} of {number}.") for n in range(number))
        assert store.index()
    assert [store._chroma._collection.count() for store in stores] == [1, 2]
    for store in stores:
        store.close()
