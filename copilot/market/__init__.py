"""Markets behind the `MarketData` port: a folder of files, the recorded demo, Yahoo, and recordings of any of them."""

from copilot.market.demo import DemoMarket
from copilot.market.folder import FolderMarket
from copilot.market.opening import open_market
from copilot.market.recording import Recording, ReplayedMarket

__all__ = ["DemoMarket", "FolderMarket", "Recording", "ReplayedMarket", "open_market"]
