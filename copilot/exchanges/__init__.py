"""Trading sessions and calendars."""
