"""The closed registry of measures: formula, source, unit and definition of each.

Tools call `computed`, and the checker's kernel calls `recompute`: a computed number is believed only when its
measure, applied to the rows that it carries, gives its value. Pure: `Decimal` in, `Decimal` out, no third party.
"""

from copilot.measures.computing import computed, observed, recompute
from copilot.measures.operators import amount
from copilot.measures.registry import REGISTRY, Kind, Measure

__all__ = ["REGISTRY", "Kind", "Measure", "amount", "computed", "observed", "recompute"]
