"""Texts into claims and facts: sentences, figures, cues, articles, tables."""
