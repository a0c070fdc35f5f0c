"""Watch a lying model get caught: the demonstration shows each outcome, in both languages, with the demo market."""

import pytest

from copilot import Copilot
from copilot.agent.demonstration import demonstration
from copilot.answer import Finished, Returned, Shown

LIES = ("41.8%", "17.3%", "71.5%", "63.10%", "12%", "{{F77}}", "50 percentage points", "50个百分点")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_lies_are_fixed_repaired_taken_back_or_marked_and_none_is_shown_as_true(language, tmp_path):
    told = demonstration(language)
    events = list(Copilot(told.model, market="demo", home=tmp_path).stream(told.question))
    told.model.finished()
    answer = events[-1].answer if isinstance(events[-1], Finished) else None
    assert answer is not None
    assert answer.language == language
    text = answer.evidence.text
    assert not [lie for lie in LIES if lie in text or lie in answer.title]
    assert "{{" not in text
    assert len([event for event in events if isinstance(event, Returned)]) >= 5
    assert answer.corrections  # a figure whose true value is known was put right
    errors = [one for one in answer.report.findings if one.severity == "error"]
    assert ["999" in text[one.span.start : one.span.end] for one in errors] == [
        True
    ]  # it insisted on this one
    assert "999" not in "".join(event.text for event in events[:-3] if isinstance(event, Shown))
    assert ("−4.07%" in text, "−3.8" in text, "−1.38%" in text) == (True, True, True)
