"""Files, folders and addresses into articles: `read`.

address   a public web address into bytes, never a private one
parsing   HTML (`markup`), PDF, DOCX and feeds, in a child process with limits (`parsers`)
header    what a text file says about itself
neutral   nothing hidden, nothing that is not what it seems
language  English, Chinese or neither

An article is hostile until proved otherwise: it is quoted, never obeyed and never rendered as HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from copilot.articles.header import day, header
from copilot.articles.language import language
from copilot.articles.neutral import neutral
from copilot.errors import ArticleError
from copilot.types import Article

__all__ = ["SUFFIXES", "read"]

SUFFIXES = {
    ".txt": "text", ".md": "text", ".markdown": "text", ".text": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
    ".rss": "feed", ".atom": "feed", ".xml": "feed",
}  # fmt: skip
MOST_BYTES = 50_000_000
MOST_SUBJECTS = 12
MOST_NAMED = 200_000  # characters that are searched for names


def read(
    source: str | Path | Article,
    *,
    problems: list[ArticleError] | None = None,
    loopback: bool = False,
) -> Iterator[Article]:
    """The articles of a file, a folder (with all below it), a web address, a feed, or a text itself.

    A string is an address when it begins like one, a path when there is such a file, and a text when it has more
    than one line or a sentence. A folder's bad files never stop the rest: they are appended to `problems`, or, with
    no such list, raised together after the last good one. Everything else raises `ArticleError` at once.
    `loopback` is for tests with a server on this machine.
    """
    if isinstance(source, Article):
        yield _finished({"text": source.text, "note": source.note}, source)
    elif isinstance(source, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", source.strip()):
        yield from _from_address(source.strip(), loopback)
    elif path := _existing(source):
        yield from _from_folder(path, problems) if path.is_dir() else _from_file(path)
    elif isinstance(source, Path) or not _is_prose(source):
        raise ArticleError(f"there is no file or folder {str(source)[:200]!r}")
    else:
        yield _from_text(source, "")


def _existing(source: str | Path) -> Path | None:
    if isinstance(source, str) and (len(source) > 1000 or "\n" in source or not source.strip()):
        return None
    try:
        path = Path(source).expanduser()
        return path if path.exists() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _is_prose(source: str) -> bool:
    return "\n" in source.strip() or len(source.split()) > 7 or bool(re.search(r"[。！？]", source))


def _from_folder(folder: Path, problems: list[ArticleError] | None) -> Iterator[Article]:
    found = problems if problems is not None else []
    before = len(found)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    wanted = [path for path in files if path.suffix.lower() in SUFFIXES]
    if not wanted:
        raise ArticleError(f"{folder}: no text, Markdown, HTML, PDF, DOCX or feed in this folder")
    for path in wanted:
        try:
            yield from _from_file(path)
        except ArticleError as error:
            found.append(error)
    if problems is None and len(found) > before:
        raise ArticleError("; ".join(str(error) for error in found))


def _from_file(path: Path) -> Iterator[Article]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ArticleError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB")
        body = path.read_bytes()
    except OSError as error:
        raise ArticleError(f"{path.name}: {error.strerror or 'cannot be read'}") from error
    try:
        yield from _parsed(_kind(path, body), body, "", "", path.stem.replace("_", " ").replace("-", " "))
    except ArticleError as error:
        raise ArticleError(f"{path.name}: {error}") from error


def _kind(path: Path, body: bytes) -> str:
    """By its first bytes, then by its name: a page saved as .txt is still a page."""
    start = body[:512].lstrip().lower()
    if start.startswith(b"%pdf"):
        return "pdf"
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith((b"<?xml", b"<rss", b"<feed")):
        return "html" if b"<html" in body[:2048].lower() else "feed"
    return SUFFIXES.get(path.suffix.lower(), "text")


def _from_address(url: str, loopback: bool) -> Iterator[Article]:
    from copilot.articles.address import fetch

    fetched = fetch(url, loopback=loopback)
    try:
        yield from _parsed(fetched.kind, fetched.body, fetched.url, fetched.charset, "")
    except ArticleError as error:
        raise ArticleError(f"{url}: {error}") from error


def _parsed(kind: str, body: bytes, url: str, charset: str, name: str) -> Iterator[Article]:
    if kind == "text":
        yield _from_text(_decoded(body, charset), name, url)
        return
    from copilot.articles.parsing import parse

    found = parse(kind, body, url=url, charset=charset)
    for entry in found.get("entries") or [found]:
        if not str(entry.get("text", "")).strip() and kind == "feed":
            entry = entry | {"text": entry.get("title", ""), "note": "headline only"}
        yield _finished(entry, Article(name, "", url=url))


def _decoded(body: bytes, charset: str = "") -> str:
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body.decode("utf-16", "replace")
    if b"\0" in body[:8192]:
        raise ArticleError("this is a binary file")
    for encoding in (charset, "utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding) if encoding else body.decode("utf-8-sig")
        except (UnicodeDecodeError, LookupError):
            continue
    return body.decode("latin-1")


def _from_text(text: str, name: str, url: str = "") -> Article:
    about, rest = header(neutral(text))
    rest = re.sub(r"<!--.*?(?:-->|\Z)", "", rest, flags=re.DOTALL)
    if not about.get("title"):
        about["title"] = _headline(rest) or name
    return _finished(about | {"text": rest}, Article(name, "", url=url))


def _headline(text: str) -> str:
    """A Markdown heading, or a first line that stands alone and is no sentence."""
    first, _, rest = text.strip().partition("\n")
    if match := re.match(r"#{1,3}\s+(.+?)\s*#*$", first):
        return match[1]
    alone = not rest or rest.startswith("\n")
    return (
        first.strip()
        if alone and rest and len(first) <= 120 and first.strip()[-1:] not in ".。;；:："
        else ""
    )


def _finished(found: dict[str, Any], known: Article) -> Article:
    """An article of what was found, and of what was known before where nothing was."""
    text = re.sub(r"\n{3,}", "\n\n", neutral(str(found.get("text", "")))).strip()
    if not text:
        raise ArticleError("it holds no text")

    def said(name: str, most: int = 300) -> str:
        value = getattr(known, name) if isinstance(known, Article) else ""
        return " ".join(neutral(str(found.get(name) or value or "")).split())[:most]

    published = found.get("published") or known.published
    title = said("title") or text.partition("\n")[0][:80]
    url = said("url", 2000)
    subjects = tuple(found.get("subjects") or known.subjects) or _subjects(title, text)
    return Article(
        title=title,
        text=text,
        url=url if url.startswith(("https://", "http://")) else "",
        publisher=said("publisher"),
        author=said("author"),
        published=day(published) if isinstance(published, str) else published,
        language=language(text) or (said("language")[:2] if said("language")[:2] in ("en", "zh") else ""),
        subjects=tuple(dict.fromkeys(subject.strip().upper() for subject in subjects if subject.strip())),
        note=said("note"),
    )


def _subjects(title: str, text: str) -> tuple[str, ...]:
    """Symbols of what the text names: those of the title first, then the most often named."""
    from copilot import names

    headline = {one.symbol for one in names.mentions(title)}
    counts = Counter(one.symbol for one in names.mentions(text[:MOST_NAMED]))
    counts.update(headline)
    order = sorted(counts, key=lambda symbol: (symbol not in headline, -counts[symbol]))
    return tuple(order[:MOST_SUBJECTS])
