"""Is the checker linear in the text, in the facts and in hostile input?

    python -m benchmarks.linear [--json]

Each line doubles one thing and prints the seconds; the last figure is the exponent of growth over the last doubling
(1 is linear, 2 quadratic). "2,000 facts and a 5,000-word report" is the size that a long report has.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable, Sequence

import copilot
from copilot.reading import articles
from copilot.types import Article

_ROWS = [
    {
        "subject": f"FND{n}",
        "name": f"Fund {n}",
        "measure": measure,
        "value": 10 + n / 100,
        "unit": "%",
        "window": "ytd",
    }
    for n in range(500)
    for measure in ("return", "yield", "volatility", "drawdown")
]


def report(sentences: int) -> str:
    """About twelve words a sentence, a quarter of the sentences with two figures."""
    return " ".join(
        f"FND{n % 500} returned {10 + (n % 500) / 100:.2f}% year to date, with a yield of {10 + (n % 500) / 100:.2f}% [0]."
        if n % 4 == 0
        else f"Fund {n % 500} kept its mandate and its managers through the year under review."
        for n in range(sentences)
    )


HOSTILE: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "9" * n,
    "digits and blanks": lambda n: "1 " * (n // 2) + "x",
    "brackets": lambda n: "(" * n,
    "blanks": lambda n: "a:" + " " * n + "b",
    "pipes": lambda n: "|" * n,
    "capitals": lambda n: "A" * n,
    "names": lambda n: "Aa Bb " * (n // 6),
    "minus signs": lambda n: "-" * n + "1",
    "equals": lambda n: "a=" * (n // 2),
    "quotation marks": lambda n: '"x ' * (n // 3),
    "stops": lambda n: "." * n,
    "citations": lambda n: "[1]" * (n // 3),
    "万": lambda n: "万" * n,
    "三": lambda n: "三" * n,
    "lines of numbers": lambda n: "1\n" * (n // 2),
    "commas": lambda n: "1,1," * (n // 4),
    "about": lambda n: "about " * (n // 6),
}


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def grown(name: str, sizes: Sequence[int], work: Callable[[int], object]) -> dict[str, object]:
    spent = [seconds(lambda size=size: work(size)) for size in sizes]  # type: ignore[misc]
    return {
        "what": name,
        "sizes": list(sizes),
        "seconds": spent,
        "exponent": math.log2(max(spent[-1], 1e-9) / max(spent[-2], 1e-9)),
    }


def measured() -> list[dict[str, object]]:
    copilot.check("Warm [0].", data=_ROWS[:1], articles=[])
    found = [
        grown(
            "sentences, 20 facts",
            (100, 200, 400),
            lambda n: copilot.check(report(n), data=_ROWS[:20], articles=[]),
        ),
        grown(
            "facts, 100 sentences",
            (500, 1000, 2000),
            lambda n: copilot.check(report(100), data=_ROWS[:n], articles=[]),
        ),
        grown(
            "2,000 facts, 420 sentences (5,000 words)",
            (105, 210, 420),
            lambda n: copilot.check(report(n), data=_ROWS, articles=[]),
        ),
    ]
    for name, made in HOSTILE.items():
        found.append(
            grown(
                f"answer of {name}",
                (1_000, 2_000, 4_000),
                lambda n, made=made: copilot.check(made(n), data=_ROWS[:5], articles=[]),
            )
        )  # type: ignore[misc]
        found.append(
            grown(
                f"article of {name}",
                (1_000, 2_000, 4_000),
                lambda n, made=made: articles.facts(Article("", made(n))),
            )
        )  # type: ignore[misc]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linear", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = measured()
    if options.json:
        print(json.dumps(found, indent=1))
        return 0
    for one in found:
        spent = "  ".join(f"{value:7.3f}" for value in one["seconds"])  # type: ignore[attr-defined]
        print(f"{one['what']:<42} {spent}   growth {one['exponent']:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
