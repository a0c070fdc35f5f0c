"""What questions cost: requests and seconds through `YahooMarket` and through plain yfinance, warm calls, memory.

    python benchmarks/yahoo.py [--json]

Everything runs against a local server that speaks Yahoo's wire format and answers 80 ms after it is asked, like a
near one; both sides are asked for the same numbers, each question twice, as a conversation does.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from copilot import _bundled
from copilot.config import Settings
from copilot.exchanges import Calendars
from copilot.market.yahoo import YahooMarket
from copilot.ports import Desk
from copilot.testing.yahoo_server import YahooServer

DELAY = 0.08  # seconds
NOW = datetime(2026, 3, 16, 21, 30, tzinfo=UTC)
SECTORS = ["XLK", "XLF", "XLV", "XLY", "XLP", "XLE", "XLI", "XLB", "XLU", "XLRE", "XLC"]
INDEXES = ["^GSPC", "^RUT", "^IXIC"]
SHARES = ["AAPL", "MSFT", "NVDA"]


def ours(market: YahooMarket) -> dict[str, Callable[[], Any]]:
    start = date(2026, 1, 2)
    return {
        "closes of 11 sector funds": lambda: market.history(SECTORS, start=start),
        "closes of 3 indexes": lambda: market.history(INDEXES, start=start),
        "quotes of 3 shares": lambda: [market.quote(one) for one in SHARES],
        "valuation of 3 shares": lambda: [
            market.reported(one, ["trailing_pe", "forward_pe", "market_cap"]) for one in SHARES
        ],
    }


def plain(url: str) -> dict[str, Callable[[], Any]]:
    """The same with yfinance as its documentation shows it, led to the local server and nothing more."""
    import yfinance
    from curl_cffi import requests

    base = urlsplit(url)

    class Led(requests.Session):  # type: ignore[misc]
        def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
            asked = urlsplit(url)
            target = urlunsplit((base.scheme, base.netloc, asked.path or "/", asked.query, ""))
            headers = dict(options.pop("headers", None) or {}) | {"X-Orig-Host": asked.netloc}
            return super().request(method, target, *arguments, headers=headers, **options)

    yfinance.set_tz_cache_location(tempfile.mkdtemp())
    session = Led(impersonate="chrome", trust_env=False)

    def info(symbol: str) -> Any:
        return yfinance.Ticker(symbol, session=session).info

    return {
        "closes of 11 sector funds": lambda: yfinance.download(
            SECTORS, start="2026-01-02", session=session, progress=False
        ),
        "closes of 3 indexes": lambda: [
            yfinance.Ticker(one, session=session).history(start="2026-01-02") for one in INDEXES
        ],
        "quotes of 3 shares": lambda: [info(one)["regularMarketPrice"] for one in SHARES],
        "valuation of 3 shares": lambda: [info(one).get("forwardPE") for one in SHARES],
    }


def cost(server: YahooServer, questions: dict[str, Callable[[], Any]]) -> dict[str, dict[str, float]]:
    """Requests and seconds of each question, asked twice."""
    found = {}
    for name, ask in questions.items():
        before, begun = len(server.asked), time.perf_counter()
        ask()
        ask()
        found[name] = {
            "requests": len(server.asked) - before,
            "seconds": round(time.perf_counter() - begun, 2),
        }
    return found


def warm(market: YahooMarket) -> dict[str, float]:
    """Milliseconds of 50 tool calls that find everything kept."""
    tools = _bundled.tools()
    desk = Desk(market, None, Calendars(), None, lambda: NOW)  # type: ignore[arg-type]
    calls: list[Callable[[], Any]] = []
    for symbol in ["IWM", "SPY", "QQQ", "^RUT", "^GSPC"]:
        calls += [
            lambda symbol=symbol: tools.last_close(desk, symbol),
            lambda symbol=symbol: tools.price_return(desk, symbol, sessions=30),
            lambda symbol=symbol: tools.moving_average(desk, symbol, days=20),
            lambda symbol=symbol: tools.drawdown(desk, symbol),
            lambda symbol=symbol: tools.high_low(desk, symbol),
        ]
    for call in calls:
        call()
    spent = []
    for call in calls * 2:
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return {
        "calls": len(spent),
        "median_ms": round(statistics.median(spent), 2),
        "max_ms": round(max(spent), 2),
    }


def resident() -> int:
    """Megabytes of this process in memory."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    return 0


def memory(market: YahooMarket) -> dict[str, float]:
    """After 200 and after 1,000 questions, each on fresh rows: the clock moves on between them."""
    found: dict[str, float] = {}
    for at in range(1, 1001):
        market.history(
            [(SECTORS + INDEXES + SHARES)[at % 17]], start=date(2026, 1, 2) - timedelta(days=at % 60)
        )
        if at in (200, 1000):
            found[f"after_{at}_mb"] = resident()
    found["ratio"] = round(found["after_1000_mb"] / max(1.0, found["after_200_mb"]), 3)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as home, YahooServer(now=NOW, delay=DELAY) as server:
        market = YahooMarket(Settings(yahoo_url=server.url, home=Path(home)), clock=lambda: NOW)
        market.history(["AAPL"])  # imports and the crumb are nobody's question
        result: dict[str, Any] = {"ours": cost(server, ours(market)), "warm": warm(market)}
        moment = [NOW]
        again = YahooMarket(Settings(yahoo_url=server.url, home=Path(home)), clock=lambda: moment[0])
        server.delay(0.0)
        result["memory"] = memory(again)
        server.delay(DELAY)
        alternative = plain(server.url)
        result["yfinance"] = cost(server, alternative)
    if chosen.json:
        print(json.dumps(result, indent=1))
        return
    print(f"{'each question twice, 80 ms a request':38} {'YahooMarket':>20} {'plain yfinance':>20}")
    for name, mine in result["ours"].items():
        other = result["yfinance"][name]
        print(
            f"{name:38} {mine['requests']:>6} req {mine['seconds']:>6.2f} s  {other['requests']:>6} req {other['seconds']:>6.2f} s"
        )
    print("warm tool calls:", result["warm"])
    print("memory:", result["memory"])


if __name__ == "__main__":
    main()
