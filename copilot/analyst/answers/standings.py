"""Returns side by side: who stands where over which stretch, and how a return is called and said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copilot.analyst.answers.windows import bases, bounds, windowed
from copilot.analyst.periods import Period
from copilot.analyst.phrases import called
from copilot.analyst.scene import Call, Scene, amount
from copilot.types import Datum, Instrument

__all__ = ["LEVEL", "Standing", "measured", "moved", "plain_return", "return_of", "returns", "standings"]

_RETURNS = ("price_return", "total_return")


LEVEL = Decimal("0.05")  # percentage points: closer than this is level


@dataclass(frozen=True, slots=True)
class Standing:
    """The parties' returns over one stretch, best first."""

    place: int
    period: Period
    returns: tuple[tuple[Instrument, Datum], ...]
    excesses: tuple[Datum, ...] = ()
    worst: bool = False  # the question is who did worst: the returns stand worst first

    def excess(self, one: str, other: str) -> Datum | None:
        """The lead of one over the other in percentage points (negative: it trails), where it was computed."""
        return next((item for item in self.excesses if item.subject == one and item.against == other), None)

    def of(self, symbol: str) -> Datum | None:
        return next((datum for party, datum in self.returns if party.symbol == symbol), None)

    @property
    def mixed(self) -> bool:
        """Price returns and total returns side by side: shown, never set against each other."""
        return len({datum.measure for _, datum in self.returns}) > 1


def returns(scene: Scene, symbols: Sequence[str], periods: Sequence[Period]) -> Iterable[Call]:
    """One comparison a stretch where all have the same kind of return, else each one's own return."""
    basis = bases(scene, symbols)
    for place, period in enumerate(periods):
        if len(set(basis.values())) == 1:
            total = True if "total" in basis.values() else None
            yield Call.of(f"compare:{place}", "compare", symbols=list(symbols), total=total, **bounds(period))
        else:
            for symbol in symbols:
                yield windowed(f"return:{symbol}:{place}", symbol, period, basis[symbol])


def standings(scene: Scene, parties: Sequence[Instrument], periods: Sequence[Period]) -> tuple[Standing, ...]:
    """One for every stretch over which at least two of the parties have a return."""
    found = []
    for place, period in enumerate(periods):
        rows = [
            (party, datum)
            for party in parties
            if (datum := return_of(scene, party.symbol, place)) is not None
        ]
        if len(rows) >= 2:
            ordered = sorted(rows, key=lambda row: amount(row[1]), reverse=True)
            excesses = tuple(one for one in scene.data(f"compare:{place}") if one.measure == "excess_return")
            found.append(Standing(place, period, tuple(ordered), excesses))
    return tuple(found)


def return_of(scene: Scene, symbol: str, place: int) -> Datum | None:
    found = (*scene.data(f"compare:{place}"), *scene.data(f"return:{symbol}:{place}"))
    return next((one for one in found if one.subject == symbol and one.measure in _RETURNS), None)


def plain_return(scene: Scene, one: Instrument, datum: Datum) -> str:
    """The price return of an index beside total returns over the very same sessions."""
    return scene.say(
        f"Without dividends, {called(one, 'en')} {moved(datum, scene)} over the same stretch.",
        f"同期{called(one, 'zh')}（不计股息）{moved(datum, scene)}。",
    )


def moved(datum: Datum, scene: Scene, decimals: int | None = None) -> str:
    """rose {{F1}} · fell {{F1}}; 上涨{{F1}} · 下跌{{F1}}: the renderer writes the figure without the sign that the verb has."""
    falls = amount(datum) < 0
    ref = scene.ref(datum, decimals)
    return scene.say(f"{'fell' if falls else 'rose'} {ref}", f"{'下跌' if falls else '上涨'}{ref}")


def measured(datum: Datum, language: str) -> str:
    """What a return is called: price and total return are two measures, and each figure says which it is."""
    if language == "zh":
        return "总回报" if datum.measure == "total_return" else "涨跌幅"
    return "total return" if datum.measure == "total_return" else "price return"
