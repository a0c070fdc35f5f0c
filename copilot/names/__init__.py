"""Instruments by any name, in English and Chinese."""
