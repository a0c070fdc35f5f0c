"""The seam for an entailment model: it may add doubt to words, it never passes what arithmetic failed."""

import re
from pathlib import Path

import openai
import pytest

import copilot
from copilot.errors import Unavailable
from copilot.ports import Entailed
from copilot.testing import OpenAIServer
from copilot.testing.openai_server import Turn

ARTICLE = {"title": "", "text": "The board met its chairman on Monday. Revenue was $4.1 million in May."}
STATEMENT = "The board met with its chairman on Monday [1]."


class Judge:
    """Says what it was told to say, and keeps what it was asked."""

    def __init__(self, said: Entailed) -> None:
        self.said, self.asked = said, []

    def __call__(self, passage: str, sentence: str) -> Entailed:
        self.asked.append((passage, sentence))
        return self.said


def checked(text, judge=None):
    return copilot.check(text, data=[], articles=[ARTICLE], entailment=judge)


def test_without_a_judge_a_supported_statement_stands():
    assert checked(STATEMENT).findings == ()


@pytest.mark.parametrize(
    ("said", "codes"), [(Entailed.YES, []), (Entailed.OPEN, ["Q609"]), (Entailed.NO, ["Q609"])]
)
def test_what_the_judge_does_not_affirm_is_a_finding(said, codes):
    judge = Judge(said)
    report = checked(STATEMENT, judge)
    assert [one.code for one in report.findings] == codes
    assert report.ok is (said is Entailed.YES)
    (asked,) = judge.asked
    assert asked[0].startswith("The board met its chairman on Monday.")
    assert asked[1] == "The board met with its chairman on Monday."


def test_it_is_not_asked_of_figures_and_passes_none_that_failed():
    judge = Judge(Entailed.YES)
    assert {one.code for one in checked("Revenue was $9.9 million in May [1].", judge).findings} == {"N202"}
    assert checked("Revenue was $4.1 million in May [1].", judge).ok
    assert judge.asked == []


def test_it_passes_no_statement_that_its_passage_contradicts():
    judge = Judge(Entailed.YES)
    assert not checked("The board did not meet its chairman on Monday [1].", judge).ok
    assert judge.asked == []


def test_a_judge_that_does_not_answer_is_no_judgement():
    def down(passage: str, sentence: str) -> Entailed:
        raise Unavailable("the model did not answer")

    with pytest.raises(Unavailable):
        checked(STATEMENT, down)


def test_the_documented_judge_asks_an_openai_compatible_model():
    text = (Path(__file__).parent.parent / "docs" / "entailment.md").read_text(encoding="utf8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    with OpenAIServer(Turn("no"), Turn("I cannot say.")) as server:
        scope = {"client": openai.OpenAI(base_url=server.url, api_key="test"), "model": "scripted"}
        exec(compile(code, "entailment.md", "exec"), scope)
        assert [one.code for one in checked(STATEMENT, scope["judge"]).findings] == ["Q609"]
        with pytest.raises(Unavailable):
            checked(STATEMENT, scope["judge"])
