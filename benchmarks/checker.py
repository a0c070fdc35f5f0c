"""How well the checker tells right from wrong claims over articles: one command, every set of a folder.

    python -m benchmarks.checker --data ../shared/bench [--split dev] [--sets numcorrupt findver] [--json]
                                 [--limit N] [--show N [--kind digit] [--language zh]] [--no-baselines]

A set is `DIR/NAME/SPLIT.jsonl`, one claim a line: `{id, claim, evidence: [{text}], label, meta: {kind, lang}}`.
The evidence goes in as article text with citations="any", whatever it is; nothing is adapted to a set.
Flagged means: not (report.ok and report.supported). Refusals to answer are counted apart: they claim nothing.
Beside ours stand number matching (`benchmarks.baselines`) and the verifiers that one can install (`benchmarks.verifiers`).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import copilot
from benchmarks import verifiers
from benchmarks.baselines import BASELINES
from benchmarks.scores import Score, percent
from copilot.types import Report

SETS = ("numcorrupt", "market_claims", "findver", "financebench_answers", "attributionbench")
RIGHT = {"supported", "correct", "attributable"}
WRONG = {"refuted", "incorrect", "not_attributable"}


@dataclass(slots=True)
class Judged:
    """One claim and what was said about it."""

    case: dict[str, Any]
    wrong: bool | None  # None: a refusal
    flagged: bool
    report: Report | None
    error: str = ""

    @property
    def kind(self) -> str:
        meta = self.case.get("meta", {})
        return str(
            meta.get("kind") or meta.get("subset") or meta.get("src") or meta.get("question_type") or ""
        )

    @property
    def language(self) -> str:
        return str(self.case.get("meta", {}).get("lang") or "en")


@dataclass(slots=True)
class Result:
    """The figures of one set."""

    name: str
    score: Score = field(default_factory=Score)
    kinds: dict[str, Score] = field(default_factory=dict)
    languages: dict[str, Score] = field(default_factory=dict)
    refusals: int = 0
    refusals_flagged: int = 0
    errors: int = 0
    seconds: float = 0.0
    sentences: int = 0
    figures: int = 0
    unread: int = 0
    judged: list[Judged] = field(default_factory=list)
    baselines: dict[str, Score] = field(default_factory=dict)
    skipped: str = ""  # why the installable verifiers are not among them

    def add(self, one: Judged) -> None:
        self.judged.append(one)
        self.errors += bool(one.error)
        if one.report is not None:
            found = one.report.coverage
            self.sentences += found.sentences
            self.figures += found.proved + found.consistent + found.failed + found.unread
            self.unread += found.unread
        if one.wrong is None:
            self.refusals += 1
            self.refusals_flagged += one.flagged
            return
        self.score.add(wrong=one.wrong, flagged=one.flagged)
        self.kinds.setdefault(one.kind, Score()).add(wrong=one.wrong, flagged=one.flagged)
        self.languages.setdefault(one.language, Score()).add(wrong=one.wrong, flagged=one.flagged)

    @property
    def milliseconds(self) -> float:
        return 1000 * self.seconds / max(1, self.sentences)

    def as_dict(self) -> dict[str, Any]:
        return {
            "set": self.name,
            **self.score.as_dict(),
            "kinds": {kind: score.as_dict() for kind, score in sorted(self.kinds.items())},
            "languages": {language: score.as_dict() for language, score in sorted(self.languages.items())},
            "refusals": self.refusals,
            "refusals_flagged": self.refusals_flagged,
            "errors": self.errors,
            "milliseconds_per_sentence": self.milliseconds,
            "unread_share": self.unread / max(1, self.figures),
            "baselines": {name: score.as_dict() for name, score in self.baselines.items()},
            "verifiers": self.skipped or "run",
        }


def cases(path: Path, limit: int = 0) -> list[dict[str, Any]]:
    """The claims of a file; with a limit, evenly spread over it."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf8").splitlines() if line.strip()]
    if limit and limit < len(rows):
        rows = [rows[index * len(rows) // limit] for index in range(limit)]
    return rows


def judge(case: dict[str, Any]) -> tuple[Report, bool]:
    """Our verdict on a claim, with its evidence as articles."""
    articles = [{"text": item["text"]} for item in case["evidence"]]
    report = copilot.check(case["claim"], data=[], articles=articles, citations="any")
    return report, not (report.ok and report.supported)


def run(
    name: str, rows: Sequence[dict[str, Any]], judging: Callable[..., tuple[Report, bool]] = judge
) -> Result:
    result = Result(name)
    for case in rows:
        wrong = None if case["label"] not in RIGHT | WRONG else case["label"] in WRONG
        started = time.perf_counter()
        try:
            report, flagged = judging(case)
        except Exception as error:  # one hostile case must not end a measurement; it is counted and shown
            result.add(Judged(case, wrong, True, None, f"{type(error).__name__}: {error}"))
            continue
        result.seconds += time.perf_counter() - started
        result.add(Judged(case, wrong, flagged, report))
    return result


def beside(result: Result) -> None:
    """Scores the simple checkers on the same cases."""
    for one in result.judged:
        evidence = "\n".join(item["text"] for item in one.case["evidence"])
        for name, baseline in BASELINES.items() if one.wrong is not None else ():
            flagged = baseline(one.case["claim"], evidence)
            result.baselines.setdefault(name, Score()).add(wrong=bool(one.wrong), flagged=flagged)
    if not verifiers.installed():
        result.skipped = "skipped: python -m benchmarks.verifiers --install"
        return
    judged = [one for one in result.judged if one.wrong is not None]
    asked = [(one.case["claim"], [item["text"] for item in one.case["evidence"]]) for one in judged]
    for one, said in zip(judged, verifiers.verdicts(asked), strict=True):
        for name, flag in said.items():
            if flag is not None:
                result.baselines.setdefault(name, Score()).add(wrong=bool(one.wrong), flagged=flag)


def lines(result: Result) -> Iterator[str]:
    """The figures of a set for a person."""
    score = result.score
    low, high = score.balanced_interval
    yield (
        f"{result.name}: {score.right} right, {score.wrong} wrong"
        + (f", {result.refusals} refusals ({result.refusals_flagged} flagged)" if result.refusals else "")
        + (f", {result.errors} CRASHED" if result.errors else "")
    )
    yield (
        f"  caught {percent(score.caught, score.wrong)}   false alarms {percent(score.alarms, score.right)}"
        f"   precision {100 * score.precision:.1f}"
        f"   balanced {100 * score.balanced:.1f} [{100 * low:.1f}–{100 * high:.1f}]"
        f"   macro-F1 {100 * score.macro_f1:.1f}"
    )
    yield (
        f"  {result.milliseconds:.2f} ms a sentence ({result.sentences} sentences),"
        f" unread {percent(result.unread, result.figures)} of {result.figures} figures"
    )
    for title, table in (("kind", result.kinds), ("language", result.languages)):
        if len(table) > 1:
            for key, one in sorted(table.items()):
                yield (
                    f"    {title} {key or '(none)':<22} caught {percent(one.caught, one.wrong):<22}"
                    f" false alarms {percent(one.alarms, one.right)}"
                )
    for name, one in result.baselines.items():
        low, high = one.balanced_interval
        yield (
            f"    {name:<27} caught {percent(one.caught, one.wrong):<22}"
            f" false alarms {percent(one.alarms, one.right):<22}"
            f" balanced {100 * one.balanced:.1f} [{100 * low:.1f}–{100 * high:.1f}]"
        )
    if result.skipped:
        yield f"    {', '.join(verifiers.PACKAGES)}: {result.skipped}"


def shown(result: Result, count: int, kind: str = "", language: str = "") -> Iterator[str]:
    """Up to `count` misses and `count` false alarms of each kind, evidence shortened, for reading by hand."""
    taken: dict[tuple[str, bool], int] = {}
    for one in result.judged:
        if one.wrong is None or one.wrong == one.flagged:
            continue
        if (kind and one.kind != kind) or (language and one.language != language):
            continue
        key = (one.kind, one.wrong)
        taken[key] = taken.get(key, 0) + 1
        if taken[key] > count:
            continue
        yield f"--- {'MISS' if one.wrong else 'FALSE ALARM'} {one.kind} {one.case['id']}"
        yield f"CLAIM {one.case['claim']}"
        if one.error:
            yield f"CRASH {one.error}"
        for finding in one.report.findings if one.report else ():
            place = one.case["claim"][finding.span.start : finding.span.end]
            yield f"  {finding.code} {finding.severity}: {finding.message}  «{place}»"
        for item in one.case["evidence"]:
            yield f"EVIDENCE {item['text'][:1500]}"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checker", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/bench"), help="folder of sets")
    parser.add_argument("--split", default="dev", help="file name without .jsonl")
    parser.add_argument(
        "--sets", nargs="*", default=(), help=f"of {', '.join(SETS)}; default: those in the folder"
    )
    parser.add_argument("--json", action="store_true", help="machine-readable")
    parser.add_argument("--limit", type=int, default=0, help="claims per set, evenly spread")
    parser.add_argument(
        "--show", type=int, default=0, help="print so many misses and false alarms of each kind"
    )
    parser.add_argument(
        "--baselines",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="score number matching and the installed verifiers beside ours",
    )
    parser.add_argument("--kind", default="", help="only show this kind")
    parser.add_argument("--language", default="", help="only show this language")
    options = parser.parse_args(arguments)
    names = options.sets or [
        name for name in SETS if (options.data / name / f"{options.split}.jsonl").exists()
    ]
    if not names:
        print(f"no set with a file {options.split}.jsonl in {options.data}", file=sys.stderr)
        return 2
    results = []
    for name in names:
        path = options.data / name / f"{options.split}.jsonl"
        if not path.exists():
            print(f"no file {path}", file=sys.stderr)
            return 2
        result = run(name, cases(path, options.limit))
        if options.baselines:
            beside(result)
        results.append(result.as_dict())
        if not options.json:
            print(
                *lines(result),
                *shown(result, options.show, options.kind, options.language),
                sep="\n",
                flush=True,
            )
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
