"""Q609: doubt that an outside judge of words adds to statements that a passage seemed to support. It never takes any away.

Only verdicts that hold are shown to the judge, and all it can do is to fail them: no figure, comparison or quotation
that was refused becomes right because a model likes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.ports import Entailed, Entailment
from copilot.types import Consistent, Failed, Finding, Passage, Span, Statement, Supported, Verdict

__all__ = ["added"]

_MARKS = re.compile(r"\s?\[\d{1,4}\](?!\()")


def added(case: Case, verdicts: Sequence[Verdict], judge: Entailment) -> Iterator[Verdict]:
    """The verdicts, statements that the judge does not find in their passage failed."""
    for verdict in verdicts:
        passage = _passage(verdict)
        if passage is None:
            yield verdict
            continue
        span = verdict.claim.span
        said = judge(passage.text, _MARKS.sub("", case.text[span.start : span.end]).strip())
        yield verdict if said is Entailed.YES else Failed(verdict.claim, _doubted(case, span, said))


def _passage(verdict: Verdict) -> Passage | None:
    """The passage that a number-free statement rests on; None for whatever rests on more than words."""
    match verdict:
        case Supported(claim=Statement(), passages=(first, *_), ours=False):
            return first
        case Consistent(claim=Statement(), proof=shown):
            return next((one.passage for one in shown.operands if one.passage), None)
        case _:
            return None


@rule("Q609", "doubted-statement")
def _doubted(case: Case, span: Span, said: Entailed) -> Finding:
    """An entailment model that you have set up does not find a statement in the passage that speaks of the same thing.

    Example: "The board has lost patience with its chairman [1]." (the article: "the board met its chairman")

    Instead: what the passage says.
    """
    words = case.words
    if said is Entailed.NO:
        return finding(
            "Q609", span, words("the model reads the opposite in the passage", "模型认为该段文字与此相反")
        )
    return finding(
        "Q609", span, words("the model does not find this in the passage", "模型在该段文字中找不到这一说法")
    )
