"""Watch a lying model get caught: a scripted model through the real agent, tools, gate and repair.

The script states wrong numbers, a false comparison, a source and a fact that do not exist. Asked to mend its sentences,
it mends some, makes a new error in another and insists on the last: what then still fails is shown marked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langchain_core.messages import BaseMessage

from copilot.agent.scripted import ScriptedModel, Step, call
from copilot.types import Language

__all__ = ["Demonstration", "demonstration"]

_LABEL: dict[Language, str] = {
    "en": "a scripted model that lies on purpose",
    "zh": "故意说谎的脚本模型",
}
_QUESTION: dict[Language, str] = {
    "en": "Did the size factor beat quality and momentum over the last 30 sessions?",
    "zh": "过去30个交易日，规模因子跑赢质量和动量因子了吗？",
}
_DRAFT: dict[Language, str] = {
    "en": """# SIZE returned 41.8% over the last 30 sessions, the best of the three factor funds

SIZE's total return over the last 30 sessions was {{F1}}. QUAL returned 17.3% over the same 30 sessions [0]. \
MTUM returned {{F3}} over the same 30 sessions, so MTUM trailed both SIZE and QUAL by more than 50 percentage points [0]. \
Analysts expect a rebound of 12% [9]. The gap is {{F77}}. SIZE closed the period 999% higher [0].

| Fund | Total return, 30 sessions |
|---|---|
| SIZE | {{F1}} |
| QUAL | {{F2}} |
| MTUM | 63.10% |
""",
    "zh": """# SIZE过去30个交易日总回报为41.8%，是三只因子基金中最好的

SIZE过去30个交易日的总回报为{{F1}}。QUAL同期30个交易日的总回报为17.3%[0]。\
MTUM同期总回报为{{F3}}，比SIZE和QUAL都落后50个百分点以上[0]。\
分析师预计将反弹12%[9]。差距为{{F77}}。SIZE期末上涨999%[0]。

| 基金 | 30个交易日总回报 |
|---|---|
| SIZE | {{F1}} |
| QUAL | {{F2}} |
| MTUM | 63.10% |
""",
}
# By the beginning of what it wrote: its first and its second answer to the request for repair. "" insists.
_MENDED: dict[Language, Mapping[str, tuple[str, str]]] = {
    "en": {
        "SIZE returned 41.8%": ("SIZE returned {{F1}} over the last 30 sessions", ""),
        "QUAL returned": ("QUAL returned {{F2}} over the same 30 sessions.", ""),
        "MTUM returned": ("MTUM returned 71.5% over the same 30 sessions [0].", "MTUM returned {{F3}} over the same 30 sessions."),
        "Analysts": ("DROP", ""),
        "The gap": ("DROP", ""),
        "| MTUM": ("| MTUM | {{F3}} |", ""),
    },
    "zh": {
        "SIZE过去30个交易日总回报为41.8%": ("SIZE过去30个交易日总回报为{{F1}}", ""),
        "QUAL": ("QUAL同期30个交易日的总回报为{{F2}}。", ""),
        "MTUM": ("MTUM同期30个交易日的总回报为71.5%[0]。", "MTUM同期30个交易日的总回报为{{F3}}。"),
        "分析师": ("DROP", ""),
        "差距": ("DROP", ""),
        "| MTUM": ("| MTUM | {{F3}} |", ""),
    },
}  # fmt: skip
_ASKED = re.compile(r"^S(\d+): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A question for the demo market and the model that will lie about it; good for one turn."""

    question: str
    model: ScriptedModel


def demonstration(language: Language = "en") -> Demonstration:
    """For `Copilot(model=….model, market="demo").stream(….question)`."""
    calls = [call("total_return", symbol=symbol, sessions=30) for symbol in ("SIZE", "QUAL", "MTUM")]

    def mend(messages: Sequence[BaseMessage], attempt: int) -> str:
        return _mended(messages[-1].text, _MENDED[language], attempt)

    steps: list[Step] = [
        calls,
        _DRAFT[language],
        lambda messages: mend(messages, 0),
        lambda messages: mend(messages, 1),
    ]
    return Demonstration(_QUESTION[language], ScriptedModel(steps, label=_LABEL[language]))


def _mended(request: str, answers: Mapping[str, tuple[str, str]], attempt: int) -> str:
    lines = []
    for number, sentence in _ASKED.findall(request):
        found = next((new for start, new in answers.items() if sentence.startswith(start)), ("", ""))
        lines.append(f"S{number}: {found[attempt] or sentence}")
    return "\n".join(lines)
