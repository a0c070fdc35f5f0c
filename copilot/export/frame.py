"""An answer's facts as a table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from copilot.types import Datum

if TYPE_CHECKING:
    from pandas import DataFrame

    from copilot.answer import Answer

__all__ = ["frame"]

_COLUMNS = ("subject", "name", "measure", "value", "unit", "start", "end", "sessions", "as_of", "against", "provider", "basis")  # fmt: skip


def frame(answer: Answer) -> DataFrame:
    """One row a fact of the ledger, indexed by its id (`F12`); values as floats, for arithmetic outside of proofs."""
    import pandas

    ledger = answer.evidence.ledger
    rows = [_row(datum) for datum in ledger.data]
    found = pandas.DataFrame(rows, columns=list(_COLUMNS), index=[ledger.alias(one) for one in ledger.data])
    return found.astype({"sessions": "Int64"})  # a count stays one where some rows have none


def _row(datum: Datum) -> dict[str, Any]:
    window = datum.window
    return {
        "subject": datum.subject,
        "name": datum.name,
        "measure": datum.measure,
        "value": float(datum.value) if isinstance(datum.value, Decimal) else datum.value,
        "unit": datum.unit,
        "start": window.start if window else None,
        "end": window.end if window else None,
        "sessions": window.sessions if window else None,
        "as_of": datum.as_of,
        "against": datum.against,
        "provider": datum.origin.provider,
        "basis": type(datum.basis).__name__.lower(),
    }
