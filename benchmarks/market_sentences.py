"""How well the checker tells right from wrong market sentences over rows of foreign tools and short articles.

    python -m benchmarks.market_sentences [--data tests/answers/market] [--split development …] [--json] [--show N]

`worlds.yaml` holds the evidence, unless a file brings its own (`evidence`); each split is a folder of files with
`world` and `cases`: a right sentence and its wrong twins by kind. A twin counts as caught only for the right reason: some finding must be of a family that its
kind names (`REASONS`, or the twin's own `because`). Flagged means: not (report.ok and report.supported).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

import copilot
from benchmarks.scores import Score, percent
from copilot.types import Report, Severity

# The families of rules (first letter of the code) that name what is wrong with a twin of a kind.
REASONS = {
    "digit": "ND",
    "sign": "NRDQ",  # Q606: the article has it the other way
    "entity": "NRQ",
    "period": "NTDQ",
    "date": "NT",
    "direction": "RNDQ",
    "rank": "RNQ",
    "count": "RNQ",
    "level": "RNQ",
    "scale": "ND",
    "unit": "ND",
    "base": "DN",
    "comparison": "RNDQ",
    "attribution": "Q",
    "negation": "QRN",
    "bound": "NRD",
    "quotation": "Q",
    "citation": "C",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One labelled sentence with its evidence."""

    text: str
    kind: str  # "none" for a right one
    because: str  # families of rules that count as the right reason
    world: str
    language: str
    mode: str
    data: tuple[dict[str, Any], ...]
    articles: tuple[dict[str, Any], ...]
    as_of: date | None

    @property
    def wrong(self) -> bool:
        return self.kind != "none"


@dataclass(slots=True)
class Result:
    """Figures of a split; a twin that was flagged for another reason is a miss, and counted."""

    score: Score = field(default_factory=Score)
    kinds: dict[str, Score] = field(default_factory=dict)
    worlds: dict[str, Score] = field(default_factory=dict)
    languages: dict[str, Score] = field(default_factory=dict)
    other_reason: int = 0
    crashes: int = 0
    seconds: float = 0.0
    wrong_verdicts: list[tuple[Sentence, Report | None, str]] = field(default_factory=list)

    @property
    def judged(self) -> int:
        return self.score.wrong + self.score.right

    def as_dict(self) -> dict[str, Any]:
        return {
            **self.score.as_dict(),
            "other_reason": self.other_reason,
            "crashes": self.crashes,
            "milliseconds_per_sentence": 1000 * self.seconds / max(1, self.judged),
            "kinds": {key: one.as_dict() for key, one in sorted(self.kinds.items())},
            "worlds": {key: one.as_dict() for key, one in sorted(self.worlds.items())},
            "languages": {key: one.as_dict() for key, one in sorted(self.languages.items())},
        }


def splits(folder: Path) -> list[str]:
    """The sets in a folder, in the order of their names."""
    return sorted({path.parent.name for path in folder.glob("*/*.yaml")})


def sentences(folder: Path, split: str) -> Iterator[Sentence]:
    """All labelled sentences of a split, right ones and their twins."""
    shared = folder / "worlds.yaml"
    worlds = yaml.safe_load(shared.read_text(encoding="utf8")) if shared.exists() else {}
    for path in sorted((folder / split).glob("*.yaml")):
        document = yaml.safe_load(path.read_text(encoding="utf8"))
        name = document["world"]
        world = document.get("evidence") or worlds[name]

        def made(
            text: str, kind: str, because: str, mode: str, world: dict[str, Any] = world, name: str = name
        ):
            return Sentence(
                text,
                kind,
                because,
                name,
                world["language"],
                mode,
                tuple(world["data"]),
                tuple(world["articles"]),
                world["as_of"],
            )

        for case in document["cases"]:
            mode = case.get("mode", "strict")
            yield made(case["right"], "none", "", mode)
            for kind, twins in case["wrong"].items():
                for twin in twins if isinstance(twins, list) else [twins]:
                    text = twin if isinstance(twin, str) else twin["text"]
                    because = REASONS[kind] if isinstance(twin, str) else twin["because"]
                    yield made(text, kind, because, mode)


def judge(sentence: Sentence) -> Report:
    return copilot.check(
        sentence.text,
        data=[dict(row) for row in sentence.data],
        articles=[dict(article) for article in sentence.articles],
        citations=sentence.mode,
        as_of=sentence.as_of,
    )


def reason(sentence: Sentence, report: Report) -> bool:
    """Does some finding say what is wrong with a twin? Only errors count, and support that is missing."""
    counted = [
        finding for finding in report.findings if finding.severity is Severity.ERROR or not report.supported
    ]
    return any(finding.code[0] in sentence.because for finding in counted)


def run(folder: Path, split: str) -> Result:
    result = Result()
    for sentence in sentences(folder, split):
        started = time.perf_counter()
        try:
            report = judge(sentence)
        except Exception as error:  # counted as flagged: a crash lets nothing out and answers nothing
            result.crashes += 1
            flagged, caught, report, note = True, False, None, f"{type(error).__name__}: {error}"
        else:
            flagged = not (report.ok and report.supported)
            caught, note = flagged and reason(sentence, report), ""
        result.seconds += time.perf_counter() - started
        counted = caught if sentence.wrong else flagged
        result.other_reason += sentence.wrong and flagged and not caught
        for table, key in (
            (result.kinds, sentence.kind),
            (result.worlds, sentence.world),
            (result.languages, sentence.language),
        ):
            table.setdefault(key, Score()).add(wrong=sentence.wrong, flagged=counted)
        result.score.add(wrong=sentence.wrong, flagged=counted)
        if counted != sentence.wrong:
            result.wrong_verdicts.append((sentence, report, note))
    return result


def lines(split: str, result: Result) -> Iterator[str]:
    score = result.score
    low, high = score.balanced_interval
    yield f"{split}: {score.right} right, {score.wrong} wrong" + (
        f", {result.crashes} CRASHED" if result.crashes else ""
    )
    yield (
        f"  balanced {100 * score.balanced:.1f} [{100 * low:.1f}–{100 * high:.1f}]"
        f"   caught for the right reason {percent(score.caught, score.wrong)}"
        f"   (+{result.other_reason} for another)   false alarms {percent(score.alarms, score.right)}"
        f"   {1000 * result.seconds / max(1, result.judged):.2f} ms each"
    )
    for title, table in (("world", result.worlds), ("language", result.languages)):
        for key, one in sorted(table.items()):
            yield (
                f"    {title} {key:<12} balanced {100 * one.balanced:5.1f}"
                f"   caught {percent(one.caught, one.wrong):<20} false alarms {percent(one.alarms, one.right)}"
            )
    for key, one in sorted(result.kinds.items()):
        if key != "none":
            yield f"    kind {key:<12} caught {percent(one.caught, one.wrong)} of {one.wrong}"


def shown(result: Result, count: int, kind: str = "") -> Iterator[str]:
    """Misses and false alarms to read by hand."""
    left = count
    for sentence, report, note in result.wrong_verdicts:
        if (kind and sentence.kind != kind) or not left:
            continue
        left -= 1
        yield f"--- {'MISS ' + sentence.kind if sentence.wrong else 'FALSE ALARM'} ({sentence.world}, {sentence.mode})"
        yield sentence.text
        if note:
            yield f"  CRASH {note}"
        for finding in report.findings if report else ():
            place = sentence.text[finding.span.start : finding.span.end]
            yield f"  {finding.code} {finding.severity}: {finding.message}  «{place}»"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.market_sentences", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--data", type=Path, default=Path(__file__).parent.parent / "tests/answers/market")
    parser.add_argument("--split", nargs="*", help="default: all")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many misses and false alarms")
    parser.add_argument("--kind", default="", help="show only this kind (none: false alarms)")
    options = parser.parse_args(arguments)
    results = {split: run(options.data, split) for split in options.split or splits(options.data)}
    if options.json:
        print(
            json.dumps({split: one.as_dict() for split, one in results.items()}, ensure_ascii=False, indent=1)
        )
        return 0
    for split, result in results.items():
        print(*lines(split, result), *shown(result, options.show, options.kind), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
