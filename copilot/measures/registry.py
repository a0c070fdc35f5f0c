"""The registry: what each measure is called, what it means, and the function that gives it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from copilot.measures import formulas, operators
from copilot.types import Datum, Language, Series

__all__ = ["REGISTRY", "Kind", "Measure"]

Kind = Literal["observed", "computed", "operator", "reported"]
_OnRows = Callable[[Series, Mapping[str, str]], Decimal]
_OnSeveral = Callable[[Sequence[Series], Mapping[str, str]], Decimal]
_OnData = Callable[[Sequence[Datum], Mapping[str, str]], Decimal]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `names` is what we call it, `aliases` what others do (the name comes first)."""

    key: str
    kind: Kind
    unit: str  # literal, or the rule "price" | "same" | "difference" (see measures.toml)
    names: Mapping[Language, str]
    aliases: Mapping[Language, tuple[str, ...]]
    definition: Mapping[Language, str]
    formula: str
    source: str = ""
    window: Literal["closes", "rows", "warmed", "none"] = "none"
    fields: tuple[str, ...] = ()  # of the series it is computed from, in order
    subjects: int = 1  # 2: the second series is the benchmark's
    on_rows: _OnRows | None = field(default=None, repr=False)
    on_several: _OnSeveral | None = field(default=None, repr=False)
    on_data: _OnData | None = field(default=None, repr=False)


_ROWS: Mapping[str, _OnRows] = {
    "price_return": formulas.returned,
    "total_return": formulas.returned,
    "price_change": formulas.price_change,
    "simple_average": formulas.simple_average,
    "exponential_average": formulas.exponential_average,
    "distance_to_average": formulas.distance_to_average,
    "highest_close": formulas.highest,
    "lowest_close": formulas.lowest,
    "highest_price": formulas.highest,
    "lowest_price": formulas.lowest,
    "drawdown": formulas.drawdown,
    "max_drawdown": formulas.max_drawdown,
    "rise_from_low": formulas.rise_from_low,
    "best_move": formulas.best_move,
    "worst_move": formulas.worst_move,
    "rising_share": formulas.rising_share,
    "rising_sessions": formulas.rising_sessions,
    "falling_sessions": formulas.falling_sessions,
    "longest_rise": partial(formulas.longest_run, sign=1),
    "longest_fall": partial(formulas.longest_run, sign=-1),
    "unbroken_rise": partial(formulas.current_run, sign=1),
    "unbroken_fall": partial(formulas.current_run, sign=-1),
    "invested": formulas.invested,
    "sharpe_ratio": formulas.sharpe_ratio,
    "average_volume": formulas.simple_average,
    "volatility": formulas.volatility,
    "relative_strength_index": formulas.relative_strength_index,
    "macd": formulas.macd,
    "macd_signal": formulas.macd_signal,
    "bollinger_upper": partial(formulas.bollinger, sign=1),
    "bollinger_lower": partial(formulas.bollinger, sign=-1),
}
_SEVERAL: Mapping[str, _OnSeveral] = {
    "average_true_range": formulas.average_true_range,
    "beta": formulas.beta,
    "correlation": formulas.correlation,
}
_DATA: Mapping[str, _OnData] = {
    "excess_return": operators.excess,
    "difference": operators.difference,
    "percent_change": operators.premium,
    "premium": operators.premium,
    "discount": operators.discount,
    "upside": operators.premium,
    "share": operators.share,
    "ratio": operators.ratio,
    "sum": operators.total,
    "product": operators.product,
    "portion": operators.portion,
    "mean": operators.mean,
    "spread": operators.spread,
    "cagr": operators.cagr,
    "surprise": operators.surprise,
    "revenue_growth_yoy": operators.premium,
    "net_income_growth_yoy": operators.premium,
    "eps_growth_yoy": operators.premium,
    "free_cash_flow_growth_yoy": operators.premium,
    "gross_margin": operators.share,
    "operating_margin": operators.share,
    "net_margin": operators.share,
    "free_cash_flow_margin": operators.share,
    "eps_surprise": operators.surprise,
    "recomputed_pe": operators.ratio,
    "turnover_rate": operators.share,
    "put_call_volume": operators.ratio,
    "put_call_open_interest": operators.ratio,
    "breadth": operators.breadth,
    "converted": operators.converted,
}
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "total_return": ("adjusted_close",),
    "highest_price": ("high",),
    "lowest_price": ("low",),
    "average_volume": ("volume",),
    "average_true_range": ("high", "low", "close"),
    "beta": ("close", "close"),
    "correlation": ("close", "close"),
}


def _measure(key: str, entry: Mapping[str, Any]) -> Measure:
    computed = entry["kind"] == "computed"
    return Measure(
        key,
        entry["kind"],
        entry["unit"],
        MappingProxyType({"en": entry["en"][0], "zh": entry["zh"][0]}),
        MappingProxyType({"en": tuple(entry["en"]), "zh": tuple(entry["zh"])}),
        MappingProxyType({"en": entry["definition_en"], "zh": entry["definition_zh"]}),
        entry["formula"],
        entry.get("source", ""),
        entry.get("window", "none"),
        _FIELDS.get(key, ("close",) if computed else ()),
        2 if key in ("beta", "correlation") else 1,
        _ROWS.get(key),
        _SEVERAL.get(key),
        _DATA.get(key),
    )


def _read() -> Mapping[str, Measure]:
    text = Path(__file__).with_name("measures.toml").read_text(encoding="utf8")
    return MappingProxyType({key: _measure(key, entry) for key, entry in tomllib.loads(text).items()})


REGISTRY: Mapping[str, Measure] = _read()
