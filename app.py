"""Starts the chat page: `python app.py [--host HOST] [--port PORT]` (HOST and PORT of the environment do as well)."""

import sys

from copilot.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
