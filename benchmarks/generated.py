"""A benchmark that needs no shared data: facts × wordings × mutations, made from a seed.

    python -m benchmarks.generated [--count 2000] [--seed 7] [--json] [--show N]

Each case is a sentence over twelve rows as a foreign tool gives them; the wrong ones change one thing. Wordings are
split in two: those that we have looked at while building ("seen") and those that were only ever scored ("unseen").
Flagged means: not (report.ok and report.supported).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import copilot
from benchmarks.baselines import BASELINES
from benchmarks.scores import Score, percent

NAMES = [
    ("AAPL", "Apple", "苹果"), ("MSFT", "Microsoft", "微软"), ("NVDA", "Nvidia", "英伟达"), ("AMZN", "Amazon", "亚马逊"),
    ("TSLA", "Tesla", "特斯拉"), ("META", "Meta Platforms", "Meta"), ("JPM", "JPMorgan Chase", "摩根大通"), ("XOM", "Exxon Mobil", "埃克森美孚"),
    ("KO", "Coca-Cola", "可口可乐"), ("NKE", "Nike", "耐克"), ("DIS", "Walt Disney", "迪士尼"), ("INTC", "Intel", "英特尔"),
]  # fmt: skip
# measure, unit, lowest, highest, decimals
MEASURES = [
    ("close", "USD", 20, 600, 2),
    ("return", "%", -20, 20, 2),
    ("revenue", "billion USD", 1, 120, 1),
    ("forward_pe", "x", 8, 45, 1),
    ("gross margin", "%", 12, 75, 1),
]
WINDOWS = {"return": "ytd", "revenue": "Q2 FY2025", "gross margin": "Q2 FY2025"}
Words = dict[str, str]
SEEN: dict[str, list[str]] = {
    "close": ["{name} closed at ${a} [0].", "{symbol} last traded at ${a} [0].", "{zh}收于{a}美元[0]。"],
    "return": ["{name} has {rose} {m}% year to date [0].", "{zh}今年以来{zrose}{m}%[0]。"],
    "revenue": [
        "{name} posted revenue of ${a} billion in the second quarter of fiscal 2025 [0].",
        "{zh}2025财年第二季度营收{yi}亿美元[0]。",
    ],
    "forward_pe": ["{symbol} trades at {a}x forward earnings [0].", "{zh}的预期市盈率为{a}倍[0]。"],
    "gross margin": [
        "{name}'s gross margin was {a}% in Q2 FY2025 [0].",
        "{zh}2025财年第二季度毛利率为{a}%[0]。",
    ],
    "two returns": [
        "{name} has {rose} {m}% this year, {beat} {other}'s {n}% {othermove} [0].",
        "今年以来{zh}{zrose}{m}%，{zbeat}{zother}（{zothermove}{n}%）[0]。",
    ],
    "two multiples": ["At {a}x forward earnings, {name} is {dearer} than {other} at {b}x [0]."],
}
UNSEEN: dict[str, list[str]] = {
    "close": ["Shares of {name} finished the session at ${a} apiece [0].", "The stock ({symbol}) ended at ${a} [0].", "{zh}股价最新报{a}美元[0]。"],
    "return": ["So far this year {symbol} is {updown} {m}% [0].", "年初至今，{zh}累计{zrose}{m}%[0]。"],
    "revenue": ["Second-quarter fiscal 2025 sales at {name} came to ${a}bn [0].", "{name}: Q2 FY2025 revenue ${a} billion [0]."],
    "forward_pe": ["Investors pay {a} times forward earnings for {name} [0].", "{zh}远期市盈率{a}倍[0]。"],
    "gross margin": ["In Q2 FY2025 {name} kept {a}% of sales as gross margin [0].", "2025财年二季度，{zh}毛利率录得{a}%[0]。"],
    "two returns": ["Year to date, {name} ({sm}%) is {ahead} {other} ({sn}%) [0]."],
    "two multiples": ["{name} carries the {higher} forward multiple, {a} against {other}'s {b} [0]."],
}  # fmt: skip
KINDS = ("digit", "sign", "entity", "period", "scale", "unit", "comparison")


@dataclass(frozen=True, slots=True)
class Case:
    text: str
    kind: str  # "none" for a right one
    wording: str  # seen | unseen
    language: str
    data: tuple[dict[str, Any], ...]

    @property
    def wrong(self) -> bool:
        return self.kind != "none"


def _rows(draw: random.Random) -> list[dict[str, Any]]:
    rows = []
    for symbol, name, _ in draw.sample(NAMES, 4):
        for measure, unit, low, high, decimals in draw.sample(MEASURES, 3):
            value = round(draw.uniform(low, high), decimals)
            rows.append({"subject": symbol, "name": name, "measure": measure, "value": value, "unit": unit})
            if measure in WINDOWS:
                rows[-1]["window"] = WINDOWS[measure]
    return rows


def _filled(
    wording: str, row: dict[str, Any], other: dict[str, Any] | None, mutated: str, draw: random.Random
) -> str:
    chinese = {symbol: zh for symbol, _, zh in NAMES}
    decimals = {measure: places for measure, _, _, _, places in MEASURES}[row["measure"]]
    a, b = row["value"], other["value"] if other else 0.0
    if mutated == "digit":
        a = _other_digit(a, decimals, draw)
    if mutated == "sign":
        a = -a
    if mutated == "comparison" and other:
        above = a < b
    else:
        above = (-a if mutated == "sign" else a) > b
    up = a > 0
    text = wording.format(
        name=row["name"], symbol=row["subject"], zh=chinese[row["subject"]], a=f"{abs(a):.{decimals}f}", m=f"{abs(a):.2f}", n=f"{abs(b):.2f}",
        yi=f"{abs(a) * 10:.0f}", sm=f"{a:+.2f}", sn=f"{b:+.2f}", b=f"{b:.1f}", other=other["name"] if other else "", zother=chinese[other["subject"]] if other else "",
        rose="gained" if up else "lost", zrose="上涨" if up else "下跌", updown="up" if up else "down", beat="outperforming" if above else "underperforming",
        zbeat="跑赢" if above else "跑输", othermove="gain" if b > 0 else "loss", zothermove="涨" if b > 0 else "跌", ahead="ahead of" if above else "behind",
        dearer="more expensive" if above else "cheaper", higher="higher" if above else "lower",
    )  # fmt: skip
    swaps = {
        "period": (("year to date", "over the past month"), ("this year", "this month"), ("今年以来", "近一周"), ("年初至今", "近一个月"), ("Q2 FY2025", "Q3 FY2025"), ("Second-quarter", "Third-quarter"), ("second quarter", "third quarter"), ("第二季度", "第三季度"), ("二季度", "三季度")),
        "scale": ((" billion", " million"), ("bn", "mn"), ("亿美元", "万美元")),
        "unit": (("x forward", "% of forward"), ("% year", " basis points year"), ("倍", "%"), ("%[0]", "个基点[0]"), ("% [0]", " basis points [0]")),
    }  # fmt: skip
    for old, new in swaps.get(mutated, ()):
        if old in text:
            return text.replace(old, new)
    return text


def _other_digit(value: float, decimals: int, draw: random.Random) -> float:
    digits = list(f"{abs(value):.{decimals}f}")
    places = [place for place, mark in enumerate(digits) if mark.isdigit()][: decimals + 2]
    place = draw.choice(places)
    digits[place] = draw.choice([mark for mark in "123456789" if mark != digits[place]])
    changed = float("".join(digits))
    return -changed if value < 0 else changed


def cases(count: int, seed: int) -> Iterator[Case]:
    """`count` cases, half of them wrong, the same for the same seed."""
    draw = random.Random(seed)
    made = 0
    while made < count:
        rows = _rows(draw)
        wording, table = draw.choice([("seen", SEEN), ("unseen", UNSEEN)])
        family = draw.choice(list(table))
        measure = {"two returns": "return", "two multiples": "forward_pe"}.get(family, family)
        own = [row for row in rows if row["measure"] == measure]
        pair = family.startswith("two")
        if len(own) < 1 + pair or (pair and own[0]["value"] == own[1]["value"]):
            continue
        template = draw.choice(table[family])
        language = "zh" if any("\u4e00" <= mark <= "\u9fff" for mark in template) else "en"
        row, other = own[0], own[1] if pair else None
        kind = draw.choice(KINDS) if made % 2 else "none"
        spoken, mutated = row, kind
        if kind == "entity":
            others = [
                one
                for one in rows
                if one["subject"] != row["subject"]
                and one["measure"] == measure
                and one["value"] != row["value"]
            ]
            if pair or not others:
                continue
            spoken = {**row, "subject": others[0]["subject"], "name": others[0]["name"]}
        right = _filled(template, spoken if kind == "entity" else row, other, "none", draw)
        text = right if kind in ("none", "entity") else _filled(template, spoken, other, mutated, draw)
        if kind not in ("none", "entity") and text == right:
            continue  # this mutation does not touch this wording
        made += 1
        yield Case(text, kind, wording, language, tuple(rows))


def _evidence(data: Sequence[dict[str, Any]]) -> str:
    return "\n".join(" ".join(str(value) for value in row.values()) for row in data)


def run(count: int, seed: int) -> tuple[dict[str, Score], list[tuple[Case, Any]], float]:
    """Scores by name ("ours", "ours, unseen", "ours, zh", "ours, digit", "string match" …), our errors, seconds."""
    scores: dict[str, Score] = {}
    errors: list[tuple[Case, Any]] = []
    spent = 0.0
    for case in cases(count, seed):
        started = time.perf_counter()
        report = copilot.check(case.text, data=[dict(row) for row in case.data], articles=[])
        spent += time.perf_counter() - started
        flagged = not (report.ok and report.supported)
        keys = ["ours", f"ours, {case.wording}", f"ours, {case.language}"]
        keys += [f"ours, {case.kind}"] if case.wrong else []
        for key in keys:
            scores.setdefault(key, Score()).add(wrong=case.wrong, flagged=flagged)
        for name, baseline in BASELINES.items():
            flag = baseline(case.text, _evidence(case.data))
            scores.setdefault(name, Score()).add(wrong=case.wrong, flagged=flag)
        if flagged != case.wrong:
            errors.append((case, report))
    return scores, errors, spent


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.generated", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", type=int, default=0, help="print so many of our errors")
    options = parser.parse_args(arguments)
    scores, errors, spent = run(options.count, options.seed)
    if options.json:
        print(json.dumps({key: one.as_dict() for key, one in scores.items()}, indent=1))
        return 0
    for key, one in scores.items():
        balanced = f"balanced {100 * one.balanced:5.1f}   " if one.right else ""
        print(
            f"{key:<24} {balanced}caught {percent(one.caught, one.wrong)}   false alarms {percent(one.alarms, one.right)}"
        )
    print(f"{1000 * spent / options.count:.2f} ms a sentence")
    for case, report in errors[: options.show]:
        print("---", "MISS " + case.kind if case.wrong else "FALSE ALARM", case.text)
        print("   ", *(f"{one.code} {one.message}" for one in report.findings))
        print("   ", *(f"{row['subject']} {row['measure']} {row['value']}" for row in case.data), sep=" · ")
    return 0


if __name__ == "__main__":
    sys.exit(main())
