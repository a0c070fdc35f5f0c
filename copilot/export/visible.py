"""What a reader sees of a file: its words, without markup. Two files say the same when these are the same.

White space, wrapping and markup are not words: `**3.85%**` and `3.85%` are the same, and so is a paragraph that an
editor has wrapped anew.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from html.parser import HTMLParser

__all__ = ["differences", "disguises", "normal", "of_html", "of_markdown", "same"]

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_SPACE = re.compile(r"\s+")
_CJK = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_AROUND_CJK = re.compile(rf"(?<=[{_CJK}]) | (?=[{_CJK}])")
_SILENT = frozenset(("script", "style", "template", "head"))
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "button",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "wbr",
        "tspan",
    ]
)
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# What a style can do to words without touching them: hide, cover, add, turn round, or draw with other letters.
_HIDING = re.compile(
    r"display:none|visibility:|opacity:0|font-size:0|line-height:0|(?:^|[{;])(?:max-)?(?:height|width):0|content:|clip|"
    r"text-indent:-|text-transform|(?:left|right|top|bottom):-?\d{3,}|position:|transform:|unicode-bidi|direction:|"
    r"@font-face|filter:|mask|url\(|color:(?:transparent|white|#fff)|text-security|z-index",
    re.IGNORECASE,
)
_PICTURES = frozenset(["img", "iframe", "object", "embed", "video", "canvas", "link", "base", "picture"])


def of_markdown(text: str) -> str:
    """The words of a Markdown file. Comments are not shown by any reader of Markdown, so they are left out."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.disable(["reference", "link", "image", "autolink", "html_inline", "html_block"])
    parts: list[str] = []
    for token in parser.parse(_COMMENT.sub("\n", text)):
        if token.type == "inline":
            parts += ["\n" if "break" in child.type else child.content for child in token.children or []]
            parts.append("\n")
        elif token.type in ("fence", "code_block"):
            parts.append(token.content + "\n")
        elif token.type == "ordered_list_open" and token.attrGet("start") not in (None, 1):
            parts.append(
                f"{token.attrGet('start')}. "
            )  # counting from one is markup, from seven it says something
    return normal("".join(parts))


def of_html(text: str) -> str:
    """The words of an HTML file's body, those that open on demand included."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    return normal("".join(reader.parts))


def disguises(text: str) -> list[str]:
    """Markup that could show a reader something else than the words, or lead a mark or link elsewhere."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    rules = [
        _SPACE.sub("", rule).replace(";}", "}")
        for rule in re.findall(r"[^{}]+\{[^{}]*\}", " ".join(reader.styles))
    ]
    return [rule for rule in rules if _HIDING.search(rule)] + reader.odd


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.styles: list[str] = []
        self.odd: list[str] = []
        self._silent: list[str] = []
        self._marks = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        style = _SPACE.sub("", given.get("style", ""))
        if tag in _PICTURES or (tag == "script" and given.get("type") != "application/json"):
            self.odd.append(f"<{tag}>")
        if _HIDING.search(style) or "hidden" in given:
            self.odd.append(f"<{tag} {style or 'hidden'}>")
        self.odd += [
            f"<{tag} {name}={given[name]}>" for name in given if name.startswith("on") or name == "href"
        ]
        if "popovertarget" in given:
            self._marks += 1
            self.odd.append(f"mark {self._marks} opens {given['popovertarget']}")
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag not in _INLINE:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._silent and tag == self._silent[-1]:
            self._silent.pop()
        elif tag not in _INLINE and tag not in _VOID:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
        elif self._silent[-1] == "style":
            self.styles.append(data)


def normal(text: str) -> str:
    """A text with its white space made one."""
    return _AROUND_CJK.sub("", _SPACE.sub(" ", unicodedata.normalize("NFC", text))).strip()


def same(one: str, other: str) -> bool:
    return one.replace(" ", "") == other.replace(" ", "")


def differences(expected: str, found: str, most: int = 5) -> list[tuple[str, str]]:
    """The first stretches in which two texts differ: what should stand there, and what does, in whole words."""
    left, right = _words(expected), _words(found)
    start = 0
    while start < min(len(left), len(right)) and left[start] == right[start]:
        start += 1
    end = 0
    while end < min(len(left), len(right)) - start and left[-1 - end] == right[-1 - end]:
        end += 1
    left_part, right_part = left[start : len(left) - end], right[start : len(right) - end]
    if len(left_part) * len(right_part) > 4_000_000:  # another text altogether
        return [(" ".join(left_part[:12]) + " …", " ".join(right_part[:12]) + " …")]
    matcher = difflib.SequenceMatcher(a=left_part, b=right_part, autojunk=False)
    blocks = [
        ("".join(left_part[a:b]), "".join(right_part[c:d]), left[max(0, start + a - 8) : start + a])
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal" and not same("".join(left_part[a:b]), "".join(right_part[c:d]))
    ]
    return [
        (f"{_tail(before)}{what.strip()}", f"{_tail(before)}{now.strip()}")
        for what, now, before in blocks[:most]
    ]


def _words(text: str) -> list[str]:
    """Words with the space before them; a Chinese character is one by itself."""
    return re.findall(rf" ?(?:[{_CJK}]|[^\s{_CJK}]+)", text)


def _tail(before: list[str]) -> str:
    return "… " + "".join(before).strip() + " " if before else ""
