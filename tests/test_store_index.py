"""Chroma's index: derived from the truth, owned by one process, made again from stored vectors at any doubt."""

import shutil
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from copilot.config import Settings
from copilot.store import open_store
from copilot.store.library import Library
from copilot.testing import HashEmbedder
from copilot.types import Article

ROOT = Path(__file__).parent.parent
ARTICLES = [Article(f"Note {n}", f"Company{n} sold widget{n} for {n}.25 dollars.") for n in range(40)]


@pytest.fixture
def opened(tmp_path):
    made = []

    def make(**options):
        store = open_store(Settings(home=tmp_path), embedder=HashEmbedder(**options))
        made.append(store)
        return store

    yield make
    for store in made:
        store.close()


def chroma(store):
    return store._chroma._collection


def test_the_index_follows_additions_and_removals(opened, tmp_path):
    store = opened()
    store.add(ARTICLES[:3])
    assert store.index()
    assert chroma(store).count() == 3
    digest, _ = store.articles()[0]
    store.remove(digest)
    store.add(ARTICLES[3:5])
    store.index()
    assert chroma(store).count() == 4
    assert list((tmp_path / "chroma").glob("*/chroma.sqlite3"))


def test_searching_through_chroma_finds_what_comparing_every_vector_finds(opened):
    store = opened()
    store.add(ARTICLES)
    store.index()
    through = Library(store._engine, HashEmbedder(), chroma=store._chroma, exact=0)
    for n in range(0, 40, 5):
        query = f"what did company{n} sell for {n}.25"
        assert through.search(query, k=5) == store.search(query, k=5)


def test_one_process_owns_the_index_and_the_next_takes_it_over(opened):
    first, second = opened(), opened()
    first.add(ARTICLES[:2])
    assert first.index()
    assert not second.index()
    assert second.search("company1 widget1")[0].article.title == "Note 1"
    first.close()
    assert second.index()
    assert chroma(second).count() == 2


@pytest.mark.parametrize(
    "harm",
    [
        "torn",
        *(pytest.param(harm, marks=pytest.mark.slow) for harm in ("missing", "garbage", "short", "model")),
    ],
)
def test_a_missing_torn_or_foreign_index_is_built_again_without_embedding(opened, tmp_path, harm):
    store = opened()
    store.add(ARTICLES)
    store.index()
    store.close()
    (folder,) = (tmp_path / "chroma").iterdir()
    if harm == "missing":
        shutil.rmtree(folder)
    elif harm == "garbage":
        (folder / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    elif harm == "torn":
        for path in folder.rglob("*.bin"):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 3])
        (folder / "chroma.sqlite3").write_bytes((folder / "chroma.sqlite3").read_bytes()[:20000])
    elif harm == "short":
        script = "import chromadb; c = chromadb.PersistentClient(%r).list_collections()[0]; c.delete(ids=c.get(limit=3)['ids'])"
        subprocess.run(
            [sys.executable, "-c", script % str(folder)], check=True, timeout=60, capture_output=True
        )
    again = opened(dimensions=64) if harm == "model" else opened()
    again.settle()  # another model embeds anew; the same one has nothing to do

    class Never(HashEmbedder):
        def passages(self, texts):
            raise AssertionError("nothing is embedded to build an index")

    again._embedder.__class__ = Never
    assert again.index()
    assert chroma(again).count() == 40


def test_three_processes_add_and_search_one_store_at_once(opened, tmp_path):
    """Page, command line and script: nothing is lost, and each finds the same afterwards."""
    script = textwrap.dedent("""
        import sys
        from pathlib import Path
        from copilot.config import Settings
        from copilot.store import open_store
        from copilot.testing import HashEmbedder
        from copilot.types import Article
        store = open_store(Settings(home=Path(sys.argv[1])), embedder=HashEmbedder())
        for n in range(6):
            store.add([Article(f"{sys.argv[2]} {n}", f"{sys.argv[2]}word{n} rose by {n} percent.")])
            assert store.search(f"{sys.argv[2]}word{n}")[0].article.title == f"{sys.argv[2]} {n}"
        if sys.argv[2] == "page":
            store.index()
    """)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), name], cwd=ROOT, stderr=subprocess.PIPE
        )
        for name in ("page", "cli", "script")
    ]
    for process in running:
        _, errors = process.communicate(timeout=100)
        assert process.returncode == 0, errors.decode()
    store = opened()
    assert len(store.articles()) == 18
    found = {
        store.search(f"{name}word{n}")[0].article.title
        for name in ("page", "cli", "script")
        for n in range(6)
    }
    assert len(found) == 18
    store.index()
    assert chroma(store).count() == 18


ADDING = """
import sys
from pathlib import Path
from copilot.config import Settings
from copilot.store import open_store
from copilot.testing import HashEmbedder
from copilot.types import Article
store = open_store(Settings(home=Path(sys.argv[1])), embedder=HashEmbedder())
run = int(sys.argv[2])
print("ready", flush=True)
for n in range(1000):
    text = " ".join(f"run{run}note{n}sentence{k} rose by {k} percent today." for k in range(60))
    (added,) = store.add([Article(f"Run {run} note {n}", text)])
    print(added.digest, flush=True)
    if n % 4 == 0:
        store.index()
"""


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_a_hundred_kills_lose_nothing_that_was_reported_and_leave_no_half_article(tmp_path):
    """Each time at another moment: within a transaction, while embedding, while Chroma writes its files."""
    reported = []
    for run in range(100):
        process = subprocess.Popen(
            [sys.executable, "-c", ADDING, str(tmp_path), str(run)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout.readline() == "ready\n"
        time.sleep(0.02 + (run * 37 % 100) / 60)
        process.kill()
        reported += [line.strip() for line in process.stdout if len(line) == 33]
        process.wait()
    store = open_store(Settings(home=tmp_path), embedder=HashEmbedder())
    store.settle()
    kept = dict(store.articles())
    assert set(reported) <= set(kept)
    store.follow()
    index = store._index
    assert index.embedded.values[index.alive.values].all()
    assert store.index()
    assert chroma(store).count() == int(index.alive.values.sum())
    for digest in reported[::10]:
        article = kept[digest]
        first = store.search(article.text[:40], k=1)[0]
        assert first.article == article
        cut = sorted((int(a), int(b)) for a, b, n in zip(
            index.starts.values, index.ends.values, index.articles.values, strict=True
        ) if store._article(int(n)) == article)  # fmt: skip
        assert "".join(article.text[a:b] for a, b in cut).replace(" ", "") == article.text.replace(" ", "")
    store.close()
