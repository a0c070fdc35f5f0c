"""Verdicts on a text: untrusted search, small trusted kernel."""

from copilot.checking import kernel
from copilot.checking.checker import check, language_of
from copilot.checking.output import fixed, lines, location
from copilot.checking.rules import RULES, Rule
from copilot.checking.unaided import against_market

__all__ = ["RULES", "Rule", "against_market", "check", "fixed", "kernel", "language_of", "lines", "location"]
