"""Trading sessions and calendars of the venues."""

from copilot.exchanges.calendars import Calendars

__all__ = ["Calendars"]
