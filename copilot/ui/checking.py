"""The tab that checks any text: marks in place, reasons in words, fixes at a click."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

import gradio as gr

from copilot import checking as checker
from copilot import reading
from copilot.errors import ConfigError, CopilotError
from copilot.export import body, sheet
from copilot.export.cards import clean
from copilot.ledger import Evidence
from copilot.types import Language, Severity
from copilot.ui import specimen
from copilot.ui.phrases import say
from copilot.ui.refusals import reason
from copilot.ui.visitors import Visitor, Visitors

if TYPE_CHECKING:
    from copilot.conversation import Copilot

__all__ = ["Checking"]

_log = logging.getLogger(__name__)
_MARKED = re.compile(r"\[\d{1,3}\]")
_SHARED = 16  # characters
_AGAINST = ("sample", "market", "own")


class Checking:
    """Builds the tab within the page's blocks. `worded` are the components whose words follow the language."""

    def __init__(self, copilot: Copilot, visitors: Visitors, press: str) -> None:
        self._copilot, self._visitors = copilot, visitors
        head = gr.HTML(_head("en"), apply_default_css=False)
        with gr.Row(elem_classes="mc-two"):
            with gr.Column(elem_classes="mc-pane"):
                text = gr.Textbox(
                    specimen.TEXT["en"],
                    label=say("check_text", "en"),
                    lines=12,
                    max_lines=24,
                    elem_id="mc-check-text",
                )
                against = gr.Radio(
                    _choices("en"),
                    value="sample",
                    label=say("check_evidence", "en"),
                    elem_id="mc-check-against",
                )
                own = gr.Textbox(
                    label=say("check_own_data", "en"), lines=6, max_lines=16, visible=False, elem_id="mc-check-own",
                    placeholder='{"data": [{"subject": "IWM", "measure": "close", "value": 248.88, "unit": "USD", "as_of": "2026-03-13"}], "articles": [{"title": "…", "text": "…"}]}',
                )  # fmt: skip
                with gr.Row(elem_classes="mc-buttons"):
                    button = gr.Button(
                        say("check_button", "en"), variant="primary", elem_id="mc-check-button"
                    )
                    repair = gr.Button(say("check_fix", "en"), elem_id="mc-check-fix")
                    again = gr.Button(say("check_again", "en"), elem_id="mc-check-again")
                evidence = gr.HTML("", apply_default_css=False, elem_id="mc-check-evidence")
            with gr.Column(elem_classes="mc-pane"):
                result = gr.HTML("", apply_default_css=False, elem_id="mc-check-result", js_on_load=press)
        self.text = text
        self.worded = [head, text, against, own, button, repair, again, result, evidence]

        common: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
        given, shown = [text, against, own], [text, against, result, evidence]
        against.change(lambda chosen: gr.update(visible=chosen == "own"), against, own, queue=False, **common)
        button.click(self.check, given, shown, concurrency_limit=8, **common)
        repair.click(self.repair, given, shown, concurrency_limit=8, **common)
        result.select(self.fix, given, shown, concurrency_limit=8, **common)
        again.click(self.load, None, shown, queue=False, **common)

    def check(self, text: str, against: str, own: str, request: gr.Request) -> tuple[Any, ...]:
        """The text as it is, marked; a text that is not the sample has other evidence than the sample's."""
        against = "market" if against == "sample" and not _sampled(text) else against
        return gr.skip(), against, *self._shown(text, against, own, self._visitors.of(request))

    def repair(self, text: str, against: str, own: str, request: gr.Request) -> tuple[Any, ...]:
        """The text with every safe fix applied, checked again."""
        visitor = self._visitors.of(request)
        evidence = self._evidence(text, against, own, visitor)
        if isinstance(evidence, str):
            return gr.skip(), gr.skip(), evidence, gr.skip()
        fixed = checker.fixed(text, evidence.report)
        return fixed, gr.skip(), *self._shown(fixed, against, own, visitor)

    def fix(
        self, text: str, against: str, own: str, event: gr.EventData, request: gr.Request
    ) -> tuple[Any, ...]:
        """The text with the one fix that was clicked, checked again."""
        visitor = self._visitors.of(request)
        evidence = self._evidence(text, against, own, visitor)
        if isinstance(evidence, str):
            return gr.skip(), gr.skip(), evidence, gr.skip()
        wanted = str((event._data or {}).get("fix", ""))
        for finding in evidence.report.findings:
            if finding.fix is not None and f"{finding.fix.span.start}:{finding.fix.span.end}" == wanted:
                span = finding.fix.span
                text = text[: span.start] + finding.fix.replacement + text[span.end :]
                return text, gr.skip(), *self._shown(text, against, own, visitor)
        return (gr.skip(),) * 4

    def load(self, request: gr.Request) -> tuple[Any, ...]:
        """The sample again, in the visitor's language, checked at once."""
        visitor = self._visitors.of(request)
        text = specimen.TEXT[visitor.language]
        return text, "sample", *self._shown(text, "sample", "", visitor)

    def words(self, visitor: Visitor, pasted: str | None) -> list[Any]:
        """Updates of `worded` for a visitor: the labels, and the sample unless something else was pasted."""
        language, sample = visitor.language, pasted is None or pasted in specimen.TEXT.values()
        text = specimen.TEXT[language]
        labels = [gr.update(value=say(key, language)) for key in ("check_button", "check_fix", "check_again")]
        return [
            _head(language),
            gr.update(label=say("check_text", language)) | ({"value": text} if sample else {}),
            gr.update(label=say("check_evidence", language), choices=_choices(language))
            | ({"value": "sample"} if sample else {}),
            gr.update(label=say("check_own_data", language)),
            *labels,
            *(self._shown(text, "sample", "", visitor) if sample else (gr.skip(), gr.skip())),
        ]

    def _shown(self, text: str, against: str, own: str, visitor: Visitor) -> tuple[str, str]:
        """The marked text, and what it was checked against."""
        language = visitor.language
        evidence = self._evidence(text, against, own, visitor)
        if isinstance(evidence, str):
            return evidence, ""
        return _result(
            evidence, language
        ), f'<div class="mc-answer">{sheet.sources(evidence, language)}</div>'

    def _evidence(self, text: str, against: str, own: str, visitor: Visitor) -> Evidence | str:
        """The checked text, or what to say where it cannot be checked."""
        language = visitor.language
        if not text.strip():
            return f'<p class="mc-hint">{say("check_empty", language)}</p>'
        try:
            if against == "market":
                from copilot import analyst

                desk = self._copilot.desk_for(market=visitor.market, owner=visitor.owner)
                ledger, today = analyst.gather(text, desk), desk.today
            elif against == "sample":
                written = checker.language_of(text)
                ledger, today = reading.ledger(specimen.DATA, specimen.ARTICLES[written]), specimen.AS_OF
            else:
                ledger, today = reading.ledger(*_own(own)), None
            # Marks of a text from elsewhere name sources that we do not have; without marks there is nothing to miss.
            strict = against != "market" and _MARKED.search(text) is not None
            report = checker.check(
                text, ledger, citations="strict" if strict else "any", as_of=today, language=language
            )
            return Evidence(text, ledger, report)
        except (CopilotError, ValueError) as error:
            why = reason(error, language)
            why = say("check_evidence_bad", language, why=why) if against == "own" else why
            return f'<div class="mc-failure" role="alert"><p>{clean(why)}</p></div>'
        except Exception:
            _log.exception("a text could not be checked")
            return f'<div class="mc-failure" role="alert"><p>{say("unexpected", language)}</p></div>'


def _sampled(text: str) -> bool:
    """Is this the sample, perhaps edited? It shares its beginning or its end with it."""
    return not text.strip() or any(
        part in sample
        for sample in specimen.TEXT.values()
        for part in (text.strip()[:_SHARED], text.strip()[-_SHARED:])
    )


def _own(text: str) -> tuple[list[Any], list[Any]]:
    """Evidence of a person's own: `{"data": […], "articles": […]}`, a list of rows, or else an article's text."""
    stripped = text.strip()
    if not stripped:
        raise ConfigError("it is empty; give rows, or an article's text")
    if stripped[0] not in "[{":
        return [], [stripped]
    given = json.loads(stripped)
    if isinstance(given, list):
        return given, []
    return list(given.get("data") or ()), list(given.get("articles") or ())


def _result(evidence: Evidence, language: Language) -> str:
    errors = sum(one.severity is Severity.ERROR for one in evidence.report.findings)
    if errors:
        said = say("check_bad_1", language) if errors == 1 else say("check_bad", language, n=errors)
    else:
        said = say("check_ok", language)
    lines = clean(checker.lines(evidence.text, evidence.report))
    report = (
        f'<details class="mc-lines"><summary>{say("check_report", language)}</summary><pre>{lines}</pre></details>'
        if lines.strip()
        else ""
    )
    text = body.fragment(evidence, language, key="check", fixes=True)
    return (
        f'<article class="mc-answer mc-checked"><h2 class="mc-verdict mc-verdict-{"bad" if errors else "good"}">{said}</h2>'
        f'{sheet.check(evidence.report, language, counted=False)}<div class="mc-body">{text}</div>{report}</article>'
    )


def _choices(language: Language) -> list[tuple[str, str]]:
    return [(say(f"check_{name}", language), name) for name in _AGAINST]


def _head(language: Language) -> str:
    return f'<div class="mc-tab-head"><h2>{say("check_head", language)}</h2><p>{say("check_sub", language)}</p></div>'
