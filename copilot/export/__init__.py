"""Answers as files that prove themselves offline."""
