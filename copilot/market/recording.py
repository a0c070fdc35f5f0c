"""A conversation's market, kept: record what a provider said, replay it later with no network.

    market = Recording(open_market(settings, "live"))
    Copilot(market=market).ask("…"); market.save("monday.json")
    Copilot(market="monday.json")                    # the same rows, quotes and news, and nothing else

A replay answers what was asked while recording; for everything else it has no data. It keeps the day of the recording.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from copilot import codec
from copilot.errors import ConfigError, NoData
from copilot.market.histories import each
from copilot.ports import MarketData, MarketInfo
from copilot.types import Adjustment, Article, Datum, Instrument, Series

__all__ = ["Recording", "ReplayedMarket"]

T = TypeVar("T")
_FORMAT = "market-copilot/recording@1"
_COMPANY = ("statements", "payouts", "estimates", "holdings", "ratings", "holders", "options", "screened")
_Asked = tuple[str, ...]  # what was asked, as text: the method and its arguments


def _words(*arguments: object) -> _Asked:
    return tuple("" if one is None else str(one) for one in arguments)


def _call(name: str, given: Sequence[object], named: Mapping[str, object]) -> _Asked:
    return _words(name, *given, *(f"{key}={named[key]}" for key in sorted(named) if named[key] is not None))


class Recording:
    """`MarketData` that asks another market and keeps every answer, "no data" included."""

    def __init__(
        self, market: MarketData, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._market, self._moment = market, clock()
        self._kept: dict[_Asked, Any] = {}
        self._lock = threading.Lock()

    @property
    def info(self) -> MarketInfo:
        return self._market.info

    def resolve(self, name: str) -> Instrument:
        return self._keep(_words("resolve", name), lambda: self._market.resolve(name))

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        found = self._market.history(symbols, field=field, adjustment=adjustment, start=start, end=end)
        with self._lock:
            for symbol, series in found.items():
                asked = _words("history", symbol, field, adjustment, start, end)
                self._kept[asked] = series if isinstance(series, Series) else str(series)
        return found

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        return self._keep(_words("quote", symbol), lambda: self._market.quote(symbol))

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        asked = _words("reported", symbol, " ".join(measures), as_of)
        return self._keep(asked, lambda: self._market.reported(symbol, measures, as_of=as_of))

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        return self._keep(_words("news", symbol, as_of), lambda: self._market.news(symbol, as_of=as_of))

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """Company data, where the market has them: a method of it that keeps what it says."""
        if name not in _COMPANY:
            raise AttributeError(name)
        ask = getattr(self._market, name)
        return lambda *given, **named: self._keep(_call(name, given, named), lambda: ask(*given, **named))

    def save(self, path: str | Path) -> Path:
        """Everything that was said so far, as one JSON file."""
        with self._lock:
            answers = tuple((asked, said) for asked, said in self._kept.items())
        day = self.info.last or self._moment.date()
        info = replace(self.info, last=day)
        document = codec.encode((_FORMAT, info, answers))
        target = Path(path)
        target.write_text(json.dumps(document, ensure_ascii=False), encoding="utf8")
        return target

    def _keep(self, asked: _Asked, ask: Callable[[], T]) -> T:
        try:
            said = ask()
        except NoData as error:
            with self._lock:
                self._kept[asked] = str(error)
            raise
        with self._lock:
            self._kept[asked] = said
        return said


class ReplayedMarket:
    """`MarketData` from a recording. Raises `ConfigError` for a file that is none."""

    def __init__(self, path: str | Path) -> None:
        try:
            document = json.loads(Path(path).read_text(encoding="utf8"))
            form, info, answers = codec.decode(document, MarketInfo)
        except (OSError, ValueError, TypeError) as error:
            raise ConfigError(f"{path} is no recording of a market: {error}") from error
        if form != _FORMAT:
            raise ConfigError(f"{path} is no recording of a market, but {form!r}")
        self._info: MarketInfo = replace(
            info,
            note_en=f"{info.note_en}; replayed from a recording of {info.last}",
            note_zh=f"{info.note_zh}；重放自{info.last}的记录",
        )
        self._said: dict[_Asked, Any] = dict(answers)

    @property
    def info(self) -> MarketInfo:
        return self._info

    def resolve(self, name: str) -> Instrument:
        found: Instrument = self._again(_words("resolve", name))
        return found

    def history(
        self,
        symbols: Sequence[str],
        *,
        field: str = "close",
        adjustment: Adjustment | None = None,
        start: date | None = None,
        end: date | None = None,
    ) -> Mapping[str, Series | NoData]:
        return each(
            symbols, lambda symbol: self._series(_words("history", symbol, field, adjustment), start, end)
        )

    def quote(self, symbol: str) -> tuple[Datum, ...]:
        found: tuple[Datum, ...] = self._again(_words("quote", symbol))
        return found

    def reported(
        self, symbol: str, measures: Sequence[str], *, as_of: date | None = None
    ) -> tuple[Datum, ...]:
        found: tuple[Datum, ...] = self._again(_words("reported", symbol, " ".join(measures), as_of))
        return found

    def news(self, symbol: str, *, as_of: date | None = None) -> tuple[Article, ...]:
        found: tuple[Article, ...] = self._again(_words("news", symbol, as_of))
        return found

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in _COMPANY:
            raise AttributeError(name)
        return lambda *given, **named: self._again(_call(name, given, named))

    def _again(self, asked: _Asked) -> Any:
        said = self._said.get(asked)
        if said is None:
            raise NoData(_nothing(asked))
        if isinstance(said, str):
            raise NoData(said)
        return said

    def _series(self, asked: _Asked, start: date | None, end: date | None) -> Series:
        """The series as it was asked for, or cut from a longer one: a replay may ask for fewer rows."""
        exact = (*asked, *_words(start, end))
        if exact in self._said:
            found: Series = self._again(exact)
            return found
        longer = [
            said
            for (*what, since, _), said in self._said.items()
            if tuple(what) == asked
            and isinstance(said, Series)
            and (not since or (start and since <= str(start)))
        ]
        if longer:
            whole = max(longer, key=lambda series: len(series.rows))
            cut = whole.between(start or date.min, end or date.max)
            if cut.rows:
                return cut
        raise NoData(_nothing(exact))


def _nothing(asked: _Asked) -> str:
    return f"this recording has nothing on {' '.join(part for part in asked if part)}"
