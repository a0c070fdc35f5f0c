"""The types that everything else speaks: frozen, slotted, standard library only.

values    Quantity · Instrument · Origin · Series · Window · Datum and its basis (Observed, Computed, Reported, Stated)
texts     Article · Passage · Span
claims    Figure · Comparison · Derivation · Quotation · Dating · Attribution · Statement
verdicts  Operand · Proof · Finding · Fix · Proved · Consistent · Supported · Failed · Unread · Coverage · Report
"""

from copilot.types.claims import *
from copilot.types.claims import __all__ as _claims
from copilot.types.texts import *
from copilot.types.texts import __all__ as _texts
from copilot.types.values import *
from copilot.types.values import __all__ as _values
from copilot.types.verdicts import *
from copilot.types.verdicts import __all__ as _verdicts

__all__ = [*_claims, *_texts, *_values, *_verdicts]
