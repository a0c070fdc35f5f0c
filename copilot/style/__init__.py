"""House style: writes and reads figures in both languages; nobody else knows it."""

from copilot.style.house import write
from copilot.style.notes import check, checks, noted
from copilot.style.units import canonical_unit, is_unit, per_one
from copilot.style.written import Written, read

__all__ = ["Written", "canonical_unit", "check", "checks", "is_unit", "noted", "per_one", "read", "write"]
