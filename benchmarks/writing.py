"""What a scripted model writes about the demo market, with the truth about each of its sentences.

It imports nothing of the checker: it knows the tools' values from the words that the model is given, and plants wrong
values, signs, entities, windows, gaps, comparisons and sources, in both languages.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from copilot.testing import call

__all__ = ["Writing"]

SYMBOLS = (
    "SIZE", "QUAL", "MTUM", "USMV", "VLUE", "AAPL", "MSFT", "JPM", "XOM", "KO", "PG", "WMT", "JNJ", "HD"
)  # fmt: skip
WINDOWS = (20, 30, 60, 120)
RETURNS = {
    "en": (
        "{a}'s total return over the last {n} sessions was {v}% [0].",
        "Over the last {n} sessions {a} returned {v}%, dividends included [0].",
        "Dividends included, the last {n} sessions left {a} with a total return of {v}% [0].",
    ),
    "zh": (
        "过去{n}个交易日，{a}的总回报为{v}%[0]。",
        "{a}近{n}个交易日含股息回报{v}%[0]。",
    ),
}
GAPS = {
    "en": ("Over the last {n} sessions {a}'s total return was {v} percentage points {side} {b}'s [0].",),
    "zh": ("近{n}个交易日，{a}的总回报比{b}{side}{v}个百分点[0]。",),
}
SIDES = {"en": ("above", "below"), "zh": ("高", "低")}
CONTESTS = {
    "en": ("By total return {a} outperformed {b} over the last {n} sessions [0].", "Over the last {n} sessions {b} lagged {a} by total return [0]."),
    "zh": ("按总回报计，近{n}个交易日{a}跑赢{b}[0]。",),
}  # fmt: skip
SOURCES = {"en": "Analysts expect {a} to gain {v}% next year [7].", "zh": "分析师预计{a}明年上涨{v}%[7]。"}


@dataclass
class Writing:
    """One question's text: sentences with the truth about each."""

    seed: int
    level: float
    language: str
    sentences: list[tuple[str, str]] = field(
        default_factory=list
    )  # text, "" for a true one or the kind of error

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self.a, self.b = self._rng.sample(SYMBOLS, 2)
        self.n, self.m = self._rng.sample(WINDOWS, 2)

    @property
    def question(self) -> str:
        if self.language == "zh":
            return f"过去{self.n}个交易日{self.a}与{self.b}相比表现如何？"
        return f"How has {self.a} done against {self.b} over the last {self.n} sessions?"

    @property
    def calls(self) -> list[Any]:
        return [
            call("total_return", symbol=s, sessions=n) for s in (self.a, self.b) for n in (self.n, self.m)
        ]

    def draft(self, messages: Sequence[Any]) -> str:
        values = [
            float(found)
            for one in messages
            if one.type == "tool"
            for found in re.findall(r": (-?[\d.]+) %", one.text)
        ]
        if len(values) != 4:
            return "# No data\n\nNothing was found."
        self.values = dict(
            zip([(s, n) for s in (self.a, self.b) for n in (self.n, self.m)], values, strict=True)
        )
        for kind in ("value", "sign", "entity", "window", "gap", "contest", "source", "true", "true"):
            wrong = kind != "true" and self._rng.random() < self.level
            self.sentences.append(
                self._sentence(kind if wrong else self._rng.choice(("true", "gap-true", "contest-true")))
            )
        title = {"en": f"# {self.a} against {self.b}", "zh": f"# {self.a}与{self.b}"}[self.language]
        return f"{title}\n\n" + " ".join(text for text, _ in self.sentences)

    def mend(self, messages: Sequence[Any]) -> str:
        """An honest writer takes a failing sentence back; a liar says something new that is wrong."""
        lines = []
        for number, _ in re.findall(r"^S(\d+): (.+)$", messages[-1].text, re.MULTILINE):
            if self.level < 1:
                lines.append(f"S{number}: DROP")
            else:
                text = self._sentence(self._rng.choice(("value", "sign", "entity", "window")))
                self.sentences.append(text)
                lines.append(f"S{number}: {text[0]}")
        return "\n".join(lines)

    def _sentence(self, kind: str) -> tuple[str, str]:
        rng, a, b, n, m = self._rng, self.a, self.b, self.n, self.m
        if rng.random() < 0.5:
            a, b = b, a
        mine, other, elsewhere = self.values[a, n], self.values[b, n], self.values[a, m]
        wrong = {
            "value": mine + rng.choice((-1, 1)) * rng.uniform(0.3, 6),
            "sign": -mine,
            "entity": other,
            "window": elsewhere,
        }
        if kind in wrong or kind == "true":
            value = wrong.get(kind, mine)
            if kind != "true" and f"{value:.1f}" == f"{mine:.1f}":
                return self._sentence("value")
            form = rng.choice(RETURNS[self.language])
            return form.format(a=a, n=n, v=f"{value:.2f}".replace("-", "−")), "" if kind == "true" else kind
        if kind.startswith("gap"):
            gap = mine - other
            shown = gap if kind == "gap-true" else gap + rng.choice((-1, 1)) * rng.uniform(0.3, 6)
            side = SIDES[self.language][shown < 0]
            form = rng.choice(GAPS[self.language])
            return form.format(
                a=a, b=b, n=n, v=f"{abs(shown):.2f}", side=side
            ), "" if kind == "gap-true" else kind
        if kind.startswith("contest"):
            better, worse = (a, b) if (mine > other) == (kind == "contest-true") else (b, a)
            form = rng.choice(CONTESTS[self.language])
            return form.format(a=better, b=worse, n=n), "" if kind == "contest-true" else kind
        return SOURCES[self.language].format(a=a, v=f"{rng.uniform(3, 30):.1f}"), "source"
