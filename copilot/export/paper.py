"""What a PDF carries and what it shows: read without a viewer, and without believing it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from copilot.errors import ConfigError
from copilot.export.pdf import ATTACHMENT

__all__ = ["disguises", "evidence", "shown"]

_FOOT = re.compile(r"^\s*Market Copilot\s*\d+ / \d+\s*$")
_UNSEEN = re.compile("[\u200b\u2060\u00ad]")  # where a line may break: no words
_PAINTS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s", b"sh"))
_DEEPEST = 12  # forms within forms: a chart needs two or three
_COLOURS = frozenset((b"g", b"rg", b"k", b"sc", b"scn", b"G", b"RG", b"K", b"SC", b"SCN"))
_ACTING = ("/OpenAction", "/AA", "/AcroForm", "/OCProperties", "/Collection")
_SMALLEST = 3  # points; less is not read by anybody


def evidence(body: bytes) -> str | None:
    """The document that a file carries; None when it carries none."""
    with _reading():
        found = _reader(body).attachments.get(ATTACHMENT, [])
        if len(found) > 1:
            raise ConfigError("this PDF carries more than one answer")
        return found[0].decode("utf8", "replace") if found else None


def shown(body: bytes) -> str:
    """The words of the pages in their order; page numbers and a table's repeated heads are no words of the answer."""
    with _reading():
        reader = _reader(body)
        return _UNSEEN.sub("", "\n".join(_text(reader, page, running=False) for page in reader.pages))


def disguises(body: bytes) -> Sequence[str]:
    """What could show a reader something else than the words: running text, pictures, covers, odd letters, other links."""
    with _reading():
        reader = _reader(body)
        return [*_document(reader), *_links(reader), *_pages(reader)]


@contextlib.contextmanager
def _reading() -> Iterator[None]:
    """A file from anywhere: whatever the parser stumbles over, it is damaged."""
    try:
        yield
    except ConfigError:
        raise
    except Exception as error:  # a parser of a format this wide fails in more ways than it names
        raise ConfigError(f"this PDF is damaged: {error}") from error


def _reader(body: bytes) -> Any:
    import pypdf

    if not body.lstrip().startswith(b"%PDF-"):
        raise ConfigError("this is no PDF")
    return pypdf.PdfReader(io.BytesIO(body))


def _text(reader: Any, page: Any, *, running: bool) -> str:
    """A page's own words, or (`running`) those marked as furniture: foot, repeated heads."""
    from pypdf.generic import ContentStream, NameObject

    content = page.get_contents()
    if content is None:
        return ""
    stream = ContentStream(content, reader, "bytes")
    kept, depth, since = [], 0, -1
    for operands, operator in stream.operations:
        if operator in (b"BDC", b"BMC"):
            depth += 1
            if since < 0 and operands and operands[0] == "/Artifact":
                since = depth
        inside = since >= 0
        if operator == b"EMC":
            if depth == since:
                since = -1
            depth -= 1
        if inside == running or operator in (b"q", b"Q", b"cm", b"Tf"):
            kept.append((operands, operator))
    stream.operations = kept
    whole = page.get(NameObject("/Contents"))
    page[NameObject("/Contents")] = stream
    try:
        return str(page.extract_text())
    finally:
        page[NameObject("/Contents")] = whole


def _document(reader: Any) -> Iterator[str]:
    root = reader.trailer["/Root"]
    yield from (f"<{name[1:]}>" for name in _ACTING if name in root)
    if "/JavaScript" in root.get("/Names", {}):
        yield "<JavaScript>"
    yield from (f"attachment {name}" for name in reader.attachments if name != ATTACHMENT)


def _links(reader: Any) -> Iterator[str]:
    """Where marks lead, by the order of the places on the pages: a reflow moves them, and their order stays."""
    number = {page.indirect_reference.idnum: at for at, page in enumerate(reader.pages)}
    marks: list[tuple[float, ...] | str] = []
    for page in reader.pages:
        for one in page.get("/Annots", []):
            one = one.get_object()
            action = one.get("/A", {}).get_object() if "/A" in one else {}
            if one.get("/Subtype") != "/Link":
                yield f"<{str(one.get('/Subtype'))[1:]}>"
            elif "/URI" in action and "/Dest" not in one:
                marks.append(str(action["/URI"]))
            else:
                place = one["/Dest"].get_object() if "/Dest" in one else action["/D"].get_object()
                down = -float(place[3]) if len(place) > 3 and place[3] is not None else 0.0
                marks.append((number.get(place[0].idnum, -1), down))
    order = {place: rank for rank, place in enumerate(sorted({m for m in marks if isinstance(m, tuple)}), 1)}
    for at, mark in enumerate(marks, 1):
        yield (
            f"mark {at} leads to {mark}"
            if isinstance(mark, str)
            else f"mark {at} leads to place {order[mark]}"
        )


def _pages(reader: Any) -> Iterator[str]:
    painted: Counter[str] = Counter()
    seen: set[str] = set()
    total = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        running = _text(reader, page, running=True)
        foot = f"Market Copilot {number} / {total}"
        for line in filter(None, map(str.strip, running.splitlines())):
            if not _FOOT.match(line) or line.split("Copilot")[1].split() != foot.split("Copilot")[1].split():
                seen.add(f"running text {line}")
        box, crop = page.mediabox, page.cropbox
        if box != crop or page.rotation or "/UserUnit" in page:
            seen.add(f"<page cut or turned {number}>")
        seen.update(_outside(page))
        _looked_at(reader, page.get_contents(), page.get("/Resources", {}), painted, seen, 0)
    yield from sorted(seen)
    yield from (f"{count} strokes and fills of {colour}" for colour, count in sorted(painted.items()))


def _outside(page: Any) -> set[str]:
    """Words that lie off the page or are too small to read."""
    odd: set[str] = set()
    width, height = float(page.mediabox.width), float(page.mediabox.height)

    def look(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        if not text.strip():
            return
        x, y = (
            tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
            tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
        )
        grown = abs(size * (tm[0] * cm[0] + tm[1] * cm[2]))
        if not (-1 <= x <= width and -1 <= y <= height) or grown < _SMALLEST:
            odd.add(f"unseen text {text.strip()}")

    page.extract_text(visitor_text=look)
    return odd


def _looked_at(
    reader: Any, content: Any, resources: Any, painted: Counter[str], seen: set[str], depth: int
) -> None:
    """Counts what is painted in which colour (a cover adds to it), notes invisible text, pictures and odd letters."""
    from pypdf.generic import ContentStream

    if content is None:
        return
    resources = resources.get_object()
    colour = "black"
    for operands, operator in ContentStream(content, reader).operations:
        if operator in _COLOURS:
            colour = " ".join(
                f"{float(one):.2f}" if isinstance(one, int | float) else str(one) for one in operands
            )
        elif operator in _PAINTS:
            painted[colour] += 1
        elif operator == b"Tr" and int(operands[0]) != 0:
            seen.add(f"<text mode {operands[0]}>")
        elif operator in (b"INLINE IMAGE", b"BI"):
            seen.add("<inline picture>")
    for state in (resources.get("/ExtGState") or {}).values():
        state = state.get_object()
        seen.add(f"opacity {state.get('/ca', 1)} {state.get('/CA', 1)} {state.get('/BM', '/Normal')}")
    for font in (resources.get("/Font") or {}).values():
        seen.add(_letters(font.get_object()))
    for form in (resources.get("/XObject") or {}).values():
        form = form.get_object()
        if form.get("/Subtype") != "/Form":
            seen.add(f"<picture {hashlib.sha256(form.get_data()).hexdigest()[:12]}>")
        elif depth == _DEEPEST:
            raise ConfigError("this PDF draws in more layers than any export")
        else:
            _looked_at(reader, form, form.get("/Resources", {}), painted, seen, depth + 1)


def _letters(font: Any) -> str:
    """A font by its drawings and what they are said to mean: other letters for the same words would show."""
    digest = hashlib.sha256()
    if "/ToUnicode" in font:
        digest.update(font["/ToUnicode"].get_object().get_data())
    for inner in font.get("/DescendantFonts", [font]):
        about = inner.get_object().get("/FontDescriptor", {}).get_object()
        for key in ("/FontFile", "/FontFile2", "/FontFile3"):
            if key in about:
                digest.update(about[key].get_object().get_data())
    return f"letters {str(font.get('/BaseFont'))[1:]} {digest.hexdigest()[:12]}"
