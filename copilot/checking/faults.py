"""N2xx, T501, C103: what is wrong with a figure that is not proved, in the order in which it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from copilot.checking.binding import Fit, front
from copilot.checking.cases import Case
from copilot.checking.mended import at_figure, fix
from copilot.checking.rules import finding, rule
from copilot.checking.values import adapted, value_of
from copilot.reading.clauses import FigureReading
from copilot.reading.facts import Fact
from copilot.reading.periods import Kind
from copilot.types import Finding, Hedge, Span

__all__ = ["unread", "unsupported", "wrong_one", "wrong_value"]


def wrong_one(case: Case, figure: FigureReading, fits: Sequence[Fit]) -> Finding | None:
    """The number is right, but it is another window's, subject's or measure's."""
    held = [fit for fit in fits if fit.unit and value_of(figure, fit.fact)]
    digits = len(figure.quantity.value.normalize().as_tuple().digits)
    if digits < 2:
        held = [fit for fit in held if (fit.entity and fit.measure) or (fit.period == 2 and fit.measure)]
    for code, want in (("T501", "period"), ("N204", "entity"), ("N205", "measure")):
        for fit in held:
            others = {"entity": fit.entity, "measure": fit.measure, "period": fit.period}
            if others.pop(want) == 0 and min(others.values()) > 0:
                if (
                    code == "T501"
                    and fit.fact.concepts & {"yield", "lpr", "average", "policy_rate"}
                    and _tenors(figure, fit.fact)
                ):
                    code = "N205"  # the 5-year rate for the 1-year one is another rate, not another time
                return _BLAME[code](case, figure, fit.fact)
    return None


@rule("N204", "wrong-subject")
def _wrong_subject(case: Case, figure: FigureReading, fact: Fact) -> Finding:
    """The number belongs to another subject than the sentence says.

    Example: "Nvidia's revenue was $10.3 billion [0]." (that is AMD's)

    Instead: name the subject whose number it is, or write this subject's number.
    """
    said = case.words.quantity(figure.quantity)
    return at_figure(
        figure,
        "N204",
        case.words(
            f"{said} is another subject's number: {case.words.fact(fact)}",
            f"{said}属于另一对象：{case.words.fact(fact)}",
        ),
    )


@rule("N205", "wrong-measure")
def _wrong_measure(case: Case, figure: FigureReading, fact: Fact) -> Finding:
    """The number belongs to another measure of the same subject than the sentence says.

    Example: "Net income was $68.1 billion [0]." (that is revenue)

    Instead: name the measure that was looked up.
    """
    said = case.words.quantity(figure.quantity)
    return at_figure(
        figure,
        "N205",
        case.words(
            f"{said} is another measure: {case.words.fact(fact)}",
            f"{said}是另一指标：{case.words.fact(fact)}",
        ),
    )


@rule("T501", "wrong-period")
def _wrong_period(case: Case, figure: FigureReading, fact: Fact) -> Finding:
    """The number belongs to another date or window than the sentence says.

    Example: "Over 60 trading days the index fell 3.85 % [0]." (that is the 30-day return)

    Instead: write the window that the number was measured over.
    """
    said = case.words.quantity(figure.quantity)
    also = next((p.span for p in figure.periods if p.span.end > p.span.start), None)
    return at_figure(
        figure,
        "T501",
        case.words(
            f"{said} is of another time: {case.words.fact(fact)}",
            f"{said}属于另一时间：{case.words.fact(fact)}",
        ),
        also=also,
    )


def _tenors(figure: FigureReading, fact: Fact) -> bool:
    return any(p.kind is Kind.ROLLING for p in figure.periods) and any(
        p.kind is Kind.ROLLING for p in fact.periods
    )


_BLAME = {"N204": _wrong_subject, "N205": _wrong_measure, "T501": _wrong_period}


def wrong_value(case: Case, figure: FigureReading, fits: Sequence[Fit]) -> Finding | None:
    """The fact that the words name says another number."""
    best = [
        fit
        # By value among equals: the order of the rows decides nothing.
        for fit in sorted(front(fits), key=lambda one: (one.scores, one.fact.value), reverse=True)
        if fit.entity == 2 or fit.measure == 2
    ]
    unitless = [f for f in fits if min(f.entity, f.measure, f.period) > 0 and not f.unit]
    for fit in unitless:
        if abs(fit.fact.value) == abs(figure.quantity.value) and fit.fact.value:
            return _wrong_unit(case, figure, fit.fact)
    hedged = figure.quantity.hedge not in (Hedge.EXACT, Hedge.ABOUT)
    checks = (_false_bound,) if hedged else (_wrong_sign, _wrong_scale, _false_bound)
    for check in checks:
        for fit in best[:4]:
            if found := check(case, figure, fit.fact):
                return found
    if (
        best
        and best[0].measure == 2
        and not (figure.change and figure.quantity.unit == "%" and not best[0].fact.unit)
    ):
        return _false(case, figure, best[0].fact)
    return None


@rule("N203", "wrong-sign")
def _wrong_sign(case: Case, figure: FigureReading, fact: Fact) -> Finding | None:
    """The size is right and the direction is not: a fall is called a rise, or a loss a profit.

    Example: "The Russell 2000 rose 3.85 % [0]." (it fell)

    Instead: use the word of the right direction, or the sign.
    """
    turned = replace(
        figure,
        quantity=-figure.quantity,
        direction=-figure.direction,
        loss=False,
    )
    if not value_of(turned, fact) or not figure.quantity.value:
        return None
    words = case.words
    return at_figure(
        figure, "N203", words(f"the direction is wrong: {words.fact(fact)}", f"方向不符：{words.fact(fact)}")
    )


@rule("N206", "wrong-unit")
def _wrong_unit(case: Case, figure: FigureReading, fact: Fact) -> Finding:
    """The digits are right and the unit or currency is not: dollars for yuan, per cent for percentage points.

    Example: "Kweichow Moutai earned $862 million [0]." (the source says yuan)

    Instead: write the source's unit, or convert with a rate that is cited.
    """
    words = case.words
    return at_figure(
        figure,
        "N206",
        words(
            f"{figure.written.raw} has another unit than its source: {words.fact(fact)}",
            f"{figure.written.raw}的单位与来源不同：{words.fact(fact)}",
        ),
        fix(figure, fact),
    )


@rule("N207", "wrong-scale")
def _wrong_scale(case: Case, figure: FigureReading, fact: Fact) -> Finding | None:
    """The digits are right and the scale is not: million for billion, 万 for 亿.

    Example: "Revenue was $68.1 million [0]." (billion)

    Instead: write the source's scale.
    """
    quantity = adapted(figure.quantity, fact)
    if quantity is None or not fact.value:
        return None
    for power in (3, -3, 6, -6, 4, -4, 8, -8, 2, -2, 1, -1, 9, -9):
        factor = Decimal(10) ** power
        if replace(quantity, value=quantity.value * factor, step=quantity.step * factor).admits(
            fact.value, quantity.unit
        ):
            words = case.words
            message = words(
                f"{figure.written.raw} is off by a factor of {f'{factor:f}' if power > 0 else f'1/{1 / factor:f}'}: {words.fact(fact)}",
                f"{figure.written.raw}的数量级不符：{words.fact(fact)}",
            )
            return at_figure(figure, "N207", message, fix(figure, fact))
    return None


@rule("N208", "false-bound")
def _false_bound(case: Case, figure: FigureReading, fact: Fact) -> Finding | None:
    """A bound ("more than", "at most", 超过) does not hold, or a source's bound is given as an exact number.

    Example: "KRE is down 35 % [1]." where the article says "more than 35 %".

    Instead: repeat the source's bound.
    """
    quantity = adapted(figure.quantity, fact)
    if (
        quantity is None
        or (quantity.hedge is Hedge.EXACT and fact.hedge is Hedge.EXACT)
        or quantity.hedge is Hedge.ABOUT
    ):
        return None
    words = case.words
    place = figure.written.hedge
    return at_figure(
        figure,
        "N208",
        words(
            f"the bound does not hold: {words.fact(fact)}{_hedge_word(fact, words.language)}",
            f"界限不成立：{words.fact(fact)}{_hedge_word(fact, words.language)}",
        ),
        also=place,
    )


def _hedge_word(fact: Fact, language: str) -> str:
    words = {
        Hedge.MORE: ("more than", "超过"),
        Hedge.LESS: ("less than", "不到"),
        Hedge.AT_LEAST: ("at least", "至少"),
        Hedge.AT_MOST: ("at most", "至多"),
    }
    pair = words.get(fact.hedge)
    return f" ({pair[language == 'zh']})" if pair else ""


@rule("N202", "false-figure")
def _false(case: Case, figure: FigureReading, fact: Fact) -> Finding:
    """The subject, measure and time are known, and their number is another.

    Example: "IWM's 20-day average is $254 [0]." (it is $258.36)

    Instead: the source's own number, which is offered as a fix.
    """
    words = case.words
    said = figure.written.raw
    return at_figure(
        figure,
        "N202",
        words(
            f"{said} is not what the source says: {words.fact(fact)}", f"{said}与来源不符：{words.fact(fact)}"
        ),
        fix(figure, fact),
    )


@rule("N201", "unsupported-figure")
def unsupported(case: Case, figure: FigureReading, fits: Sequence[Fit]) -> Finding:
    """No cited source holds this number for this subject, measure and time, and nothing named gives it.

    Example: "Small caps attracted $4.2 billion of inflows [0]." where no row says so.

    Instead: leave the number out, or look it up first.
    """
    words = case.words
    said = figure.written.raw
    near = next((fit.fact for fit in fits if fit.unit and fit.fact.value == figure.quantity.value), None)
    hint = (
        words(
            f"; the same number stands elsewhere: {words.fact(near)}", f"；同一数字见于：{words.fact(near)}"
        )
        if near
        else ""
    )
    return at_figure(
        figure, "N201", words(f"{said} is in no cited source{hint}", f"{said}在所引来源中找不到{hint}")
    )


@rule("N211", "unread-figures")
def unread(case: Case, span: Span, count: int) -> Finding:
    """A sentence has more numbers than one can be held to; those past the first hundred are not read.

    Example: a page of numbers with no full stop between them.

    Instead: a table, or one sentence for each thing that is said.
    """
    words = case.words
    return finding(
        "N211",
        span,
        words(f"{count} more numbers of this sentence were not read", f"此句另有{count}个数字未读取"),
    )
