"""What a person watches: symbols in the order in which they were added."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from copilot.errors import ConfigError
from copilot.store.truth import reading, writing
from copilot.threads.tables import watched

__all__ = ["Watched"]

_MOST = 30  # symbols: a brief speaks of each of them


class Watched:
    """The watch lists in one database; the empty owner is the command line's."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def symbols(self, owner: str = "") -> tuple[str, ...]:
        query = sa.select(watched.c.symbol).where(watched.c.owner == owner)
        with reading(self._engine) as connection:
            return tuple(connection.scalars(query.order_by(watched.c.added_at, watched.c.symbol)))

    def add(self, symbol: str, owner: str = "") -> None:
        """Raises `ConfigError` when the list is full."""
        held = self.symbols(owner)
        if symbol in held:
            return
        if len(held) >= _MOST:
            raise ConfigError(f"the watch list holds {_MOST} symbols already; remove one first")
        with writing(self._engine) as connection:
            values = {"owner": owner, "symbol": symbol, "added_at": datetime.now(UTC).replace(tzinfo=None)}
            connection.execute(watched.insert().values(**values))

    def remove(self, symbol: str, owner: str = "") -> None:
        with writing(self._engine) as connection:
            connection.execute(watched.delete().where(watched.c.owner == owner, watched.c.symbol == symbol))
