"""Making a computed datum, and evaluating it again from what it carries: the same function, so they cannot differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext

from copilot.errors import NoData
from copilot.measures.registry import REGISTRY, Measure
from copilot.measures.shapes import OF_GROUPS, currency_of, group, unit_of, window_of
from copilot.measures.verifying import (
    verify_dates,
    verify_operands,
    verify_rows,
    verify_subjects,
    verify_window,
)
from copilot.types import Computed, Datum, Observed, Origin, Series, Window

__all__ = ["computed", "observed", "recompute"]

_PLACES = 4  # of per cent, multiples and pure numbers
_QUOTED = {"last_price": ("last_price", "close"), "previous_close": ("previous_close", "close")}


def observed(series: Series, day: date, *, measure: str = "", note: str = "") -> Datum:
    """The row of `day` as a datum that carries just that row. Raises `NoData` when there is none."""
    cut = series.between(day, day)
    if not cut.rows:
        raise NoData(f"{series.subject} has no {series.field} on {day}")
    return Datum(
        series.subject,
        measure or series.field,
        cut.rows[0][1],
        series.unit,
        series.currency,
        None,
        day,
        series.origin,
        Observed(cut),
        series.name,
        note,
    )


def computed(
    key: str,
    *,
    subject: str = "",
    series: Sequence[Series] = (),
    operands: Sequence[Datum] = (),
    parameters: Mapping[str, str | int] | None = None,
    window: Window | None = None,
    origin: Origin | None = None,
    as_of: date | None = None,
    name: str = "",
    note: str = "",
    against: str = "",
) -> Datum:
    """The measure `key` of exactly these rows or operands, as a datum that recomputes from what it carries.

    `subject`, `window`, `origin`, `as_of`, `name` and `against` follow from the rows or operands where not given. A
    window that names its number of sessions must agree with the rows: `recompute` will look. Raises `NoData` when
    the rows or operands cannot give the value, and `KeyError` for a key that is no computed measure.
    """
    measure = REGISTRY[key]
    if measure.kind not in ("computed", "operator"):
        raise KeyError(f"{key} is {measure.kind}: nothing computes it")
    carried = {name: str(value) for name, value in (parameters or {}).items()}
    value = _evaluate(measure, series, operands, carried)
    first: Series | Datum = series[0] if series else operands[0]
    others: list[Series | Datum] = [*series[1:], *operands[1:]]
    second = next((item.subject for item in others if item.subject != first.subject), "")
    window = window if window is not None else window_of(measure, series, operands, carried)
    dates = [item.as_of for item in operands if item.as_of]
    end = series[0].rows[-1][0] if series else max(dates, default=None)
    datum = Datum(
        subject or (group(operands) if key in OF_GROUPS else first.subject),
        key,
        value,
        unit_of(measure, series, operands),
        currency_of(measure, series, operands),
        window,
        as_of or end,
        origin or first.origin,
        Computed(key, tuple(carried.items()), tuple(series), tuple(operands)),
        name or first.name,
        note,
        against or ("" if key in OF_GROUPS else second),
    )
    verify_window(datum, measure)
    return datum


def recompute(datum: Datum) -> Decimal:
    """What `datum` is worth by its own basis, evaluated again, its operands first.

    Raises `NoData` when the basis cannot give it: reported or stated, rows that do not make the window it names, an
    operand whose own value does not follow from its basis, a measure that is not the basis's.
    """
    try:
        return _recomputed(datum)
    except NoData:
        raise
    except (ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
        # Rows and parameters may come from a file that somebody has edited.
        raise NoData(f"the basis of {datum.subject} {datum.measure} cannot be evaluated: {error}") from error


def _recomputed(datum: Datum) -> Decimal:
    match datum.basis:
        case Observed(series=series):
            fields = _QUOTED.get(datum.measure, (datum.measure,))
            if series.subject != datum.subject or series.field not in fields or series.unit != datum.unit:
                raise NoData(
                    f"{datum.subject} {datum.measure} does not stand in a row of {series.subject} {series.field}"
                )
            return _row(series, datum.as_of)
        case Computed() as basis:
            measure = REGISTRY.get(basis.measure)
            if measure is None or basis.measure != datum.measure:
                raise NoData(f"{datum.measure} is not what its basis computes ({basis.measure})")
            for operand in basis.operands:
                if isinstance(operand.basis, (Observed, Computed)) and _recomputed(operand) != operand.value:
                    raise NoData(
                        f"operand {operand.subject} {operand.measure} does not follow from its own basis"
                    )
            verify_subjects(datum, basis)
            verify_window(datum, measure)
            verify_dates(datum, basis)
            verify_operands(datum, basis)
            if (datum.unit, datum.currency) != (
                unit_of(measure, basis.series, basis.operands),
                currency_of(measure, basis.series, basis.operands),
            ):
                raise NoData(f"{datum.measure} is not in {datum.unit} {datum.currency or ''}")
            return _evaluate(measure, basis.series, basis.operands, dict(basis.parameters))
        case _:
            raise NoData(
                f"{datum.subject} {datum.measure} is {type(datum.basis).__name__.lower()}, not computed"
            )


def _row(series: Series, day: date | None) -> Decimal:
    values = [value for when, value in series.rows if when == day]
    if len(values) != 1:
        raise NoData(f"{series.subject} {series.field} has {len(values)} rows on {day}")
    return values[0]


def _evaluate(
    measure: Measure, series: Sequence[Series], operands: Sequence[Datum], parameters: Mapping[str, str]
) -> Decimal:
    # A context of our own: the caller's precision must not change a digit.
    with localcontext() as context:
        context.prec = 34
        if measure.on_data is not None:
            if series or not operands:
                raise NoData(f"{measure.key} is computed from other data")
            value = measure.on_data(operands, parameters)
        else:
            verify_rows(measure, series)
            if measure.on_several is not None:
                value = measure.on_several(series, parameters)
            elif measure.on_rows is not None and len(series) == 1:
                value = measure.on_rows(series[0], parameters)
            else:
                raise NoData(f"{measure.key} is not computed from {len(series)} series")
        return _quantised(value, _places(measure, series, operands))


def _places(measure: Measure, series: Sequence[Series], operands: Sequence[Datum]) -> int:
    """Four decimals; for prices that have more than two of their own, two more than those."""
    if measure.unit == "bps":
        return 2
    if measure.unit not in ("money", "price", "same", "difference") or (
        operands and operands[0].unit in ("%", "pp")
    ):
        return _PLACES
    values = [item.rows[-1][1] for item in series] + [
        d.value for d in operands if isinstance(d.value, Decimal)
    ]
    own = max((-int(value.as_tuple().exponent) for value in values), default=2)
    return max(_PLACES, own + 2)


def _quantised(value: Decimal, places: int) -> Decimal:
    if not value.is_finite():
        raise NoData("the result is not a finite number")
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value + 0  # exact already; + 0 turns −0 into 0
    return value.quantize(Decimal(1).scaleb(-places)) + 0
