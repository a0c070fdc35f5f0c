"""The child process of `parsing`: one document on standard input, what it says as JSON on standard output.

Only started by `copilot.articles.parsing`, under limits of time and memory.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from typing import Any

from copilot.articles.markup import MOST_TEXT, drop_hidden, html

MOST_UNPACKED = 100_000_000  # bytes of an office document
MOST_PAGES = 1000


def pdf(body: bytes, _url: str, _charset: str) -> dict[str, Any]:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(body))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "this PDF is locked by a password"}
    if len(reader.pages) > MOST_PAGES:
        return {"error": f"this PDF has more than {MOST_PAGES} pages"}
    pages: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        text = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False) or ""
        lines = [re.sub(r"[ \t]{3,}", "   ", line).rstrip() for line in text.splitlines()]
        if any(lines):
            pages.append(f"[page {number}]\n\n" + "\n".join(lines))
        if sum(map(len, pages)) > MOST_TEXT:
            break
    if not pages:
        return {"error": "this PDF holds no text (a scan?)"}
    about = reader.metadata
    made = about.creation_date if about else None
    return {
        "text": "\n\n".join(pages)[:MOST_TEXT],
        "title": str(about.title or "") if about else "",
        "author": str(about.author or "") if about else "",
        "published": made.date().isoformat() if made else "",
    }


def docx(body: bytes, _url: str, _charset: str) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        if sum(item.file_size for item in archive.infolist()) > MOST_UNPACKED:
            return {"error": f"this document unpacks to more than {MOST_UNPACKED // 1_000_000} MB"}
        if b"<!DOCTYPE" in archive.read("word/document.xml")[:2000]:
            return {"error": "this document declares entities; refused"}
    import docx as office

    document = office.Document(io.BytesIO(body))
    parts: list[str] = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            rows = [[cell.text.replace("\n", " ").strip() for cell in row.cells] for row in block.rows]
            lines = ["| " + " | ".join(row) + " |" for row in rows]
            if lines:
                lines.insert(1, "|" + "---|" * len(rows[0]))
            parts.append("\n".join(lines))
        elif words := "".join(run.text for run in block.runs if not run.font.hidden).strip():
            name = str(block.style.name or "") if block.style else ""
            level = re.fullmatch(r"Heading (\d)", name)
            parts.append(f"{'#' * int(level[1])} {words}" if level else words)
    about = document.core_properties
    made = about.created
    return {
        "text": "\n\n".join(parts)[:MOST_TEXT],
        "title": about.title or "",
        "author": about.author or "",
        "published": made.date().isoformat() if made else "",
    }


def feed(body: bytes, url: str, _charset: str) -> dict[str, Any]:
    import feedparser
    import lxml.html

    if re.search(rb"<!(?:ENTITY|DOCTYPE[^>]*\[)", body[:4096]):
        return {"error": "this feed declares entities; refused"}
    parsed = feedparser.parse(body, response_headers={"content-location": url} if url else {})
    entries: list[dict[str, Any]] = []
    for entry in parsed.entries[:200]:
        contents = [item.get("value", "") for item in entry.get("content", [])] or [entry.get("summary", "")]
        markup = max(contents, key=len)
        text = ""
        if markup.strip():
            tree = lxml.html.fromstring(f"<div>{markup}</div>")
            drop_hidden(tree)
            text = "\n\n".join(part.strip() for part in tree.itertext() if part.strip())
        when = entry.get("published_parsed") or entry.get("updated_parsed")
        entries.append(
            {
                "text": text,
                "title": lxml.html.fromstring(f"<p>{entry.get('title') or '–'}</p>").text_content(),
                "url": entry.get("link", ""),
                "author": entry.get("author", ""),
                "publisher": parsed.feed.get("title", ""),
                "published": f"{when.tm_year:04}-{when.tm_mon:02}-{when.tm_mday:02}" if when else "",
            }
        )
    return {"entries": entries} if entries else {"error": "this is no feed with entries"}


def main(kind: str, memory: int, url: str, charset: str) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    except (ImportError, ValueError, OSError):  # no such limits on this system; the time limit remains
        pass
    parser = {"html": html, "pdf": pdf, "docx": docx, "feed": feed}[kind]
    try:
        found = parser(sys.stdin.buffer.read(), url, charset)
    except Exception as error:  # whatever a broken document does to its parser, the reader is told one line
        found = {"error": f"this {kind} could not be read ({type(error).__name__})"}
    sys.stdout.buffer.write(json.dumps(found).encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4])
