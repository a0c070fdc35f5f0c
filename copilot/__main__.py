"""`python -m copilot …` is the command `market-copilot …`."""

from copilot.cli import main

if __name__ == "__main__":
    main()
