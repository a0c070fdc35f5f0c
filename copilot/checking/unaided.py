"""A text judged against evidence that was gathered for it: what market data cannot know is not checked, said once."""

from __future__ import annotations

from dataclasses import replace

from copilot.checking.rules import enabled, finding, rule
from copilot.checking.wording import Words
from copilot.ledger import Ledger
from copilot.types import Derivation, Failed, Figure, Finding, Language, Report, Severity, Span

__all__ = ["against_market"]

# Quotations, speakers, causes and statements stand in articles, and none was handed in.
_OF_ARTICLES = frozenset({"Q601", "Q602", "Q603", "Q605", "Q606", "Q607"})


def against_market(report: Report, ledger: Ledger) -> Report:
    """The report without what the gathered data cannot decide; one warning says how much that is.

    A figure stays a finding where the data hold the same kind of number of its subject: there it contradicts them.
    """
    dropped = [one for one in report.verdicts if isinstance(one, Failed) and _unknowable(one, ledger)]
    if not dropped:
        return report
    gone = {one.finding for one in dropped}
    extra = {one for one in report.findings if one.code in _OF_ARTICLES}
    kept = tuple(one for one in report.findings if one not in gone | extra)
    said = not_checked(dropped[0].claim.span, len(dropped), "zh" if report.language == "zh" else "en")
    if enabled(said.code, (), ()):
        kept = (*kept, said)
    figures = sum(isinstance(one.claim, Figure | Derivation) for one in dropped)
    coverage = replace(
        report.coverage,
        failed=max(0, report.coverage.failed - figures),
        unread=report.coverage.unread + figures,
        unsupported=0,
    )
    verdicts = tuple(one for one in report.verdicts if one not in dropped)
    return replace(report, verdicts=verdicts, findings=kept, coverage=coverage)


def _unknowable(verdict: Failed, ledger: Ledger) -> bool:
    code, claim = verdict.finding.code, verdict.claim
    if code in _OF_ARTICLES:
        return True
    if code != "N201" or not isinstance(claim, Figure):
        return False
    return not any(
        datum.subject == claim.subject and datum.unit == claim.quantity.unit for datum in ledger.data
    )


@rule("C106", "not-checked", Severity.WARNING)
def not_checked(span: Span, count: int, language: Language) -> Finding:
    """Statements that the market at hand cannot decide were not checked; said once, at the first of them.

    Example: "Fed officials are worried." in a text that came without evidence.

    Instead: hand in the articles that the text rests on (`--evidence`), or leave it.
    """
    words = Words(language)
    return finding(
        "C106",
        span,
        words(
            f"{count} statement{'s' if count > 1 else ''} from here on cannot be decided by market data: not checked",
            f"自此起有{count}处内容无法用行情数据判断：未核查",
        ),
    )
