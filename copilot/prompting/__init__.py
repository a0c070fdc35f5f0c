"""Between values and the model's words: what a model is told, and what its messages mean. No LangChain in here.

turn      Turn (what one question brings with it, travels in the human message) · ledger(messages)
wording   words(facts, ledger, language): the only place that puts facts into words for a model
prompts   fill(name, **values): the Markdown files of `prompts/`, filled strictly both ways
language  language(question): detected once, then a value
"""

from copilot.prompting.language import foreign, language
from copilot.prompting.missing import missing
from copilot.prompting.prompts import fill
from copilot.prompting.steps import step
from copilot.prompting.turn import KEY, Turn, facts, ledger
from copilot.prompting.wording import asked, words

__all__ = [
    "KEY",
    "Turn",
    "asked",
    "facts",
    "fill",
    "foreign",
    "language",
    "ledger",
    "missing",
    "step",
    "words",
]
