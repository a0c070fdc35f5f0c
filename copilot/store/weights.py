"""What each part of the ranking weighs; `benchmarks/retrieval.py` takes each away in turn."""

from __future__ import annotations

from dataclasses import dataclass

from copilot.store.questions import LINE_ITEMS

__all__ = ["Weights"]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each part adds to a passage's share of the question's words."""

    meaning: float = 0.3  # closeness in meaning
    filing: float = 0.05  # the same within a long document: .3 would cost a tenth of the recall there
    foreign: float = (
        1.0  # the same for a passage in the other language, which cannot share the question's words
    )
    neighbours: float = 0.15  # the better of the passages before and behind it
    document: float = 1.0  # the best passage of the same long document
    title: float = 0.5  # the document's title names what the question names
    figures: float = 0.5  # numbers, for a question that asks for some
    line_items: float = LINE_ITEMS  # words that the accounting lexicon brings
    phrases: float = 1.5  # words that follow each other as they do in the question or in a line item
    numerals: float = 0.8  # the question's numbers in another writing
    inside: float = 0.7  # how rare a claim's words are within the document, as against among all passages
    whole: float = 0.2  # the claim's words all over the document
