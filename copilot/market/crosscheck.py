"""A second source beside the first: where their closes disagree by more than 0.1 %, every number of it says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from copilot import style
from copilot.errors import CopilotError, NoData
from copilot.ports import MarketData, MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Series

__all__ = ["CrossChecked"]

_TOLERANCE = Decimal("0.001")  # relative


class CrossChecked:
    """The first market's answers; closes are compared with the second's, which is never shown in their place."""

    def __init__(self, first: MarketData, second: MarketData) -> None:
        self._first, self._second = first, second

    @property
    def info(self) -> MarketInfo:
        said = self._second.info.provider
        info = self._first.info
        return replace(
            info,
            note_en="; ".join(part for part in (info.note_en, f"closes compared with {said}") if part),
            note_zh="；".join(part for part in (info.note_zh, f"收盘价与{said}核对") if part),
        )

    def at(self, as_of: date) -> CrossChecked:
        """Both markets as they were known on that day, where they can tell."""
        seen = [one.at(as_of) if hasattr(one, "at") else one for one in (self._first, self._second)]
        return CrossChecked(*seen)

    def __getattr__(self, name: str) -> object:
        # whatever else the first market knows (company data) it goes on knowing
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self._first, name)

    def resolve(self, name: str) -> Instrument:
        return self._first.resolve(name)

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        found = self._first.history(symbols, field=field, adjustment=adjustment, start=start, end=end)
        if field != "close" or adjustment is Adjustment.TOTAL:
            return found
        held = [symbol for symbol, series in found.items() if isinstance(series, Series)]
        try:
            others = self._second.history(held, field=field, adjustment=adjustment, start=start, end=end)
        except CopilotError:
            return found  # a second source that is away proves nothing against the first
        return {symbol: self._compared(series, others.get(symbol)) for symbol, series in found.items()}

    def _compared(self, series: Series | NoData, other: Series | NoData | None) -> Series | NoData:
        if (
            not isinstance(series, Series)
            or not isinstance(other, Series)
            or series.currency != other.currency
        ):
            return series
        theirs = dict(other.rows)
        apart = [
            (abs(value / theirs[day] - 1), day, value)
            for day, value in series.rows
            if theirs.get(day) and abs(value / theirs[day] - 1) > _TOLERANCE
        ]
        if not apart:
            return series
        most, day, value = max(apart)
        note = style.check(
            f"{self._second.info.provider} disagrees on {len(apart)} of {len(series.rows)} closes, most on {day}:"
            f" {theirs[day]} against {value} ({most * 100:.2f} % apart)"
        )
        origin = replace(series.origin, note="; ".join(part for part in (series.origin.note, note) if part))
        return replace(series, origin=origin)

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        return self._first.quote(symbol)

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        return self._first.reported(symbol, measures, as_of=as_of)

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        return self._first.news(symbol, as_of=as_of)
