"""Runs inside the verifiers' own environment (`benchmarks.verifiers`): claims in, one verdict a verifier out.

Reads a line of JSON a case, `{"claim": …, "evidence": [text, …]}`, and writes `{"name": flagged, …}` for each; a verifier
that raises has no verdict on that case (null). Each is called as its own README says: hallucination-check with the
texts, the two that want data with one row for each number of the texts, named by the words before it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence

_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_MOST = 400  # rows: pairs of them grow with the square


def rows(texts: Sequence[str]) -> list[dict[str, object]]:
    """One row for each number, named by the words between it and the number before."""
    found: list[dict[str, object]] = []
    for text in texts:
        end = 0
        for match in _NUMBER.finditer(text):
            label = " ".join(text[max(end, match.start() - 60) : match.start()].split())
            found.append({"label": label or "value", "value": float(match.group().replace(",", ""))})
            end = match.end()
    return found[:_MOST]


def by_hallucination_check(claim: str, texts: Sequence[str]) -> bool:
    import hallucination_check

    return bool(hallucination_check.check(claim, texts).unsupported)


def by_factguard(claim: str, texts: Sequence[str]) -> bool:
    import factguard

    return not factguard.check(claim, rows(texts)).ok


def by_figured(claim: str, texts: Sequence[str]) -> bool:
    import figured

    return not figured.trace(claim, rows(texts)).ok


VERIFIERS = {
    "hallucination-check 0.1.0": by_hallucination_check,
    "factguard-check 0.2.1": by_factguard,
    "figured 0.4.3": by_figured,
}


def main() -> None:
    for line in sys.stdin:
        case = json.loads(line)
        said: dict[str, bool | None] = {}
        for name, verifier in VERIFIERS.items():
            try:
                said[name] = verifier(case["claim"], case["evidence"])
            except Exception as error:  # a stranger's failure on one case is its own result
                said[name] = None
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
