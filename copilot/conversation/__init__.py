"""Copilot, the class that people use: questions in, proved answers out."""

from copilot.conversation.copilot import Copilot, check_unaided

__all__ = ["Copilot", "check_unaided"]
