"""Scripts that print the figures of the README. Run from the root of a checkout: `python -m benchmarks.checker --help`."""
