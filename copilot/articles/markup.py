"""A web page into its visible words and what it says about itself. Only runs in the child process of `parsing`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

__all__ = ["drop_hidden", "html"]

_FURNITURE = re.compile(
    r"\b(?:nav(?:bar|igation)?|menu|footer|cookies?|sidebar|breadcrumbs?|subscribe|newsletter)\b"
)
MOST_TEXT = 3_000_000  # characters; a 10-K has about 500,000
MOST_MARKUP = 8_000_000  # bytes
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|(?:text-indent|left|top)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
# On one element of its own these hide words as well; in a style sheet they are ordinary (dark themes, fading in).
_HIDING_HERE = re.compile(
    r"opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)|font-size\s*:\s*(?:0?\.\d+|1)px|(?:max-)?(?:height|width)\s*:\s*0(?:px)?\s*(?:[;!]|$)"
    r"|clip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:50|100)%)"
    r"|(?<!-)color\s*:\s*(?:transparent|white|#fff(?:fff)?|rgba\([^)]*,\s*0\))\s*(?:[;!]|$)",
    re.IGNORECASE,
)
_MEDIA = re.compile(r"@[\w-]+[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_SIMPLE_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DROPPED = "script style noscript template iframe object embed svg math form button select textarea"


def html(body: bytes, url: str, charset: str) -> dict[str, Any]:
    import lxml.html
    import trafilatura

    if len(body) > MOST_MARKUP:
        return {"error": "this page holds more than 8 MB of markup"}
    parser = lxml.html.HTMLParser(encoding=charset or None, huge_tree=False, remove_comments=True)
    if not charset:
        parser = _parser_of(body)
    tree = lxml.html.fromstring(body, parser=parser)
    about = _metadata(tree)
    drop_hidden(tree)
    plain = _blocks(tree)
    document = trafilatura.bare_extraction(
        tree,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=True,
        include_formatting=False,
        output_format="markdown",
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    found = {} if document is None else document.as_dict()
    text = found.get("text") or ""
    # Of a short page it keeps nothing, or a caption; the page's own blocks are then the article.
    text = text if 2 * len(text) > min(len(plain), 1000) else plain
    return {
        "text": text[:MOST_TEXT],
        "title": about.get("title") or found.get("title") or "",
        "publisher": about.get("publisher") or found.get("sitename") or "",
        "author": about.get("author") or found.get("author") or "",
        "published": about.get("published") or found.get("date") or "",
        "url": url or about.get("url") or "",
        "language": about.get("language") or "",
    }


def _parser_of(body: bytes) -> Any:
    import lxml.html

    named = re.search(rb"charset=[\"']?([\w-]+)", body[:2048])
    encoding = named[1].decode("ascii") if named else "utf-8"
    try:
        body.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        encoding = "gb18030" if _decodes(body, "gb18030") else "utf-8"
    return lxml.html.HTMLParser(encoding=encoding, huge_tree=False, remove_comments=True)


def _decodes(body: bytes, encoding: str) -> bool:
    try:
        body.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _metadata(tree: Any) -> dict[str, str]:
    """What the page says about itself: JSON-LD first, then OpenGraph and the like; never guessed from its text."""
    found: dict[str, str] = {}
    for script in tree.xpath('//script[@type="application/ld+json"]')[:20]:
        try:
            _linked(json.loads(script.text or ""), found)
        except (ValueError, RecursionError):
            continue
    named = (
        ("title", ("og:title", "twitter:title")),
        ("publisher", ("og:site_name", "application-name", "publisher")),
        ("author", ("author", "article:author", "byl", "parsely-author")),
        (
            "published",
            ("article:published_time", "datepublished", "date", "pubdate", "publishdate", "dc.date.issued"),
        ),
        ("url", ("og:url",)),
    )
    given: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        given.setdefault(name.strip().lower(), element.get("content").strip())
    for field, names in named:
        for name in names:
            if given.get(name) and not (field == "author" and given[name].startswith("http")):
                found.setdefault(field, given[name])
    for element in tree.xpath("//article//time[@datetime]|//time[@pubdate][@datetime]")[:1]:
        found.setdefault("published", element.get("datetime"))
    if language := tree.get("lang"):
        found["language"] = language[:2].lower()
    return found


def _linked(node: Any, found: dict[str, str], depth: int = 0) -> None:
    if depth > 6:
        return
    if isinstance(node, list):
        for item in node[:50]:
            _linked(item, found, depth + 1)
    if not isinstance(node, dict):
        return
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if any(isinstance(kind, str) and re.search(r"Article|Posting|Report$", kind) for kind in kinds):
        for field, key in (("title", "headline"), ("published", "datePublished"), ("url", "url")):
            if isinstance(node.get(key), str):
                found.setdefault(field, node[key])
        for field in ("author", "publisher"):
            if name := _names(node.get(field)):
                found.setdefault(field, name)
    for key in ("@graph", "mainEntity", "itemListElement"):
        _linked(node.get(key), found, depth + 1)


def _names(node: Any) -> str:
    parts = node if isinstance(node, list) else [node]
    names = [part.get("name") if isinstance(part, dict) else part for part in parts]
    return ", ".join(name for name in names if isinstance(name, str) and not name.startswith("http"))


def drop_hidden(tree: Any) -> None:
    """Takes away what a reader of the page would not see."""
    hidden: set[str] = set()
    for style in tree.xpath("//style"):
        for selectors, rules in _SIMPLE_RULE.findall(_MEDIA.sub("", (style.text or "")[:200_000])):
            if _HIDING.search(rules):
                hidden.update(one.strip() for one in selectors.split(","))
    names = {one[1:] for one in hidden if re.fullmatch(r"\.[\w-]+", one)}
    ids = {one[1:] for one in hidden if re.fullmatch(r"#[\w-]+", one)}
    dropped = set(_DROPPED.split())
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "head"):
            continue
        unseen = (
            element.tag in dropped
            or "hidden" in element.attrib
            or element.get("aria-hidden") == "true"
            or _HIDING.search(element.get("style", ""))
            or _HIDING_HERE.search(element.get("style", ""))
            or names & set(element.get("class", "").split())
            or element.get("id", "") in ids
        )
        if unseen and element.getparent() is not None:
            element.drop_tree()


def _blocks(tree: Any) -> str:
    """The text of the page's article, else of its main part, else of all of it, block by block."""
    roots = tree.xpath("//article") or tree.xpath("//main") or tree.xpath("//body") or [tree]
    blocks: list[str] = []
    for element in max(roots, key=lambda one: len(one.text_content())).iter():
        tag = element.tag if isinstance(element.tag, str) else ""
        if any(_is_furniture(one) for one in (element, *element.iterancestors())):
            continue
        if tag == "table":
            rows = [[_line(cell) for cell in row.xpath("./th|./td")] for row in element.iter("tr")]
            lines = ["| " + " | ".join(row) + " |" for row in rows if row]
            if lines:
                lines.insert(1, "|" + "---|" * lines[0].count(" | ") + "---|")
            blocks.append("\n".join(lines))
        elif re.fullmatch("h[1-6]", tag):
            blocks.append("#" * int(tag[1]) + " " + _line(element))
        elif tag in ("p", "li", "blockquote", "figcaption", "pre", "dd", "dt", "div", "section") and not any(
            one.tag == "table" for one in element.iterancestors()
        ):
            inner = element.xpath("./p|./li|./div|./section|./table|./ul|./ol|./blockquote|./h1|./h2|./h3")
            blocks.append(_line(element) if not inner else " ".join((element.text or "").split()))
    return "\n\n".join(block for block in blocks if block.strip("# "))


def _is_furniture(element: Any) -> bool:
    """Menus, footers and the like: around the article, not of it."""
    if element.tag in ("nav", "header", "footer", "aside"):
        return True
    named = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".lower()
    return element.tag not in ("body", "html", "main", "article") and bool(_FURNITURE.search(named))


def _line(element: Any) -> str:
    return " ".join("".join(_texts(element)).split())


def _texts(element: Any) -> Iterator[str]:
    """The text below an element, with a space for each line break, which parts words."""
    if element.text:
        yield element.text
    for child in element:
        if child.tag == "br":
            yield " "
        yield from _texts(child) if isinstance(child.tag, str) else ()
        if child.tail:
            yield child.tail
