"""Conversations as lists of our own typed answers, what their owners call and share, and what they watch."""

from copilot.threads.keeping import Threads, new
from copilot.threads.opened import Kept, Open, Thread
from copilot.threads.watching import Watched

__all__ = ["Kept", "Open", "Thread", "Threads", "Watched", "new"]
