"""What the checker says: proofs, findings, verdicts and the report of them all."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from copilot.types.claims import Claim
from copilot.types.texts import Passage, Span
from copilot.types.values import Datum

__all__ = [
    "Consistent", "Coverage", "Failed", "Finding", "Fix", "Operand", "Proof", "Proved", "Report", "Severity",
    "Supported", "Unread", "Verdict",
]  # fmt: skip


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Fix:
    """One replacement that is itself proved. `safe` fixes may be applied without asking; the others are suggestions."""

    span: Span
    replacement: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a stretch of the answer, as a value."""

    code: str  # "R401"
    name: str  # "false-comparison"
    message: str  # one sentence, in the report's language
    severity: Severity
    span: Span
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class Operand:
    """A cited value that a proof rests on: a datum of source 0, or a stretch of an article."""

    source: int  # citation number
    value: Decimal
    unit: str
    words: str  # "IWM close on 2026-03-13", in the report's language
    datum: Datum | None = None
    passage: Passage | None = None  # exactly the words that hold the value


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a claim holds. The kernel evaluates `formula` over `operands` again and believes nobody."""

    formula: (
        str  # operator of the kernel: "value", "difference", "discount", "less", "all_less", "quotation" …
    )
    operands: tuple[Operand, ...]
    value: (
        Decimal | None
    )  # the result, in `unit`; None for a relation, a quotation or a date that simply holds
    unit: str
    words: str  # "1 − 16 ÷ 21 = 23.8 %", in the report's language


@dataclass(frozen=True, slots=True)
class Proved:
    claim: Claim
    proof: Proof


@dataclass(frozen=True, slots=True)
class Consistent:
    """Weaker than proved: the figure follows from facts that the sentence names, though its words do not say how."""

    claim: Claim
    proof: Proof
    finding: Finding  # a warning


@dataclass(frozen=True, slots=True)
class Supported:
    """A number-free sentence that a shown passage states; never called proved."""

    claim: Claim
    passages: tuple[Passage, ...]
    ours: bool = False  # our reading, resting on facts named in the sentence


@dataclass(frozen=True, slots=True)
class Failed:
    claim: Claim
    finding: Finding


@dataclass(frozen=True, slots=True)
class Unread:
    """Digits or words that look like a claim and that the reader could not read. An error: silence would be a bug."""

    claim: Claim
    finding: Finding


Verdict = Proved | Consistent | Supported | Failed | Unread


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every digit of the text is accounted for in exactly one of these counts (of figures, not digits)."""

    proved: int = 0
    recomputed: int = 0  # of the proved: the kernel recomputed them from rows or operands
    stated: int = 0  # of the proved: against data handed in from outside
    consistent: int = 0
    failed: int = 0
    unread: int = 0
    not_claims: int = 0  # names, list marks, dates in names
    comparisons: int = 0  # relations proved
    sentences: int = 0
    supported: int = 0  # number-free sentences that a passage supports or that are marked as our reading
    unsupported: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """All verdicts on a text, in its order. `ok` when no finding of severity error is left after select and ignore."""

    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    language: str = "en"

    @property
    def ok(self) -> bool:
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    @property
    def supported(self) -> bool:
        """False when some number-free sentence has no support in its sources; `ok` is unchanged by that."""
        return self.coverage.unsupported == 0
