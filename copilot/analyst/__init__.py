"""The rule analyst: answers with no key and no network, by rules, driving the same agent loop as any model.

days · meanings · periods    stretches of time in people's words
parties · understanding      a question → Request: intent, instruments, stretches, form, what it takes over from before
claimants · claims           the numbers of an article, and what each of them claims
recomputing                  those claims computed again from the market, with verdicts
scene                        what a plan and a writer see · phrases  names and dates as an analyst writes them
answers/                     one module a kind of answer: its plan of tool calls, and its writing
model · repairing            RuleAnalyst, the LangChain chat model
samples/                     articles of the recorded demo market
examples                     questions that the market at hand can answer
gathering                    data for a text that comes without evidence
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copilot.analyst.examples import examples
from copilot.analyst.gathering import gather

if TYPE_CHECKING:
    from copilot.analyst.model import RuleAnalyst as RuleAnalyst

__all__ = ["RuleAnalyst", "examples", "gather"]


def __getattr__(name: str) -> Any:
    if name == "RuleAnalyst":  # langchain-core costs a second to import
        from copilot.analyst.model import RuleAnalyst

        return RuleAnalyst
    raise AttributeError(f"module 'copilot.analyst' has no attribute {name!r}")
