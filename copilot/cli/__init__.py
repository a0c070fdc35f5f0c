"""The command line: standard output is the result alone, everything else goes to standard error.

Exit codes: 0 answered, checked or proved; 1 findings remain, an export was refused or a file was changed; 2 could not
run. Each command imports what it needs when it runs: `check` must not pay for the agent.
"""

from __future__ import annotations

import sys
import traceback
from typing import NoReturn

import typer

from copilot.cli import asking, checks, files, serving
from copilot.errors import CheckFailed, CopilotError

__all__ = ["main"]

application = typer.Typer(
    name="market-copilot",
    help="A market research copilot whose every figure is proved.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for commands in (asking, checks, files, serving):
    commands.register(application)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs one command and exits with its code; an error of ours is one line with the next step, never a trace."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a console in another encoding must not lose "−" or 小盘股
            reconfigure(encoding="utf-8", errors="replace")
    try:
        application(arguments)
    except CheckFailed as error:
        _end(1, str(error))
    except CopilotError as error:
        _end(2, str(error))
    except KeyboardInterrupt:
        _end(130, "stopped")
    except BrokenPipeError:  # `… | head` has read enough
        sys.stderr.close()
        sys.exit(0)
    except (
        Exception
    ) as error:  # a defect of ours: the trace helps whoever mends it, the code tells scripts "could not run"
        traceback.print_exc()
        _end(2, f"unexpected {type(error).__name__}: {error}; please report it with the lines above")
    sys.exit(0)


def _end(code: int, words: str) -> NoReturn:
    print(f"error: {words}" if code != 130 else words, file=sys.stderr)
    sys.exit(code)
