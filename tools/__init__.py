"""Functions of a Desk that return facts: Datum, Series, Passage or Article; never prose.

Their docstrings are what the model reads. Names are resolved here; nothing later than the desk's day is returned.
"""

from .articles import read_article, search_articles
from .averages import crossing, distance_to_average, moving_average
from .companies import estimates, fundamentals, holdings, payouts
from .coverage import events, ownership, ratings, screener
from .derivation import calculate, convert, derive
from .extremes import best_worst, drawdown, high_low
from .news import news
from .options import options
from .prices import last_close, price_history, quote, volume
from .returns import (
    compare,
    invested,
    performance,
    price_return,
    since_date,
    total_return,
    year_to_date,
    yearly_return,
)
from .risk import beta, correlation, sharpe_ratio, volatility
from .sectors import sectors
from .streaks import period_returns, streaks
from .technicals import technicals
from .valuation import price_target, valuation

__all__ = [
    "best_worst",
    "beta",
    "calculate",
    "compare",
    "convert",
    "correlation",
    "crossing",
    "derive",
    "distance_to_average",
    "drawdown",
    "estimates",
    "events",
    "fundamentals",
    "high_low",
    "holdings",
    "invested",
    "last_close",
    "moving_average",
    "news",
    "options",
    "ownership",
    "payouts",
    "performance",
    "period_returns",
    "price_history",
    "price_return",
    "price_target",
    "quote",
    "ratings",
    "read_article",
    "screener",
    "search_articles",
    "sectors",
    "sharpe_ratio",
    "since_date",
    "streaks",
    "technicals",
    "total_return",
    "valuation",
    "volatility",
    "volume",
    "year_to_date",
    "yearly_return",
]
