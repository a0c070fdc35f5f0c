"""Starts the chat page: `python app.py` (PORT and HOST choose where; see README)."""

import sys

from copilot.errors import ConfigError
from copilot.ui import serve

if __name__ == "__main__":
    try:
        serve()
    except ConfigError as error:
        sys.exit(f"Market Copilot cannot start: {error}")
