"""Answers as other chatbots write them, pasted without evidence: what is caught, what is flagged falsely.

    python -m benchmarks.chatbots --market ../shared/market [--json] [--show]

Twenty texts of our own words (`chatbot_texts.toml`), ten with planted errors. Their true numbers are computed from the
price files alone (`benchmarks.analyst.Prices`), never with the product's tools. The checker gathers its own evidence
(`copilot.check` with a market and none else). A planted error is caught when a finding lies in its sentence; every
finding in a sentence without one is a false alarm. The ten are judged again with their errors mended.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import copilot
from benchmarks.analyst import Prices
from benchmarks.scores import percent
from copilot.reading.sentences import units
from copilot.types import Finding, Report, Severity, Span

_NEAR = 8  # characters: a wrong verb is found at the number beside it
TEXTS = Path(__file__).with_name("chatbot_texts.toml")
_PLACE = re.compile(
    r"\{(?P<fact>[^|{}]+)\|(?P<decimals>\d)(?:\|(?P<off>[-+][\d.]+))?\}|<(?P<right>[^<>~]+)~(?P<wrong>[^<>~]+)>"
)


@dataclass(slots=True)
class Written:
    """A text with its numbers filled in, and where errors were planted."""

    text: str
    planted: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Planted errors and those caught; sentences without one and those flagged."""

    planted: int = 0
    caught: int = 0
    clean: int = 0
    alarms: int = 0
    unchecked: int = 0  # texts part of which was not checked, said once
    shown: list[str] = field(default_factory=list)


def filled(template: str, prices: Prices, *, mended: bool = False) -> Written:
    """The text with its facts; its planted errors, unless they are to be mended."""
    made = Written("")
    end = 0
    for match in _PLACE.finditer(template):
        made.text += template[end : match.start()]
        end = match.end()
        start = len(made.text)
        made.text += _word(match, prices, mended=mended)
        if not mended and (match["off"] or match["wrong"]):
            made.planted.append(Span(start, len(made.text)))
    made.text += template[end:]
    return made


def _word(match: re.Match[str], prices: Prices, *, mended: bool) -> str:
    if match["right"]:
        return match["right"] if mended else match["wrong"]
    words = match["fact"]
    value = Decimal(str(prices.fact(words.removeprefix("abs "))))
    value = abs(value) if words.startswith("abs ") else value
    if match["off"] and not mended:
        value += Decimal(match["off"])
    step = Decimal(1).scaleb(-int(match["decimals"]))
    return f"{value.quantize(step, ROUND_HALF_UP):,f}"


def judge(made: Written, report: Report, tally: Tally) -> None:
    """Counts planted errors by their sentence, and the findings in other sentences."""
    errors = [one for one in report.findings if one.severity is Severity.ERROR]
    tally.unchecked += any(one.code == "C106" for one in report.findings)
    for unit in units(made.text):
        planted = [span for span in made.planted if span.overlaps(unit.span)]
        found = [one for one in errors if one.span.overlaps(unit.span)]
        words = made.text[unit.span.start : unit.span.end].strip()
        tally.planted += len(planted)
        tally.caught += sum(_blamed(span, found, planted) for span in planted)
        if planted:
            missed = [span for span in planted if not _blamed(span, found, planted)]
            tally.shown += [f"MISS {made.text[span.start : span.end]} | {words}" for span in missed]
            continue
        tally.clean += 1
        tally.alarms += bool(found)
        tally.shown += [f"FALSE ALARM {one.code} {one.message} | {words}" for one in found]


def _blamed(span: Span, found: Sequence[Finding], planted: Sequence[Span]) -> bool:
    """Does a finding touch it or its clause's end? Where it is the sentence's only one, any finding of the sentence does."""
    near = Span(max(0, span.start - _NEAR), span.end + _NEAR)
    return any(len(planted) == 1 or one.span.overlaps(near) for one in found)


def run(market: Path) -> dict[str, Tally]:
    tallies = {name: Tally() for name in ("as written", "without errors", "mended", "en", "zh")}
    for entry in tomllib.loads(TEXTS.read_text(encoding="utf8"))["texts"]:
        prices = Prices(market, entry["as_of"])
        one = filled(entry["text"], prices)
        report = copilot.check(one.text, market=str(market), as_of=entry["as_of"])
        kinds = [
            "as written",
            entry.get("language", "en"),
            *([] if entry.get("planted") else ["without errors"]),
        ]
        for kind in kinds:
            judge(one, report, tallies[kind])
        if entry.get("planted"):
            twin = filled(entry["text"], prices, mended=True)
            judge(twin, copilot.check(twin.text, market=str(market), as_of=entry["as_of"]), tallies["mended"])
    return tallies


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.chatbots", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--market", type=Path, default=Path("../shared/market"), help="folder of price files")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="print what was missed and flagged falsely")
    options = parser.parse_args(arguments)
    if not options.market.is_dir():
        print(f"no folder {options.market}", file=sys.stderr)
        return 2
    tallies = run(options.market)
    if options.json:
        print(json.dumps({name: _figures(one) for name, one in tallies.items()}, indent=1))
        return 0
    for name, one in tallies.items():
        print(
            f"{name:<16} planted errors caught {percent(one.caught, one.planted):<22}"
            f" sentences flagged falsely {percent(one.alarms, one.clean)} of {one.clean}"
        )
    if options.show:
        print(
            *tallies["as written"].shown, *(f"mended: {line}" for line in tallies["mended"].shown), sep="\n"
        )
    return 0


def _figures(one: Tally) -> dict[str, Any]:
    return {
        "planted": one.planted,
        "caught": one.caught,
        "clean_sentences": one.clean,
        "false_alarms": one.alarms,
    }


if __name__ == "__main__":
    sys.exit(main())
