"""What people call the things that markets price, in English and Chinese: from a name to its instrument.

    lookup("苹果")[0].symbol                        # "AAPL"
    mentions("The S&P 500 fell, 特斯拉 rose")       # two Mentions with their places
    same("标普500", "^GSPC"), same("SPY", "^GSPC")  # True, False: the fund is not its index

Pure and offline: data files of this package, read once in some milliseconds. Whether a market at hand holds an
instrument is that market's affair.
"""

from __future__ import annotations

from copilot.names.called import called, short
from copilot.names.master import folded, lookup, nearest, ordinary, pair, proxies, same, spelled
from copilot.names.peers import Peers, peers
from copilot.names.places import Mention, mentions

__all__ = [
    "Mention",
    "Peers",
    "called",
    "folded",
    "lookup",
    "mentions",
    "nearest",
    "ordinary",
    "pair",
    "peers",
    "proxies",
    "same",
    "short",
    "spelled",
]
