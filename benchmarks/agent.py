"""What the agent lets through, and what it costs: `python -m benchmarks.agent [questions] [--chats 50]`.

Scripted models of three honesty levels answer questions about the demo market through the real loop, tools, gate and
repair; `writing` says what they write.
Printed: wrong sentences that were shown unmarked, true ones that were not shown or marked, repairs, and the bytes that
the model read and wrote against a plain `create_agent` that gets JSON dumps and rewrites whole answers.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.writing import Writing
from copilot import Copilot
from copilot.answer import Answer, Finished, Returned, Shown
from copilot.testing import ScriptedModel

LEVELS = {"honest": 0.0, "sloppy": 0.35, "liar": 1.0}


@dataclass
class Score:
    planted: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    true: int = 0
    lost: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)
    returned: int = 0
    read: int = 0
    wrote: int = 0
    plain: int = 0
    first: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("questions", nargs="?", type=int, default=100)
    parser.add_argument("--chats", type=int, default=0)
    parser.add_argument("--show", action="store_true", help="print what was missed and what was lost")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        for name, level in LEVELS.items():
            score = Score()
            for seed in range(options.questions):
                _ask(Writing(seed, level, "zh" if seed % 3 == 2 else "en"), Path(home), score)
            _print(name, score, options.show)
        if options.chats:
            _at_once(options.chats, Path(home))


def _ask(writing: Writing, home: Path, score: Score) -> None:
    model = ScriptedModel([writing.calls, writing.draft, writing.mend, writing.mend])
    copilot = Copilot(model, market="demo", home=home)
    began, answer = time.perf_counter(), None
    first = 0.0
    for event in copilot.stream(writing.question):
        match event:
            case Shown() if not first:
                first = time.perf_counter() - began
            case Returned():
                score.returned += 1
            case Finished(answer=found):
                answer = found
    score.first.append(first)
    score.whole.append(time.perf_counter() - began)
    assert answer is not None
    _judge(writing, answer, score)
    read, wrote = _size(model)
    score.read += read
    score.wrote += wrote
    score.plain += _plain(writing, copilot, rounds=len(model.prompts) - 2)


def _judge(writing: Writing, answer: Answer, score: Score) -> None:
    text = answer.evidence.text
    marks = [one.span for one in answer.report.findings if one.severity == "error"]
    for sentence, kind in writing.sentences:
        start = text.find(sentence)
        marked = any(start <= span.start < start + len(sentence) for span in marks)
        if kind:
            score.planted[kind] += 1
            if start >= 0 and not marked:
                score.missed[kind] += 1
                score.examples.append(f"{kind}: {sentence}  ({writing.values})")
        else:
            score.true += 1
            if start < 0 or marked:
                score.lost.append(sentence)


def _size(model: ScriptedModel) -> tuple[int, int]:
    """UTF-8 bytes of the messages that the model read, and of what it wrote."""
    read = sum(_bytes(message) for prompt in model.prompts for message in prompt)
    last = model.prompts[-1]
    return read, sum(_bytes(message) for message in last if message.type == "ai")


def _bytes(message: Any) -> int:
    calls = json.dumps(getattr(message, "tool_calls", []) or [])
    return len(message.text.encode()) + (len(calls) if calls != "[]" else 0)


def _plain(writing: Writing, copilot: Copilot, rounds: int) -> int:
    """What a plain agent reads and writes for the same answer: rows as JSON, the whole answer again each round."""
    from copilot import tools

    results = []
    for one in writing.calls:
        datum = tools.total_return(copilot.desk, **one.arguments)
        rows = [
            {"Date": str(day), "Close": float(value)}
            for series in datum.basis.series
            for day, value in series.rows
        ]
        results.append(json.dumps({"symbol": datum.subject, "return": float(datum.value), "prices": rows}))
    system = 700  # a short system prompt; ours is counted as it is
    prompt = system + len(writing.question.encode())
    after = prompt + sum(len(one) for one in results) + 400
    answer = len(" ".join(text for text, _ in writing.sentences[:9]).encode())
    total = prompt + after + answer
    for number in range(rounds):
        total += after + (answer + 300) * (number + 1) + answer
    return total


def _print(name: str, score: Score, show: bool) -> None:
    planted, missed = score.planted.total(), score.missed.total()
    bound = f", 95 % bound {_bound(missed, planted):.2%}" if planted else ""
    print(f"{name}: wrong sentences shown unmarked {missed} of {planted}{bound}", dict(score.missed) or "")
    print(
        f"  true sentences not shown or marked {len(score.lost)} of {score.true} ({len(score.lost) / max(1, score.true):.1%})"
    )
    count = len(score.whole)
    print(f"  sent back {score.returned / count:.2f} a question; bytes read {score.read / count:,.0f}, written {score.wrote / count:,.0f};"
          f" a plain agent {score.plain / count:,.0f} (ours is {(score.read + score.wrote) / score.plain:.0%})")  # fmt: skip
    middle = sorted(score.whole)[count // 2]
    print(
        f"  median {middle:.2f} s a question, {sorted(score.first)[count // 2]:.2f} s to the first sentence"
    )
    if show:
        for one in score.examples[:20]:
            print("  MISSED", one)
        for one in score.lost[:20]:
            print("  LOST", one)


def _bound(k: int, n: int) -> float:
    """Upper end of the one-sided 95 % interval of a proportion (Clopper and Pearson 1934), by bisection."""
    from math import comb

    low, high = k / n, 1.0
    for _ in range(60):
        p = (low + high) / 2
        tail = sum(comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))
        low, high = (p, high) if tail > 0.05 else (low, p)
    return high


def _at_once(chats: int, home: Path) -> None:
    """Many chats at once in one process, each a thread of its own."""
    copilot = Copilot(market="demo", home=home)  # the rule analyst
    copilot.ask("How has SIZE done over the last 30 sessions?")
    times: list[float] = []
    errors: list[str] = []

    def chat(number: int) -> None:
        began = time.perf_counter()
        try:
            copilot.ask(Writing(number, 0, "en").question)
        except Exception as error:
            errors.append(repr(error))
        times.append(time.perf_counter() - began)

    workers = [threading.Thread(target=chat, args=(number,)) for number in range(chats)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    times.sort()
    print(f"{chats} chats at once: {len(errors)} errors, median {times[len(times) // 2]:.1f} s, p95 {times[int(len(times) * 0.95)]:.1f} s", errors[:2] or "")  # fmt: skip


if __name__ == "__main__":
    main()
