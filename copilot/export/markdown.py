"""An answer as Markdown: what the command line prints, and the `.md` file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from copilot.export import beside, carried, view, words
from copilot.types import Passage, Severity

if TYPE_CHECKING:
    from copilot.answer import Answer

__all__ = ["file", "render"]

_OPENS, _CLOSES = "<!-- market-copilot evidence, checked by `market-copilot verify`\n", "\n-->\n"
_CODE = re.compile(r"(```.*?```|~~~.*?~~~|`[^`\n]+`)", re.DOTALL)
_ACTS = re.compile(r"<(?=[A-Za-z/!?])")
_EMBEDS = re.compile(r"!\[")
# A backslash, code, stress, tags, links and cells; an underscore within a word, or a bracket alone, does nothing.
_ACTIVE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|[`*|]|~(?=~)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|<(?=[A-Za-z/!?])|(?<=\])\("
)
_URL_UNSAFE = re.compile(r"[\s<>]")
_LEADING = re.compile(r"^(\d{0,9})([-+=#>.)](?=\s|$|[-=#]))")


def file(answer: Answer) -> str:
    """The whole `.md` file: what is read, and behind it, in a comment, the evidence."""
    return f"{render(answer)}\n{_OPENS}{carried.write(answer)}{_CLOSES}"


def evidence(text: str) -> str | None:
    """The document that a file carries; None when it carries none."""
    start = text.rfind(_OPENS.strip())
    end = text.find("-->", start)
    return text[start + len(_OPENS.strip()) : end].strip() if 0 <= start < end else None


def render(answer: Answer) -> str:
    """Headline, question, as-of bar, body, what was not found, sources, check line, disclaimer."""
    labels = words.LABELS[answer.language]
    zh = answer.language == "zh"
    colon = "：" if zh else ": "
    parts = [f"# {_one_line(view.uncited(answer.title))}"] if answer.title else []
    parts.append(f"**{labels['question']}{colon}** {_one_line(answer.question)}".replace(": **", ":**"))
    parts.append("> " + " · ".join(_one_line(part) for part in words.as_of_line(answer)))
    parts.append(_safe(_marked(answer)).strip())
    if answer.not_found:
        listed = "\n".join(f"- {_one_line(one)}" for one in answer.not_found)
        parts.append(f"## {labels['not_found']}\n\n{listed}")
    if answer.related:
        listed = "\n".join(f"- {_one_line(one)}" for one in beside.related(answer))
        parts.append(f"## {labels['related']}\n\n{listed}")
    parts += _findings(answer)
    parts += _sources(answer)
    parts.append("---")
    report = answer.evidence.report
    parts.append(
        f"**{labels['check']}{colon}** {words.check_line(report.coverage, answer.language)}".replace(
            ": **", ":**"
        )
    )
    written = f"{labels['model']}{'' if zh else ' '}{_one_line(words.writer(answer))} · {words.moment(answer.asked_at)}"
    parts.append(f"{written}\n\n*{words.disclaimer(answer.language)}*")
    return "\n\n".join(part for part in parts if part) + "\n"


def _marked(answer: Answer) -> str:
    """The text with a mark behind each stretch that was not proved."""
    text = answer.evidence.text
    findings = [one for one in answer.evidence.report.findings if one.severity is Severity.ERROR]
    for finding in sorted(findings, key=lambda one: one.span.end, reverse=True):
        text = f"{text[: finding.span.end]} ⚠[{finding.code}]{text[finding.span.end :]}"
    return text


def _findings(answer: Answer) -> Iterable[str]:
    errors = [one for one in answer.evidence.report.findings if one.severity is Severity.ERROR]
    if errors:
        head = words.marked(len(errors), answer.language)
        yield f"> **⚠ {head}**\n>\n" + "\n".join(
            f"> - {one.code} {one.name}: {_one_line(one.message)}" for one in errors
        )


def _sources(answer: Answer) -> Iterable[str]:
    labels = words.LABELS[answer.language]
    cites = view.citations(answer.evidence)
    data = tuple(dict.fromkeys(datum for one in cites for datum in one.data))
    articles = answer.evidence.ledger.articles
    if not data and not articles:
        return
    yield f"## {labels['sources']}"
    if data:
        head = [labels[key] for key in ("symbol", "measure", "window", "value", "source")]
        rows = [
            _row(head),
            "|---|---|---|---:|---|",
            *(_row(words.row(one, answer.language)) for one in data),
        ]
        yield f"**[0]** {labels['market_data']}\n\n" + "\n".join(rows)
    for number, article in enumerate(articles, 1):
        day = article.published.isoformat() if article.published else labels["undated"]
        said = [article.title, words.publisher(article, answer.language), article.author, day]
        said.append(words.article_note(article, answer.language))
        line = " · ".join(_one_line(one) for one in said if one)
        line += f" · <{_URL_UNSAFE.sub('', article.url)}>" if article.url.startswith("http") else ""
        mine = [one for one in cites if one.number == number]
        quoted = dict.fromkeys(passage for one in mine for passage in one.passages)
        yield f"**[{number}]** {line}" + ("" if mine else f" · {labels['considered']}")
        whole = [one for one in quoted if not any(_within(one, other) for other in quoted)]
        yield "\n>\n".join(f"> {_quote(passage)}" for passage in whole)


def _within(one: Passage, other: Passage) -> bool:
    """Is a passage a part of another one?"""
    return one != other and other.start <= one.start and one.end <= other.end


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(_one_line(cell) for cell in cells) + " |"


def _quote(passage: Passage) -> str:
    return _one_line(passage.text)


def _one_line(text: str) -> str:
    """Words from elsewhere on one line, in which nothing acts as markup; what cannot act is left as it is."""
    line = _ACTIVE.sub(r"\\\g<0>", " ".join(view.plain(text).split()))
    return _LEADING.sub(lambda match: f"{match[1]}\\{match[2]}", line)


def _safe(text: str) -> str:
    """The body as Markdown in which no HTML acts and nothing is fetched; code stays as it is."""
    pieces = _CODE.split(view.plain(text))
    return "".join(
        piece if number % 2 else _EMBEDS.sub(r"!\\[", _ACTS.sub("&lt;", piece))
        for number, piece in enumerate(pieces)
    )
