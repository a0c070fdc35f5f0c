"""Verdicts on a text: untrusted search, small trusted kernel."""
