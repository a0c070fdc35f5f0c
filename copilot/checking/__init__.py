"""Verdicts on a text: untrusted search, small trusted kernel."""

from copilot.checking import kernel
from copilot.checking.checker import check, language_of
from copilot.checking.output import fixed, lines, location
from copilot.checking.rules import RULES, Rule

__all__ = ["RULES", "Rule", "check", "fixed", "kernel", "language_of", "lines", "location"]
