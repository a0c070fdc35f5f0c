"""What would mend a figure or its marker, and findings that concern one that is proved."""

from __future__ import annotations

from decimal import Decimal

from copilot import style
from copilot.checking.cases import Case
from copilot.checking.rules import finding, rule
from copilot.checking.times import period_fit
from copilot.reading.clauses import FigureReading, Sentence
from copilot.reading.facts import Fact
from copilot.types import Article, Finding, Fix, Hedge, Language, Proof, Severity, Span

__all__ = ["at_figure", "elsewhere", "fix", "loose_bound", "miscited", "negated"]


def at_figure(
    figure: FigureReading, code: str, message: str, fix: Fix | None = None, also: Span | None = None
) -> Finding:
    """A finding at the figure; where another word is to blame and near, from the one to the other."""
    span = figure.span
    if also is not None and max(also.end, span.end) - min(also.start, span.start) < 90:
        span = Span(min(also.start, span.start), max(also.end, span.end))
    return finding(code, span, message, fix)


@rule("N209", "loose-bound", Severity.WARNING)
def loose_bound(case: Case, figure: FigureReading, made: Proof) -> Finding | None:
    """A bound holds, and a much tighter one would too.

    Example: "more than 10 %" where the source says 63 %.

    Instead: "more than 60 %", or the number itself.
    """
    if made.formula != "value" or figure.quantity.hedge not in (Hedge.MORE, Hedge.LESS) or made.value is None:
        return None
    if not figure.quantity.value or abs(made.value / figure.quantity.value - 1) < Decimal("0.5"):
        return None
    words = case.words
    exact = words.number(made.value, made.unit)
    return at_figure(
        figure, "N209", words(f"the bound holds, but the number is {exact}", f"界限成立，但实际为{exact}")
    )


@rule("Q604", "negated-fact")
def negated(case: Case, sentence: Sentence, figure: FigureReading, made: Proof) -> Finding:
    """The sentence denies what its source says.

    Example: "Revenue did not reach $68.1 billion [0]." (it did)

    Instead: say what the source says.
    """
    words = case.words
    return at_figure(
        figure,
        "Q604",
        words(f"the source says what is denied here: {made.words}", f"此处否认的正是来源所言：{made.words}"),
    )


@rule("C103", "miscited")
def miscited(case: Case, sentence: Sentence, figure: FigureReading, made: Proof) -> Finding:
    """The statement is true of another source than the one that is cited.

    Example: "The S&P 500 fell 3.13 % [1]." where the number is in the market data, [0].

    Instead: the right number of the source, which is a safe fix.
    """
    right = made.operands[0].source
    words = case.words
    fix = None
    if (
        sentence.marks
        and len(set(sentence.citations)) == 1
        and len({one.source for one in made.operands}) == 1
    ):
        fix = Fix(sentence.marks[-1], f"[{right}]")
    return finding(
        "C103",
        sentence.marks[-1] if sentence.marks else figure.span,
        words(
            f"{figure.written.raw} is in [{right}], not in the source cited",
            f"{figure.written.raw}出自[{right}]，而非所引来源",
        ),
        fix,
    )


def elsewhere(case: Case, sentence: Sentence, span: Span, article: Article) -> Finding:
    """Rule C103 of words: they stand in another article than the one that is cited."""
    right = case.sources.ledger.number(article)
    fix = (
        Fix(sentence.marks[-1], f"[{right}]")
        if len(set(sentence.citations)) == 1 and sentence.marks
        else None
    )
    message = case.words(f"this stands in [{right}]", f"这句话出自[{right}]")
    return finding("C103", sentence.marks[-1] if sentence.marks else span, message, fix)


def fix(figure: FigureReading, fact: Fact) -> Fix | None:
    """The fact's own value, at the written precision; only for plain values whose sign the words do not carry."""
    if not figure.own:
        return None  # the measure is the sentence before's: too little to rewrite a number by
    if figure.periods and not period_fit(figure, fact):
        return None  # another window's number mends nothing
    if (fact.source and fact.hedge is not Hedge.EXACT) or figure.quantity.hedge not in (
        Hedge.EXACT,
        Hedge.ABOUT,
    ):
        return None
    language: Language = "zh" if any("\u4e00" <= c <= "\u9fff" for c in figure.written.raw) else "en"
    places = max(0, -_exponent(figure.quantity.step / figure.written.scale))
    value = abs(fact.value) if figure.change and not figure.written.signed else fact.value
    if figure.change and figure.direction and (fact.value < 0) != (figure.direction < 0):
        return None
    text = style.write(
        value,
        fact.unit or figure.quantity.unit,
        language=language,
        decimals=places,
        signed=figure.written.raw[:1] == "+",
    )
    return Fix(figure.span, text)


def _exponent(step: Decimal) -> int:
    exponent = step.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
