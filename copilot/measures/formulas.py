"""What a computed measure does with its rows. Everything is `Decimal`, so that a value is the same on every machine.

Each function takes the rows (oldest first), raises `NoData` where they cannot give the value, and does not round:
the registry quantises once, at its return.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from copilot.errors import NoData
from copilot.types import Series

__all__ = [
    "average_true_range", "best_move", "beta", "bollinger", "correlation", "current_run", "distance_to_average", "drawdown", "exponential_average",
    "falling_sessions", "highest", "invested", "longest_run", "lowest", "macd", "macd_signal", "max_drawdown", "price_change", "relative_strength_index",
    "returned", "rise_from_low", "rising_sessions", "rising_share", "sharpe_ratio", "simple_average", "volatility", "worst_move",
]  # fmt: skip

Parameters = Mapping[str, str]
HUNDRED = Decimal(100)


def _values(series: Series, least: int = 1) -> list[Decimal]:
    values = [value for _, value in series.rows]
    if len(values) < least:
        raise NoData(f"{series.subject}: {len(values)} rows where {least} are needed")
    return values


def _positive(series: Series, least: int = 1) -> list[Decimal]:
    values = _values(series, least)
    if any(value <= 0 for value in values):
        raise NoData(f"{series.subject}: a price of zero or below has no return")
    return values


def _days(parameters: Parameters, name: str = "days") -> int:
    text = parameters.get(name, "")
    if not text.isdecimal() or int(text) < 1:
        raise NoData(f"parameter {name}={text!r} is no number of sessions")
    return int(text)


def _whole_window(series: Series, parameters: Parameters) -> list[Decimal]:
    days = _days(parameters)
    if len(series.rows) != days:
        raise NoData(f"{series.subject}: {len(series.rows)} rows for a window of {days}")
    return _values(series)


def returned(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series, 2)
    return (values[-1] / values[0] - 1) * HUNDRED


def price_change(series: Series, parameters: Parameters) -> Decimal:
    values = _values(series, 2)
    return values[-1] - values[0]


def simple_average(series: Series, parameters: Parameters) -> Decimal:
    values = _whole_window(series, parameters)
    return sum(values, Decimal(0)) / len(values)


def distance_to_average(series: Series, parameters: Parameters) -> Decimal:
    average = simple_average(series, parameters)
    if average <= 0:
        raise NoData(f"{series.subject}: an average of zero or below has no distance")
    return (series.rows[-1][1] / average - 1) * HUNDRED


def highest(series: Series, parameters: Parameters) -> Decimal:
    return max(_values(series))


def lowest(series: Series, parameters: Parameters) -> Decimal:
    return min(_values(series))


def drawdown(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series)
    return (values[-1] / max(values) - 1) * HUNDRED


def rise_from_low(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series)
    return (values[-1] / min(values) - 1) * HUNDRED


def max_drawdown(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series)
    peak, worst = values[0], Decimal(0)
    for value in values:
        peak = max(peak, value)
        worst = min(worst, value / peak - 1)
    return worst * HUNDRED


def _ema(values: Sequence[Decimal], days: int) -> list[Decimal]:
    """Exponential averages of values[days - 1:], seeded with the simple average of the first `days`."""
    if len(values) < days:
        raise NoData(f"{len(values)} rows where {days} are needed")
    weight = Decimal(2) / (days + 1)
    averages = [sum(values[:days], Decimal(0)) / days]
    for value in values[days:]:
        averages.append(averages[-1] + (value - averages[-1]) * weight)
    return averages


def exponential_average(series: Series, parameters: Parameters) -> Decimal:
    return _ema(_values(series), _days(parameters))[-1]


def _macd_line(series: Series, parameters: Parameters) -> list[Decimal]:
    fast, slow = _days(parameters, "fast"), _days(parameters, "slow")
    if fast >= slow:
        raise NoData(f"the fast average ({fast}) must be shorter than the slow one ({slow})")
    values = _values(series, slow)
    slow_line = _ema(values, slow)
    return [a - b for a, b in zip(_ema(values, fast)[slow - fast :], slow_line, strict=True)]


def macd(series: Series, parameters: Parameters) -> Decimal:
    return _macd_line(series, parameters)[-1]


def macd_signal(series: Series, parameters: Parameters) -> Decimal:
    return _ema(_macd_line(series, parameters), _days(parameters, "signal"))[-1]


def bollinger(series: Series, parameters: Parameters, sign: int) -> Decimal:
    values = _whole_window(series, parameters)
    mean = sum(values, Decimal(0)) / len(values)
    variance = sum(((value - mean) ** 2 for value in values), Decimal(0)) / len(values)
    return mean + sign * Decimal(parameters.get("width", "2")) * variance.sqrt()


def _smoothed(values: Sequence[Decimal], days: int) -> Decimal:
    """Wilder's smoothing: a simple average of the first `days`, then 1 ÷ days of each further value."""
    average = sum(values[:days], Decimal(0)) / days
    for value in values[days:]:
        average += (value - average) / days
    return average


def relative_strength_index(series: Series, parameters: Parameters) -> Decimal:
    days = _days(parameters)
    values = _values(series, days + 1)
    moves = [after - before for before, after in itertools.pairwise(values)]
    gain = _smoothed([max(move, Decimal(0)) for move in moves], days)
    loss = _smoothed([max(-move, Decimal(0)) for move in moves], days)
    if gain + loss == 0:
        raise NoData(f"{series.subject}: no move at all, so no relative strength")
    return HUNDRED * gain / (gain + loss)


def average_true_range(series: Sequence[Series], parameters: Parameters) -> Decimal:
    """`series` are the high, low and close of the same sessions; the first session gives its close only."""
    days = _days(parameters)
    high, low, close = (_values(item, days + 1) for item in series)
    ranges = [
        max(high[i], close[i - 1]) - min(low[i], close[i - 1]) for i in range(1, len(close))
    ]  # Wilder, 1978
    return _smoothed(ranges, days)


def _moves(series: Series, least: int) -> list[Decimal]:
    """Simple returns from each close to the next."""
    return [after / before - 1 for before, after in itertools.pairwise(_positive(series, least))]


def best_move(series: Series, parameters: Parameters) -> Decimal:
    return max(_moves(series, 2)) * HUNDRED


def worst_move(series: Series, parameters: Parameters) -> Decimal:
    return min(_moves(series, 2)) * HUNDRED


def rising_share(series: Series, parameters: Parameters) -> Decimal:
    moves = _moves(series, 2)
    return Decimal(sum(move > 0 for move in moves)) / len(moves) * HUNDRED


def rising_sessions(series: Series, parameters: Parameters) -> Decimal:
    return Decimal(sum(move > 0 for move in _moves(series, 2)))


def falling_sessions(series: Series, parameters: Parameters) -> Decimal:
    return Decimal(sum(move < 0 for move in _moves(series, 2)))


def longest_run(series: Series, parameters: Parameters, sign: int) -> Decimal:
    """The most sessions in a row that all rose (`sign` 1) or all fell (−1)."""
    runs = (
        sum(1 for _ in run)
        for same, run in itertools.groupby(_moves(series, 2), lambda move: move * sign > 0)
        if same
    )
    return Decimal(max(runs, default=0))


def current_run(series: Series, parameters: Parameters, sign: int) -> Decimal:
    """How many of the last sessions in a row rose (`sign` 1) or fell (−1), up to the last one."""
    turned = itertools.takewhile(lambda move: move * sign > 0, reversed(_moves(series, 2)))
    return Decimal(sum(1 for _ in turned))


def invested(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series, 2)
    text = parameters.get("amount", "")
    amount = Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text, re.A) else Decimal(0)
    if amount <= 0:
        raise NoData(f"an amount of {text!r} is no investment")
    return amount * values[-1] / values[0]


def sharpe_ratio(series: Series, parameters: Parameters) -> Decimal:
    moves = _moves(series, 3)
    mean = sum(moves, Decimal(0)) / len(moves)
    variance = sum(((move - mean) ** 2 for move in moves), Decimal(0)) / (len(moves) - 1)
    if variance == 0:
        raise NoData(f"{series.subject}: no move at all, so no Sharpe ratio")
    return mean / variance.sqrt() * Decimal(252).sqrt()


def volatility(series: Series, parameters: Parameters) -> Decimal:
    values = _positive(series, 3)
    moves = [(after / before).ln() for before, after in itertools.pairwise(values)]
    mean = sum(moves, Decimal(0)) / len(moves)
    variance = sum(((move - mean) ** 2 for move in moves), Decimal(0)) / (len(moves) - 1)
    return (variance * 252).sqrt() * HUNDRED


def _moments(series: Sequence[Series]) -> tuple[Decimal, Decimal, Decimal]:
    """Variance of the first, variance of the second, covariance (all times the same count)."""
    first, second = series
    if [day for day, _ in first.rows] != [day for day, _ in second.rows]:
        raise NoData(f"{first.subject} and {second.subject}: not the same sessions")
    x, y = _moves(first, 3), _moves(second, 3)
    mx, my = sum(x, Decimal(0)) / len(x), sum(y, Decimal(0)) / len(y)
    return (
        sum(((a - mx) ** 2 for a in x), Decimal(0)),
        sum(((b - my) ** 2 for b in y), Decimal(0)),
        sum(((a - mx) * (b - my) for a, b in zip(x, y, strict=True)), Decimal(0)),
    )


def beta(series: Sequence[Series], parameters: Parameters) -> Decimal:
    _, benchmark, covariance = _moments(series)
    if benchmark == 0:
        raise NoData(f"{series[1].subject} did not move: no beta")
    return covariance / benchmark


def correlation(series: Sequence[Series], parameters: Parameters) -> Decimal:
    one, two, covariance = _moments(series)
    if one == 0 or two == 0:
        raise NoData("one of the two did not move: no correlation")
    return covariance / (one * two).sqrt()
