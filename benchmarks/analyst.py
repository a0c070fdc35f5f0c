"""What the rule analyst's answers hold: every required fact, no finding, the word budget, the language, the time.

    python benchmarks/analyst.py [--market-folder ../shared/market] [--json] [--show]

The facts are computed here from the price files alone (CSV in, arithmetic of this file), never with the product's own
tools or measures. Without the folder only the demo's questions are asked.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import itertools
import json
import re
import sys
import tempfile
import time
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from copilot import Article, Copilot, names, style  # noqa: E402

BUDGETS = {"quote": 90, "return": 230, "compare": 330, "why": 230, "article": 700, "short": 60, "none": 120}
ARTICLES = {
    "small-caps": Article(
        "Are small caps finally ready to lead?",
        "Small companies have waited a long time. Since early 2021 the S&P 500 has risen more than 63%, while the "
        "Russell 2000 is up about 18%.\n\nThat gap has left smaller shares cheap. The Russell 2000 trades at about 16 "
        "times expected earnings, against about 21 times for the S&P 500, according to FactSet.\n\nHistory gives some "
        "hope. In the 12 months after the first cut of the last five rate-cut cycles the Russell 2000 beat the S&P 500 "
        "by about 12 percentage points on average, according to Goldman Sachs.\n\nFew investors are positioned for it: "
        "fund managers' allocation to small caps is below its long-term average, a Bank of America survey showed.\n\n"
        "Banks are the weak spot. The SPDR S&P Regional Banking ETF (KRE) is down more than 35% from its 2022 peak.",
        publisher="Marlow Street Notes",
        published=date(2026, 2, 16),
    )
}


class Prices:
    """Closes by symbol, read here and nowhere else."""

    def __init__(self, folder: Path | None, as_of: date | None) -> None:
        self.rows = _folder(folder) if folder else _demo()
        self.as_of = as_of or max(max(rows) for rows in self.rows.values())

    def series(self, symbol: str, end: date | None = None) -> list[tuple[date, float]]:
        last = end or self.as_of
        return [(day, value) for day, value in sorted(self.rows[symbol].items()) if day <= last]

    def fact(self, words: str) -> float:
        kind, *rest = words.split()
        match kind, rest:
            case "ret", [symbol, count]:
                rows = self.series(symbol)
                return (rows[-1][1] / rows[-1 - int(count)][1] - 1) * 100
            case "since", [symbol, start, *end]:
                rows = self.series(symbol, date.fromisoformat(end[0]) if end else None)
                base = [value for day, value in rows if day <= date.fromisoformat(start)][-1]
                return (rows[-1][1] / base - 1) * 100
            case "gap", [one, other, count]:
                return self.fact(f"ret {one} {count}") - self.fact(f"ret {other} {count}")
            case "gapsince", [one, other, *when]:
                return self.fact(f"since {one} {' '.join(when)}") - self.fact(
                    f"since {other} {' '.join(when)}"
                )
            case "close", [symbol, *day]:
                return self.series(symbol, date.fromisoformat(day[0]) if day else None)[-1][1]
            case "avg", [symbol, count]:
                values = [value for _, value in self.series(symbol)[-int(count) :]]
                return sum(values) / len(values)
            case "below", [symbol, count]:
                values = [value for _, value in self.series(symbol)[-int(count) :]]
                return (values[-1] / max(values) - 1) * 100
            case "worth", [symbol, put, start]:
                return float(put) * (1 + self.fact(f"since {symbol} {start}") / 100)
            case "cagr", [symbol, start]:
                first, last = self._within(symbol, start)[0], self.series(symbol)[-1]
                years = (last[0] - first[0]).days / 365.25
                return ((last[1] / first[1]) ** (1 / years) - 1) * 100
            case "up" | "down" as way, [symbol, start, *end]:
                moves = self._moves(symbol, start, *end)
                return float(sum(move > 0 if way == "up" else move < 0 for move in moves))
            case "run", [symbol, start, *end]:  # the longest losing streak
                longest = run = 0
                for move in self._moves(symbol, start, *end):
                    run = run + 1 if move < 0 else 0
                    longest = max(longest, run)
                return float(longest)
            case "bestmonth" | "worstmonth" as which, [symbol, start]:
                return (max if which == "bestmonth" else min)(self._months(symbol, start))
            case "high", [symbol, start]:
                return max(value for _, value in self._within(symbol, start)[1:])
            case "number", [value]:
                return float(value)
        raise ValueError(words)

    def _within(self, symbol: str, start: str, end: str = "") -> list[tuple[date, float]]:
        """The last close on or before `start`, and every one after it."""
        rows = self.series(symbol, date.fromisoformat(end) if end else None)
        base = max(day for day, _ in rows if day <= date.fromisoformat(start))
        return [row for row in rows if row[0] >= base]

    def _moves(self, symbol: str, start: str, end: str = "") -> list[float]:
        return [b / a - 1 for (_, a), (_, b) in itertools.pairwise(self._within(symbol, start, end))]

    def _months(self, symbol: str, start: str) -> list[float]:
        """The return of each calendar month after `start`, which is a month's end."""
        ends: dict[tuple[int, int], float] = {}
        for day, value in self._within(symbol, start):
            ends[day.year, day.month] = value
        return [(b / a - 1) * 100 for a, b in itertools.pairwise(ends.values())]


def _demo() -> dict[str, dict[date, float]]:
    text = gzip.decompress((ROOT / "copilot/market/demo/prices.csv.gz").read_bytes()).decode()
    header, *lines = [line.split(",") for line in text.splitlines()]
    rows: dict[str, dict[date, float]] = {symbol: {} for symbol in header[1:]}
    for line in lines:
        for symbol, cell in zip(header[1:], line[1:], strict=True):
            if cell:
                rows[symbol][date.fromisoformat(line[0])] = float(cell)
    return rows


def _folder(folder: Path) -> dict[str, dict[date, float]]:
    rows: dict[str, dict[date, float]] = {}
    for entry in csv.DictReader((folder / "symbols.csv").open()):
        held = rows.setdefault(entry["symbol"], {})
        for line in csv.DictReader((folder / entry["file"]).open()):
            cells = {key.strip().lower(): value for key, value in line.items() if key}
            day = cells.get("date") or cells["timestamp"]
            held.setdefault(date.fromisoformat(day[:10]), float(cells["close"]))
    return rows


def numbers(text: str) -> list[float]:
    return [float(one.quantity.value) for one in style.read(text)]


def holds(text: str, wanted: float) -> bool:
    """The fact stands in the text to two decimals; falls may be written without their sign."""
    return any(min(abs(one - wanted), abs(abs(one) - abs(wanted))) <= 0.0051 for one in numbers(text))


def judged(entry: dict[str, Any], answer: Any, prices: Prices, seconds: float) -> dict[str, Any]:
    text = f"{answer.title}\n{answer.evidence.text}"
    all_text = "\n".join([text, *answer.not_found])
    chinese = bool(re.search("[一-鿿]", entry["q"]))
    size = len(re.findall("[一-鿿]", text)) / 1.7 + len(re.findall(r"[A-Za-z0-9][\w.,%−-]*", text)) * (
        0.5 if chinese else 1
    )
    missing = [need for need in entry.get("need", ()) if not holds(text, prices.fact(need))]
    missing += [word for word in entry.get("say", ()) if word.lower() not in all_text.lower()]
    findings = [f"{one.code} {one.message}" for one in answer.report.findings]
    return {
        "question": entry["q"],
        "missing": missing,
        "findings": findings,
        "over": size > BUDGETS[entry["kind"]],
        "language": answer.language == ("zh" if chinese else "en"),
        "seconds": round(seconds, 2),
        "words": round(size),
        "good": not missing and not findings and size <= BUDGETS[entry["kind"]],
        "text": text,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--market-folder", type=Path, default=ROOT.parent / "shared/market")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print every answer")
    options = parser.parse_args()
    results = []
    for one in tomllib.loads((ROOT / "benchmarks/analyst_questions.toml").read_text("utf8"))["set"]:
        folder = options.market_folder if one["market"] == "folder" else None
        if folder is not None and not folder.is_dir():
            print(f"skipped {len(one['questions'])} questions: no folder {folder}", file=sys.stderr)
            continue
        as_of = date.fromisoformat(one["as_of"]) if "as_of" in one else None
        prices = Prices(folder, as_of)
        with tempfile.TemporaryDirectory() as home:
            copilot = Copilot(market=folder or "demo", as_of=as_of, home=home)
            for entry in one["questions"]:
                began = time.monotonic()
                answer = copilot.ask(entry["q"], article=ARTICLES.get(one.get("article", "")))
                results.append(
                    judged(entry, answer, prices, time.monotonic() - began)
                    | {"declined": entry.get("declined", one.get("declined", False)), "kind": entry["kind"]}
                )
    _report(results, options)
    return 0


def filler(results: list[dict[str, Any]]) -> tuple[int, str]:
    """How often the most repeated sentence without a figure or a name stands in twenty analyses, and which it is.

    Headings, table rows and what is quoted do not count.
    """
    seen: Counter[str] = Counter()
    analyses = [one for one in results if one["kind"] in ("article", "why", "compare", "return")][::4][:20]
    for one in analyses:
        body = re.sub(r"“[^”]*”", "“…”", one["text"].partition("\n")[2])
        for line in body.splitlines():
            if line.startswith(("#", "|", "-", ">")):
                continue
            for sentence in re.split(r"(?<=[.!?。！？])\s*", line):
                bare = re.sub(r"\[\d+\]|\s+", " ", sentence).strip(" .。")
                named = names.mentions(sentence) or re.search(r"\b[A-Z]{2,5}\b|[A-Z]\w+ [A-Z]\w+", sentence)
                if len(bare) > 8 and not re.search(r"\d", bare) and not named and bare != "“…”":
                    seen[bare] += 1
    worst = seen.most_common(1)
    return (worst[0][1], worst[0][0]) if worst else (0, "")


def _report(results: list[dict[str, Any]], options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
        return
    for one in results:
        if options.show or not one["good"]:
            print(
                f"{'ok ' if one['good'] else 'BAD'} {one['question']} ({one['words']} words, {one['seconds']} s)"
            )
            for key in ("missing", "findings"):
                if one[key]:
                    print(f"      {key}: {one[key]}")
            if options.show:
                print(re.sub("^", "      ", one["text"], flags=re.M))
    groups = {
        "all": results,
        "English": [one for one in results if not re.search("[一-鿿]", one["question"])],
        "Chinese": [one for one in results if re.search("[一-鿿]", one["question"])],
        "not answerable": [one for one in results if one["declined"]],
    }
    print(
        f"{'':16}{'questions':>10}{'good':>8}{'facts':>8}{'clean':>8}{'budget':>8}{'language':>10}{'p50 s':>8}{'max s':>8}"
    )
    for name, group in groups.items():
        if not group:
            continue
        times = sorted(one["seconds"] for one in group)
        shares = [
            sum(bool(test(one)) for one in group) / len(group)
            for test in (
                lambda one: one["good"], lambda one: not one["missing"], lambda one: not one["findings"],
                lambda one: not one["over"], lambda one: one["language"],
            )
        ]  # fmt: skip
        cells = "".join(f"{share:>{width}.0%}" for share, width in zip(shares, (8, 8, 8, 8, 10), strict=True))
        print(f"{name:16}{len(group):>10}{cells}{times[len(times) // 2]:>8.2f}{times[-1]:>8.2f}")

    count, sentence = filler(results)
    print(
        f"filler: in 20 analyses no sentence without a figure or a name stands more than {count} times {sentence!r}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
