"""Every number that the tools return, written as a plain sentence in both languages: proved, and refused when moved?

    python benchmarks/tool_sentences.py [FOLDER] [--as-of DATE] [--show]

Each datum is written with the registry's name of its measure, its subject and its window, once with its own value
and once moved by three steps of its last written digit. Without a folder: the demo market. `--show` prints what went
wrong. This measures the checker on our own facts: a false alarm is a true sentence refused, a miss a moved one proved.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import tools
from copilot import checking, measures, style
from copilot.errors import NoData
from copilot.exchanges import Calendars
from copilot.ledger import Ledger
from copilot.market import DemoMarket, FolderMarket
from copilot.ports import Desk
from copilot.types import Datum, Language

ASKED: tuple[Callable[[Desk, str, str], object], ...] = (
    lambda desk, one, other: tools.last_close(desk, one),
    lambda desk, one, other: tools.price_return(desk, one, 30),
    lambda desk, one, other: tools.total_return(desk, one, start="YTD"),
    lambda desk, one, other: tools.since_date(desk, one, f"{desk.today.year - 1}-03-02"),
    lambda desk, one, other: tools.compare(desk, [one, other], 60),
    lambda desk, one, other: tools.moving_average(desk, one, 50),
    lambda desk, one, other: tools.moving_average(desk, one, 20, "exponential"),
    lambda desk, one, other: tools.distance_to_average(desk, one, 200),
    lambda desk, one, other: tools.high_low(desk, one),
    lambda desk, one, other: tools.drawdown(desk, one, "6M"),
    lambda desk, one, other: tools.best_worst(desk, one, "3M"),
    lambda desk, one, other: tools.volume(desk, one),
    lambda desk, one, other: tools.volatility(desk, one),
    tools.beta,
    lambda desk, one, other: tools.correlation(desk, one, other, 60),
    lambda desk, one, other: tools.technicals(desk, one),
)

LANGUAGES: tuple[Language, ...] = ("en", "zh")
DEMO = (("AAPL", "MSFT"), ("^GSPC", "^GSPC"), ("VLUE", "MTUM"))
FOLDER = (("IWM", "SPY"), ("^RUT", "^GSPC"))


def facts(desk: Desk, one: str, other: str) -> Iterator[Datum]:
    for ask in ASKED:
        try:
            found = ask(desk, one, other)
        except NoData:
            continue
        yield from found if isinstance(found, tuple) else (found,)  # type: ignore[misc]


def sentence(datum: Datum, value: str, language: Language) -> str:
    name, window = measures.REGISTRY[datum.measure].names[language], datum.window
    if language == "zh":
        against = f"相对{datum.against}" if datum.against else ""
        when = f"{datum.as_of}，"
        if window and window.sessions:
            when = f"截至{window.end}的{window.sessions}个交易日，"
        elif window:
            when = f"{window.start}至{window.end}，"
        return f"{when}{datum.subject}{against}的{name}为{value}[0]。"
    against = f" against {datum.against}" if datum.against else ""
    when = f"on {datum.as_of}"
    if window and window.sessions:
        when = f"over the {window.sessions} sessions to {window.end:%d %B %Y}"
    elif window:
        when = f"from {window.start} to {window.end}"
    return f"{datum.subject}'s {name}{against} {when} was {value} [0]."


def moved(datum: Datum, language: Language) -> str:
    """The value three steps of its last written digit away: it rounds to nothing near what was written."""
    quantity = style.read(style.write(Decimal(datum.value), datum.unit, language=language))[0].quantity
    return style.write(Decimal(datum.value) + 3 * quantity.step, datum.unit, language=language)


def measured(desk: Desk, pairs: Sequence[tuple[str, str]]) -> tuple[Counter[str], list[str]]:
    """How many sentences there are of each kind, right and wrong, and the wrong ones with what was said of them."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for one, other in pairs:
        data = tuple(dict.fromkeys(facts(desk, one, other)))
        ledger = Ledger(data=data)
        for datum, language in product(data, LANGUAGES):
            exact = style.write(Decimal(datum.value), datum.unit, language=language)
            for kind, value in (("true", exact), ("moved", moved(datum, language))):
                text = sentence(datum, value, language)
                report = checking.check(text, ledger, as_of=desk.today, language=language)
                counts[kind] += 1
                if report.ok != (kind == "true"):
                    counts[f"{kind}, wrong"] += 1
                    said = "; ".join(f"{one.code} {one.message}" for one in report.findings) or "proved"
                    wrong.append(f"{kind}: {text}\n    {said}")
    return counts, wrong


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--as-of", type=date.fromisoformat)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    market = FolderMarket(given.folder) if given.folder else DemoMarket()
    desk = Desk(market, None, Calendars(), given.as_of)  # type: ignore[arg-type]
    counts, wrong = measured(desk, FOLDER if given.folder else DEMO)
    if given.show:
        print(*wrong, sep="\n")
    for kind, words in (("true", "true sentences proved"), ("moved", "moved figures refused")):
        print(f"{words}: {counts[kind] - counts[f'{kind}, wrong']} of {counts[kind]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
