"""An article into passages: stretches of about 200 tokens that begin and end where the text does.

Sections, paragraphs and sentences are the places to cut, in this order. A table stays whole with the lines that name
it, or is cut between rows when it is long. Offsets, never copies: `article.text[start:end]` is the passage.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator

__all__ = ["context", "passages", "token_count"]

TARGET = 200  # tokens; the embedder reads 512 at most, and shorter passages are found and quoted more exactly
CAPTION = 80  # tokens: a paragraph as short as this, before a table, belongs to it
STUB = 20  # tokens: a line alone, such as the name of a table, stays with what follows it
HEAD = 8  # lines over the first row of figures of a table, at most
FAR = 20_000  # characters: what stands further from a row is not looked at for its head
ROWS = 8  # rows of a piece of a long table: measured on filings, a little better than 16

_BLANK = re.compile(r"\n[ \t]*\n")
_SENTENCE = re.compile(r"(?<=[.!?][\s\"”’)])(?=[^\s])|(?<=[。！？；])(?=[^”’」』）\s])|(?<=\n)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+\S")
_HEADING_LINE = re.compile(r"^[ ]{0,3}(#{1,6})[ \t]+(\S.*)$", re.MULTILINE)
_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*(?:\n|\Z)")
_AMOUNT = re.compile(
    r"(?:\s|^)[($¥€]*[-−]?(?!(?:19|20)\d\d(?:\s|$))\d[\d,.]*(?<!,)%?\)?(?=\s|$)"
)  # neither a year nor "31,"
_PAGE = re.compile(r"\[page \d+\]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Ms|Mrs|Dr|Inc|Corp|Co|Ltd|vs|No|St|Jan|Feb|Aug|Sept?|Oct|Nov|Dec))\.\s$"
)
_TOKENS = re.compile(r"[㐀-䶿一-鿿]|[A-Za-z]+|\d|[^\sA-Za-z\d]")

Stretch = tuple[int, int]


def token_count(text: str) -> int:
    """About how many tokens a multilingual model makes of a text: within a fifth for English, Chinese and tables."""
    count = 0.0
    for match in _TOKENS.finditer(text):
        piece = match[0]
        if piece.isascii() and piece.isalpha():
            count += 1 + (len(piece) - 1) // 6
        elif "㐀" <= piece <= "鿿":
            count += 0.7  # the dictionary joins common pairs
        else:
            count += 0.6
    return int(count) + 1


def passages(text: str) -> tuple[Stretch, ...]:
    """The passages of a text, in its order; together they hold all of its letters and digits."""
    found: list[Stretch] = []
    open_at: int | None = None
    end = 0
    size = 0
    for start, stop, begins in _units(text):
        cost = token_count(text[start:stop])
        if size > STUB and (size + cost > TARGET * 1.3 or (begins and size > TARGET // 4)):
            found.append((open_at or 0, end))
            open_at, size = None, 0
        if open_at is None:
            open_at = start
        end, size = stop, size + cost
        if size >= TARGET:
            found.append((open_at, end))
            open_at, size = None, 0
    if open_at is not None:
        found.append((open_at, end))
    return tuple(found)


def context(text: str, start: int) -> str:
    """What a passage stands under, told to the indexes: its headings, and for rows of a table its caption and head."""
    parts = [_headings(text, start)]
    head = start
    while head > 0 and (line := text.rfind("\n", 0, head - 1) + 1) < head and _ROW.match(text, line, head):
        head = line
    if head < start and _ROW.match(text, start):
        first = text.find("\n", head)
        caption = text[:head].rstrip().rpartition("\n")[2]
        parts += [caption[:200], text[head : first if first > 0 else start][:400]]
    else:
        parts += _plain_head(text, start)
    return " · ".join(part.strip() for part in parts if part.strip())


def _plain_head(text: str, start: int) -> list[str]:
    """For rows of a table without pipes, as PDF text has them: what names it, and what stands over its rows."""
    left = max(0, start - FAR)
    before = (0, left)
    for match in _BLANK.finditer(text, left, start):
        before, left = (left, match.start()), match.end()
    after = _BLANK.search(text, start, start + FAR)
    block = text[left : after.start() if after else start + FAR]
    if not _is_table(block):
        return []
    head = left
    for line in block.splitlines(keepends=True)[:HEAD]:
        if any(letter.isalpha() for letter in line) and len(_AMOUNT.findall(line)) >= 2:
            break
        head += len(line)
    over = text[left : min(head, start)]
    name = text[slice(*before)].strip()
    named = (
        any(letter.isalpha() for letter in name)
        and token_count(name) <= CAPTION
        and not _PAGE.fullmatch(name)
    )
    return [" ".join(name.split())[:200] if named else "", " ".join(over.split())[:400]]


@functools.lru_cache(maxsize=4)
def _heading_lines(text: str) -> list[tuple[int, int, str]]:
    """Where each heading stands, how deep it is and what it says."""
    found = _HEADING_LINE.finditer(text)
    return [(match.start(), len(match[1]), match[2].strip("# \t")) for match in found]


def _headings(text: str, start: int) -> str:
    """The headings that `text[start:]` stands under, outermost first."""
    above: list[str] = []
    level = 7
    lines = _heading_lines(text)
    for _, depth, words in reversed(lines[: bisect.bisect_left(lines, (start,))]):
        if depth < level:
            above.append(words)
            level = depth
        if level == 1:
            break
    return " · ".join(reversed(above))


def _units(text: str) -> Iterator[tuple[int, int, bool]]:
    """The smallest pieces that are not cut, and whether each begins a section."""
    blocks = list(_paragraphs(text))
    tables = [_is_table(text[start:end]) for start, end in blocks]
    for place, (start, end) in enumerate(blocks):
        block = text[start:end]
        # A heading begins a section, and so does the line that names the table behind it.
        caption = place + 1 < len(blocks) and tables[place + 1] and token_count(block) <= CAPTION
        begins = bool(_HEADING.match(block)) or (caption and not tables[place])
        if tables[place]:
            for number, (left, right) in enumerate(_table_pieces(block)):
                yield start + left, start + right, number > 0
        elif token_count(block) <= TARGET:
            yield start, end, begins
        else:
            for number, (left, right) in enumerate(_sentences(block)):
                yield start + left, start + right, begins and number == 0


def _paragraphs(text: str) -> Iterator[Stretch]:
    at = 0
    for match in [*_BLANK.finditer(text), None]:
        stop = match.start() if match else len(text)
        block = text[at:stop]
        stripped = block.strip()
        if stripped:
            left = at + block.index(stripped[0])
            yield left, left + len(stripped)
        at = match.end() if match else stop


@functools.lru_cache(maxsize=64)
def _is_table(block: str) -> bool:
    """A pipe table, or several lines that most hold two numbers or more apart."""
    lines = [line for line in block.splitlines() if line.strip()]
    if len(lines) < 3:
        return False
    piped = sum(line.count("|") >= 2 for line in lines)
    numeric = sum(len(re.findall(r"(?:\s|^)[($¥€]*[-−]?\d[\d,.]*%?\)?(?=\s|$)", line)) >= 2 for line in lines)
    return piped >= 0.8 * len(lines) or numeric >= 0.6 * len(lines)


def _table_pieces(block: str) -> Iterator[Stretch]:
    """The table whole when it is short, else its head with the first rows, then rows by eights."""
    lines: list[Stretch] = []
    at = 0
    for line in block.splitlines(keepends=True):
        if line.strip():
            lines.append((at, at + len(line.rstrip())))
        at += len(line)
    if token_count(block) <= TARGET * 2:
        yield lines[0][0], lines[-1][1]
        return
    first = 0
    while first < len(lines):
        last = min(first + ROWS + (2 if first == 0 else 0), len(lines)) - 1
        while last > first and token_count(block[lines[first][0] : lines[last][1]]) > TARGET * 2:
            last -= 1
        yield from _pieces_of_line(block, lines[first][0], lines[last][1])
        first = last + 1


def _pieces_of_line(block: str, start: int, end: int) -> Iterator[Stretch]:
    """A stretch that has no place to cut (a table row of a hundred columns) is cut between words."""
    while token_count(block[start:end]) > TARGET * 2:
        middle = start + TARGET * 3
        gap = block.find(" ", middle, end)
        cut = gap if 0 <= gap < middle + TARGET else min(middle, end)
        if cut >= end:
            break
        yield start, cut
        start = cut + (1 if cut == gap else 0)
    if start < end:
        yield start, end


def _sentences(block: str) -> Iterator[Stretch]:
    start = 0
    for match in [*_SENTENCE.finditer(block), None]:
        at = match.start() if match else len(block)
        piece = block[start:at]
        if match and (not piece.strip() or _ABBREVIATION.search(piece)):
            continue
        stripped = piece.strip()
        if stripped:
            left = start + piece.index(stripped[0])
            yield from _pieces_of_line(block, left, left + len(stripped))
        start = at
