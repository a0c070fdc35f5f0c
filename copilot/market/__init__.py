"""Markets behind the `MarketData` port: a folder of files, the recorded demo, Yahoo."""

from copilot.market.demo import DemoMarket
from copilot.market.folder import FolderMarket
from copilot.market.opening import open_market

__all__ = ["DemoMarket", "FolderMarket", "open_market"]
