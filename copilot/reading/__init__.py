"""Texts into claims and facts: sentences, figures, cues, articles, tables."""

from copilot.reading.rows import ledger
from copilot.reading.sentences import sentences

__all__ = ["ledger", "sentences"]
